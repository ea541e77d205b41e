"""People and their roles: for stewards, who make people known and say who does what."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema, Status
from pydantic import AfterValidator

from quintet.core import actions, permissions
from quintet.core.models import Body, Organization, Person, Role
from quintet.core.rest.callers import signed
from quintet.core.rest.paging import Page, Paging, page_of
from quintet.core.rest.words import NO_NUL, Code, Day, Id, Line
from quintet.core.rules import NotAllowed, RoleCode

router = Router(tags=["people"])


def _mail(told: str) -> str:
    """An e-mail address as the page takes it too."""
    try:
        return forms.EmailField().clean(told)
    except ValidationError as why:
        raise ValueError(" ".join(why.messages)) from why


class HeldRole(Schema):
    id: int
    role: RoleCode = Field(examples=["focal_point"])
    party: str = Field(examples=["organization:WHO"])
    starts_on: date
    ends_on: date | None


class PersonOut(Schema):
    id: UUID = Field(description="As the journals name the person.")
    username: str
    name: str
    email: str
    language: str = Field(examples=["en"])
    roles: list[HeldRole] = Field(description="All of them, past and to come.")


class PersonIn(Schema):
    username: Code = Field(examples=["a-focal-point"])
    name: Annotated[Line, Field(min_length=1, max_length=200)]
    email: Annotated[str, Field(max_length=254, pattern=NO_NUL), AfterValidator(_mail)]
    language: Literal["ar", "zh-hans", "en", "fr", "ru", "es"] = "en"
    organization: Code = Field(description="In whose journal it is told.", examples=["WHO"])


class RoleIn(Schema):
    role: RoleCode = Field(examples=["focal_point"])
    party: Annotated[str, Field(pattern=r"^(organization|body):[-a-zA-Z0-9_]{1,60}$")] = Field(
        examples=["organization:WHO"]
    )
    starts_on: Day = Field(examples=["2027-01-01"])
    ends_on: Day | None = Field(None, description="Its last day.")


class EndIn(Schema):
    ends_on: Day = Field(description="Its last day.", examples=["2027-12-31"])


def role_out(role: Role) -> dict[str, Any]:
    return {
        "id": role.pk,
        "role": role.code,
        "party": f"{type(role.party).__name__.lower()}:{role.party.code}",
        "starts_on": role.starts_on,
        "ends_on": role.ends_on,
    }


def person_out(person: Person) -> dict[str, Any]:
    told = {name: getattr(person, name) for name in ("username", "name", "email", "language")}
    roles = [role_out(role) for role in person.roles.all()]
    return told | {"id": person.uuid, "roles": roles}


def steward(request: HttpRequest) -> Person:
    person = signed(request)
    if not permissions.may_steward(person, timezone.now().date()):
        raise PermissionDenied
    return person


PEOPLE = Person.objects.prefetch_related("roles__organization", "roles__body")


@router.get("/people", response=Page[PersonOut])
def list_people(
    request: HttpRequest,
    paging: Query[Paging],
    q: Annotated[str, Query(max_length=100, pattern=NO_NUL)] = "",
) -> Any:
    """The people who are known here, by name; those whose name or e-mail holds `q`. For stewards."""
    steward(request)
    rows = PEOPLE.filter(Q(name__icontains=q) | Q(email__icontains=q))

    def show(page: Sequence[Person]) -> list[dict[str, Any]]:
        return [person_out(one) for one in page]

    return page_of(rows, paging, "name", "pk", show=show)


@router.post("/people", response={201: PersonOut})
def add_person(request: HttpRequest, told: PersonIn) -> Any:
    """Make a person known, without a password: they set one by the link in their mail."""
    by = steward(request)
    organization = get_object_or_404(Organization, code__iexact=told.organization)
    facts = told.model_dump(exclude={"organization"})
    made = actions.add_person(organization=organization, by=by, at=timezone.now(), **facts)
    return Status(201, person_out(made))


@router.get("/people/{id}", response=PersonOut)
def get_person(request: HttpRequest, id: Path[UUID]) -> Any:
    """One person with their roles. For stewards."""
    steward(request)
    return person_out(get_object_or_404(PEOPLE.all(), uuid=id))


@router.post("/people/{id}/roles", response={201: HeldRole})
def grant_role(request: HttpRequest, id: Path[UUID], told: RoleIn) -> Any:
    """Give a person a role in an organization or body."""
    by = steward(request)
    role = actions.grant_role(
        person=get_object_or_404(Person, uuid=id),
        code=told.role,
        party=_party(told.party),
        starts_on=told.starts_on,
        ends_on=told.ends_on,
        by=by,
        at=timezone.now(),
    )
    return Status(201, role_out(role))


@router.post("/roles/{id}/end", response=HeldRole)
def end_role(request: HttpRequest, id: Path[Id], told: EndIn) -> Any:
    """End a role on a day; what was done under it stays explained."""
    by = steward(request)
    role = get_object_or_404(Role.objects.select_related("person", "organization", "body"), pk=id)
    return role_out(actions.end_role(role=role, ends_on=told.ends_on, by=by, at=timezone.now()))


def _party(reference: str) -> Organization | Body:
    kind, _colon, code = reference.partition(":")
    model: Any = {"organization": Organization, "body": Body}[kind]
    found = model.objects.filter(code__iexact=code).first()
    if found is None:
        raise NotAllowed(_("%(name)s is no known organization or body.") % {"name": reference})
    return found
