"""The catalogue of what is published: every version with its facts, and what it changed."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from quintet.core.views.page import Signed, act_page, person_of, today
from quintet.cube import actions, labels, permissions, queries
from quintet.cube.engine.store import Damaged
from quintet.cube.engine.store.catalogue import slice_of
from quintet.cube.forms.figures import PublicationsForm, WithdrawForm
from quintet.cube.models import Publication
from quintet.cube.rules import Status
from quintet.cube.views import files
from quintet.cube.views.changes import name_of, told_difference

ROWS = 25
SLICES = 100  # on the page


def publication_or_404(pk: int) -> Any:
    found = queries.publications().select_related(
        "published_by", "withdrawn_by", "submission"
    ).filter(pk=pk)  # fmt: skip
    if (one := found.first()) is None:
        raise Http404
    return one


@require_GET
def publications(request: HttpRequest) -> HttpResponse:
    entities, years = queries.told_in_catalogue()
    form = PublicationsForm(
        request.GET, entities=[(one, name_of("entity", one)) for one in entities], years=years
    )
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    found = queries.publications_of(**chosen)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(one) for one in page.object_list],
        "pages": page.paginator.get_elided_page_range(page.number),
        "form": form,
        "filters": len(chosen),
    }
    return render(request, "cube/publications.html", context)


def _row(one: Publication) -> dict[str, Any]:
    status = queries.status(one)
    return {
        "publication": one,
        "of": queries.subjects(one),
        "totals": [
            {
                "measure": labels.MEASURE.get(measure, measure),
                "amount": amount,
                "currency": currency,
            }
            for (measure, currency), amount in queries.totals(one).items()
        ],
        "state": {"code": labels.STATUS_SHAPE[status], "label": labels.STATUS[status]},
    }


@require_GET
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    found = publication_or_404(pk)
    versions = queries.publications().filter(series=found.series).order_by("-version")
    try:
        difference = queries.difference_to_earlier(found)
        damaged = ""
    except Damaged as why:
        difference, damaged = None, str(why)
    slices = list(map(slice_of, found.slices))
    person = person_of(request)
    context = {
        **_row(found),
        "versions": [_row(one) for one in versions],
        "difference": told_difference(difference) if difference else None,
        "damaged": damaged,
        "coverage": [
            {"label": labels.column(one.dimension), "rows": one.rows, "amount": one.amount}
            for one in queries.coverage(found)
        ],
        "slices": [
            {
                "entity": name_of("entity", one.entity),
                "year": str(one.year),
                "measure": labels.MEASURE.get(one.measure, one.measure),
                "rows": one.rows,
                "total": one.total,
                "currency": " ".join(one.currencies),
                "query": _asked(one.entity, one.year, one.measure),
            }
            for one in slices[:SLICES]
        ],
        "beyond": max(len(slices) - SLICES, 0),
        "may_withdraw": found.withdrawn_on is None and permissions.publishes(person, today()),
        "may_see_submission": found.submission is not None
        and permissions.may_see(person, found.submission, today()),
        "stands": queries.status(found) == Status.STANDS,
    }
    return render(request, "cube/publication.html", context)


def _asked(entity: str, year: int, measure: str) -> str:
    """The address of the question about one slice."""
    return urlencode({"measure": measure, "rows": "function", "entity": entity, "year": year})


@require_GET
def changes(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Everything that a version changed of the one before, as CSV."""
    found = publication_or_404(pk)
    old = queries.earlier(found)
    if old is None:
        raise Http404(_("It is the first version."))
    name = f"{found.series.replace('/', '-')}-{found.version}"
    try:
        return files.changes_csv(queries.path_of(old), queries.path_of(found), name)
    except Damaged as why:
        raise Http404(str(why)) from why


@require_GET
def figures(request: HttpRequest, pk: int) -> FileResponse:
    """The published file itself (Parquet)."""
    return files.figures(publication_or_404(pk))


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: Signed, pk: int) -> HttpResponse:
    found = publication_or_404(pk)
    return act_page(
        request,
        form=WithdrawForm(request.POST or None),
        act=partial(actions.withdraw, publication=found),
        title=_("Withdraw the figures"),
        button=_("Withdraw"),
        done=_("The figures are withdrawn."),
        back=reverse("cube:publication", args=[pk]),
        allowed=permissions.publishes(request.user, today()),
        sentence=_(
            "From today on the cube answers without them; as at an earlier day it does not."
        ),
    )
