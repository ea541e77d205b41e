"""What items bear on: Goals and targets, nexus areas, networks of the system, countries and areas."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from quintet.core import public as core
from quintet.followup.models import Item, Tag
from quintet.followup.rules import Scheme

NETWORKS = frozenset({"network", "task_force", "forum"})  # kinds of bodies


@dataclass(frozen=True, slots=True)
class Bearing:
    """What an item bears on, for other modules: Goals ("3") and targets ("3.4"), countries and areas
    ("KEN"), and the codes of the organizations that it is addressed to."""

    goals: tuple[str, ...]
    places: tuple[str, ...]
    organizations: tuple[str, ...]


def bearing(item: Item) -> Bearing:
    """Two queries: its tags, its addressees."""
    addressed = item.addressees.filter(organization__isnull=False)
    codes = addressed.order_by("organization__code").values_list("organization__code", flat=True)
    goals, places = (tuple(tags_of(item, scheme)) for scheme in (Scheme.GOAL, Scheme.PLACE))
    return Bearing(goals, places, tuple(codes))


@cache
def goal_codes() -> dict[str, str]:
    """Codes of Goals and targets with their English labels."""
    told = core.reference("sdg")
    goals = {goal["code"]: goal["names"]["en"] for goal in told["goals"]}
    return goals | {target["code"]: target["label"] for target in told["targets"]}


def tag_names(scheme: Scheme) -> dict[str, str]:
    """The codes of a scheme, each with its name in the page's language; a target has its Goal's."""
    language = get_language() or "en"
    named = {one["code"]: one["names"][language] for one in _listed(scheme)}
    if scheme is Scheme.GOAL:
        return {code: named.get(code.partition(".")[0], "") for code in goal_codes()}
    return named


def _listed(scheme: Scheme) -> Iterable[dict[str, Any]]:
    if scheme is Scheme.GOAL:
        return core.reference("sdg")["goals"]
    if scheme is Scheme.NEXUS:
        return core.reference("nexus")["nexus"]
    if scheme is Scheme.PLACE:
        return core.reference("places")["places"]
    return (body for body in core.reference("bodies")["bodies"] if body["kind"] in NETWORKS)


def place_code(typed: str) -> str:
    """The code of a country or area by its code, a name in any of the six languages, or another way
    to write it; "" where there is none."""
    return _places_written().get(_folded(typed), "")


@cache
def _places_written() -> dict[str, str]:
    return {
        _folded(written): one["code"]
        for one in core.reference("places")["places"]
        for written in (one["code"], *one["names"].values(), *one["aliases"])
    }


def _folded(written: str) -> str:
    """Its letters and digits, without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", written).casefold() if c.isalnum())


def tags_of(item: Item, scheme: Scheme) -> list[str]:
    """The codes of a scheme that an item bears, in order; no query where tags were fetched."""
    return sorted((tag.code for tag in item.tags.all() if tag.scheme == scheme), key=_order)


def _order(code: str) -> tuple[int, str]:
    """Goals by their number, everything else by its letters."""
    number = code.partition(".")[0]
    return int(number) if number.isdecimal() else 0, code


def tags_named(item: Item, scheme: Scheme) -> list[tuple[str, str]]:
    """The tags of an item with their names; a code that the lists no longer have stays a code."""
    names = tag_names(scheme)
    return [(code, names.get(code, "")) for code in tags_of(item, scheme)]


def goal_names(item: Item) -> list[tuple[str, str]]:
    """The Goals and targets of an item, with their names in the page's language."""
    return tags_named(item, Scheme.GOAL)


def strange(scheme: Scheme, codes: Iterable[str]) -> list[str]:
    """Those of the codes that the scheme does not have."""
    known = goal_codes() if scheme is Scheme.GOAL else tag_names(scheme)
    return [code for code in codes if code not in known]


def tagged(scheme: Scheme, code: str) -> QuerySet[Tag, Any]:
    """The items that bear a tag; a Goal's targets bear the Goal, too."""
    found = Tag.objects.filter(scheme=scheme)
    if scheme is Scheme.GOAL and "." not in code:
        found = found.filter(code__startswith=f"{code}.") | found.filter(code=code)
    else:
        found = found.filter(code=code)
    return found.values("item")
