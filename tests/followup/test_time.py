"""Nothing that was said is overwritten: a report as at any past day is what it was on that day."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from quintet.core.public import NotAllowed
from quintet.followup import actions, queries, rules
from quintet.followup.models import Addressee
from quintet.followup.queries import Filter
from quintet.followup.rules import Answer, Progress, Verdict
from tests.conftest import AT, TODAY
from tests.followup.acts import answer, candidate, claim, report, submit

pytestmark = pytest.mark.django_db

EVERYTHING = Filter()


def told(person, *, as_at, today, wanted=EVERYTHING):
    """A report, without the day on which it is issued."""
    found = queries.report(wanted, as_at=as_at, language="en", person=person, today=today)
    words = replace(found.words, issued="")
    return replace(found, issued_on=as_at, words=words)


class Life:
    """Random lawful acts on two addressees, day after day."""

    def __init__(self, seed, addressees, people, verifier, secretary):
        self.chance = random.Random(seed)
        self.addressees, self.people = addressees, people
        self.verifier, self.secretary = verifier, secretary
        self.waiting = []

    def act(self, at):
        addressee = self.chance.choice(self.addressees)
        focal, officer = self.people[addressee.organization.code]
        name = self.chance.choice(["say", "say", "report", "report", "decide", "decide", "decide",
                                   "move", "judge"])  # fmt: skip
        getattr(self, name)(addressee, focal, officer, at)

    def say(self, addressee, focal, officer, at):
        said = submit(
            addressee,
            focal,
            answer=self.chance.choice([a for a in Answer if a is not Answer.AWAITING]),
            reason=f"Reason of {at:%d}",
            responsible=[f"Unit {at.day}"],
            due_on=self.chance.choice([None, at.date() + timedelta(days=5)]),
            at=at,
        )
        self.waiting.append((actions.review_response, "response", said, officer))

    def report(self, addressee, focal, officer, at):
        status = self.chance.choice([None, *Progress])
        entry = report(
            addressee,
            focal,
            text=f"Said on {at:%d}",
            status=status,
            proposes=status in rules.DONE,
            as_at=at.date() - timedelta(days=self.chance.randrange(4)),
            evidence=[actions.Proof("x", url=f"https://example.org/{at.day}")],
            at=at,
        )
        self.waiting.append((actions.review_progress, "entry", entry, officer))

    def decide(self, _addressee, _focal, _officer, at):
        if self.waiting:
            review, name, said, officer = self.waiting.pop(0)
            approve = self.chance.random() < 0.8
            review(**{name: said}, approve=approve, reason="Reviewed", by=officer, at=at)

    def move(self, addressee, focal, _officer, at):
        by = self.chance.choice([focal, self.secretary])
        due_on = at.date() + timedelta(days=self.chance.randrange(-3, 30))
        actions.move_deadline(addressee=addressee, due_on=due_on, reason="Moved", by=by, at=at)

    def judge(self, addressee, _focal, _officer, at):
        verdict = self.chance.choice(list(Verdict))
        actions.verify(
            addressee=addressee, verdict=verdict, reason="Judged", by=self.verifier, at=at
        )


@pytest.mark.parametrize("seed", [1, 2])
def test_a_report_as_at_a_past_day_is_the_report_that_was_issued_on_that_day(
    seed, addressee, other_addressee, focal, validator, other_focal, other_validator, verifier,
    secretary,
):  # fmt: skip
    people = {"WHO": (focal, validator), "ILO": (other_focal, other_validator)}
    life = Life(seed, [addressee, other_addressee], people, verifier, secretary)
    narrow = [
        EVERYTHING,
        Filter(answer="accepted"),
        Filter(implementation="claimed", sort="due"),
        Filter(due="overdue", party="organization:WHO"),
    ]
    issued, acts = {}, 0
    for number in range(10):
        for hour in range(6):
            try:
                life.act(AT + timedelta(days=number, hours=hour))
                acts += 1
            except NotAllowed:
                continue
        day = TODAY + timedelta(days=number)
        issued[day] = [told(secretary, as_at=day, today=day, wanted=one) for one in narrow]
    assert acts > 20
    assert len({str(found[0]) for found in issued.values()}) > 5
    last = max(issued)
    for day, found in issued.items():
        for wanted, then in zip(narrow, found, strict=True):
            assert told(secretary, as_at=day, today=last, wanted=wanted) == then, (day, wanted)


def test_where_an_addressee_stands_is_always_what_the_law_makes_of_what_was_said(
    addressee, other_addressee, focal, validator, other_focal, other_validator, verifier, secretary
):
    people = {"WHO": (focal, validator), "ILO": (other_focal, other_validator)}
    life = Life(7, [addressee, other_addressee], people, verifier, secretary)
    for number in range(60):
        at = AT + timedelta(hours=4 * number)
        try:
            life.act(at)
        except NotAllowed:
            continue
        for one in queries.with_words(Addressee.objects.all()):
            folded = rules.standing(queries.said(one), until=at.date())
            assert queries.standing_now(one) == folded


def test_an_item_entered_later_is_known_since_its_report(document, secretary, who):
    one = candidate(
        document,
        number="19",
        response="accepted",
        addressees=[{"text": "WHO", "party": "organization:WHO"}],
    )
    item = actions.accept(candidate=one, by=secretary, at=AT)
    actions.publish(document=document, by=secretary, at=AT)
    day = item.known_on
    assert told(None, as_at=day - timedelta(days=1), today=TODAY).rows == ()
    [row] = told(None, as_at=day, today=TODAY).rows
    assert (row.response, row.addressee_code) == ("accepted", "WHO")


def test_who_is_addressed_later_does_not_stand_in_earlier_reports(item, addressee, ilo, secretary):
    actions.assign(item=item, party=ilo, by=secretary, at=AT)
    before = told(secretary, as_at=TODAY - timedelta(days=1), today=TODAY)
    assert [row.addressee_code for row in before.rows] == ["WHO"]
    now = told(secretary, as_at=TODAY, today=TODAY)
    assert [row.addressee_code for row in now.rows] == ["WHO", "ILO"]


def test_an_archived_item_stays_in_every_earlier_report(item, addressee, secretary):
    yesterday = TODAY - timedelta(days=1)
    then = told(secretary, as_at=yesterday, today=yesterday)
    actions.archive(item=item, reason="Twice entered", by=secretary, at=AT)
    assert told(secretary, as_at=yesterday, today=TODAY) == then
    assert told(secretary, as_at=TODAY, today=TODAY).rows == ()


def test_what_awaits_approval_stands_in_no_report(addressee, focal, validator, secretary):
    before = told(secretary, as_at=TODAY, today=TODAY)
    submit(addressee, focal, plan="Secret")
    report(addressee, focal, text="Secret")
    assert told(secretary, as_at=TODAY, today=TODAY) == before


def test_a_report_approved_later_is_known_later(addressee, focal, validator, secretary):
    entry = report(addressee, focal, text="Done in time")
    later = AT + timedelta(days=10)
    actions.review_progress(entry=entry, approve=True, by=validator, at=later)
    [row] = told(secretary, as_at=TODAY + timedelta(days=9), today=later.date()).rows
    assert row.notes == ()
    [row] = told(secretary, as_at=later.date(), today=later.date()).rows
    assert [note.text for note in row.notes] == ["Done in time"]
    assert row.notes[0].as_at == TODAY


def test_the_units_of_an_answer_stand_in_no_report_before_it(
    addressee, focal, validator, secretary
):
    Addressee.objects.filter(pk=addressee.pk).update(responsible=["As printed"])
    before = told(secretary, as_at=TODAY, today=TODAY)
    answer(addressee, focal, validator, responsible=["Unit A"], at=AT + timedelta(days=3))
    later = TODAY + timedelta(days=3)
    assert told(secretary, as_at=TODAY, today=later) == before
    assert told(secretary, as_at=later, today=later).rows[0].responsible == ("Unit A",)


def test_no_report_is_issued_as_at_a_day_to_come(secretary, item):
    with pytest.raises(NotAllowed, match=r"^A report cannot be issued as at a day to come\.$"):
        told(secretary, as_at=TODAY + timedelta(days=1), today=TODAY)


def test_a_claim_is_late_until_the_day_it_was_known(addressee, focal, validator, secretary):
    actions.move_deadline(
        addressee=addressee, due_on=TODAY + timedelta(days=1), reason="", by=focal, at=AT
    )
    claim(addressee, focal, validator, at=AT + timedelta(days=5))
    today = TODAY + timedelta(days=9)
    late = [
        bool(told(secretary, as_at=TODAY + timedelta(days=n), today=today).rows[0].late_label)
        for n in range(7)
    ]
    assert late == [False, False, True, True, True, False, False]
