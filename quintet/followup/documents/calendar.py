"""A calendar as iCalendar (RFC 5545, RFC 7986): what is due, and when bodies meet.

Every entry is an all-day VEVENT, deadlines too: a VTODO would say more, but Outlook and Google show
none from a calendar that one subscribes to, and a deadline that nobody sees is no deadline.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar as Container
from icalendar import Event as Component
from icalendar import vDuration

from quintet.followup.documents.legible import legible, one_line

PRODUCT = "-//Quintet//Quintet//EN"
REFRESH = timedelta(hours=6)  # how often a calendar program is asked to look again


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. `uid` stays whatever changes; `sequence` and `changed_at` rise when it does.

    `ends_on` is the last day, and counts.
    """

    uid: str
    starts_on: date
    ends_on: date
    summary: str
    changed_at: datetime
    sequence: int = 0
    description: str = ""
    location: str = ""
    url: str = ""
    kind: str = ""  # a category: what sort of entry it is


@dataclass(frozen=True, slots=True)
class Calendar:
    """Entries under one name, in one language ("ar", "zh-hans", "en", "fr", "ru", "es")."""

    name: str
    description: str
    language: str
    host: str  # makes the identifiers unique among installations (RFC 7986, section 5.3)
    url: str
    events: tuple[Event, ...]


def to_ics(calendar: Calendar) -> bytes:
    """The calendar as UTF-8 with CRLF, lines folded at 75 octets. The same one gives the same bytes."""
    whole = Container()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    language = {"LANGUAGE": calendar.language}
    whole.add("name", one_line(calendar.name), parameters=language)
    whole.add("x-wr-calname", one_line(calendar.name))  # what programs knew before RFC 7986
    whole.add("description", one_line(calendar.description), parameters=language)
    whole.add("url", calendar.url)
    whole.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", vDuration(REFRESH))
    for event in sorted(calendar.events, key=lambda one: (one.starts_on, one.uid)):
        whole.add_component(_component(event, calendar))
    return whole.to_ical(sorted=False)


def _component(event: Event, calendar: Calendar) -> Component:
    told = Component()
    language = {"LANGUAGE": calendar.language}
    changed_at = event.changed_at.astimezone(UTC).replace(microsecond=0)
    told.add("uid", f"{event.uid}@{calendar.host}")
    told.add("dtstamp", changed_at)  # without a request it is the last revision (3.8.7.2)
    told.add("last-modified", changed_at)
    told.add("sequence", event.sequence)
    told.add("dtstart", event.starts_on)
    told.add("dtend", event.ends_on + timedelta(days=1))  # the first day after it
    told.add("summary", one_line(event.summary), parameters=language)
    if event.description.strip():
        told.add("description", legible(event.description).strip(), parameters=language)
    if event.location.strip():
        told.add("location", one_line(event.location))
    if event.url:
        told.add("url", event.url)
    if event.kind:
        told.add("categories", [one_line(event.kind)])
    told.add("status", "CONFIRMED")
    told.add("transp", "TRANSPARENT")  # nobody is busy on the day that something is due
    return told
