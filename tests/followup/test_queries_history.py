"""The history of an item as the journals tell it, cut to what somebody may see."""

from datetime import date

import pytest

from quintet.core import actions as core_actions
from quintet.core.models import JournalEntry
from quintet.core.permissions import forget_roles
from quintet.core.rules import RoleCode
from quintet.followup import actions, queries
from quintet.followup.models import Addressee
from quintet.followup.rules import Answer, Progress, Verdict
from tests.conftest import AT, TODAY, person
from tests.followup.acts import DUE, answer, claim, report, submit

pytestmark = pytest.mark.django_db


def told(item, somebody=None):
    addressees = queries.with_words(Addressee.objects.filter(item=item))
    return queries.history(item, addressees, person=somebody, today=TODAY)


@pytest.fixture
def story(item, addressee, other_addressee, focal, validator, verifier, other_focal):
    first = submit(addressee, focal, answer=Answer.NOT_ACCEPTED, reason="No mandate")
    actions.review_response(response=first, approve=False, reason="Ask", by=validator, at=AT)
    answer(addressee, focal, validator, plan="A review", due_on=DUE)
    actions.move_deadline(
        addressee=addressee, due_on=date(2022, 3, 1), reason="Data late", by=focal, at=AT
    )
    claim(addressee, focal, validator)
    actions.verify(
        addressee=addressee, verdict=Verdict.IMPLEMENTED, reason="Seen", by=verifier, at=AT
    )
    report(other_addressee, other_focal, text="Ours", status=Progress.IN_PROGRESS)
    return item


PUBLIC = ["verified", "progress_approved", "deadline_moved", "answer_approved"]


def verbs(item, somebody=None):
    return sorted(one.verb.removeprefix("followup.") for one in told(item, somebody))


def test_what_is_not_approved_is_seen_by_its_own_organization_alone(
    story, focal, other_focal, secretary, verifier, member
):
    for somebody in (None, secretary, verifier, member):
        assert verbs(story, somebody) == sorted(PUBLIC)
    assert verbs(story, other_focal) == sorted([*PUBLIC, "progress_submitted"])
    assert verbs(story, focal) == sorted(
        [*PUBLIC, "answer_submitted", "answer_submitted", "answer_returned", "progress_submitted"]
    )


def test_each_entry_says_who_what_when_and_where_it_stands(story, focal):
    by_verb = {one.verb: one for one in told(story, focal)}
    moved = by_verb["followup.deadline_moved"]
    assert moved.text == "1 March 2022, was 31 December 2021\nData late"
    assert moved.by == "WHO in full · Focal"
    assert moved.when == AT
    progress = by_verb["followup.progress_approved"]
    assert progress.text == "Implemented\nDone."
    assert progress.as_at == "As at 11 October 2021"
    verified = by_verb["followup.verified"]
    assert verified.text == "Verified as implemented\nSeen"
    assert verified.note.endswith("of CEB")
    assert any("due 31 December 2021" in one.text for one in told(story, focal))


def test_the_newest_stands_first(story, focal):
    indexes = [
        JournalEntry.objects.get(
            organization__code=one.note.rpartition(" ")[2],
            index=int(one.note.split()[1]),
        ).at
        for one in told(story, focal)
    ]
    assert indexes == sorted(indexes, reverse=True)


def test_what_was_erased_is_shown_as_erased(story, steward):
    entry = JournalEntry.objects.get(verb="followup.verified")
    core_actions.erase(entry=entry, reason="Asked for", by=steward, at=AT)
    by_verb = {one.verb: one for one in told(story)}
    assert by_verb["followup.verified"].text == "(erased)"
    assert by_verb["core.erased"].text == "Asked for"


def test_acts_on_the_item_itself_have_no_addressee(item, secretary):
    actions.tag(item=item, codes=["3"], by=secretary, at=AT)
    [one] = told(item, secretary)
    assert (one.by, one.as_at, one.text) == ("Secretary", "", "")


def test_a_visitor_reads_what_was_done_and_not_by_whom(story, member):
    assert {one.by for one in told(story)} == {"WHO in full"}
    assert {one.by for one in told(story, member)} == {
        "WHO in full · Focal",
        "WHO in full · Validator",
        "WHO in full · Verifier",
    }


def test_officers_of_the_organization_see_its_drafts(item, addressee, focal, who):
    submit(addressee, focal, draft=True)
    principal = person("principal", RoleCode.PRINCIPAL, who)
    assert verbs(item, principal) == ["answer_drafted"]
    assert verbs(item) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_a_history_is_a_constant_number_of_queries(
    rows, item, addressee, focal, validator, django_assert_num_queries
):
    for _row in range(rows):
        answer(addressee, focal, validator)
    addressees = list(queries.with_words(Addressee.objects.filter(item=item)))
    with django_assert_num_queries(1):
        queries.history(item, addressees, person=None, today=TODAY)
    forget_roles(validator)
    with django_assert_num_queries(3):  # and their roles, and the names
        found = queries.history(item, addressees, person=validator, today=TODAY)
    assert len(found) == 2 * rows
