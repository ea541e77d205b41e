"""An item is looked at again: renewed, adapted, merged, replaced or retired (A/RES/80/251)."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quintet.core import public as core
from quintet.core.public import NotAllowed, Person
from quintet.followup import labels, permissions, queries, rules
from quintet.followup.models import Item, ItemReview
from quintet.followup.rules import ENDING, NEED_A_SUCCESSOR, Disposition

LACKS = {
    "change": gettext_lazy("Nothing changes."),
    "past": gettext_lazy("That day has passed."),
    "successor": gettext_lazy("Name the item that takes its place."),
    "review": gettext_lazy("Say when it is to be reviewed next."),
    "reason": gettext_lazy("Give the reason."),
}


@transaction.atomic
def review_item(
    *,
    item: Item,
    disposition: Disposition | None,
    reason: str = "",
    review_due_on: date | None = None,
    retires_on: date | None = None,
    successor: Item | None = None,
    by: Person,
    at: datetime,
) -> ItemReview:
    """Set when an item is reviewed and when it ends (no disposition), or decide what becomes of it.

    What is merged, replaced or retired ends today, or on `retires_on`; then it leaves the register,
    as what is archived does, and stays in every earlier report.
    """
    if not permissions.keeps(by, item.document, at.date()):
        raise PermissionDenied
    item, today = Item.objects.select_for_update().get(pk=item.pk), at.date()
    if item.archived_on:
        raise NotAllowed(_("The item is archived."))
    if disposition in ENDING:
        review_due_on, retires_on = None, retires_on or today
    lacks = rules.review_lacks(
        disposition=disposition,
        reason=reason,
        now=(item.review_due_on, item.retires_on),
        then=(review_due_on, retires_on),
        successor=successor is not None,
        today=today,
    )
    if lacks:
        raise NotAllowed(str(LACKS[lacks]))
    if disposition not in NEED_A_SUCCESSOR:
        successor = None
    _refuse_unfit(item, successor, by, today)
    review = ItemReview.objects.create(
        item=item,
        disposition=disposition or "",
        reason=reason,
        review_due_on=review_due_on,
        retires_on=retires_on,
        successor=successor,
        by=by,
        at=at,
        known_on=today,
    )
    item.review_due_on, item.retires_on = review_due_on, retires_on
    item.disposition = disposition or item.disposition
    if retires_on and retires_on <= today:
        item.archived_on = today
    item.save(update_fields=["review_due_on", "retires_on", "disposition", "archived_on"])
    core.record(
        organization=item.document.organization,
        by=by,
        at=at,
        verb="followup.reviewed",
        subject=f"item:{item.slug}",
        disposition=str(disposition or ""),
        reason=reason,
        review_due_on=review_due_on.isoformat() if review_due_on else "",
        retires_on=retires_on.isoformat() if retires_on else "",
        successor=successor.slug if successor else "",
    )
    if item.archived_on:
        _tell(item, at)
    return review


def _refuse_unfit(item: Item, successor: Item | None, by: Person, today: date) -> None:
    if successor is None:
        return
    if successor.pk == item.pk:
        raise NotAllowed(_("An item does not take its own place."))
    if successor.archived_on or successor.disposition in ENDING:
        raise NotAllowed(_("That item ends itself: name one that goes on."))
    if not permissions.may_see(by, successor, today):
        raise NotAllowed(str(LACKS["successor"]))
    if item.published_on and not successor.published_on:
        raise NotAllowed(_("Publish the item that takes its place first."))


@transaction.atomic
def retire(*, item: Item, at: datetime) -> Item:
    """Let an item leave the register on its day of retirement; nobody's act but the clock's."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    if item.archived_on or item.retires_on is None or item.retires_on > at.date():
        return item
    item.archived_on = item.retires_on
    item.save(update_fields=["archived_on"])
    core.record(
        organization=item.document.organization,
        by=None,
        at=at,
        verb="followup.retired",
        subject=f"item:{item.slug}",
        retires_on=item.retires_on.isoformat(),
    )
    _tell(item, at)
    return item


def _tell(item: Item, at: datetime) -> None:
    """Those whom it was addressed to owe nothing any more."""
    for addressee in queries.addressees_of([item]) if item.published_on else ():
        core.notify(
            people=core.people_in(permissions.FOCAL, addressee.owner, at.date()),
            key=f"retired:{item.slug}",
            subject=labels.NOTICE["retired"],
            number=item.number,
            text=item.title or item.text,
            path=f"/items/{item.slug}/",
            at=at,
        )
