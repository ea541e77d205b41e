"""One's own: who I am here, my notices, my tokens."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema, Status

from quintet.core import actions, permissions, queries
from quintet.core.models import Notice, Token
from quintet.core.rest.callers import signed
from quintet.core.rest.paging import Page, Paging, page_of
from quintet.core.rest.words import NO_NUL, Id
from quintet.core.rules import RoleCode

router = Router(tags=["me"])


class RoleOut(Schema):
    role: RoleCode = Field(examples=["focal_point"])
    party: str = Field(examples=["organization:WHO"])
    starts_on: date
    ends_on: date | None = Field(description="Its last day; null: until further notice.")


class Me(Schema):
    username: str
    name: str
    email: str
    language: str = Field(examples=["en"])
    roles: list[RoleOut] = Field(description="The roles held today.")


class NoticeOut(Schema):
    id: int
    subject: str
    text: str
    path: str = Field(description="The page that it is about.", examples=["/items/ceb-2021-3-18/"])
    created_at: datetime
    read_at: datetime | None


class ReadOut(Schema):
    read: int = Field(description="How many were unread.", examples=[3])


class TokenIn(Schema):
    name: str = Field(
        description="What it is for, so that you know it again.",
        min_length=1,
        max_length=100,
        pattern=NO_NUL,
        examples=["nightly export"],
    )


class TokenOut(Schema):
    id: int
    name: str
    start: str = Field(description="Its first characters.", examples=["qnt_a1B2"])
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class NewToken(TokenOut):
    secret: str = Field(description="The token itself, shown this once.")


@router.get("/me", response=Me)
def get_me(request: HttpRequest) -> Any:
    """Who I am, and the roles that I hold today."""
    person = signed(request)
    roles = permissions.roles_on(person, timezone.now().date())
    told = {name: getattr(person, name) for name in ("username", "name", "email", "language")}
    return told | {
        "roles": [
            {
                "role": role.code,
                "party": f"{type(role.party).__name__.lower()}:{role.party.code}",
                "starts_on": role.starts_on,
                "ends_on": role.ends_on,
            }
            for role in roles
        ]
    }


@router.get("/notices", response=Page[NoticeOut])
def list_notices(request: HttpRequest, paging: Query[Paging]) -> Any:
    """My notices, newest first."""
    rows = queries.notices(signed(request))
    return page_of(rows, paging, "-created_at", "-pk", show=notices_out)


def notices_out(notices: Sequence[Notice]) -> list[dict[str, Any]]:
    names = ("id", "subject", "text", "path", "created_at", "read_at")
    return [{name: getattr(one, name) for name in names} for one in notices]


@router.post("/notices/read", response=ReadOut)
def read_notices(request: HttpRequest) -> Any:
    """Mark all of my notices as read."""
    return {"read": actions.read_notices(person=signed(request), at=timezone.now())}


@router.get("/tokens", response=Page[TokenOut])
def list_tokens(request: HttpRequest, paging: Query[Paging]) -> Any:
    """My tokens, newest first, without their secrets."""
    rows = Token.objects.filter(person=signed(request))
    return page_of(rows, paging, "-pk", show=lambda page: [token_out(one) for one in page])


@router.post("/tokens", response={201: NewToken})
def issue_token(request: HttpRequest, told: TokenIn, response: HttpResponse) -> Any:
    """Make a token. Its secret is shown once and not kept; nor is this answer, for any key."""
    token, secret = actions.issue_token(person=signed(request), name=told.name, at=timezone.now())
    response["Cache-Control"] = "no-store"
    return Status(201, token_out(token) | {"secret": secret})


@router.delete("/tokens/{id}", response={204: None})
def revoke_token(request: HttpRequest, id: Path[Id]) -> Any:
    """Revoke a token of mine, from now on."""
    token = Token.objects.filter(person=signed(request), pk=id).first()
    if token is None:
        raise Http404(_("You have no such token."))
    actions.revoke_token(token=token, at=timezone.now())
    return Status(204, None)


def token_out(token: Token) -> dict[str, Any]:
    names = ("id", "name", "start", "created_at", "expires_at", "revoked_at")
    return {name: getattr(token, name) for name in names}
