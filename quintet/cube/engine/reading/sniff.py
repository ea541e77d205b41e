"""What a file is, judged by its first bytes and not by the ending of its name."""

import codecs
import csv
import re

from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.reading.layouts import folded, layout_of, layouts

KINDS = ("csv", "xlsx", "iati", "sdmx", "ceb")
HEAD = 2**20  # bytes that are looked at
_DELIMITERS = (",", ";", "\t", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_XML = re.compile(r"\s*<[?!\w]", re.ASCII)
_SDMX = "sdmx.org/resources/sdmxml/schemas/"  # in the namespaces of every SDMX-ML message


def encoding_of(head: bytes) -> str:
    """By its byte-order mark; "utf-8" where there is none."""
    return next((name for mark, name in _BOMS if head.startswith(mark)), "utf-8")


def text_of(head: bytes) -> str:
    """The first bytes as text; a character cut at their end is left out."""
    decoder = codecs.getincrementaldecoder(encoding_of(head))("replace")
    return decoder.decode(head)


def is_xml(head: bytes) -> bool:
    return bool(_XML.match(text_of(head)))


def sniff(head: bytes, name: str = "") -> str | None:
    """One of KINDS, or None where the file is none of them. `head`: its first bytes (HEAD of them
    suffice); the `name` says only what an otherwise unknown table is."""
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    text = text_of(head)
    if _XML.match(text):
        if _SDMX in text.casefold():
            return "sdmx"
        return "iati" if re.search(r"<(?:\w+:)?iati-(?:activit|organi)", text) else None
    if text.count("\x00") > len(text) / 100:
        return None
    _delimiter, headings = header_of(text)
    layout = layout_of([folded(one) for one in headings])
    if layout:
        return layout.kind
    return "csv" if name.casefold().endswith((".csv", ".tsv", ".txt")) else None


def header_of(text: str) -> tuple[str, list[str]]:
    """The delimiter of a delimited text and the cells of its first record that is not empty: that
    delimiter which gives the most known headings, or else the most cells."""
    known = {*NAMES, *(heading for one in layouts() for heading in one.headings)}

    def worth(found: tuple[str, list[str]]) -> tuple[int, int]:
        cells = found[1]
        return sum(folded(cell) in known for cell in cells), len(cells)

    return max(((mark, _first(text, mark)) for mark in _DELIMITERS), key=worth)


def _first(text: str, delimiter: str) -> list[str]:
    lines = text.splitlines(keepends=True)
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            if any(cell.strip() for cell in cells):
                return cells
    except csv.Error:
        return []
    return []
