"""Which figures a question is of: the conditions they fit, as SQL; and the figures themselves.

Identifiers come from the semantic file, codes are bound as parameters. Every figure has a code in
every column: one of its list, or `NOT_TOLD`.
"""
# ruff: noqa: S608  identifiers are the contract's, never the asker's

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from quintet.cube.engine.columns import DIMENSIONS
from quintet.cube.engine.questions.choosing import SUBJECT
from quintet.cube.engine.questions.codes import Lists, descendants
from quintet.cube.engine.questions.question import NOT_TOLD, Filter, Question
from quintet.cube.engine.questions.semantic import Measure, semantic

RANGES = 50  # of slices; more are named one by one


@dataclass(slots=True)
class Statement:
    """SQL and the values bound to it, in their order."""

    sql: str = ""
    values: list[object] = field(default_factory=list)

    def bind(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


def listing(
    question: Question,
    part: Sequence[int],
    *,
    codes: Mapping[str, frozenset[str]],
    lists: Lists | None,
    first: int,
    skip: int,
) -> Statement:
    """The figures themselves, as they were submitted: slice, row, amount, every dimension; `first`
    of them after `skip`."""
    statement = Statement()
    figures = Conditions(question, statement, codes, lists)
    kept = [slices_are(part), *figures.conditions(figures.measure)]
    if gone := figures.eliminated():
        kept.append(f"NOT {gone}")
    told = ", ".join(
        name if name == "year" else f"nullif(CAST({name} AS VARCHAR), '{NOT_TOLD}') AS {name}"
        for name in DIMENSIONS
    )
    statement.sql = (
        f"SELECT slice, row, amount, {told} FROM figures WHERE {' AND '.join(kept)}"
        f" ORDER BY slice, row LIMIT {int(first)} OFFSET {int(skip)}"
    )
    return statement


def slices_are(numbers: Sequence[int], among: Iterable[int] | None = None) -> str:
    """That a figure is in one of the slices, where it is in one of those `among` them: as ranges,
    since of a sorted table a range is read without looking at the rest."""
    if not numbers:
        return "false"
    chosen = set(numbers)
    met = range(min(chosen), max(chosen) + 1) if among is None else sorted(chosen.union(among))
    runs = [list(run) for is_in, run in groupby(met, chosen.__contains__) if is_in]
    if len(runs) > RANGES:
        return f"slice IN ({', '.join(map(str, sorted(chosen)))})"
    ranges = " OR ".join(f"slice BETWEEN {run[0]} AND {run[-1]}" for run in runs)
    return f"({ranges})" if len(runs) > 1 else ranges


class Conditions:
    """What a figure must fit, in the words of its columns; values are bound as they come."""

    def __init__(
        self,
        question: Question,
        statement: Statement,
        codes: Mapping[str, frozenset[str]],
        lists: Lists | None,
    ) -> None:
        self.question, self.statement = question, statement
        self.codes, self.lists = codes, lists
        self.means, measures = question.means, semantic().measures
        self.measure = measures[self.means.part] if self.means.is_ratio else self.means

    def conditions(self, measure: Measure, ignored: Iterable[str] = ()) -> Iterator[str]:
        """The filters of entity and year are in the choice of slices."""
        for one in self.question.filters:
            if one.dimension not in (*ignored, *SUBJECT):
                yield self.fits(one)
        for column in measure.needs:
            yield f"NOT {self.among(column, [NOT_TOLD])}"
        for column, codes in measure.where.items():
            yield self.among(column, codes)

    def fits(self, one: Filter) -> str:
        dimension = semantic().dimensions[one.dimension]
        codes: Iterable[str] = one.codes
        if dimension.depth is not None:
            codes = descendants(self.lists, dimension, codes)
        found = self.among(dimension.column, codes)
        return f"NOT {found}" if one.excluded else found

    def among(self, column: str, codes: Iterable[str]) -> str:
        """Several as the column's own type: an ENUM compared with text would be decoded row by row.
        One is not, and to name a type of thousands of codes takes longer than to look for one."""
        known = [code for code in codes if code in self.codes[column]]
        if not known:
            return "false"
        if len(known) == 1:
            return f"{column} = {self.statement.bind(known[0])}"
        bound = ", ".join(f"{self.statement.bind(code)}::{column}_code" for code in known)
        return f"{column} IN ({bound})"

    def eliminated(self) -> str:
        if not self.question.elimination:
            return ""
        flows = semantic().eliminations[self.question.elimination].any
        tests = (self.among(name, codes) for name, codes in flows.items())
        return f"({' OR '.join(tests)})"

    def columns(self) -> set[str]:
        """All that are looked at."""
        known = semantic()
        used = {one.column for one in self.question.dimensions}
        used |= {known.dimensions[one.dimension].column for one in self.question.filters}
        for measure in filter(None, (self.measure, known.measures.get(self.means.whole))):
            used |= {*measure.needs, *measure.where, *filter(None, [measure.counts])}
        if self.question.elimination:
            used |= known.eliminations[self.question.elimination].any.keys()
        return used
