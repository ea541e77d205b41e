"""The law of a person's decision on a row of a returned file."""

from enum import StrEnum

from quintet.followup.rules.cycles import RowState

UNDECIDED = frozenset({RowState.CONFLICT, RowState.REFUSED})  # a refused row can be tried again
JOINABLE = ("reason", "plan", "text", "reply")  # words, which can be written anew from both


class Choice(StrEnum):
    """Which words are to stand where the file and the register differ."""

    FILE = "file"
    REGISTER = "register"
    JOINED = "joined"
