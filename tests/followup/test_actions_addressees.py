"""Who is addressed, by when; what others verify."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from quintet.core.models import Notice, Post
from quintet.core.public import NotAllowed
from quintet.followup import actions
from quintet.followup.models import Addressee, Deadline, Item, Milestone, Verification
from quintet.followup.rules import Part, Progress, Verdict
from tests.conftest import AT, TODAY
from tests.followup.acts import DUE, answer, claim, last_payload, told

pytestmark = pytest.mark.django_db

CLOSING = [v for v in Verdict if v not in (Verdict.RETURNED, Verdict.REOPENED)]


def move(addressee, by, due_on=DUE, reason="", at=AT):
    return actions.move_deadline(addressee=addressee, due_on=due_on, reason=reason, by=by, at=at)


def judge(addressee, by, verdict=Verdict.IMPLEMENTED, reason="", at=AT):
    return actions.verify(addressee=addressee, verdict=verdict, reason=reason, by=by, at=at)


# --- assign


def test_an_item_is_addressed_to_an_organization_a_body_or_a_post(item, who, hlcm, secretary):
    post = Post.objects.create(code="CHAIR", names={"en": "Chair"}, body=hlcm)
    for party in (who, hlcm, post):
        made = actions.assign(item=item, party=party, by=secretary, at=AT)
        assert (made.party, made.part, made.known_on, made.answer) == (
            party,
            Part.LEAD,
            TODAY,
            "awaiting",
        )
    assert told() == [("CEB", "followup.assigned")] * 3


def test_an_addressee_can_come_with_its_deadline_in_one_act(item, who, secretary):
    made = actions.assign(item=item, party=who, part=Part.WITH, due_on=DUE, by=secretary, at=AT)
    assert (made.part, made.due_on) == ("with", DUE)
    assert told() == [("CEB", "followup.assigned")]
    assert last_payload() == {
        "item": "ceb-2021-3-18",
        "party": "WHO",
        "part": "with",
        "due_on": "2021-12-31",
    }


def test_nobody_is_addressed_twice(item, addressee, who, secretary):
    with pytest.raises(NotAllowed, match=r"^It is addressed to WHO in full already\.$"):
        actions.assign(item=item, party=who, by=secretary, at=AT)
    assert (Addressee.objects.count(), told()) == (1, [])


def test_only_the_secretariat_addresses_an_item(item, who, focal, verifier, steward):
    for somebody in (focal, verifier, steward):
        with pytest.raises(PermissionDenied):
            actions.assign(item=item, party=who, by=somebody, at=AT)
    assert told() == []


def test_an_archived_item_is_addressed_to_nobody(item, who, secretary):
    stale = Item.objects.get(pk=item.pk)
    actions.archive(item=item, reason="Twice entered", by=secretary, at=AT)
    with pytest.raises(NotAllowed, match="archived"):
        actions.assign(item=stale, party=who, by=secretary, at=AT)


# --- deadlines


def test_a_first_deadline_needs_no_reason_and_a_moved_one_does(addressee, focal):
    move(addressee, focal)
    with pytest.raises(NotAllowed, match=r"^Say why the deadline moves\.$"):
        move(addressee, focal, date(2022, 3, 1), " ")
    moved = move(addressee, focal, date(2022, 3, 1), "Data comes late")
    assert moved.due_on == date(2022, 3, 1)
    assert told() == [("WHO", "followup.deadline_set"), ("WHO", "followup.deadline_moved")]
    assert last_payload()["was"] == "2021-12-31"
    assert Deadline.objects.count() == 2


def test_a_deadline_moved_by_the_secretariat_stands_in_its_journal(addressee, secretary):
    move(addressee, secretary)
    assert told() == [("CEB", "followup.deadline_set")]


def test_the_same_deadline_is_no_move(addressee, focal):
    move(addressee, focal)
    with pytest.raises(NotAllowed, match="the deadline already"):
        move(addressee, focal, reason="Again")
    assert len(told()) == 1


def test_nobody_else_moves_a_deadline(addressee, validator, verifier, other_focal):
    for somebody in (validator, verifier, other_focal):
        with pytest.raises(PermissionDenied):
            move(addressee, somebody)


def test_the_deadline_of_what_is_closed_stays(addressee, focal, verifier):
    judge(addressee, verifier, Verdict.OVERTAKEN, "By events")
    with pytest.raises(NotAllowed, match="It is closed"):
        move(addressee, focal)


# --- milestones


def add_milestone(addressee, by, text="Survey sent"):
    return actions.add_milestone(addressee=addressee, text=text, due_on=DUE, by=by, at=AT)


def test_a_milestone_is_planned_and_met_once(addressee, focal):
    step = add_milestone(addressee, focal)
    met = actions.meet_milestone(milestone=step, met_on=TODAY, by=focal, at=AT)
    assert met.met_on == TODAY
    stale = Milestone(pk=step.pk, addressee=addressee)
    with pytest.raises(NotAllowed, match="met already"):
        actions.meet_milestone(milestone=stale, met_on=TODAY, by=focal, at=AT)
    actions.add_milestone(addressee=addressee, text="Some day", due_on=None, by=focal, at=AT)
    assert [verb for _code, verb in told()] == [
        "followup.milestone_added",
        "followup.milestone_met",
        "followup.milestone_added",
    ]


def test_a_milestone_is_not_met_in_the_future_and_says_something(addressee, focal):
    step = add_milestone(addressee, focal)
    with pytest.raises(NotAllowed, match="still to come"):
        actions.meet_milestone(milestone=step, met_on=TODAY + timedelta(days=1), by=focal, at=AT)
    with pytest.raises(NotAllowed, match="Say what the milestone is"):
        add_milestone(addressee, focal, " ")
    assert len(told()) == Milestone.objects.count() == 1


def test_milestones_are_the_addressees_own(addressee, focal, validator, secretary, other_focal):
    step = add_milestone(addressee, focal)
    for somebody in (validator, secretary, other_focal):
        with pytest.raises(PermissionDenied):
            add_milestone(addressee, somebody)
        with pytest.raises(PermissionDenied):
            actions.meet_milestone(milestone=step, met_on=TODAY, by=somebody, at=AT)


# --- verification


def test_a_verifier_closes_what_is_claimed(addressee, focal, validator, verifier):
    answer(addressee, focal, validator)
    claim(addressee, focal, validator)
    found = judge(addressee, verifier)
    assert (found.verdict, found.verdict_on, found.proposed) == ("implemented", TODAY, False)
    assert told()[-1] == ("CEB", "followup.verified")
    notice = Notice.objects.order_by("pk").last()
    assert (notice.person, notice.subject) == (focal, "Closed: 18")


@pytest.mark.parametrize("verdict", CLOSING[1:])
def test_a_verifier_closes_otherwise_with_a_reason(verdict, addressee, verifier):
    with pytest.raises(NotAllowed, match=r"^Give the reason\.$"):
        judge(addressee, verifier, verdict)
    assert judge(addressee, verifier, verdict, "Thus").verdict == verdict


def test_a_returned_claim_comes_back_to_its_owner(addressee, focal, validator, verifier):
    claim(addressee, focal, validator)
    found = judge(addressee, verifier, Verdict.RETURNED, "Not in all regions")
    assert (found.verdict, found.proposed, found.claimed) == ("", False, "in_progress")
    assert Notice.objects.filter(person=focal, subject="The verifier returned it: 18").exists()
    with pytest.raises(NotAllowed, match="has not claimed"):
        judge(addressee, verifier, Verdict.RETURNED, "Again")


def test_a_closure_is_undone_with_a_reason_and_both_stay(addressee, verifier, focal):
    with pytest.raises(NotAllowed, match="It is not closed"):
        judge(addressee, verifier, Verdict.REOPENED, "Mistake")
    judge(addressee, verifier, Verdict.OVERTAKEN, "By events")
    with pytest.raises(NotAllowed, match="reopen it first"):
        judge(addressee, verifier, Verdict.MERGED, "With 19")
    with pytest.raises(NotAllowed, match="Give the reason"):
        judge(addressee, verifier, Verdict.REOPENED)
    found = judge(addressee, verifier, Verdict.REOPENED, "Mistake")
    assert (found.verdict, found.verdict_on) == ("", None)
    assert list(Verification.objects.values_list("verdict", flat=True)) == ["overtaken", "reopened"]
    assert Notice.objects.filter(person=focal, subject="Reopened: 18").exists()


def test_what_is_not_claimed_is_not_verified(addressee, focal, validator, verifier):
    claim(addressee, focal, validator, status=Progress.IN_PROGRESS, proposes=False)
    with pytest.raises(NotAllowed, match="has not claimed that it is done"):
        judge(addressee, verifier)


@pytest.mark.parametrize("priority", ["critical", "important"])
def test_what_is_critical_or_important_is_verified_by_evidence(
    priority, addressee, item, focal, validator, verifier
):
    item.priority = priority
    item.save()
    claim(addressee, focal, validator)
    with pytest.raises(NotAllowed, match="asks for evidence"):
        judge(addressee, verifier, reason="Seen")
    actions.submit_progress(
        addressee=addressee,
        as_at=TODAY,
        text="Proof",
        evidence=[actions.Proof("x", url="https://example.org/")],
        by=focal,
        at=AT,
    )
    with pytest.raises(NotAllowed, match="asks for evidence"):  # not approved yet
        judge(addressee, verifier)
    claim(addressee, focal, validator, evidence=[actions.Proof("x", url="https://example.org/")])
    assert judge(addressee, verifier).verdict == "implemented"


def test_nobody_but_a_verifier_of_who_issued_it_judges(
    addressee, focal, validator, secretary, steward, other_validator
):
    claim(addressee, focal, validator)
    before = told()
    for somebody in (focal, validator, secretary, steward, other_validator):
        for verdict in Verdict:
            with pytest.raises(PermissionDenied):
                judge(addressee, somebody, verdict, "Because")
    assert told() == before
    assert not Verification.objects.exists()


def test_an_archived_item_is_not_judged(addressee, item, secretary, verifier):
    actions.archive(item=item, reason="Twice entered", by=secretary, at=AT)
    with pytest.raises(NotAllowed, match="archived"):
        judge(addressee, verifier, Verdict.OVERTAKEN, "By events")
