"""Which column each cell of a row belongs to, though cells are missing, merged or shifted.

A row with fewer cells than the head has columns is laid along the columns in the way in which its
cells look most like what the columns hold.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from quintet.followup.intake.document import Block
from quintet.followup.intake.drafts import is_unfinished
from quintet.followup.intake.language import listed
from quintet.followup.intake.vocabulary import SUBJECTS, Role, response_of, status_of

NUMBER = re.compile(
    r"(?:(?:recommendation|rec|no|nº|n°|№|recommandation|recomendación|рекомендация|التوصية|建议)\.?\s*)?"
    r"#?\s?(?P<number>\d{1,3}(?:[.-]\d{1,3})*(?:\s?\(?[a-z]\)?)?|[IVX]{1,6}|[A-Z]{0,3}\d{1,3})\s?[.):]?",
    re.IGNORECASE,
)
FUSED = re.compile(
    r"(?:(?P<word>recommendation|rec\.|recommandation|recomendación|рекомендация|التوصية|建议)\s*"
    r"(?:no\.?\s?)?)?(?P<number>\d{1,3}(?:\.\d{1,2})?|(?<=\s)[IVX]{1,5})(?P<sign>\s?[.):–-])?\s+(?-i:(?=[^\W\d_a-zа-я]))",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:19|20)\d\d|Q[1-4]|ongoing|n/a", re.IGNORECASE)
_MOST_WAYS = 300
_AS_PRINTED = 2  # what it is worth that a cell stands where it was printed in a full row
MARKS = frozenset(listed("x ✓ ✔ √ ☒ ☑ • ● yes 1 oui sí да 是"))


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of a recommendations table holds; a mark column also the words of its head."""

    role: Role | None
    mark: str = ""


def is_unit_line(line: str) -> bool:
    """Whether a line looks like the name of a unit rather than a sentence."""
    return (
        len(line) <= 80 and not line.rstrip().endswith((".", ";", ":")) and len(line.split()) <= 10
    )


def lay(cells: Sequence[Block], columns: Sequence[Column], before: dict[Role, str]) -> list[int]:
    """The column of each cell; `before` is what the item above holds so far, by role."""
    places = [min(cell.column, len(columns) - 1) for cell in cells]
    filled = len(cells)
    while filled and not cells[filled - 1].text.strip():
        filled -= 1
    spans = any(cell.column_span > 1 or cell.row_span > 1 for cell in cells)
    gaps = [cell.column for cell in cells] != list(range(len(cells)))
    if filled >= len(columns) or spans or gaps or comb(len(columns), filled) > _MOST_WAYS:
        return [_best_covered(cell, columns, before) for cell in cells]
    fits = [[_fit(column, cell.text, before) for column in columns] for cell in cells[:filled]]
    if len(cells) == len(columns):
        for place in range(filled):
            fits[place][place] += _AS_PRINTED
    best = max(
        combinations(range(len(columns)), filled),
        key=lambda way: (sum(fits[i][c] for i, c in enumerate(way)), -sum(way)),
    )
    return [*best, *places[filled:]]


def _best_covered(cell: Block, columns: Sequence[Column], before: dict[Role, str]) -> int:
    """Of the columns that a merged cell covers, the one that its words suit best."""
    first = min(cell.column, len(columns) - 1)
    covered = range(first, min(first + cell.column_span, len(columns)))
    return max(covered, key=lambda place: (_fit(columns[place], cell.text, before), -place))


def _fit(column: Column, text: str, before: dict[Role, str]) -> int:
    """How well a cell's words suit a column."""
    text, role = text.strip(), column.role
    if not text or role is None:
        return 0
    if column.mark or text.casefold() in MARKS:
        return 3 if column.mark and text.casefold() in MARKS else (0 if role == "number" else -3)
    if role == "number":
        return 3 if NUMBER.fullmatch(text) else -5
    if role in SUBJECTS:
        return _fit_subject(text, before.get(role, ""))
    goes_on = text[0].islower() and is_unfinished(before.get(role, ""))
    lines = text.split("\n")
    short = all(map(is_unit_line, lines)) and len(lines) <= 8
    if role == "response":
        return 3 if goes_on or response_of(lines[0][:300]) else (-2 if short else 0)
    if role == "responsible":
        return 2 if short else (1 if is_unit_line(lines[0]) and len(lines) > 1 else -3)
    if role == "status":
        return 3 if len(text) < 80 and status_of(text) else -1
    if role == "due":
        return 3 if len(text) < 60 and _DATE.search(text) else -2
    if role == "comments":
        return 3 if goes_on else (-1 if short else 1)
    return 0


def _fit_subject(text: str, before: str) -> int:
    if NUMBER.fullmatch(text):
        return -4
    if FUSED.match(text):
        return 3
    if text[0].islower():
        return 1 if is_unfinished(before) and len(before) > 120 else -1
    return -2 if response_of(text.split("\n")[0][:100]) else 1
