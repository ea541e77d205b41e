"""What a returned form says, row by row, before anybody compares it with anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """Why something of a returned file cannot be understood. It is refused by name, never guessed."""

    NO_REFERENCE = "no_reference"  # a row that holds words, and no reference
    WRONG_REFERENCE = "wrong_reference"  # a reference that was mistyped or cut
    TWICE = "twice"  # the same reference on two rows that differ
    MERGED_CELLS = "merged_cells"  # one cell over several rows or columns: whose words are these?
    UNKNOWN_WORD = "unknown_word"  # an answer or status that is none of the words to choose from
    NO_DATE = "no_date"  # not a date, or one that can be read in two ways
    TOO_LONG = "too_long"
    TRACKED = "tracked"  # changes that are neither accepted nor rejected
    NO_ROWS = "no_rows"  # no row of a form at all


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that was not understood: where it stands, why, and its own words."""

    place: str  # "table 1, row 3", "Sheet1!C7", "line 12"
    why: Trouble
    words: str = ""


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One row that was understood. A field that is absent from `cells` was not in the file."""

    code: str  # of the form that went out
    number: int  # of its row
    place: str
    cells: Mapping[str, str]  # by field: codes, dates as ISO 8601, several on lines


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """One file; a zip holds several."""

    name: str
    lines: tuple[ReturnedLine, ...]
    refused: tuple[Refused, ...]
