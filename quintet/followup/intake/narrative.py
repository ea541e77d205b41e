"""Acts told in sentences: "The Committee decided that …", "The Advisory Committee recommends …".

Only what the document's own body did at this session counts: reports also tell what others asked
for and what was decided before.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quintet.followup.intake.acts import Part, parts_of
from quintet.followup.intake.candidate import Addressee, Candidate, Unread
from quintet.followup.intake.composing import Surroundings, candidate_of
from quintet.followup.intake.outline import Passage
from quintet.followup.intake.verbs import Operative, operative_at

# fmt: off
_NOUNS = (
    "Committee|Board|Forum|Network|Council|Commission|Assembly|Conference|Group|Task Force|Panel|Inspectors?|"
    "Comité|Conseil|Assemblée|Conférence|Groupe|Réseau|Junta|Consejo|Comisión|Asamblea|Grupo|Red|"
    "Комитет|Совет|Комиссия|Ассамблея|Группа|Сеть|委员会|理事会|大会|اللجنة|المجلس"
)
_SUBJECT = re.compile(
    r"(?:^|(?<=[.;!?)”\"]\s)|(?<=[。；]))"
    r"(?P<lead>(?!The\s(?:Advisory|High)|[A-Z]{3,8}\s)[A-ZÀ-ÝА-Я][^,.;:]{2,110},\s)?"
    r"(?P<subject>(?:[Tt]he\s|Le\s|La\s|L[’']|El\s|le\s|la\s|el\s)?"
    rf"(?P<name>(?:[A-ZÀ-Ý][\w-]*\s){{0,3}}(?P<noun>{_NOUNS})|[A-Z]{{3,8}}|Office\sof\sInternal\sOversight\sServices)"
    rf"(?:\s(?:on|of|for)\s(?:[A-Z][\w-]*\s?(?:and\s|the\s|of\s)?){{1,8}})?)\s?(?=[^\W\d_])"
)
_HISTORY = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\bsession|\bearlier|\bpreviously|\bprior|resolution|decision", re.I
)
_END = re.compile(r"(?<=[.!?])[”\"’)]?\s+(?=[A-Z“\"(À-ÝА-Я])|(?<=[。！？])")
_IT = re.compile(r"\s*(?:It|They)\s")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|No|Nos|para|paras|Sect|Rev|Add|Corr|e\.g|i\.e|St|vs|pp?|art|vol|fig|incl|[A-Z]))\.$"
)
_VIEW = re.compile(
    r"(?:(?:also|further|therefore|generally|clearly)\s)?(?:indicated|clarified|concluded|confirmed|considered|"
    r"felt|stated|was of the view|expressed the view|supported|reaffirmed|specified|stipulated|determined|"
    r"considers|indicates|believes|is of the (?:view|opinion)|was of the opinion)\b.{0,400}", re.S)
_OUGHT = re.compile(r"\b(?:should|would|shall|must|ought to)\b")
_WERE_ASKED = re.compile(
    r"\b(?:[Mm]embers|[Oo]rgani[sz]ations|[Ee]ntities|[Aa]gencies|[Nn]etworks?|[Ss]ecretariat|Forum|"
    r"Task Force|Group|Member States)\s"
    r"(?:was|were)\s(?:also\s|further\s|strongly\s)?(?:encouraged|requested|invited|urged|asked|tasked)\sto\b")
_CONSENSUS = re.compile(
    r"\b[Tt]here\swas\s(?:a\s)?(?:strong|general|broad|wide|unanimous|clear|full)?\s?"
    r"(?:agreement|consensus)\s(?:that|to|on)\b"
)
_THIRD_PARTY = re.compile(r"General Assembly|Security Council|Secretary-General|Advisory")
_OWN_BY_HABIT = re.compile(
    r"(?:Advisory Committee|Board of Auditors|Board|Inspectors?|Committee|Commission|OIOS)"
)
_PAST_BY_HABIT = re.compile(r"(?:Committee|Network|Forum|Task Force|Working Group|Group|HLCM|HLCP|Panel)")
# fmt: on


@dataclass(frozen=True, slots=True)
class _Sentence:
    subject: str
    operative: Operative
    start: int
    end: int


def find_told_acts(
    around: Surroundings, answered: set[int], decided: set[int]
) -> tuple[list[Candidate], list[Unread]]:
    """Acts told in sentences, and paragraphs that look like acts but were not taken.

    `answered` and `decided` are the passages in which other finders found recommendations with
    answers, and decisions; a division with decisions of its own tells nothing but its debate.
    """
    used = answered | decided
    with_blocks = {around.passages[index].division for index in decided}
    told = {
        index: sentences
        for index, passage in enumerate(around.passages)
        if index not in used and not passage.is_heading and not passage.annexed
        if (sentences := list(_sentences(passage, around.language)))
    }
    is_own = _Own(around, told.values())
    candidates: list[Candidate] = []
    unread: list[Unread] = []
    for index, passage in enumerate(around.passages):
        if index in used or passage.is_heading or passage.annexed:
            continue
        own = [sentence for sentence in told.get(index, ()) if is_own(sentence)]
        if own and passage.division not in with_blocks:
            candidates.append(candidate_of(index, _parts(passage, own), around))
        elif own:
            unread.append(_unread(passage, "It tells of a decision, outside the decisions' block."))
        elif why := _looks_like_act(passage, is_own):
            unread.append(_unread(passage, why))
    return candidates, unread


def _unread(passage: Passage, why: str) -> Unread:
    return Unread(passage.paragraph, why, passage.start, passage.end)


def _parts(passage: Passage, sentences: Sequence[_Sentence]) -> list[Part]:
    return [
        part
        for sentence in sentences
        for part in parts_of(passage.text, sentence.operative, sentence.end)
    ]


def _sentences(passage: Passage, language: str) -> Iterator[_Sentence]:
    """The sentences in which some body does something decisive, now or in the past."""
    text = passage.text
    for match in _SUBJECT.finditer(text):
        if match["lead"] and _HISTORY.search(match["lead"]):
            continue
        end = _sentence_end(text, match.end())
        operative = _strong(text, match.end(), end, language)
        if operative is None:
            continue
        yield _Sentence(match["name"], operative, operative.start, end)
        while again := _IT.match(text, end):
            end = _sentence_end(text, again.end())
            if (operative := _strong(text, again.end(), end, language)) is None:
                break
            yield _Sentence(match["name"], operative, operative.start, end)


def _strong(text: str, position: int, end: int, language: str) -> Operative | None:
    """The first decisive verb of a sentence ("notes … and trusts that …": trusts)."""
    operative = operative_at(text, position, language=language)
    if operative is None or operative.form in ("participle", "base"):
        return None
    if operative.is_strong:
        return operative
    parts = (part.operative for part in parts_of(text, operative, end)[1:])
    return next(
        (found for found in parts if found.is_strong and found.form == operative.form), None
    )


def _sentence_end(text: str, position: int) -> int:
    for match in _END.finditer(text, position):
        if not _ABBREVIATED.search(text[max(0, match.start() - 8) : match.start()]):
            return match.start()
    return len(text)


class _Own:
    """Whether a sentence's subject is the document's own body."""

    def __init__(self, around: Surroundings, told: Iterable[Sequence[_Sentence]]) -> None:
        self._around = around
        self._body = around.facts.body or _body_of_blocks(around)
        self._words = _names_of(self._body) if self._body else ""
        counts: Counter[tuple[str, str]] = Counter()
        for sentences in told:
            counts.update((s.subject, s.operative.form) for s in sentences)
        self._counts = counts
        self._budget = "budget" in around.facts.title.casefold()

    def __call__(self, sentence: _Sentence) -> bool:
        if self._body is not None:
            return self.is_body(sentence.subject)
        if self._budget:
            return False
        often = self._counts[sentence.subject, sentence.operative.form]
        if sentence.operative.form == "present":
            return often >= 2 and bool(_OWN_BY_HABIT.fullmatch(sentence.subject))
        return often >= 3 and bool(_PAST_BY_HABIT.fullmatch(sentence.subject))

    @property
    def is_body_known(self) -> bool:
        return self._body is not None

    def is_body(self, subject: str) -> bool:
        """ "Committee" for the High-level Committee, "HLCM", or its full name."""
        if self._body is None:
            return False
        party = self._around.context.names.whole(subject)
        if party is not None:
            return party == self._body.party
        return f" {subject.casefold()} " in self._words


def _body_of_blocks(around: Surroundings) -> Addressee | None:
    for passage in around.passages:
        if passage.introduces:
            name = re.sub(r"^(?:The|Le|La|El)\s|\s?[:：]$", "", passage.text.strip())
            if re.search(_NOUNS, name):
                return Addressee(name, around.context.names.whole(name))
    return None


def _names_of(body: Addressee) -> str:
    names = [body.text, *((body.party.name, *body.party.aliases) if body.party else ())]
    return f" {' | '.join(names)} ".casefold()


_MENTION = re.compile(
    rf"(?:^|(?<=[.;,]\s))(?:In [^,.;]{{2,120}},\s)?[Tt]he\s"
    rf"(?P<name>(?:Advisory\s|Executive\s)?(?:{_NOUNS}))\s"
)


def _looks_like_act(passage: Passage, is_own: _Own) -> str:
    """Why a person should look at the paragraph; empty for most."""
    text = passage.text
    for match in _MENTION.finditer(text):
        view = _VIEW.match(text, match.end())
        if view is None or not is_own.is_body(match["name"]):
            continue
        sentence = view[0][: _sentence_end(view[0], 0)]
        if _OUGHT.search(sentence):
            return "The body says what should be done, but not with a verb of decision."
        if sentence.startswith("supported"):
            return "The body supports something, but does not say that it decides so."
    if is_own.is_body_known and _WERE_ASKED.search(text) and not _THIRD_PARTY.search(text):
        return "Somebody is asked to do something, but it is not said by whom."
    if is_own.is_body_known and _CONSENSUS.search(text):
        return "It tells of agreement, but not of a decision."
    return ""
