"""Reads plain text and Markdown, in whatever mixture: pages from OCR, exported tables, wrapped mail.

Markdown is read by markdown-it (CommonMark) with three departures that reports need: a number is
kept as it is printed and never counted anew, indented text is text and not program code, and rows
of a table need no header (a table goes on after a page break).
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from quintet.followup.intake.document import Document, Limits, Unreadable
from quintet.followup.intake.readers.builder import Builder
from quintet.followup.intake.readers.html import cell_text, read_html
from quintet.followup.intake.readers.inline import words_of
from quintet.followup.intake.readers.numbers import (
    Depth,
    Label,
    bullet_end,
    heading_label_of,
    label_of,
)
from quintet.followup.intake.readers.tables import Cell, add_table, check_width
from quintet.followup.intake.vocabulary import begins_field

_HTML_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_RULE_CELL = re.compile(r"\s*:?-+:?\s*|\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_RULE_ROW = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*")
_ROMAN_HEADING = re.compile(r"(?:[IVXL]{1,6}|[A-H])[.)]\s+[^\W\d_a-z]")
_HYPHENATED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_WORD = re.compile(r"[^\W\d_]{4,}")
_YEAR_FIRST = re.compile(r"^(\s*(?:19|20)\d\d)([.)]\s)")  # a line of wrapped text, no list
_ENDS_SENTENCE = (".", ";", ":", "!", "?", "。", "；", "：")


def read_text(text: str, limits: Limits | None = None) -> Document:
    """The Document of a plain or Markdown text. Raises Unreadable beyond the limits.

    A form feed begins a new page; without any, no block has a page.
    """
    limits = limits or Limits()
    if len(text) > limits.characters:
        raise Unreadable(
            "The document has more than %(n)s characters: split it into parts and load each part.",
            n=limits.characters,
        )
    reader = _Reader(Builder("text/plain", limits), limits, _vocabulary_of(text))
    pages = text.replace("\r\n", "\n").replace("\r", "\n").split("\f")
    for number, page in enumerate(pages, 1):
        lines = page.split("\n")
        for region in _regions(lines):
            reader.read(region, lines, number if len(pages) > 1 else None)
    return reader.builder.document()


def _vocabulary_of(text: str) -> frozenset[str]:
    """The words of a text that is wrapped with hyphens, to mend them; else nothing."""
    if "-\n" not in text:
        return frozenset()
    words = Counter(word.lower() for word in _WORD.findall(text))
    return frozenset(words) | {word.lower() for word in _HYPHENATED.findall(text)}


@dataclass(frozen=True, slots=True)
class _Region:
    """Consecutive lines of one nature: "text", "rows" or "html"; `end` is behind the last."""

    nature: str
    first: int
    end: int


def _regions(lines: list[str]) -> Iterator[_Region]:
    first = position = 0
    tabbed = False  # whether rows went before, with only empty lines between
    while position < len(lines):
        end, nature = position, "text"
        if "<table" in lines[position].lower():
            end, nature = _end_of_html_table(lines, position), "html"
        elif _is_row_start(lines, position) or (tabbed and lines[position].count("\t") > 1):
            end, nature = _end_of_rows(lines, position), "rows"
        if end == position:
            tabbed = tabbed and not lines[position].strip()
            position += 1
            continue
        if first < position:
            yield _Region("text", first, position)
        yield _Region(nature, position, end)
        tabbed = nature == "rows" and "\t" in lines[position]
        first = position = end
    if first < len(lines):
        yield _Region("text", first, len(lines))


def _end_of_html_table(lines: list[str], position: int) -> int:
    depth = 0
    for index in range(position, len(lines)):
        line = lines[index].lower()
        depth += line.count("<table") - line.count("</table")
        if depth <= 0:
            return index + 1
    return len(lines)


def _cells(line: str) -> list[str] | None:
    """The cells of a line that could be a row: tabs between, or pipes around. Else None."""
    stripped = line.strip()
    if stripped.startswith("|") and len(stripped) > 1:
        cells = _PIPE.split(stripped[1:])
        return cells[:-1] if stripped.endswith("|") and len(cells) > 1 else cells
    return line.split("\t") if "\t" in line else None


def _is_labelled(cells: list[str]) -> bool:
    """Whether this is a numbered or indented paragraph whose number is set off by a tab."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 2:
        return True
    label = label_of(filled[0] + " x")
    mark_only = bool(bullet_end(filled[0] + " x")) and len(filled[0]) <= 2
    alone = mark_only or (label is not None and not filled[0][label.end :].strip())
    return alone and not filled[0].isdigit() and len(filled) == 2


def _is_row_start(lines: list[str], position: int) -> bool:
    line = lines[position]
    following = lines[position + 1] if position + 1 < len(lines) else ""
    if "|" in following and "|" in line and _RULE_ROW.fullmatch(following):
        return True
    if line.lstrip().startswith("|"):
        return line.count("|") > 1
    if "\t" not in line:
        return False
    cells = line.split("\t")
    if _is_labelled(cells):
        return False
    if len(cells) > 2:
        return True
    return "\t" in following and not _is_labelled(following.split("\t"))


def _end_of_rows(lines: list[str], position: int) -> int:
    piped = "|" in lines[position] and "\t" not in lines[position]
    for index in range(position, len(lines)):
        line = lines[index]
        if not (("|" in line) if piped else ("\t" in line)):
            return index
    return len(lines)


def _introduces_list(line: str, following: str) -> bool:
    """Whether this is "The Committee:" before the first of its acts."""
    ends = len(line) < 100 and line.rstrip(" *_").endswith((":", "："))
    return ends and (label_of(following) is not None or bullet_end(following) > 0)


class _Reader:
    """Puts regions into the builder; remembers what the next block needs to know."""

    def __init__(self, builder: Builder, limits: Limits, known_words: frozenset[str]) -> None:
        self.builder = builder
        self._limits = limits
        self._known_words = known_words
        self._markdown = MarkdownIt("commonmark", {"maxNesting": 2 * limits.nesting + 20})
        self._markdown.disable(["code", "reference"])
        self._markdown.core.ruler.enableOnly(["normalize", "block"])
        self._depth = Depth()
        self._heading_level = 1
        self._page: int | None = None
        self._last_number = 0

    def read(self, region: _Region, lines: list[str], page: int | None) -> None:
        self._page = page
        part = lines[region.first : region.end]
        if region.nature == "rows":
            self._rows(part)
        elif region.nature == "html":
            self._html("\n".join(part))
        else:
            self._text(part)

    def _rows(self, lines: list[str]) -> None:
        table: list[Cell] = []
        row = 0
        for line in lines:
            cells = _cells(line) or _PIPE.split(line)
            filled = any(cell.strip() for cell in cells)
            if not filled or all(_RULE_CELL.fullmatch(cell) for cell in cells):
                continue
            check_width(len(cells))
            for column, cell in enumerate(cells):
                words = self._cell(cell)
                table.append(Cell(words, row, column, page=self._page))
            row += 1
        if table:
            add_table(self.builder, table)

    def _cell(self, source: str) -> str:
        source = source.replace("\\|", "|").strip()
        if not source:
            return ""
        if _HTML_TAG.search(source) or "&" in source:
            source = cell_text(source)
            return "\n".join(words_of(line).text for line in source.split("\n"))
        return words_of(source).text

    def _html(self, source: str) -> None:
        tables: dict[int, int] = {}
        for block in read_html(source, self._limits).blocks:
            table = block.table
            if table is not None and table not in tables:
                tables[table] = self.builder.next_table()
            self.builder.add(
                block.kind,
                block.text,
                number=block.number,
                level=block.level,
                page=self._page,
                bold=block.bold,
                italic=block.italic,
                table=None if table is None else tables[table],
                row=block.row,
                column=block.column,
                row_span=block.row_span,
                column_span=block.column_span,
            )

    def _text(self, lines: list[str]) -> None:
        tokens = self._markdown.parse("\n".join(self._parted(lines)))
        depth = 0
        mark: str | None = None
        opened: Token | None = None
        for token in tokens:
            if token.level > 2 * self._limits.nesting:
                raise Unreadable(
                    "Lists or quotations are nested more than %(n)s deep: "
                    "save the document again from a word processor and load that file.",
                    n=self._limits.nesting,
                )
            if token.type in ("bullet_list_open", "ordered_list_open"):
                depth += 1
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                depth -= 1
            elif token.type == "list_item_open":
                mark = (mark or "") + f"{token.info}{token.markup} "
            elif token.type == "list_item_close":
                mark = None
            elif token.type in ("heading_open", "paragraph_open"):
                opened = token
            elif token.type == "inline" and opened is not None:
                self._block(opened, mark or "", token.content, depth)
                mark = None
            elif token.type == "fence":
                self._plain_block(token.content)
            elif token.type == "html_block":
                self._html(token.content)

    def _parted(self, lines: list[str]) -> Iterator[str]:
        """The lines, with an empty one before each that begins a paragraph of its own."""
        lengths = sorted(len(line) for line in lines if line.strip())
        width = lengths[len(lengths) * 9 // 10] if lengths else 0
        wrapped = 50 <= width <= 130
        before = ""
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            line = _YEAR_FIRST.sub(r"\1\\\2", line.expandtabs(4))
            label = label_of(line) if line.strip() else None
            if before.strip() and line.strip():
                short = wrapped and len(before) < width * 0.6 and line.lstrip()[:1].isupper()
                ends = before.rstrip().endswith(_ENDS_SENTENCE)
                if self._begins(line, before, label) or (
                    ends and (short or _introduces_list(line, following))
                ):
                    yield ""
            if label and label.number.isdecimal() and label.printed[0] != "(":
                self._last_number = int(label.number)
            yield line.lstrip() if len(line) - len(line.lstrip()) > 40 else line
            before = line

    def _begins(self, line: str, before: str, label: Label | None) -> bool:
        if begins_field(line) or (begins_field(before) and line[:1].isupper() and len(before) < 50):
            return True
        if label is None:
            return False
        if label.number.isdecimal() and label.printed[0] != "(":
            return int(label.number) == self._last_number + 1
        return before.rstrip(" *_").endswith((*_ENDS_SENTENCE, ",", " and", " or"))

    def _block(self, opened: Token, mark: str, source: str, depth: int) -> None:
        words = words_of(source, self._known_words)
        text = words.text
        if opened.type == "heading_open":
            underlined = opened.markup in "-=" and (len(text) > 120 or text.endswith("."))
            if not underlined:
                self._heading_level = int(opened.tag[1])
                self._heading(text, self._heading_level, words.bold, words.italic)
                return
        elif not mark and depth == 0 and self._is_heading(source, text, words.bold):
            self._heading(text, min(self._heading_level + 1, 6), words.bold, words.italic)
            return
        label = label_of(mark + text)
        level, number, printed = 0, "", ""
        if label is not None:
            text = (mark + text)[label.end :]
            level = self._depth.level(label)
            number, printed = label.number, label.printed
        elif bullet := bullet_end(mark + text):
            text, level = (mark + text)[bullet:], max(depth, 1)
        self.builder.add(
            "list_item" if level else "paragraph",
            text.lstrip("*_ ") if text[:1] in "*_" else text,
            number=number,
            label=printed,
            level=level,
            page=self._page,
            bold=words.bold,
            italic=words.italic,
        )

    def _heading(self, text: str, level: int, bold: bool, italic: bool) -> None:
        label = heading_label_of(text)
        text = text[label.end :] if label else text
        self._depth.reset()
        self.builder.add(
            "heading",
            text,
            number=label.number if label else "",
            label=label.printed if label else "",
            level=level,
            page=self._page,
            bold=bold,
            italic=italic,
        )

    def _is_heading(self, source: str, text: str, bold: bool) -> bool:
        """A line that stands alone and is bold, in capitals, or numbered as headings are."""
        if not text or len(text) > 200 or text.endswith((".", ";", ",")) or label_of(text):
            return False
        if bold:
            return True
        if "\n" in source.strip() or len(text) > 120 or text.endswith(":"):
            return False
        letters = [sign for sign in text if sign.isalpha()]
        capitals = len(letters) > 5 and all(sign.isupper() for sign in letters) and " " in text
        return capitals or bool(_ROMAN_HEADING.match(text))

    def _plain_block(self, source: str) -> None:
        for part in re.split(r"\n\s*\n", source):
            self.builder.add("paragraph", " ".join(part.split()), page=self._page)
