"""A ruleset: JSON of contexts, rules and cases, by the IATI Ruleset Specification (JS edition).

Compiled once, and then put to whole batches of records: a case becomes an XPath that selects what
breaks it, wherever XPath 1.0 can say so.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from pathlib import Path
from typing import Any

from lxml import etree

from quintet.cube.engine.findings import Severity
from quintet.cube.engine.iati.breaches import Breach, of
from quintet.cube.engine.iati.records import names_in, names_of
from quintet.cube.engine.iati.rules import KINDS, Check, Place, Scope, Surroundings


class RulesetError(ValueError):
    """A ruleset that cannot be used; its text says which rule, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A case of a ruleset. `id` and `sentence` are the ruleset's own (its `ruleInfo`). `within`:
    elements of a record, one of which there must be for anything to break the rule."""

    id: str
    severity: Severity
    sentence: str
    check: Check
    within: frozenset[str]

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
        present = names_in(root)
        for rule in self.rules:
            if not rule.within or not rule.within.isdisjoint(present):
                yield from rule.breaches(root)


def load_ruleset(
    path: Path,
    *,
    today: date,
    identifiers: Mapping[str, frozenset[str]] | None = None,
    tag: str = "",
) -> Ruleset:
    """The ruleset of a file; where `tag` is told, what of it can be of files with this root. Dates
    are compared with `today`. `identifiers`, the specification's idSets: ORG-ID-PREFIX, prefixes that
    an organisation's identifier may begin with, and ORG-ID, identifiers that are registered. Raises
    RulesetError."""
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
                        elif _is_of(context, tag):
                            rules.append(_rule(kind, info, check, context))
    except _WRONG as error:
        raise RulesetError(f"{path.name}: {error!r} in the ruleset.") from error
    return Ruleset(tuple(rules), tuple(unjudged))


def _is_of(context: str, tag: str) -> bool:
    """Whether an element of the context can be under the root `tag`."""
    roots = [re.match(r"/(\w[\w-]*)", one.strip()) for one in context.split("|")]
    return not tag or any(root is None or root[1] == tag for root in roots)


# What the parts of a ruleset raise that is not of the specification's form.
_WRONG = (AttributeError, KeyError, TypeError, ValueError, re.error, etree.XPathError)


def _rule(kind: str, info: Mapping[str, Any], check: Check, context: str) -> Rule:
    severity = Severity(info.get("severity", Severity.ERROR))
    sentence = str(info.get("message", kind))
    return Rule(str(info.get("id", kind)), severity, sentence, check, names_of(context))


def _compiled(
    kind: str, context: str, case: Mapping[str, Any], surroundings: Surroundings
) -> Iterator[tuple[Mapping[str, Any], Check | None]]:
    """A case with its check; of a loop, each case within it."""
    if _plain(kind) != "loop":
        if _plain(kind) not in _KINDS:
            raise ValueError(f"{kind} is no rule of the specification")
        yield case, _KINDS[_plain(kind)](context, case, surroundings)
        return
    path, foreach = Scope(context, case).path, case["foreach"]
    loop = _Loop(path, foreach)
    for inner_kind, cases in case["do"].items():
        for inner in map(_bound, cases["cases"]):
            whole: Iterable[tuple[Any, Check | None]] = repeat((inner, None))
            if _plain(inner_kind) != "loop" and loop.values_of_all:
                whole = _compiled(inner_kind, f"{path}[{foreach} = $one]", inner, surroundings)
            one_by_one = _compiled(inner_kind, "self::node()", inner, surroundings)
            for (one, check), (_one, of_all) in zip(one_by_one, whole, strict=False):
                yield one, check and loop.over(check, of_all)


class _Loop:
    """The elements at `path` in which the XPath `foreach` finds anything, and what it finds."""

    def __init__(self, path: str, foreach: str) -> None:
        self._elements = etree.XPath(f"{path}[{foreach}]")
        self._values = etree.XPath(foreach, smart_strings=False)
        is_simple = "|" not in foreach and not foreach.lstrip().startswith("/")
        self.values_of_all = (
            etree.XPath(f"{path}/{foreach}", smart_strings=False) if is_simple else None
        )

    def over(self, check: Check, of_all: Check | None) -> Check:
        """The check, of every element, for each value found in it. `of_all` does it for all elements
        that have the value at once, which is quicker: where it finds nothing, there is nothing."""

        def loop(node: etree._Element, **variables: str) -> Iterator[Place]:
            if self.values_of_all and of_all:
                values = {str(one) for one in self.values_of_all(node, **variables)}
                if not any(True for one in values for _ in of_all(node, **variables, one=one)):
                    return
            for element in self._elements(node, **variables):
                for one in sorted({str(found) for found in self._values(element, **variables)}):
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
