"""Dashboards, the score, and the one-page summary: each figure leads to its list in the register."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quintet.core.public import Body, Organization
from quintet.core.views.page import person_of, today
from quintet.followup import labels
from quintet.followup.documents import brief as documents
from quintet.followup.queries import insight
from quintet.followup.queries.insight import Scope, scored, words
from quintet.followup.queries.insight.words import Row
from quintet.followup.rules import scoring
from quintet.followup.rules.scoring import GREEN, PARTS, WEIGHTS, YELLOW
from quintet.followup.views import charts

SORTS = ("total", "answered", "taken_on", "verified", "claimed", "overdue", "long_overdue")


@require_GET
def system(request: HttpRequest) -> HttpResponse:
    return _dashboard(request, Scope(), words.scope_name(Scope()))


@require_GET
def body(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Body, code__iexact=code)
    return _dashboard(request, Scope("body", found.code), found.name)


@require_GET
def organization(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Organization, code__iexact=code)
    return _dashboard(request, Scope("organization", found.code), found.name)


def _dashboard(request: HttpRequest, scope: Scope, name: str) -> HttpResponse:
    by = request.GET.get("by", "")
    by = by if by in scope.dimensions else scope.dimensions[0]
    person, at = person_of(request), timezone.now()
    kept = insight.dashboard(scope, person=person, at=at)
    table = insight.breakdown(scope, by, person=person, at=at)
    numbers = kept.told
    rows, sort = _sorted(words.rows(scope, by, table.told), request.GET.get("sort", ""))
    score = scoring.score(numbers.scored)
    over_time = words.over_time(numbers)
    ageing = words.ageing(numbers)
    dimension = words.dimension_words()
    context = {
        "name": name,
        "scope": scope,
        "crumbs": _crumbs(name) if scope.kind != "system" else None,
        "numbers": numbers,
        "counted_at": min(filter(None, (kept.at, table.at)), default=None),
        "day": today(),
        "lede": words.lede(numbers),
        "headline": words.headline(numbers),
        "standing": words.standing(numbers),
        "bar": _bar(words.standing(numbers), numbers.counts["total"]),
        "ageing": ageing,
        "age_chart": charts.columns(
            [((words.age_months(one.code),), [one]) for one in ageing],
            title=_("How long what is open has been open, in months"),
        ),
        "cycles": [(one, words.silence(one, scope)) for one in numbers.open_cycles],
        "since": words.since_words(numbers),
        "movement": words.movement(numbers),
        "over_time": over_time,
        "time_chart": charts.columns(over_time, title=_("What came to be known, by quarter"))
        if any(one.count for _label, figures in over_time for one in figures)
        else None,
        "tabs": _tabs(scope, by),
        "rows": rows,
        "heads": _heads(by, sort),
        "by": by,
        "dimension": dimension[by],
        "row_chart": charts.bars(rows, title=dimension[by]) if rows else None,
        "score": score,
        "parts": scored.parts_of(score, scope),
        "band": _band(score.band),
        "formula": _formula(),
        "brief": f"{reverse('followup:brief')}?{words.query(_asked(scope))}".rstrip("?"),
    }
    return render(request, "followup/insight.html", context)


def _bar(figures: Sequence[Any], total: int) -> list[dict[str, Any]]:
    """The parts of kit/bar.html."""
    place, found = 0.0, []
    for one in figures:
        width = 100 * one.count / total
        found.append({"shape": one.shape, "x": round(place, 3), "width": round(width, 3)})
        place += width
    return found


def _crumbs(name: str) -> list[dict[str, str]]:
    return [{"label": _("Insight"), "url": reverse("followup:insight")}, {"label": name}]


def _tabs(scope: Scope, by: str) -> list[dict[str, Any]]:
    names = words.dimension_words()
    return [
        {"label": names[one], "url": f"?by={one}#by", "current": one == by}
        for one in scope.dimensions
    ]


def _heads(by: str, sort: str) -> list[dict[str, Any]]:
    """Heads of the table that sort it."""
    names = words.column_words()
    return [
        {"label": names[one], "url": f"?by={by}&sort={one}#by", "current": one == sort}
        for one in SORTS
    ]


def _sorted(rows: list[Row], sort: str) -> tuple[list[Row], str]:
    """Rows by one of their figures, the largest first."""
    sort = sort if sort in SORTS else SORTS[0]
    return sorted(rows, key=lambda row: (-row.figures[sort].count, row.label)), sort


def _band(band: Any) -> dict[str, Any] | None:
    """The colour of a score, as a word with a shape."""
    return {"code": labels.BAND_SHAPE[band], "label": labels.BAND[band]} if band else None


def _formula() -> dict[str, Any]:
    parts = scored.part_words()
    return {
        "parts": [(parts[part], WEIGHTS[part], len(PARTS[part])) for part in PARTS],
        "green": GREEN,
        "yellow": YELLOW,
    }


@require_GET
def scores(request: HttpRequest) -> HttpResponse:
    """The scores of all bodies, or of all who answer, to compare."""
    by = "body" if request.GET.get("by") == "body" else "organization"
    kept = insight.scoreboard(by, person=person_of(request), at=timezone.now())
    rows, sort = scored.score_rows(by, kept.told, request.GET.get("sort", ""))
    names = words.dimension_words()
    parts = scored.part_words()
    context = {
        "counted_at": kept.at,
        "day": today(),
        "crumbs": _crumbs(_("Scores")),
        "tabs": [
            {"label": names[one], "url": f"?by={one}", "current": one == by}
            for one in ("organization", "body")
        ],
        "heads": [
            {"label": label, "url": f"?by={by}&sort={code}", "current": code == sort}
            for code, label in (
                ("points", _("Score")),
                *((str(part), parts[part]) for part in PARTS),
            )
        ],
        "first_head": {"url": f"?by={by}&sort=name", "current": sort == "name"},
        "rows": [(row, _band(row.score.band)) for row in rows],
        "dimension": names[by],
        "formula": _formula(),
    }
    return render(request, "followup/insight_scores.html", context)


def _asked(scope: Scope) -> dict[str, str]:
    return {scope.kind: scope.code} if scope.code else {}


def _brief(request: HttpRequest) -> tuple[documents.Brief, Scope]:
    told = request.GET
    scope, name = Scope(), words.scope_name(Scope())
    for kind, model in (("body", Body), ("organization", Organization)):
        if code := told.get(kind):
            found = model.objects.filter(code__iexact=code).first() if "\x00" not in code else None  # type: ignore[attr-defined]
            if found is None:
                raise Http404
            scope, name = Scope(kind, found.code), found.name
            break
    at, person = timezone.now(), person_of(request)
    kept = insight.dashboard(scope, person=person, at=at)
    language = get_language() or "en"
    made = insight.brief(kept.told, name, language=language, person=person, today=at.date())
    return made, scope


@require_GET
def brief(request: HttpRequest) -> HttpResponse:
    """One page for a director."""
    told, scope = _brief(request)
    context = {
        "brief": told,
        "crumbs": _crumbs(told.title),
        "pdf": f"{reverse('followup:brief_pdf')}?{words.query(_asked(scope))}".rstrip("?"),
    }
    return render(request, "followup/insight_brief.html", context)


@require_GET
def brief_pdf(request: HttpRequest) -> HttpResponse:
    """The same page as PDF."""
    told, scope = _brief(request)
    answer = HttpResponse(documents.to_pdf(told), content_type="application/pdf")
    name = "-".join(filter(None, ["summary", scope.code.lower(), told.issued_on.isoformat()]))
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer
