"""The acts of one paragraph: where each begins and ends, and what kind of item they make.

"Welcomed the progress … and encouraged the Task Force to continue" is two acts of one paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quintet.followup.intake.candidate import Act, ItemKind
from quintet.followup.intake.outline import Passage
from quintet.followup.intake.verbs import Operative, operative_at

_DETERMINER = (
    r"(?=\s+(?:the|its|that|a|an|all|their|each|any|those|these|this|upon|on the|on its|to|members|"
    r"le|la|les|l[’']|aux?|que|el|los|las|al|a)\b|\s+(?-i:[A-ZÀ-ÝА-Я]))"
)
_JOINED = re.compile(
    rf"(?:,|;)?\s(?:and|et|y|e|и)\s(?=(?:[a-z-]+\s){{0,3}}?(?P<verb>[^\W\d_][\w-]+)(?:\snote)?{_DETERMINER})",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(
    r",\s(?=(?:(?:and|while|concurrently|also|further|thereby|simultaneously)\s){0,2}"
    rf"(?P<verb>[a-z]{{4,15}}ing)\b{_DETERMINER})",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?<=[.;])\s+(?:(?:It|They|He|She|The\s(?:[\w-]+\s){1,5}?(?:Committee|Board|Forum|Network|"
    r"Council|Commission|Group|Assembly)|[A-Z]{3,8})\s)?(?=[A-Za-z])"
)
_SKIPPED = re.compile(r"(?:and|while|concurrently|thereby|simultaneously)\s", re.IGNORECASE)
_TRAILING = re.compile(
    r"[\s,;]+(?:(?:and|et|y|e|и|while|concurrently|thereby|simultaneously)\s*){0,3}$", re.IGNORECASE
)
_PARTICIPLE_KINDS = ("request", "recommendation")
_RANK: dict[ItemKind, int] = {"request": 3, "recommendation": 2, "commitment": 1, "decision": 0}


@dataclass(frozen=True, slots=True)
class Part:
    """An act within a passage: its verb, and from where to where in the passage's text."""

    operative: Operative
    start: int
    end: int


def parts_of(text: str, first: Operative, end: int | None = None) -> list[Part]:
    """The acts from `first` on, in order; each reaches to the next one or to `end`."""
    end = len(text) if end is None else end
    heads = [first]
    for place in sorted(set(_further_places(text, first.end, end))):
        found = operative_at(text, place, language=first.language)
        if found is None or found.start < heads[-1].end or not _joins(found, first):
            continue
        heads.append(found)
    bounds = [*(head.start for head in heads[1:]), end]
    parts = []
    for head, bound in zip(heads, bounds, strict=True):
        trailing = _TRAILING.search(text, max(head.end, bound - 60), bound) if bound < end else None
        parts.append(Part(head, head.start, trailing.start() if trailing else bound))
    return parts


def _further_places(text: str, start: int, end: int) -> Iterator[int]:
    for match in _JOINED.finditer(text, start, end):
        if not text[: match.start()].endswith((" as", " both")):
            yield match.end()
    for match in _PARTICIPLE.finditer(text, start, end):
        skipped = match.end()
        while another := _SKIPPED.match(text, skipped):
            skipped = another.end()
        yield skipped
    for match in _SENTENCE.finditer(text, start, end):
        yield match.end()


def _joins(found: Operative, first: Operative) -> bool:
    if found.form == "participle":
        return found.kind in _PARTICIPLE_KINDS
    return found.form == first.form


def kind_of(parts: Sequence[Part]) -> ItemKind:
    """A request outranks a recommendation, that a commitment, and all three a mere decision."""
    return max((part.operative.kind for part in parts), key=_RANK.__getitem__)


def act_of(passage: Passage, part: Part) -> Act:
    words = passage.text[part.start : part.end].rstrip()
    return Act(
        part.operative.verb,
        words,
        passage.place(part.start),
        passage.place(part.start + len(words) - 1) + 1,
    )
