"""Refusals and failures as answers: a clear page (or problem details), and nothing half-written."""

import errno
import logging
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from quintet.core.public import NotAllowed

log = logging.getLogger("quintet")
# What the stores say when they cannot write for want of room, whatever the driver.
FULL = ("disk is full", "disk full", "no space left", "could not extend file", "disk i/o error")


def is_full(failure: BaseException) -> bool:
    if isinstance(failure, OSError):
        return failure.errno in (errno.ENOSPC, errno.EDQUOT)
    return any(word in str(failure).lower() for word in FULL)


def _answer(request: HttpRequest, status: int, title: str, detail: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    context = {"detail": detail, "title": title}
    return TemplateResponse(request, f"{status}.html", context, status=status).render()


def storage_failures(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Turn a full disk into 503: reads go on, the write was rolled back whole.

    It stands outside sessions and messages, whose own writes may be what fails.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, failure: Exception) -> HttpResponse | None:
        if not isinstance(failure, (DatabaseError, OSError)) or not is_full(failure):
            return None
        return full(request, failure)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def full(request: HttpRequest, failure: BaseException) -> HttpResponse:
    log.error("The disk is full: %s", failure)
    detail = _("The disk is full. Nothing was saved or lost; reading goes on. Please try later.")
    answer = _answer(request, 503, _("Cannot save just now"), detail)
    answer["Retry-After"] = "300"
    return answer


def refusals(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """What the rules forbid is 409 with its sentence; what one may not do is 403."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, failure: Exception) -> HttpResponse | None:
        if isinstance(failure, NotAllowed):
            return _answer(request, 409, _("This cannot be done"), str(failure))
        if isinstance(failure, PermissionDenied) and request.path.startswith("/api/"):
            return _answer(request, 403, _("Not yours to do"), _("Your roles do not allow this."))
        if isinstance(failure, OperationalError) and "locked" in str(failure):
            detail = _("Many are writing at once. Nothing was saved; please try again.")
            return _answer(request, 503, _("Busy"), detail)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
