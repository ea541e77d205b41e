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
            self._seen.update({key for line in lines if (key := self._key(sheet, line))})

    def of(self, sheet: Sheet, lines: list[Line]) -> list[Line]:
        """The lines of a page that belong to its header or footer: the outermost, and no other."""
        found: list[Line] = []
        for downward in (True, False):
            for line in sorted(lines, key=lambda line: line.baseline, reverse=downward):
                if not self._is_running(sheet, line):
                    break
                found.append(line)
        return found

    def _is_running(self, sheet: Sheet, line: Line) -> bool:
        key = self._key(sheet, line)
        if key is None or label_of(line.text):
            return False
        if _PAGE_NUMBER.fullmatch(line.text):
            return True
        often = max(2, self._pages // 4)
        repeated = sum(self._seen[key[0], key[1] + near] for near in (-1, 0, 1)) >= often
        if repeated:
            self.texts[line.text] = None
        return repeated

    def _key(self, sheet: Sheet, line: Line) -> tuple[str, int] | None:
        share = line.baseline / max(sheet.height, 1)
        if _MARGIN < share < 1 - _MARGIN:
            return None
        return _DIGITS.sub("#", line.text), round(line.baseline / 6)
