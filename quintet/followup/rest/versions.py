"""Later versions of a document, the earlier words of items, and what becomes of them at a review."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema, Status

from quintet.core.public import Person, may_see_people
from quintet.core.rest import EVERYBODY, Page, Paging, caller, page_of, page_of_list, signed
from quintet.core.rest.words import Count, Day, Id, Slug, Words
from quintet.followup import actions, permissions, queries
from quintet.followup.models import Anchor, ItemReview, Wording
from quintet.followup.rest.documents import DocumentWhole, document_or_404, kept_document, whole
from quintet.followup.rest.lookups import item_or_404
from quintet.followup.rules import AnchorState, Disposition, Revision

router = Router(tags=["versions"])


class VersionOut(Schema):
    """A version of a document, and what became in it of the items of the ones before."""

    slug: str = Field(examples=["ceb-2021-3-rev-1"])
    symbol: str = Field(examples=["CEB/2021/3/Rev.1"])
    revises: str | None = Field(description="Slug of the version before.")
    revision: Revision | None
    dated_on: date | None
    published_on: date | None
    items: dict[AnchorState, int] = Field(description="Items of the earlier versions, by state.")


class RevisesIn(Schema):
    earlier: Slug | None = Field(
        description="Slug of the document of which it is a later version; null: of none."
    )
    revision: Revision = Revision.REVISION


class AnchorOut(Schema):
    """Where an item of an earlier version stands in this one."""

    id: int
    item: str = Field(description="Slug of the item.", examples=["ceb-2021-3-18"])
    document: str = Field(description="Slug of the later version.")
    state: AnchorState = Field(description="changed and missing wait for a person.")
    likeness: float = Field(description="Of the words, from 0 to 1.")
    earlier: str = Field(description="The item's words now.")
    later: str = Field(description="Its words in the later version; empty where it is missing.")
    number: str
    paragraph: str
    page: int | None
    start: int | None = Field(description="Its place in the later version, in characters.")
    end: int | None
    decided_by: str | None
    decided_at: datetime | None


class PlaceIn(Schema):
    """A passage of the later version, by its half-open span of characters; null: nowhere."""

    start: Count | None
    end: Count | None


class WordingOut(Schema):
    """The words of an item since a day, and where they stood."""

    document: str = Field(description="Slug of the document in which they stand.")
    source: str = Field(examples=["CEB/2021/3"])
    known_on: date
    number: str
    paragraph: str
    page: int | None
    start: int
    end: int
    title: str
    text: str


class ItemReviewIn(Schema):
    """Days of review and retirement; with a disposition, what becomes of the item."""

    disposition: Disposition | None = Field(None, description="Null: only the days are set.")
    review_due_on: Day | None = Field(None, description="Null: no further review.")
    retires_on: Day | None = Field(
        None, description="Null: it stays; of what is merged, replaced or retired: today."
    )
    successor: Slug | None = Field(
        None, description="Slug of the item that takes its place, to merge or replace it."
    )
    reason: Words = Field("", description="Needed for a disposition, and where a day moves.")


class ItemReviewOut(Schema):
    disposition: Disposition | None
    review_due_on: date | None
    retires_on: date | None
    successor: str | None = Field(description="Slug of the item that takes its place.")
    reason: str
    by: str | None = Field(description="For people of the system.")
    at: datetime
    known_on: date


@router.get("/documents/{slug}/versions", auth=EVERYBODY, response=Page[VersionOut])
def list_versions(request: HttpRequest, slug: Path[Slug], paging: Query[Paging]) -> Any:
    """All versions of a document that you may see, the first one first; none where it is the only
    one."""
    document = document_or_404(request, slug)
    told = queries.versions(document, person=caller(request), today=timezone.now().date())
    return page_of_list(told, paging, show=_versions)


def _versions(told: Sequence[queries.Version]) -> list[dict[str, Any]]:
    slugs = {one.document.pk: one.document.slug for one in told}
    return [
        {
            "slug": one.document.slug,
            "symbol": one.document.symbol,
            "revises": slugs.get(one.document.revises_id or 0),
            "revision": one.document.revision or None,
            "dated_on": one.document.dated_on,
            "published_on": one.document.published_on,
            "items": one.counts,
        }
        for one in told
    ]


@router.put("/documents/{slug}/revises", response=DocumentWhole)
def revise_document(request: HttpRequest, slug: Path[Slug], told: RevisesIn) -> Any:
    """Say of which document it is a later version: its items are looked for at once.

    For its secretariat, before an item stands in it.
    """
    document = document_or_404(request, slug)
    earlier = document_or_404(request, told.earlier) if told.earlier else None
    actions.revise(
        document=document,
        earlier=earlier,
        revision=told.revision,
        by=signed(request),
        at=timezone.now(),
    )
    return whole(request, document_or_404(request, slug))


@router.get("/documents/{slug}/anchors", response=Page[AnchorOut])
def list_anchors(
    request: HttpRequest,
    slug: Path[Slug],
    paging: Query[Paging],
    state: AnchorState | None = None,
) -> Any:
    """Where the items of the earlier versions stand in this one. For the secretariat."""
    rows = kept_document(request, slug).anchors.select_related("item", "document", "decided_by")
    if state:
        rows = rows.filter(state=state)
    rows = rows.defer("document__text", "document__unread")
    return page_of(rows, paging, "pk", show=lambda page: [anchor_out(one) for one in page])


@router.post("/anchors/{id}/take", response=AnchorOut)
def take_words(request: HttpRequest, id: Path[Id]) -> Any:
    """Take the new words: the item has them from the day on which that version is published."""
    found = anchor_or_404(request, id)
    return anchor_out(actions.take_words(anchor=found, by=signed(request), at=timezone.now()))


@router.post("/anchors/{id}/keep", response=AnchorOut)
def keep_words(request: HttpRequest, id: Path[Id]) -> Any:
    """Keep the earlier words: the item stays in the earlier version."""
    found = anchor_or_404(request, id)
    return anchor_out(actions.keep_words(anchor=found, by=signed(request), at=timezone.now()))


@router.post("/anchors/{id}/place", response=AnchorOut)
def place_item(request: HttpRequest, id: Path[Id], told: PlaceIn) -> Any:
    """Say where the item stands in the later version; other words are then to be taken or not."""
    found = anchor_or_404(request, id)
    return anchor_out(
        actions.place_item(
            anchor=found, start=told.start, end=told.end, by=signed(request), at=timezone.now()
        )
    )


def anchor_or_404(request: HttpRequest, pk: int) -> Anchor:
    """The anchor, for the secretariat of its document."""
    found = Anchor.objects.select_related("document").filter(pk=pk).first()
    today = timezone.now().date()
    if found is None or not permissions.may_see_document(caller(request), found.document, today):
        raise Http404(_("There is nothing here that you may see."))
    kept_document(request, found.document.slug)
    return found


def anchor_out(anchor: Anchor) -> dict[str, Any]:
    names = (
        "id", "state", "likeness", "number", "paragraph", "page", "start", "end", "decided_at",
    )  # fmt: skip
    return {name: getattr(anchor, name) for name in names} | {
        "item": anchor.item.slug,
        "document": anchor.document.slug,
        "earlier": anchor.item.text,
        "later": anchor.text,
        "decided_by": anchor.decided_by.name if anchor.decided_by else None,
    }


@router.get("/items/{slug}/wordings", auth=EVERYBODY, response=Page[WordingOut])
def list_wordings(request: HttpRequest, slug: Path[Slug], paging: Query[Paging]) -> Any:
    """The words of an item, the oldest first; none where they are the first ones still."""
    wordings = queries.wordings_of(item_or_404(request, slug))
    return page_of_list(wordings, paging, show=lambda page: [wording_out(one) for one in page])


def wording_out(wording: Wording) -> dict[str, Any]:
    names = (
        "known_on", "number", "paragraph", "page", "start", "end", "title", "text",
    )  # fmt: skip
    return {name: getattr(wording, name) for name in names} | {
        "document": wording.document.slug,
        "source": str(wording.document),
    }


@router.get("/items/{slug}/reviews", auth=EVERYBODY, response=Page[ItemReviewOut])
def list_reviews(request: HttpRequest, slug: Path[Slug], paging: Query[Paging]) -> Any:
    """What was decided of an item at its reviews, the newest first."""
    reviews = queries.reviews_of(item_or_404(request, slug))
    return page_of_list(
        reviews, paging, show=lambda page: [review_out(request, one) for one in page]
    )


@router.post("/items/{slug}/reviews", response={201: ItemReviewOut})
def review_item(request: HttpRequest, slug: Path[Slug], told: ItemReviewIn) -> Any:
    """Set when an item is reviewed and when it ends, or decide what becomes of it.

    For the secretariat of its document (A/RES/80/251, paras 20-24).
    """
    given = told.model_dump(exclude={"successor"})
    successor = item_or_404(request, told.successor) if told.successor else None
    made = actions.review_item(
        item=item_or_404(request, slug),
        successor=successor,
        by=signed(request),
        at=timezone.now(),
        **given,
    )
    return Status(201, review_out(request, made))


def review_out(request: HttpRequest, review: ItemReview) -> dict[str, Any]:
    person, today = caller(request), timezone.now().date()
    names = ("review_due_on", "retires_on", "reason", "at", "known_on")
    return {name: getattr(review, name) for name in names} | {
        "disposition": review.disposition or None,
        "successor": _seen(review, person, today),
        "by": review.by.name if may_see_people(person, today) else None,
    }


def _seen(review: ItemReview, person: Person | None, today: date) -> str | None:
    """The successor, to whom may see it."""
    successor = review.successor
    return successor.slug if successor and permissions.may_see(person, successor, today) else None
