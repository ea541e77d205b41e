"""What has changed, as data: CSV (RFC 4180) and JSON (RFC 8259), and every format it goes out in."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from typing import Any

from quintet.followup.documents.changes import Change, Differences
from quintet.followup.documents.changes_word import to_docx
from quintet.followup.documents.data import csv_cell, plain

COLUMNS = (
    "kind", "kind_label", "item", "number", "title", "source", "addressee", "addressee_code",
    "was", "now", "reason", "was_on", "now_on",
)  # fmt: skip


def told(change: Change, found: Differences) -> dict[str, Any]:
    """One change as data: codes and labels, and the row that it is of by its names."""
    row = change.row
    return {
        "kind": str(change.kind),
        "kind_label": found.terms.kinds[change.kind],
        **{name: getattr(row, name) for name in COLUMNS[2:8]},
        **{name: getattr(change, name) for name in COLUMNS[8:]},
    }


def to_csv(found: Differences) -> bytes:
    """A line for every change: UTF-8 with a byte order mark, cells as the report's CSV has them."""
    table = StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for change in found.changes:
        writer.writerow([csv_cell(value) for value in told(change, found).values()])
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def whole(found: Differences) -> dict[str, Any]:
    """The differences in the types of JSON, keys in a fixed order, dates as ISO 8601 writes them."""
    return plain(
        {
            "title": found.words.title,
            "between": found.words.as_at,
            "heading": found.heading,
            "subtitle": found.subtitle,
            "language": found.words.language,
            "issued_on": found.issued_on,
            "lede": found.lede,
            "changes": [told(change, found) for change in found.changes],
        }
    )


def to_json(found: Differences) -> bytes:
    return json.dumps(whole(found), ensure_ascii=False, indent=2).encode() + b"\n"


CHANGE_FORMATS: dict[str, tuple[str, Callable[[Differences], bytes]]] = {
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        to_docx,
    ),
    "csv": ("text/csv; charset=utf-8", to_csv),
    "json": ("application/json", to_json),
}
