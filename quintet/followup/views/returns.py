"""Forms to be filled in, files that came back, and what became of their rows."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quintet.core.public import LANGUAGES, NotAllowed, date_words, number_words
from quintet.core.views.page import Signed, today
from quintet.followup import actions, forms, labels, permissions, queries
from quintet.followup.documents.form import DAYS, PARTS
from quintet.followup.documents.form_formats import FORM_FORMATS
from quintet.followup.models import ReportingCycle, Return, ReturnedRow
from quintet.followup.rules import ReturnState, RowState
from quintet.followup.rules.returns import UNDECIDED, Choice
from quintet.followup.views.asked import party_or_404
from quintet.followup.views.cycles import cycle_or_404
from quintet.followup.views.items import download

get_or_post = require_http_methods(["GET", "POST"])
CODES: dict[str, dict[Any, Any]] = {"answer": labels.ANSWER, "status": labels.PROGRESS}


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in LANGUAGES else get_language() or "en"


def _attached(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_GET
def form(request: Signed, slug: str, kind: str, code: str, form: str) -> HttpResponse:
    """The form of a party, to be filled in: the same again while nothing has changed."""
    cycle, party = cycle_or_404(slug), party_or_404(kind, code)
    if form not in FORM_FORMATS:
        raise Http404
    made = actions.make_form(
        cycle=cycle, party=party, language=_language(request), by=request.user, at=timezone.now()
    )
    media_type, write = FORM_FORMATS[form]
    return _attached(write(queries.form_of(made)), media_type, queries.form_name(made, form))


@login_required
@require_GET
def forms_zip(request: Signed, slug: str) -> HttpResponse:
    """The forms of all who are silent, each named for its party, to be mailed out."""
    cycle, form = cycle_or_404(slug), request.GET.get("format", "docx")
    if form not in FORM_FORMATS:
        raise Http404
    made = actions.make_silent_forms(
        cycle=cycle, language=_language(request), by=request.user, at=timezone.now()
    )
    packed = queries.packed_forms(made, form)
    return _attached(packed, "application/zip", f"{cycle.slug}-forms.zip")


@login_required
@get_or_post
def bring(request: Signed, slug: str) -> HttpResponse:
    """A returned file is uploaded; what it brings is on the page of its return."""
    cycle = cycle_or_404(slug)
    if not queries.brings_some(request.user, cycle, today=today()):
        raise PermissionDenied
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    shown = forms.ReturnForm(*posted)
    if request.method == "POST" and shown.is_valid():
        file = shown.cleaned_data["file"]
        try:
            brought = actions.take_return(
                data=file.read(), name=file.name, by=request.user, at=timezone.now()
            )
        except NotAllowed as refusal:
            shown.add_error("file", str(refusal))
        else:
            return _where(request, cycle, brought)
    context = {"form": shown, "cycle": cycle}
    return render(request, "followup/return_new.html", context, status=422 if shown.errors else 200)


def _where(request: Signed, cycle: ReportingCycle, brought: actions.Brought) -> HttpResponse:
    """To the return that a file became; to the list where it became several."""
    for sentence in brought.left:
        messages.warning(request, sentence)
    if brought.known:
        messages.warning(request, _("This file was here before; nothing was changed."))
    found = [*brought.new, *brought.known]
    if len(found) == 1:
        return redirect("followup:returned", found[0].pk)
    number = number_words(len(brought.new))
    told = ngettext("%(n)s file was taken over.", "%(n)s files were taken over.", len(brought.new))
    messages.success(request, told % {"n": number})
    return redirect("followup:returns", cycle.slug)


@login_required
@require_GET
def returns(request: Signed, slug: str) -> HttpResponse:
    """The files that came back in a cycle: all for its secretariat, their own for others."""
    cycle = cycle_or_404(slug)
    found = queries.returns_seen(cycle, person=request.user, today=today())
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {
        "cycle": cycle,
        "page": page,
        "rows": [{"returned": one, "refused": _refusals(one)} for one in page.object_list],
        "pages": page.paginator.get_elided_page_range(page.number),
        "brings": queries.brings_some(request.user, cycle, today=today()),
    }
    return render(request, "followup/returns.html", context)


def _refusals(found: Any) -> int:
    """What of a file was not understood, or is against the rules."""
    return found.refusals + len(found.refused)


def return_or_404(request: Signed, pk: int) -> Return:
    found = queries.with_row_counts(Return.objects.filter(pk=pk)).first()
    if found is None or not permissions.may_see_return(request.user, found, today()):
        raise Http404
    return found


@login_required
@require_GET
def returned(request: Signed, pk: int) -> HttpResponse:
    """What became of each row of a file; conflicts first."""
    found, person, day = return_or_404(request, pk), request.user, today()
    reads = permissions.may_read_return(person, found, day)
    rows = [_row(row, request) for row in queries.rows_told(found)] if reads else []
    context = {
        "returned": found,
        "cycle": found.cycle,
        "reads": reads,
        "refused": [queries.refusal_words(one) for one in found.refused] if reads else [],
        "refusals": _refusals(found),
        "waits": found.state == ReturnState.RECEIVED,
        "may_take": found.state == ReturnState.RECEIVED
        and permissions.may_return(person, found.cycle, found.owner, day),
        "groups": [
            {"state": state, "label": labels.RETURNED[state], "rows": chosen}
            for state in (RowState.CONFLICT, RowState.REFUSED, RowState.PROPOSED, RowState.KEPT)
            if (chosen := [row for row in rows if row["row"].state == state])
        ],
    }
    return render(request, "followup/return.html", context)


def _row(row: ReturnedRow, request: Signed) -> dict[str, Any]:
    """A row as it is shown: what it is about, and its sides where they differ."""
    addressee, told = row.row.addressee, row.told
    conflict = row.state == RowState.CONFLICT
    hidden = queries.is_hidden(row, request.user, today())
    sides = ("sent", "file", "now") if conflict else ("sent", "file")
    differing = [
        field for field in PARTS[row.part] if len({told[side][field] for side in sides}) > 1
    ]
    return {
        "row": row,
        "item": addressee.item if addressee else None,
        "question": row.row.question,
        "url": reverse("followup:addressee", args=[addressee.uuid]) if addressee else "",
        "part": labels.FORM_PART[row.part],
        "why": _(row.why) if row.why else "",
        "fields": [_sides(told, field, hidden=hidden) for field in differing],
        "before": any(told["sent"][field] for field in differing),
        "conflict": conflict,
        "undecided": row.state in UNDECIDED
        and row.returned.cycle.closed_on is None
        and permissions.may_decide(request.user, row, today()),
    }


def _sides(told: dict[str, Any], field: str, *, hidden: bool) -> dict[str, Any]:
    sides = {side: cell_words(field, told[side][field]) for side in ("sent", "file", "now")}
    if hidden:
        sides["now"] = _("Words that await approval")
    own = field not in DAYS and field not in CODES
    return {"head": labels.FIELD[field], "words": own} | sides


def cell_words(field: str, cell: str) -> str:
    """A cell as people read it."""
    if field in DAYS and cell:
        return date_words(date.fromisoformat(cell))
    return str(CODES.get(field, {}).get(cell, cell))


@login_required
@require_GET
def file(request: Signed, pk: int) -> FileResponse:
    """The file itself, as it came back."""
    found = return_or_404(request, pk)
    if not permissions.may_read_return(request.user, found, today()):
        raise PermissionDenied
    return download(found.file, found.name)


@login_required
@require_POST
def take_over(request: Signed, pk: int) -> HttpResponse:
    found = return_or_404(request, pk)
    actions.take_over(returned=found, by=request.user, at=timezone.now())
    messages.success(request, _("The file is taken over."))
    return redirect("followup:returned", pk)


@login_required
@get_or_post
def decide(request: Signed, pk: int) -> HttpResponse:
    """A person decides on one row: the file's words, the register's, or both written together."""
    row = get_object_or_404(
        ReturnedRow.objects.select_related("row__addressee__item", "row__form"), pk=pk
    )
    [row] = queries.with_now([row], return_or_404(request, row.returned_id))
    if not permissions.may_decide(request.user, row, today()):
        raise PermissionDenied
    hidden = queries.is_hidden(row, request.user, today())
    first = {"choice": request.GET.get("choice", str(Choice.FILE))}
    form = forms.DecideForm(
        request.POST or None, row=row, now={} if hidden else row.told["now"], initial=first
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_conflict(
                row=row, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is decided."))
            return redirect("followup:returned", row.returned_id)
    context = {"form": form, "shown": _row(row, request), "returned": row.returned}
    return render(request, "followup/return_row.html", context, status=422 if form.errors else 200)
