"""The body of a Word document in reading order: headings, numbered paragraphs, lists, tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from quintet.followup.intake.document import BlockKind, Limits, Unreadable
from quintet.followup.intake.readers.builder import Builder, tidy
from quintet.followup.intake.readers.docx.names import (
    OUTLINE,
    P_PR,
    P_STYLE,
    R_PR,
    TBL,
    TC,
    TR,
    VAL,
    P,
    child_value,
    is_on,
    w,
    whole,
)
from quintet.followup.intake.readers.docx.numbering import Mark, Numbering, own_numbering
from quintet.followup.intake.readers.docx.styles import Style, Styles
from quintet.followup.intake.readers.docx.text import WordReader, Words
from quintet.followup.intake.readers.numbers import (
    Depth,
    Label,
    bullet_end,
    heading_label_of,
    label_of,
)
from quintet.followup.intake.readers.tables import MOST_COLUMNS, Cell, add_table, check_width

_WRAPPERS = frozenset(
    [w("sdt"), w("sdtContent"), w("customXml"), w("ins"), w("moveTo"), w("smartTag")]
)
_DELETED = frozenset([w("del"), w("moveFrom")])
_MARK_DELETED = f"{R_PR}/{w('del')}"
_SECTION = w("sectPr")
_CONTENTS_LINE = re.compile(r"(?:\.{4}|…{2}|(?: \.){3}) ?[\divxlc]{1,5}$")


@dataclass(slots=True)
class _Paragraph:
    """A paragraph as it goes into the document."""

    kind: BlockKind
    text: str
    words: Words
    label: Label | None = None
    level: int = 0

    def line(self) -> str:
        """As a line in a cell: with its bullet or number before it."""
        if self.label is None:
            return "- " + self.text if self.kind == "list_item" else self.text
        return f"{self.label.printed} {self.text}"


class Body:
    """Walks the body and gives every block to the builder."""

    def __init__(
        self,
        builder: Builder,
        limits: Limits,
        styles: Styles,
        numbering: Numbering,
        pages: tuple[bool, bool],
    ) -> None:
        self._builder = builder
        self._limits = limits
        self._styles = styles
        self._numbering = numbering
        self._page: int | None = 1 if any(pages) else None
        self._rendered = pages[0]
        self._reader = WordReader(styles, self._rendered)
        self._hand = Depth()
        self._carried: Words | None = None  # of a paragraph whose end was deleted
        self.right_to_left = 0  # how many more paragraphs run right to left than left to right

    def add(self, element: "etree._Element", depth: int = 0) -> None:
        """Add one child of the body, a paragraph or a table, or what a wrapper holds."""
        if element.tag == P:
            self._add_paragraph(element, depth)
        elif element.tag == TBL:
            self._add_table(element, self._deeper(depth))
        elif element.tag in _WRAPPERS:
            for child in element:
                self.add(child, self._deeper(depth))

    def _deeper(self, depth: int) -> int:
        if depth >= self._limits.nesting:
            raise Unreadable(
                "The Word file is nested too deeply: copy its text into a new document "
                "and load that one."
            )
        return depth + 1

    def _add_paragraph(self, element: "etree._Element", depth: int) -> None:
        paragraph = self._paragraph(element, in_body=True)
        if paragraph is None:
            return
        page = self._turn(paragraph.words)
        words, label = paragraph.words, paragraph.label
        self._builder.add(
            paragraph.kind,
            paragraph.text,
            number=label.number if label else "",
            label=label.printed if label else "",
            level=paragraph.level,
            page=page,
            bold=0 < words.seen == words.bold,
            italic=0 < words.seen == words.italic,
        )
        for box in words.boxes:
            for child in box:
                self.add(child, self._deeper(depth))

    def _turn(self, words: Words) -> int | None:
        """The page that the words begin on; those after them begin where the words end."""
        if self._page is None:
            return None
        page = self._page + words.page_breaks
        self._page = page + words.later_breaks
        return page

    def _paragraph(self, element: "etree._Element", in_body: bool) -> _Paragraph | None:
        properties = element.find(P_PR)
        style_id = child_value(properties, P_STYLE)
        style = self._styles.paragraph(style_id)
        words = self._reader.words(element, style)
        if properties is not None:
            self._note_section_and_direction(properties, words)
        if self._carried is not None:
            self._carried.extend(words)
            words, self._carried = self._carried, None
        text = tidy(words.text)
        if properties is not None and properties.find(_MARK_DELETED) is not None:
            self._carried = words
            return None
        mark = self._mark(properties, style_id, style)
        if not text:
            return _Paragraph("paragraph", "", words)
        return self._judge(text, words, mark, style, properties, in_body)

    def _note_section_and_direction(self, properties: "etree._Element", words: Words) -> None:
        for child in properties:
            if child.tag == w("bidi"):
                self.right_to_left += 2 if is_on(child) else 0
            elif child.tag == w("pageBreakBefore"):
                if is_on(child) and not self._rendered:
                    words.page_breaks += 1
            elif child.tag == _SECTION and not self._rendered:
                kind = child_value(child, w("type"))
                words.later_breaks += kind not in ("continuous", "nextColumn")
        self.right_to_left -= 1

    def _mark(
        self, properties: "etree._Element | None", style_id: str | None, style: Style
    ) -> Mark | None:
        num_id, ilvl = (None, None) if properties is None else own_numbering(properties)
        if num_id is None:
            num_id = style.num_id
            if ilvl is None:
                ilvl = style.ilvl
            if ilvl is None and num_id and style_id:
                ilvl = self._numbering.level_of_style(num_id, style_id)
        if not num_id or num_id == "0":
            return None
        return self._numbering.next_mark(num_id, ilvl or 0)

    def _judge(
        self,
        text: str,
        words: Words,
        mark: Mark | None,
        style: Style,
        properties: "etree._Element | None",
        in_body: bool,
    ) -> _Paragraph:
        """Tell headings, numbered paragraphs and list items apart."""
        printed = Label(mark.number, mark.printed, 0) if mark and not mark.is_bullet else None
        if printed and len(printed.number) > 12:  # "Recommendation 3": words, not a number
            text, printed, mark = f"{printed.printed} {text}", None, None
        heading = _heading_rank(properties, style)
        if heading and in_body:
            self._hand.reset()
            label = printed or heading_label_of(text)
            return _Paragraph(
                "heading", text[label.end :] if label else text, words, label, heading
            )
        if style.is_contents or _CONTENTS_LINE.search(text[-20:]):
            return _Paragraph("paragraph", text, words)
        if printed and mark:
            kind: BlockKind = "paragraph" if mark.is_paragraph else "list_item"
            return _Paragraph(kind, text, words, printed, 0 if mark.is_paragraph else mark.level)
        label = label_of(text) if in_body else None
        if label:
            level = self._hand.level(label)
            if mark:
                level = mark.level
            kind = "list_item" if level else "paragraph"
            return _Paragraph(kind, text[label.end :], words, label, level)
        bullet = bullet_end(text)
        if mark or bullet:
            return _Paragraph("list_item", text[bullet:], words, None, mark.level if mark else 1)
        return _Paragraph("paragraph", text, words)

    def _add_table(self, table: "etree._Element", depth: int) -> None:
        rows = list(_rows(table))
        if len(rows) == 1 and len(cells := list(_cells(rows[0]))) == 1:
            for child in cells[0]:  # a frame around text, not a table
                self.add(child, depth)
            return
        cells_above: dict[int, Cell] = {}
        found: list[Cell] = []
        for number, row in enumerate(rows):
            self._read_row(row, number, cells_above, found, depth)
            self._builder.check_room(len(found))
        add_table(self._builder, found)

    def _read_row(
        self,
        row: "etree._Element",
        number: int,
        above: dict[int, Cell],
        found: list[Cell],
        depth: int,
    ) -> None:
        """Read one row; `above` holds the cell that reaches into it at each column."""
        column = min(whole(child_value(row.find(w("trPr")), w("gridBefore"))), MOST_COLUMNS)
        previous: Cell | None = None
        for element in _cells(row):
            properties = element.find(w("tcPr"))
            width = max(whole(child_value(properties, w("gridSpan")), 1), 1)
            check_width(column + width)
            merge = properties.find(w("vMerge")) if properties is not None else None
            joined = child_value(properties, w("hMerge"))
            if merge is not None and merge.get(VAL) != "restart" and column in above:
                above[column].row_span = number - above[column].row + 1
            elif joined == "continue" and previous is not None:
                previous.column_span += width
            else:
                previous = self._cell(element, number, column, width, depth)
                found.append(previous)
                above[column] = previous
            column += width

    def _cell(
        self, element: "etree._Element", row: int, column: int, width: int, depth: int
    ) -> Cell:
        lines: list[str] = []
        total = Words()
        page = None
        for words, line in self._lines(element, depth):
            begins = self._turn(words)
            page = begins if page is None else page
            total.extend(words)
            if line:
                lines.append(line)
        return Cell(
            "\n".join(lines),
            row,
            column,
            1,
            width,
            bold=0 < total.seen == total.bold,
            italic=0 < total.seen == total.italic,
            page=self._page if page is None else page,
        )

    def _lines(self, parent: "etree._Element", depth: int) -> Iterator[tuple[Words, str]]:
        """The lines of a cell: its paragraphs, and those of tables and text boxes in it."""
        for child in parent:
            if child.tag == P:
                paragraph = self._paragraph(child, in_body=False)
                if paragraph is not None:
                    yield paragraph.words, paragraph.line()
                    for box in paragraph.words.boxes:
                        yield from self._lines(box, self._deeper(depth))
            elif child.tag == TBL:
                for row in _rows(child):
                    for cell in _cells(row):
                        yield from self._lines(cell, self._deeper(depth))
            elif child.tag in _WRAPPERS:
                yield from self._lines(child, self._deeper(depth))


def _heading_rank(properties: "etree._Element | None", style: Style) -> int:
    outline = child_value(properties, OUTLINE)
    if outline is None:
        return style.heading
    rank = whole(outline, 9) + 1
    return rank if 1 <= rank <= 9 else 0


def _unwrapped(parent: "etree._Element", tag: str) -> Iterator["etree._Element"]:
    iterators = [iter(parent)]
    while iterators:
        child = next(iterators[-1], None)
        if child is None:
            iterators.pop()
        elif child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            iterators.append(iter(child))


def _rows(table: "etree._Element") -> Iterator["etree._Element"]:
    """The rows of a table, without those whose deletion is tracked."""
    for row in _unwrapped(table, TR):
        properties = row.find(w("trPr"))
        if properties is None or not any(child.tag in _DELETED for child in properties):
            yield row


def _cells(row: "etree._Element") -> Iterator["etree._Element"]:
    """The cells of a row, without those whose deletion is tracked."""
    for cell in _unwrapped(row, TC):
        if cell.find(f"{w('tcPr')}/{w('cellDel')}") is None:
            yield cell
