"""Small sets of figures to publish and to ask."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb

from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.store import Catalogue, Entry, Figures, Published, Store, publish

TODAY = date(2026, 6, 1)


def staged(figures: Iterable[dict]) -> duckdb.DuckDBPyRelation:
    """A table as a submission is staged: all text, rows counted from 1."""
    connection = duckdb.connect()
    columns = ", ".join(f"{name} VARCHAR" for name in NAMES)
    connection.execute(f"CREATE TABLE staged (row BIGINT, line BIGINT, {columns})")
    rows = [[n, n + 1, *(one.get(name) for name in NAMES)] for n, one in enumerate(figures, 1)]
    if rows:
        unnested = ", ".join(["unnest(?::BIGINT[])"] * 2 + ["unnest(?::VARCHAR[])"] * len(NAMES))
        told = [list(one) for one in zip(*rows, strict=True)]
        connection.execute(f"INSERT INTO staged SELECT {unnested}", told)
    return connection.table("staged")


def expense(entity: str, amount: str, **told: str) -> dict:
    usual = {"year": "2021", "measure": "expense", "currency": "USD"}
    return usual | {"entity": entity, "amount": amount} | told


def revenue(entity: str, amount: str, instrument: str, **told: str) -> dict:
    return expense(entity, amount, instrument=instrument, **told) | {"measure": "revenue"}


def entry(published: Published, cut: str = "full", **told) -> Entry:
    usual = {"series": "one", "version": 1, "published_on": date(2026, 1, 1)}
    return Entry(published.sha256, cut=cut, slices=published.slices, **usual | told)


def cube(folder: Path, **cuts: list[dict]) -> tuple[Catalogue, Figures]:
    """Published figures by cut, each a series of its own."""
    entries = [
        entry(publish(staged(figures), folder, cut), cut, series=cut)
        for cut, figures in cuts.items()
    ]
    return Catalogue(entries), Store(folder).figures(entries)
