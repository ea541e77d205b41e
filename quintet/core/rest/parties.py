"""Organizations, bodies with their sessions, posts, and the Goals: what everything else names."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema

from quintet.core import actions, queries
from quintet.core.models import Body, Organization, Post, Session
from quintet.core.rest.callers import EVERYBODY, signed
from quintet.core.rest.paging import Page, Paging, page_of, page_of_list
from quintet.core.rest.words import Code, Day, Line, SessionNumber
from quintet.core.rules import BodyKind, OrganizationKind

router = Router(tags=["organizations"])
NAMES = {"en": "World Health Organization", "fr": "Organisation mondiale de la Santé"}


class Named(Schema):
    code: str = Field(examples=["WHO"])
    name: str = Field(
        description="In the language of Accept-Language.", examples=["World Health Organization"]
    )
    names: dict[str, str] = Field(description="By language.", examples=[NAMES])


class OrganizationOut(Named):
    kind: OrganizationKind = Field(examples=["specialized_agency"])
    parent: str | None = Field(description="Code of the organization it is part of.")


class SessionOut(Schema):
    number: int = Field(examples=[42])
    starts_on: date | None = Field(examples=["2021-10-11"])
    ends_on: date | None = Field(examples=["2021-10-12"])
    place: str


class BodyOut(Named):
    kind: BodyKind = Field(examples=["committee"])
    organization: str = Field(description="Where its secretariat sits.", examples=["CEB"])
    parent: str | None
    members: list[str] = Field(description="Codes of its member organizations.")
    starts_on: date | None
    ends_on: date | None = Field(description="Null: it is standing.")
    sessions: list[SessionOut] = Field(description="Newest first.")


class PostOut(Named):
    organization: str | None = Field(description="Its organization; or null, and then `body`.")
    body: str | None


class TargetOut(Schema):
    code: str = Field(examples=["3.4"])
    label: str


class GoalOut(Schema):
    """A Sustainable Development Goal, with its targets."""

    code: str = Field(examples=["3"])
    names: dict[str, str]
    targets: list[TargetOut]


class SessionIn(Schema):
    starts_on: Day | None = Field(None, examples=["2021-10-11"])
    ends_on: Day | None = Field(None, description="Without it, the session has one day.")
    place: Annotated[Line, Field(max_length=200)] = Field("", examples=["Geneva"])


def named(one: Organization | Body | Post) -> dict[str, Any]:
    return {"code": one.code, "name": one.name, "names": one.names}


def organization_out(one: Organization) -> dict[str, Any]:
    return named(one) | {"kind": one.kind, "parent": one.parent.code if one.parent else None}


def session_out(one: Session) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("number", "starts_on", "ends_on", "place")}


def body_out(one: Body) -> dict[str, Any]:
    return named(one) | {
        "kind": one.kind,
        "organization": one.organization.code,
        "parent": one.parent.code if one.parent else None,
        "members": [member.code for member in one.members.all()],
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "sessions": [session_out(session) for session in one.sessions.all()],
    }


def post_out(one: Post) -> dict[str, Any]:
    return named(one) | {
        "organization": one.organization.code if one.organization else None,
        "body": one.body.code if one.body else None,
    }


BODIES = Body.objects.select_related("organization", "parent").prefetch_related(
    "members", "sessions"
)


@router.get("/organizations", auth=EVERYBODY, response=Page[OrganizationOut])
def list_organizations(request: HttpRequest, paging: Query[Paging]) -> Any:
    """The organizations of the system, by code."""
    rows = Organization.objects.select_related("parent")
    return page_of(rows, paging, "code", show=lambda page: [organization_out(one) for one in page])


@router.get("/organizations/{code}", auth=EVERYBODY, response=OrganizationOut)
def get_organization(request: HttpRequest, code: Path[Code]) -> Any:
    """One organization."""
    found = get_object_or_404(Organization.objects.select_related("parent"), code__iexact=code)
    return organization_out(found)


@router.get("/bodies", auth=EVERYBODY, response=Page[BodyOut])
def list_bodies(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Committees, networks, task forces and forums with their sessions, by code."""
    return page_of(BODIES.all(), paging, "code", show=lambda page: [body_out(one) for one in page])


@router.get("/bodies/{code}", auth=EVERYBODY, response=BodyOut)
def get_body(request: HttpRequest, code: Path[Code]) -> Any:
    """One body with its sessions."""
    return body_out(get_object_or_404(BODIES.all(), code__iexact=code))


@router.put("/bodies/{code}/sessions/{number}", response=SessionOut)
def keep_session(
    request: HttpRequest, code: Path[Code], number: Path[SessionNumber], told: SessionIn
) -> Any:
    """Add a session of a body, or correct its dates and place. For its secretary, and stewards."""
    session = actions.keep_session(
        body=get_object_or_404(Body, code__iexact=code),
        number=number,
        by=signed(request),
        at=timezone.now(),
        **told.dict(),
    )
    return session_out(session)


@router.get("/posts", auth=EVERYBODY, response=Page[PostOut])
def list_posts(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Offices that stay while people come and go, by code."""
    rows = Post.objects.select_related("organization", "body")
    return page_of(rows, paging, "code", show=lambda page: [post_out(one) for one in page])


@router.get("/goals", auth=EVERYBODY, response=Page[GoalOut])
def list_goals(request: HttpRequest, paging: Query[Paging]) -> Any:
    """The Sustainable Development Goals and their targets."""
    return page_of_list(queries.reference("sdg")["goals"], paging, show=goals_out)


def goals_out(goals: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    targets: dict[str, list[dict[str, Any]]] = {}
    for target in queries.reference("sdg")["targets"]:
        targets.setdefault(target["goal"], []).append(target)
    return [goal | {"targets": targets.get(goal["code"], [])} for goal in goals]
