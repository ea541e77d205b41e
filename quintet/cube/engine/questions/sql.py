"""A question as one statement, made of the figures that fit its `conditions`.

One scan adds figures up at the finest level asked for: `told`. All else is made of those few sums:
`lines`, where a line has more than one column or is no plain sum; `page`, the lines that are seen;
and of what stands over these the subtotals. Every ratio is made of the sums of its level. Codes
stay as the engine keeps them until the last step, where they become text.
"""
# ruff: noqa: S608  identifiers are the contract's, never the asker's

from collections.abc import Collection, Iterable, Iterator, Sequence

from quintet.cube.engine.questions.choosing import Rest
from quintet.cube.engine.questions.codes import Lists, ancestors
from quintet.cube.engine.questions.conditions import Conditions, Statement, slices_are
from quintet.cube.engine.questions.engines import Engine
from quintet.cube.engine.questions.question import NOT_TOLD, Question
from quintet.cube.engine.questions.semantic import Dimension, semantic

CELLS = 100_000  # of an answer, subtotals included
Names = Sequence[str]


def compile(
    question: Question,
    part: Sequence[int],
    whole: Sequence[int],
    *,
    rest: Sequence[Rest],
    engine: Engine,
    lists: Lists | None,
    one_currency: bool,
) -> Statement:
    """`part`, `whole`: the numbers of the slices that give the measure (and, of a ratio, its
    divisor). `rest`: amounts beside the figures. `one_currency`: whether sums over currencies have
    a meaning.

    Its columns: d0…dn (a code; NULL where the row is of all); figures; place (of a line on the page,
    from 1); lines (how many there are, beside a place); then, where the question has them, counted;
    part, whole, gone (as text).
    """
    statement = Statement()
    compiler = _Compiler(question, statement, engine, lists)
    steps = {"told": compiler.told(part, whole, rest)}
    if question.rows:
        if not compiler.told_are_lines:
            steps["lines"] = compiler.cells([compiler.rows], "told")
        steps["page"] = compiler.page()
    common = ", ".join(f"{name} AS MATERIALIZED ({step})" for name, step in steps.items())
    seen = " UNION ALL ".join(compiler.seen(one_currency))
    statement.sql = f"WITH {common} {seen} LIMIT {CELLS + 1}"
    return statement


class _Compiler(Conditions):
    """The steps of a statement; they bind to it in the order in which they are called."""

    def __init__(
        self, question: Question, statement: Statement, engine: Engine, lists: Lists | None
    ) -> None:
        super().__init__(question, statement, engine.codes, lists)
        self.engine, self.dimensions = engine, question.dimensions
        self.names = [f"d{n}" for n in range(len(self.dimensions))]
        self.rows = self.names[: len(question.rows)]
        self.across = self.names[len(question.rows) :]
        pairs = zip(self.names, question.rows + question.columns, strict=True)
        self.ignored = [name for name, one in pairs if one in self.means.ignores]
        self.table = next(
            name for name, columns in engine.tables.items() if self.columns() <= columns
        )
        self.sums = ["figures"]  # what is added up
        if self.measure.is_amount:
            self.sums.append("part")
        if self.means.is_ratio:
            self.sums.append("whole")
        if question.elimination:
            self.sums.append("gone")
        self.told_are_lines = not (
            self.across or self.measure.counts or self.means.is_ratio or question.elimination
        )

    # told: one scan

    def told(self, part: Sequence[int], whole: Sequence[int], rest: Sequence[Rest]) -> str:
        """A row of each combination of codes (and of what is counted)."""
        columns = list(dict.fromkeys(one.column for one in self.dimensions))
        counted = [self.measure.counts] if self.measure.counts else []
        sums, where = self.scanned(part, whole)
        source = f"FROM {self.table} WHERE {where}"
        if columns + counted:
            source += f" GROUP BY {', '.join(columns + counted)}"
        counted = [f"{one} AS counted" for one in counted]
        if not rest and all(one.depth is None for one in self.dimensions):
            named = [f"{one.column} AS {name}" for name, one in self.named()]
            return f"SELECT {', '.join(named + counted + sums)} {source}"
        finest = f"SELECT {', '.join(columns + counted + sums)} {source}"
        if rest:
            finest += f" UNION ALL {self.rest(columns, rest)}"
        named, joins = self.risen()
        keys = ["counted"] * bool(counted)
        again = f"{', '.join(named + keys + self.again())} FROM ({finest}) AS finest{joins}"
        return f"SELECT {again}" + " GROUP BY ALL" * bool(named + keys)

    def named(self) -> Iterable[tuple[str, Dimension]]:
        return zip(self.names, self.dimensions, strict=True)

    def scanned(self, part: Sequence[int], whole: Sequence[int]) -> tuple[list[str], str]:
        """What is added up, and of which figures."""
        kept = " AND ".join([*self.slices(part), *self.conditions(self.measure)])
        gone, number = self.eliminated(), "count(*)"
        if self.table != "figures":
            number = "sum(figures)"  # a HUGEINT, which is slow to hand over
        left, taken, where = (f" AND NOT {gone}" if gone else ""), "", kept
        amounts = {"gone": f"sum(amount) FILTER ({gone})"}
        if self.means.is_ratio:
            divisor = semantic().measures[self.means.whole]
            base = " AND ".join(
                [*self.slices(whole), *self.conditions(divisor, self.means.ignores)]
            )
            taken, where = f" FILTER ({kept}{left})", f"({kept}) OR ({base})"
            amounts["whole"] = f"sum(amount) FILTER ({base}{left})"
            amounts["gone"] = f"sum(amount) FILTER ({base} AND {gone})"
        elif gone:
            taken = f" FILTER (NOT {gone})"
        amounts["part"] = f"sum(amount){taken}"
        amounts["figures"] = f"CAST(coalesce({number}{taken}, 0) AS BIGINT)"
        return [f"{amounts[name]} AS {name}" for name in self.sums], where

    def slices(self, numbers: Sequence[int]) -> Iterator[str]:
        """Entities none of whose slices are chosen are left out by their code, so that the gaps
        that they leave need not be named: a row is compared with every range in turn."""
        chosen, met = set(numbers), self.engine.slices.items()
        kept = {key[1] for key, number in met if number in chosen}
        first, last = min(chosen, default=0), max(chosen, default=0)
        left = {key[1] for key, number in met if first <= number <= last} - kept
        yield slices_are(numbers, (number for key, number in met if key[1] in kept))
        if len(left) > len(kept):
            yield self.among("entity", sorted(kept))
        elif left:
            yield f"NOT {self.among('entity', sorted(left))}"

    def rest(self, columns: Names, rest: Sequence[Rest]) -> str:
        """What no figure tells: it has its entity, its year and an amount, and is no figure."""
        told = {
            "entity": ("VARCHAR", [one.entity for one in rest]),
            "year": ("SMALLINT", [one.year for one in rest]),
            "currency": ("VARCHAR", [one.currency or NOT_TOLD for one in rest]),
            "part": ("DECIMAL(38, 2)", [one.amount for one in rest]),
        }
        selected = []
        for name in (*columns, *self.sums):
            if name in told:
                kind, values = told[name]
                column = f"unnest({self.statement.bind(values)}::{kind}[])"
                selected.append(f"{column}::{name}_code" if kind == "VARCHAR" else column)
            elif name in columns:
                selected.append(f"'{NOT_TOLD}'::{name}_code")
            else:
                selected.append("0" if name == "figures" else "NULL")
        return f"SELECT {', '.join(selected)}"

    def risen(self) -> tuple[list[str], str]:
        """Dimensions of `finest`, with the ancestors of codes where a level is asked for, which are
        text: they may be no code that occurs. And the joins for them."""
        named, joins = [], ""
        for name, one in self.named():
            if one.depth is None:
                named.append(f"finest.{one.column} AS {name}")
                continue
            pairs = ancestors(self.lists, one, self.codes[one.column])
            code, up = (self.statement.bind(list(told)) for told in (pairs, pairs.values()))
            text = f"CAST(finest.{one.column} AS VARCHAR)"
            joins += (
                f" LEFT JOIN (SELECT unnest({code}::VARCHAR[]) AS code, unnest({up}::VARCHAR[]) AS up)"
                f" AS up_{name} ON {text} = up_{name}.code"
            )
            named.append(f"coalesce(up_{name}.up, {text}) AS {name}")
        return named, joins

    # cells: what was told, added up at some levels

    def again(self) -> list[str]:
        return [
            f"CAST(sum({name}) AS BIGINT) AS {name}"
            if name == "figures"
            else f"sum({name}) AS {name}"
            for name in self.sums
        ]

    def cells(self, sets: Sequence[Names], source: str) -> str:
        """A row of each combination of codes of each set of names; other names are NULL."""
        names = [name for name in self.names if any(name in one for one in sets)]
        # what is told is told once of each combination of all codes
        is_told = [tuple(one) for one in sets] == [tuple(self.names)]
        is_summed = is_told and not self.measure.counts
        sums = self.sums if is_summed else self.again()
        if self.measure.counts:
            what = "counted" if is_told else "DISTINCT counted"
            left = " FILTER (figures > 0)" if self.question.elimination else ""
            sums = [*sums, f"count({what}){left} AS counted"]
        found = f"SELECT {', '.join([*names, *sums])} FROM {source}"
        if len(sets) > 1:
            listed = ", ".join(f"({', '.join(one)})" for one in sets)
            found += f" GROUP BY GROUPING SETS ({listed})"
        elif names and not is_summed:
            found += f" GROUP BY {', '.join(names)}"
        if self.means.is_ratio:
            return self.divided(names, found)
        if self.question.elimination and names:  # where all is gone, no line is left
            left = "part IS NOT NULL" if self.measure.is_amount else "figures > 0"
            found = f"SELECT * FROM ({found}) AS summed WHERE {left}"
            if () in map(tuple, sets):
                found += f" OR ({' AND '.join(f'{name} IS NULL' for name in names)})"
        return found

    def divided(self, names: Names, found: str) -> str:
        """A divisor is that of all values of the dimensions that it ignores."""
        ignored = [f"{name} IS NULL" for name in names if name in self.ignored]
        level = ", ".join([*(name for name in names if name not in self.ignored), *ignored])
        whole = f"sum(whole) OVER ({f'PARTITION BY {level}' if level else ''}) AS whole"
        sums = [whole if name == "whole" else name for name in self.sums]
        found = f"SELECT {', '.join([*names, *sums])} FROM ({found}) AS summed"
        if not ignored:
            return found
        return f"SELECT * FROM ({found}) AS divided WHERE figures > 0 OR ({' AND '.join(ignored)})"

    # page: the lines in their order, and so many of them

    def page(self) -> str:
        source = "told" if self.told_are_lines else "lines"
        order, joins = [], ""
        selected = [*(f"{source}.{name}" for name in self.rows), *self.summed(source)]
        for depth, (name, one) in enumerate(zip(self.rows, self.dimensions, strict=False), 1):
            if self.question.sort == "value":
                above = self.rows[:depth]
                if above == self.rows:
                    value = self.value(source)
                else:
                    value = f"above{depth}.value"
                    cells = f"SELECT *, {self.value('cells')} AS value FROM ({self.cells([above], 'told')}) AS cells"
                    same = " AND ".join(f"above{depth}.{each} = {source}.{each}" for each in above)
                    joins += f" LEFT JOIN ({cells}) AS above{depth} ON {same}"
                selected.append(f"{value} AS value{depth}")
                order.append(f"value{depth} DESC NULLS LAST")
            order += self.by_code(name, one)
        ordered, size = ", ".join(order), f"{self.question.limit} OFFSET {self.question.offset}"
        valued = f"SELECT {', '.join(selected)} FROM {source}{joins}"
        first = f"SELECT * FROM ({valued}) AS valued ORDER BY {ordered} LIMIT {size}"
        return f"SELECT *, row_number() OVER (ORDER BY {ordered}) AS place FROM ({first}) AS first"

    def summed(self, source: str) -> list[str]:
        counted = ["counted"] if self.measure.counts else []
        return [f"{source}.{name}" for name in (*self.sums, *counted)]

    def value(self, source: str) -> str:
        if self.means.is_ratio:
            return f"CAST({source}.part AS DOUBLE) / nullif(CAST({source}.whole AS DOUBLE), 0)"
        return f"{source}.{ {None: 'part', '': 'figures'}.get(self.measure.counts, 'counted') }"

    def by_code(self, name: str, dimension: Dimension) -> list[str]:
        """What is not told last, numbers as numbers. Codes that lie in that order need no more."""
        if dimension.column == "year" or (self.engine.ordered and dimension.depth is None):
            return [name]
        order = [f"{name} = '{NOT_TOLD}'"]
        if dimension.numbered:
            order += [
                f"try_cast(split_part({name}, '.', {n}) AS INTEGER) NULLS LAST" for n in (1, 2)
            ]
        return [*order, name]

    # seen: the page, its other cells, and the totals above them

    def seen(self, one_currency: bool) -> Iterator[str]:
        least = 0
        if self.rows:
            lines = "told" if self.told_are_lines else "lines"
            place = f"place, (SELECT count(*) FROM {lines}) AS lines"
            yield self.shown(self.rows, "page", place)
            if not one_currency and "currency" in self.question.rows:
                least = self.question.rows.index("currency") + 1
        for depth in range(len(self.rows), least - 1, -1):
            above, is_line = self.rows[:depth], depth == len(self.rows) > 0
            if 0 < depth < len(self.rows) and not self.question.subtotals:
                continue
            sets = [(*above, *self.across[:wide]) for wide in range(is_line, len(self.across) + 1)]
            if sets:
                names = (*above, *self.across)
                yield self.shown(
                    names,
                    f"({self.over_page(sets, above)}) AS cells{depth}",
                    "NULL AS place, 0 AS lines",
                )

    def over_page(self, sets: Sequence[Names], above: Names) -> str:
        """The cells of those groups of which a line is on the page."""
        if not above:
            return self.cells(sets, "told")
        keys = ", ".join(above)
        each = "" if above == self.rows else "DISTINCT "
        seen = f"(SELECT {each}{keys} FROM page) AS seen USING ({keys})"
        if self.means.is_ratio:  # which divides by what may not be on the page
            return f"SELECT * FROM ({self.cells(sets, 'told')}) AS every JOIN {seen}"
        return self.cells(sets, f"told JOIN {seen}")

    def shown(self, names: Collection[str], source: str, place: str) -> str:
        codes = [
            f"CAST({name} AS VARCHAR) AS {name}" if name in names else f"NULL AS {name}"
            for name in self.names
        ]
        # text: Python makes decimals of it in half the time in which DuckDB hands them over
        sums = [f"CAST({name} AS VARCHAR) AS {name}" for name in self.sums if name != "figures"]
        if self.measure.counts:
            sums.insert(0, "counted")
        return f"SELECT {', '.join([*codes, 'figures', place, *sums])} FROM {source}"
