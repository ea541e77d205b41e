"""What has changed between two days, or two issues of a cycle's report: as a page, Word, CSV, JSON."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from quintet.core.public import NotAllowed
from quintet.core.views.page import person_of, today
from quintet.followup import forms, queries
from quintet.followup.documents.changes import Differences, by_kind
from quintet.followup.documents.changes_data import CHANGE_FORMATS
from quintet.followup.views.cycles import cycle_or_404

SHOWN = 25  # of each kind, beside the others
ROWS = 50  # of one kind by itself


def _form(request: HttpRequest) -> forms.ChangesForm:
    documents = queries.documents_seen(person=person_of(request), today=today())
    told = request.GET.copy()
    form = forms.ChangesForm(told, documents=documents, today=today())
    for name in ("from", "to"):
        if not told.get(name):
            told[name] = form.fields[name].initial.isoformat()
    return form


def _between_days(request: HttpRequest, form: forms.ChangesForm) -> Differences:
    wanted = form.wanted()
    since, until = form.days
    return queries.differences(
        wanted,
        since=since,
        until=until,
        language=get_language() or "en",
        person=person_of(request),
        today=today(),
    )


def _between_issues(request: HttpRequest) -> Differences:
    """Of a cycle's report: `from` and `to` are versions."""
    numbers = [request.GET.get(name, "") for name in ("from", "to")]
    since, until = (int(one) if one.isdecimal() and len(one) < 6 else 0 for one in numbers)
    return queries.issued_differences(
        cycle_or_404(request.GET["cycle"]),
        since=since,
        until=until,
        language=get_language() or "en",
        today=today(),
    )


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """Grouped by kind, each with its count; `kind` shows one of them by itself, page by page."""
    form, found, refusal = None, None, ""
    try:
        if request.GET.get("cycle"):
            found = _between_issues(request)
        else:
            form = _form(request)
            found = _between_days(request, form)
    except NotAllowed as why:
        refusal = str(why)
    groups = by_kind(found.changes) if found else {}
    only = [kind for kind in groups if kind == request.GET.get("kind")]
    context: dict[str, Any] = {
        "form": form,
        "found": found,
        "refusal": refusal,
        "cycle": cycle_or_404(request.GET["cycle"]) if request.GET.get("cycle") else None,
        "query": _query(request),
        "unfold": bool(refusal) or not request.GET,
        "parties": queries.party_choices() if form else (),
        "formats": list(CHANGE_FORMATS),
        "key": [
            {"kind": kind, "label": found.terms.kinds[kind], "count": len(told)}
            for kind, told in groups.items()
            if found
        ],
    }
    if found and only:
        paginator = Paginator(groups[only[0]], ROWS)
        page = paginator.get_page(request.GET.get("page"))
        context |= {"page": page, "pages": paginator.get_elided_page_range(page.number)}
        groups = {only[0]: tuple(page.object_list)}
    context["groups"] = [
        {
            "kind": kind,
            "label": found.terms.kinds[kind] if found else "",
            "changes": told if only else told[:SHOWN],
            "more": 0 if only else max(len(told) - SHOWN, 0),
        }
        for kind, told in groups.items()
    ]
    return render(request, "followup/changes.html", context, status=422 if refusal else 200)


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    for name in ("kind", "page"):
        kept.pop(name, None)
    return kept.urlencode()


@require_GET
def download(request: HttpRequest, form: str) -> HttpResponse:
    if form not in CHANGE_FORMATS:
        raise Http404
    of_cycle = request.GET.get("cycle")
    found = _between_issues(request) if of_cycle else _between_days(request, _form(request))
    return written(found, form)


def written(found: Differences, form: str) -> HttpResponse:
    """The differences as a file, each item with the address of its page."""
    kind, write = CHANGE_FORMATS[form]
    links = {
        change.row.item: settings.SITE_URL + reverse("followup:item", args=[change.row.item])
        for change in found.changes
    }
    answer = HttpResponse(write(found.linked(links)), content_type=kind)
    name = f"changes-{found.issued_on.isoformat()}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
