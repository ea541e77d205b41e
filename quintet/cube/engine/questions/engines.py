"""What questions need of an engine: DuckDB here, another behind the same two doors elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from quintet.cube.engine.store.catalogue import Key


class Engine(Protocol):
    """Published figures where questions can be asked of them: `store.Figures`, in DuckDB; or
    `through_ibis.IbisFigures`, in any engine that Ibis knows."""

    @property
    def slices(self) -> Mapping[Key, int]:
        """Which number each slice has in the column `slice` of the table `figures`."""

    @property
    def codes(self) -> Mapping[str, frozenset[str]]:
        """Of each column those codes that occur, and the code of what is not told."""

    @property
    def tables(self) -> Mapping[str, frozenset[str]]:
        """The tables that figures lie in, the smallest first, and their columns. In all but
        `figures`, `amount` is the sum and `figures` the number of those that are alike in them."""

    @property
    def ordered(self) -> bool:
        """Whether codes compare in the order in which they are seen, what is not told last."""

    def run(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows of a statement of `sql`, in DuckDB's words; $1 is the first of `values`."""
