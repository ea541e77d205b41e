"""One digest per person and day: what is newly due soon, overdue, or asked by a cycle."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import Body, Notice, Organization, Person, date_words, number_words
from quintet.followup import labels, permissions, queries
from quintet.followup.models import Addressee, Reminder
from quintet.followup.rules import Flag

MOST = 60  # lines of one digest; the first page shows everything


@dataclass(frozen=True, slots=True)
class Due:
    """A line of a digest, in the language of the moment; nobody is told of its `key` twice."""

    key: str
    line: Callable[[], str]


@dataclass(slots=True)
class Digests:
    """What each person would be told today."""

    today: date
    people: dict[int, Person] = field(default_factory=dict)
    due: dict[int, list[Due]] = field(default_factory=dict)
    focal: dict[tuple[str, int], list[Person]] = field(default_factory=dict)

    def add(self, due: Due, people: Iterable[Person]) -> None:
        for person in {person.pk: person for person in people}.values():
            self.people[person.pk] = person
            self.due.setdefault(person.pk, []).append(due)

    def focal_points(self, party: Organization | Body) -> list[Person]:
        key = (type(party).__name__, party.pk)
        if key not in self.focal:
            self.focal[key] = core.people_in(permissions.FOCAL, party, self.today)
        return self.focal[key]


def remind(*, at: datetime) -> int:
    """Remind focal points, and those whom something was delegated to. Returns how many digests are
    new.

    Everybody gets one notice a day at most. A deadline is told once when it is near, once when it
    has passed and once when it is long past; a cycle on the days of rules.REMINDERS. Who got a
    digest today hears of what became due later tomorrow.
    """
    today = at.date()
    digests = Digests(today)
    delegates = queries.delegates(today=today)
    for left in queries.left_to_answer(today=today):
        key = f"cycle:{left.cycle.slug}:{left.party.code}:{left.moment.days}"
        people = [*digests.focal_points(left.party), *left.delegates]
        digests.add(Due(key, partial(_of_cycle, left)), people)
    for addressee, flag in queries.late_or_soon(today):
        key = f"{flag}:{addressee.uuid}:{addressee.due_on}"
        people = [*digests.focal_points(addressee.owner), *delegates.get(addressee.pk, ())]
        digests.add(Due(key, partial(_of_deadline, addressee, flag)), people)
    told = Notice.objects.filter(key=_key(today)).values_list("person", flat=True)
    return sum(
        _digest(digests.people[pk], digests.due[pk], at) for pk in digests.due.keys() - set(told)
    )


def _key(today: date) -> str:
    return f"digest:{today.isoformat()}"


@transaction.atomic
def _digest(person: Person, due: list[Due], at: datetime) -> int:
    """Tell somebody what they were not told before; remember it with the notice, or neither."""
    keys = [one.key for one in due]
    before = set(Reminder.objects.filter(person=person, key__in=keys).values_list("key", flat=True))
    new = [one for one in due if one.key not in before]
    if not new:
        return 0
    with translation.override(person.language):
        lines = [one.line() for one in new[:MOST]]
        if len(new) > MOST:
            lines.append(_("And %(n)s more.") % {"n": number_words(len(new) - MOST)})
    Reminder.objects.bulk_create(Reminder(person=person, key=one.key, on=at.date()) for one in new)
    return core.notify(
        people=[person],
        key=_key(at.date()),
        subject=labels.NOTICE["digest"],
        text="\n".join(lines),
        path="/",
        at=at,
    )


def _of_deadline(addressee: Addressee, flag: Flag) -> str:
    item, day = addressee.item, addressee.due_on
    words = f"{item.number} {item.title or item.text[:120]} ({addressee.party.name})"
    late = f"{labels.FLAG[flag]}, {date_words(day) if day else ''}"
    return f"{late}: {words}\n{settings.SITE_URL}/answers/{addressee.uuid}/"


def _of_cycle(left: queries.Left) -> str:
    told = {
        "title": left.cycle.title,
        "party": left.party.name,
        "left": number_words(left.left),
        "asked": number_words(left.asked),
        "due_on": date_words(left.cycle.due_on),
    }
    words = _("%(title)s, %(party)s: %(left)s of %(asked)s still to be answered by %(due_on)s")
    return f"{words % told}\n{settings.SITE_URL}{queries.path_of(left.cycle, left.party)}"
