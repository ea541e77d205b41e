"""Forms that are mailed back by anybody, through a pipe from a mail server; and files by command."""

import io
from email.message import EmailMessage

import pytest
from django.core.management import CommandError, call_command

from quintet.followup.management.commands import receive
from quintet.followup.models import Response, Return
from quintet.followup.rules import ReturnState
from tests.followup.returned import in_csv, opened, sent_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(hlcm, secretary, addressee, other_addressee, who, focal):
    data = sent_out(opened(hlcm, secretary), who, focal)[1]
    return in_csv(data, {1: {"answer": "accepted"}})


def mail(*attachments, sender="Somebody <somebody@example.org>"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "forms@example.org", "Our form"
    message.set_content("Please find our answers attached.")
    for name, data in attachments:
        message.add_attachment(data, "application", "octet-stream", filename=name)
    return message


@pytest.fixture
def piped(monkeypatch, capsys):
    """Pipes a message into the command; gives its exit, its output and its complaints."""

    def run(message):
        data = message if isinstance(message, bytes) else bytes(message)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        try:
            call_command("receive")
        except SystemExit as exit_:
            return exit_.code, *capsys.readouterr()
        return 0, *capsys.readouterr()

    return run


def test_an_attached_form_is_kept_and_waits(form, piped):
    code, told, complaints = piped(mail(("form.csv", form)))
    returned = Return.objects.get()
    assert (code, complaints) == (0, "")
    assert (returned.state, returned.sender) == (ReturnState.RECEIVED, "somebody@example.org")
    assert f"/returns/{returned.pk}/" in told
    assert not Response.objects.exists()


def test_what_is_no_form_is_named_and_the_form_beside_it_kept(form, piped):
    code, _told, complaints = piped(mail(("logo.png", b"\x89PNG\r\n\x1a\n"), ("form.csv", form)))
    assert code == 0
    assert complaints.startswith("logo.png: ")
    assert complaints.count("\n") == 1
    assert Return.objects.count() == 1


def test_nothing_usable_ends_with_two(form, piped):
    code, told, complaints = piped(mail(("letter.txt", b"Dear all")))
    assert (code, told) == (2, "")
    assert complaints.startswith("letter.txt: ")
    assert piped(mail())[0] == 2
    assert piped(b"\xff\x00 no mail at all")[0] == 2


def test_a_form_in_a_forwarded_message_is_found(form, piped):
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "assistant@example.org", "Fwd"
    outer.set_content("See below.")
    outer.add_attachment(mail(("form.csv", form)))
    assert piped(outer)[0] == 0
    assert Return.objects.get().sender == "assistant@example.org"


def test_the_same_mail_again_keeps_nothing_new(form, piped):
    piped(mail(("form.csv", form)))
    assert piped(mail(("form.csv", form)))[0] == 0
    assert Return.objects.count() == 1


def test_a_message_beyond_the_bound_is_refused(form, piped, monkeypatch):
    monkeypatch.setattr(receive, "MOST_BYTES", 1_000)
    with pytest.raises(CommandError, match="larger"):
        piped(mail(("form.csv", form * 10)))


def test_parts_beyond_the_bound_are_left(form, piped, monkeypatch):
    monkeypatch.setattr(receive, "MOST_PARTS", 3)
    code, _told, complaints = piped(mail(("a.txt", b"a"), ("b.txt", b"b"), ("form.csv", form)))
    assert code == 2
    assert "more than 3 parts" in complaints


def test_files_are_taken_over_as_the_person_who_brings_them(form, focal, tmp_path, capsys):
    (tmp_path / "form.csv").write_bytes(form)
    call_command("receive", tmp_path / "form.csv", by="focal")
    returned = Return.objects.get()
    assert (returned.state, returned.taken_by) == (ReturnState.TAKEN, focal)
    assert Response.objects.get().by == focal


def test_files_that_are_not_the_persons_to_bring_or_are_not_there_are_refused(
    form, other_focal, tmp_path, capsys
):
    (tmp_path / "form.csv").write_bytes(form)
    with pytest.raises(SystemExit, match="2"):
        call_command("receive", tmp_path / "form.csv", tmp_path / "none.csv", by="other_focal")
    first, second = capsys.readouterr().err.splitlines()
    assert "for whom you do not act" in first
    assert second.startswith("none.csv: ")


@pytest.mark.parametrize("by", [None, "nobody"])
def test_files_are_brought_by_somebody(form, tmp_path, by):
    with pytest.raises(CommandError):
        call_command("receive", tmp_path / "form.csv", by=by)


def test_a_message_with_broken_headers_is_read_as_far_as_it_goes(form, piped):
    raw = bytes(mail(("form.csv", form)))
    raw = raw.replace(b'filename="form.csv"', b"filename*=utf-8''f%00%ff.csv")
    raw = raw.replace(b"From: Somebody <somebody@example.org>", b"From: \xff\xfe\x00 <a@\xff>")
    assert piped(raw)[0] == 0
    assert Return.objects.get().state == ReturnState.RECEIVED
