"""What differs between two versions, as pages show it: counts, totals, the largest changes."""

from typing import Any

from django.utils.translation import get_language

from quintet.core.public import number_words
from quintet.cube import labels
from quintet.cube.engine.columns import CODED
from quintet.cube.engine.lists import lists
from quintet.cube.engine.store import Change, Difference

SHOWN = 20


def told_difference(found: Difference) -> dict[str, Any]:
    """Counts by kind, totals, and the largest changes."""
    return {
        "counts": [(labels.CHANGE[kind], number) for kind, number in found.counts.items()],
        "changed": sum(found.counts.values()),
        "before": found.before,
        "after": found.after,
        "by": found.after - found.before,
        "first": [_change(one) for one in found.first[:SHOWN]],
        "more": max(sum(found.counts.values()) - SHOWN, 0),
    }


def _change(one: Change) -> dict[str, Any]:
    said = {"year", "entity", "measure", "currency"}  # nearly always the same in all
    said |= {"goal"} if "target" in one.key else set()
    key = [name_of(name, str(code)) for name, code in one.key.items() if name not in said]
    return {"kind": labels.CHANGE[one.kind], "key": key, "before": one.before, "after": one.after}


def name_of(column: str, code: str) -> str:
    """A code with its name, in the page's language."""
    known = lists().get(CODED[column]).codes.get(code) if column in CODED else None
    return f"{code} {known.name(get_language() or 'en')}" if known else number_words(code)
