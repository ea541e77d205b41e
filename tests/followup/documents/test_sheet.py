"""The workbook: text stays text, dates are dates, nothing is lost."""

import io
import re
from dataclasses import replace
from datetime import datetime
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from quintet.followup.documents.legible import legible
from quintet.followup.documents.report import Report
from quintet.followup.documents.sheet import CELL_LIMIT, WIDTHS, to_xlsx
from tests.followup.documents import sample
from tests.followup.documents.strategies import REPORTS

NUMBER, RECOMMENDATION, RESPONSE, ANSWER, CLAIMED, DUE, ID = 0, 1, 5, 6, 7, 9, 11


def sheets(report: Report) -> tuple[Worksheet, Worksheet]:
    rows, summary = load_workbook(io.BytesIO(to_xlsx(report))).worksheets
    return rows, summary


def read(value: object) -> object:
    """A cell's value as Excel shows it: its escapes (ECMA-376, ST_Xstring) resolved."""
    if not isinstance(value, str):
        return value
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), value)


@settings(max_examples=60)
@given(REPORTS)
def test_the_workbook_gives_back_what_was_written_and_nothing_is_a_formula(report: Report) -> None:
    rows, _ = sheets(report)
    lines = list(rows.iter_rows(min_row=2))
    assert not [cell for line in lines for cell in line if cell.data_type == "f"]
    for line, row in zip(lines, report.rows, strict=False):
        assert read(line[NUMBER].value) == (legible(row.number) or None)
        assert read(line[RESPONSE].value) == (legible(row.response_label) or None)
        assert read(line[ANSWER].value) == (legible(row.response_text) or None)
        assert read(line[CLAIMED].value) == (legible(row.claimed_label) or None)
        due = line[DUE].value
        assert (due.date() if isinstance(due, datetime) else due) == row.due_on
    assert len(lines) == max(1, len(report.rows))


def test_what_looks_like_a_formula_stays_text_even_when_edited() -> None:
    row = replace(sample.rows("en")[0], response_text='=HYPERLINK("http://example.org")')
    cell = sheets(sample.report("en", (row,)))[0].cell(2, ANSWER + 1)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


@pytest.mark.parametrize("word", ["#REF!", "TRUE", "007", "1e5", "2018-12-31"])
def test_what_looks_like_a_number_a_date_or_an_error_stays_text(word: str) -> None:
    row = replace(sample.rows("en")[0], number=word)
    cell = sheets(sample.report("en", (row,)))[0].cell(2, 1)
    assert (cell.value, cell.data_type) == (word, "s")


def test_deadlines_are_dates_that_can_be_sorted() -> None:
    cell = sheets(sample.report("fr"))[0].cell(2, DUE + 1)
    assert cell.is_date
    assert cell.value == datetime(2018, 2, 28)


def test_text_longer_than_a_cell_goes_on_in_the_row_beneath() -> None:
    text = "".join(chr(0x4E00 + place % 20_000) for place in range(100_000))
    row = replace(sample.rows("zh-hans")[0], response_text=text)
    rows = list(sheets(sample.report("zh-hans", (row,)))[0].iter_rows(min_row=2, values_only=True))
    assert len(rows) == -(-len(text) // CELL_LIMIT)
    assert "".join(line[ANSWER] for line in rows) == text
    assert {(line[NUMBER], line[ID]) for line in rows} == {("1", "evaluation-2017-1 unece")}


@pytest.mark.parametrize("language", sample.LANGUAGES)
def test_the_head_stays_in_sight_and_every_column_can_be_filtered(language: str) -> None:
    rows, summary = sheets(sample.report(language))
    assert rows.freeze_panes == "C2"
    assert rows.auto_filter.ref == "A1:L6"
    assert rows.print_title_rows == "$1:$1"
    heads = [cell.value for cell in rows[1]]
    assert len(heads) == len(set(heads)) == len(WIDTHS)
    assert rows.sheet_view.rightToLeft is summary.sheet_view.rightToLeft is (language == "ar")


def test_the_summary_counts_in_numbers_and_says_of_what() -> None:
    lines = list(sheets(sample.report("en"))[1].iter_rows(values_only=True))
    assert ("● Implemented (claimed)", 1, 3, "of what was accepted in whole or in part") in lines


def test_an_empty_report_says_that_there_is_nothing() -> None:
    rows, _ = sheets(sample.report("es", ()))
    assert rows.cell(2, 2).value == sample.PHRASES["es"].words.nothing


def test_the_workbook_is_dated_to_the_day_of_issue() -> None:
    data = to_xlsx(sample.report("en"))
    book = load_workbook(io.BytesIO(data))
    assert book.properties.created == book.properties.modified == datetime(2026, 11, 22)
    assert {entry.date_time for entry in ZipFile(io.BytesIO(data)).infolist()} == {
        (2026, 11, 22, 0, 0, 0)
    }


def test_a_name_that_excel_forbids_becomes_one_that_it_takes() -> None:
    report = sample.report("en")
    words = replace(report.words, title="[a]/b:c*?" + "x" * 40, summary="''")
    rows, summary = sheets(replace(report, words=words))
    assert rows.title == "a  b c" + " " * 2 + "x" * 22
    assert summary.title == "1"
