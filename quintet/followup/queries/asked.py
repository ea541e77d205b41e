"""One party's part in a cycle: its list, its answers to the questions, what it still owes."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Prefetch, Q, QuerySet

from quintet.core import public as core
from quintet.core.public import OWNERS, Person, RoleCode
from quintet.followup import permissions, rules
from quintet.followup.models import (
    Addressee,
    Ask,
    Delegation,
    ProgressEntry,
    Question,
    QuestionAnswer,
    ReportingCycle,
    Response,
)
from quintet.followup.queries.cycles import (
    STANDS,
    Key,
    Party,
    by_owner,
    parties_named,
    replies,
    signature_of,
    tallies,
)
from quintet.followup.queries.returns import is_party, of_party
from quintet.followup.rules import AskState, Record, Signature, Tally

IN_ORDER = (  # of the register, document by document
    "addressee__item__document_id",
    "addressee__item__order",
    "addressee__item_id",
    "addressee__part",
    "pk",
)


@dataclass(frozen=True, slots=True)
class Owed:
    """What an open cycle asks of a party for whom somebody acts. `to_sign`: it waits for them."""

    cycle: ReportingCycle
    party: Party
    tally: Tally
    questions: int  # not answered yet
    to_sign: bool

    @property
    def kind(self) -> str:
        return type(self.party).__name__.lower()

    @property
    def code(self) -> str:
        return self.party.code.lower()


@dataclass(frozen=True, slots=True)
class Left:
    """What a party is reminded of: how much is left of all that an open cycle asks of it, questions
    included; `moment` is which of rules.REMINDERS, `delegates` whom some of it is delegated to."""

    cycle: ReportingCycle
    party: Party
    left: int
    asked: int
    moment: timedelta
    delegates: tuple[Person, ...]


def asks_of(cycle: ReportingCycle, party: Party | None = None, *, state: str = "") -> QuerySet[Ask]:
    """What a cycle asks (of a party), in the register's order, each with what was said and not
    approved (`responses_waiting`, `progress_waiting`) and to whom it is delegated: 4 queries."""
    rows = cycle.asks.filter(STANDS, of_party(party, "addressee__") if party else Q())
    if state in set(AskState):
        rows = rows.filter(state=state)
    return (
        rows.select_related(
            "addressee__item__document",
            "addressee__organization",
            "addressee__body__organization",
            "addressee__post__organization",
            "addressee__post__body__organization",
        )
        .defer("addressee__item__document__text", "addressee__item__document__unread")
        .prefetch_related(
            Prefetch(
                "addressee__responses",
                Response.objects.filter(known_on__isnull=True).order_by("version"),
                to_attr="responses_waiting",
            ),
            Prefetch(
                "addressee__progress",
                ProgressEntry.objects.filter(known_on__isnull=True).order_by("at"),
                to_attr="progress_waiting",
            ),
            Prefetch("addressee__delegations", delegations(), to_attr="delegated"),
        )
        .order_by(*IN_ORDER)
    )


def delegations() -> QuerySet[Delegation]:
    """Delegations that hold."""
    held = Delegation.objects.filter(ended_at__isnull=True)
    return held.select_related("person", "by").order_by("at", "pk")


def colleagues(party: Party, *, of: Person, today: date) -> list[Person]:
    """Everybody else who has a role in an organization or body: whom one can delegate to."""
    return [person for person in core.people_in(list(RoleCode), party, today) if person != of]


def next_silent(
    cycle: ReportingCycle,
    party: Party,
    *,
    after: Addressee | None = None,
    person: Person,
    today: date,
) -> Addressee | None:
    """The next of a party's addressees that has said nothing and that somebody may answer for;
    after the last, the first."""
    asks = cycle.asks.filter(STANDS, of_party(party, "addressee__"), state=AskState.SILENT)
    asks = asks.select_related("addressee").order_by(*IN_ORDER)
    if not permissions.may_answer_for(person, party, today):
        asks = asks.filter(addressee__in=permissions.delegated_to(person))
    first = asks.first()
    if after is None or first is None:
        return first.addressee if first else None
    item = after.item
    later = Q(addressee__item__document__gt=item.document_id) | Q(
        addressee__item__document=item.document_id, addressee__item__order__gt=item.order
    )
    others = asks.exclude(addressee=after)
    found = others.filter(later).first() or others.first()
    return found.addressee if found else None


def replies_of(
    cycle: ReportingCycle, party: Party, *, unapproved: bool
) -> list[tuple[Question, list[QuestionAnswer]]]:
    """A cycle's questions, each with a party's answers, newest first; `unapproved`: all of them,
    else only what is approved. 2 queries."""
    own = QuestionAnswer.objects.filter(**is_party(party)).select_related("by", "reviewed_by")
    if not unapproved:
        own = own.filter(known_on__isnull=False)
    rows = cycle.questions.prefetch_related(
        Prefetch("answers", own.order_by("-version"), to_attr="of_party")
    )
    return [(question, question.of_party) for question in rows]


def replies_to_review(person: Person, *, today: date) -> QuerySet[QuestionAnswer]:
    """Answers to questions of open cycles that wait for somebody's approval."""
    mine = permissions.held_by(person, permissions.VALIDATING, today)
    waiting = QuestionAnswer.objects.filter(
        mine, record=Record.SUBMITTED, question__cycle__closed_on__isnull=True
    )
    rows = waiting.exclude(by=person).order_by("at")
    return rows.select_related("by", "organization", "body", "question__cycle")


def owed_by(person: Person, *, today: date) -> list[Owed]:
    """What open cycles ask of those for whom somebody acts: what is left, or waits to be signed."""
    parties_acted_for = {r.party for r in core.roles_on(person, today) if r.code in OWNERS}
    if not parties_acted_for:
        return []
    mine = reduce(or_, (of_party(party, "addressee__") for party in parties_acted_for))
    open_ones = Ask.objects.filter(mine, cycle__closed_on__isnull=True)
    found = tallies(open_ones)
    if not found:
        return []
    parties = parties_named({key for keys in found.values() for key in keys})
    shown = ReportingCycle.objects.filter(pk__in=found).annotate(asked=Count("questions"))
    owed = [
        Owed(
            cycle=cycle,
            party=parties[key],
            tally=tally,
            questions=cycle.asked - replies(cycle).get(key, 0) if cycle.asked else 0,
            to_sign=_waits_for_signature(person, cycle, parties[key], tally, today),
        )
        for cycle in shown.order_by("due_on", "pk")
        for key, tally in sorted(found[cycle.pk].items(), key=str)
    ]
    return [one for one in owed if one.tally.left or one.questions or one.to_sign]


def _waits_for_signature(
    person: Person, cycle: ReportingCycle, party: Party, tally: Tally, today: date
) -> bool:
    if not (cycle.signed and tally.answered and permissions.may_sign(person, party, today)):
        return False
    return signature_of(cycle, party)[0] is not Signature.SIGNED


def delegates(*, today: date) -> dict[int, list[Person]]:
    """Whom each addressee is delegated to, of those who still have a role in its organization."""
    people: dict[int, Person] = {}
    found: dict[int, list[Person]] = {}
    rows = delegations().select_related(
        "addressee__organization", "addressee__body", "addressee__post__organization",
        "addressee__post__body",
    )  # fmt: skip
    for one in rows:
        person = people.setdefault(one.person_id, one.person)
        if permissions.has_role(person, one.addressee.owner, today):
            found.setdefault(one.addressee_id, []).append(person)
    return found


def left_to_answer(*, today: date) -> list[Left]:
    """What each party is to be reminded of today, of the open cycles whose day is near or past."""
    handed = delegates(today=today)
    found = []
    for cycle in ReportingCycle.objects.filter(closed_on__isnull=True).order_by("due_on", "pk"):
        moment = rules.reminder(due_on=cycle.due_on, opened_on=cycle.opened_on, today=today)
        if moment is None:
            continue
        counted = tallies(cycle.asks.all()).get(cycle.pk, {})
        questions, answered = cycle.questions.count(), replies(cycle)
        people = _delegates_left(cycle, handed)
        for key, party in parties_named(counted).items():
            left = counted[key].left + questions - answered.get(key, 0)
            asked = counted[key].asked + questions
            if left:
                who = tuple(people.get(key, {}).values())
                found.append(Left(cycle, party, left, asked, moment, who))
    return found


def _delegates_left(
    cycle: ReportingCycle, handed: dict[int, list[Person]]
) -> dict[Key, dict[int, Person]]:
    """The people to whom something was delegated that nobody has answered, by party."""
    asks = by_owner(
        cycle.asks.filter(STANDS, addressee__in=handed).exclude(state=AskState.ANSWERED),
        "addressee__",
    )
    found: dict[Key, dict[int, Person]] = {}
    for pk, organization, body in asks.values_list("addressee", "of_organization", "of_body"):
        of_party = found.setdefault((organization, body), {})
        of_party |= {person.pk: person for person in handed[pk]}
    return found
