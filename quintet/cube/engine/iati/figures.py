"""Figures of the cube out of activities: the transactions, told apart by the cube's columns.

Expenditure and disbursements are expense, incoming funds are revenue; commitments and the other
types are no figures. What a transaction says itself goes before what its activity says. Where a
sector, country or region is one of several with percentages, the amount is split by them, to the
cent. Codes are brought over by the crosswalks: one that leads nowhere, or to several, stays as it
stands where a person can see what it is (organization, function, location), and is left empty
elsewhere. An activity that has the cube's own tags (vocabulary 99) is read by them alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal, InvalidOperation, localcontext
from functools import lru_cache
from itertools import product
from math import prod
from pathlib import Path

from lxml import etree

from quintet.cube.engine.columns import NAMES, PLACES
from quintet.cube.engine.iati.breaches import line_of, record_of
from quintet.cube.engine.iati.records import Broken, batches, head
from quintet.cube.engine.iati.schema import Schema
from quintet.cube.engine.lists import crosswalk
from quintet.cube.engine.reading.unreadable import Unreadable

OWN = "urn:quintet:"  # vocabulary-uri of tags that carry a column's own code: urn:quintet:function
MEASURES = {"1": "revenue", "3": "expense", "4": "expense"}  # by transaction-type
WHOLE = Decimal(100)
MOST = 10_000  # parts of one amount; beyond, what has the most shares is not told apart
_EMPTY = dict.fromkeys(NAMES, "")

Share = tuple[str, Decimal]  # a code, and its percentage
Cells = tuple[str, ...]  # in the order of NAMES
_Children = dict[str, list[etree._Element]]  # of an element, by their names
_TYPE = ("transaction-type", "code")


@dataclass(frozen=True, slots=True)
class Parts:
    """Of each part of a whole its codes and its weight, exact; which weight is the largest, and of
    how many digits weights are."""

    codes: list[tuple[str, ...]]
    weights: list[Decimal]
    largest: int
    digits: int


@dataclass(frozen=True, slots=True)
class Figure:
    """`values`: every column of NAMES, as text. `line`: of the transaction or budget in the file."""

    line: int
    values: Mapping[str, str]


def read(path: Path) -> Iterator[Figure]:
    """The figures of an activity file, in its order; activities that the schema refuses are left
    out. Raises Unreadable where the file is no activity file, or cannot be read to its end."""
    first = head(path)
    if first.tag != "iati-activities" or first.has_doctype:
        raise Unreadable(f"{path.name} is no IATI activity file.")
    schema = Schema(first.tag)
    try:
        for batch in batches(path, first.tag):
            refused = {record_of(one.element, batch.root) for one in schema.breaches(batch)}
            for activity in batch.root:
                if activity not in refused:
                    for element, cells in Activity(activity).figures():
                        yield Figure(line_of(element), dict(zip(NAMES, cells, strict=True)))
    except Broken as broken:
        reason = broken.params.get("reason", "an activity is too long")
        raise Unreadable(f"{path.name}, line {broken.line}: {reason}.") from broken


class Activity:
    """An activity that the schema allows. `entity`: the organization that its figures are of, as the
    cube has it where it knows it. `measured`: how many of its transactions are expense or revenue."""

    def __init__(self, element: etree._Element) -> None:
        self._children = _by_tag(element)
        self._own = _own(self._children)
        self._currency = element.get("default-currency", "")
        self.entity = self._own.get("entity") or _entity(self._children)
        self._transactions = [
            (one, children, measure)
            for one in self._children.get("transaction", ())
            if (measure := MEASURES.get(_attribute(children := _by_tag(one), *_TYPE)))
        ]
        self.measured = len(self._transactions)

    def figures(self) -> Iterator[tuple[etree._Element, Cells]]:
        """In its order, each with its transaction or budget."""
        whole = None if self._own else _Whole(self._children)
        for transaction, children, measure in self._transactions:
            year = _attribute(children, "transaction-date", "iso-date")[:4]
            told = _EMPTY | {"year": year, "measure": measure}
            amount = self._amount(children, told)
            if whole is None:
                yield transaction, _cells(told | self._own, amount)
                continue
            whole.tell(children, told)
            parts = whole.parts(children)
            for codes, part in zip(parts.codes, split(amount, parts), strict=True):
                told["function"], told["location"], target = codes
                told["goal"] = target.split(".")[0]
                told["target"] = target if "." in target else ""
                yield transaction, _cells(told, part)
        is_budget = self._own.get("record") in ("BUD", "BUG")
        for budget in self._children.get("budget", ()) if is_budget else ():
            children = _by_tag(budget)
            year = _attribute(children, "period-start", "iso-date")[:4]
            told = _EMPTY | {"year": year, "measure": "expense"}
            amount = self._amount(children, told)
            yield budget, _cells(told | self._own, amount)

    def _amount(self, children: _Children, told: dict[str, str]) -> Decimal:
        """Of a transaction or budget; its currency goes into `told`."""
        [value, *_] = children.get("value") or [None]
        own = "" if value is None else value.get("currency", "").strip()
        told["currency"] = own or self._currency
        return _number(None if value is None else value.text)


def _by_tag(element: etree._Element) -> _Children:
    children: _Children = {}
    for child in element:
        children.setdefault(child.tag, []).append(child)
    return children


def _cells(told: dict[str, str], amount: Decimal) -> Cells:
    told["amount"] = f"{amount:f}"
    return tuple(map(told.__getitem__, NAMES))


class _Whole:
    """What an activity says of each of its transactions that does not say it itself."""

    def __init__(self, children: _Children) -> None:
        markers = [
            one.get("significance", "")
            for one in children.get("policy-marker", ())
            if one.get("code") == "1" and one.get("vocabulary", "1") == "1"
        ]
        self._entity = _entity(children)
        self._gender_marker = _only("gender_marker-oecd", filter(None, markers))
        self._instrument = _instrument(children, "default-aid-type")
        self._functions = _functions(children) or [("", WHOLE)]
        self._places = _places(children) or [("", WHOLE)]
        self._goals = _goals(children)
        self._parts = weighted([self._functions, self._places, self._goals])

    def parts(self, children: _Children) -> Parts:
        """Function, place and goal (or target), with their parts of a transaction's amount."""
        functions, places = _functions(children), _places(children)
        if not functions and not places:
            return self._parts
        return weighted([functions or self._functions, places or self._places, self._goals])

    def tell(self, children: _Children, told: dict[str, str]) -> None:
        """The columns that have one value for the whole transaction."""
        is_revenue = told["measure"] == "revenue"
        told["entity"], told["gender_marker"] = self._entity, self._gender_marker
        told["record"] = "" if is_revenue else "EXP"
        told["instrument"] = _instrument(children, "aid-type") or self._instrument
        if is_revenue and "provider-org" in children:
            provider = children["provider-org"][0]
            told["contributor"] = " ".join((provider.findtext("narrative") or "").split())
            kinds = [provider.get("type", "")]
            told["contributor_type"] = _only("contributor_type-organisation", kinds)


def _entity(children: _Children) -> str:
    return _back("entity-iati", _attribute(children, "reporting-org", "ref"))


def _own(children: _Children) -> dict[str, str]:
    """What the activity's own tags say, by column."""
    return {
        uri.removeprefix(OWN): tag.get("code", "")
        for tag in children.get("tag", ())
        if tag.get("vocabulary") == "99"
        and (uri := tag.get("vocabulary-uri", "")).removeprefix(OWN) in NAMES
    }


def _instrument(children: _Children, tag: str) -> str:
    found = [(one.get("vocabulary"), one.get("code", "")) for one in children.get(tag, ())]
    for vocabulary, walk in (("3", "instrument-modality"), ("2", "instrument-category")):
        codes = [code for own, code in found if own == vocabulary]
        if codes and (only := _only(walk, codes)):
            return only
    return ""


def _functions(children: _Children) -> list[Share]:
    """None at all where it names none."""
    found = _of(children, "sector", "12")
    return _shares(found, lambda one: _back("function-sector", one.get("code", "")))


def _places(children: _Children) -> list[Share]:
    """None at all where it names none. Countries and the regions of one vocabulary make up the
    whole: M49 (2) says it exactly."""
    region = "recipient-region"
    regions = _of(children, region, "2") or _of(children, region, "1", default="1")
    return _shares([*children.get("recipient-country", ()), *regions], _place)


def _of(
    children: _Children, tag: str, vocabulary: str, *, default: str = ""
) -> list[etree._Element]:
    found = children.get(tag, ())
    return [one for one in found if one.get("vocabulary", default) == vocabulary]


def _place(element: etree._Element) -> str:
    walk = "location-m49" if element.get("vocabulary") == "2" else "location-dac"
    is_country = element.tag == "recipient-country"
    return _back("location-iso2" if is_country else walk, element.get("code", ""))


def _goals(children: _Children) -> list[Share]:
    """Targets or goals: by sectors (vocabularies 8 and 7), which have percentages, or the tag
    (vocabularies 3 and 2) where there is only one; several tags say nothing of amounts."""
    for vocabulary in ("8", "7"):
        found = _of(children, "sector", vocabulary)
        if found:
            return _shares(found, lambda one: one.get("code", ""))
    for vocabulary in ("3", "2"):
        codes = {tag.get("code", "") for tag in _of(children, "tag", vocabulary)}
        if codes:
            return [(codes.pop() if len(codes) == 1 else "", WHOLE)]
    return [("", WHOLE)]


def _shares(elements: list[etree._Element], code: Callable[[etree._Element], str]) -> list[Share]:
    """Each code with its percentage; a single one has all. Nothing is told apart where the
    percentages do not sum to 100."""
    if not elements:
        return []
    if len(elements) == 1 and elements[0].get("percentage") is None:
        return [(code(elements[0]), WHOLE)]
    shares = [(code(one), _number(one.get("percentage"))) for one in elements]
    is_whole = sum(percentage for _code, percentage in shares) == WHOLE
    return shares if is_whole else [("", WHOLE)]


def weighted(shares: list[list[Share]]) -> Parts:
    """Every combination of shares."""
    shares = list(shares)
    while prod(map(len, shares)) > MOST:
        longest = max(range(len(shares)), key=lambda n: len(shares[n]))
        shares[longest] = [("", WHOLE)]
    parts = list(product(*shares))
    digits = sum(max(len(one.as_tuple().digits) for _code, one in share) for share in shares)
    with localcontext(prec=digits):
        weights = [
            prod((one for _code, one in part), start=Decimal(1)).scaleb(-2 * len(part))
            for part in parts
        ]
    largest = max(range(len(parts)), key=lambda n: abs(weights[n]))
    return Parts([tuple(code for code, _one in part) for part in parts], weights, largest, digits)


def split(amount: Decimal, parts: Parts) -> list[Decimal]:
    """The amount by the parts of it. They have the places of the amount, two at least, and what
    rounding leaves over goes to the largest."""
    if len(parts.codes) == 1:
        return [amount]
    _sign, digits, exponent = amount.as_tuple()
    places = max(PLACES, -int(exponent))
    unit = Decimal((0, (1,), -places))
    with localcontext(prec=len(digits) + parts.digits + places):
        amounts = [(amount * one).quantize(unit, ROUND_DOWN) for one in parts.weights]
        amounts[parts.largest] += amount - sum(amounts)
    return amounts


def _back(walk: str, code: str) -> str:
    """Our code for theirs; theirs where there is none, or there are several."""
    return _known(walk, (code,)) or code


def _only(walk: str, codes: Iterable[str]) -> str:
    """Our one code for theirs; empty where there is none, or there are several."""
    return _known(walk, tuple(codes))


@lru_cache(maxsize=4096)
def _known(walk: str, codes: tuple[str, ...]) -> str:
    found = {crossing.code for code in codes for crossing in crosswalk(walk).back.get(code, ())}
    return found.pop() if len(found) == 1 else ""


def _attribute(children: _Children, tag: str, attribute: str) -> str:
    found = children.get(tag)
    return found[0].get(attribute, "").strip() if found else ""


def _number(text: str | None) -> Decimal:
    try:
        return Decimal((text or "").strip())
    except InvalidOperation:
        return Decimal(0)
