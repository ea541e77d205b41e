"""Candidates: what intake found, and what a person says of it. All for the document's secretariat."""

import hashlib
import json
from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from ninja import Field, Header, Path, Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import model_validator

from quintet.core.rest import Page, Paging, caller, page_of, signed
from quintet.core.rest.words import (
    NO_NUL,
    Count,
    Day,
    Id,
    Line,
    Reference,
    SessionReference,
    Slug,
    Words,
)
from quintet.followup import actions, permissions, queries
from quintet.followup.models import Candidate
from quintet.followup.rest.documents import document_or_404, kept_document
from quintet.followup.rest.lookups import item_or_404
from quintet.followup.rest.shown import ItemRow, item_rows
from quintet.followup.rules import Kind, Proposal

router = Router(tags=["intake"])
Number = Annotated[Line, Field(max_length=40)]


class Act(Schema):
    """One act: its verb as written, its words, and its place in the text where that is known."""

    verb: Annotated[Line, Field(max_length=120)] = Field("", examples=["Requested"])
    text: Words
    start: Count | None = None
    end: Count | None = None

    @model_validator(mode="after")
    def _has_a_whole_place(self) -> "Act":
        if (self.start is None) != (self.end is None) or (self.end or 0) < (self.start or 0):
            raise ValueError("An act has both a start and an end after it, or neither")
        return self


class AddresseeNamed(Schema):
    """Who is addressed: as the document words it, and the party that is meant where it is known."""

    text: Line = Field(examples=["HLCM members"])
    party: Reference | Literal[""] = Field("", examples=["body:HLCM"])
    members: bool = Field(False, description="Each member of the body, not the body itself.")


class Due(Schema):
    text: Annotated[Line, Field(max_length=300)] = Field(
        "", examples=["at its forty-second session"]
    )
    date: Day | None = Field(None, examples=["2021-10-11"])
    session: SessionReference | Literal[""] = Field("", description="With it the deadline moves.")


class FoundIn(Schema):
    """Fields of a candidate to correct; what is left out stays as it is."""

    kind: Kind = Kind.DECISION
    number: Number = ""
    paragraph: Number = ""
    title: Line = ""
    text: Annotated[str, Field(min_length=1, max_length=50_000, pattern=NO_NUL)] = ""
    acts: list[Act] = Field([], max_length=200)
    addressees: list[AddresseeNamed] = Field([], max_length=200)
    co_addressees: list[AddresseeNamed] = Field([], max_length=200)
    due: list[Due] = Field([], max_length=50)
    response: Literal["accepted", "partially_accepted", "not_accepted"] | None = None
    response_text: Words = ""
    responsible: list[Annotated[Line, Field(max_length=200)]] = Field([], max_length=50)
    comments: Words = ""
    status_text: Annotated[Line, Field(max_length=300)] = ""
    status: Literal["not_started", "in_progress", "implemented", "closed"] | None = None
    symbols: list[Annotated[Line, Field(max_length=80)]] = Field([], max_length=100)
    page: Count | None = None


class FoundOut(Schema):
    """What was found, in the shape of `quintet intake --json`; what is not there is empty."""

    kind: Kind
    number: str = Field(examples=["18"])
    paragraph: str
    title: str
    text: str
    acts: list[dict[str, Any]] = Field(examples=[[{"verb": "Requested", "text": "…"}]])
    addressees: list[dict[str, Any]]
    co_addressees: list[dict[str, Any]]
    due: list[dict[str, Any]]
    response: str | None
    response_text: str
    responsible: list[str]
    comments: str
    status_text: str = Field(description="As written: “completed and ongoing”.")
    status: str | None
    symbols: list[str]
    page: int | None


class CandidateOut(Schema):
    id: int
    document: str = Field(examples=["ceb-2021-3"])
    position: int
    start: int
    end: int
    found: FoundOut
    proposal: Proposal = Field(description="What a person has said of it.")
    decided_by: str | None
    decided_at: datetime | None
    item: str | None = Field(description="Slug of the item it became.")


class Passage(Schema):
    """A passage of the document's text, by its half-open span of characters."""

    start: Count
    end: Count
    kind: Kind


class Merge(Schema):
    other: Id = Field(description="The candidate that is merged into it.")


class Accepted(Schema):
    items: list[str] = Field(description="Slugs of the items entered.")


def candidate_out(candidate: Candidate) -> dict[str, Any]:
    item = getattr(candidate, "item", None)
    return {
        "id": candidate.pk,
        "document": candidate.document.slug,
        "position": candidate.position,
        "start": candidate.start,
        "end": candidate.end,
        "found": candidate.found,
        "proposal": candidate.proposal,
        "decided_by": candidate.decided_by.name if candidate.decided_by else None,
        "decided_at": candidate.decided_at,
        "item": item.slug if item else None,
    }


def etag_of(candidate: Candidate) -> str:
    """Another whenever anything of the candidate is; the same in all languages."""
    told = json.dumps(candidate_out(candidate), sort_keys=True, default=str)
    return quote_etag(hashlib.sha256(told.encode()).hexdigest()[:32])


def candidate_or_404(request: HttpRequest, pk: int, *, locked: bool = False) -> Candidate:
    rows = Candidate.objects.select_related("document__body", "document__organization")
    if locked:
        rows = Candidate.objects.select_for_update()
    found = rows.filter(pk=pk).first()
    person, today = caller(request), timezone.now().date()
    if found is None or not permissions.may_see_document(person, found.document, today):
        raise Http404(_("There is no such candidate that you may see."))
    if not permissions.keeps(person, found.document, today):
        raise PermissionDenied
    return found


@router.get("/documents/{slug}/candidates", response=Page[CandidateOut])
def list_candidates(
    request: HttpRequest,
    slug: Path[Slug],
    paging: Query[Paging],
    proposal: Proposal | None = None,
) -> Any:
    """The candidates of a document in its order; those of one state, if you name it."""
    document = kept_document(request, slug)
    rows = document.candidates.select_related("document", "decided_by", "item")
    if proposal:
        rows = rows.filter(proposal=proposal)
    return page_of(
        rows, paging, "position", "pk", show=lambda page: [candidate_out(one) for one in page]
    )


@router.post("/documents/{slug}/candidates", response={201: CandidateOut})
def add_candidate(request: HttpRequest, slug: Path[Slug], told: Passage) -> Any:
    """Add a passage that intake missed."""
    made = actions.add_candidate(
        document=document_or_404(request, slug),
        start=told.start,
        end=told.end,
        kind=told.kind,
        by=signed(request),
        at=timezone.now(),
    )
    return Status(201, candidate_out(made))


@router.post("/documents/{slug}/unread/{position}/take", response={201: CandidateOut})
def take_unread(request: HttpRequest, slug: Path[Slug], position: Path[Count]) -> Any:
    """Make a candidate of a paragraph that looks like an act."""
    document = kept_document(request, slug)
    if position >= len(document.unread):
        raise Http404(_("There is no such paragraph."))
    span = {name: document.unread[position][name] for name in ("start", "end")}
    told: dict[str, Any] = {"document": document, "by": signed(request), "at": timezone.now()}
    with transaction.atomic():
        made = actions.add_candidate(kind=Kind.DECISION, **span, **told)
        actions.leave_unread(position=position, **told)
    return Status(201, candidate_out(made))


@router.post("/documents/{slug}/candidates/accept", response=Accepted)
def accept_all_candidates(request: HttpRequest, slug: Path[Slug]) -> Any:
    """Enter every candidate that nobody has decided on into the register."""
    document = kept_document(request, slug)
    items = actions.accept_all(document=document, by=signed(request), at=timezone.now())
    return {"items": [item.slug for item in items]}


@router.get("/candidates/{id}", response=CandidateOut)
def get_candidate(request: HttpRequest, id: Path[Id], response: HttpResponse) -> Any:
    """One candidate. Its ETag guards a later correction."""
    found = candidate_or_404(request, id)
    response["ETag"] = etag_of(found)
    return candidate_out(found)


@router.patch("/candidates/{id}", response=CandidateOut)
def correct_candidate(
    request: HttpRequest,
    id: Path[Id],
    told: FoundIn,
    response: HttpResponse,
    if_match: Annotated[str, Header(alias="If-Match", max_length=1_000)] = "",
) -> Any:
    """Correct what was found. With `If-Match`, only where nobody has changed it since (else 412)."""
    changes = _changes(told)
    with transaction.atomic():
        found = candidate_or_404(request, id, locked=True)
        known = parse_etags(if_match) if if_match else ["*"]
        if "*" not in known and etag_of(found) not in known:
            raise HttpError(412, _("Somebody has changed it meanwhile. Read it again."))
        found = actions.correct(
            candidate=found, changes=changes, by=signed(request), at=timezone.now()
        )
    response["ETag"] = etag_of(found)
    return candidate_out(found)


def _changes(told: FoundIn) -> dict[str, Any]:
    """The fields that were sent, as a candidate keeps them."""
    whole = told.model_dump(mode="json")
    whole["acts"] = [{k: v for k, v in act.items() if v is not None} for act in whole["acts"]]
    for name in ("addressees", "co_addressees"):
        whole[name] = [_known(one) for one in whole[name]]
    return {name: whole[name] for name in told.model_fields_set}


def _known(one: dict[str, Any]) -> dict[str, Any]:
    """An addressee with its party by the code that the register keeps."""
    reference = one["party"]
    return one | {"party": queries.reference_of(queries.party(reference)) if reference else ""}


@router.post("/candidates/{id}/accept", response={201: ItemRow})
def accept_candidate(request: HttpRequest, id: Path[Id]) -> Any:
    """Enter it into the register."""
    item = actions.accept(
        candidate=candidate_or_404(request, id), by=signed(request), at=timezone.now()
    )
    today = timezone.now().date()
    return Status(201, item_rows([item_or_404(request, item.slug)], today=today)[0])


@router.post("/candidates/{id}/reject", response=CandidateOut)
def reject_candidate(request: HttpRequest, id: Path[Id]) -> Any:
    """Leave it out of the register."""
    found = candidate_or_404(request, id)
    return candidate_out(actions.reject(candidate=found, by=signed(request), at=timezone.now()))


@router.post("/candidates/{id}/restore", response=CandidateOut)
def restore_candidate(request: HttpRequest, id: Path[Id]) -> Any:
    """Take back that it was left out."""
    found = candidate_or_404(request, id)
    return candidate_out(actions.restore(candidate=found, by=signed(request), at=timezone.now()))


@router.post("/candidates/{id}/merge", response=CandidateOut)
def merge_candidates(request: HttpRequest, id: Path[Id], told: Merge) -> Any:
    """Make one of it and another of the same document."""
    first, second = candidate_or_404(request, id), candidate_or_404(request, told.other)
    merged = actions.merge(first=first, second=second, by=signed(request), at=timezone.now())
    return candidate_out(merged)


@router.post("/candidates/{id}/split", response=list[CandidateOut])
def split_candidate(request: HttpRequest, id: Path[Id]) -> Any:
    """Make one candidate of each of its acts."""
    found = candidate_or_404(request, id)
    made = actions.split(candidate=found, by=signed(request), at=timezone.now())
    return [candidate_out(one) for one in made]
