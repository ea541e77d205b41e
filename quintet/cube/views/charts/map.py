"""A map of amounts by country or area: steps of grey that print, each told in the legend.

Boundaries are those of the shapes file; the map is not mirrored where the page runs from right to
left. What has no place on it (a region, what is not told) stands in the table only, and is counted.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quintet.core.public import short_amount_words
from quintet.cube.engine.lists.shapes import shapes
from quintet.cube.views.charts.frame import Write

CLASSES = 5
DOT = 3.5  # units: the radius of what is too small to be seen as an area


def choropleth(
    values: Mapping[str, tuple[str, Decimal]], *, title: str, write: Write = short_amount_words
) -> dict[str, Any]:
    """For `cube/chart.html`. `values`: of each code of the list of places its name and amount. The
    classes go by powers of ten, the largest amount in the last."""
    known = shapes()
    bounds = _bounds(max((value for _name, value in values.values()), default=Decimal(0)))
    marks: list[dict[str, Any]] = []
    blank = ""  # all that nothing is told of, as one path
    for code in sorted({*known.areas, *known.dots}):
        name, value = values.get(code, ("", None))
        if value is None:
            blank += known.areas.get(code, "")
            continue
        mark = {"code": code, "shape": _class(value, bounds), "told": f"{name}: {write(value)}"}
        if code in known.areas:
            marks.append(mark | {"path": known.areas[code]})
        if code in known.dots:
            x, y = known.dots[code]
            marks.append(mark | {"x": x, "y": y})
    placed = [one for code, one in values.items() if code in known.areas or code in known.dots]
    return {
        "kind": "map",
        "title": title,
        "text": "; ".join(
            f"{name}: {write(value)}"
            for name, value in sorted(placed, key=lambda one: -one[1])[:10]
        ),
        "width": known.width,
        "height": known.height,
        "blank": blank,
        "areas": [one for one in marks if "path" in one],
        "dots": [one for one in marks if "x" in one],
        "radius": DOT,
        "legend": _legend(bounds, marks, write),
        "left_out": len(values) - len(placed),
        "source": known.source,
    }


def _bounds(most: Decimal) -> list[Decimal]:
    """The least of each class but the lowest, the highest class first."""
    if most <= 0:
        return []
    top = Decimal(10) ** most.adjusted()
    return [top / 10**n for n in range(CLASSES - 1)]


def _class(value: Decimal, bounds: list[Decimal]) -> str:
    if value <= 0:
        return "below"
    return f"c{CLASSES - next((n for n, one in enumerate(bounds) if value >= one), CLASSES - 1)}"


def _legend(
    bounds: list[Decimal], marks: list[dict[str, Any]], write: Write
) -> list[dict[str, Any]]:
    """The classes that occur, the highest first."""
    words: dict[str, str] = {}
    for n, least in enumerate(bounds):
        above = bounds[n - 1] if n else None
        words[f"c{CLASSES - n}"] = (
            _("%(least)s to %(most)s") % {"least": write(least), "most": write(above)}
            if above
            else _("%(amount)s or more") % {"amount": write(least)}
        )
    if bounds:
        words["c1"] = _("less than %(amount)s") % {"amount": write(bounds[-1])}
    words["below"] = _("nought or less")
    counts: dict[str, set[str]] = {}
    for one in marks:
        counts.setdefault(one["shape"], set()).add(one["code"])
    told = [
        {"shape": shape, "label": label, "count": len(counts[shape])}
        for shape, label in words.items()
        if shape in counts
    ]
    return [*told, {"shape": "none", "label": _("nothing told"), "count": None}]
