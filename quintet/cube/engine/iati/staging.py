"""An IATI file becomes a DuckDB file as any submission does: its figures, and what was found in it."""
# ruff: noqa: S608  identifiers are the contract's, never the file's

import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb

from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.findings import Finding, Findings
from quintet.cube.engine.iati.ruleset import RulesetError
from quintet.cube.engine.iati.validation import Figures, validate
from quintet.cube.engine.lists import CodeLists, ListError
from quintet.cube.engine.reading.delimited import read_written
from quintet.cube.engine.reading.layouts import Layout
from quintet.cube.engine.reading.limits import refuse
from quintet.cube.engine.reading.unreadable import Unreadable
from quintet.cube.engine.staging import Options, Staged, connected, lay_out

LOADING = "64MB"  # of memory, for figures that are on their way from one file to another
LAYOUT = Layout("iati", "iati", {name: name for name in NAMES}, ())


def stage_iati(
    file: Path, target: Path, lists: CodeLists, findings: Findings, options: Options
) -> Staged:
    """Judge `file` by schema, ruleset and code lists, and stage its figures into the new DuckDB file
    `target`: one row a figure, its line that of the transaction. Activities that the schema refuses,
    and those of organizations that `lists` has not, give none. Raises Unreadable (after adding the
    finding that says why, where it is the file's fault) and Cancelled."""
    size, watch = max(1, file.stat().st_size), options.watch

    def look(read: int) -> None:
        watch.look()
        if watch.progress:
            watch.progress(read / size)

    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".staging-") as work:
        between = Path(work) / "figures.csv"
        with between.open("wb") as out:
            try:
                told = validate(
                    file, lists_folder=options.iati, findings=findings, today=options.today,
                    figures=Figures(out, frozenset(lists.get("entity").codes)), look=look,
                )  # fmt: skip
            except (ListError, RulesetError) as fault:
                raise Unreadable(str(fault)) from fault
        held = {name: place for place, name in enumerate(NAMES)}
        with connected(target, LOADING, options.threads) as connection, watch.over(connection):
            try:
                rows = read_written(connection, between, len(NAMES), options.limits.line)
            except duckdb.InvalidInputException:
                limit = str(options.limits.line)
                refuse(findings, "shape.long_line", name=file.name, limit=limit)
            rows -= _leave_out(connection, held, options.only, findings)
            lay_out(connection, LAYOUT, held)
    return Staged(
        target, file.name, "iati", LAYOUT, NAMES, held, rows, options.memory_limit,
        options.threads, told,
    )  # fmt: skip


def _leave_out(
    connection: duckdb.DuckDBPyConnection,
    held: Mapping[str, int],
    only: Mapping[str, str],
    findings: Findings,
) -> int:
    """Leave out the figures that are not what is submitted, and tell how many they are."""
    if not only:
        return 0
    others = " OR ".join(f"c{held[column]} IS DISTINCT FROM ?" for column in only)
    [(number,)] = connection.execute(
        f"DELETE FROM submitted WHERE {others}", list(only.values())
    ).fetchall()
    if number:
        kept = ", ".join(only.values())
        findings.add(Finding("iati.others", params={"number": str(number), "kept": kept}))
    return int(number)
