"""The register: everything that was agreed, narrowed by the address, shown or exported."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from openpyxl import Workbook

from quintet.core.public import Person, date_words
from quintet.core.views.page import person_of, today
from quintet.followup import forms, permissions, queries
from quintet.followup.documents.legible import legible
from quintet.followup.models import Addressee, Item
from quintet.followup.rules import Scheme
from quintet.followup.views.page import row_of

ROWS = 25
MOST_EXPORTED = 50_000  # rows; a narrower filter brings the rest


def filter_of(request: HttpRequest) -> tuple[forms.FilterForm, queries.Filter]:
    documents = queries.documents_seen(person=person_of(request), today=today())
    form = forms.FilterForm(request.GET, documents=documents)
    return form, form.wanted()


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """The register as it is; or as it stood at the end of a past day, to be read only."""
    form, wanted = filter_of(request)
    person, day = person_of(request), today()
    past = _past(form, wanted, person)
    found = past.items if past else queries.register(wanted, person=person, today=day)
    paginator = Paginator(found, ROWS)
    page = paginator.get_page(request.GET.get("page"))
    told = past.summary if past else queries.counts(found, wanted, today=day)  # type: ignore[arg-type]
    as_at = past.day if past else day
    context = {
        "form": form,
        "wanted": wanted.set_fields,
        "past": past,
        "today": _query(request, without=("as_at", "page")),
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
        "rows": _past_rows(past, page) if past else _rows(page, day),
        "lede": queries.lede(paginator.count, told) if paginator.count else "",
        "as_at": _("As at %(date)s.") % {"date": date_words(as_at)},
        "segments": queries.segments(told, request.GET),
        "parties": queries.party_choices(),
        "filters_set": len(wanted.set_fields.keys() - {"sort"}) + bool(past),
        "clear": "?" if wanted.set_fields or past else "",
        "may_open": past is None and permissions.may_upload_somewhere(person, day),
    }
    return render(request, "followup/register.html", context)


def _query(request: HttpRequest, *, without: tuple[str, ...]) -> str:
    kept = request.GET.copy()
    for name in without:
        kept.pop(name, None)
    return f"?{kept.urlencode()}"


def _past(
    form: forms.FilterForm, wanted: queries.Filter, person: Person | None
) -> queries.PastRegister | None:
    """The register as at the day that is asked for; None for today, and for a day to come."""
    if form.day is None or form.day >= today():
        return None
    return queries.register_as_at(wanted, as_at=form.day, person=person, today=today())


def _rows(page: Page, day: date) -> list[dict[str, Any]]:
    opened = queries.opened_on(list(page.object_list))
    return [
        _row(item, list(item.addressees.all()), day, opened) | {"source": str(item.document)}
        for item in page.object_list
    ]


def _past_rows(past: queries.PastRegister, page: Page) -> list[dict[str, Any]]:
    return [
        _row(one.item, one.addressees, past.day, {}) | {"source": one.source}
        for one in past.rows(list(page.object_list))
    ]


def _row(
    item: Item, addressees: Sequence[Addressee], day: date, opened: dict[int, date]
) -> dict[str, Any]:
    """A row of the register: one addressee whole, or several in figures."""
    shown = [row_of(one, day=day, opened=opened.get(one.pk)) for one in addressees]
    lead = [row for row in shown if row["addressee"].part == "lead"] or shown
    told = {"item": item, "addressees": shown, "lead": lead[0] if len(lead) == 1 else None}
    if len(lead) > 1:
        told["many"] = queries.many([row["addressee"] for row in lead])
    return told


def _lines(
    request: HttpRequest, form: forms.FilterForm, wanted: queries.Filter
) -> Iterator[list[Any]]:
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
            _("Countries and areas"),
            _("Address"),
        )
    ]
    for item, source, addressee in _exported(form, wanted, person_of(request)):
        yield [
            source,
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


def _exported(
    form: forms.FilterForm, wanted: queries.Filter, person: Person | None
) -> Iterator[tuple[Item, str, Addressee | None]]:
    """Every item with its source and each of its addressees, in the register's order."""
    if past := _past(form, wanted, person):
        for row in past.all_rows(MOST_EXPORTED):
            for one in row.addressees or (None,):
                yield row.item, row.source, one
        return
    found = queries.register(wanted, person=person, today=today())
    for item, addressee in queries.export_rows(found[:MOST_EXPORTED]):
        yield item, str(item.document), addressee


def _plain(value: Any) -> Any:
    """A cell that a spreadsheet takes as text: what looks like a formula gets an apostrophe."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value


@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """What is seen, as CSV or XLSX."""
    asked, wanted = filter_of(request)
    lines = _lines(request, asked, wanted)
    if form == "csv":
        text = io.StringIO()
        csv.writer(text).writerows([_plain(cell) for cell in line] for line in lines)
        body, kind = text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"
    elif form == "xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Quintet")
        sheet.freeze_panes = "A2"
        for line in lines:
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
    name = f"register-{asked.day or today()}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
