"""Which column of a returned table holds what: told by its head, never by what stands beneath.

A head that is none of the form's is understood by its place only where the table has all columns
of exactly one kind of form, all other heads stand where that form has them, and one of them at
least heads something to fill in. A table whose heads were cut off is not understood: with a column
less, answers would pass for progress.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quintet.followup.documents.form import PARTS, PROGRESS, QUESTION, RESPONSE
from quintet.followup.documents.form_data import COLUMNS
from quintet.followup.documents.reference import parse_reference
from quintet.followup.intake.returns.table import Cell, Row
from quintet.followup.intake.returns.vocabulary import (
    FIELDS,
    FIXED,
    ITEM,
    NUMBER,
    REFERENCE,
    Vocabulary,
    plain,
)
from quintet.followup.intake.returns.vocabulary import QUESTION as ASKED

_LAYOUTS = (
    (REFERENCE, NUMBER, ITEM, *RESPONSE),
    (REFERENCE, NUMBER, ITEM, *PROGRESS),
    (REFERENCE, NUMBER, ITEM, *RESPONSE, *PROGRESS),
    (REFERENCE, ASKED, *QUESTION),
    COLUMNS,
)
_OF_QUESTIONS = frozenset({REFERENCE, ASKED, *QUESTION})
_OF_ITEMS = frozenset((REFERENCE, NUMBER, ITEM, *RESPONSE, *PROGRESS))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, and the field that it holds, "" where that cannot be told."""

    head: Cell
    field: str

    def covers(self, cell: Cell) -> bool:
        return cell.first <= self.head.last and self.head.first <= cell.last

    def holds(self, cell: Cell) -> bool:
        return self.head.first <= cell.first and cell.last <= self.head.last


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table. `width` is the last column that a row reaches."""

    columns: tuple[Column, ...]

    @property
    def width(self) -> int:
        return max(column.head.last for column in self.columns)

    @property
    def reference(self) -> Column | None:
        return next((column for column in self.columns if column.field == REFERENCE), None)

    @property
    def to_fill(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.field in FIELDS)

    @property
    def unknown(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.field)

    def unclear_parts(self) -> frozenset[str]:
        """Parts of which some fields are here and some are not: an unknown column may be one."""
        here = {column.field for column in self.columns}
        return frozenset(
            part
            for part, fields in PARTS.items()
            if here.intersection(fields) and not here.issuperset(fields)
        )


def columns_of(row: Row, vocabulary: Vocabulary) -> Columns | None:
    """The columns that a row heads; None where it is no row of heads."""
    cells = [cell for cell in row.cells if cell.text]
    if any(parse_reference(cell.text) for cell in cells):
        return None
    told = [vocabulary.heads.get(plain(cell.text), frozenset()) for cell in row.cells]
    known = [fields for fields in told if fields]
    if len(known) < 2 and not any(REFERENCE in fields for fields in known):
        return None
    return Columns(_named(row.cells, _one_each(told)))


def _one_each(told: Sequence[frozenset[str]]) -> list[str]:
    """One field for each head; "" where there is none, more than one, or another head's."""
    allowed = _kind(told)
    fields: list[str] = []
    for candidates in told:
        left = candidates & allowed if len(candidates) > 1 else candidates
        fields.append(next(iter(left)) if len(left) == 1 else "")
    return [field if fields.count(field) == 1 else "" for field in fields]


def _kind(told: Iterable[frozenset[str]]) -> frozenset[str]:
    """The fields that a table can have: of items, of questions, or (CSV) of both."""
    sure = {field for fields in told if len(fields) == 1 for field in fields}
    items, asked = sure & (_OF_ITEMS - {REFERENCE}), sure & (_OF_QUESTIONS - {REFERENCE})
    if items and not asked:
        return _OF_ITEMS
    return _OF_QUESTIONS if asked and not items else frozenset((*FIXED, *FIELDS))


def _named(heads: Sequence[Cell], fields: Sequence[str]) -> tuple[Column, ...]:
    layout = _layout(fields) or fields
    return tuple(Column(head, field) for head, field in zip(heads, layout, strict=True))


def _layout(fields: Sequence[str]) -> Sequence[str] | None:
    """The one kind of form that has these fields at these places, and no other columns."""
    if not any(field in FIELDS for field in fields):
        return None
    fitting = [
        layout
        for layout in _LAYOUTS
        if len(layout) == len(fields)
        and all(field in ("", own) for field, own in zip(fields, layout, strict=True))
    ]
    return fitting[0] if len(fitting) == 1 else None
