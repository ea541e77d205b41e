"""The report as data: CSV (RFC 4180) and JSON (RFC 8259), with codes as well as words.

Column and key names are the same in every language, so that a script reads any of them. The report
of a reporting cycle has more: what each row was asked, who was asked, and every word that it is
printed with, so that it can be printed again as it was.
"""

import csv
import json
import re
from dataclasses import asdict, fields
from datetime import date
from io import StringIO
from typing import Any

from quintet.followup.documents.legible import legible
from quintet.followup.documents.report import (
    Asked,
    Count,
    Cycle,
    Note,
    Reply,
    Report,
    Row,
    Words,
)

OF_A_CYCLE = ("asked", "asked_label")  # columns of the report of a cycle only
COLUMNS = tuple(field.name for field in fields(Row) if field.name not in OF_A_CYCLE)
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
    columns = COLUMNS + (OF_A_CYCLE if report.cycle else ())
    writer.writerow(columns)
    for row in report.rows:
        writer.writerow([csv_cell(getattr(row, column)) for column in columns])
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def csv_cell(value: str | date | tuple[str | Note, ...] | None) -> str:
    """A value as a cell of a CSV file, which no spreadsheet runs as a formula."""
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
        "rows": [_row(row, report.cycle) for row in report.rows],
        "links": dict(sorted(report.links.items())),
    }
    if report.cycle:
        whole |= {"cycle": asdict(report.cycle), "words": asdict(words)}
    return json.dumps(plain(whole), ensure_ascii=False, indent=2).encode() + b"\n"


def _row(row: Row, cycle: Cycle | None) -> dict[str, Any]:
    told = asdict(row)
    return told if cycle else {name: told[name] for name in COLUMNS}


def report_from_json(data: bytes) -> Report:
    """The report of a cycle out of what `to_json` wrote of it: to_json of it gives `data` again.

    Raises ValueError for what is no report of a cycle: that does not hold the words that it is
    printed with.
    """
    told = json.loads(data)
    if not isinstance(told, dict) or not {"cycle", "words"} <= told.keys():
        raise ValueError("This is not the JSON of a reporting cycle's report.")
    cycle = told["cycle"]
    return Report(
        words=Words(**told["words"]),
        heading=told["heading"],
        subtitle=told["subtitle"],
        as_at=date.fromisoformat(told["as_at"]),
        issued_on=date.fromisoformat(told["issued_on"]),
        rows=tuple(_row_from(one) for one in told["rows"]),
        counts=tuple(Count(**one) for one in told["counts"]),
        lede=told["lede"],
        links=told["links"],
        cycle=Cycle(
            **cycle
            | {
                "heads": tuple(cycle["heads"]),
                "parties": tuple(Asked(**one) for one in cycle["parties"]),
                "replies": tuple(Reply(**one) for one in cycle["replies"]),
            }
        ),
    )


def _row_from(told: dict[str, Any]) -> Row:
    due_on = told["due_on"]
    return Row(
        **told
        | {
            "co_addressees": tuple(told["co_addressees"]),
            "responsible": tuple(told["responsible"]),
            "due_on": date.fromisoformat(due_on) if due_on else None,
            "notes": tuple(
                Note(date.fromisoformat(n["as_at"]), n["date"], n["text"], tuple(n["evidence"]))
                for n in told["notes"]
            ),
        }
    )


def plain(value: Any) -> Any:
    """The value in the types of JSON, its text legible."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {legible(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value
