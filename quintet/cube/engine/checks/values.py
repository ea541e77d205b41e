"""Rules over what a row says in a few columns: each combination of values is judged once, however
many rows carry it, and the rows of the bad ones are then told."""
# ruff: noqa: S608  identifiers are the contract's, never the file's

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import duckdb

from quintet.cube.engine.findings import Finding, Findings

_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a combination of values: the rule, and what its finding tells."""

    rule: str
    suggestion: str = ""
    params: dict[str, str] = field(default_factory=dict)


def text(column: str) -> str:
    """The cell without the blanks around it; "" where there is none."""
    return f"coalesce(trim(\"{column}\"), '')"


def judge_values(
    connection: duckdb.DuckDBPyConnection,
    findings: Findings,
    columns: Sequence[str],
    told: str,
    judge: Callable[..., Verdict | None],
) -> None:
    """Call `judge` with the values (trimmed, "" for none) of each combination of `columns`, and add
    a finding for every row of those that it has a verdict on; `told` is the column accused."""
    cells = ", ".join(text(column) for column in columns)
    # The combinations lie in a table, so that however many there are, memory stays bounded.
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE combinations AS SELECT row_number() OVER () AS n, * FROM"
        f" (SELECT {', '.join(f'{text(one)} AS k{at}' for at, one in enumerate(columns))}"
        " FROM staged GROUP BY ALL)"
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE bad (n BIGINT, verdict INTEGER)")
    verdicts = _verdicts(connection, len(columns), judge)
    if verdicts:
        keys = ", ".join(f"k{at}" for at in range(len(columns)))
        found = connection.execute(
            f'SELECT row, line, "{told}", verdict FROM staged JOIN'
            f" (SELECT {keys}, verdict FROM combinations JOIN bad USING (n)) b"
            f" ON ({cells}) = ({', '.join(f'b.k{at}' for at in range(len(columns)))}) ORDER BY row"
        )
        while rows := found.fetchmany(_AT_ONCE):
            for row, line, value, number in rows:
                verdict = verdicts[number]
                findings.add(
                    Finding(
                        verdict.rule, row, line, told, value or "", verdict.params,
                        verdict.suggestion,
                    )
                )  # fmt: skip


def _verdicts(
    connection: duckdb.DuckDBPyConnection, width: int, judge: Callable[..., Verdict | None]
) -> list[Verdict]:
    """Those that were passed; which combination has which stands in the table `bad`."""
    verdicts: list[Verdict] = []
    places: dict[tuple[str, str, tuple[tuple[str, str], ...]], int] = {}
    last = 0
    while combinations := connection.execute(
        f"FROM combinations WHERE n > {last} ORDER BY n LIMIT {_AT_ONCE}"
    ).fetchall():
        bad: list[tuple[int, int]] = []
        for number, *values in combinations:
            verdict = judge(*values)
            if verdict:
                key = (verdict.rule, verdict.suggestion, tuple(verdict.params.items()))
                if key not in places:
                    places[key] = len(verdicts)
                    verdicts.append(verdict)
                bad.append((number, places[key]))
        if bad:
            numbers, which = zip(*bad, strict=True)
            connection.execute(
                "INSERT INTO bad SELECT unnest(?), unnest(?)", [list(numbers), list(which)]
            )
        last = combinations[-1][0]
    return verdicts
