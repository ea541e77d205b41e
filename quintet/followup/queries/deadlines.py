"""Which deadline was in force on a day, and why it is not the one before it.

A deadline that is bound to a session stands for the session's first day. When the session moves, the
new deadline holds no reason in words: whoever reads it gets the reason in their own language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import Body, Session, date_words, number_words
from quintet.followup.models import Addressee, Deadline, Document, Item
from quintet.followup.queries.parties import is_text
from quintet.followup.queries.standing import with_parties


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
    return session_moved_words(session_reference(now.session), before.due_on, now.due_on)


def session_moved_words(session: str, was: date | None, now: date | None) -> str:
    """Why a deadline moved with its session ("HLCM/42"), in the language that is active."""
    told = {"session": session_words(session)}
    if now is None:
        return _("%(session)s: its dates are open again.") % told
    told["now"] = date_words(now)
    if was is None:
        return _("%(session)s: it will begin on %(now)s.") % told
    told["was"] = date_words(was)
    return _("%(session)s moved from %(was)s to %(now)s.") % told


def session_words(session: str) -> str:
    """The name of a session ("HLCM/42"): "Session 42 of HLCM"."""
    body, _slash, number = session.partition("/")
    return _("Session %(number)s of %(body)s") % {"number": number_words(number), "body": body}


def session_reference(session: Session) -> str:
    """The name of a session in addresses and files: "HLCM/42"."""
    return f"{session.body.code}/{session.number}"


def session_of(reference: str) -> Session | None:
    """The session of a reference; None where there is none."""
    code, _slash, number = reference.partition("/")
    if not (is_text(code) and number.isdecimal() and len(number) <= 5):
        return None
    return core.sessions().filter(body__code__iexact=code.strip(), number=int(number)).first()


def session_choices(body: Body | None, *, today: date) -> list[tuple[str, str]]:
    """The sessions of a body that are still to come, with reference and name; the next one first."""
    if body is None:
        return []
    ahead = core.sessions().filter(Q(starts_on__isnull=True) | Q(starts_on__gte=today), body=body)
    return [(session_reference(one), _with_day(one)) for one in ahead.order_by("number")]


def due_told(item: Item) -> dict[str, Any]:
    """The last deadline that the document tells of an item, for a form: a day, and a session."""
    told = item.candidate.found["due"] if item.candidate else []
    dated = [due for due in told if due["date"] or due.get("session")]
    last = max(dated, key=lambda due: due["date"] or "9999", default={"date": None})
    return {
        "due_on": last["date"] and date.fromisoformat(last["date"]),
        "session": last.get("session"),
    }


def _with_day(session: Session) -> str:
    name = session_words(session_reference(session))
    if session.starts_on is None:
        return _("%(session)s, no date yet") % {"session": name}
    return f"{name}, {date_words(session.starts_on)}"


def bound_to(session: Session) -> QuerySet[Addressee]:
    """Open addressees that have, or had, a deadline at a session, held until the change is done."""
    bound = Deadline.objects.filter(session=session, known_on__isnull=False)
    held = Addressee.objects.select_for_update(of=("self",)).filter(
        pk__in=bound.values("addressee"), verdict="", item__archived_on__isnull=True
    )
    return (
        with_parties(held.select_related("item__document__organization"))
        .defer("item__document__text", "item__document__unread")
        .prefetch_related(Prefetch("deadlines", Deadline.objects.select_related("by", "session")))
        .order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class SessionTold:
    """Days of a session as a document tells them, beside those that are known, in words."""

    number: int
    words: str
    told: str
    known: str
    bound: int  # open addressees whose deadline may move with it


def sessions_told(document: Document) -> list[SessionTold]:
    """What a document tells of its body's sessions and a person has not decided on."""
    if not document.sessions_told or document.body is None:
        return []
    known = {one.number: one for one in core.sessions().filter(body=document.body)}
    return [
        SessionTold(
            number=one["number"],
            words=session_words(f"{document.body.code}/{one['number']}"),
            told=_days(*(one[name] and date.fromisoformat(one[name]) for name in _DAYS)),
            known=_days(*(getattr(known.get(one["number"]), name, None) for name in _DAYS)),
            bound=_bound(known.get(one["number"])),
        )
        for one in document.sessions_told
    ]


_DAYS = ("starts_on", "ends_on")


def _days(first: date | None, last: date | None) -> str:
    days = [date_words(day) for day in (first, last) if day]
    return " – ".join(dict.fromkeys(days)) or "—"


def _bound(session: Session | None) -> int:
    bound = Deadline.objects.filter(session=session, addressee__verdict="")
    return bound.values("addressee").distinct().count() if session else 0
