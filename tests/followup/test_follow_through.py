"""An addressee answers, reports, and somebody else verifies: the law of section 3, by actions."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from quintet.core.models import JournalEntry
from quintet.core.public import NotAllowed
from quintet.core.queries import verify_journal
from quintet.followup import actions
from quintet.followup.rules import Answer, Progress, Verdict
from tests.conftest import AT

pytestmark = pytest.mark.django_db


def answer(addressee, focal, validator):
    said = actions.submit_response(
        addressee=addressee, answer=Answer.ACCEPTED, reason="We will.", by=focal, at=AT
    )
    return actions.review_response(response=said, approve=True, by=validator, at=AT)


def claim(addressee, focal, validator, **more):
    entry = actions.submit_progress(
        addressee=addressee,
        as_at=date(2021, 10, 1),
        text="Done.",
        status=Progress.IMPLEMENTED,
        proposes=True,
        by=focal,
        at=AT,
        **more,
    )
    return actions.review_progress(entry=entry, approve=True, by=validator, at=AT)


def test_three_people_bring_an_item_from_answer_to_closure(addressee, focal, validator, verifier):
    answer(addressee, focal, validator)
    claim(addressee, focal, validator)

    actions.verify(
        addressee=addressee, verdict=Verdict.IMPLEMENTED, reason="Seen.", by=verifier, at=AT
    )

    addressee.refresh_from_db()
    assert (addressee.answer, addressee.claimed, addressee.verdict, addressee.proposed) == (
        "accepted",
        "implemented",
        "implemented",
        False,
    )
    told = list(JournalEntry.objects.order_by("pk").values_list("organization__code", "verb"))
    assert told == [
        ("WHO", "followup.answer_submitted"),
        ("WHO", "followup.answer_approved"),
        ("WHO", "followup.progress_submitted"),
        ("WHO", "followup.progress_approved"),
        ("CEB", "followup.verified"),
    ]
    assert verify_journal(addressee.journal) is None


def test_nobody_approves_their_own_answer(addressee, focal, validator):
    said = actions.submit_response(
        addressee=addressee, answer=Answer.ACCEPTED, reason="", by=focal, at=AT
    )
    with pytest.raises(PermissionDenied):
        actions.review_response(response=said, approve=True, by=focal, at=AT)


def test_another_organization_answers_only_for_itself(addressee, other_focal):
    with pytest.raises(PermissionDenied):
        actions.submit_response(
            addressee=addressee, answer=Answer.ACCEPTED, reason="", by=other_focal, at=AT
        )


def test_a_partial_acceptance_gives_its_reason(addressee, focal):
    with pytest.raises(NotAllowed, match="reason"):
        actions.submit_response(
            addressee=addressee, answer=Answer.PARTIALLY_ACCEPTED, reason=" ", by=focal, at=AT
        )


def test_a_moved_deadline_keeps_the_old_one_and_its_reason(addressee, focal):
    actions.move_deadline(addressee=addressee, due_on=date(2021, 12, 1), reason="", by=focal, at=AT)
    with pytest.raises(NotAllowed, match="why"):
        actions.move_deadline(
            addressee=addressee, due_on=date(2022, 1, 1), reason="", by=focal, at=AT
        )
    actions.move_deadline(
        addressee=addressee,
        due_on=date(2022, 1, 1),
        reason="Data late",
        by=focal,
        at=AT + timedelta(days=1),
    )

    assert list(addressee.deadlines.values_list("due_on", "reason")) == [
        (date(2021, 12, 1), ""),
        (date(2022, 1, 1), "Data late"),
    ]
