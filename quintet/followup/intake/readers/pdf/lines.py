"""Words into lines: what stands on one baseline, in the order in which the page says it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from quintet.followup.intake.readers.pdf.page import Word

_WIDE = 0.9  # a gap wider than this many letter heights parts columns
_DRIFT = 0.35  # of a letter's height: words this far apart in height stand on one line
_RAISED = 0.6  # the same for small letters beside large ones
_MOST_PIECES = 3_000  # of lines on one page; more is a map or a drawing
_ENOUGH, _SAMPLE = 12, 400  # lines that tell where a column ends
_MISPLACED = re.compile(r"(?:(?<=\s)|^)([.:،؛,)(])(\d[\d.,/]*)(?=\s|$)")
_MIRRORED = str.maketrans("()", ")(")


@dataclass(slots=True)
class Line:
    """Words on one baseline; `left` and `right` are the sides of the column they stand in."""

    words: list[Word]
    page: int
    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool
    italic: bool
    left: float
    right: float

    @classmethod
    def of(cls, words: list[Word], page: int) -> "Line":
        text = " ".join(word.text for word in words)
        telling = [word for word in words if any(map(str.isalpha, word.text))]
        telling = telling or [word for word in words if any(map(str.isalnum, word.text))]
        x0, x1 = min(word.x0 for word in words), max(word.x1 for word in words)
        return cls(
            words,
            page,
            in_reading_order(text) if is_right_to_left(text) else text,
            x0,
            x1,
            words[0].baseline,
            median(word.size for word in words),
            bool(telling) and all(word.bold for word in telling),
            bool(telling) and all(word.italic for word in telling),
            x0,
            x1,
        )


def set_columns(lines: list[Line], document: list[Line], width: float) -> None:
    """Tell each line of a page where its column ends: where most lines above and below it do.

    A page of few lines takes its measure from the document's, and a document of few from the
    page's width, whose margins are then taken to be alike.
    """
    if len(lines) > _MOST_PIECES:
        return
    pool = lines if len(lines) >= _ENOUGH else document[:_SAMPLE]
    for line in lines:
        near = [o for o in pool if o.x0 < line.x1 and o.x1 > line.x0] or [line]
        starts, ends = sorted(o.x0 for o in near), sorted(o.x1 for o in near)
        place = len(near) * 15 // 100
        line.left = min(starts[place], line.x0)
        line.right = max(ends[-1 - place], line.x1)
        if len(pool) < _ENOUGH:
            margin = min(line.left, width - line.right)
            line.left, line.right = min(line.left, margin), max(line.right, width - margin)


def is_right_to_left(text: str) -> bool:
    """Whether more letters run right to left than left to right."""
    if text.isascii():
        return False
    balance = 0
    for letter in text:
        if letter > "\u0590":
            balance += unicodedata.bidirectional(letter) in ("R", "AL")
        if letter.isascii() and letter.isalpha():
            balance -= 1
    return balance > 0


def in_reading_order(text: str) -> str:
    """Put a point beside a number where it is read: pdfium leaves ".18" for "18." in Arabic."""
    return _MISPLACED.sub(lambda m: m[2] + m[1].translate(_MIRRORED), text)


def lines_of(words: Iterable[Word], page: int) -> list[Line]:
    """The words in lines; a wide gap ends a line as a new baseline does."""
    lines: list[list[Word]] = []
    for word in words:
        if lines and _continues(lines[-1][-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [Line.of(line, page) for line in lines]


def joined(lines: Iterable[Line]) -> list[Line]:
    """Lines that follow one another on one baseline as one: gaps parted no columns here."""
    whole: list[Line] = []
    for line in lines:
        if whole and _same_height(whole[-1].words[-1], line.words[0]):
            whole[-1] = Line.of(whole[-1].words + line.words, line.page)
        else:
            whole.append(line)
    return whole


def _same_height(one: Word, other: Word) -> bool:
    larger, smaller = max(one.size, other.size, 1), min(one.size, other.size)
    drift = _RAISED if smaller < 0.8 * larger else _DRIFT
    return abs(one.baseline - other.baseline) <= drift * larger


def _continues(before: Word, word: Word) -> bool:
    gap = max(word.x0 - before.x1, before.x0 - word.x1)
    return _same_height(before, word) and gap <= _WIDE * max(before.size, word.size, 1)
