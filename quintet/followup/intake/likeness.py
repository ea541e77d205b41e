"""The words of a text as they are compared: letters without case, marks, spacing and line ends.

What two scans of one page differ in (hyphens at line ends, quotation marks, asterisks, vowel signs)
is no difference; every letter and digit is.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # each sign a word of its own
_VOWEL_SIGNS = "\u064b-\u065f\u0670"
_WORD = re.compile(
    r"\((?:[a-z]|[ivx]{2,5})\)"  # the letter of a list: it changes when a list is renumbered
    rf"|(?P<han>[{_HAN}])"
    rf"|(?P<word>(?:(?![{_HAN}_⁰¹²³⁴-⁹])[\w\u0300-\u036f\u00ad{_VOWEL_SIGNS}])+)"
)
_IGNORED = re.compile(f"[\u00ad\u0640{_VOWEL_SIGNS}]")
_SHOWN = re.compile(rf"[{_HAN}]|(?:(?![{_HAN}])\w)+|\s+|[^\w\s]")

Kind = Literal["same", "out", "in"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared, and its place in the text."""

    folded: str
    start: int
    end: int


def words_in(text: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
    """The words of a part of a text, as they are compared."""
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        if match.lastgroup:
            folded = _IGNORED.sub("", unicodedata.normalize("NFKC", match[0]).casefold())
            if folded:
                yield Word(folded, match.start(), match.end())


def letters_of(text: str) -> str:
    """All letters and digits of a text, run together: equal for the same words."""
    return "".join(word.folded for word in words_in(text))


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two runs of words are, from 0 to 1, by their letters: 1 - Indel distance / length.

    Robust to misread letters; two sentences about different things come out below 0.6.
    """
    return fuzz.ratio(" ".join(one), " ".join(other)) / 100


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a text: in both versions, in the earlier only, or in the later only."""

    kind: Kind
    text: str


def differences(earlier: str, later: str) -> list[Run]:
    """The later text beside the earlier, word by word: without the runs "in" it is the earlier one,
    without the runs "out" the later one, to the letter."""
    old, new = _SHOWN.findall(earlier), _SHOWN.findall(later)
    runs: list[Run] = []
    out, came = "", ""
    for step in Indel.opcodes(old, new):
        words = "".join(old[step.src_start : step.src_end])
        if step.tag == "equal":
            runs += [Run("out", out), Run("in", came), Run("same", words)]
            out, came = "", ""
        else:
            out, came = out + words, came + "".join(new[step.dest_start : step.dest_end])
    return [run for run in [*runs, Run("out", out), Run("in", came)] if run.text]
