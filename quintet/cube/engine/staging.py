"""A submitted file becomes a DuckDB file: what was submitted, as text, and a view of it as figures.

Tables: `submitted` (row, line, c0, c1, … as in the file) and `repairs` (what a person accepted).
View `staged` (row, line, the columns of `columns.NAMES`, and what else the layout tells): the cell
as submitted, or as repaired. Nothing is changed in place, nothing is rounded, nothing is dropped.
"""
# ruff: noqa: S608  identifiers are the contract's, never the file's

import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.findings import Finding, Findings
from quintet.cube.engine.reading.delimited import Head, load, read_head, write_records
from quintet.cube.engine.reading.layouts import REQUIRED, SDMX, Layout, folded, layout_of
from quintet.cube.engine.reading.limits import Cancelled, Limits, refuse
from quintet.cube.engine.reading.sdmx_ml import Observations
from quintet.cube.engine.reading.sniff import HEAD, is_xml, sniff
from quintet.cube.engine.reading.workbook import read_workbook

TABULAR = ("csv", "xlsx", "sdmx", "ceb")
_EVERY = 0.5  # seconds between two looks at how far DuckDB is
Progress = Callable[[float], None]  # of the step under way, 0 to 1


@dataclass(frozen=True, slots=True)
class Staged:
    """A staged file. `held`: column of a figure to its place in the file (`c0` is 0). `told`: what
    else was found while it was read, for its totals."""

    path: Path
    name: str
    kind: str
    layout: Layout
    headings: tuple[str, ...]
    held: dict[str, int]
    rows: int
    memory_limit: str = "1GB"
    threads: int | None = None
    told: Mapping[str, Any] = field(default_factory=dict)

    @contextmanager
    def open(self, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection to it; what does not fit into the memory limit goes beside the file."""
        with connected(self.path, self.memory_limit, self.threads, read_only) as connection:
            yield connection

    def has(self, column: str) -> bool:
        """Whether the layout tells the column, in a column of the file or as what all of it is."""
        return column in self.held or column in self.layout.fixed


@contextmanager
def connected(
    path: Path, memory_limit: str, threads: int | None, read_only: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a DuckDB file, which is made where there is none."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "temp_directory": f"{path}.tmp",
    }
    if threads:
        config["threads"] = threads
    with duckdb.connect(str(path), read_only=read_only, config=config) as connection:
        yield connection


@dataclass(frozen=True, slots=True)
class Watch:
    """Who waits: `progress` is told how far the step is, `cancelled` asked whether to go on."""

    progress: Progress | None = None
    cancelled: Callable[[], bool] | None = None

    def look(self) -> None:
        """Raises Cancelled."""
        if self.cancelled and self.cancelled():
            raise Cancelled

    @contextmanager
    def over(self, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Watch what DuckDB does meanwhile: tells its progress, and interrupts it when cancelled."""
        if not (self.progress or self.cancelled):
            yield
            return
        done, stopped = threading.Event(), threading.Event()

        def watch() -> None:
            while not done.wait(_EVERY):
                if self.cancelled and self.cancelled():
                    stopped.set()
                    connection.interrupt()
                elif self.progress and (share := connection.query_progress()) >= 0:
                    self.progress(share / 100)

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield
        except duckdb.InterruptException as interrupted:
            raise Cancelled from interrupted
        finally:
            done.set()
            thread.join()
        if stopped.is_set():
            raise Cancelled


@dataclass(frozen=True, slots=True)
class Options:
    """`iati`: the folder of IATI's code lists and ruleset, as an installation loads them. `today`:
    the day that dates of an IATI file must not be after. `only`: by column, what a figure of an IATI
    file must be to be staged: such a file tells of several years and of both measures."""

    limits: Limits = field(default_factory=Limits)
    memory_limit: str = "1GB"
    threads: int | None = None
    watch: Watch = field(default_factory=Watch)
    iati: Path | None = None
    today: date = field(default_factory=date.today)
    only: Mapping[str, str] = field(default_factory=dict)


def stage(
    file: Path,
    target: Path,
    findings: Findings,
    *,
    kind: str | None = None,
    written: Callable[[str, str], dict[str, str]] | None = None,
    options: Options | None = None,
) -> Staged:
    """Stage `file` into the new DuckDB file `target`, judging its shape.

    `kind`: one of TABULAR, or None to judge by content. `written`(column, layout name) gives what the
    layout's own wording of a code stands for (text to code). Raises Unreadable (after adding the
    finding that says why) and Cancelled. Memory is bounded by `options.memory_limit`.
    """
    options = options or Options()
    found, is_message = _kind_of(file, kind, findings)
    with (
        connected(target, options.memory_limit, options.threads) as connection,
        tempfile.TemporaryDirectory(dir=target.parent, prefix=".staging-") as work,
        options.watch.over(connection),
    ):
        between = Path(work) / "records.csv"
        if found == "xlsx":
            sheet = read_workbook(file, findings, options.limits, options.watch.look)
            headings, wanted = sheet.headings, None if kind == "xlsx" else kind
            rows = write_records(connection, sheet.records, len(headings), between)
        elif is_message:
            told = Observations(file, findings, options.limits, options.watch.look)
            rows = write_records(connection, told.records(), told.width, between)
            headings, wanted = told.headings, found
        else:
            head = read_head(file, findings, options.limits)
            headings, wanted = head.headings, found
            rows = _delimited(connection, file, head, Path(work), findings, options)
        layout = layout_of([folded(one) for one in headings], wanted)
        if layout is None:
            refuse(findings, "shape.no_headings", name=file.name)
        held = _held(headings, layout, findings)
        if layout is SDMX:
            _refuse_deletion(connection, file.name, headings, findings)
        if not rows:
            findings.add(Finding("shape.no_figure"))
        lay_out(connection, layout, held, written)
    return Staged(
        target, file.name, found, layout, headings, held, rows, options.memory_limit,
        options.threads,
    )  # fmt: skip


def _kind_of(file: Path, kind: str | None, findings: Findings) -> tuple[str, bool]:
    """The kind, and whether it is a message in XML."""
    with file.open("rb") as opened:
        head = opened.read(HEAD)
    found = sniff(head, file.name)
    if not head.strip():
        refuse(findings, "shape.no_content", name=file.name)
    is_workbook, is_message = found == "xlsx", is_xml(head)
    if kind is None and found in TABULAR:
        return found, is_message
    is_other = is_message and (found == "iati" or kind != "sdmx")
    if kind and (is_other or (kind == "xlsx" and not is_workbook)):
        refuse(findings, "shape.other_kind", name=file.name, kind=kind)
    if kind is None or (found is None and b"\x00" in head[:4096]):
        refuse(findings, "shape.unknown_kind", name=file.name)
    return "xlsx" if is_workbook else kind, is_message


def _delimited(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    head: Head,
    work: Path,
    findings: Findings,
    options: Options,
) -> int:
    return load(connection, file, head, work, findings, options.limits, options.watch.look)


def _held(headings: tuple[str, ...], layout: Layout, findings: Findings) -> dict[str, int]:
    """Which column stands where; what is unknown, twice, or lacking is told."""
    held: dict[str, int] = {}
    seen: set[str] = set()
    for place, heading in enumerate(headings):
        key = folded(heading)
        column = layout.headings.get(key)
        if column is None:
            if key and key not in layout.ignored:
                findings.add(Finding("shape.heading_unknown", 0, 1, heading))
        elif key in seen:
            findings.add(Finding("shape.heading_twice", 0, 1, column, heading))
        elif column not in held:
            held[column] = place  # of two ways to tell the same, the first
        seen.add(key)
    for column in REQUIRED:
        if column not in held and column not in layout.fixed:
            findings.add(Finding("shape.heading_missing", 0, 1, column))
    return held


def _refuse_deletion(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    headings: tuple[str, ...],
    findings: Findings,
) -> None:
    """SDMX-CSV may say of an observation that it is to be deleted: it is no figure then."""
    folds = [folded(one) for one in headings]
    if "action" in folds:
        test = f"upper(trim(c{folds.index('action')})) = 'D'"
        if connection.execute(f"SELECT 1 FROM submitted WHERE {test} LIMIT 1").fetchone():
            refuse(findings, "shape.sdmx_delete", name=name)


def lay_out(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    held: dict[str, int],
    written: Callable[[str, str], dict[str, str]] | None = None,
) -> None:
    """`repairs`, and `staged` as the file is laid out, where `submitted` is. Repairs join when there
    are some (`with_repairs`)."""
    connection.execute(
        'CREATE TABLE repairs (id BIGINT, row BIGINT, "column" VARCHAR, was VARCHAR,'
        " becomes VARCHAR, rule VARCHAR, accepted_by VARCHAR, accepted_at VARCHAR)"
    )
    others = [column for column in held if column not in NAMES]
    cells = []
    for column in (*NAMES, *others):
        cell = f"c{held[column]}" if column in held else "NULL"
        if column in held and layout.untold:
            cell = _plain(cell, layout, column)
        if column in held and column in layout.written and written:
            cell = _translated(cell, written(column, layout.name))
        if column in layout.fixed:
            cell = f"coalesce(nullif(trim({cell}), ''), {_quoted(layout.fixed[column])})"
        cells.append(f'CAST({cell} AS VARCHAR) AS "{column}"')
    connection.execute(
        f"CREATE VIEW unrepaired AS SELECT row, line, {', '.join(cells)} FROM submitted"
    )
    connection.execute("CREATE VIEW staged AS FROM unrepaired")


def with_repairs(connection: duckdb.DuckDBPyConnection, columns: tuple[str, ...]) -> None:
    """Let `staged` show the repaired cells of these columns."""
    latest = ", ".join(
        f'arg_max(becomes, id) FILTER ("column" = {_quoted(one)}) AS "{one}"' for one in columns
    )
    shown = ", ".join(f'coalesce(r."{one}", u."{one}") AS "{one}"' for one in columns)
    connection.execute(
        f"CREATE OR REPLACE VIEW staged AS SELECT u.* REPLACE ({shown}) FROM unrepaired u LEFT JOIN"
        f" (SELECT row, {latest} FROM repairs GROUP BY row) r ON u.row = r.row"
    )


def _plain(cell: str, layout: Layout, column: str) -> str:
    """Without what the layout says instead of nothing, and with the marks that it writes as _."""
    untold = ", ".join(map(_quoted, layout.untold))
    mark = layout.underscored.get(column)
    told = f"replace({cell}, '_', {_quoted(mark)})" if mark else cell
    return f"CASE WHEN trim({cell}) IN ({untold}) THEN NULL ELSE {told} END"


def _translated(cell: str, codes: dict[str, str]) -> str:
    if not codes:
        return cell
    cases = " ".join(f"WHEN {_quoted(text)} THEN {_quoted(code)}" for text, code in codes.items())
    return f"CASE trim({cell}) {cases} ELSE {cell} END"


def _quoted(text: str) -> str:
    return str(duckdb.ConstantExpression(text))
