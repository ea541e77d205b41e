"""Sums: what they are, what they must be, and what is odd about them."""
# ruff: noqa: S608  identifiers are the contract's, never the file's

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import duckdb

from quintet.cube.engine.checks.values import text
from quintet.cube.engine.columns import DIMENSIONS
from quintet.cube.engine.findings import Finding, Findings
from quintet.cube.engine.staging import Staged

AMOUNT = "TRY_CAST(trim(amount) AS DECIMAL(28, 9))"  # of which 10^10 can be summed
TOLERANCE = Decimal("0.01")  # of the whole: between sums that must be the same
_CENT = Decimal("0.005")
JUMP = 3  # times as much, or a third, of the year before
_MATTERS = 10**7  # below this, in the currency of the file, a jump is nothing
_ALWAYS = ("year", "entity", "sub_entity", "measure", "record", "currency", "contributor")


def totals_of(connection: duckdb.DuckDBPyConnection, staged: Staged) -> dict[str, Any]:
    """What the file sums to: by measure the amount, and by year of it the amount, figures and
    entities (amounts as text, exact); `coverage`: of each dimension that the layout has, which share
    of the figures tells it. Amounts that are none are left out and counted as `without_amount`."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE sums AS SELECT {text('measure')} AS measure,"
        f" {text('record')} AS record, {text('year')} AS year, {text('entity')} AS entity,"
        f" sum({AMOUNT}) AS amount, count(*) AS rows, count(*) - count({AMOUNT}) AS without"
        " FROM staged GROUP BY ALL"
    )
    measures: dict[str, dict[str, Any]] = {}
    without = 0
    for measure, year, amount, rows, entities, lacking in connection.execute(
        "SELECT measure, year, sum(amount), CAST(sum(rows) AS BIGINT),"
        " count(DISTINCT nullif(entity, '')), CAST(sum(without) AS BIGINT) FROM sums"
        " GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        one = measures.setdefault(measure, {"amount": Decimal(0), "years": {}})
        one["amount"] += amount or 0
        told = {"amount": exact(amount or Decimal(0)), "rows": rows, "entities": entities}
        one["years"][year] = told
        without += lacking
    for one in measures.values():
        one["amount"] = exact(one["amount"])
    coverage = coverage_of(connection, staged)
    return {"measures": measures, "coverage": coverage, "without_amount": without}


def coverage_of(connection: duckdb.DuckDBPyConnection, staged: Staged) -> dict[str, float]:
    """Share of the rows that tell each dimension which the file holds, 0 to 1."""
    held = [one for one in DIMENSIONS if one in staged.held]
    if not held or not staged.rows:
        return {}
    shares = ", ".join(f"count(nullif({text(one)}, ''))" for one in held)
    found = connection.execute(f"SELECT {shares} FROM staged").fetchone() or ()
    return {one: round(number / staged.rows, 4) for one, number in zip(held, found, strict=True)}


def check_controls(
    connection: duckdb.DuckDBPyConnection,
    staged: Staged,
    findings: Findings,
    totals: Mapping[str, Any],
    handed_in: Mapping[str, Decimal],
) -> None:
    """Judge sums, after `totals_of` on the same connection. `handed_in`: by measure, the total that
    the organization's accounts give."""
    for measure, expected in handed_in.items():
        found = Decimal(totals["measures"].get(measure, {}).get("amount", "0"))
        if abs(found - expected) > _CENT:
            params = {
                "measure": measure, "found": exact(found), "expected": exact(expected),
                "difference": exact(found - expected),
            }  # fmt: skip
            findings.add(Finding("control.total", params=params))
    if not staged.layout.is_published:
        _check_coverage(connection, staged, findings, totals["coverage"])
    findings.extend(_jumps(connection))
    findings.extend(_negative(connection))


def _check_coverage(
    connection: duckdb.DuckDBPyConnection,
    staged: Staged,
    findings: Findings,
    coverage: Mapping[str, float],
) -> None:
    """Every dimension that is told at all must sum to the same: to all of it."""
    for column, share in coverage.items():
        if column in _ALWAYS or not 0 < share < 1:
            continue
        sums = connection.execute(
            f"SELECT sum({AMOUNT}), sum({AMOUNT}) FILTER ({text(column)} <> '') FROM staged"
        ).fetchone() or (0, 0)
        whole, told = (Decimal(one or 0) for one in sums)
        params = {"whole": exact(whole), "told": exact(told), "share": f"{100 * share:.1f}"}
        findings.add(Finding("control.coverage", column=column, params=params))


def _jumps(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Entity, measure and record whose sum is far from that of the year before in the same file."""
    for entity, measure, year, amount, before in connection.execute(
        "SELECT entity, measure, year, amount, before FROM (SELECT *, lag(amount) OVER last AS"
        " before, lag(year) OVER last AS year_before FROM (SELECT * REPLACE (TRY_CAST(year AS"
        " SMALLINT) AS year) FROM sums)"
        " WINDOW last AS (PARTITION BY entity, measure, record ORDER BY year))"
        " WHERE year = year_before + 1 AND before > 0 AND amount > 0"
        f" AND greatest(amount, before) >= {_MATTERS}"
        f" AND (amount > {JUMP} * before OR before > {JUMP} * amount) ORDER BY ALL"
    ).fetchall():
        params = {
            "entity": entity, "measure": measure, "year": str(year), "amount": exact(amount),
            "before": exact(before),
        }  # fmt: skip
        yield Finding("control.jump", params=params)


def _negative(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Negative figures are refunds and corrections; that a whole year is negative is odd."""
    for entity, measure, year, amount in connection.execute(
        "SELECT entity, measure, year, sum(amount) AS amount FROM sums GROUP BY ALL"
        " HAVING sum(amount) < 0 ORDER BY ALL"
    ).fetchall():
        params = {"entity": entity, "measure": measure, "year": year, "amount": exact(amount)}
        yield Finding("control.negative", params=params)


def exact(amount: Decimal) -> str:
    """Exact, without an exponent or zeros that say nothing."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
