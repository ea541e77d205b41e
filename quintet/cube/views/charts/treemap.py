"""Areas within areas, as near to squares as they can be.

M. Bruls, K. Huizing, J. J. van Wijk, Squarified Treemaps, Data Visualization 2000, pp. 33–42.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from quintet.core.public import number_words, percent_words, short_amount_words
from quintet.cube.views.charts.frame import Mark, Write, along

WIDTH, HEIGHT = 900.0, 440.0  # pixels of the shape that is aimed at
LEAST = 0.004  # of the whole: what is smaller is put together
WORDS = (8.0, 38.0)  # from which a cell has words: percent of the width, pixels
LINE, PAD = 20.0, 18.0  # pixels of a line of words, and around them
ROOMY = 20.0  # percent of the width, from which it has them on a phone as well


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        return self.width * self.height


def treemap(
    groups: Sequence[tuple[str, Sequence[Mark]]], *, title: str, write: Write = short_amount_words
) -> dict[str, Any]:
    """For `cube/chart.html`: `groups` are [(label, marks)], the one group of a flat chart has "" for
    its label. What is not above nought has no area: `left_out` says how many. Areas are exactly
    proportional to values."""
    every = [one for _label, marks in groups for one in marks]
    whole = sum((one.value for one in every if one.value > 0), Decimal(0))
    told = [
        (label, large)
        for label, marks in groups
        if (large := _largest([one for one in marks if one.value > 0], whole))
    ]
    told.sort(key=lambda one: -_sum(one[1]))
    boxes = squarify([float(_sum(marks)) for _label, marks in told], Box(0, 0, WIDTH, HEIGHT))
    found = [
        _group(label, marks, box, whole, write, n)
        for n, ((label, marks), box) in enumerate(zip(told, boxes, strict=True))
    ]
    return {
        "kind": "treemap",
        "title": title,
        "text": "; ".join(
            " – ".join(filter(None, (label, one.label))) + f": {write(one.value)}"
            for label, marks in told
            for one in marks
        ),
        "groups": found,
        "height": HEIGHT,
        "left_out": sum(one.value <= 0 for one in every),
    }


def _largest(marks: Sequence[Mark], whole: Decimal) -> list[Mark]:
    """The largest first; those that could not be seen as one."""
    order = sorted(marks, key=lambda one: -one.value)
    small = [one for one in order if one.value < whole * Decimal(LEAST)]
    if len(small) < 2:
        return order
    label = _("%(number)s others") % {"number": number_words(len(small))}
    return [*order[: -len(small)], Mark(label, _sum(small), quiet=True)]


def _sum(marks: Sequence[Mark]) -> Decimal:
    return sum((one.value for one in marks), Decimal(0))


def _group(
    label: str, marks: Sequence[Mark], box: Box, whole: Decimal, write: Write, n: int
) -> dict[str, Any]:
    boxes = squarify([float(one.value) for one in marks], box)
    cells = [
        _drawn(cell)
        | {
            "label": one.label,
            "group": label if not place else "",
            "url": one.url,
            "words": write(one.value),
            "share": percent_words(one.value / whole),
            "lines": int((cell.height - PAD) // LINE) - bool(label and not place),
            "shape": "quiet" if one.quiet else "odd" if n % 2 else "",
        }
        for place, (one, cell) in enumerate(zip(marks, boxes, strict=True))
    ]
    return _drawn(box) | {"label": label, "cells": cells}


def _drawn(box: Box) -> dict[str, Any]:
    width = 100 * box.width / WIDTH
    has_words = width >= WORDS[0] and box.height >= WORDS[1]
    return {
        "x": along(100 * box.x / WIDTH, width),
        "width": round(width, 3),
        "y": round(box.y, 1),
        "height": round(box.height, 1),
        "room": ("wide" if width >= ROOMY else "slim") if has_words else "",
    }


def squarify(values: Sequence[float], box: Box) -> list[Box]:
    """A box for each value, the largest first; together they are `box`."""
    found: list[Box] = []
    scale = box.area / (sum(values) or 1.0)
    areas = [value * scale for value in values]
    while areas:
        short = min(box.width, box.height)
        row = 1
        while row < len(areas) and _worst(areas[: row + 1], short) <= _worst(areas[:row], short):
            row += 1
        found += _laid(areas[:row], box)
        box = _left(sum(areas[:row]), box)
        areas = areas[row:]
    return found


def _worst(areas: Sequence[float], side: float) -> float:
    """The highest aspect ratio in a row along `side`."""
    thick = sum(areas) / side if side else 0.0
    if not thick:
        return float("inf")
    return max(max(one / thick**2, thick**2 / one) if one else float("inf") for one in areas)


def _laid(areas: Sequence[float], box: Box) -> Iterator[Box]:
    """A row along the shorter side, at the beginning of the box."""
    total, x, y = sum(areas), box.x, box.y
    for area in areas:
        if box.width >= box.height:
            width = total / box.height if box.height else 0.0
            height = area / width if width else 0.0
            yield Box(x, y, width, height)
            y += height
        else:
            height = total / box.width if box.width else 0.0
            width = area / height if height else 0.0
            yield Box(x, y, width, height)
            x += width


def _left(area: float, box: Box) -> Box:
    """What a row of `area` leaves of the box."""
    if box.width >= box.height:
        used = min(area / box.height if box.height else 0.0, box.width)
        return Box(box.x + used, box.y, box.width - used, box.height)
    used = min(area / box.width if box.width else 0.0, box.height)
    return Box(box.x, box.y + used, box.width, box.height - used)
