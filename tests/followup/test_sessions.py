"""Deadlines that are bound to a session move with it."""

from datetime import date, timedelta

import pytest

from quintet.core import actions as core
from quintet.core.models import JournalEntry, Notice, Session
from quintet.core.public import NotAllowed
from quintet.followup import actions, queries
from quintet.followup.intake.candidate import Meeting
from quintet.followup.models import Addressee, Deadline
from quintet.followup.queries import Filter
from quintet.followup.rules import Verdict
from tests.conftest import AT, TODAY
from tests.followup.acts import answer, candidate, claim, submit
from tests.followup.api import Caller
from tests.site.pages import Reader

pytestmark = pytest.mark.django_db

FIRST, MOVED = date(2021, 10, 21), date(2021, 12, 21)
DAY = timedelta(days=1)


@pytest.fixture
def next_session(hlcm):
    return Session.objects.create(body=hlcm, number=42, starts_on=FIRST, ends_on=FIRST + DAY)


@pytest.fixture
def bound(addressee, next_session, secretary):
    """An addressee that is due at the next session."""
    return actions.move_deadline(
        addressee=addressee, session=next_session, reason="", by=secretary, at=AT
    )


def move(hlcm, by, starts_on=MOVED, *, number=42, at=AT + DAY):
    return core.keep_session(
        body=hlcm, number=number, starts_on=starts_on, ends_on=None, by=by, at=at
    )


def due_on(addressee):
    addressee.refresh_from_db()
    return addressee.due_on


def row(as_at, person=None):
    told = queries.report(
        Filter(), as_at=as_at, language="en", person=person, today=TODAY + 30 * DAY
    )
    return told.rows[0]


def test_a_deadline_at_a_session_is_its_first_day(bound):
    assert due_on(bound) == FIRST
    assert Deadline.objects.get().session.number == 42


def test_when_a_session_moves_all_that_is_bound_to_it_moves(
    bound, other_addressee, next_session, hlcm, secretary
):
    actions.move_deadline(
        addressee=other_addressee, session=next_session, reason="", by=secretary, at=AT
    )
    before = JournalEntry.objects.count()
    move(hlcm, secretary)
    assert (due_on(bound), due_on(other_addressee)) == (MOVED, MOVED)
    moved = JournalEntry.objects.filter(verb="followup.deadline_moved")
    assert {entry.subject for entry in moved} == {bound.subject, other_addressee.subject}
    assert JournalEntry.objects.count() == before + 3
    data = moved[0].payload.data
    assert (data["session"], data["session_was"]) == ("HLCM/42", FIRST.isoformat())
    assert (data["was"], data["due_on"]) == (FIRST.isoformat(), MOVED.isoformat())


def test_the_reason_is_told_in_the_language_of_who_reads(bound, hlcm, secretary):
    move(hlcm, secretary)
    told = row(TODAY + DAY)
    assert told.due_on == MOVED
    assert told.due_reason == "Session 42 of HLCM moved from 21 October 2021 to 21 December 2021."
    assert told.due_label == "21 December 2021 (Session 42 of HLCM)"
    [entry] = [
        one
        for one in queries.history(bound.item, [bound], person=secretary, today=TODAY + DAY)
        if one.verb == "followup.deadline_moved"
    ]
    assert entry.text == told.due_reason


def test_reports_as_at_earlier_days_still_show_the_old_deadline(bound, hlcm, secretary):
    earlier = row(TODAY)
    move(hlcm, secretary)
    assert row(TODAY) == earlier
    assert row(TODAY).due_on == FIRST


def test_each_focal_point_gets_one_notice_for_all_that_moves(
    bound, other_addressee, next_session, hlcm, secretary, focal, other_focal
):
    actions.move_deadline(
        addressee=other_addressee, session=next_session, reason="", by=secretary, at=AT
    )
    focal.language = "fr"
    focal.save()
    move(hlcm, secretary)
    for person in (focal, other_focal):
        notice = Notice.objects.get(person=person, key__startswith="session:")
        assert "18 Review risks" in notice.text
        assert "HLCM" in notice.text


def test_what_is_closed_archived_or_due_otherwise_does_not_move(
    bound, other_addressee, next_session, hlcm, secretary, focal, validator, verifier
):
    actions.move_deadline(
        addressee=other_addressee, session=next_session, reason="", by=secretary, at=AT
    )
    actions.move_deadline(
        addressee=other_addressee, due_on=date(2022, 1, 1), reason="Later", by=secretary, at=AT
    )
    claim(bound, focal, validator)
    actions.verify(addressee=bound, verdict=Verdict.IMPLEMENTED, reason="", by=verifier, at=AT)
    move(hlcm, secretary)
    assert (due_on(bound), due_on(other_addressee)) == (FIRST, date(2022, 1, 1))


def test_what_is_archived_does_not_move(bound, hlcm, secretary):
    actions.archive(item=bound.item, reason="Told twice", by=secretary, at=AT)
    move(hlcm, secretary)
    assert due_on(bound) == FIRST


def test_a_session_that_only_lasts_longer_moves_nothing(bound, hlcm, secretary):
    core.keep_session(
        body=hlcm, number=42, starts_on=FIRST, ends_on=FIRST + 3 * DAY, by=secretary, at=AT
    )
    assert Deadline.objects.count() == 1


def test_a_session_without_dates_gives_its_day_when_it_has_one(addressee, hlcm, secretary):
    later = Session.objects.create(body=hlcm, number=43)
    actions.move_deadline(addressee=addressee, session=later, reason="", by=secretary, at=AT)
    assert due_on(addressee) is None
    assert row(TODAY).due_label == "Session 43 of HLCM"
    move(hlcm, secretary, number=43)
    assert due_on(addressee) == MOVED
    assert row(TODAY + DAY).due_reason == "Session 43 of HLCM: it will begin on 21 December 2021."


def test_a_session_whose_dates_are_open_again_leaves_no_day(bound, hlcm, secretary):
    move(hlcm, secretary, None)
    assert due_on(bound) is None
    assert row(TODAY + DAY).due_reason == "Session 42 of HLCM: its dates are open again."
    move(hlcm, secretary, at=AT + 2 * DAY)
    assert due_on(bound) == MOVED


def test_a_session_may_move_without_a_person(bound, hlcm):
    move(hlcm, None)
    assert due_on(bound) == MOVED


def test_an_answer_that_repeats_the_day_keeps_the_deadline_bound(
    bound, hlcm, secretary, focal, validator
):
    answer(bound, focal, validator, due_on=FIRST)
    move(hlcm, secretary)
    assert due_on(bound) == MOVED


def test_a_deadline_is_a_day_or_a_session(addressee, item, ilo, next_session, secretary):
    for act, more in (
        (actions.move_deadline, {"addressee": addressee, "reason": ""}),
        (actions.assign, {"item": item, "party": ilo}),
    ):
        with pytest.raises(NotAllowed, match="not both"):
            act(due_on=FIRST, session=next_session, by=secretary, at=AT, **more)
    with pytest.raises(NotAllowed, match="Give a day"):
        actions.move_deadline(addressee=addressee, reason="", by=secretary, at=AT)


def test_a_day_can_be_bound_to_its_session_once_without_a_reason(
    addressee, next_session, secretary
):
    told = {"addressee": addressee, "reason": "", "by": secretary, "at": AT}
    actions.move_deadline(due_on=FIRST, **told)
    actions.move_deadline(session=next_session, **told)
    assert Deadline.objects.last().session == next_session
    with pytest.raises(NotAllowed, match="already"):
        actions.move_deadline(session=next_session, **told)


def test_who_is_addressed_until_a_session_is_bound_to_it(item, ilo, next_session, hlcm, secretary):
    made = actions.assign(item=item, party=ilo, session=next_session, by=secretary, at=AT)
    assert made.due_on == FIRST
    move(hlcm, secretary)
    assert due_on(made) == MOVED


# --- from a document -----------------------------------------------------------------------------


def accepted(document, secretary, *due):
    one = candidate(
        document,
        number="19",
        addressees=[{"text": "WHO", "party": "organization:WHO"}],
        due=list(due),
    )
    return actions.accept(candidate=one, by=secretary, at=AT).addressees.get()


def test_a_report_that_names_a_session_binds_its_deadline(
    document, who, next_session, hlcm, secretary
):
    due = {"text": "at its forty-second session", "date": "2021-10-11", "session": "HLCM/42"}
    made = accepted(document, secretary, due)
    assert made.due_on == FIRST
    move(hlcm, secretary)
    assert due_on(made) == MOVED


def test_a_session_that_nobody_has_entered_is_entered_without_dates(document, who, hlcm, secretary):
    due = {"text": "at its forty-fourth session", "date": None, "session": "HLCM/44"}
    made = accepted(document, secretary, due)
    assert made.due_on is None
    assert Session.objects.get(number=44).starts_on is None
    move(hlcm, secretary, number=44)
    assert due_on(made) == MOVED


def test_an_earlier_step_is_a_milestone_and_the_last_day_the_deadline(
    document, who, next_session, secretary
):
    made = accepted(
        document,
        secretary,
        {"text": "by end June 2021", "date": "2021-06-30", "session": ""},
        {"text": "at its forty-second session", "date": "2021-10-11", "session": "HLCM/42"},
    )
    assert made.due_on == FIRST
    assert made.milestones.get().due_on == date(2021, 6, 30)


def test_a_document_fills_in_days_that_nobody_knew(document, hlcm, secretary):
    Session.objects.create(body=hlcm, number=43)
    meetings = [Meeting("HLCM", 43, FIRST, FIRST + DAY), Meeting("HLCM", 44, MOVED, MOVED)]
    actions.sessions.note_sessions(document, meetings, by=secretary, at=AT)
    assert list(hlcm.sessions.order_by("number").values_list("number", "starts_on"))[1:] == [
        (43, FIRST),
        (44, MOVED),
    ]
    assert document.sessions_told == []


@pytest.fixture
def told(document, next_session, secretary):
    """A document that tells other days of a session than the list."""
    meeting = Meeting("HLCM", 42, MOVED, MOVED + DAY)
    actions.sessions.note_sessions(document, [meeting], by=secretary, at=AT)
    return document


def test_a_document_that_tells_other_days_moves_nothing_by_itself(told, next_session):
    next_session.refresh_from_db()
    assert next_session.starts_on == FIRST
    assert told.sessions_told == [
        {"number": 42, "starts_on": "2021-12-21", "ends_on": "2021-12-22"}
    ]


def test_days_that_a_person_takes_move_all_that_is_bound(told, bound, secretary):
    actions.decide_session(document=told, number=42, take=True, by=secretary, at=AT + DAY)
    assert due_on(bound) == MOVED
    told.refresh_from_db()
    assert told.sessions_told == []


def test_days_that_a_person_leaves_move_nothing(told, bound, secretary):
    actions.decide_session(document=told, number=42, take=False, by=secretary, at=AT)
    assert due_on(bound) == FIRST
    with pytest.raises(NotAllowed):
        actions.decide_session(document=told, number=42, take=True, by=secretary, at=AT)


def test_an_addressee_is_moved_once_though_it_was_bound_twice(bound, next_session, hlcm, secretary):
    told = {"addressee": bound, "by": secretary, "at": AT}
    actions.move_deadline(due_on=date(2022, 1, 1), reason="Away", **told)
    actions.move_deadline(session=next_session, reason="Back", **told)
    move(hlcm, secretary)
    assert due_on(Addressee.objects.get()) == MOVED
    assert Deadline.objects.filter(due_on=MOVED).count() == 1


# --- by page and API -----------------------------------------------------------------------------


@pytest.fixture
def upcoming(hlcm):
    """A session that lies ahead by the clock of the pages."""
    return Session.objects.create(body=hlcm, number=90, starts_on=date(2190, 3, 1))


def test_a_deadline_is_bound_to_a_session_on_its_page(addressee, upcoming, secretary, client):
    reader = Reader(client, secretary)
    actions.move_deadline(addressee=addressee, due_on=FIRST, reason="", by=secretary, at=AT)
    form = reader.get(f"/answers/{addressee.uuid}/deadline/").form(having="session")
    assert form.choices["session"] == ["", "HLCM/90"]
    reader.send(form, session="HLCM/90", reason="At the session.")
    assert due_on(addressee) == upcoming.starts_on
    page = reader.get(f"/answers/{addressee.uuid}/")
    assert "Session 90 of HLCM" in page.words


def test_an_item_is_addressed_until_a_session_on_its_page(item, ilo, upcoming, secretary, client):
    reader = Reader(client, secretary)
    form = reader.get(f"/items/{item.slug}/address/").form(having="session")
    reader.send(form, party="organization:ILO", part="lead", session="HLCM/90")
    assert Addressee.objects.get(organization=ilo).due_on == upcoming.starts_on


def test_a_secretary_moves_a_session_on_its_page_with_all_that_is_bound(
    addressee, upcoming, secretary, client
):
    actions.move_deadline(addressee=addressee, session=upcoming, reason="", by=secretary, at=AT)
    reader = Reader(client, secretary)
    form = reader.get("/bodies/hlcm/session/?number=90").form(having="starts_on")
    assert form.values["starts_on"] == ["2190-03-01"]
    reader.send(form, starts_on="2190-05-01", ends_on="2190-05-02")
    assert due_on(addressee) == date(2190, 5, 1)


def test_the_api_binds_and_moves(addressee, item, ilo, upcoming, secretary):
    api = Caller(secretary)
    told = api.post(f"addressees/{addressee.uuid}/deadline", {"session": "hlcm/90"})
    assert (told["due_on"], told["deadlines"][-1]["session"]) == ("2190-03-01", "HLCM/90")
    body = {"party": "organization:ILO", "session": "HLCM/90"}
    api.post(f"items/{item.slug}/addressees", body, status=201)
    api.say("PUT", "bodies/HLCM/sessions/90", {"starts_on": "2190-05-01"})
    told = api.get(f"addressees/{addressee.uuid}")
    assert told["due_on"] == "2190-05-01"
    assert told["deadlines"][-1]["reason"] == (
        "Session 90 of HLCM moved from 1 March 2190 to 1 May 2190."
    )
    api.post(f"addressees/{addressee.uuid}/deadline", {"session": "HLCM/91"}, status=409)
    api.post(f"addressees/{addressee.uuid}/deadline", {"reason": "x"}, status=409)


def test_a_secretary_decides_on_days_that_a_document_tells(told, bound, secretary, client):
    reader = Reader(client, secretary)
    page = reader.get(f"/documents/{told.slug}/intake/")
    assert "the document says 21 December 2021 – 22 December 2021" in page.words
    assert "1 deadline would move with it." in page.words
    page = reader.send(page.form(to="/sessions/42/"), press="take")
    assert "The session has moved" in page.words
    assert due_on(bound) == MOVED
    assert not [form for form in page.forms if form.address.endswith("/sessions/42/")]


def test_the_api_decides_on_days_that_a_document_tells(told, bound, secretary, focal):
    path = f"documents/{told.slug}/sessions/42"
    Caller(focal).post(path, {"take": True}, status=403)
    Caller(secretary).post(path, {"take": True})
    assert due_on(bound) == MOVED
    Caller(secretary).post(path, {"take": False}, status=409)


def test_what_the_document_tells_stands_in_the_form(
    document, ilo, who, upcoming, secretary, client
):
    due = {"text": "at its ninetieth session", "date": "2190-01-01", "session": "HLCM/90"}
    one = candidate(document, number="20", due=[due])
    item = actions.accept(candidate=one, by=secretary, at=AT)
    reader = Reader(client, secretary)
    form = reader.get(f"/items/{item.slug}/address/").form(having="session")
    assert (form.values["due_on"], form.values["session"]) == (["2190-01-01"], ["HLCM/90"])
    reader.send(form, party="organization:ILO", part="lead")
    assert Addressee.objects.get(organization=ilo).due_on == upcoming.starts_on
    reader.send(form, party="organization:WHO", part="lead", due_on="2190-02-02")
    made = Addressee.objects.get(organization=who)
    assert (made.due_on, made.deadlines.get().session) == (date(2190, 2, 2), None)


def test_an_answer_written_before_its_session_moved_does_not_move_it_back(
    bound, hlcm, secretary, focal, validator
):
    said = submit(bound, focal, due_on=FIRST, at=AT + DAY / 2)
    move(hlcm, secretary)
    actions.review_response(response=said, approve=True, by=validator, at=AT + 2 * DAY)
    assert due_on(bound) == MOVED
