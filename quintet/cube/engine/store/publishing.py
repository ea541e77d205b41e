"""A submission's figures become a file that never changes, under the name of its SHA-256.

The file is written under a temporary name, forced to the disk, and renamed: whoever looks finds the
whole file or none, whenever the power fails. The same figures give the same bytes.
"""
# ruff: noqa: S608  identifiers are the contract's, never the asker's

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from quintet.cube.engine.columns import DIMENSIONS, NAMES, PLACES

ROW_GROUP = 122_880  # rows; DuckDB's own unit, so that one group is one task of one thread
SORTED_BY = ("year", "entity", "location", "row")
TOLD_OF = tuple(name for name in DIMENSIONS if name not in ("year", "entity", "measure"))
NAMED = 5  # bad rows that are told by number
Config = dict[str, str | bool | int | float | list[str]]  # DuckDB's
LEFT_OVER = 24 * 3600  # seconds after which a temporary file is nobody's any more


class Unpublishable(ValueError):
    """What is handed in is not publishable figures; the sentence says which rows and why."""


class Damaged(ValueError):
    """A published file is missing, or is not what was published; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Slice:
    """What one entity says of one year by one measure in one file.

    `total` in the file's currency. `told`: of each dimension that any figure tells, the sum and the
    number of the figures that tell it.
    """

    entity: str
    year: int
    measure: str
    rows: int
    total: Decimal
    told: Mapping[str, tuple[Decimal, int]]
    currencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A published file, and what its catalogue entry says of it."""

    path: Path
    sha256: str
    bytes: int
    rows: int
    slices: tuple[Slice, ...]

    @property
    def totals(self) -> dict[str, Decimal]:
        """By measure."""
        sums: dict[str, Decimal] = {}
        for one in self.slices:
            sums[one.measure] = sums.get(one.measure, Decimal(0)) + one.total
        return sums


def publish(
    staged: Path | duckdb.DuckDBPyRelation,
    folder: Path,
    submission: str,
    *,
    rounding: bool = False,
    memory_limit: str = "1GB",
    threads: int | None = None,
) -> Published:
    """Write the figures of `staged` to `folder`/SHA-256.parquet.

    `staged`: a DuckDB file with the table `staged`, or a relation; it has `row` and the columns of
    `columns.NAMES` as text (others are left behind; empty text is "not told"). `submission` stands
    on every figure. `rounding`: amounts of more than two places are rounded (half away from nought), not
    refused: for files whose publisher computed them. The file: `row` BIGINT, `submission`, year SMALLINT, amount DECIMAL(18, 2), the
    rest text; sorted by year, entity, location, row; zstd. Raises Unpublishable.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix=".work-") as work,
        _relation(staged, memory_limit, threads, work) as rows,
    ):
        _refuse_bad(rows, rounding)
        part = Path(work) / "figures.parquet"
        figures = _query(rows, _figures_sql(submission))
        figures.write_parquet(str(part), compression="zstd", row_group_size=ROW_GROUP)
        sha256 = _synced_digest(part)
        slices = tuple(_slices(part))
        size = part.stat().st_size
        target = folder / f"{sha256}.parquet"
        part.replace(target)
    _sync_folder(folder)
    return Published(target, sha256, size, sum(one.rows for one in slices), slices)


def check(path: Path, sha256: str) -> None:
    """Raises Damaged where the file is not, byte for byte, what was published."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as failure:
        raise Damaged(f"{path.name} cannot be read: {failure.strerror}. Restore it.") from failure
    if found != sha256:
        raise Damaged(f"{path.name} was changed after it was published: restore it from a backup.")


@contextmanager
def _relation(
    staged: Path | duckdb.DuckDBPyRelation, memory_limit: str, threads: int | None, work: str
) -> Iterator[duckdb.DuckDBPyRelation]:
    """What is staged, as a relation; a file is opened for reading and closed again."""
    if isinstance(staged, duckdb.DuckDBPyRelation):
        yield staged
        return
    config: Config = {"memory_limit": memory_limit, "temp_directory": work}
    if threads:
        config["threads"] = threads
    with duckdb.connect(staged, read_only=True, config=config) as connection:
        yield connection.table("staged")


def _query(rows: duckdb.DuckDBPyRelation, sql: str) -> duckdb.DuckDBPyRelation:
    found = rows.query("handed_in", sql)
    assert found is not None  # only what is no query gives none
    return found


def _text(column: str) -> str:
    return f"nullif(trim(CAST({column} AS VARCHAR)), '')"


_AMOUNT = f"TRY_CAST({_text('amount')} AS DECIMAL(18, {PLACES}))"
_YEAR = f"TRY_CAST({_text('year')} AS SMALLINT)"
# What a figure must have. A finer amount is not rounded here: it would no longer be what was said.
_FINER = f"TRY_CAST({_text('amount')} AS DECIMAL(38, 12)) IS DISTINCT FROM {_AMOUNT}"
MUST = {
    "no amount, or one of more than 16 digits": f"{_AMOUNT} IS NULL",
    f"an amount of more than {PLACES} places": f"{_AMOUNT} IS NOT NULL AND {_FINER}",
    "no year of four digits": f"{_YEAR} IS NULL OR {_YEAR} NOT BETWEEN 1900 AND 2999",
    "no entity": f"{_text('entity')} IS NULL",
    "no measure": f"{_text('measure')} IS NULL",
    "no row number": "row IS NULL",
}


def _refuse_bad(rows: duckdb.DuckDBPyRelation, rounding: bool) -> None:
    must = {lacks: test for lacks, test in MUST.items() if not (rounding and _FINER in test)}
    tests = list(must.values())
    counts = ", ".join(
        f"count(*) FILTER ({test}), min(row, {NAMED}) FILTER ({test})" for test in tests
    )
    [found] = _query(rows, f"SELECT count(*), {counts} FROM handed_in").fetchall()
    if not found[0]:
        raise Unpublishable("There is no figure to publish.")
    for lacks, number, first in zip(must, found[1::2], found[2::2], strict=True):
        if number:
            told = ", ".join(str(row) for row in first or ())
            more = " …" if number > NAMED else ""
            raise Unpublishable(f"{number} figures have {lacks}: rows {told}{more}. Mend them.")


def _figures_sql(submission: str) -> str:
    """Identifiers are the contract's; the submission's name is the only value, and quoted."""
    typed = {"year": f"{_YEAR} AS year", "amount": f"{_AMOUNT} AS amount"}
    columns = ", ".join(typed.get(name, f"{_text(name)} AS {name}") for name in NAMES)
    name = str(duckdb.ConstantExpression(submission))
    return (
        f"SELECT CAST(row AS BIGINT) AS row, CAST({name} AS VARCHAR) AS submission, {columns}"
        f" FROM handed_in ORDER BY {', '.join(SORTED_BY)}"
    )


def _slices(path: Path) -> Iterator[Slice]:
    told = ", ".join(f"sum(amount) FILTER ({name} IS NOT NULL), count({name})" for name in TOLD_OF)
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT entity, year, measure, count(*), sum(amount),"
            f" list_sort(list(DISTINCT currency) FILTER (currency IS NOT NULL)), {told}"
            f" FROM read_parquet(?) GROUP BY ALL ORDER BY ALL",
            [str(path)],
        ).fetchall()
    for entity, year, measure, rows, total, currencies, *pairs in found:
        told_of = zip(TOLD_OF, pairs[::2], pairs[1::2], strict=True)
        yield Slice(
            entity,
            year,
            measure,
            rows,
            total,
            {name: (amount, number) for name, amount, number in told_of if number},
            tuple(currencies or ()),
        )


def _synced_digest(path: Path) -> str:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear(folder: Path) -> None:
    """What a killed publication left behind, once nobody can be writing to it any more."""
    for work in folder.glob(".work-*"):
        if time.time() - work.stat().st_mtime > LEFT_OVER:
            shutil.rmtree(work, ignore_errors=True)
