"""Between organizations, and between files that tell the same money by different dimensions."""
# ruff: noqa: S608  identifiers are the contract's, never the file's

from collections.abc import Iterator, Sequence
from decimal import Decimal

import duckdb

from quintet.cube.engine.checks.controls import AMOUNT, TOLERANCE, exact
from quintet.cube.engine.checks.values import Verdict, judge_values, text
from quintet.cube.engine.findings import Finding, Findings
from quintet.cube.engine.lists import CodeLists
from quintet.cube.engine.staging import Staged

_BETWEEN = ("R04B",)  # revenue from other entities of the system
_TYPES = ("C04C",)

Sums = dict[tuple[str, str], Decimal]  # by year and entity


def check_counterparts(
    connection: duckdb.DuckDBPyConnection, staged: Staged, lists: CodeLists, findings: Findings
) -> None:
    """Revenue from another entity of the system names that entity, and it is another one."""
    if "contributor" not in staged.held or not staged.has("entity"):
        return
    entities = lists.get("entity")

    def judge(contributor: str, entity: str, instrument: str, kind: str) -> Verdict | None:
        if instrument not in _BETWEEN and kind not in _TYPES:
            return None
        if contributor == entity and entity:
            return Verdict("cross.self", params={"entity": entity})
        if contributor not in entities.codes:
            return Verdict("cross.counterpart", entities.spelled(contributor) or "")
        return None

    columns = ("contributor", "entity", "instrument", "contributor_type")
    judge_values(connection, findings, columns, "contributor", judge)


def sums_of(connection: duckdb.DuckDBPyConnection) -> Sums:
    found = connection.execute(
        f"SELECT {text('year')}, {text('entity')}, sum({AMOUNT}) FROM staged GROUP BY ALL"
    ).fetchall()
    return {(year, entity): amount or Decimal(0) for year, entity, amount in found}


def check_together(
    parts: Sequence[tuple[Staged, Sums]], lists: CodeLists, findings: Findings
) -> None:
    """Judge the sums of several files of the same measure against each other, entity by entity and
    year by year: whatever tells all expense sums to the same; what is coded by goal may be less, and
    is then told, and never more."""
    for measure in ("expense", "revenue"):
        whole = [
            one for one in parts
            if one[0].layout.fixed.get("measure") == measure and "goal" not in one[0].held
        ]  # fmt: skip
        if not whole:
            continue
        first = _known(whole[0][1], lists)
        for staged, sums in whole[1:]:
            findings.extend(_differing(whole[0][0], first, staged, _known(sums, lists)))
        for staged, sums in parts:
            if staged.layout.fixed.get("measure") == measure and "goal" in staged.held:
                findings.extend(_under_and_over(staged, _known(sums, lists), first))


def _known(sums: Sums, lists: CodeLists) -> Sums:
    """By codes as they should be, so that two spellings are one entity; a sub-entity that one file
    gives as an entity stays by itself."""
    entities = lists.get("entity")
    known: Sums = {}
    for (year, entity), amount in sums.items():
        key = year, entities.spelled(entity) or entity
        known[key] = known.get(key, Decimal(0)) + amount
    return known


def _differing(one: Staged, first: Sums, other: Staged, second: Sums) -> Iterator[Finding]:
    for key in sorted(first.keys() & second.keys()):
        if abs(first[key] - second[key]) > TOLERANCE * abs(first[key]):
            yield _finding("control.layouts", key, second[key], first[key], other.name, one.name)


def _under_and_over(staged: Staged, coded: Sums, whole: Sums) -> Iterator[Finding]:
    for key in sorted(coded.keys() & whole.keys()):
        gap = whole[key] - coded[key]
        if abs(gap) > TOLERANCE * abs(whole[key]):
            rule = "control.goals_under" if gap > 0 else "control.goals_over"
            yield _finding(rule, key, coded[key], whole[key], staged.name, "")


def _finding(
    rule: str, key: tuple[str, str], amount: Decimal, other: Decimal, name: str, of: str
) -> Finding:
    params = {
        "year": key[0], "entity": key[1], "amount": exact(amount), "other": exact(other),
        "name": name, "of": of,
    }  # fmt: skip
    return Finding(rule, params=params)
