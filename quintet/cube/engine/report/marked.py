"""The submitted file with the findings beside its rows, as a workbook (XLSX).

Cells stand as submitted, as text: nothing in it is computed. A sheet holds at most a million rows;
of a longer file the rows with findings come first of all, and the sheet says what is left out.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import PatternFill

from quintet.cube.engine.findings import SEVERITIES, Finding
from quintet.cube.engine.staging import Staged

MOST = 1_000_000  # rows of a sheet, below its limit of 1,048,576
_LONGEST = 32_767  # characters of a cell
_AT_ONCE = 5_000
_FILLS = dict(zip(SEVERITIES, ("F4B6B6", "F8CBAD", "FFE699", "DDEBF7"), strict=True))


def write_marked(staged: Staged, every: Iterable[Finding], path: Path, language: str = "en") -> int:
    """Write it to `path`; how many rows it holds. Memory is that of the findings' row numbers."""
    told = _by_row(every)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("figures")
    sheet.append(["row", "line", *map(_clean, staged.headings), "severity", "findings"])
    written = 0
    # All rows where they fit; else those that something is wrong with.
    marked_only = staged.rows > MOST
    for row, line, *cells in _rows(staged):
        found = told.get(row, [])
        if (marked_only and not found) or written == MOST:
            continue
        written += 1
        sheet.append(_line(sheet, row, line, cells, found, language))
    if told.get(0):
        about = book.create_sheet("file")
        about.append(["severity", "line", "rule", "finding", "fix"])
        for one in told[0]:
            words = (
                str(one.severity),
                str(one.line or ""),
                one.rule,
                one.message(language),
                one.fix(language),
            )
            about.append([_cell(about, word) for word in words])
    if marked_only:
        book.create_sheet("left out").append(
            [f"{staged.rows - written} of {staged.rows} rows are not shown here."]
        )
    book.save(path)
    return written


def _by_row(every: Iterable[Finding]) -> dict[int, list[Finding]]:
    told: dict[int, list[Finding]] = {}
    kept = 0
    for one in every:
        if kept < MOST:
            told.setdefault(one.row, []).append(one)
            kept += 1
    return told


def _rows(staged: Staged) -> Iterator[tuple[Any, ...]]:
    with staged.open(read_only=True) as connection:
        found = connection.execute("FROM submitted ORDER BY row")
        while rows := found.fetchmany(_AT_ONCE):
            yield from rows


def _line(
    sheet: Any, row: int, line: int, cells: list[str], found: list[Finding], language: str
) -> list[Any]:
    shown = [_cell(sheet, cell) for cell in cells]
    if not found:
        return [row, line, *shown]
    worst = min((one.severity for one in found), key=SEVERITIES.index)
    sentences = " ".join(f"[{one.rule}] {one.message(language)}" for one in found)
    ending = [_cell(sheet, str(worst)), _cell(sheet, sentences)]
    for cell in ending:
        cell.fill = PatternFill("solid", fgColor=_FILLS[worst])
    return [row, line, *shown, *ending]


def _cell(sheet: Any, text: str | None) -> Any:
    cell = WriteOnlyCell(sheet, _clean(text or ""))
    cell.data_type = "s"  # also what begins with "=": text, never a formula
    return cell


def _clean(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST]
