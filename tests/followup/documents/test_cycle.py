"""The report of a reporting cycle: who was asked, who was silent, what was replied, in every format.

And the law of the snapshot: what was kept as JSON is printed again as it was.
"""

import csv
import io
import json
from dataclasses import replace

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from quintet.followup.documents.data import report_from_json, to_csv, to_json
from quintet.followup.documents.formats import FORMATS
from quintet.followup.documents.report import Asked, Cycle, Reply, Report
from quintet.followup.intake.read import read
from tests.followup.documents import sample
from tests.followup.documents.strategies import REPORTS, TEXTS

STATES = {"silent": "Silent", "started": "In preparation", "answered": "Answered", "": ""}
CYCLE = Cycle(
    state="In this cycle",
    asked="Who was asked",
    heads=("Party", "Asked", "Answered", "In preparation", "Silent", "Signed"),
    questions="Questions of the cycle",
    no_reply="No answer",
    parties=(
        Asked("Food and Agriculture Organization", "organization:FAO", 1200, 1000, 150, 50, "30 July"),
        Asked("منظمة الصحة العالمية", "organization:WHO", 2, 0, 0, 2),
    ),
    replies=(
        Reply("What stood in the way?", "Food and Agriculture Organization", "organization:FAO", "Time.\nMoney."),
        Reply("What stood in the way?", "منظمة الصحة العالمية", "organization:WHO", ""),
        Reply("What helps?", "Food and Agriculture Organization", "organization:FAO", "=1+1"),
    ),
)  # fmt: skip


def report(language: str = "en", cycle: Cycle = CYCLE) -> Report:
    plain = sample.report(language)
    states = [*STATES] * len(plain.rows)
    rows = [
        replace(row, asked=state, asked_label=STATES[state])
        for row, state in zip(plain.rows, states, strict=False)
    ]
    return replace(plain, rows=tuple(rows), cycle=cycle)


REPORTS_OF_CYCLES = st.builds(
    lambda plain, text: replace(
        plain,
        cycle=replace(CYCLE, state=text, replies=(Reply(text, text, text, text),)),
        rows=tuple(replace(row, asked="silent", asked_label=text) for row in plain.rows),
    ),
    REPORTS,
    TEXTS,
)


def lines_of(data: bytes) -> list[str]:
    """Every paragraph of a Word file in its order, those of cells as well."""
    return [
        "".join(node.itertext("{*}t")) for node in Document(io.BytesIO(data)).element.iter("{*}p")
    ]


@given(REPORTS_OF_CYCLES)
def test_what_was_kept_as_json_is_the_same_json_again(told: Report) -> None:
    kept = to_json(told)
    assert to_json(report_from_json(kept)) == kept


@pytest.mark.parametrize("language", sample.LANGUAGES)
@pytest.mark.parametrize("name", FORMATS)
def test_what_was_kept_as_json_is_printed_as_the_report_itself(language: str, name: str) -> None:
    told = report(language)
    _kind, write = FORMATS[name]
    assert report_from_json(to_json(told)) == told
    assert write(report_from_json(to_json(told))) == write(told)


def test_a_report_of_no_cycle_is_not_taken_for_a_snapshot() -> None:
    for data in (to_json(sample.report("en")), b"[]"):
        with pytest.raises(ValueError, match="not the JSON of a reporting cycle's report"):
            report_from_json(data)


def test_a_report_of_no_cycle_says_nothing_of_cycles() -> None:
    plain = sample.report("en")
    assert '"asked"' not in to_json(plain).decode()
    assert "asked" not in to_csv(plain).decode().splitlines()[0]
    assert json.loads(to_json(plain)).keys() == json.loads(to_json(report())).keys() - {
        "cycle",
        "words",
    }


def test_csv_says_of_every_row_what_it_has_said_in_the_cycle() -> None:
    lines = list(csv.DictReader(io.StringIO(to_csv(report()).decode("utf-8-sig"), newline="")))
    told = [(line["asked"], line["asked_label"]) for line in lines]
    assert told[:4] == list(STATES.items())


def test_word_tells_the_state_of_each_row_then_the_parties_then_the_replies() -> None:
    lines = lines_of(FORMATS["docx"][1](report()))
    assert "In this cycle: ◌ Silent" in lines
    assert "In this cycle: ◐ In preparation" in lines
    assert "In this cycle: ■ Answered" in lines
    start = lines.index("Who was asked")
    told = [line for line in lines[start:] if line]
    assert told[:19] == [
        "Who was asked", *CYCLE.heads,
        "Food and Agriculture Organization", "1,200", "1,000", "150", "50", "30 July",
        "منظمة الصحة العالمية", "2", "0", "0", "2", "—",
    ]  # fmt: skip
    assert told[19:] == [
        "Questions of the cycle",
        "What stood in the way?", "Food and Agriculture Organization", "Time.", "Money.",
        "منظمة الصحة العالمية", "◌ No answer",
        "What helps?", "Food and Agriculture Organization", "=1+1",
    ]  # fmt: skip


def test_a_cycle_that_asks_for_no_signature_has_no_column_for_it() -> None:
    unsigned = replace(CYCLE, heads=CYCLE.heads[:5])
    assert "30 July" not in "".join(lines_of(FORMATS["docx"][1](report(cycle=unsigned))))
    book = load_workbook(io.BytesIO(FORMATS["xlsx"][1](report(cycle=unsigned))))
    assert book["Who was asked"].max_column == 5


def test_excel_has_the_state_beside_the_row_and_sheets_of_parties_and_replies() -> None:
    book = load_workbook(io.BytesIO(FORMATS["xlsx"][1](report())))
    rows, _summary, parties, replies = book.worksheets
    heads, first, *_more = rows.iter_rows(values_only=True)
    assert dict(zip(heads, first, strict=True))["In this cycle"] == "Silent"
    assert heads[-1] == "id"
    assert list(parties.iter_rows(values_only=True)) == [
        CYCLE.heads,
        ("Food and Agriculture Organization", 1200, 1000, 150, 50, "30 July"),
        ("منظمة الصحة العالمية", 2, 0, 0, 2, None),
    ]
    assert [line[1] for line in replies.iter_rows(values_only=True)] == [
        "Time.\nMoney.",
        "No answer",
        "=1+1",
    ]
    assert replies["B3"].data_type == "s"


@pytest.mark.parametrize("language", sample.LANGUAGES)
def test_intake_finds_in_it_what_it_finds_without_the_cycle(language: str) -> None:
    def found(told: Report) -> list[tuple]:
        items = read(FORMATS["docx"][1](told), name="report.docx").items
        return [(one.number, one.text, one.response, one.status, one.responsible) for one in items]

    assert found(report(language)) == found(sample.report(language))
