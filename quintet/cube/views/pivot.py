"""An answer as the page shows it: a table whose every figure leads to its rows, and what is told
beside it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quintet.core.public import amount_words, number_words, percent_words, short_amount_words
from quintet.cube.engine.questions import Answer, Cell, Line, Note, Question
from quintet.cube.engine.questions.codes import ALL
from quintet.cube.engine.questions.question import NOT_TOLD
from quintet.cube.engine.questions.semantic import Dimension, Measure, semantic

SHOWN = 8  # codes of a filter in words
Lead = Callable[[Line, Line], str]  # the address of the rows behind a cell


@dataclass(frozen=True, slots=True)
class Code:
    """A code in a head. `kind`: "all" of a total, "untold" where it is not told, or ""; `again`:
    the line above has it as well. `span`: columns that it stands over."""

    code: str
    name: str
    kind: str = ""
    again: bool = False
    span: int = 1


def written(measure: Measure, *, short: bool = False) -> Callable[[Decimal], str]:
    """How a measure's values are written: ratios in percent, amounts and counts as numbers."""
    if measure.is_ratio:
        return percent_words
    return short_amount_words if short and measure.is_amount else amount_words


def code_of(answer: Answer, dimension: Dimension, code: str | None, **more: Any) -> Code:
    """A code as it is shown: the code and its name; words alone where it is none."""
    language = get_language() or "en"
    if code is None:
        return Code(ALL[language], "", "all", **more)
    name = answer.name(dimension, code, language)
    if code == NOT_TOLD:
        return Code(name, "", "untold", **more)
    return Code(number_words(code) if dimension.name == "year" else code, name, **more)


def label_of(answer: Answer, dimension: Dimension, code: str | None) -> str:
    """A code in a chart: its name, or what stands for it."""
    told = code_of(answer, dimension, code)
    return told.name or told.code


def table(answer: Answer, lead: Lead) -> dict[str, Any]:
    """Of `cube/ask_table.html`."""
    rows, columns = _sides(answer)
    write = written(answer.question.means)
    lines = []
    before: Line = ()
    for line in answer.lines:
        lines.append(
            {
                "depth": _depth(line),
                "codes": list(_codes(answer, rows, line, before)),
                "cells": [
                    _cell(answer.question, answer.cells.get((line, column)), write)
                    | {"url": lead(line, column), "total": None in column}
                    for column in answer.columns
                ],
            }
        )
        before = line
    return {
        "rows": [capfirst(one.names[get_language() or "en"]) for one in rows],
        "heads": [
            _heads(answer, columns, depth, dimension) for depth, dimension in enumerate(columns)
        ],
        "measure": measure_of(answer.question),
        "lines": lines,
    }


def _sides(answer: Answer) -> tuple[Sequence[Dimension], Sequence[Dimension]]:
    n = len(answer.question.rows)
    return answer.question.dimensions[:n], answer.question.dimensions[n:]


def _depth(line: Line) -> str:
    """How far a line is a total: "grand", "part" or ""."""
    if line and line[0] is None:
        return "grand"
    return "part" if None in line else ""


def _codes(answer: Answer, rows: Sequence[Dimension], line: Line, before: Line) -> Iterable[Code]:
    """The codes of a line; of a total one word for all that it is of."""
    for n, (dimension, code) in enumerate(zip(rows, line, strict=True)):
        if code is None:
            yield code_of(answer, dimension, None, span=len(line) - n)
            return
        again = n < len(line) - 1 and line[: n + 1] == before[: n + 1]
        yield code_of(answer, dimension, code, again=again)


def _heads(
    answer: Answer, columns: Sequence[Dimension], depth: int, dimension: Dimension
) -> dict[str, Any]:
    """A row of heads; one that several columns share stands over them."""
    found = [
        code_of(answer, dimension, codes[-1], span=len(list(group)))
        for codes, group in groupby(answer.columns, key=lambda column: column[: depth + 1])
    ]
    return {"label": capfirst(dimension.names[get_language() or "en"]), "codes": found}


def _cell(question: Question, cell: Cell | None, write: Callable) -> dict[str, Any]:
    if cell is None:
        return {"words": ""}
    told: dict[str, Any] = {
        "words": "–" if cell.value is None else write(cell.value),
        "below": cell.value is not None and cell.value < 0,
        "leads": bool(cell.figures),
    }
    if cell.share is not None:
        told["share"] = percent_words(cell.share)
    if cell.change is not None:
        change = write if question.change == "difference" else percent_words
        told["change"] = ("+" if cell.change > 0 else "") + change(cell.change)
    return told


def address_of_cell(line: Line, column: Line) -> str:
    """A cell in an address, beside its question: a code a dimension, nothing where it is of all."""
    told = [("line", code or "") for code in line] + [("column", code or "") for code in column]
    return urlencode(told, safe="~")


def title(question: Question) -> str:
    """What is asked, in words: "Expense, by entity and year"."""
    measure = measure_of(question)
    names = [one.names[get_language() or "en"] for one in question.dimensions]
    if not names:
        return measure
    return _("%(measure)s, by %(dimensions)s") % {"measure": measure, "dimensions": _and(names)}


def measure_of(question: Question) -> str:
    """What is measured, in words."""
    return capfirst(question.means.names[get_language() or "en"])


def _and(names: Sequence[str]) -> str:
    """ "a, b and c" """
    *first, last = names
    if not first:
        return last
    return _("%(first)s and %(last)s") % {"first": _(", ").join(first), "last": last}


def narrowed(answer: Answer) -> list[str]:
    """The filters in words."""
    language = get_language() or "en"
    found = []
    for one in answer.question.filters:
        dimension = semantic().dimensions[one.dimension]
        codes = _years(one.codes) or [_told(answer, dimension, code) for code in one.codes[:SHOWN]]
        if len(one.codes) > SHOWN == len(codes):
            codes.append("…")
        told = _(", ").join(codes)
        name = capfirst(dimension.names[language])
        text = (
            _("%(dimension)s: all but %(codes)s") if one.excluded else _("%(dimension)s: %(codes)s")
        )
        found.append(text % {"dimension": name, "codes": told})
    return found


def _told(answer: Answer, dimension: Dimension, code: str) -> str:
    """A code with its name."""
    told = code_of(answer, dimension, code)
    return " ".join(filter(None, (told.code, told.name)))


def _years(codes: Sequence[str]) -> list[str]:
    """Years that follow each other, as a span."""
    if len(codes) < 3 or not all(code.isdecimal() and len(code) == 4 for code in codes):
        return []
    if [int(code) for code in codes] != list(range(int(codes[0]), int(codes[-1]) + 1)):
        return []
    return [f"{number_words(codes[0])}–{number_words(codes[-1])}"]


def sentence(note: Note) -> str:
    """A note of an answer in the page's language, its amounts and dimensions in words."""
    language = get_language() or "en"
    params: dict[str, str] = dict(note.params)
    if "amount" in params:
        params["amount"] = amount_words(Decimal(params["amount"]))
    if "number" in params:
        params["number"] = number_words(int(params["number"]))
    if (told := semantic().dimensions.get(params.get("dimension", ""))) is not None:
        params["dimension"] = told.names[language]
    return replace(note, params=params).told(language)


def facts(answer: Answer) -> list[dict[str, Any]]:
    """What is told beside an answer, for kit/facts.html."""
    language = get_language() or "en"
    known, question = semantic(), answer.question
    told: list[dict[str, Any]] = []
    if question.means.is_amount and answer.currencies:
        told.append({"label": _("Currency"), "value": ", ".join(answer.currencies)})
    if answer.coverage:
        lines = [
            {"label": f"{_column(name)}: {percent_words(part)}"}
            for name, part in answer.coverage.items()
        ]
        told.append({"label": _("Told by the figures, of the total"), "lines": lines})
    if question.elimination:
        name = known.eliminations[question.elimination].names[language]
        gone = amount_words(answer.eliminated or Decimal(0))
        text = _("%(what)s: %(amount)s left out") % {"what": name, "amount": gone}
        told.append({"label": _("Flows between organizations"), "value": text})
    if answer.cuts:
        lines = [
            {"label": f"{_cut(cut)}: {number_words(number)}"} for cut, number in answer.cuts.items()
        ]
        told.append(
            {"label": _("Sets of figures that answer, by how they are told"), "lines": lines}
        )
    return told


def _column(name: str) -> str:
    """A column of figures by the dimension that is named like it."""
    told = semantic().dimensions.get(name)
    return capfirst(told.names[get_language() or "en"]) if told else name


def _cut(name: str) -> str:
    """A kind of published files: by one dimension, or by all."""
    told = semantic().dimensions.get(name)
    if told is None:
        return _("Every dimension")
    return _("By %(dimension)s") % {"dimension": told.names[get_language() or "en"]}


def values_of(answer: Answer) -> Mapping[Line, Cell]:
    """Of each line the value of all columns, or of the last where there is no total of them."""
    total = (None,) * len(answer.question.columns)
    column = total if total in answer.columns else answer.columns[-1] if answer.columns else ()
    return {line: cell for line in answer.lines if (cell := answer.cells.get((line, column)))}
