"""Pages of the core: organizations, bodies and their sessions, people and roles, notices, tokens."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from quintet.core import actions
from quintet.core.models import JournalEntry, Notice, Person, Role, Session, Token
from quintet.core.queries import verify_journal
from quintet.core.rules import RoleCode
from tests.conftest import AT
from tests.site.pages import Reader

pytestmark = pytest.mark.django_db


def reader(person=None) -> Reader:
    return Reader(Client(enforce_csrf_checks=True), person)


def test_organizations_and_bodies_lead_to_each_other(hlcm, who, ilo):
    page = reader().get("/organizations/")
    assert {"/en/organizations/who/", "/en/bodies/hlcm/"} <= set(page.links)
    assert "/en/bodies/hlcm/" in reader().get("/organizations/who/").links
    assert "/en/organizations/ilo/" in reader().get("/bodies/hlcm/").links


@pytest.mark.parametrize("address", ["/organizations/nowhere/", "/bodies/nowhere/"])
def test_what_is_unknown_is_not_here(db, address):
    reader().get(address, status=404)


def test_a_visitor_is_told_no_names_of_people(focal, hlcm, secretary):
    assert "Focal" not in reader().get("/organizations/who/").words
    assert "Secretary" not in reader().get("/bodies/hlcm/").words
    assert "Focal" in reader(secretary).get("/organizations/who/").words


def test_people_who_have_left_stand_on_no_page(focal, who, secretary):
    Role.objects.filter(person=focal).update(ends_on=date(2021, 1, 1))
    assert "Focal" not in reader(secretary).get("/organizations/who/").words


def test_a_secretary_keeps_the_sessions_of_its_body(hlcm, session, secretary):
    by = reader(secretary)
    form = by.get("/bodies/hlcm/session/").form(having="number")
    refused = by.send(
        form, expect=422, number="42", starts_on="2021-10-12", ends_on="2021-10-11", place="Bonn"
    )
    assert refused.form(having="number").values["place"] == ["Bonn"]
    by.send(form, number="42", starts_on="2021-10-11", ends_on="2021-10-12", place="Bonn")
    made = Session.objects.get(number=42)
    assert (made.body, made.place) == (hlcm, "Bonn")
    assert "Bonn" in reader().get("/bodies/hlcm/").words


def test_a_steward_makes_a_person_known_gives_a_role_and_ends_it(steward, who, ilo):
    by = reader(steward)
    form = by.get("/people/new/").form(having="username")
    by.send(form, expect=422, name="Ada", username="steward", email="ada@example.org")
    by.send(
        form,
        name="Ada",
        username="ada",
        email="ada@example.org",
        language="fr",
        organization=who.pk,
    )
    ada = Person.objects.get(username="ada")
    assert (ada.name, ada.language, ada.has_usable_password()) == ("Ada", "fr", False)

    page = by.get(f"/people/{ada.uuid}/")
    today = timezone.now().date()
    by.send(page.form(having="party"), code="focal_point", party="organization:WHO")
    role = ada.roles.get(code=RoleCode.FOCAL_POINT)
    assert (role.organization, role.starts_on) == (who, today)

    page = by.get(f"/people/{ada.uuid}/")
    last = today + timedelta(days=3)
    by.send(page.form(to=f"/roles/{role.pk}/end/"), ends_on=last.isoformat())
    role.refresh_from_db()
    assert role.ends_on == last
    assert {entry.verb for entry in JournalEntry.objects.all()} >= {"core.role_granted"}
    assert all(verify_journal(one) is None for one in (who, ilo))


def test_people_are_found_by_name(steward, focal, other_focal):
    words = reader(steward).get("/people/?q=other").words
    assert "Other_Focal" in words
    assert "focal@example.org" not in words.replace("other_focal@example.org", "")


def test_a_notice_counts_until_it_is_read(focal):
    actions.notify(
        people=[focal], key="one", subject="Something of %(number)s", number="18", text="Look.",
        path="/register/", at=AT,
    )  # fmt: skip
    by = reader(focal)
    assert "(1)" in " ".join(by.get("/").text("//nav//a"))
    page = by.get("/notices/")
    assert "Look." in page.words
    page = by.send(page.form(to="/notices/"))
    assert "(1)" not in " ".join(page.text("//nav//a"))
    assert Notice.objects.get().read_at


def test_somebody_elses_notices_are_not_mine(focal, other_focal):
    actions.notify(
        people=[focal], key="one", subject="Something of %(number)s", number="18", text="Secret.",
        path="/register/", at=AT,
    )  # fmt: skip
    assert "Secret." not in reader(other_focal).get("/notices/").words


def test_a_token_is_shown_once_works_and_is_revoked(focal):
    by = reader(focal)
    shown = by.send(by.get("/tokens/").form(having="name"), name="our own register")
    (secret,) = shown.text("//main//p/code")
    assert secret not in by.get("/tokens/").words
    assert by.client.get("/en/tokens/")["Cache-Control"] == "no-store"
    asks = {"authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/me", headers=asks).status_code == 200

    token = Token.objects.get()
    by.send(by.get("/tokens/").form(to=f"/tokens/{token.pk}/revoke/"))
    assert Client().get("/api/v1/me", headers=asks).status_code == 401


def test_the_checkpoint_of_a_journal_is_text_for_programs(steward, focal, who):
    assert Client().get("/journal/who/checkpoint").status_code == 404
    actions.grant_role(
        person=focal,
        code=RoleCode.MEMBER,
        party=who,
        starts_on=AT.date(),
        ends_on=None,
        by=steward,
        at=AT,
    )
    told = Client().get("/journal/who/checkpoint")
    assert told["Content-Type"].startswith("text/plain")
    assert told.content.decode() == who.entries.get().note
