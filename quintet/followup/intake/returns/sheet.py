"""The sheets of an Excel workbook that came back: values as Excel last showed them.

Sheets are read row by row, so that memory does not grow with the workbook; dates are dates, a
formula is what it came to when it was last calculated.
"""

import io
import warnings
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from quintet.followup.intake.document import Unreadable
from quintet.followup.intake.readers.builder import tidy
from quintet.followup.intake.returns.lines import Trouble
from quintet.followup.intake.returns.table import Cell, Row, Table

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 20_000, 60, 100
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_MERGES = tuple(name + "mergeCell" for name in (_MAIN, _STRICT))
_CELLS = tuple(name + "c" for name in (_MAIN, _STRICT))
# What openpyxl meets in a damaged part it raises as it comes: it declares no error of its own.
_STUMBLES = (
    ArithmeticError,
    AttributeError,
    BadZipFile,
    EOFError,
    InvalidFileException,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zlib.error,
)
_DAMAGED = "The Excel file is damaged: open it, save it as a new .xlsx, and send that file."


Place = tuple[int, int]  # row and column, counted from 1


def sheet_tables(data: bytes) -> list[Table]:
    """Every sheet as a table. Raises Unreadable for a file that is broken or too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which are not read
            workbook = load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            sheets = workbook.worksheets[:MOST_SHEETS]
            tables = [Table(tuple(_Sheet(sheet).rows())) for sheet in sheets]
            workbook.close()
    except _STUMBLES:
        raise Unreadable(_DAMAGED) from None
    return tables


class _Sheet:
    """One sheet of a workbook that is read row by row."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._joined: dict[Place, tuple[int, int, int, int]] = {}
        self._unknown: dict[Place, str] = {}
        self._anchors: dict[Place, str] = {}  # words of cells that reach over several rows
        self._mark()

    def rows(self) -> Iterator[Row]:
        self._sheet.reset_dimensions()  # what a file says of its own size is not to be relied on
        values = self._sheet.iter_rows(
            max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True
        )
        for number, row in enumerate(values, 1):
            cells = tuple(self._cells(number, row))
            if not any(cell.text for cell in cells):
                continue
            if number > MOST_ROWS:
                raise Unreadable(
                    "The sheet “%(sheet)s” has more than %(n)s rows: "
                    "send the form without what was added.",
                    sheet=self._sheet.title,
                    n=MOST_ROWS,
                )
            yield Row(f"{self._sheet.title}!A{number}", number, cells)

    def _cells(self, number: int, values: Sequence[object]) -> Iterator[Cell]:
        for column, value in enumerate(values, 1):
            place = f"{self._sheet.title}!{get_column_letter(column)}{number}"
            text, trouble, last = _text(value), None, column
            if formula := self._unknown.get((number, column)):
                text, trouble = formula, Trouble.NO_VALUE
            if bounds := self._joined.get((number, column)):
                left, top, last, bottom = bounds
                if column > left:
                    continue
                text = self._anchors.setdefault((top, left), text)
                trouble = Trouble.MERGED_CELLS if bottom > top else trouble
            yield Cell(text, column - 1, last - 1, place, trouble)

    def _mark(self) -> None:
        """Find the cells that were joined, and those whose formula has no value.

        openpyxl tells neither of a sheet that it reads row by row.
        """
        with self._sheet._get_source() as source:
            for _, element in etree.iterparse(
                source, tag=(*_MERGES, *_CELLS), resolve_entities=False, no_network=True
            ):
                if element.tag in _MERGES:
                    self._join(range_boundaries(element.get("ref", "")))
                elif element.get("r"):
                    self._check_value(element)
                element.clear()

    def _join(self, bounds: tuple[int, int, int, int]) -> None:
        left, top, right, bottom = bounds
        for row in range(top, min(bottom, MOST_ROWS) + 1):
            for column in range(left, min(right, MOST_COLUMNS) + 1):
                if self._joined.setdefault((row, column), bounds) is not bounds:
                    raise ValueError("joined twice")  # no program writes that

    def _check_value(self, cell: "etree._Element") -> None:
        formula, value = (cell.findtext(f"{{*}}{name}") for name in ("f", "v"))
        kind = cell.get("t")
        if kind == "e" or (formula is not None and not value and kind != "str"):
            place = coordinate_to_tuple(cell.get("r", ""))
            self._unknown[place] = f"={formula or value or ''}"


def _text(value: object) -> str:
    """A value as text: dates as ISO 8601, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, str):
        return tidy(unescape(value))
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
