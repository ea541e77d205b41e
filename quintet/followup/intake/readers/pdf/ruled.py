"""Tables with ruled lines: from strokes to a grid of cells, merged ones included.

A stroke that is missing between two fields of the grid makes them one cell.
"""

from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import neg
from typing import TypeVar

from quintet.followup.intake.readers.pdf.page import Edge, PageCell, Sheet, Word

_NEAR = 3.0  # points: strokes this near are one, and ends this near touch
_MOST_LINES = 300  # of one direction in one table; beyond it is a drawing
_MOST_CROSSINGS = 250_000

Item = TypeVar("Item")


@dataclass(slots=True)
class Grid:
    """A grid on the page: its upright lines from left to right, its level ones from the top."""

    xs: list[float]
    ys: list[float]
    fields: dict[tuple[int, int], PageCell]

    def cell_at(self, word: Word) -> PageCell | None:
        """The cell that the middle of the word stands in; None outside the table."""
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        column = bisect(self.xs, x) - 1
        row = bisect(self.ys, -y, key=neg) - 1
        return self.fields.get((row, column))

    def fill(self, words: Iterable[Word]) -> None:
        """Put each word into the cell that its middle stands in."""
        for word in words:
            cell = self.cell_at(word)
            if cell is not None:
                cell.words.append(word)

    def cells(self) -> list[PageCell]:
        """Each cell once, row by row."""
        unique = {(cell.row, cell.column): cell for cell in self.fields.values()}
        return [unique[place] for place in sorted(unique)]


def ruled_tables(sheet: Sheet) -> list[list[PageCell]]:
    """The cells of each table that is drawn on the page, with the page's words in them.

    A drawing with words in fewer than two fields is none: a frame, a chart, an underline.
    """
    upright, level = merged(sheet.upright), merged(sheet.level)
    if not level or not upright or len(upright) * len(level) > _MOST_CROSSINGS:
        return []
    tables = []
    for ups, levels in _touching(upright, level):
        table = grid_of(ups, levels)
        if table is not None:
            table.fill(sheet.words)
            cells = table.cells()
            if sum(1 for cell in cells if cell.words) >= 2:
                tables.append(cells)
    return tables


def merged(edges: Iterable[Edge]) -> list[Edge]:
    """Edges that lie on one another or meet end to end as one."""
    merged: list[Edge] = []
    for group in _clusters(sorted(edges, key=lambda edge: edge.at), key=lambda edge: edge.at):
        at = sum(edge.at for edge in group) / len(group)
        low = high = None
        for edge in sorted(group, key=lambda edge: edge.low):
            if low is None or high is None:
                low, high = edge.low, edge.high
            elif edge.low <= high + _NEAR:
                high = max(high, edge.high)
            else:
                merged.append(Edge(at, low, high))
                low, high = edge.low, edge.high
        if low is not None and high is not None:
            merged.append(Edge(at, low, high))
    return merged


def _clusters(items: Iterable[Item], key: Callable[[Item], float]) -> Iterator[list[Item]]:
    """Runs of sorted items whose keys follow one another at less than _NEAR."""
    group: list[Item] = []
    for item in items:
        if group and key(item) - key(group[-1]) > _NEAR:
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _touching(upright: list[Edge], level: list[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """The edges that hang together, as one pair of lists for each drawing."""
    parent = list(range(len(upright) + len(level)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, up in enumerate(upright):
        for j, flat in enumerate(level, len(upright)):
            if (
                flat.low - _NEAR <= up.at <= flat.high + _NEAR
                and up.low - _NEAR <= flat.at <= up.high + _NEAR
            ):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for index in range(len(parent)):
        ups, flats = groups.setdefault(root(index), ([], []))
        if index < len(upright):
            ups.append(upright[index])
        else:
            flats.append(level[index - len(upright)])
    return [group for group in groups.values() if group[0] and group[1]]


def _places(edges: Sequence[Edge], ends: Iterable[float]) -> list[float]:
    """Where the lines of one direction stand, with the ends of the other direction's lines."""
    places = [sum(g) / len(g) for g in _clusters(sorted(e.at for e in edges), key=float)]
    for end in ends:
        if all(abs(end - place) > 2 * _NEAR for place in places):
            places.append(end)
    return sorted(places)


def grid_of(upright: list[Edge], level: list[Edge]) -> Grid | None:
    """The grid that the lines make; None where it has one field only, or too many lines."""
    xs = _places(upright, (min(e.low for e in level), max(e.high for e in level)))
    ys = _places(level, (min(e.low for e in upright), max(e.high for e in upright)))[::-1]
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns * rows < 2 or columns > _MOST_LINES or rows > _MOST_LINES:
        return None
    parent = {(r, c): (r, c) for r in range(rows) for c in range(columns)}

    def root(field: tuple[int, int]) -> tuple[int, int]:
        while parent[field] != field:
            parent[field] = field = parent[parent[field]]
        return field

    walls = [[e for e in upright if abs(e.at - x) <= _NEAR] for x in xs]
    floors = [[e for e in level if abs(e.at - y) <= _NEAR] for y in ys]
    for r in range(rows):
        middle = (ys[r] + ys[r + 1]) / 2
        for c in range(columns):
            centre = (xs[c] + xs[c + 1]) / 2
            if c + 1 < columns and not _covers(walls[c + 1], middle):
                parent[root((r, c + 1))] = root((r, c))
            if r + 1 < rows and not _covers(floors[r + 1], centre):
                parent[root((r + 1, c))] = root((r, c))
    fields: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for field in parent:
        fields.setdefault(root(field), []).append(field)
    placed = {}
    for group in fields.values():
        top, last = min(r for r, _ in group), max(r for r, _ in group)
        left, right = min(c for _, c in group), max(c for _, c in group)
        cell = PageCell(top, left, last - top + 1, right - left + 1, [])
        placed.update(dict.fromkeys(group, cell))
    return Grid(xs, ys, placed)


def _covers(edges: Iterable[Edge], place: float) -> bool:
    return any(edge.low <= place <= edge.high for edge in edges)
