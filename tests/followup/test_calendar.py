"""Calendars that one subscribes to: of organizations, bodies and people."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar as Parsed

from quintet.core import actions as core
from quintet.core.models import Person, Session
from quintet.core.public import calendar_key
from quintet.followup import actions, queries
from quintet.followup.documents.calendar import Calendar, Event, to_ics
from quintet.followup.models import Addressee, Item
from quintet.followup.rules import Answer
from tests.conftest import AT, TODAY
from tests.followup.acts import answer, claim, cycle_of
from tests.followup.api import Caller
from tests.followup.documents.strategies import DAYS, TEXTS
from tests.site.pages import Reader

DAY = timedelta(days=1)
FIRST, MOVED = date(2021, 10, 21), date(2021, 12, 21)

# --- the format ----------------------------------------------------------------------------------

TIMES = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
EVENTS = st.builds(
    lambda uid, first, days, **more: Event(uid, first, first + days * DAY, **more),
    st.uuids().map(str),
    DAYS,
    st.integers(0, 9),
    summary=TEXTS,
    changed_at=TIMES,
    sequence=st.integers(0, 10_000),
    description=TEXTS,
    location=TEXTS,
    url=st.just("https://example.org/items/a/"),
    kind=TEXTS,
)


def calendar(events, name="WHO", language="en"):
    return Calendar(
        name, "What is due", language, "example.org", "https://example.org/", tuple(events)
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENTS, max_size=4, unique_by=lambda one: one.uid), TEXTS)
def test_whatever_people_wrote_the_calendar_can_be_read_back(events, name):
    written = to_ics(calendar(events, name))
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    read = Parsed.from_ical(written)
    assert not read.errors
    found = {str(one["uid"]): one for one in read.walk("VEVENT")}
    assert len(found) == len(events)
    for event in events:
        told = found[f"{event.uid}@example.org"]
        assert told["dtstart"].dt == event.starts_on
        assert told["dtend"].dt == event.ends_on + DAY
        assert told["dtstart"].params["VALUE"] == "DATE"
        assert told["sequence"] == event.sequence
        assert told["last-modified"].dt == event.changed_at.replace(microsecond=0)


def test_it_is_written_in_its_language_and_always_with_the_same_bytes():
    event = Event("a", FIRST, FIRST, "استحقاق", AT, description="وصف")
    written = to_ics(calendar([event], "منظمة", "ar"))
    assert written == to_ics(calendar([event], "منظمة", "ar"))
    [told] = Parsed.from_ical(written).walk("VEVENT")
    assert (str(told["summary"]), told["summary"].params["LANGUAGE"]) == ("استحقاق", "ar")


# --- what is in it -------------------------------------------------------------------------------

pages = pytest.mark.django_db


def feed(address):
    """The entries of a feed by name, without the session in which all was agreed."""
    got = Client().get(f"/en/calendar/{address}.ics")
    assert got.status_code == 200
    found = {str(one["uid"]): one for one in Parsed.from_ical(got.content).walk("VEVENT")}
    found.pop(name_of("session", "hlcm-41"), None)
    return found


def move(addressee, by, due_on, at=AT, reason="Later"):
    return actions.move_deadline(addressee=addressee, due_on=due_on, reason=reason, by=by, at=at)


@pytest.fixture
def fixed_day(monkeypatch):
    """The pages' clock stands at the tests' day."""
    for name in ("calendar", "page"):
        monkeypatch.setattr(f"quintet.followup.views.{name}.today", lambda: TODAY)


@pytest.fixture
def due(addressee, secretary):
    return move(addressee, secretary, FIRST, reason="")


def name_of(kind, one):
    return f"{kind}-{one}@127.0.0.1"


@pages
def test_an_organization_sees_what_it_owes_and_another_does_not(due, ilo, fixed_day):
    [event] = feed("organization/WHO").values()
    assert event["uid"] == name_of("deadline", due.uuid)
    assert event["dtstart"].dt == FIRST
    assert "Review risks" in event["summary"]
    assert event["url"].endswith(f"/en/answers/{due.uuid}/")
    assert feed("organization/ILO") == {}


@pages
def test_a_moved_deadline_keeps_its_name_and_its_sequence_rises(due, secretary, fixed_day):
    [before] = feed("organization/WHO").values()
    move(due, secretary, MOVED, at=AT + DAY, reason="The hall is closed")
    [after] = feed("organization/WHO").values()
    assert (after["uid"], after["dtstart"].dt) == (before["uid"], MOVED)
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt > before["last-modified"].dt
    assert "The hall is closed" in after["description"]


@pages
def test_what_is_closed_claimed_refused_or_unpublished_is_not_in_it(
    due, other_addressee, focal, validator, other_focal, other_validator, secretary, fixed_day
):
    move(other_addressee, secretary, FIRST, reason="")
    claim(due, focal, validator)
    answer(other_addressee, other_focal, other_validator, answer=Answer.NOT_ACCEPTED, reason="No.")
    assert feed("body/HLCM") == {}


@pages
def test_what_is_not_published_is_only_in_the_calendar_of_its_people(due, focal, fixed_day):
    Item.objects.update(published_on=None)
    assert feed("organization/WHO") == {}
    core.renew_calendar(person=focal)
    assert list(feed(f"person/{calendar_key(focal)}")) == [name_of("deadline", due.uuid)]


@pages
def test_what_a_body_agreed_is_one_entry_a_day_whoever_is_addressed(
    due, other_addressee, secretary, fixed_day
):
    move(other_addressee, secretary, FIRST, reason="")
    [event] = feed("body/HLCM").values()
    assert "WHO in full, ILO in full" in event["description"]
    move(other_addressee, secretary, MOVED)
    assert {one["dtstart"].dt for one in feed("body/HLCM").values()} == {FIRST, MOVED}


@pages
def test_sessions_and_cycles_are_in_it(hlcm, who, due, secretary, fixed_day):
    Session.objects.create(body=hlcm, number=42)
    core.keep_session(
        body=hlcm, number=42, starts_on=FIRST, ends_on=FIRST + DAY, by=secretary, at=AT
    )
    cycle = cycle_of(hlcm, secretary, TODAY)
    for address in ("body/HLCM", "organization/WHO"):
        found = feed(address)
        session = found[name_of("session", "hlcm-42")]
        assert (session["dtstart"].dt, session["dtend"].dt) == (FIRST, FIRST + 2 * DAY)
        assert (session["sequence"], session["last-modified"].dt) == (1, AT)
        assert found[name_of("cycle", cycle.slug)]["dtstart"].dt == cycle.due_on


@pages
def test_reviews_and_endings_are_in_it(item, addressee, fixed_day):
    Item.objects.update(review_due_on=FIRST, retires_on=MOVED)
    found = feed("body/HLCM")
    assert found[name_of("review", item.slug)]["dtstart"].dt == FIRST
    assert found[name_of("retirement", item.slug)]["dtstart"].dt == MOVED


@pages
def test_a_person_has_what_their_roles_owe_and_nothing_else(
    due, other_addressee, focal, secretary, member, fixed_day
):
    move(other_addressee, secretary, FIRST, reason="")
    found = queries.person_calendar(focal, today=TODAY)
    assert [one.uid for one in found.events if one.kind == "Deadline"] == [f"deadline-{due.uuid}"]
    told = queries.person_calendar(member, today=TODAY)
    assert [one for one in told.events if one.kind == "Deadline"] == []


@pages
def test_a_session_moved_by_two_months_is_followed_by_every_deadline_and_every_feed(
    addressee, other_addressee, hlcm, secretary, focal, fixed_day
):
    session = Session.objects.create(body=hlcm, number=42, starts_on=FIRST, ends_on=FIRST + DAY)
    for one in (addressee, other_addressee):
        actions.move_deadline(addressee=one, session=session, reason="", by=secretary, at=AT)
    core.renew_calendar(person=focal)
    mine = f"person/{calendar_key(focal)}"
    feeds = ("body/HLCM", "organization/WHO", "organization/ILO", mine)
    before = {address: feed(address) for address in feeds}
    core.keep_session(
        body=hlcm, number=42, starts_on=MOVED, ends_on=MOVED + DAY, by=secretary, at=AT + DAY
    )
    assert set(Addressee.objects.values_list("due_on", flat=True)) == {MOVED}
    for address in feeds:
        after = feed(address)
        assert after.keys() == before[address].keys()
        assert {one["dtstart"].dt for one in after.values()} == {MOVED}
        for uid, one in after.items():
            assert one["sequence"] > before[address][uid]["sequence"]
        told = " ".join(str(one.get("description", "")) for one in after.values())
        assert "Session 42 of HLCM moved from 21 October 2021 to 21 December 2021." in told
    entries = queries.history(addressee.item, [addressee], person=secretary, today=TODAY + DAY)
    assert "moved from 21 October 2021" in entries[0].text
    then = queries.report(
        queries.Filter(), as_at=TODAY, language="en", person=None, today=TODAY + DAY
    )
    assert {row.due_on for row in then.rows} == {FIRST}


@pages
def test_a_calendar_asks_as_often_for_three_as_for_one(
    due, other_addressee, hlcm, ceb, item, secretary, django_assert_num_queries
):
    with django_assert_num_queries(6):
        queries.party_calendar(hlcm, today=TODAY)
    third = Addressee.objects.create(item=item, organization=ceb, known_on=item.known_on)
    for n, one in enumerate((other_addressee, third)):
        move(one, secretary, MOVED + n * DAY, reason="")
        Session.objects.create(body=hlcm, number=50 + n, starts_on=FIRST, ends_on=FIRST)
    with django_assert_num_queries(6):
        queries.party_calendar(hlcm, today=TODAY)


# --- addresses -----------------------------------------------------------------------------------


@pages
def test_an_unchanged_feed_is_not_sent_again(due, fixed_day):
    got = Client().get("/en/calendar/organization/who.ics")
    assert got["Content-Type"] == "text/calendar; charset=utf-8"
    again = Client().get(
        "/en/calendar/organization/who.ics", headers={"If-None-Match": got["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


@pages
def test_a_renewed_address_closes_the_old_one(due, focal, client):
    reader = Reader(client, focal)
    page = reader.get("/calendar/")
    assert "secret address" in page.words
    page = reader.send(page.form(to="/calendar/address/"))
    [old] = page.tree.xpath("//input[@id='address']/@value")
    assert Client().get(old).status_code == 200
    page = reader.send(page.form(to="/calendar/address/"))
    [new] = page.tree.xpath("//input[@id='address']/@value")
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    Person.objects.update(is_active=False)
    assert Client().get(new).status_code == 404


@pages
@pytest.mark.parametrize("key", ["x", "a-1.b", f"{'0' * 32}-1.forged"])
def test_a_forged_address_opens_nothing(key):
    assert Client().get(f"/en/calendar/person/{key}.ics").status_code == 404


@pages
def test_anybody_finds_the_address_of_an_organization(who, hlcm, client):
    reader = Reader(client)
    page = reader.send(reader.get("/calendar/").form(having="party"), party="body:HLCM")
    [address] = page.tree.xpath("//input[@id='address']/@value")
    assert address == "http://testserver/en/calendar/body/HLCM.ics"
    assert any(link.startswith("webcal://") for link in page.links)
    assert reader.get("/calendar/?party=nonsense").words.startswith("Calendars")


@pages
def test_the_page_tells_what_comes_next(due, focal, client, fixed_day):
    page = Reader(client, focal).get("/calendar/")
    assert page.text("//tbody/tr/td[1]") == ["21 October 2021"]
    assert "Due: Review risks" in page.words


@pages
def test_the_api_tells_the_same(due, hlcm, focal, secretary):
    Session.objects.create(
        body=hlcm, number=90, starts_on=date(2190, 1, 1), ends_on=date(2190, 1, 2)
    )
    told = Caller().get("bodies/HLCM/calendar")
    assert [one["uid"] for one in told["events"]] == ["session-hlcm-90"]
    assert Client().get(told["address"]).status_code == 200
    assert Caller().get("organizations/WHO/calendar")["events"] == told["events"]
    Caller().get("bodies/NONE/calendar", status=404)
    api = Caller(focal)
    assert api.get("me/calendar")["address"] is None
    address = api.post("me/calendar/address")["address"]
    assert api.get("me/calendar")["address"] == address
    assert Client().get(address).status_code == 200
