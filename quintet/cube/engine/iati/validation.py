"""A file of IATI 2.03 against schema, ruleset and code lists, record by record: a bad activity does
not take the good ones with it, and memory does not grow with the file.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from quintet.cube.engine.findings import SEVERITIES, Finding, Findings, Severity
from quintet.cube.engine.iati.breaches import LONGEST
from quintet.cube.engine.iati.judging import (
    LAYERS,
    UNJUDGED,
    Judge,
    Judged,
    Task,
    Verdict,
    layer_of,
)
from quintet.cube.engine.iati.pairing import verdicts
from quintet.cube.engine.iati.records import RECORDS, Broken, Head, head
from quintet.cube.engine.iati.schema import RULE, VERSION
from quintet.cube.engine.reading.unreadable import Unreadable

LISTED = 1000  # bad records that are named in the totals; all are counted


@dataclass(frozen=True, slots=True)
class Figures:
    """Where figures go: to `out`, as lines of CSV (the line in the file, and the columns of NAMES),
    those of the organizations `entities`."""

    out: BinaryIO
    entities: frozenset[str]


def validate(
    path: Path,
    *,
    lists_folder: Path | None,
    findings: Findings,
    today: date,
    figures: Figures | None = None,
    look: Callable[[int], None] = lambda read: None,
) -> dict[str, Any]:
    """Judge an activity or organisation file. `lists_folder`: code lists and ruleset as they were
    loaded; without them the schema alone is judged. Dates must not be after `today`. `look` is
    called again and again with the bytes read so far, and may raise.

    Returns {"kind", "version", "records", "transactions", "figures", "bad" (records with an error or
    worse), "statuses" (records by their worst finding), "layers" (of schema, ruleset and codelists
    the worst finding: "valid", a severity, or "unjudged"), "rules" (findings by the ruleset's own
    id), "listed" (the first thousand bad records, each with its "layers")}. Raises Unreadable,
    after adding the finding that says why, where nothing of the file can be judged, and ListError or
    RulesetError where what was loaded cannot be used."""
    try:
        first = head(path)
    except Unreadable as error:
        findings.add(Finding("iati.unreadable", params={"reason": str(error)}))
        raise
    if first.has_doctype:
        fault = Finding("iati.doctype", line=first.line)
        findings.add(fault)
        raise Unreadable(fault.message())
    if first.tag not in RECORDS:
        report = _Report(first, findings, dict.fromkeys(LAYERS, UNJUDGED))
        report.tell(Finding("iati.root", line=first.line, value=first.tag[:LONGEST]))
        return report.totals()
    if first.version not in (None, VERSION):
        findings.add(Finding("iati.version", line=first.line, value=first.version or ""))
    judge = Judge(Task(first, lists_folder, today, figures.entities if figures else None))
    report = _Report(first, findings, judge.layers)
    try:
        with closing(verdicts(path, judge)) as every:
            for verdict in every:
                report.take(verdict)
                if figures:
                    figures.out.write(verdict.figures)
                look(verdict.read)
    except Broken as broken:
        report.broken(broken)
    findings.extend(judge.left_out(report.missing))
    if figures:
        findings.extend(report.strangers())
    return report.totals()


@dataclass
class _Stranger:
    """An organization that is none of the cube's: the line of its first record, and how many
    transactions there are of it."""

    line: int
    transactions: int = 0


@dataclass
class _Report:
    first: Head
    findings: Findings
    layers: dict[str, str]
    missing: set[str] = field(default_factory=set)
    records: int = 0
    transactions: int = 0
    figures: int = 0
    bad: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    listed: list[dict[str, Any]] = field(default_factory=list)
    _told: set[str] = field(default_factory=set)
    _strangers: dict[str, _Stranger] = field(default_factory=dict)

    def take(self, verdict: Verdict) -> None:
        before = self.figures
        for one in verdict.of_root:
            # A fault of the root shows in every batch.
            if one.rule != RULE or one.message() not in self._told:
                self.tell(one)
                self._told.add(one.message())
        for record in verdict.records:
            self._count(record)
            for one in record.findings:
                self.tell(replace(one, row=before + one.row) if one.row else one)
        self.missing |= verdict.missing

    def broken(self, broken: Broken) -> None:
        """Raises Unreadable where no record came before it."""
        fault = Finding(broken.rule, line=broken.line, params=broken.params)
        self.tell(fault)
        if not self.records:
            raise Unreadable(fault.message())

    def strangers(self) -> list[Finding]:
        """Whose transactions are no figures of the cube; and that there is no figure."""
        told = [
            Finding(
                "iati.stranger",
                line=one.line,
                column="reporting-org/@ref",
                value=name,
                params={"number": str(one.transactions)},
            )
            for name, one in self._strangers.items()
        ]
        return told if self.figures else [*told, Finding("iati.no_figure")]

    def totals(self) -> dict[str, Any]:
        return {
            "kind": self.first.tag[:LONGEST],
            "version": self.first.version or "",
            "records": self.records,
            "transactions": self.transactions,
            "figures": self.figures,
            "bad": self.bad,
            "statuses": dict(self.statuses),
            "layers": self.layers,
            "rules": dict(self.rules),
            "listed": self.listed,
        }

    def tell(self, finding: Finding) -> None:
        self.findings.add(finding)
        layer = layer_of(finding)
        self.layers[layer] = _worse(self.layers[layer], finding.severity)
        if "id" in finding.params:
            self.rules[finding.params["id"]] += 1

    def _count(self, one: Judged) -> None:
        status = one.status
        self.records += 1
        self.transactions += one.transactions
        self.figures += one.rows
        self.statuses[status] += 1
        if one.left_out:
            self._strangers.setdefault(
                one.stranger, _Stranger(one.line)
            ).transactions += one.left_out
        if status in (Severity.CRITICAL, Severity.ERROR):
            self.bad += 1
            if len(self.listed) < LISTED:
                told = {
                    "number": one.number, "identifier": one.identifier, "line": one.line,
                    "status": status, "layers": one.layers,
                }  # fmt: skip
                self.listed.append(told)


def _worse(one: str, other: Severity) -> str:
    if one in ("valid", UNJUDGED):
        return str(other)
    return min(one, str(other), key=[str(each) for each in SEVERITIES].index)
