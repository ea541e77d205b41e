"""Every format that a form goes out in: its media type, and what writes it."""

from collections.abc import Callable

from quintet.followup.documents import form_data, form_sheet, form_word
from quintet.followup.documents.form import Form

FORM_FORMATS: dict[str, tuple[str, Callable[[Form], bytes]]] = {
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        form_word.to_docx,
    ),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        form_sheet.to_xlsx,
    ),
    "csv": ("text/csv; charset=utf-8", form_data.to_csv),
}
