"""How items and addressees look in the API: the three axes side by side, never one column."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from ninja import Field, Schema

from quintet.core.public import Body, Organization, Person, Post, may_see_people
from quintet.followup import permissions, queries
from quintet.followup.models import (
    Addressee,
    Evidence,
    Item,
    ProgressEntry,
    QuestionAnswer,
    Response,
)
from quintet.followup.rules import (
    Answer,
    Disposition,
    Flag,
    Kind,
    Part,
    Progress,
    Record,
    Scheme,
    Verdict,
)

SLUG = Field(examples=["ceb-2021-3-18"])


class PartyOut(Schema):
    reference: str = Field(examples=["organization:WHO"])
    name: str = Field(examples=["World Health Organization"])


class AddresseeRow(Schema):
    """An item and one of those that it is addressed to: what they answer, claim, and others verified."""

    id: UUID
    item: str = SLUG
    party: PartyOut
    part: Part
    answer: Answer = Field(description="The management response, as approved.")
    claimed: Progress | None = Field(description="What the addressee claims; null: no word.")
    claimed_as_at: date | None
    verdict: Verdict | None = Field(description="What others have verified; null: it is open.")
    verdict_on: date | None
    proposed: bool = Field(description="Its closure is proposed, and awaits a verdict.")
    due_on: date | None
    heard_on: date | None = Field(description="The day of the last word from the addressee.")
    flags: list[Flag] = Field(description="What follows from the dates today.")
    responsible: list[str] = Field(examples=[["OES", "PMU"]])


class ItemRow(Schema):
    slug: str = SLUG
    kind: Kind
    number: str = Field(examples=["18"])
    paragraph: str
    title: str
    text: str = Field(description="The words of the source.")
    priority: str
    document: str = Field(examples=["ceb-2021-3"])
    source: str = Field(description="Symbol or title of the document.", examples=["CEB/2021/3"])
    goals: list[str] = Field(examples=[["3", "8.8"]])
    nexus: list[str] = Field(description="Codes of nexus areas.", examples=[["CITIES"]])
    networks: list[str] = Field(description="Codes of networks.", examples=[["HR-NETWORK"]])
    places: list[str] = Field(
        description="Countries and areas, by ISO 3166-1 alpha-3.", examples=[["KEN"]]
    )
    known_on: date
    published_on: date | None
    archived_on: date | None
    review_due_on: date | None = Field(description="When it is to be looked at again.")
    retires_on: date | None = Field(description="When it ends.")
    disposition: Disposition | None = Field(description="What was decided at its last review.")
    addressees: list[AddresseeRow]


class ReviewedOut(Schema):
    id: int
    record: Record
    by: str | None = Field(description="Its author. For people of the system.")
    at: datetime
    known_on: date | None = Field(description="Since when it counts; null: not approved.")
    reviewed_by: str | None
    reviewed_at: datetime | None
    review: str = Field(description="Why it was returned.")


class ResponseOut(ReviewedOut):
    version: int
    answer: Answer
    reason: str
    plan: str
    responsible: list[str]
    due_on: date | None


class EvidenceOut(Schema):
    id: int
    name: str
    url: str = Field(description="Empty for a file: get it by `/evidence/{id}/file`.")
    sha256: str | None = Field(description="Of the file, in hex.")


class ProgressOut(ReviewedOut):
    as_at: date
    status: Progress | None
    text: str
    proposes: bool = Field(description="It proposes closure.")
    evidence: list[EvidenceOut]


class DeadlineOut(Schema):
    due_on: date | None
    text: str = Field(description="As the source words it.")
    session: str | None = Field(description="With which it moves.", examples=["HLCM/42"])
    reason: str = Field(description="Why it moved.")
    known_on: date | None


class MilestoneOut(Schema):
    id: int
    text: str
    responsible: str
    due_on: date | None
    met_on: date | None


class VerificationOut(Schema):
    verdict: Verdict
    reason: str
    by: str | None
    at: datetime


class AddresseeOut(AddresseeRow):
    """An addressee with all that was said; what is not approved, for its own people only."""

    responses: list[ResponseOut]
    progress: list[ProgressOut]
    deadlines: list[DeadlineOut] = Field(description="Oldest first; the last one holds.")
    milestones: list[MilestoneOut]
    verifications: list[VerificationOut]


class ClauseOut(Schema):
    verb: str = Field(examples=["Requested"])
    text: str


class ItemOut(ItemRow):
    start: int = Field(description="Its place in the document's text, in characters.")
    end: int
    page: int | None
    addressee_text: str = Field(description="Whom it is addressed to, as the source words it.")
    status_text: str = Field(description="Its status, as the source words it.")
    symbols: list[str] = Field(description="Symbols of documents that it cites.")
    successor: str | None = Field(description="Slug of what takes its place.")
    predecessors: list[str] = Field(description="Slugs of what it takes the place of.")
    confirmed_by: str | None = Field(description="Who entered it. For people of the system.")
    confirmed_at: datetime
    clauses: list[ClauseOut]
    addressees: list[AddresseeOut]  # type: ignore[assignment]


def party_out(party: Organization | Body | Post) -> dict[str, Any]:
    return {"reference": queries.reference_of(party), "name": party.name}


def addressee_row(
    addressee: Addressee, *, today: date, opened: date | None = None
) -> dict[str, Any]:
    names = ("part", "answer", "claimed_as_at", "verdict_on", "proposed", "due_on", "heard_on")
    return {name: getattr(addressee, name) for name in (*names, "responsible")} | {
        "id": addressee.uuid,
        "item": addressee.item.slug,
        "party": party_out(addressee.party),
        "claimed": addressee.claimed or None,
        "verdict": addressee.verdict or None,
        "flags": queries.flags_of(addressee, today=today, opened=opened),
    }


def item_rows(items: Sequence[Item], *, today: date) -> list[dict[str, Any]]:
    """Items as rows: one query for all, where their addressees were fetched with them."""
    opened = queries.opened_on(items)
    found = []
    for item in items:
        rows = []
        for addressee in item.addressees.all():
            addressee.item = item
            rows.append(addressee_row(addressee, today=today, opened=opened.get(addressee.pk)))
        found.append(_item(item) | {"addressees": rows})
    return found


def past_rows(past: queries.PastRegister, keys: Sequence[int]) -> list[dict[str, Any]]:
    """Items as rows, as they stood on a past day."""
    return [
        _item(one.item)
        | {
            "source": one.source,
            "addressees": [addressee_row(of, today=past.day) for of in one.addressees],
        }
        for one in past.rows(keys)
    ]


def _item(item: Item) -> dict[str, Any]:
    names = (
        "slug", "kind", "number", "paragraph", "title", "text", "priority", "known_on",
        "published_on", "archived_on", "review_due_on", "retires_on",
    )  # fmt: skip
    return {name: getattr(item, name) for name in names} | {
        "disposition": item.disposition or None,
        "document": item.document.slug,
        "source": str(item.document),
        "goals": queries.tags_of(item, Scheme.GOAL),
        "nexus": queries.tags_of(item, Scheme.NEXUS),
        "networks": queries.tags_of(item, Scheme.NETWORK),
        "places": queries.tags_of(item, Scheme.PLACE),
    }


def item_out(item: Item, *, person: Person | None, today: date) -> dict[str, Any]:
    """An item whole."""
    prefetch_related_objects([item], "tags")
    addressees = list(queries.with_words(item.addressees.all()))
    opened = queries.opened_on([item])
    reviews = queries.reviews_of(item)
    successor = queries.successor_of(item, reviews, person=person, today=today)
    before = queries.predecessors_of(item, person=person, today=today)
    for addressee in addressees:
        addressee.item = item
    names = (
        "start", "end", "page", "addressee_text", "status_text", "symbols", "confirmed_at",
    )  # fmt: skip
    return (
        _item(item)
        | {name: getattr(item, name) for name in names}
        | {
            "confirmed_by": _name(item.confirmed_by, person, today),
            "successor": successor.slug if successor else None,
            "predecessors": [one.slug for one in before],
            "clauses": [{"verb": one.verb, "text": one.text} for one in item.clauses.all()],
            "addressees": [
                addressee_out(one, person=person, today=today, opened=opened.get(one.pk))
                for one in addressees
            ],
        }
    )


def addressee_out(
    addressee: Addressee, *, person: Person | None, today: date, opened: date | None = None
) -> dict[str, Any]:
    """An addressee fetched with its words, cut to what this person may see."""
    whole = permissions.may_see_unapproved(person, addressee, today)
    return addressee_row(addressee, today=today, opened=opened) | {
        "responses": [
            response_out(one, person=person, today=today)
            for one in addressee.responses.all()
            if whole or one.known_on
        ],
        "progress": [
            progress_out(one, person=person, today=today)
            for one in addressee.progress.all()
            if whole or one.known_on
        ],
        "deadlines": _deadlines(addressee),
        "milestones": [milestone_out(one) for one in addressee.milestones.all()],
        "verifications": [
            {
                "verdict": one.verdict,
                "reason": one.reason,
                "by": _name(one.by, person, today),
                "at": one.at,
            }
            for one in addressee.verifications.all()
        ],
    }


def _deadlines(addressee: Addressee) -> list[dict[str, Any]]:
    known = list(addressee.deadlines.all())
    return [
        {name: getattr(one, name) for name in ("due_on", "text", "known_on")}
        | {
            "session": queries.session_reference(one.session) if one.session else None,
            "reason": queries.why_moved(known[: place + 1]),
        }
        for place, one in enumerate(known)
    ]


def _reviewed(said: Response | ProgressEntry, person: Person | None, today: date) -> dict[str, Any]:
    names = ("id", "record", "at", "known_on", "reviewed_at")
    return {name: getattr(said, name) for name in names} | {
        "review": review_of(said),
        "by": _name(said.by, person, today),
        "reviewed_by": _name(said.reviewed_by, person, today),
    }


def review_of(said: Response | ProgressEntry | QuestionAnswer) -> str:
    """Why it was returned; what an officer noted beside an approval is the party's own business."""
    return said.review if said.record == Record.RETURNED else ""


def response_out(said: Response, *, person: Person | None, today: date) -> dict[str, Any]:
    names = ("version", "answer", "reason", "plan", "responsible", "due_on")
    return _reviewed(said, person, today) | {name: getattr(said, name) for name in names}


def progress_out(entry: ProgressEntry, *, person: Person | None, today: date) -> dict[str, Any]:
    return _reviewed(entry, person, today) | {
        "as_at": entry.as_at,
        "status": entry.status or None,
        "text": entry.text,
        "proposes": entry.proposes,
        "evidence": [_evidence(proof) for proof in entry.evidence.all()],
    }


def _evidence(proof: Evidence) -> dict[str, Any]:
    return {
        "id": proof.pk,
        "name": proof.name,
        "url": proof.url,
        "sha256": proof.file_id,
    }


def milestone_out(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in MilestoneOut.model_fields}


def _name(who: Person | None, person: Person | None, today: date) -> str | None:
    """Names of people are for people of the system."""
    return who.name if who and may_see_people(person, today) else None
