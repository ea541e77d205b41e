"""Refusals and failures as answers: a clear page (or problem details), and nothing half-written."""

import errno
import logging
import re
import sys
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views import defaults

from quintet.core.public import NotAllowed
from quintet.followup.public import FontsMissing

log = logging.getLogger("quintet")
# What the stores say when they cannot write for want of room, whatever the driver.
FULL = ("disk is full", "disk full", "no space left", "could not extend file", "disk i/o error")

OUR_FAULT = (
    "It is our fault, not yours. Nothing was half done: what you sent was either saved whole or not "
    "at all. Try again; if it happens twice, tell whoever runs this site, and when it was."
)  # as on the page of this failure


def want_of_room(failure: BaseException | None) -> BaseException | None:
    """The full disk that is behind a failure, if one is."""
    while failure is not None:
        if isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT):
            return failure
        if isinstance(failure, DatabaseError) and any(w in str(failure).lower() for w in FULL):
            return failure
        failure = failure.__context__
    return None


def _problem(status: int, title: str, detail: str) -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _answer(request: HttpRequest, status: int, title: str, detail: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(status, title, detail)
    context = {"detail": detail, "title": title}
    return TemplateResponse(request, f"{status}.html", context, status=status).render()


def full(request: HttpRequest, failure: BaseException) -> HttpResponse:
    """503 in words. The page is drawn without a request: it asks the database for nothing."""
    log.error("The disk is full: %s", failure)
    title = _("Cannot save just now")
    detail = _("The disk is full. Nothing was saved or lost; reading goes on. Please try later.")
    if request.path.startswith("/api/"):
        answer = _problem(503, title, detail)
    else:
        page = render_to_string("503.html", {"detail": detail, "title": title})
        answer = HttpResponse(page, status=503)
    answer["Retry-After"] = "300"
    return answer


def storage_failures(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Turn a full disk, met by a view, into 503: the write was rolled back whole."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, failure: Exception) -> HttpResponse | None:
        room = want_of_room(failure)
        return full(request, room) if room else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


FIGURES = re.compile(r"(/[a-z-]+/cube/submissions/new/|/api/v1/cube/submissions)/?")
MARGIN = 1024 * 1024  # bytes of a form beside its file


def _bound_of(request: HttpRequest) -> int:
    """Bytes that a request may have: figures are larger than documents."""
    figures = FIGURES.fullmatch(request.path_info) and request.method == "POST"
    return settings.CUBE_BOUND + MARGIN if figures else settings.REQUEST_BOUND


def bounded(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Refuse by its announced length, unread, what is larger than a form with its files can be."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = _bound_of(request)
        if length.isdecimal() and int(length[:18]) <= most:
            return get_response(request)
        bound = most // (1024 * 1024)
        detail = _("The file is larger than %(bound)s MB.") % {"bound": bound}
        return _answer(request, 413, _("This cannot be done"), detail)

    return middleware


def failed(request: HttpRequest) -> HttpResponse:
    """handler500. Here comes, too, what fails outside views: the reading of an upload."""
    if room := want_of_room(sys.exc_info()[1]):
        return full(request, room)
    if request.path.startswith("/api/"):
        return _problem(500, _("Something went wrong here"), _(OUR_FAULT))
    return defaults.server_error(request)


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400. A session that could not be saved is taken by Django for a bad request."""
    if room := want_of_room(exception):
        return full(request, room)
    if request.path.startswith("/api/"):
        return _problem(400, _("Not understood"), str(exception))
    return defaults.bad_request(request, exception)


def refusals(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """What the rules forbid is 409 with its sentence; what one may not do is 403."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, failure: Exception) -> HttpResponse | None:
        if isinstance(failure, NotAllowed):
            return _answer(request, 409, _("This cannot be done"), str(failure))
        if isinstance(failure, PermissionDenied) and request.path.startswith("/api/"):
            return _answer(request, 403, _("Not yours to do"), _("Your roles do not allow this."))
        if isinstance(failure, FontsMissing):
            detail = _(
                "No font on this server can write this report as PDF. Take it as Word, or ask"
                " whoever runs the site to install the Noto fonts."
            )
            return _answer(request, 503, _("No PDF just now"), detail)
        if isinstance(failure, OperationalError) and "locked" in str(failure):
            detail = _("Many are writing at once. Nothing was saved; please try again.")
            return _answer(request, 503, _("Busy"), detail)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
