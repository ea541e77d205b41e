"""The tables of a Word file that came back (ISO/IEC 29500-1, clause 17.4).

Changes that somebody tracked are neither accepted nor rejected here: the cell says so, and is
refused. A control that shows its placeholder holds nothing.
"""

from collections.abc import Iterator

from lxml import etree

from quintet.followup.intake.readers.builder import tidy
from quintet.followup.intake.readers.docx import Package
from quintet.followup.intake.readers.docx.names import (
    BODY,
    P_PR,
    P_STYLE,
    TBL,
    TC,
    TR,
    VAL,
    P,
    child_value,
    w,
    whole,
)
from quintet.followup.intake.readers.docx.numbering import Numbering, own_numbering
from quintet.followup.intake.readers.docx.styles import Styles
from quintet.followup.intake.readers.docx.text import WordReader
from quintet.followup.intake.readers.tables import MOST_COLUMNS, check_width
from quintet.followup.intake.returns.lines import Trouble
from quintet.followup.intake.returns.table import Cell, Row, Table

_TRACKED = tuple(
    w(name) for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")
)
_WRAPPERS = frozenset(
    w(name)
    for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "del", "moveFrom", "moveTo")
)
_HOLDERS = _WRAPPERS | {TBL, TR, TC}
_PLACEHOLDER = f"{w('sdtPr')}/{w('showingPlcHdr')}"


def word_tables(package: Package) -> Iterator[Table]:
    """Every table, counted from 1 in the order of the file. Raises Unreadable for a broken file."""
    main = package.main_part()
    parts = {link.kind: link.target for link in package.relationships(main)}
    styles = Styles(_part(package, parts.get("styles")))
    numbering = Numbering(_part(package, parts.get("numbering")), styles)
    reader = _CellReader(styles, numbering)
    body = package.tree(main).find(BODY)
    tables = body.iter(TBL) if body is not None else ()
    for number, table in enumerate(tables, 1):
        yield Table(tuple(_rows(table, number, reader)), number)


def _part(package: Package, name: str | None) -> "etree._Element | None":
    return package.tree(name) if name and name in package else None


def _rows(table: "etree._Element", number: int, reader: "_CellReader") -> Iterator[Row]:
    found: list[tuple[str, list[Cell], Trouble | None]] = []
    above: dict[int, tuple[list[Cell], int]] = {}  # the cell that reaches down at each column
    for place, element in enumerate(_unwrapped(table, TR), 1):
        name = f"table {number}, row {place}"
        properties = element.find(w("trPr"))
        tracked = properties is not None and any(child.tag in _TRACKED for child in properties)
        cells = _cells(element, name, above, reader)
        found.append((name, cells, Trouble.TRACKED if tracked else None))
    for place, (name, cells, trouble) in enumerate(found, 1):
        yield Row(name, place, tuple(cells), trouble)


def _cells(
    row: "etree._Element",
    name: str,
    above: dict[int, tuple[list[Cell], int]],
    reader: "_CellReader",
) -> list[Cell]:
    """The cells of a row; those that were joined with the cell above say so, as does that cell."""
    cells: list[Cell] = []
    column = min(whole(child_value(row.find(w("trPr")), w("gridBefore"))), MOST_COLUMNS)
    for element in _unwrapped(row, TC):
        properties = element.find(w("tcPr"))
        width = max(whole(child_value(properties, w("gridSpan")), 1), 1)
        check_width(column + width)
        merge = properties.find(w("vMerge")) if properties is not None else None
        if cells and child_value(properties, w("hMerge")) == "continue":
            cells[-1] = cells[-1]._replace(last=column + width - 1)
        elif merge is not None and merge.get(VAL) != "restart" and column in above:
            anchors, index = above[column]
            anchors[index] = anchors[index]._replace(trouble=Trouble.MERGED_CELLS)
            text = anchors[index].text
            last = column + width - 1
            cells.append(Cell(text, column, last, name, Trouble.MERGED_CELLS))
        else:
            above[column] = cells, len(cells)
            tracked = next(element.iter(*_TRACKED), None) is not None
            trouble = Trouble.TRACKED if tracked else None
            text = reader.text(element)
            cells.append(Cell(text, column, column + width - 1, name, trouble))
        column += width
    return cells


class _CellReader:
    """Reads the words of cells: a paragraph a line, with the bullets and numbers of lists."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._words = WordReader(styles, rendered=False)

    def text(self, cell: "etree._Element") -> str:
        return "\n".join(filter(None, map(self._line, _paragraphs(cell))))

    def _line(self, paragraph: "etree._Element") -> str:
        properties = paragraph.find(P_PR)
        style_id = child_value(properties, P_STYLE)
        style = self._styles.paragraph(style_id)
        words = self._words.words(paragraph, style)
        boxes = [self._line(one) for box in words.boxes for one in _paragraphs(box)]
        num_id, ilvl = (None, None) if properties is None else own_numbering(properties)
        num_id, ilvl = num_id or style.num_id, ilvl or style.ilvl or 0
        mark = self._numbering.next_mark(num_id, ilvl) if num_id else None
        text = tidy(words.text)
        if mark and text:
            text = f"- {text}" if mark.is_bullet else f"{mark.printed} {text}"
        return "\n".join(filter(None, (text, *boxes)))


def _paragraphs(parent: "etree._Element") -> Iterator["etree._Element"]:
    """The paragraphs of a cell in their order, those of tables in it too."""
    for child in parent:
        if child.tag == P:
            yield child
        elif child.tag in _HOLDERS and child.find(_PLACEHOLDER) is None:
            yield from _paragraphs(child)


def _unwrapped(parent: "etree._Element", tag: str) -> Iterator["etree._Element"]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _unwrapped(child, tag)
