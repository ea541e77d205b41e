"""Paragraphs, tables and pages in WordprocessingML (ECMA-376 part 1, section 17).

What reports and forms have in common: A4 on its side, text in its own direction, own styles.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from lxml.builder import ElementMaker
from lxml.etree import _Element

from quintet.followup.documents.direction import runs
from quintet.followup.documents.layout import MARKS, Span
from quintet.followup.documents.legible import one_line

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# Twentieths of a point: A4 on its side.
PAGE_WIDTH, PAGE_HEIGHT, MARGIN, TOP, EDGE = 16838, 11906, 850, 1020, 510

_make = ElementMaker(namespace=W, nsmap={"w": W, "r": R})
_TONES = {"strong": "Strong", "alarm": "Alarm", "reference": "Reference"} | {
    shape: "Mark" + shape.title() for shape in MARKS
}
_FIELD = re.compile(r"(\{pages?\})")


def w(tag: str, *children: _Element, **attributes: str | int) -> _Element:
    """The element w:tag with its children and its attributes, all in the namespace of Word."""
    element: _Element = _make(tag, *children)
    for name, value in attributes.items():
        element.set(f"{{{W}}}{name}", str(value))
    return element


class Typesetter:
    """Sets what runs left to right or right to left.

    `link` takes an address and gives its relationship's id.
    """

    def __init__(self, rtl: bool, link: Callable[[str], str]) -> None:
        self._rtl = rtl
        self._link = link

    def section(self, references: Sequence[_Element]) -> _Element:
        """The page: A4 on its side, a first page without running header, right to left if need be."""
        return w(
            "sectPr",
            *references,
            w("pgSz", w=PAGE_WIDTH, h=PAGE_HEIGHT, orient="landscape"),
            w(
                "pgMar",
                top=TOP,
                right=MARGIN,
                bottom=TOP,
                left=MARGIN,
                header=EDGE,
                footer=EDGE,
                gutter=0,
            ),
            w("titlePg"),
            *([w("bidi")] if self._rtl else []),
        )

    def running_head(self, start: str, end: str) -> _Element:
        """A header of two texts, one at either side of the page."""
        tabs = w("tabs", w("tab", val="right", pos=PAGE_WIDTH - 2 * MARGIN))
        line = self._paragraph("Header", start, tabs)
        line.append(w("r", w("tab")))
        line.extend(self._runs(Span(one_line(end)), self._rtl))
        return line

    def page_number(self, words: str) -> _Element:
        """ "Page {page} of {pages}", counted by Word."""
        line = self._paragraph("Footer", "")
        for part in _FIELD.split(one_line(words)):
            if _FIELD.fullmatch(part):
                code = "PAGE" if part == "{page}" else "NUMPAGES"
                run = w("r", *self._run_properties("", False), text("1"))
                line.append(w("fldSimple", run, instr=code))
            else:
                line.extend(self._runs(Span(part), self._rtl))
        return line

    def _paragraph(
        self, style: str, text: str, *properties: _Element, spans: Sequence[Span] = ()
    ) -> _Element:
        return self._styled(style, spans or [Span(one_line(text))], self._rtl, properties)

    def _styled(
        self,
        style: str,
        spans: Iterable[Span],
        rtl: bool,
        before: Iterable[_Element] = (),
        after: Iterable[_Element] = (),
    ) -> _Element:
        """A paragraph; `before` and `after` are properties, as the schema orders them about bidi."""
        direction = [w("bidi")] if rtl else []
        paragraph = w("p", w("pPr", w("pStyle", val=style), *before, *direction, *after))
        for span in spans:
            pieces = self._runs(span, rtl)
            if span.link:
                link = w("hyperlink", *pieces)
                link.set(f"{{{R}}}id", self._link(span.link))
                pieces = [link]
            paragraph.extend(pieces)
        return paragraph

    def _runs(self, span: Span, rtl: bool) -> list[_Element]:
        style = _TONES.get(span.tone, "Hyperlink" if span.link else "")
        return [
            w("r", *self._run_properties(style, right), text(piece))
            for piece, right in runs(span.text, rtl)
        ]

    @staticmethod
    def _run_properties(style: str, right: bool) -> list[_Element]:
        named = [w("rStyle", val=style)] if style else []
        direction = [w("rtl")] if right else []
        return [w("rPr", *named, *direction)] if named or direction else []

    def _table(self, style: str, columns: Sequence[int], caption: str) -> _Element:
        return w(
            "tbl",
            w(
                "tblPr",
                w("tblStyle", val=style),
                *([w("bidiVisual")] if self._rtl else []),
                w("tblW", w=sum(columns), type="dxa"),
                w("tblLayout", type="fixed"),
                w(
                    "tblLook",
                    val="0020",
                    firstRow=1,
                    lastRow=0,
                    firstColumn=0,
                    lastColumn=0,
                    noHBand=1,
                    noVBand=1,
                ),
                w("tblCaption", val=one_line(caption)),
            ),
            w("tblGrid", *(w("gridCol", w=width) for width in columns)),
        )


def text(words: str) -> _Element:
    element = w("t")
    element.text = words
    element.set(XML_SPACE, "preserve")
    return element
