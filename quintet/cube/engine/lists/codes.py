"""Code lists: what each code means in six languages, when it may be used, and how else it is written.

A list is data: `data/codes/<list>.<edition>.json`, one file an edition and whole in itself; the
latest edition is the one in force. Of a code the file tells what differs from nothing:

    {"code", "names": {language: name}, "parent", "valid_from", "valid_to" (calendar years),
     "group" (it sums others up; no figure is of it itself), "labels" (as published files write it in
     words), "spellings" (other ways it is written, which are not right), "certain" (false where the
     source at hand does not settle it), "note", "source" (where it differs from the list's)}

Parents are of the list itself, or of the one that the file names as "parents" (targets: goals).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from quintet.cube.engine.findings import LANGUAGES
from quintet.cube.engine.lists.faults import ListError


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a list. `valid_from`, `valid_to`: the first and last calendar year of figures that
    may carry it; None where there is no such bound, or none is known."""

    code: str
    names: Mapping[str, str]
    parent: str = ""
    valid_from: int | None = None
    valid_to: int | None = None
    group: bool = False
    labels: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    certain: bool = True
    note: str = ""
    source: str = ""

    def name(self, language: str = "en") -> str:
        """In the language asked for, or in English where the list does not tell it."""
        return self.names.get(language) or self.names.get("en", self.code)

    def is_valid_in(self, year: int) -> bool:
        """Whether a figure of the calendar year may carry it."""
        return (
            not self.group
            and (self.valid_from is None or year >= self.valid_from)
            and (self.valid_to is None or year <= self.valid_to)
        )


_AND_THE = re.compile(r"\b(and|the)\b")


def folded(text: str) -> str:
    """As spellings are compared: without case, accents, blanks, the words "and" and "the" among
    others, and marks other than the point."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    bare = _kept(_AND_THE.sub(" ", plain))
    return bare or _kept(plain)


def _kept(text: str) -> str:
    return "".join(c for c in text if c.isalnum() or c == ".")


@dataclass(frozen=True)
class CodeList:
    """A list in one edition; `codes` in the order of the file, which is that of the standard."""

    name: str
    edition: str
    title: Mapping[str, str]
    source: str
    codes: Mapping[str, Code]
    parents: str = ""  # the list that parents are of, where it is another one
    _valid: dict[int, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def valid_in(self, year: int | str) -> frozenset[str]:
        """The codes that figures of the calendar year may carry."""
        asked = int(year)
        if asked not in self._valid:
            self._valid[asked] = frozenset(
                code for code, one in self.codes.items() if one.is_valid_in(asked)
            )
        return self._valid[asked]

    def spelled(self, text: str) -> str | None:
        """The code that `text` probably means, by what is known of how codes are written: another
        case, a spelling, a label, a name in any language. A suggestion: nothing takes it silently.
        None where nothing is known, or two codes would do."""
        return self._meant.get(folded(text))

    def labelled(self, text: str) -> str | None:
        """The code that published files write as `text` in words, letter by letter."""
        return self._labels.get(text)

    def parent(self, code: str) -> str:
        """The code above it; "" where it has none. Raises KeyError for what is no code."""
        return self.codes[code].parent

    def children(self, code: str) -> tuple[str, ...]:
        return tuple(one.code for one in self.codes.values() if one.parent == code)

    def search(self, text: str) -> tuple[Code, ...]:
        """Codes that hold `text` in their code, a name in any language, a label or a spelling; the
        code that it spells exactly comes first."""
        sought = folded(text)
        if not sought:
            return ()
        exact = self.spelled(text)
        found = (one for one in self.codes.values() if any(sought in w for w in _words(one)))
        return tuple(sorted(found, key=lambda one: one.code != exact))

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {label: one.code for one in self.codes.values() for label in one.labels}

    @cached_property
    def _meant(self) -> dict[str, str]:
        told: dict[str, str] = {}
        for one in self.codes.values():
            for text in (*one.labels, *one.spellings):
                told.setdefault(folded(text), one.code)
        names: dict[str, str | None] = {}
        for one in self.codes.values():
            for name in map(folded, one.names.values()):
                names[name] = one.code if names.get(name, one.code) == one.code else None
        codes = {folded(code): code for code in self.codes}
        return {name: code for name, code in names.items() if code} | told | codes


def _words(one: Code) -> Iterable[str]:
    return map(folded, (one.code, *one.names.values(), *one.labels, *one.spellings))


def read_list(told: Mapping[str, Any], file: str, parents: CodeList | None = None) -> CodeList:
    """A list from its data, and the list that its parents are of where that is another one. Raises ListError, naming the file and the code, for: two codes alike, a
    parent that is not there or is its own ancestor, a language that is missing, a spelling that two
    codes claim, years the wrong way round."""
    codes: dict[str, Code] = {}
    _check_languages(told.get("title", {}), f"{file}: its title")
    for row in told["codes"]:
        one = _code(row, file)
        if one.code in codes:
            raise ListError(f"{file}: the code {one.code} stands twice.")
        codes[one.code] = one
    if parents is None:
        _check_ancestors(codes, file)
    _check_parents(codes, codes if parents is None else parents.codes, file)
    _check_spellings(codes, file)
    return CodeList(
        told["list"], told["edition"], told["title"], told["source"], codes,
        told.get("parents", ""),
    )  # fmt: skip


def _code(row: Mapping[str, Any], file: str) -> Code:
    place = f"{file}: the code {row.get('code', '')!r}"
    told: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    try:
        one = Code(**told)
    except TypeError as fault:
        raise ListError(f"{place} is told in words that are not known: {fault}.") from fault
    if not one.code or one.code != one.code.strip():
        raise ListError(f"{place} is empty, or has blanks around it.")
    _check_languages(one.names, place)
    if one.valid_from and one.valid_to and one.valid_from > one.valid_to:
        raise ListError(f"{place} ends in {one.valid_to}, before it begins in {one.valid_from}.")
    return one


def _check_languages(names: Mapping[str, str], place: str) -> None:
    if missing := [language for language in LANGUAGES if not names.get(language, "").strip()]:
        raise ListError(f"{place} has no name in: {', '.join(missing)}.")


def _check_parents(codes: Mapping[str, Code], above: Mapping[str, Code], file: str) -> None:
    for one in codes.values():
        if one.parent and one.parent not in above:
            raise ListError(f"{file}: {one.code} is under {one.parent}, which is in no list.")


def _check_ancestors(codes: Mapping[str, Code], file: str) -> None:
    for one in codes.values():
        above, seen = one.parent, {one.code}
        while above in codes:
            if above in seen:
                raise ListError(f"{file}: {one.code} is, in the end, under itself.")
            seen.add(above)
            above = codes[above].parent


def _check_spellings(codes: Mapping[str, Code], file: str) -> None:
    owners = {folded(code): code for code in codes}
    if len(owners) < len(codes):
        raise ListError(f"{file}: two codes differ by case or marks alone.")
    for one in codes.values():
        for text in (*one.labels, *one.spellings):
            if owners.setdefault(folded(text), one.code) != one.code:
                raise ListError(
                    f"{file}: {text!r} is told to mean {owners[folded(text)]} and {one.code}."
                )


EDITION = re.compile(r"^(?P<name>[a-z0-9_-]+)\.(?P<edition>\d{4}(-\d{2}(-\d{2})?)?)\.json$")
