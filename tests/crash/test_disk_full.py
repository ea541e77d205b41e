"""The disk is full: a write is refused with a clear 503, reads go on, nothing is half-written, and
with room again writes succeed without a restart."""

import errno
import os
import subprocess
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pytest
import requests

from tests.crash.server import Server
from tests.crash.test_kill import agrees
from tests.crash.writers import (
    TIMEOUT,
    ApiWriter,
    FileWriter,
    PageWriter,
    Writer,
    sign_in,
    submit,
    token,
)

SIZE = "24m"
LARGE = 2_000_000  # bytes: an upload that waits in a file of its own
ENOUGH = 400  # writes that fit into what SQLite has set aside for its log
SENTENCE = "The disk is full. Nothing was saved or lost"

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk"),
    pytest.mark.skipif(
        "QUINTET_POSTGRES" in os.environ, reason="the disk of PostgreSQL is not ours to fill"
    ),
]


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("disk")
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="module")
def told(disk, copy_of):
    return copy_of(disk)


@pytest.fixture(scope="module")
def server(disk, told, everybody):
    made = Server(disk)
    made.start()
    # A large upload, that the server choose where they wait while it can still try the place.
    first = FileWriter("first", "progress", told["writers"][0])
    first.size = LARGE
    first.write(made.url)
    everybody.append(first)
    yield made
    made.kill()


@pytest.fixture(scope="module")
def everybody():
    """All who wrote in this module: the database is the same for its tests."""
    return []


@pytest.fixture
def writer(told, everybody, request):
    def make(kind: type[Writer], number: int = 0) -> Writer:
        made = kind(f"{request.node.name} {len(everybody)}", "progress", told["writers"][number])
        everybody.append(made)
        return made

    return make


def room(file: BinaryIO, size: int) -> bool:
    try:
        return bool(file.write(bytes(size)))
    except OSError as failure:
        if failure.errno != errno.ENOSPC:
            raise
        return False


@contextmanager
def full(disk: Path):
    """Fill the disk to its last byte; give the room back in the end."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            while room(file, size):
                pass
    try:
        yield
    finally:
        filler.unlink()


def refused(one: Writer, server: Server) -> requests.Response:
    """Write until that is refused: SQLite's log may have some room left."""
    for _ in range(ENOUGH):
        answer = one.write(server.url)
        if answer.status_code >= 400:
            one.refused.clear()
            return answer
    raise AssertionError("the disk is not full")


def test_a_program_is_refused_by_a_problem_and_writes_again_when_there_is_room(
    server, disk, writer, everybody
):
    one = writer(ApiWriter)
    with full(disk):
        answer = refused(one, server)
        assert answer.status_code == 503
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Retry-After"] == "300"
        assert answer.json()["status"] == 503
        assert SENTENCE in answer.json()["detail"]
        agrees(server.story("witness"), everybody)
    assert one.write(server.url).status_code == 201
    told = server.story("witness", "--journals")
    agrees(told, everybody)
    assert told["faults"] == []


def test_a_person_is_refused_by_a_page_and_writes_again_when_there_is_room(
    server, disk, writer, everybody
):
    one = writer(PageWriter, 1)
    assert one.write(server.url).status_code == 302
    with full(disk):
        refused(writer(ApiWriter), server)
        answer = refused(one, server)
        assert answer.status_code == 503
        assert answer.headers["Content-Type"].startswith("text/html")
        assert SENTENCE in answer.text
        agrees(server.story("witness"), everybody)
    assert one.write(server.url).status_code == 302
    agrees(server.story("witness"), everybody)


def test_reads_go_on(server, disk, told, writer):
    signed_in = requests.Session()
    sign_in(signed_in, server.url, told["writers"][0]["username"])
    bearer = {"Authorization": f"Bearer {told['writers'][0]['token']}"}
    with full(disk):
        refused(writer(ApiWriter), server)
        for reader in (requests.Session(), signed_in):
            for page in ("/en/", "/en/register/", told["item"], "/health", "/api/v1/items"):
                assert reader.get(server.url + page, timeout=TIMEOUT).status_code == 200, page
        own = requests.get(f"{server.url}/api/v1/me", headers=bearer, timeout=TIMEOUT)
        assert own.json()["username"] == told["writers"][0]["username"]


def test_nobody_can_sign_in_and_the_page_says_why(server, disk, told, writer):
    session = requests.Session()
    page = f"{server.url}/en/accounts/login/"
    with full(disk):
        refused(writer(ApiWriter), server)
        form = session.get(page, timeout=TIMEOUT)
        assert form.status_code == 200
        answer = session.post(
            f"{server.url}/en/demonstration/sign-in/",
            data={
                "csrfmiddlewaretoken": token(form.text),
                "username": told["writers"][0]["username"],
            },
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        assert answer.status_code == 503
        assert SENTENCE in answer.text
    sign_in(requests.Session(), server.url, told["writers"][0]["username"])


@pytest.mark.parametrize("size", [20_000, LARGE], ids=["small", "large"])
def test_evidence_is_refused_whole(server, disk, writer, everybody, size):
    """A large upload waits in a file of its own while it is read, and fails before any view."""
    one = writer(FileWriter)
    one.size = size
    before = server.story("witness")
    with full(disk):
        answer = refused(one, server)
        assert answer.status_code == 503
        assert SENTENCE in answer.json()["detail"]
    told = server.story("witness")
    agrees(told, everybody)
    assert told["evidence"] == before["evidence"]
    assert one.write(server.url).status_code == 201
    agrees(server.story("witness"), everybody)


def test_a_large_upload_by_the_page_is_refused_by_a_page(server, disk, told):
    session = requests.Session()
    sign_in(session, server.url, told["writers"][0]["username"])
    page = f"{server.url}/en/answers/{told['writers'][0]['addressees'][0]}/progress/"
    with full(disk):
        answer = submit(
            session,
            page,
            {"text": "x", "as_at": date.today().isoformat(), "status": "in_progress"},
            files={"attachments": ("a.txt", b"x" * LARGE)},
        )
        assert answer.status_code == 503
        assert SENTENCE in answer.text
