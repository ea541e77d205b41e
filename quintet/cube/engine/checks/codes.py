"""Codes are of their lists, and of the year of the figure; names beside codes are the codes' own."""
# ruff: noqa: S608  identifiers are the contract's, never the file's

from collections import Counter
from collections.abc import Callable

import duckdb

from quintet.cube.engine.checks.values import Verdict, judge_values, text
from quintet.cube.engine.columns import CODED
from quintet.cube.engine.findings import Findings
from quintet.cube.engine.lists import CodeList, CodeLists
from quintet.cube.engine.staging import Staged

# What published files write beside the code: the column of the name, and of which code it is.
_NAMED = {"instrument_name": "instrument", "instrument_group": "instrument"}


def check_codes(
    connection: duckdb.DuckDBPyConnection, staged: Staged, lists: CodeLists, findings: Findings
) -> None:
    """Judge every coded column that the file holds, and every column of names beside codes."""
    goals = lists.get("goal")
    for column, list_name in CODED.items():
        if column in staged.held:
            other = goals if column == "target" else None
            judge = _judge(lists.get(list_name), other, staged.layout.is_published)
            judge_values(connection, findings, (column, "year"), column, judge)
    for column, code in _NAMED.items():
        if {column, code} <= staged.held.keys():
            to_group = column == "instrument_group"
            judge = _judge_names(connection, lists.get(CODED[code]), column, code, to_group)
            judge_values(connection, findings, (column, code), column, judge)


def _judge(
    codes: CodeList, other: CodeList | None, is_published: bool
) -> Callable[[str, str], Verdict | None]:
    """`other`: a list whose codes, however spelled, are judged by a rule of their own where they
    stand here. Published
    files give sums of groups of codes, which is no fault of theirs."""

    def judge(value: str, year: str) -> Verdict | None:
        if not value:
            return None
        code = codes.codes.get(value)
        if code is None:
            if value[0] in "=@":
                return Verdict("shape.formula")
            meant = codes.spelled(value)
            if other and not meant and other.spelled(value):
                return None
            return Verdict("codes.spelling", meant) if meant else Verdict("codes.unknown")
        if code.group:
            return None if is_published else Verdict("codes.group")
        if len(year) == 4 and year.isdecimal() and not code.is_valid_in(int(year)):
            return Verdict("codes.not_then", params={"year": year})
        return None

    return judge


def _judge_names(
    connection: duckdb.DuckDBPyConnection,
    codes: CodeList,
    column: str,
    code_column: str,
    to_group: bool,
) -> Callable[[str, str], Verdict | None]:
    """A name is the code's by the list or, where the list does not know it, by what the file itself
    calls the code most often."""

    def of(code: str) -> str:
        code = codes.spelled(code) or code
        while to_group and code in codes.codes and codes.parent(code):
            code = codes.parent(code)
        return code

    usual: dict[str, Counter[str]] = {}
    for name, code, rows in connection.execute(
        f"SELECT {text(column)}, {text(code_column)}, count(*) FROM staged GROUP BY ALL"
    ).fetchall():
        usual.setdefault(of(code), Counter())[name] += rows
    named: dict[str, Counter[str]] = {}
    for code, names in usual.items():
        for name, rows in names.items():
            named.setdefault(name, Counter())[code] += rows

    def whose(name: str) -> str:
        known = codes.labelled(name) or codes.spelled(name)
        return known or min(named[name], key=lambda one: (-named[name][one], one))

    def judge(name: str, code: str) -> Verdict | None:
        if not name or not code:
            return None
        own, owner = of(code), whose(name)
        if own not in codes.codes:
            return None  # told as a code that is none
        right = [one for one in usual[own] if one and whose(one) == own]
        right = [one for one in right if codes.labelled(one)] or right
        most = min(right, key=lambda one: (-usual[own][one], one), default="")
        if owner != own:
            params = {"code": code, "other": owner}
            return Verdict("codes.name_of_other", most or _name(codes, own), params)
        if name != most and codes.labelled(name) != own:
            return Verdict("codes.name_varies", most, {"code": code})
        return None

    return judge


def _name(codes: CodeList, code: str) -> str:
    return codes.codes[code].name() if code in codes.codes else ""
