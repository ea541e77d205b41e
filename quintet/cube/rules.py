"""How figures become public: received, checked, approved by a second person, published by the
secretariat. Plain Python.
"""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a submission is."""

    WAITING = "waiting"  # to be checked
    CHECKING = "checking"
    UNREADABLE = "unreadable"
    CHECKED = "checked"
    APPROVED = "approved"
    RETURNED = "returned"  # by who was to approve or publish it, with the reason
    PUBLISHING = "publishing"  # its file is being written
    PUBLISHED = "published"
    CANCELLED = "cancelled"


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.CHECKING, State.CANCELLED}),
    # a check that was cut short begins again
    State.CHECKING: frozenset(
        {State.CHECKING, State.CHECKED, State.UNREADABLE, State.CANCELLED, State.WAITING}
    ),
    State.UNREADABLE: frozenset(),
    # a repair that is accepted has it checked again
    State.CHECKED: frozenset({State.WAITING, State.APPROVED, State.RETURNED, State.CANCELLED}),
    State.APPROVED: frozenset({State.PUBLISHING, State.RETURNED}),
    State.RETURNED: frozenset(),
    State.PUBLISHING: frozenset({State.PUBLISHED, State.APPROVED}),
    State.PUBLISHED: frozenset(),
    State.CANCELLED: frozenset(),
}
UNDER_WAY = frozenset({State.WAITING, State.CHECKING, State.PUBLISHING})  # a machine is at work
# What the secretariat sees of an organization's unpublished figures: what it has approved.
HANDED_OVER = frozenset({State.APPROVED, State.PUBLISHING, State.PUBLISHED})
FIRST_YEAR = 2000  # of figures


class Status(StrEnum):
    """Whether published figures are what the cube answers from."""

    STANDS = "stands"
    REPLACED = "replaced"  # by a newer version
    WITHDRAWN = "withdrawn"


class Next(StrEnum):
    """What a submission waits for."""

    MACHINE = "machine"
    MENDING = "mending"  # of the file: errors are in the way
    WORDS = "words"  # why warnings stay, or why published figures change
    APPROVAL = "approval"
    PUBLICATION = "publication"
    ANEW = "anew"  # another file
    NOTHING = "nothing"


def next_of(state: State, counts: Mapping[str, int], restates: bool, reason: str) -> Next:
    """What is to happen with a submission. `counts`: its findings by severity."""
    if state in UNDER_WAY:
        return Next.MACHINE
    if state in (State.UNREADABLE, State.RETURNED):
        return Next.ANEW
    if state == State.APPROVED:
        return Next.PUBLICATION
    if state != State.CHECKED:
        return Next.NOTHING
    if is_in_the_way(counts):
        return Next.MENDING
    if needs_words(counts, restates) and not reason.strip():
        return Next.WORDS
    return Next.APPROVAL


def may_move(before: State, after: State) -> bool:
    return after in MOVES[before]


def series_of(entity: str, year: int, measure: str) -> str:
    """What a submission and its restatements have in common."""
    return f"{entity}/{year}/{measure}"


def needs_words(counts: Mapping[str, int], restates: bool) -> bool:
    """Whether who submits must say why: warnings that stay, or published figures that change."""
    return restates or bool(counts.get("warning"))


def is_in_the_way(counts: Mapping[str, int]) -> bool:
    """Whether findings, by severity, keep figures from being approved."""
    return bool(counts.get("critical") or counts.get("error"))
