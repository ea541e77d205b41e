"""Published figures as IATI 2.03: valid by the schema, and read back to the same figures.

Figures that differ in nothing but year, currency and amount make one activity. What IATI can say is
said in its own elements, by crossings that are certain; every code of the cube is said once more in
a tag of the reporting organization's own vocabulary (99), by which `figures.read` reads it back.
Years become the last day of the year that has passed; a budget (BUD, BUG) becomes a budget, for it
is no transaction. Row numbers, submissions and notes do not go along.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import IO, Any

from lxml import etree

from quintet.cube.engine.columns import CODED, DIMENSIONS, NAMES
from quintet.cube.engine.iati.figures import OWN
from quintet.cube.engine.iati.schema import VERSION
from quintet.cube.engine.lists import Crossing, crosswalk, lists

GROUPED = tuple(name for name in DIMENSIONS if name not in ("year", "currency"))
TYPES = {"revenue": "1", "expense": "4"}  # transaction-type: incoming funds, expenditure
UNSPECIFIED_SECTOR, UNSPECIFIED_REGION = "99810", "998"  # OECD DAC
MULTILATERAL = "40"  # organisation type
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write(rows: Iterable[Mapping[str, Any]], out: IO[bytes], *, today: date) -> int:
    """Write figures (mappings with the columns of NAMES; year and amount may be numbers) as an
    activity file; returns how many activities. All rows are held at once, for they are sorted.
    Raises ValueError for no figures, another measure, or a budget of revenue: IATI has no place for
    them."""
    told = sorted(
        ({name: "" if row[name] is None else row[name] for name in NAMES} for row in rows),
        key=lambda row: [str(row[name]) for name in (*GROUPED, "year", "currency")],
    )
    if not told:
        raise ValueError("There are no figures, and IATI has no file without an activity.")
    number = 0
    with etree.xmlfile(out, encoding="UTF-8") as file:
        file.write_declaration()
        stamp = f"{today.isoformat()}T00:00:00Z"
        with file.element("iati-activities", version=VERSION, **{"generated-datetime": stamp}):
            for _key, group in groupby(told, key=lambda row: [str(row[name]) for name in GROUPED]):
                file.write("\n")
                file.write(_activity(list(group), today), pretty_print=True)
                number += 1
    return number


def _activity(rows: list[Mapping[str, Any]], today: date) -> etree._Element:
    first = {name: str(rows[0][name]) for name in GROUPED}
    entity = lists().get("entity").codes.get(first["entity"])
    crossing = _certain("entity-iati", first["entity"])
    reference = crossing.to if crossing and not crossing.lossy else first["entity"]
    name = entity.name() if entity else first["entity"]
    # The same figures keep their identifier from one export to the next.
    key = hashlib.sha256("\x1f".join(first.values()).encode()).hexdigest()[:16]
    years = [int(row["year"]) for row in rows]
    activity = etree.Element("iati-activity", {LANG: "en"})
    _add(activity, "iati-identifier").text = f"{reference}-{key}"
    _said(_add(activity, "reporting-org", ref=reference, type=MULTILATERAL), name)
    _said(_add(activity, "title"), _title(first, name))
    _said(_add(activity, "description", type="1"), _title(first, name))
    _said(_add(activity, "participating-org", ref=reference, role="2", type=MULTILATERAL), name)
    _add(activity, "activity-status", code="2")
    _add(activity, "activity-date", {"iso-date": f"{min(years):04}-01-01"}, type="2")
    _place(activity, first["location"])
    _sectors(activity, first["function"])
    _tags(activity, first)
    _marker(activity, first["gender_marker"])
    for row in rows:
        if first["record"] in ("BUD", "BUG"):
            _budget(activity, row)
    for row in rows:
        if first["record"] not in ("BUD", "BUG"):
            _transaction(activity, row, today)
    return activity


def _title(first: Mapping[str, str], name: str) -> str:
    said = [_name(column, first[column]) for column in ("measure", "function", "location")]
    return ": ".join([name, ", ".join(filter(None, said))])


def _place(activity: etree._Element, location: str) -> None:
    country, region = _certain("location-iso2", location), _certain("location-m49", location)
    if country:
        _add(activity, "recipient-country", code=country.to)
    elif region:
        _add(activity, "recipient-region", vocabulary="2", code=region.to)
    else:
        _add(activity, "recipient-region", vocabulary="1", code=UNSPECIFIED_REGION)


def _sectors(activity: etree._Element, function: str) -> None:
    _add(activity, "sector", vocabulary="1", code=UNSPECIFIED_SECTOR)
    if crossing := _certain("function-sector", function):
        _add(activity, "sector", vocabulary="12", code=crossing.to)


def _tags(activity: etree._Element, first: Mapping[str, str]) -> None:
    if first["goal"].isdigit():
        _add(activity, "tag", vocabulary="2", code=first["goal"])
    if first["target"]:
        _add(activity, "tag", vocabulary="3", code=first["target"])
    for column in GROUPED:
        if first[column] and column != "measure":
            tag = _add(
                activity, "tag", {"vocabulary-uri": OWN + column}, vocabulary="99",
                code=first[column],
            )  # fmt: skip
            if name := _name(column, first[column]):
                _said(tag, name)


def _marker(activity: etree._Element, marker: str) -> None:
    if crossing := _certain("gender_marker-oecd", marker):
        _add(activity, "policy-marker", vocabulary="1", code="1", significance=crossing.to)


def _budget(activity: etree._Element, row: Mapping[str, Any]) -> None:
    if row["measure"] != "expense":
        raise ValueError(f"A budget of {row['measure']} has no place in IATI.")
    year = int(row["year"])
    budget = _add(activity, "budget", type="1", status="2")
    _add(budget, "period-start", {"iso-date": f"{year:04}-01-01"})
    _add(budget, "period-end", {"iso-date": f"{year:04}-12-31"})
    _value(budget, row, f"{year:04}-01-01")


def _transaction(activity: etree._Element, row: Mapping[str, Any], today: date) -> None:
    kind = TYPES.get(str(row["measure"]))
    if kind is None:
        raise ValueError(f"{row['measure']} is no measure that a transaction has.")
    year = int(row["year"])
    on = date(year, 12, 31) if year != today.year else today
    transaction = _add(activity, "transaction")
    _add(transaction, "transaction-type", code=kind)
    _add(transaction, "transaction-date", {"iso-date": on.isoformat()})
    _value(transaction, row, on.isoformat())
    if kind == TYPES["revenue"] and (row["contributor"] or row["contributor_type"]):
        crossing = _certain("contributor_type-organisation", str(row["contributor_type"]))
        provider = _add(transaction, "provider-org", {"type": crossing.to} if crossing else None)
        named = row["contributor"] or _name("contributor_type", str(row["contributor_type"]))
        _said(provider, str(named or row["contributor_type"]))


def _value(parent: etree._Element, row: Mapping[str, Any], on: str) -> None:
    currency = {"currency": str(row["currency"])} if row["currency"] else {}
    _add(parent, "value", {"value-date": on, **currency}).text = f"{Decimal(row['amount']):f}"


def _certain(walk: str, code: str) -> Crossing | None:
    """The crossing to write: the first, where it is certain."""
    crossings = crosswalk(walk).get(code, ())
    return crossings[0] if crossings and crossings[0].certain else None


def _name(column: str, code: str) -> str:
    found = lists().get(CODED[column]) if code and column in CODED else None
    return found.codes[code].name() if found and code in found.codes else ""


def _add(
    parent: etree._Element, tag: str, attributes: Mapping[str, str] | None = None, **more: str
) -> etree._Element:
    return etree.SubElement(parent, tag, {**(attributes or {}), **more})


def _said(parent: etree._Element, text: str) -> None:
    _add(parent, "narrative").text = text
