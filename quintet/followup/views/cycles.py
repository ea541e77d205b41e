"""Reporting cycles for those who ask, and for everybody who looks: the list, a new one, one of them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quintet.core.public import SECRETARIAT, Body, NotAllowed, roles_on
from quintet.core.views.page import Signed, today
from quintet.followup import actions, forms, labels, permissions, queries
from quintet.followup.models import ReportingCycle
from quintet.followup.rules import AskState, Tally
from quintet.followup.views.register import filter_of

CYCLES, PARTIES = 20, 60  # on one page
STATES = (AskState.ANSWERED, AskState.STARTED, AskState.SILENT)


def cycle_or_404(slug: str) -> ReportingCycle:
    found = queries.cycles().select_related("opened_by", "closed_by").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def shares(tally: Tally, address: str) -> list[dict[str, Any]]:
    """How a tally divides, for the bar; each part opens its list at `address`."""
    place, found = 0.0, []
    for state in STATES:
        count = getattr(tally, state)
        if count:
            width = 100 * count / tally.asked
            found.append(
                {
                    "shape": labels.ASK_SHAPE[state],
                    "label": labels.ASK[state],
                    "count": count,
                    "x": round(place, 3),
                    "width": round(width, 3),
                    "url": f"{address}?state={state}",
                }
            )
            place += width
    return found


def tabs(tally: Tally, address: str, current: str) -> list[dict[str, Any]]:
    """All, and each state with its count."""
    return [
        {"label": _("All"), "url": address, "current": not current, "count": tally.asked},
        *(
            {
                "label": labels.ASK[state],
                "url": f"{address}?state={state}",
                "current": state == current,
                "count": getattr(tally, state),
            }
            for state in reversed(STATES)
        ),
    ]


def state_asked(request: Signed) -> str:
    """The state that the address narrows a list to; nonsense narrows nothing."""
    named = request.GET.get("state", "")
    return named if named in set(AskState) else ""


@login_required
@require_GET
def cycles(request: Signed) -> HttpResponse:
    page = Paginator(queries.cycles(), CYCLES).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "rows": queries.counted(list(page.object_list)),
        "may_open": permissions.may_upload_somewhere(request.user, today()),
        "today": today(),
    }
    return render(request, "followup/cycles.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def open_cycle(request: Signed) -> HttpResponse:
    """Ask: of the register's filter in the address, or of what is chosen on the page."""
    if not permissions.may_upload_somewhere(request.user, today()):
        raise PermissionDenied
    register, wanted = filter_of(request)
    form = forms.CycleForm(
        request.POST or None,
        person=request.user,
        today=today(),
        wanted=wanted,
        initial=_first(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            cycle = actions.open_cycle(by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The reporting cycle is open, and those asked are told."))
            return redirect("followup:cycle", cycle.slug)
    context = {
        "form": form,
        "narrowed": [
            {"label": register.fields[name].label, "value": _shown(register, name)}
            for name in wanted.set_fields
            if name in register.fields
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "followup/cycle_new.html", context, status=status)


def _first(request: Signed) -> dict[str, Any]:
    """Who would ask: the body of the filter, where its secretariat is one's own."""
    roles = [role for role in roles_on(request.user, today()) if role.code in SECRETARIAT]
    named = request.GET.get("body", "").casefold()
    of_body = [role for role in roles if isinstance(role.party, Body)]
    fits = [role for role in of_body if role.party.code.casefold() == named] or of_body or roles
    return {"party": queries.reference_of(fits[0].party), "as_at": today()} if fits else {}


def _shown(register: forms.FilterForm, name: str) -> str:
    """What a field of the filter says, in words."""
    field, value = register.fields[name], register.cleaned_data[name]
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value) or field.prepare_value(value))


@login_required
@require_GET
def cycle(request: Signed, slug: str) -> HttpResponse:
    """What became of a cycle, party by party."""
    found = cycle_or_404(slug)
    state, here = state_asked(request), reverse("followup:cycle", args=[slug])
    parties = queries.parties_of(found, today=today())
    answers = queries.whole(one.tally for one in parties)
    of_parties = queries.by_party(one.tally for one in parties)
    listed = [one for one in parties if not state or one.tally.state == state]
    page = Paginator(listed, PARTIES).get_page(request.GET.get("page"))
    context = {
        "cycle": found,
        "answers": answers,
        "parties": of_parties,
        "segments": shares(of_parties, here),
        "tabs": tabs(of_parties, here, state),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "rows": [
            {
                "shown": one,
                "shape": labels.ASK_SHAPE[one.tally.state],
                "label": labels.ASK[one.tally.state],
                "signature": labels.SIGNATURE[one.signature],
                "signature_shape": labels.SIGNATURE_SHAPE[one.signature],
            }
            for one in page.object_list
        ],
        "questions": list(found.questions.all()),
        "keeps": permissions.keeps_cycle(request.user, found, today()),
        "today": today(),
    }
    return render(request, "followup/cycle.html", context)


@login_required
@require_POST
def close_cycle(request: Signed, slug: str) -> HttpResponse:
    actions.close_cycle(cycle=cycle_or_404(slug), by=request.user, at=timezone.now())
    messages.success(request, _("The reporting cycle is closed, and its report is kept as it is."))
    return redirect("followup:cycle", slug)
