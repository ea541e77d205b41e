"""Lines over years, each named at its end."""

import itertools
from collections.abc import Callable, Sequence
from decimal import Decimal
from math import ceil, floor
from typing import Any, NamedTuple

from quintet.core.public import short_amount_words
from quintet.cube.views.charts.frame import Write, along

PLOT, TOP, FOOT = 240, 22, 24  # heights in pixels: of the plot, above and below it
BEGIN, WIDE = 12.0, 70.0  # percent of the width: first point, last one; names stand in the rest
APART = 26  # pixels between two names
MOST = 6  # lines; the table has all
HEADS = 7  # words beneath the plot
TICKS = 4  # steps from the lowest to the highest, at most one more
ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


class Series(NamedTuple):
    """A line: a value a year, None where nothing is known (the line is broken there)."""

    label: str
    values: Sequence[Decimal | None]
    url: str = ""


def lines(
    heads: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    write: Write = short_amount_words,
    most: int = MOST,
) -> dict[str, Any]:
    """For `cube/chart.html`: the first `most` of the series, `heads` are the years' words."""
    shown = [one for one in series if any(value is not None for value in one.values)][:most]
    known = [Decimal(0), *(value for one in shown for value in one.values if value is not None)]
    ticks = _ticks(min(known), max(known))
    low, high = ticks[0], ticks[-1]

    def up(value: Decimal) -> float:
        return round(TOP + PLOT * float((high - value) / (high - low)), 1)

    places = [BEGIN + n * (WIDE - BEGIN) / max(len(heads) - 1, 1) for n in range(len(heads))]
    drawn = [_line(one, places, up, n) for n, one in enumerate(shown)]
    _place(drawn)
    every = -(-len(heads) // HEADS)
    return {
        "kind": "lines",
        "title": title,
        "text": "; ".join(
            f"{one.label}: "
            + ", ".join(
                f"{head} {write(value)}"
                for head, value in zip(heads, one.values, strict=True)
                if value is not None
            )
            for one in shown
        ),
        "lines": drawn,
        "ticks": [{"y": up(tick), "above": up(tick) - 5, "words": write(tick)} for tick in ticks],
        "heads": [
            {"x": along(places[n]), "text": head}
            for n, head in enumerate(heads)
            if (len(heads) - 1 - n) % every == 0
        ],
        "start": along(0),
        "end": along(WIDE),
        "foot": TOP + PLOT + FOOT - 6,
        "height": TOP + PLOT + FOOT,
        "left_out": len(series) - len(shown),
    }


def _line(
    one: Series, places: Sequence[float], up: Callable[[Decimal], float], n: int
) -> dict[str, Any]:
    points = [
        None if value is None else {"x": along(place), "y": up(value)}
        for place, value in zip(places, one.values, strict=True)
    ]
    pairs = [(a, b) for a, b in itertools.pairwise(points) if a and b]
    last = next(point for point in reversed(points) if point)
    return {
        "label": one.label,
        "url": one.url,
        "shape": f"s{n}",
        "points": [point for point in points if point],
        "parts": [{"x1": a["x"], "y1": a["y"], "x2": b["x"], "y2": b["y"]} for a, b in pairs],
        "last": last,
        "near": along(WIDE + 3),
        "x": along(WIDE + 4, 96 - WIDE),
        "width": 96 - WIDE,
        "named": last["y"],
    }


def _place(drawn: list[dict[str, Any]]) -> None:
    """Names beside the ends of their lines, apart from each other and within the chart."""
    order = sorted(drawn, key=lambda one: one["named"])
    floor = float(TOP)
    for one in order:
        one["named"] = floor = max(one["named"], floor)
        floor += APART
    ceiling = float(TOP + PLOT)
    for one in reversed(order):
        one["named"] = ceiling = min(one["named"], ceiling)
        ceiling -= APART
    for one in order:
        one["top"] = round(one["named"] - APART / 2, 1)


def _ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """Round numbers from at most `low` to at least `high`."""
    span = (high - low) or Decimal(1)
    unit = Decimal(1).scaleb((span / TICKS).adjusted())
    step = next(unit * n for n in ROUND if unit * n * TICKS >= span)
    first, last = floor(low / step), ceil(high / step)
    return [step * n for n in range(first, max(last, first + 1) + 1)]
