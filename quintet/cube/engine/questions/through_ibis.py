"""The same statement in another engine: Ibis knows the engines, sqlglot their words.

`sql` writes one statement, in DuckDB's words. Here it becomes what every engine with GROUPING SETS
understands, so that the law of an answer stays written once. Codes are text here, not ENUMs.
"""
# ruff: noqa: S608  identifiers are the contract's, never the asker's

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

import sqlglot
from ibis.backends.sql import SQLBackend
from sqlglot import exp

from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.store.catalogue import Entry, Key
from quintet.cube.engine.store.layout import CODED, NOT_TOLD, keys_of

# The columns of statements that are not text, as Ibis calls their types.
KINDS = {
    **dict.fromkeys(("level", "figures", "counted", "place", "lines", "row"), "int64"),
    "slice": "int32",
    "year": "int16",
    "amount": "decimal(18, 2)",
}


@dataclass(frozen=True, slots=True)
class IbisFigures:
    """The view `figures` (slice, row, year, codes as text, amount) in an engine."""

    backend: SQLBackend
    slices: Mapping[Key, int]
    codes: Mapping[str, frozenset[str]]
    tables: ClassVar[Mapping[str, frozenset[str]]] = {
        "figures": frozenset(("slice", "row", *NAMES))
    }
    ordered: ClassVar[bool] = False  # codes are text

    def run(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """As `engines.Engine` says."""
        tree = portable(statement, values)
        kinds = {name: KINDS.get(name, "string") for name in tree.named_selects}
        return _rows(self.backend, tree, kinds)


def figures(backend: SQLBackend, folder: str, entries: Iterable[Entry]) -> IbisFigures:
    """The published files of `entries` in an engine; `folder`: where it finds them, a path or an
    address. It reads them anew for each question; what it keeps in memory is its own matter."""
    every = {entry.sha256: entry for entry in entries}
    slices = {key: number for number, key in enumerate(keys_of(every.values()))}
    names = ", ".join(NAMES)
    told = ", ".join(
        f"coalesce({name}, '{NOT_TOLD}') AS {name}" if name in CODED else name for name in NAMES
    )
    files = " UNION ALL ".join(
        f"SELECT '{digest}' AS sha256, row, {told} FROM read_parquet({_text(folder, digest)})"
        for digest in every
    )
    keys = exp.values([(number, *key) for key, number in slices.items()]).sql("duckdb")
    view = (
        f"CREATE OR REPLACE TEMPORARY VIEW figures AS SELECT slice, row, {names}"
        f" FROM ({files}) AS published"
        f" JOIN {keys} AS slices(slice, sha256, entity, year, measure)"
        " USING (sha256, entity, year, measure)"
    )
    backend.raw_sql(sqlglot.parse_one(view, read="duckdb").sql(backend.dialect))
    occurring = exp.select(*(exp.ArrayUniqueAgg(this=exp.column(name)).as_(name) for name in CODED))
    [found] = _rows(backend, occurring.from_("figures"), dict.fromkeys(CODED, "array<string>"))
    codes = {
        name: frozenset(some or ()) | {NOT_TOLD} for name, some in zip(CODED, found, strict=True)
    }
    return IbisFigures(backend, slices, codes)


def _text(folder: str, digest: str) -> str:
    return exp.Literal.string(f"{folder}/{digest}.parquet").sql("duckdb")


def _rows(backend: SQLBackend, tree: exp.Query, kinds: Mapping[str, str]) -> list[tuple[Any, ...]]:
    """With its `kinds` told, since Ibis 12 cannot ask DuckDB 2.0 for them."""
    found = backend.sql(tree.sql(backend.dialect), schema=kinds).to_pyarrow()
    return list(zip(*(column.to_pylist() for column in found.columns), strict=True))


def portable(statement: str, values: Sequence[Any]) -> exp.Query:
    """A statement of `sql` in what all engines share: values in their places, lists as rows, codes as
    text, subtotals told by one column at a time, the total of all by itself."""
    tree = sqlglot.parse_one(statement, read="duckdb")
    for select in list(tree.find_all(exp.Select)):
        _list_as_rows(select, values)
    for common in list(tree.find_all(exp.CTE)):
        common.set("materialized", None)
        _total_apart(common.this)
    shared = tree.transform(_shared, values)
    assert isinstance(shared, exp.Query)
    return shared


def _list_as_rows(select: exp.Select, values: Sequence[Any]) -> None:
    """unnest($1), unnest($2) side by side, as columns of a table of values."""
    lists = [
        one
        for told in select.expressions
        for one in told.find_all(exp.Explode)
        if one.find_ancestor(exp.Select) is select
    ]
    if not lists:
        return
    columns = [_value(one.find(exp.Placeholder), values) for one in lists]
    names = [f"c{n}" for n in range(len(lists))]
    for one, name in zip(lists, names, strict=True):
        element = one.this.to.expressions[0]  # of the list's type
        one.replace(exp.cast(exp.column(name), element))
    rows = [tuple(map(_literal, row)) for row in zip(*columns, strict=True)]
    nothing = [tuple(exp.null() for _name in names)]
    select.from_(exp.values(rows or nothing, alias="listed", columns=names), copy=False)
    if not rows:
        select.where("false", copy=False)


def _total_apart(select: exp.Expr) -> None:
    """The grouping set () as a statement of its own: of no rows it has one row in DuckDB, as the
    standard has it, and none in Spark."""
    sets = select.find(exp.GroupingSets)
    if not isinstance(select, exp.Select) or sets is None:
        return
    of_all = [one for one in sets.expressions if isinstance(one, exp.Tuple) and not one.expressions]
    if not of_all:
        return
    told = {column.name for column in sets.find_all(exp.Column)}
    total = select.copy()
    total.set("group", None)
    for one in list(total.expressions):
        if isinstance(one, exp.Column) and one.name in told:
            one.replace(exp.null().as_(one.name))
    for level in list(total.find_all(exp.Grouping)):
        level.replace(exp.Literal.number(2 ** len(level.expressions) - 1))
    for one in of_all:
        one.pop()
    select.replace(exp.union(select.copy(), total, distinct=False))


def _shared(node: exp.Expr, values: Sequence[Any]) -> exp.Expr:
    match node:
        case exp.Placeholder():
            return _literal(_value(node, values))
        case exp.Cast() if node.to.this == exp.DType.USERDEFINED:  # COLUMN_code, an ENUM
            return exp.cast(node.this, "TEXT").transform(_shared, values)
        case exp.Grouping() if len(node.expressions) > 1:
            return _level(node.expressions)
        case exp.Select() if any(one.args.get("replace") for one in node.find_all(exp.Star)):
            return _replaced(node)
    return node


def _value(placeholder: exp.Expr | None, values: Sequence[Any]) -> Any:
    assert placeholder
    return values[int(placeholder.name) - 1]


def _literal(value: Any) -> exp.Expr:
    if isinstance(value, Decimal):
        return exp.cast(exp.Literal.number(format(value, "f")), "DECIMAL(38, 2)")
    return exp.convert(value)


def _level(columns: Sequence[exp.Expr]) -> exp.Expr:
    """GROUPING of several columns: of each by itself, the first the highest bit."""
    bits = (
        f"GROUPING({one.sql()}) * {1 << place}"
        for one, place in zip(columns, reversed(range(len(columns))), strict=True)
    )
    return exp.Paren(this=sqlglot.parse_one(" + ".join(bits)))


def _replaced(select: exp.Select) -> exp.Select:
    """SELECT * REPLACE (a AS b): all but b, and then a."""
    told: list[exp.Expr] = []
    for one in select.expressions:
        replaced = one.args.get("replace") or []
        if replaced:
            one = exp.Star(except_=[exp.to_identifier(each.alias) for each in replaced])
        told += [one, *replaced]
    select.set("expressions", told)
    return select
