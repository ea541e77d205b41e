"""The law of a reporting cycle: who is asked, and what each has said since."""

from datetime import date
from enum import StrEnum

from quintet.followup.rules.axes import Answer, Record, Standing


class AskState(StrEnum):
    """What an addressee has said in a cycle. Silence is a state of its own."""

    SILENT = "silent"
    STARTED = "started"  # a draft, or words that nobody has approved
    ANSWERED = "answered"


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


def is_asked(at: Standing) -> bool:
    """Whether an addressee owes an answer: all that is open and was not refused."""
    return at.verdict is None and at.answer not in (Answer.NOT_ACCEPTED, Answer.NOT_RELEVANT)


def ask_state(*, heard_on: date | None, opened_on: date, waiting: frozenset[Record]) -> AskState:
    """What an addressee has said in a cycle: `heard_on` is the day of its last approved word,
    `waiting` the records of its words since the opening that nobody has approved."""
    if heard_on is not None and heard_on >= opened_on:
        return AskState.ANSWERED
    return AskState.STARTED if waiting else AskState.SILENT
