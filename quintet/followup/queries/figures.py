"""What answers are counted by: each figure is a condition on an addressee.

Dashboards count by these conditions, the register lists by them: the two cannot disagree.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import DateField, Exists, F, Func, OuterRef, Q, QuerySet

from quintet.followup.models import (
    Ask,
    Deadline,
    Evidence,
    ProgressEntry,
    Response,
    Verification,
)
from quintet.followup.rules import CLOSING, DONE, LONG_OVERDUE, TAKEN_ON, Answer, AskState, Verdict
from quintet.followup.rules.insight import AGES, MOVED, Figure
from quintet.followup.rules.scoring import ANSWER_WITHIN

NOTHING = Q(pk__in=[])
IS_OPEN = Q(verdict="") & ~Q(answer__in=[Answer.NOT_ACCEPTED, Answer.NOT_RELEVANT])
TAKEN = Q(answer__in=sorted(map(str, TAKEN_ON)))
CLAIMED = Q(claimed__in=sorted(map(str, DONE)))
VERIFIED = Q(verdict=Verdict.IMPLEMENTED)
UNFINISHED = Q(verdict="") & ~CLAIMED
SAID_DONE = TAKEN & (VERIFIED | (Q(verdict="") & CLAIMED))


def condition(
    figure: str, *, today: date, since: date | None = None, until: date | None = None
) -> Q:
    """What an addressee must be to be counted in a figure; an unknown one counts nothing.

    `since` and `until` bound the days on which something came to be known, both included; they
    mean something to the figures of rules.insight.MOVED alone.
    """
    if figure in MOVED:
        return _moved(Figure(figure), since, until)
    if figure in AGES:
        first, last = AGES[Figure(figure)]
        aged = IS_OPEN & Q(known_on__lte=today - timedelta(days=first))
        return aged & Q(known_on__gt=today - timedelta(days=last)) if last else aged
    return _PLAIN[Figure(figure)](today) if figure in _PLAIN else NOTHING


def counted(figure: str, since: str, until: str, *, today: date) -> Q:
    """The same from the words of an address: without a figure, whatever came to be known between
    the days; nothing where one of them is no day."""
    days = [_day(word) if word else None for word in (since, until)]
    if any(word and day is None for word, day in zip((since, until), days, strict=True)):
        return NOTHING
    told = [
        condition(each, today=today, since=days[0], until=days[1])
        for each in ([figure] if figure else MOVED)
    ]
    return reduce(or_, told)


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def silent_in(cycle: str) -> Q:
    """Who was asked in a reporting cycle (its slug) and has said nothing.

    What a verifier closed before anything was said is asked no more.
    """
    still = Q(addressee__verdict="") | Q(addressee__verdict_on__gt=F("cycle__closed_on"))
    asks = Ask.objects.filter(still, cycle__slug=cycle, state=AskState.SILENT).order_by()
    return _has(asks)


def owned(kind: str, code: str) -> Q:
    """What the people of an organization or body answer for: addressed to it, or to a post of it."""
    if kind not in ("organization", "body"):
        return NOTHING
    return Q(**{f"{kind}__code": code}) | Q(**{f"post__{kind}__code": code})


def _moved(figure: Figure, since: date | None, until: date | None) -> Q:
    known = Q(known_on__isnull=False)
    known &= Q(known_on__gte=since) if since else Q()
    known &= Q(known_on__lte=until) if until else Q()
    closing = sorted(map(str, CLOSING))
    earlier = Deadline.objects.filter(
        addressee=OuterRef("addressee"), pk__lt=OuterRef("pk"), due_on__isnull=False
    )
    rows: QuerySet[Any] = {
        Figure.MOVED_ANSWER: Response.objects.filter(known),
        Figure.MOVED_PROGRESS: ProgressEntry.objects.filter(known),
        Figure.MOVED_CLOSED: Verification.objects.filter(known, verdict__in=closing),
        Figure.MOVED_REOPENED: Verification.objects.filter(known, verdict=Verdict.REOPENED),
        Figure.MOVED_DEADLINE: Deadline.objects.filter(known, Exists(earlier)),
    }[figure]  # type: ignore[assignment]
    return _has(rows)


def _has(rows: QuerySet[Any], path: str = "addressee") -> Q:
    """That one of these rows is of the addressee, which stands in them at `path`.

    Not as "in": within a count PostgreSQL would go through all of them for each addressee, once they
    are too many for a hash table.
    """
    return Q(Exists(rows.order_by().filter(**{path: OuterRef("pk")})))


def _answer_due(today: date) -> Q:
    """Whose answer is due: six weeks have passed, or it has come."""
    return ~Q(answer=Answer.AWAITING) | Q(known_on__lte=today - ANSWER_WITHIN)


class DaysLater(Func):
    """A date so many days later, by the database's own arithmetic: Django's, on SQLite, calls back
    into Python for every row."""

    output_field = DateField()

    def __init__(self, day: F, days: int) -> None:
        super().__init__(day, days=int(days))

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return super().as_sql(
            compiler, connection, template="date(%(expressions)s, '+%(days)s days')", **more
        )

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return super().as_sql(compiler, connection, template="(%(expressions)s + %(days)s)", **more)


def _on_time(_today: date) -> Q:
    in_time = Response.objects.filter(
        known_on__lte=DaysLater(F("addressee__known_on"), ANSWER_WITHIN.days)
    )
    return ~Q(answer=Answer.AWAITING) & _has(in_time)


def _planned(_today: date) -> Q:
    """Taken on, with what will be done, who does it and by when in the answer that is in force."""
    later = Response.objects.filter(
        addressee=OuterRef("addressee"), version__gt=OuterRef("version"), known_on__isnull=False
    )
    in_force = Response.objects.filter(~Exists(later), known_on__isnull=False).exclude(plan="")
    named = in_force.filter(~Q(responsible=[]) | ~Q(addressee__responsible=[]))
    return TAKEN & Q(due_on__isnull=False) & _has(named)


def _evidenced(_today: date) -> Q:
    proofs = Evidence.objects.filter(entry__known_on__isnull=False)
    return SAID_DONE & _has(proofs, "entry__addressee")


def _dated(_today: date) -> Q:
    return TAKEN & Q(due_on__isnull=False)


_PLAIN: dict[Figure, Callable[[date], Q]] = {
    Figure.ANSWERED: lambda today: ~Q(answer=Answer.AWAITING),
    Figure.OPEN: lambda today: IS_OPEN,
    Figure.PROPOSED: lambda today: IS_OPEN & Q(proposed=True),
    Figure.UNDECIDED: lambda today: Q(
        answer=Answer.UNDER_CONSIDERATION, verdict="", known_on__lte=today - ANSWER_WITHIN
    ),
    Figure.ANSWER_DUE: _answer_due,
    Figure.ANSWER_ON_TIME: _on_time,
    Figure.DATED: _dated,
    Figure.NOT_OVERDUE: lambda today: _dated(today) & ~(UNFINISHED & Q(due_on__lt=today)),
    Figure.NOT_LONG_OVERDUE: lambda today: (
        _dated(today) & ~(UNFINISHED & Q(due_on__lt=today - LONG_OVERDUE))
    ),
    Figure.PLANNED: _planned,
    Figure.SAID_DONE: lambda today: SAID_DONE,
    Figure.EVIDENCED: _evidenced,
    Figure.TO_BE_DONE: lambda today: (
        TAKEN & (VERIFIED | (Q(verdict="") & (CLAIMED | Q(due_on__lt=today))))
    ),
}
