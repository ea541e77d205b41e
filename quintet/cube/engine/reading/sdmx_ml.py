"""SDMX-ML (structure-specific data of SDMX 2.1, 3.0, 3.1; compact data of 2.0) into records.

In all of these an observation's dimensions, measures and attributes are XML attributes of `Obs`, or
of the `Series` and the `DataSet` that it stands in. It is read as it comes, memory is that of one
observation; nothing outside the file is looked at, and definitions of entities are not read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from quintet.cube.engine.findings import Findings
from quintet.cube.engine.reading.layouts import SDMX
from quintet.cube.engine.reading.limits import Limits, refuse

MESSAGES = ("StructureSpecificData", "StructureSpecificTimeSeriesData", "CompactData")
_HELD = ("DataSet", "Series", "Obs")
_LOOK = 10_000  # observations between two looks


@dataclass(slots=True)
class Observations:
    """`records`: line and cells of each observation, a cell for each column that the layout knows.
    `headings` of these are known when all are read: "" where no observation has it; then follow
    those that the layout does not know."""

    path: Path
    findings: Findings
    limits: Limits
    look: Callable[[], None]
    _seen: dict[str, str] = field(default_factory=dict)  # by folded heading, as it is written

    @property
    def width(self) -> int:
        return len(SDMX.headings)

    @property
    def headings(self) -> tuple[str, ...]:
        known = (self._seen.get(one, "") for one in SDMX.headings)
        others = (self._seen[one] for one in self._seen if one not in SDMX.headings)
        return (*known, *others)

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Raises Unreadable."""
        try:
            with self.path.open("rb") as file:
                yield from self._read(
                    etree.iterparse(
                        file, ("start", "end"), resolve_entities=False, load_dtd=False,
                        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True,
                    )
                )  # fmt: skip
        # ValueError: text that is no text, and a name whose prefix nobody declared
        except (etree.XMLSyntaxError, LookupError, ValueError) as fault:
            self._refuse("shape.damaged", fault=" ".join(str(fault).split())[:120].rstrip("."))

    def _read(
        self, events: "etree.iterparse[tuple[str, etree._Element]]"
    ) -> Iterator[tuple[int, list[str]]]:
        held: dict[str, dict[str, str]] = {}
        number = 0
        for event, element in events:
            name = etree.QName(element).localname
            if event == "start":
                if element.getparent() is None:
                    self._judge_message(element, name)
                elif name in _HELD:
                    held[name] = self._told(element, name)
                continue
            if name == "Obs":
                told = {key: text for one in _HELD for key, text in held.get(one, {}).items()}
                yield element.sourceline or 0, [told.get(one, "") for one in SDMX.headings]
                number += 1
                if number % _LOOK == 0:
                    self.look()
            elif name == "Group":
                self._see("Group")  # attributes of several series at once: told, not published
            held.pop(name, None)
            _forget(element)

    def _judge_message(self, root: etree._Element, name: str) -> None:
        document = root.getroottree().docinfo
        if document.internalDTD is not None or document.externalDTD is not None:
            self._refuse("shape.entities")
        if name not in MESSAGES:
            self._refuse("shape.sdmx_message", message=name)

    def _told(self, element: etree._Element, name: str) -> dict[str, str]:
        """By folded heading what the element tells; what has a namespace is about XML."""
        told = {}
        if name == "DataSet" and _action(element) == "delete":
            self._refuse("shape.sdmx_delete")
        if len(element.attrib) > self.limits.columns:
            self._refuse_columns(len(element.attrib))
        for key, text in element.attrib.items():
            if key.startswith("{"):
                continue
            if len(text) > self.limits.cell:
                self._refuse("shape.long_line", limit=str(self.limits.cell))
            told[self._see(key)] = text
        return told

    def _see(self, heading: str) -> str:
        key = heading.casefold()
        if key not in self._seen and key not in SDMX.ignored:
            self._seen[key] = heading
            if len(self._seen) > self.limits.columns:
                self._refuse_columns(len(self._seen))
        return key

    def _refuse_columns(self, number: int) -> None:
        self._refuse("shape.columns", number=str(number), limit=str(self.limits.columns))

    def _refuse(self, rule: str, **params: str) -> None:
        refuse(self.findings, rule, name=self.path.name, **params)


def _action(element: etree._Element) -> str:
    """In 3.0 its name has a namespace, in 2.1 it has none in what pysdmx and others write."""
    found = (text for key, text in element.attrib.items() if etree.QName(key).localname == "action")
    return next(found, "").casefold()


def _forget(element: etree._Element) -> None:
    """The element and those before it, which lxml would keep until the end."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
