"""Seven questions about ten million published figures, against bare SQL on the best layout found.

Run: python benchmarks/cube_questions.py [--small] [--rows N] [--turns N] [--folder DIR]

`--folder`: where what is made stays, and is found again; a hundred million figures take 8 GB there.

Made-up figures, skewed as real ones, published in a file for each organization, or in several of at
most some ten million figures: one was restated (both versions are kept) and one the asker may not
see. A question is asked by its address and answered as a page needs it: parsed, the catalogue as at
today and what the asker may see, subtotals, coverage, a table with names. The peers have no such
figures to leave out: bare DuckDB on two layouts (sorted Parquet, a table of ENUMs in the order of
Quintet's), each question's faster one, in turns with Quintet; then polars on the sorted Parquet and
pandas on categories in memory, each in a process of its own. Of each the median turn is told.

Beside that ratio, which is promised, two more are told. `of figures`: Quintet without its roll-ups,
so that what its statement and its page cost beside a scan is seen; bare SQL has no roll-ups either.
`to tuned`: to bare SQL with the setting that Quintet gives DuckDB, which is not DuckDB's own.

Polars and pandas are measured where they are installed: pip install -r requirements-bench.in
"""

import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import duckdb

from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.lists import lists
from quintet.cube.engine.questions import Question, ask
from quintet.cube.engine.questions.formats import table
from quintet.cube.engine.store import Catalogue, Entry, Figures, Store, publish
from quintet.cube.engine.store.catalogue import slice_of, slice_told
from quintet.cube.engine.store.layout import MOST_SLOTS

ROWS, FEW, TURNS, THREADS = 10_000_000, 500_000, 7, 2
ENTITIES, TODAY = 25, date(2026, 6, 1)
FIRST_YEAR, YEARS = 2011, 16
RESTATED, HIDDEN = f"E{ENTITIES - 5}", f"E{ENTITIES - 1}"
MAKING = "4GB"  # of memory; the rest goes to the folder
FIGURES = """
SELECT i AS row, {first_year} + (hash(i) % {years})::INT AS year, 'revenue' AS measure, 'EXP' AS record, 'USD' AS currency,
  'E' || least({entities} - 1, floor({entities} * u * u * u)::INT) AS entity, NULL AS sub_entity,
  'E0' || (hash(i + 1) % 5) AS function, places[1 + floor(len(places) * v * v)::INT] AS location,
  goals[1 + floor(len(goals) * w)::INT] AS goal,
  targets[1 + floor(len(targets) * w)::INT] AS target, kinds[1 + floor(len(kinds) * x * x)::INT] AS instrument,
  types[1 + floor(len(types) * y * y)::INT] AS contributor_type,
  'contributor ' || floor(20000 * z * z * z)::INT AS contributor, (hash(i + 2) % 4)::VARCHAR AS gender_marker,
  (1e6 * y * z * z)::DECIMAL(18, 2) AS amount
FROM (SELECT i, {chances} FROM range({rows}) t(i)), codes
"""
LETTERS = "uvwxyz"
TUNED = "ENUMs tuned"
BARE = {
    "year": "SELECT year, sum(amount) FROM {t} GROUP BY 1 ORDER BY 1",
    "entity × function": "SELECT entity, function, sum(amount) FROM {t} GROUP BY 1, 2 ORDER BY 1, 2",
    "location × goal, 2 filters": "SELECT location, goal, sum(amount) FROM {t}"
    " WHERE year = 2021 AND instrument = 'R03E' GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 200",
    "three dimensions": "SELECT entity, location, target, sum(amount) FROM {t}"
    " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT 200",
    "20 largest contributors": "SELECT contributor, sum(amount) FROM {t}"
    " WHERE year = 2021 GROUP BY 1 ORDER BY 2 DESC LIMIT 20",
    "different contributors": "SELECT year, count(DISTINCT contributor) FROM {t} GROUP BY 1 ORDER BY 1",
    "target × year of one entity": "SELECT target, year, sum(amount) FROM {t}"
    " WHERE entity = 'E3' GROUP BY 1, 2 ORDER BY 1, 2",
}
ASKED = {
    "year": "measure=revenue&rows=year",
    "entity × function": "measure=revenue&rows=entity,function",
    "location × goal, 2 filters": "measure=revenue&rows=location,goal&year=2021&instrument=R03E",
    "three dimensions": "measure=revenue&rows=entity,location,target",
    "20 largest contributors": "measure=revenue&rows=contributor&year=2021&sort=value&limit=20",
    "different contributors": "measure=contributors&rows=year",
    "target × year of one entity": "measure=revenue&rows=target&columns=year&entity=E3",
}


def making(folder: Path) -> dict[str, str | int]:
    """How DuckDB makes what is measured; the measuring has settings of its own."""
    return {"threads": THREADS, "memory_limit": MAKING, "temp_directory": str(folder / ".spill")}


def make(path: Path, rows: int) -> None:
    """The figures as they come, an organization after the other."""
    known = lists()
    with duckdb.connect(config=making(path.parent)) as connection:
        connection.execute(
            "CREATE TABLE codes AS SELECT ?::VARCHAR[] AS places, ?::VARCHAR[] AS goals,"
            " ?::VARCHAR[] AS targets, ?::VARCHAR[] AS kinds, ?::VARCHAR[] AS types",
            [
                list(known.get("location").codes),
                [known.get("target").parent(code) for code in known.get("target").codes],
                *(
                    list(known.get(name).codes)
                    for name in ("target", "instrument", "contributor_type")
                ),
            ],
        )
        chances = ", ".join(
            f"hash(i * 7 + {n}) / 18446744073709551616.0 * 0.999999 AS {letter}"
            for n, letter in enumerate(LETTERS, 3)
        )
        figures = FIGURES.format(
            entities=ENTITIES, rows=rows, chances=chances, first_year=FIRST_YEAR, years=YEARS
        )
        connection.execute(f"COPY ({figures} ORDER BY entity) TO '{path}' (FORMAT parquet)")


def publish_all(raw: Path, folder: Path) -> list[Entry]:
    """A file for each entity, of some of its years where it has more than ten million; one entity is
    published twice."""
    entries = []
    with duckdb.connect(config=making(raw.parent)) as connection:
        connection.execute(f"CREATE VIEW raw AS SELECT {', '.join(('row', *NAMES))} FROM '{raw}'")
        numbers = dict(connection.sql("SELECT entity, count(*) FROM raw GROUP BY 1").fetchall())
        for entity, number in sorted(numbers.items()):
            parts = -(-number // ROWS)
            for part in range(parts):
                rows = connection.sql(
                    f"FROM raw WHERE entity = '{entity}'"
                    f" AND (year - {FIRST_YEAR}) * {parts} // {YEARS} = {part}"
                )
                series = f"{entity} {part + 1} of {parts}" if parts > 1 else entity
                for version in (1, 2) if entity == RESTATED else (1,):
                    made = publish(rows, folder, f"{series} version {version}")
                    entries.append(
                        Entry(
                            made.sha256,
                            series,
                            version,
                            "full",
                            date(2026, 1, version),
                            made.slices,
                        )
                    )
    return entries


def published(raw: Path, folder: Path, rows: int) -> list[Entry]:
    """What is published there; made where nothing is."""
    kept = folder / "catalogue.json"
    if not kept.exists():
        make(raw, rows)
        begun = time.perf_counter()
        told = [
            [one.sha256, one.series, one.version, [slice_told(each) for each in one.slices]]
            for one in publish_all(raw, folder / "store")
        ]
        print(f"{rows:,} figures published in {time.perf_counter() - begun:.0f} s", flush=True)
        kept.write_text(json.dumps(told))
    return [
        Entry(sha256, series, version, "full", date(2026, 1, version), tuple(map(slice_of, slices)))
        for sha256, series, version, slices in json.loads(kept.read_text())
    ]


class Bare:
    """The same figures without anything to leave out, in two layouts; the better one also with
    DuckDB set as Quintet sets it."""

    def __init__(self, raw: Path, folder: Path) -> None:
        path, self.sorted = folder / "bare.duckdb", folder / "sorted.parquet"
        if not path.exists():
            part = folder / "bare.part"
            part.unlink(missing_ok=True)
            with duckdb.connect(part, config=making(folder)) as connection:
                self.make(connection.execute, raw)
            part.replace(path)
        connection = duckdb.connect(path, read_only=True, config={"threads": THREADS})
        tuned = connection.cursor()
        tuned.execute(f"SET perfect_ht_threshold = {MOST_SLOTS}")
        self.layouts = {
            "Parquet sorted": (connection, f"'{self.sorted}'"),
            "ENUMs sorted": (connection, "enums"),
            TUNED: (tuned, "enums"),
        }

    def make(self, run: Callable[[str], Any], raw: Path) -> None:
        run(
            f"COPY (SELECT {', '.join(NAMES)} FROM '{raw}' WHERE entity <> '{HIDDEN}'"
            f" ORDER BY year, entity, location, goal)"
            f" TO '{self.sorted}' (COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
        )
        coded = [name for name in NAMES if name not in ("year", "amount")]
        for name in coded:
            run(
                f"CREATE TYPE {name}_enum AS ENUM (SELECT DISTINCT {name} FROM '{self.sorted}'"
                f" WHERE {name} IS NOT NULL ORDER BY 1)"
            )
        typed = ", ".join(f"{name}::{name}_enum AS {name}" for name in coded)
        run(f"CREATE TABLE enums AS SELECT year, amount, {typed} FROM '{self.sorted}'")

    def run(self, name: str, layout: str) -> list[tuple]:
        connection, where = self.layouts[layout]
        return connection.execute(BARE[name].format(t=where)).fetchall()


def polars_run(path: Path) -> dict[str, Callable[[], Any]]:
    import polars as pl

    figures, amount = pl.scan_parquet(path), pl.col("amount").sum()
    by = {
        "year": figures.group_by("year").agg(amount).sort("year"),
        "entity × function": figures.group_by("entity", "function").agg(amount).sort("entity", "function"),
        "location × goal, 2 filters": figures.filter(pl.col("year") == 2021, pl.col("instrument") == "R03E")
        .group_by("location", "goal").agg(amount).sort("location", "goal").head(200),
        "three dimensions": figures.group_by("entity", "location", "target").agg(amount)
        .sort("entity", "location", "target").head(200),
        "20 largest contributors": figures.filter(pl.col("year") == 2021)
        .group_by("contributor").agg(amount).top_k(20, by="amount"),
        "different contributors": figures.group_by("year").agg(pl.col("contributor").n_unique()).sort("year"),
        "target × year of one entity": figures.filter(pl.col("entity") == "E3")
        .group_by("target", "year").agg(amount).sort("target", "year"),
    }  # fmt: skip
    return {name: (lambda one=one: one.collect().rows()) for name, one in by.items()}


def pandas_run(path: Path) -> dict[str, Callable[[], Any]]:
    import pandas as pd

    columns = [
        "year",
        "entity",
        "function",
        "location",
        "goal",
        "target",
        "instrument",
        "contributor",
        "amount",
    ]
    figures = pd.read_parquet(path, columns=columns)
    for name in columns[1:-1]:
        figures[name] = figures[name].astype("category")
    figures["amount"] = figures["amount"].astype("float64")

    def sums(of: Any, *by: str) -> Any:
        return of.groupby(list(by), observed=True)["amount"].sum()

    return {
        "year": lambda: sums(figures, "year"),
        "entity × function": lambda: sums(figures, "entity", "function"),
        "location × goal, 2 filters": lambda: sums(
            figures[(figures.year == 2021) & (figures.instrument == "R03E")], "location", "goal"
        ).head(200),
        "three dimensions": lambda: sums(figures, "entity", "location", "target").head(200),
        "20 largest contributors": lambda: sums(figures[figures.year == 2021], "contributor").nlargest(20),
        "different contributors": lambda: figures.groupby("year")["contributor"].nunique(),
        "target × year of one entity": lambda: sums(figures[figures.entity == "E3"], "target", "year"),
    }  # fmt: skip


PEERS = {"polars": polars_run, "pandas": pandas_run}
PATIENCE = 300  # seconds for a peer


def timed(run: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    run()
    return (time.perf_counter() - begun) * 1000


def measure(rows: int, turns: int, folder: Path) -> float:
    folder.mkdir(exist_ok=True)
    raw = folder / "raw.parquet"
    entries = published(raw, folder, rows)
    seen = Catalogue(one for one in entries if one.series.split()[0] != HIDDEN)
    begun = time.perf_counter()
    figures = Store(folder / "store", threads=THREADS).figures(entries)
    print(f"laid out (or opened) in {time.perf_counter() - begun:.0f} s", flush=True)
    only = replace(figures, tables={"figures": figures.tables["figures"]})

    def answer(name: str, figures: Figures = figures) -> Any:
        question = Question.parse(ASKED[name])
        return ask(question, seen, figures, today=TODAY, lists=lists())

    bare = Bare(raw, folder)
    runs: dict[str, dict[str, Callable[[], Any]]] = {
        "Quintet": {name: (lambda name=name: table(answer(name))) for name in ASKED},
        "of figures": {name: (lambda name=name: table(answer(name, only))) for name in ASKED},
    }
    for layout in bare.layouts:
        runs[layout] = {
            name: (lambda name=name, layout=layout: bare.run(name, layout)) for name in BARE
        }
    agree(answer, bare)
    took = medians(runs, turns)
    for peer in PEERS:
        if rows <= ROWS and importlib.util.find_spec(peer):
            took |= peers_medians(peer, bare.sorted, turns)
    return told(took, list(bare.layouts))


def medians(
    runs: dict[str, dict[str, Callable[[], Any]]], turns: int
) -> dict[tuple[str, str], float]:
    """Of each question and who answers it, the median turn, in ms."""
    took: dict[tuple[str, str], list[float]] = {}
    for _turn in range(turns):
        for name in ASKED:
            for who, theirs in runs.items():
                took.setdefault((name, who), []).append(timed(theirs[name]))
    return {which: median(times) for which, times in took.items()}


def peers_medians(peer: str, path: Path, turns: int) -> dict[tuple[str, str], float]:
    """Measured in a process of its own: libraries with threads of their own do not meet."""
    command = [sys.executable, __file__, "--peer", peer, "--path", str(path), "--turns", str(turns)]
    try:
        out = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE).stdout
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as failure:
        print(f"{peer} was not measured: {failure}")
        return {}
    return {(name, peer): took for name, took in json.loads(out).items()}


def agree(answer: Callable[[str], Any], bare: Bare) -> None:
    """The answer is the same, to the cent, before it is timed."""
    found = answer("year")
    ours = {line[0]: found.cells[line, ()].value for line in found.lines if line[0]}
    assert ours == {str(year): amount for year, amount in bare.run("year", "ENUMs sorted")}
    found = answer("20 largest contributors")
    assert [found.cells[line, ()].value for line in found.lines if line[0]] == [
        Decimal(amount) for _name, amount in bare.run("20 largest contributors", "ENUMs sorted")
    ]


def told(took: dict[tuple[str, str], float], layouts: list[str]) -> float:
    """The median ratio to bare SQL on the better layout."""
    who = list(dict.fromkeys(one for _name, one in took))
    ratios: dict[str, list[float]] = {"ratio": [], "of figures": [], "to tuned": []}
    print(f"\n{'ms':28}" + "".join(f"{one:>16}" for one in (*who, *ratios)))
    for name in ASKED:
        best = min(took[name, layout] for layout in layouts if layout != TUNED)
        ratios["ratio"].append(took[name, "Quintet"] / best)
        ratios["of figures"].append(took[name, "of figures"] / best)
        ratios["to tuned"].append(took[name, "Quintet"] / took[name, TUNED])
        times = "".join(f"{took[name, one]:16.1f}" for one in who)
        print(f"{name:28}{times}" + "".join(f"{found[-1]:16.2f}" for found in ratios.values()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = ", ".join(f"{one} {median(each):.2f}" for one, each in ratios.items())
    print(f"\nmedian {found}; load {os.getloadavg()[0]:.1f}; peak {peak:,.0f} MB")
    return median(ratios["ratio"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--peer", choices=PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.peer:
        took = medians({told.peer: PEERS[told.peer](told.path)}, told.turns)
        print(json.dumps({name: ms for (name, _peer), ms in took.items()}))
        return
    with tempfile.TemporaryDirectory(prefix="quintet-benchmark-") as folder:
        rows = told.rows or (FEW if told.small else ROWS)
        ratio = measure(rows, told.turns, told.folder or Path(folder))
    if ratio > 1.2 and not told.small:
        sys.exit(f"the median ratio is {ratio:.2f}; at most 1.2 is the promise")


if __name__ == "__main__":
    main()
