"""The rule kinds of the IATI Ruleset Specification (JS edition), each a function that compiles one
case. A check takes a root of records and yields what breaks the rule: elements, with the attribute
where it is one.

The values that schema types refuse (a date or a number that is none) are not judged here.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from lxml import etree

Place = tuple[etree._Element, str]
Check = Callable[..., Iterator[Place]]  # of a node, with the variables of its XPaths
Case = Mapping[str, Any]

NOW = {"NOW", "TODAY"}
# What `all` of one_or_all stands for where it is no XPath: the elements that break it.
WITHOUT = {
    "lang": "descendant::narrative[not(@xml:lang)]",
    "sector": "transaction[not(sector)]",
    "currency": "(descendant::value | descendant::forecast | descendant::loan-status)"
    "[not(@currency)]",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What rules ask for beside the record: the current date, and the specification's idSets."""

    today: date
    identifiers: Mapping[str, frozenset[str]]


class Scope:
    """Where a case applies: the context's elements of which its condition holds."""

    def __init__(self, context: str, case: Case) -> None:
        condition = case.get("condition")
        self.path = f"({context})" + (f"[boolean({condition})]" if condition else "")

    def select(self, breach: str) -> Check:
        """The elements of which `breach`, an XPath, is true."""
        found = etree.XPath(f"{self.path}[boolean({breach})]")

        def check(node: etree._Element, **variables: str) -> Iterator[Place]:
            for element in found(node, **variables):
                yield element, ""

        return check

    def values(self, paths: Iterable[str], is_bad: Callable[[str], bool]) -> Check:
        """The nodes at `paths` whose text is bad."""
        # Strings that know their place cost more, so they are asked for where one is bad.
        plain = [etree.XPath(f"{self.path}/{path}", smart_strings=False) for path in paths]
        placed = [etree.XPath(f"{self.path}/{path}") for path in paths]

        def check(node: etree._Element, **variables: str) -> Iterator[Place]:
            for quick, slow in zip(plain, placed, strict=True):
                if any(is_bad(_text(found)) for found in set(quick(node, **variables))):
                    for found in slow(node, **variables):
                        if is_bad(_text(found)):
                            yield place(found)

        return check

    def each(self, judge: Callable[..., Iterator[Place]]) -> Check:
        """What `judge` finds in each element."""
        elements = etree.XPath(self.path)

        def check(node: etree._Element, **variables: str) -> Iterator[Place]:
            for element in elements(node, **variables):
                yield from judge(element, **variables)

        return check


def atleast_one(context: str, case: Case, _: Surroundings) -> Check:
    union = " | ".join(case["paths"])
    return Scope(context, case).select(f"not({union})" if union else "true()")


def no_more_than_one(context: str, case: Case, _: Surroundings) -> Check:
    union = " | ".join(case["paths"])
    return Scope(context, case).select(f"count({union}) > 1" if union else "false()")


def only_one_of(context: str, case: Case, _: Surroundings) -> Check:
    excluded, union = " | ".join(case["excluded"]), " | ".join(case["paths"])
    return Scope(context, case).select(
        f"(({excluded}) and ({union})) or (not({excluded}) and count({union}) != 1)"
    )


def one_or_all(context: str, case: Case, _: Surroundings) -> Check:
    breach = WITHOUT.get(case["all"]) or f"not({case['all']})"
    return Scope(context, case).select(f"not({case['one']}) and {breach}")


def dependent(context: str, case: Case, _: Surroundings) -> Check:
    some = " or ".join(f"boolean({path})" for path in case["paths"])
    every = " and ".join(f"boolean({path})" for path in case["paths"])
    return Scope(context, case).select(f"({some}) and not({every})")


def if_then(context: str, case: Case, _: Surroundings) -> Check:
    return Scope(context, case).select(f"boolean({case['if']}) and not({case['then']})")


def no_spaces(context: str, case: Case, _: Surroundings) -> Check:
    return Scope(context, case).values(case["paths"], lambda text: text != text.strip())


def regex_matches(context: str, case: Case, surroundings: Surroundings) -> Check:
    found, is_exempt = re.compile(case["regex"]).search, _exempt(case, surroundings)
    return Scope(context, case).values(
        case["paths"], lambda text: not found(text) and not is_exempt(text)
    )


def regex_no_matches(context: str, case: Case, _: Surroundings) -> Check:
    found = re.compile(case["regex"]).search
    return Scope(context, case).values(case["paths"], lambda text: bool(found(text)))


def in_range(context: str, case: Case, _: Surroundings) -> Check:
    least, most = (_decimal(str(case[key])) if key in case else None for key in ("min", "max"))

    def is_bad(text: str) -> bool:
        number = _decimal(text)
        if number is None:
            return False
        return (least is not None and number < least) or (most is not None and number > most)

    return Scope(context, case).values(case["paths"], is_bad)


def date_now(context: str, case: Case, surroundings: Surroundings) -> Check:
    return Scope(context, case).values([case["date"]], _is_after(surroundings.today))


def date_order(context: str, case: Case, surroundings: Surroundings) -> Check:
    """No date of `less` is after one of `more`; either may be NOW."""
    scope, less, more = Scope(context, case), case["less"], case["more"]
    if more in NOW:
        return scope.values([less], _is_after(surroundings.today))
    if less in NOW:
        return scope.values([more], lambda text: (_date(text) or date.max) < surroundings.today)
    earlier, later = etree.XPath(less), etree.XPath(more)

    def judge(element: etree._Element, **variables: str) -> Iterator[Place]:
        last = min(_dates(later(element, **variables)), default=None)
        for found in earlier(element, **variables):
            if last and (_date(_text(found)) or date.min) > last:
                yield place(found)

    return scope.each(judge)


def time_limit(context: str, case: Case, _: Surroundings) -> Check:
    """From each start to the end that stands at the same place is a year at most."""
    begins, ends = etree.XPath(case["start"]), etree.XPath(case["end"])

    def judge(element: etree._Element, **variables: str) -> Iterator[Place]:
        pairs = zip(begins(element, **variables), ends(element, **variables), strict=False)
        for begin, end in pairs:
            start, stop = _date(_text(begin)), _date(_text(end))
            if start and stop and stop > _a_year_after(start):
                yield place(end)

    return Scope(context, case).each(judge)


def between_dates(context: str, case: Case, _: Surroundings) -> Check:
    dates, begins, ends = (etree.XPath(case[key]) for key in ("date", "start", "end"))

    def judge(element: etree._Element, **variables: str) -> Iterator[Place]:
        first = next(iter(_dates(begins(element, **variables))), None)
        last = next(iter(_dates(ends(element, **variables))), None)
        for found in dates(element, **variables):
            one = _date(_text(found))
            if one and first and last and not first <= one <= last:
                yield place(found)

    return Scope(context, case).each(judge)


def startswith(context: str, case: Case, surroundings: Surroundings) -> Check | None:
    """None where the prefixes are a list that is not there."""
    prefix, separator = case.get("prefix") or [case["start"]], case.get("separator", "")
    is_exempt = _exempt(case, surroundings)
    if prefix == ["ORG-ID-PREFIX"]:
        known = tuple(surroundings.identifiers.get("ORG-ID-PREFIX", ()))
        if not known:
            return None
        return Scope(context, case).values(
            case["paths"], lambda text: not text.startswith(known) and not is_exempt(text)
        )
    paths = [etree.XPath(path) for path in case["paths"]]
    sources = [etree.XPath(path) for path in prefix]

    def judge(element: etree._Element, **variables: str) -> Iterator[Place]:
        starts = tuple(
            _text(found) + separator for path in sources for found in path(element, **variables)
        )
        for path in paths:
            for found in path(element, **variables):
                text = _text(found)
                if starts and not text.startswith(starts) and not is_exempt(text):
                    yield place(found)

    return Scope(context, case).each(judge)


def unique(context: str, case: Case, _: Surroundings) -> Check:
    nodes = etree.XPath(" | ".join(case["paths"]))

    def judge(element: etree._Element, **variables: str) -> Iterator[Place]:
        seen: set[str] = set()
        for found in nodes(element, **variables):
            if _text(found) in seen:
                yield place(found)
            seen.add(_text(found))

    return Scope(context, case).each(judge)


def sums_to(context: str, case: Case, _: Surroundings) -> Check:
    """Where there is anything to be summed."""
    return _summed(context, case, least=1)


def strict_sum(context: str, case: Case, _: Surroundings) -> Check:
    """Nothing sums to nought."""
    return _summed(context, case, least=0)


def _summed(context: str, case: Case, least: int) -> Check:
    nodes, expected = etree.XPath(" | ".join(case["paths"])), Decimal(str(case["sum"]))

    def judge(element: etree._Element, **variables: str) -> Iterator[Place]:
        found = nodes(element, **variables)
        numbers = [number for one in found if (number := _decimal(_text(one))) is not None]
        if len(found) >= least and len(numbers) == len(found) and sum(numbers) != expected:
            yield element, ""

    return Scope(context, case).each(judge)


KINDS: dict[str, Callable[[str, Case, Surroundings], Check | None]] = {
    "atleast_one": atleast_one,
    "between_dates": between_dates,
    "date_now": date_now,
    "date_order": date_order,
    "dependent": dependent,
    "if_then": if_then,
    "no_more_than_one": no_more_than_one,
    "no_spaces": no_spaces,
    "one_or_all": one_or_all,
    "only_one_of": only_one_of,
    "range": in_range,
    "regex_matches": regex_matches,
    "regex_no_matches": regex_no_matches,
    "startswith": startswith,
    "strict_sum": strict_sum,
    "sum": sums_to,
    "time_limit": time_limit,
    "unique": unique,
}


def _exempt(case: Case, surroundings: Surroundings) -> Callable[[str], bool]:
    """What a case's idCondition takes out: identifiers that are registered, or begin with one."""
    known = surroundings.identifiers.get("ORG-ID", frozenset())
    condition = case.get("idCondition")
    if condition == "NOT_EXISTING_ORG_ID_PREFIX":
        return lambda text: text.startswith(tuple(known))
    if condition == "NOT_EXISTING_ORG_ID":
        return lambda text: text in known
    return lambda text: False


def place(node: Any) -> Place:
    """Where a result of an XPath stands: its element, and the attribute where it is one."""
    if isinstance(node, str):
        return node.getparent(), node.attrname or "" if node.is_attribute else ""  # type: ignore[attr-defined]
    return node, ""


def _text(node: Any) -> str:
    return node if isinstance(node, str) else node.text or ""


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _is_after(today: date) -> Callable[[str], bool]:
    return lambda text: (_date(text) or date.min) > today


def _dates(nodes: Iterable[Any]) -> list[date]:
    return [found for node in nodes if (found := _date(_text(node)))]


@lru_cache(maxsize=4096)
def _date(text: str) -> date | None:
    """The day of an xsd:date, or that of an xsd:dateTime in universal time."""
    text = text.strip()
    try:
        if "T" not in text:
            return date.fromisoformat(text[:10])
        moment = datetime.fromisoformat(text)
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None


def _a_year_after(start: date) -> date:
    if start.year == date.max.year:
        return date.max
    if (start.month, start.day) == (2, 29):
        return date(start.year + 1, 3, 1)
    return start.replace(year=start.year + 1)
