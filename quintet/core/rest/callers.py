"""Who calls: by a token, by the session of somebody who is signed in, or a visitor."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError
from ninja.security import HttpBearer, SessionAuth

from quintet.core import queries
from quintet.core.models import Person


class Token(HttpBearer):
    """`Authorization: Bearer qnt_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Person:
        person = queries.person_of_token(token, at=timezone.now())
        if person is None:
            raise AuthenticationError(
                message=_("This token is unknown, revoked or expired. Issue another.")
            )
        return person


class Session(SessionAuth):
    """The session of a signed-in person; writes need the CSRF token as well."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if request.user.is_authenticated else None


class Anybody:
    """Lets visitors in: they see what is published."""

    openapi_security_schema: dict[str, str] = {}  # it asks for nothing

    def __call__(self, request: HttpRequest) -> "Anybody":
        return self


SIGNED_IN = (Token(), Session())
EVERYBODY = (*SIGNED_IN, Anybody())


def caller(request: HttpRequest) -> Person | None:
    """Who asks; None for a visitor."""
    auth = getattr(request, "auth", None)
    return auth if isinstance(auth, Person) else None


def signed(request: HttpRequest) -> Person:
    """Who asks, of an operation that asks for somebody."""
    person = caller(request)
    if person is None:
        raise AuthenticationError
    return person


def identified(request: HttpRequest) -> Person | None:
    """Who asks, before the operation itself has looked; None where it will refuse them."""
    try:
        return next((person for auth in SIGNED_IN if (person := auth(request))), None)
    except HttpError:
        return None
