"""Names of organizations, bodies and posts in a text, and whom "the Task Force" means.

A name is compared word by word: letter case, punctuation, "&" for "and", "UN" for "United Nations"
and a possessive make no difference, except that an acronym must stand in capitals (WHO, not who).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quintet.followup.intake.candidate import Addressee, Party
from quintet.followup.intake.outline import Passage

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+|[&.;:!?/]|[’'](?=s?\b)")
_BREAKS = frozenset(".;:!?")


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A known party named in a text."""

    party: Party
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]
    party: Party
    exactly: str  # an acronym, to be found in capitals; empty for other names


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    possessive = False
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        if word in "’'":
            possessive = True
            continue
        if possessive and word == "s":
            possessive = False
            continue
        possessive = False
        if word == "un" and match[0] == "UN":
            tokens.append(_Token("united", match.start(), match.end()))
            word = "nations"
        elif word in ("&", "/"):
            word = "and"
        tokens.append(_Token(word, match.start(), match.end()))
    return tokens


class Names:
    """All known names, ready to be found in texts."""

    def __init__(self, parties: Iterable[Party]) -> None:
        self._by_word: dict[str, list[_Name]] = {}
        for party in parties:
            for name in (party.name, party.code, *party.aliases):
                self._add(name, party)
        for names in self._by_word.values():
            names.sort(key=lambda known: -len(known.words))

    def add(self, name: str, party: Party) -> None:
        """Learn one more name of a party."""
        first = self._add(name, party)
        self._by_word.get(first, []).sort(key=lambda known: -len(known.words))

    def _add(self, name: str, party: Party) -> str:
        words = tuple(token.word for token in _tokens(name))
        if words[:1] == ("the",):
            words = words[1:]
        if not words:
            return ""
        exactly = name if len(name.split()) == 1 and sum(map(str.isupper, name)) > 1 else ""
        self._by_word.setdefault(words[0], []).append(_Name(words, party, exactly))
        return words[0]

    def mentions(self, text: str) -> list[Mention]:
        """The known parties that the text names, the longest name at each place, in order."""
        found: list[Mention] = []
        tokens = _tokens(text)
        position = 0
        while position < len(tokens):
            name = self._at(text, tokens, position)
            if name is None:
                position += 1
                continue
            last = tokens[position + len(name.words) - 1]
            end = last.end
            acronym = re.compile(r"\s?\([A-Z][\w/&-]{1,14}\)").match(text, end)
            found.append(
                Mention(name.party, tokens[position].start, acronym.end() if acronym else end)
            )
            position += len(name.words)
            while position < len(tokens) and tokens[position].start < found[-1].end:
                position += 1
        return found

    def _at(self, text: str, tokens: Sequence[_Token], position: int) -> _Name | None:
        for name in self._by_word.get(tokens[position].word, ()):
            size = len(name.words)
            if position + size > len(tokens):
                continue
            if any(
                token.word != word
                for token, word in zip(tokens[position : position + size], name.words, strict=True)
            ):
                continue
            if not name.exactly or _is_exactly(text, tokens[position : position + size], name):
                return name
        return None

    def whole(self, text: str) -> Party | None:
        """The known party that the text names, if it is a name and nothing else."""
        mentions = self.mentions(text)
        if len(mentions) != 1:
            return None
        rest = (text[: mentions[0].start] + text[mentions[0].end :]).casefold()
        return mentions[0].party if rest.strip(" .,;:’'s") in ("", "the") else None


def _is_exactly(text: str, tokens: Sequence[_Token], name: _Name) -> bool:
    shown = text[tokens[0].start : tokens[-1].end]
    return shown == name.exactly


# fmt: off
_GENERIC = (
    "task force|forum|network|working group|committee|board|group|council|commission|panel|team|"
    "bureau|steering committee|subcommittee|task team|implementation board"
)
_SMALL = "of|on|for|and|the|in|to|within|against|de|des|du|et|la|les|del|y|los|las|al|aux"
# fmt: on
GENERIC = re.compile(rf"(?:the\s)?(?P<noun>{_GENERIC})", re.IGNORECASE)
_FULL = re.compile(
    r"(?:(?:[A-Z][\w’'&./-]*|\([A-Z][\w-]{1,11}\))\s(?:(?:and|&|of)\s)?){0,8}"
    r"(?P<noun>Task Force|Forum|Network|Working Group|Committee|Board|Group|Council|Commission|"
    r"Panel|Team|Bureau|Subcommittee|Task Team)\b"
    rf"(?P<scope>\s(?:on|for|of)\s(?:the\s)?[A-Z][\w’'&/-]*"
    rf"(?:\s(?:(?:{_SMALL})\s){{0,2}}[A-Z][\w’'&/-]*){{0,14}})?(?:\s\([A-Z]\w{{1,11}}\))?"
)


_ACRONYM_WITHIN = re.compile(r"\s?\([A-Z][\w-]{1,11}\)")
_ACRONYM_DEFINED = re.compile(r"\s\(([A-Z]{3,12})\)")
_LONGEST_NAME = 200
_LOOK_BACK = 200  # passages


class Context:
    """What a document has said so far: acronyms it defines, and its latest full names."""

    def __init__(
        self, names: Names, passages: Sequence[Passage], body: Addressee | None = None
    ) -> None:
        self.names = names
        self._body = body
        self._passages = passages
        self._full: dict[int, list[tuple[int, str]]] = {}
        self._define()

    def _define(self) -> None:
        """Learn "Inter-Agency Security Management Network (IASMN)" for known names."""
        defined: dict[str, Party] = {}
        for passage in self._passages:
            if "(" not in passage.text:
                continue
            for acronym in _ACRONYM_DEFINED.finditer(passage.text):
                before = passage.text[max(acronym.start() - _LONGEST_NAME, 0) : acronym.end()]
                mentions = self.names.mentions(before)
                if mentions and mentions[-1].end == len(before):
                    defined.setdefault(acronym[1], mentions[-1].party)
        for name, party in defined.items():
            self.names.add(name, party)

    def meaning(self, name: str, index: int, position: int) -> Addressee:
        """The addressee that these words name at a place of a passage (its index).

        "the Task Force" is the nearest full name of a task force before it in the same division.
        """
        party = self._party(name)
        if party is not None:
            return Addressee(name, party)
        generic = GENERIC.fullmatch(name)
        if generic is None:
            return Addressee(name)
        noun = generic["noun"].casefold()
        full = self._latest(noun, index, position)
        if full is not None:
            return Addressee(full, self._party(full))
        if self._body is not None and noun in str(self._body).casefold():
            return self._body
        return Addressee(name)

    def _party(self, name: str) -> Party | None:
        return self.names.whole(name) or self.names.whole(_ACRONYM_WITHIN.sub("", name))

    def _latest(self, noun: str, index: int, position: int) -> str | None:
        if self._body is not None and noun == "committee" and "ommittee" in str(self._body):
            return None
        division = self._passages[index].division
        for earlier in range(index, max(index - _LOOK_BACK, -1), -1):
            if self._passages[earlier].division != division:
                return None
            limit = position if earlier == index else len(self._passages[earlier].text)
            for end, full in reversed(self._full_names(earlier)):
                if end <= limit and noun in full.casefold():
                    return full
        return None

    def _full_names(self, index: int) -> list[tuple[int, str]]:
        if index not in self._full:
            passage = self._passages[index]
            found = []
            for match in _FULL.finditer(passage.text[:20_000]):
                before = match[0][: match.start("noun") - match.start()].strip(" ’'")
                if GENERIC.fullmatch(match[0]):
                    continue
                if match["scope"] or (before and before not in ("The", "This", "A", "Each")):
                    name = re.sub(r"^(?:The|This|HLCM[’']s)\s", "", match[0])
                    found.append((match.end(), name))
            self._full[index] = found
        return self._full[index]
