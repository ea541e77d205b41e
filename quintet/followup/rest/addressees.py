"""What an addressee answers and reports, who approves it, and what others verify."""

from typing import Annotated, Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from ninja import Field, File, Form, Path, Router, Schema, Status, UploadedFile
from pydantic import AfterValidator

from quintet.core.rest import EVERYBODY, caller, signed
from quintet.core.rest.words import Day, Id, Line, SessionReference, Words
from quintet.followup import actions
from quintet.followup.models import ProgressEntry, Response
from quintet.followup.rest.files import DOWNLOAD, download
from quintet.followup.rest.lookups import (
    addressee_or_404,
    evidence_or_404,
    milestone_or_404,
    said_or_404,
    session_or_refuse,
)
from quintet.followup.rest.shown import (
    AddresseeOut,
    MilestoneOut,
    ProgressOut,
    ResponseOut,
    addressee_out,
    milestone_out,
    progress_out,
    response_out,
)
from quintet.followup.rules import Answer, Progress, Verdict

router = Router(tags=["answers"])
ADDRESS = forms.URLField(assume_scheme="https", max_length=1_000)


def _address(told: str) -> str:
    """An address as the page takes it too."""
    try:
        return ADDRESS.clean(told)
    except ValidationError as why:
        raise ValueError(" ".join(why.messages)) from why


Link = Annotated[str, Field(max_length=1_000), AfterValidator(_address)]


class AnswerIn(Schema):
    """A management response: what the addressee answers, and what it will do about it."""

    answer: Answer = Field(examples=["accepted"])
    reason: Words = Field("", description="Needed where the answer is not a full yes.")
    plan: Words = Field("", description="What will be done.")
    responsible: list[Annotated[Line, Field(max_length=200)]] = Field(
        [], max_length=50, description="Units.", examples=[["OES"]]
    )
    due_on: Day | None = Field(None, description="By when.", examples=["2021-12-31"])
    draft: bool = Field(False, description="Keep it as a draft; else it goes for approval.")


class ProgressIn(Schema):
    """What was done, as at a day."""

    as_at: Day = Field(examples=["2021-10-01"])
    text: Words = Field(examples=["The register of risks was adopted."])
    status: Progress | None = Field(None, description="What is claimed; without it, only a word.")
    proposes: bool = Field(False, description="Propose closure, for what is implemented.")
    links: list[Link] = Field(
        [], max_length=50, description="Addresses that prove it.", examples=[["https://un.org/"]]
    )


class ReviewIn(Schema):
    approve: bool = Field(description="True: approve. False: return it to its author.")
    reason: Words = Field("", description="Needed to return it: what is missing.")


class DeadlineIn(Schema):
    """A day, or a session: then it is due on the session's first day, and moves with it."""

    due_on: Day | None = Field(None, examples=["2022-06-30"])
    session: SessionReference | None = None
    reason: Words = Field("", description="Needed where there was a deadline.")


class MilestoneIn(Schema):
    text: Line = Field(min_length=1, examples=["Draft policy circulated"])
    responsible: Annotated[Line, Field(max_length=200)] = ""
    due_on: Day | None = None


class MetIn(Schema):
    met_on: Day = Field(examples=["2021-09-30"])


class VerdictIn(Schema):
    verdict: Verdict = Field(examples=["implemented"])
    reason: Words = ""


@router.get("/addressees/{id}", auth=EVERYBODY, response=AddresseeOut)
def get_addressee(request: HttpRequest, id: Path[UUID]) -> Any:
    """One addressee with all that was said; what is not approved, for its own people only."""
    return _whole(request, id)


def _whole(request: HttpRequest, id: UUID) -> dict[str, Any]:
    found, today = addressee_or_404(request, id), timezone.now().date()
    return addressee_out(found, person=caller(request), today=today)


@router.post("/addressees/{id}/responses", response={201: ResponseOut})
def submit_response(request: HttpRequest, id: Path[UUID], told: AnswerIn) -> Any:
    """Answer for the addressee: a new version, for approval or as a draft. For its focal points."""
    person, at = signed(request), timezone.now()
    said = actions.submit_response(
        addressee=addressee_or_404(request, id), by=person, at=at, **told.model_dump()
    )
    return Status(201, response_out(said, person=person, today=at.date()))


@router.post("/responses/{id}/review", response=ResponseOut)
def review_response(request: HttpRequest, id: Path[Id], told: ReviewIn) -> Any:
    """Approve a response, or return it. For an officer of the addressee who is not its author."""
    said = said_or_404(request, Response, id)
    person, at = signed(request), timezone.now()
    said = actions.review_response(response=said, by=person, at=at, **told.model_dump())
    return response_out(said, person=person, today=at.date())


@router.post("/addressees/{id}/progress", response={201: ProgressOut})
def submit_progress(request: HttpRequest, id: Path[UUID], told: ProgressIn) -> Any:
    """Report what was done, for approval. For the addressee's focal points."""
    return Status(201, _submit(request, id, told, []))


@router.post("/addressees/{id}/progress/with-files", response={201: ProgressOut})
def submit_progress_with_files(
    request: HttpRequest, id: Path[UUID], told: Form[ProgressIn], files: File[list[UploadedFile]]
) -> Any:
    """Report what was done, with files that prove it: the same fields, as a form."""
    proofs = [
        actions.Proof(
            name=(file.name or "file").replace("\x00", ""),
            data=file.read(settings.UPLOAD_BOUND + 1),
        )
        for file in files
    ]
    return Status(201, _submit(request, id, told, proofs))


def _submit(
    request: HttpRequest, id: UUID, told: ProgressIn, files: list[actions.Proof]
) -> dict[str, Any]:
    person, at = signed(request), timezone.now()
    links = [actions.Proof(name=link, url=link) for link in told.links]
    entry = actions.submit_progress(
        addressee=addressee_or_404(request, id),
        evidence=[*links, *files],
        by=person,
        at=at,
        **told.model_dump(exclude={"links"}),
    )
    return progress_out(entry, person=person, today=at.date())


@router.post("/progress/{id}/review", response=ProgressOut)
def review_progress(request: HttpRequest, id: Path[Id], told: ReviewIn) -> Any:
    """Approve a progress entry, or return it. For an officer of the addressee, not its author."""
    entry = said_or_404(request, ProgressEntry, id)
    person, at = signed(request), timezone.now()
    entry = actions.review_progress(entry=entry, by=person, at=at, **told.model_dump())
    return progress_out(entry, person=person, today=at.date())


@router.post("/addressees/{id}/deadline", response=AddresseeOut)
def move_deadline(request: HttpRequest, id: Path[UUID], told: DeadlineIn) -> Any:
    """Set another deadline, by a day or at a session; the old one and the reason stay."""
    actions.move_deadline(
        addressee=addressee_or_404(request, id),
        by=signed(request),
        at=timezone.now(),
        due_on=told.due_on,
        session=session_or_refuse(told.session),
        reason=told.reason,
    )
    return _whole(request, id)


@router.post("/addressees/{id}/milestones", response={201: MilestoneOut})
def add_milestone(request: HttpRequest, id: Path[UUID], told: MilestoneIn) -> Any:
    """Plan a step on the way. For the addressee's focal points."""
    made = actions.add_milestone(
        addressee=addressee_or_404(request, id),
        by=signed(request),
        at=timezone.now(),
        **told.model_dump(),
    )
    return Status(201, milestone_out(made))


@router.post("/milestones/{id}/met", response=MilestoneOut)
def meet_milestone(request: HttpRequest, id: Path[Id], told: MetIn) -> Any:
    """Note the day on which a step was taken."""
    met = actions.meet_milestone(
        milestone=milestone_or_404(request, id),
        met_on=told.met_on,
        by=signed(request),
        at=timezone.now(),
    )
    return milestone_out(met)


@router.post("/addressees/{id}/verifications", response={201: AddresseeOut})
def verify_addressee(request: HttpRequest, id: Path[UUID], told: VerdictIn) -> Any:
    """Close what is claimed, return it, close it otherwise, or reopen it.

    For a verifier of who issued the item, neither owner nor author.
    """
    actions.verify(
        addressee=addressee_or_404(request, id),
        by=signed(request),
        at=timezone.now(),
        **told.model_dump(),
    )
    return Status(201, _whole(request, id))


@router.get("/evidence/{id}/file", auth=EVERYBODY, openapi_extra=DOWNLOAD)
def get_evidence_file(request: HttpRequest, id: Path[Id]) -> FileResponse:
    """A file of evidence: of approved progress, or of one's own."""
    proof = evidence_or_404(request, id)
    return download(proof.file, proof.name)  # type: ignore[arg-type]
