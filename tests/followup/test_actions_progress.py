"""Progress: dated entries with evidence, only added to, approved by somebody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from quintet.core.models import Notice, Role
from quintet.core.public import NotAllowed
from quintet.followup import actions
from quintet.followup.actions.files import keep, keep_evidence, media_type
from quintet.followup.models import Evidence, File, ProgressEntry
from quintet.followup.rules import Progress, Record, Verdict
from tests.conftest import AT, TODAY, person
from tests.followup.acts import answer, claim, last_payload, report, told

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def test_progress_counts_once_it_is_approved(addressee, focal, validator):
    entry = report(addressee, focal, status=Progress.IN_PROGRESS)
    addressee.refresh_from_db()
    assert (addressee.claimed, addressee.heard_on) == ("", None)
    actions.review_progress(entry=entry, approve=True, by=validator, at=AT)
    addressee.refresh_from_db()
    assert (addressee.claimed, addressee.claimed_as_at) == ("in_progress", TODAY)
    assert addressee.heard_on == TODAY
    assert told() == [("WHO", "followup.progress_submitted"), ("WHO", "followup.progress_approved")]


def test_returned_progress_never_counts(addressee, focal, validator):
    entry = report(addressee, focal)
    entry = actions.review_progress(
        entry=entry, approve=False, reason="Where is it?", by=validator, at=AT
    )
    addressee.refresh_from_db()
    assert (entry.record, entry.known_on, addressee.claimed) == (Record.RETURNED, None, "")
    assert told()[-1] == ("WHO", "followup.progress_returned")


def test_entries_are_only_added_to(addressee, focal, validator):
    claim(addressee, focal, validator, proposes=False, status=Progress.IN_PROGRESS)
    claim(addressee, focal, validator, text="All of it.", at=AT + timedelta(days=9))
    assert list(ProgressEntry.objects.values_list("text", "status")) == [
        ("Done.", "in_progress"),
        ("All of it.", "implemented"),
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"as_at": TODAY + timedelta(days=1)}, "cannot be reported as at a day to come"),
        ({"text": " \n"}, "Say what was done"),
        ({"status": Progress.IN_PROGRESS, "proposes": True}, "proposed for what is implemented"),
        ({"status": None, "proposes": True}, "proposed for what is implemented"),
        ({"evidence": [actions.Proof("x", url="javascript:alert(1)")]}, "is not an address"),
        ({"evidence": [actions.Proof("x", url="ftp://example.org/a")]}, "is not an address"),
        ({"evidence": [actions.Proof("x", url="https://no space")]}, "is not an address"),
        ({"evidence": [actions.Proof("x", data=b"MZ\x90\x00\x03")]}, "Evidence is a PDF"),
        ({"evidence": [actions.Proof("x", data=b"\xff\xfe\x00")]}, "Evidence is a PDF"),
        ({"evidence": [actions.Proof("x")]}, "The file is empty"),
    ],
)
def test_a_refused_report_leaves_nothing_behind(given, sentence, addressee, focal):
    with pytest.raises(NotAllowed, match=sentence):
        report(addressee, focal, **given)
    assert told() == []
    assert not ProgressEntry.objects.exists()
    assert not Evidence.objects.exists()
    assert not Notice.objects.exists()


def test_evidence_is_an_address_or_a_file(addressee, focal):
    proofs = [
        actions.Proof("", url="https://example.org/report"),
        actions.Proof("seen.png", data=PNG),
        actions.Proof("notes.txt", data="Привет".encode()),
    ]
    entry = report(addressee, focal, evidence=proofs)
    assert list(entry.evidence.values_list("name", "url", "file__media_type")) == [
        ("https://example.org/report", "https://example.org/report", None),
        ("seen.png", "", "image/png"),
        ("notes.txt", "", "text/plain"),
    ]
    files = [proof["sha256"] for proof in last_payload()["evidence"]]
    assert files[0] == ""
    assert set(files[1:]) < set(File.objects.values_list("sha256", flat=True))


def test_one_without_a_status_says_something_and_claims_nothing(addressee, focal, validator):
    claim(addressee, focal, validator, status=None, proposes=False)
    addressee.refresh_from_db()
    assert (addressee.claimed, addressee.heard_on) == ("", TODAY)


def test_nothing_is_reported_or_approved_once_it_is_closed(addressee, focal, validator, verifier):
    entry = report(addressee, focal)
    actions.verify(
        addressee=addressee, verdict=Verdict.OVERTAKEN, reason="By events", by=verifier, at=AT
    )
    with pytest.raises(NotAllowed, match="Ask the verifier to reopen it"):
        report(addressee, focal)
    with pytest.raises(NotAllowed, match="It is closed"):
        actions.review_progress(entry=entry, approve=True, by=validator, at=AT)


def test_only_a_focal_point_of_the_addressee_reports(
    addressee, validator, secretary, verifier, other_focal
):
    for somebody in (validator, secretary, verifier, other_focal):
        with pytest.raises(PermissionDenied):
            report(addressee, somebody)
    assert told() == []


def test_only_an_officer_of_the_addressee_who_is_not_the_author_approves(
    addressee, focal, secretary, verifier, other_validator
):
    entry = report(addressee, focal)
    for somebody in (focal, secretary, verifier, other_validator):
        with pytest.raises(PermissionDenied):
            actions.review_progress(entry=entry, approve=True, by=somebody, at=AT)
    assert len(told()) == 1


def test_an_entry_is_decided_once(addressee, focal, validator):
    entry = report(addressee, focal)
    stale = ProgressEntry.objects.get(pk=entry.pk)
    actions.review_progress(entry=entry, approve=True, by=validator, at=AT)
    with pytest.raises(NotAllowed, match="decided already"):
        actions.review_progress(entry=stale, approve=True, by=validator, at=AT)


def test_verifiers_who_may_judge_are_asked_when_closure_is_proposed(
    addressee, focal, validator, verifier, who, hlcm, ceb
):
    Role.objects.create(person=validator, code="verifier", body=hlcm, starts_on=TODAY)
    person("keeper", "verifier", ceb)
    claim(addressee, focal, validator, proposes=False)
    assert not Notice.objects.filter(key__startswith="verify:").exists()
    claim(addressee, focal, validator)
    asked = Notice.objects.filter(key__startswith="verify:")
    assert sorted(asked.values_list("person__username", flat=True)) == ["keeper", "verifier"]
    assert {notice.subject for notice in asked} == {"Awaits verification: 18"}


def test_verifiers_of_an_organization_without_a_body_are_asked(
    addressee, focal, validator, verifier, document, ceb
):
    document.body = None
    document.save()
    person("keeper", "verifier", ceb)
    claim(addressee, focal, validator)
    asked = Notice.objects.filter(key__startswith="verify:")
    assert [notice.person.username for notice in asked] == ["keeper"]


def test_a_proposal_is_judged_by_somebody_else_whatever_was_answered(
    addressee, focal, validator, verifier
):
    answer(addressee, focal, validator)
    claim(addressee, focal, validator)
    for somebody in (focal, validator):
        with pytest.raises(PermissionDenied):
            actions.verify(
                addressee=addressee, verdict=Verdict.IMPLEMENTED, reason="", by=somebody, at=AT
            )


# --- files


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (PNG, "image/png"),
        (b"%PDF-1.7\n", "application/pdf"),
        ("Текст".encode(), "text/plain"),
        (b"a\x00b", ""),
        (b"\xff\xfe\xfd", ""),
    ],
)
def test_a_files_type_is_judged_by_its_content(data, found):
    assert media_type(data) == found


def test_the_same_bytes_are_kept_once(settings):
    first, again = keep_evidence(PNG), keep_evidence(PNG)
    assert first == again
    assert (settings.MEDIA_ROOT / first.path).read_bytes() == PNG


def test_a_half_written_file_of_a_crash_is_written_anew(settings):
    file = keep(b"whole file")
    path = settings.MEDIA_ROOT / file.path
    path.write_bytes(b"whol")
    assert keep(b"whole file") == file
    assert path.read_bytes() == b"whole file"


def test_a_file_has_a_bound(settings):
    settings.UPLOAD_BOUND = 2 * 1024 * 1024
    with pytest.raises(NotAllowed, match=r"^The file is larger than 2 MB\.$"):
        keep(bytes(settings.UPLOAD_BOUND + 1))
    with pytest.raises(NotAllowed, match=r"^The file is empty\.$"):
        keep(b"")
