"""Structures as an SDMX-ML 3.0 structure message: concepts, code lists, data structure definitions.

pysdmx writes it, with names in English; the names in other languages are put beside them.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import chain

from lxml import etree
from pysdmx.io.xml.sdmx30.writer.structure import write
from pysdmx.model import (
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    DataStructureDefinition,
    DataType,
    ItemReference,
    Organisation,
    Role,
)
from pysdmx.model.message import Header

from quintet.cube.engine.questions.codes import ALL, Lists
from quintet.cube.engine.questions.semantic import Names, semantic
from quintet.cube.engine.sdmx import structure
from quintet.cube.engine.sdmx.structure import AGENCY, ASKED, TOTAL, UNTOLD, VERSION, Structure

SCHEME = "CUBE_CONCEPTS"
_COMMON = "{http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ROLES = {"dimension": Role.DIMENSION, "measure": Role.MEASURE, "attribute": Role.ATTRIBUTE}
Path = tuple[str, ...]  # identifiers, from the scheme down


def write_structure(
    structures: Sequence[Structure], lists: Lists | None, *, prepared: datetime | None = None
) -> bytes:
    """One message with all that the structures need. Without `lists`, values are free text; names are
    in the languages that the lists have."""
    parts = _Parts(lists)
    parts.names[(SCHEME,)] = structure.words()["scheme"]
    definitions = [parts.definition(one) for one in structures]
    found = write(
        [*parts.codelists.values(), parts.concepts(structures), *definitions],
        header=Header(
            id=f"STRUCTURE-{structures[0].id}",
            sender=Organisation(id=AGENCY),
            prepared=prepared or datetime.now(UTC),
        ),
    )
    assert found is not None  # as it is where there is no path to write to
    return _in_all_languages(found, parts.names)


class _Parts:
    """What a message consists of; `names` of each part of it."""

    def __init__(self, lists: Lists | None) -> None:
        self.lists = lists
        self.codelists: dict[str, Codelist] = {}
        self.names: dict[Path, Names] = {}

    def definition(self, one: Structure) -> DataStructureDefinition:
        self.names[(one.id,)] = one.names
        return DataStructureDefinition(
            id=one.id,
            name=one.names["en"],
            agency=AGENCY,
            version=VERSION,
            components=Components([self.component(each) for each in one.components]),
        )

    def component(self, one: structure.Component) -> Component:
        codes = self.codelist(one.codes) if one.codes and self.lists else None
        role = _ROLES[one.role]
        return Component(
            id=one.id,
            required=role == Role.DIMENSION,
            role=role,
            concept=ItemReference("Concept", AGENCY, SCHEME, VERSION, one.id),
            local_dtype=None if codes else DataType(one.type),
            local_codes=codes,
            attachment_level="OBS_VALUE" if role == Role.ATTRIBUTE else None,
        )

    def codelist(self, name: str) -> Codelist:
        """The list of that name, with the codes of what is not told and of all."""
        if name not in self.codelists:
            id = f"CL_{name.upper()}"
            title, version, codes = self._codes(name)
            self.names[(id,)] = title
            of_list = structure.Component(id, "dimension", {}, name)
            every = [(of_list.written(code), names) for code, names in codes]
            every += [(UNTOLD, semantic().not_told), (TOTAL, ALL)]
            self.names |= {(id, code): names for code, names in every}
            self.codelists[name] = Codelist(
                id=id,
                name=title["en"],
                agency=AGENCY,
                version=version,
                items=[Code(id=code, name=names["en"]) for code, names in every],
            )
        return self.codelists[name]

    def _codes(self, name: str) -> tuple[Names, str, list[tuple[str, Names]]]:
        if name == ASKED:
            measures = semantic().measures.values()
            return structure.words()[ASKED], VERSION, [(one.name, one.names) for one in measures]
        assert self.lists
        found = self.lists.get(name)
        codes = [(code, one.names) for code, one in found.codes.items()]
        return found.title, found.edition.replace("-", "."), codes

    def concepts(self, structures: Iterable[Structure]) -> ConceptScheme:
        every = {
            one.id: one.names for one in chain.from_iterable(two.components for two in structures)
        }
        self.names |= {(SCHEME, id): names for id, names in every.items()}
        return ConceptScheme(
            id=SCHEME,
            name=self.names[(SCHEME,)]["en"],
            agency=AGENCY,
            version=VERSION,
            items=[Concept(id=id, name=names["en"]) for id, names in every.items()],
        )


def _in_all_languages(message: str, names: dict[Path, Names]) -> bytes:
    tree = etree.fromstring(message.encode(), etree.XMLParser(remove_blank_text=True))
    for english in list(tree.iter(f"{_COMMON}Name")):
        above = [one.get("id") for one in english.iterancestors() if one.get("id")]
        told = names[tuple(reversed(above))]
        before = english
        for language in sorted(told.keys() - {"en"}):
            name = etree.Element(f"{_COMMON}Name", {_LANGUAGE: language})
            name.text = told[language]
            before.addnext(name)
            before = name
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, pretty_print=True)
