"""The matrix, item × party: of the register as it is narrowed, or of a reporting cycle."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quintet.core.public import date_words, number_words
from quintet.core.views.page import person_of, today
from quintet.followup import forms, labels, queries
from quintet.followup.documents.matrix_sheet import MATRIX_FORMATS
from quintet.followup.models import ReportingCycle
from quintet.followup.queries.matrix import Cell, Column, Line, Scope, Totals
from quintet.followup.queries.matrix_words import Teller
from quintet.followup.rules import TAKEN_ON, Answer, AskState, Verdict
from quintet.followup.views.cycles import cycle_or_404
from quintet.followup.views.page import item_or_404
from quintet.followup.views.register import filter_of

ROWS = 25
ROOMY = 6  # columns at most, so that each cell has room for its words


@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """The matrix of the register, narrowed as the register is."""
    form, wanted = filter_of(request)
    del form.fields["as_at"]  # where things stand is today's
    scope = queries.matrix_scope(wanted, person=person_of(request), today=today())
    return _page(request, form, scope)


@login_required
@require_GET
def cycle_matrix(request: HttpRequest, slug: str) -> HttpResponse:
    """The matrix of what a reporting cycle asks, with what each has said in it."""
    cycle, form = cycle_or_404(slug), forms.MatrixForm(request.GET)
    return _page(request, form, _scope(request, cycle, form))


@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The whole matrix of the register, in words."""
    _form, wanted = filter_of(request)
    scope = queries.matrix_scope(wanted, person=person_of(request), today=today())
    return _file(scope, form, _("Register"), f"matrix-{scope.today}")


@login_required
@require_GET
def cycle_export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The whole matrix of a reporting cycle, in words."""
    cycle = cycle_or_404(slug)
    scope = _scope(request, cycle, forms.MatrixForm(request.GET))
    return _file(scope, form, cycle.title, f"matrix-{cycle.slug}")


@require_GET
def answer_of(request: HttpRequest, slug: str, kind: str, code: str) -> HttpResponse:
    """The page of a party's answer to an item, by their names: where a cell of the matrix leads."""
    item = item_or_404(request, slug)
    if kind not in ("organization", "body", "post"):
        raise Http404
    found = get_object_or_404(item.addressees, **{f"{kind}__code": code})
    return redirect("followup:addressee", found.uuid)


def _scope(request: HttpRequest, cycle: ReportingCycle, form: forms.MatrixForm) -> Scope:
    wanted, state = form.wanted()
    return queries.matrix_scope(
        wanted, person=person_of(request), today=today(), cycle=cycle, state=state
    )


def _page(request: HttpRequest, form: Any, scope: Scope) -> HttpResponse:
    paginator = Paginator(queries.matrix_items(scope), ROWS)
    page = paginator.get_page(request.GET.get("page"))
    columns = queries.matrix_columns(scope)
    lines = queries.matrix_lines(scope, page.object_list, columns)
    totals = queries.sum_of(column.totals for column in columns)
    tell = queries.teller(scope)
    narrowed = {name: value for name, value in request.GET.items() if value and name != "page"}
    context = {
        "cycle": scope.cycle,
        "form": form,
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "columns": [_head(column, request) for column in columns],
        "rows": [_row(line, tell) for line in lines],
        "roomy": len(columns) <= ROOMY,
        "totals": totals,
        "lede": _lede(totals, paginator.count, len(columns), scope.cycle),
        "as_at": _("As at %(date)s.") % {"date": date_words(scope.today)},
        "key": _key(scope.cycle, totals, request),
        "parties": queries.party_choices(),
        "filters_set": len(narrowed.keys() - {"sort"}),
        "query": request.GET.urlencode(),
    }
    return render(request, "followup/matrix.html", context)


def _head(column: Column, request: HttpRequest) -> dict[str, Any]:
    """The head of a column: its link narrows the matrix to the party."""
    query = request.GET.copy()
    query["owner"] = column.reference
    query.pop("page", None)
    return {"column": column, "url": f"?{query.urlencode()}"}


def _row(line: Line, tell: Teller) -> dict[str, Any]:
    address = reverse("followup:item", args=[line.item.slug])
    return {
        "item": line.item,
        "url": address,
        "totals": line.totals,
        "cells": [[_cell(cell, address, tell) for cell in those] for those in line.cells],
    }


def _cell(cell: Cell, address: str, tell: Teller) -> dict[str, Any]:
    kind, _colon, code = cell.party.partition(":")
    return {
        "url": f"{address}{kind}/{code}/",
        "code": code,
        "state": cell.state or "",
        "answer": labels.SHAPE[cell.at.answer],
        "done": _shape(cell),
        "late": cell.late,
        "words": tell(cell),
    }


def _shape(cell: Cell) -> str:
    """The mark of implementation: what was verified outweighs what is claimed."""
    at = cell.at
    if at.verdict:
        return "verified" if at.verdict is Verdict.IMPLEMENTED else "closed"
    if at.claimed:
        return labels.PROGRESS_SHAPE[at.claimed]
    return "silent" if at.answer in TAKEN_ON else ""


def _lede(totals: Totals, items: int, parties: int, cycle: ReportingCycle | None) -> str:
    told = {name: number_words(getattr(totals, name)) for name in Totals.__slots__}
    told |= {"items": number_words(items), "parties": number_words(parties)}
    if cycle:
        return (
            _(
                "Items: %(items)s. Parties: %(parties)s. Of %(asked)s answers that the cycle asks"
                " for, %(answered)s are given, %(started)s are in preparation, %(silent)s are"
                " silent."
            )
            % told
        )
    return (
        _(
            "Items: %(items)s. Parties: %(parties)s. Of %(asked)s answers asked for, %(answered)s"
            " are given; of %(taken_on)s taken on, %(verified)s are verified as implemented."
        )
        % told
    )


def _key(
    cycle: ReportingCycle | None, totals: Totals, request: HttpRequest
) -> list[dict[str, Any]]:
    """What each mark means; of a cycle's states also how many, each with its list."""
    answers = [(labels.SHAPE[answer], labels.ANSWER[answer]) for answer in Answer]
    implementation = [
        ("verified", labels.IMPLEMENTATION["verified"]),
        *((labels.PROGRESS_SHAPE[status], label) for status, label in labels.PROGRESS.items()),
        ("silent", labels.NO_WORD),
        ("closed", labels.IMPLEMENTATION["closed"]),
    ]
    groups: list[dict[str, Any]] = [
        {"label": _("Above: response"), "marks": answers},
        {"label": _("Below: implementation"), "marks": implementation},
    ]
    if cycle:
        groups.append({"label": _("Line: in this cycle"), "states": _states(totals, request)})
    return groups


def _states(totals: Totals, request: HttpRequest) -> Iterator[dict[str, Any]]:
    for state in (AskState.ANSWERED, AskState.STARTED, AskState.SILENT):
        query = request.GET.copy()
        query.pop("page", None)
        query["state"] = state
        yield {
            "state": state,
            "label": labels.ASK[state],
            "count": getattr(totals, state),
            "url": f"?{query.urlencode()}",
        }


def _file(scope: Scope, form: str, title: str, name: str) -> HttpResponse:
    if form not in MATRIX_FORMATS:
        raise Http404
    kind, write = MATRIX_FORMATS[form]
    answer = HttpResponse(write(queries.matrix_sheet(scope, title=title)), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
