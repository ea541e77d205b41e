"""Roles: who holds which, where, on which day."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from quintet.core import actions, permissions
from quintet.core.models import Person
from quintet.core.rules import RoleCode
from tests.conftest import AT, TODAY, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_a_visitor_holds_no_role(nobody, hlcm):
    assert permissions.roles_on(nobody, TODAY) == []
    assert not permissions.may_steward(nobody, TODAY)
    assert not permissions.may_see_people(nobody, TODAY)
    assert not permissions.may_keep_sessions(nobody, hlcm, TODAY)


def test_somebody_who_has_left_holds_no_role(steward):
    steward.is_active = False
    assert not permissions.may_steward(steward, TODAY)


def test_roles_are_read_once_for_a_person(steward, django_assert_num_queries):
    somebody = Person.objects.get(pk=steward.pk)
    with django_assert_num_queries(1):
        for _again in range(3):
            [role] = permissions.roles_on(somebody, TODAY)
            assert role.party.code == "CEB"
        assert permissions.roles_on(somebody, date(2019, 12, 31)) == []


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2019, 12, 31), False),
        (date(2020, 1, 1), True),
        (date(2021, 6, 30), True),
        (date(2021, 7, 1), False),
    ],
)
def test_a_role_is_held_from_its_first_to_its_last_day(steward, focal, who, day, held):
    [role] = focal.roles.all()
    actions.end_role(role=role, ends_on=date(2021, 6, 30), by=steward, at=AT)
    assert permissions.holds(focal, {RoleCode.FOCAL_POINT}, day) is held


def test_a_role_counts_where_it_is_held(focal, secretary, who, ilo, hlcm, ceb):
    focal_point, any_secretary = {RoleCode.FOCAL_POINT}, {RoleCode.SECRETARY}
    assert permissions.holds(focal, focal_point, TODAY)
    assert permissions.holds(focal, focal_point, TODAY, party=who)
    assert not permissions.holds(focal, focal_point, TODAY, party=ilo)
    assert not permissions.holds(focal, any_secretary, TODAY)
    assert permissions.holds(secretary, any_secretary, TODAY, party=hlcm)
    assert not permissions.holds(secretary, any_secretary, TODAY, party=ceb)


def test_what_is_granted_or_ended_counts_at_once(steward, member, who):
    permissions.roles_on(member, TODAY)
    role = actions.grant_role(
        person=member,
        code=RoleCode.FOCAL_POINT,
        party=who,
        starts_on=TODAY,
        ends_on=None,
        by=steward,
        at=AT,
    )
    assert permissions.holds(member, {RoleCode.FOCAL_POINT}, TODAY, party=who)
    actions.end_role(role=role, ends_on=TODAY, by=steward, at=AT)
    assert not permissions.holds(
        role.person, {RoleCode.FOCAL_POINT}, TODAY + timedelta(days=1), party=who
    )


@pytest.mark.parametrize("code", list(RoleCode))
def test_who_may_what_in_the_core(code, hlcm, ceb):
    somebody = person("somebody", code, hlcm)
    steward = code is RoleCode.STEWARD
    assert permissions.may_steward(somebody, TODAY) is steward
    assert permissions.may_see_people(somebody, TODAY)
    assert permissions.may_keep_sessions(somebody, hlcm, TODAY) is (
        steward or code is RoleCode.SECRETARY
    )
