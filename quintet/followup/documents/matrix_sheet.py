"""The matrix as a table to take along: CSV (RFC 4180) and an Excel workbook, words and no marks.

Written line by line, so that a matrix of any size takes no more memory than its file.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font
from openpyxl.utils import get_column_letter

from quintet.followup.documents.data import csv_cell
from quintet.followup.documents.workbook import (
    BODY,
    CELL_LIMIT,
    HAIRLINE,
    HEAD,
    STRONG,
    Value,
    cell_text,
    on_paper,
    open_sheet,
    save,
)

LEADING = 7  # number, title, document; answered of asked, verified of taken on
WIDTHS = (8, 40, 20, 9, 9, 9, 9)  # of the leading columns, in characters
PARTY_WIDTH = 22
_TOP = Alignment(wrap_text=True, vertical="top")
_FOOT = Alignment(wrap_text=True, vertical="bottom")


@dataclass(frozen=True, slots=True)
class MatrixSheet:
    """A matrix in words: `heads` of LEADING columns, then the parties by name; `lines` alike."""

    title: str
    language: str
    rtl: bool
    made_on: date
    heads: Sequence[str]
    lines: Iterable[Sequence[str | int]]


def to_csv(sheet: MatrixSheet) -> bytes:
    """One line for every item: UTF-8 with a byte order mark, CRLF between lines.

    A cell that a spreadsheet would take for a formula gets an apostrophe, as in every CSV file here.
    """
    table = StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    for line in (sheet.heads, *sheet.lines):
        writer.writerow([csv_cell(cell) if isinstance(cell, str) else cell for cell in line])
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def to_xlsx(sheet: MatrixSheet) -> bytes:
    """A workbook of one sheet; heads, numbers and titles stay in sight when it is scrolled."""
    workbook = Workbook(write_only=True)
    page = workbook.create_sheet()
    open_sheet(page, sheet.title, sheet.rtl)
    page.freeze_panes = "C2"
    for column in range(1, len(sheet.heads) + 1):
        width = WIDTHS[column - 1] if column <= LEADING else PARTY_WIDTH
        page.column_dimensions[get_column_letter(column)].width = width
    on_paper(page, 1)

    def cells(line: Sequence[Value], font: Font, border: Border, place: Alignment) -> list[object]:
        return [_cell(page, value, font, border, place) for value in line]

    page.append(cells(sheet.heads, HEAD, STRONG, _FOOT))
    for line in sheet.lines:
        page.append(cells(line, BODY, HAIRLINE, _TOP))
    return save(workbook, sheet.language, sheet.title, sheet.made_on)


def _cell(page: object, value: Value, font: Font, border: Border, place: Alignment) -> object:
    cell = WriteOnlyCell(page, cell_text(value)[:CELL_LIMIT] if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in "=+-@"
    cell.font, cell.border, cell.alignment = font, border, place
    return cell


MATRIX_FORMATS: dict[str, tuple[str, Callable[[MatrixSheet], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", to_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
}
