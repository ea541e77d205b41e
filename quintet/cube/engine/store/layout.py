"""The published figures as questions read them fastest: one DuckDB file, made from the Parquet files.

Codes are ENUMs (decoding text is what a scan of Parquet spends its time on), figures lie sorted by
slice, so that a choice of slices is a range of row groups. The file is named by what it was made
from; it is made anew when that changes, and may be deleted at any time.
"""
# ruff: noqa: S608  identifiers are the contract's, never the asker's

import hashlib
import os
import tempfile
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.store.catalogue import Entry, Key
from quintet.cube.engine.store.publishing import Config, check

EDITION = "1"  # of this layout: another one is another file
SORTED_BY = ("slice", "location", "goal", "row")
KEPT = 2  # files: today's, and the one that others may still be reading
CODED = tuple(name for name in NAMES if name not in ("year", "amount"))


@dataclass(frozen=True, slots=True)
class Figures:
    """An open layout: the table `figures` (slice INTEGER, row BIGINT, year, codes, amount); which
    number each slice has in it, in the order of measure, year, entity; which codes each column has,
    whose type is the ENUM COLUMN_code."""

    connection: duckdb.DuckDBPyConnection
    slices: Mapping[Key, int]
    codes: Mapping[str, frozenset[str]]

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """For one question; nothing outside can be reached from it, and nothing written."""
        cursor = self.connection.cursor()
        cursor.execute("USE layout")
        return cursor


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
                self._open = {path: self._opened(path, entries)}
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

    def _opened(self, path: Path, entries: list[Entry]) -> Figures:
        spill = self.folder / ".spill"
        spill.mkdir(exist_ok=True)
        # attached, not connected to: connections to one file share one locked configuration
        connection = duckdb.connect(config=self._config | {"temp_directory": str(spill)})
        connection.execute(f"ATTACH {duckdb.ConstantExpression(str(path))} AS layout (READ_ONLY)")
        connection.execute("USE layout")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        ranges = ", ".join(f"enum_range(NULL::{name}_code)" for name in CODED)
        codes = connection.execute(f"SELECT {ranges}").fetchone()
        assert codes
        return Figures(
            connection,
            {key: n for n, key in enumerate(_keys(entries))},
            dict(zip(CODED, map(frozenset, codes), strict=True)),
        )

    def _make(self, path: Path, entries: list[Entry]) -> None:
        """Under a temporary name, then renamed: two that make it at once do not meet."""
        for entry in entries:
            check(self.path(entry), entry.sha256)
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
        keys = [[n, *key] for n, key in enumerate(_keys(entries))]
        if keys:
            columns = ", ".join(f"unnest(?::{kind}[])" for kind in _SLICE)
            connection.execute(
                f"INSERT INTO slices SELECT {columns}",
                [list(one) for one in zip(*keys, strict=True)],
            )
        for name in CODED:
            connection.execute(
                f"CREATE TYPE {name}_code AS ENUM"
                f" (SELECT DISTINCT {name} FROM published WHERE {name} IS NOT NULL ORDER BY {name})"
            )
        codes = ", ".join(f"published.{name}::{name}_code AS {name}" for name in CODED)
        connection.execute(
            f"CREATE TABLE figures AS SELECT slice, row, published.year, {codes}, amount"
            f" FROM published JOIN slices USING (sha256, entity, year, measure)"
            f" ORDER BY {', '.join(SORTED_BY)}"
        )


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


def _keys(entries: list[Entry]) -> list[Key]:
    keys = (
        (one.measure, one.year, one.entity, entry.cut, entry.sha256)
        for entry in entries
        for one in entry.slices
    )
    return [(sha256, entity, year, measure) for measure, year, entity, _cut, sha256 in sorted(keys)]
