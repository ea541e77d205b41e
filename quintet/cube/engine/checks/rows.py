"""What one row must agree with itself about."""
# ruff: noqa: S608  identifiers are the contract's, never the file's

import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

import duckdb

from quintet.cube.engine.checks.amounts import check_amounts
from quintet.cube.engine.checks.values import Verdict, judge_values
from quintet.cube.engine.findings import Finding, Findings
from quintet.cube.engine.lists import CodeLists
from quintet.cube.engine.reading.layouts import REQUIRED
from quintet.cube.engine.staging import Staged

FIRST_YEAR = 2000  # before it, no organization reported in this way
_AT_ONCE = 10_000


@cache
def partners() -> dict[str, frozenset[str]]:
    """Instrument to the types of contributor that its definition allows (`partners.json`)."""
    told = json.loads((files(__package__) / "partners.json").read_text(encoding="utf-8"))
    return {code: frozenset(types) for code, types in told["partners"].items()}


def check_rows(
    connection: duckdb.DuckDBPyConnection,
    staged: Staged,
    lists: CodeLists,
    findings: Findings,
    *,
    latest: int,
) -> None:
    """Judge every row by itself. `latest`: the last calendar year that figures may be of."""
    for column in REQUIRED:
        if column in staged.held and column != "amount":
            _tell(connection, findings, "row.empty", column, f"coalesce(trim({column}), '') = ''")
    if "contributor" in staged.held:
        # Text that a spreadsheet would compute is no value; here it is only text.
        formula = "left(ltrim(contributor), 1) IN ('=', '@')"
        _tell(connection, findings, "shape.formula", "contributor", formula)
    if "amount" in staged.held:
        check_amounts(connection, findings, is_published=staged.layout.is_published)
    if "year" in staged.held:
        judge_values(connection, findings, ("year",), "year", _year_judge(latest))
    if {"goal", "target"} <= staged.held.keys():
        judge_values(connection, findings, ("target", "goal"), "target", _target_judge(lists))
    if {"entity", "sub_entity"} <= staged.held.keys():
        pair = ("sub_entity", "entity")
        judge_values(connection, findings, pair, "sub_entity", _sub_entity_judge(lists))
    if {"instrument", "contributor_type"} <= staged.held.keys():
        pair = ("contributor_type", "instrument")
        judge_values(connection, findings, pair, "contributor_type", _partner_judge(lists))


def _tell(
    connection: duckdb.DuckDBPyConnection, findings: Findings, rule: str, column: str, where: str
) -> None:
    found = connection.execute(
        f'SELECT row, line, "{column}" FROM staged WHERE {where} ORDER BY row'
    )
    while rows := found.fetchmany(_AT_ONCE):
        findings.extend(Finding(rule, row, line, column, value or "") for row, line, value in rows)


def _year_judge(latest: int) -> Callable[[str], Verdict | None]:
    def judge(year: str) -> Verdict | None:
        if not year:
            return None
        if year[0] in "=@":
            return Verdict("shape.formula")
        if not (len(year) == 4 and year.isascii() and year.isdecimal()):
            meant = re.fullmatch(r"(\d{4})(?:\.0+|-\d\d-\d\d(?:[T ].*)?)", year, re.ASCII)
            return Verdict("row.year", meant[1] if meant else "")
        if not FIRST_YEAR <= int(year) <= latest:
            span = {"first": str(FIRST_YEAR), "latest": str(latest)}
            return Verdict("row.year_range", params=span)
        return None

    return judge


def _target_judge(lists: CodeLists) -> Callable[[str, str], Verdict | None]:
    goals, targets = lists.get("goal"), lists.get("target")

    def judge(target: str, goal: str) -> Verdict | None:
        if not target or (target in targets.codes and target in goals.codes):
            return None
        known = target if target in targets.codes else targets.spelled(target)
        if not known and goals.spelled(target):
            return Verdict("row.goal_in_target", params={"goal": goal})
        if known and goal in goals.codes and targets.parent(known) != goal:
            return Verdict("row.target_goal", params={"goal": goal, "other": targets.parent(known)})
        return None

    return judge


def _sub_entity_judge(lists: CodeLists) -> Callable[[str, str], Verdict | None]:
    entities = lists.get("entity")

    def judge(sub_entity: str, entity: str) -> Verdict | None:
        known, above = entities.codes.get(sub_entity), entities.codes.get(entity)
        if not known or not above or sub_entity == entity or known.parent == entity:
            return None
        return Verdict("row.sub_entity", params={"entity": entity, "parent": known.parent or "–"})

    return judge


def _partner_judge(lists: CodeLists) -> Callable[[str, str], Verdict | None]:
    types = lists.get("contributor_type")

    def judge(contributor_type: str, instrument: str) -> Verdict | None:
        allowed = partners().get(instrument)
        if not allowed or contributor_type not in types.codes:
            return None
        own = {contributor_type, types.parent(contributor_type)}
        if own & allowed or any(types.parent(one) == contributor_type for one in allowed):
            return None
        told = ", ".join(sorted(allowed))
        return Verdict(
            "row.instrument_contributor", params={"instrument": instrument, "types": told}
        )

    return judge
