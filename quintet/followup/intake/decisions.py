"""Decisions in a committee's session report: the paragraphs behind "The Committee:".

They begin with a verb in the past tense, numbered, lettered or bulleted, in italics or not.
"""

import re
from collections.abc import Iterator, Sequence

from quintet.followup.intake.acts import parts_of
from quintet.followup.intake.candidate import Candidate, Unread
from quintet.followup.intake.composing import Surroundings, candidate_of
from quintet.followup.intake.language import listed
from quintet.followup.intake.outline import Passage
from quintet.followup.intake.verbs import PAST_SHAPE, Operative, operative_at

_NOT_VERBS = frozenset(
    listed(
        "united based indeed need speed limited compared related interested concerned detailed "
        "advanced shared given combined selected needed red led"
    )
)
_OBJECT = re.compile(
    r"\s+(?:the|its|that|an?|all|upon|to|HLCM|members|this|these|their|each|on|le|la|les|de|du|que|"
    r"el|los|las|nota|note|[A-Z])\b"
)


def find_decisions(
    around: Surroundings, used: set[int]
) -> tuple[list[Candidate], list[Unread], set[int]]:
    """The candidates of decision blocks, what stands unread among them, and the passages taken.

    Passages that are `used` already are left alone.
    """
    taken: dict[int, Operative] = {}
    unread: list[Unread] = []
    for index, passage in enumerate(around.passages):
        if passage.introduces:
            for place, operative in _block(around.passages, index):
                if place in used:
                    continue
                if operative is not None:
                    taken.setdefault(place, operative)
                else:
                    unread.append(_among_decisions(around.passages[place]))
        elif (
            index not in taken
            and index not in used
            and (operative := _stands_alone(passage, around.language))
        ):
            taken[index] = operative
    candidates = [
        candidate_of(index, parts_of(around.passages[index].text, operative), around)
        for index, operative in sorted(taken.items())
    ]
    return candidates, unread, set(taken)


def opening_verb(passage: Passage) -> Operative | None:
    """The verb with which a paragraph of a decision block begins, known or by its shape."""
    operative = operative_at(passage.text)
    if operative is not None:
        return operative if operative.form != "participle" else None
    shape = PAST_SHAPE.match(passage.text)
    if shape is None or shape[0].split()[0].casefold() in _NOT_VERBS or not shape[0][0].isupper():
        return None
    return Operative(shape[0], "decision", "past", 0, shape.end(), shape[0].casefold(), "en")


def _block(passages: Sequence[Passage], lead: int) -> Iterator[tuple[int, Operative | None]]:
    """The passages of the block behind a lead-in, each with its verb (None: it has none)."""
    within = passages[lead].number if not passages[lead].is_heading else ""
    for index in range(lead + 1, len(passages)):
        passage = passages[index]
        if passage.is_heading or passage.introduces:
            return
        if within and passage.within != within:
            return
        operative = opening_verb(passage)
        if operative is None:
            following = passages[index + 1] if index + 1 < len(passages) else None
            goes_on = (
                following is not None
                and not following.is_heading
                and bool(passage.paragraph)
                and index > lead + 1
                and opening_verb(following) is not None
            )
            if not goes_on:
                return
        yield index, operative


def _stands_alone(passage: Passage, language: str) -> Operative | None:
    """A numbered paragraph that begins with a past verb though no "The Committee:" is before it."""
    if passage.is_heading or not passage.number[:1].isdigit():
        return None
    operative = operative_at(passage.text, language=language)
    if operative is None or operative.form != "past" or not passage.text[0].isupper():
        return None
    return operative if _OBJECT.match(passage.text, operative.end) else None


def _among_decisions(passage: Passage) -> Unread:
    return Unread(
        passage.paragraph,
        "It stands among decisions but does not begin with a verb of decision.",
        passage.start,
        passage.end,
    )
