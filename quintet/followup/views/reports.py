"""The status-of-implementation report: as a page, and as Word, PDF, Excel, CSV and JSON."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from quintet.core.views.page import person_of, today
from quintet.followup import forms, queries
from quintet.followup.documents.formats import FORMATS
from quintet.followup.documents.report import Report


def _asked(request: HttpRequest) -> tuple[forms.ReportForm, queries.Filter, date]:
    documents = queries.documents_seen(person=person_of(request), today=today())
    form = forms.ReportForm(request.GET, documents=documents)
    wanted = form.wanted()
    return form, wanted, form.day or today()


def _report(request: HttpRequest, wanted: queries.Filter, as_at: date) -> Report:
    return queries.report(
        wanted,
        as_at=as_at,
        language=get_language() or "en",
        person=person_of(request),
        today=today(),
    )


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    form, wanted, as_at = _asked(request)
    told: Any = _report(request, wanted, as_at) if request.GET else None
    context = {
        "form": form,
        "report": told,
        "formats": list(FORMATS),
        "query": request.GET.urlencode(),
        "parties": queries.party_choices(),
        "documents": queries.documents_seen(person=person_of(request), today=today())[:12],
    }
    return render(request, "followup/reports.html", context)


@require_GET
def download(request: HttpRequest, form: str) -> HttpResponse:
    if form not in FORMATS:
        raise Http404
    _form, wanted, as_at = _asked(request)
    kind, write = FORMATS[form]
    answer = HttpResponse(write(_report(request, wanted, as_at)), content_type=kind)
    name = "-".join(
        filter(None, ["status", wanted.document or wanted.body.lower(), as_at.isoformat()])
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
