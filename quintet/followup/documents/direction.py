"""Which way text runs: the Unicode Bidirectional Algorithm (UAX #9) as far as Word needs it told.

The pieces of a paragraph, joined, are always the paragraph.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from unicodedata import bidirectional

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_STRONG = {"L": False, "R": True, "AL": True}
_NUMBERS = frozenset({"EN", "AN"})
_ATTACHED = frozenset({"NSM", "BN"})  # vowel signs and joiners go with their letter (rule W1)


def runs_right(text: str, otherwise: bool) -> bool:
    """Whether a paragraph runs right to left: as its first strong character does (P2 and P3)."""
    if not otherwise and not _RIGHT_TO_LEFT.search(text):
        return False
    strong = (_STRONG.get(bidirectional(character)) for character in text)
    return next((right for right in strong if right is not None), otherwise)


def runs(text: str, base: bool) -> Iterator[tuple[str, bool]]:
    """Split a paragraph that runs as `base` into pieces of one direction: (piece, right to left).

    Numbers go with the letters before them (W2 and W7); what stands between two directions goes
    with the paragraph's (N1 and N2).
    """
    if not base and not _RIGHT_TO_LEFT.search(text):
        if text:
            yield text, False
        return
    start = 0
    for right, group in groupby(_directions(text, base)):
        end = start + sum(1 for _ in group)
        yield text[start:end], right
        start = end


def _directions(text: str, base: bool) -> Iterator[bool]:
    """One direction for every character."""
    stretches = [(right, sum(1 for _ in group)) for right, group in groupby(_sure(text, base))]
    for place, (right, length) in enumerate(stretches):
        if right is None:
            before = stretches[place - 1][0] if place else base
            after = stretches[place + 1][0] if place + 1 < len(stretches) else base
            yield from [bool(before if before == after else base)] * length
        else:
            yield from [right] * length


def _sure(text: str, base: bool) -> Iterator[bool | None]:
    """The direction of letters and numbers; None for what has none of its own."""
    letter, here = base, None
    for character in text:
        kind = bidirectional(character)
        if kind in _STRONG:
            letter = here = _STRONG[kind]
        elif kind in _NUMBERS:
            here = letter or kind == "AN"
        elif kind not in _ATTACHED:
            here = None
        yield here
