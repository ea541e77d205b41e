"""A reference is read back however it was typed, and nothing else is taken for one."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.followup.documents.reference import ALPHABET, new_code, parse_reference, reference

CODES = st.text(ALPHABET, min_size=5, max_size=5)
NUMBERS = st.integers(1, 99_999)
SIGNS = string.digits + string.ascii_uppercase
SAMPLE = reference("RX4T9", 17)


@given(CODES, NUMBERS)
def test_what_is_written_is_read_back(code: str, number: int):
    assert parse_reference(reference(code, number)) == (code, number)


def test_the_check_characters_are_those_of_the_standard():
    """ISO/IEC 7064 gives ISO79 the check characters 3W in MOD 1271-36; ours come the same way."""
    assert SAMPLE == "RX4T9-017-MF"
    value = 0
    for sign in SAMPLE.replace("-", ""):
        value = value * 36 + int(sign, 36)
    assert value % 1271 == 1


@given(CODES, NUMBERS, st.integers(0, 11), st.sampled_from(SIGNS))
def test_every_single_wrong_character_is_found(code: str, number: int, place: int, sign: str):
    plain = reference(code, number).replace("-", "")
    place %= len(plain)
    typed = plain[:place] + sign + plain[place + 1 :]
    assert typed == plain or parse_reference(typed) is None


@given(CODES, NUMBERS, st.integers(0, 10))
def test_every_swap_of_neighbours_is_found(code: str, number: int, place: int):
    plain = reference(code, number).replace("-", "")
    place %= len(plain) - 1
    typed = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert typed == plain or parse_reference(typed) is None


@pytest.mark.parametrize("length", range(len(SAMPLE)))
def test_a_reference_that_was_cut_is_none(length: int):
    assert parse_reference(SAMPLE[:length]) is None


@pytest.mark.parametrize(
    "typed",
    [
        "rx4t9-017-mf",
        "  RX4T9 - 017 - MF ",
        "RX4T9\u2011017\u2011MF",
        "RX4T9–017—MF",
        "RX4T9017MF",
        "RX4T9-٠١٧-MF",
        "ＲＸ４Ｔ９－０１７－ＭＦ",
        "\u200fRX4T9-017-MF\u200e",
        "RX4T9-\n017-MF",
    ],
)
def test_spaces_case_dashes_and_digits_of_any_script_do_not_matter(typed: str):
    assert parse_reference(typed) == ("RX4T9", 17)


@pytest.mark.parametrize("text", ["", "17", "Reference", "A/RES/80/251", "x" * 1000, "²" * 12])
def test_other_words_are_no_reference(text: str):
    assert parse_reference(text) is None


@given(st.text(max_size=40))
def test_whatever_is_typed_gets_an_answer(text: str):
    found = parse_reference(text)
    assert found is None or reference(*found)


def test_new_codes_are_of_letters_and_digits_that_nobody_mistakes():
    codes = {new_code() for _ in range(50)}
    assert len(codes) > 45
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set("01OI") & set(ALPHABET)
