"""Seven questions about ten million published figures, against bare SQL on the best layout found.

Run: python benchmarks/cube_questions.py [--small] [--rows N] [--turns N] [--folder DIR]

`--folder`: where what is made stays, and is found again.

Made-up figures, skewed as real ones, published in a file for each organization: one was restated
(both versions are kept) and one the asker may not see. A question is asked by its address and
answered as a page needs it: parsed, the catalogue as at today and what the asker may see, subtotals,
coverage, a table with names. The peers have no such figures to leave out: bare DuckDB on two layouts
(sorted Parquet, a table of ENUMs in the order of Quintet's), each question's faster one, in turns with
Quintet; then polars on the sorted Parquet and pandas on categories in memory, each in a process of
its own. Of each the median turn is told.

Quintet is measured twice: as it is, and `of figures`, without its roll-ups, so that what its
statement and its page cost beside a scan is seen: bare SQL has no roll-ups either.

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

ROWS, FEW, TURNS, THREADS = 10_000_000, 500_000, 7, 2
ENTITIES, TODAY = 25, date(2026, 6, 1)
FIGURES = """
SELECT i AS row, 2011 + (hash(i) % 16)::INT AS year, 'revenue' AS measure, 'EXP' AS record, 'USD' AS currency,
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


def make(path: Path, rows: int) -> None:
    """The figures as they come, an organization after the other."""
    known = lists()
    with duckdb.connect(config={"threads": THREADS}) as connection:
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
        figures = FIGURES.format(entities=ENTITIES, rows=rows, chances=chances)
        connection.execute(f"COPY ({figures} ORDER BY entity) TO '{path}' (FORMAT parquet)")


def publish_all(raw: Path, folder: Path) -> list[Entry]:
    """A file for each entity; one is published twice."""
    entries = []
    with duckdb.connect(config={"threads": THREADS, "memory_limit": "2GB"}) as connection:
        connection.execute(f"CREATE VIEW raw AS SELECT {', '.join(('row', *NAMES))} FROM '{raw}'")
        for n in range(ENTITIES):
            rows = connection.sql(f"FROM raw WHERE entity = 'E{n}'")
            for version in (1, 2) if n == ENTITIES - 5 else (1,):
                made = publish(rows, folder, f"E{n} version {version}")
                entries.append(
                    Entry(
                        made.sha256, f"E{n}", version, "full", date(2026, 1, version), made.slices
                    )
                )
    return entries


def catalogue(raw: Path, folder: Path, rows: int) -> tuple[list[Entry], set[str]]:
    """What is published there; made where nothing is."""
    kept, hidden = folder / "catalogue.json", {f"E{ENTITIES - 1}"}
    if not kept.exists():
        make(raw, rows)
        begun = time.perf_counter()
        told = [
            [one.sha256, one.series, one.version, [slice_told(each) for each in one.slices]]
            for one in publish_all(raw, folder / "store")
        ]
        print(f"{rows:,} figures published in {time.perf_counter() - begun:.0f} s", flush=True)
        kept.write_text(json.dumps(told))
    entries = [
        Entry(sha256, series, version, "full", date(2026, 1, version), tuple(map(slice_of, slices)))
        for sha256, series, version, slices in json.loads(kept.read_text())
    ]
    return entries, hidden


class Bare:
    """The same figures without anything to leave out, in three layouts."""

    def __init__(self, raw: Path, folder: Path, hidden: set[str]) -> None:
        path, self.sorted = folder / "bare.duckdb", folder / "sorted.parquet"
        is_made = path.exists()
        self.connection = duckdb.connect(path, config={"threads": THREADS})
        if not is_made:
            self.make(raw, hidden)
        self.layouts = {
            "Parquet sorted": f"'{self.sorted}'",
            "ENUMs sorted": "enums",
        }

    def make(self, raw: Path, hidden: set[str]) -> None:
        seen = " AND ".join(f"entity <> '{name}'" for name in hidden)
        columns, run = ", ".join(NAMES), self.connection.execute
        run(
            f"COPY (SELECT {columns} FROM '{raw}' WHERE {seen}"
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
        return self.connection.execute(BARE[name].format(t=self.layouts[layout])).fetchall()


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
    entries, hidden = catalogue(raw, folder, rows)
    seen = Catalogue(one for one in entries if one.series not in hidden)
    begun = time.perf_counter()
    figures = Store(folder / "store", threads=THREADS).figures(entries)
    print(f"laid out (or opened) in {time.perf_counter() - begun:.0f} s", flush=True)
    only = replace(figures, tables={"figures": figures.tables["figures"]})

    def answer(name: str, figures: Figures = figures) -> Any:
        question = Question.parse(ASKED[name])
        return ask(question, seen, figures, today=TODAY, lists=lists())

    bare = Bare(raw, folder, hidden)
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


OURS = ("Quintet", "of figures")


def told(took: dict[tuple[str, str], float], layouts: list[str]) -> float:
    """The median ratio to bare SQL on the better layout."""
    who = list(dict.fromkeys(one for _name, one in took))
    heads = "".join(f"{one:>16}" for one in (*who, *(f"ratio {one}" for one in OURS)))
    print(f"\n{'ms':28}{heads}")
    ratios: dict[str, list[float]] = {one: [] for one in OURS}
    for name in ASKED:
        best = min(took[name, layout] for layout in layouts)
        for one in OURS:
            ratios[one].append(took[name, one] / best)
        times = "".join(f"{took[name, one]:16.1f}" for one in who)
        print(f"{name:28}{times}" + "".join(f"{ratios[one][-1]:16.2f}" for one in OURS))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = ", ".join(f"{one} {median(ratios[one]):.2f}" for one in OURS)
    print(f"\nmedian ratio: {found}; load {os.getloadavg()[0]:.1f}; peak {peak:,.0f} MB")
    return median(ratios["Quintet"])


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
