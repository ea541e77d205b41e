"""Where the bars of a chart stand. Lengths along the line of text are percentages of its width, so
that its words keep their size on a phone; it is mirrored where the page runs from right to left.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language_bidi

from quintet.followup.queries.insight.words import Figured, Row

PLOT, LINE = 140, 18  # heights in pixels: of the columns, of a line of words
ROW, BAR = 52, 22  # of a row of bars with its label, of its bar
SURE = {"verified": 1.0, "claimed": 0.77, "going": 0.53}  # the surer the taller
MOST = 12  # rows of a chart; its table has all


def columns(
    groups: Sequence[tuple[Sequence[str], Sequence[Figured]]], *, title: str
) -> dict[str, Any]:
    """Columns side by side in groups: `groups` is [(lines of the label, figures)]."""
    most = max((one.count for _label, figures in groups for one in figures), default=0) or 1
    room = 100 / max(len(groups), 1)
    found = []
    for place, (label, figures) in enumerate(groups):
        width = room * 0.8 / max(len(figures), 1)
        bars = []
        for n, one in enumerate(figures):
            height = round(PLOT * one.count / most, 1)
            x = place * room + room * 0.1 + n * width
            bars.append(
                {
                    "shape": one.shape or "going",
                    "x": _x(x + width * 0.08, width * 0.84),
                    "width": round(width * 0.84, 3),
                    "y": round(LINE + PLOT - height, 1),
                    "height": height,
                    "middle": _x(x + width / 2),
                    "above": round(LINE + PLOT - height - 5, 1),
                    "count": one.count,
                }
            )
        lines = [
            {"text": text, "y": PLOT + LINE * (n + 2) - 2} for n, text in enumerate(label) if text
        ]
        found.append({"middle": _x((place + 0.5) * room), "bars": bars, "lines": lines})
    deep = max((len(label) for label, _figures in groups), default=1)
    return {
        "title": title,
        "text": "; ".join(
            f"{' '.join(label)}: " + ", ".join(_told(one) for one in figures)
            for label, figures in groups
        ),
        "groups": found,
        "foot": PLOT + LINE,
        "height": PLOT + LINE * (deep + 1) + 4,
    }


def bars(rows: Sequence[Row], *, title: str) -> dict[str, Any]:
    """A bar for each row, as long as what was asked for: verified, claimed, in progress, the rest
    answered; what has no answer stays empty."""
    shown = rows[:MOST]
    most = max((row.figures["total"].count for row in shown), default=0) or 1
    found = []
    for place, row in enumerate(shown):
        told = {name: figure.count for name, figure in row.figures.items()}
        known = told["verified"] + told["claimed"] + told["in_progress"]
        counts = [
            ("verified", told["verified"]),
            ("claimed", told["claimed"]),
            ("going", told["in_progress"]),
            ("none", told["answered"] - known),
        ]
        x, parts = 0.0, []
        for shape, count in counts:
            width = 100 * max(count, 0) / most
            height = BAR * SURE.get(shape, 0.3)
            if count > 0:
                parts.append(
                    {
                        "shape": shape,
                        "x": _x(x, width),
                        "width": round(width, 3),
                        "y": round(place * ROW + ROW - 6 - height, 1),
                        "height": round(height, 1),
                    }
                )
            x += width
        whole = 100 * told["total"] / most
        found.append(
            {
                "label": row.label,
                "total": told["total"],
                "y": place * ROW,
                "start": _x(0.0),
                "foot": place * ROW + ROW - 5,
                "end": _x(whole),
                "parts": parts,
            }
        )
    return {
        "title": title,
        "text": "; ".join(
            f"{row.label}: "
            + ", ".join(_told(row.figures[n]) for n in ("total", "verified", "claimed"))
            for row in shown
        ),
        "rows": found,
        "height": ROW * len(shown) + 4,
    }


def _told(figure: Figured) -> str:
    return f"{figure.label} {figure.count}"


def _x(x: float, width: float = 0.0) -> float:
    return round(100 - x - width if get_language_bidi() else x, 3)
