"""What a corrigendum or addendum changes of a document: single passages, all others stay.

A corrigendum names the paragraph and then says "For … read …", or gives the paragraph anew
(United Nations Editorial Manual Online, on corrigenda).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quintet.followup.intake.anchoring import Earlier, Extent, Found, anchor
from quintet.followup.intake.document import Document
from quintet.followup.intake.likeness import letters_of, likeness, words_in

# fmt: off
_NAMED = re.compile(
    r"\W*(?:(?:operative\s)?paragraph|para\.|paragraphe|par\.|párrafo|пункт|п\.|الفقرة|第)\s*"
    r"(?P<number>\d{1,3}(?:\s?\([a-z]{1,4}\))*)(?:\s*段)?(?=\W|$)", re.IGNORECASE,
)
_INSTEAD = (
    re.compile(r"\bfor\s+(?P<old>.+?)\s+(?:read|substitute)\s+(?P<new>.+)", re.IGNORECASE | re.DOTALL),
    re.compile(r"\bau lieu de\s+(?P<old>.+?),?\s+lire\s+(?P<new>.+)", re.IGNORECASE | re.DOTALL),
    re.compile(r"\b(?:donde dice|en lugar de)\s+(?P<old>.+?),?\s+(?:debe decir|léase)\s+(?P<new>.+)", re.IGNORECASE | re.DOTALL),
    re.compile(r"\bвместо\s+(?P<old>.+?),?\s+(?:следует )?читать\s+(?P<new>.+)", re.IGNORECASE | re.DOTALL),
)
# fmt: on
_QUOTES = " \t\n.*_\"'“”«»‘’"


@dataclass(frozen=True, slots=True)
class Correction:
    """What is said of one paragraph: its number ("18", "23 (a)"), the words and their place."""

    paragraph: str
    text: str
    start: int
    end: int
    page: int | None = None


def corrections(document: Document) -> list[Correction]:
    """What a corrigendum says, paragraph by paragraph, in its order."""
    found: list[Correction] = []
    for block in document.blocks:
        named = _NAMED.match(block.text)
        if named:
            at = block.start + named.end()
            number = " ".join(named["number"].replace("(", " (").split())
            found.append(Correction(number, block.text[named.end() :], at, block.end, block.page))
        elif found:
            last = found[-1]
            found[-1] = Correction(
                last.paragraph, f"{last.text}\n{block.text}", last.start, block.end, last.page
            )
    return found


def corrected(
    items: Sequence[Earlier], document: Document, extents: Sequence[Extent] = ()
) -> list[Found]:
    """The items whose words a corrigendum or addendum changes; what it does not speak of is not
    among them, nor what it repeats as it was."""
    told = {one.key: one for one in _told(items, document)}
    rest = [item for item in items if item.key not in told]
    found = [one for one in anchor(rest, document, extents) if one.state == "changed"]
    return [*told.values(), *found]


def _told(items: Sequence[Earlier], document: Document) -> Iterator[Found]:
    """Items whose paragraph is named with the words to be put in place of others."""
    for correction in corrections(document):
        for item in items:
            if correction.paragraph not in (item.paragraph, item.number):
                continue
            words = _put_in(item.text, correction.text)
            if words and letters_of(words) != letters_of(item.text):
                yield Found(
                    key=item.key,
                    state="changed",
                    likeness=round(likeness(_words(item.text), _words(words)), 3),
                    paragraph=item.paragraph,
                    page=correction.page,
                    start=correction.start,
                    end=correction.end,
                    text=words,
                )


def _put_in(text: str, told: str) -> str:
    """The text with what is to be read in place of what; empty where that is not said, or where
    the words do not stand there exactly once."""
    for pattern in _INSTEAD:
        if match := pattern.search(told):
            old, new = match["old"].strip(_QUOTES), match["new"].strip(_QUOTES)
            if old and new and text.count(old) == 1:
                return text.replace(old, new)
    return ""


def _words(text: str) -> list[str]:
    return [word.folded for word in words_in(text)]
