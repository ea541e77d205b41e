"""Tables whose rows are parted by level lines and whose columns by white space alone.

The lines give the rows. A column begins where a strip is free of words from the first line to the
last, and the words beside it stand flush.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quintet.followup.intake.readers.pdf.page import Edge, PageCell, Sheet, Word
from quintet.followup.intake.readers.pdf.ruled import grid_of, merged

_SAME = 4.0  # points: lines of one table begin and end this near
_FLUSH = 2.5  # points
_NARROWEST = 0.35  # of a letter's size: the least strip between columns
_WIDE = 1.0  # a strip this wide needs no flush words beside it
_CLOSE = 1.7  # letter sizes: lines of one cell, and a head above its line, are this near
_MOST_LINES = 1_000  # on one page; beyond it is a drawing
_MOST_CROSSINGS = 250_000
_TALL = 8.0  # letter sizes: a table of three lines with more between them has no lines for rows


@dataclass(slots=True)
class _Row:
    """Words at one height, from left to right."""

    words: list[Word]

    @property
    def baseline(self) -> float:
        return self.words[0].baseline

    @property
    def size(self) -> float:
        return max(self.words[0].size, 1.0)


@dataclass(frozen=True, slots=True)
class _Strip:
    """White space between two columns."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


def lined_tables(sheet: Sheet) -> list[list[PageCell]]:
    """The cells of each table with level lines only, with the page's words in them."""
    level = merged(sheet.level)
    if len(level) > _MOST_LINES or len(level) * len(sheet.upright) > _MOST_CROSSINGS:
        return []
    tables = []
    for rules in _groups(level, sheet.upright):
        table = _table(sheet, rules, level)
        if table is not None:
            tables.append(table)
    return tables


def _groups(level: Sequence[Edge], upright: Sequence[Edge]) -> list[list[Edge]]:
    """Lines of equal reach that no upright line touches, from the top; at least three each."""
    groups: list[list[Edge]] = []
    for edge in sorted(level, key=lambda edge: -edge.at):
        if any(
            edge.low - _SAME < up.at < edge.high + _SAME
            and up.low - _SAME < edge.at < up.high + _SAME
            for up in upright
        ):
            continue
        last = groups[-1] if groups else None
        if last and _reach_alike(last[0], edge):
            last.append(edge)
        elif not (last and last[0].low - _SAME <= edge.low and edge.high <= last[0].high + _SAME):
            groups.append([edge])
    return [group for group in groups if len(group) >= 3]


def _reach_alike(one: Edge, other: Edge) -> bool:
    return abs(one.low - other.low) <= _SAME and abs(one.high - other.high) <= _SAME


def _table(sheet: Sheet, rules: list[Edge], every: Sequence[Edge]) -> list[PageCell] | None:
    left, right = rules[0].low, rules[0].high
    rows = _rows(
        word for word in sheet.words if left - _SAME <= word.x0 and word.x1 <= right + _SAME
    )
    within = [row for row in rows if rules[-1].at < row.baseline < rules[0].at]
    if not within:
        return None
    if len(rules) == 3 and rules[1].at - rules[2].at > _TALL * within[0].size:
        return None
    strips = _strips(within, left, right)
    if not strips:
        return None
    top = _reach([row for row in reversed(rows) if row.baseline > rules[0].at], rules[0].at, strips)
    bottom = _reach([row for row in rows if row.baseline < rules[-1].at], rules[-1].at, strips)
    xs = [left, *(strip.middle for strip in strips), right]
    upright = [Edge(x, bottom, top) for x in xs]
    level = rules + _partial(every, rules, strips)
    level += [Edge(y, left, right) for y in (top, bottom) if all(abs(y - e.at) > 1 for e in rules)]
    grid = grid_of(upright, level)
    if grid is None:
        return None
    grid.fill(sheet.words)
    cells = grid.cells()
    return cells if sum(1 for cell in cells if cell.words) >= 2 else None


def _rows(words: Iterable[Word]) -> list[_Row]:
    """The words in rows, from the top."""
    rows: list[_Row] = []
    for word in sorted(words, key=lambda word: -word.baseline):
        if rows and rows[-1].baseline - word.baseline < 0.4 * rows[-1].size:
            rows[-1].words.append(word)
        else:
            rows.append(_Row([word]))
    for row in rows:
        row.words.sort(key=lambda word: word.x0)
    return rows


def _strips(rows: Sequence[_Row], left: float, right: float) -> list[_Strip]:
    least = _NARROWEST * rows[0].size
    strips = []
    end = left
    for word in sorted((word for row in rows for word in row.words), key=lambda word: word.x0):
        if word.x0 - end >= least and end > left:
            strips.append(_Strip(end, word.x0))
        end = max(end, word.x1)
    edges = [left, *(strip.middle for strip in strips), right]
    return [
        strip
        for strip, before, after in zip(strips, edges, edges[2:], strict=False)
        if strip.high - strip.low >= _WIDE * rows[0].size or _is_flush(rows, strip, before, after)
    ]


def _is_flush(rows: Iterable[_Row], strip: _Strip, before: float, after: float) -> bool:
    """Whether most rows begin right after the strip, or (right to left) end right before it."""
    begins = [
        min(xs) for row in rows if (xs := [w.x0 for w in row.words if strip.high <= w.x0 < after])
    ]
    ends = [
        max(xs) for row in rows if (xs := [w.x1 for w in row.words if before < w.x1 <= strip.low])
    ]
    flush = sum(1 for x in begins if x - strip.high <= _FLUSH)
    flush_ends = sum(1 for x in ends if strip.low - x <= _FLUSH)
    return flush >= 0.6 * len(begins) or flush_ends >= 0.6 * len(ends)


def _reach(rows: Iterable[_Row], line: float, strips: Sequence[_Strip]) -> float:
    """How far the table reaches beyond its outermost line: over rows that keep to its columns."""
    before = line
    reach = line
    columns: set[int] = set()
    for row in rows:
        if abs(row.baseline - before) > _CLOSE * row.size:
            break
        if not all(_is_free(strip, row) for strip in strips):
            break
        before = row.baseline
        columns |= {sum(1 for strip in strips if w.x0 >= strip.middle) for w in row.words}
        edge = max(w.y1 for w in row.words) if before > line else min(w.y0 for w in row.words)
        reach = edge + 1 if before > line else edge - 1
    return reach if len(columns) > 1 else line


def _is_free(strip: _Strip, row: _Row) -> bool:
    """Whether the row leaves enough of the strip white to part the columns on both sides."""
    end = strip.low
    widest = 0.0
    for word in row.words:
        if word.x1 > strip.low and word.x0 < strip.high:
            widest = max(widest, word.x0 - end)
            end = max(end, word.x1)
    return max(widest, strip.high - end) >= _NARROWEST * row.size


def _partial(every: Sequence[Edge], rules: Sequence[Edge], strips: Sequence[_Strip]) -> list[Edge]:
    """Lines that part some columns only: they end between columns, an underline does not."""
    left, right = rules[0].low, rules[0].high

    def begins(x: float) -> bool:
        return abs(x - left) <= _SAME or any(s.low - 3 <= x <= s.high - 1.5 for s in strips)

    def ends(x: float) -> bool:
        return abs(x - right) <= _SAME or any(s.low + 1.5 <= x <= s.high + 3 for s in strips)

    return [
        edge
        for edge in every
        if rules[-1].at < edge.at < rules[0].at
        and not _reach_alike(edge, rules[0])
        and begins(edge.low)
        and ends(edge.high)
    ]
