"""Tables without ruled lines: found by columns that stand under one another.

Columns of prose look alike but are told from tables by the order in which the page says them: prose
runs down a column, a table comes back up for every cell or goes across line by line.
"""

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from quintet.followup.intake.readers.pdf.lines import Line

_SAME_ROW = 0.5  # of a letter's height
_APART = 5.0  # letter heights: rows further apart belong to no one table
_NARROWEST = 0.6  # of a letter's height: the least gap between columns
_MOST_PIECES = 3_000  # of lines on one page; more is a map or a drawing
_LEADING = 1.9  # letter heights: the widest distance of lines, with what may come on top
_LEADER = re.compile(r"\.{4}|…{2}|(?:\. ){3}")
_BARE_LABEL = re.compile(r"[(\[]?[\w.]{1,5}[.)\]]|[•◦▪▫■●○‣⁃∙·–—-]")


Gaps = Sequence[tuple[float, float]]


@dataclass(slots=True)
class _Row:
    """Pieces of lines at one height; `places` are their indexes in the page's order."""

    lines: list[Line]
    places: list[int]

    @property
    def baseline(self) -> float:
        return self.lines[0].baseline


@dataclass(slots=True)
class AlignedTable:
    """A table found by its columns: lines of each cell, by row and column."""

    cells: list[list[list[Line]]]
    places: set[int]  # the lines it is made of, as indexes in the page's order
    rights: list[float]  # where each column ends


@dataclass(slots=True)
class _Zone:
    """Rows that share at least one gap between columns."""

    gaps: list[tuple[float, float]] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)


def aligned_tables(lines: list[Line], above: Gaps = ()) -> tuple[list[AlignedTable], Gaps]:
    """The tables among the lines of one page, given in the page's order.

    `above` are the gaps of a table that may go on from the page before; those of one that may go
    on to the next page are returned.
    """
    if len(lines) > _MOST_PIECES:
        return [], ()
    rows = _rows(lines)
    zones = _zones(rows, ())
    if above:
        continued = _zones(rows, above)
        if continued and continued[0].rows[0] is rows[0]:
            zones = continued
    tables = []
    below: Gaps = ()
    for zone in zones:
        goes_on = bool(above) and zone.rows[0] is rows[0] and len(zone.gaps) >= len(above)
        table = _table(zone, goes_on)
        if table is not None:
            tables.append(table)
            below = tuple(zone.gaps) if zone.rows[-1] is rows[-1] else ()
    return tables, below


def _rows(lines: list[Line]) -> list[_Row]:
    rows: list[_Row] = []
    for place in sorted(range(len(lines)), key=lambda place: -lines[place].baseline):
        line = lines[place]
        if rows and rows[-1].baseline - line.baseline <= _SAME_ROW * line.size:
            rows[-1].lines.append(line)
            rows[-1].places.append(place)
        else:
            rows.append(_Row([line], [place]))
    for row in rows:
        order = sorted(range(len(row.lines)), key=lambda i: row.lines[i].x0)
        row.lines = [row.lines[i] for i in order]
        row.places = [row.places[i] for i in order]
    return rows


def _zones(rows: list[_Row], above: Gaps) -> list[_Zone]:
    zones = []
    zone = _Zone(list(above))
    for row in rows:
        size = row.lines[0].size
        far = bool(zone.rows) and zone.rows[-1].baseline - row.baseline > _APART * size
        gaps = [] if far else _left_over(zone.gaps, row, _NARROWEST * size)
        if not gaps:
            if len(zone.rows) > 1:
                zones.append(zone)
            zone, gaps = _Zone(), _gaps(row)
        if gaps:
            zone.gaps = gaps
            zone.rows.append(row)
    if len(zone.rows) > 1:
        zones.append(zone)
    for zone in zones:
        _trim(zone)
    return zones


def _gaps(row: _Row) -> list[tuple[float, float]]:
    return [
        (left.x1, right.x0)
        for left, right in zip(row.lines, row.lines[1:], strict=False)
        if right.x0 > left.x1
    ]


def _left_over(
    gaps: list[tuple[float, float]], row: _Row, least: float
) -> list[tuple[float, float]]:
    """What the row leaves free of the gaps. A gap that it fills is lost."""
    for line in row.lines:
        kept = []
        for low, high in gaps:
            if line.x1 <= low or line.x0 >= high:
                kept.append((low, high))
            elif line.x0 > low and line.x1 >= high:
                kept.append((low, line.x0))
            elif line.x1 < high and line.x0 <= low:
                kept.append((line.x1, high))
            elif line.x0 > low and line.x1 < high:
                kept += [(low, line.x0), (line.x1, high)]
        gaps = [(low, high) for low, high in kept if high - low >= least]
    return gaps


def _trim(zone: _Zone) -> None:
    """Leave out single pieces that only happen to stand below the table."""
    steps = _steps(zone)
    least = min(steps, default=0.0)
    while steps and len(zone.rows[-1].lines) == 1:
        if steps[-1] <= 1.2 * least and least < _LEADING * zone.rows[-1].lines[0].size:
            break
        zone.rows.pop()
        steps.pop()


def _steps(zone: _Zone) -> list[float]:
    """How far each row stands below the one before."""
    return [above.baseline - row.baseline for above, row in pairwise(zone.rows)]


def _table(zone: _Zone, goes_on: bool) -> AlignedTable | None:
    """The table that a zone is, if it is one; the rest of one that goes on needs no more proof."""
    wide = [row for row in zone.rows if len(row.lines) > 1]
    if not zone.gaps or not wide or (len(wide) < 2 and not goes_on):
        return None
    pieces = _in_order(zone)
    comes_back = _comes_back_up(pieces)
    if comes_back < 2 and _goes_across(wide) < 2 and not goes_on:
        return None
    columns = _Columns(zone)
    first = [row.lines[0].text for row in wide if columns.of(row.lines[0]) == 0]
    if goes_on:
        first = first or [""]
    if not first or _is_list(first, columns.count) or _is_contents(wide, columns.count):
        return None
    if len(wide) < 3 and not goes_on and not all(text.endswith((":", "：")) for text in first):
        return None
    cells = _by_order(pieces, columns) if comes_back >= 2 else _by_height(zone, columns)
    return AlignedTable(cells, {place for row in zone.rows for place in row.places}, columns.rights)


class _Columns:
    """The columns that a zone's gaps part, counted from the left."""

    def __init__(self, zone: _Zone) -> None:
        self._edges = [(low + high) / 2 for low, high in zone.gaps]
        self.count = len(zone.gaps) + 1
        rightmost = max(line.x1 for row in zone.rows for line in row.lines)
        self.rights = [low for low, _ in zone.gaps] + [rightmost]

    def of(self, line: Line) -> int:
        return bisect(self._edges, line.x0)

    def empty_row(self) -> list[list[Line]]:
        return [[] for _ in range(self.count)]


def _in_order(zone: _Zone) -> list[Line]:
    """The pieces of a zone as the page says them."""
    pieces = [pair for row in zone.rows for pair in zip(row.places, row.lines, strict=True)]
    return [line for _, line in sorted(pieces, key=lambda pair: pair[0])]


def _comes_back_up(pieces: list[Line]) -> int:
    return sum(
        1
        for before, line in pairwise(pieces)
        if line.baseline - before.baseline > _SAME_ROW * line.size
    )


def _goes_across(wide: list[_Row]) -> int:
    return sum(
        1
        for row in wide
        if any(b - a == 1 for a, b in zip(row.places, row.places[1:], strict=False))
    )


def _is_list(first: list[str], columns: int) -> bool:
    """Whether the first column holds only numbers and bullets of paragraphs."""
    labels = sum(1 for text in first if _BARE_LABEL.fullmatch(text))
    return columns == 2 and labels >= 0.8 * len(first)


def _is_contents(wide: list[_Row], columns: int) -> bool:
    """Whether this is a table of contents: leaders, or page numbers that rise."""
    if any(_LEADER.search(line.text) for row in wide for line in row.lines):
        return True
    last = [row.lines[-1].text for row in wide]
    if columns != 2 or not all(text.isdecimal() and len(text) <= 4 for text in last):
        return False
    pages = [int(text) for text in last]
    return pages == sorted(pages)


def _by_order(pieces: list[Line], columns: _Columns) -> list[list[list[Line]]]:
    """Cells as the page says them: one after another, a new row where it goes back left."""
    cells = [columns.empty_row()]
    before = 0
    for line in pieces:
        column = columns.of(line)
        if column < before:
            cells.append(columns.empty_row())
        cells[-1][column].append(line)
        before = column
    return cells


def _by_height(zone: _Zone, columns: _Columns) -> list[list[list[Line]]]:
    """Cells of a page that says line by line: a row begins with words in its first column.

    Where rows stand further apart than lines, only words after such a distance begin one.
    """
    steps = _steps(zone)
    apart = 1.25 * min(steps) if steps else 0.0
    spaced = apart < _LEADING * zone.rows[0].lines[0].size and max(steps, default=0.0) > apart
    cells: list[list[list[Line]]] = []
    for row, step in zip(zone.rows, [0.0, *steps], strict=True):
        begins = columns.of(row.lines[0]) == 0 and (step > apart or not spaced)
        if begins or not cells:
            cells.append(columns.empty_row())
        for line in row.lines:
            cells[-1][columns.of(line)].append(line)
    return cells
