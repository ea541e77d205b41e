"""What every chart has: marks, and the side on which it begins.

Lengths along the line of text are percentages of the chart's width, so that its words keep their
size on a phone; heights are pixels. Where the page runs from right to left, charts are mirrored.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import get_language_bidi

Write = Callable[[Decimal], str]


class Mark(NamedTuple):
    """One value of a chart. `url`: where it leads, "" for nowhere. `quiet`: it is no part like the
    others, such as what is not told."""

    label: str
    value: Decimal
    url: str = ""
    quiet: bool = False


def along(x: float, width: float = 0.0) -> float:
    """Where what begins at `x` percent of the line, and is `width` long, stands from the left."""
    return round(100 - x - width if get_language_bidi() else x, 3)
