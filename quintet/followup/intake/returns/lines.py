"""What a returned form says, row by row, before anybody compares it with anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Trouble(StrEnum):
    """Why something of a returned file cannot be understood. It is refused by name, never guessed."""

    NO_REFERENCE = "no_reference"  # a row that holds words, and no reference
    WRONG_REFERENCE = "wrong_reference"  # a reference that was mistyped or cut
    TWICE = "twice"  # the same reference on two rows that differ
    MERGED_CELLS = "merged_cells"  # one cell over several rows or columns: whose words are these?
    UNKNOWN_WORD = "unknown_word"  # an answer or status that is none of the words to choose from
    NO_DATE = "no_date"  # not a date, or one that can be read in two ways
    TOO_LONG = "too_long"  # more words than a cell may hold
    TRACKED = "tracked"  # changes that are neither accepted nor rejected
    NO_VALUE = "no_value"  # a formula that was never calculated
    UNKNOWN_HEAD = "unknown_head"  # a column that is none of the form's: what stands in it?
    NO_ROWS = "no_rows"  # no row of a form at all
    UNREADABLE = "unreadable"  # one file of several: `words` and `told` are those of Unreadable


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that was not understood: where it stands, why, and its own words."""

    place: str  # "table 1, row 3", "Sheet1!C7", "line 12"
    why: Trouble
    words: str = ""  # its own words, cut to a few hundred characters
    reference: str = ""  # of the row, as far as it is known
    field: str = ""  # of the cell, where it is known; else the whole row is refused
    table: int = 0  # for Word, so that the place can be told in any language: else 0
    row: int = 0  # of the table, sheet or text, counted from 1
    told: Mapping[str, int | str] | None = None  # of Unreadable


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One row that was understood. A field that is absent from `cells` was not in the file.

    Where one cell of a part (response, progress) is refused, none of that part's fields is there:
    an answer is not proposed with half of its words.
    """

    code: str  # of the form that went out
    number: int  # of its row
    place: str
    cells: Mapping[str, str]  # by field: codes, dates as ISO 8601, several on lines


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """One file; a zip holds several. `data` is the file itself."""

    name: str
    lines: tuple[ReturnedLine, ...]
    refused: tuple[Refused, ...]
    data: bytes = field(default=b"", repr=False)
