"""One batch of records judged: by schema, code lists and ruleset."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lxml import etree

from quintet.cube.engine.findings import SEVERITIES, Finding
from quintet.cube.engine.iati.breaches import LONGEST, Breach, line_of
from quintet.cube.engine.iati.codes import Codes
from quintet.cube.engine.iati.records import RECORDS, Batch, Head
from quintet.cube.engine.iati.ruleset import Ruleset, load_ruleset
from quintet.cube.engine.iati.schema import Schema
from quintet.cube.engine.lists.iati import IatiLists, load_iati_lists

EXACT = 1000  # findings of one record whose place is told by number
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one batch: what shows of the file's root, the records, and the lists that values are of
    and that were not loaded. `first` is the number of the batch's first record."""

    first: int
    of_root: list[Finding]
    records: list[Judged]
    missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Task:
    """What a file is judged by: its head, the folder of what was loaded, the current date."""

    first: Head
    lists_folder: Path | None
    today: date


class Judge:
    """Judges the batches of one file. Raises ListError or RulesetError where what was loaded
    cannot be used."""

    def __init__(self, task: Task) -> None:
        first, folder = task.first, task.lists_folder
        lists = load_iati_lists(folder) if folder and folder.is_dir() else None
        self.task = task
        self._schema = Schema(first.tag)
        self._codes = Codes(lists, first.tag) if lists else None
        self._ruleset = _ruleset(lists, task.today) if lists else None
        self._identifier = IDENTIFIERS[RECORDS[first.tag]]

    def judge(self, batch: Batch) -> Verdict:
        """Each record by itself; a fault of the root shows in every batch."""
        root = batch.root
        found: dict[etree._Element | None, list[Breach]] = {}
        for breach in self._breaches(batch):
            found.setdefault(_record_of(breach.element, root), []).append(breach)
        of_root = [Finding("iati.misplaced", 0, line, value=tag) for tag, line in batch.misplaced]
        of_root += [
            replace(_finding(breach, root.tag), line=self.task.first.line)
            for breach in found.get(None, ())
        ]
        records = [
            self._judged(number, record, found.get(record, []))
            for number, record in enumerate(root, batch.first)
        ]
        missing = frozenset(self._codes.missing if self._codes else ())
        return Verdict(batch.first, of_root, records, missing)

    def left_out(self, missing: Iterable[str]) -> Iterator[Finding]:
        """What of the file could not be judged, for want of a list."""
        if self._codes is None:
            yield Finding("iati.lists.none")
        elif missing:
            yield Finding("iati.lists.missing", value=", ".join(sorted(missing)))
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
        findings = [
            _finding(breach, identifier or f"#{number}", is_exact=position < EXACT)
            for position, breach in enumerate(breaches)
        ]
        return Judged(
            number,
            identifier,
            line_of(record),
            int(_TRANSACTIONS(record)),
            tuple(sorted(findings, key=lambda finding: finding.line)),
        )


_TRANSACTIONS = etree.XPath("count(transaction)")


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


def _finding(breach: Breach, record: str, *, is_exact: bool = True) -> Finding:
    return Finding(
        breach.rule,
        line=breach.line,
        column=breach.place(is_exact=is_exact),
        value=breach.value,
        params={"record": record, **breach.params},
    )
