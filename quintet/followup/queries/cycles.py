"""Reporting cycles: what each asks of whom, what has been said, who has signed.

A cycle keeps what it asked when it opened. What was archived since, or closed by a verifier before
anything was said, is asked no more: it counts in no denominator.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from quintet.core import public as core
from quintet.core.public import Body, Organization, Person, Role
from quintet.followup import permissions, rules
from quintet.followup.models import (
    Addressee,
    Ask,
    Document,
    Item,
    ProgressEntry,
    Question,
    QuestionAnswer,
    ReportingCycle,
    Response,
    SignOff,
)
from quintet.followup.queries.filters import Filter, fitting, narrowed
from quintet.followup.queries.returns import is_party, of_party
from quintet.followup.rules import Answer, AskState, Record, Signature, Standing, Tally, Verdict

Party = Organization | Body
Key = tuple[int | None, int | None]  # of an organization or of a body
# What a cycle still asks. Once it is closed, nothing that happens later changes it.
STANDS = (
    Q(addressee__item__archived_on__isnull=True)
    | Q(addressee__item__archived_on__gt=F("cycle__closed_on"))
) & (
    Q(state=AskState.ANSWERED)
    | Q(addressee__verdict="")
    | Q(addressee__verdict_on__gt=F("cycle__closed_on"))
)


@dataclass(frozen=True, slots=True)
class CycleShown:
    """A cycle with its counts: by answer, and by party."""

    cycle: ReportingCycle
    answers: Tally
    parties: Tally


@dataclass(frozen=True, slots=True)
class PartyShown:
    """What became of a cycle at one party. `replies` of the cycle's questions are answered;
    `reached`: somebody is its focal point."""

    party: Party
    tally: Tally
    signature: Signature
    signed: SignOff | None
    replies: int
    reached: bool

    @property
    def kind(self) -> str:
        return type(self.party).__name__.lower()

    @property
    def code(self) -> str:
        return self.party.code.lower()


def kept(wanted: Filter, party: Party) -> Filter:
    """A filter cut to what a secretariat keeps: of its body, or of the documents it is keeper of."""
    whose = {"body": party.code} if isinstance(party, Body) else {"keeper": party.code}
    return replace(wanted, sort="", **whose)


def documents_kept(*, person: Person | None, today: date) -> QuerySet[Document]:
    """The documents with published items that somebody's secretariat keeps, newest first."""
    items = Item.objects.filter(published_on__lte=today, archived_on__isnull=True)
    kept_ones = Document.objects.filter(
        permissions.kept_by(person, today), pk__in=items.values("document")
    )
    return kept_ones.defer("text", "unread")


def to_ask(wanted: Filter, *, today: date) -> list[tuple[int, date | None]]:
    """The addressees that a cycle would ask, with the day of each one's last word: 1 query.

    Of published items that fit, those that are open and were not refused.
    """
    items = Item.objects.filter(published_on__lte=today, archived_on__isnull=True)
    found = Addressee.objects.filter(
        fitting(wanted, today=today) or Q(), item__in=narrowed(items, wanted, today=today)
    )
    rows = found.order_by().values_list("pk", "answer", "verdict", "heard_on")
    return [
        (pk, heard_on)
        for pk, answer, verdict, heard_on in rows
        if rules.is_asked(
            Standing(answer=Answer(answer), verdict=Verdict(verdict) if verdict else None)
        )
    ]


def free_slug(words: str) -> str:
    """The slug that a new cycle gets: these words, and a number where they are taken."""
    taken = set(
        ReportingCycle.objects.filter(slug__startswith=words).values_list("slug", flat=True)
    )
    number, slug = 1, words
    while slug in taken:
        number += 1
        slug = f"{words}-{number}"
    return slug


def unapproved_since(addressees: Iterable[int], day: date) -> dict[int, frozenset[Record]]:
    """The records of words since a day that nobody has approved, by addressee: 2 queries."""
    found: dict[int, set[Record]] = {}
    for model in (Response, ProgressEntry):
        rows = model._default_manager.filter(
            addressee__in=addressees, known_on__isnull=True, at__date__gte=day
        )
        for pk, record in rows.order_by().values_list("addressee", "record").distinct():
            found.setdefault(pk, set()).add(Record(record))
    return {pk: frozenset(records) for pk, records in found.items()}


def questions(cycles: Iterable[ReportingCycle]) -> QuerySet[Question]:
    """The questions of some cycles, in their order."""
    return Question.objects.filter(cycle__in=list(cycles)).order_by("cycle", "position")


def cycles(*, body: str = "") -> QuerySet[ReportingCycle]:
    """The cycles, those that are open first, then the newest."""
    rows = ReportingCycle.objects.select_related("organization", "body__organization")
    if body:
        rows = rows.filter(body__code__iexact=body)
    return rows.order_by(F("closed_on").desc(nulls_first=True), "-opened_on", "-pk")


def by_owner(rows: QuerySet[Any], prefix: str = "") -> QuerySet[Any]:
    """Rows with the organization or body whose people answer: its own, or that of the post."""
    return rows.annotate(
        of_organization=Coalesce(f"{prefix}organization_id", f"{prefix}post__organization_id"),
        of_body=Coalesce(f"{prefix}body_id", f"{prefix}post__body_id"),
    )


def tallies(asks: QuerySet[Ask]) -> dict[int, dict[Key, Tally]]:
    """What these asks came to, by cycle and party: one grouped query."""
    rows = by_owner(asks.filter(STANDS), "addressee__").order_by()
    counted = rows.values_list("cycle", "of_organization", "of_body", "state").annotate(Count("pk"))
    found: dict[int, dict[Key, Tally]] = {}
    for cycle, organization, body, state, number in counted:
        of_cycle = found.setdefault(cycle, {})
        tally = of_cycle.get((organization, body), Tally())
        of_cycle[(organization, body)] = replace(tally, **{state: number})
    return found


def whole(tallies: Iterable[Tally]) -> Tally:
    """Several parties' answers together."""
    told = list(tallies)
    return Tally(**{state: sum(getattr(one, state) for one in told) for state in AskState})


def by_party(tallies: Iterable[Tally]) -> Tally:
    """Parties counted by what each has said as a whole."""
    states = [one.state for one in tallies]
    return Tally(**{state: states.count(state) for state in AskState})


def counted(shown: Sequence[ReportingCycle]) -> list[CycleShown]:
    """Cycles with their counts: one query for all."""
    found = tallies(Ask.objects.filter(cycle__in=shown))
    return [
        CycleShown(cycle, whole(parties.values()), by_party(parties.values()))
        for cycle in shown
        for parties in [found.get(cycle.pk, {})]
    ]


def parties_of(cycle: ReportingCycle, *, today: date) -> list[PartyShown]:
    """Every party that a cycle asks, by name: at most 9 queries, however many they are."""
    found = tallies(cycle.asks.all()).get(cycle.pk, {})
    signed = {(one.organization_id, one.body_id): one for one in _signatures(cycle)}
    approved = approved_at(cycle) if cycle.signed else {}
    answered = replies(cycle)
    reached = {
        (role.organization_id, role.body_id)
        for role in Role.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            code__in=permissions.FOCAL,
            starts_on__lte=today,
            person__is_active=True,
        )
    }
    return sorted(
        (
            PartyShown(
                party=party,
                tally=found[key],
                signature=_signature(signed.get(key), approved.get(key)),
                signed=signed.get(key),
                replies=answered.get(key, 0),
                reached=key in reached,
            )
            for key, party in parties_named(found).items()
        ),
        key=lambda shown: shown.party.name.casefold(),
    )


def party_of(cycle: ReportingCycle, party: Party, *, today: date) -> PartyShown | None:
    """One party of a cycle; None where it asks nothing of it."""
    asks = cycle.asks.filter(of_party(party, "addressee__"))
    if not asks.exists():
        return None
    key = key_of(party)
    return PartyShown(
        party=party,
        tally=tallies(asks).get(cycle.pk, {}).get(key, Tally()),
        signature=(signed := signature_of(cycle, party))[0],
        signed=signed[1],
        replies=replies(cycle).get(key, 0),
        reached=bool(core.people_in(permissions.FOCAL, party, today)),
    )


def path_of(cycle: ReportingCycle, party: Party) -> str:
    """Where a party's own list stands, for a notice."""
    return f"/cycles/{cycle.slug}/{type(party).__name__.lower()}/{party.code.lower()}/"


def key_of(party: Party) -> Key:
    return (party.pk, None) if isinstance(party, Organization) else (None, party.pk)


def parties_named(keys: Iterable[Key]) -> dict[Key, Party]:
    """The organizations and bodies behind keys: 2 queries."""
    found: dict[Key, Party] = {}
    wanted = list(keys)
    for organization in Organization.objects.filter(pk__in=[one for one, _body in wanted if one]):
        found[(organization.pk, None)] = organization
    bodies = Body.objects.filter(pk__in=[body for _one, body in wanted if body])
    for body in bodies.select_related("organization"):
        found[(None, body.pk)] = body
    return found


def replies(cycle: ReportingCycle) -> dict[Key, int]:
    """How many of a cycle's questions each party has answered, approved."""
    known = QuestionAnswer.objects.filter(question__cycle=cycle, known_on__isnull=False).order_by()
    rows = known.values_list("organization", "body").annotate(Count("question", distinct=True))
    return {(organization, body): number for organization, body, number in rows}


def _signatures(cycle: ReportingCycle) -> QuerySet[SignOff]:
    """Signatures, oldest first: the last one of a party holds."""
    return cycle.signatures.select_related("by").order_by("at", "pk")


def _signature(signed: SignOff | None, approved: datetime | None) -> Signature:
    return rules.signature(signed_at=signed.at if signed else None, approved_at=approved)


def signature_of(cycle: ReportingCycle, party: Party) -> tuple[Signature, SignOff | None]:
    """Whether a party has signed what it answers in a cycle, and its last signature."""
    last = _signatures(cycle).filter(**is_party(party)).last()
    approved = approved_at(cycle, party).get(key_of(party)) if last else None
    return _signature(last, approved), last


def approved_at(cycle: ReportingCycle, party: Party | None = None) -> dict[Key, datetime]:
    """When the last word of each party that a cycle asks was approved: 3 queries."""
    found: dict[Key, datetime] = {}
    whose = of_party(party, "addressee__") if party else Q()
    counted: list[Any] = []
    for model in (Response, ProgressEntry):
        rows = model._default_manager.filter(
            whose, addressee__asks__cycle=cycle, known_on__isnull=False
        )
        counted += (
            by_owner(rows, "addressee__")
            .order_by()
            .values_list("of_organization", "of_body")
            .annotate(last=Max(Coalesce("reviewed_at", "at")))
        )
    replies = QuestionAnswer.objects.filter(question__cycle=cycle, known_on__isnull=False)
    counted += (
        replies.filter(**({k: v for k, v in is_party(party).items() if v} if party else {}))
        .order_by()
        .values_list("organization", "body")
        .annotate(last=Max(Coalesce("reviewed_at", "at")))
    )
    for organization, body, last in counted:
        key = (organization, body)
        found[key] = max(found.get(key, last), last)
    return found


def wrote_some(person: Person, cycle: ReportingCycle, party: Party) -> bool:
    """Whether somebody is the author of approved words of a party since a cycle opened."""
    since = {"by": person, "known_on__gte": cycle.opened_on}
    return (
        any(
            model._default_manager.filter(
                of_party(party, "addressee__"), addressee__asks__cycle=cycle, **since
            ).exists()
            for model in (Response, ProgressEntry)
        )
        or QuestionAnswer.objects.filter(question__cycle=cycle, **is_party(party), **since).exists()
    )
