"""What a new version of a submission changes: figures added, removed, changed.

Published figures may be alike in everything (a dimension was lost on the way), so a figure has two
identities: its row in the file that was submitted, and its key, all that it is told apart by.
"""
# ruff: noqa: S608  identifiers are the contract's, never the asker's

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb

from quintet.cube.engine.columns import DIMENSIONS
from quintet.cube.engine.store.publishing import Damaged

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """A key (or a row) that is not in both versions alike. `before` and `after` are the sums of the
    amounts under it, None where there is none; `rows` how many figures there were and are."""

    kind: Kind
    key: dict[str, str | int]  # dimensions that are told; and `row`, where rows are compared
    before: Decimal | None
    after: Decimal | None
    rows: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """How many of each, the totals of both versions, and the first changes, the largest first."""

    counts: dict[str, int]
    before: Decimal
    after: Decimal
    first: tuple[Change, ...]


def difference(
    old: Path, new: Path, *, by: Literal["key", "row"] = "key", first: int = 100
) -> Difference:
    """What two published files do not have in common.

    By key: figures that are alike in all dimensions count together; one that changes a dimension is
    removed there and added here. By row: row 7 of the one against row 7 of the other.
    """
    with _compared(old, new, by) as connection:
        counts = dict(
            connection.execute("SELECT kind, count(*) FROM changes GROUP BY kind").fetchall()
        )
        totals = connection.execute("SELECT sum(before), sum(after) FROM sides").fetchone()
        assert totals
        found = connection.execute(
            "SELECT * FROM changes ORDER BY abs(coalesce(after, 0) - coalesce(before, 0)) DESC,"
            f" {', '.join(_columns(by))} LIMIT ?",
            [first],
        ).fetchall()
    return Difference(
        {kind: counts.get(kind, 0) for kind in ("added", "removed", "changed")},
        totals[0] or Decimal(0),
        totals[1] or Decimal(0),
        tuple(_change(row, by) for row in found),
    )


def kept_difference(old: Path, new: Path, kept: Path) -> Difference:
    """The difference by key, made once and kept at `kept`: neither file ever changes. Raises Damaged
    where one is missing."""
    if not kept.exists():
        for path in (old, new):
            if not path.exists():
                raise Damaged(f"{path.name} cannot be read: it is missing. Restore it.")
        told = json.dumps(asdict(difference(old, new)), default=str)
        part = kept.with_suffix(".part")
        part.write_text(told, encoding="utf-8")
        part.replace(kept)
    told = json.loads(kept.read_text(encoding="utf-8"))
    first = tuple(_told_change(one) for one in told["first"])
    return Difference(told["counts"], Decimal(told["before"]), Decimal(told["after"]), first)


def _told_change(told: dict[str, Any]) -> Change:
    before, after = (told[side] and Decimal(told[side]) for side in ("before", "after"))
    return Change(told["kind"], told["key"], before, after, tuple(told["rows"]))


def changes(old: Path, new: Path, *, by: Literal["key", "row"] = "key") -> Iterator[Change]:
    """Every change, in the order of the keys, however many: for a list to be downloaded."""
    with _compared(old, new, by) as connection:
        connection.execute(f"SELECT * FROM changes ORDER BY {', '.join(_columns(by))}")
        while found := connection.fetchmany(10_000):
            for row in found:
                yield _change(row, by)


def _columns(by: str) -> tuple[str, ...]:
    return (("row",) if by == "row" else ()) + DIMENSIONS


@contextmanager
def _compared(old: Path, new: Path, by: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the views `sides` (every figure of either) and `changes`.

    Grouped rather than joined: so that a dimension that neither tells is alike in both.
    """
    columns = ", ".join(_columns(by))
    with duckdb.connect() as connection:
        for name, path in (("old", old), ("new", new)):
            connection.read_parquet(str(path)).create_view(name)
        connection.execute(
            f"""
            CREATE VIEW sides AS
                SELECT {columns}, amount AS before, NULL::DECIMAL(18, 2) AS after FROM old
                UNION ALL SELECT {columns}, NULL, amount FROM new"""
        )
        key = "row" if by == "row" else columns
        told = ", ".join(  # as the new version has it
            f"coalesce(any_value({name}) FILTER (after IS NOT NULL), any_value({name})) AS {name}"
            for name in DIMENSIONS
        )
        shown = f"row, {told}" if by == "row" else columns
        # by row, a dimension may have changed though the amount did not
        moved = " OR count(DISTINCT ({})) > 1".format(", ".join(DIMENSIONS)) if by == "row" else ""
        connection.execute(
            f"""
            CREATE VIEW changes AS
            SELECT CASE WHEN count(before) = 0 THEN 'added'
                        WHEN count(after) = 0 THEN 'removed' ELSE 'changed' END AS kind,
                   {shown}, sum(before) AS before, sum(after) AS after,
                   count(before) AS rows_before, count(after) AS rows_after
            FROM sides GROUP BY {key}
            HAVING sum(before) IS DISTINCT FROM sum(after)
                OR count(before) <> count(after){moved}"""
        )
        yield connection


def _change(row: tuple, by: str) -> Change:
    kind, *key, before, after, rows_before, rows_after = row
    named = zip(_columns(by), key, strict=True)
    told = {name: value for name, value in named if value is not None}
    return Change(kind, told, before, after, (rows_before, rows_after))
