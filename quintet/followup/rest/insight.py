"""Insight: the figures of the system, a body or an organization, the score, and the one-page summary."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema

from quintet.core.public import Body, Organization
from quintet.core.rest import EVERYBODY, caller
from quintet.core.rest.words import Code
from quintet.followup.documents import brief as documents
from quintet.followup.queries import insight
from quintet.followup.queries.insight import Scope, scored, words
from quintet.followup.queries.insight.words import Figured
from quintet.followup.rules.scoring import Band, Score, score

router = Router(tags=["insight"])
PDF = {
    "responses": {
        200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
    }
}


class FigureOut(Schema):
    """A count and its denominator. `query` narrows `/items` and `/summary` to what is behind it."""

    code: str = Field(examples=["verified"])
    label: str = Field(description="In the language of Accept-Language.")
    count: int
    of: int | None = Field(description="Its denominator; null: it is a whole.")
    of_words: str = Field(examples=["of 18 accepted in whole or in part"])
    query: str | None = Field(
        description="Null: there is nothing behind it.",
        examples=["body=HLCM&answer=taken_on&implementation=verified"],
    )


class RowOut(Schema):
    key: str = Field(description="What the row is of.", examples=["organization:WHO"])
    label: str
    figures: list[FigureOut]


class QuarterOut(Schema):
    since: date
    until: date
    figures: list[FigureOut]


class CycleSilence(Schema):
    slug: str
    title: str
    opened_on: date
    due_on: date
    asked: int
    answered: int
    silent: int


class ScorePart(Schema):
    part: str = Field(examples=["answers"])
    weight: int = Field(description="The points that it can give.")
    points: float | None = Field(description="Null: there is nothing to count.")
    inputs: list[FigureOut]


class ScoreOut(Schema):
    """Timeliness and quality in the manner of UNDP's published method; null: not enough to score."""

    points: float | None = Field(description="Of 100.")
    band: Band | None = Field(description="Green from 90 points, yellow from 75.")
    parts: list[ScorePart]


class InsightOut(Schema):
    as_at: date
    counted_at: datetime | None = Field(description="Null: just now. Slow figures are kept.")
    lede: str
    figures: list[FigureOut]
    standing: list[FigureOut] = Field(description="Each answer asked for is in one of these.")
    ageing: list[FigureOut]
    since: date = Field(description="The day since which movement is counted.")
    movement: list[FigureOut]
    cycles: list[CycleSilence] = Field(description="Open reporting cycles.")
    quarters: list[QuarterOut]
    rows: list[RowOut] = Field(description="The table by one dimension.")
    score: ScoreOut


class ScoreRow(Schema):
    key: str
    label: str
    points: float | None
    band: Band | None
    parts: dict[str, float | None]


class ScoresOut(Schema):
    as_at: date
    counted_at: datetime | None
    rows: list[ScoreRow]


class About(Schema):
    """What the figures are of: a body, else an organization, else the whole system."""

    body: Code | None = Field(None, description="Code of a body.", examples=["HLCM"])
    organization: Code | None = Field(None, description="Code of an organization.")

    def scope(self) -> tuple[Scope, str]:
        if self.body:
            body = get_object_or_404(Body, code__iexact=self.body)
            return Scope("body", body.code), body.name
        if self.organization:
            found = get_object_or_404(Organization, code__iexact=self.organization)
            return Scope("organization", found.code), found.name
        return Scope(), words.scope_name(Scope())


class InsightAsked(About):
    by: Literal["body", "organization", "kind", "goal", "nexus", "network", "place"] = Field(
        "kind", description="What the table is by; who answers: organization."
    )


class BriefAsked(About):
    language: Literal["ar", "zh-hans", "en", "fr", "ru", "es"] | None = Field(
        None, description="Else the language of Accept-Language."
    )
    format: Literal["json", "pdf"] = "json"


@router.get("/insight", auth=EVERYBODY, response=InsightOut)
def get_insight(request: HttpRequest, asked: Query[InsightAsked]) -> Any:
    """The figures of what you may see, each with its denominator and the query of its list."""
    scope, _name = asked.scope()
    at, person = timezone.now(), caller(request)
    kept = insight.dashboard(scope, person=person, at=at)
    table = insight.breakdown(scope, asked.by, person=person, at=at)
    numbers = kept.told
    return {
        "as_at": numbers.today,
        "counted_at": min(filter(None, (kept.at, table.at)), default=None),
        "lede": words.lede(numbers),
        "figures": _figures(words.headline(numbers)),
        "standing": _figures(words.standing(numbers)),
        "ageing": _figures(words.ageing(numbers)),
        "since": numbers.since,
        "movement": _figures(words.movement(numbers)),
        "cycles": [asdict(one) for one in numbers.open_cycles],
        "quarters": [
            {"since": quarter.since, "until": quarter.until, "figures": _figures(figures)}
            for quarter, (_label, figures) in zip(
                numbers.quarters, words.over_time(numbers), strict=True
            )
        ],
        "rows": [
            {"key": row.key, "label": row.label, "figures": _figures(row.figures.values())}
            for row in words.rows(scope, asked.by, table.told)
        ],
        "score": _score(score(numbers.scored), scope),
    }


@router.get("/insight/scores", auth=EVERYBODY, response=ScoresOut)
def get_scores(request: HttpRequest, by: Literal["organization", "body"] = "organization") -> Any:
    """The scores of all who answer, or of all bodies, highest first."""
    at = timezone.now()
    kept = insight.scoreboard(by, person=caller(request), at=at)
    rows, _sort = scored.score_rows(by, kept.told, "points")
    return {
        "as_at": at.date(),
        "counted_at": kept.at,
        "rows": [
            {
                "key": row.key,
                "label": row.label,
                "points": row.score.points,
                "band": row.score.band,
                "parts": {str(part): points for part, points in row.score.parts.items()},
            }
            for row in rows
        ],
    }


@router.get("/insight/brief", auth=EVERYBODY, response=documents.Brief, openapi_extra=PDF)
def get_brief(request: HttpRequest, asked: Query[BriefAsked]) -> Any:
    """The summary for a director, as data or as one page of PDF."""
    scope, name = asked.scope()
    at, person = timezone.now(), caller(request)
    kept = insight.dashboard(scope, person=person, at=at)
    language = asked.language or get_language() or "en"
    made = insight.brief(kept.told, name, language=language, person=person, today=at.date())
    if asked.format == "json":
        return made
    answer = HttpResponse(documents.to_pdf(made), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="summary-{made.issued_on}.pdf"'
    return answer


def _figures(told: Iterable[Figured]) -> list[dict[str, Any]]:
    names = FigureOut.model_fields
    return [{name: getattr(one, name) for name in names} for one in told]


def _score(told: Score, scope: Scope) -> dict[str, Any]:
    return {
        "points": told.points,
        "band": told.band,
        "parts": [
            {
                "part": part.code,
                "weight": part.weight,
                "points": told.parts[part.code],
                "inputs": _figures(part.inputs),
            }
            for part in scored.parts_of(told, scope)
        ],
    }
