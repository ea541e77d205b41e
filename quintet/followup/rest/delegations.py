"""Delegation inside an organization: to whom, of what, and its end."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema, Status

from quintet.core.public import OWNERS, Person
from quintet.core.rest import Page, Paging, page_of, page_of_list, signed
from quintet.core.rest.words import Day, Id, Line, Reference, Words
from quintet.followup import actions, permissions, queries
from quintet.followup.models import Addressee, Delegation
from quintet.followup.queries.home import owned_by
from quintet.followup.rest.cycles import owner_named
from quintet.followup.rest.lookups import addressee_or_404
from quintet.followup.rest.shown import AddresseeRow, addressee_row

router = Router(tags=["answers"])


class DelegationIn(Schema):
    addressees: list[UUID] = Field(min_length=1, max_length=500)
    person: UUID = Field(description="Somebody with a role in the same organization.")
    unit: Annotated[Line, Field(max_length=200)] = ""
    note: Words = ""
    due_on: Day | None = None


class DelegateOut(Schema):
    id: UUID
    name: str


class DelegationOut(Schema):
    id: int
    addressee: AddresseeRow
    person: DelegateOut
    unit: str
    note: str
    due_on: date | None
    at: datetime
    ended_at: datetime | None


@router.get("/delegates", response=Page[DelegateOut])
def list_delegates(request: HttpRequest, paging: Query[Paging], party: Reference) -> Any:
    """Whom you can delegate to: everybody else with a role in an organization or body that you are
    focal point of."""
    person, today = signed(request), timezone.now().date()
    owner = owner_named(party)
    found = (
        queries.colleagues(owner, of=person, today=today)
        if permissions.may_answer_for(person, owner, today)
        else []
    )
    return page_of_list(
        found, paging, show=lambda page: [{"id": one.uuid, "name": one.name} for one in page]
    )


@router.get("/delegations", response=Page[DelegationOut])
def list_delegations(request: HttpRequest, paging: Query[Paging]) -> Any:
    """The delegations that hold: to you, and of those for whom you act."""
    person, today = signed(request), timezone.now().date()
    own = Addressee.objects.filter(owned_by(person, OWNERS, today))
    rows = _whole(Q(person=person) | Q(addressee__in=own), Q(ended_at__isnull=True))
    return page_of(rows, paging, "-pk", show=lambda page: _shown(page, today))


@router.post("/delegations", response={201: list[DelegationOut]})
def delegate(request: HttpRequest, told: DelegationIn) -> Any:
    """Let somebody of your organization answer and report. For the addressee's focal points."""
    person, at = signed(request), timezone.now()
    made = actions.delegate(
        addressees=[addressee_or_404(request, one) for one in dict.fromkeys(told.addressees)],
        person=get_object_or_404(Person, uuid=told.person, is_active=True),
        unit=told.unit,
        note=told.note,
        due_on=told.due_on,
        by=person,
        at=at,
    )
    rows = _whole(Q(pk__in=[one.pk for one in made])).order_by("pk")
    return Status(201, _shown(list(rows), at.date()))


@router.post("/delegations/{id}/end", response=DelegationOut)
def end_delegation(request: HttpRequest, id: Path[Id]) -> Any:
    """End a delegation; what was said under it stays. For the addressee's focal points."""
    person, at = signed(request), timezone.now()
    own = Addressee.objects.filter(owned_by(person, OWNERS, at.date()))
    found = get_object_or_404(_whole(Q(person=person) | Q(addressee__in=own)), pk=id)
    actions.end_delegation(delegation=found, by=person, at=at)
    found.refresh_from_db()
    [shown] = _shown([found], at.date())
    return shown


def _whole(*wanted: Q) -> Any:
    parts = ("item__document", "organization", "body__organization", "post__organization")
    rows = Delegation.objects.filter(*wanted).select_related("person", "addressee__post__body")
    return rows.select_related(*(f"addressee__{part}" for part in parts))


def _shown(page: Sequence[Delegation], today: date) -> list[dict[str, Any]]:
    names = ("id", "unit", "note", "due_on", "at", "ended_at")
    return [
        {name: getattr(one, name) for name in names}
        | {
            "addressee": addressee_row(one.addressee, today=today),
            "person": {"id": one.person.uuid, "name": one.person.name},
        }
        for one in page
    ]
