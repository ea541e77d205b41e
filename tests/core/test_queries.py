"""The core's reads."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from quintet.core import actions, queries
from quintet.core.actions.people import TOKEN_DAYS
from quintet.core.models import Body, Notice, Post
from quintet.core.rules import RoleCode
from quintet.core.seal.note import read_verifier_key, verifier_key
from tests.conftest import AT, TODAY, person

pytestmark = pytest.mark.django_db


def say(organization, subject, *, by=None, at=AT):
    return actions.record(
        organization=organization, by=by, at=at, verb="test.said", subject=subject
    )


def test_the_operator_is_the_organization_that_the_settings_name(ceb, who, settings):
    assert queries.operator() == ceb
    settings.OPERATOR = "WHO"
    assert queries.operator() == who


def test_the_database_is_known_to_be_set_up():
    assert queries.has_tables()


def test_people_in_are_those_who_hold_a_role_there_today_and_have_not_left(
    who, ilo, hlcm, focal, validator, other_focal, secretary, steward
):
    focal_points = [RoleCode.FOCAL_POINT]
    assert queries.people_in(focal_points, who, TODAY) == [focal]
    assert queries.people_in([RoleCode.SECRETARY], hlcm, TODAY) == [secretary]
    assert queries.people_in([RoleCode.FOCAL_POINT, RoleCode.VALIDATING_OFFICER], who, TODAY) == [
        focal,
        validator,
    ]
    actions.end_role(role=focal.roles.get(), ends_on=TODAY, by=steward, at=AT)
    assert queries.people_in(focal_points, who, TODAY + timedelta(days=1)) == []
    focal.is_active = False
    focal.save()
    assert queries.people_in(focal_points, who, TODAY) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_parties_are_read_in_three_queries(rows, ceb, hlcm, django_assert_num_queries):
    for number in range(rows):
        Post.objects.create(code=f"CHAIR-{number}", names={}, body=hlcm)
        Body.objects.create(code=f"B{number}", names={}, kind="forum", organization=ceb)
    with django_assert_num_queries(3):
        found = queries.parties()
        assert {str(getattr(one, "organization", None)) for one in found}
    assert len([one for one in found if isinstance(one, Post)]) == rows


def test_sessions_come_with_their_bodies(session, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [(one.body.code, one.number) for one in queries.sessions()] == [("HLCM", 41)]


def test_history_is_newest_first_and_can_end_at_a_moment(who, ilo, focal):
    first = say(who, "item:1", by=focal)
    second = say(ilo, "item:1", at=AT + timedelta(hours=1))
    say(ilo, "item:2")
    assert queries.history(["item:1"]) == [second, first]
    assert queries.history(["item:1"], until=AT) == [first]
    assert queries.history([]) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_history_is_one_query_and_its_names_another(who, focal, rows, django_assert_num_queries):
    for _row in range(rows):
        say(who, "item:1", by=focal)
    with django_assert_num_queries(2):
        entries = queries.history(["item:1"])
        assert [entry.payload.data for entry in entries] == [{}] * rows
        assert queries.actors(entries) == {str(focal.uuid): "Focal"}


def test_an_act_of_the_system_has_no_actor(who):
    assert queries.actors([say(who, "item:1")]) == {}


def test_a_token_stands_for_its_person_until_it_is_revoked_or_expires(focal):
    token, secret = actions.issue_token(person=focal, name="Laptop", at=AT)
    a_year_on = AT + timedelta(days=TOKEN_DAYS)
    assert queries.person_of_token(secret, at=AT) == focal
    assert queries.person_of_token(secret, at=a_year_on) is None
    assert queries.person_of_token(secret + "x", at=AT) is None
    assert secret not in (token.digest, token.start)
    actions.revoke_token(token=token, at=AT)
    assert queries.person_of_token(secret, at=AT) is None


def test_a_token_of_somebody_who_has_left_is_of_no_use(focal):
    _token, secret = actions.issue_token(person=focal, name="Laptop", at=AT)
    focal.is_active = False
    focal.save()
    assert queries.person_of_token(secret, at=AT) is None


def test_a_revoked_token_keeps_the_time_of_its_revocation(focal):
    token, _secret = actions.issue_token(person=focal, name="Laptop", at=AT)
    actions.revoke_token(token=token, at=AT)
    actions.revoke_token(token=token, at=AT + timedelta(days=1))
    token.refresh_from_db()
    assert token.revoked_at == AT


def test_an_answer_is_kept_for_one_person_and_key(focal, validator):
    actions.keep_answer(person=focal, key="k", request="0" * 64, status=201, body="{}", at=AT)
    assert queries.kept_answer(person=focal, key="k").status == 201
    assert queries.kept_answer(person=validator, key="k") is None
    assert queries.kept_answer(person=focal, key="other") is None


def test_notices_are_a_persons_own(focal, validator):
    for somebody in (focal, validator):
        Notice.objects.create(person=somebody, key="k", subject="s", text="", created_at=AT)
    assert [notice.person for notice in queries.notices(focal)] == [focal]


def test_the_key_is_made_once_readable_by_its_owner_only(settings, tmp_path):
    settings.JOURNAL_KEY = tmp_path / "journal-key"
    made = queries.signing_key.__wrapped__()
    again = queries.signing_key.__wrapped__()
    assert made.private_bytes_raw() == again.private_bytes_raw()
    assert settings.JOURNAL_KEY.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [settings.JOURNAL_KEY]


def test_of_two_processes_that_make_the_key_the_first_wins(settings, tmp_path, monkeypatch):
    settings.JOURNAL_KEY = tmp_path / "journal-key"
    first = Ed25519PrivateKey.generate()
    second = Ed25519PrivateKey.generate()

    def generate():
        settings.JOURNAL_KEY.write_bytes(first.private_bytes_raw())
        return second

    monkeypatch.setattr(queries.Ed25519PrivateKey, "generate", generate)
    assert queries.signing_key.__wrapped__().private_bytes_raw() == first.private_bytes_raw()


def test_anyone_with_the_public_key_can_check_a_note(who):
    entry = say(who, "item:1")
    name = queries.origin(who)
    line = verifier_key(name, queries.signing_key().public_key())
    _name, key = read_verifier_key(line)
    assert queries.verify(entry.note, name, key).size == 1


def test_somebody_without_a_role_is_in_no_party(member, who):
    assert queries.people_in([RoleCode.MEMBER], who, TODAY) == []
    assert person("x", RoleCode.MEMBER, who) in queries.people_in([RoleCode.MEMBER], who, TODAY)
