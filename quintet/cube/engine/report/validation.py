"""From a file to its report: staged, judged, told. What the command, the page and the API call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from quintet.cube.engine.checks import check, check_together, labels_of, sums_of
from quintet.cube.engine.findings import Finding, Findings
from quintet.cube.engine.iati.staging import stage_iati
from quintet.cube.engine.lists import CodeLists
from quintet.cube.engine.reading.sniff import HEAD, sniff
from quintet.cube.engine.reading.unreadable import Unreadable
from quintet.cube.engine.report.spool import Spool
from quintet.cube.engine.staging import Options, Staged, stage


@dataclass(frozen=True, slots=True)
class Validation:
    """`spool`: the file of all findings. `staged`: one for each file that was judged."""

    findings: Findings
    totals: dict[str, Any]
    rows: int
    spool: Path
    staged: tuple[Staged, ...]


def validate(
    files: Sequence[Path],
    work: Path,
    lists: CodeLists,
    *,
    latest: int,
    kind: str | None = None,
    handed_in: Mapping[str, Decimal] | None = None,
    options: Options | None = None,
) -> Validation:
    """Stage the files in the folder `work` and judge them, of whatever kind they are (by content
    where `kind` does not say it): each by itself, then together.

    `latest`: the last calendar year that figures may be of. `handed_in`: by measure, control totals.
    Raises Unreadable (where none can be read) and Cancelled; the findings until then are in `work`/findings.jsonl.
    """
    options = options or Options()
    totals: dict[str, Any] = {}
    parts: list[tuple[Staged, Any]] = []
    with Spool(work / "findings.jsonl") as spool:
        findings = Findings(spool.keep)
        for number, file in enumerate(files):
            told = findings if len(files) == 1 else _Named(findings, file.name)
            try:
                target = work / f"staged-{number}.duckdb"
                if _is_iati(file, kind):
                    staged = stage_iati(file, target, lists, told, options)
                else:
                    staged = stage(
                        file, target, told, kind=kind, written=labels_of(lists), options=options
                    )
            except Unreadable:
                # Among several, one that cannot be read is told, and the others are judged.
                if number == len(files) - 1 and not parts:
                    raise
                continue
            totals[file.name] = check(
                staged, lists, told, latest=latest, handed_in=handed_in, watch=options.watch
            )
            with staged.open(read_only=True) as connection:
                parts.append((staged, sums_of(connection) if len(files) > 1 else {}))
        check_together(parts, lists, findings)
    only = totals[files[0].name] if len(files) == 1 else {"files": totals}
    staged_files = tuple(staged for staged, _sums in parts)
    rows = sum(one.rows for one in staged_files)
    return Validation(findings, only, rows, work / "findings.jsonl", staged_files)


def _is_iati(file: Path, kind: str | None) -> bool:
    if kind:
        return kind == "iati"
    with file.open("rb") as opened:
        return sniff(opened.read(HEAD), file.name) == "iati"


class _Named(Findings):
    """Findings of one file among several: each tells the file's name."""

    def __init__(self, into: Findings, name: str) -> None:
        super().__init__()
        self._into, self._name = into, name

    def add(self, finding: Finding) -> None:
        told = {**finding.params, "file": self._name}
        self._into.add(
            Finding(
                finding.rule, finding.row, finding.line, finding.column, finding.value, told,
                finding.suggestion,
            )
        )  # fmt: skip
