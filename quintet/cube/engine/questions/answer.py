"""The answer to a question: cells of decimals under the lines and columns that are seen, and what
must be told beside them (what is covered, what was eliminated, which versions answer).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any, NamedTuple

from quintet.cube.engine.questions import codes
from quintet.cube.engine.questions.choosing import RATIO, Choice, choose
from quintet.cube.engine.questions.codes import Lists
from quintet.cube.engine.questions.engines import Engine
from quintet.cube.engine.questions.question import NOT_TOLD, Question
from quintet.cube.engine.questions.semantic import Dimension, Measure, semantic
from quintet.cube.engine.questions.sql import CELLS, compile
from quintet.cube.engine.questions.words import Note, Refused
from quintet.cube.engine.store.catalogue import Catalogue, Entry

Line = tuple[str | None, ...]  # a code of each dimension, NOT_TOLD, or None: of all
WIDE = 400  # columns of an answer, subtotals included


class Cell(NamedTuple):
    """`value`: an amount, a number or a ratio (6 places); None where a ratio has no divisor.
    `share` and `change` where they are asked for: ratios, but a difference is in the unit of the
    value. `figures`: how many published figures it is made of."""

    value: Decimal | None
    figures: int
    share: Decimal | None = None
    change: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`lines` and `columns` in the order in which they are seen: each group's total after it, the
    grand total last; without dimensions the one line (). What is in neither cell is nought: nobody
    said anything. `all_lines`: how many lines there are beside totals, of which a page is seen."""

    question: Question
    as_at: date
    lines: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: Mapping[tuple[Line, Line], Cell]
    all_lines: int
    coverage: Mapping[str, Decimal]
    currencies: tuple[str, ...]
    eliminated: Decimal | None
    cuts: Mapping[str, int]
    vintage: tuple[Entry, ...]
    notes: tuple[Note, ...]
    lists: Lists | None = None

    @property
    def total(self) -> Cell | None:
        """The cell of everything asked for; None where it has no meaning or nothing is there."""
        rows, columns = self.question.rows, self.question.columns
        return self.cells.get(((None,) * len(rows), (None,) * len(columns)))

    def name(self, dimension: Dimension, code: str, language: str) -> str:
        """What the code stands for, "" where no list says it."""
        if code == NOT_TOLD:
            return semantic().not_told.get(language, semantic().not_told["en"])
        return codes.name(self.lists, dimension, code, language)


def ask(
    question: Question,
    catalogue: Catalogue,
    figures: Engine,
    *,
    today: date,
    lists: Lists | None = None,
) -> Answer:
    """`catalogue`: what the asker may see; `figures`: at least that. Raises Refused."""
    as_at = question.as_at or today
    choice = choose(question, catalogue.as_at(as_at))
    statement = compile(
        question,
        [figures.slices[one.key] for one in choice.part],
        [figures.slices[one.key] for one in choice.whole],
        rest=choice.rest,
        engine=figures,
        lists=lists,
        one_currency=len(choice.currencies) < 2,
    )
    found = figures.run(statement.sql, statement.values)
    if len(found) > CELLS:
        raise Refused("columns", "too_many", value=f"> {CELLS}", limit=CELLS)
    return _answer(question, as_at, choice, found, lists)


def _answer(
    question: Question, as_at: date, choice: Choice, found: list[tuple], lists: Lists | None
) -> Answer:
    rows, wide = len(question.rows), len(question.rows) + len(question.columns)
    of_all, means = (None,) * wide, question.means
    cells: dict[tuple[Line, Line], Cell] = {}
    places: dict[Line, int] = {}
    known_lines, known_columns = set(), set()
    all_lines, eliminated = 0, None
    for told in found:
        line, column = told[:rows], told[rows:wide]
        number, place, lines, *sums = told[wide:]
        number = number or 0  # of nothing
        cells[line, column] = Cell(_value(means, number, sums), number)
        known_lines.add(line)
        known_columns.add(column)
        if place is not None:
            places[line], all_lines = place, lines
        if question.elimination and told[:wide] == of_all:
            eliminated = Decimal(sums[-1] or 0)
    lines_seen = _lines(question, places, known_lines)
    columns = _columns(question, known_columns)
    if len(columns) > WIDE:
        raise Refused("columns", "too_many", value=len(columns), limit=WIDE)
    among_lines, among_columns = set(lines_seen), set(columns)
    seen = cells
    if (among_lines, among_columns) != (known_lines, known_columns):
        seen = {
            key: cell
            for key, cell in cells.items()
            if key[0] in among_lines and key[1] in among_columns
        }
    return Answer(
        question,
        as_at,
        tuple(lines_seen),
        tuple(columns),
        _compared(question, seen, cells),
        all_lines,
        choice.coverage,
        choice.currencies,
        eliminated or Decimal(0) if question.elimination else None,
        choice.cuts,
        choice.entries,
        tuple(
            _notes(
                question, choice, eliminated, any(one.figures or one.value for one in seen.values())
            )
        ),
        lists,
    )


def _value(means: Measure, number: int, sums: Sequence[Any]) -> Decimal | None:
    if means.part:
        part, whole = (Decimal(one or 0) for one in sums[:2])
        return (part / whole).quantize(RATIO) if whole else None
    if means.counts == "":
        return Decimal(number)
    return Decimal(sums[0] or 0)


def _lines(question: Question, places: Mapping[Line, int], known: set[Line]) -> list[Line]:
    """The page's lines; after the last of a group, and only where it is asked for, its total."""
    if not question.rows:
        return [()] if () in known else []
    leaves = sorted(places, key=places.__getitem__)
    if not question.subtotals:
        return leaves
    lines: list[Line] = []
    for line, following in zip_longest(leaves, leaves[1:]):
        lines.append(line)
        for depth in range(len(line) - 1, 0, -1):
            if following is None or following[:depth] != line[:depth]:
                lines.append(_of_all(line, depth))
    total = (None,) * len(question.rows)
    return [one for one in (*lines, total) if one in known]


def _columns(question: Question, known: set[Line]) -> list[Line]:
    """By code, each group's total after it. Without subtotals only what is told by all."""
    dimensions = question.dimensions[len(question.rows) :]
    if question.columns and not question.subtotals:
        known = {one for one in known if None not in one}
    return sorted(known, key=lambda one: _order(one, dimensions))


def _order(line: Line, dimensions: Sequence[Dimension]) -> list[tuple]:
    """None after every code, ~ after the others, numbers as numbers."""
    order: list[tuple] = []
    for code, dimension in zip(line, dimensions, strict=True):
        if code is None:
            order.append((2,))
        else:
            parts = code.split(".") if dimension.numbered else [code]
            numbers = [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
            order.append((code == NOT_TOLD, numbers))
    return order


def _of_all(line: Line, depth: int) -> Line:
    return (*line[:depth], *[None] * (len(line) - depth))


def _compared(
    question: Question,
    seen: Mapping[tuple[Line, Line], Cell],
    cells: Mapping[tuple[Line, Line], Cell],
) -> Mapping[tuple[Line, Line], Cell]:
    """With the shares and changes that are asked for."""
    if not question.shares and not question.change:
        return seen
    return {
        (line, column): Cell(
            cell.value,
            cell.figures,
            _share(question, line, column, cell, cells),
            _change(question, line, column, cell, cells),
        )
        for (line, column), cell in seen.items()
    }


def _share(
    question: Question, line: Line, column: Line, cell: Cell, cells: Mapping
) -> Decimal | None:
    if not question.shares:
        return None
    if question.shares in ("column", "total"):
        line = _of_all(line, 0)
    if question.shares in ("row", "total"):
        column = _of_all(column, 0)
    whole = cells.get((line, column))
    if whole is None or not whole.value or cell.value is None:
        return None
    return (cell.value / whole.value).quantize(RATIO)


def _change(
    question: Question, line: Line, column: Line, cell: Cell, cells: Mapping
) -> Decimal | None:
    """Against the year before; None where that is not among the cells of this page."""
    if not question.change:
        return None
    told = [*line, *column]
    at = (question.rows + question.columns).index("year")
    year = told[at]
    if year is None or year == NOT_TOLD:
        return None
    told[at] = str(int(year) - 1)
    before = cells.get((tuple(told[: len(line)]), tuple(told[len(line) :])))
    if before is None or before.value is None or cell.value is None:
        return None
    difference = cell.value - before.value
    if question.change == "difference":
        return difference
    return (difference / abs(before.value)).quantize(RATIO) if before.value else None


def _notes(
    question: Question, choice: Choice, gone: Decimal | None, any_figure: bool
) -> Iterable[Note]:
    if not any_figure:
        yield Note("nothing")
        return
    yield from choice.notes
    eliminable = any(one.of == question.of for one in semantic().eliminations.values())
    if question.elimination:
        yield Note("eliminated", {"amount": str(gone or Decimal(0))})
    elif eliminable and not question.means.is_ratio:
        yield Note("not_eliminated")
