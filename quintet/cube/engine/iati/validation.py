"""A file of IATI 2.03 against schema, ruleset and code lists, record by record: a bad activity does
not take the good ones with it, and memory does not grow with the file.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from quintet.cube.engine.findings import SEVERITIES, Finding, Findings, Severity
from quintet.cube.engine.iati.breaches import LONGEST, Breach, line_of
from quintet.cube.engine.iati.codes import Codes
from quintet.cube.engine.iati.records import RECORDS, Batch, Broken, Head, batches, head
from quintet.cube.engine.iati.ruleset import Ruleset, load_ruleset
from quintet.cube.engine.iati.schema import VERSION, Schema
from quintet.cube.engine.lists.iati import IatiLists, load_iati_lists
from quintet.cube.engine.reading.unreadable import Unreadable

LISTED = 1000  # bad records that are named in the totals; all are counted
IDENTIFIERS = {"iati-activity": "iati-identifier", "iati-organisation": "organisation-identifier"}
# The specification's idSets, and the code lists of IATI that hold them.
ID_SETS = {
    "ORG-ID-PREFIX": "OrganisationRegistrationAgency",
    "ORG-ID": "IATIOrganisationIdentifier",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in one record; `findings` in the order of their lines."""

    number: int
    identifier: str
    line: int
    transactions: int
    findings: tuple[Finding, ...]

    @property
    def status(self) -> str:
        """The worst severity there is; "valid" where there is none."""
        found = {finding.severity for finding in self.findings}
        return str(next((one for one in SEVERITIES if one in found), "valid"))


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
    lists = load_iati_lists(lists_folder) if lists_folder and lists_folder.is_dir() else None
    judge = Judge(first, lists, today)
    try:
        for batch in batches(path, first.tag):
            of_root, judged = judge.judge(batch)
            findings.extend(of_root)
            for one in judged:
                totals.add(one)
                findings.extend(one.findings)
    except Broken as broken:
        findings.add(Finding(broken.rule, line=broken.line, params=broken.params))
    findings.extend(judge.left_out())
    return totals.told()


def _fault_of_head(first: Head) -> Finding | None:
    if first.has_doctype:
        return Finding("iati.doctype", line=first.line)
    if first.tag not in RECORDS:
        return Finding("iati.root", line=first.line, value=first.tag[:LONGEST])
    return None


class Judge:
    """Judges the batches of one file that begins with `first`."""

    def __init__(self, first: Head, lists: IatiLists | None, today: date) -> None:
        self._first = first
        self._schema = Schema(first.tag)
        self._codes = Codes(lists, first.tag) if lists else None
        self._ruleset = _ruleset(lists, today) if lists else None
        self._identifier = IDENTIFIERS[RECORDS[first.tag]]

    def judge(self, batch: Batch) -> tuple[list[Finding], list[Judged]]:
        """The findings of the file's root that show in this batch, and those of each record."""
        root = batch.root
        found: dict[etree._Element | None, list[Breach]] = {}
        for breach in self._breaches(batch):
            found.setdefault(_record_of(breach.element, root), []).append(breach)
        of_root = [Finding("iati.misplaced", 0, line, value=tag) for tag, line in batch.misplaced]
        of_root += [
            replace(_finding(breach, self._first.tag), line=self._first.line)
            for breach in found.get(None, ())
        ]
        judged = [
            self._judged(number, record, found.get(record, []))
            for number, record in enumerate(root, batch.first)
        ]
        return of_root, judged

    def left_out(self) -> Iterator[Finding]:
        """What of the file could not be judged, for want of a list."""
        if self._codes is None:
            yield Finding("iati.lists.none")
        elif self._codes.missing:
            yield Finding("iati.lists.missing", value=", ".join(sorted(self._codes.missing)))
        if self._ruleset is None:
            yield Finding("iati.rules.none")
        elif self._ruleset.unjudged:
            told = ", ".join(sorted(self._ruleset.unjudged))
            yield Finding("iati.rules.missing", value=told)

    def _breaches(self, batch: Batch) -> Iterator[Breach]:
        yield from self._schema.breaches(batch)
        if self._codes:
            yield from self._codes.breaches(batch)
        if self._ruleset:
            yield from self._ruleset.breaches(batch.root)

    def _judged(self, number: int, record: etree._Element, breaches: list[Breach]) -> Judged:
        identifier = (record.findtext(self._identifier) or "").strip()[:LONGEST]
        findings = [_finding(breach, identifier or f"#{number}") for breach in breaches]
        return Judged(
            number,
            identifier,
            line_of(record),
            int(_TRANSACTIONS(record)),
            tuple(sorted(findings, key=lambda finding: finding.line)),
        )


_TRANSACTIONS = etree.XPath("count(transaction)")


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


def _ruleset(lists: IatiLists, today: date) -> Ruleset | None:
    if lists.ruleset is None:
        return None
    identifiers = {name: lists.codes(code_list) for name, code_list in ID_SETS.items()}
    return load_ruleset(lists.ruleset, today=today, identifiers=identifiers)


def _record_of(element: etree._Element, root: etree._Element) -> etree._Element | None:
    """The record that an element stands in; None for the root itself."""
    if element is root:
        return None
    while (above := element.getparent()) is not root:
        element = above
    return element


def _finding(breach: Breach, record: str) -> Finding:
    return Finding(
        breach.rule,
        line=breach.line,
        column=breach.place,
        value=breach.value,
        params={"record": record, **breach.params},
    )
