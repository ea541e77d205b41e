"""A ruleset: JSON of contexts, rules and cases, by the IATI Ruleset Specification (JS edition).

Compiled once, and then put to whole batches of records: a case becomes an XPath that selects what
breaks it, wherever XPath 1.0 can say so.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from quintet.cube.engine.findings import Severity
from quintet.cube.engine.iati.breaches import Breach, of
from quintet.cube.engine.iati.rules import KINDS, Check, Place, Scope, Surroundings


class RulesetError(ValueError):
    """A ruleset that cannot be used; its text says which rule, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A case of a ruleset. `id` and `sentence` are the ruleset's own (its `ruleInfo`)."""

    id: str
    severity: Severity
    sentence: str
    check: Check

    def breaches(self, root: etree._Element) -> Iterator[Breach]:
        for element, attribute in self.check(root):
            yield of(
                element,
                f"iati.ruleset.{self.severity}",
                attribute,
                id=self.id,
                sentence=self.sentence,
            )


@dataclass(frozen=True, slots=True)
class Ruleset:
    """`unjudged`: the ids of rules that ask for a list that is not there."""

    rules: tuple[Rule, ...]
    unjudged: tuple[str, ...]

    def breaches(self, root: etree._Element) -> Iterator[Breach]:
        """What in the records under `root` breaks a rule."""
        for rule in self.rules:
            yield from rule.breaches(root)


def load_ruleset(
    path: Path, *, today: date, identifiers: Mapping[str, frozenset[str]] | None = None
) -> Ruleset:
    """The ruleset of a file. Dates are compared with `today`. `identifiers`, the specification's
    idSets: ORG-ID-PREFIX, prefixes that an organisation's identifier may begin with, and ORG-ID,
    identifiers that are registered. Raises RulesetError."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RulesetError(f"{path.name}: the ruleset cannot be read: {error}.") from error
    surroundings = Surroundings(today, dict(identifiers or {}))
    rules, unjudged = [], []
    try:
        for context, kinds in told.items():
            for kind, cases in kinds.items():
                for case in cases["cases"]:
                    for one, check in _compiled(kind, context, case, surroundings):
                        info = one.get("ruleInfo", {})
                        if check is None:
                            unjudged.append(str(info.get("id", kind)))
                        else:
                            rules.append(_rule(kind, info, check))
    except _WRONG as error:
        raise RulesetError(f"{path.name}: {error!r} in the ruleset.") from error
    return Ruleset(tuple(rules), tuple(unjudged))


# What the parts of a ruleset raise that is not of the specification's form.
_WRONG = (AttributeError, KeyError, TypeError, ValueError, re.error, etree.XPathError)


def _rule(kind: str, info: Mapping[str, Any], check: Check) -> Rule:
    severity = Severity(info.get("severity", Severity.ERROR))
    return Rule(str(info.get("id", kind)), severity, str(info.get("message", kind)), check)


def _compiled(
    kind: str, context: str, case: Mapping[str, Any], surroundings: Surroundings
) -> Iterator[tuple[Mapping[str, Any], Check | None]]:
    """A case with its check; of a loop, each case within it."""
    if _plain(kind) != "loop":
        if _plain(kind) not in _KINDS:
            raise ValueError(f"{kind} is no rule of the specification")
        yield case, _KINDS[_plain(kind)](context, case, surroundings)
        return
    foreach = etree.XPath(case["foreach"], smart_strings=False)
    elements = etree.XPath(f"{Scope(context, case).path}[{case['foreach']}]")
    for inner_kind, cases in case["do"].items():
        for inner in cases["cases"]:
            for one, check in _compiled(inner_kind, "self::node()", _bound(inner), surroundings):
                yield one, check and _looped(elements, foreach, check)


def _looped(elements: etree.XPath, foreach: etree.XPath, check: Check) -> Check:
    """The check, of every element, for each value that `foreach` finds in it."""

    def loop(node: etree._Element, **variables: str) -> Iterator[Place]:
        for element in elements(node, **variables):
            for one in sorted({str(found) for found in foreach(element, **variables)}):
                yield from check(element, **variables, one=one)

    return loop


def _bound(told: Any) -> Any:
    """A case in which $1 has become an XPath variable: what a file says never becomes part of an
    XPath. It is bound wherever it stands: `subs` of the standard's rule 2.1.2 leaves the condition
    out, which would then never hold."""
    if isinstance(told, str):
        return re.sub(r"'\$1'|\"\$1\"|\$1", "$one", told)
    if isinstance(told, list):
        return [_bound(one) for one in told]
    if isinstance(told, dict):
        return {key: one if key == "ruleInfo" else _bound(one) for key, one in told.items()}
    return told


def _plain(kind: str) -> str:
    """The specification writes each kind in two ways: atleast_one, atLeastOne."""
    return kind.replace("_", "").lower()


_KINDS = {_plain(kind): compiled for kind, compiled in KINDS.items()}
