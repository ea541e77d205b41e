"""Rows of a structure as SDMX-CSV 2.0 and as SDMX-ML 3.0 (structure-specific data), written as they
come: memory is that of one row.

pysdmx writes data from a pandas table that is held as a whole, and as a text that is; here lxml
writes one observation after the other.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import BinaryIO

from lxml import etree

from quintet.cube.engine.sdmx.structure import AGENCY, Structure

Row = Sequence[str]  # of each component its value, "" where there is none
CSV_TYPE = "application/vnd.sdmx.data+csv;version=2.0.0"
ML_TYPE = "application/vnd.sdmx.data+xml;version=3.0.0"
STRUCTURE_TYPE = "application/vnd.sdmx.structure+xml;version=3.0.0"
ACTION = "Information"
_SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
_MESSAGE, _COMMON = f"{_SCHEMAS}/message", f"{_SCHEMAS}/common"
_SPECIFIC = f"{_SCHEMAS}/data/structurespecific"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, Char


def write_csv(structure: Structure, rows: Iterable[Row], out: BinaryIO) -> None:
    """SDMX-CSV 2.0 (SDMX 3.0, section 4): RFC 4180, UTF-8, one line an observation. Values stand as
    they are; what a spreadsheet might take for a formula too."""
    writer = csv.writer(codecs.getwriter("utf-8")(out))
    ids = [one.id for one in structure.components]
    writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *ids])
    beside = ["datastructure", structure.reference, ACTION[0]]
    writer.writerows([*beside, *row] for row in rows)


def write_ml(
    structure: Structure,
    rows: Iterable[Row],
    out: BinaryIO,
    *,
    prepared: datetime | None = None,
    source: str = "",
    language: str = "en",
) -> None:
    """An SDMX-ML 3.0 message of structure-specific data, its observations not grouped. `source`: what
    is told of all of it, in `language`. Characters that XML cannot hold (controls) become U+FFFD."""
    ids = [one.id for one in structure.components]
    names = {
        "mes": _MESSAGE, "com": _COMMON, "ss": _SPECIFIC, "xsi": _INSTANCE,
        "ns1": f"{structure.urn}:ObsLevelDim:AllDimensions",
    }  # fmt: skip
    about = {
        f"{{{_SPECIFIC}}}structureRef": structure.id,
        f"{{{_INSTANCE}}}type": "ns1:DataSetType",
        f"{{{_SPECIFIC}}}action": ACTION,
    }
    with etree.xmlfile(out, encoding="UTF-8") as message:
        message.write_declaration()
        with message.element(f"{{{_MESSAGE}}}StructureSpecificData", nsmap=names):
            header = _header(structure, prepared or datetime.now(UTC), source, language)
            message.write(header, pretty_print=True)
            with message.element(f"{{{_MESSAGE}}}DataSet", about):
                message.write("\n")
                for row in rows:
                    told = zip(ids, row, strict=True)
                    values = {id: _UNFIT.sub("\ufffd", value) for id, value in told if value}
                    message.write(etree.Element("Obs", values), pretty_print=True)


def _header(structure: Structure, prepared: datetime, source: str, language: str) -> etree._Element:
    header = etree.Element(f"{{{_MESSAGE}}}Header", nsmap={"mes": _MESSAGE, "com": _COMMON})

    def add(name: str, text: str = "", **attributes: str) -> etree._Element:
        one = etree.SubElement(header, f"{{{_MESSAGE}}}{name}", attributes)
        one.text = _UNFIT.sub("\ufffd", text) or None
        return one

    add("ID", f"{structure.id}-{prepared:%Y%m%dT%H%M%S}")
    add("Test", "false")
    add("Prepared", prepared.isoformat(timespec="seconds"))
    add("Sender", id=AGENCY)
    held = add(
        "Structure",
        structureID=structure.id,
        namespace=f"{structure.urn}:ObsLevelDim:AllDimensions",
        dimensionAtObservation="AllDimensions",
    )
    etree.SubElement(held, f"{{{_COMMON}}}Structure").text = structure.urn
    if source:
        add("Source", source).set(_LANGUAGE, language)
    return header
