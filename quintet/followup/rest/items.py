"""The register: items narrowed as on its page, each whole with its history, and acts on it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema, Status

from quintet.core.rest import EVERYBODY, Page, Paging, caller, page_of, page_of_list, signed
from quintet.core.rest.words import (
    NO_NUL,
    Code,
    Day,
    Reference,
    SessionNumber,
    SessionReference,
    Slug,
    Words,
)
from quintet.followup import actions, queries
from quintet.followup.models import Item
from quintet.followup.rest.lookups import addressee_or_404, item_or_404, session_or_refuse
from quintet.followup.rest.shown import (
    AddresseeRow,
    ItemOut,
    ItemRow,
    addressee_row,
    item_out,
    item_rows,
    past_rows,
)
from quintet.followup.rules import Answer, Kind, Part, ReviewFlag, Scheme
from quintet.followup.rules.insight import Figure

router = Router(tags=["register"])
GoalCode = Annotated[str, Field(pattern=r"^[0-9]{1,2}(\.[0-9a-z]{1,2})?$", examples=["3.4"])]
# The orders of the register, as cursors need them: to the last row.
KEYS = {
    "newest": ("-known_on", "document_id", "order", "pk"),
    "oldest": ("known_on", "document_id", "order", "pk"),
    "place": ("document_id", "order", "pk"),
    "due": ("first_due?", "document_id", "order", "pk"),
}


class Narrowed(Schema):
    """What the register, its summary or a report is narrowed to: each word narrows further."""

    q: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = Field(
        "", description="Words of the text, the title or the number."
    )
    body: Code | None = Field(None, description="Code of the body whose reports they stand in.")
    session: SessionNumber | None = Field(None, description="Number of the body's session.")
    document: Slug | None = Field(None, description="Slug of the document.")
    party: Reference | None = Field(None, description="Addressee, such as organization:WHO.")
    kind: Kind | None = None
    answer: Answer | Literal["taken_on", "refused"] | None = Field(
        None, description="What an addressee answers; taken_on: accepted in whole or in part."
    )
    implementation: (
        Literal["no_word", "not_started", "in_progress", "claimed", "verified", "closed"] | None
    ) = Field(None, description="Claimed and verified are apart.")
    due: Literal["due_soon", "overdue", "long_overdue", "none"] | None = None
    goal: GoalCode | None = Field(None, description="Goal (3) or target (3.4).")
    nexus: Code | None = Field(None, description="Code of a nexus area.")
    network: Code | None = Field(None, description="Code of a network, task force or forum.")
    place: Code | None = Field(None, description="Country or area, by ISO 3166-1 alpha-3: KEN.")
    review: ReviewFlag | None = Field(
        None, description="What follows from the days of review and retirement."
    )
    figure: Figure | None = Field(None, description="What a figure of `/insight` counts.")
    since: Day | None = Field(
        None, description="Of the figures moved_…: known on this day or later."
    )
    until: Day | None = Field(
        None, description="Of the figures moved_…: known on this day or before."
    )
    silent: Slug | None = Field(None, description="Slug of a reporting cycle: who is silent in it.")
    owner: Reference | None = Field(
        None, description="Organization or body whose people answer, for itself or for its posts."
    )
    keeper: Code | None = Field(
        None, description="Code of the organization that keeps the document."
    )

    def wanted(self, sort: str = "") -> queries.Filter:
        told = self.model_dump(mode="json", include=set(Narrowed.model_fields))
        return queries.Filter(
            sort=sort, **{name: str(value) for name, value in told.items() if value}
        )


class Told(Schema):
    """An act as the journal tells it."""

    verb: str = Field(examples=["followup.answer_approved"])
    what: str = Field(description="In the language of Accept-Language.")
    by: str = Field(description="Who acted, and for whom.")
    text: str
    as_at: str
    when: datetime
    note: str = Field(description="The journal, and the number of the entry in it.")


class AssignIn(Schema):
    party: Reference = Field(examples=["organization:WHO"])
    part: Part = Part.LEAD
    due_on: Day | None = None
    session: SessionReference | None = None


class Goals(Schema):
    codes: list[GoalCode] = Field(max_length=200, description="All of them; [] for none.")


class Tags(Schema):
    """What an item bears on, by the codes of the reference lists; each list is whole."""

    goals: list[GoalCode] = Field(max_length=200)
    nexus: list[Code] = Field(max_length=20, examples=[["CITIES"]])
    networks: list[Code] = Field(max_length=60, examples=[["HR-NETWORK"]])
    places: list[Code] = Field(
        max_length=250,
        description="Countries and areas, by ISO 3166-1 alpha-3.",
        examples=[["KEN"]],
    )


class Reason(Schema):
    reason: Words


class SummaryOut(Schema):
    """Counts with their denominators: `total` addressees, `taken_on` of them. Implementation is
    asked only of what was taken on; claimed and verified are apart."""

    total: int
    awaiting: int
    under_consideration: int
    accepted: int
    partially_accepted: int
    not_accepted: int
    not_relevant: int
    taken_on: int
    verified: int
    claimed: int
    in_progress: int
    not_started: int
    no_word: int
    closed_otherwise: int
    late: int


@router.get("/items", auth=EVERYBODY, response=Page[ItemRow])
def list_items(
    request: HttpRequest,
    narrowed: Query[Narrowed],
    paging: Query[Paging],
    sort: Literal["newest", "oldest", "place", "due"] = "newest",
    as_at: Day | None = None,
) -> Any:
    """The items of the register that you may see; as they stood at the end of a day, if you name it."""
    today = timezone.now().date()
    if as_at and as_at != today:
        past = queries.register_as_at(
            narrowed.wanted(sort), as_at=as_at, person=caller(request), today=today
        )
        return page_of_list(past.items, paging, show=lambda keys: past_rows(past, keys))
    rows = queries.register(narrowed.wanted(sort), person=caller(request), today=today)

    def show(page: Sequence[Item]) -> list[dict[str, Any]]:
        return item_rows(page, today=today)

    return page_of(rows, paging, *KEYS[sort], show=show)


@router.get("/summary", auth=EVERYBODY, response=SummaryOut)
def get_summary(request: HttpRequest, narrowed: Query[Narrowed], as_at: Day | None = None) -> Any:
    """Where the addressees of the register stand today, or stood at the end of a day, counted."""
    wanted, today = narrowed.wanted(), timezone.now().date()
    if as_at and as_at != today:
        past = queries.register_as_at(wanted, as_at=as_at, person=caller(request), today=today)
        return asdict(past.summary)
    found = queries.register(wanted, person=caller(request), today=today)
    return asdict(queries.counts(found, wanted, today=today))


@router.get("/items/{slug}", auth=EVERYBODY, response=ItemOut)
def get_item(request: HttpRequest, slug: Path[Slug]) -> Any:
    """An item: the words of its source, its clauses, and each addressee with all that was said."""
    return item_out(item_or_404(request, slug), person=caller(request), today=timezone.now().date())


@router.get("/items/{slug}/history", auth=EVERYBODY, response=Page[Told])
def list_history(request: HttpRequest, slug: Path[Slug], paging: Query[Paging]) -> Any:
    """What the journals tell of an item and its addressees, newest first."""
    item = item_or_404(request, slug)
    addressees = queries.addressees_of([item])
    told = queries.history(item, addressees, person=caller(request), today=timezone.now().date())
    return page_of_list(told, paging, show=lambda page: [asdict(one) for one in page])


@router.post("/items/{slug}/addressees", response={201: AddresseeRow})
def assign_item(request: HttpRequest, slug: Path[Slug], told: AssignIn) -> Any:
    """Address an item to an organization, a body or a post. For the document's secretariat."""
    at = timezone.now()
    made = actions.assign(
        item=item_or_404(request, slug),
        party=queries.party(told.party),
        part=told.part,
        due_on=told.due_on,
        session=session_or_refuse(told.session),
        by=signed(request),
        at=at,
    )
    return Status(201, addressee_row(addressee_or_404(request, made.uuid), today=at.date()))


@router.put("/items/{slug}/goals", response=Goals)
def tag_item(request: HttpRequest, slug: Path[Slug], told: Goals) -> Any:
    """Say which Goals and targets an item bears on. For the document's secretariat."""
    item = item_or_404(request, slug)
    actions.tag(item=item, codes=told.codes, by=signed(request), at=timezone.now())
    return {"codes": queries.tags_of(item, Scheme.GOAL)}


@router.put("/items/{slug}/tags", response=Tags)
def tag_item_whole(request: HttpRequest, slug: Path[Slug], told: Tags) -> Any:
    """Say which Goals, nexus areas, networks, countries and areas an item bears on. For the
    document's secretariat."""
    item = item_or_404(request, slug)
    actions.tag(
        item=item,
        codes=told.goals,
        nexus=told.nexus,
        network=told.networks,
        places=told.places,
        by=signed(request),
        at=timezone.now(),
    )
    return {
        "goals": queries.tags_of(item, Scheme.GOAL),
        "nexus": queries.tags_of(item, Scheme.NEXUS),
        "networks": queries.tags_of(item, Scheme.NETWORK),
        "places": queries.tags_of(item, Scheme.PLACE),
    }


@router.post("/items/{slug}/archive", response=ItemOut)
def archive_item(request: HttpRequest, slug: Path[Slug], told: Reason) -> Any:
    """Take an item out of the register from today on; earlier reports keep it."""
    person, at = signed(request), timezone.now()
    item = actions.archive(item=item_or_404(request, slug), reason=told.reason, by=person, at=at)
    return item_out(item, person=person, today=at.date())
