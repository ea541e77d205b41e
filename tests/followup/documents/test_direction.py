"""Which way text runs, piece by piece."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.followup.documents.direction import runs, runs_right

RESOLUTION = "بموجب القرار A/RES/80/251 (الفقرة 2)."


def test_a_symbol_inside_arabic_runs_left_to_right_and_its_brackets_with_the_paragraph() -> None:
    assert list(runs(RESOLUTION, base=True)) == [
        ("بموجب القرار ", True),
        ("A/RES/80/251", False),
        (" (الفقرة 2).", True),
    ]


def test_arabic_inside_english_keeps_its_number_and_leaves_the_comma() -> None:
    assert list(runs("see الفقرة 2, then", base=False)) == [
        ("see ", False),
        ("الفقرة 2", True),
        (", then", False),
    ]


def test_a_vowel_sign_stays_with_its_letter() -> None:
    assert list(runs("كَ a", base=False)) == [("كَ", True), (" a", False)]


@pytest.mark.parametrize(
    ("text", "base", "right"),
    [("abc", True, False), ("ابت", False, True), ("12 (3)", True, True), ("", False, False)],
)
def test_a_paragraph_runs_as_its_first_letter_does(text: str, base: bool, right: bool) -> None:
    assert runs_right(text, base) is right


@given(st.text(), st.booleans())
def test_the_pieces_joined_are_the_text(text: str, base: bool) -> None:
    pieces = list(runs(text, base))
    assert "".join(piece for piece, _ in pieces) == text
    assert all(before[1] != after[1] for before, after in itertools.pairwise(pieces))
