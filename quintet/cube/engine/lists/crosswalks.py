"""Crosswalks: what a code is in another classification, and whether anything is lost on the way.

A crosswalk is data: `data/crosswalks/<name>.<edition>.json`, with crossings
`{"code", "to", "lossy", "certain", "note"}`; of the last three a file tells what differs from
"nothing is lost" and "the source settles it".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from quintet.cube.engine.lists.codes import CodeList
from quintet.cube.engine.lists.faults import ListError


@dataclass(frozen=True, slots=True)
class Crossing:
    """`code` of ours is `to` there; `lossy` where the two do not mean the same."""

    code: str
    to: str
    lossy: bool = False
    certain: bool = True
    note: str = ""


@dataclass(frozen=True)
class Crosswalk(Mapping[str, tuple[Crossing, ...]]):
    """Crossings by code of the list `of`. Where a code has several, the first is the one to write
    when only one can be."""

    name: str
    edition: str
    of: str
    to: str
    source: str
    uri: str
    crossings: tuple[Crossing, ...]

    def __getitem__(self, code: str) -> tuple[Crossing, ...]:
        return self._by_code[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    @property
    def lossy(self) -> bool:
        """Whether any crossing loses something."""
        return any(one.lossy for one in self.crossings)

    @cached_property
    def back(self) -> Mapping[str, tuple[Crossing, ...]]:
        """The crossings by the other classification's code, in the order of the file: where one
        stands for several of ours, no figure can be taken back without a person's choice."""
        return _grouped((one.to, one) for one in self.crossings)

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[Crossing, ...]]:
        return _grouped((one.code, one) for one in self.crossings)


def _grouped(pairs: Iterator[tuple[str, Crossing]]) -> dict[str, tuple[Crossing, ...]]:
    found: dict[str, tuple[Crossing, ...]] = {}
    for key, one in pairs:
        found[key] = (*found.get(key, ()), one)
    return found


def read_crosswalk(told: Mapping[str, Any], of: CodeList, file: str) -> Crosswalk:
    """A crosswalk from its data. Raises ListError for a code that the list has not, and for a
    crossing that stands twice."""
    crossings = tuple(Crossing(**row) for row in told["crossings"])
    seen: set[tuple[str, str]] = set()
    for one in crossings:
        if one.code not in of.codes:
            raise ListError(f"{file}: {one.code} is not in the list {of.name}.")
        if not one.to:
            raise ListError(f"{file}: the crossing of {one.code} leads nowhere.")
        if (one.code, one.to) in seen:
            raise ListError(f"{file}: the crossing of {one.code} to {one.to} stands twice.")
        seen.add((one.code, one.to))
    return Crosswalk(
        told["crosswalk"], told["edition"], told["of"], told["to"], told["source"],
        told.get("uri", ""), crossings,
    )  # fmt: skip
