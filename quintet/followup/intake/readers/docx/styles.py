"""Paragraph and character styles: which is a heading, which is numbered, bold or italic."""

import re
from dataclasses import dataclass

from lxml import etree

from quintet.followup.intake.readers.docx.names import (
    BOLD,
    ILVL,
    ITALIC,
    NUM_ID,
    NUM_PR,
    OUTLINE,
    P_PR,
    R_PR,
    VAL,
    child_value,
    is_on,
    w,
    whole,
)

# Built-in names are English in the file whatever the language of Word; other programs write
# their own. The last two lines are the styles of UN and UNECE document templates.
_HEADING_NAME = re.compile(
    r"(?:heading|überschrift|titre|título|titulo|titolo|заголовок|标题|標題|見出し|عنوان|العنوان|kop"
    r"|rubrik|overskrift|nagłówek)\s*(?P<rank>[1-9])"
    r"|_?\s*H_?\s*(?P<un>\d{1,2})G?"
    r"|_?\s*(?P<top>H_?\s*(?:Ch|M)(?:_T)?G?|title)",
    re.IGNORECASE,
)
_MOST_ANCESTORS = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What a style means for reading. `heading` is 1…9, 0 for body text."""

    heading: int = 0
    num_id: str | None = None
    ilvl: int | None = None
    bold: bool = False
    italic: bool = False
    is_contents: bool = False  # an entry of the table of contents


BODY_TEXT = Style()


class Styles:
    """The styles of a document, with what they inherit from one another."""

    def __init__(self, root: "etree._Element | None") -> None:
        self._elements: dict[str, etree._Element] = {}
        self._known: dict[str | None, Style] = {}
        self._default: str | None = None
        self.language = ""
        if root is None:
            return
        for element in root.iterchildren(w("style")):
            name = element.get(w("styleId"), "")
            self._elements[name] = element
            if element.get(w("type")) == "paragraph" and element.get(w("default")) in ("1", "true"):
                self._default = name
        language = root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{R_PR}/{w('lang')}")
        if language is not None:
            self.language = language.get(VAL, "")

    def paragraph(self, style_id: str | None) -> Style:
        """The style of a paragraph; the document's default where it names none."""
        return self.get(style_id or self._default)

    def get(self, style_id: str | None) -> Style:
        """The style with this id, or plain body text where there is none."""
        style = self._known.get(style_id)
        if style is None:
            style = self._known[style_id] = self._resolve(style_id)
        return style

    def _resolve(self, style_id: str | None) -> Style:
        chain: list[etree._Element] = []
        while style_id in self._elements and len(chain) < _MOST_ANCESTORS:
            chain.append(self._elements[style_id])
            style_id = child_value(chain[-1], w("basedOn"))
        if not chain:
            return BODY_TEXT
        names = [child_value(element, w("name")) or "" for element in chain]
        num_id, ilvl = _numbering(chain)
        return Style(
            _heading(chain, names),
            num_id,
            ilvl,
            _toggle(chain, BOLD),
            _toggle(chain, ITALIC),
            bool(re.match(r"toc\s*\d|contents\s*\d", names[0], re.IGNORECASE)),
        )


def _heading(chain: list["etree._Element"], names: list[str]) -> int:
    for element, name in zip(chain, names, strict=True):
        match = _HEADING_NAME.fullmatch(name.strip())
        if match:
            if match["rank"]:
                return int(match["rank"])
            return 1 + int(match["un"][0]) if match["un"] else 1
        outline = child_value(element.find(P_PR), OUTLINE)
        if outline is not None:
            rank = whole(outline, 9) + 1
            return rank if 1 <= rank <= 9 else 0
    return 0


def _numbering(chain: list["etree._Element"]) -> tuple[str | None, int | None]:
    num_id = ilvl = None
    for element in chain:
        properties = element.find(P_PR)
        numbering = properties.find(NUM_PR) if properties is not None else None
        if numbering is None:
            continue
        if ilvl is None and (level := child_value(numbering, ILVL)) is not None:
            ilvl = whole(level)
        num_id = child_value(numbering, NUM_ID)
        if num_id is not None:
            break
    return num_id, ilvl


def _toggle(chain: list["etree._Element"], name: str) -> bool:
    for element in chain:
        properties = element.find(R_PR)
        found = properties.find(name) if properties is not None else None
        if found is not None:
            return is_on(found)
    return False
