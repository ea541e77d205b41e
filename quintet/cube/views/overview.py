"""What is in the cube: its home page, and the lists of organizations, places, goals, contributors."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quintet.core import public as core
from quintet.core.views.page import person_of, today
from quintet.cube import permissions, queries
from quintet.cube.engine.lists import lists
from quintet.cube.engine.questions import Filter, Question
from quintet.cube.engine.questions.question import NOT_TOLD
from quintet.cube.engine.questions.semantic import semantic
from quintet.cube.models import Publication
from quintet.cube.views.charts import Mark, treemap
from quintet.cube.views.charts.flows import Flow, flows
from quintet.cube.views.charts.map import choropleth
from quintet.cube.views.panels import (
    Told,
    ask_url,
    asked,
    label,
    language,
    line_url,
    money,
    names,
    panel,
    written,
)
from quintet.cube.views.profiles import FEW, TOLD_BY, year_asked

ALL = 500  # lines: of a list that is whole
LATELY = 5  # publications on the first page
FLOWING = ("contributor_group", "instrument_group", "function")  # each step of what is given


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The latest year in a sentence, over time, by organization and function; what is told; what was
    published lately; the way to everything else."""
    day, person = today(), person_of(request)
    years = queries.years_told(day)
    lately = Publication.objects.filter(withdrawn_on__isnull=True).select_related("organization")
    context: dict[str, Any] = {
        "as_at": day,
        "years": years,
        "lately": lately[:LATELY],
        "works": bool(permissions.submits_for(person, day)) or permissions.publishes(person, day),
    }
    if years:
        year, note = year_asked(request, years, queries.usual_year(day, "expense"))
        of_year = Filter("year", (str(year),))
        time = [
            asked("expense", "year", today=day, change="percent"),
            asked("revenue", "year", today=day, change="percent"),
            asked("entities", "year", today=day),
            asked("goal_share", "year", today=day),
            asked("core_share", "year", today=day),
        ]
        coverage = _coverage(year)
        context |= {
            "year": year,
            "note": note,
            "lede": _lede(time, year),
            "panels": [
                panel("by-year", _("By year"), *_answered(time), chart="lines"),
                panel(
                    "by-entity", _("Largest organizations"),
                    asked("expense", "entity", of_year, today=day, shares="column", sort="value",
                          limit=FEW),
                    chart="bars", year=year,
                ),
                panel(
                    "by-function", _("What it was spent for"),
                    asked("expense", "function", of_year, today=day, shares="column", sort="value"),
                    chart="bars", year=year,
                ),
            ],
            "coverage": coverage,
        }  # fmt: skip
    return render(request, "cube/home.html", context)


@require_GET
def organizations(request: HttpRequest) -> HttpResponse:
    """Every organization that tells figures of the year, and those that tell none."""

    def shown(year: int, of_year: Filter) -> dict[str, Any]:
        expense = _whole("expense", "entity", of_year)
        others = [
            asked(one, "entity", of_year, today=today(), sort="value", limit=ALL)
            for one in ("revenue", "core_share", "goal_share")
        ]
        table = panel("all", _("Expense and revenue"), expense, *others, year=year)
        return {"panels": [table], "silent": _silent("entity", expense)}

    return _index(request, _("Organizations"), "cube:organization", shown)


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """A map and a list of where it was spent."""

    def shown(year: int, of_year: Filter) -> dict[str, Any]:
        told = _whole("expense", "location", of_year)
        areas = _whole("expense", "region", of_year)
        answer = told.answer
        values = {
            code: (label(answer, code), cell.value)
            for (code, *_more), _column in (answer.cells if answer else {})
            if code not in (None, NOT_TOLD)
            and answer
            and (cell := told.cell(code))
            and cell.value is not None
        }
        title = _("Expense by country or area, %(year)s") % {"year": core.number_words(str(year))}
        chart = choropleth(values, title=title) if values else None
        table = panel("all", _("Countries, areas and regions"), told, year=year)
        return {
            "chart": chart,
            "chart_url": told.url,
            "chart_data": told.data,
            "panels": [panel("regions", _("Regions"), areas, year=year), table],
            "silent": _silent("location", told),
        }

    return _index(request, _("Places"), "cube:place", shown)


@require_GET
def goals(request: HttpRequest) -> HttpResponse:
    """What is coded by Sustainable Development Goal."""

    def shown(year: int, of_year: Filter) -> dict[str, Any]:
        told = _whole("goal_expense", "goal", of_year)
        count = asked("goal_entities", "goal", of_year, today=today(), sort="value")
        share = asked("goal_share", "goal", of_year, today=today(), sort="value")
        title = _("Expense by goal, %(year)s") % {"year": core.number_words(str(year))}
        return {
            "chart": _areas(told, title, year),
            "chart_url": told.url,
            "chart_data": told.data,
            "panels": [panel("all", _("By goal"), told, share, count, year=year)],
            "silent": _silent("goal", told),
        }

    return _index(request, _("Goals"), "cube:goal", shown)


@require_GET
def contributors(request: HttpRequest) -> HttpResponse:
    """Revenue by type of contributor, and how it flows from them as far as figures tell it."""

    def shown(year: int, of_year: Filter) -> dict[str, Any]:
        told = _whole("revenue", "contributor_type", of_year)
        share = asked("core_share", "contributor_type", of_year, today=today(), sort="value")
        known = queries.dimensions_told(today(), "revenue", year)
        columns = [semantic().dimensions[name].column for name in FLOWING]
        charts = [
            _flows(pair, of_year)
            for pair, both in zip(pairwise(FLOWING), pairwise(columns), strict=True)
            if known.issuperset(both)
        ]
        return {
            "flows": [one for one in charts if one],
            "panels": [
                panel("all", _("By type of contributor"), told, share, chart="bars", year=year),
                panel(
                    "by-instrument", _("By financing instrument"),
                    _whole("revenue", "instrument", of_year), chart="bars", year=year,
                ),
            ],
            "silent": _silent("contributor_type", told),
        }  # fmt: skip

    return _index(request, _("Contributors"), "cube:contributor", shown, "revenue")


def _index(
    request: HttpRequest, title: str, route: str, shown: Any, of: str = "expense"
) -> HttpResponse:
    years = queries.years_told(today(), of)
    context: dict[str, Any] = {"title": title, "route": route, "years": years, "as_at": today()}
    if years:
        year, note = year_asked(request, years, queries.usual_year(today(), of))
        context |= {"year": year, "note": note}
        context |= shown(year, Filter("year", (str(year),)))
    return render(request, "cube/index.html", context)


def _whole(measure: str, dimension: str, of_year: Filter) -> Told:
    return asked(
        measure, dimension, of_year, today=today(), shares="column", sort="value", limit=ALL
    )


def _answered(told: Sequence[Told]) -> list[Told]:
    return [one for one in told if one.answer and one.answer.all_lines] or [told[0]]


def _lede(time: Sequence[Told], year: int) -> str:
    """The year in a sentence, of what is told of it."""
    expense, revenue, number = (one.cell(str(year)) for one in time[:3])
    told = {"year": core.number_words(str(year))}
    if expense and expense.value is not None:
        told["expense"] = money(time[0], expense.value)
    if revenue and revenue.value is not None:
        told["revenue"] = money(time[1], revenue.value)
    if number and number.value is not None:
        told["number"] = core.number_words(int(number.value))
    if "expense" in told and "revenue" in told:
        return (
            _(
                "In %(year)s, %(number)s organizations spent %(expense)s. The revenue told is %(revenue)s."
            )
            % told
        )
    if "expense" in told:
        return _("In %(year)s, %(number)s organizations spent %(expense)s.") % told
    if "revenue" in told:
        return _("In %(year)s, the revenue told is %(revenue)s.") % told
    return ""


def _coverage(year: int) -> list[dict[str, str]]:
    """Of each dimension, how much of the year's expense or revenue tells it."""
    found = []
    for measure, dimensions in TOLD_BY.items():
        known = queries.dimensions_told(today(), measure, year)
        for name in dimensions:
            column = semantic().dimensions[name].column
            of_year = Filter("year", (str(year),))
            told = Told(Question(measure, rows=(name,), filters=(of_year,)), None)
            if column in known:
                told = asked(measure, name, of_year, today=today(), limit=1)
            part = told.answer.coverage.get(column) if told.answer else None
            found.append(
                {
                    "measure": capfirst(names(semantic().measures[measure].names)),
                    "dimension": capfirst(names(semantic().dimensions[name].names)),
                    "share": core.percent_words(part) if part is not None else "",
                    "url": ask_url(replace(told.question, limit=FEW, sort="value")),
                }
            )
    return found


def _silent(name: str, told: Told) -> list[tuple[str, str]]:
    """(code, name) of the codes of which nothing is told, by name."""
    lines = {line[0] for line in told.answer.lines} if told.answer else set()
    every = lists().get(name).codes.values()
    return sorted(
        (
            (one.code, one.name(language()))
            for one in every
            if one.code not in lines and not (name == "entity" and one.parent)
        ),
        key=lambda pair: pair[1],
    )


def _areas(told: Told, title: str, year: int) -> dict[str, Any] | None:
    answer = told.answer
    if answer is None:
        return None
    marks = [
        Mark(
            label(answer, line[0]), cell.value, line_url(answer, line[0], year), line[0] == NOT_TOLD
        )
        for line in answer.lines
        if line[0] is not None and (cell := told.cell(line[0])) and cell.value is not None
    ]
    return treemap([("", marks)], title=title) if marks else None


def _flows(pair: tuple[str, str], of_year: Filter) -> dict[str, Any] | None:
    """From one dimension to the next: cells that tell both, and what does not."""
    told = asked("revenue", ",".join(pair), of_year, today=today(), subtotals=False)
    answer = told.answer
    if answer is None:
        return None
    known = [semantic().dimensions[name] for name in pair]
    found = []
    for (start, end), _column in answer.cells:
        cell = answer.cells[(start, end), ()]
        if start is None or end is None or cell.value is None:
            continue
        start_name, end_name = (
            capfirst(answer.name(one, code, language()) or code)
            for one, code in zip(known, (start, end), strict=True)
        )
        found.append(Flow(start_name, end_name, cell.value, quiet=NOT_TOLD in (start, end)))
    title = _("Revenue from %(start)s to %(end)s") % {
        "start": names(known[0].names),
        "end": names(known[1].names),
    }
    if not any(not one.quiet for one in found):
        return None
    rows = [
        (one.start, one.end, written(told.question.means, one.value))
        for one in sorted(found, key=lambda one: -one.value)
    ]
    return {"chart": flows(found, title=title), "url": told.url, "data": told.data, "rows": rows,
            "heads": [capfirst(names(one.names)) for one in known]}  # fmt: skip
