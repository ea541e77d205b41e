"""Lines into paragraphs: over line ends, hyphens and page ends.

A paragraph begins at a number or bullet, after a wider gap, after a short line that ends a
sentence, or where the font changes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from quintet.followup.intake.readers.builder import tidy
from quintet.followup.intake.readers.numbers import bullet_end, label_of
from quintet.followup.intake.readers.pdf.lines import Line, is_right_to_left

_ENDS = (".", ":", ";", "!", "?", "。", "；", "：", "؟", "؛", ".”", '."', ".)", ".*", "”", "»")
_SPLIT_WORD = re.compile(r"([^\W\d_]+)[-‐]$")
_BULLET = re.compile(r"[•◦▪▫■□●○‣⁃❖➢✓\uf0b7\uf0a7]")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_PREFIXES = frozenset(
    ("anti", "co", "cross", "follow", "high", "inter", "long", "low", "mid", "multi", "non", "post",
     "pre", "re", "self", "short", "sub", "vice", "well", "world", "year")
)  # fmt: skip


@dataclass(slots=True)
class Paragraph:
    """Lines that make one paragraph."""

    lines: list[Line] = field(default_factory=list)

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def italic(self) -> bool:
        return all(line.italic for line in self.lines)


class Vocabulary:
    """The words of a document, to tell a hyphen of its own from one that a line end brought."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._words: set[str] = set()
        for line in lines:
            self._words.update(word.lower() for word in _WORD.findall(line.text))

    def join(self, lines: Iterable[Line]) -> str:
        """The words of the lines as one line of text."""
        text = ""
        for line in lines:
            following = line.text
            split = _SPLIT_WORD.search(text[-40:])
            if split and following[:1].islower():
                text = text if self._keeps_hyphen(split[1], following) else text[:-1]
                text += following
            elif text.endswith(("/", "-")) and following[:1].isalnum() and not text.endswith(" -"):
                text += following
            else:
                text = f"{text} {following}" if text else following
        return tidy(text)

    def _keeps_hyphen(self, before: str, following: str) -> bool:
        match = _WORD.match(following)
        after = match[0].lower() if match else ""
        before = before.lower()
        if before + after in self._words:
            return False
        return f"{before}-{after}" in self._words or before in _PREFIXES


def paragraphs_of(lines: Iterable[Line]) -> list[Paragraph]:
    """The lines as paragraphs, in their order."""
    paragraphs: list[Paragraph] = []
    for line in lines:
        if paragraphs and _continues(paragraphs[-1], line):
            paragraphs[-1].lines.append(line)
        else:
            paragraphs.append(Paragraph([line]))
    return paragraphs


def _continues(paragraph: Paragraph, line: Line) -> bool:
    before = paragraph.lines[-1]
    size = max(before.size, 1.0)
    if not 0.85 < line.size / size < 1.18:
        return False
    text = before.text
    ended = text.endswith(_ENDS)
    short = _room(before) > max(0.1 * (before.right - before.left), 1.2 * _first_word(line))
    if before.bold and not line.words[0].bold and (ended or short or line.page != before.page):
        return False
    if line.bold and not before.words[-1].bold and (ended or short):
        return False
    label = label_of(line.text) or bullet_end(line.text)
    if line.page != before.page or line.baseline > before.baseline + 0.5 * size:
        return not ended and not label and not (short and _is_sentence_start(line))
    if before.baseline - line.baseline > 1.3 * _leading(paragraph, size):
        return False
    if _BULLET.match(line.text):
        return False
    if label:
        moved = abs(line.x0 - before.x0) > 3 and not is_right_to_left(text)
        return not (ended or short or moved or text.endswith((",", " and", " or", " et", " y")))
    if short and (ended or _is_sentence_start(line)):
        return False
    indented = line.x0 - before.x0 > 0.8 * size and not is_right_to_left(text)
    return not (ended and indented and len(paragraph.lines) > 1)


def _leading(paragraph: Paragraph, size: float) -> float:
    """The distance of baselines within the paragraph, as far as it is known."""
    lines = paragraph.lines
    if len(lines) > 1 and lines[-2].page == lines[-1].page:
        step = lines[-2].baseline - lines[-1].baseline
        if 0.8 * size < step < 2.5 * size:
            return max(step, size)
    return 1.35 * size


def _room(line: Line) -> float:
    """How much of its column the line leaves free at its end."""
    return line.x0 - line.left if is_right_to_left(line.text) else line.right - line.x1


def _first_word(line: Line) -> float:
    word = line.words[0]
    return word.x1 - word.x0


def _is_sentence_start(line: Line) -> bool:
    first = line.text[:1]
    return first.isupper() or first.isdigit() or not first.isalnum()
