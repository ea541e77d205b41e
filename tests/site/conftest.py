"""A small register in which every page has something to show, and a person of every role."""

from datetime import date
from typing import Any

import pytest

from quintet.core import actions as core
from quintet.core.models import Body, Organization, Person, Post, Role
from quintet.core.public import calendar_key
from quintet.core.rules import RoleCode
from tests.conftest import AT, person
from tests.site import figures
from tests.site.world import Side, World, build


@pytest.fixture
def officers(who, ilo):
    """Those whom the common fixtures do not have: of WHO a principal, somebody to delegate to and
    somebody who has left, of ILO an evaluator."""
    left = person("former", RoleCode.FOCAL_POINT, who)
    Role.objects.filter(person=left).update(ends_on=date(2020, 12, 31))
    return {
        "former": left,
        "delegate": person("delegate", RoleCode.MEMBER, who),
        "principal": person("principal", RoleCode.PRINCIPAL, who),
        "evaluation_officer": person("evaluation_officer", RoleCode.EVALUATION_OFFICER, ilo),
    }


@pytest.fixture
def stewards(data_steward, publisher, ilo):
    """Who submits and publishes figures."""
    other = person("other_data_steward", RoleCode.DATA_STEWARD, ilo)
    return {"data_steward": data_steward, "publisher": publisher, "other_data_steward": other}


@pytest.fixture
def people(officers, member, focal, other_focal, validator, secretary, verifier, steward, stewards):
    common = (member, focal, other_focal, validator, secretary, verifier, steward)
    return {"visitor": None, **{one.username: one for one in common}, **officers, **stewards}


@pytest.fixture
def world(people, document, item, addressee, hlcm, who, ilo, other_validator):
    """Every thing in each state that it can be in, and the people who look at it."""
    ours = Side(
        who,
        _director(who),
        people["focal"],
        people["validator"],
        people["delegate"],
        people["secretary"],
        hlcm,
    )
    theirs = Side(
        ilo,
        _director(ilo),
        people["other_focal"],
        other_validator,
        person("colleague", RoleCode.MEMBER, ilo),
        people["evaluation_officer"],
        None,
    )
    given = build(addressee, ours, theirs)
    given[""] = _of_no_state(people)
    for state, told in figures.build(
        who, ilo, people | {"other_validator": other_validator}
    ).items():
        given[state] = given.get(state, {}) | told
    given["who"]["core:keep_session"] = ["hlcm"]
    given["ilo"]["core:keep_session"] = [_body_of(ilo).code]
    return World(people, given)


def _director(organization: Organization) -> Post:
    code, names = f"{organization.code}-DIR", {"en": f"Director of {organization.code}"}
    return Post.objects.create(code=code, names=names, organization=organization)


def _body_of(organization: Organization) -> Body:
    return Body.objects.create(
        code="FORUM", names={"en": "A forum"}, kind="committee", organization=organization
    )


def _of_no_state(people: dict[str, Person]) -> dict[str, list[Any]]:
    """What routes are about that are the same for everybody, or nobody's but one person's."""
    token, _secret = core.issue_token(person=people["focal"], name="a program", at=AT)
    steward = people["steward"]
    return {
        "core:organization": ["who"],
        "core:body": ["hlcm"],
        "insight_body": ["hlcm"],
        "insight_organization": ["who"],
        "core:person": [steward.uuid],
        "core:end_role": [steward.roles.get().pk],
        "core:revoke_token": [token.pk],
        "checkpoint": ["who"],
        "export": ["csv"],
        "matrix_export": ["csv"],
        "changes_file": ["csv"],
        "party_calendar": ["organization", "who"],
        "person_calendar": [calendar_key(core.renew_calendar(person=people["focal"]))],
        "report": ["json"],
        "account_confirm_email": ["x:y"],
        "account_reset_password_from_key": ["1", "x-y"],
    }
