"""An item is looked at again."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quintet.core.views.page import Signed, today
from quintet.followup import actions, forms, permissions, queries
from quintet.followup.views.page import act_page, item_or_404

NAMED = 200  # items that a list offers as successors


@login_required
@require_http_methods(["GET", "POST"])
def review_item(request: Signed, slug: str) -> HttpResponse:
    """Set the days of review and retirement, or decide what becomes of the item."""
    item, day = item_or_404(request, slug), today()
    others = queries.items_known(person=request.user, today=day).exclude(pk=item.pk)
    now = {"review_due_on": item.review_due_on, "retires_on": item.retires_on, "disposition": ""}
    form = forms.ItemReviewForm(request.POST or None, initial=now, items=others)
    reviews = queries.reviews_of(item)
    near = others.filter(document__organization=item.document.organization)
    return act_page(
        request,
        form=form,
        act=partial(actions.review_item, item=item),
        title=_("Review"),
        button=_("Save"),
        done=_("The review is saved."),
        back=reverse("followup:item", args=[item.slug]),
        allowed=permissions.keeps(request.user, item.document, day),
        template="followup/item_review.html",
        item=item,
        reviews=reviews,
        successor=queries.successor_of(item, reviews, person=request.user, today=day),
        near=near.select_related("document")
        .defer("document__text", "document__unread")
        .order_by("-known_on", "document_id", "order")[:NAMED],
    )
