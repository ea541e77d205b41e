"""The report as an Excel workbook (ECMA-376, section 18): the rows on one sheet, the summary on the
other.

Text stays text: nothing that people wrote is ever a formula. Deadlines are real dates.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from itertools import zip_longest
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from quintet.followup.documents.archive import dated
from quintet.followup.documents.layout import (
    MARKS,
    as_text,
    column_heads,
    provenance,
    remarks,
    signs,
    tally,
    together,
)
from quintet.followup.documents.legible import legible, one_line
from quintet.followup.documents.report import Cycle, Report, Row, Words

CELL_LIMIT = 32_767  # characters that a cell of Excel holds
WIDTHS = (8, 46, 26, 20, 22, 18, 46, 18, 18, 14, 46, 24)
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN_IN_NAMES = re.compile(r"[\\*?:/\[\]]")
_INK, _SOFT = "FF1D2126", "FF565D66"
_HEAD = Font(name="Arial", size=9, bold=True, color=_SOFT)
_BODY = Font(name="Arial", size=10, color=_INK)
_TITLE = Font(name="Arial", size=14, bold=True, color=_INK)
_STRONG = Border(bottom=Side("medium", color=_INK))
_HAIRLINE = Border(bottom=Side("hair", color=_SOFT))

Value = str | int | date | None


def to_xlsx(report: Report) -> bytes:
    """The report as a workbook. The same report gives the same bytes.

    A row whose text is longer than a cell can hold goes on in the row beneath, under the same
    number and identifier. Text that Excel would read as an escape ("_x0041_") is escaped.
    """
    workbook = Workbook()
    _rows(workbook.active, report)
    _summary(workbook.create_sheet(), report)
    if report.cycle:
        _parties(workbook.create_sheet(), report.cycle, report.words)
    if report.cycle and report.cycle.replies:
        _replies(workbook.create_sheet(), report.cycle, report.words)
    issued = datetime.combine(report.issued_on, time(), UTC).replace(tzinfo=None)
    about = workbook.properties
    about.creator, about.language = "", report.words.language
    about.title = one_line(f"{report.words.title} – {report.heading}")[:255]
    about.created = about.modified = issued
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).write_data()  # save_workbook would write the time of day
    return dated(written.getvalue(), report.issued_on)


def _rows(sheet: Worksheet, report: Report) -> None:
    words = report.words
    _open(sheet, words.title, words)
    widths, heads = list(WIDTHS), list(_heads(words))
    if report.cycle:
        widths.insert(-1, 18)
        heads.insert(-1, one_line(report.cycle.state))
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _head(sheet, heads)
    for row in report.rows:
        values = list(_values(row, words))
        if report.cycle:
            values.insert(-1, row.asked_label)
        for part in _parts(values):
            _append(sheet, part)
    if not report.rows:
        _append(sheet, [None, words.nothing])
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{max(sheet.max_row, 2)}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _head(sheet: Worksheet, heads: Iterable[str]) -> None:
    for cell in _append(sheet, heads):
        cell.font, cell.border = _HEAD, _STRONG
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")


def _heads(words: Words) -> tuple[str, ...]:
    number, recommendation, management_response, responsibility, comments = column_heads(words)
    return (
        number,
        recommendation,
        words.source,
        words.addressee,
        responsibility,
        words.response,
        management_response,
        words.status + signs(words).colon + words.claimed,
        words.status + signs(words).colon + words.verified,
        words.due,
        comments,
        "id",
    )


def _values(row: Row, words: Words) -> tuple[Value, ...]:
    title, text = one_line(row.title), legible(row.text)
    return (
        row.number,
        text if title in ("", one_line(text)) else f"{title}\n{text}",
        provenance(row, words),
        row.addressee,
        "\n".join(filter(None, [*map(one_line, row.responsible), together(row, words)])),
        row.response_label,
        row.response_text,
        row.claimed_label,
        row.verified_label,
        row.due_on,
        as_text(remarks(row, words)),
        f"{row.item} {row.addressee_code}".strip(),
    )


def _parts(values: Sequence[Value]) -> Iterable[list[Value]]:
    """The row, then as many more as its longest text needs: each with its number and identifier."""
    pieces = [_pieces(value) for value in values]
    first, last = pieces[0][0], pieces[-1][0]
    for place, part in enumerate(zip_longest(*pieces)):
        yield list(part) if place == 0 else [first, *part[1:-1], last]


def _pieces(value: Value) -> list[Value]:
    """A value as cells can hold it, in one piece if possible; text is made legal for Excel."""
    if not isinstance(value, str):
        return [value]
    text = _ESCAPED.sub("_x005F_", legible(value))
    return [text[at : at + CELL_LIMIT] for at in range(0, len(text), CELL_LIMIT)] or [None]


def _summary(sheet: Worksheet, report: Report) -> None:
    words = report.words
    _open(sheet, words.summary, words)
    for column, width in zip("ABCD", (44, 8, 8, 60), strict=True):
        sheet.column_dimensions[column].width = width
    about = (words.title, report.heading, report.subtitle, words.as_at, words.issued, report.lede)
    for place, text in enumerate(line for line in about if one_line(line)):
        cell = _append(sheet, [one_line(text)])[0]
        cell.font, cell.border = (_TITLE if place == 0 else _BODY), Border()
        cell.alignment = Alignment(wrap_text=False)
    sheet.append([])
    for count in report.counts:
        label, _, whole = tally(count, words)
        _append(sheet, [f"{MARKS[count.shape]} {label}", count.count, count.of, whole])


def _parties(sheet: Worksheet, cycle: Cycle, words: Words) -> None:
    _open(sheet, cycle.asked, words)
    for column, width in zip("ABCDEF", (46, 12, 12, 16, 12, 30), strict=True):
        sheet.column_dimensions[column].width = width
    _head(sheet, cycle.heads)
    for one in cycle.parties:
        told: list[Value] = [
            one.party,
            one.asked,
            one.answered,
            one.started,
            one.silent,
            one.signed,
        ]
        for part in _parts(told[: len(cycle.heads)]):
            _append(sheet, part)
    sheet.freeze_panes = "B2"


def _replies(sheet: Worksheet, cycle: Cycle, words: Words) -> None:
    _open(sheet, cycle.questions, words)
    for column, width in zip("ABC", (46, 80, 30), strict=True):
        sheet.column_dimensions[column].width = width
    for reply in cycle.replies:
        for part in _parts([reply.question, reply.text or cycle.no_reply, reply.party]):
            _append(sheet, part)


def _open(sheet: Worksheet, name: str, words: Words) -> None:
    """Name the sheet (at most 31 characters, some forbidden) and turn it as the language runs."""
    sheet.title = _FORBIDDEN_IN_NAMES.sub(" ", one_line(name))[:31].strip(" '") or "1"
    sheet.sheet_view.rightToLeft = words.rtl
    sheet.sheet_view.showGridLines = False


def _append(sheet: Worksheet, values: Iterable[Value]) -> list[Cell]:
    """A row of cells, each with the type of its value: text as text, whatever it looks like."""
    place = sheet.max_row + 1 if sheet.max_row > 1 or sheet["A1"].value is not None else 1
    cells = []
    for column, value in enumerate(values, 1):
        cell = sheet.cell(place, column)
        if isinstance(value, str):
            cell.value = value[:CELL_LIMIT]
            cell.data_type = "s"
            cell.quotePrefix = value[:1] in "=+-@"  # stays text when somebody edits it
        else:
            cell.value = value
        cell.font, cell.border = _BODY, _HAIRLINE
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        cells.append(cell)
    return cells
