"""Versions of a document, and where its items stand in each of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from quintet.core.public import Person
from quintet.followup import labels, permissions, rules
from quintet.followup.intake.anchoring import Earlier, Extent, Found, anchor, known, stands_at
from quintet.followup.intake.corrections import corrected
from quintet.followup.intake.document import Block
from quintet.followup.intake.document import Document as ReadDocument
from quintet.followup.models import Anchor, Candidate, Document, Item, Wording
from quintet.followup.queries.reading import Mark, span_of
from quintet.followup.rules import (
    HOLDS,
    SINGLE,
    UNDECIDED,
    AnchorState,
    Proposal,
    Reading,
    Revision,
)

BLOCK = (
    "kind", "number", "level", "start", "end", "page", "table", "row", "column", "row_span",
    "column_span",
)  # fmt: skip


def earlier_versions(document: Document) -> list[Document]:
    """The versions before this one, the newest first: one query each."""
    found: list[Document] = []
    before = document.revises_id
    while before and before not in {document.pk, *(one.pk for one in found)}:
        found.append(_light().get(pk=before))
        before = found[-1].revises_id
    return found


def later_versions(document: Document) -> list[int]:
    """The keys of this version and of all that came after it: one query a generation."""
    found, newest = [document.pk], [document.pk]
    while newest:
        rows = Document.objects.filter(revises__in=newest).exclude(pk__in=found)
        newest = list(rows.values_list("pk", flat=True))
        found += newest
    return found


def _light() -> QuerySet[Document]:
    return Document.objects.select_related("body", "organization").defer("text", "unread")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document, and what became there of the items of the one before."""

    document: Document
    counts: Mapping[str, int]  # anchors by state

    @property
    def waiting(self) -> int:
        """Anchors that a person has still to decide."""
        return sum(self.counts.get(state, 0) for state in UNDECIDED)

    @property
    def told(self) -> list[tuple[str, str, int]]:
        """What became of the items, in words and figures; only what there is."""
        return [
            (state, str(label), self.counts[state])
            for state, label in labels.ANCHOR.items()
            if self.counts.get(state)
        ]


def versions(document: Document, *, person: Person | None, today: date) -> list[Version]:
    """All versions of a document that somebody may see, the first one first; [] where there is
    only this one. One query a generation, and one for what became of the items."""
    first = [document, *earlier_versions(document)][-1]
    order = later_versions(first)
    family = _light().in_bulk(order)
    if len(family) == 1:
        return []
    counts: dict[int, dict[str, int]] = {}
    rows = Anchor.objects.filter(document__in=family, item__archived_on__isnull=True)
    for pk, state, number in rows.order_by().values_list("document", "state").annotate(Count("pk")):
        counts.setdefault(pk, {})[state] = number
    return [
        Version(one, counts.get(one.pk, {}))
        for one in (family[pk] for pk in order)
        if permissions.may_see_document(person, one, today)
    ]


def may_precede(document: Document) -> QuerySet[Document]:
    """The documents that this one can be a later version of: read, of the same keeper, and no
    later version of it themselves."""
    later = [document.pk]
    newest = later
    while newest:
        newest = list(Document.objects.filter(revises__in=newest).values_list("pk", flat=True))
        later += newest
    return (
        _light()
        .filter(organization=document.organization_id, body=document.body_id, reading=Reading.READ)
        .exclude(pk__in=later)
    )


def proposed_version(document: Document) -> tuple[Document, Revision] | None:
    """Which document this one is a later version of, as their symbols say; a person confirms it.

    The same symbol in the same language is the same document, read anew; A/1/Rev.2 revises
    A/1/Rev.1, or A/1.
    """
    symbol = document.symbol
    if not symbol or document.revises_id or document.reading != Reading.READ:
        return None
    if document.items.exists() or document.wordings.exists():
        return None
    before = may_precede(document)
    if document.language:
        before = before.filter(language__in=[document.language, ""])
    told = rules.modified(symbol)
    wanted: list[tuple[str, Revision]] = [(symbol, Revision.READING)]
    wanted += [(one, told.revision) for one in told.before] if told else []
    newest = {
        one.symbol.casefold(): one for one in before.filter(pk__lt=document.pk).order_by("pk")
    }
    for name, revision in wanted:
        if found := newest.get(name.casefold()):
            return found, revision
    return None


# --- anchors ---------------------------------------------------------------------------------


def anchored(document: Document) -> list[Anchor]:
    """Where the items of the earlier versions stand in this one, each by its words; not saved."""
    items = Item.objects.filter(document__in=earlier_versions(document), archived_on__isnull=True)
    earlier = {item.pk: item for item in items.order_by("document", "order", "pk")}
    candidates = list(document.candidates.all())
    extents = [Extent(one.start, one.end, one.found["text"]) for one in candidates]
    find = corrected if document.revision in SINGLE else anchor
    found = find([_earlier(one) for one in earlier.values()], read_document(document), extents)
    return [_anchor(one, earlier[one.key], document, candidates) for one in found]


def _earlier(item: Item) -> Earlier:
    return Earlier(item.pk, item.number, item.paragraph, item.text, item.start, item.end)


def read_document(document: Document) -> ReadDocument:
    """A document as intake's engine room has it."""
    blocks = tuple(
        Block(text=document.text[row["start"] : row["end"]], **row)
        for row in document.paragraphs.order_by("position").values(*BLOCK)
    )
    return ReadDocument(document.text, blocks, "", document.language)


def _anchor(
    found: Found, item: Item, document: Document, candidates: Sequence[Candidate]
) -> Anchor:
    return Anchor(
        item=item,
        document=document,
        state=AnchorState(found.state),
        likeness=found.likeness,
        number=_number(found, item, candidates)[:40],
        paragraph=found.paragraph[:40],
        start=found.start,
        end=found.end,
        page=found.page,
        text=found.text,
    )


def _number(found: Found, item: Item, candidates: Sequence[Candidate]) -> str:
    """The number in the later version: as intake found it there; else of the paragraph, where the
    item was numbered by its paragraph."""
    for candidate in candidates:
        if (candidate.start, candidate.end) == (found.start, found.end):
            return candidate.found["number"] or found.paragraph or item.number
    return found.paragraph if item.number == item.paragraph and found.paragraph else item.number


def placed(anchor: Anchor, start: int, end: int) -> Anchor:
    """The anchor of an item that a person has found at another place; not saved."""
    document = anchor.document
    found = stands_at(_earlier(anchor.item), read_document(document), start, end)
    candidates = list(document.candidates.filter(start=start, end=end))
    told = _anchor(found, anchor.item, document, candidates)
    told.pk = anchor.pk
    return told


def known_candidates(document: Document) -> dict[Proposal, list[int]]:
    """The candidates that turn out to be items of an earlier version, and those that no longer are."""
    places = [
        Found(item, "same", start=start, end=end)
        for item, start, end in document.anchors.values_list("item", "start", "end")
    ]
    sorted_out: dict[Proposal, list[int]] = {Proposal.KNOWN: [], Proposal.PROPOSED: []}
    waiting = document.candidates.filter(proposal__in=list(sorted_out))
    for one in waiting:
        extent = Extent(one.start, one.end, "")
        proposal = Proposal.KNOWN if known(extent, places) else Proposal.PROPOSED
        if one.proposal != proposal:
            sorted_out[proposal].append(one.pk)
    return sorted_out


def overtaken(document: Document, items: Iterable[int]) -> QuerySet[Anchor]:
    """What need not be decided any more: of items that stand in a published version, where they
    stood elsewhere; and of all that this version has, where they stood in those before it."""
    waiting = Anchor.objects.filter(state__in=UNDECIDED).exclude(
        document__in=later_versions(document)
    )
    settled = Q(item__in=list(items))
    if document.revision not in SINGLE:
        here = document.anchors.values("item")
        settled |= Q(item__in=here, document__in=earlier_versions(document))
    return waiting.filter(settled)


def unplaced(document: Document) -> QuerySet[Anchor]:
    """Items of which a person has still to say where they stand in this version."""
    return document.anchors.filter(state__in=UNDECIDED, item__archived_on__isnull=True)


def waiting_here() -> Exists:
    """Of a document: whether such items wait."""
    waiting = Anchor.objects.filter(document=OuterRef("pk"), state__in=UNDECIDED)
    return Exists(waiting.filter(item__archived_on__isnull=True))


def unpublished(document: Document) -> int:
    """How many items the publication of a document would publish or move; 1 for a later version
    that has not been published."""
    fresh = document.items.filter(published_on__isnull=True, archived_on__isnull=True).count()
    held = document.anchors.filter(state__in=HOLDS, moved=False, item__archived_on__isnull=True)
    here = held.filter(item__document__in=earlier_versions(document)).count()
    return fresh + here or int(bool(document.revises_id and not document.published_on))


def span_named(document: Document, *, paragraph: str, words: str) -> tuple[int, int] | None:
    """The place that a person names: words of the text, or else a paragraph by its number."""
    if words.strip():
        return span_of(document, words, None, None)
    found = document.paragraphs.filter(number=paragraph.strip().rstrip(".")).first()
    return (found.start, found.end) if found else None


def anchor_marks(document: Document) -> list[Mark]:
    """Where known items stand in a version that is being read."""
    places = document.anchors.filter(start__isnull=False).select_related("item")
    return [
        Mark(one.start or 0, one.end or 0, "done", f"/items/{one.item.slug}/") for one in places
    ]


# --- wordings --------------------------------------------------------------------------------


def places_in(document: Document) -> dict[int, tuple[int, int]]:
    """Where items stand in a document that is not, or not alone, where they stand now; by item."""
    rows = Wording.objects.filter(document=document).order_by("pk")
    return {pk: (start, end) for pk, start, end in rows.values_list("item", "start", "end")}


def stood_in(**document: object) -> QuerySet[Wording, Any]:
    """The items that stood, or were corrected, in a document: `slug="…"`, `symbol__in=[…]`."""
    wanted = {f"document__{name}": value for name, value in document.items()}
    return Wording.objects.filter(**wanted).values("item")


def worded(items: Sequence[Item], *, known_until: date) -> dict[int, str]:
    """Give items the words, number and document that they had on a day (in memory): one query.

    Returns the source of each that has had several wordings: its document then, with what had
    corrected it.
    """
    rows = Wording.objects.filter(item__in=items, known_on__lte=known_until)
    wordings: dict[int, list[Wording]] = {}
    for one in rows.select_related("document__body").defer("document__text", "document__unread"):
        wordings.setdefault(one.item_id, []).append(one)
    for item in items:
        if told := wordings.get(item.pk):
            whole = _whole(told)
            item.document = whole.document
            for name in ("number", "paragraph", "start", "end", "page"):
                setattr(item, name, getattr(whole, name))
            item.title, item.text = told[-1].title, told[-1].text
    return {pk: source(told) for pk, told in wordings.items()}


def _whole(wordings: Sequence[Wording]) -> Wording:
    """The last wording in a version of the whole; a corrigendum corrects it and takes no item over."""
    return [one for one in wordings if one.document.revision not in SINGLE or one is wordings[0]][
        -1
    ]


def source(wordings: Sequence[Wording]) -> str:
    """The symbol of the document in which an item stands, and of what has corrected it there."""
    whole = _whole(wordings)
    later = wordings[list(wordings).index(whole) + 1 :]
    return "; ".join(dict.fromkeys(str(one.document) for one in (whole, *later)))


def wordings_of(item: Item) -> list[Wording]:
    """The words of an item, the oldest first; [] where they are the first ones still."""
    return list(
        item.wordings.select_related("document", "by")
        .defer("document__text", "document__unread")
        .order_by("known_on", "pk")
    )
