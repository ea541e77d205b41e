"""Whatever the text, intake says something lawful of it, and in time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quintet.followup.intake.candidate import Reading
from quintet.followup.intake.document import Unreadable
from quintet.followup.intake.read import as_json
from tests.followup.intake.known import reading_of

WORDS = st.sampled_from(
    [
        "The Committee:",
        "Requested",
        "Welcomed",
        "and encouraged",
        "the Task Force",
        "to",
        "UNDP",
        ",",
        ".",
        ";",
        "in consultation with",
        "18.",
        "19.",
        "(a)",
        "(i)",
        "-",
        "# ",
        "**",
        "*",
        "\n",
        "\n\n",
        "\t",
        "\n",
        " ",
        "a",
        "Recommendation 1:",
        "Recommendation",
        "Management response",
        "Status",
        "accepted",
        "#",
        "1",
        "2",
        "<p>",
        "</p>",
        "<table>",
        "<td>",
        "by 30 March 2018",
        "at its forty-second session",
        "A/RES/75/1",
        "The General Assembly,",
        "1. Decides",
        "2. Requests",
        "that",
        "should",
        "Task Force on Bees",
        "Report of the Committee on",
        "",
        " a ",
        " b ",
        "\n",
        "---",
        "---",
        "\n",
        "\x0c",
        "(para. 4)",
        "OES (CdC)",
        "委员会：",
        "请",
        "تقرر",
        "1 - ",
        "просит",
        "¹",
        "&amp;",
        "members",
        "HLCM",
        "X",
        "Completed.",
    ]
)
TEXTS = (
    st.lists(WORDS, max_size=60).map(" ".join)
    | st.lists(WORDS, max_size=60).map("".join)
    | st.text(max_size=300)
)


def check(text: str) -> None:
    """Read the text; refusing it with a sentence is lawful, too."""
    try:
        reading = reading_of(text)
    except Unreadable as unreadable:
        refusal = str(unreadable)
    else:
        check_reading(reading)
        return
    assert refusal.endswith(".")


def check_reading(reading: Reading) -> None:
    document = reading.document
    squeezed = "".join(document.text.split())
    for item in reading.items:
        assert 0 <= item.start < item.end <= len(document.text)
        shown = set(document.text[item.start : item.end].split())
        assert set(item.text.split()) <= shown | {"\u2014"}
        for act in item.acts:
            assert item.start <= act.start < act.end <= item.end
            assert act.text.split()[0] in document.text[act.start : act.end]
            assert act.verb in act.text
        for due in item.due:
            assert "".join(due.text.split()) in squeezed
        assert all("".join(unit.split()) in squeezed for unit in item.responsible)
    for left in reading.unread:
        assert 0 <= left.start <= left.end <= len(document.text)
        assert left.why.endswith(".")
    as_json(reading)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_every_reading_is_lawful(text: str) -> None:
    check(text)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(WORDS | st.just(""), min_size=1, max_size=6).map("\t".join), max_size=12).map(
        "\n".join
    )
)
def test_every_table_is_read_lawfully(rows: str) -> None:
    check("No.\tRecommendation\tManagement response\tStatus\n" + rows)


ENDLESS = {
    "spaces": " ",
    "parentheses": "(",
    "digits": "1",
    "numbers": "1. ",
    "dots": ".",
    "the": "the ",
    "committees": "The Committee ",
    "requests": ", and requested the Forum",
    "participles": ", requesting the",
    "companions": ", in consultation with ",
    "brackets": "[",
    "links": "[a](b",
    "stars": "*a ",
    "backticks": "`a",
    "tags": "<b>",
    "symbols": "A/1 (",
    "sessions": "forty-second session ",
    "deadlines": "by the end of ",
    "names": "Task Force on the ",
    "nations": "United Nations System ",
    "should": "UNDP should ",
    "labels": "Recommendation 1: ",
    "cells": "a\t",
    "pipes": "| a ",
    "headings": "# a\n\n",
    "bullets": "- a\n",
    "decisions": "18. Requested the Task Force to act.\n\n",
    "recommendations": "Recommendation 1: Do all of this.\nStatus: open\n\n",
    "hyphens": "a-\n",
    "chinese": "请秘书长",
}


@pytest.mark.parametrize("unit", ENDLESS.values(), ids=ENDLESS.keys())
@pytest.mark.parametrize(
    "before", ["", "# Report of the Board on its second session\n\nThe Board:\n\n1. Agreed "]
)
def test_endless_texts_are_read_in_time(unit: str, before: str) -> None:
    text = before + unit * (30_000 // len(unit))
    begun = time.perf_counter()
    check(text)
    assert time.perf_counter() - begun < 12  # seconds; a second or two on a quiet machine
