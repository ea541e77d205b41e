"""Candidates from acts: kind, addressees, deadlines and symbols of what was found in a passage."""

from collections.abc import Sequence
from dataclasses import dataclass

from quintet.followup.intake.acts import Part, act_of, kind_of
from quintet.followup.intake.addressees import addressed_by
from quintet.followup.intake.candidate import Candidate, Meeting
from quintet.followup.intake.deadlines import find_deadlines
from quintet.followup.intake.facts import Diary, Facts
from quintet.followup.intake.language import language_of
from quintet.followup.intake.outline import Passage
from quintet.followup.intake.parties import Context, Names
from quintet.followup.intake.symbols import find_symbols


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that a finder needs to know of the document around a passage."""

    passages: Sequence[Passage]
    facts: Facts
    context: Context
    diary: Diary
    language: str

    @classmethod
    def of(
        cls, passages: Sequence[Passage], facts: Facts, names: Names, meetings: Sequence[Meeting]
    ) -> "Surroundings":
        context = Context(names, passages, facts.body)
        text = "\n".join(passage.text for passage in passages[:200])
        return cls(passages, facts, context, Diary(facts, names, meetings), language_of(text))


def candidate_of(index: int, parts: Sequence[Part], around: Surroundings) -> Candidate:
    """The candidate that the acts of one passage make."""
    passage = around.passages[index]
    words = passage.text[parts[0].start : parts[-1].end].rstrip()
    addressed = addressed_by(parts, passage, index, around.context)
    return Candidate(
        kind=kind_of(parts),
        number=passage.number,
        paragraph=passage.paragraph,
        text=words,
        start=passage.place(parts[0].start),
        end=passage.place(parts[0].start + len(words) - 1) + 1,
        acts=tuple(act_of(passage, part) for part in parts),
        addressees=addressed.addressees,
        co_addressees=addressed.co_addressees,
        due=find_deadlines(words, around.diary.session_named),
        symbols=find_symbols(words),
        page=passage.page,
    )
