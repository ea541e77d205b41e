"""A page an organization, place, goal and type of contributor: what people ask of it, each with the
question that it comes from.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quintet.core import public as core
from quintet.core.views.page import today
from quintet.cube import queries
from quintet.cube.engine.lists import Code, CodeList, lists
from quintet.cube.engine.questions import Filter, Question
from quintet.cube.engine.questions.question import NOT_TOLD
from quintet.cube.engine.questions.semantic import semantic
from quintet.cube.views.panels import (
    Panel,
    Told,
    asked,
    change_words,
    language,
    money,
    names,
    panel,
    written,
)

FEW = 10  # lines of what is ordered by value
LISTS = {
    "cube:organizations": "entity",
    "cube:places": "location",
    "cube:goals": "goal",
    "cube:contributors": "contributor_type",
}
TOLD_BY = {  # dimensions of which a page says whether they are told
    "expense": ("function", "location", "goal", "gender_marker"),
    "revenue": ("instrument", "contributor_type", "contributor"),
}


@dataclass(slots=True)
class Page:
    """What a page is of, in which year, and what is shown of it."""

    filters: tuple[Filter, ...]
    year: int
    told: dict[str, frozenset[str]]  # by measure: the dimensions that figures of the year tell
    panels: list[Panel] = field(default_factory=list)
    glance: list[dict[str, str]] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)

    def ask(self, measure: str, rows: str = "", *more: Filter, **how: Any) -> Told:
        """Of the page's year, or by year."""
        year = () if rows == "year" else (Filter("year", (str(self.year),)),)
        return asked(measure, rows, *self.filters, *more, *year, today=today(), **how)

    def by(
        self, dimension: str, title: str, measure: str = "expense", *also: str, **how: Any
    ) -> None:
        """A panel by a dimension, where figures tell it; else it is named among what is not told."""
        column = semantic().dimensions[dimension].column
        of = semantic().measures[measure].of
        if column not in self.told[of] and column != "entity":
            self.untold.append(names(semantic().dimensions[dimension].names))
            return
        first = self.ask(measure, dimension, shares="column", sort="value", **how)
        others = [self.ask(one, dimension, sort="value", limit=200) for one in also]
        if first.answer and first.answer.all_lines:
            self.panels.append(
                panel(f"by-{dimension}", title, first, *others, chart="bars", year=self.year)
            )

    def over_time(self, *measures: str) -> list[Told]:
        """A panel of amounts and ratios by year."""
        known = semantic().measures
        told = [
            self.ask(one, "year", change="percent" if known[one].is_amount else "")
            for one in measures
        ]
        told = [one for one in told if one.answer and one.answer.all_lines]
        if told:
            self.panels.insert(0, panel("by-year", _("By year"), *told, chart="lines"))
        return told

    def look(self, told: list[Told]) -> None:
        """The year's values of what is told by year, at a glance."""
        for one in told:
            cell = one.cell(str(self.year))
            means = one.question.means
            if cell is None or cell.value is None:
                continue
            sub = ""
            if one.question.change and cell.change is not None:
                sub = _("%(change)s on the year before") % {"change": change_words(cell)}
            value = money(one, cell.value) if means.is_amount else written(means, cell.value)
            self.glance.append(
                {"label": names(means.names), "value": value, "sub": sub, "url": one.url}
            )

    def rank(self, told: Told, code: str, label: str) -> None:
        """The share that a code has of all, and its place among them."""
        cell = told.cell(code)
        if told.answer is None or cell is None or cell.share is None:
            return
        lines = [line for line in told.answer.lines if line[0] not in (None, NOT_TOLD)]
        place = {
            "place": core.number_words(lines.index((code,)) + 1),
            "all": core.number_words(len(lines)),
        }
        self.glance.append(
            {
                "label": label,
                "value": core.percent_words(cell.share),
                "sub": _("%(place)s of %(all)s by amount") % place,
                "url": told.url,
            }
        )


@require_GET
def organization(request: HttpRequest, code: str) -> HttpResponse:
    """Of an entity, or of a part of one."""
    known = lists().get("entity")
    one = _code(known, code)
    whole = one.parent or one.code
    dimension = "sub_entity" if one.parent else "entity"

    def shown(page: Page) -> None:
        of_time = page.over_time("expense", "revenue", "core_share", "goal_share")
        page.look(of_time)
        if not one.parent:
            system = asked("expense", "entity", Filter("year", (str(page.year),)), today=today(),
                           shares="column", sort="value")  # fmt: skip
            page.rank(system, one.code, _("Share of the system’s expense"))
        page.by("function", _("What it was spent for"))
        page.by("goal", _("By goal"), "goal_expense")
        page.by("location", _("Where most was spent"), limit=FEW)
        page.by("gender_marker", _("By gender equality marker"))
        page.by("instrument", _("How it is financed"), "revenue")
        page.by("contributor_type", _("Who contributes"), "revenue")
        page.by("contributor", _("Largest contributors"), "revenue", limit=FEW)
        if not one.parent and any(each.parent == one.code for each in known.codes.values()):
            page.by("sub_entity", _("Its parts"))

    here = queries.organizations_by_entity().get(one.code)
    return _profile(
        request, one, _("Organizations"), "cube:organizations", Filter(dimension, (one.code,)), shown,
        entity=whole, here=here, iati=not one.parent,
    )  # fmt: skip


@require_GET
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Of a country or area, or of a region with all that lies in it."""
    known = lists().get("location")
    one = _code(known, code)
    parts = known.children(one.code)

    def shown(page: Page) -> None:
        page.look(page.over_time("expense", "goal_share", "entities"))
        if not parts:
            every = asked("expense", "location", Filter("year", (str(page.year),)), today=today(),
                          shares="column", sort="value", limit=500)  # fmt: skip
            page.rank(every, one.code, _("Share of the system’s expense"))
        page.by("entity", _("Who spends most"), limit=FEW)
        page.by("function", _("What it was spent for"))
        page.by("goal", _("By goal"), "goal_expense")
        page.by("gender_marker", _("By gender equality marker"))
        if parts:
            page.by("location", _("Where most was spent"), limit=FEW)

    return _profile(
        request, one, _("Places"), "cube:places", _in(known, one), shown,
        parent=known.codes.get(one.parent), route="cube:place",
    )  # fmt: skip


@require_GET
def goal(request: HttpRequest, code: str) -> HttpResponse:
    """Of a Sustainable Development Goal."""
    one = _code(lists().get("goal"), code)

    def shown(page: Page) -> None:
        page.look(page.over_time("goal_expense", "goal_share", "goal_entities"))
        every = asked("goal_expense", "goal", Filter("year", (str(page.year),)), today=today(),
                      shares="column", sort="value")  # fmt: skip
        page.rank(every, one.code, _("Share of what is coded by goal"))
        page.by("entity", _("Who spends most"), "goal_expense", "goal_share", limit=FEW)
        page.by("target", _("By target"), "goal_expense", limit=FEW)
        page.by("function", _("What it was spent for"), "goal_expense")
        page.by("location", _("Where most was spent"), "goal_expense", limit=FEW)
        page.by("gender_marker", _("By gender equality marker"), "goal_expense")

    return _profile(request, one, _("Goals"), "cube:goals", Filter("goal", (one.code,)), shown)


@require_GET
def contributor(request: HttpRequest, code: str) -> HttpResponse:
    """Of a type of contributor, or of a group of them."""
    one = _code(lists().get("contributor_type"), code)
    dimension = "contributor_group" if one.group else "contributor_type"

    def shown(page: Page) -> None:
        page.look(page.over_time("revenue", "core_share", "contributors"))
        every = asked("revenue", dimension, Filter("year", (str(page.year),)), today=today(),
                      shares="column", sort="value")  # fmt: skip
        page.rank(every, one.code, _("Share of the system’s revenue"))
        page.by("entity", _("Who receives most"), "revenue", "core_share", limit=FEW)
        page.by("instrument", _("How it is given"), "revenue")
        page.by("contributor", _("Largest contributors"), "revenue", limit=FEW)
        if one.group:
            page.by("contributor_type", _("By type"), "revenue")

    return _profile(
        request, one, _("Contributors"), "cube:contributors", Filter(dimension, (one.code,)), shown,
        measure="revenue",
    )  # fmt: skip


def year_asked(request: HttpRequest, years: list[int], usual: int | None = None) -> tuple[int, str]:
    """The year that the address names, or the `usual` one, or the last; and what to say where
    nothing is told of the one that is named."""
    named = request.GET.get("year", "")
    latest = usual or years[-1]
    if not named:
        return latest, ""
    if named.isascii() and named.isdecimal() and len(named) < 5 and int(named) in years:
        return int(named), ""
    told = {"year": named[:20], "latest": core.number_words(str(latest))}
    return latest, _("Nothing is told of “%(year)s” here. Shown is %(latest)s.") % told


def _profile(
    request: HttpRequest,
    one: Code,
    index: str,
    index_route: str,
    of: Filter,
    shown: Callable[[Page], None],
    *,
    entity: str = "",
    measure: str = "",
    **context: Any,
) -> HttpResponse:
    """`entity`: whose slices of the catalogue are meant, "" for all. The address has the code as the
    list writes it."""
    name = one.name(language())
    if request.resolver_match and request.resolver_match.kwargs["code"] != one.code:
        return redirect(request.resolver_match.view_name, one.code)
    years = queries.years_told(today(), measure, entity) or queries.years_told(today(), "", entity)
    parent = context.get("parent")
    context |= {
        "one": one,
        "list": LISTS[index_route],
        "parent_name": parent.name(language()) if parent else "",
        "question": Question(measure or "expense", rows=("year",), filters=(of,)),
        "name": name,
        "index": index,
        "index_route": index_route,
        "as_at": today(),
        "years": years,
    }
    if years:
        usual = None if entity else queries.usual_year(today(), measure or "expense")
        year, note = year_asked(request, years, usual)
        told = {
            measure: queries.dimensions_told(today(), measure, year, entity)
            for measure in ("expense", "revenue")
        }
        page = Page((of,), year, told)
        shown(page)
        context |= {"page": page, "year": year, "note": note}
    return render(request, "cube/profile.html", context)


def _code(known: CodeList, text: str) -> Code:
    """The code of the address, in any case. Raises Http404."""
    found = next(
        (one for code, one in known.codes.items() if code.casefold() == text.casefold()), None
    )
    if found is None:
        raise Http404(_("There is no such code."))
    return found


def _in(known: CodeList, one: Code) -> Filter:
    """What lies in a place: of the world all that tells a place, of a region or subregion what the
    dimension of that name takes in, of what is smaller the codes under it."""
    within = [one.code]
    for code in within:
        within += known.children(code)
    depth, above = 0, one
    while above.parent:
        depth, above = depth + 1, known.codes[above.parent]
    if len(within) == 1 or depth > 2:
        return Filter("location", tuple(within))
    named = ("location", "region", "subregion")[depth]
    return Filter(named, (one.code,) if depth else (NOT_TOLD,), excluded=not depth)
