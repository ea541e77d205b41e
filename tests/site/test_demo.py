"""`bin/demo` as it serves: the same processes, on an installation that has its register."""

import sqlite3
import time

import requests

from tests.crash.server import PATIENCE, Server


def tasks(folder) -> set[str]:
    """Where each task that was ever enqueued stands."""
    with sqlite3.connect(folder / "quintet.sqlite3") as database:
        rows = database.execute("SELECT status FROM django_tasks_database_dbtaskresult")
        return {status for (status,) in rows}


def test_the_demonstration_writes_pdfs_and_does_its_background_work(tmp_path):
    """Its set-up writes reports by Typst, whose threads do not survive a fork."""
    server = Server(tmp_path / "data")
    server.folder.mkdir()
    server.story("prepare")
    server.manage("load_reference")
    server.start("demo")
    try:
        for name in ("reports/status.pdf", "insight/brief.pdf"):
            answer = requests.get(f"{server.url}/en/{name}", timeout=PATIENCE)
            assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-"), answer.text[:300]
        late = time.monotonic() + PATIENCE
        while tasks(server.folder) != {"SUCCESSFUL"}:
            assert time.monotonic() < late, (tasks(server.folder), server.log.read_text())
            time.sleep(0.2)
    finally:
        server.kill()
