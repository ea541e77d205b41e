"""The law of merging: what a file says is compared with what was sent and what stands now."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.followup.documents.form import PARTS, SEVERAL
from quintet.followup.rules import EMPTIABLE, RowState, merge, merging, same

SENT = {
    "answer": "accepted",
    "reason": "",
    "plan": "Open the space.",
    "responsible": "Library",
    "due_on": "2027-12-31",
}
WORDS = st.sampled_from(["", "a", "b", " a ", "c\nd", "c d"])
PART = st.sampled_from(list(PARTS.values()))
STATES = PART.flatmap(
    lambda fields: st.tuples(*(st.fixed_dictionaries(dict.fromkeys(fields, WORDS)),) * 3)
)


def test_a_row_that_nobody_changed_is_unchanged():
    assert merge(SENT, SENT, SENT).state is RowState.UNCHANGED


def test_a_row_that_only_the_register_changed_is_unchanged_by_the_file():
    assert merge(SENT, SENT, SENT | {"plan": "Another"}).state is RowState.UNCHANGED


def test_a_row_that_only_the_file_changed_is_proposed_with_what_changed():
    merged = merge(SENT, SENT | {"plan": "Another"}, SENT)
    assert merged.state is RowState.PROPOSED
    assert merged.changed == ("plan",)
    assert merged.words == SENT | {"plan": "Another"}


def test_a_row_that_both_changed_alike_is_the_same():
    both = SENT | {"plan": "Another"}
    assert merge(SENT, both, both).state is RowState.SAME


def test_a_row_that_both_changed_is_a_conflict_even_in_different_fields():
    file, now = SENT | {"plan": "Another"}, SENT | {"due_on": "2028-01-31"}
    assert merge(SENT, file, now).state is RowState.CONFLICT


def test_a_file_that_says_what_the_register_changed_and_more_is_proposed():
    now = SENT | {"plan": "Another"}
    assert merge(SENT, now | {"due_on": "2028-01-31"}, now).state is RowState.PROPOSED


def test_a_field_that_was_not_in_the_file_counts_as_sent():
    file = {field: words for field, words in SENT.items() if field != "plan"}
    assert merge(SENT, file, SENT).state is RowState.UNCHANGED
    assert merge(SENT, {"reason": "Late"}, SENT).words == SENT | {"reason": "Late"}


@pytest.mark.parametrize("field", sorted(EMPTIABLE))
def test_words_may_be_taken_back_by_emptying_their_cell(field: str):
    sent = SENT | {field: "words"}
    merged = merge(sent, sent | {field: " "}, sent)
    assert merged.state is RowState.PROPOSED
    assert merged.changed == (field,)


@pytest.mark.parametrize(
    "field", ["answer", "due_on", "status", "text", "as_at", "evidence", "reply"]
)
def test_an_answer_a_date_and_what_was_reported_are_not_taken_back_by_an_empty_cell(field: str):
    merged = merge({field: "words"}, {field: ""}, {field: "words"})
    assert merged.state is RowState.UNCHANGED
    assert merged.words == {field: "words"}


def test_a_file_that_was_taken_over_does_nothing_when_it_comes_again():
    file = SENT | {"plan": "Another"}
    taken = merge(SENT, file, SENT).words
    assert merge(SENT | taken, file, SENT | {"plan": "What was decided since"}).changed == ()


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("plan", "Open  the\nspace.", "Open the space."),
        ("plan", "de\u0301cision", "d\u00e9cision"),
        ("plan", "a\u200fb\u00ad", "ab"),
        ("responsible", "Library; Archive", "Library\nArchive"),
        (
            "evidence",
            "https://example.org/a ; https://example.org/b",
            "https://example.org/a\nhttps://example.org/b",
        ),
    ],
)
def test_spaces_line_ends_and_invisible_marks_are_no_change(field: str, one: str, other: str):
    assert same(field, one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("10²", "102"), ("A; B", "A B"), ("Draft", "draft"), ("now", "no w")]
)
def test_other_words_are_a_change(one: str, other: str):
    assert not same("plan", one, other)


@given(STATES)
def test_whoever_is_the_file_and_whoever_the_register_a_conflict_is_one(states):
    sent, file, now = states
    either = merge(sent, file, now), merge(sent, now, file)
    conflicts = [merged.state is RowState.CONFLICT for merged in either]
    if all(merged.changed for merged in either) and not _emptied(sent, file, now):
        assert conflicts[0] == conflicts[1]


@given(STATES)
def test_what_was_taken_over_is_unchanged_when_it_comes_again(states):
    sent, file, now = states
    taken = merge(sent, file, now).words
    assert merge(taken, file, now).state is RowState.UNCHANGED


@given(STATES)
def test_a_file_that_changed_nothing_does_nothing(states):
    sent, _, now = states
    assert merge(sent, sent, now).state is RowState.UNCHANGED
    assert merge(sent, {}, now).state is RowState.UNCHANGED


@given(STATES)
def test_what_is_proposed_overwrites_nothing_that_the_register_alone_changed(states):
    sent, file, now = states
    merged = merge(sent, file, now)
    if merged.state is RowState.PROPOSED:
        for field in sent:
            moved = not same(field, now[field], sent[field])
            assert not moved or same(field, merged.words[field], now[field])


def test_the_fields_that_hold_several_are_those_of_the_form():
    assert merging._SEVERAL == SEVERAL
    assert set(EMPTIABLE) < set(PARTS["response"])


def _emptied(sent, file, now) -> bool:
    """Whether a field that may not be emptied is: for the register that is a change."""
    return any(
        field not in EMPTIABLE and not words[field].strip() and sent[field].strip()
        for words in (file, now)
        for field in sent
    )
