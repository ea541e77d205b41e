"""From a cell back to the rows that were submitted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from quintet.cube.engine.columns import DIMENSIONS
from quintet.cube.engine.questions.answer import Line
from quintet.cube.engine.questions.choosing import choose
from quintet.cube.engine.questions.codes import Lists
from quintet.cube.engine.questions.conditions import listing
from quintet.cube.engine.questions.engines import Engine
from quintet.cube.engine.questions.question import Filter, Question
from quintet.cube.engine.questions.words import Refused
from quintet.cube.engine.store.catalogue import Catalogue, Entry


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure: `row` of the file that was submitted and published as `entry`. `told`:
    its dimensions, without those that it does not tell."""

    entry: Entry
    row: int
    told: dict[str, str | int]
    amount: Decimal


def narrowed(question: Question, line: Line, column: Line) -> Question:
    """The question whose grand total is the answer's cell at (`line`, `column`). Raises Refused
    where no cell has that address."""
    names = question.rows + question.columns
    if (len(line), len(column)) != (len(question.rows), len(question.columns)):
        wrong = "line" if len(line) != len(question.rows) else "column"
        given, wanted = (line, question.rows) if wrong == "line" else (column, question.columns)
        raise Refused(wrong, "no_cell", value=len(given), wanted=len(wanted))
    told = {name: code for name, code in zip(names, line + column, strict=True) if code is not None}
    kept = tuple(one for one in question.filters if one.dimension not in told)
    return replace(
        question, filters=kept + tuple(Filter(name, (code,)) for name, code in told.items())
    )


def behind(
    question: Question,
    line: Line,
    column: Line,
    catalogue: Catalogue,
    figures: Engine,
    *,
    today: date,
    lists: Lists | None = None,
    first: int = 1000,
    skip: int = 0,
) -> Iterator[Figure]:
    """The figures that the answer's cell at (`line`, `column`) is made of, by file and row; `first`
    of them after `skip`. Of a ratio: those that it divides. The rest that no figure tells has none.
    """
    asked = narrowed(question, line, column)
    chosen = {
        figures.slices[one.key]: one.entry
        for one in choose(asked, catalogue.as_at(question.as_at or today)).part
    }
    statement = listing(
        asked, list(chosen), codes=figures.codes, lists=lists, first=first, skip=skip
    )
    for number, row, amount, *values in figures.run(statement.sql, statement.values):
        named = zip(DIMENSIONS, values, strict=True)
        yield Figure(
            chosen[number],
            row,
            {name: value for name, value in named if value is not None},
            amount,
        )
