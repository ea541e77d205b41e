"""A submission of ten million rows: staged, judged and published, against DuckDB's bare read of it.

Run: python benchmarks/cube_submission.py [--small] [--rows N]

The file is the template's, with skewed codes, all sound but one row in 100,000, whose amount is a
dash. Each part runs in a process of its own, so that the peak of memory is that part's. It is held
against DuckDB's bare read of the same file, `read_csv(…, all_varchar = true)`: counting the cells of
all columns, and writing them to a table on the disk.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb

from quintet.cube.engine.columns import NAMES

ROWS, FEW, THREADS = 10_000_000, 200_000, 2
_MAKE = """
COPY (SELECT 2020 + i % 5 AS year,
  list_extract(['WHO','UNDP','WFP','UNICEF','UNHCR','FAO','ILO','IOM'], CAST(1 + floor(8 * r * r) AS INT))
    AS entity,
  '' AS sub_entity, 'expense' AS measure, 'EXP' AS record, 'E0' || CAST(1 + i % 4 AS VARCHAR) AS function,
  list_extract(['AFG','BGD','COD','ETH','IND','KEN','PAK','UGA'], CAST(1 + floor(8 * r) AS INT)) AS location,
  g AS goal, g || '.1' AS target, list_extract(['R01','R02A','R03A','R03E'], 1 + i % 4) AS instrument,
  '' AS contributor_type, '' AS contributor, CAST(i % 4 AS VARCHAR) AS gender_marker, 'USD' AS currency,
  CASE WHEN i % 100000 = 7 THEN ' -   ' ELSE CAST(CAST(1e6 * r * r AS DECIMAL(18, 2)) AS VARCHAR) END
    AS amount
 FROM (SELECT i, hash(i) / 18446744073709551616.0 AS r, CAST(1 + hash(i) % 17 AS VARCHAR) AS g
       FROM range({rows}) t(i))) TO '{path}' (HEADER, DELIMITER ',')
"""


def make(path: Path, rows: int) -> None:
    with duckdb.connect(config={"threads": THREADS, "memory_limit": "1GB"}) as connection:
        connection.execute(_MAKE.format(rows=rows, path=path))


def bare(path: Path) -> dict[str, float]:
    """Every cell is read and counted, none is kept."""
    counts = ", ".join(f"count({name})" for name in NAMES)
    return _read(
        f"SELECT count(*), {counts} FROM read_csv(?, header = true, all_varchar = true)", path
    )


def table(path: Path) -> dict[str, float]:
    """Every cell is kept, in a DuckDB file."""
    return _read("CREATE TABLE kept AS FROM read_csv(?, header = true, all_varchar = true)", path)


def _read(sql: str, path: Path) -> dict[str, float]:
    config = {"threads": THREADS, "memory_limit": "1GB"}
    with tempfile.TemporaryDirectory(dir=path.parent) as work:
        begun = time.perf_counter()
        with duckdb.connect(f"{work}/bare.duckdb", config=config) as connection:
            connection.execute(sql, [str(path)]).fetchall()
        return {"seconds": time.perf_counter() - begun}


def judged(path: Path) -> dict[str, float]:
    from quintet.cube.engine.checks import check, labels_of
    from quintet.cube.engine.findings import Findings
    from quintet.cube.engine.lists import lists
    from quintet.cube.engine.staging import Options, stage

    options = Options(memory_limit="1GB", threads=THREADS)
    begun, findings = time.perf_counter(), Findings()
    staged = stage(
        path, path.with_name("staged.duckdb"), findings, written=labels_of(lists()), options=options
    )
    between = time.perf_counter()
    check(staged, lists(), findings, latest=date.today().year)
    ended = time.perf_counter()
    assert not findings.counts.keys() - {"row.amount_dash"}, findings.counts
    return {
        "seconds": ended - begun,
        "staging": between - begun,
        "judging": ended - between,
        "findings": findings.counts.total(),
    }


def published(path: Path) -> dict[str, float]:
    """What was staged, without the rows whose amount is a dash, which are no figures."""
    from quintet.cube.engine.store import publish

    with tempfile.TemporaryDirectory(dir=path.parent) as work:
        config = {"threads": THREADS, "memory_limit": "1GB", "temp_directory": f"{work}/spill"}
        staged = path.with_name("staged.duckdb")
        with duckdb.connect(staged, read_only=True, config=config) as connection:
            figures = connection.sql("FROM staged WHERE trim(amount) <> '-'")
            begun = time.perf_counter()
            made = publish(figures, Path(work) / "published", "one")
            ended = time.perf_counter()
    return {"seconds": ended - begun, "figures": made.rows, "MB": made.bytes / 1e6}


PARTS = {"bare": bare, "table": table, "judged": judged, "published": published}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--file", type=Path)
    asked = parser.parse_args()
    if asked.part:
        told = PARTS[asked.part](asked.file)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(told | {"peak": peak}))
        return
    rows = FEW if asked.small else asked.rows
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "submission.csv"
        make(file, rows)
        size = file.stat().st_size / 1e6
        print(
            f"{rows:,} rows, {size:,.0f} MB, {THREADS} threads, load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        found = {}
        for part in PARTS:
            found[part] = _run(part, file)
            print(part, {key: round(value, 2) for key, value in found[part].items()}, flush=True)
    ours = [found["judged"], found["published"]]
    seconds = sum(one["seconds"] for one in ours)
    ratios = {part: seconds / found[part]["seconds"] for part in ("bare", "table")}
    print(
        f"judged and published: {rows / seconds:,.0f} rows/s; {ratios['bare']:.1f} times the bare read,"
        f" {ratios['table']:.1f} times the read into a table;"
        f" peak {max(one['peak'] for one in ours):,.0f} MB; load {os.getloadavg()[0]:.1f}"
    )


def _run(part: str, file: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--part", part, "--file", str(file)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


if __name__ == "__main__":
    main()
