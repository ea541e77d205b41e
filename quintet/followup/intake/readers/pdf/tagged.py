"""Tables that a tagged PDF names itself (ISO 32000-1, 14.8.4.3.4): Table, TR, TH, TD.

Office programs and browsers write these tags. A cell that is on another page keeps its column.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from quintet.followup.intake.readers.tables import MOST_COLUMNS

_MOST_ELEMENTS = 20_000  # of one page
_DEEPEST = 40
_ROW_GROUPS = ("THead", "TBody", "TFoot")


@dataclass(slots=True)
class TaggedCell:
    """A cell, and the numbers of the marked contents that it holds."""

    row: int
    column: int
    row_span: int
    column_span: int
    marks: list[int] = field(default_factory=list)


def tagged_grids(page: pypdfium2.PdfPage) -> list[list[TaggedCell]]:
    """The tables of the page by its structure tree; none where the document is not tagged."""
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return []
    reader = _Reader()
    try:
        for index in range(max(pdfium.FPDF_StructTree_CountChildren(tree), 0)):
            reader.find(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index), 0)
    finally:
        pdfium.FPDF_StructTree_Close(tree)
    return [grid for grid in reader.grids if len(grid) > 1]


class _Reader:
    def __init__(self) -> None:
        self.grids: list[list[TaggedCell]] = []
        self._elements = 0

    def find(self, element: Any, depth: int) -> None:
        """Read the tables at and below the element; a table in a table is part of its cell."""
        if not element or depth > _DEEPEST or self._elements > _MOST_ELEMENTS:
            return
        self._elements += 1
        if _type(element) == "Table":
            self.grids.append(self._grid(element, depth))
            return
        for child in _children(element):
            self.find(child, depth + 1)

    def _grid(self, table: Any, depth: int) -> list[TaggedCell]:
        cells: list[TaggedCell] = []
        taken: dict[int, int] = {}  # column → first row in which it is free again
        for row, element in enumerate(self._rows(table)):
            column = 0
            for child in _children(element):
                while taken.get(column, 0) > row:
                    column += 1
                width, height = _span(child, b"ColSpan"), _span(child, b"RowSpan")
                if column + width > MOST_COLUMNS:
                    return []
                cell = TaggedCell(row, column, height, width)
                if child is not None:
                    self._collect(child, cell.marks, depth)
                cells.append(cell)
                for covered in range(column, column + width):
                    taken[covered] = row + height
                column += width
        return cells

    def _rows(self, table: Any) -> Iterator[Any]:
        for child in _children(table):
            if child is None:
                continue
            kind = _type(child)
            if kind == "TR":
                yield child
            elif kind in _ROW_GROUPS:
                yield from (row for row in _children(child) if row and _type(row) == "TR")

    def _collect(self, element: Any, marks: list[int], depth: int) -> None:
        self._elements += 1
        if depth > _DEEPEST or self._elements > _MOST_ELEMENTS:
            return
        for index in range(_count(element)):
            mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
            if mark >= 0:
                marks.append(mark)
            elif child := pdfium.FPDF_StructElement_GetChildAtIndex(element, index):
                self._collect(child, marks, depth + 1)


def _count(element: Any) -> int:
    return min(max(pdfium.FPDF_StructElement_CountChildren(element), 0), _MOST_ELEMENTS)


def _children(element: Any) -> Iterator[Any]:
    """The children in their order; None for one that is on another page."""
    for index in range(_count(element)):
        yield pdfium.FPDF_StructElement_GetChildAtIndex(element, index) or None


def _type(element: Any) -> str:
    size = pdfium.FPDF_StructElement_GetType(element, None, 0)
    if not 0 < size < 200:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_StructElement_GetType(element, buffer, size)
    return buffer.raw[:size].decode("utf-16-le", "replace").rstrip("\0")


def _span(cell: Any, name: bytes) -> int:
    """How many rows or columns the cell covers, by its attributes; 1 if it is on another page."""
    if cell is None:
        return 1
    number = ctypes.c_float()
    for index in range(min(max(pdfium.FPDF_StructElement_GetAttributeCount(cell), 0), 10)):
        attributes = pdfium.FPDF_StructElement_GetAttributeAtIndex(cell, index)
        value = pdfium.FPDF_StructElement_Attr_GetValue(attributes, name) if attributes else None
        if value and pdfium.FPDF_StructElement_Attr_GetNumberValue(value, number):
            return int(min(max(number.value, 1), MOST_COLUMNS))
    return 1
