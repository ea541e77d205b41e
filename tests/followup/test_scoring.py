"""The law of the score and of the figures: tables, without a database."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.followup.rules.insight import AGES, FEW, percent, quarters
from quintet.followup.rules.scoring import (
    ENOUGH,
    PARTS,
    SHARES,
    WEIGHTS,
    Band,
    Input,
    Part,
    score,
)

ALL = dict.fromkeys({name for pair in SHARES.values() for name in pair}, 20)


def counts(**shares):
    """Everything done, of twenty each, but for these inputs: so many of their denominator."""
    told = dict(ALL)
    for each, number in shares.items():
        told[SHARES[Input(each)][0]] = number
    return told


def test_the_weights_make_a_hundred_and_every_input_is_in_one_part():
    assert sum(WEIGHTS.values()) == 100
    assert sorted(each for inputs in PARTS.values() for each in inputs) == sorted(Input)


def test_who_does_everything_has_all_points():
    told = score(ALL)
    assert told.points == 100
    assert told.parts == {Part.ANSWERS: 30, Part.DEADLINES: 30, Part.QUALITY: 40}


@pytest.mark.parametrize(
    ("shares", "points"),
    [
        ({"on_time": 10}, 85),
        ({"not_overdue": 10}, 92.5),
        ({"not_overdue": 10, "not_long_overdue": 10}, 85),  # long overdue counts twice
        ({"plans": 5, "evidence": 5, "verified": 5}, 70),
        ({"verified": 0}, 100 - 40 / 3),
        (dict.fromkeys(Input, 0), 0),
    ],
)
def test_a_part_is_the_mean_of_its_shares(shares, points):
    assert score(counts(**shares)).points == pytest.approx(points, abs=1e-5)


@pytest.mark.parametrize(
    ("on_time", "band"), [(20, Band.GREEN), (14, Band.GREEN), (13, Band.YELLOW), (3, Band.RED)]
)
def test_green_begins_at_90_and_yellow_at_75(on_time, band):
    """14 of 20: 91 points; 13: 89.5, which is not green; 3: 74.5, which is not yellow."""
    told = score(counts(on_time=on_time))
    assert told.band == band
    assert told.shown <= told.points


def test_few_answers_due_make_no_score():
    few = ENOUGH - 1
    due, on_time = SHARES[Input.ON_TIME][1], SHARES[Input.ON_TIME][0]
    told = score({**ALL, due: few, on_time: few})
    assert (told.points, told.band, told.shown) == (None, None, None)
    assert told.parts[Part.ANSWERS] == 30


def test_a_part_of_nothing_makes_no_score():
    told = score({**ALL, "dated": 0, "not_overdue": 0, "not_long_overdue": 0})
    assert told.parts[Part.DEADLINES] is None
    assert told.points is None


def test_a_share_of_nothing_is_left_out_of_its_part():
    told = score(
        {**counts(plans=10), "said_done": 0, "evidenced": 0, "to_be_done": 0, "verified": 0}
    )
    assert told.parts[Part.QUALITY] == 20


@given(st.lists(st.integers(0, 30), min_size=len(SHARES), max_size=len(SHARES)))
def test_points_stay_within_their_bounds(numbers):
    told = score(counts(**{each: min(n, 20) for each, n in zip(SHARES, numbers, strict=True)}))
    assert 0 <= told.points <= 100
    assert all(0 <= points <= WEIGHTS[part] + 1e-9 for part, points in told.parts.items())


@pytest.mark.parametrize(
    ("count", "of", "told"),
    [(3, 7, None), (9, 9, None), (5, 10, 50), (1, 1000, 1), (999, 1000, 99), (0, 10, 0), (10, 10, 100)],
)  # fmt: skip
def test_small_wholes_make_no_percentage_and_nearly_all_is_not_all(count, of, told):
    assert FEW == 10
    assert percent(count, of) == told


def test_every_age_falls_in_one_band():
    for days in range(1_000):
        bands = [f for f, (a, b) in AGES.items() if a <= days and (b is None or days < b)]
        assert len(bands) == 1, days


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2021, 10, 11), (date(2021, 10, 1), date(2021, 12, 31))),
        (date(2021, 12, 31), (date(2021, 10, 1), date(2021, 12, 31))),
        (date(2022, 1, 1), (date(2022, 1, 1), date(2022, 3, 31))),
        (date(2024, 3, 31), (date(2024, 1, 1), date(2024, 3, 31))),
    ],
)
def test_quarters_follow_each_other_without_a_gap(day, last):
    told = quarters(day)
    assert told[-1] == last
    assert len(told) == 8
    for (_since, until), (since, _until) in pairwise(told):
        assert since == until + timedelta(days=1)
