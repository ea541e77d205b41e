"""What is wrong with a file: findings, each by a rule that stands in the rule book.

The rule book is data: `rulebook/*.json`, one object a rule: {"id", "severity", "layer", "message":
{language: sentence}, "fix": {language: sentence}}. Sentences name their parameters in braces. A
finding tells its place (row, line, column, value); what it says is put into words when it is read.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

FEW = 20  # findings of a rule that are kept in memory; all go to `keep`


class Severity(StrEnum):
    """As the IATI validator has it: a file is as bad as its worst finding."""

    CRITICAL = "critical"  # it cannot be read as what it claims to be
    ERROR = "error"  # it must be mended before anything is published
    WARNING = "warning"  # it is probably wrong; who submits says why it stays
    ADVISORY = "advisory"  # it could be better


SEVERITIES = tuple(Severity)  # the worst first
LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the book; `layer` is where it is checked: shape, codes, row, control, cross, iati."""

    id: str
    severity: Severity
    layer: str
    message: Mapping[str, str]
    fix: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. `row` counts the figures from 1, `line` the lines of the file from 1; each is
    0 where it is of the whole file. `params` fill the rule's sentences beside column and value."""

    rule: str
    row: int = 0
    line: int = 0
    column: str = ""
    value: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    suggestion: str = ""  # what `value` should probably be; accepted by a person or not at all

    @property
    def severity(self) -> Severity:
        return rules()[self.rule].severity

    def message(self, language: str = "en") -> str:
        return self._words(rules()[self.rule].message, language)

    def fix(self, language: str = "en") -> str:
        return self._words(rules()[self.rule].fix, language)

    def _words(self, sentences: Mapping[str, str], language: str) -> str:
        sentence = sentences.get(language) or sentences["en"]
        told = {"column": self.column, "value": self.value, "suggestion": self.suggestion}
        return sentence.format_map(told | dict(self.params))

    def told(self, language: str = "en") -> dict[str, Any]:
        """As JSON has it."""
        return {
            "rule": self.rule,
            "severity": str(self.severity),
            "row": self.row,
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "message": self.message(language),
            "fix": self.fix(language),
        }


@cache
def rules() -> dict[str, Rule]:
    """The rule book, by identifier. Raises ValueError where two rules share one."""
    found: dict[str, Rule] = {}
    for file in sorted((files(__package__) / "rulebook").iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".json"):
            continue
        for told in json.loads(file.read_text(encoding="utf-8")):
            if told["id"] in found:
                raise ValueError(f"{file.name}: the rule {told['id']} stands twice")
            found[told["id"]] = Rule(**told | {"severity": Severity(told["severity"])})
    return found


def by_severity(counts: Mapping[str, int]) -> dict[Severity, int]:
    """Findings by severity, the worst first; none that is nought. `counts`: findings by rule."""
    book, found = rules(), Counter[Severity]()
    for rule, number in counts.items():
        found[book[rule].severity] += number
    return {severity: found[severity] for severity in SEVERITIES if found[severity]}


def status_of(counts: Mapping[str, int]) -> str:
    """The worst severity there is; "valid" where there is none. `counts`: findings by rule."""
    return str(next(iter(by_severity(counts)), "valid"))


class Findings:
    """Takes findings in, however many: counts them by rule, keeps the first few of each, and hands
    every one to `keep` (which writes it to a file), so that memory stays bounded."""

    def __init__(self, keep: Callable[[Finding], None] | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self.first: dict[str, list[Finding]] = {}
        self._keep = keep

    def add(self, finding: Finding) -> None:
        self.counts[finding.rule] += 1
        kept = self.first.setdefault(finding.rule, [])
        if len(kept) < FEW:
            kept.append(finding)
        if self._keep:
            self._keep(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.add(finding)

    @property
    def by_severity(self) -> dict[Severity, int]:
        """How many of each, the worst first; none that is nought."""
        return by_severity(self.counts)

    @property
    def status(self) -> str:
        """The worst severity there is; "valid" where there is none."""
        return status_of(self.counts)

    @property
    def is_valid(self) -> bool:
        """Whether nothing is in the way of publication: neither critical nor an error."""
        return not {Severity.CRITICAL, Severity.ERROR} & self.by_severity.keys()
