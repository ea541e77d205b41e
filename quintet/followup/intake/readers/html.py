"""Reads HTML: headings, paragraphs, lists with their numbers, tables with merged cells.

Parsed by libxml2, which bounds depth and fetches nothing. List numbers follow the HTML standard
(`start`, `value`, `type`, `reversed`); the grid of a table, its algorithm for forming a table.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from quintet.followup.intake.document import BlockKind, Document, Limits, Unreadable
from quintet.followup.intake.readers.builder import Builder, tidy
from quintet.followup.intake.readers.numbers import (
    Depth,
    Label,
    bullet_end,
    heading_label_of,
    label_of,
    letter,
    roman,
)
from quintet.followup.intake.readers.tables import MOST_COLUMNS, Cell, add_table, check_width

# fmt: off
_UNSEEN = frozenset((
    "head", "script", "style", "nav", "template", "noscript", "iframe", "object", "embed",
    "audio", "video", "canvas", "svg", "math", "select", "datalist", "button", "input",
    "textarea", "del", "rp", "rt",
))
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main",
    "ol", "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
))
# fmt: on
_NESTING = frozenset(("table", "ul", "ol", "dl", "blockquote"))
_BOLD = frozenset(("b", "strong", "th", "dt"))
_ITALIC = frozenset(("i", "em", "cite", "dfn"))
_HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.I)
_NOTE_MARK = re.compile(r"[\[(]? ?(?:\d{1,3}|[a-z]|[*†‡]{1,3}) ?[\])]?")
_TOO_DEEP = (
    "The HTML is nested too deeply, or one run of its text has no end: "
    "save the document again from a word processor and load that file."
)


def read_html(text: str, limits: Limits | None = None) -> Document:
    """The Document of an HTML page or fragment. Raises Unreadable beyond the limits."""
    limits = limits or Limits()
    root = _parse(text)
    page = _Page(Builder("text/html", limits), limits.nesting)
    page.walk(root, False, False, 0)
    page.end_block()
    titles = ("".join(element.itertext()) for element in root.iter("title"))
    title = " ".join(tidy(next(titles, "")).split())
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return page.builder.document(language.strip(), {"title": title} if title else {})


def cell_text(fragment: str) -> str:
    """The text of an HTML fragment as it stands in a table cell.

    Paragraphs, list items and `<br>` begin new lines; an item of a bulleted list gets "- ", of a
    numbered one its number; entities are decoded. Raises Unreadable if nested beyond all measure.
    """
    if "<" not in fragment and "&" not in fragment:
        return tidy(fragment)
    cell = _CellText(Limits().nesting)
    cell.walk(_parse(fragment), False, False, 0)
    return cell.take().text


def _parse(text: str) -> "etree._Element":
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise Unreadable(_TOO_DEEP)
    return root if root is not None else etree.Element("html")


@dataclass(frozen=True, slots=True)
class _Passage:
    text: str
    bold: bool
    italic: bool


class _Walker(ABC):
    """Walks an HTML tree in reading order and gathers text until a block begins or ends."""

    def __init__(self, nesting: int) -> None:
        self._nesting = nesting
        self._lists: list[_List] = []  # those that are open, the outermost first
        self._clear()

    def _clear(self) -> None:
        self._pieces: list[str] = []
        self._seen = self._bold = self._italic = 0  # characters that are not spaces

    def walk(self, element: "etree._Element", bold: bool, italic: bool, depth: int) -> None:
        """Read the element and all in it; `depth` counts tables, lists and quotations around."""
        tag = element.tag
        if tag in _UNSEEN or _is_hidden(element) or _is_note_mark(element):
            return
        if tag in _NESTING:
            depth += 1
            if depth > self._nesting:
                raise Unreadable(_TOO_DEEP)
        style = _style(element)
        bold = bold or tag in _BOLD or bool(style and _BOLD_STYLE.search(style))
        italic = italic or tag in _ITALIC or bool(style and _ITALIC_STYLE.search(style))
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "table" and self.table(element, bold, italic, depth):
            return
        else:
            if tag in ("ol", "ul"):
                self._lists.append(_List.of(element))
            if tag in _BLOCKS:
                self.begin(element)
            self._put(element.text, bold, italic, tag == "pre")
            for child in element:
                self.walk(child, bold, italic, depth)
                self._put(child.tail, bold, italic, tag == "pre")
            if tag in _BLOCKS:
                self.end(element)
            if tag in ("ol", "ul"):
                self._lists.pop()

    def _put(self, text: str | None, bold: bool, italic: bool, as_typed: bool) -> None:
        if not text:
            return
        self._pieces.append(text if as_typed else _SPACE.sub(" ", text))
        length = len(text) - text.count(" ") if not text.isspace() else 0
        self._seen += length
        self._bold += length * bold
        self._italic += length * italic

    def take(self) -> _Passage:
        """What was gathered since the last time."""
        text = tidy("".join(self._pieces))
        passage = _Passage(text, 0 < self._seen == self._bold, 0 < self._seen == self._italic)
        self._clear()
        return passage

    def _number(self, item: "etree._Element") -> str:
        """The number of a list item as its list counts it; empty for a bullet."""
        return self._lists[-1].next_number(item) if self._lists else ""

    @abstractmethod
    def begin(self, element: "etree._Element") -> None:
        """A block begins."""

    @abstractmethod
    def end(self, element: "etree._Element") -> None:
        """A block ends."""

    @abstractmethod
    def table(self, element: "etree._Element", bold: bool, italic: bool, depth: int) -> bool:
        """Whether the table was read here; if not, its cells are walked as blocks."""


class _CellText(_Walker):
    """A cell: blocks become lines; a list and a table within become lines too."""

    def begin(self, element: "etree._Element") -> None:
        if element.tag == "li":
            number = self._number(element)
            self._pieces.append(f"\n{number}. " if number else "\n- ")
        elif not (self._pieces and self._pieces[-1].endswith("- ")):
            self._pieces.append("\n")

    def end(self, element: "etree._Element") -> None:
        self._pieces.append("\n")

    def table(self, element: "etree._Element", bold: bool, italic: bool, depth: int) -> bool:
        return False


class _Page(_Walker):
    """A page: every block goes into the document as it ends."""

    def __init__(self, builder: Builder, nesting: int) -> None:
        super().__init__(nesting)
        self.builder = builder
        self._heading = 0
        self._item: tuple[str, int] | None = None  # number ("" for a bullet) and level
        self._hand = Depth()

    def begin(self, element: "etree._Element") -> None:
        self.end_block()
        self._heading = _HEADINGS.get(element.tag, self._heading)
        if element.tag == "li":
            self._item = self._number(element), max(len(self._lists), 1)

    def end(self, element: "etree._Element") -> None:
        self.end_block()
        if element.tag in _HEADINGS:
            self._heading = 0
        elif element.tag == "li":
            self._item = None

    def end_block(self) -> None:
        """Put what was gathered into the document: a heading, a list item or a paragraph."""
        if not self._pieces:
            return
        passage = self.take()
        text = passage.text
        if not text:
            return
        if self._heading:
            self._hand.reset()
            self._add("heading", passage, heading_label_of(text), self._heading)
            return
        label = label_of(text)
        if self._item is not None:
            (number, level), self._item = self._item, None
            label = label or Label(number, f"{number}.", bullet_end(text))
            self._add("list_item", passage, label, level)
        elif label:
            level = self._hand.level(label)
            self._add("list_item" if level else "paragraph", passage, label, level)
        elif bullet := bullet_end(text):
            self._add("list_item", passage, Label("", "", bullet), len(self._lists) + 1)
        else:
            self._add("paragraph", passage, None, 0)

    def _add(self, kind: BlockKind, passage: _Passage, label: Label | None, level: int) -> None:
        self.builder.add(
            kind,
            passage.text[label.end :] if label else passage.text,
            number=label.number if label else "",
            label=label.printed if label and label.number else "",
            level=level,
            bold=passage.bold,
            italic=passage.italic,
        )

    def table(self, element: "etree._Element", bold: bool, italic: bool, depth: int) -> bool:
        rows = _rows(element)
        if _is_layout(element, rows):
            return False
        self.end_block()
        for caption in element.iterchildren("caption"):
            self.walk(caption, bold, italic, depth)
        cells: list[Cell] = []
        for place in _grid(rows):
            self.builder.check_room(len(cells) + 1)
            text = _CellText(self._nesting)
            text.walk(place.element, bold, italic, depth)
            passage = text.take()
            place.cell.text, place.cell.bold, place.cell.italic = (
                passage.text,
                passage.bold,
                passage.italic,
            )
            cells.append(place.cell)
        add_table(self.builder, cells)
        return True


def _style(element: "etree._Element") -> str:
    return element.get("style", "")[:500]  # bounded: the patterns look ahead


def _is_hidden(element: "etree._Element") -> bool:
    if "hidden" in element.attrib or element.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN_STYLE.search(_style(element)))


def _is_note_mark(element: "etree._Element") -> bool:
    """Whether this is a raised number or sign that points to a footnote."""
    if element.get("role") == "doc-noteref":
        return True
    if len(element) != 1 or {element.tag, element[0].tag} != {"sup", "a"}:
        return False
    link = element if element.tag == "a" else element[0]
    if not link.get("href", "").startswith(("#", "javascript:")):
        return False
    return bool(_NOTE_MARK.fullmatch(tidy("".join(element.itertext()))[:10]))


def _whole(text: str | None, default: int) -> int:
    """A whole number as HTML reads it; the default where there is none."""
    match = re.match(r"\s*([+-]?\d{1,6})", text or "")
    return int(match[1]) if match else default


@dataclass(slots=True)
class _List:
    """A list that is open: how it counts, and how far it has come. A bulleted one has no form."""

    form: str
    value: int
    step: int

    @classmethod
    def of(cls, element: "etree._Element") -> "_List":
        style = _style(element)
        if element.tag != "ol" or "none" in style:
            return cls("", 0, 1)
        step = -1 if "reversed" in element.attrib else 1
        first = sum(1 for _ in element.iterchildren("li")) if step < 0 else 1
        value = _whole(element.get("start"), first) - step
        return cls(element.get("type") or _style_form(style), value, step)

    def next_number(self, item: "etree._Element") -> str:
        self.value = _whole(item.get("value"), self.value + self.step)
        form = item.get("type") or self.form
        if not self.form:
            return ""
        words = {"a": letter, "i": roman}.get(form.lower(), str)(self.value)
        return words.upper() if form in ("A", "I") else words


def _style_form(style: str) -> str:
    match = re.search(r"list-style(?:-type)?\s*:[^;]*?(lower|upper)-(alpha|latin|roman)", style)
    if match is None:
        return "1"
    form = "i" if match[2] == "roman" else "a"
    return form.upper() if match[1] == "upper" else form


def _rows(table: "etree._Element") -> list["etree._Element"]:
    """The rows of this table and of no table within it; the foot is last."""
    rows: list[etree._Element] = []
    foot: list[etree._Element] = []
    for part in table:
        if part.tag == "tr":
            rows.append(part)
        elif part.tag in ("thead", "tbody", "tfoot"):
            (foot if part.tag == "tfoot" else rows).extend(part.iterchildren("tr"))
    return [row for row in rows + foot if not _is_hidden(row)]


def _is_layout(table: "etree._Element", rows: list["etree._Element"]) -> bool:
    """Whether the table only places things on the page."""
    if table.get("role") in ("presentation", "none"):
        return True
    if len(rows) == 1:
        inner = next(table.iterdescendants("table", *_HEADINGS), None)
        cells = sum(1 for _ in rows[0].iterchildren("td", "th"))
        return cells <= 1 or inner is not None
    return not rows


@dataclass(slots=True)
class _Place:
    element: "etree._Element"
    cell: Cell


def _grid(rows: list["etree._Element"]) -> Iterator[_Place]:
    """Where each cell stands, by the HTML standard's algorithm for forming a table."""
    taken: dict[int, int] = {}  # column → first row in which it is free again
    for row, element in enumerate(rows):
        column = 0
        for child in element.iterchildren("td", "th"):
            while taken.get(column, 0) > row:
                column += 1
            width = min(max(_whole(child.get("colspan"), 1), 1), MOST_COLUMNS)
            height = _whole(child.get("rowspan"), 1)
            height = len(rows) - row if height == 0 else max(height, 1)
            height = min(height, len(rows) - row)
            check_width(column + width)
            yield _Place(child, Cell("", row, column, height, width))
            for covered in range(column, column + width):
                taken[covered] = row + height
            column += width
