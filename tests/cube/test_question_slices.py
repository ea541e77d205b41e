"""A choice of slices, as a statement names it."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quintet.cube.engine.questions import Question, ask
from quintet.cube.engine.questions.conditions import slices_are
from quintet.cube.engine.store import Catalogue
from tests.cube.figures import TODAY, cube, expense


def test_slices_are_ranges_or_too_many_of_them_a_list():
    assert slices_are([]) == "false"
    assert slices_are([3, 4, 5]) == "slice BETWEEN 3 AND 5"
    assert slices_are([3, 5]) == "(slice BETWEEN 3 AND 3 OR slice BETWEEN 5 AND 5)"
    assert slices_are([3, 5], among=[1, 3, 5, 9]) == "slice BETWEEN 3 AND 5"
    assert slices_are([1, 5, 9], among=[7, 5]) == (
        "(slice BETWEEN 1 AND 5 OR slice BETWEEN 9 AND 9)"
    )
    assert slices_are(range(0, 200, 2)).startswith("slice IN (0, 2, 4, ")


@pytest.fixture(scope="module")
def fifteen(tmp_path_factory):
    """Slices of five entities and three years, each of an amount that tells it: 1, 2, 4, 8…"""
    subjects = product(("ILO", "ITU", "UPU", "WHO", "WMO"), ("2019", "2020", "2021"))
    rows = [expense(who, str(1 << n), year=year) for n, (who, year) in enumerate(subjects)]
    catalogue, figures = cube(tmp_path_factory.mktemp("fifteen"), full=rows)
    return catalogue.entries[0], figures


@settings(max_examples=30, deadline=None)
@given(numbers=st.sets(st.integers(0, 14)))
def test_exactly_the_slices_that_stand_are_counted_whichever_they_are(fifteen, numbers):
    whole, figures = fifteen
    kept = tuple(one for one in whole.slices if (int(one.total).bit_length() - 1) in numbers)
    catalogue = Catalogue([replace(whole, slices=kept)])

    def asked(question):
        return ask(Question.parse(question), catalogue, figures, today=TODAY)

    assert asked("").total.value == sum(1 << n for n in numbers)
    answer = asked("rows=entity&columns=year")
    assert sum(1 for key in answer.cells if None not in (*key[0], *key[1])) == len(numbers)
