"""Figures and answers as rows of their structures."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import product
from pathlib import Path

import duckdb

from quintet.cube.engine.questions.answer import Answer
from quintet.cube.engine.questions.question import NOT_TOLD
from quintet.cube.engine.questions.tracing import Figure
from quintet.cube.engine.reading.layouts import SDMX
from quintet.cube.engine.sdmx.structure import TOTAL, UNTOLD, Component, answers, figures
from quintet.cube.engine.sdmx.writing import Row

Told = Mapping[str, object]  # a figure: by name its columns, and `submission` and `row`
_AT_ONCE = 10_000


def published(path: Path) -> Iterator[Told]:
    """The figures of a published file, in its order."""
    with duckdb.connect() as connection:
        connection.read_parquet(str(path)).create_view("published")
        found = connection.execute("FROM published")
        names = [column[0] for column in found.description or ()]
        while several := found.fetchmany(_AT_ONCE):
            for values in several:
                yield dict(zip(names, values, strict=True))


def traced(behind: Iterable[Figure]) -> Iterator[Told]:
    """The figures behind an answer; each stands with the series of the file that it is in."""
    for one in behind:
        yield {**one.told, "amount": one.amount, "row": one.row, "submission": one.entry.series}


def figure_rows(told: Iterable[Told]) -> Iterator[Row]:
    """As rows of `structure.figures()`."""
    parts = [(one, _column(one)) for one in figures().components]
    for figure in told:
        yield [_written(one, figure.get(column)) for one, column in parts]


def _column(component: Component) -> str:
    id = component.id.lower()
    return SDMX.headings.get(id, id)


def _written(component: Component, value: object) -> str:
    if value is None or value == "":
        return UNTOLD
    return format(value, "f") if isinstance(value, Decimal) else component.written(value)


def answer_rows(answer: Answer) -> Iterator[Row]:
    """As rows of `structure.answers(…)`, in the order in which they are seen: subtotals among them,
    as the observations whose code is `_T`."""
    question = answer.question
    components = answers(question).components[1 : 1 + len(question.dimensions)]
    for line, column in product(answer.lines, answer.columns):
        cell = answer.cells.get((line, column))
        if cell is None:
            continue
        codes = [_seen(one, code) for one, code in zip(components, line + column, strict=True)]
        numbers = [
            "" if one is None else format(one, "f") for one in (cell.value, cell.share, cell.change)
        ]
        yield [question.measure, *codes, *numbers, str(cell.figures), _unit(answer, line + column)]


def _seen(component: Component, code: str | None) -> str:
    if code is None:
        return TOTAL
    return UNTOLD if code == NOT_TOLD else component.written(code)


def _unit(answer: Answer, codes: tuple[str | None, ...]) -> str:
    """The currency of an amount, where there is one."""
    if not answer.question.means.is_amount:
        return ""
    names = answer.question.rows + answer.question.columns
    told = dict(zip(names, codes, strict=True)).get("currency")
    if told and told != NOT_TOLD:
        return told
    return answer.currencies[0] if len(answer.currencies) == 1 else ""
