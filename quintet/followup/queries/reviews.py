"""Reviews of items: what is due, what was decided, what came in whose place (A/RES/80/251)."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from quintet.core.public import Person
from quintet.followup import permissions, rules
from quintet.followup.models import Document, Item, ItemReview
from quintet.followup.rules import NEED_A_SUCCESSOR, REVIEW_SOON, ReviewFlag


def review_condition(word: str, *, today: date) -> Q:
    """The items whose review stands as a word of the address says; nothing for nonsense."""
    return {
        ReviewFlag.DUE: Q(review_due_on__gte=today, review_due_on__lte=today + REVIEW_SOON),
        ReviewFlag.OVERDUE: Q(review_due_on__lt=today),
        ReviewFlag.RETIRES: Q(retires_on__gt=today),
        ReviewFlag.RETIRED: Q(retires_on__lte=today),
    }.get(word, Q(pk__in=[]))  # type: ignore[call-overload]


def review_flags_of(item: Item, *, today: date) -> tuple[ReviewFlag, ...]:
    return rules.review_flags(
        review_due_on=item.review_due_on, retires_on=item.retires_on, today=today
    )


def to_look_at(person: Person, *, today: date) -> QuerySet[Item]:
    """The items of somebody's secretariat that are to be reviewed, or end soon; the next first."""
    soon = today + REVIEW_SOON
    documents = Document.objects.filter(permissions.kept_by(person, today))
    return (
        Item.objects.filter(
            Q(review_due_on__lte=soon) | Q(retires_on__lte=soon),
            document__in=documents.values("pk"),
            archived_on__isnull=True,
        )
        .select_related("document")
        .defer("document__text", "document__unread")
        .order_by("review_due_on", "retires_on", "pk")
    )


def to_retire(today: date) -> QuerySet[Item]:
    """The items whose day of retirement has come."""
    ended = Item.objects.filter(retires_on__lte=today, archived_on__isnull=True)
    return ended.select_related("document__organization").order_by("pk")


def reviews_of(item: Item) -> list[ItemReview]:
    """What was decided of an item, the newest first."""
    rows = item.reviews.select_related("by", "successor__document")
    return list(
        rows.defer("successor__document__text", "successor__document__unread").order_by(
            "-at", "-pk"
        )
    )


def successor_of(
    item: Item, reviews: Sequence[ItemReview], *, person: Person | None, today: date
) -> Item | None:
    """What an item was merged into or replaced by, where that holds and somebody may see it."""
    if item.disposition not in NEED_A_SUCCESSOR:
        return None
    found = next((one.successor for one in reviews if one.disposition), None)
    return found if found and permissions.may_see(person, found, today) else None


def predecessors_of(item: Item, *, person: Person | None, today: date) -> list[Item]:
    """The items that this one takes over from, that somebody may see: two queries."""
    seen = Item.objects.filter(
        permissions.seen_by(person, today),
        disposition__in=NEED_A_SUCCESSOR,
        pk__in=ItemReview.objects.filter(successor=item).values("item"),
    )
    seen = seen.select_related("document").defer("document__text", "document__unread")
    decided = ItemReview.objects.exclude(disposition="").order_by("-at", "-pk")
    found = seen.prefetch_related(Prefetch("reviews", decided)).order_by("pk")
    return [one for one in found if one.reviews.all()[0].successor_id == item.pk]


def reviewed(items: Sequence[Item], *, known_until: date) -> None:
    """Give items the days of review and retirement that were known on a day (in memory): one query."""
    rows = ItemReview.objects.filter(item__in=items, known_on__lte=known_until)
    newest = {one.item_id: one for one in rows.order_by("at", "pk")}
    for item in items:
        told = newest.get(item.pk)
        item.review_due_on = told.review_due_on if told else None
        item.retires_on = told.retires_on if told else None
        item.disposition = told.disposition if told else ""
