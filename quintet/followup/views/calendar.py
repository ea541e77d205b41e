"""Calendars to subscribe to: of an organization, a body, a person."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from quintet.core import public as core
from quintet.core.public import Body, Organization
from quintet.core.views.page import Signed, person_of, today
from quintet.followup import forms, queries
from quintet.followup.documents.calendar import Calendar, to_ics

SHOWN = 15  # entries that the page itself tells
FRESH = 15 * 60  # seconds that a public calendar may be kept by those in between


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """How to subscribe, the address, and what comes next."""
    person, day = person_of(request), today()
    form = forms.CalendarForm(request.GET)
    party = form.party_asked()
    found, address = None, ""
    if party is not None:
        found = queries.party_calendar(party, today=day)
        address = reverse("followup:party_calendar", args=queries.reference_of(party).split(":"))
    elif person is not None:
        found = queries.person_calendar(person, today=day)
        if key := core.calendar_key(person):
            address = reverse("followup:person_calendar", args=[key])
    whole = request.build_absolute_uri(address) if address else ""
    context = {
        "form": form,
        "party": party,
        "calendar": found,
        "events": [one for one in found.events if one.ends_on >= day][:SHOWN] if found else [],
        "address": whole,
        "webcal": whole.replace("https://", "webcal://").replace("http://", "webcal://"),
        "mine": person is not None and party is None,
    }
    answer = render(request, "followup/calendar.html", context)
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


@login_required
@require_POST
def renew(request: Signed) -> HttpResponse:
    """Give my calendar an address, or another one."""
    had = bool(core.calendar_key(request.user))
    core.renew_calendar(person=request.user)
    told = _("The old address no longer works.") if had else _("Your calendar has an address.")
    messages.success(request, told)
    return redirect("followup:calendar")


def _feed(calendar: Calendar, name: str) -> HttpResponse:
    answer = HttpResponse(to_ics(calendar), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return answer


@require_safe
def party_feed(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Of an organization or a body, for everybody."""
    model: Any = Body if kind == "body" else Organization
    party = get_object_or_404(model, code__iexact=code)
    answer = _feed(queries.party_calendar(party, today=today()), party.code.lower())
    patch_cache_control(answer, public=True, max_age=FRESH)
    return answer


@require_safe
def person_feed(request: HttpRequest, key: str) -> HttpResponse:
    """A person's own, for whoever has its address: a calendar program cannot sign in."""
    person: Any = core.person_of_calendar(key)
    if person is None:
        raise Http404
    answer = _feed(queries.person_calendar(person, today=today()), "quintet")
    patch_cache_control(answer, private=True, no_cache=True)
    return answer
