"""The rows of a CSV file that came back (RFC 4180), whatever parts its cells."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

from quintet.followup.intake.document import Unreadable
from quintet.followup.intake.readers.builder import tidy
from quintet.followup.intake.returns.columns import columns_of
from quintet.followup.intake.returns.table import Cell, Row, Table
from quintet.followup.intake.returns.vocabulary import Vocabulary

_DELIMITERS = ",;\t|"
_HEAD_LINES = 20
_SEPARATOR = re.compile(r"sep=.\r?\n?")  # Excel's own note of what parts the cells
_PROTECTED = re.compile("''*[=+\\-@\t\r\n＝＋－＠]")  # what documents.data writes before a formula


def text_tables(text: str, vocabulary: Vocabulary) -> list[Table]:
    """The one table of a text. Its cells are parted by whatever parts its heads.

    Raises Unreadable for a line that no table has.
    """
    best: list[Row] = []
    most = 0
    for delimiter in _DELIMITERS:
        heads = _known_heads(text, delimiter, vocabulary)
        if heads > most:
            best, most = list(_rows(text, delimiter)), heads
    return [Table(tuple(best), ragged=True)] if best else []


def _known_heads(text: str, delimiter: str, vocabulary: Vocabulary) -> int:
    """How many heads of a form are found in the first lines."""
    known = 0
    for row, _ in zip(_rows(text, delimiter), range(_HEAD_LINES), strict=False):
        if columns := columns_of(row, vocabulary):
            known = max(known, sum(1 for column in columns.columns if column.field))
    return known


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    if note := _SEPARATOR.match(text):
        text = text[note.end() :]
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    line = 1 + bool(note)
    try:
        for values in reader:
            place = f"line {line}"
            cells = (
                Cell(tidy(value[1:] if _PROTECTED.match(value) else value), column, column, place)
                for column, value in enumerate(values)
            )
            yield Row(place, line, tuple(cells))
            line = reader.line_num + 1 + bool(note)
    except csv.Error:
        raise Unreadable(
            "Line %(n)s is longer than any of a form: open the file in a spreadsheet, "
            "save it as .xlsx, and send that file.",
            n=line,
        ) from None
