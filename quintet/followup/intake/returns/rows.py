"""From tables to lines: what each row of a returned form says, and what cannot be understood.

A row belongs to its reference, wherever it stands. Where one cell of a part cannot be understood,
none of that part is taken: an answer without its reason is not what its author said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from quintet.followup.documents.form import PARTS
from quintet.followup.documents.reference import parse_reference, reference
from quintet.followup.intake.returns.columns import (
    Column,
    Columns,
    columns_of,
)
from quintet.followup.intake.returns.lines import Refused, ReturnedLine, Trouble
from quintet.followup.intake.returns.table import Cell, Row, Table
from quintet.followup.intake.returns.values import meaning
from quintet.followup.intake.returns.vocabulary import Vocabulary

_LONGEST_QUOTE = 300
_PART_OF = {field: part for part, fields in PARTS.items() for field in fields}

Reference = tuple[str, int]


@dataclass(slots=True)
class _Told:
    """What all rows of one reference say together."""

    place: str
    cells: dict[str, str] = field(default_factory=dict)
    withheld: set[str] = field(default_factory=set)  # parts that are refused


class Understanding:
    """Takes in tables, one after the other."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._told: dict[Reference, _Told] = {}
        self._refused: list[Refused] = []

    def lines(self) -> tuple[ReturnedLine, ...]:
        """Every row that was understood, in the order of the file."""
        return tuple(
            ReturnedLine(code, number, told.place, cells)
            for (code, number), told in self._told.items()
            if (cells := _without(told.cells, told.withheld))
        )

    def refused(self) -> tuple[Refused, ...]:
        return tuple(self._refused)

    def take(self, table: Table) -> None:
        columns: Columns | None = None
        unclear: frozenset[str] = frozenset()
        for place, row in enumerate(table.rows):
            if not any(cell.text for cell in row.cells):
                continue
            if found := columns_of(row, self._vocabulary):
                columns = found
                unclear = self._check_heads(columns, table, place)
            elif columns or self._has_reference(row):
                self._take_row(row, table, columns, unclear)

    def _check_heads(self, columns: Columns, table: Table, place: int) -> frozenset[str]:
        """Refuse columns that hold words under a head that is none of the form's.

        Gives the parts of which such a column may be a field.
        """
        beneath = (cell for row in table.rows[place + 1 :] for cell in row.cells if cell.text)
        written = {position for cell in beneath for position in range(cell.first, cell.last + 1)}
        strange = [
            column
            for column in columns.unknown
            if not written.isdisjoint(range(column.head.first, column.head.last + 1))
        ]
        for column in strange:
            self._refuse(
                table, table.rows[place], Trouble.UNKNOWN_HEAD, column.head, column.head.text
            )
        return columns.unclear_parts() if strange else frozenset()

    @staticmethod
    def _has_reference(row: Row) -> bool:
        return any(parse_reference(cell.text) for cell in row.cells)

    def _take_row(
        self, row: Row, table: Table, columns: Columns | None, unclear: frozenset[str]
    ) -> None:
        cell, found = _reference_of(row, columns)
        if isinstance(found, Trouble):
            self._refuse(table, row, found, cell, cell.text if cell else _words(row))
            return
        name = reference(*found)
        if columns is None:
            self._refuse(table, row, Trouble.UNKNOWN_HEAD, None, _words(row), name)
            return
        trouble = row.trouble or (cell.trouble if cell else None) or _misfit(row, table, columns)
        if trouble:
            self._refuse(table, row, trouble, cell, _words(row), name)
            return
        told = self._told.setdefault(found, _Told(row.place))
        told.withheld |= unclear
        self._take_cells(told, row, table, columns, name)

    def _take_cells(self, told: _Told, row: Row, table: Table, columns: Columns, name: str) -> None:
        refused: set[Cell] = set()  # a cell over two columns is refused once
        for column in columns.to_fill:
            cell = _cell_of(row, column)
            if cell is None:
                continue
            said = cell.trouble or meaning(column.field, cell.text, self._vocabulary)
            if not isinstance(said, Trouble):
                before = told.cells.setdefault(column.field, said)
                if " ".join(before.split()) == " ".join(said.split()):
                    continue
                said = Trouble.TWICE
            told.withheld.add(_PART_OF[column.field])
            if cell not in refused:
                self._refuse(table, row, said, cell, cell.text, name, column.field)
            refused.add(cell)

    def _refuse(
        self,
        table: Table,
        row: Row,
        why: Trouble,
        cell: Cell | None = None,
        words: str = "",
        name: str = "",
        field: str = "",
    ) -> None:
        place = cell.place if cell else row.place
        quote = " ".join(words.split())[:_LONGEST_QUOTE]
        self._refused.append(Refused(place, why, quote, name, field, table.number, row.number))


def _reference_of(row: Row, columns: Columns | None) -> tuple[Cell | None, Reference | Trouble]:
    """The cell that holds the row's reference, and the reference or why there is none."""
    column = columns.reference if columns else None
    own = next((c for c in row.cells if column and column.covers(c) and c.text), None)
    if own and (found := parse_reference(own.text)):
        return own, found
    filled = columns.to_fill if columns else ()
    others = [c for c in row.cells if c.text and not any(f.holds(c) for f in filled)]
    named = {found: cell for cell in others for found in _references(cell, columns)}
    if len(named) == 1:
        found, cell = named.popitem()
        return cell, found
    if named:
        return own, Trouble.MERGED_CELLS
    return own, Trouble.WRONG_REFERENCE if own else Trouble.NO_REFERENCE


def _references(cell: Cell, columns: Columns | None) -> Iterable[Reference]:
    """The references that stand in a cell, each on a line of its own."""
    lines = cell.text.split("\n") if columns else (cell.text,)
    return filter(None, map(parse_reference, lines))


def _misfit(row: Row, table: Table, columns: Columns) -> Trouble | None:
    """Whether a row ends before its heads do, or after: then its cells may have moved."""
    last = max((c.last for c in row.cells if c.text or not table.ragged), default=columns.width)
    if last > columns.width or (last < columns.width and not table.ragged):
        return Trouble.MERGED_CELLS
    return None


def _cell_of(row: Row, column: Column) -> Cell | None:
    """The cell beneath a head; None where there is none, or nothing is in what was joined."""
    cells = [cell for cell in row.cells if column.covers(cell)]
    if len(cells) == 1 and column.holds(cells[0]) and not cells[0].trouble:
        return cells[0]
    worded = [cell for cell in cells if cell.text]
    if not worded:
        return None
    if len(worded) == 1 and column.holds(worded[0]):
        return worded[0]
    return worded[0]._replace(trouble=Trouble.MERGED_CELLS)


def _words(row: Row) -> str:
    return " · ".join(cell.text for cell in row.cells if cell.text)


def _without(cells: Mapping[str, str], withheld: set[str]) -> dict[str, str]:
    return {field: said for field, said in cells.items() if _PART_OF[field] not in withheld}
