"""Where the items of an earlier version of a document stand in a later one.

The law of this file: no item is lost (each is the same, changed or missing), and no two stand in
one place that did not do so before. The same words are the same item, wherever and under whatever
number they stand; else words alike under the same number; else words alike.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from quintet.followup.intake.document import Document
from quintet.followup.intake.later import Later, Span
from quintet.followup.intake.likeness import letters_of, words_in

State = Literal["same", "changed", "missing"]

ALIKE = 0.62  # letters in common of an item whose words were changed
ALIKE_BY_NUMBER = 0.55  # the same, under the same number
ADDED = 4  # so many words beside known ones are something new
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
    span: Span
    likeness: float
    rank: float
    extent: Extent | None = None


def anchor(
    items: Sequence[Earlier], document: Document, extents: Sequence[Extent] = ()
) -> list[Found]:
    """Find every item of an earlier version in a later one; in the order of `items`.

    `extents` are what intake found in the later version: an item that is changed takes over all of
    the one that it lies in, so that words which were added are seen.
    """
    later = Later(document)
    spans = [(later.between(extent.start, extent.end), extent) for extent in extents]
    words = [[word.folded for word in words_in(item.text)] for item in items]
    reach = max((item.end for item in items), default=1) or 1
    ranked = [
        (place, index)
        for index, item in enumerate(items)
        for place in _places(item, words[index], later, spans, item.start / reach)
    ]
    taken: dict[int, _Place] = {}
    for place, index in sorted(ranked, key=lambda told: (-told[0].rank, told[1])):
        if index not in taken and not _occupied(place, items[index], taken, items):
            taken[index] = place
    wide = {
        index: _widened(place, words[index], taken.values(), later, spans)
        for index, place in taken.items()
    }
    return [_found(item, wide.get(index), later) for index, item in enumerate(items)]


def _places(
    item: Earlier,
    words: Sequence[str],
    later: Later,
    spans: Sequence[tuple[Span, Extent]],
    position: float,
) -> Iterator[_Place]:
    """The places that may be the item's, each with its rank; `position` is from 0 to 1."""
    names = {item.paragraph, item.number} - {""}

    def ranked(span: Span, alike: float) -> _Place:
        numbered = later.paragraph(span)[0] in names
        order = 1 - abs(position - span.first / len(later.words))
        return _Place(span, alike, alike + _BY_NUMBER * numbered + _BY_ORDER * order)

    exact = [ranked(span, 1.0) for span in later.same("".join(words))]
    if exact or not words:
        yield from exact
        return
    under = {span for name in names for span in later.under(name)}
    for around in {*later.near(words), *under}:
        ends = [*later.fitted(words, around)]
        ends += [span for span, _extent in spans if _common(span, around)]
        fits = [ranked(span, later.alike(words, span)) for span in ends]
        best = max(fits, key=lambda place: place.likeness, default=None)
        if best and best.likeness >= (ALIKE_BY_NUMBER if around in under else ALIKE):
            yield best


def _occupied(
    place: _Place, item: Earlier, taken: dict[int, _Place], items: Sequence[Earlier]
) -> bool:
    """Whether another item stands there that did not stand with this one before."""
    for index, there in taken.items():
        other = items[index]
        stood_together = other.start < item.end and item.start < other.end
        least = min(there.span.length, place.span.length)
        if 2 * _common(there.span, place.span) > least and not stood_together:
            return True
    return False


def _widened(
    place: _Place,
    words: Sequence[str],
    taken: Collection[_Place],
    later: Later,
    spans: Sequence[tuple[Span, Extent]],
) -> _Place:
    """The place with all that intake found there: words that were added, a sentence's true ends.

    Not where several items stand in what intake found as one: they were parts of it before.
    """
    for span, extent in spans:
        if sum(_common(span, other.span) > 0 for other in taken) != 1:
            continue
        if common := _common(span, place.span):
            added = span.length - common
            if added >= ADDED or (place.likeness < 1.0 and 2 * common > span.length):
                return _Place(span, later.alike(words, span), place.rank, extent)
    return place


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
