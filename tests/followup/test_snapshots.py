"""A cycle's report is frozen as it closes: nothing that happens later changes what was issued."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from quintet.core.public import LANGUAGES, NotAllowed, RoleCode
from quintet.followup import actions, queries
from quintet.followup.documents.data import to_json
from quintet.followup.documents.formats import FORMATS
from quintet.followup.models import Addressee, Item, SnapshotFile
from quintet.followup.queries import Filter
from quintet.followup.rules import Progress, Verdict
from tests.conftest import AT, TODAY, person
from tests.followup.acts import answer, claim, last_payload, submit, told

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


@pytest.fixture(autouse=True)
def in_english():
    """Whatever language a page was asked for in, before and after."""
    with translation.override("en"):
        yield


@pytest.fixture
def opened(addressee, other_addressee, secretary, hlcm):
    """A cycle as at the day on which it opens, which asks WHO and ILO about one item."""
    return actions.open_cycle(
        party=hlcm, as_at=TODAY, due_on=LATER.date(), questions=["What stood in the way?"],
        signed=True, by=secretary, at=AT,
    )  # fmt: skip


def close(cycle, by, *, at=LATER):
    actions.close_cycle(cycle=cycle, by=by, at=at)
    return cycle.snapshots.get(version=1)


def rows(snapshot, language="en"):
    return {row.addressee_code: row for row in queries.frozen(snapshot, language=language).rows}


def test_it_tells_who_answered_in_the_cycle_and_who_was_silent(opened, addressee, focal, validator, secretary):  # fmt: skip
    answer(addressee, focal, validator, at=AT + timedelta(days=3))
    found = rows(close(opened, secretary))
    assert (found["WHO"].asked, found["WHO"].asked_label) == ("answered", "Answered")
    assert (found["ILO"].asked, found["ILO"].asked_label) == ("silent", "Silent")
    assert found["WHO"].response == "accepted"


def test_what_nobody_approved_is_in_preparation_and_its_words_are_not_told(opened, addressee, focal, secretary):  # fmt: skip
    submit(addressee, focal, reason="Not approved", at=AT + timedelta(days=3))
    snapshot = close(opened, secretary)
    assert rows(snapshot)["WHO"].asked == "started"
    assert rows(snapshot)["WHO"].response == "awaiting"
    assert b"Not approved" not in to_json(queries.frozen(snapshot, language="en"))


def test_words_about_the_cycles_day_count_if_they_are_known_when_it_closes(opened, addressee, focal, validator, secretary):  # fmt: skip
    answer(addressee, focal, validator, at=AT + timedelta(days=9))
    claim(
        addressee, focal, validator, at=AT + timedelta(days=10), as_at=TODAY, text="By the day.",
        status=Progress.IN_PROGRESS, proposes=False,
    )  # fmt: skip
    claim(addressee, focal, validator, at=AT + timedelta(days=11), text="After the day.")
    row = rows(close(opened, secretary))["WHO"]
    assert (row.response, row.claimed) == ("accepted", "in_progress")
    assert [note.text for note in row.notes] == ["By the day."]


def test_the_summary_says_of_what_it_counts(opened, addressee, focal, validator, secretary):
    answer(addressee, focal, validator, at=AT + timedelta(days=3))
    told = queries.frozen(close(opened, secretary), language="en")
    counts = {one.code: (one.count, one.of, one.of_label) for one in told.counts}
    assert counts["asked_answered"] == (1, 2, "of what this cycle asked for")
    assert counts["asked_silent"] == (1, 2, "of what this cycle asked for")
    assert counts["verified"][1] == 1
    assert told.words.as_at == "As at 11 October 2021, by what was known on 10 November 2021"
    assert told.words.issued.startswith("Version 1, issued on 10 November 2021")


def test_it_holds_what_was_replied_and_who_signed(opened, who, focal, validator, addressee, secretary):  # fmt: skip
    head = person("head", RoleCode.PRINCIPAL, who)
    said = actions.answer_question(
        question=opened.questions.get(), party=who, text="Time.", by=focal,
        at=AT + timedelta(days=2),
    )  # fmt: skip
    actions.review_question_answer(said=said, approve=True, by=validator, at=AT + timedelta(days=3))
    answer(addressee, focal, validator, at=AT + timedelta(days=3))
    actions.sign(cycle=opened, party=who, by=head, at=AT + timedelta(days=4))
    told = queries.frozen(close(opened, secretary), language="en").cycle
    assert [(one.code, one.text) for one in told.replies] == [
        ("organization:ILO", ""),
        ("organization:WHO", "Time."),
    ]
    signed = {one.code: one.signed for one in told.parties}
    assert signed == {
        "organization:ILO": "Not signed",
        "organization:WHO": "Signed · 15 October 2021",
    }
    assert "Head" not in to_json(queries.frozen(opened.snapshots.get(), language="en")).decode()


def test_what_was_closed_before_is_in_the_report_and_was_not_asked(addressee, other_addressee, focal, validator, verifier, secretary, hlcm):  # fmt: skip
    answer(addressee, focal, validator)
    claim(addressee, focal, validator)
    actions.verify(addressee=addressee, verdict=Verdict.IMPLEMENTED, reason="", by=verifier, at=AT)
    cycle = actions.open_cycle(
        party=hlcm, as_at=TODAY, due_on=LATER.date(), by=secretary, at=AT + timedelta(hours=1)
    )
    found = rows(close(cycle, secretary))
    assert (found["WHO"].asked, found["WHO"].verified) == ("", "implemented")
    assert found["ILO"].asked == "silent"


def test_a_cycle_of_some_answers_tells_of_what_it_asked_alone(addressee, other_addressee, focal, validator, other_focal, other_validator, secretary, hlcm):  # fmt: skip
    answer(other_addressee, other_focal, other_validator)
    cycle = actions.open_cycle(
        party=hlcm, wanted=Filter(answer="awaiting"), as_at=TODAY, due_on=LATER.date(),
        by=secretary, at=AT + timedelta(hours=1),
    )  # fmt: skip
    answer(addressee, focal, validator, at=AT + timedelta(days=2))
    assert list(rows(close(cycle, secretary))) == ["WHO"]


def test_what_a_visitor_may_not_see_is_not_frozen(opened, item, document, who, secretary):
    hidden = Item.objects.create(
        slug="hidden", document=document, kind="request", number="19", text="Secret", start=0,
        end=1, confirmed_by=secretary, confirmed_at=AT, known_on=TODAY,
    )  # fmt: skip
    Addressee.objects.create(item=hidden, organization=who, known_on=TODAY)
    assert b"Secret" not in to_json(queries.frozen(close(opened, secretary), language="en"))


def test_closing_is_one_entry_that_holds_the_hash_of_the_report_in_each_language(opened, secretary):
    before = len(told())
    snapshot = close(opened, secretary)
    assert told()[before:] == [("CEB", "followup.cycle_closed")]
    payload = last_payload()
    assert payload["version"] == 1
    assert set(payload["sha256"]) == set(LANGUAGES)
    for file in snapshot.files.all():
        with default_storage.open(file.file.path) as kept:
            data = kept.read()
        assert payload["sha256"][file.language] == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("form", ["csv", "xlsx", "docx"])
def test_a_form_is_made_once_and_its_hash_goes_into_the_journal(opened, secretary, form):
    snapshot = close(opened, secretary)
    made = actions.issue(snapshot=snapshot, language="fr", form=form, at=LATER)
    entries = len(told())
    assert told()[-1] == ("CEB", "followup.cycle_issued")
    assert last_payload() == {
        "version": 1, "language": "fr", "form": form, "sha256": made.file_id,
    }  # fmt: skip
    assert actions.issue(snapshot=snapshot, language="fr", form=form, at=LATER) == made
    assert len(told()) == entries


def test_who_comes_second_gets_what_the_first_has_made(opened, secretary, monkeypatch):
    snapshot = close(opened, secretary)
    first = actions.issue(snapshot=snapshot, language="en", form="csv", at=LATER)
    asked = []

    def too_late(*given, **more):
        """Sees nothing at first, as somebody does who came at the same moment."""
        asked.append(more)
        return real(*given, **more) if len(asked) > 1 else None

    real = queries.snapshot_file
    monkeypatch.setattr(queries, "snapshot_file", too_late)
    assert actions.issue(snapshot=snapshot, language="en", form="csv", at=LATER) == first
    assert SnapshotFile.objects.filter(snapshot=snapshot, form="csv").count() == 1


def test_an_open_cycle_has_no_report_to_issue(opened, secretary):
    with pytest.raises(NotAllowed, match="when the cycle is closed"):
        actions.freeze(cycle=opened, by=secretary, at=LATER)


def test_a_cycle_does_not_close_before_the_day_that_it_asks_for(addressee, secretary, hlcm):
    cycle = actions.open_cycle(
        party=hlcm, as_at=LATER.date(), due_on=LATER.date(), by=secretary, at=AT
    )
    with pytest.raises(NotAllowed, match="10 November 2021, a day to come"):
        actions.close_cycle(cycle=cycle, by=secretary, at=AT)
    cycle.refresh_from_db()
    assert cycle.closed_on is None


def test_nobody_but_who_asked_issues_it_again(opened, secretary, focal):
    close(opened, secretary)
    opened.refresh_from_db()
    with pytest.raises(PermissionDenied):
        actions.freeze(cycle=opened, by=focal, at=LATER, reason="Because")


def test_a_correction_gives_its_reason_and_lists_what_it_tells_differently(opened, addressee, focal, validator, secretary):  # fmt: skip
    first = close(opened, secretary)
    opened.refresh_from_db()
    kept = to_json(queries.frozen(first, language="en"))
    with pytest.raises(NotAllowed, match="Say why"):
        actions.freeze(cycle=opened, by=secretary, at=LATER, reason=" ")
    answer(addressee, focal, validator, at=LATER)
    second = actions.freeze(
        cycle=opened, by=secretary, at=LATER + timedelta(days=1), reason="An answer came by post."
    )
    assert (second.version, second.reason) == (2, "An answer came by post.")
    assert told()[-1] == ("CEB", "followup.cycle_corrected")
    [change] = queries.corrections(second, language="en")
    assert (change.kind, change.row.addressee_code, change.now) == ("answered", "WHO", "Accepted")
    assert queries.corrections(first, language="en") == ()
    assert to_json(queries.frozen(first, language="en")) == kept
    assert rows(second)["WHO"].asked == "silent"  # in the cycle it was
    assert rows(second)["WHO"].response == "accepted"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_frozen_in_each_language(opened, secretary, language):
    snapshot = close(opened, secretary)
    told = queries.frozen(snapshot, language=language)
    assert told.words.language == language
    for form in ("csv", "docx"):
        assert FORMATS[form][1](told)


def test_freezing_asks_as_often_for_three_items_as_for_one(
    opened, item, who, ilo, secretary, document
):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            list(queries.cycle_reports(opened, version=1, known_until=LATER.date()))
        return len(captured)

    for_one = asked()
    for n in (1, 2):
        more = Item.objects.create(
            slug=f"more-{n}", document=document, kind="request", number=str(n), text="More",
            start=0, end=1, confirmed_by=secretary, confirmed_at=AT, known_on=item.known_on,
            published_on=item.known_on,
        )  # fmt: skip
        for organization in (who, ilo):
            Addressee.objects.create(item=more, organization=organization, known_on=item.known_on)
    assert asked() == for_one <= 30
