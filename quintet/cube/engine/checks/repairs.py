"""Repairs: proposed by findings, accepted by a person, recorded. Nothing else changes a figure.

A proposal is of all rows that have the same fault: what stands there, and what should.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.findings import Finding
from quintet.cube.engine.staging import Staged, with_repairs

_EMPTIED = frozenset({"row.goal_in_target"})  # what stands there says nothing that the row does not
_AT_ONCE = 10_000
MOST = 10_000  # proposals at once; those beyond come when these are accepted


@dataclass(frozen=True, slots=True)
class Proposal:
    """In `rows` rows, the `was` of a column becomes `becomes` ("" empties it)."""

    id: str
    rule: str
    column: str
    was: str
    becomes: str
    rows: int


def proposals(every: Iterable[Finding]) -> list[Proposal]:
    """What the findings propose, the most frequent first; identifiers stay the same from one time to
    the next. Memory is that of the proposals, however many rows each is of."""
    found: dict[str, Proposal] = {}
    for one in every:
        proposal = _proposal(one)
        if proposal:
            before = found.get(proposal.id)
            if before or len(found) < MOST:
                found[proposal.id] = replace(proposal, rows=before.rows + 1) if before else proposal
    return sorted(found.values(), key=lambda one: (-one.rows, one.id))


def accept(
    staged: Staged, every: Iterable[Finding], ids: Collection[str], *, by: str, at: str
) -> int:
    """Record the proposals `ids` as accepted `by` a person `at` a time (ISO 8601), and let `staged`
    show them. How many cells were repaired; a cell that was repaired before is not, again."""
    cells = (
        (one.row, proposal) for one in every if (proposal := _proposal(one)) and proposal.id in ids
    )
    with staged.open() as connection:
        before = connection.execute("SELECT count(*), max(id) FROM repairs").fetchone() or (0, 0)
        number = before[1] or 0
        connection.execute("BEGIN")
        while batch := list(islice(cells, _AT_ONCE)):
            rows = [row for row, _proposal in batch]
            told = [[p.column, p.was, p.becomes, p.rule] for _row, p in batch]
            connection.execute(
                "INSERT INTO repairs SELECT ? + row_number() OVER (), row, told[1], told[2],"
                " told[3], told[4], ?, ? FROM (SELECT unnest(?) AS row, unnest(?) AS told) new"
                ' WHERE NOT EXISTS (FROM repairs r WHERE r.row = new.row AND r."column" = told[1])',
                [number, by, at, rows, told],
            )
            number += len(batch)
        columns = connection.execute('SELECT DISTINCT "column" FROM repairs ORDER BY 1').fetchall()
        if columns:
            with_repairs(connection, tuple(column for (column,) in columns))
        connection.execute("COMMIT")
        after = connection.execute("SELECT count(*) FROM repairs").fetchone() or (0,)
    return int(after[0]) - int(before[0])


def recorded(staged: Staged) -> list[Mapping[str, str]]:
    """The repairs that were accepted, in order: row, column, was, becomes, rule, by whom, when."""
    with staged.open(read_only=True) as connection:
        rows = connection.execute(
            'SELECT row, "column", was, becomes, rule, accepted_by, accepted_at FROM repairs'
            " ORDER BY id"
        ).fetchall()
    names = ("row", "column", "was", "becomes", "rule", "by", "at")
    return [dict(zip(names, map(str, row), strict=True)) for row in rows]


def _proposal(one: Finding) -> Proposal | None:
    can = one.row and one.column in NAMES and (one.suggestion or one.rule in _EMPTIED)
    if not can:
        return None
    told = "\x1f".join((one.rule, one.column, one.value, one.suggestion))
    digest = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Proposal(digest, one.rule, one.column, one.value, one.suggestion, 1)
