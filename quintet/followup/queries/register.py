"""The register: filter, sort, count, export. A constant number of queries, whatever its size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from quintet.core.public import Person
from quintet.followup import labels, permissions, rules
from quintet.followup.models import Addressee, Ask, Document, Item, Wording
from quintet.followup.queries import figures
from quintet.followup.queries.parties import KINDS, is_text
from quintet.followup.queries.reviews import review_condition
from quintet.followup.queries.standing import standing_now, with_parties
from quintet.followup.queries.tags import tagged
from quintet.followup.queries.versions import stood_in
from quintet.followup.rules import (
    DONE,
    TAKEN_ON,
    Answer,
    Flag,
    Progress,
    Proposal,
    ReviewFlag,
    Standing,
    Summary,
)

# How the register can be sorted: name in the address, and columns.
SORTS = {
    # document_id: by "document" Django would sort by the documents' own order, past every index
    "newest": ("-known_on", "document_id", "order", "id"),
    "oldest": ("known_on", "document_id", "order", "id"),
    "place": ("document_id", "order", "id"),
}
FEW = 1_000  # items that a query can name
# Words of the address that stand for groups of implementation status.
ANSWERS = {
    "taken_on": tuple(str(answer) for answer in sorted(TAKEN_ON)),
    "refused": (Answer.NOT_ACCEPTED, Answer.NOT_RELEVANT),
}
OF_ADDRESSEES = (  # fields of Filter
    "party", "answer", "implementation", "due", "figure", "since", "until", "silent", "owner",
)  # fmt: skip
IMPLEMENTATION = ("no_word", "not_started", "in_progress", "claimed", "verified", "closed")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the register is narrowed to; every field is a word of the address, empty for all.

    `body`, `document`, `organization` are codes or slugs; `party` a reference ("body:HLCM");
    `session` a number of the body's; `answer` a code of rules.Answer; `implementation` one of
    IMPLEMENTATION; `due` a rules.Flag; `goal` a Goal ("3") or target ("3.4"); `nexus`, `network`
    and `place` codes of the reference lists; `review` a rules.ReviewFlag; `q` words of the text.

    `figure` is a rules.insight.Figure, `since` and `until` days (ISO 8601) between which it came to
    be known; `silent` the slug of a reporting cycle in which nothing was said; `owner` the reference
    of the organization or body whose people answer, be it addressed to it or to a post of it;
    `keeper` the code of the organization that keeps the document.
    """

    q: str = ""
    body: str = ""
    session: str = ""
    document: str = ""
    party: str = ""
    kind: str = ""
    answer: str = ""
    implementation: str = ""
    due: str = ""
    goal: str = ""
    nexus: str = ""
    network: str = ""
    place: str = ""
    review: str = ""
    figure: str = ""
    since: str = ""
    until: str = ""
    silent: str = ""
    owner: str = ""
    keeper: str = ""
    sort: str = ""

    @property
    def set_fields(self) -> dict[str, str]:
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in told.items() if value}

    @property
    def of_items(self) -> "Filter":
        """What it asks of items alone, whoever is addressed and whatever they say."""
        return replace(self, **dict.fromkeys(OF_ADDRESSEES, ""))


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


def narrowed(items: QuerySet[Item], wanted: Filter, *, today: date) -> QuerySet[Item]:
    """Items of which the item itself, or one of its addressees, fits the filter.

    Nonsense fits nothing, and never raises.
    """
    if not all(is_text(value) for value in wanted.set_fields.values()):
        return items.none()
    if wanted.body:
        items = items.filter(document__body__code=wanted.body)
    if wanted.session.isdecimal():
        items = items.filter(document__session__number=int(wanted.session[:5]))
    if wanted.document:
        of_document = Q(document__slug=wanted.document)
        items = items.filter(of_document | Q(pk__in=stood_in(slug=wanted.document)))
    if wanted.keeper:
        items = items.filter(document__organization__code=wanted.keeper)
    if wanted.kind:
        items = items.filter(kind=wanted.kind)
    if wanted.review:
        items = items.filter(review_condition(wanted.review, today=today))
    for scheme in rules.Scheme:
        if code := getattr(wanted, scheme):
            items = items.filter(pk__in=tagged(scheme, code[:60]))
    fits = fitting(wanted, today=today)
    if fits is not None:
        items = items.filter(pk__in=Addressee.objects.filter(fits).values("item"))
    return _mentioning(items, wanted.q[:200].split()[:8])


def _mentioning(items: QuerySet[Item], words: Sequence[str]) -> QuerySet[Item]:
    """Items with all of the words in their text or title, or as their number.

    A database reads every text to find them. So where few are found they are named from here on,
    and not looked for again by each query that follows.
    """
    if not words:
        return items
    found = items
    for word in words:
        in_words = Q(text__icontains=word) | Q(title__icontains=word)
        found = found.filter(in_words | Q(number__iexact=word))
    first = list(found.order_by().values_list("pk", flat=True)[: FEW + 1])
    return found if len(first) > FEW else Item.objects.filter(pk__in=first)


def fitting(wanted: Filter, *, today: date) -> Q | None:
    """What an addressee must be to fit a filter; None where it asks nothing of addressees."""
    asked = []
    if wanted.party:
        kind, _colon, code = wanted.party.partition(":")
        model = KINDS.get(kind)
        found = model.objects.filter(code=code).values("pk") if model else None
        asked.append(Q(**{f"{kind}__in": found}) if found is not None else Q(pk__in=[]))
    if wanted.answer:
        asked.append(Q(answer__in=ANSWERS.get(wanted.answer, (wanted.answer,))))
    if wanted.implementation:
        asked.append(_implementation(wanted.implementation))
    if wanted.due:
        asked.append(_due(wanted.due, today))
    if wanted.owner:
        kind, _colon, code = wanted.owner.partition(":")
        asked.append(figures.owned(kind, code))
    if wanted.silent:
        asked.append(figures.silent_in(wanted.silent))
    if wanted.figure or wanted.since or wanted.until:
        asked.append(figures.counted(wanted.figure, wanted.since, wanted.until, today=today))
    if not asked:
        return None
    whole = asked[0]
    for one in asked[1:]:
        whole &= one
    return whole


def _implementation(word: str) -> Q:
    done = [str(status) for status in DONE]
    return {
        "no_word": Q(verdict="", claimed=""),
        "not_started": Q(verdict="", claimed=Progress.NOT_STARTED),
        "in_progress": Q(verdict="", claimed=Progress.IN_PROGRESS),
        "claimed": Q(verdict="", claimed__in=done),
        "verified": Q(verdict=rules.Verdict.IMPLEMENTED),
        "closed": ~Q(verdict="") & ~Q(verdict=rules.Verdict.IMPLEMENTED),
    }.get(word, Q(pk__in=[]))


def _due(word: str, today: date) -> Q:
    open_ones = (
        Q(verdict="")
        & ~Q(claimed__in=[str(status) for status in DONE])
        & ~Q(answer__in=[Answer.NOT_ACCEPTED, Answer.NOT_RELEVANT])
    )
    late_from = today - rules.LONG_OVERDUE
    return {
        Flag.DUE_SOON: open_ones & Q(due_on__gte=today, due_on__lte=today + rules.DUE_SOON),
        Flag.OVERDUE: open_ones & Q(due_on__lt=today),
        Flag.LONG_OVERDUE: open_ones & Q(due_on__lt=late_from),
        "none": Q(due_on__isnull=True),
    }.get(word, Q(pk__in=[]))


def sorted_by(items: QuerySet[Item], sort: str) -> QuerySet[Item]:
    if sort == "due":
        due = Addressee.objects.filter(item=OuterRef("pk"), verdict="", due_on__isnull=False)
        items = items.annotate(first_due=Subquery(due.order_by("due_on").values("due_on")[:1]))
        return items.order_by(F("first_due").asc(nulls_last=True), "document_id", "order", "id")
    return items.order_by(*SORTS.get(sort, SORTS["newest"]))


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
    late = Count("pk", filter=_due(Flag.OVERDUE, today))
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
