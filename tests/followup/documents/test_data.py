"""The report as data: what goes in comes out again, and no spreadsheet runs it."""

import csv
import io
import json
import re
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given

from quintet.followup.documents.data import COLUMNS, OF_A_CYCLE, to_csv, to_json
from quintet.followup.documents.legible import legible
from quintet.followup.documents.report import Count, Note, Report, Row
from tests.followup.documents import sample
from tests.followup.documents.strategies import REPORTS

NEUTRALIZED = re.compile("'('*[=+\\-@\t\r\n＝＋－＠])")


def read_csv(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    return [
        {
            name: NEUTRALIZED.sub(r"\1", cell, count=1) if NEUTRALIZED.match(cell) else cell
            for name, cell in row.items()
        }
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def same_row(row: Row) -> dict:
    """The row in the types of JSON."""
    values = {}
    for field in fields(Row):
        if field.name in OF_A_CYCLE:
            continue
        value = getattr(row, field.name)
        if isinstance(value, str):
            value = legible(value)
        elif isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, tuple):
            value = [
                {
                    "as_at": part.as_at.isoformat(),
                    "date": legible(part.date),
                    "text": legible(part.text),
                    "evidence": [legible(name) for name in part.evidence],
                }
                if isinstance(part, Note)
                else legible(part)
                for part in value
            ]
        values[field.name] = value
    return values


@given(REPORTS)
def test_json_gives_back_every_row_whatever_was_written(report: Report) -> None:
    data = json.loads(to_json(report))
    assert data["rows"] == [same_row(row) for row in report.rows]
    assert data["heading"] == legible(report.heading)
    assert data["as_at"] == report.as_at.isoformat()


@given(REPORTS)
def test_csv_gives_back_the_words_and_codes_of_every_row(report: Report) -> None:
    lines = read_csv(to_csv(report))
    assert len(lines) == len(report.rows)
    for line, row in zip(lines, report.rows, strict=True):
        for name in ("item", "number", "title", "text", "response_text", "claimed", "addressee"):
            assert line[name] == legible(getattr(row, name))
        assert line["due_on"] == (row.due_on.isoformat() if row.due_on else "")


@given(REPORTS)
def test_no_cell_of_the_csv_begins_as_a_formula_does(report: Report) -> None:
    cells = csv.reader(io.StringIO(to_csv(report).decode("utf-8-sig"), newline=""))
    assert not [cell for line in cells for cell in line if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]


def test_json_says_how_many_of_how_many_and_of_what() -> None:
    counts = json.loads(to_json(sample.report("en")))["counts"]
    assert {"code", "label", "count", "of", "of_label", "shape"} == set(counts[0])
    assert [(one["count"], one["of"]) for one in counts[:2]] == [(2, 5), (1, 5)]


def test_keys_and_columns_are_the_same_in_every_language() -> None:
    keys = {tuple(json.loads(to_json(sample.report(one)))) for one in sample.LANGUAGES}
    heads = {to_csv(sample.report(one)).splitlines()[0] for one in sample.LANGUAGES}
    assert len(keys) == len(heads) == 1
    assert COLUMNS[0] == "item"


def test_several_names_stand_on_a_line_each_and_notes_with_their_date_and_evidence() -> None:
    first = read_csv(to_csv(sample.report("en")))[0]
    assert first["responsible"] == "OES (CdC)\nPMU"
    assert "2018-12-15: The shared space is open" in first["notes"]
    assert first["notes"].endswith("minutes-2018.pdf")


def test_lines_of_the_csv_end_as_rfc_4180_says() -> None:
    data = to_csv(sample.report("en", ()))
    assert data.count(b"\r\n") == 1
    assert data.endswith(b"\r\n")


@pytest.mark.parametrize("on", [date(1945, 10, 24), date(2026, 11, 22)])
def test_dates_are_written_as_iso_8601_says(on: date) -> None:
    row = replace(sample.rows("ar")[0], due_on=on)
    report = replace(sample.report("ar", (row,)), counts=(Count("a", "b", 1, 2, "c", "silent"),))
    assert json.loads(to_json(report))["rows"][0]["due_on"] == on.isoformat()
