"""Headers, footers and page numbers: what stands at the same place on page after page."""

import re
from collections import Counter

from quintet.followup.intake.readers.numbers import label_of
from quintet.followup.intake.readers.pdf.lines import Line
from quintet.followup.intake.readers.pdf.page import Sheet

_MARGIN = 0.13  # of the page's height, at its top and at its foot
_PAGE_NUMBER = re.compile(
    r"[-–—\[( ]*(?:page|página|стр\.?|第|صفحة|p\.)?\s*(?:\d{1,4}|[ivxl]{1,6})"
    r"\s*(?:(?:/|of|de|sur|из|من)\s*\d{1,4}|页)?[-–—\]) ]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")


class Running:
    """What runs through a document, learnt from all of its pages."""

    def __init__(self, pages: list[tuple[Sheet, list[Line]]]) -> None:
        self._pages = len(pages)
        self._seen: Counter[tuple[str, int]] = Counter()
        self.texts: dict[str, None] = {}
        for sheet, lines in pages:
            self._seen.update({key for row in _rows(lines) if (key := _key(sheet, row))})

    def of(self, sheet: Sheet, lines: list[Line]) -> list[Line]:
        """The lines of a page that belong to its header or footer: the outermost, and no other."""
        rows = _rows(lines)
        found: list[Line] = []
        for outermost_first in (rows, rows[::-1]):
            count = 0
            for row in outermost_first:
                if not self._is_running(sheet, row):
                    break
                count += 1
            while 0 < count < len(rows) and _is_close(*outermost_first[count - 1 : count + 1]):
                count -= 1  # a line that the text follows at once is text that happens to recur
            for row in outermost_first[:count]:
                found += row
                if not _PAGE_NUMBER.fullmatch(_text(row)):
                    self.texts[_text(row)] = None
        return found

    def _is_running(self, sheet: Sheet, row: list[Line]) -> bool:
        key = _key(sheet, row)
        text = _text(row)
        if key is None or label_of(text):
            return False
        if _PAGE_NUMBER.fullmatch(text):
            return True
        often = max(2, self._pages // 4)
        return sum(self._seen[key[0], key[1] + near] for near in (-1, 0, 1)) >= often


def _is_close(row: list[Line], following: list[Line]) -> bool:
    return abs(row[0].baseline - following[0].baseline) < 2 * following[0].size


def _rows(lines: list[Line]) -> list[list[Line]]:
    """The lines from top to bottom, those at one height together from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.baseline):
        if rows and rows[-1][0].baseline - line.baseline < 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def _text(row: list[Line]) -> str:
    return " ".join(line.text for line in row)


def _key(sheet: Sheet, row: list[Line]) -> tuple[str, int] | None:
    """What makes a row the same on page after page; None in the middle of the page."""
    baseline = row[0].baseline
    if _MARGIN < baseline / max(sheet.height, 1) < 1 - _MARGIN:
        return None
    return _DIGITS.sub("#", _text(row)), round(baseline / 6)
