"""Builds a Document block by block, so that every reader keeps the same law and the same limits.

The law: `document.text[block.start:block.end] == block.text`. In the document's text, paragraphs
are parted by an empty line, the rows of a table by a line end, and its cells by a tab; a number
stands before its paragraph as it is printed.
"""

import re
import unicodedata

from quintet.followup.intake.document import Block, BlockKind, Document, Limits, Unreadable

# Control characters, lone surrogates, soft hyphens, zero-width spaces and marks of direction: a
# person does not see them, and a search must not trip over them. Joiners stay: scripts need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060"
    "\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
_PRESENTATION_FORM = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]")


def tidy(text: str) -> str:
    """The text as a reader sees it: every run of spaces is one space, every line end one "\\n".

    Characters that nobody sees are dropped; ligatures and Arabic presentation forms become the
    letters they stand for, and letters with combining marks their composed form (Unicode NFC).
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text else text.strip()
    text = _UNSEEN.sub("", text)
    text = _PRESENTATION_FORM.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)
    text = unicodedata.normalize("NFC", text)
    return _LINES.sub("\n", _SPACES.sub(" ", _LINE_END.sub("\n", text))).strip()


class Builder:
    """Collects blocks in reading order; `document()` gives the Document when all are in.

    Every method may raise Unreadable when the document outgrows its limits.
    """

    def __init__(self, media_type: str, limits: Limits | None = None) -> None:
        self._media_type = media_type
        self._limits = limits or Limits()
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._tables = 0
        self._cell_above: tuple[int, int] | None = None  # table and row of the cell before

    def next_table(self) -> int:
        """The number of a new table, counted from 0 in the document."""
        self._tables += 1
        return self._tables - 1

    def check_room(self, blocks: int) -> None:
        """Raise Unreadable if this many more blocks are too many: ask before reading them."""
        if len(self._blocks) + blocks > self._limits.blocks:
            raise Unreadable(
                "The document has more than %(n)s paragraphs and table cells: "
                "split it into parts and load each part.",
                n=self._limits.blocks,
            )

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        number: str = "",
        label: str = "",
        level: int = 0,
        page: int | None = None,
        bold: bool = False,
        italic: bool = False,
        table: int | None = None,
        row: int = 0,
        column: int = 0,
        row_span: int = 1,
        column_span: int = 1,
    ) -> None:
        """Append one block; its text is tidied first (see `tidy`).

        Line ends stay in paragraphs, list items and cells, so pass "\\n" only where the document
        breaks the line on purpose; in a heading they become spaces. A paragraph without text and
        without a number is left out; an empty cell stays. `number` is the bare number ("18", "a");
        `label` is the number as printed ("18.", "(a)"), by default the number and a point.
        """
        text = tidy(text)
        if kind == "heading":
            text = text.replace("\n", " ")
        if kind != "cell" and not text and not number:
            return
        limits = self._limits
        self.check_room(1)
        if page is not None and page > limits.pages:
            raise Unreadable(
                "The document has more than %(n)s pages: split it into parts and load each part.",
                n=limits.pages,
            )
        self._separate(kind, table, row)
        if number:
            self._append((label or f"{number}.") + " ")
        start = self._length
        self._append(text)
        self._blocks.append(
            Block(
                kind,
                text,
                start,
                self._length,
                number=number,
                level=level,
                page=page,
                bold=bold,
                italic=italic,
                table=table,
                row=row,
                column=column,
                row_span=row_span,
                column_span=column_span,
            )
        )

    def document(self, language: str = "", metadata: dict[str, str] | None = None) -> Document:
        """The Document of all that was added; `language` is a BCP 47 tag, empty where unknown."""
        return Document(
            "".join(self._parts), tuple(self._blocks), self._media_type, language, metadata or {}
        )

    def _separate(self, kind: BlockKind, table: int | None, row: int) -> None:
        place = (table, row) if kind == "cell" and table is not None else None
        if self._blocks:
            if place is None or self._cell_above is None or place[0] != self._cell_above[0]:
                self._append("\n\n")
            else:
                self._append("\t" if place == self._cell_above else "\n")
        self._cell_above = place

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        if self._length > self._limits.characters:
            raise Unreadable(
                "The document has more than %(n)s characters: split it into parts and load each part.",
                n=self._limits.characters,
            )
