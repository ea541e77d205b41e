"""Where the items of an earlier version of a document stand in a later one.

The law of this file: no item is lost (each is the same, changed or missing), and no two stand in
one place that did not do so before. The same words are the same item, wherever and under whatever
number they stand; else words alike under the same number; else words alike.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple

from quintet.followup.intake.document import Document
from quintet.followup.intake.later import Later, Span
from quintet.followup.intake.likeness import letters_of, words_in

State = Literal["same", "changed", "missing"]

ALIKE = 0.62  # letters in common of an item whose words were changed
ALIKE_BY_NUMBER = 0.55  # the same, under the same number
_BY_NUMBER, _BY_ORDER = 0.04, 0.02  # what speaks for one of several like places


@dataclass(frozen=True, slots=True)
class Earlier:
    """An item as it stands in the earlier version; `start` and `end` are its place there."""

    key: int
    number: str
    paragraph: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extent:
    """A passage that intake found in the later version: it says where an item begins and ends."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where an item stands in the later version; a missing one has no place and no words."""

    key: int
    state: State
    likeness: float = 0.0
    paragraph: str = ""
    page: int | None = None
    start: int | None = None
    end: int | None = None
    text: str = ""


class _Place(NamedTuple):
    """Words that may be an item's; `rank` is their likeness and what else speaks for them."""

    span: Span
    likeness: float
    rank: float
    extent: Extent | None = None


class _Spans:
    """Runs of words, each with its key, in order: asked for those that share words with another."""

    def __init__(self, spans: Iterable[tuple[Span, int]] = ()) -> None:
        self._spans = sorted(spans)
        self._longest = max((span.length for span, _key in self._spans), default=0)

    def add(self, span: Span, key: int) -> None:
        insort(self._spans, (span, key))
        self._longest = max(self._longest, span.length)

    def meeting(self, span: Span) -> Iterator[tuple[Span, int]]:
        begin = bisect_left(self._spans, (Span(span.first - self._longest, 0), 0))
        for one, key in islice(self._spans, begin, None):
            if one.first >= span.last:
                return
            if _common(one, span):
                yield one, key


def anchor(
    items: Sequence[Earlier], document: Document, extents: Sequence[Extent] = ()
) -> list[Found]:
    """Find every item of an earlier version in a later one; in the order of `items`.

    `extents` are what intake found in the later version: an item that is changed takes over all of
    the one that it lies in, so that words which were added are seen.
    """
    later = Later(document)
    spans = _Spans((later.between(one.start, one.end), key) for key, one in enumerate(extents))
    words = [[word.folded for word in words_in(item.text)] for item in items]
    reach = max((item.end for item in items), default=1) or 1
    ranked = [
        (place, index)
        for index, item in enumerate(items)
        for place in _places(item, words[index], later, spans, item.start / reach)
    ]
    taken: dict[int, _Place] = {}
    there = _Spans()
    for place, index in sorted(ranked, key=lambda told: (-told[0].rank, told[1])):
        if index not in taken and not _occupied(place, items[index], there, items):
            taken[index] = place
            there.add(place.span, index)
    _widen(taken, words, later, spans, there, extents)
    return [_found(item, taken.get(index), later) for index, item in enumerate(items)]


def _places(
    item: Earlier, words: Sequence[str], later: Later, spans: _Spans, position: float
) -> Iterator[_Place]:
    """The places that may be the item's, each with its rank; `position` is from 0 to 1."""
    names = {item.paragraph, item.number} - {""}

    def ranked(span: Span, alike: float) -> _Place:
        numbered = later.paragraph(span)[0] in names
        order = 1 - abs(position - span.first / len(later.words))
        return _Place(span, alike, alike + _BY_NUMBER * numbered + _BY_ORDER * order)

    same = later.same("".join(words))
    exact = [ranked(span, 1.0) for span in same if later.is_whole(span, item.text)]
    if exact or not words:
        yield from exact
        return
    under = {span for name in names for span in later.under(name)}
    for around in {*later.near(words), *under}:
        ends = {*later.fitted(words, around), *(span for span, _key in spans.meeting(around))}
        fits = [ranked(span, later.alike(words, span)) for span in sorted(ends)]
        best = max(fits, key=lambda place: place.likeness, default=None)
        if best and best.likeness >= (ALIKE_BY_NUMBER if around in under else ALIKE):
            yield best


def _occupied(place: _Place, item: Earlier, there: _Spans, items: Sequence[Earlier]) -> bool:
    """Whether another item stands there that did not stand with this one before."""
    for span, index in there.meeting(place.span):
        other = items[index]
        stood_together = other.start < item.end and item.start < other.end
        most = 2 * _common(span, place.span) > min(span.length, place.span.length)
        if most and not stood_together:
            return True
    return False


def _widen(
    taken: dict[int, _Place],
    words: Sequence[Sequence[str]],
    later: Later,
    spans: _Spans,
    there: _Spans,
    extents: Sequence[Extent],
) -> None:
    """Give each item all that intake found where it stands: words that were added, its true ends.

    Not where several items stand in what intake found as one: they were parts of it before.
    """
    for index, place in list(taken.items()):
        for span, key in spans.meeting(place.span):
            if sum(1 for _other in there.meeting(span)) > 1:
                continue
            common = _common(span, place.span)
            if span.length > common or place.likeness < 1.0:
                alike = later.alike(words[index], span)
                taken[index] = _Place(span, alike, place.rank, extents[key])
                break


def _common(one: Span, other: Span) -> int:
    """How many words two runs share."""
    return max(0, min(one.last, other.last) - max(one.first, other.first))


def stands_at(item: Earlier, document: Document, start: int, end: int) -> Found:
    """What an item is at a place where somebody says that it stands; missing where no word is."""
    later = Later(document)
    span = later.between(start, end)
    if not span.length:
        return Found(item.key, "missing")
    words = [word.folded for word in words_in(item.text)]
    extent = Extent(start, end, document.text[start:end])
    return _found(item, _Place(span, later.alike(words, span), 0, extent), later)


def _found(item: Earlier, place: _Place | None, later: Later) -> Found:
    if place is None:
        return Found(item.key, "missing")
    extent, span = place.extent, place.span
    start, end = (extent.start, extent.end) if extent else later.place(span)
    text = extent.text if extent else later.text(span)
    same = letters_of(item.text) == "".join(later.words[span.first : span.last])
    paragraph, page = later.paragraph(span)
    return Found(
        key=item.key,
        state="same" if same else "changed",
        likeness=round(place.likeness, 3),
        paragraph=paragraph or item.paragraph,
        page=page,
        start=start,
        end=end,
        text=text,
    )


def known(extent: Extent, places: Sequence[Found]) -> bool:
    """Whether what intake found is items that stand there already: nearly all of its letters."""
    covered = sum(
        max(0, min(extent.end, place.end) - max(extent.start, place.start))
        for place in places
        if place.start is not None and place.end is not None
    )
    return covered > 0.8 * (extent.end - extent.start)
