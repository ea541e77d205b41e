"""A report that was sent out as Word comes back: intake finds in it what the register had said."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quintet.followup.documents.report import Report, Row
from quintet.followup.documents.word import to_docx
from quintet.followup.intake.candidate import Candidate
from quintet.followup.intake.read import read
from tests.followup.documents import sample

SILENT = {"awaiting": None}  # no answer is read as none
RESPONSES = {"awaiting": None}
STATUSES = {"": None, "continuing": "implemented"}  # what the reader calls them


def found_in(report: Report) -> tuple[Candidate, ...]:
    return read(to_docx(report), name="report.docx").items


def rows_of(report: Report) -> list[Row]:
    """Every row of the report: an item comes back once for each who answers it."""
    return list(report.rows)


@pytest.mark.parametrize("language", sample.LANGUAGES)
def test_the_same_items_come_back_in_every_language(language: str) -> None:
    report = sample.report(language)
    items = found_in(report)
    assert [(item.kind, item.number) for item in items] == [
        ("recommendation", row.number) for row in rows_of(report)
    ]
    for item, row in zip(items, rows_of(report), strict=True):
        assert item.text.startswith(f"{row.title}\n{row.text}")
        assert item.title == row.title
        assert row.source in item.symbols


@pytest.mark.parametrize("language", sample.LANGUAGES)
def test_the_same_responses_come_back_in_every_language(language: str) -> None:
    report = sample.report(language)
    for item, row in zip(found_in(report), rows_of(report), strict=True):
        assert item.response == RESPONSES.get(row.response, row.response)
        assert row.response_text in item.response_text


@pytest.mark.parametrize("language", sample.LANGUAGES)
def test_those_responsible_come_back_addressee_first(language: str) -> None:
    report = sample.report(language)
    for item, row in zip(found_in(report), rows_of(report), strict=True):
        expected = (row.addressee, *row.responsible)
        assert item.responsible[: len(expected)] == expected


@pytest.mark.parametrize("language", sample.LANGUAGES)
def test_the_same_statuses_come_back_in_every_language(language: str) -> None:
    report = replace(
        sample.report(language),
        rows=tuple(replace(row, status_text="") for row in sample.rows(language)),
    )
    assert [item.status for item in found_in(report)] == [
        STATUSES.get(row.claimed, row.claimed) for row in rows_of(report)
    ]


def test_one_item_comes_back_once_for_each_who_answers_it() -> None:
    report = sample.report("en")
    told = [(item.number, item.responsible[0]) for item in found_in(report)]
    assert told == [(row.number, row.addressee) for row in report.rows]


def test_nothing_is_found_in_an_empty_report() -> None:
    assert found_in(sample.report("en", ())) == ()


WORDS = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=12)
SENTENCES = st.lists(WORDS, min_size=4, max_size=12).map(lambda words: " ".join(words) + ".")
NUMBERS = st.integers(1, 400).map(str)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Reports of any words, with numbers and answers as they are."""
    language = draw(st.sampled_from(sample.LANGUAGES))
    say, blank = sample.PHRASES[language], sample.rows(language)[-1]
    answers = {
        "accepted": say.accepted,
        "partially_accepted": say.partially_accepted,
        "not_accepted": say.not_accepted,
        "awaiting": say.no_answer,
    }
    rows = []
    for number in draw(st.lists(NUMBERS, min_size=1, max_size=5, unique=True)):
        response = draw(st.sampled_from(sorted(answers)))
        rows.append(
            replace(
                blank,
                item=f"item-{number}",
                number=number,
                title=draw(SENTENCES),
                text=draw(SENTENCES),
                response=response,
                response_label=answers[response],
                response_text=draw(SENTENCES) if response != "awaiting" else "",
                responsible=("PMU",),
            )
        )
    return sample.report(language, tuple(rows))


@settings(max_examples=60, deadline=None)
@given(reports())
def test_number_and_response_of_any_words_come_back(report: Report) -> None:
    assert [(item.number, item.response) for item in found_in(report)] == [
        (row.number, SILENT.get(row.response, row.response)) for row in report.rows
    ]
