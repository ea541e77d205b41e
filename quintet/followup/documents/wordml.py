"""The WordprocessingML of a report (ECMA-376 part 1, section 17): paragraphs, tables, page frame."""

import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from lxml.builder import ElementMaker
from lxml.etree import _Element

from quintet.followup.documents.direction import runs
from quintet.followup.documents.layout import (
    MARKS,
    Answer,
    Cell,
    Group,
    Line,
    Span,
    column_heads,
    groups,
    tally,
)
from quintet.followup.documents.legible import one_line
from quintet.followup.documents.report import Report

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# Twentieths of a point: A4 on its side, and the five columns of its 267 mm between the margins.
PAGE_WIDTH, PAGE_HEIGHT, MARGIN, TOP, EDGE = 16838, 11906, 850, 1020, 510
COLUMNS = (680, 3900, 4060, 2150, 4348)
SUMMARY_COLUMNS = (3900, 1200, 7200)

_make = ElementMaker(namespace=W, nsmap={"w": W, "r": R})
_STYLES = {
    "number": "CellNumber",
    "title": "CellTitle",
    "words": "CellWords",
    "answer": "CellAnswer",
    "text": "CellText",
    "date": "CellDate",
    "quiet": "CellQuiet",
}
_TONES = {"strong": "Strong", "alarm": "Alarm", "reference": "Reference"} | {
    shape: "Mark" + shape.title() for shape in MARKS
}
_FIELD = re.compile(r"(\{pages?\})")


def w(tag: str, *children: _Element, **attributes: str | int) -> _Element:
    """The element w:tag with its children and its attributes, all in the namespace of Word."""
    element: _Element = _make(tag, *children)
    for name, value in attributes.items():
        element.set(f"{{{W}}}{name}", str(value))
    return element


def row_bookmark(item: str, addressee_code: str) -> str:
    """The name of the hidden bookmark that marks the row of an item's addressee.

    It survives editing, and is the same in every report. A bookmark's name has at most 40
    characters, letters and digits only; a leading underscore hides it (17.13.6.2).
    """
    return "_q" + sha256(f"{item}\x1f{addressee_code}".encode(errors="replace")).hexdigest()[:32]


class Writer:
    """Writes the parts of one report. `link` takes an address and gives its relationship's id."""

    def __init__(self, report: Report, link: Callable[[str], str]) -> None:
        self._report = report
        self._rtl = report.words.rtl
        self._link = link
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

    def header(self) -> _Element:
        """What the report is about, and as at when: on every page but the first."""
        report = self._report
        width = PAGE_WIDTH - 2 * MARGIN
        tabs = w("tabs", w("tab", val="right", pos=width))
        line = self._paragraph("Header", report.heading, tabs)
        line.append(w("r", w("tab")))
        line.extend(self._runs(Span(one_line(report.words.as_at)), self._rtl))
        return line

    def footer(self) -> _Element:
        """ "Page X of Y", counted by Word."""
        line = self._paragraph("Footer", "")
        for part in _FIELD.split(one_line(self._report.words.page)):
            if _FIELD.fullmatch(part):
                code = "PAGE" if part == "{page}" else "NUMPAGES"
                line.append(
                    w("fldSimple", w("r", *self._run_properties("", False), _text("1")), instr=code)
                )
            else:
                line.extend(self._runs(Span(part), self._rtl))
        return line

    def section(self, references: Sequence[_Element]) -> _Element:
        """The page: A4 on its side, a first page without running header, right to left if need be."""
        return w(
            "sectPr",
            *references,
            w("pgSz", w=PAGE_WIDTH, h=PAGE_HEIGHT, orient="landscape"),
            w(
                "pgMar",
                top=TOP,
                right=MARGIN,
                bottom=TOP,
                left=MARGIN,
                header=EDGE,
                footer=EDGE,
                gutter=0,
            ),
            w("titlePg"),
            *([w("bidi")] if self._rtl else []),
        )

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

    def _paragraph(
        self, style: str, text: str, *properties: _Element, spans: Sequence[Span] = ()
    ) -> _Element:
        return self._styled(style, spans or [Span(one_line(text))], self._rtl, properties)

    def _styled(
        self,
        style: str,
        spans: Iterable[Span],
        rtl: bool,
        before: Iterable[_Element] = (),
        after: Iterable[_Element] = (),
    ) -> _Element:
        """A paragraph; `before` and `after` are properties, as the schema orders them about bidi."""
        direction = [w("bidi")] if rtl else []
        paragraph = w("p", w("pPr", w("pStyle", val=style), *before, *direction, *after))
        for span in spans:
            pieces = self._runs(span, rtl)
            if span.link:
                link = w("hyperlink", *pieces)
                link.set(f"{{{R}}}id", self._link(span.link))
                pieces = [link]
            paragraph.extend(pieces)
        return paragraph

    def _runs(self, span: Span, rtl: bool) -> list[_Element]:
        style = _TONES.get(span.tone, "Hyperlink" if span.link else "")
        return [
            w("r", *self._run_properties(style, right), _text(piece))
            for piece, right in runs(span.text, rtl)
        ]

    @staticmethod
    def _run_properties(style: str, right: bool) -> list[_Element]:
        named = [w("rStyle", val=style)] if style else []
        direction = [w("rtl")] if right else []
        return [w("rPr", *named, *direction)] if named or direction else []

    def _table(self, style: str, columns: Sequence[int], caption: str) -> _Element:
        return w(
            "tbl",
            w(
                "tblPr",
                w("tblStyle", val=style),
                *([w("bidiVisual")] if self._rtl else []),
                w("tblW", w=sum(columns), type="dxa"),
                w("tblLayout", type="fixed"),
                w(
                    "tblLook",
                    val="0020",
                    firstRow=1,
                    lastRow=0,
                    firstColumn=0,
                    lastColumn=0,
                    noHBand=1,
                    noVBand=1,
                ),
                w("tblCaption", val=one_line(caption)),
            ),
            w("tblGrid", *(w("gridCol", w=width) for width in columns)),
        )


def _row(cells: Sequence[Sequence[_Element]], *properties: _Element, merge: str = "") -> _Element:
    """A row of the register; `merge` joins its first two cells to those above or below."""
    row = w("tr", *properties)
    for column, (width, paragraphs) in enumerate(zip(COLUMNS, cells, strict=True)):
        joined = [w("vMerge", val=merge)] if merge and column < 2 else []
        row.append(w("tc", w("tcPr", w("tcW", w=width, type="dxa"), *joined), *paragraphs))
    return row


def _text(text: str) -> _Element:
    element = w("t")
    element.text = text
    element.set(XML_SPACE, "preserve")
    return element
