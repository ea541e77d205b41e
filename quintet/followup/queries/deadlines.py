"""Which deadline was in force on a day, and why it is not the one before it.

A deadline that is bound to a session stands for the session's first day. When the session moves, the
new deadline holds no reason in words: whoever reads it gets the reason in their own language.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from quintet.core.public import Session, date_words, number_words
from quintet.followup.models import Addressee, Deadline


def deadlines_known(addressee: Addressee, *, until: date | None = None) -> list[Deadline]:
    """The deadlines that were known by the end of a day, as they came to be known; the last holds."""
    known = [
        one
        for one in addressee.deadlines.all()
        if one.known_on and (until is None or one.known_on <= until) and sets_a_day(one)
    ]
    return sorted(known, key=lambda one: (one.known_on, one.at, one.pk))


def sets_a_day(deadline: Deadline) -> bool:
    """Whether it says when: by a date, or by a session even if its dates are not known yet."""
    return bool(deadline.due_on or deadline.session_id)


def why_moved(known: Sequence[Deadline]) -> str:
    """Why the last of these deadlines replaced the one before it; empty where nobody said."""
    if not known:
        return ""
    now, before = known[-1], known[-2] if len(known) > 1 else None
    if now.reason or now.session is None or before is None or before.session != now.session:
        return now.reason
    return session_moved_words(now.session, before.due_on, now.due_on)


def session_moved_words(session: Session, was: date | None, now: date | None) -> str:
    """Why a deadline moved with its session, in the language that is active."""
    told = {"session": session_words(session)}
    if now is None:
        return _("%(session)s: its dates are open again.") % told
    told["now"] = date_words(now)
    if was is None:
        return _("%(session)s: it will begin on %(now)s.") % told
    told["was"] = date_words(was)
    return _("%(session)s moved from %(was)s to %(now)s.") % told


def session_words(session: Session) -> str:
    """A session by name: "Session 42 of HLCM"."""
    return _("Session %(number)s of %(body)s") % {
        "number": number_words(session.number),
        "body": session.body.code,
    }
