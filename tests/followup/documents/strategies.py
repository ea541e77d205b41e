"""Rows and reports of any content, for property tests: whatever people may have written."""

from datetime import date

from hypothesis import strategies as st

from quintet.followup.documents.report import Note, Report, Row
from tests.followup.documents import sample

ANY_CHARACTER = st.characters(exclude_categories=())  # lone surrogates and controls as well
TRAPS = st.sampled_from(
    [
        "=1+1",
        "'=1",
        "''@x",
        "\t-",
        "+",
        "＝1",
        "_x0041_",
        "#REF!",
        "a\r\nb",
        "\x0b",
        "</w:t>",
        "#panic()",
        "$x$",
        "\u202eabc",
        "مرحبا (A/RES/1) abc",
        "中文，",
        "👩🏽\u200d🚀",
        "\u0378",
        "1/2",
        "{x}",
    ]
)
TEXTS = st.one_of(st.text(ANY_CHARACTER, max_size=40), TRAPS)
DAYS = st.dates(date(1945, 10, 24), date(2100, 1, 1))
NOTES = st.builds(Note, DAYS, TEXTS, TEXTS, st.lists(TEXTS, max_size=2).map(tuple))
ROWS = st.builds(
    Row,
    **dict.fromkeys(
        (
            "item",
            "kind_label",
            "number",
            "paragraph",
            "title",
            "text",
            "source",
            "addressee",
            "addressee_code",
            "response_label",
            "response_text",
            "claimed_label",
            "verified_label",
            "status_text",
            "due_label",
            "late_label",
        ),
        TEXTS,
    ),
    kind=st.just("recommendation"),
    co_addressees=st.lists(TEXTS, max_size=2).map(tuple),
    responsible=st.lists(TEXTS, max_size=2).map(tuple),
    response=st.sampled_from(["awaiting", "accepted", "partially_accepted", "not_relevant"]),
    claimed=st.sampled_from(["", "not_started", "in_progress", "implemented", "continuing"]),
    verified=st.sampled_from(["", "implemented", "not_implemented", "superseded"]),
    due_on=st.none() | DAYS,
    notes=st.lists(NOTES, max_size=2).map(tuple),
)
LANGUAGES = st.sampled_from(sample.LANGUAGES)


def _report(language: str, rows: list[Row], heading: str, lede: str) -> Report:
    base = sample.report(language, tuple(rows))
    return Report(
        base.words, heading, heading, base.as_at, base.issued_on, base.rows, base.counts, lede
    )


REPORTS = st.builds(_report, LANGUAGES, st.lists(ROWS, max_size=3), TEXTS, TEXTS)
