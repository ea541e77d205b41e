"""An Excel workbook that Quintet writes (ECMA-376, section 18): cells, names of sheets, the file.

Text stays text: nothing that people wrote is ever a formula. Dates are real dates.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from math import ceil
from unicodedata import east_asian_width
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from quintet.followup.documents.archive import dated
from quintet.followup.documents.legible import legible, one_line

CELL_LIMIT = 32_767  # characters that a cell of Excel holds
INK, SOFT = "FF1D2126", "FF565D66"
HEAD = Font(name="Arial", size=9, bold=True, color=SOFT)
BODY = Font(name="Arial", size=10, color=INK)
TITLE = Font(name="Arial", size=14, bold=True, color=INK)
STRONG = Border(bottom=Side("medium", color=INK))
HAIRLINE = Border(bottom=Side("hair", color=SOFT))
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN_IN_NAMES = re.compile(r"[\\*?:/\[\]]")

_LINE, _AIR, _HIGHEST = 13, 3, 409  # points; Excel has no higher row
_WRAPPED = Alignment(wrap_text=True, vertical="top")

Value = str | int | date | None


def cell_text(words: str) -> str:
    """Text made legal for Excel: what it would read as an escape ("_x0041_") is escaped."""
    return _ESCAPED.sub("_x005F_", legible(words))


def open_sheet(sheet: Worksheet, name: str, rtl: bool) -> None:
    """Name the sheet (at most 31 characters, some forbidden) and turn it as the language runs."""
    sheet.title = _FORBIDDEN_IN_NAMES.sub(" ", one_line(name))[:31].strip(" '") or "1"
    sheet.sheet_view.rightToLeft = rtl
    sheet.sheet_view.showGridLines = False


def on_paper(sheet: Worksheet, head: int) -> None:
    """Print on A4 on its side, as wide as the page, with row `head` atop of every page."""
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def append(sheet: Worksheet, values: Iterable[Value]) -> list[Cell]:
    """A row of cells, each with the type of its value: text as text, whatever it looks like."""
    cells = []
    for column, value in enumerate(values, 1):
        cell = Cell(sheet, column=column)
        if isinstance(value, str):
            cell.value = value[:CELL_LIMIT]
            cell.data_type = "s"
            cell.quotePrefix = value[:1] in "=+-@"  # stays text when somebody edits it
        else:
            cell.value = value
        cell.font, cell.border, cell.alignment = BODY, HAIRLINE, _WRAPPED
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        cells.append(cell)
    sheet.append(cells)
    return cells


def fit(cells: Sequence[Cell], widths: Sequence[int], least: int = 1) -> None:
    """Make a row as high as its longest text, and at least so many lines: not every program does so
    by itself. `widths` are those of the columns, in characters."""
    needed = (
        sum(max(1, ceil(_width(line) / width)) for line in str(cell.value).split("\n"))
        for cell, width in zip(cells, widths, strict=True)
        if cell.value is not None
    )
    height = _LINE * max(least, *needed, 1) + _AIR
    cells[0].parent.row_dimensions[cells[0].row].height = min(height, _HIGHEST)


def _width(text: str) -> int:
    """How many columns of letters a text takes; a Chinese character takes two (UAX #11)."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def save(workbook: Workbook, language: str, title: str, on: date) -> bytes:
    """The bytes of the file, dated to a day: the same content gives the same bytes."""
    about = workbook.properties
    about.creator, about.language = "", language
    about.title = one_line(title)[:255]
    about.created = about.modified = datetime.combine(on, time(), UTC).replace(tzinfo=None)
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).write_data()  # save_workbook would write the time of day
    return dated(written.getvalue(), on)
