"""A question as one statement. All SQL of questions is written here, and nothing else is.

Identifiers come from the semantic file, codes are bound as parameters. Figures are added once, at
the finest level asked for; every subtotal is made of those sums (GROUPING SETS over few rows), every
ratio of the sums of its level. What another engine would be asked is the same four steps: `finest`,
`named`, `totals`, `ranked`.
"""
# ruff: noqa: S608  identifiers are the contract's, never the asker's

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from quintet.cube.engine.columns import DIMENSIONS
from quintet.cube.engine.questions.choosing import Rest
from quintet.cube.engine.questions.codes import Lists, ancestors, descendants
from quintet.cube.engine.questions.question import NOT_TOLD, Filter, Question
from quintet.cube.engine.questions.semantic import Dimension, Measure, semantic

CELLS = 100_000  # of an answer, subtotals included


@dataclass(slots=True)
class Statement:
    """SQL and the values bound to it, in their order.

    Its columns: d0…dn (a code; NULL where the row is of all), level (bit by bit, d0 the highest: 1
    where it is of all), part, whole, figures, counted, gone, place (of the row, from 1), lines.
    """

    sql: str = ""
    values: list[object] = field(default_factory=list)

    def bind(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


def compile(
    question: Question,
    part: Sequence[int],
    whole: Sequence[int],
    *,
    rest: Sequence[Rest],
    codes: Mapping[str, frozenset[str]],
    lists: Lists | None,
    one_currency: bool,
) -> Statement:
    """`part`, `whole`: the numbers of the slices that give the measure (and, of a ratio, its
    divisor). `rest`: amounts beside the figures. `codes`: of each column of the layout those that occur. `one_currency`: whether sums
    over currencies have a meaning."""
    statement = Statement()
    compiler = _Compiler(question, statement, codes, lists)
    finest = compiler.finest(part, whole) + compiler.rest(rest)
    steps = [f"finest AS ({finest})", f"named AS ({compiler.named()})"]
    steps.append(f"totals AS MATERIALIZED ({compiler.totals(one_currency)})")
    steps.append(f"valued AS MATERIALIZED ({compiler.valued()})")
    if question.rows:
        steps.append(f"ranked AS MATERIALIZED ({compiler.ranked()})")
    statement.sql = f"WITH {', '.join(steps)} {compiler.page()}"
    return statement


def listing(
    question: Question,
    part: Sequence[int],
    *,
    codes: Mapping[str, frozenset[str]],
    lists: Lists | None,
    first: int,
    skip: int,
) -> Statement:
    """The figures themselves, as they were submitted: slice, row, amount, every dimension; `first`
    of them after `skip`."""
    statement = Statement()
    compiler = _Compiler(question, statement, codes, lists)
    kept = [slices_are(part), *compiler.conditions(compiler.measure)]
    if gone := compiler.eliminated():
        kept.append(f"NOT {gone}")
    told = ", ".join(
        name if name == "year" else f"CAST({name} AS VARCHAR) AS {name}" for name in DIMENSIONS
    )
    statement.sql = (
        f"SELECT slice, row, amount, {told} FROM figures WHERE {' AND '.join(kept)}"
        f" ORDER BY slice, row LIMIT {int(first)} OFFSET {int(skip)}"
    )
    return statement


def slices_are(numbers: Sequence[int]) -> str:
    """That a figure is in one of the slices: as a range and its gaps where that is shorter, since a
    range of the sorted table is read without looking at the rest."""
    if not numbers:
        return "false"
    chosen = set(numbers)
    first, last = min(chosen), max(chosen)
    gaps = [number for number in range(first, last) if number not in chosen]
    if len(gaps) > len(chosen):
        return f"slice IN ({', '.join(map(str, sorted(chosen)))})"
    within = f"slice BETWEEN {first} AND {last}"
    return f"{within} AND slice NOT IN ({', '.join(map(str, gaps))})" if gaps else within


class _Compiler:
    """The steps of a statement; they bind to it in the order in which they are called."""

    def __init__(
        self,
        question: Question,
        statement: Statement,
        codes: Mapping[str, frozenset[str]],
        lists: Lists | None,
    ) -> None:
        self.question, self.statement = question, statement
        self.codes, self.lists = codes, lists
        self.dimensions = question.dimensions
        self.names = [f"d{n}" for n in range(len(self.dimensions))]
        self.rows = self.names[: len(question.rows)]
        self.means = question.means
        measures = semantic().measures
        self.measure = measures[self.means.part] if self.means.is_ratio else self.means

    # finest: one scan

    def finest(self, part: Sequence[int], whole: Sequence[int]) -> str:
        kept = [slices_are(part), *self.conditions(self.measure)]
        gone = self.eliminated()
        columns = list(dict.fromkeys(one.column for one in self.dimensions))
        if self.measure.counts:
            columns.append(f"{self.measure.counts} AS counted")
        where, of_part, of_whole, of_gone = " AND ".join(kept), "", "NULL", "NULL"
        left = f" AND NOT {gone}" if gone else ""
        if self.means.is_ratio:
            divisor = semantic().measures[self.means.whole]
            base = " AND ".join([slices_are(whole), *self.conditions(divisor, self.means.ignores)])
            of_part = f" FILTER ({where}{left})"
            of_whole = f"sum(amount) FILTER ({base}{left})"
            of_gone = f"sum(amount) FILTER ({base} AND {gone})" if gone else "NULL"
            where = f"({where}) OR ({base})"
        elif gone:
            of_part, of_gone = f" FILTER (NOT {gone})", f"sum(amount) FILTER ({gone})"
        sums = (
            f"sum(amount){of_part} AS part, {of_whole} AS whole,"
            f" count(*){of_part} AS figures, {of_gone} AS gone"
        )
        return (
            f"SELECT {', '.join([*columns, sums])} FROM figures WHERE {where}"
            + " GROUP BY ALL" * bool(columns)
        )

    def rest(self, rest: Sequence[Rest]) -> str:
        """What no figure tells: it has its entity, its year and an amount, and is no figure."""
        if not rest:
            return ""
        told = {
            "entity": ("VARCHAR", [one.entity for one in rest]),
            "year": ("SMALLINT", [one.year for one in rest]),
            "currency": ("VARCHAR", [one.currency for one in rest]),
            "amount": ("DECIMAL(38, 2)", [one.amount for one in rest]),
        }
        columns = []
        for name in (*dict.fromkeys(one.column for one in self.dimensions), "amount"):
            if name in told:
                kind, values = told[name]
                column = f"unnest({self.statement.bind(values)}::{kind}[])"
                columns.append(f"{column}::{name}_code" if kind == "VARCHAR" else column)
            else:
                columns.append("NULL")
        return f" UNION ALL SELECT {', '.join(columns)}, NULL, 0, NULL"

    def conditions(self, measure: Measure, ignored: Iterable[str] = ()) -> Iterator[str]:
        """What a figure must fit; the filters of entity and year are in the choice of slices."""
        for one in self.question.filters:
            if one.dimension not in (*ignored, "entity", "year"):
                yield self.fits(one)
        for column in measure.needs:
            yield f"{column} IS NOT NULL"
        for column, codes in measure.where.items():
            yield self.among(column, codes)

    def fits(self, one: Filter) -> str:
        dimension = semantic().dimensions[one.dimension]
        column, codes = dimension.column, [code for code in one.codes if code != NOT_TOLD]
        if dimension.depth is not None:
            codes = descendants(self.lists, dimension, codes)
        found, untold = self.among(column, codes), NOT_TOLD in one.codes
        if one.excluded:
            return f"{column} IS NOT NULL AND NOT {found}" if untold else f"({found}) IS NOT TRUE"
        return f"({found} OR {column} IS NULL)" if untold else found

    def among(self, column: str, codes: Iterable[str]) -> str:
        """As the column's own type: an ENUM compared with text would be decoded row by row."""
        known = [code for code in codes if code in self.codes[column]]
        if not known:
            return "false"
        bound = ", ".join(f"{self.statement.bind(code)}::{column}_code" for code in known)
        return f"{column} IN ({bound})"

    def eliminated(self) -> str:
        if not self.question.elimination:
            return ""
        flows = semantic().eliminations[self.question.elimination].any
        tests = (f"coalesce({self.among(name, codes)}, false)" for name, codes in flows.items())
        return f"({' OR '.join(tests)})"

    # named: codes as text, and their ancestors where a level is asked for

    def named(self) -> str:
        columns, joins = [], ""
        for name, one in zip(self.names, self.dimensions, strict=True):
            text = f"CAST(finest.{one.column} AS VARCHAR)"
            if one.depth is not None:
                joins += self.up(f"up_{name}", one)
                text = f"coalesce(up_{name}.up, {text})"
            columns.append(f"coalesce({text}, '{NOT_TOLD}') AS {name}")
        counted = "counted" if self.measure.counts else "NULL AS counted"
        columns += ["part", "whole", "figures", "gone", counted]
        return f"SELECT {', '.join(columns)} FROM finest{joins}"

    def up(self, name: str, dimension: Dimension) -> str:
        pairs = ancestors(self.lists, dimension, self.codes[dimension.column])
        below, above = self.statement.bind(list(pairs)), self.statement.bind(list(pairs.values()))
        table = f"SELECT unnest({below}::VARCHAR[]) AS code, unnest({above}::VARCHAR[]) AS up"
        return f" LEFT JOIN ({table}) {name} ON finest.{dimension.column}::VARCHAR = {name}.code"

    # totals: every subtotal

    def totals(self, one_currency: bool) -> str:
        counted = "count(DISTINCT counted) FILTER (figures > 0)" if self.measure.counts else "NULL"
        sums = (
            f"sum(part) AS part, sum(whole) AS whole, sum(figures)::BIGINT AS figures,"
            f" {counted} AS counted, sum(gone) AS gone"
        )
        if not self.names:
            return f"SELECT 0 AS level, {sums} FROM named"
        columns = self.names[len(self.rows) :]
        sets = [
            (*self.rows[:row], *columns[:column])
            for row in range(len(self.rows) + 1)
            for column in range(len(columns) + 1)
        ]
        if not one_currency and "currency" in self.question.rows:
            told = self.names[self.question.rows.index("currency")]
            sets = [one for one in sets if told in one]
        listed = ", ".join(f"({', '.join(one)})" for one in sets)
        names = ", ".join(self.names)
        return (
            f"SELECT {names}, GROUPING({names}) AS level, {sums} FROM named"
            f" GROUP BY GROUPING SETS ({listed})"
        )

    def valued(self) -> str:
        """With what the rows are ordered by; a divisor is that of all values of what it ignores."""
        if not self.means.is_ratio:
            value = {None: "part", "": "figures"}.get(self.measure.counts, "counted")
            known = "part IS NOT NULL" if self.measure.is_amount else "figures > 0"
            keep = f"{known} OR level = {self.level(())}"
            return f"SELECT *, {value} AS value FROM totals WHERE {keep}"
        pairs = list(zip(self.names, self.question.rows + self.question.columns, strict=True))
        ignored = [name for name, dimension in pairs if dimension in self.means.ignores]
        kept = [name for name in self.names if name not in ignored]
        whole = f"sum(whole) OVER (PARTITION BY {', '.join(['level', *kept])})"
        mask = sum(self.bit(name) for name in ignored)
        return (
            f"SELECT *, part::DOUBLE / nullif(whole, 0)::DOUBLE AS value"
            f" FROM (SELECT * REPLACE ({whole} AS whole) FROM totals)"
            f" WHERE figures > 0 OR (level & {mask}) = {mask}"
        )

    def bit(self, name: str) -> int:
        return 1 << (len(self.names) - 1 - self.names.index(name))

    def level(self, told: Sequence[str]) -> int:
        """That of the rows that tell these and are of all of the others."""
        return sum(self.bit(name) for name in self.names if name not in told)

    # ranked, page: the rows in their order, and so many of them

    def ranked(self) -> str:
        order, joins = [], ""
        for depth, (name, dimension) in enumerate(zip(self.rows, self.dimensions, strict=False), 1):
            last = depth == len(self.rows)
            if self.question.sort == "value":
                if not last:
                    same = " AND ".join(f"p{depth}.{one} = v.{one}" for one in self.rows[:depth])
                    level = self.level(self.rows[:depth])
                    joins += f" LEFT JOIN valued p{depth} ON p{depth}.level = {level} AND {same}"
                order.append(f"{'v' if last else f'p{depth}'}.value DESC NULLS LAST")
            order.append(f"v.{name} = '{NOT_TOLD}'")
            if dimension.numbered:
                order += [f"try_cast(split_part(v.{name}, '.', {n}) AS INTEGER)" for n in (1, 2)]
            order.append(f"v.{name}")
        rows = ", ".join(f"v.{name}" for name in self.rows)
        first = self.question.offset
        return (
            f"SELECT {rows}, row_number() OVER (ORDER BY {', '.join(order)}) AS place,"
            f" count(*) OVER () AS lines"
            f" FROM valued v{joins} WHERE v.level = {self.level(self.rows)}"
            f" QUALIFY place BETWEEN {first + 1} AND {first + self.question.limit}"
        )

    def page(self) -> str:
        columns = ["level", "part", "whole", "figures", "counted", "gone"]
        told = ", ".join(f"v.{name}" for name in [*self.names, *columns])
        if not self.rows:
            return f"SELECT {told}, NULL AS place, 0 AS lines FROM valued v LIMIT {CELLS + 1}"
        same = " AND ".join(f"v.{name} = ranked.{name}" for name in self.rows)
        mask = sum(map(self.bit, self.rows))
        return (
            f"SELECT {told}, place, lines FROM ranked JOIN valued v ON {same}"
            f" UNION ALL SELECT {told}, NULL, 0 FROM valued v WHERE (v.level & {mask}) <> 0"
            f" LIMIT {CELLS + 1}"
        )
