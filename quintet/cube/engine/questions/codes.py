"""What questions need of the code lists: names, and who stands above whom."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from quintet.cube.engine.questions.semantic import Dimension, Names

# What stands in place of a code in the total of all.
ALL: Names = {
    "ar": "المجموع", "zh-hans": "合计", "en": "total", "fr": "total", "ru": "всего", "es": "total",
}  # fmt: skip


class Code(Protocol):
    @property
    def names(self) -> Mapping[str, str]: ...


class CodeList(Protocol):
    @property
    def title(self) -> Names: ...

    @property
    def edition(self) -> str: ...

    @property
    def codes(self) -> Mapping[str, Code]: ...

    def parent(self, code: str) -> str | None: ...


class Lists(Protocol):
    def get(self, name: str) -> CodeList: ...


def ancestors(lists: Lists | None, dimension: Dimension, codes: Iterable[str]) -> dict[str, str]:
    """Of each code that the list knows, the one above it at the dimension's depth; a code that does
    not lie so deep stands for itself."""
    if lists is None or dimension.depth is None:
        return {}
    known = lists.get(dimension.codes)
    found = {}
    for code in codes:
        if code in known.codes:
            chain = _chain(known, code)
            found[code] = chain[min(dimension.depth, len(chain) - 1)]
    return found


def descendants(lists: Lists | None, dimension: Dimension, codes: Iterable[str]) -> list[str]:
    """The codes that stand under any of these at the dimension's depth, and these."""
    wanted = list(codes)
    if lists is None:
        return wanted
    above = ancestors(lists, dimension, lists.get(dimension.codes).codes)
    return [*wanted, *(code for code, up in above.items() if up in wanted and code not in wanted)]


def name(lists: Lists | None, dimension: Dimension, code: str, language: str) -> str:
    """The code's name, in English where the language has none; "" where the list does not know it
    or there is no list."""
    if lists is None or not dimension.codes:
        return ""
    found = lists.get(dimension.codes).codes.get(code)
    return (found.names.get(language) or found.names.get("en", "")) if found else ""


def _chain(known: CodeList, code: str) -> list[str]:
    """From the topmost to the code itself."""
    chain = [code]
    while (above := known.parent(chain[0])) and above not in chain:
        chain.insert(0, above)
    return chain
