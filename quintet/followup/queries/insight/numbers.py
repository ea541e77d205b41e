"""The numbers of a dashboard: of the system, a body or an organization. No words, no addresses.

Each is counted by the very filter of the register that lists what is behind it. The number of
queries is constant, whatever the size of the register.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import StrIndex, Substr

from quintet.core.public import Person
from quintet.followup.models import (
    Addressee,
    Ask,
    Item,
    ProgressEntry,
    ReportingCycle,
    Response,
    Verification,
)
from quintet.followup.queries.filters import Filter, fitting, narrowed
from quintet.followup.queries.register import items_known
from quintet.followup.queries.reviews import review_condition
from quintet.followup.rules import CLOSING, AskState, ReviewFlag, Scheme
from quintet.followup.rules.insight import AGES, MOVED, Figure, quarters
from quintet.followup.rules.scoring import SHARES

Params = Mapping[str, str]
Counts = dict[str, int]

N = "n_"  # before the name of a count, which may be that of a column
TAKEN_ON = {"answer": "taken_on"}
# What is counted: by name, the words that narrow the register to it.
MEASURES: dict[str, Params] = {
    "total": {},
    "answered": {"figure": Figure.ANSWERED},
    "awaiting": {"answer": "awaiting"},
    "under_consideration": {"answer": "under_consideration"},
    "refused": {"answer": "refused"},
    "taken_on": TAKEN_ON,
    "verified": TAKEN_ON | {"implementation": "verified"},
    "claimed": TAKEN_ON | {"implementation": "claimed"},
    "in_progress": TAKEN_ON | {"implementation": "in_progress"},
    "not_started": TAKEN_ON | {"implementation": "not_started"},
    "no_word": TAKEN_ON | {"implementation": "no_word"},
    "closed": TAKEN_ON | {"implementation": "closed"},
    "open": {"figure": Figure.OPEN},
    "overdue": {"due": "overdue"},
    "long_overdue": {"due": "long_overdue"},
    "proposed": {"figure": Figure.PROPOSED},
    "undecided": {"figure": Figure.UNDECIDED},
    "review_overdue": {"review": ReviewFlag.OVERDUE},
    **{figure: {"figure": figure} for figure in AGES},
}
# What a row of a table tells.
ROW = (
    "total", "answered", "awaiting", "taken_on", "verified", "claimed", "in_progress", "open",
    "overdue", "long_overdue",
)  # fmt: skip
SCORED: dict[str, Params] = {
    name: MEASURES.get(name, {"figure": name}) for pair in SHARES.values() for name in pair
}
DIMENSIONS = ("kind", "body", "organization", "goal", "nexus", "network", "place")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a dashboard is about: `kind` is "system", "body" or "organization", with its code."""

    kind: str = "system"
    code: str = ""

    @property
    def params(self) -> dict[str, str]:
        """The words that narrow the register to it."""
        if self.kind == "body":
            return {"body": self.code}
        return {"owner": f"organization:{self.code}"} if self.kind == "organization" else {}

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(one for one in DIMENSIONS if one != self.kind)


@dataclass(frozen=True, slots=True)
class CycleNumbers:
    slug: str
    title: str
    opened_on: date
    due_on: date
    asked: int
    answered: int
    silent: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """What came to be known in a quarter: how many answers of each kind of movement."""

    since: date
    until: date
    counts: Counts


@dataclass(frozen=True, slots=True)
class Numbers:
    """`since`: the day that the last cycle opened, whose title is `cycle`; a year ago without one."""

    scope: Scope
    today: date
    counts: Counts
    moved: Counts
    since: date
    cycle: str
    open_cycles: list[CycleNumbers]
    quarters: list[Quarter]
    scored: Counts


def addressees_of(scope: Scope, *, person: Person | None, today: date) -> QuerySet[Addressee]:
    """Whom a dashboard counts: the addressees that the register shows this person in the scope."""
    wanted = Filter(**scope.params)
    known = narrowed(items_known(person=person, today=today), wanted, today=today)
    items = known.order_by().values("pk")
    found: QuerySet[Any]
    if scope.kind == "system":
        # Of nearly all items: SQLite is to read addressees in one go, not item by item.
        found = Addressee.objects.alias(of=F("item_id") + 0).filter(of__in=items)
    else:
        found = Addressee.objects.filter(item__in=items)
    fits = fitting(wanted, today=today)
    return found.order_by() if fits is None else found.filter(fits).order_by()


def condition(params: Params, today: date) -> Q:
    """What an addressee must be to be counted by these words of the register."""
    wanted = Filter(**params)
    fits = fitting(wanted, today=today) or Q()
    if wanted.review:
        fits &= Q(item__in=Item.objects.filter(review_condition(wanted.review, today=today)))
    return fits


def counted(addressees: QuerySet[Addressee], measures: Mapping[str, Params], today: date) -> Counts:
    """How many there are by each measure: one query."""
    return _plain(addressees.aggregate(**_counts(measures, today)))


def _plain(row: Mapping[str, Any]) -> Counts:
    return {name.removeprefix(N): number for name, number in row.items() if name.startswith(N)}


def _counts(measures: Mapping[str, Params], today: date, *, distinct: bool = False) -> Any:
    return {
        f"{N}{name}": Count("pk", filter=condition(params, today), distinct=distinct)
        for name, params in measures.items()
    }


def since_last_cycle(scope: Scope, today: date) -> tuple[date, str]:
    """The day on which the last cycle opened (of the body, else of any), and its title."""
    cycles = ReportingCycle.objects.filter(opened_on__lte=today)
    if scope.kind == "body":
        cycles = cycles.filter(body__code=scope.code)
    last = cycles.order_by("-opened_on", "-pk").values_list("opened_on", "title").first()
    return last or (date(today.year - 1, today.month, min(today.day, 28)), "")


def moved(addressees: QuerySet[Addressee], since: date, today: date) -> Counts:
    return counted(addressees, {m: {"figure": m, "since": since.isoformat()} for m in MOVED}, today)


def open_cycles(addressees: QuerySet[Addressee], today: date) -> list[CycleNumbers]:
    """Those whom the open cycles ask, by cycle, newest first: how many answered, how many silent.

    What a verifier closed before anything was said is asked no more.
    """
    asks = Ask.objects.alias(of=F("addressee_id") + 0).filter(
        Q(state=AskState.ANSWERED) | Q(addressee__verdict=""),
        of__in=addressees.values("pk"),
        cycle__closed_on__isnull=True,
        cycle__opened_on__lte=today,
    )
    rows = asks.order_by("-cycle__opened_on", "-cycle").values_list(
        "cycle__slug", "cycle__title", "cycle__opened_on", "cycle__due_on"
    )
    told = rows.annotate(
        Count("pk"),
        answered=Count("pk", filter=Q(state=AskState.ANSWERED)),
        silent=Count("pk", filter=Q(state=AskState.SILENT)),
    )
    return [CycleNumbers(*row) for row in told]


def by_quarter(addressees: QuerySet[Addressee], today: date) -> list[Quarter]:
    """What came to be known in each of the last quarters: three queries."""
    spans = quarters(today)
    closing = sorted(map(str, CLOSING))
    told = {
        Figure.MOVED_ANSWER: Response.objects.all(),
        Figure.MOVED_PROGRESS: ProgressEntry.objects.all(),
        Figure.MOVED_CLOSED: Verification.objects.filter(verdict__in=closing),
    }
    found: list[Counts] = [{} for _span in spans]
    for figure, rows in told.items():
        for place, number in _in_spans(rows, addressees, spans):
            found[place][figure] = number
    return [
        Quarter(since, until, {figure: counts.get(figure, 0) for figure in told})
        for (since, until), counts in zip(spans, found, strict=True)
    ]


def _in_spans(
    rows: QuerySet[Any], addressees: QuerySet[Addressee], spans: list[tuple[date, date]]
) -> Iterable[tuple[int, int]]:
    place = Case(
        *(When(known_on__lte=until, then=Value(n)) for n, (_since, until) in enumerate(spans)),
        output_field=IntegerField(),
    )
    known = rows.filter(known_on__gte=spans[0][0], known_on__lte=spans[-1][1])
    # by what was said, not by whom: else SQLite looks up the words of every addressee
    words = known.alias(of=F("addressee_id") + 0).filter(of__in=addressees.values("pk"))
    seen = words.annotate(place=place).order_by()
    return seen.values_list("place").annotate(Count("addressee", distinct=True))


def by_dimension(
    addressees: QuerySet[Addressee],
    dimension: str,
    measures: Mapping[str, Params],
    today: date,
) -> list[tuple[str, Counts]]:
    """The counts by kind, body, goal, nexus area, network, country or area, or who answers: one
    query.

    What has no such mark is in no row; what has several is in several. Who answers is told as a
    reference ("organization:WHO"), posts among those of their organization or body.
    """
    if dimension == "organization":
        return _by_owner(addressees, measures, today)
    if dimension == "goal":
        tagged = addressees.filter(item__tags__scheme=Scheme.GOAL)
        code = F("item__tags__code")
        dot = StrIndex(code, Value("."))
        whole = Case(
            When(item__tags__code__contains=".", then=Substr(code, 1, dot - 1)), default=code
        )
        rows = tagged.annotate(key=whole).values("key")
    else:
        path = {"kind": "item__kind", "body": "item__document__body__code"}.get(dimension)
        marked = addressees if path else addressees.filter(item__tags__scheme=dimension)
        rows = marked.annotate(key=F(path or "item__tags__code")).values("key")
    told: Any = rows.annotate(**_counts(measures, today, distinct=dimension == "goal"))
    return [(str(row["key"]), _plain(row)) for row in told if row["key"] is not None]


def _by_owner(
    addressees: QuerySet[Addressee], measures: Mapping[str, Params], today: date
) -> list[tuple[str, Counts]]:
    paths = ("organization", "post__organization", "body", "post__body")
    rows = addressees.values_list(*(f"{path}__code" for path in paths))
    found: dict[str, Counts] = {}
    for row in rows.annotate(**_counts(measures, today)):
        place = next(n for n, code in enumerate(row[:4]) if code)
        owner = f"{'organization' if place < 2 else 'body'}:{row[place]}"
        counts = found.setdefault(owner, dict.fromkeys(measures, 0))
        for name, number in zip(measures, row[4:], strict=True):
            counts[name] += number
    return sorted(found.items())


def numbers(scope: Scope, *, person: Person | None, today: date) -> Numbers:
    """All numbers of a dashboard but its table: 8 queries."""
    addressees = addressees_of(scope, person=person, today=today)
    since, cycle = since_last_cycle(scope, today)
    return Numbers(
        scope=scope,
        today=today,
        counts=counted(addressees, MEASURES, today),
        moved=moved(addressees, since, today),
        since=since,
        cycle=cycle,
        open_cycles=open_cycles(addressees, today),
        quarters=by_quarter(addressees, today),
        scored=counted(addressees, SCORED, today),
    )


def table(scope: Scope, by: str, *, person: Person | None, today: date) -> list[tuple[str, Counts]]:
    """The table of a dashboard by one of `scope.dimensions`: one query."""
    addressees = addressees_of(scope, person=person, today=today)
    return by_dimension(addressees, by, {name: MEASURES[name] for name in ROW}, today)


def scores(by: str, *, person: Person | None, today: date) -> list[tuple[str, Counts]]:
    """What the scores of all bodies, or of all who answer, are counted from."""
    addressees = addressees_of(Scope(), person=person, today=today)
    return by_dimension(addressees, by, SCORED, today)


def cycle_names() -> list[tuple[str, str]]:
    """Every reporting cycle by its slug, for a list to choose from."""
    return [(cycle.slug, str(cycle)) for cycle in ReportingCycle.objects.order_by("-opened_on")]
