"""What every format of a returned form is to its reader: tables of cells that know their place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from quintet.followup.intake.returns.lines import Trouble


class Cell(NamedTuple):
    """One cell: its words tidied, dates as ISO 8601, and the columns that it covers, from 0."""

    text: str
    first: int
    last: int
    place: str
    trouble: Trouble | None = None  # MERGED_CELLS (over several rows), TRACKED, NO_VALUE


@dataclass(frozen=True, slots=True)
class Row:
    """A row, counted from 1 in its table, sheet or text."""

    place: str
    number: int
    cells: tuple[Cell, ...]
    trouble: Trouble | None = None  # TRACKED: the row itself was inserted or deleted


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a Word file (`number` from 1), a sheet, or a text (`number` 0).

    `ragged`: its lines may end early, as those of CSV do where the last cells are empty.
    """

    rows: Sequence[Row]
    number: int = 0
    ragged: bool = False
