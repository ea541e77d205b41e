"""What can be asked, out of `semantic.json`: dimensions, measures, cuts, eliminations.

Every identifier that comes into a statement comes from here. Nothing here is about one installation.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from quintet.cube.engine.columns import DIMENSIONS

Names = Mapping[str, str]  # by language


@dataclass(frozen=True, slots=True)
class Dimension:
    """What figures are told apart by. `column` holds it; `codes` names its code list, "" where its
    values are free. `depth`: it is the ancestor at that depth of the list (0: the topmost) of what
    the column holds. `numbered`: its codes are ordered as numbers (1.2 before 1.10)."""

    name: str
    column: str
    names: Names
    codes: str = ""
    depth: int | None = None
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured. Either figures, `of` the column `measure`, that tell all of `needs` and fit
    `where`: their amounts are added, or what differs in the column `counts` is counted ("" counts
    the figures). Or the ratio of the measure `part` to the measure `whole`, which is taken over all
    values of the dimensions in `ignores`; it is made anew at every level, never added."""

    name: str
    names: Names
    of: str = ""
    needs: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counts: str | None = None
    part: str = ""
    whole: str = ""
    ignores: tuple[str, ...] = ()

    @property
    def is_ratio(self) -> bool:
        return bool(self.part)

    @property
    def is_amount(self) -> bool:
        """Whether it is in a currency, and adds up."""
        return not self.is_ratio and self.counts is None

    @property
    def adds(self) -> bool:
        """Whether the value of a whole is the sum of its parts'."""
        return self.is_amount or self.counts == ""


@dataclass(frozen=True, slots=True)
class Elimination:
    """Flows between organizations that are left out of a measure: figures with any of these codes."""

    name: str
    names: Names
    of: str
    any: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Semantic:
    """`cuts`: the kinds of published files, the preferred first, and whether one carries the total
    of its entity, year and measure."""

    dimensions: Mapping[str, Dimension]
    measures: Mapping[str, Measure]
    eliminations: Mapping[str, Elimination]
    cuts: Mapping[str, bool]
    hierarchies: tuple[tuple[str, ...], ...]
    not_told: Names


@cache
def semantic() -> Semantic:
    """The semantic file. Raises ValueError where it names what does not exist."""
    told = json.loads((files(__package__).parent / "semantic.json").read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    found = Semantic(
        {name: Dimension(name, **one) for name, one in told["dimensions"].items()},
        {name: Measure(name, **_lists(one)) for name, one in told["measures"].items()},
        {name: Elimination(name, **_lists(one)) for name, one in told["eliminations"].items()},
        {name: one["total"] for name, one in told["cuts"].items()},
        tuple(map(tuple, told["hierarchies"])),
        told["not_told"],
    )
    _check(found)
    return found


def _lists(told: dict) -> dict:
    """JSON's lists as tuples."""
    return {
        name: tuple(value)
        if isinstance(value, list)
        else {key: tuple(codes) for key, codes in value.items()}
        if name in ("where", "any")
        else value
        for name, value in told.items()
    }


def _check(found: Semantic) -> None:
    named = [one.column for one in found.dimensions.values()]
    for measure in found.measures.values():
        named += [*measure.needs, *measure.where, *filter(None, [measure.counts])]
        for name in filter(None, (measure.part, measure.whole)):
            if not found.measures[name].is_amount:
                raise ValueError(f"semantic.json: {measure.name} is a ratio of no amounts")
    for elimination in found.eliminations.values():
        named += elimination.any
    if unknown := set(named) - set(DIMENSIONS):
        raise ValueError(f"semantic.json names columns that do not exist: {sorted(unknown)}")
    asked = {name for one in found.measures.values() for name in one.ignores}
    asked |= {name for one in found.hierarchies for name in one}
    if unknown := asked - set(found.dimensions):
        raise ValueError(f"semantic.json names dimensions that do not exist: {sorted(unknown)}")
