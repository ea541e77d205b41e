"""The words of a form in every language that it goes out in, and what they stand for."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quintet.followup.documents.form import PARTS, FormWords

REFERENCE, NUMBER, ITEM, QUESTION = "reference", "number", "item", "question"
FIXED = (REFERENCE, NUMBER, ITEM, QUESTION)  # columns that are not to be filled in
FIELDS = tuple(field for fields in PARTS.values() for field in fields)
_MARKS = re.compile("[\u0640\u064b-\u0652\u200c-\u200f\u061c]")  # of Arabic, and of direction
_EDGES = " .:：;؛*,،，。·…_▾–—-"


def plain(text: str) -> str:
    """Words as they are compared: case, width, spaces and the signs around them do not matter."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return " ".join(_MARKS.sub("", text).split()).strip(_EDGES)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the words stand for, each made `plain`.

    A head may name more than one field ("Response" heads answers and replies): the table tells.
    """

    heads: Mapping[str, frozenset[str]]
    answers: Mapping[str, str]
    statuses: Mapping[str, str]

    @classmethod
    def of(cls, languages: Iterable[FormWords]) -> "Vocabulary":
        """The vocabulary of forms in these languages; codes are understood as well.

        Raises ValueError where a word stands for two codes: no reader could tell which.
        """
        heads: dict[str, set[str]] = {}
        for field in (*FIXED, *FIELDS):
            heads.setdefault(plain(field), set()).add(field)
        answers: dict[str, str] = {}
        statuses: dict[str, str] = {}
        for words in languages:
            fixed = (words.reference, words.number, words.item, words.question)
            for field, head in (*zip(FIXED, fixed, strict=True), *words.heads.items()):
                heads.setdefault(plain(head), set()).add(field)
            _learn(answers, words.answers)
            _learn(statuses, words.statuses)
        known = {head: frozenset(fields) for head, fields in heads.items() if head}
        return cls(known, answers, statuses)


def _learn(codes: dict[str, str], words: Mapping[str, str]) -> None:
    for code, word in words.items():
        for spelling in (plain(code), plain(word)):
            if codes.setdefault(spelling, code) != code:
                raise ValueError(f"“{word}” stands for {codes[spelling]} and for {code}.")
