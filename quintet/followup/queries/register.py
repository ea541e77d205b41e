"""The register: what is in it, counted and exported, in as many queries whatever its size."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from quintet.core.public import Person
from quintet.followup import labels, permissions, rules
from quintet.followup.models import Addressee, Ask, Document, Item, Wording
from quintet.followup.queries.filters import Filter, due_condition, fitting, narrowed, sorted_by
from quintet.followup.queries.standing import standing_now, with_parties
from quintet.followup.queries.versions import stood_in
from quintet.followup.rules import (
    TAKEN_ON,
    Answer,
    Flag,
    Progress,
    Proposal,
    ReviewFlag,
    Standing,
    Summary,
)


def items_known(
    *, person: Person | None, today: date, as_at: date | None = None, retired: bool = False
) -> QuerySet[Item]:
    """The items somebody may see; as at a past day, those that were known and not yet archived.

    `retired`: only those that have left the register because they ended.
    """
    day = as_at or today
    live = Q(archived_on__isnull=True) | Q(archived_on__gt=day)
    there = Q(archived_on__lte=day, retires_on__lte=day) if retired else live
    return Item.objects.filter(permissions.seen_by(person, today), there, known_on__lte=day)


def item_seen(slug: str, *, person: Person | None, today: date) -> Item | None:
    """The item of this slug, where somebody may see it; an archived one as well."""
    rows = Item.objects.select_related("document__body", "document__organization", "confirmed_by")
    seen = rows.filter(permissions.seen_by(person, today), slug=slug)
    return seen.defer("document__text", "document__unread").first()


def register(wanted: Filter, *, person: Person | None, today: date) -> QuerySet[Item]:
    """The items of the register that fit, sorted, with what a row shows: 4 queries."""
    retired = wanted.review == ReviewFlag.RETIRED
    known = items_known(person=person, today=today, retired=retired)
    return with_rows(sorted_by(narrowed(known, wanted, today=today), wanted.sort))


def with_rows(items: QuerySet[Item]) -> QuerySet[Item]:
    return (
        items.select_related("document__body")
        .prefetch_related(
            Prefetch("addressees", with_parties(Addressee.objects.order_by("part", "pk"))), "tags"
        )
        .defer("document__text", "document__unread")
    )


def counts(items: QuerySet[Item], wanted: Filter, *, today: date) -> Summary:
    """Where the addressees of these items stand: one grouped query, however many they are."""
    addressees: QuerySet[Any]
    known = items.order_by().values("pk")
    if wanted.set_fields.keys() <= {"sort"}:
        # Of nearly all items: SQLite is to read addressees group by group, and not item by item,
        # which the index on items would have it do.
        addressees = Addressee.objects.alias(of=F("item_id") + 0).filter(of__in=known)
    else:
        addressees = Addressee.objects.filter(item__in=known)
    fits = fitting(wanted, today=today)
    if fits is not None:
        addressees = addressees.filter(fits)
    rows = addressees.order_by().values_list("answer", "claimed", "verdict")
    late = Count("pk", filter=due_condition(Flag.OVERDUE, today))
    return _summary(list(rows.annotate(Count("pk"), late=late)))


def _summary(rows: Sequence[tuple[str, str, str, int, int]]) -> Summary:
    """The same counts as rules.summary, from counted groups: how many, how many of them late."""
    groups: dict[str, int] = {}
    for answer, claimed, verdict, number, late in rows:
        at = Standing(
            answer=Answer(answer),
            claimed=Progress(claimed) if claimed else None,
            verdict=rules.Verdict(verdict) if verdict else None,
        )
        groups[answer] = groups.get(answer, 0) + number
        groups["total"] = groups.get("total", 0) + number
        groups["late"] = groups.get("late", 0) + late
        if at.answer in TAKEN_ON:
            groups["taken_on"] = groups.get("taken_on", 0) + number
            group = rules.group(at)
            groups[f"is_{group}"] = groups.get(f"is_{group}", 0) + number
    return Summary(
        **{
            each.name: groups.get(each.name, groups.get(f"is_{each.name}", 0))
            for each in fields(Summary)
        }
    )


def opened_on(items: Sequence[Item]) -> dict[int, date]:
    """When the newest open cycle that asks each addressee of these items opened, by addressee."""
    asks = Ask.objects.filter(addressee__item__in=items, cycle__closed_on__isnull=True)
    return dict(asks.order_by("cycle__opened_on").values_list("addressee", "cycle__opened_on"))


def flags_of(addressee: Addressee, *, today: date, opened: date | None = None) -> tuple[Flag, ...]:
    return rules.flags(standing_now(addressee), today=today, cycle_opened_on=opened)


def documents_seen(*, person: Person | None, today: date) -> QuerySet[Document]:
    """Documents that hold, or held, an item somebody may see, and those of their own secretariat."""
    items = Item.objects.filter(permissions.seen_by(person, today))
    here = Exists(items.filter(document=OuterRef("pk")))
    held = Exists(Wording.objects.filter(document=OuterRef("pk"), item__in=items))
    return (
        Document.objects.filter(here | held | permissions.kept_by(person, today))
        .select_related("body", "organization", "session")
        .defer("text", "unread")
        .order_by("-dated_on", "-uploaded_at")
    )


def export_rows(items: QuerySet[Item]) -> Iterator[tuple[Item, Addressee | None]]:
    """Every item with each of its addressees, in the register's order."""
    for item in items:
        yield from ((item, addressee) for addressee in item.addressees.all())
        if not item.addressees.all():
            yield item, None


def with_counts(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Documents with how many published items each has, and how many candidates wait."""
    published = Q(items__archived_on__isnull=True, items__published_on__isnull=False)
    moved = Wording.objects.filter(
        document=OuterRef("pk"), item__archived_on__isnull=True, item__published_on__isnull=False
    ).exclude(item__document=OuterRef("pk"))
    elsewhere = moved.order_by().values("document").annotate(number=Count("item", distinct=True))
    return documents.annotate(
        items_count=Count("items", filter=published, distinct=True)
        + Coalesce(Subquery(elsewhere.values("number")), 0),
        waiting_count=Count(
            "candidates", filter=Q(candidates__proposal=Proposal.PROPOSED), distinct=True
        ),
    )


def items_of(document: Document, *, person: Person | None, today: date) -> list[Item]:
    """The items that stand in a document, or stood in this version of it, that somebody may see."""
    here = Q(document=document) | Q(pk__in=stood_in(pk=document.pk))
    items = items_known(person=person, today=today).filter(here)
    return list(items.select_related("candidate").order_by("order", "pk"))


def related(item: Item, *, person: Person | None, today: date) -> list[Item]:
    """Items of the documents that this one cites."""
    if not item.symbols:
        return []
    seen = items_known(person=person, today=today).exclude(pk=item.pk)
    return list(
        seen.filter(
            Q(document__symbol__in=item.symbols) | Q(pk__in=stood_in(symbol__in=item.symbols))
        )
        .select_related("document")
        .order_by("order")[:12]
    )


def segments(told: Summary, address: Any) -> list[dict[str, Any]]:
    """How all answers divide, for the bar: implementation of what was taken on, then the rest.

    Every segment opens the list behind it: `address` is the register's query, narrowed further.
    """
    refused = told.not_accepted + told.not_relevant
    parts = [
        ("verified", labels.IMPLEMENTATION["verified"], told.verified, "answer=taken_on&implementation=verified"),
        ("claimed", labels.IMPLEMENTATION["claimed"], told.claimed, "answer=taken_on&implementation=claimed"),
        ("going", labels.PROGRESS[Progress.IN_PROGRESS], told.in_progress, "answer=taken_on&implementation=in_progress"),
        ("none", labels.PROGRESS[Progress.NOT_STARTED], told.not_started, "answer=taken_on&implementation=not_started"),
        ("closed", labels.IMPLEMENTATION["closed"], told.closed_otherwise, "answer=taken_on&implementation=closed"),
        ("yes", labels.ACCEPTED_NO_WORD, told.no_word, "answer=taken_on&implementation=no_word"),
        ("part", labels.ANSWER[Answer.UNDER_CONSIDERATION], told.under_consideration, "answer=under_consideration"),
        ("refused", labels.REFUSED, refused, "answer=refused"),
        ("silent", labels.ANSWER[Answer.AWAITING], told.awaiting, "answer=awaiting"),
    ]  # fmt: skip
    place, found = 0.0, []
    kept = address.copy()
    for name in ("page", "answer", "implementation"):
        kept.pop(name, None)
    for shape, label, count, narrower in parts:
        if not count:
            continue
        width = 100 * count / told.total
        query = "&".join(filter(None, [kept.urlencode(), narrower]))
        found.append(
            {
                "shape": shape,
                "label": label,
                "count": count,
                "x": round(place, 3),
                "width": round(width, 3),
                "url": f"?{query}",
            }
        )
        place += width
    return found


def many(addressees: Sequence[Addressee]) -> dict[str, int]:
    """Several addressees of one item in figures."""
    told = rules.summary([standing_now(one) for one in addressees], today=date.max)
    due = [one.due_on for one in addressees if one.due_on and not one.verdict]
    return {
        "total": told.total,
        "answered": told.total - told.awaiting,
        "awaiting": told.awaiting,
        "taken_on": told.taken_on,
        "verified": told.verified,
        "claimed": told.claimed,
        "due_on": min(due, default=None),  # type: ignore[dict-item]
    }
