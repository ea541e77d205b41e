"""What the pages of every module begin with: who asks, on which day, and a page for one act."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from quintet.core.public import NotAllowed, Person


class Signed(HttpRequest):
    """A request of somebody who is signed in."""

    user: Person  # type: ignore[assignment]


def today() -> date:
    return timezone.now().date()


def person_of(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None  # type: ignore[return-value]


def back_of(request: HttpRequest, default: str) -> str:
    """Where an act leads back to: the page of this site that the address names as `next`, or else
    `default`."""
    named = request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(
        named, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return named if own else default


def act_page(
    request: Signed,
    *,
    form: forms.Form,
    act: Callable[..., Any],
    title: Any,
    button: Any,
    done: Any,
    back: str,
    allowed: bool,
    template: str = "core/act.html",
    **context: Any,
) -> HttpResponse:
    """A page with one form for one act: refused with its sentence (422), or done and back (302).

    `act` is an action that takes the form's fields, `by=` and `at=`. The template shows `crumbs` and
    `sentence` where they are given.
    """
    if not allowed:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            act(by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    context |= {"form": form, "title": title, "button": button, "back": back}
    status = 422 if form.errors else 200
    return render(request, template, context, status=status)
