"""The core's writes: each refuses with a sentence, or leaves exactly one entry."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from quintet.core import actions, queries
from quintet.core.models import (
    Body,
    JournalEntry,
    JournalHead,
    Organization,
    Person,
    Post,
    Role,
    Session,
)
from quintet.core.queries import verify_journal
from quintet.core.rules import NotAllowed, RoleCode
from quintet.core.seal.commitment import NotCanonical
from tests.conftest import AT, TODAY

pytestmark = pytest.mark.django_db


def entries():
    return list(
        JournalEntry.objects.order_by("pk").values_list("organization__code", "verb", "subject")
    )


def grant(member, who, steward, **more):
    told = {"code": RoleCode.VERIFIER, "party": who, "starts_on": TODAY, "ends_on": None}
    return actions.grant_role(person=member, by=steward, at=AT, **told | more)


# --- the journal


def test_entries_of_an_organization_are_numbered_from_nought_without_gaps(who, ilo, focal):
    made = [
        actions.record(organization=one, by=focal, at=AT, verb="v", subject="s")
        for one in (who, ilo, who, who)
    ]
    assert [(entry.organization.code, entry.index) for entry in made] == [
        ("WHO", 0),
        ("ILO", 0),
        ("WHO", 1),
        ("WHO", 2),
    ]
    assert made[0].actor == str(focal.uuid)
    assert verify_journal(who) is None
    assert verify_journal(ilo) is None


def test_the_same_moment_told_in_another_time_zone_is_the_same_entry(who):
    east = datetime(2021, 10, 11, 12, 0, tzinfo=timezone(timedelta(hours=3)))
    entry = actions.record(organization=who, by=None, at=east, verb="v", subject="s")
    assert verify_journal(who) is None
    entry.refresh_from_db()
    assert entry.at == datetime(2021, 10, 11, 9, 0, tzinfo=UTC)


def test_a_change_that_fails_leaves_no_entry(who, focal):
    @transaction.atomic
    def change():
        actions.record(organization=who, by=focal, at=AT, verb="v", subject="s")
        Person.objects.create(username=focal.username)

    with pytest.raises(IntegrityError):
        change()
    assert entries() == []
    assert not JournalHead.objects.filter(organization=who).exists()


def test_amounts_are_words_and_a_float_is_refused(who):
    with pytest.raises(NotCanonical, match="write amounts as strings"), transaction.atomic():
        actions.record(organization=who, by=None, at=AT, verb="v", subject="s", amount=1.5)
    assert entries() == []


def test_two_entries_that_say_the_same_have_different_commitments(who):
    made = [
        actions.record(organization=who, by=None, at=AT, verb="v", subject="s", text="same")
        for _time in range(2)
    ]
    assert made[0].commitment != made[1].commitment


# --- people and roles


def test_a_steward_grants_a_role_and_the_journal_tells_it(member, who, steward):
    role = grant(member, who, steward, ends_on=date(2021, 12, 31))
    assert (role.party, role.organization, role.body) == (who, who, None)
    assert entries() == [("WHO", "core.role_granted", f"person:{member.uuid}")]
    assert JournalEntry.objects.get().payload.data == {
        "role": "verifier",
        "party": "WHO",
        "starts_on": "2021-10-11",
        "ends_on": "2021-12-31",
    }


def test_a_role_in_a_body_stands_in_the_journal_of_its_organization(member, hlcm, steward):
    role = grant(member, hlcm, steward)
    assert role.party == hlcm
    actions.end_role(role=role, ends_on=date(2022, 1, 1), by=steward, at=AT)
    assert [(code, verb) for code, verb, _subject in entries()] == [
        ("CEB", "core.role_granted"),
        ("CEB", "core.role_ended"),
    ]
    role.refresh_from_db()
    assert role.ends_on == date(2022, 1, 1)


def test_the_installation_itself_may_grant_roles_and_add_people(member, who):
    grant(member, who, None)
    actions.add_person(
        username="x", name="X", email="", language="en", by=None, at=AT, organization=who
    )
    assert {entry.actor for entry in JournalEntry.objects.all()} == {""}


def test_nobody_but_a_steward_keeps_people_and_roles(member, who, focal, secretary):
    [role] = focal.roles.all()
    for somebody in (member, focal, secretary):
        with pytest.raises(PermissionDenied):
            grant(member, who, somebody)
        with pytest.raises(PermissionDenied):
            actions.end_role(role=role, ends_on=TODAY, by=somebody, at=AT)
        with pytest.raises(PermissionDenied):
            actions.add_person(
                username="x", name="X", email="", language="en",
                by=somebody, at=AT, organization=who,
            )  # fmt: skip
    assert entries() == []
    assert Role.objects.filter(person=member).count() == 1


def test_a_role_does_not_end_before_it_starts(member, who, steward):
    with pytest.raises(NotAllowed, match="last day of a role comes before its first"):
        grant(member, who, steward, ends_on=TODAY - timedelta(days=1))
    role = grant(member, who, steward, ends_on=TODAY)
    with pytest.raises(NotAllowed, match="last day of a role comes before its first"):
        actions.end_role(role=role, ends_on=TODAY - timedelta(days=1), by=steward, at=AT)
    assert len(entries()) == 1


def test_a_new_person_has_no_password_and_a_name_and_address_of_their_own(steward, who, focal):
    told = {"name": "New", "language": "fr", "by": steward, "at": AT, "organization": who}
    made = actions.add_person(username="new", email="new@example.org", **told)
    assert not made.has_usable_password()
    assert entries() == [("WHO", "core.person_added", f"person:{made.uuid}")]
    with pytest.raises(NotAllowed, match="user name"):
        actions.add_person(username="FOCAL", email="other@example.org", **told)
    with pytest.raises(NotAllowed, match="e-mail address"):
        actions.add_person(username="other", email="Focal@Example.org", **told)
    assert Person.objects.filter(name="New").count() == len(entries()) == 1


# --- sessions


def test_a_session_is_added_then_corrected_by_its_number(hlcm, secretary):
    told = {"body": hlcm, "number": 42, "by": secretary, "at": AT}
    actions.keep_session(starts_on=date(2021, 10, 11), ends_on=None, **told)
    made = Session.objects.get(body=hlcm, number=42)
    assert made.ends_on == date(2021, 10, 11)  # of a single day
    actions.keep_session(
        starts_on=date(2021, 10, 11), ends_on=date(2021, 10, 12), place="Rome", **told
    )
    made.refresh_from_db()
    assert (made.ends_on, made.place) == (date(2021, 10, 12), "Rome")
    actions.keep_session(starts_on=None, ends_on=None, **told)
    made.refresh_from_db()
    assert made.starts_on is None
    assert entries() == [("CEB", "core.session_kept", "body:HLCM")] * 3


def test_a_session_does_not_end_before_it_starts(hlcm, secretary):
    with pytest.raises(NotAllowed, match="ends before it starts"):
        actions.keep_session(
            body=hlcm,
            number=42,
            starts_on=date(2021, 10, 11),
            ends_on=date(2021, 10, 10),
            by=secretary,
            at=AT,
        )
    assert entries() == []


def test_only_a_bodys_secretary_or_a_steward_keeps_its_sessions(hlcm, focal, verifier, steward):
    told = {"body": hlcm, "number": 42, "starts_on": TODAY, "ends_on": None, "at": AT}
    for somebody in (focal, verifier):
        with pytest.raises(PermissionDenied):
            actions.keep_session(by=somebody, **told)
    actions.keep_session(by=steward, **told)
    actions.keep_session(by=None, **told)
    assert len(entries()) == 2


# --- reference lists


def test_reference_lists_are_loaded_once_and_brought_up_to_date(ceb):
    Organization.objects.filter(pk=ceb.pk).update(names={"en": "Old name"})
    lists = queries.reference_lists()
    for _time in range(2):
        counts = actions.load_reference(lists=lists, at=AT)
    ceb.refresh_from_db()
    assert ceb.names["en"] != "Old name"
    assert counts["organizations"] == Organization.objects.count()
    assert counts["bodies"] == Body.objects.count()
    assert counts["posts"] == Post.objects.count()
    assert Session.objects.count() == len(lists["sessions"]["sessions"])
    assert entries() == [("CEB", "core.reference_loaded", "reference:lists")] * 2


def test_parents_members_and_places_come_from_the_lists(ceb):
    named = {"names": {"en": "Name"}}
    lists = {
        "organizations": {
            "edition": 1,
            "organizations": [
                {"code": "CEB", "kind": "other", **named},
                {"code": "PART", "kind": "other", "parent": "CEB", **named},
            ],
        },
        "bodies": {
            "edition": 1,
            "bodies": [
                {"code": "SUB", "kind": "forum", "organization": "CEB", "parent": "TOP", **named},
                {"code": "TOP", "kind": "forum", "organization": "CEB", "members": ["PART"],
                 "from": "2020-01-01", "until": "2022-12-31", **named},
            ],
        },
        "sessions": {"edition": 1, "sessions": [{"body": "TOP", "number": 3}]},
        "posts": {"edition": 1, "posts": [{"code": "HEAD", "organization": "PART", **named}]},
    }  # fmt: skip
    actions.load_reference(lists=lists, at=AT)
    top = Body.objects.get(code="TOP")
    assert Organization.objects.get(code="PART").parent == ceb
    assert Body.objects.get(code="SUB").parent == top
    assert [member.code for member in top.members.all()] == ["PART"]
    assert (top.starts_on, top.ends_on) == (date(2020, 1, 1), date(2022, 12, 31))
    assert Post.objects.get().organization.code == "PART"
    assert JournalEntry.objects.get().payload.data["editions"]["posts"] == "1"
