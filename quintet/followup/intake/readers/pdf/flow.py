"""A PDF document in reading order: paragraphs, headings, lists and tables."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from quintet.followup.intake.document import BlockKind
from quintet.followup.intake.readers.builder import Builder
from quintet.followup.intake.readers.numbers import Depth, bullet_end, heading_label_of, label_of
from quintet.followup.intake.readers.pdf.aligned import AlignedTable, Gaps, aligned_tables
from quintet.followup.intake.readers.pdf.lined import lined_tables
from quintet.followup.intake.readers.pdf.lines import (
    Line,
    is_right_to_left,
    joined,
    lines_of,
    set_columns,
)
from quintet.followup.intake.readers.pdf.page import PageCell, Sheet
from quintet.followup.intake.readers.pdf.paragraphs import Paragraph, Vocabulary, paragraphs_of
from quintet.followup.intake.readers.pdf.ruled import ruled_tables
from quintet.followup.intake.readers.pdf.running import Running
from quintet.followup.intake.readers.tables import Cell, add_table

_LARGER = 1.12  # a heading's letters against those of the body
_SMALLER = 0.92  # a footnote's
_LONGEST_HEADING = 250  # characters
_NOTE = re.compile(r"\(?(?:\d{1,3}|[a-z]|[*†‡/]{1,3})\)?(?:\s|/|[^\W\d_])")
_LEADER = re.compile(r"(?:\.{4}|…{2}|(?: \.){3}) ?[\divxl]{1,5}$")


class Flow:
    """All pages of a document, read in order.

    `running` holds the texts of headers and footers; `right_to_left` tells the script's direction.
    """

    def __init__(self, sheets: list[Sheet]) -> None:
        pages = [_Page(sheet) for sheet in sheets]
        running = Running([(page.sheet, page.lines) for page in pages])
        for page in pages:
            page.drop(running.of(page.sheet, page.lines))
        self.running = list(running.texts)
        every_line = [line for page in pages for line in page.lines]
        for page in pages:
            set_columns(page.lines, every_line, page.sheet.width)
        self._vocabulary = Vocabulary(every_line)
        self._body = _most_common_size(every_line)
        balance = sum(1 if is_right_to_left(line.text) else -1 for line in every_line)
        self.right_to_left = balance > 0
        self._depth = Depth()
        notes: list[Line] = []
        self._parts: list[Paragraph | list[Cell]] = []
        waiting: list[Line] = []
        open_gaps: Gaps = ()
        for page in pages:
            notes += page.take_notes(self._body)
            for part in page.parts(open_gaps):
                if isinstance(part, Line):
                    waiting.append(part)
                    continue
                number = page.sheet.number
                self._parts += paragraphs_of(waiting)
                waiting = []
                self._parts.append(
                    self._cells_of_aligned(part, number)
                    if isinstance(part, AlignedTable)
                    else self._cells_of(part, number)
                )
            open_gaps = page.open_gaps
        self._parts += paragraphs_of(waiting)
        self._notes = paragraphs_of(notes)

    def write(self, builder: Builder) -> None:
        """Add all blocks to the builder: the text in its order, the footnotes after it."""
        texts = {
            id(part): self._vocabulary.join(part.lines)
            for part in self._parts
            if isinstance(part, Paragraph)
        }
        sizes = sorted(
            {
                round(part.size)
                for part in self._parts
                if isinstance(part, Paragraph) and self._is_large(part, texts[id(part)])
            },
            reverse=True,
        )
        ranks = {size: min(rank, 9) for rank, size in enumerate(sizes, 1)}
        for part in self._parts:
            if isinstance(part, Paragraph):
                self._write_paragraph(builder, part, texts[id(part)], ranks)
            else:
                add_table(builder, part)
        for note in self._notes:
            builder.add("paragraph", self._vocabulary.join(note.lines), page=note.page)

    def _is_large(self, paragraph: Paragraph, text: str) -> bool:
        return (
            paragraph.size > _LARGER * self._body
            and len(text) <= _LONGEST_HEADING
            and any(map(str.isalpha, text))
        )

    def _write_paragraph(
        self, builder: Builder, paragraph: Paragraph, text: str, ranks: dict[int, int]
    ) -> None:
        kind: BlockKind = "paragraph"
        level = 0
        label = None if _LEADER.search(text[-20:]) else label_of(text)
        begins = label.end if label else 0
        if self._is_large(paragraph, text):
            level = ranks[round(paragraph.size)]
        elif _is_bold_heading(paragraph, text, numbered=label is not None):
            level = min(len(ranks) + 1, 9)
        if level:
            kind = "heading"
            label = heading_label_of(text)
            begins = label.end if label else 0
            self._depth.reset()
        elif label:
            level = self._depth.level(label)
            kind = "list_item" if level else "paragraph"
        elif bullet := bullet_end(text):
            kind, level, begins = "list_item", 1, bullet
        builder.add(
            kind,
            text[begins:],
            number=label.number if label else "",
            label=label.printed if label else "",
            level=level,
            page=paragraph.page,
            bold=paragraph.bold,
            italic=paragraph.italic,
        )

    def _cells_of(self, table: list[PageCell], page: int) -> list[Cell]:
        starts: dict[int, float] = {}  # where the words of each column begin and end
        ends: dict[int, float] = {}
        for cell in table:
            last = cell.column + cell.column_span
            for word in cell.words:
                starts[cell.column] = min(starts.get(cell.column, word.x0), word.x0)
                ends[last] = max(ends.get(last, word.x1), word.x1)
        cells = []
        for cell in table:
            lines = joined(lines_of(cell.words, page))
            left = starts.get(cell.column, 0.0)
            right = ends.get(cell.column + cell.column_span, 0.0)
            text, bold, italic = self._cell_text(lines, left, right)
            spans = cell.row_span, cell.column_span
            cells.append(Cell(text, cell.row, cell.column, *spans, bold, italic, page))
        return _logical(cells)

    def _cells_of_aligned(self, table: AlignedTable, page: int) -> list[Cell]:
        cells = []
        for row, line_lists in enumerate(table.cells):
            for column, lines in enumerate(line_lists):
                left = min((line.x0 for line in lines), default=0.0)
                text, bold, italic = self._cell_text(joined(lines), left, table.rights[column])
                cells.append(Cell(text, row, column, bold=bold, italic=italic, page=page))
        return _logical(cells)

    def _cell_text(self, lines: list[Line], left: float, right: float) -> tuple[str, bool, bool]:
        """The text of a cell, a line for each paragraph, and whether all is bold or italic."""
        for line in lines:
            line.left, line.right = left, max(right, line.x1)
        texts = []
        for paragraph in paragraphs_of(lines):
            text = self._vocabulary.join(paragraph.lines)
            bullet = bullet_end(text)
            texts.append(f"- {text[bullet:]}" if bullet else text)
        telling = [line for line in lines if any(map(str.isalnum, line.text))]
        bold = bool(telling) and all(line.bold for line in telling)
        return "\n".join(texts), bold, bool(telling) and all(line.italic for line in telling)


class _Page:
    """One page: its ruled tables, and the lines that stand in none."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.open_gaps: Gaps = ()
        self._table_of: dict[int, list[PageCell]] = {}
        for table in ruled_tables(sheet) + lined_tables(sheet) + sheet.tagged:
            words = [word for cell in table for word in cell.words]
            filled = sum(1 for cell in table if cell.words)
            if filled > 1 and not any(id(word) in self._table_of for word in words):
                self._table_of.update((id(word), table) for word in words)
        free = (word for word in sheet.words if id(word) not in self._table_of)
        self.lines = lines_of(free, sheet.number)

    def drop(self, lines: Iterable[Line]) -> None:
        """Leave lines out of the page."""
        dropped = {id(line) for line in lines}
        self.lines = [line for line in self.lines if id(line) not in dropped]

    def take_notes(self, body: float) -> list[Line]:
        """The footnotes: smaller lines with nothing larger below, the first with a mark."""
        notes = []
        for line in sorted(self.lines, key=lambda line: line.baseline):
            if line.size >= _SMALLER * body or line.baseline > 0.5 * self.sheet.height:
                break
            notes.append(line)
        while notes and not _NOTE.match(notes[-1].text):
            notes.pop()
        if len(notes) > len(self.lines) / 2:
            return []
        self.drop(notes)
        return joined(reversed(notes))

    def parts(self, gaps_above: Gaps) -> Iterator[Line | list[PageCell] | AlignedTable]:
        """Lines and tables in the page's order; see `aligned_tables` for the gaps."""
        at_word: dict[int, AlignedTable] = {}
        taken: set[int] = set()
        tables, self.open_gaps = aligned_tables(self.lines, gaps_above)
        for table in tables:
            taken |= table.places
            at_word[id(self.lines[min(table.places)].words[0])] = table
        seen: set[int] = set()
        line_at = {
            id(line.words[0]): line for place, line in enumerate(self.lines) if place not in taken
        }
        waiting: list[Line] = []
        for word in self.sheet.words:
            found: AlignedTable | list[PageCell] | None
            found = at_word.get(id(word)) or self._table_of.get(id(word))
            if found is not None and id(found) not in seen:
                seen.add(id(found))
                yield from joined(waiting)
                waiting = []
                yield found
            elif id(word) in line_at:
                waiting.append(line_at[id(word)])
        yield from joined(waiting)


def _most_common_size(lines: Iterable[Line]) -> float:
    """The size of most letters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def _is_bold_heading(paragraph: Paragraph, text: str, numbered: bool) -> bool:
    longest = 80 if numbered else 160
    return (
        paragraph.bold
        and len(text) <= longest
        and not text.endswith((".", ";", ",", "。"))
        and any(map(str.isalpha, text))
    )


def _logical(cells: list[Cell]) -> list[Cell]:
    """Columns in reading order: in a right-to-left table the first one stands at the right."""
    worded = [cell.text for cell in cells if any(map(str.isalpha, cell.text))]
    if sum(1 if is_right_to_left(text) else -1 for text in worded) <= 0:
        return cells
    width = max(cell.column + cell.column_span for cell in cells)
    for cell in cells:
        cell.column = width - cell.column - cell.column_span
    return cells
