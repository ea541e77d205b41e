"""The words of one paragraph as they are printed: changes accepted, notes and field codes left out.

Insertions count and deletions do not (clause 17.13.5); of a field, its result; of a text that is
there twice for older programs, the first.
"""

from dataclasses import dataclass, field

from lxml import etree

from quintet.followup.intake.readers.docx.names import (
    BOLD,
    FALLBACK,
    ITALIC,
    MATH_TEXT,
    P_PR,
    R_PR,
    R_STYLE,
    VANISH,
    R,
    T,
    is_on,
    w,
)
from quintet.followup.intake.readers.docx.styles import Style, Styles

_LEFT_OUT = frozenset([w("del"), w("moveFrom"), w("rt"), w("sdtPr"), w("sdtEndPr"), P_PR, FALLBACK])
_BOX = w("txbxContent")
_BREAK, _RENDERED_BREAK, _SYMBOL = w("br"), w("lastRenderedPageBreak"), w("sym")
_PLACEHOLDER = f"{w('sdtPr')}/{w('showingPlcHdr')}"
_SDT = w("sdt")
_PLAIN = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("cr"): "\n",
    w("noBreakHyphen"): "-",
}
# Letters of the fonts Symbol and Wingdings, which have no Unicode of their own.
_SYMBOLS = {
    0xF0B7: "•", 0xF0A7: "▪", 0xF0A8: "☐", 0xF06F: "☐", 0xF071: "☐", 0xF0FC: "✓", 0xF0FE: "☑",
    0xF0FD: "☒", 0xF078: "☒", 0xF0D8: "➢", 0xF0E0: "→", 0xF0E8: "→", 0xF02D: "–", 0xF0B0: "°",
    0xF0B1: "±", 0xF0A3: "≤", 0xF0B3: "≥", 0xF0B4: "×", 0xF0D7: "·", 0xF06D: "μ",
}  # fmt: skip


@dataclass(slots=True)
class Words:
    """A paragraph's words, and what is known of them.

    `page_breaks` counts those before the first word, `later_breaks` those after it; `boxes` are
    the text boxes anchored here.
    """

    pieces: list[str] = field(default_factory=list)
    seen: int = 0
    bold: int = 0
    italic: int = 0
    page_breaks: int = 0
    later_breaks: int = 0
    boxes: list["etree._Element"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def extend(self, other: "Words") -> None:
        """Take in the words that follow, of a paragraph whose end was deleted."""
        self.pieces += other.pieces
        self.seen += other.seen
        self.bold += other.bold
        self.italic += other.italic
        self.later_breaks += other.page_breaks + other.later_breaks
        self.boxes += other.boxes


class WordReader:
    """Reads the words of paragraphs; `rendered` says whether Word noted where it broke pages.

    Then only those breaks count, else the breaks that the author set.
    """

    def __init__(self, styles: Styles, rendered: bool) -> None:
        self._styles = styles
        self._rendered = rendered

    def words(self, paragraph: "etree._Element", style: Style) -> Words:
        """The words of a paragraph that has this style."""
        words = Words()
        self._read(paragraph, style, words)
        return words

    def _read(self, parent: "etree._Element", style: Style, words: Words) -> None:
        for child in parent:
            tag = child.tag
            if tag == R:
                self._read_run(child, style, words)
            elif tag == MATH_TEXT:
                _put(words, child.text, False, False)
            elif tag == _BOX:
                words.boxes.append(child)
            elif tag not in _LEFT_OUT and len(child) and not _is_placeholder(child):
                self._read(child, style, words)

    def _read_run(self, run: "etree._Element", style: Style, words: Words) -> None:
        bold, italic = style.bold, style.italic
        for child in run:
            tag = child.tag
            if tag == T:
                _put(words, child.text, bold, italic)
            elif tag == R_PR:
                if is_on(child.find(VANISH)):
                    return
                bold, italic = self._emphasis(child, style)
            elif tag in _PLAIN:
                words.pieces.append(_PLAIN[tag])
            elif tag == _RENDERED_BREAK:
                if self._rendered:
                    _turn_page(words)
            elif tag == _BREAK:
                self._read_break(child.get(w("type")), words)
            elif tag == _SYMBOL:
                _put(words, _symbol(child), bold, italic)
            elif tag not in _LEFT_OUT and len(child):
                self._read(child, style, words)

    def _emphasis(self, properties: "etree._Element", style: Style) -> tuple[bool, bool]:
        bold, italic = style.bold, style.italic
        for child in properties:
            if child.tag == R_STYLE:
                character = self._styles.get(child.get(w("val")))
                bold, italic = bold or character.bold, italic or character.italic
            elif child.tag == BOLD:
                bold = is_on(child)
            elif child.tag == ITALIC:
                italic = is_on(child)
        return bold, italic

    def _read_break(self, kind: str | None, words: Words) -> None:
        if kind == "page":
            words.pieces.append("\n")
            if not self._rendered:
                _turn_page(words)
        elif kind != "column":
            words.pieces.append("\n")


def _put(words: Words, text: str | None, bold: bool, italic: bool) -> None:
    if not text:
        return
    words.pieces.append(text.replace("\n", " "))
    length = 0 if text.isspace() else len(text)
    words.seen += length
    words.bold += length * bold
    words.italic += length * italic


def _turn_page(words: Words) -> None:
    if words.seen:
        words.later_breaks += 1
    else:
        words.page_breaks += 1


def _symbol(element: "etree._Element") -> str:
    try:
        code = int(element.get(w("char"), ""), 16)
    except ValueError:
        return ""
    if 0xF000 <= code <= 0xF0FF:
        return _SYMBOLS.get(code, "")
    return chr(code) if 0x20 <= code < 0xD800 else ""


def _is_placeholder(element: "etree._Element") -> bool:
    return element.tag == _SDT and element.find(_PLACEHOLDER) is not None
