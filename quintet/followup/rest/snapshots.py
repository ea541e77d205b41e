"""The report of a closed cycle as it was issued, its files, and what a correction changed."""

from datetime import date
from typing import Any, Literal

from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema, Status

from quintet.core.rest import EVERYBODY, Page, Paging, page_of, signed
from quintet.core.rest.words import Id, Slug, Words
from quintet.followup import actions, queries
from quintet.followup.documents.changes import Change, ChangeKind
from quintet.followup.models import Snapshot
from quintet.followup.rest.cycles import cycle_or_404
from quintet.followup.rest.files import DOWNLOAD, download

router = Router(tags=["cycles"])
Language = Literal["ar", "zh-hans", "en", "fr", "ru", "es"]
Form = Literal["json", "docx", "pdf", "xlsx", "csv"]


class CorrectionIn(Schema):
    reason: Words = Field(description="Why it is issued again.", examples=["An answer was lost."])


class SnapshotFileOut(Schema):
    """A file that has been made; the others are made when they are first asked for."""

    language: Language
    form: Form
    sha256: str
    size: int


class SnapshotOut(Schema):
    cycle: str = Field(examples=["hlcm-2027-06-30"])
    version: int
    issued_on: date
    reason: str = Field(description="Why it was issued again; empty for the first.")
    files: list[SnapshotFileOut]


class DifferenceOut(Schema):
    """What a version tells differently than the one before it."""

    kind: ChangeKind
    item: str = Field(description="Slug.")
    addressee: str = Field(description="Code of the addressee.")
    was: str
    now: str
    reason: str


class IssuedAsked(Schema):
    language: Language | None = Field(None, description="Else the language of Accept-Language.")
    form: Form = "json"


def snapshot_or_404(slug: str, version: int) -> Snapshot:
    found = queries.snapshots(cycle_or_404(slug)).filter(version=version).first()
    if found is None:
        raise Http404(_("There is no such version of this cycle's report."))
    return found


@router.get("/cycles/{slug}/issued", auth=EVERYBODY, response=Page[SnapshotOut])
def list_issued(request: HttpRequest, slug: Path[Slug], paging: Query[Paging]) -> Any:
    """The versions of a cycle's report, newest first, each with the SHA-256 of its files."""
    rows = queries.snapshots(cycle_or_404(slug))
    return page_of(rows, paging, "-pk", show=lambda page: [_out(one) for one in page])


@router.post("/cycles/{slug}/issued", response={201: SnapshotOut})
def issue_again(request: HttpRequest, slug: Path[Slug], told: CorrectionIn) -> Any:
    """Issue the report of a closed cycle again, to correct it. For the cycle's secretariat."""
    made = actions.freeze(
        cycle=cycle_or_404(slug), reason=told.reason, by=signed(request), at=timezone.now()
    )
    return Status(201, _out(made))


@router.get("/cycles/{slug}/issued/{version}", auth=EVERYBODY, response=SnapshotOut)
def get_issued(request: HttpRequest, slug: Path[Slug], version: Path[Id]) -> Any:
    """A version of a cycle's report: when it was issued, why again, and its files so far."""
    return _out(snapshot_or_404(slug, version))


@router.get("/cycles/{slug}/issued/{version}/report", auth=EVERYBODY, openapi_extra=DOWNLOAD)
def get_issued_report(
    request: HttpRequest, slug: Path[Slug], version: Path[Id], asked: Query[IssuedAsked]
) -> FileResponse:
    """The report as it was issued: the same bytes for everybody, ever after."""
    made = actions.issue(
        snapshot=snapshot_or_404(slug, version),
        language=asked.language or get_language() or "en",
        form=asked.form,
        at=timezone.now(),
    )
    return download(made.file, queries.file_name(made))


@router.get("/cycles/{slug}/issued/{version}/changes", auth=EVERYBODY, response=list[DifferenceOut])
def list_corrections(request: HttpRequest, slug: Path[Slug], version: Path[Id]) -> Any:
    """What a version tells differently than the one before it; nothing of the first."""
    snapshot = snapshot_or_404(slug, version)
    found = queries.corrections(snapshot, language=get_language() or "en")
    return [_difference(change) for change in found]


def _out(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "cycle": snapshot.cycle.slug,
        "version": snapshot.version,
        "issued_on": snapshot.issued_on,
        "reason": snapshot.reason,
        "files": [
            {
                "language": one.language,
                "form": one.form,
                "sha256": one.file_id,
                "size": one.file.size,
            }
            for one in snapshot.files.all()
        ],
    }


def _difference(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "item": change.row.item,
        "addressee": change.row.addressee_code,
        "was": change.was,
        "now": change.now,
        "reason": change.reason,
    }
