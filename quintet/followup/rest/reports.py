"""The status report as at a day, and the reporting cycles that ask for it."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema, Status

from quintet.core.public import Body
from quintet.core.rest import EVERYBODY, Page, Paging, caller, page_of, signed
from quintet.core.rest.words import Code, Day
from quintet.followup import actions, queries
from quintet.followup.documents.formats import FORMATS
from quintet.followup.documents.report import Count, Row
from quintet.followup.models import ReportingCycle
from quintet.followup.rest.items import Narrowed

router = Router(tags=["reports"])
BYTES = {"schema": {"type": "string", "format": "binary"}}
FILES = {
    "responses": {
        200: {
            "content": {
                kind.partition(";")[0]: BYTES
                for kind, _write in FORMATS.values()
                if kind != "application/json"
            }
        }
    }
}


class ReportOut(Schema):
    """The report as data: codes as well as words."""

    title: str
    heading: str
    subtitle: str
    language: str
    as_at: date
    issued_on: date
    lede: str = Field(description="The summary in two sentences.")
    counts: list[Count]
    rows: list[Row]
    links: dict[str, str]


class Asked(Narrowed):
    as_at: Day | None = Field(None, description="What was known at the end of this day; today.")
    language: Literal["ar", "zh-hans", "en", "fr", "ru", "es"] | None = Field(
        None, description="Else the language of Accept-Language."
    )
    format: Literal["json", "docx", "pdf", "xlsx", "csv"] = "json"


class CycleIn(Schema):
    body: Code = Field(examples=["HLCM"])
    as_at: Day = Field(description="The day that progress is asked for.", examples=["2027-06-30"])
    due_on: Day = Field(description="Answers by this day.", examples=["2027-07-31"])


class CycleOut(Schema):
    id: int
    body: str | None = Field(examples=["HLCM"])
    as_at: date
    opened_on: date = Field(description="Who has said nothing since is silent.")
    due_on: date


@router.get("/report", auth=EVERYBODY, response=ReportOut, openapi_extra=FILES)
def get_report(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """The status of implementation as at a day: as data, or as Word, PDF, Excel or CSV."""
    today = timezone.now().date()
    as_at = asked.as_at or today
    report = queries.report(
        asked.wanted(),
        as_at=as_at,
        language=asked.language or get_language() or "en",
        person=caller(request),
        today=today,
    )
    kind, write = FORMATS[asked.format]
    answer = HttpResponse(write(report), content_type=kind)
    if asked.format != "json":
        name = f"status-{as_at.isoformat()}.{asked.format}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@router.get("/cycles", response=Page[CycleOut])
def list_cycles(request: HttpRequest, paging: Query[Paging], body: Code | None = None) -> Any:
    """The reporting cycles, newest first; of one body, if you name it."""
    rows = ReportingCycle.objects.select_related("body")
    if body:
        rows = rows.filter(body__code__iexact=body)
    return page_of(rows, paging, "-pk", show=lambda page: [cycle_out(one) for one in page])


@router.post("/cycles", response={201: CycleOut})
def open_cycle(request: HttpRequest, told: CycleIn) -> Any:
    """Ask all addressees of a body for progress as at a day. For its secretariat."""
    cycle = actions.open_cycle(
        body=get_object_or_404(Body, code__iexact=told.body),
        as_at=told.as_at,
        due_on=told.due_on,
        by=signed(request),
        at=timezone.now(),
    )
    return Status(201, cycle_out(cycle))


def cycle_out(cycle: ReportingCycle) -> dict[str, Any]:
    told = {name: getattr(cycle, name) for name in ("id", "as_at", "opened_on", "due_on")}
    return told | {"body": cycle.body.code if cycle.body else None}
