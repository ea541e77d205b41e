"""What other modules and the site may use of the cube."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from quintet.core.public import Organization
from quintet.cube import actions, tasks
from quintet.cube.engine.lists import lists
from quintet.cube.engine.questions import Filter, Note, Question, Refused
from quintet.cube.engine.questions.question import NOT_TOLD
from quintet.cube.engine.questions.semantic import semantic
from quintet.cube.engine.store import Damaged
from quintet.cube.models import Publication, Submission
from quintet.cube.queries import (
    answer,
    catalogue,
    entity_of,
    entity_told,
    folder,
    organizations_by_entity,
    page_answer,
    waiting,
)
from quintet.followup.public import Item, bearing

__all__ = [
    "Damaged",
    "Publication",
    "Question",
    "Spent",
    "Submission",
    "actions",
    "answer",
    "catalogue",
    "entity_of",
    "entity_told",
    "folder",
    "organizations_by_entity",
    "spent",
    "spent_on",
    "tasks",
    "waiting",
]


@dataclass(frozen=True, slots=True)
class Spent:
    """The expense of a year that fits codes of a `dimension`: goal, target, location or function.

    `lines`: each code that anything was spent on, with its amount; `amount` is their sum, `whole`
    all that the same organizations spent in the year. `coverage`: the part of `whole` whose figures
    tell the dimension at all. `entities`: the organizations of which figures stand; `of_all`: none
    were named. Amounts are in `currency`. `question`: the address of the question that gives exactly
    this.
    """

    dimension: str
    lines: tuple[tuple[str, Decimal], ...]
    amount: Decimal
    whole: Decimal
    coverage: Decimal | None
    year: int
    as_at: date
    entities: tuple[str, ...]
    of_all: bool
    currency: str
    question: str
    notes: tuple[Note, ...]

    @property
    def share(self) -> Decimal | None:
        """Of the whole; None where there is none."""
        return self.amount / self.whole if self.whole else None

    def name(self, code: str, language: str) -> str:
        """Of one of its codes: "2 Zero hunger", "2.1", "Kenya", "Humanitarian assistance"."""
        if code == NOT_TOLD or self.dimension == "target":
            return semantic().not_told[language] if code == NOT_TOLD else code
        name = lists().get(self.dimension).codes[code].name(language)
        return f"{code} {name}" if self.dimension == "goal" else name


def spent(
    *,
    goals: Collection[str],
    entities: Collection[str],
    today: date,
    places: Collection[str] = (),
) -> tuple[Spent, ...]:
    """What was spent on Goals ("3"), on targets ("3.4") and in places ("KEN"), each told apart; by
    these entities (codes of the data standard), or by all where none is named. Entities alone: their
    expense by function. Of the latest year that is told well.

    Empty where nothing of the kind is published, or amounts of several currencies would have to be
    added. Raises Damaged.
    """
    told = _told(entities, today)
    named = (("goal", goals), ("target", goals), ("location", places))
    asked: dict[str, tuple[str, ...]] = {
        name: tuple(code for code in codes if code in lists().get(name).codes)
        for name, codes in named
    }
    if entities and not any(asked.values()):
        asked = {"function": ()}
    try:
        return tuple(
            _spent(dimension, codes, *told, entities=entities, today=today)
            for dimension, codes in asked.items()
            if told and (codes or dimension == "function")
        )
    except Refused:  # several currencies, or it took too long
        return ()


def spent_on(item: Item, *, today: date) -> tuple[Spent, ...]:
    """What was spent on the Goals and targets of an item of the register, and in its places, by the
    organizations that it is addressed to. One query where nothing is published. Raises Damaged."""
    if not catalogue().entries:
        return ()
    about = bearing(item)
    addressed = Organization.objects.filter(code__in=about.organizations)
    entities = [code for one in addressed if (code := entity_of(one))]
    return spent(goals=about.goals, places=about.places, entities=entities, today=today)


def _told(entities: Collection[str], today: date) -> tuple[int, tuple[str, ...]] | None:
    """The latest year of which at least half as many tell their expense as of any year, and who."""
    by_year: dict[int, set[str]] = {}
    for entity, year, measure in catalogue().as_at(today).by_subject:
        if measure == "expense" and (not entities or entity in entities):
            by_year.setdefault(year, set()).add(entity)
    if not by_year:
        return None
    most = max(map(len, by_year.values()))
    year = max(year for year, who in by_year.items() if 2 * len(who) >= most)
    return year, tuple(sorted(by_year[year]))


def _spent(
    dimension: str,
    codes: tuple[str, ...],
    year: int,
    told: tuple[str, ...],
    *,
    entities: Collection[str],
    today: date,
) -> Spent:
    whose = (Filter("entity", tuple(sorted(entities))),) if entities else ()
    on = (Filter(dimension, codes),) if codes else ()
    of = (*whose, Filter("year", (str(year),)))
    question = Question(rows=(dimension,), filters=(*of[:-1], *on, of[-1]))
    found = page_answer(question, today=today)
    whole = page_answer(Question(filters=of), today=today).total
    lines = tuple(
        (str(line[0]), cell.value)
        for line in found.lines
        if line[0] is not None and (cell := found.cells.get((line, ()))) and cell.value
    )
    return Spent(
        dimension=dimension,
        lines=lines,
        amount=sum((amount for _code, amount in lines), Decimal(0)),
        whole=whole.value if whole and whole.value else Decimal(0),
        coverage=found.coverage.get(dimension),
        year=year,
        as_at=found.as_at,
        entities=told,
        of_all=not entities,
        currency=", ".join(found.currencies),
        question=str(question),
        notes=found.notes,
    )
