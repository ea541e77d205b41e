"""What is due and when bodies meet, as data; the address of one's own calendar."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Path, Router, Schema

from quintet.core import public as core
from quintet.core.public import Body, Organization
from quintet.core.rest import EVERYBODY, signed
from quintet.core.rest.words import Code, SessionNumber, Slug
from quintet.followup import actions, queries
from quintet.followup.documents.calendar import Calendar
from quintet.followup.rest.lookups import document_or_404

router = Router(tags=["calendar"])


class EventOut(Schema):
    uid: str = Field(description="Stays whatever changes.", examples=["session-hlcm-42"])
    kind: str = Field(description="In the language of Accept-Language.", examples=["Deadline"])
    starts_on: date
    ends_on: date = Field(description="The last day; it counts.")
    summary: str
    description: str
    location: str
    url: str
    sequence: int = Field(description="Rises with every change.")
    changed_at: datetime


class CalendarOut(Schema):
    """Open deadlines, sessions, reporting cycles and reviews, of the last year and to come."""

    name: str
    address: str | None = Field(description="Of the iCalendar feed; null: it has none yet.")
    events: list[EventOut]


class SessionDecision(Schema):
    take: bool = Field(description="True: the session is on the days that the document tells.")


class Address(Schema):
    address: str = Field(description="Of the iCalendar feed. Whoever has it sees the calendar.")


@router.get("/organizations/{code}/calendar", auth=EVERYBODY, response=CalendarOut)
def get_organization_calendar(request: HttpRequest, code: Path[Code]) -> Any:
    """What an organization owes, when its bodies meet: of what is published."""
    return _of_party(request, get_object_or_404(Organization, code__iexact=code))


@router.get("/bodies/{code}/calendar", auth=EVERYBODY, response=CalendarOut)
def get_body_calendar(request: HttpRequest, code: Path[Code]) -> Any:
    """What a body agreed and owes, and when it meets: of what is published."""
    return _of_party(request, get_object_or_404(Body, code__iexact=code))


def _of_party(request: HttpRequest, party: Organization | Body) -> dict[str, Any]:
    told = queries.party_calendar(party, today=timezone.now().date())
    address = reverse("followup:party_calendar", args=queries.reference_of(party).split(":"))
    return _out(told, request.build_absolute_uri(address))


@router.post("/documents/{slug}/sessions/{number}", response=CalendarOut)
def decide_session(
    request: HttpRequest, slug: Path[Slug], number: Path[SessionNumber], told: SessionDecision
) -> Any:
    """Take the days that a document tells of a session, so that every deadline at it moves; or
    leave them. For the document's secretariat. Returns the calendar of its body."""
    document = actions.decide_session(
        document=document_or_404(request, slug),
        number=number,
        take=told.take,
        by=signed(request),
        at=timezone.now(),
    )
    return _of_party(request, document.body or document.organization)


@router.get("/me/calendar", response=CalendarOut)
def get_my_calendar(request: HttpRequest) -> Any:
    """What my roles owe, what was delegated to me, and when my bodies meet."""
    person = signed(request)
    told = queries.person_calendar(person, today=timezone.now().date())
    return _out(told, _address(request, person))


@router.post("/me/calendar/address", response=Address)
def renew_my_calendar(request: HttpRequest, response: HttpResponse) -> Any:
    """Give my calendar an address, or another one: the old one no longer works."""
    person = core.renew_calendar(person=signed(request))
    response["Cache-Control"] = "no-store"
    return {"address": _address(request, person)}


def _address(request: HttpRequest, person: core.Person) -> str | None:
    key = core.calendar_key(person)
    path = reverse("followup:person_calendar", args=[key]) if key else ""
    return request.build_absolute_uri(path) if path else None


def _out(calendar: Calendar, address: str | None) -> dict[str, Any]:
    events = [asdict(event) for event in calendar.events]
    return {"name": calendar.name, "address": address, "events": events}
