"""A file of IATI 2.03 against schema, ruleset and code lists, record by record: a bad activity does
not take the good ones with it, and memory does not grow with the file.
"""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from quintet.cube.engine.findings import Finding, Findings, Severity
from quintet.cube.engine.iati.breaches import LONGEST
from quintet.cube.engine.iati.judging import Judge, Judged, Task
from quintet.cube.engine.iati.pairing import verdicts
from quintet.cube.engine.iati.records import RECORDS, Broken, Head, head
from quintet.cube.engine.iati.schema import RULE, VERSION
from quintet.cube.engine.reading.unreadable import Unreadable

LISTED = 1000  # bad records that are named in the totals; all are counted


def validate(
    path: Path, *, lists_folder: Path | None, findings: Findings, today: date
) -> dict[str, Any]:
    """Judge an activity or organisation file. `lists_folder`: code lists and ruleset as they were
    loaded; without them the schema alone is judged. Dates must not be after `today`.

    Returns {"kind", "version", "records", "transactions", "bad" (records with an error or worse),
    "statuses" (records by their worst finding), "rules" (findings by the ruleset's own id),
    "listed" (the first thousand bad records)}. Raises Unreadable where the file is no XML, and
    ListError or RulesetError where what was loaded cannot be used."""
    try:
        first = head(path)
    except Unreadable as error:
        findings.add(Finding("iati.unreadable", params={"reason": str(error)}))
        raise
    totals = _Totals(first)
    fault = _fault_of_head(first)
    if fault:
        findings.add(fault)
        return totals.told()
    if first.version not in (None, VERSION):
        findings.add(Finding("iati.version", line=first.line, value=first.version or ""))
    judge = Judge(Task(first, lists_folder, today))
    told: set[str] = set()
    missing: set[str] = set()
    try:
        for verdict in verdicts(path, judge):
            for one in verdict.of_root:
                if one.rule != RULE or one.message() not in told:
                    findings.add(one)
                    told.add(one.message())
            for record in verdict.records:
                totals.add(record)
                findings.extend(record.findings)
            missing |= verdict.missing
    except Broken as broken:
        findings.add(Finding(broken.rule, line=broken.line, params=broken.params))
    findings.extend(judge.left_out(missing))
    return totals.told()


def _fault_of_head(first: Head) -> Finding | None:
    if first.has_doctype:
        return Finding("iati.doctype", line=first.line)
    if first.tag not in RECORDS:
        return Finding("iati.root", line=first.line, value=first.tag[:LONGEST])
    return None


class _Totals:
    def __init__(self, first: Head) -> None:
        self.first = first
        self.records = self.transactions = self.bad = 0
        self.statuses: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()
        self.listed: list[dict[str, Any]] = []

    def add(self, one: Judged) -> None:
        status = one.status
        self.records += 1
        self.transactions += one.transactions
        self.statuses[status] += 1
        self.rules.update(found.params["id"] for found in one.findings if "id" in found.params)
        if status in (Severity.CRITICAL, Severity.ERROR):
            self.bad += 1
            if len(self.listed) < LISTED:
                self.listed.append(
                    {
                        "number": one.number,
                        "identifier": one.identifier,
                        "line": one.line,
                        "status": status,
                    }
                )

    def told(self) -> dict[str, Any]:
        return {
            "kind": self.first.tag[:LONGEST],
            "version": self.first.version or "",
            "records": self.records,
            "transactions": self.transactions,
            "bad": self.bad,
            "statuses": dict(self.statuses),
            "rules": dict(self.rules),
            "listed": self.listed,
        }
