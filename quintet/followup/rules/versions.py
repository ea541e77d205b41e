"""The law of what comes again: versions of a document, reviews of an item."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Revision(StrEnum):
    """How a later version of a document relates to the one before it."""

    REVISION = "revision"  # Rev.: replaces the whole
    CORRIGENDUM = "corrigendum"  # Corr.: corrects passages
    ADDENDUM = "addendum"  # Add.: adds to it
    READING = "reading"  # the same document, read anew (a better scan)


class AnchorState(StrEnum):
    """Where an item stands in a later version of its document."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"
    TAKEN = "taken"  # a person took the new words
    KEPT = "kept"  # a person kept the old ones


class Disposition(StrEnum):
    """What can be decided of an item under review (A/RES/80/251, paras 20-24)."""

    RENEW = "renew"
    ADAPT = "adapt"
    MERGE = "merge"
    REPLACE = "replace"
    RETIRE = "retire"


class Scheme(StrEnum):
    """Of which list a tag is."""

    GOAL = "goal"
    NEXUS = "nexus"
    NETWORK = "network"
    PLACE = "place"  # a country or area


class ReviewFlag(StrEnum):
    """What follows from the days of a review and a retirement clause."""

    DUE = "due"
    OVERDUE = "overdue"
    RETIRES = "retires"
    RETIRED = "retired"


UNDECIDED = frozenset({AnchorState.CHANGED, AnchorState.MISSING})
HOLDS = frozenset({AnchorState.SAME, AnchorState.TAKEN})  # the item stands in the later version
SINGLE = frozenset({Revision.CORRIGENDUM, Revision.ADDENDUM})  # speak of passages, not of the whole
NEED_A_SUCCESSOR = frozenset({Disposition.MERGE, Disposition.REPLACE})
ENDING = NEED_A_SUCCESSOR | {Disposition.RETIRE}
REVIEW_SOON = timedelta(days=90)
_MODIFIER = re.compile(
    r"(?P<base>.+)/(?P<kind>Rev|Corr|Add)\.\s?(?P<number>\d{1,3})", re.IGNORECASE
)
_KINDS = {
    "rev": Revision.REVISION,
    "corr": Revision.CORRIGENDUM,
    "add": Revision.ADDENDUM,
}


@dataclass(frozen=True, slots=True)
class Modified:
    """What a symbol says of the document before: how it relates to it, and that one's symbols, the
    likeliest first."""

    revision: Revision
    before: tuple[str, ...]


def modified(symbol: str) -> Modified | None:
    """Read the last modifier of a document symbol ("A/80/6/Rev.2"); None where there is none.

    By research.un.org/en/docs/symbols: a revision replaces the text, a corrigendum and an addendum
    go with it; each can itself be modified ("CEB/2021/HLCM/6/Add.2/Rev.1").
    """
    told = _MODIFIER.fullmatch(symbol.strip())
    if told is None:
        return None
    revision, base = _KINDS[told["kind"].casefold()], told["base"]
    if revision is not Revision.REVISION:
        return Modified(revision, (base,))
    earlier = range(int(told["number"]) - 1, 0, -1)
    return Modified(revision, (*(f"{base}/Rev.{number}" for number in earlier), base))


def review_lacks(
    *,
    disposition: Disposition | None,
    reason: str,
    now: tuple[date | None, date | None],
    then: tuple[date | None, date | None],
    successor: bool,
    today: date,
) -> str:
    """What a review still lacks: "", "reason", "successor", "review", "past" or "change".

    `now` and `then` are the days of the next review and of retirement, before and after. Every
    decision needs its reason, and so does a day that was set before and changes; a renewal needs
    the day of the next review (A/RES/80/251, paras 20-24). No day is set that has passed.
    """
    if disposition is None and now == then:
        return "change"
    changed = [new for old, new in zip(now, then, strict=True) if new and new != old]
    if any(day < today for day in changed):
        return "past"
    if disposition in NEED_A_SUCCESSOR and not successor:
        return "successor"
    if disposition is Disposition.RENEW and (then[0] is None or then[0] <= today):
        return "review"
    moved = any(old and old != new for old, new in zip(now, then, strict=True))
    return "reason" if (disposition or moved) and not reason.strip() else ""


def review_flags(
    *, review_due_on: date | None, retires_on: date | None, today: date
) -> tuple[ReviewFlag, ...]:
    """What is due of a review, and when the item ends. Nothing is to be reviewed that has ended."""
    if retires_on and retires_on <= today:
        return (ReviewFlag.RETIRED,)
    found = []
    if review_due_on and review_due_on < today:
        found.append(ReviewFlag.OVERDUE)
    elif review_due_on and review_due_on <= today + REVIEW_SOON:
        found.append(ReviewFlag.DUE)
    if retires_on:
        found.append(ReviewFlag.RETIRES)
    return tuple(found)
