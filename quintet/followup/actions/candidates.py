"""What a person says of the candidates: accept, correct, merge, split, reject, add."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from pydantic import ValidationError

from quintet.core import public as core
from quintet.core.public import Body, NotAllowed, Person, Session
from quintet.followup import permissions, queries
from quintet.followup.actions.addressees import settle
from quintet.followup.actions.documents import free_slug
from quintet.followup.actions.found import Found
from quintet.followup.actions.sessions import session_named
from quintet.followup.models import (
    Addressee,
    Candidate,
    Clause,
    Deadline,
    Document,
    Item,
    Milestone,
    ProgressEntry,
    Response,
)
from quintet.followup.rules import Answer, Kind, Part, Progress, Proposal, Record

# Intake reads four states; what is closed by somebody's word is claimed here, not verified.
CLAIMS = {
    "not_started": Progress.NOT_STARTED,
    "in_progress": Progress.IN_PROGRESS,
    "implemented": Progress.IMPLEMENTED,
    "closed": Progress.IMPLEMENTED,
}


@transaction.atomic
def accept(*, candidate: Candidate, by: Person, at: datetime) -> Item:
    """Enter a candidate into the register, with what the document itself tells of it.

    The answers, deadlines and progress that a published report tells are known since its own day.
    """
    candidate = _open(candidate, by, at)
    document, found = candidate.document, candidate.found
    known_on = min(document.dated_on or at.date(), at.date())
    item = Item.objects.create(
        slug=free_slug(
            Item.objects.all(), f"{document.slug}-{found['number'] or found['paragraph']}", 120
        ),
        document=document,
        candidate=candidate,
        kind=found["kind"],
        number=(found["number"] or found["paragraph"] or str(candidate.position + 1))[:40],
        paragraph=found["paragraph"][:40],
        order=candidate.start,
        title=found["title"][:500],
        text=found["text"],
        addressee_text="; ".join(
            told["text"] for told in found["addressees"] + found["co_addressees"]
        ),
        status_text=found["status_text"][:300],
        symbols=found["symbols"],
        start=candidate.start,
        end=candidate.end,
        page=found["page"],
        confirmed_by=by,
        confirmed_at=at,
        known_on=known_on,
    )
    Clause.objects.bulk_create(
        Clause(item=item, position=position, verb=act["verb"][:120], text=act["text"])
        for position, act in enumerate(found["acts"])
    )
    addressees = _address(item, known_on)
    for addressee in addressees:
        if addressee.part == Part.LEAD:
            _tell(addressee, found, by, at)
        settle(addressee, today=at.date())
    _decide(candidate, Proposal.ACCEPTED, by, at)
    core.record(
        organization=document.organization,
        by=by,
        at=at,
        verb="followup.entered",
        subject=f"item:{item.slug}",
        document=document.slug,
        number=item.number,
        text=item.text,
        addressees=[addressee.party.code for addressee in addressees],
        known_on=known_on.isoformat(),
    )
    return item


@transaction.atomic
def accept_all(*, document: Document, by: Person, at: datetime) -> list[Item]:
    """Accept every candidate that nobody has decided on yet."""
    waiting = document.candidates.filter(proposal=Proposal.PROPOSED)
    return [accept(candidate=candidate, by=by, at=at) for candidate in waiting]


@transaction.atomic
def reject(*, candidate: Candidate, by: Person, at: datetime) -> Candidate:
    """Leave a candidate out of the register."""
    candidate = _open(candidate, by, at)
    _decide(candidate, Proposal.REJECTED, by, at)
    _record(candidate, by, at, "followup.rejected")
    return candidate


@transaction.atomic
def restore(*, candidate: Candidate, by: Person, at: datetime) -> Candidate:
    """Take back a rejection."""
    candidate = _locked(candidate, by, at)
    if candidate.proposal != Proposal.REJECTED:
        raise NotAllowed(_("Only what was left out can be taken back."))
    candidate.proposal, candidate.decided_by, candidate.decided_at = Proposal.PROPOSED, None, None
    candidate.save(update_fields=["proposal", "decided_by", "decided_at"])
    _record(candidate, by, at, "followup.restored")
    return candidate


@transaction.atomic
def correct(
    *, candidate: Candidate, changes: dict[str, Any], by: Person, at: datetime
) -> Candidate:
    """Correct what intake found, before it enters the register. `changes`: fields of `found`."""
    candidate = _open(candidate, by, at)
    try:
        Found.model_validate(changes)
    except ValidationError as refusal:
        names = {str(error["loc"][0]) for error in refusal.errors()}
        raise NotAllowed(
            _("Not understood: %(names)s") % {"names": ", ".join(sorted(names))}
        ) from None
    candidate.found = candidate.found | changes
    candidate.save(update_fields=["found"])
    _record(candidate, by, at, "followup.candidate_corrected", fields=sorted(changes))
    return candidate


@transaction.atomic
def merge(*, first: Candidate, second: Candidate, by: Person, at: datetime) -> Candidate:
    """Make one candidate of two: the first takes over the second's words, acts and addressees."""
    first, second = _open(first, by, at), _open(second, by, at)
    if first.document_id != second.document_id or first.pk == second.pk:
        raise NotAllowed(_("Two different candidates of one document can be merged."))
    if second.start < first.start:
        first, second = second, first
    joined = dict(first.found)
    for name, value in second.found.items():
        if isinstance(value, list):
            joined[name] = joined[name] + [told for told in value if told not in joined[name]]
        elif name in ("text", "response_text", "comments"):
            joined[name] = "\n".join(filter(None, [joined[name], value]))
        else:
            joined[name] = joined[name] or value
    first.found, first.end = joined, max(first.end, second.end)
    first.save(update_fields=["found", "end"])
    _decide(second, Proposal.MERGED, by, at)
    _record(first, by, at, "followup.merged", taken=second.found["number"])
    return first


@transaction.atomic
def split(*, candidate: Candidate, by: Person, at: datetime) -> list[Candidate]:
    """Make one candidate of each act."""
    candidate = _open(candidate, by, at)
    acts = candidate.found["acts"]
    if len(acts) < 2:
        raise NotAllowed(_("It holds one act: there is nothing to split."))
    letters = "abcdefghijklmnopqrstuvwxyz"
    made = [
        Candidate.objects.create(
            document=candidate.document,
            position=candidate.position,
            start=act.get("start", candidate.start),
            end=act.get("end", candidate.end),
            found=candidate.found
            | {
                "acts": [act],
                "text": act["text"],
                "number": f"{candidate.found['number']}{letters[place % 26]}",
            },
        )
        for place, act in enumerate(acts)
    ]
    _decide(candidate, Proposal.SPLIT, by, at)
    _record(candidate, by, at, "followup.split", into=len(made))
    return made


@transaction.atomic
def add_candidate(
    *, document: Document, start: int, end: int, kind: str, by: Person, at: datetime
) -> Candidate:
    """Add a candidate that intake missed: a passage of the text, by its half-open span."""
    if not permissions.keeps(by, document, at.date()):
        raise PermissionDenied
    if kind not in list(Kind):
        raise NotAllowed(_("Not understood: %(names)s") % {"names": kind})
    start, end = queries.trimmed(document.text, start, end)
    if start >= end:
        raise NotAllowed(_("Select the words of the passage."))
    paragraph = queries.paragraph_at(document, start)
    number = paragraph.number if paragraph else ""
    last = document.candidates.filter(start__lte=start).aggregate(last=Max("position"))["last"]
    candidate = Candidate.objects.create(
        document=document,
        position=last or 0,
        start=start,
        end=end,
        found=dict(queries.FOUND)
        | {
            "kind": kind,
            "number": number,
            "paragraph": number,
            "text": document.text[start:end],
            "page": paragraph.page if paragraph else None,
        },
    )
    _record(candidate, by, at, "followup.candidate_added")
    return candidate


@transaction.atomic
def leave_unread(*, document: Document, position: int, by: Person, at: datetime) -> None:
    """Say of a paragraph that looks like an act that it is none."""
    if not permissions.keeps(by, document, at.date()):
        raise PermissionDenied
    document = Document.objects.select_for_update().get(pk=document.pk)
    if not 0 <= position < len(document.unread):
        raise NotAllowed(_("There is no such paragraph."))
    told = document.unread[position]
    if told["left"]:
        return
    told["left"] = True
    document.save(update_fields=["unread"])
    core.record(
        organization=document.organization,
        by=by,
        at=at,
        verb="followup.left_unread",
        subject=f"document:{document.file_id}",
        paragraph=told["paragraph"],
        span=[told["start"], told["end"]],
    )


def _locked(candidate: Candidate, by: Person, at: datetime) -> Candidate:
    locked = Candidate.objects.select_for_update().get(pk=candidate.pk)
    if not permissions.keeps(by, locked.document, at.date()):
        raise PermissionDenied
    return locked


def _open(candidate: Candidate, by: Person, at: datetime) -> Candidate:
    locked = _locked(candidate, by, at)
    if locked.proposal != Proposal.PROPOSED:
        raise NotAllowed(_("It has been decided already."))
    return locked


def _decide(candidate: Candidate, proposal: Proposal, by: Person, at: datetime) -> None:
    candidate.proposal, candidate.decided_by, candidate.decided_at = proposal, by, at
    candidate.save(update_fields=["proposal", "decided_by", "decided_at"])


def _record(candidate: Candidate, by: Person, at: datetime, verb: str, **payload: Any) -> None:
    core.record(
        organization=candidate.document.organization,
        by=by,
        at=at,
        verb=verb,
        subject=f"document:{candidate.document.file_id}",
        number=candidate.found["number"],
        span=[candidate.start, candidate.end],
        **payload,
    )


def _address(item: Item, known_on: date) -> list[Addressee]:
    """The addressees that are known; a body's members each for themselves."""
    found = item.candidate.found  # type: ignore[union-attr]
    wanted: dict[tuple[str, str], Part] = {}
    for part, told in ((Part.LEAD, found["addressees"]), (Part.WITH, found["co_addressees"])):
        for party in queries.parties_told(told):
            wanted.setdefault(party, part)
    if not wanted and not item.document.body and item.kind == "recommendation":
        # An evaluation speaks to the organization that it is of.
        wanted["organization", item.document.organization.code] = Part.LEAD
    return [
        Addressee.objects.create(
            item=item,
            part=part,
            known_on=known_on,
            responsible=found["responsible"] if part is Part.LEAD else [],
            **{kind: queries.party(f"{kind}:{code}")},
        )
        for (kind, code), part in wanted.items()
    ]


def _tell(addressee: Addressee, found: dict[str, Any], by: Person, at: datetime) -> None:
    """Write what the report itself tells of an addressee: response, deadlines, progress."""
    word = {"addressee": addressee, "by": by, "at": at, "known_on": addressee.known_on}
    if found["response"]:
        Response.objects.create(
            **word,
            version=1,
            record=Record.APPROVED,
            answer=Answer(found["response"]),
            reason=found["response_text"] or "—",
            responsible=found["responsible"],
        )
    dues = sorted(_dues(found["due"], by, at), key=_dated_last)
    for due_on, text, _at_session in dues[:-1]:
        if due_on:
            Milestone.objects.create(**word, text=text[:500], due_on=due_on)
    for due_on, text, session in dues[-1:]:
        Deadline.objects.create(**word, due_on=due_on, text=text[:300], session=session)
    if found["comments"] or found["status"]:
        status = CLAIMS.get(found["status"] or "", "")
        if status is Progress.IMPLEMENTED and queries.goes_on(found["status_text"]):
            status = Progress.CONTINUING
        ProgressEntry.objects.create(
            **word,
            record=Record.APPROVED,
            as_at=addressee.known_on,
            status=status,
            text=found["comments"] or found["status_text"],
            proposes=status in (Progress.IMPLEMENTED, Progress.CONTINUING),
        )


Due = tuple[date | None, str, Session | None]


def _dues(told: list[dict[str, Any]], by: Person, at: datetime) -> list[Due]:
    """The deadlines that say when: by a date, or at a session, which counts with its own days."""
    found: list[Due] = []
    for due in told:
        body, _slash, number = due.get("session", "").partition("/")
        session = None
        if number:
            session = session_named(
                body=Body.objects.get(code=body), number=int(number), by=by, at=at
            )
        written = date.fromisoformat(due["date"]) if due["date"] else None
        due_on = session.starts_on or written if session else written
        if due_on or session:
            found.append((due_on, due["text"], session))
    return found


def _dated_last(due: Due) -> tuple[bool, date, str]:
    """What has a date comes after what has none, the latest last."""
    return due[0] is not None, due[0] or date.min, due[1]
