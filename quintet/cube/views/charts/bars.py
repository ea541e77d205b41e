"""Bars: one a mark, from a common nought."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from quintet.core.public import short_amount_words
from quintet.cube.views.charts.frame import Mark, Write, along

ROW, BAR = 46, 14  # heights in pixels: of a bar with its words, of the bar
MOST = 20  # bars; the table has all


def bars(
    marks: Sequence[Mark], *, title: str, write: Write = short_amount_words, most: int = MOST
) -> dict[str, Any]:
    """For `cube/chart.html`: the first `most` marks in the order given, those below nought to the
    other side of it. `write` puts a value in words."""
    shown = marks[:most]
    low = min((one.value for one in shown), default=Decimal(0)).min(Decimal(0))
    high = max((one.value for one in shown), default=Decimal(0)).max(Decimal(0))
    span = float(high - low) or 1.0
    nought = 100 * float(-low) / span
    rows = []
    for place, one in enumerate(shown):
        width = 100 * abs(float(one.value)) / span
        start = nought - width if one.value < 0 else nought
        rows.append(
            {
                "label": one.label,
                "url": one.url,
                "words": write(one.value),
                "shape": "below" if one.value < 0 else "quiet" if one.quiet else "",
                "y": place * ROW,
                "x": along(start, width),
                "width": round(width, 3),
                "top": place * ROW + ROW - BAR - 6,
                "thick": BAR,
            }
        )
    return {
        "kind": "bars",
        "title": title,
        "text": "; ".join(f"{row['label']}: {row['words']}" for row in rows),
        "rows": rows,
        "nought": along(nought),
        "height": ROW * len(rows),
        "left_out": len(marks) - len(shown),
    }
