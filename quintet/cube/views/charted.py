"""Which chart an answer is drawn as: by its shape, or as it is asked for."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from quintet.cube.engine.questions import Answer, Line
from quintet.cube.engine.questions.question import NOT_TOLD
from quintet.cube.engine.questions.semantic import Dimension
from quintet.cube.views.charts import Mark, Series, bars, lines, treemap
from quintet.cube.views.pivot import Lead, code_of, label_of, measure_of, title, values_of, written

NAMES = {
    "bars": _("Bars"),
    "lines": _("Lines"),
    "treemap": _("Areas"),
    "none": _("No chart"),
}
MANY = 20  # codes, from which areas are clearer than bars


def fitting(answer: Answer) -> list[str]:
    """The charts that an answer can be drawn as, the best first."""
    question = answer.question
    if len(_leaves(answer)) + len(answer.columns) < 2:
        return []
    found = []
    if question.columns == ("year",) or question.rows == ("year",):
        found.append("lines")
    areas = question.means.adds and len(question.rows) in (1, 2) and question.rows != ("year",)
    if areas and (len(question.rows) == 2 or len(_leaves(answer)) > MANY):
        found.append("treemap")
    if len(question.rows) == 1:
        found.append("bars")
    if areas and "treemap" not in found:
        found.append("treemap")
    return found


def drawn(answer: Answer, kind: str, lead: Lead) -> dict[str, Any] | None:
    """The chart of this kind, or the best one; None where there is none."""
    known = fitting(answer)
    if kind == "none" or not known:
        return None
    kind = kind if kind in known else known[0]
    if kind == "lines":
        return _lines(answer, lead)
    return _bars(answer, lead) if kind == "bars" else _treemap(answer, lead)


def _leaves(answer: Answer) -> list[Line]:
    return [line for line in answer.lines if None not in line]


def _marks(answer: Answer, lead: Lead, shown: Sequence[Line]) -> list[Mark]:
    """A mark a line, named by its last dimension."""
    values, dimension = values_of(answer), answer.question.dimensions[len(answer.question.rows) - 1]
    column = (None,) * len(answer.question.columns)
    return [
        Mark(
            label_of(answer, dimension, line[-1]),
            value,
            lead(line, column) if values[line].figures else "",
            line[-1] == NOT_TOLD,
        )
        for line in shown
        if line in values and (value := values[line].value) is not None
    ]


def _bars(answer: Answer, lead: Lead) -> dict[str, Any]:
    marks = _marks(answer, lead, _leaves(answer))
    if len(marks) > MANY:
        marks.sort(key=lambda one: -one.value)
    write = written(answer.question.means, short=True)
    return bars(marks, title=title(answer.question), write=write)


def _treemap(answer: Answer, lead: Lead) -> dict[str, Any]:
    write = written(answer.question.means, short=True)
    if len(answer.question.rows) == 1:
        groups = [("", _marks(answer, lead, _leaves(answer)))]
    else:
        dimension = answer.question.dimensions[0]
        groups = [
            (label_of(answer, dimension, code), _marks(answer, lead, list(found)))
            for code, found in groupby(_leaves(answer), key=lambda line: line[0])
        ]
    return treemap(groups, title=title(answer.question), write=write)


def _lines(answer: Answer, lead: Lead) -> dict[str, Any]:
    question = answer.question
    years_across = question.columns == ("year",)
    lines_, across = (answer.lines, answer.columns)
    if not years_across:
        lines_, across = across, lines_
    years = [year for year in across if year[0] not in (None, NOT_TOLD)]
    dimensions = [one for one in question.dimensions if one.name != "year"]
    series = []
    for line in (one for one in lines_ if None not in one):
        cells = [(line, year) if years_across else (year, line) for year in years]
        url = lead(line, (None,)) if years_across else lead((None,), line)
        values = [cell.value if (cell := answer.cells.get(key)) else None for key in cells]
        series.append(Series(_named(answer, dimensions, line), values, url))
    series.sort(key=lambda one: _last(one.values), reverse=True)
    at = next(one for one in question.dimensions if one.name == "year")
    heads = [label_of(answer, at, year[0]) for year in years]
    write = written(question.means, short=True)
    return lines(heads, series, title=title(question), write=write)


def _named(answer: Answer, dimensions: Sequence[Dimension], line: Line) -> str:
    """The codes, and the name of the last, which tells most; of none, what is measured."""
    told = [
        code_of(answer, dimension, code) for dimension, code in zip(dimensions, line, strict=True)
    ]
    if not told:
        return measure_of(answer.question)
    words = " ".join(filter(None, (told[-1].code, told[-1].name)))
    return " – ".join([*(one.code for one in told[:-1]), words])


def _last(values: Sequence[Decimal | None]) -> Decimal:
    return next((value for value in reversed(values) if value is not None), Decimal("-Infinity"))
