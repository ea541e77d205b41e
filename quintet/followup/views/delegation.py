"""Somebody of one's own organization is to answer: some addressees of a list, or one."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from quintet.core.public import number_words
from quintet.core.views.page import Signed, back_of, today
from quintet.followup import actions, forms, permissions, queries
from quintet.followup.models import Addressee, Delegation, Item
from quintet.followup.views.page import act_page

MOST = 500  # addressees that one act hands over


@login_required
@require_http_methods(["GET", "POST"])
def delegate(request: Signed) -> HttpResponse:
    """Hand over the addressees that the address names."""
    addressees = _named(request)
    if not addressees:
        messages.warning(request, _("Choose what is to be delegated."))
        return redirect(back_of(request, reverse("home")))
    allowed = all(permissions.may_plan(request.user, one, today()) for one in addressees)
    owner = addressees[0].owner
    colleagues = queries.colleagues(owner, of=request.user, today=today()) if allowed else []
    many = len(addressees)
    told: dict[str, Any] = {"n": number_words(many)}
    return act_page(
        request,
        form=forms.DelegateForm(request.POST or None, colleagues=colleagues),
        act=partial(actions.delegate, addressees=addressees),
        title=ngettext("Delegate %(n)s item", "Delegate %(n)s items", many) % told,
        button=_("Delegate"),
        done=_("Delegated, and told by a notice."),
        back=back_of(request, reverse("followup:addressee", args=[addressees[0].uuid])),
        allowed=allowed,
        items=[one.item for one in addressees],
        sentence=_("They may answer and report on it; approval stays with your officers."),
    )


def _named(request: Signed) -> list[Addressee]:
    """The addressees in the address that this person may see; what is no name is left out."""
    seen = Item.objects.filter(permissions.seen_by(request.user, today()))
    rows = Addressee.objects.filter(uuid__in=_uuids(request), item__in=seen)
    parties = ("organization", "body__organization", "post__organization", "post__body")
    return list(rows.select_related("item__document", *parties).order_by("item", "pk"))


def _uuids(request: Signed) -> list[UUID]:
    found = []
    for word in request.GET.getlist("addressee")[:MOST]:
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found


@login_required
@require_POST
def end_delegation(request: Signed, pk: int) -> HttpResponse:
    rows = Delegation.objects.select_related("addressee__item__document", "person")
    found = get_object_or_404(rows, pk=pk)
    if not permissions.owns(request.user, found.addressee, today()):
        raise Http404
    if not permissions.may_plan(request.user, found.addressee, today()):
        raise PermissionDenied
    actions.end_delegation(delegation=found, by=request.user, at=timezone.now())
    messages.success(request, _("The delegation has ended."))
    return redirect(back_of(request, reverse("followup:addressee", args=[found.addressee.uuid])))
