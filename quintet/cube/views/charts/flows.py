"""Flows from the codes of one dimension to those of another (a Sankey diagram of one step).

Every flow is a cell of one answer by both dimensions: where figures do not tell both, there is
nothing to draw between them, and it leads to or from "not told".
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import get_language_bidi

from quintet.core.public import short_amount_words
from quintet.cube.views.charts.frame import Write, along

PLOT, SLOT, GAP = 300, 44, 6  # heights in pixels: of all flows, least of a name, between names
NODE, ROOM = 1.2, 48  # percent of the width: of the bar at a name, of its words


class Flow(NamedTuple):
    """An amount from one code to another: their names, where the names lead; `quiet`: not told."""

    start: str
    end: str
    value: Decimal
    start_url: str = ""
    end_url: str = ""
    quiet: bool = False


def flows(
    found: Sequence[Flow], *, title: str, write: Write = short_amount_words
) -> dict[str, Any]:
    """For `cube/chart.html`: the largest names first on both sides. Amounts below nought cannot be
    drawn: the table has them."""
    drawn = [one for one in found if one.value > 0]
    scale = PLOT / float(sum((one.value for one in drawn), Decimal(0)) or 1)
    starts = _names([(one.start, one.start_url, one.value) for one in drawn], scale, write, 0)
    ends = _names([(one.end, one.end_url, one.value) for one in drawn], scale, write, 1)
    ribbons = []
    used = {name: node["y"] for name, node in starts.items()}
    reached = {name: node["y"] for name, node in ends.items()}
    from_top, to_top = list(starts), list(ends)
    for one in sorted(drawn, key=lambda one: (from_top.index(one.start), to_top.index(one.end))):
        thick = float(one.value) * scale
        y, to = used[one.start], reached[one.end]
        used[one.start], reached[one.end] = y + thick, to + thick
        ribbons.append(
            {
                "shape": "quiet" if one.quiet else "",
                "path": _ribbon(y, to, thick),
                "told": f"{one.start} – {one.end}: {write(one.value)}",
            }
        )
    return {
        "kind": "flows",
        "title": title,
        "text": "; ".join(one["told"] for one in ribbons[:12]),
        "ribbons": ribbons,
        "names": [*starts.values(), *ends.values()],
        "height": round(
            max((one["foot"] for one in (*starts.values(), *ends.values())), default=0)
        ),
        "left_out": len(found) - len(drawn),
    }


def _names(
    told: Sequence[tuple[str, str, Decimal]], scale: float, write: Write, side: int
) -> dict[str, dict[str, Any]]:
    """Of each name where it stands: one beneath another, as high as what flows or as its words."""
    sums: dict[str, Decimal] = {}
    urls = {name: url for name, url, _value in told}
    for name, _url, value in told:
        sums[name] = sums.get(name, Decimal(0)) + value
    found: dict[str, dict[str, Any]] = {}
    y = 0.0
    for name, value in sorted(sums.items(), key=lambda one: (-one[1], one[0])):
        high = float(value) * scale
        found[name] = {
            "label": name,
            "url": urls[name],
            "words": write(value),
            "side": "end" if side else "start",
            "x": along(side * (100 - NODE), NODE),
            "width": NODE,
            "room": ROOM,
            "y": round(y, 1),
            "height": round(high, 1),
            "text": along(50 if side else NODE + 0.8, ROOM),
            "foot": y + max(high, SLOT),
        }
        y += max(high, SLOT) + GAP
    return found


def _ribbon(y: float, to: float, thick: float) -> str:
    """From the line's beginning to its end, on a grid that is 100 wide."""
    a, b = (100, 0) if get_language_bidi() else (0, 100)
    up, down, over, under = (round(one, 1) for one in (y, y + thick, to, to + thick))
    return f"M{a} {up}C50 {up} 50 {over} {b} {over}V{under}C50 {under} 50 {down} {a} {down}Z"
