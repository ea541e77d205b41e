"""A write that carries an Idempotency-Key happens once, however often it is sent.

The first answer is kept in the same transaction as the change, and given again to the same request.
A refusal changed nothing and is not kept. After draft-ietf-httpapi-idempotency-key-header.
"""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from quintet.core import actions, queries
from quintet.core.models import Person
from quintet.core.rest.callers import identified
from quintet.core.rest.problems import MALFORMED, refusal

KEY = re.compile(r"[\x21-\x7e]{1,200}")
READS = frozenset({"GET", "HEAD", "OPTIONS"})
Run = Callable[..., HttpResponse]


class _SameKeyAtOnce(Exception):
    """Another request with this key was answered while this one ran."""


def once(run: Run) -> Run:
    """`run`, but once for each person and key."""

    @wraps(run)
    def run_once(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None or request.method in READS:
            return run(request, *given, **named)
        if not KEY.fullmatch(key):
            what = _("An idempotency key is 1 to 200 visible ASCII characters.")
            return refusal(422, what, [{"where": "header.Idempotency-Key", "what": what}])
        person = identified(request)
        if person is None:
            return run(request, *given, **named)  # refused there
        try:
            with transaction.atomic():
                return _kept_or_done(request, person, key, lambda: run(request, *given, **named))
        except _SameKeyAtOnce:
            return refusal(409, _("A request with this key is being answered. Ask again."))
        except MALFORMED as why:
            return refusal(400, str(why))

    return run_once


def _kept_or_done(
    request: HttpRequest, person: Person, key: str, run: Callable[[], HttpResponse]
) -> HttpResponse:
    digest = _digest(request)
    if kept := queries.kept_answer(person=person, key=key):
        if kept.request != digest:
            return refusal(422, _("This key stands for another request. Choose a new key."))
        return HttpResponse(kept.body, status=kept.status, content_type="application/json")
    answer = run()
    if answer.status_code < 300 and "no-store" not in answer.get("Cache-Control", ""):
        try:
            actions.keep_answer(
                person=person,
                key=key,
                request=digest,
                status=answer.status_code,
                body=answer.content.decode(),
                at=timezone.now(),
            )
        except IntegrityError as same:
            raise _SameKeyAtOnce from same
    return answer


def _digest(request: HttpRequest) -> str:
    """SHA-256 of method, path and content; of a form its fields and files, not its boundaries."""
    told = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        told.update(request.body)
        return told.hexdigest()
    for name, values in sorted(request.POST.lists()):
        told.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            told.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                told.update(chunk)
            file.seek(0)
    return told.hexdigest()
