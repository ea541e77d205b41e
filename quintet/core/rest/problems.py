"""Refusals as problem details (RFC 9457): one shape for all, with a sentence a person can act on."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Field, NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from quintet.core.rules import NotAllowed

# What Django raises of a request that is too large or no proper form.
MALFORMED = (SuspiciousOperation, BadRequest, MultiPartParserError)
MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: gettext_lazy("Not understood"),
    401: gettext_lazy("Sign in"),
    403: gettext_lazy("Not yours to do"),
    404: gettext_lazy("Not here"),
    405: gettext_lazy("No such method"),
    409: gettext_lazy("This cannot be done"),
    412: gettext_lazy("It has changed"),
    422: gettext_lazy("Not as described"),
    503: gettext_lazy("Cannot save just now"),
}


class Fault(Schema):
    """One thing that is wrong with what was sent."""

    where: str = Field(description="Its place in the request.", examples=["body.reason"])
    what: str = Field(examples=["Field required"])


class Problem(Schema):
    """Why a request was refused (RFC 9457). Nothing was changed by it."""

    type: str = Field("about:blank", description="The status says it all.")
    title: str = Field(examples=["This cannot be done"])
    status: int = Field(examples=[409])
    detail: str = Field(
        description="A sentence that tells what to do.",
        examples=["An answer awaits approval. It is approved or returned first."],
    )
    errors: list[Fault] = Field([], description="With 422: everything that was not understood.")


def refusal(status: int, detail: str, errors: Iterable[dict[str, str]] = ()) -> HttpResponse:
    """A refusal as the API gives it."""
    body = {
        "type": "about:blank",
        "title": str(TITLES[status]),
        "status": status,
        "detail": detail,
        "errors": list(errors),
    }
    answer = JsonResponse(body, status=status, content_type=MEDIA_TYPE)
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def refuse_by_problems(api: NinjaAPI) -> None:
    """Have the API answer every refusal of rules, permissions and schemas with a problem."""
    api.exception_handler(NotAllowed)(lambda _request, why: refusal(409, str(why)))
    api.exception_handler(PermissionDenied)(_forbidden)
    api.exception_handler(Http404)(_absent)
    api.exception_handler(HttpError)(_http)
    api.exception_handler(ValidationError)(_invalid)
    for malformed in MALFORMED:
        api.exception_handler(malformed)(lambda _request, why: refusal(400, str(why)))


def _forbidden(_request: HttpRequest, _why: Exception) -> HttpResponse:
    return refusal(403, _("Your roles do not allow this."))


def _absent(_request: HttpRequest, why: Exception) -> HttpResponse:
    return refusal(404, str(why) or _("There is nothing here that you may see."))


def _http(_request: HttpRequest, why: HttpError) -> HttpResponse:
    sentences = {
        "Unauthorized": _("Send a token: “Authorization: Bearer qnt_…”."),
        "Cannot parse request body": _("The body is not JSON in UTF-8."),
        "CSRF check Failed": _("With a session, send the X-CSRFToken header as well."),
    }
    return refusal(why.status_code, sentences.get(why.message.partition(" (")[0], why.message))


def _invalid(_request: HttpRequest, why: ValidationError) -> HttpResponse:
    errors = [{"where": _place(told), "what": str(told.get("msg", ""))} for told in why.errors]
    first = errors[0] if errors else {"where": "", "what": ""}
    detail = _("%(where)s: %(what)s.") % first
    return refusal(422, detail, errors)


def _place(told: dict[str, Any]) -> str:
    """Where in the request; the name of the operation's own argument is no part of it."""
    where, *rest = [str(part) for part in told.get("loc", ())] or [""]
    names = rest[1:] if where in ("body", "form", "file") and len(rest) > 1 else rest
    return ".".join([where, *names])
