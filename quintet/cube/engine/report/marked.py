"""The submitted file with the findings beside its rows, as a workbook (XLSX).

Cells stand as submitted, as text: nothing in it is computed. A sheet holds at most a million rows;
of a longer file it holds those with findings, and a sheet says how many are left out.
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


def write_marked(
    staged: Staged,
    every: Iterable[Finding],
    path: Path,
    language: str = "en",
    *,
    most: int = MOST,
) -> int:
    """Write it to `path`; how many rows it holds. `most`, a million or less, bounds its rows (of a
    longer file it holds those with findings) and the findings that it tells: memory is theirs."""
    told, untold = _by_row(every, most)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("figures")
    sheet.append(["row", "line", *map(_clean, staged.headings), "severity", "findings"])
    marked_only = staged.rows > most
    written = 0
    for row, line, *cells in _rows(staged, [*told] if marked_only else None):
        written += 1
        sheet.append(_line(sheet, row, line, cells, told.get(row, []), language))
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
    if marked_only or untold:
        left_out = book.create_sheet("left out")
        left_out.append([f"{staged.rows - written} of {staged.rows} rows are not shown here."])
        left_out.append([f"{untold} findings are not told here; the CSV of findings tells all."])
    book.save(path)
    return written


def _by_row(every: Iterable[Finding], most: int) -> tuple[dict[int, list[Finding]], int]:
    """The first findings by row, and how many there are beyond."""
    told: dict[int, list[Finding]] = {}
    number = 0
    for number, one in enumerate(every, start=1):
        if number <= most:
            told.setdefault(one.row, []).append(one)
    return told, max(number - most, 0)


def _rows(staged: Staged, only: list[int] | None) -> Iterator[tuple[Any, ...]]:
    chosen = "" if only is None else " WHERE row IN (SELECT unnest(?))"
    with staged.open(read_only=True) as connection:
        found = connection.execute(
            f"FROM submitted{chosen} ORDER BY row", [] if only is None else [only]
        )
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
