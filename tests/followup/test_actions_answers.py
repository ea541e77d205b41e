"""Management responses: versions that are only added to, approved by somebody else."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from quintet.core.models import Notice
from quintet.core.public import NotAllowed
from quintet.followup import actions
from quintet.followup.models import Deadline, Response
from quintet.followup.rules import Answer, Record, Verdict
from tests.conftest import AT
from tests.followup.acts import DUE, answer, last_payload, submit, told

pytestmark = pytest.mark.django_db


def test_an_answer_awaits_approval_before_it_counts(addressee, focal, validator):
    said = submit(addressee, focal, plan="A review", responsible=["Unit A"], due_on=DUE)
    addressee.refresh_from_db()
    assert addressee.answer == Answer.AWAITING
    assert (said.version, said.record, said.known_on) == (1, Record.SUBMITTED, None)

    said = actions.review_response(response=said, approve=True, by=validator, at=AT)
    addressee.refresh_from_db()
    assert (said.record, said.known_on, said.reviewed_by) == (Record.APPROVED, AT.date(), validator)
    assert (addressee.answer, addressee.due_on) == (Answer.ACCEPTED, DUE)
    assert addressee.heard_on == AT.date()
    assert told() == [("WHO", "followup.answer_submitted"), ("WHO", "followup.answer_approved")]


def test_a_returned_answer_is_followed_by_a_new_version(addressee, focal, validator):
    first = submit(addressee, focal)
    actions.review_response(response=first, approve=False, reason="By when?", by=validator, at=AT)
    addressee.refresh_from_db()
    assert addressee.answer == Answer.AWAITING
    second = submit(addressee, focal, due_on=DUE)
    assert second.version == 2
    first.refresh_from_db()
    assert (first.record, first.review, first.known_on) == (Record.RETURNED, "By when?", None)


def test_a_draft_is_a_version_that_lacks_nothing_yet(addressee, focal, validator):
    draft = submit(addressee, focal, answer=Answer.NOT_ACCEPTED, draft=True)
    assert draft.record == Record.DRAFT
    assert not Notice.objects.filter(person=validator).exists()
    with pytest.raises(NotAllowed, match="decided already"):
        actions.review_response(response=draft, approve=True, by=validator, at=AT)
    assert submit(addressee, focal, draft=True).version == 2
    assert submit(addressee, focal).version == 3
    assert [verb for _code, verb in told()] == [
        "followup.answer_drafted",
        "followup.answer_drafted",
        "followup.answer_submitted",
    ]


def test_a_later_answer_is_another_version_and_the_earlier_stays(addressee, focal, validator):
    answer(addressee, focal, validator)
    later = AT + timedelta(days=30)
    answer(addressee, focal, validator, answer=Answer.NOT_ACCEPTED, reason="No mandate", at=later)
    addressee.refresh_from_db()
    assert addressee.answer == Answer.NOT_ACCEPTED
    assert list(addressee.responses.values_list("version", "answer", "record")) == [
        (1, "accepted", "approved"),
        (2, "not_accepted", "approved"),
    ]


@pytest.mark.parametrize("code", ["partially_accepted", "not_accepted", "not_relevant"])
def test_what_is_not_a_full_yes_gives_its_reason(code, addressee, focal):
    with pytest.raises(NotAllowed, match=r"^Give the reason for this answer\.$"):
        submit(addressee, focal, answer=Answer(code), reason="\n ")
    assert told() == []
    assert submit(addressee, focal, answer=Answer(code), reason="Because").version == 1


@pytest.mark.parametrize("draft", [True, False])
def test_no_answer_is_no_answer(addressee, focal, draft):
    with pytest.raises(NotAllowed, match=r"^Choose an answer\.$"):
        submit(addressee, focal, answer=Answer.AWAITING, draft=draft)


def test_one_answer_at_a_time_awaits_approval(addressee, focal):
    submit(addressee, focal)
    with pytest.raises(NotAllowed, match="An answer awaits approval"):
        submit(addressee, focal)
    assert Response.objects.count() == len(told()) == 1


def test_only_a_focal_point_of_the_addressee_answers(
    addressee, validator, secretary, verifier, other_focal, steward
):
    for somebody in (validator, secretary, verifier, other_focal, steward):
        with pytest.raises(PermissionDenied):
            submit(addressee, somebody)
    assert told() == []


def test_only_an_officer_of_the_addressee_approves(
    addressee, focal, secretary, verifier, other_validator
):
    said = submit(addressee, focal)
    for somebody in (focal, secretary, verifier, other_validator):
        with pytest.raises(PermissionDenied):
            actions.review_response(response=said, approve=True, by=somebody, at=AT)
    said.refresh_from_db()
    assert said.record == Record.SUBMITTED
    assert len(told()) == 1


def test_an_answer_is_decided_once_even_by_somebody_who_saw_it_undecided(
    addressee, focal, validator
):
    said = submit(addressee, focal)
    stale = Response.objects.get(pk=said.pk)
    actions.review_response(response=said, approve=True, by=validator, at=AT)
    with pytest.raises(NotAllowed, match="decided already"):
        actions.review_response(response=stale, approve=False, reason="No", by=validator, at=AT)
    assert len(told()) == 2


def test_what_is_returned_says_what_is_missing(addressee, focal, validator):
    said = submit(addressee, focal)
    with pytest.raises(NotAllowed, match="Say what is missing"):
        actions.review_response(response=said, approve=False, reason=" ", by=validator, at=AT)
    said.refresh_from_db()
    assert said.record == Record.SUBMITTED


def test_an_answer_moves_a_deadline_only_with_a_reason(addressee, focal, validator, secretary):
    actions.move_deadline(addressee=addressee, due_on=DUE, reason="", by=secretary, at=AT)
    with pytest.raises(NotAllowed, match="why the deadline moves"):
        submit(addressee, focal, due_on=date(2022, 3, 1))
    assert submit(addressee, focal, due_on=date(2022, 3, 1), draft=True).record == Record.DRAFT
    answer(addressee, focal, validator, due_on=date(2022, 3, 1), reason="Data comes late")
    assert list(Deadline.objects.values_list("due_on", "reason")) == [
        (DUE, ""),
        (date(2022, 3, 1), "Data comes late"),
    ]


def test_the_same_deadline_told_again_is_no_move(addressee, focal, validator):
    answer(addressee, focal, validator, due_on=DUE)
    answer(addressee, focal, validator, due_on=DUE)
    assert Deadline.objects.count() == 1


def test_a_deadline_set_meanwhile_is_moved_only_with_the_officers_reason(
    addressee, focal, validator, secretary
):
    said = submit(addressee, focal, due_on=date(2022, 3, 1))
    actions.move_deadline(addressee=addressee, due_on=DUE, reason="", by=secretary, at=AT)
    with pytest.raises(NotAllowed, match="why the deadline moves"):
        actions.review_response(response=said, approve=True, by=validator, at=AT)
    actions.review_response(
        response=said, approve=True, reason="As agreed since", by=validator, at=AT
    )
    assert Deadline.objects.order_by("pk").last().reason == "As agreed since"


def test_nothing_is_answered_or_approved_once_it_is_closed(addressee, focal, validator, verifier):
    said = submit(addressee, focal)
    actions.verify(
        addressee=addressee, verdict=Verdict.OVERTAKEN, reason="By events", by=verifier, at=AT
    )
    with pytest.raises(NotAllowed, match="It is closed"):
        actions.review_response(response=said, approve=True, by=validator, at=AT)
    actions.review_response(response=said, approve=False, reason="Closed", by=validator, at=AT)
    with pytest.raises(NotAllowed, match="It is closed"):
        submit(addressee, focal)


def test_nothing_is_answered_once_the_item_is_archived(addressee, focal, secretary, item):
    actions.archive(item=item, reason="Twice entered", by=secretary, at=AT)
    with pytest.raises(NotAllowed, match=r"^The item is archived\.$"):
        submit(addressee, focal)


def test_the_journal_holds_the_whole_answer(addressee, focal):
    submit(addressee, focal, reason="Yes", plan="A review", responsible=["Unit A"], due_on=DUE)
    assert last_payload() == {
        "item": "ceb-2021-3-18",
        "version": 1,
        "answer": "accepted",
        "reason": "Yes",
        "plan": "A review",
        "responsible": ["Unit A"],
        "due_on": "2021-12-31",
    }


def test_officers_are_asked_and_the_author_is_told(addressee, focal, validator, other_validator):
    said = submit(addressee, focal)
    actions.review_response(response=said, approve=False, reason="When?", by=validator, at=AT)
    assert list(Notice.objects.order_by("pk").values_list("person__username", "subject")) == [
        ("validator", "Awaits your approval: 18"),
        ("focal", "Returned to you: 18"),
    ]


def test_the_units_that_the_document_names_stay_as_the_document_names_them(
    addressee, focal, validator
):
    addressee.responsible = ["As printed"]
    addressee.save()
    answer(addressee, focal, validator, responsible=["Unit A"])
    addressee.refresh_from_db()
    assert addressee.responsible == ["As printed"]
