"""Sessions of bodies."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from quintet.core import permissions
from quintet.core.actions.journal import record
from quintet.core.models import Body, Person, Session
from quintet.core.rules import NotAllowed

# A session begins on another day: sent in the transaction of the change, with `session`, `was` (its
# first day before; None: it had none), `by` and `at`.
session_moved = Signal()


@transaction.atomic
def keep_session(
    *,
    body: Body,
    number: int,
    starts_on: date | None,
    ends_on: date | None,
    place: str = "",
    by: Person | None,
    at: datetime,
) -> Session:
    """Add a session of a body, or correct its dates and place; what is bound to it moves with it."""
    if by is not None and not permissions.may_keep_sessions(by, body, at.date()):
        raise PermissionDenied
    if starts_on and ends_on and ends_on < starts_on:
        raise NotAllowed(_("The session ends before it starts."))
    if ends_on and not starts_on:
        raise NotAllowed(_("Give the first day of the session as well."))
    before = Session.objects.select_for_update().filter(body=body, number=number).first()
    session, _made = Session.objects.update_or_create(
        body=body,
        number=number,
        defaults={
            "starts_on": starts_on,
            "ends_on": ends_on or starts_on,
            "place": place,
            "corrections": before.corrections + 1 if before else 0,
            "corrected_at": at,
        },
    )
    record(
        organization=body.organization,
        by=by,
        at=at,
        verb="core.session_kept",
        subject=f"body:{body.code}",
        number=number,
        starts_on=starts_on.isoformat() if starts_on else "",
        ends_on=ends_on.isoformat() if ends_on else "",
        was=before.starts_on.isoformat() if before and before.starts_on else "",
        place=place,
    )
    if before and before.starts_on != starts_on:
        session_moved.send(Session, session=session, was=before.starts_on, by=by, at=at)
    return session
