"""The status report as at a day."""

from datetime import date
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema

from quintet.core.rest import EVERYBODY, caller
from quintet.core.rest.words import Day
from quintet.followup import queries
from quintet.followup.documents.formats import FORMATS
from quintet.followup.documents.report import Count, Row
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


class ReportAsked(Narrowed):
    as_at: Day | None = Field(None, description="What was known at the end of this day; today.")
    language: Literal["ar", "zh-hans", "en", "fr", "ru", "es"] | None = Field(
        None, description="Else the language of Accept-Language."
    )
    format: Literal["json", "docx", "pdf", "xlsx", "csv"] = "json"


@router.get("/report", auth=EVERYBODY, response=ReportOut, openapi_extra=FILES)
def get_report(request: HttpRequest, asked: Query[ReportAsked]) -> HttpResponse:
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
