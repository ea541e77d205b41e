"""The law of a reporting cycle: who is asked, and what each has said since."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from quintet.followup.rules.axes import Answer, Record, Standing


class AskState(StrEnum):
    """What an addressee has said in a cycle. Silence is a state of its own."""

    SILENT = "silent"
    STARTED = "started"  # a draft, or words that nobody has approved
    ANSWERED = "answered"


class Signature(StrEnum):
    """Whether a principal has signed what a party answers."""

    UNSIGNED = "unsigned"
    SIGNED = "signed"
    CHANGED = "changed"  # words were approved after the last signature


class ReturnState(StrEnum):
    """A returned file: came by mail and waits for a person, or was taken over."""

    RECEIVED = "received"
    TAKEN = "taken"


class RowState(StrEnum):
    """What became of one part of a row of a returned file."""

    UNCHANGED = "unchanged"
    PROPOSED = "proposed"  # only the file changed it: it is an entry that awaits approval
    SAME = "same"  # changed on both sides alike
    CONFLICT = "conflict"  # changed on both sides: a person decides
    KEPT = "kept"  # a person kept what the register says
    REFUSED = "refused"  # understood, and against the rules: `why` says which


# When a party is reminded of what it still owes, before and after the day to answer by.
REMINDERS = tuple(timedelta(days=days) for days in (-7, 0, 7, 21))


@dataclass(frozen=True, slots=True)
class Tally:
    """What a cycle asks, by what has been said; `asked` is the denominator of each count."""

    silent: int = 0
    started: int = 0
    answered: int = 0

    @property
    def asked(self) -> int:
        return self.silent + self.started + self.answered

    @property
    def left(self) -> int:
        """What nobody has answered yet."""
        return self.silent + self.started

    @property
    def state(self) -> AskState:
        """The whole: answered when nothing is left, silent while nothing was said at all."""
        if self.asked and not self.left:
            return AskState.ANSWERED
        return AskState.STARTED if self.started or self.answered else AskState.SILENT


def is_asked(at: Standing) -> bool:
    """Whether an addressee owes an answer: all that is open and was not refused."""
    return at.verdict is None and at.answer not in (Answer.NOT_ACCEPTED, Answer.NOT_RELEVANT)


def ask_state(*, heard_on: date | None, opened_on: date, waiting: frozenset[Record]) -> AskState:
    """What an addressee has said in a cycle: `heard_on` is the day of its last approved word,
    `waiting` the records of its words since the opening that nobody has approved."""
    if heard_on is not None and heard_on >= opened_on:
        return AskState.ANSWERED
    return AskState.STARTED if waiting else AskState.SILENT


def reminder(*, due_on: date, opened_on: date, today: date) -> timedelta | None:
    """The latest of REMINDERS that has come: None before the first. Those that would have come on
    the day of the opening, or before it, are left out: everybody has just been told."""
    come = [each for each in REMINDERS if due_on + each <= today and due_on + each > opened_on]
    return max(come, default=None)


def signature(*, signed_at: datetime | None, approved_at: datetime | None) -> Signature:
    """Whether the last signature covers the last word that was approved."""
    if signed_at is None:
        return Signature.UNSIGNED
    changed = approved_at is not None and approved_at > signed_at
    return Signature.CHANGED if changed else Signature.SIGNED
