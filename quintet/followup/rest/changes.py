"""What has changed between two days, or two issues of a cycle's report: as data, Word or CSV."""

from datetime import date, timedelta
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema

from quintet.core.rest import EVERYBODY, caller
from quintet.core.rest.words import Code, Count, Day, Reference, SessionNumber, Slug
from quintet.followup import queries
from quintet.followup.documents.changes import ChangeKind, Differences
from quintet.followup.documents.changes_data import CHANGE_FORMATS
from quintet.followup.models import ReportingCycle
from quintet.followup.rest.items import GoalCode
from quintet.followup.rules import Kind

router = Router(tags=["reports"])
MONTH = timedelta(days=30)
BYTES = {"schema": {"type": "string", "format": "binary"}}
FILES = {
    "responses": {
        200: {
            "content": {
                kind.partition(";")[0]: BYTES
                for kind, _write in CHANGE_FORMATS.values()
                if kind != "application/json"
            }
        }
    }
}
Language = Literal["ar", "zh-hans", "en", "fr", "ru", "es"]


class ChangeOut(Schema):
    kind: ChangeKind
    kind_label: str
    item: str = Field(examples=["ceb-2021-3-18"])
    number: str
    title: str
    source: str
    addressee: str
    addressee_code: str
    was: str = Field(description="What it was, in words.")
    now: str
    reason: str = Field(description="Why a deadline moved.")
    was_on: date | None = Field(description="The deadline before.")
    now_on: date | None


class DifferencesOut(Schema):
    title: str
    between: str
    heading: str
    subtitle: str
    language: str
    issued_on: date
    lede: str
    changes: list[ChangeOut] = Field(description="By kind, then in the order of the later report.")


class As(Schema):
    language: Language | None = Field(None, description="Else the language of Accept-Language.")
    format: Literal["json", "docx", "csv"] = "json"


class Between(As):
    """Two days, and what of the register: what changes from day to day narrows nothing."""

    since: Day | None = Field(
        None, alias="from", description="The end of this day; 30 days before the other."
    )
    until: Day | None = Field(None, alias="to", description="The end of this day; today.")
    body: Code | None = None
    session: SessionNumber | None = None
    document: Slug | None = None
    party: Reference | None = None
    kind: Kind | None = None
    goal: GoalCode | None = None


class Versions(As):
    since: Count | None = Field(None, alias="from", description="By default the one before.")
    until: Count | None = Field(None, alias="to", description="By default the newest.")


@router.get("/changes", auth=EVERYBODY, response=DifferencesOut, openapi_extra=FILES)
def get_changes(request: HttpRequest, asked: Query[Between]) -> HttpResponse:
    """What has changed in the register from the end of one day to the end of another."""
    names = ("body", "session", "document", "party", "kind", "goal")
    told = {name: str(value) for name in names if (value := getattr(asked, name))}
    today = timezone.now().date()
    until = asked.until or today
    found = queries.differences(
        queries.Filter(**told),
        since=asked.since or until - MONTH,
        until=until,
        language=asked.language or get_language() or "en",
        person=caller(request),
        today=today,
    )
    return _written(found, asked)


@router.get("/cycles/{slug}/changes", auth=EVERYBODY, response=DifferencesOut, openapi_extra=FILES)
def get_issued_changes(
    request: HttpRequest, slug: Path[Slug], asked: Query[Versions]
) -> HttpResponse:
    """What a later version of a cycle's issued report tells differently than an earlier one."""
    cycle = get_object_or_404(ReportingCycle, slug=slug)
    newest = queries.snapshots(cycle).first()
    if newest is None or (newest.version == 1 and asked.until is None):
        raise Http404(_("There are no two versions of this cycle's report to compare."))
    until = newest.version if asked.until is None else asked.until
    found = queries.issued_differences(
        cycle,
        since=until - 1 if asked.since is None else asked.since,
        until=until,
        language=asked.language or get_language() or "en",
        today=timezone.now().date(),
    )
    return _written(found, asked)


def _written(found: Differences, asked: As) -> HttpResponse:
    kind, write = CHANGE_FORMATS[asked.format]
    answer: Any = HttpResponse(write(found), content_type=kind)
    if asked.format != "json":
        name = f"changes-{found.issued_on.isoformat()}.{asked.format}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
