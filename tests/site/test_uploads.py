"""What people send is bounded, judged by its content, and handed out as a download only."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quintet.core.models import JournalEntry
from quintet.followup.models import Document, Evidence, File, ProgressEntry
from tests.site.pages import Page, Reader

pytestmark = pytest.mark.django_db
TEXT = b"18. Requested members to review their risks.\n"


@pytest.fixture
def form(secretary):
    """The secretary's upload form."""
    by = Reader(Client(enforce_csrf_checks=True), secretary)
    return by, by.get("/documents/new/").form(having="party")


def test_a_file_above_the_bound_is_refused_with_a_sentence(form, settings):
    by, upload = form
    settings.UPLOAD_BOUND = 1024 * 1024
    files = File.objects.count()
    told = by.send(upload, expect=422, file=SimpleUploadedFile("r.txt", TEXT * 30_000))
    assert "1 MB" in told.words
    assert File.objects.count() == files


@pytest.mark.parametrize("address", ["/en/documents/new/", "/ar/", "/api/v1/documents"])
def test_a_request_above_the_bound_is_refused_unread_whoever_sends_it(address, settings, db):
    class Unread(io.BytesIO):
        def read(self, *_size):
            raise AssertionError("it was read")

    answer = Client().generic(
        "POST",
        address,
        content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(settings.REQUEST_BOUND + 1), "wsgi.input": Unread()},
    )
    assert answer.status_code == 413
    assert str(settings.REQUEST_BOUND // 1024**2) in answer.content.decode()


def test_an_announced_length_that_is_no_number_is_refused(db):
    answer = Client().generic("POST", "/en/documents/new/", CONTENT_LENGTH="-1")
    assert answer.status_code == 413


def test_many_fields_are_refused(secretary, settings):
    client = Client()
    client.force_login(secretary)
    sent = {f"field{n}": "x" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert client.post("/en/cycles/new/", sent).status_code == 400


def _zip(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("report.docx", b"MZ\x90\x00" + b"\x00" * 60),
        ("report.docx", _zip(**{"evil.exe": b"MZ"})),
        ("report.pdf", b"GIF89a" + b"\x00" * 20),
        ("report.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
    ],
)
def test_a_report_is_judged_by_its_content_and_not_by_its_name(form, name, data):
    by, upload = form
    told = by.send(upload, file=SimpleUploadedFile(name, data))
    document = Document.objects.get(name=name)
    assert document.reading == "unreadable"
    assert " ".join(document.failure.split()) in told.words


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("minutes.pdf", b"MZ\x90\x00" + b"\x00" * 60),
        ("minutes.png", b"\x7fELF" + b"\x00" * 60),
        ("minutes.txt", b"\x00\x01\x02"),
        ("minutes.docx", _zip(**{"evil.exe": b"MZ"})),
    ],
)
def test_evidence_of_a_wrong_kind_is_refused_by_its_content(addressee, focal, name, data):
    by = Reader(Client(enforce_csrf_checks=True), focal)
    page = by.get(f"/answers/{addressee.uuid}/progress/")
    entries, told_before = ProgressEntry.objects.count(), JournalEntry.objects.count()
    told = by.send(
        page.form(having="attachments"),
        expect=422,
        text="Done.",
        attachments=[SimpleUploadedFile("good.txt", b"good"), SimpleUploadedFile(name, data)],
    )
    assert told.text("//*[@role='alert']")
    assert (ProgressEntry.objects.count(), JournalEntry.objects.count()) == (entries, told_before)
    assert not Evidence.objects.filter(name="good.txt").exists()


def test_every_file_is_handed_out_as_a_download(world):
    client = Client()
    client.force_login(world.people["focal"])
    for route in ("followup:file", "followup:evidence", "followup:export", "followup:report"):
        answer = client.get(world.address(route))
        assert answer["Content-Disposition"].startswith("attachment"), route
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_name_cannot_break_out_of_its_header(world):
    Document.objects.update(name='a"; filename="evil.html\r\nX-Evil: 1')
    answer = Client().get(world.address("followup:file"))
    assert "X-Evil" not in answer
    assert "\n" not in answer["Content-Disposition"]


def test_a_page_that_refuses_keeps_what_was_typed(form):
    by, upload = form
    told = by.send(upload, expect=422)
    assert isinstance(told, Page)
    assert told.form(having="party").values["party"] == upload.values["party"]
