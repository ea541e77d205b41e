"""Good first questions: those that what is published can answer."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from quintet.cube.engine.questions import Question
from quintet.cube.engine.store import Catalogue


def presets(standing: Catalogue) -> list[dict[str, Any]]:
    """`standing`: what stands today. Each is {label, url}."""
    told: dict[str, set[str]] = {}
    last: dict[str, int] = {}
    for (_entity, year, measure), slices in standing.by_subject.items():
        last[measure] = max(last.get(measure, 0), year)
        for one in slices:
            told.setdefault(measure, set()).update(one.slice.told)
    return [
        {"label": label, "url": f"{reverse('cube:ask')}?{Question.parse(address)}"}
        for measure, needs, label, address in _questions(last)
        if measure in last and (not needs or needs in told[measure])
    ]


def _questions(last: dict[str, int]) -> Iterator[tuple[str, str, str, str]]:
    """Measure, the column that it needs, words, address."""
    expense, revenue = last.get("expense", 0), last.get("revenue", 0)
    six = f"year={expense - 5}..{expense}"
    yield (
        "expense", "", _("Expense by organization and year"),
        f"measure=expense&rows=entity&columns=year&{six}&sort=value",
    )  # fmt: skip
    yield (
        "expense", "goal", _("What was spent on each goal"),
        f"measure=goal_expense&rows=goal&columns=year&{six}&shares=column",
    )  # fmt: skip
    yield (
        "expense", "goal", _("How much of each organization’s expense is coded by goal"),
        f"measure=goal_share&rows=entity&year={expense}&sort=value",
    )  # fmt: skip
    yield (
        "expense", "target", _("Goals and their targets"),
        f"measure=goal_expense&rows=goal,target&year={expense}&sort=value",
    )  # fmt: skip
    yield (
        "expense", "location", _("Where it was spent: regions and countries"),
        f"measure=expense&rows=region,location&year={expense}&sort=value",
    )  # fmt: skip
    yield (
        "expense", "function", _("Expense by function"),
        f"measure=expense&rows=function&columns=year&{six}&shares=column",
    )  # fmt: skip
    yield (
        "revenue", "instrument", _("Revenue by financing instrument"),
        "measure=revenue&rows=instrument_group,instrument&columns=year"
        f"&year={revenue - 5}..{revenue}",
    )  # fmt: skip
    yield (
        "revenue", "instrument", _("How much of each organization’s revenue is core"),
        f"measure=core_share&rows=entity&year={revenue}&sort=value",
    )  # fmt: skip
    yield (
        "revenue", "contributor", _("The largest contributors"),
        f"measure=revenue&rows=contributor&year={revenue}&sort=value&limit=50",
    )  # fmt: skip
