"""The core's few laws, without a database."""

from datetime import date

import pytest

from quintet.core.rules import OWNERS, SECRETARIAT, RoleCode, in_force

DAY = date(2021, 10, 11)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "held"),
    [
        (date(2021, 10, 11), date(2021, 10, 11), True),  # first and last day both count
        (date(2021, 10, 12), None, False),
        (date(2021, 10, 11), None, True),
        (date(2020, 1, 1), date(2021, 10, 10), False),
        (date(2020, 1, 1), date(2021, 10, 11), True),
        (date(2020, 1, 1), date(2021, 10, 12), True),
    ],
)
def test_a_role_or_body_is_in_force_from_its_first_to_its_last_day(starts_on, ends_on, held):
    assert in_force(starts_on=starts_on, ends_on=ends_on, today=DAY) is held


def test_who_reads_reports_in_never_is_by_that_an_owner():
    assert not SECRETARIAT & OWNERS
    assert RoleCode.VERIFIER not in SECRETARIAT | OWNERS
