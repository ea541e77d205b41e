"""Reads Word files (.docx): WordprocessingML of ISO/IEC 29500, transitional and strict.

    package    the zip container, with its bounds
    styles     headings, numbering and emphasis by style
    numbering  automatic numbers, counted as Word counts them
    text       the words of one paragraph
    body       paragraphs and tables in reading order

The body is read as a stream, so that memory does not grow with the document.
"""

import io
from collections.abc import Iterator

from lxml import etree

from quintet.followup.intake.document import Document, Limits
from quintet.followup.intake.readers.builder import Builder, tidy
from quintet.followup.intake.readers.docx.body import Body
from quintet.followup.intake.readers.docx.names import BODY, TBL, P, T, transitional, w
from quintet.followup.intake.readers.docx.numbering import Numbering
from quintet.followup.intake.readers.docx.package import Package, check_no_doctype, damaged
from quintet.followup.intake.readers.docx.styles import Styles

__all__ = ["Package", "read_docx"]

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_CHILDREN = (P, TBL, *(w(name) for name in ("sdt", "customXml", "ins", "moveTo")))
_PARAGRAPHS_IN_CELL = 3  # more than cells of a table have on the average
_RIGHT_TO_LEFT = "ar"


def read_docx(package: Package, limits: Limits | None = None) -> Document:
    """The Document of a Word file. Raises Unreadable where it is damaged or beyond the limits.

    The text of headers and footers is in `metadata` ("header", "footer"), the title of the
    document's properties too ("title"). Pages are known where Word noted its page breaks, or the
    author set some.
    """
    limits = limits or Limits()
    main = package.main_part()
    parts = {link.kind: link.target for link in package.relationships(main)}
    xml = transitional(package.read(main))
    styles = Styles(_part(package, parts.get("styles")))
    numbering = Numbering(_part(package, parts.get("numbering")), styles)
    rendered = b"lastRenderedPageBreak" in xml
    has_pages = rendered or b'w:type="page"' in xml or b"pageBreakBefore" in xml
    builder = Builder(MEDIA_TYPE, limits)
    body = Body(builder, limits, styles, numbering, (rendered, has_pages))
    for element in _children_of_body(xml, builder):
        body.add(element)
    language = _RIGHT_TO_LEFT if body.right_to_left > 0 else styles.language
    return builder.document(language, _metadata(package, main))


def _part(package: Package, name: str | None) -> "etree._Element | None":
    if name is None or name not in package:
        return None
    return package.tree(name)


def _children_of_body(xml: bytes, builder: Builder) -> Iterator["etree._Element"]:
    """Each child of the body in turn; it is cleared when the next one is asked for.

    A table is one child, so its paragraphs are counted while it is being parsed.
    """
    within = 0
    events = etree.iterparse(
        io.BytesIO(xml), events=("end",), tag=_CHILDREN, resolve_entities=False, no_network=True
    )
    try:
        for _, element in events:
            parent = element.getparent()
            if parent is None or parent.tag != BODY:
                within += 1
                builder.check_room(within // _PARAGRAPHS_IN_CELL)
                continue
            within = 0
            check_no_doctype(element)
            yield element
            element.clear()
            while (before := element.getprevious()) is not None:
                parent.remove(before)
    except etree.XMLSyntaxError:
        raise damaged() from None


def _metadata(package: Package, main: str) -> dict[str, str]:
    metadata = {}
    for link in package.relationships(""):
        if link.kind == "core-properties" and link.target in package:
            title = package.tree(link.target).findtext(_TITLE)
            if title and tidy(title):
                metadata["title"] = tidy(title)
    for kind in ("header", "footer"):
        lines: dict[str, None] = {}
        for link in package.relationships(main):
            if link.kind == kind and link.target in package:
                for paragraph in package.tree(link.target).iter(P):
                    lines[tidy("".join(text.text or "" for text in paragraph.iter(T)))] = None
        said = [line for line in lines if line and not line.isdecimal()]
        if said:
            metadata[kind] = "\n".join(said)
    return metadata
