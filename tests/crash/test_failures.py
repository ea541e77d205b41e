"""What fails outside a view is an answer, too; a file is there whole or not at all."""

import errno

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.core.exceptions import BadRequest
from django.core.files.base import ContentFile
from django.core.handlers.exception import convert_exception_to_response
from django.db import OperationalError
from django.http import HttpResponse

from quintet.site.storage import WholeFiles

FULL = OperationalError("database or disk is full")


def changes_its_session(request):
    request.session["seen"] = True
    return HttpResponse("seen")


@pytest.mark.django_db
@pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
def test_a_session_that_finds_no_room_is_a_clear_503(known, rf, settings, monkeypatch):
    request = rf.get("/en/")
    if known:
        session = SessionStore()
        session.create()
        request.COOKIES[settings.SESSION_COOKIE_NAME] = session.session_key

    def save(*_given, **_named):
        raise FULL

    monkeypatch.setattr(Session, "save", save)
    answer = convert_exception_to_response(SessionMiddleware(changes_its_session))(request)
    assert answer.status_code == 503
    assert "The disk is full" in answer.text


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (FULL, 503),
        (OSError(errno.ENOSPC, "No space left on device"), 503),
        (OSError(), 500),
        (BadRequest("The boundary is missing."), 400),
    ],
    ids=["database", "file", "other", "bad request"],
)
def test_a_failure_outside_views_is_a_problem_for_programs_and_a_page_for_people(
    rf, failure, status
):
    def fails(_request):
        raise failure

    for path, kind in (("/api/v1/items", "application/problem+json"), ("/en/", "text/html")):
        answer = convert_exception_to_response(fails)(rf.get(path))
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (status, kind)
        assert ("Retry-After" in answer) == (status == 503)
    assert "boundary" not in answer.text


def test_a_file_that_finds_no_room_leaves_nothing(tmp_path):
    class Cut(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        WholeFiles(tmp_path).save("ab/abcd", Cut(b"half of it"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_that_another_process_has_just_written_stays(tmp_path, monkeypatch):
    storage = WholeFiles(tmp_path)
    storage.save("ab/abcd", ContentFile(b"whole"))
    monkeypatch.setattr(storage, "get_available_name", lambda name, max_length=None: name)
    assert storage.save("ab/abcd", ContentFile(b"whole")) == "ab/abcd"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["abcd"]
    assert storage.open("ab/abcd").read() == b"whole"
