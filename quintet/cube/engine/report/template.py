"""The template that an organization fills in: one line a figure, the columns of `columns.COLUMNS`.

The workbook has a sheet of codes for each list, as they were valid in the year, and offers them in
drop-downs (Excel data validation, which warns and does not forbid: the report is what judges).
Every cell is text, so that target 16.10 stays 16.10.
"""

import csv
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from quintet.cube.engine.columns import CODED, NAMES
from quintet.cube.engine.lists import CodeLists

SHEET = "figures"
_LINES = 1_048_576
_WIDTH = 18  # characters


def write_csv_template(path: Path) -> None:
    """The headings alone, UTF-8 with a byte-order mark, so that Excel opens it as UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerow(NAMES)


def write_xlsx_template(path: Path, lists: CodeLists, year: int, language: str = "en") -> None:
    """Write the workbook of a year, with names of codes in `language`. Raises OSError."""
    book = Workbook()
    figures = book.active
    assert figures is not None
    figures.title, figures.freeze_panes = SHEET, "A2"
    figures.append(NAMES)
    for place, name in enumerate(NAMES, start=1):
        letter = get_column_letter(place)
        figures.column_dimensions[letter].width = _WIDTH
        figures.column_dimensions[letter].number_format = "@"
        figures.cell(1, place).font = Font(bold=True)
        if name in CODED:
            last = _codes(book, lists, CODED[name], year, language)
            source = f"{quote_sheetname(CODED[name])}!$A$2:$A${last}"
            offered = DataValidation("list", formula1=source, allow_blank=True)
            offered.errorStyle, offered.showErrorMessage = "warning", True
            offered.add(f"{letter}2:{letter}{_LINES}")
            figures.add_data_validation(offered)
    years = DataValidation("whole", operator="equal", formula1=str(year), allow_blank=True)
    years.errorStyle, years.showErrorMessage = "warning", True
    years.add(f"A2:A{_LINES}")
    figures.add_data_validation(years)
    book.save(path)


def _codes(book: Workbook, lists: CodeLists, name: str, year: int, language: str) -> int:
    """The sheet of a list, made once; its last line."""
    if name in book.sheetnames:
        return int(book[name].max_row)
    sheet = book.create_sheet(name)
    sheet.append(("code", "name"))
    known = lists.get(name)
    for code in known.codes.values():
        if code.code in known.valid_in(year):
            sheet.append((code.code, code.name(language)))
    for letter, width in (("A", _WIDTH), ("B", 4 * _WIDTH)):
        sheet.column_dimensions[letter].width = width
    return max(int(sheet.max_row), 2)
