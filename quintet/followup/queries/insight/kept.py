"""Numbers that took long to count are kept for a while, and say when they were counted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from time import perf_counter
from typing import Generic, TypeVar

from django.core.cache import cache

from quintet.core import public as core
from quintet.core.public import Person
from quintet.followup.queries.insight.numbers import (
    Counts,
    Numbers,
    Scope,
    numbers,
    scores,
    table,
)

SLOW = 1.0  # seconds: what takes longer to count is kept
KEPT_FOR = 600  # seconds
Counted = TypeVar("Counted")


@dataclass(frozen=True, slots=True)
class Kept(Generic[Counted]):
    """What was counted; `at`: when, where that was not just now."""

    told: Counted
    at: datetime | None


def dashboard(scope: Scope, *, person: Person | None, at: datetime) -> Kept[Numbers]:
    """The numbers of a dashboard, without its table."""
    today = at.date()
    key = f"numbers {scope.kind} {scope.code}"
    return _kept(key, lambda: numbers(scope, person=person, today=today), person, at)


def breakdown(
    scope: Scope, by: str, *, person: Person | None, at: datetime
) -> Kept[list[tuple[str, Counts]]]:
    """The table of a dashboard by one of `scope.dimensions`; each is kept by itself."""
    today = at.date()
    key = f"table {scope.kind} {scope.code} {by}"
    return _kept(key, lambda: table(scope, by, person=person, today=today), person, at)


def scoreboard(by: str, *, person: Person | None, at: datetime) -> Kept[list[tuple[str, Counts]]]:
    """What the scores of all bodies ("body"), or of all who answer ("organization"), are made of."""
    today = at.date()
    return _kept(f"scores {by}", lambda: scores(by, person=person, today=today), person, at)


def _kept(
    what: str, count: Callable[[], Counted], person: Person | None, at: datetime
) -> Kept[Counted]:
    """Kept apart for all who see the same: the published, and what their roles let them see."""
    roles = core.roles_on(person, at.date())
    seen = sorted((role.code, role.organization_id or 0, role.body_id or 0) for role in roles)
    key = f"insight:{sha256(repr((what, at.date(), seen)).encode()).hexdigest()}"
    found: Kept[Counted] | None = cache.get(key)
    if found is not None:
        return found
    started = perf_counter()
    told = count()
    if perf_counter() - started > SLOW:
        cache.set(key, Kept(told, at), KEPT_FOR)
    return Kept(told, None)
