"""Files that were published before, elsewhere, become published figures here: in the layouts of the
Chief Executives Board, or in the template of submissions.

They are judged as a submission is. Codes that the lists know in another spelling are taken as the
list has them, and told; rows that are no figure are left out, and told; all others stay as they are.
"""
# ruff: noqa: S608  identifiers are the contract's, never the file's

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from quintet.cube.engine.checks.repairs import Proposal, accept, proposals
from quintet.cube.engine.columns import CODED
from quintet.cube.engine.findings import Findings
from quintet.cube.engine.lists import CodeLists
from quintet.cube.engine.report.spool import read_spool
from quintet.cube.engine.report.validation import Validation, validate
from quintet.cube.engine.staging import Options, Staged
from quintet.cube.engine.store.catalogue import Entry
from quintet.cube.engine.store.publishing import MUST, Published, publish

CUTS = {  # by the name of the layout
    "template": "full",
    "expense by function": "function",
    "expense by location": "location",
    "expense by goal": "goal",
    "revenue by instrument": "instrument",
    "revenue by contributor": "contributor",
}


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that was imported. `left_out`: by what they lack, how many rows, and the first ones.
    `is_new`: False where the same figures were published before."""

    name: str
    cut: str
    rows: int
    published: Published
    entry: Entry
    findings: Findings
    repairs: Sequence[Proposal]
    left_out: Mapping[str, tuple[int, Sequence[int]]]
    is_new: bool


def import_published(
    files: Sequence[Path],
    folder: Path,
    lists: CodeLists,
    *,
    entries: Sequence[Entry],
    today: date,
    kind: str = "ceb",
    note: str = "",
    done: Callable[[Imported], None] = lambda one: None,
    options: Options | None = None,
) -> list[Imported]:
    """Publish each file in `folder`; what is returned has the entry that the catalogue is to have.

    `entries`: the catalogue so far; a file of a name that was imported before is a new version of
    it. `kind`: of the files, "ceb" or "csv". `note`: what must be known of
    the figures. `done` is told of each file.
    Raises Unreadable (what is no such file), Unpublishable (a file without figures).
    """
    folder.mkdir(parents=True, exist_ok=True)
    known, imported = list(entries), []
    for file in files:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".work-") as work:
            found = validate(
                [file], Path(work), lists, latest=today.year, kind=kind, options=options
            )
            one = _publish(found, folder, lists, today, known, note)
        if one.is_new:
            known.append(one.entry)
        imported.append(one)
        done(one)
    return imported


def _publish(
    found: Validation,
    folder: Path,
    lists: CodeLists,
    today: date,
    entries: Sequence[Entry],
    note: str,
) -> Imported:
    [staged] = found.staged
    repaired = _repair(found, staged, lists, today)
    tests = {
        lacks: test for lacks, test in MUST.items() if not lacks.startswith("an amount of more")
    }
    with staged.open() as connection:
        left_out = {}
        for lacks, test in tests.items():
            [(number, first)] = connection.execute(
                f"SELECT count(*), min(row, 5) FROM staged WHERE {test}"
            ).fetchall()
            if number:
                left_out[lacks] = (number, first)
        good = connection.sql(f"FROM staged WHERE NOT ({' OR '.join(tests.values())})")
        series = f"{staged.layout.kind}/{staged.name}"
        published = publish(good, folder, series, rounding=True)
    cut = CUTS[staged.layout.name]
    versions = [one for one in entries if one.series == series]
    same = [one for one in versions[-1:] if one.sha256 == published.sha256]
    entry = Entry(
        published.sha256, series, len(versions) + 1, cut, today, published.slices, note=note
    )
    return Imported(
        staged.name, cut, staged.rows, published, same[0] if same else entry, found.findings,
        repaired, left_out, not same,
    )  # fmt: skip


def _repair(found: Validation, staged: Staged, lists: CodeLists, today: date) -> list[Proposal]:
    """Take over what is proposed for codes that are none; a valid code is never changed."""
    taken = [
        one
        for one in proposals(read_spool(found.spool))
        if one.column in CODED and one.was not in lists.get(CODED[one.column]).codes
    ]
    ids = {one.id for one in taken}
    accept(staged, read_spool(found.spool), ids, by="import-ceb", at=today.isoformat())
    return taken
