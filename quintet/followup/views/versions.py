"""Later versions of a document: which it is, and what became in it of the items."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quintet.core.public import NotAllowed
from quintet.core.views.page import Signed
from quintet.followup import actions, forms, queries
from quintet.followup.intake.likeness import differences
from quintet.followup.models import Anchor, Document
from quintet.followup.rules import AnchorState
from quintet.followup.views.documents import kept_document
from quintet.followup.views.page import act_page

ANCHORS = 20  # on one page


@login_required
@require_http_methods(["GET", "POST"])
def revise(request: Signed, slug: str) -> HttpResponse:
    """Say of which document this one is a later version."""
    found = kept_document(request, slug)
    proposed = queries.proposed_version(found)
    now: dict[str, Any] = {"earlier": found.revises, "revision": found.revision or "revision"}
    if proposed:
        now = {"earlier": proposed[0], "revision": proposed[1]}
    if now["earlier"]:
        now["earlier"] = now["earlier"].slug
    earlier = queries.may_precede(found).order_by("-dated_on", "-pk")

    def act(**told: Any) -> None:
        actions.revise(document=found, **told)

    return act_page(
        request,
        form=forms.RevisionForm(request.POST or None, initial=now, documents=earlier),
        act=act,
        title=_("A later version"),
        button=_("Save"),
        done=_("It is saved."),
        back=reverse("followup:anchors", args=[found.slug]),
        allowed=True,
        document=found,
        crumbs=[
            {"label": found, "url": reverse("followup:document", args=[found.slug])},
            {"label": _("A later version")},
        ],
        sentence=_(
            "Its items keep their answers and their history. Nothing changes in the register "
            "before you publish this version."
        ),
    )


@login_required
@require_GET
def anchors(request: Signed, slug: str) -> HttpResponse:
    """The items whose words have changed, or that were not found: the old words beside the new."""
    return _page(request, kept_document(request, slug))


def _page(
    request: Signed, found: Document, form: forms.PlaceForm | None = None, of: int = 0
) -> HttpResponse:
    waiting = queries.unplaced(found).select_related("item__document").order_by("item__order", "pk")
    waiting = waiting.defer("item__document__text", "item__document__unread")
    page = Paginator(waiting, ANCHORS).get_page(request.GET.get("page"))
    context = {
        "document": found,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "rows": [
            {
                "anchor": one,
                "item": one.item,
                "runs": differences(one.item.text, one.text),
                "missing": one.state == AnchorState.MISSING,
                "form": form if form and one.pk == of else forms.PlaceForm(auto_id=f"{one.pk}_%s"),
            }
            for one in page.object_list
        ],
        "versions": queries.versions(found, person=request.user, today=timezone.now().date()),
        "unpublished": queries.unpublished(found),
    }
    status = 422 if form else 200
    return render(request, "followup/anchors.html", context, status=status)


@login_required
@require_POST
def decide(request: Signed, pk: int) -> HttpResponse:
    """Take the new words, keep the earlier ones, or say where the item stands: `act` says which."""
    anchor = get_object_or_404(Anchor.objects.select_related("document", "item"), pk=pk)
    found, act = kept_document(request, anchor.document.slug), request.POST.get("act", "")
    told: dict[str, Any] = {"anchor": anchor, "by": request.user, "at": timezone.now()}
    try:
        if act == "place":
            return _place(request, found, told)
        if act == "take":
            actions.take_words(**told)
            messages.success(request, _("The new words are taken."))
        elif act == "keep":
            actions.keep_words(**told)
            messages.success(request, _("The earlier words are kept."))
        elif act == "lost":
            actions.place_item(start=None, end=None, **told)
            messages.success(request, _("It does not stand there."))
        else:
            messages.error(request, _("Choose what to do with it."))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("followup:anchors", found.slug)


def _place(request: Signed, found: Document, told: dict[str, Any]) -> HttpResponse:
    """Look for the paragraph, or the words, that a person names."""
    anchor = told["anchor"]
    form = forms.PlaceForm(request.POST, auto_id=f"{anchor.pk}_%s")
    if form.is_valid():
        named = form.cleaned_data
        span = queries.span_named(found, paragraph=named["paragraph"], words=named["words"])
        if span is None:
            form.add_error(None, _("That does not stand in this version."))
        else:
            placed = actions.place_item(start=span[0], end=span[1], **told)
            same = placed.state == AnchorState.SAME
            messages.success(
                request, _("It stands there.") if same else _("Now compare the words.")
            )
            return redirect(f"{reverse('followup:anchors', args=[found.slug])}#a{anchor.pk}")
    return _page(request, found, form, anchor.pk)
