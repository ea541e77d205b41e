"""What stands: which published figures a question is answered from, as at a day.

The catalogue is handed in with what the asker may see and nothing else: whoever asks, permissions,
versions, withdrawals and cuts all come down to a choice of slices.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from quintet.cube.engine.store.publishing import Slice

Key = tuple[str, str, int, str]  # SHA-256 of the file, entity, year, measure


@dataclass(frozen=True, slots=True)
class Entry:
    """A published file. In a `series` (a submission and its restatements) only the newest stands.

    `cut`: by which dimensions its figures are told, a name in the semantic file.
    """

    sha256: str
    series: str
    version: int
    cut: str
    published_on: date
    slices: tuple[Slice, ...]
    withdrawn_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A slice that stands, and the entry that it stands in."""

    entry: Entry
    slice: Slice

    @property
    def key(self) -> Key:
        return (self.entry.sha256, self.slice.entity, self.slice.year, self.slice.measure)


class Catalogue:
    """Entries that the asker may see. It does not change: a new publication is a new catalogue."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self.as_at = lru_cache(maxsize=16)(self._as_at)

    def _as_at(self, day: date) -> "Catalogue":
        """What stood at the end of `day`: of each series the newest version published by then, if it
        was not withdrawn by then. A withdrawal does not bring back what it had replaced."""
        newest: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.published_on > day:
                continue
            other = newest.get(entry.series)
            if other is None or entry.version > other.version:
                newest[entry.series] = entry
        return Catalogue(
            entry
            for entry in newest.values()
            if entry.withdrawn_on is None or entry.withdrawn_on > day
        )

    @cached_property
    def by_subject(self) -> Mapping[tuple[str, int, str], tuple[Standing, ...]]:
        """What is said of each (entity, year, measure): several slices where the same money is cut
        in several ways. They are alternatives, never added."""
        found: dict[tuple[str, int, str], list[Standing]] = {}
        for entry in self.entries:
            for one in entry.slices:
                subject = (one.entity, one.year, one.measure)
                found.setdefault(subject, []).append(Standing(entry, one))
        return {subject: tuple(found[subject]) for subject in sorted(found)}


def slice_told(one: Slice) -> dict[str, Any]:
    """A slice as JSON, for a row of a catalogue; amounts as strings."""
    return {
        "entity": one.entity,
        "year": one.year,
        "measure": one.measure,
        "rows": one.rows,
        "total": str(one.total),
        "told": {name: [str(amount), rows] for name, (amount, rows) in one.told.items()},
        "currencies": list(one.currencies),
    }


def slice_of(told: Mapping[str, Any]) -> Slice:
    """The slice that `slice_told` told."""
    return Slice(
        told["entity"],
        told["year"],
        told["measure"],
        told["rows"],
        Decimal(told["total"]),
        {name: (Decimal(amount), rows) for name, (amount, rows) in told["told"].items()},
        tuple(told["currencies"]),
    )
