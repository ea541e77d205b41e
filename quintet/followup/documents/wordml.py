"""The WordprocessingML of a report (ECMA-376 part 1, section 17): paragraphs, tables, page frame."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from lxml.etree import _Element

from quintet.followup.documents.layout import (
    MARKS,
    Answer,
    Cell,
    Group,
    Line,
    Span,
    column_heads,
    groups,
    parties,
    replies,
    tally,
)
from quintet.followup.documents.legible import one_line
from quintet.followup.documents.report import Cycle, Report
from quintet.followup.documents.typesetting import Typesetter, w

# Twentieths of a point: the five columns of the 267 mm between the margins.
COLUMNS = (680, 3900, 4060, 2150, 4348)
SUMMARY_COLUMNS = (3900, 1200, 7200)

_STYLES = {
    "number": "CellNumber",
    "title": "CellTitle",
    "words": "CellWords",
    "answer": "CellAnswer",
    "text": "CellText",
    "date": "CellDate",
    "quiet": "CellQuiet",
}


def row_bookmark(item: str, addressee_code: str) -> str:
    """The name of the hidden bookmark that marks the row of an item's addressee.

    It survives editing, and is the same in every report. A bookmark's name has at most 40
    characters, letters and digits only; a leading underscore hides it (17.13.6.2).
    """
    return "_q" + sha256(f"{item}\x1f{addressee_code}".encode(errors="replace")).hexdigest()[:32]


class Writer(Typesetter):
    """Writes the parts of one report."""

    def __init__(self, report: Report, link: Callable[[str], str]) -> None:
        super().__init__(report.words.rtl, link)
        self._report = report
        self._bookmarked: set[str] = set()

    def body(self) -> Iterable[_Element]:
        """Title lines, summary and table, in the order of the page."""
        report, words = self._report, self._report.words
        yield self._paragraph("Title", words.title)
        yield self._paragraph("Subtitle", report.heading)
        if one_line(report.subtitle):
            yield self._paragraph("Subtitle", report.subtitle)
        yield self._paragraph("AsAt", words.as_at)
        yield self._paragraph("Issued", words.issued)
        if one_line(report.lede) or report.counts:
            yield self._paragraph("Heading1", words.summary)
            yield self._paragraph("Lede", report.lede)
        if report.counts:
            yield self._summary()
        yield self._paragraph("Apart", "")
        if report.rows:
            yield self._register()
            yield self._paragraph("Apart", "")  # Word wants a paragraph after a table
        else:
            yield self._paragraph("Lede", words.nothing)
        if report.cycle:
            yield from self._cycle(report.cycle)

    def header(self) -> _Element:
        """What the report is about, and as at when: on every page but the first."""
        return self.running_head(self._report.heading, self._report.words.as_at)

    def footer(self) -> _Element:
        return self.page_number(self._report.words.page)

    def _summary(self) -> _Element:
        table = self._table("Summary", SUMMARY_COLUMNS, self._report.words.summary)
        for count in self._report.counts:
            label, number, whole = tally(count, self._report.words)
            mark = [Span(MARKS[count.shape], count.shape), Span(" ")]
            cells = (
                self._paragraph("CellText", "", spans=[*mark, Span(label)]),
                self._paragraph("CellCount", number),
                self._paragraph("CellText", whole),
            )
            row = w("tr", w("trPr", w("cantSplit")))
            row.extend(
                w("tc", w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val="center")), cell)
                for width, cell in zip(SUMMARY_COLUMNS, cells, strict=True)
            )
            table.append(row)
        return table

    def _cycle(self, cycle: Cycle) -> Iterable[_Element]:
        """Who was asked in the cycle, then what they replied to each of its questions."""
        words = self._report.words
        heads = [[self._paragraph("CellHead", head)] for head in map(one_line, cycle.heads)]
        lines = [
            [[self._paragraph("CellText", cell)] for cell in line] for line in parties(cycle, words)
        ]
        yield from self._annex(cycle.asked, _across(len(heads)), lines, heads)
        if cycle.replies:
            yield self._paragraph("Heading1", cycle.questions)
        for question, told in replies(cycle, words):
            yield self._paragraph("Lede", question)
            lines = [[self._cell(cell) for cell in line] for line in told]
            yield from self._annex("", _across(2), lines, caption=question)

    def _annex(
        self,
        title: str,
        columns: Sequence[int],
        lines: Iterable[Sequence[Sequence[_Element]]],
        heads: Sequence[Sequence[_Element]] = (),
        caption: str = "",
    ) -> Iterable[_Element]:
        """A table after the register, under its title."""
        if title:
            yield self._paragraph("Heading1", title)
        table = self._table("Register" if heads else "Summary", columns, caption or title)
        if heads:
            table.append(_row(heads, w("trPr", w("cantSplit"), w("tblHeader")), columns=columns))
        for line in lines:
            table.append(_row(line, w("trPr", w("cantSplit")), columns=columns))
        yield table
        yield self._paragraph("Apart", "")

    def _register(self) -> _Element:
        words = self._report.words
        table = self._table("Register", COLUMNS, words.title)
        heads = [[self._paragraph("CellHead", head)] for head in column_heads(words)]
        table.append(_row(heads, w("trPr", w("cantSplit"), w("tblHeader"))))
        for group in groups(self._report):
            table.extend(self._group(group))
        return table

    def _group(self, group: Group) -> Iterable[_Element]:
        merged = len(group.answers) > 1
        for place, answer in enumerate(group.answers):
            first = place == 0
            shared = [
                self._cell(cell) if first else [self._paragraph("CellText", "")]
                for cell in (group.number, group.recommendation)
            ]
            own = [
                self._cell(answer.response),
                self._marked(answer),
                self._cell(answer.comments),
            ]
            merge = ("restart" if first else "continue") if merged else ""
            whole = group.short if first else answer.short
            together = [w("trPr", w("cantSplit"))] if whole else []
            yield _row([*shared, *own], *together, merge=merge)

    def _marked(self, answer: Answer) -> list[_Element]:
        """The cell of responsibility, with the bookmark of its row around the addressee."""
        cell = self._cell(answer.responsibility)
        name = row_bookmark(answer.row.item, answer.row.addressee_code)
        if name not in self._bookmarked:
            place = len(self._bookmarked)
            self._bookmarked.add(name)
            after_properties = 1
            cell[0].insert(after_properties, w("bookmarkStart", id=place, name=name))
            cell[0].append(w("bookmarkEnd", id=place))
        return cell

    def _cell(self, cell: Cell) -> list[_Element]:
        """The paragraphs of a cell; Word wants at least one."""
        lines = [self._line(line) for line in cell]
        return lines or [self._paragraph("CellText", "")]

    def _line(self, line: Line) -> _Element:
        side = [w("jc", val="right" if self._rtl else "left")] if line.turned else []
        return self._styled(_STYLES[line.style], line.spans, line.rtl, after=side)


def _across(columns: int) -> tuple[int, ...]:
    """The widths of a table over the whole page: the first column a third, the others alike."""
    whole = sum(COLUMNS)
    first = whole // 3
    return (first, *[(whole - first) // (columns - 1)] * (columns - 1))


def _row(
    cells: Sequence[Sequence[_Element]],
    *properties: _Element,
    merge: str = "",
    columns: Sequence[int] = COLUMNS,
) -> _Element:
    """A row of a table; `merge` joins its first two cells to those above or below."""
    row = w("tr", *properties)
    for column, (width, paragraphs) in enumerate(zip(columns, cells, strict=True)):
        joined = [w("vMerge", val=merge)] if merge and column < 2 else []
        row.append(w("tc", w("tcPr", w("tcW", w=width, type="dxa"), *joined), *paragraphs))
    return row
