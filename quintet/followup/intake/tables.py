"""Recommendations in tables: heads in six languages, any order, broken over pages or not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from quintet.followup.intake.candidate import Candidate, ItemKind, Unread
from quintet.followup.intake.composing import Surroundings
from quintet.followup.intake.document import Block, Document
from quintet.followup.intake.drafts import Draft, candidate_from, is_unfinished, labelled_status
from quintet.followup.intake.rows import FUSED, MARKS, NUMBER, Column, is_unit_line, lay
from quintet.followup.intake.symbols import find_symbols
from quintet.followup.intake.vocabulary import (
    SUBJECTS,
    Role,
    response_of,
    roles_of_head,
    status_of,
)

_ANSWERS: frozenset[Role] = frozenset(("response", "responsible", "due", "comments", "status"))
_PREFERENCE: tuple[Role, ...] = (
    *SUBJECTS, "response", "responsible", "comments", "status", "due", "number", "paragraph",
    "priority", "category", "source",
)  # fmt: skip
_HEAD_WITHIN = 4  # rows
_CITES = re.compile(r"\((?:para|pár|п\.|第)|[.;。]$", re.IGNORECASE)


@dataclass(slots=True)
class Table:
    """A table's rows of cells, and how many paragraphs and headings stand before it."""

    rows: list[list[Block]] = field(default_factory=list)
    headings_before: int = 0
    paragraphs_before: int = 0

    @property
    def width(self) -> int:
        return max((c.column + c.column_span for row in self.rows for c in row), default=0)


def tables_of(document: Document) -> list[Table]:
    """The document's tables, rows and cells in order."""
    tables: dict[int, Table] = {}
    rows: dict[tuple[int, int], list[Block]] = {}
    headings = paragraphs = 0
    for block in document.blocks:
        if block.table is None:
            headings += block.kind == "heading"
            paragraphs += block.kind != "heading" and len(block.text) > 60
            continue
        if block.table not in tables:
            tables[block.table] = Table([], headings, paragraphs)
            headings = paragraphs = 0
        if (block.table, block.row) not in rows:
            rows[block.table, block.row] = []
            tables[block.table].rows.append(rows[block.table, block.row])
        rows[block.table, block.row].append(block)
    return list(tables.values())


def find_in_tables(
    document: Document, around: Surroundings
) -> tuple[list[Candidate], list[Unread], set[int]]:
    """Candidates, rows that could be tied to none, and the tables (by index) read this way."""
    gathered: list[_Gathering] = []
    current: _Gathering | None = None
    used: set[int] = set()
    for index, table in enumerate(tables_of(document)):
        head = _head(table.rows)
        if head is not None:
            rows, columns = head
            first = [cell.text for cell in table.rows[rows - 1]]
            if current is None or first != current.head or table.headings_before:
                current = _Gathering(columns, first)
                gathered.append(current)
                current.take(table.rows[rows:])
            else:
                current.take(table.rows)
        elif current is not None and _goes_on(table, current):
            current.take(table.rows)
        else:
            current = None
            continue
        used.add(index)
    candidates: list[Candidate] = []
    unread: list[Unread] = []
    for gathering in gathered:
        if gathering.is_prose():
            for draft in gathering.drafts:
                candidate = candidate_from(draft, around)
                if candidate is not None:
                    candidates.append(candidate)
                elif draft.places():
                    unread.append(_without_words(draft))
            unread += gathering.untied
    return candidates, unread, used


def _goes_on(table: Table, current: "_Gathering") -> bool:
    """Whether a table without a head is the next part of the one before."""
    alike = abs(table.width - len(current.columns)) <= 1
    return alike and not table.headings_before and table.paragraphs_before <= 1


def _head(rows: Sequence[Sequence[Block]]) -> tuple[int, list[Column]] | None:
    """How many rows the head takes, and the columns; None where this is no such table."""
    for index, row in enumerate(rows[:_HEAD_WITHIN]):
        columns = _columns(
            row, max((c.column + c.column_span for r in rows[:6] for c in r), default=0)
        )
        roles = {column.role for column in columns}
        if roles & set(SUBJECTS) and roles & _ANSWERS:
            below = rows[index + 1] if index + 1 < len(rows) else ()
            if _is_second_head(below):
                _refine(columns, below)
                return index + 2, columns
            return index + 1, columns
    return None


def _columns(row: Sequence[Block], width: int) -> list[Column]:
    columns = [Column(None) for _ in range(width)]
    seen: set[Role] = set()
    for cell in row:
        roles = roles_of_head(cell.text)
        if roles == {"due", "status"} or not roles:
            role: Role | None = "status" if roles else None
        elif "comments" in roles:
            role = "comments"
        else:
            role = next(role for role in _PREFERENCE if role in roles)
        if role in SUBJECTS and role in seen:
            role = None
        if role is not None:
            seen.add(role)
        for column in range(cell.column, min(cell.column + cell.column_span, width)):
            columns[column] = _mark_column(cell.text) or Column(role)
    return columns


def _mark_column(head: str) -> Column | None:
    """A column such as "Under implementation", which holds a cross or nothing."""
    words = head.strip()
    if not words or len(words) > 40 or roles_of_head(words) - {"response"}:
        return None
    if status_of(words):
        return Column("status", words)
    return Column("response", words) if response_of(words) and " " in words else None


def _is_second_head(row: Sequence[Block]) -> bool:
    texts = [cell.text for cell in row if cell.text.strip()]
    return len(texts) >= 2 and all(
        _mark_column(text) or roles_of_head(text) & _ANSWERS for text in texts
    )


def _refine(columns: list[Column], row: Sequence[Block]) -> None:
    for cell in row:
        above = columns[cell.column].role if cell.column < len(columns) else "number"
        if cell.text.strip() and above != "number" and above not in SUBJECTS:
            roles = roles_of_head(cell.text)
            role = next((role for role in _PREFERENCE if role in roles), None)
            columns[cell.column] = _mark_column(cell.text) or Column(role)


class _Gathering:
    """Drafts from the rows of a table and of those that carry it on."""

    def __init__(self, columns: Sequence[Column], head: Sequence[str]) -> None:
        self.columns = list(columns)
        self.head = list(head)
        self.drafts: list[Draft] = []
        self.untied: list[Unread] = []
        roles = {column.role for column in columns}
        self._subject: ItemKind = next(kind for kind in SUBJECTS if kind in roles)
        self._numbered = "number" in roles
        self._source: tuple[str, ...] = ()

    def is_prose(self) -> bool:
        """Whether the subject column holds sentences, not figures or single words."""
        texts = [p.text for draft in self.drafts for p in draft.pieces.get(self._subject, ())]
        words = sum(len(text.split()) if text.isascii() else len(text) // 3 for text in texts)
        return bool(texts) and words >= 3 * len(texts)

    def take(self, rows: Sequence[Sequence[Block]]) -> None:
        for row in rows:
            filled = [cell for cell in row if cell.text.strip()]
            if filled and [cell.text for cell in row] != self.head:
                self._row(row, filled)

    def _row(self, row: Sequence[Block], filled: Sequence[Block]) -> None:
        before = (
            {role: self.drafts[-1].words(role) for role in _ANSWERS | {self._subject}}
            if self.drafts
            else {}
        )
        cells: dict[Role, list[Block]] = {}
        marks: list[Column] = []
        for cell, place in zip(row, lay(row, self.columns, before), strict=True):
            column = self.columns[place]
            if column.mark and cell.text.strip().casefold() in MARKS:
                marks.append(column)
            elif column.role is not None and cell.text.strip() and not column.mark:
                cells.setdefault(column.role, []).append(cell)
        number, subject = self._number_and_subject(cells)
        if self._is_group(filled, number):
            self._source = find_symbols(filled[0].text)
            return
        if number or self._begins(subject, cells):
            self.drafts.append(Draft(self._subject, number, page=row[0].page, symbols=self._source))
        if not self.drafts:
            self.untied += [_untied(row)]
            return
        if not (number or subject) and _answers_anew(cells):
            self.drafts.append(self.drafts[-1].again())
        self._put(self.drafts[-1], cells, subject)
        for column in marks:
            if column.role == "status":
                self.drafts[-1].status_mark = column.mark
            else:
                self.drafts[-1].response_mark = column.mark

    def _number_and_subject(
        self, cells: dict[Role, list[Block]]
    ) -> tuple[str, list[tuple[Block, int]]]:
        """The row's number, and its subject cells, each with where its words begin."""
        number = ""
        for cell in cells.get("number", ()):
            if match := NUMBER.fullmatch(cell.text.strip()):
                number = match["number"]
            elif self._subject not in cells:
                cells[self._subject] = cells.pop("number")
                break
        subject = [(cell, 0) for cell in cells.get(self._subject, ())]
        if number or not subject:
            return number, subject
        cell = subject[0][0]
        fused = FUSED.match(cell.text)
        if fused and (self._numbered or fused["word"] or fused["sign"]):
            return fused["number"], [(cell, fused.end()), *subject[1:]]
        if self._subject == "request" and "decision" in cells:
            decision = cells["decision"][0].text.strip()
            return decision.split("\n")[0][:40], subject
        return "", subject

    def _is_group(self, filled: Sequence[Block], number: str) -> bool:
        """Whether the row is a heading within the table: one short cell and nothing else."""
        if len(filled) != 1 or number:
            return False
        cell = filled[0]
        wide = cell.column_span > 1 and cell.column_span >= len(self.columns) - 1
        first = cell.column == 0 and not self._numbered
        text = cell.text.strip()
        if len(text) > 200 or _CITES.search(text) or text[0].islower():
            return False
        return wide or (first and len(text) < 120)

    def _begins(self, subject: Sequence[tuple[Block, int]], cells: dict[Role, list[Block]]) -> bool:
        """Whether a row without a number begins a new item."""
        if not subject:
            return False
        if not self.drafts:
            return True
        if self._numbered and any(draft.number for draft in self.drafts):
            return False
        text = subject[0][0].text.strip()
        return not (text[0].islower() and is_unfinished(self.drafts[-1].words(self._subject)))

    def _put(
        self,
        draft: Draft,
        cells: dict[Role, list[Block]],
        subject: Sequence[tuple[Block, int]],
    ) -> None:
        for cell, offset in subject:
            draft.add(self._subject, cell.text[offset:], cell.start + offset, cell.end)
        for role, blocks in cells.items():
            for cell in blocks:
                if (
                    role in ("responsible", "comments")
                    and len(cells.keys() & {"responsible", "comments"}) == 1
                ):
                    for part_role, start, end in _units_before_prose(cell, role, self.columns):
                        draft.add(
                            part_role, cell.text[start:end], cell.start + start, cell.start + end
                        )
                elif role in _ANSWERS or role == "paragraph":
                    draft.add(role, cell.text, cell.start, cell.end)
                elif role == "source":
                    draft.cite(cell.text)
        for cell in cells.get("number", ()):
            draft.add("number", cell.text, cell.start, cell.end)


def _units_before_prose(
    cell: Block, role: Role, columns: Sequence[Column]
) -> Iterator[tuple[Role, int, int]]:
    """A cell into which "responsible" and "comments" have run together, as role, start and end."""
    roles = {column.role for column in columns}
    end = 0
    if {"responsible", "comments"} <= roles and "\n" in cell.text:
        for line in cell.text.split("\n"):
            if not is_unit_line(line) or end + len(line) >= len(cell.text):
                break
            end += len(line) + 1
        rest = cell.text[end:]
        if end and rest.strip() and _looks_like_units(cell.text[:end]):
            yield "responsible", 0, end
            yield "comments", end, len(cell.text)
            return
    yield role, 0, len(cell.text)


def _looks_like_units(text: str) -> bool:
    """Short names of units: "OES (CdC)", "PMU"; not the first words of a list."""
    lines = [line for line in text.split("\n") if line.strip()]
    return 0 < len(lines) <= 6 and all(
        line[0].isupper() and not line.startswith(("-", "•")) and len(line) < 60 for line in lines
    )


def _answers_anew(cells: dict[Role, list[Block]]) -> bool:
    """Whether a row that carries an item on is another's whole answer to it: it names who answers,
    and states a status under its own label, as the report that Quintet issues does."""
    comments = next(iter(cells.get("comments", ())), None)
    if comments is None or "response" not in cells or "responsible" not in cells:
        return False
    return labelled_status(comments.text.strip().split("\n")[0]) is not None


def _without_words(draft: Draft) -> Unread:
    places = draft.places()
    return Unread(
        draft.number,
        "This row of a table of recommendations has a number but no words of its own.",
        min(piece.start for piece in places),
        max(piece.end for piece in places),
    )


def _untied(row: Sequence[Block]) -> Unread:
    return Unread(
        "",
        "This row of a table of recommendations could be tied to none of them.",
        row[0].start,
        row[-1].end,
    )
