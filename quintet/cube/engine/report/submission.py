"""A submission is judged: as any file is, and as what it is submitted as, with the repairs that a
person has accepted.
"""
# ruff: noqa: S608  identifiers are the contract's, never the file's

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import duckdb

from quintet.cube.engine.checks import check
from quintet.cube.engine.checks.controls import AMOUNT, JUMP, exact
from quintet.cube.engine.checks.repairs import accept
from quintet.cube.engine.checks.values import text
from quintet.cube.engine.findings import Finding, Findings, rules
from quintet.cube.engine.lists import CodeLists
from quintet.cube.engine.report.spool import Spool, read_spool
from quintet.cube.engine.report.validation import Validation, validate
from quintet.cube.engine.staging import Options, Staged

# Found while a file is read, and by IATI's own rules: repairs change nothing of it.
_ONCE = frozenset({"shape", "iati"})


@dataclass(frozen=True, slots=True)
class About:
    """What a file is submitted as. `entities`: the codes that its figures may be of, the
    organization's own first. `before`: what is published of the year before, by the same measure."""

    entities: Sequence[str]
    year: int
    measure: str
    total: Decimal | None = None
    before: Decimal | None = None


def judge(
    file: Path,
    work: Path,
    lists: CodeLists,
    about: About,
    *,
    latest: int,
    accepted: Mapping[str, tuple[str, str]] | None = None,
    options: Options | None = None,
) -> Validation:
    """Stage and judge a submission in the folder `work`. `accepted`: by identifier of the proposal,
    who accepted the repair and when. Raises as `validate` does."""
    told = {"year": str(about.year), "measure": about.measure}
    options = replace(options or Options(), only=told)
    handed_in = {about.measure: about.total} if about.total is not None else {}
    found = validate([file], work, lists, latest=latest, handed_in=handed_in, options=options)
    [staged] = found.staged
    # A repair may bring to light what another is for: so again, until nothing new is repaired.
    while _repair(staged, found.spool, accepted or {}):
        with Spool(work / "again.jsonl") as spool:
            findings = Findings(spool.keep)
            findings.extend(
                one for one in read_spool(found.spool) if rules()[one.rule].layer in _ONCE
            )
            totals = check(
                staged, lists, findings, latest=latest, handed_in=handed_in, watch=options.watch
            )
        spool.path.replace(found.spool)
        found = Validation(findings, totals, staged.rows, found.spool, found.staged)
    with Spool(work / "again.jsonl") as spool:
        findings = Findings(spool.keep)
        findings.extend(read_spool(found.spool))
        with staged.open(read_only=True) as connection:
            findings.extend(_foreign(connection, about))
            findings.extend(_jump(connection, about))
    spool.path.replace(found.spool)
    return Validation(findings, found.totals, found.rows, found.spool, found.staged)


def _repair(staged: Staged, spool: Path, accepted: Mapping[str, tuple[str, str]]) -> int:
    """Accept again what was accepted; how many cells that repaired."""
    together: dict[tuple[str, str], set[str]] = {}
    for one, whose in accepted.items():
        together.setdefault(whose, set()).add(one)
    return sum(
        accept(staged, read_spool(spool), ids, by=by, at=at) for (by, at), ids in together.items()
    )


def _foreign(connection: duckdb.DuckDBPyConnection, about: About) -> Iterator[Finding]:
    """Figures of another entity, year or measure than the file is submitted for."""
    own = {
        "entity": list(about.entities),
        "year": [str(about.year)],
        "measure": [about.measure],
    }
    params = {
        "entity": about.entities[0],
        "year": str(about.year),
        "measure": about.measure,
    }
    for column, codes in own.items():
        told = connection.execute(
            f"SELECT row, line, {text(column)} FROM staged WHERE {text(column)} <> ''"
            f" AND {text(column)} NOT IN (SELECT unnest(?)) ORDER BY row",
            [codes],
        )
        while some := told.fetchmany(10_000):
            for row, line, value in some:
                yield Finding(f"submission.{column}", row, line, column, value, params)


def _jump(connection: duckdb.DuckDBPyConnection, about: About) -> Iterator[Finding]:
    """A sum far from what is published of the year before."""
    if not about.before or about.before <= 0:
        return
    [(amount,)] = connection.execute(f"SELECT coalesce(sum({AMOUNT}), 0) FROM staged").fetchall()
    if amount > JUMP * about.before or about.before > JUMP * amount:
        params = {"amount": exact(amount), "before": exact(about.before)}
        yield Finding("submission.jump", params=params)
