"""An answer as a file: what is seen is what is in it, to the last digit."""

import csv
import io
import json
from decimal import Decimal

import duckdb
import pytest
from openpyxl import load_workbook

from quintet.cube.engine.questions import Question, ask
from quintet.cube.engine.questions.formats import FORMATS, facts, table
from tests.cube.figures import TODAY, cube, revenue


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    world = cube(
        tmp_path_factory.mktemp("cube"),
        full=[
            revenue("WHO", "9007199254740.93", "R01", contributor='=HYPERLINK("x")'),
            revenue("WHO", "-4.5", "R04B", contributor="@Home, Inc.", year="2020"),
            revenue("ILO", "1", "R01"),
        ],
    )
    question = Question.parse(
        "measure=revenue&rows=contributor,entity&columns=year&shares=total&change=difference"
        "&elimination=entities"
    )
    return ask(question, *world, today=TODAY)


def made(answer, kind, language="en"):
    return FORMATS[kind].write(answer, language)


def test_the_table_has_every_line_and_column_that_is_seen(answer):
    shown = table(answer)
    assert shown.heads[:4] == ("contributor", "entity", "entity_name", "2021")
    assert len(shown.heads) == 3 + 3 * len(answer.columns)
    assert [row[0] for row in shown.body] == ['=HYPERLINK("x")'] * 2 + ["not told"] * 2 + ["total"]
    assert shown.body[0][1:4] == ("WHO", "", Decimal("9007199254740.93"))


def test_csv_reads_back_exactly_and_starts_no_formula(answer):
    text = made(answer, "csv").decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    shown = table(answer)
    assert len(read) == 1 + len(shown.body)
    assert read[1][0] == """'=HYPERLINK("x")"""
    for line, row in zip(read[1:], shown.body, strict=True):
        numbers = [Decimal(text) if text else None for text in line[3:]]
        assert numbers == list(row[3:])
    assert not [one for row in read for one in row if one.startswith(("=", "@", "+"))]


def test_json_reads_back_exactly_with_what_is_told_beside(answer):
    told = json.loads(made(answer, "json"))
    cells = {
        ((one["contributor"], one["entity"]), (one["year"],)): Decimal(one["value"])
        for one in told["cells"]
    }
    assert cells == {key: cell.value for key, cell in answer.cells.items()}
    assert told["eliminated"] == "-4.50"
    assert told["question"] == str(answer.question)
    assert told["vintage"][0]["version"] == 1
    assert told["notes"] == [note.told() for note in answer.notes] != []
    assert told["names"]["contributor"]["~"] == "not told"


def test_parquet_reads_back_exactly_with_what_is_told_beside(answer, tmp_path):
    path = tmp_path / "answer.parquet"
    path.write_bytes(made(answer, "parquet"))
    with duckdb.connect() as connection:
        found = connection.read_parquet(str(path)).fetchall()
        [(beside,)] = connection.execute(
            "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'quintet'",
            [str(path)],
        ).fetchall()
    cells = {((one[0], one[1]), (one[2],)): one[3] for one in found}
    assert cells == {key: cell.value for key, cell in answer.cells.items()}
    assert json.loads(beside)["question"] == str(answer.question)


def test_excel_reads_back_with_numbers_as_numbers_and_no_formula(answer):
    workbook = load_workbook(io.BytesIO(made(answer, "xlsx", "ar")))
    sheet, beside = workbook.worksheets
    assert sheet.sheet_view.rightToLeft
    shown = table(answer, "ar")
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == shown.heads
    for read, row in zip(rows[1:], shown.body, strict=True):
        # Excel's numbers are binary: fifteen digits of each are told
        told = [f"{one:.15g}" if isinstance(one, int | float) else one for one in read[3:]]
        meant = [f"{float(one):.15g}" if one is not None else None for one in row[3:]]
        assert told == meant
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert dict(beside.iter_rows(values_only=True))["question"] == str(answer.question)


def test_without_rows_there_is_one_line_in_every_format(tmp_path):
    world = cube(tmp_path, full=[revenue("WHO", "5", "R01")])
    answer = ask(Question.parse("measure=revenue"), *world, today=TODAY)
    assert table(answer).body == ((Decimal("5.00"),),)
    for kind in FORMATS:
        assert made(answer, kind)
    assert facts(answer, "fr")["currency"] == "USD"


def test_an_answer_without_figures_is_a_file_without_lines(tmp_path):
    world = cube(tmp_path, full=[revenue("WHO", "5", "R01")])
    answer = ask(Question.parse("measure=revenue&rows=goal&entity=ILO"), *world, today=TODAY)
    for kind in FORMATS:
        assert made(answer, kind)
    assert json.loads(made(answer, "json"))["notes"]
