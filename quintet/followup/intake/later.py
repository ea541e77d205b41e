"""A later version of a document as words, in which those of an earlier one are looked for."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from quintet.followup.intake.document import Block, Document
from quintet.followup.intake.likeness import likeness, words_in
from quintet.followup.intake.outline import NOISE, passages_of
from quintet.followup.intake.symbols import find_symbols

_RARE = 40  # a word that stands more often says nothing of a place
_OFTEN = 20  # places of one and the same sentence that are looked at
_NEAREST = 3  # places that are weighed, of those with most words in common
_RUNNING = 3  # a line that stands on so many pages is a header or footer
_SENTENCE = re.compile(r"[.;:!?。；：！？؛؟]")
_END = re.compile(r"[^\w]*$")  # the signs that close a text
_TAIL = re.compile(r"[.;:!?,)\]”’\"'»。；：！？؛؟*]*")


class Span(NamedTuple):
    """A run of words, [first, last)."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first


class Later:
    """The words of a later version with their places. What runs over its pages is left out."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self._begins: list[int] = []  # words that begin a sentence
        self._blocks: list[Span] = []
        self._index: dict[str, list[int]] = {}
        self._read_blocks = list(_read_blocks(document))
        for block in self._read_blocks:
            self._read(block)
        self._begins.append(len(self.words))
        self._sentences = frozenset(self._begins)
        self._offsets = [0]
        for folded in self.words:
            self._offsets.append(self._offsets[-1] + len(folded))
        self._letters = "".join(self.words)
        self._number()

    def _read(self, block: Block) -> None:
        text, first, last = self.document.text, len(self.words), None
        for word in words_in(text, block.start, block.end):
            if last is None or _SENTENCE.search(text, last, word.start):
                self._begins.append(len(self.words))
            self._index.setdefault(word.folded, []).append(len(self.words))
            self.words.append(word.folded)
            self.starts.append(word.start)
            self.ends.append(word.end)
            last = word.end
        if last is not None:
            self._blocks.append(Span(first, len(self.words)))

    def _number(self) -> None:
        """The numbers of paragraphs and their words; a paragraph without one has the last before."""
        self._firsts: list[int] = []
        self._numbers: list[str] = []
        self._pages: list[int | None] = []
        self._numbered: dict[str, list[Span]] = {}
        number = ""
        for passage in passages_of(self.document):
            number = passage.paragraph or number
            self._firsts.append(passage.start)
            self._numbers.append(number)
            self._pages.append(passage.page)
            span = self.between(passage.start, passage.end)
            for name in {passage.paragraph, passage.number} - {""}:
                self._numbered.setdefault(name, []).append(span)

    def between(self, start: int, end: int) -> Span:
        """The words that stand in a part of the text."""
        return Span(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def paragraph(self, place: Span) -> tuple[str, int | None]:
        """The number of the paragraph in which a run of words begins, and its page."""
        at = bisect_right(self._firsts, self.starts[place.first]) - 1
        return (self._numbers[at], self._pages[at]) if at >= 0 else ("", None)

    def place(self, span: Span) -> tuple[int, int]:
        """The place of a run of words in the text, with the signs that close it."""
        end = self.ends[span.last - 1]
        tail = _TAIL.match(self.document.text, end)
        return self.starts[span.first], tail.end() if tail else end

    def text(self, span: Span) -> str:
        """The words as they are written, without what runs over the page between them."""
        start, end = self.place(span)
        blocks = self._read_blocks
        begin = max(0, bisect_right(blocks, start, key=lambda block: block.start) - 1)
        parts = []
        for block in takewhile(lambda block: block.start < end, islice(blocks, begin, None)):
            parts.append(self.document.text[max(start, block.start) : min(end, block.end)].strip())
        return " ".join(parts)

    def same(self, letters: str) -> Iterator[Span]:
        """Where exactly these letters stand, from the beginning of a word to the end of one."""
        at, found = self._letters.find(letters) if letters else -1, 0
        while at >= 0 and found < _OFTEN:
            first, last = (
                bisect_left(self._offsets, at),
                bisect_left(self._offsets, at + len(letters)),
            )
            if self._offsets[first] == at and self._offsets[last] == at + len(letters):
                found += 1
                yield Span(first, last)
            at = self._letters.find(letters, at + 1)

    def is_whole(self, span: Span, text: str) -> bool:
        """Whether a run of words begins and ends as a text that has the same words does.

        What begins with a capital letter begins a sentence, and what ends with a full stop ends
        one: else words stand before or behind it here that did not there.
        """
        letters = [sign for sign in text if sign.isalnum()]
        begins = not letters or not letters[0].isupper() or span.first in self._sentences
        ends = not _SENTENCE.search(_END.search(text)[0]) or span.last in self._sentences  # type: ignore[index]
        return begins and ends

    def near(self, words: Sequence[str]) -> Iterator[Span]:
        """The few places with most words in common: as long as the words, wherever they fall."""
        band = max(8, len(words) // 4)
        votes: Counter[int] = Counter()
        for position, word in enumerate(words):
            places = self._index.get(word, ())
            if len(places) <= _RARE:
                votes.update((place - position) // band for place in places)
        both = Counter({key: votes[key] + votes[key + 1] for key in votes})
        for key, _count in both.most_common(_NEAREST):
            first = min(max(0, key * band + band // 2), max(0, len(self.words) - 1))
            yield Span(first, min(len(self.words), first + len(words)))

    def under(self, number: str) -> list[Span]:
        """The words of the paragraphs with a number."""
        return self._numbered.get(number, []) if number else []

    def fitted(self, words: Sequence[str], around: Span) -> Iterator[Span]:
        """What a run of words may begin and end with: sentences, whole blocks, and as it is."""
        slack = 4 + len(words) // 4
        first, last = (
            _nearest(self._begins, around.first, slack),
            _nearest(self._begins, around.last, slack),
        )
        if first < last:
            yield Span(first, last)
        begin = max(0, bisect_right(self._blocks, (around.first, len(self.words))) - 1)
        end = bisect_left(self._blocks, (around.last, 0))
        blocks = [one for one in self._blocks[begin:end] if one.last > around.first]
        most = [
            one
            for one in blocks
            if 2 * (min(one.last, around.last) - max(one.first, around.first)) > one.length
        ]
        for chosen in (blocks, most):
            if chosen:
                yield Span(chosen[0].first, chosen[-1].last)
        if around.first < around.last:
            yield around

    def alike(self, words: Sequence[str], span: Span) -> float:
        return likeness(words, self.words[span.first : span.last])


def _nearest(places: Sequence[int], at: int, slack: int) -> int:
    """Of ordered places the one that is nearest, where one is near enough; else the place itself."""
    after = bisect_left(places, at)
    near = [place for place in places[max(0, after - 1) : after + 1] if abs(place - at) <= slack]
    return min(near, key=lambda place: abs(place - at), default=at)


def _read_blocks(document: Document) -> Iterator[Block]:
    """The blocks that are read: no page numbers, no line that recurs at the edges of pages."""
    lines = Counter(_line(block) for block in document.blocks if block.kind != "cell")
    for block in document.blocks:
        if block.kind != "cell" and not block.number:
            line = _line(block)
            if line and (lines[line] >= _RUNNING or NOISE.fullmatch(block.text[:60])):
                continue
            if find_symbols(block.text) == (block.text.strip(),):
                continue
        yield block


def _line(block: Block) -> str:
    """A short line that is no sentence, with its numbers made alike; empty for anything else."""
    text = block.text.strip()
    if block.number or len(text) > 100 or _SENTENCE.search(text[-1:]):
        return ""
    return re.sub(r"\d+", "#", text)
