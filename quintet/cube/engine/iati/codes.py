"""Values against IATI's code lists, as `mapping.xml` says which list rules which attribute."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from quintet.cube.engine.iati.breaches import Breach, of
from quintet.cube.engine.iati.records import RECORDS, Batch, names_in, names_of
from quintet.cube.engine.iati.rules import place
from quintet.cube.engine.lists.iati import IatiLists, Ruling


@dataclass(frozen=True, slots=True)
class _Ruled:
    """Values that are of one list. `plain` gives bare strings; `placed`, slower, those that know
    where they stand. `within`: as a rule of the ruleset has it."""

    list_name: str
    codes: frozenset[str]
    rule: str
    of_root: bool
    within: frozenset[str]
    plain: etree.XPath
    placed: etree.XPath


class Codes:
    """Judges the batches of one file whose root is `tag`. `missing` grows: the lists that values
    of the file are of, and that were not loaded."""

    def __init__(self, lists: IatiLists, tag: str) -> None:
        self.missing: set[str] = set()
        self._ruled = [
            _ruled(path, ruling, lists)
            for ruling in lists.mapping
            if (path := _within(ruling, tag)) is not None
        ]

    def breaches(self, batch: Batch) -> Iterator[Breach]:
        """Values that are not on their list: an error where the list says that it is complete."""
        present = names_in(batch.root)
        for one in self._ruled:
            if one.of_root and batch.first > 1:
                continue
            if one.within and one.within.isdisjoint(present):
                continue
            values = one.plain(batch.root)
            if not values or one.codes.issuperset(values):
                continue
            if not one.codes:
                self.missing.add(one.list_name)
                continue
            for value in one.placed(batch.root):
                if value not in one.codes:
                    element, attribute = place(value)
                    yield of(element, one.rule, attribute, list=one.list_name)


def _ruled(path: str, ruling: Ruling, lists: IatiLists) -> _Ruled:
    complete = lists.complete(ruling.list_name)
    return _Ruled(
        ruling.list_name,
        lists.codes(ruling.list_name),
        "iati.codelist" if complete else "iati.codelist.open",
        path.count("/") == 2 and not path.startswith("//"),
        names_of(path),
        etree.XPath(path, smart_strings=False),
        etree.XPath(path),
    )


def _within(ruling: Ruling, tag: str) -> str | None:
    """The path from the root of a batch, with the condition on the element that has the value.
    None where it is of files with another root."""
    parent, _slash, leaf = ruling.path.rpartition("/")
    if ruling.condition:
        parent = f"{parent}[{ruling.condition}]"
    path = f"{parent}/{leaf}"
    first = path.lstrip("/").split("/")[0].split("[")[0]
    if first == tag:
        return "/" + path.lstrip("/")
    if first == RECORDS[tag]:
        return f"/{tag}/{path.lstrip('/')}"
    return None if first in {*RECORDS, *RECORDS.values()} else path
