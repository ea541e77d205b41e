"""The published figures as questions read them fastest: one DuckDB file, made from the Parquet files.

Codes are ENUMs (decoding text is what a scan of Parquet spends its time on), in the order in which
they are seen, what is not told last. Figures lie sorted by slice, so that a choice of slices is a
range of row groups. Of many figures there are roll-ups: figures added up by slice and by what is
asked for most. The file is named by what it was made from; it is made anew when that changes, and
may be deleted at any time.
"""
# ruff: noqa: S608  identifiers are the contract's, never the asker's

import hashlib
import os
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import duckdb

from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.store.catalogue import Entry, Key
from quintet.cube.engine.store.publishing import Config, check

EDITION = "3"  # of this layout: another one is another file
SORTED_BY = ("slice", "location", "goal", "row")
KEPT = 2  # files: today's, and the one that others may still be reading
CODED = tuple(name for name in NAMES if name not in ("year", "amount"))
NUMBERED = ("goal", "target")  # whose codes are ordered as numbers
NOT_TOLD = "~"  # a code of every column, where the published figure has none
# By what figures are added up, beside their slice: each where it has at most half of their rows.
ROLLUPS = (
    ("function", "gender_marker"),
    ("location",),
    ("goal", "target"),
    ("instrument", "contributor_type"),
    ("location", "goal"),
    ("location", "goal", "target"),
    ("contributor",),
)
BESIDE = ("sub_entity", "record", "currency")  # of few codes, in every roll-up
MANY, FEWER = 1_000_000, 2  # figures that are worth it, and how many of them make one row
SMALL = 10**16  # an amount under it fits into 64 bits
# Sums have a place each in an array, not in a hash table, where all combinations of codes take no
# more bits than these: as many as there are figures, and no more than memory bears.
LEAST_SLOTS, MOST_SLOTS = 12, 22


@dataclass(frozen=True, slots=True)
class Figures:
    """An open layout: the table `figures` (slice INTEGER, row BIGINT, year, codes, amount); which
    number each slice has in it; which codes each column has, whose type is the ENUM COLUMN_code.

    `tables`: in which figures lie, the smallest first, and their columns. In all but `figures`, those
    that are alike in them are one row: `amount` is their sum and `figures` their number."""

    connection: duckdb.DuckDBPyConnection
    slices: Mapping[Key, int]
    codes: Mapping[str, frozenset[str]]
    tables: Mapping[str, frozenset[str]]
    ordered: ClassVar[bool] = True

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """For one question; nothing outside can be reached from it, and nothing written."""
        cursor = self.connection.cursor()
        cursor.execute("USE layout")
        return cursor

    def run(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows of one statement."""
        cursor = self.cursor()
        try:
            return cursor.execute(statement, values).fetchall()
        finally:
            cursor.close()


class Store:
    """The folder of published files, and the layouts made from them.

    `memory_limit` and `threads` are DuckDB's, for one process; what does not fit goes to a folder
    beside the files while the question runs.
    """

    def __init__(
        self, folder: Path, *, memory_limit: str = "2GB", threads: int | None = None
    ) -> None:
        self.folder = folder
        self._config: Config = {"memory_limit": memory_limit}
        if threads:
            self._config["threads"] = threads
        self._lock = threading.Lock()
        self._open: dict[Path, Figures] = {}

    def path(self, entry: Entry) -> Path:
        return self.folder / f"{entry.sha256}.parquet"

    def figures(self, entries: Iterable[Entry]) -> Figures:
        """The layout of all that is published in `entries`, whoever may see it; made if missing.

        Raises Damaged where a file is not what was published.
        """
        entries, path = self._layout(entries)
        with self._lock:
            if path not in self._open:
                if not path.exists():
                    self._make(path, entries)
                self._open = {path: self._opened(path)}
            return self._open[path]

    def make(self, entries: Iterable[Entry]) -> None:
        """Make the layout of what is about to be published, without reading it. Raises Damaged."""
        entries, path = self._layout(entries)
        if not path.exists():
            self._make(path, entries)

    def _layout(self, entries: Iterable[Entry]) -> tuple[list[Entry], Path]:
        ordered = sorted({entry.sha256: entry for entry in entries}.values(), key=_by_digest)
        told = "\n".join([EDITION, *(entry.sha256 for entry in ordered)])
        name = hashlib.sha256(told.encode()).hexdigest()[:32]
        return ordered, self.folder / f"figures-{name}.duckdb"

    def _opened(self, path: Path) -> Figures:
        spill = self.folder / ".spill"
        spill.mkdir(exist_ok=True)
        # attached, not connected to: connections to one file share one locked configuration
        connection = duckdb.connect(config=self._config | {"temp_directory": str(spill)})
        connection.execute(f"ATTACH {duckdb.ConstantExpression(str(path))} AS layout (READ_ONLY)")
        connection.execute("USE layout")
        _tune(connection)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return _figures(connection)

    def _make(self, path: Path, entries: list[Entry]) -> None:
        """Under a temporary name, then renamed: two that make it at once do not meet."""
        for entry in entries:
            check(self.path(entry), entry.sha256)
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".work-") as work:
            part = Path(work) / "figures.duckdb"
            config: Config = self._config | {"temp_directory": f"{work}/spill"}
            with duckdb.connect(part, config=config) as connection:
                self._fill(connection, entries)
            with part.open("rb") as file:
                os.fsync(file.fileno())
            part.replace(path)
        layouts = sorted(self.folder.glob("figures-*.duckdb"), key=lambda one: one.stat().st_mtime)
        for old in layouts[:-KEPT]:
            old.unlink(missing_ok=True)

    def _fill(self, connection: duckdb.DuckDBPyConnection, entries: list[Entry]) -> None:
        _read(connection, [str(self.path(entry)) for entry in entries])
        connection.execute(
            "CREATE TABLE slices (slice INTEGER, sha256 VARCHAR, entity VARCHAR, year SMALLINT,"
            " measure VARCHAR)"
        )
        keys = [[n, *key] for n, key in enumerate(keys_of(entries))]
        if keys:
            columns = ", ".join(f"unnest(?::{kind}[])" for kind in _SLICE)
            connection.execute(
                f"INSERT INTO slices SELECT {columns}",
                [list(one) for one in zip(*keys, strict=True)],
            )
        for name in CODED:
            _type(connection, name)
        codes = ", ".join(
            f"coalesce(published.{name}, '{NOT_TOLD}')::{name}_code AS {name}" for name in CODED
        )
        connection.execute(
            f"CREATE TABLE figures AS SELECT slice, row, published.year, {codes}, amount"
            f" FROM published JOIN slices USING (sha256, entity, year, measure)"
            f" ORDER BY {', '.join(SORTED_BY)}"
        )
        [(number,)] = connection.execute("SELECT count(*) FROM figures").fetchall()
        if number >= MANY:
            for by in ROLLUPS:
                _roll_up(connection, by, most=number // FEWER)


def _figures(connection: duckdb.DuckDBPyConnection) -> Figures:
    """What lies in the layout that is attached."""
    slices = connection.execute(
        "SELECT sha256, entity, year, measure, slice FROM slices"
    ).fetchall()
    ranges = ", ".join(f"enum_range(NULL::{name}_code)" for name in CODED)
    codes = connection.execute(f"SELECT {ranges}").fetchone()
    assert codes
    tables = connection.execute(
        "SELECT table_name, list(column_name) FROM duckdb_columns() JOIN duckdb_tables()"
        " USING (database_name, table_name) WHERE database_name = 'layout' AND table_name <> 'slices'"
        " GROUP BY table_name, estimated_size ORDER BY estimated_size, table_name <> 'figures'"
    ).fetchall()
    return Figures(
        connection,
        {
            (sha256, entity, year, measure): number
            for sha256, entity, year, measure, number in slices
        },
        {name: frozenset(told) for name, told in zip(CODED, codes, strict=True)},
        {name: frozenset(columns) for name, columns in tables},
    )


def _type(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """The codes of a column, in the order in which they are seen."""
    numbers = ", ".join(f"try_cast(split_part({name}, '.', {n}) AS INTEGER)" for n in (1, 2))
    order = f"{numbers}, {name}" if name in NUMBERED else name
    connection.execute(
        f"CREATE TYPE {name}_code AS ENUM (SELECT {name} FROM (SELECT DISTINCT {name} FROM published"
        f" UNION SELECT '{NOT_TOLD}') WHERE {name} IS NOT NULL ORDER BY {name} = '{NOT_TOLD}', {order})"
    )


def _tune(connection: duckdb.DuckDBPyConnection) -> None:
    """For statements over this layout."""
    [(number,)] = connection.execute(
        "SELECT estimated_size FROM duckdb_tables()"
        " WHERE database_name = 'layout' AND table_name = 'figures'"
    ).fetchall()
    slots = max(LEAST_SLOTS, min(number.bit_length() - 1, MOST_SLOTS))
    connection.execute(f"SET GLOBAL perfect_ht_threshold = {slots}")
    # statements name their steps; both go through all codes of an ENUM wherever it stands
    connection.execute("SET GLOBAL disabled_optimizers = 'common_subplan,cte_inlining'")


def _roll_up(connection: duckdb.DuckDBPyConnection, by: tuple[str, ...], *, most: int) -> None:
    """Where it has no more than so many rows."""
    keys = ", ".join(("slice", "year", "entity", *by, *BESIDE))
    connection.execute(
        f"CREATE TEMP TABLE rolled_up AS SELECT {keys}, sum(amount) AS amount, count(*) AS figures"
        f" FROM figures GROUP BY {keys}"
    )
    [(number, largest)] = connection.execute(
        "SELECT count(*), coalesce(max(abs(amount)), 0) FROM rolled_up"
    ).fetchall()
    if number <= most:
        kind = "DECIMAL(18, 2)" if largest < SMALL else "DECIMAL(38, 2)"
        connection.execute(
            f"CREATE TABLE by_{'_'.join(by)} AS SELECT * REPLACE (amount::{kind} AS amount)"
            f" FROM rolled_up ORDER BY {keys}"
        )
    connection.execute("DROP TABLE rolled_up")


def _read(connection: duckdb.DuckDBPyConnection, files: list[str]) -> None:
    """The view `published`: the figures of all files, each with the name of its file."""
    if files:
        connection.read_parquet(files, filename=True).create_view("read")
        columns = f"parse_filename(filename, true) AS sha256, row, {', '.join(NAMES)} FROM read"
    else:
        columns = ", ".join(f"NULL AS {name}" for name in ("sha256", "row", *NAMES))
        columns += " WHERE false"
    connection.execute(f"CREATE VIEW published AS SELECT {columns}")


_SLICE = ("INTEGER", "VARCHAR", "VARCHAR", "SMALLINT", "VARCHAR")


def _by_digest(entry: Entry) -> str:
    return entry.sha256


def keys_of(entries: Iterable[Entry]) -> list[Key]:
    """The slices of these files in the order of their numbers, the first of which is 0: first what
    no later version replaces, so that what stands today is one range."""
    entries = list(entries)
    newest: dict[str, int] = {}
    for entry in entries:
        newest[entry.series] = max(entry.version, newest.get(entry.series, entry.version))
    keys = (
        (one.measure, entry.version < newest[entry.series], entry.cut, one.year, one.entity, entry.sha256)
        for entry in entries
        for one in entry.slices
    )  # fmt: skip
    return [
        (sha256, entity, year, measure)
        for measure, _replaced, _cut, year, entity, sha256 in sorted(keys)
    ]
