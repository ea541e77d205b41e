"""What several pages show: parts of a row, and a form page for one act."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext

from quintet.core.public import NotAllowed, Person, number_words
from quintet.followup import labels, permissions, queries, rules
from quintet.followup.models import Addressee, Item
from quintet.followup.rules import Flag


class Signed(HttpRequest):
    """A request of somebody who is signed in."""

    user: Person  # type: ignore[assignment]


def today() -> date:
    return timezone.now().date()


def person_of(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None  # type: ignore[return-value]


def item_or_404(request: HttpRequest, slug: str) -> Item:
    """The item, where this person may see it; nobody learns that another exists."""
    found = (
        Item.objects.select_related("document__body", "document__organization", "confirmed_by")
        .filter(permissions.seen_by(person_of(request), today()), slug=slug)
        .first()
    )
    if found is None:
        raise Http404
    return found


def addressee_or_404(request: HttpRequest, uuid: Any) -> Addressee:
    addressee = Addressee.objects.filter(uuid=uuid).select_related("item__document").first()
    if addressee is None or not permissions.may_see(person_of(request), addressee.item, today()):
        raise Http404
    return addressee


def answer_state(addressee: Addressee) -> dict[str, Any]:
    return {
        "code": labels.SHAPE[rules.Answer(addressee.answer)],
        "label": addressee.get_answer_display(),
    }


def claimed_state(addressee: Addressee) -> dict[str, Any]:
    if not addressee.claimed:
        return {"code": "silent", "label": labels.NO_WORD}
    return {
        "code": labels.PROGRESS_SHAPE[rules.Progress(addressee.claimed)],
        "label": addressee.get_claimed_display(),
    }


def verdict_state(addressee: Addressee) -> dict[str, Any] | None:
    if not addressee.verdict:
        return None
    code = "verified" if addressee.verdict == rules.Verdict.IMPLEMENTED else "closed"
    return {"code": code, "label": addressee.get_verdict_display()}


def late_words(addressee: Addressee, flags: Iterable[Flag], day: date) -> dict[str, Any]:
    """How late, or how soon, in words; empty where neither."""
    if addressee.due_on is None:
        return {}
    days = abs((day - addressee.due_on).days)
    told = {"n": number_words(days)}
    if {Flag.OVERDUE, Flag.LONG_OVERDUE} & set(flags):
        late = ngettext("%(n)s day late", "%(n)s days late", days) % told
        return {"label": late, "soon": False}
    if Flag.DUE_SOON in flags:
        return {"label": ngettext("in %(n)s day", "in %(n)s days", days) % told, "soon": True}
    return {}


def row_of(addressee: Addressee, *, day: date, opened: date | None = None) -> dict[str, Any]:
    """What a table shows of an addressee: both axes, the deadline, the last word."""
    flags = queries.flags_of(addressee, today=day, opened=opened)
    return {
        "addressee": addressee,
        "answer": answer_state(addressee),
        "claimed": claimed_state(addressee),
        "verdict": verdict_state(addressee),
        "late": late_words(addressee, flags, day),
        "silent": Flag.SILENT in flags,
    }


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
    template: str = "followup/act.html",
    **context: Any,
) -> HttpResponse:
    """A page with one form for one act: refused with its sentence (422), or done and back (302).

    `act` is an action that takes the form's fields, `by=` and `at=`.
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
    context.setdefault("parties", ())
    status = 422 if form.errors else 200
    return render(request, template, context, status=status)
