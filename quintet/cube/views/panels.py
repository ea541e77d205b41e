"""What a page shows of answers: one table, its chart, of what the shares are, and what must be known.

Every number comes out of an answer as it stands there: nothing is added or divided here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.cube import queries
from quintet.cube.engine.lists import lists
from quintet.cube.engine.questions import Answer, Cell, Filter, Line, Question, Refused
from quintet.cube.engine.questions.question import NOT_TOLD
from quintet.cube.engine.questions.semantic import Measure, semantic
from quintet.cube.views.charts import Mark, Series, bars, lines
from quintet.cube.views.pivot import sentence
from quintet.cube.views.pivot import written as writer

CURRENCY = "USD"  # asked for where amounts are told in several
MANY = 60  # lines, from which a table is folded away
SEVERAL = "several_currencies"  # why a question of them is refused
PROFILES = {  # dimensions whose codes have a page
    "entity": "cube:organization",
    "sub_entity": "cube:organization",
    "region": "cube:place",
    "subregion": "cube:place",
    "location": "cube:place",
    "goal": "cube:goal",
    "contributor_group": "cube:contributor",
    "contributor_type": "cube:contributor",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A question and its answer, or the sentence by which it is refused."""

    question: Question
    answer: Answer | None
    why: str = ""

    @property
    def url(self) -> str:
        return ask_url(self.question)

    @property
    def data(self) -> str:
        return data_url(self.question)

    def cell(self, *codes: str) -> Cell | None:
        """Of the line of these codes; of none: the total."""
        if self.answer is None:
            return None
        return self.answer.cells.get((codes, ())) if codes else self.answer.total


@dataclass(frozen=True, slots=True)
class Panel:
    """A section of a page. `heads`: (words, address, whether of numbers); `rows`: (label, address,
    cells in words, whether it is the total); `folded`: they are many."""

    id: str
    title: str
    told: tuple[Told, ...]
    heads: list[tuple[str, str, bool]]
    rows: list[tuple[str, str, list[str], bool]]
    folded: bool
    chart: dict[str, Any] | None = None
    sentences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.told[0].url

    @property
    def data(self) -> str:
        """The same figures as a file."""
        return data_url(self.told[0].question)


def data_url(question: Question) -> str:
    """Its answer as CSV."""
    return f"{reverse('cube:ask_download', args=['csv'])}?{question}"


def ask_url(question: Question) -> str:
    """The page that answers it."""
    return f"{reverse('cube:ask')}?{question}"


def asked(measure: str, rows: str = "", *filters: Filter, today: date, **more: Any) -> Told:
    """Ask for a measure by dimensions (with commas), in one currency."""
    by = tuple(rows.split(",")) if rows else ()
    question = Question(measure, rows=by, filters=tuple(filters), **more)
    try:
        return Told(question, queries.page_answer(question, today=today))
    except Refused as why:
        if why.id != SEVERAL:
            return Told(question, None, why.told(language()))
    question = replace(question, filters=(*filters, Filter("currency", (CURRENCY,))))
    return Told(question, queries.page_answer(question, today=today))


def panel(id: str, title: str, *told: Told, chart: str = "", year: int | None = None) -> Panel:
    """The lines of the first answer, with what each of the answers says of them. `chart`: "bars" of
    the first, "lines" of all. `year`: the one that the page is about, to lead on with."""
    first = told[0].answer
    dimension = first.question.dimensions[0] if first else None
    heads = [(capfirst(names(dimension.names)), "", False)] if dimension else []
    for one in told:
        heads += _heads(one)
    rows = []
    lines_seen = first.lines if first else ()
    if told[0].question.rows == ("year",):  # nobody asks for the sum of years
        lines_seen = tuple(line for line in lines_seen if line[0] is not None)
    for line in lines_seen:
        assert first is not None  # the lines are its own
        cells = [words for one in told for words in _cells(one, line)]
        url = line_url(first, line[0], year)
        rows.append((label(first, line[0]), url, cells, line[0] is None))
    return Panel(
        id,
        title,
        told,
        heads,
        rows,
        len(rows) > MANY,
        _chart(title, told, chart, year) if first and rows else None,
        [*_of(told), *_left_out(told[0])],
        _notes(told),
    )


def label(answer: Answer, code: str | None) -> str:
    """What a line is of, in the language of the page."""
    if code is None:
        return _("Total")
    dimension = answer.question.dimensions[0]
    if dimension.name == "year":
        return core.number_words(code)
    name = answer.name(dimension, code, language())
    if dimension.name in ("goal", "target") and code != NOT_TOLD:
        return f"{core.number_words(code)} {name}"
    return capfirst(name) if code == NOT_TOLD else name or code


def line_url(answer: Answer, code: str | None, year: int | None = None) -> str:
    """The page of what a line is of; of a year, this page for that year. "" where there is none."""
    dimension = answer.question.dimensions[0]
    if code is None or code == NOT_TOLD:
        return ""
    if dimension.name == "year":
        return f"?year={code}"
    known = lists().get(dimension.codes).codes if dimension.codes else {}
    if dimension.name not in PROFILES or code not in known:
        return ""
    return reverse(PROFILES[dimension.name], args=[code]) + (f"?year={year}" if year else "")


def written(measure: Measure, value: Decimal | None, *, short: bool = False) -> str:
    """A value of the measure in words; "–" for what has none."""
    return "–" if value is None else writer(measure, short=short)(value)


def money(told: Told, value: Decimal) -> str:
    """A short amount with the code of its currency: "46.5 billion USD"."""
    codes = told.answer.currencies if told.answer else ()
    amount = core.short_amount_words(value)
    return f"{amount} {codes[0]}" if len(codes) == 1 else amount


def names(told: Mapping[str, str]) -> str:
    return told.get(language()) or told["en"]


def language() -> str:
    return get_language() or "en"


def _heads(told: Told) -> list[tuple[str, str, bool]]:
    question = told.question
    heads = [(capfirst(names(question.means.names)), told.url, True)]
    if question.shares:
        heads.append((_("Share"), "", True))
    if question.change:
        heads.append((_("Change on the year before"), "", True))
    return heads


def _cells(told: Told, line: Line) -> list[str]:
    question = told.question
    cell = told.answer.cells.get((line, ())) if told.answer else None
    found = [written(question.means, cell.value if cell else None)]
    if question.shares:
        found.append(core.percent_words(cell.share) if cell and cell.share is not None else "–")
    if question.change:
        found.append(change_words(cell))
    return found


def change_words(cell: Cell | None) -> str:
    """With its sign; "–" where there is nothing to compare with."""
    if cell is None or cell.change is None:
        return "–"
    words = core.percent_words(cell.change)
    return f"+{words}" if cell.change > 0 else words


def _chart(title: str, told: Sequence[Told], kind: str, year: int | None) -> dict[str, Any] | None:
    first = told[0].answer
    if first is None or not kind:
        return None
    leaves = [line for line in first.lines if line[0] is not None]
    if kind == "lines":
        if len(leaves) < 2:
            return None
        heads = [label(first, line[0]) for line in leaves]
        series = []
        amounts = [one for one in told if one.question.means.is_amount]
        for one in amounts or told[:1]:  # ratios have another scale
            cells = [one.cell(*(code for code in line if code)) for line in leaves]
            values = [cell.value if cell else None for cell in cells]
            series.append(Series(capfirst(names(one.question.means.names)), values, one.url))
        return lines(heads, series, title=title, write=writer(told[0].question.means, short=True))
    marks = [
        Mark(
            label(first, line[0]),
            value,
            line_url(first, line[0], year),
            line[0] == NOT_TOLD,
        )
        for line in leaves
        if (cell := first.cells.get((line, ()))) and (value := cell.value) is not None
    ]
    write = writer(first.question.means, short=True)
    return bars(marks, title=title, write=write, most=10) if marks else None


def _of(told: Sequence[Told]) -> list[str]:
    """What the shares are of, and how much is told."""
    found = []
    for one in told:
        answer = one.answer
        if answer is None:
            continue
        total = answer.total
        if one.question.shares and total and total.value is not None:
            found.append(
                _("Shares are of %(amount)s: %(measure)s in all.")
                % {
                    "amount": money(one, total.value),
                    "measure": names(one.question.means.names),
                }
            )
        for column, share in answer.coverage.items():
            if column in semantic().dimensions and column in one.question.rows:
                found.append(
                    _("Told by %(dimension)s: %(share)s of what is published in all.")
                    % {
                        "dimension": names(semantic().dimensions[column].names),
                        "share": core.percent_words(share),
                    }
                )
    return list(dict.fromkeys(found))


def _left_out(told: Told) -> list[str]:
    answer = told.answer
    shown = sum(None not in line for line in answer.lines) if answer else 0
    if answer is None or answer.all_lines <= shown:
        return []
    return [
        _("Shown are the first %(shown)s of %(all)s.")
        % {"shown": core.number_words(shown), "all": core.number_words(answer.all_lines)}
    ]


def _notes(told: Sequence[Told]) -> list[str]:
    """What must be known of the answers, and what was said of the files that they come from."""
    found = [one.why for one in told if one.why]
    for one in told:
        if one.answer is not None:
            found += [sentence(note) for note in one.answer.notes if note.id != "nothing"]
            found += [entry.note for entry in one.answer.vintage if entry.note]
    return list(dict.fromkeys(found))
