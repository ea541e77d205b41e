"""Every format that a report comes out in: its media type, and what writes it."""

from collections.abc import Callable

from quintet.followup.documents.data import to_csv, to_json
from quintet.followup.documents.pdf import to_pdf
from quintet.followup.documents.report import Report
from quintet.followup.documents.sheet import to_xlsx
from quintet.followup.documents.word import to_docx

FORMATS: dict[str, tuple[str, Callable[[Report], bytes]]] = {
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        to_docx,
    ),
    "pdf": ("application/pdf", to_pdf),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
    "csv": ("text/csv; charset=utf-8", to_csv),
    "json": ("application/json", to_json),
}
