"""The API: every module's operations under one address, one law of refusals, one description."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from quintet.core import rest as core
from quintet.cube import rest as cube
from quintet.followup import rest as followup

DESCRIPTION = """\
What the system agreed, who does it, and what came of it. Anything a page can do, this API can, by
the same rules: whoever may not see something is told that it is not here.

Reading what is published needs no token. For the rest send `Authorization: Bearer qnt_…`; issue a
token on your page or by `POST /tokens`. Lists come in pages: pass `next` as `cursor`. Refusals are
problem details (RFC 9457). Answers to `GET` have an ETag: send it as `If-None-Match`. A write that
carries an `Idempotency-Key` happens once, however often it is sent.
"""
REFUSED = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
ALWAYS, WRITES = (400, 401, 403, 404, 409, 422, 503), (412,)
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Your own name for this write, such as a UUID: sent again, it happens once.",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,200}$"},
}


class Api(NinjaAPI):
    """Ninja's API, with the refusals in its description and at its edges."""

    @property
    def urls(self) -> tuple[list[Any], str, str]:
        """Every operation, and a problem for what is none."""
        patterns, app, namespace = super().urls
        for pattern in patterns:
            pattern.callback = _edged(pattern.callback)  # type: ignore[arg-type]
        return [*patterns, re_path("", _nothing_here, name="nothing")], app, namespace

    def get_openapi_operation_id(self, operation: Any) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """The description, with what every operation has in common: once in each language of the
        refusals' titles, as it takes a second."""
        kept = self.__dict__.setdefault("_described", {})
        if (language := get_language()) not in kept:
            kept[language] = self._described_anew(**given)
        return kept[language]

    def _described_anew(self, **given: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**given)
        schema["components"]["schemas"] |= _definitions()
        schema["components"].get("securitySchemes", {}).pop(core.Anybody.__name__, None)
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                _complete(method, operation)
        return schema


def _definitions() -> dict[str, Any]:
    whole = core.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return whole.pop("$defs") | {"Problem": whole}


def _complete(method: str, operation: dict[str, Any]) -> None:
    statuses = ALWAYS if method == "get" else ALWAYS + WRITES
    for status in statuses:
        told = {"description": str(core.TITLES[status]), "content": REFUSED}
        operation["responses"].setdefault(status, told)
    if method == "get":
        operation["responses"][304] = {"description": "As you have it (If-None-Match)"}
    else:
        operation["parameters"].append(KEY)
    open_to_all: dict[str, list[str]] = {core.Anybody.__name__: []}
    operation["security"] = [
        {} if scheme == open_to_all else scheme for scheme in operation.get("security", [])
    ]


def _edged(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose answers no shared cache keeps, and whose 405 is a problem as well."""

    @wraps(view)
    def answer(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        told = view(request, *given, **named)
        if told.status_code == 405:
            allowed = ", ".join(sorted(told["Allow"].split(", ")))
            told = core.refusal(405, _("Here you may: %(methods)s.") % {"methods": allowed})
            told["Allow"] = allowed
        patch_vary_headers(told, ["Authorization", "Cookie", "Accept-Language"])
        if not told.has_header("Cache-Control"):
            patch_cache_control(told, private=True, no_cache=True)
        return told

    return answer


@csrf_exempt
def _nothing_here(request: HttpRequest) -> HttpResponse:
    return core.refusal(
        404, _("There is no such operation. See %(docs)s.") % {"docs": "/api/v1/docs"}
    )


api = Api(
    title="Quintet",
    version="1.0.0",
    description=DESCRIPTION,
    docs_url="docs",
    urls_namespace="api",
    auth=core.SIGNED_IN,
)
core.refuse_by_problems(api)
api.add_decorator(core.once, mode="view")
api.add_router("", core.own)
api.add_router("", core.parties)
api.add_router("", core.people)
api.add_router("", core.journal(followup.seen, cube.seen))
api.add_router("", followup.router)
api.add_router("/cube", cube.router)
