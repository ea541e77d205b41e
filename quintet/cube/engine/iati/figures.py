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
from itertools import product
from math import prod
from pathlib import Path

from lxml import etree

from quintet.cube.engine.columns import NAMES, PLACES
from quintet.cube.engine.iati.breaches import line_of
from quintet.cube.engine.iati.records import Broken, batches, head
from quintet.cube.engine.iati.schema import Schema
from quintet.cube.engine.lists import crosswalk
from quintet.cube.engine.reading.unreadable import Unreadable

OWN = "urn:quintet:"  # vocabulary-uri of tags that carry a column's own code: urn:quintet:function
MEASURES = {"1": "revenue", "3": "expense", "4": "expense"}  # by transaction-type
WHOLE = Decimal(100)
MOST = 10_000  # parts of one amount; beyond, what has the most shares is not told apart
SPARE = 30  # digits beside those of the amount, for the product of percentages

Share = tuple[str, Decimal]  # a code, and its percentage


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
            refused = {_top(breach.element) for breach in schema.breaches(batch)}
            for activity in batch.root:
                if activity not in refused:
                    yield from _figures(activity)
    except Broken as broken:
        reason = broken.params.get("reason", "an activity is too long")
        raise Unreadable(f"{path.name}, line {broken.line}: {reason}.") from broken


def _top(element: etree._Element) -> etree._Element:
    ancestors = [element, *element.iterancestors()]
    return ancestors[-2] if len(ancestors) > 1 else element


def _figures(activity: etree._Element) -> Iterator[Figure]:
    own = _own(activity)
    currency = activity.get("default-currency", "")
    for transaction in activity.iterfind("transaction"):
        measure = MEASURES.get(_attribute(transaction, "transaction-type", "code"))
        if not measure:
            continue
        told = {
            "year": _attribute(transaction, "transaction-date", "iso-date")[:4],
            "measure": measure,
            "currency": _attribute(transaction, "value", "currency") or currency,
        }
        amount = _number(transaction.findtext("value"))
        if own:
            yield _figure(transaction, told | own, amount)
            continue
        told |= _classified(activity, transaction, measure)
        shares = [_functions(transaction, activity), _places(transaction, activity)]
        shares.append(_goals(activity))
        for parts, part in _split(amount, shares):
            function, location, target = parts
            goal = target.split(".")[0]
            yield _figure(
                transaction,
                told | {
                    "function": function, "location": location, "goal": goal,
                    "target": target if "." in target else "",
                },
                part,
            )  # fmt: skip
    for budget in activity.iterfind("budget") if own.get("record") in ("BUD", "BUG") else ():
        told = {
            "year": _attribute(budget, "period-start", "iso-date")[:4],
            "measure": "expense",
            "currency": _attribute(budget, "value", "currency") or currency,
        }
        yield _figure(budget, told | own, _number(budget.findtext("value")))


def _figure(element: etree._Element, told: Mapping[str, str], amount: Decimal) -> Figure:
    values = {name: told.get(name, "") for name in NAMES} | {"amount": f"{amount:f}"}
    return Figure(line_of(element), values)


def _own(activity: etree._Element) -> dict[str, str]:
    """What the activity's own tags say, by column."""
    return {
        uri.removeprefix(OWN): tag.get("code", "")
        for tag in activity.iterfind("tag[@vocabulary='99']")
        if (uri := tag.get("vocabulary-uri", "")).removeprefix(OWN) in NAMES
    }


def _classified(
    activity: etree._Element, transaction: etree._Element, measure: str
) -> dict[str, str]:
    """The columns that have one value for the whole transaction."""
    significance = "policy-marker[@code='1'][@significance]"
    markers = [
        marker.get("significance", "")
        for marker in activity.iterfind(significance)
        if marker.get("vocabulary", "1") == "1"
    ]
    told = {
        "entity": _back("entity-iati", _attribute(activity, "reporting-org", "ref")),
        "record": "EXP" if measure == "expense" else "",
        "instrument": _instrument(transaction, activity),
        "gender_marker": _only("gender_marker-oecd", markers),
    }
    if measure == "revenue":
        provider = transaction.find("provider-org")
        if provider is not None:
            told["contributor"] = " ".join((provider.findtext("narrative") or "").split())
            kinds = [provider.get("type", "")]
            told["contributor_type"] = _only("contributor_type-organisation", kinds)
    return told


def _instrument(transaction: etree._Element, activity: etree._Element) -> str:
    for parent, tag in ((transaction, "aid-type"), (activity, "default-aid-type")):
        for vocabulary, walk in (("3", "instrument-modality"), ("2", "instrument-category")):
            codes = [
                one.get("code", "") for one in parent.iterfind(f"{tag}[@vocabulary='{vocabulary}']")
            ]
            if found := _only(walk, codes):
                return found
    return ""


def _functions(transaction: etree._Element, activity: etree._Element) -> list[Share]:
    for parent in (transaction, activity):
        found = list(parent.iterfind("sector[@vocabulary='12']"))
        if found:
            return _shares(found, lambda one: _back("function-sector", one.get("code", "")))
    return [("", WHOLE)]


def _places(transaction: etree._Element, activity: etree._Element) -> list[Share]:
    for parent in (transaction, activity):
        # Countries and the regions of one vocabulary make up the whole: M49 (2) says it exactly.
        regions = list(parent.iterfind("recipient-region[@vocabulary='2']")) or [
            one for one in parent.iterfind("recipient-region") if one.get("vocabulary", "1") == "1"
        ]
        found = [*parent.iterfind("recipient-country"), *regions]
        if found:
            return _shares(found, _place)
    return [("", WHOLE)]


def _place(element: etree._Element) -> str:
    walk = "location-m49" if element.get("vocabulary") == "2" else "location-dac"
    is_country = element.tag == "recipient-country"
    return _back("location-iso2" if is_country else walk, element.get("code", ""))


def _goals(activity: etree._Element) -> list[Share]:
    """Targets or goals: by sectors (vocabularies 8 and 7), which have percentages, or the tag
    (vocabularies 3 and 2) where there is only one; several tags say nothing of amounts."""
    for vocabulary in ("8", "7"):
        found = list(activity.iterfind(f"sector[@vocabulary='{vocabulary}']"))
        if found:
            return _shares(found, lambda one: one.get("code", ""))
    for vocabulary in ("3", "2"):
        codes = {
            tag.get("code", "") for tag in activity.iterfind(f"tag[@vocabulary='{vocabulary}']")
        }
        if codes:
            return [(codes.pop() if len(codes) == 1 else "", WHOLE)]
    return [("", WHOLE)]


def _shares(elements: list[etree._Element], code: Callable[[etree._Element], str]) -> list[Share]:
    """Each code with its percentage; a single one has all. Nothing is told apart where the
    percentages do not sum to 100."""
    if len(elements) == 1 and elements[0].get("percentage") is None:
        return [(code(elements[0]), WHOLE)]
    shares = [(code(one), _number(one.get("percentage"))) for one in elements]
    is_whole = sum(percentage for _code, percentage in shares) == WHOLE
    return shares if is_whole else [("", WHOLE)]


def _split(amount: Decimal, shares: list[list[Share]]) -> Iterator[tuple[tuple[str, ...], Decimal]]:
    """The amount by every combination of shares. Parts have the places of the amount, two at least,
    and what rounding leaves over goes to the largest."""
    while prod(map(len, shares)) > MOST:
        longest = max(range(len(shares)), key=lambda n: len(shares[n]))
        shares[longest] = [("", WHOLE)]
    parts = list(product(*shares))
    if len(parts) == 1:
        yield tuple(code for code, _percentage in parts[0]), amount
        return
    exponent = min(-PLACES, int(amount.as_tuple().exponent))
    with localcontext(prec=len(amount.as_tuple().digits) + abs(exponent) + SPARE):
        exact = [
            prod((percentage / WHOLE for _code, percentage in part), start=amount) for part in parts
        ]
        amounts = [one.quantize(Decimal(1).scaleb(exponent), ROUND_DOWN) for one in exact]
        largest = max(range(len(parts)), key=lambda n: abs(exact[n]))
        amounts[largest] += amount - sum(amounts)
    for part, one in zip(parts, amounts, strict=True):
        yield tuple(code for code, _percentage in part), one


def _back(walk: str, code: str) -> str:
    """Our code for theirs; theirs where there is none, or there are several."""
    return _only(walk, [code]) or code


def _only(walk: str, codes: Iterable[str]) -> str:
    """Our one code for theirs; empty where there is none, or there are several."""
    found = {crossing.code for code in codes for crossing in crosswalk(walk).back.get(code, ())}
    return found.pop() if len(found) == 1 else ""


def _attribute(parent: etree._Element, tag: str, attribute: str) -> str:
    found = parent.find(tag)
    return "" if found is None else found.get(attribute, "").strip()


def _number(text: str | None) -> Decimal:
    try:
        return Decimal((text or "").strip())
    except InvalidOperation:
        return Decimal(0)
