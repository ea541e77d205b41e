"""The register: everything that was agreed, narrowed by the address, shown or exported."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from openpyxl import Workbook

from quintet.core.public import date_words
from quintet.followup import forms, queries
from quintet.followup.documents.legible import legible
from quintet.followup.models import Item
from quintet.followup.rules import Scheme
from quintet.followup.views.page import person_of, row_of, today

ROWS = 25
MOST_EXPORTED = 50_000  # rows; a narrower filter brings the rest


def filter_of(request: HttpRequest) -> tuple[forms.FilterForm, queries.Filter]:
    documents = queries.documents_seen(person=person_of(request), today=today())
    form = forms.FilterForm(request.GET, documents=documents)
    return form, form.wanted()


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    form, wanted = filter_of(request)
    person, day = person_of(request), today()
    found = queries.register(wanted, person=person, today=day)
    paginator = Paginator(found, ROWS)
    page = paginator.get_page(request.GET.get("page"))
    told = queries.counts(found, wanted, today=day)
    opened = queries.opened_on(list(page.object_list))
    context = {
        "form": form,
        "wanted": wanted.set_fields,
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "rows": [_row(item, day, opened) for item in page.object_list],
        "lede": queries.lede(paginator.count, told) if paginator.count else "",
        "as_at": _("As at %(date)s") % {"date": date_words(day)},
        "segments": queries.segments(told, request.GET),
        "parties": queries.party_choices(),
        "filters_set": len(wanted.set_fields.keys() - {"sort"}),
        "clear": "?" if wanted.set_fields else "",
    }
    template = "followup/register.html"
    return render(request, template, context)


def _row(item: Item, day: Any, opened: dict[int, Any]) -> dict[str, Any]:
    """A row of the register: one addressee whole, or several in figures."""
    addressees = [
        row_of(one, day=day, opened=opened.get(one.pk)) for one in item.addressees.all()
    ]
    lead = [row for row in addressees if row["addressee"].part == "lead"] or addressees
    told = {"item": item, "addressees": addressees, "lead": lead[0] if len(lead) == 1 else None}
    if len(lead) > 1:
        told["many"] = queries.many([row["addressee"] for row in lead])
    return told


def _lines(request: HttpRequest) -> Iterator[list[Any]]:
    _form, wanted = filter_of(request)
    yield [
        str(head)
        for head in (
            _("Document"),
            _("Number"),
            _("Kind"),
            _("Title"),
            _("Words"),
            _("Addressee"),
            _("Response"),
            _("Claimed"),
            _("Claimed as at"),
            _("Verified"),
            _("Due"),
            _("Last word"),
            _("Goals"),
            _("Nexus areas"),
            _("Networks"),
            _("Address"),
        )
    ]
    found = queries.register(wanted, person=person_of(request), today=today())
    for item, addressee in queries.export_rows(found[:MOST_EXPORTED]):
        yield [
            str(item.document),
            item.number,
            item.get_kind_display(),
            item.title,
            item.text,
            addressee.party.name if addressee else item.addressee_text,
            addressee.get_answer_display() if addressee else "",
            addressee.get_claimed_display() if addressee else "",
            addressee.claimed_as_at if addressee else None,
            addressee.get_verdict_display() if addressee else "",
            addressee.due_on if addressee else None,
            addressee.heard_on if addressee else None,
            *(" ".join(queries.tags_of(item, scheme)) for scheme in Scheme),
            request.build_absolute_uri(f"/items/{item.slug}/"),
        ]


def _plain(value: Any) -> Any:
    """A cell that a spreadsheet takes as text: what looks like a formula gets an apostrophe."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value


@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """What is seen, as CSV or XLSX."""
    if form == "csv":
        text = io.StringIO()
        csv.writer(text).writerows([_plain(cell) for cell in line] for line in _lines(request))
        body, kind = text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"
    elif form == "xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Quintet")
        sheet.freeze_panes = "A2"
        for line in _lines(request):
            sheet.append(
                [legible(cell) if isinstance(cell, str) else cell for cell in map(_plain, line)]
            )
        packed = io.BytesIO()
        book.save(packed)
        body = packed.getvalue()
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        raise Http404
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="register-{today()}.{form}"'
    return answer
