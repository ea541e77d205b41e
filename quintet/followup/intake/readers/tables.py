"""Tables on their way into a document: cells that know their place, merged or not."""

from collections.abc import Iterable
from dataclasses import dataclass

from quintet.followup.intake.document import Unreadable
from quintet.followup.intake.readers.builder import Builder

MOST_COLUMNS = 1_000  # what the HTML standard allows one cell to span; Word stops at 63


@dataclass(slots=True)
class Cell:
    """One cell: where it stands, how far it reaches, and whether all of it is bold or italic."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    bold: bool = False
    italic: bool = False
    page: int | None = None


def add_table(builder: Builder, cells: Iterable[Cell]) -> None:
    """Add the cells as the next table of the document, row by row."""
    table = builder.next_table()
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        builder.add(
            "cell",
            cell.text,
            page=cell.page,
            bold=cell.bold,
            italic=cell.italic,
            table=table,
            row=cell.row,
            column=cell.column,
            row_span=cell.row_span,
            column_span=cell.column_span,
        )


def check_width(columns: int) -> None:
    """Raise Unreadable for a table wider than any that a person has written."""
    if columns > MOST_COLUMNS:
        raise Unreadable(
            "A table has more than %(n)s columns: load the document without it.", n=MOST_COLUMNS
        )
