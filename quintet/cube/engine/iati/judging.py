"""One batch of records judged: by schema, code lists and ruleset; and the figures in it."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lxml import etree

from quintet.cube.engine.findings import SEVERITIES, Finding
from quintet.cube.engine.iati.breaches import LONGEST, Breach, line_of, record_of
from quintet.cube.engine.iati.codes import Codes
from quintet.cube.engine.iati.figures import Activity
from quintet.cube.engine.iati.records import RECORDS, Batch, Head
from quintet.cube.engine.iati.ruleset import Ruleset, load_ruleset
from quintet.cube.engine.iati.schema import RULE, Schema
from quintet.cube.engine.lists.iati import IatiLists, load_iati_lists

EXACT = 1000  # findings of one record whose place is told by number
IDENTIFIERS = {"iati-activity": "iati-identifier", "iati-organisation": "organisation-identifier"}
# The specification's idSets, and the code lists of IATI that hold them.
ID_SETS = {
    "ORG-ID-PREFIX": "OrganisationRegistrationAgency",
    "ORG-ID": "IATIOrganisationIdentifier",
}
SCHEMA, RULESET, CODELISTS = LAYERS = "schema", "ruleset", "codelists"
UNJUDGED = "unjudged"

_Row = tuple[int | str, ...]  # the line, and the cells in the order of NAMES


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in one record; `findings` in the order of their lines. `rows`: its figures.
    `stranger`: the organization that its transactions are of, where the cube has no such;
    `left_out`: how many of them are therefore no figures."""

    number: int
    identifier: str
    line: int
    transactions: int
    findings: tuple[Finding, ...]
    rows: int = 0
    stranger: str = ""
    left_out: int = 0

    @property
    def status(self) -> str:
        """The worst severity there is; "valid" where there is none."""
        return worst(finding.severity for finding in self.findings)

    @property
    def layers(self) -> dict[str, str]:
        """The worst severity of each layer in which there is one."""
        by_layer: dict[str, list[str]] = {}
        for finding in self.findings:
            by_layer.setdefault(layer_of(finding), []).append(finding.severity)
        return {layer: worst(by_layer[layer]) for layer in LAYERS if layer in by_layer}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one batch: what shows of the file's root, the records, and the lists that values are of
    and that were not loaded. `first` is the number of the batch's first record, `read` how many
    bytes of the file it ends after. `figures`: as lines of CSV; the findings' `row` counts them
    from 1."""

    first: int
    of_root: list[Finding]
    records: list[Judged]
    missing: frozenset[str]
    read: int
    figures: bytes


@dataclass(frozen=True, slots=True)
class Task:
    """What a file is judged by: its head, the folder of what was loaded, the current date.
    `entities`: the organizations whose figures are taken; None where no figures are wanted."""

    first: Head
    lists_folder: Path | None
    today: date
    entities: frozenset[str] | None = None


class Judge:
    """Judges the batches of one file. Raises ListError or RulesetError where what was loaded
    cannot be used."""

    def __init__(self, task: Task) -> None:
        first, folder = task.first, task.lists_folder
        lists = load_iati_lists(folder) if folder and folder.is_dir() else None
        self.task = task
        self._schema = Schema(first.tag)
        self._codes = Codes(lists, first.tag) if lists else None
        self._ruleset = _ruleset(lists, task) if lists else None
        self._identifier = IDENTIFIERS[RECORDS[first.tag]]
        self._has_figures = task.entities is not None and first.tag == "iati-activities"

    @property
    def layers(self) -> dict[str, str]:
        """Of each layer whether it is judged: "valid" until something is found, or "unjudged"."""
        known = {SCHEMA: True, RULESET: self._ruleset, CODELISTS: self._codes}
        return {layer: "valid" if known[layer] else UNJUDGED for layer in LAYERS}

    def judge(self, batch: Batch) -> Verdict:
        """Each record by itself; a fault of the root shows in every batch."""
        root, above = batch.root, batch.above
        found: dict[etree._Element | None, list[Breach]] = {}
        for breach in self._breaches(batch):
            found.setdefault(record_of(breach.element, root), []).append(breach)
        of_root = [Finding("iati.misplaced", 0, line, value=tag) for tag, line in batch.misplaced]
        of_root += [
            replace(
                _finding(breach, root.tag),
                line=self.task.first.line,
                # Text of the root's own stands in one batch or another.
                value=breach.value if breach.attribute else "",
            )
            for breach in found.get(None, ())
        ]
        figures: list[_Row] = []
        records = [
            self._judged(number, record, found.get(record, []), above, figures)
            for number, record in enumerate(root, batch.first)
        ]
        missing = frozenset(self._codes.missing if self._codes else ())
        return Verdict(batch.first, of_root, records, missing, batch.read, _written(figures))

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

    def _judged(
        self,
        number: int,
        record: etree._Element,
        breaches: list[Breach],
        above: int,
        figures: list[_Row],
    ) -> Judged:
        identifier = (record.findtext(self._identifier) or "").strip()[:LONGEST]
        before, stranger, left_out = len(figures), "", 0
        rows: dict[etree._Element, int] = {}  # of each transaction its first figure
        if self._has_figures and all(breach.rule != RULE for breach in breaches):
            activity = Activity(record)
            if activity.entity in (self.task.entities or ()):
                for element, cells in activity.figures():
                    figures.append((line_of(element) + above, *cells))
                    rows.setdefault(element, len(figures))
            else:
                stranger, left_out = activity.entity, activity.measured
        findings = [
            _finding(
                breach,
                identifier or f"#{number}",
                above,
                _row_of(breach.element, rows),
                is_exact=position < EXACT,
            )
            for position, breach in enumerate(breaches)
        ]
        return Judged(
            number,
            identifier,
            line_of(record) + above,
            int(_TRANSACTIONS(record)),
            tuple(sorted(findings, key=lambda finding: finding.line)),
            len(figures) - before,
            stranger[:LONGEST],
            left_out,
        )


_TRANSACTIONS = etree.XPath("count(transaction)")


def worst(severities: Iterable[str]) -> str:
    """The worst severity there is; "valid" where there is none."""
    found = set(severities)
    return str(next((one for one in SEVERITIES if one in found), "valid"))


def layer_of(finding: Finding) -> str:
    """What is wrong with a file as such is of the schema's layer."""
    if finding.rule.startswith("iati.ruleset."):
        return RULESET
    return CODELISTS if finding.rule.startswith("iati.codelist") else SCHEMA


def _ruleset(lists: IatiLists, task: Task) -> Ruleset | None:
    if lists.ruleset is None:
        return None
    identifiers = {name: lists.codes(code_list) for name, code_list in ID_SETS.items()}
    return load_ruleset(
        lists.ruleset, today=task.today, identifiers=identifiers, tag=task.first.tag
    )


def _row_of(element: etree._Element, rows: Mapping[etree._Element, int]) -> int:
    """The first figure of the transaction that an element stands in; 0 where there is none."""
    if not rows:
        return 0
    chain = (element, *element.iterancestors())
    return next((rows[one] for one in chain if one in rows), 0)


def _finding(
    breach: Breach, record: str, above: int = 0, row: int = 0, *, is_exact: bool = True
) -> Finding:
    return Finding(
        breach.rule,
        row,
        breach.line + above,
        breach.place(is_exact=is_exact),
        breach.value,
        {"record": record, **breach.params},
    )


def _written(figures: list[_Row]) -> bytes:
    if not figures:
        return b""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(figures)
    return text.getvalue().encode()
