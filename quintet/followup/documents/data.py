"""The report as data: CSV (RFC 4180) and JSON (RFC 8259), with codes as well as words.

Column and key names are the same in every language, so that a script reads any of them.
"""

import csv
import json
import re
from dataclasses import asdict, fields
from datetime import date
from io import StringIO
from typing import Any

from quintet.followup.documents.legible import legible
from quintet.followup.documents.report import Note, Report, Row

COLUMNS = tuple(field.name for field in fields(Row))
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def to_csv(report: Report) -> bytes:
    r"""One line for every item and addressee: UTF-8 with a byte order mark, CRLF between lines.

    Several names in a cell stand on a line each; a note is a line "date: text", its evidence
    beneath. A cell that a spreadsheet would take for a formula (it begins with = + - @ or a tab)
    gets an apostrophe before it, as does one that begins with apostrophes and then one of these:
    to read a cell back, drop one apostrophe where `'*[=+\-@\t]` matches behind it.
    """
    table = StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in report.rows:
        writer.writerow([_cell(getattr(row, column)) for column in COLUMNS])
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def _cell(value: str | date | tuple[str | Note, ...] | None) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        value = "\n".join(_note(part) if isinstance(part, Note) else part for part in value)
    text = legible(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _note(note: Note) -> str:
    return "\n".join([f"{note.as_at.isoformat()}: {note.text}", *note.evidence])


def to_json(report: Report) -> bytes:
    """The whole report as one object, keys in a fixed order, dates as ISO 8601 writes them."""
    words = report.words
    whole = {
        "title": words.title,
        "heading": report.heading,
        "subtitle": report.subtitle,
        "language": words.language,
        "as_at": report.as_at,
        "issued_on": report.issued_on,
        "lede": report.lede,
        "counts": [asdict(count) for count in report.counts],
        "rows": [asdict(row) for row in report.rows],
        "links": dict(sorted(report.links.items())),
    }
    return json.dumps(_plain(whole), ensure_ascii=False, indent=2).encode() + b"\n"


def _plain(value: Any) -> Any:
    """The value in the types of JSON, its text legible."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {legible(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
