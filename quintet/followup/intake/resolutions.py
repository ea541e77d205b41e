"""Operative paragraphs of resolutions: each begins with a verb in the present tense.

Preambular paragraphs begin with a participle ("Recalling") and are left out.
"""

import re

from quintet.followup.intake.acts import parts_of
from quintet.followup.intake.candidate import Candidate
from quintet.followup.intake.composing import Surroundings, candidate_of
from quintet.followup.intake.outline import Passage
from quintet.followup.intake.verbs import Operative, operative_at

_ENACTING = re.compile(
    r"(?:the|l[’']|la|le|el)?\s?[^,:.]{0,60}?(?:assembly|council|board|conference|committee|commission|parties|"
    r"assemblée|conseil|conférence|comité|commission|asamblea|consejo|junta|conferencia|comité|"
    r"ассамблея|совет|комитет|комиссия|الجمعية العامة|المجلس|مجلس [^,:.]{0,40}|大会|理事会|委员会)\s?[,،，]",
    re.IGNORECASE,
)
_UNNUMBERED = ("en", "fr", "es")  # elsewhere preambles begin with the same words
_FEWEST = 2  # operative paragraphs, where no enacting formula ("The General Assembly,") is seen


def find_operative_paragraphs(
    around: Surroundings, used: set[int]
) -> tuple[list[Candidate], set[int]]:
    """The candidates, and the passages they stand in; `used` passages are left alone."""
    passages = around.passages
    enacted = [index for index, passage in enumerate(passages) if _enacts(passage)]
    found: dict[int, Operative] = {}
    for index, passage in enumerate(passages):
        if index in used or passage.is_heading or passage.introduces:
            continue
        numbered = passage.number[:1].isdigit()
        if not numbered and (
            around.language not in _UNNUMBERED or not enacted or index < enacted[0]
        ):
            continue
        operative = operative_at(passage.text, language=around.language)
        if operative is not None and operative.form == "present" and not passage.within:
            found[index] = operative
    numbered_ones = sum(1 for index in found if passages[index].number)
    if not enacted and numbered_ones < _FEWEST:
        return [], set()
    candidates = [
        candidate_of(index, parts_of(passages[index].text, operative), around)
        for index, operative in found.items()
    ]
    return candidates, set(found)


def _enacts(passage: Passage) -> bool:
    text = passage.text.strip()
    return len(text) < 90 and bool(_ENACTING.fullmatch(text))
