"""The report as an Excel workbook (ECMA-376, section 18): the rows on one sheet, the summary on the
other.

Text stays text: nothing that people wrote is ever a formula. Deadlines are real dates.
"""

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

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
from quintet.followup.documents.workbook import (
    BODY,
    CELL_LIMIT,
    HEAD,
    STRONG,
    TITLE,
    Value,
    append,
    cell_text,
    fit,
    on_paper,
    open_sheet,
    save,
)

WIDTHS = (8, 46, 26, 20, 22, 18, 46, 18, 18, 14, 46, 24)


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
    title = f"{report.words.title} – {report.heading}"
    return save(workbook, report.words.language, title, report.issued_on)


def _rows(sheet: Worksheet, report: Report) -> None:
    words = report.words
    open_sheet(sheet, words.title, words.rtl)
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
            fit(append(sheet, part), widths)
    if not report.rows:
        append(sheet, [None, words.nothing])
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{max(sheet.max_row, 2)}"
    on_paper(sheet, 1)


def _head(sheet: Worksheet, heads: Iterable[str]) -> None:
    for cell in append(sheet, heads):
        cell.font, cell.border = HEAD, STRONG
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
    text = cell_text(value)
    return [text[at : at + CELL_LIMIT] for at in range(0, len(text), CELL_LIMIT)] or [None]


def _summary(sheet: Worksheet, report: Report) -> None:
    words = report.words
    open_sheet(sheet, words.summary, words.rtl)
    for column, width in zip("ABCD", (44, 8, 8, 60), strict=True):
        sheet.column_dimensions[column].width = width
    about = (words.title, report.heading, report.subtitle, words.as_at, words.issued, report.lede)
    for place, text in enumerate(line for line in about if one_line(line)):
        cell = append(sheet, [one_line(text)])[0]
        cell.font, cell.border = (TITLE if place == 0 else BODY), Border()
        cell.alignment = Alignment(wrap_text=False)
    sheet.append([])
    for count in report.counts:
        label, _, whole = tally(count, words)
        append(sheet, [f"{MARKS[count.shape]} {label}", count.count, count.of, whole])


def _parties(sheet: Worksheet, cycle: Cycle, words: Words) -> None:
    open_sheet(sheet, cycle.asked, words.rtl)
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
            append(sheet, part)
    sheet.freeze_panes = "B2"


def _replies(sheet: Worksheet, cycle: Cycle, words: Words) -> None:
    open_sheet(sheet, cycle.questions, words.rtl)
    for column, width in zip("ABC", (46, 80, 30), strict=True):
        sheet.column_dimensions[column].width = width
    for reply in cycle.replies:
        for part in _parts([reply.question, reply.text or cycle.no_reply, reply.party]):
            append(sheet, part)
