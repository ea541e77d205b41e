"""What goes out comes back: in every format and language, whatever people wrote."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quintet.followup.documents.form import DAYS, PARTS, FormLine, QuestionLine
from quintet.followup.documents.reference import reference
from quintet.followup.rules import RowState, merge, same
from tests.followup.documents import form_sample as sample
from tests.followup.documents.strategies import TEXTS
from tests.followup.intake.forms import KINDS, read, sent

CHOICES = {"answer": sample.ANSWERS, "status": sample.STATUSES}
DATES = st.just("") | st.dates(date(1945, 10, 24), date(2099, 12, 31)).map(date.isoformat)


def _value(field: str) -> st.SearchStrategy[str]:
    if field in CHOICES:
        return st.sampled_from(["", *CHOICES[field]])
    return DATES if field in DAYS else TEXTS


def _cells(*parts: str) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({f: _value(f) for part in parts for f in PARTS[part]})


CELLS = _cells("response", "progress")
LANGUAGES = st.sampled_from(sample.LANGUAGES)


def _form(language: str, told: list[dict[str, str]], reply: str, text: str):
    lines = (
        FormLine(reference(sample.CODE, number), str(number), text, text, text, cells)
        for number, cells in enumerate(told, 1)
    )
    asked = QuestionLine(reference(sample.CODE, len(told) + 1), text, reply)
    return replace(sample.form(language), lines=tuple(lines), questions=(asked,))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(LANGUAGES, st.lists(CELLS, min_size=1, max_size=3), TEXTS, TEXTS)
def test_a_form_that_nobody_filled_in_changes_nothing(
    kind: str, language: str, told: list[dict[str, str]], reply: str, text: str
):
    file = read(sent(kind, _form(language, told, reply, text)))
    assert file.refused == ()
    assert [line.number for line in file.lines] == list(range(1, len(told) + 2))
    for line, cells in zip(file.lines, [*told, {"reply": reply}], strict=True):
        merged = merge(cells, line.cells, cells)
        assert merged.state is RowState.UNCHANGED, (line.cells, cells)
        assert set(cells) <= set(line.cells)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(LANGUAGES, CELLS, CELLS)
def test_what_was_filled_in_comes_back_as_it_was_filled_in(
    kind: str, language: str, before: dict[str, str], after: dict[str, str]
):
    """A form filled in is a form written with other cells: its reader knows no difference."""
    (line,) = read(sent(kind, sample.with_lines(language, _line(after)))).lines
    assert all(same(field, line.cells[field], after[field]) for field in after)
    for fields in PARTS.values():
        part = {field: before[field] for field in fields if field in before}
        merged = merge(part, line.cells, part)
        assert set(merged.changed) <= set(part)
        for field in merged.changed:
            assert same(field, merged.words[field], after[field])


def _line(cells: dict[str, str]) -> FormLine:
    return FormLine(reference(sample.CODE, 1), "1", "", "", "text", cells)
