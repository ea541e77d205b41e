"""Amounts: a decimal fraction with a point, at most two places, at most 16 digits before them."""
# ruff: noqa: S608  identifiers are the contract's, never the file's

import re
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

import duckdb

from quintet.cube.engine.columns import PLACES
from quintet.cube.engine.findings import Finding, Findings

_DIGITS = 16
_LARGE = 10**11  # no organization of the system spends or receives so much in a year
_AT_ONCE = 10_000
# What needs no second look: nearly every amount is so.
_SOUND = rf"-?[0-9]{{1,11}}(\.[0-9]{{1,{PLACES}}})?"
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_DASH = re.compile(r"[\s\-‐-―−–—]*")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}(?:[,  ' ]\d{3})+(?:\.\d+)?", re.ASCII)
_WITH_COMMA = re.compile(r"-?(?:\d{1,3}(?:[. ]\d{3})+|\d+),\d{1,2}", re.ASCII)
_LONGEST = 40  # characters of anything that is a number


def check_amounts(
    connection: duckdb.DuckDBPyConnection, findings: Findings, *, is_published: bool
) -> None:
    """Judge every amount as it is written. Published figures come with the dust of their publisher's
    arithmetic: there, finer amounts are counted and told once."""
    finer = 0
    found = connection.execute(
        "SELECT row, line, amount FROM staged WHERE"
        f" NOT coalesce(regexp_full_match(trim(amount), '{_SOUND}'), false) ORDER BY row"
    )
    while rows := found.fetchmany(_AT_ONCE):
        for row, line, amount in rows:
            rule, suggestion = judge_amount(amount or "")
            if rule == "row.amount_places" and is_published:
                finer += 1
            elif rule:
                findings.add(Finding(rule, row, line, "amount", amount or "", {}, suggestion))
    if finer:
        findings.add(Finding("control.places", column="amount", params={"number": str(finer)}))


def judge_amount(written: str) -> tuple[str, str]:
    """The rule that an amount breaks ("" for none), and what it should probably be ("" where that
    is not known). A comma may part thousands or begin a fraction: "1,234" is taken for the former."""
    amount = written.strip()
    if not amount:
        return "row.empty", ""
    if amount[0] in "=@":
        return "shape.formula", ""
    if _DASH.fullmatch(amount):
        return "row.amount_dash", "0"
    if len(amount) > _LONGEST or not _NUMBER.fullmatch(amount):
        return "row.amount_number", _guessed(amount)
    number = Decimal(amount)
    if abs(number) >= 10**_DIGITS:
        return "row.amount_huge", ""
    places = number.normalize().as_tuple().exponent
    if isinstance(places, int) and places < -PLACES:
        return "row.amount_places", _plain(number)
    if not _PLAIN.fullmatch(amount):
        return "row.amount_number", _plain(number)
    return ("row.amount_large" if abs(number) >= _LARGE else ""), ""


def _guessed(amount: str) -> str:
    if len(amount) > _LONGEST:
        return ""
    bare = re.sub(r"^(?:USD|US\$|\$|€|£)\s*|\s*(?:USD|US\$|\$|€|£)$", "", amount)
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1].strip()
    bare = bare.replace("−", "-")
    if _GROUPED.fullmatch(bare):
        bare = re.sub(r"[^\d.-]", "", bare)
    elif _WITH_COMMA.fullmatch(bare):
        bare = re.sub(r"[^\d,-]", "", bare).replace(",", ".")
    try:
        return _plain(Decimal(bare)) if _NUMBER.fullmatch(bare) else ""
    except InvalidOperation:
        return ""


def _plain(number: Decimal) -> str:
    """Without an exponent, rounded half to even to the places of an amount."""
    if abs(number) >= 10**_DIGITS:
        return ""
    exact = number.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_EVEN)
    told = format(exact, "f")
    return told.rstrip("0").rstrip(".")
