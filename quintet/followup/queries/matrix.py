"""The matrix: item × party, with what each has answered, claimed, been verified for and said last.

A party is the organization or body whose people answer: a post counts under it. Where things stand
is today's fold (`Addressee`); what is silent in a reporting cycle is the state of its ask.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from quintet.core.public import Body, Organization, Person
from quintet.followup import rules
from quintet.followup.models import Addressee, Item, ReportingCycle
from quintet.followup.queries.cycles import STANDS, Key, by_owner, parties_named
from quintet.followup.queries.filters import Filter, fitting, narrowed, sorted_by
from quintet.followup.queries.parties import reference_of
from quintet.followup.queries.register import items_known
from quintet.followup.rules import TAKEN_ON, Answer, AskState, Flag, Progress, Standing, Verdict

LATE = frozenset({Flag.OVERDUE, Flag.LONG_OVERDUE})


@dataclass(frozen=True, slots=True)
class Scope:
    """What a matrix is of: items in their order, and those of their addressees that fit."""

    items: QuerySet[Item]
    addressees: QuerySet[Any]  # Addressee with `state`, and its party as cycles.by_owner has it
    today: date
    cycle: ReportingCycle | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of answers with their denominators: `asked`, and `taken_on` for implementation.

    In a reporting cycle `asked` is what it asks, and the three states are those of the cycle; else
    all that was asked for, `started` is none, and who has not answered is silent.
    """

    asked: int = 0
    answered: int = 0
    started: int = 0
    silent: int = 0
    taken_on: int = 0
    claimed: int = 0
    verified: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one addressee of an item stands; `party` is its reference, the post's if it is one.

    `state` is that of the cycle, None for what it does not ask, and where there is no cycle.
    """

    party: str
    at: Standing
    state: AskState | None
    late: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A party, with the totals of the whole matrix."""

    party: Organization | Body
    totals: Totals

    @property
    def reference(self) -> str:
        return reference_of(self.party)


@dataclass(frozen=True, slots=True)
class Line:
    """An item with a cell for each column: of one addressee, of several posts, or of none."""

    item: Item
    cells: tuple[tuple[Cell, ...], ...]
    totals: Totals


def matrix_scope(
    wanted: Filter,
    *,
    person: Person | None,
    today: date,
    cycle: ReportingCycle | None = None,
    state: str = "",
) -> Scope:
    """The items somebody may see that fit a filter; of a cycle, those that it asks about.

    Of an item's addressees those are shown that fit, all of them where nothing is asked of them.
    """
    items = items_known(person=person, today=today)
    addressees = _with_state(cycle)
    if cycle:
        items = items.filter(pk__in=cycle.asks.filter(STANDS).values("addressee__item"))
    if state:
        addressees = addressees.filter(state=state)
    fits = fitting(wanted, today=today)
    if fits is not None:
        addressees = addressees.filter(fits)
    items = narrowed(items, wanted.of_items, today=today)
    items = items.filter(Exists(addressees.filter(item=OuterRef("pk"))))
    known = addressees.filter(item__in=items.order_by().values("pk"))
    return Scope(sorted_by(items, wanted.sort), by_owner(known), today, cycle)


def _with_state(cycle: ReportingCycle | None) -> QuerySet[Any]:
    """Addressees with their state in a cycle, "" for what it does not ask, or asks no more."""
    if cycle is None:
        return Addressee.objects.annotate(state=Value("", CharField()))
    still = Q(ask__state=AskState.ANSWERED) | Q(verdict="")
    if cycle.closed_on:
        still |= Q(verdict_on__gt=cycle.closed_on)
    return Addressee.objects.annotate(
        ask=FilteredRelation("asks", condition=Q(asks__cycle=cycle)),
        state=Case(When(still, then=Coalesce("ask__state", Value(""))), default=Value("")),
    )


def matrix_items(scope: Scope) -> QuerySet[Item]:
    """The items of a matrix, with what stands at the head of a row."""
    return scope.items.select_related("document").only(
        "slug", "number", "title", "text", "known_on", "order", "document__symbol",
        "document__title", "document__name",
    )  # fmt: skip


def matrix_columns(scope: Scope) -> list[Column]:
    """Every party of the whole matrix, by code, with its totals: 3 queries."""
    groups = (
        scope.addressees.order_by()
        .values_list("of_organization", "of_body", "answer", "claimed", "verdict", "state")
        .annotate(Count("pk"))
    )
    totals: dict[Key, Totals] = {}
    for organization, body, answer, claimed, verdict, state, number in groups:
        key = (organization, body)
        told = _counted(_standing(answer, claimed, verdict), state, scope.cycle, number)
        totals[key] = sum_of([totals.get(key, Totals()), told])
    parties = parties_named(totals)
    return sorted(
        (Column(party, totals[key]) for key, party in parties.items()),
        key=lambda column: column.party.code,
    )


def matrix_lines(scope: Scope, items: Iterable[Item], columns: Sequence[Column]) -> list[Line]:
    """Items with their cells, in their order: 1 query, however many there are."""
    shown = list(items)
    found: dict[tuple[int, Key], list[Cell]] = {}
    rows: Any = scope.addressees.filter(item__in=shown).order_by("item", "part", "pk")
    for row in rows.values(
        "item_id", "of_organization", "of_body", "answer", "claimed", "verdict", "due_on",
        "heard_on", "state", code=Coalesce("organization__code", "body__code", "post__code"),
        kind=Case(
            When(organization__isnull=False, then=Value("organization")),
            When(body__isnull=False, then=Value("body")),
            default=Value("post"),
        ),
    ):  # fmt: skip
        key = (row["item_id"], (row["of_organization"], row["of_body"]))
        found.setdefault(key, []).append(_cell(row, scope.today))
    keys = [_key(column.party) for column in columns]
    return [
        Line(item, cells, sum_of(_totals(cell, scope.cycle) for those in cells for cell in those))
        for item in shown
        for cells in [tuple(tuple(found.get((item.pk, key), ())) for key in keys)]
    ]


def _key(party: Organization | Body) -> Key:
    return (party.pk, None) if isinstance(party, Organization) else (None, party.pk)


def _cell(row: dict[str, Any], today: date) -> Cell:
    at = _standing(*(row[name] for name in ("answer", "claimed", "verdict", "due_on", "heard_on")))
    return Cell(
        party=f"{row['kind']}:{row['code']}",
        at=at,
        state=AskState(row["state"]) if row["state"] else None,
        late=bool(LATE & set(rules.flags(at, today=today))),
    )


def _standing(
    answer: str,
    claimed: str,
    verdict: str,
    due_on: date | None = None,
    heard_on: date | None = None,
) -> Standing:
    return Standing(
        answer=Answer(answer),
        claimed=Progress(claimed) if claimed else None,
        verdict=Verdict(verdict) if verdict else None,
        due_on=due_on,
        heard_on=heard_on,
    )


def _totals(cell: Cell, cycle: ReportingCycle | None) -> Totals:
    return _counted(cell.at, cell.state or "", cycle, 1)


def _counted(at: Standing, state: str, cycle: ReportingCycle | None, number: int) -> Totals:
    """So many addressees that stand alike, in the counts that they are part of."""
    if cycle is None:
        state = AskState.SILENT if at.answer is Answer.AWAITING else AskState.ANSWERED
    group = rules.group(at) if at.answer in TAKEN_ON else ""
    return Totals(
        asked=number if state else 0,
        **{each: number if state == each else 0 for each in AskState},
        taken_on=number if group else 0,
        claimed=number if group == "claimed" else 0,
        verified=number if group == "verified" else 0,
    )


def sum_of(totals: Iterable[Totals]) -> Totals:
    told = list(totals)
    return Totals(
        **{each.name: sum(getattr(one, each.name) for one in told) for each in fields(Totals)}
    )
