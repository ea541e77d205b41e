"""Lists out: CSV, JSON, and SKOS (W3C Recommendation of 2009) as RDF/XML.

All three tell everything the list holds. In SKOS a crossing is an exactMatch only where nothing is
lost and the source settles it, else a closeMatch; a wrong spelling is a hiddenLabel.
"""

import csv
import io
import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from lxml import etree

from quintet.cube.engine.findings import LANGUAGES
from quintet.cube.engine.lists.codes import Code, CodeList
from quintet.cube.engine.lists.crosswalks import Crosswalk

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BASE = "urn:quintet:list:"  # of identifiers, where an installation gives no address of its own
SEPARATOR = "; "
HEAD = ("list", "edition", "code")
REST = (
    "parent", "valid_from", "valid_to", "group", "certain", "labels", "spellings", "note", "source",
)  # fmt: skip
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP, CSV injection


def as_csv(one: CodeList, crosswalks: Sequence[Crosswalk] = ()) -> str:
    """A row a code; a column a language, and one a crosswalk. Several values are parted by "; "; what a
    spreadsheet would take for a formula gets an apostrophe."""
    out = io.StringIO()
    names = [f"name_{language}" for language in LANGUAGES]
    writer = csv.writer(out)
    writer.writerow([*HEAD, *names, *REST, *(walk.name for walk in crosswalks)])
    for code in one.codes.values():
        told = _told(code, one)
        names = [code.names.get(language, "") for language in LANGUAGES]
        walked = [[c.to for c in walk.get(code.code, ())] for walk in crosswalks]
        cells = [one.name, one.edition, code.code, *names, *(told[name] for name in REST), *walked]
        writer.writerow(map(_cell, cells))
    return out.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return _cell(SEPARATOR.join(value))
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(STARTS_FORMULA) else text


def crosswalk_csv(walk: Crosswalk) -> str:
    """A row a crossing: list, code, what it is there, whether something is lost, whether it is
    certain, note, edition, source."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["list", "code", "to", "value", "lossy", "certain", "note", "edition", "source"]
    )
    for one in walk.crossings:
        cells = [walk.of, one.code, walk.to, one.to, one.lossy, one.certain, one.note]
        writer.writerow(map(_cell, [*cells, walk.edition, walk.source]))
    return out.getvalue()


def as_json(one: CodeList, crosswalks: Sequence[Crosswalk] = ()) -> str:
    """An object: list, edition, title, source, codes, and the crosswalks by name."""
    told = {
        "list": one.name,
        "edition": one.edition,
        "title": dict(one.title),
        "source": one.source,
        "codes": [_told(code, one) for code in one.codes.values()],
        "crosswalks": {walk.name: _crossings(walk) for walk in crosswalks},
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _told(code: Code, one: CodeList) -> dict[str, Any]:
    return {
        "code": code.code,
        "names": dict(code.names),
        "parent": code.parent,
        "valid_from": code.valid_from,
        "valid_to": code.valid_to,
        "group": code.group,
        "certain": code.certain,
        "labels": list(code.labels),
        "spellings": list(code.spellings),
        "note": code.note,
        "source": code.source or one.source,
    }


def _crossings(walk: Crosswalk) -> dict[str, Any]:
    return {
        "to": walk.to,
        "source": walk.source,
        "lossy": walk.lossy,
        "crossings": [
            {
                "code": one.code,
                "to": one.to,
                "lossy": one.lossy,
                "certain": one.certain,
                "note": one.note,
            }
            for one in walk.crossings
        ],
    }


def as_skos(one: CodeList, crosswalks: Sequence[Crosswalk] = (), base: str = BASE) -> str:
    """A concept scheme with a concept a code, as RDF/XML. `base`: what identifiers begin with."""
    root = etree.Element(f"{{{RDF}}}RDF", nsmap={"rdf": RDF, "skos": SKOS, "dcterms": DCTERMS})
    scheme = f"{base}{one.name}"
    top = _node(root, "ConceptScheme", scheme)
    for language, title in one.title.items():
        _text(top, SKOS, "prefLabel", title, language)
    _text(top, DCTERMS, "source", one.source)
    _text(top, DCTERMS, "hasVersion", one.edition)
    for code in one.codes.values():
        concept = _concept(root, code, one, base)
        for walk in crosswalks:
            for crossing in walk.get(code.code, ()):
                match = "exactMatch" if crossing.certain and not crossing.lossy else "closeMatch"
                prefix = walk.uri or f"{base}{walk.name}/"
                _link(concept, match, prefix + quote(crossing.to, safe=""))
    etree.indent(root)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written.decode("utf-8")


def _concept(root: etree._Element, code: Code, one: CodeList, base: str) -> etree._Element:
    scheme = f"{base}{one.name}"
    concept = _node(root, "Concept", f"{scheme}/{quote(code.code, safe='')}")
    _link(concept, "inScheme", scheme)
    _text(concept, SKOS, "notation", code.code)
    for language, name in code.names.items():
        _text(concept, SKOS, "prefLabel", name, language)
    for label in code.labels:
        _text(concept, SKOS, "altLabel", label, "en")
    for spelling in code.spellings:
        _text(concept, SKOS, "hiddenLabel", spelling)
    if code.parent:
        above = f"{base}{one.parents or one.name}/{quote(code.parent, safe='')}"
        _link(concept, "broader" if not one.parents else "broadMatch", above)
    else:
        _link(concept, "topConceptOf", scheme)
    if code.valid_from or code.valid_to:
        period = f"start={code.valid_from or ''}; end={code.valid_to or ''}"  # a DCMI Period
        _text(concept, DCTERMS, "valid", period)
    if code.note:
        _text(concept, SKOS, "note", code.note, "en")
    if not code.certain:
        _text(concept, SKOS, "editorialNote", "Not settled by the sources at hand.", "en")
    if code.source:
        _text(concept, DCTERMS, "source", code.source)
    return concept


def _node(root: etree._Element, kind: str, uri: str) -> etree._Element:
    return etree.SubElement(root, f"{{{SKOS}}}{kind}", {f"{{{RDF}}}about": uri})


def _link(node: etree._Element, name: str, uri: str) -> None:
    etree.SubElement(node, f"{{{SKOS}}}{name}", {f"{{{RDF}}}resource": uri})


def _text(node: etree._Element, space: str, name: str, text: str, language: str = "") -> None:
    element = etree.SubElement(node, f"{{{space}}}{name}")
    element.text = text
    if language:
        element.set(XML_LANG, "zh-Hans" if language == "zh-hans" else language)


class Format(NamedTuple):
    """How a list is written, and the media type of that."""

    write: Callable[..., str]
    media: str


# By the ending of a file's name.
FORMATS = {
    "csv": Format(as_csv, "text/csv; charset=utf-8"),
    "json": Format(as_json, "application/json"),
    "rdf": Format(as_skos, "application/rdf+xml"),
}
