"""Dashboards and the score: numbers of the system, of a body, of an organization, and their words."""

from quintet.followup.queries.insight.brief import brief
from quintet.followup.queries.insight.kept import breakdown, dashboard, scoreboard
from quintet.followup.queries.insight.numbers import (
    DIMENSIONS,
    Numbers,
    Scope,
    cycle_names,
)

__all__ = [
    "DIMENSIONS",
    "Numbers",
    "Scope",
    "breakdown",
    "brief",
    "cycle_names",
    "dashboard",
    "scoreboard",
]
