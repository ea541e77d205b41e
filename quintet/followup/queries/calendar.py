"""What is due and when bodies meet: for an organization, a body, a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import OWNERS, Body, Organization, Person, Session, number_words
from quintet.followup import permissions, rules
from quintet.followup.documents.calendar import Calendar, Event
from quintet.followup.models import Addressee, Deadline, Document, Item, ReportingCycle
from quintet.followup.queries.deadlines import (
    deadlines_known,
    session_reference,
    session_words,
    why_moved,
)
from quintet.followup.queries.home import owned_by
from quintet.followup.queries.register import items_known
from quintet.followup.queries.standing import with_parties
from quintet.followup.rules import Answer

Party = Organization | Body
KEPT = timedelta(days=366)  # how long what is past stays in a calendar
MOST = 2_000  # entries of one sort; the nearest ones
NAMED = 5  # parties that a description names


@dataclass(frozen=True, slots=True)
class Wanted:
    """What goes into a calendar: whose deadlines, of which bodies the sessions, which cycles."""

    addressees: Q
    bodies: Q
    cycles: Q
    reviews: Q


def party_calendar(party: Party, *, today: date) -> Calendar:
    """What everybody may know of an organization or a body: what it owes, when it meets, who asks it.

    Of a body also what it agreed, wherever that is due. Published items only.
    """
    kind = type(party).__name__.lower()
    owed = Q(**{kind: party}) | Q(**{f"post__{kind}": party})
    asked = Q(**{f"asks__addressee__{kind}": party})
    asked |= Q(**{f"asks__addressee__post__{kind}": party})
    if isinstance(party, Body):
        owed |= Q(item__document__body=party)
        wanted = Wanted(owed, Q(pk=party.pk), asked | Q(body=party), Q(document__body=party))
    else:
        mine = Q(members=party) | Q(organization=party)
        wanted = Wanted(owed, mine, asked, Q(pk__in=[]))
    return _calendar(
        name=party.name,
        description=_("What is due, and when it meets: from the register of %(party)s.")
        % {"party": party.name},
        path=f"/calendar/?party={kind}:{party.code}",
        events=_events(wanted, person=None, today=today),
    )


def person_calendar(person: Person, *, today: date) -> Calendar:
    """What somebody's roles owe today, what was delegated to them, and when their bodies meet."""
    roles = core.roles_on(person, today)
    bodies = {role.body_id for role in roles if role.body_id}
    organizations = {role.organization_id for role in roles if role.organization_id}
    mine = owned_by(person, OWNERS, today) | Q(pk__in=permissions.delegated_to(person))
    kept = Document.objects.filter(permissions.kept_by(person, today))
    wanted = Wanted(
        addressees=mine,
        bodies=Q(pk__in=bodies) | Q(members__in=organizations),
        cycles=Q(asks__addressee__in=Addressee.objects.filter(mine).values("pk"))
        | Q(body__in=bodies),
        reviews=Q(document__in=kept.values("pk")),
    )
    return _calendar(
        name=_("Quintet: what is mine"),
        description=_("What your roles owe, what was delegated to you, and when your bodies meet."),
        path="/calendar/",
        events=_events(wanted, person=person, today=today),
    )


def _calendar(*, name: str, description: str, path: str, events: Iterable[Event]) -> Calendar:
    return Calendar(
        name=name,
        description=description,
        language=get_language() or "en",
        host=urlsplit(settings.SITE_URL).hostname or "localhost",
        url=_address(path),
        events=tuple(sorted(events, key=lambda one: (one.starts_on, one.uid))),
    )


def _address(path: str) -> str:
    return f"{settings.SITE_URL}/{get_language() or 'en'}{path}"


def _events(wanted: Wanted, *, person: Person | None, today: date) -> list[Event]:
    """Everything that is wanted and may be seen: a constant number of queries."""
    seen = items_known(person=person, today=today)
    return [
        *_deadlines(wanted.addressees, seen, today),
        *_sessions(wanted.bodies, today),
        *_cycles(wanted.cycles, today),
        *_reviews(seen.filter(wanted.reviews), today),
    ]


def _deadlines(whose: Q, seen: QuerySet[Item], today: date) -> Iterable[Event]:
    """Open deadlines; of one item on one day a single entry, whoever is addressed."""
    done = [str(status) for status in rules.DONE]
    open_ones = (
        Addressee.objects.filter(whose, verdict="", due_on__gte=today - KEPT)
        .exclude(claimed__in=done)
        .exclude(answer__in=[Answer.NOT_ACCEPTED, Answer.NOT_RELEVANT])
        .filter(item__in=seen.order_by().values("pk"))
        .select_related("item__document")
        .defer("item__document__text", "item__document__unread")
        .prefetch_related(Prefetch("deadlines", Deadline.objects.select_related("session__body")))
    )
    rows = with_parties(open_ones)
    ahead = rows.filter(due_on__gte=today).order_by("due_on", "item_id", "pk")[:MOST]
    past = rows.filter(due_on__lt=today).order_by("-due_on", "item_id", "pk")[:MOST]
    for _key, same in groupby([*past, *ahead], key=lambda one: (one.due_on, one.item_id)):
        yield _deadline(list(same))


def _deadline(addressees: Sequence[Addressee]) -> Event:
    first = addressees[0]
    item, known = first.item, deadlines_known(first)
    now, day = known[-1], first.due_on
    title = item.title or item.text
    names = [one.party.name for one in addressees[:NAMED]]
    if len(addressees) > NAMED:
        more = len(addressees) - NAMED
        names.append(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": number_words(more)})
    at_session = session_words(session_reference(now.session)) if now.session else ""
    lines = [
        f"{item.get_kind_display()} {number_words(item.number)}, {item.document}",
        ", ".join(names),
        why_moved(known) or at_session,
    ]
    path = f"/answers/{first.uuid}/" if len(addressees) == 1 else f"/items/{item.slug}/"
    return Event(
        uid=f"deadline-{first.uuid}",
        starts_on=day,  # type: ignore[arg-type]
        ends_on=day,  # type: ignore[arg-type]
        summary=_("Due: %(title)s") % {"title": title[:200]},
        changed_at=now.at,
        sequence=len(known) - 1,
        description="\n".join(filter(None, lines)),
        url=_address(path),
        kind=_("Deadline"),
    )


def _sessions(of: Q, today: date) -> Iterable[Event]:
    bodies = Body.objects.filter(of)
    held = core.sessions().filter(body__in=bodies.values("pk"), ends_on__gte=today - KEPT)
    for session in held.order_by("starts_on", "pk")[:MOST]:
        yield _session(session)


def _session(session: Session) -> Event:
    first: date = session.starts_on  # type: ignore[assignment]
    return Event(
        uid=f"session-{session.body.code}-{session.number}".lower(),
        starts_on=first,
        ends_on=session.ends_on or first,
        summary=session_words(session_reference(session)),
        changed_at=session.corrected_at or _midnight(first),
        sequence=session.corrections,
        description=session.body.name,
        location=session.place,
        url=_address(f"/bodies/{session.body.code.lower()}/"),
        kind=_("Session"),
    )


def _cycles(which: Q, today: date) -> Iterable[Event]:
    cycles = ReportingCycle.objects.filter(which, closed_on__isnull=True, due_on__gte=today - KEPT)
    for cycle in cycles.distinct().order_by("due_on", "pk")[:MOST]:
        yield Event(
            uid=f"cycle-{cycle.slug}",
            starts_on=cycle.due_on,
            ends_on=cycle.due_on,
            summary=_("Answers due: %(cycle)s") % {"cycle": cycle.title},
            changed_at=_midnight(cycle.opened_on),
            url=_address(f"/cycles/{cycle.slug}/"),
            kind=_("Reporting cycle"),
        )


def _reviews(items: QuerySet[Item], today: date) -> Iterable[Event]:
    """When items are to be looked at again, and when they end (A/RES/80/251)."""
    due = Q(review_due_on__gte=today - KEPT) | Q(retires_on__gte=today - KEPT)
    rows = items.filter(due).select_related("document").prefetch_related("reviews")
    for item in rows.defer("document__text", "document__unread").order_by("-pk")[:MOST]:
        told = list(item.reviews.all())
        days = (
            ("review", item.review_due_on, _("Review due: %(title)s")),
            ("retirement", item.retires_on, _("Ends: %(title)s")),
        )
        for name, day, words in days:
            if day and day >= today - KEPT:
                yield Event(
                    uid=f"{name}-{item.slug}",
                    starts_on=day,
                    ends_on=day,
                    summary=words % {"title": (item.title or item.text)[:200]},
                    changed_at=told[-1].at if told else item.confirmed_at,
                    sequence=len(told),
                    description=str(item.document),
                    url=_address(f"/items/{item.slug}/"),
                    kind=_("Review"),
                )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
