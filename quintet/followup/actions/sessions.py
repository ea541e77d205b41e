"""Deadlines that are bound to a session move with it; sessions that a document tells of."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import Body, NotAllowed, Person, Session
from quintet.followup import labels, permissions, queries
from quintet.followup.actions.addressees import record, settle
from quintet.followup.intake.candidate import Meeting
from quintet.followup.models import Addressee, Deadline, Document


@transaction.atomic
def follow_session(
    *, session: Session, was: date | None, by: Person | None, at: datetime
) -> list[Addressee]:
    """Give every open addressee whose deadline is bound to a session its new first day.

    One entry for each in the journal of who issued the item, with the session and its days as the
    reason; one notice for each focal point. What is closed or archived stays as it is. Returns
    whose deadline moved.
    """
    moved = []
    for addressee in queries.bound_to(session):
        before = queries.deadlines_known(addressee)[-1]
        if before.session_id != session.pk or before.due_on == session.starts_on:
            continue
        Deadline.objects.create(
            addressee=addressee,
            due_on=session.starts_on,
            session=session,
            by=by or before.by,
            at=at,
            known_on=at.date(),
        )
        record(
            addressee,
            by=by,
            at=at,
            verb="followup.deadline_moved" if before.due_on else "followup.deadline_set",
            organization=addressee.item.document.organization,
            due_on=_iso(session.starts_on),
            was=_iso(before.due_on),
            session=queries.session_reference(session),
            session_was=_iso(was),
        )
        addressee.refresh_from_db(fields=["deadlines"])  # read anew what was fetched before
        moved.append(settle(addressee, today=at.date()))
    _tell(moved, session, was, at)
    return moved


def session_has_moved(
    sender: Any, *, session: Session, was: date | None, by: Person | None, at: datetime, **_kw: Any
) -> None:
    """Hears core.session_moved, within the transaction in which the session moves."""
    follow_session(session=session, was=was, by=by, at=at)


def _tell(moved: Iterable[Addressee], session: Session, was: date | None, at: datetime) -> None:
    """One notice for each focal point, in their language, with all that moved for them."""
    lines: dict[Person, list[str]] = defaultdict(list)
    people: dict[Any, list[Person]] = {}
    for addressee in moved:
        owner = addressee.owner
        if owner not in people:
            people[owner] = core.people_in(permissions.FOCAL, owner, at.date())
        item = addressee.item
        for person in people[owner]:
            lines[person].append(f"{item.number} {item.title or item.text}".strip())
    for person, told in lines.items():
        with translation.override(person.language):
            why = queries.session_moved_words(
                queries.session_reference(session), was, session.starts_on
            )
        core.notify(
            people=[person],
            key=f"session:{session.pk}:{at.isoformat()}",
            subject=labels.NOTICE["session_moved"],
            text="\n".join([why, *dict.fromkeys(told)]),
            path="/calendar/",
            at=at,
        )


def session_named(*, body: Body, number: int, by: Person, at: datetime) -> Session | None:
    """A body's session by its number; one that nobody has entered is entered, without dates.

    None where it is unknown and this person may not keep the body's sessions.
    """
    known = core.sessions().filter(body=body, number=number).first()
    if known or not core.may_keep_sessions(by, body, at.date()):
        return known
    return core.keep_session(body=body, number=number, starts_on=None, ends_on=None, by=by, at=at)


def note_sessions(
    document: Document, meetings: Iterable[Meeting], *, by: Person | None, at: datetime
) -> None:
    """Take over the days that a document tells of sessions that have none yet; note the others.

    A reading is no decision: what would move a session waits in `sessions_told` for a person.
    """
    body = document.body
    if body is None:
        return
    differ = []
    for meeting in meetings:
        if meeting.body != body.code or meeting.starts_on is None:
            continue
        days = {"starts_on": meeting.starts_on, "ends_on": meeting.ends_on}
        known = body.sessions.filter(number=meeting.number).first()
        if known is None or known.starts_on is None:
            if by is None or core.may_keep_sessions(by, body, at.date()):
                core.keep_session(
                    body=body,
                    number=meeting.number,
                    place=known.place if known else "",
                    by=by,
                    at=at,
                    **days,
                )
        elif (known.starts_on, known.ends_on) != (meeting.starts_on, meeting.ends_on):
            differ.append({"number": meeting.number} | {k: _iso(v) for k, v in days.items()})
    document.sessions_told = differ
    document.save(update_fields=["sessions_told"])


@transaction.atomic
def decide_session(
    *, document: Document, number: int, take: bool, by: Person, at: datetime
) -> Document:
    """Take the days that a document tells of a session, so that all moves with it; or leave them."""
    if not permissions.keeps(by, document, at.date()):
        raise PermissionDenied
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    told = next((one for one in document.sessions_told if one["number"] == number), None)
    if told is None or document.body is None:
        raise NotAllowed(_("There is nothing to decide on this session."))
    document.sessions_told = [one for one in document.sessions_told if one != told]
    document.save(update_fields=["sessions_told"])
    if take:
        known = document.body.sessions.filter(number=number).first()
        core.keep_session(
            body=document.body,
            number=number,
            starts_on=date.fromisoformat(told["starts_on"]),
            ends_on=date.fromisoformat(told["ends_on"]) if told["ends_on"] else None,
            place=known.place if known else "",
            by=by,
            at=at,
        )
    else:
        core.record(
            organization=document.organization,
            by=by,
            at=at,
            verb="followup.session_left",
            subject=f"document:{document.file_id}",
            **told,
        )
    return document


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
