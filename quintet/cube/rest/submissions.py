"""Figures on their way: submitted, checked, repaired, explained, approved, returned, published."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import duckdb
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Path, Query, Router, Schema, Status, UploadedFile
from pydantic import create_model

from quintet.core.public import NotAllowed, Organization
from quintet.core.rest import Page, Paging, page_by_place, page_of, signed
from quintet.core.rest.words import Code, Line, Words
from quintet.cube import actions, permissions, queries, tasks
from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.report.answer import csv_lines
from quintet.cube.engine.report.spool import read_page
from quintet.cube.engine.store import Damaged, Unpublishable
from quintet.cube.models import Submission
from quintet.cube.rest.shown import (
    FiguresDifferenceOut,
    FindingOut,
    RepairsOut,
    SubmissionOut,
    difference_out,
    finding_out,
    submission_out,
)
from quintet.cube.rules import State
from quintet.cube.views import files

router = Router(tags=["figures on their way"])
BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
DOWNLOAD: dict[str, Any] = {"responses": {200: {"description": "The file", "content": BYTES}}}
CSV = {"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}}
Year = Annotated[int, Field(ge=1, le=9_999, examples=[2024])]
Measure = Annotated[str, Field(pattern=r"^[a-z_]{1,20}$", examples=["expense"])]
Amount = Annotated[Decimal, Field(max_digits=18, decimal_places=2)]
Cell = Annotated[str, Field(max_length=1_000)]

Figure = create_model(
    "FigureIn",
    __base__=Schema,
    __doc__="One figure, by the columns of the template; all of it is text: target 16.10 is not 16.1.",
    **dict.fromkeys(NAMES, (Cell, "")),  # type: ignore[call-overload]
)


class FiguresIn(Schema):
    organization: Code = Field(examples=["WHO"])
    year: Year
    measure: Measure
    control_total: Amount | None = Field(None, description="What the accounts give.")
    note: Words = ""
    reason: Words = ""
    name: Line = Field("figures.csv", description="Of the file that they are kept as.")
    figures: list[Figure] = Field(min_length=1, max_length=100_000)  # type: ignore[valid-type]


class Explanation(Schema):
    """What is left out stays as it is."""

    note: Words | None = Field(None, description="What must be known; published with the figures.")
    reason: Words | None = Field(
        None, description="Why warnings stay, why published figures change."
    )


class RepairsIn(Schema):
    proposals: list[Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]] = Field(
        description="Identifiers of those to accept.", min_length=1, max_length=10_000
    )


class ReasonIn(Schema):
    reason: Words


class WaitingOut(Schema):
    to_publish: list[SubmissionOut]
    to_approve: list[SubmissionOut]
    to_mend: list[SubmissionOut] = Field(
        description="With errors, unreadable or returned, or lacking the reason."
    )


@router.get("/waiting", response=WaitingOut)
def get_figures_waiting(request: HttpRequest) -> Any:
    """The figures that wait for me, by what I can do about them."""
    found = queries.waiting(signed(request), timezone.now().date())
    return {
        name: [submission_out(one) for one in getattr(found, name)]
        for name in ("to_publish", "to_approve", "to_mend")
    }


@router.get("/submissions", response=Page[SubmissionOut])
def list_submissions(
    request: HttpRequest,
    paging: Query[Paging],
    state: State | None = None,
    organization: Code | None = None,
    year: Year | None = None,
    measure: Measure | None = None,
) -> Any:
    """What you may see of what is submitted, the newest first."""
    rows = queries.submissions_seen(signed(request), timezone.now().date())
    told = {"state": state, "year": year, "measure": measure}
    rows = rows.filter(**{name: value for name, value in told.items() if value})
    if organization:
        rows = rows.filter(organization__code__iexact=organization)
    return page_of(rows, paging, "-pk", show=lambda page: [submission_out(one) for one in page])


@router.post("/submissions", response={201: SubmissionOut, 200: SubmissionOut})
def submit_figures(
    request: HttpRequest,
    organization: Form[Code],
    year: Form[Year],
    measure: Form[Measure],
    file: File[UploadedFile],
    control_total: Form[Amount | None] = None,
    note: Form[Words | None] = None,
    reason: Form[Words | None] = None,
) -> Any:
    """Submit a file of figures (CSV, XLSX, SDMX, IATI) of an organization that you submit for.

    It is checked afterwards. 201: it is new. 200: this file is under way or published already, and
    nothing was changed.
    """
    return _submitted(
        request,
        organization,
        year=year,
        measure=measure,
        file=file,
        name=(file.name or "figures").replace("\x00", ""),
        control_total=control_total,
        note=note or "",
        reason=reason or "",
    )


@router.post("/submissions/figures", response={201: SubmissionOut, 200: SubmissionOut})
def submit_rows(request: HttpRequest, told: FiguresIn) -> Any:
    """Submit figures as JSON, up to 2 MB of it; they are kept as the CSV of the template."""
    facts = told.dict(exclude={"figures", "organization"})
    rows = ([getattr(one, name) for name in NAMES] for one in told.figures)
    text = "".join(csv_lines(NAMES, rows)).encode("utf-8", "surrogatepass")
    return _submitted(request, told.organization, file=io.BytesIO(text), **facts)


def _submitted(request: HttpRequest, organization: str, **told: Any) -> Status[Any]:
    party = get_object_or_404(Organization, code__iexact=organization)
    submission, new = actions.submit(
        organization=party, by=signed(request), at=timezone.now(), **told
    )
    if new:
        tasks.check_submission.enqueue(submission.pk)
    return Status(201 if new else 200, _whole(request, submission.uuid))


@router.get("/submissions/{uuid:uuid}", response=SubmissionOut)
def get_submission(request: HttpRequest, uuid: Path[UUID]) -> Any:
    """One submission, with what was found in figures."""
    return _whole(request, uuid)


@router.patch("/submissions/{uuid:uuid}", response=SubmissionOut)
def explain_submission(request: HttpRequest, uuid: Path[UUID], told: Explanation) -> Any:
    """Say what must be known of the figures, and why warnings stay or published figures change."""
    found = submission_or_404(request, uuid)
    words = {"note": found.note, "reason": found.reason}
    words |= {name: text for name, text in told.dict().items() if text is not None}
    return _acted(request, uuid, actions.explain, **words)


@router.get("/submissions/{uuid:uuid}/findings", response=Page[FindingOut])
def list_findings(request: HttpRequest, uuid: Path[UUID], paging: Query[Paging]) -> Any:
    """All that was found, in the order of the check. 404 until it is checked."""
    found = submission_or_404(request, uuid)
    files.findings_of(found)  # raises Http404
    spool = queries.work_folder(found) / queries.FINDINGS
    language = get_language() or "en"
    return page_by_place(
        paging,
        f"findings:{found.uuid}:{found.checked_at}",
        read=lambda place, most: read_page(spool, place, most),
        show=lambda some: [finding_out(one, language) for one in some],
    )


@router.get("/submissions/{uuid:uuid}/findings.csv", openapi_extra=CSV)
def get_findings_csv(request: HttpRequest, uuid: Path[UUID]) -> StreamingHttpResponse:
    """All that was found, as CSV."""
    return files.findings_csv(submission_or_404(request, uuid), get_language() or "en")


@router.get("/submissions/{uuid:uuid}/marked", openapi_extra=DOWNLOAD)
def get_marked_file(request: HttpRequest, uuid: Path[UUID]) -> FileResponse:
    """The submitted file with the findings beside its rows (XLSX)."""
    return files.marked(submission_or_404(request, uuid))


@router.get("/submissions/{uuid:uuid}/file", openapi_extra=DOWNLOAD)
def get_submitted_file(request: HttpRequest, uuid: Path[UUID]) -> FileResponse:
    """The file itself, as it came in."""
    return files.submitted(submission_or_404(request, uuid))


@router.get("/submissions/{uuid:uuid}/repairs", response=RepairsOut)
def list_repairs(request: HttpRequest, uuid: Path[UUID]) -> Any:
    """The repairs that the check proposes, and those that were accepted."""
    found = submission_or_404(request, uuid)
    names = ("rule", "column", "was", "becomes", "rows")
    return {
        "proposed": [
            {"id": one.id} | {name: getattr(one, name) for name in names}
            for one in queries.digest(found).proposals
        ],
        "accepted": [
            {"id": one.proposal, "by": str(one.by), "at": one.at}
            | {name: getattr(one, name) for name in names}
            for one in found.repairs.select_related("by")
        ],
    }


@router.post("/submissions/{uuid:uuid}/repairs", response=SubmissionOut)
def accept_repairs(request: HttpRequest, uuid: Path[UUID], told: RepairsIn) -> Any:
    """Accept proposed repairs; the figures are checked again, the file stays as it is."""
    found = submission_or_404(request, uuid)
    if not permissions.may_mend(signed(request), found, timezone.now().date()):
        raise PermissionDenied
    chosen = actions.chosen(queries.digest(found).proposals, told.proposals)
    work = tasks.check_submission
    return _acted(request, uuid, actions.accept_repairs, work=work, proposals=chosen)


@router.get("/submissions/{uuid:uuid}/difference", response=FiguresDifferenceOut)
def get_difference(request: HttpRequest, uuid: Path[UUID]) -> Any:
    """What it would change of what is published. 404 where nothing is, or it has errors."""
    found = submission_or_404(request, uuid)
    if State(found.state) not in (State.CHECKED, State.APPROVED):
        raise Http404(_("It has been decided already, or is not checked yet."))
    try:
        difference = queries.draft_difference(found)
    except (Unpublishable, Damaged, duckdb.IOException) as why:
        raise NotAllowed(str(why)) from why
    if difference is None:
        raise Http404(_("Nothing of the kind is published yet."))
    return difference_out(difference)


@router.post("/submissions/{uuid:uuid}/approve", response=SubmissionOut)
def approve_submission(request: HttpRequest, uuid: Path[UUID]) -> Any:
    """Approve figures, as a second person of the organization."""
    return _acted(request, uuid, actions.approve)


@router.post("/submissions/{uuid:uuid}/return", response=SubmissionOut)
def return_submission(request: HttpRequest, uuid: Path[UUID], told: ReasonIn) -> Any:
    """Return figures with the reason, as who may approve or publish them; they are submitted anew."""
    return _acted(request, uuid, actions.give_back, reason=told.reason)


@router.post("/submissions/{uuid:uuid}/publish", response=SubmissionOut)
def publish_submission(request: HttpRequest, uuid: Path[UUID]) -> Any:
    """Have approved figures published, as the secretariat; their file is written afterwards."""
    return _acted(request, uuid, actions.order_publication, work=tasks.publish_submission)


@router.post("/submissions/{uuid:uuid}/cancel", response=SubmissionOut)
def cancel_submission(request: HttpRequest, uuid: Path[UUID]) -> Any:
    """Take figures back before they are approved; a check that is under way ends."""
    return _acted(request, uuid, actions.cancel)


def submission_or_404(request: HttpRequest, uuid: UUID) -> Submission:
    """The submission, where the caller may see it; nobody learns that another exists."""
    found = queries.submissions().filter(uuid=uuid).first()
    if found is None or not permissions.may_see(signed(request), found, timezone.now().date()):
        raise Http404(_("There is nothing here that you may see."))
    return found


def _whole(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    return submission_out(submission_or_404(request, uuid))


def _acted(
    request: HttpRequest, uuid: UUID, act: Callable[..., Any], *, work: Any = None, **told: Any
) -> dict[str, Any]:
    """An act, the work that follows it, and the submission as it is then."""
    found = submission_or_404(request, uuid)
    act(submission=found, by=signed(request), at=timezone.now(), **told)
    if work:
        work.enqueue(found.pk)
    found = queries.submissions().get(pk=found.pk)
    return submission_out(found)
