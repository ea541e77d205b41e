"""The form as an Excel workbook: items on one sheet, questions on another, the guide on the last.

The sheets are not protected. Excel sorts and deletes no rows with locked cells, whatever its
protection allows, and whoever passes rows on to colleagues would meet a wall; nothing is lost by an
edit, for what is not to be filled in is not read back, and a reference tells if it was changed.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from quintet.followup.documents.form import (
    DAYS,
    PROGRESS,
    QUESTION,
    RESPONSE,
    Form,
    FormLine,
    FormWords,
)
from quintet.followup.documents.legible import legible, one_line
from quintet.followup.documents.workbook import (
    BODY,
    HEAD,
    INK,
    SOFT,
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

_FIELDS = (*RESPONSE, *PROGRESS)
_WIDTHS = {
    "answer": 20,
    "reason": 34,
    "plan": 44,
    "responsible": 22,
    "due_on": 13,
    "status": 20,
    "text": 48,
    "as_at": 13,
    "evidence": 32,
    "reply": 90,
}
_HEAD_ROW = 3
_ROOM = 3  # lines, at least, to write in
_FILL_HEAD = Font(name="Arial", size=9, bold=True, color=INK)
_NOTE = Font(name="Arial", size=8, color=SOFT)
_BOX = Border(*(Side("thin", color="FF767D86") for _ in range(4)))
_QUIET = PatternFill("solid", fgColor="FFF5F3EE")
_FIRST_DAY, _LAST_DAY = date(1945, 10, 24), date(2099, 12, 31)
_FIRST_YEAR = 1900  # of Excel's calendar


def to_xlsx(form: Form) -> bytes:
    """The form as a workbook: lists to choose from, dates that are dates. Same form, same bytes.

    Text that is longer than a cell can hold is cut; when it returns, it is refused as too long.
    """
    workbook = Workbook()
    words = form.words
    first = workbook.active
    guide = workbook.create_sheet()
    lists = _guide(guide, form)
    if form.questions:
        sheet = workbook.create_sheet(index=1) if form.lines else first
        open_sheet(sheet, words.questions, words.rtl)
        asked = [((line.reference, line.text), {"reply": line.reply}) for line in form.questions]
        _fill(sheet, form, ((words.reference, 15), (words.question, 60)), QUESTION, asked)
    if form.lines or not form.questions:
        open_sheet(first, words.title, words.rtl)
        items = [((line.reference, line.number, _item(line)), line.cells) for line in form.lines]
        fixed = ((words.reference, 15), (words.number, 7), (words.item, 48))
        _fill(first, form, fixed, _FIELDS, items)
        _offer(first, lists, len(fixed))
    return save(workbook, words.language, f"{words.title} – {form.heading}", form.made_on)


def _fill(
    sheet: Worksheet,
    form: Form,
    fixed: Sequence[tuple[str, int]],
    fields: Sequence[str],
    rows: Sequence[tuple[tuple[str, ...], Mapping[str, str]]],
) -> None:
    """What the form is about, the heads, then the rows: what is fixed first, what to fill in last."""
    words = form.words
    widths = [width for _, width in fixed] + [_WIDTHS[field] for field in fields]
    _line(sheet, f"{words.title} – {form.heading}", TITLE)
    _line(sheet, f"{form.party} · {form.dates}", BODY)
    heads = [head for head, _ in fixed] + [words.heads[field] for field in fields]
    for column, cell in enumerate(append(sheet, [cell_text(one_line(head)) for head in heads])):
        cell.font, cell.border = (HEAD if column < len(fixed) else _FILL_HEAD), STRONG
        cell.alignment = Alignment(wrap_text=True, vertical="bottom")
    for given, cells in rows:
        values: list[Value] = [cell_text(text) for text in given]
        values += [_value(words, field, cells.get(field, "")) for field in fields]
        line = append(sheet, values)
        _dress(line, len(fixed))
        fit(line, widths, _ROOM)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, len(fixed) + 1)
    sheet.auto_filter.ref = f"A{_HEAD_ROW}:{get_column_letter(len(widths))}{sheet.max_row}"
    on_paper(sheet, _HEAD_ROW)


def _value(words: FormWords, field: str, told: str) -> Value:
    """What stands in a cell: a word to choose, a date, or text."""
    if field == "answer":
        return words.answers.get(told) or None
    if field == "status":
        return words.statuses.get(told) or None
    if field in DAYS and told:
        day = date.fromisoformat(told)
        return day if day.year >= _FIRST_YEAR else told
    return cell_text(told) or None


def _item(line: FormLine) -> str:
    title, text = one_line(line.title), legible(line.text)
    whole = text if title in ("", one_line(text)) else f"{title}\n{text}"
    return "\n".join(filter(None, (whole, one_line(line.source))))


def _dress(cells: Sequence[Cell], fixed: int) -> None:
    """What is fixed is quiet, what to fill in stands in boxes."""
    for cell in cells[:fixed]:
        cell.fill = _QUIET
    cells[0].font = _NOTE
    for cell in cells[fixed:]:
        cell.border = _BOX


def _line(sheet: Worksheet, words: str, font: Font) -> None:
    cell = append(sheet, [cell_text(one_line(words))])[0]
    cell.font, cell.border, cell.alignment = font, Border(), Alignment(wrap_text=False)


def _guide(sheet: Worksheet, form: Form) -> dict[str, str]:
    """How to fill the form in, and the words to choose from. Gives the cells that hold them."""
    words = form.words
    open_sheet(sheet, words.how, words.rtl)
    sheet.column_dimensions["A"].width = 110
    _line(sheet, words.how, TITLE)
    for sentence in words.guide:
        append(sheet, [cell_text(one_line(sentence))])[0].border = Border()
    lists = {}
    for field, choices in (("answer", words.answers), ("status", words.statuses)):
        append(sheet, [cell_text(one_line(words.heads[field]))])[0].font = _FILL_HEAD
        first = sheet.max_row + 1
        for word in choices.values():
            append(sheet, [word])
        lists[field] = f"{quote_sheetname(sheet.title)}!$A${first}:$A${sheet.max_row}"
    return lists


def _offer(sheet: Worksheet, lists: Mapping[str, str], fixed: int) -> None:
    """Answers and statuses are chosen from a list, dates are dates: Excel refuses anything else."""
    for column, field in enumerate(_FIELDS, fixed + 1):
        if field in lists:
            offer = DataValidation("list", formula1=lists[field], showErrorMessage=True)
        elif field in DAYS:
            first, last = (to_excel(day) for day in (_FIRST_DAY, _LAST_DAY))
            offer = DataValidation(
                "date", operator="between", formula1=first, formula2=last, showErrorMessage=True
            )
        else:
            continue
        letter = get_column_letter(column)
        offer.add(f"{letter}{_HEAD_ROW + 1}:{letter}{max(sheet.max_row, _HEAD_ROW + 1)}")
        sheet.add_data_validation(offer)
