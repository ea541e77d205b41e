"""Recommendations as labelled lines: "Recommendation 3: …  Management response: …  Status: …".

The labels stand before their values in paragraphs, in headings ("Recommendation 1. Strengthen …")
or in the first column of a table; a table may also hold a row of heads for its key actions.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quintet.followup.intake.candidate import Candidate, ItemKind
from quintet.followup.intake.composing import Surroundings
from quintet.followup.intake.document import Block, Document
from quintet.followup.intake.drafts import Draft, candidate_from
from quintet.followup.intake.outline import Passage
from quintet.followup.intake.tables import tables_of
from quintet.followup.intake.vocabulary import SUBJECTS, Role, field_at, roles_of_head

_NEVER = -1
_FEWEST_WITHOUT_NUMBER = 2
_SHORTEST = 12  # characters of a recommendation


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the document or a cell's value, with the field that it begins (None: it goes on).

    `closes`: a heading or a numbered paragraph, behind which no field goes on.
    """

    role: Role | None
    number: str
    text: str
    start: int
    end: int
    page: int | None
    passage: int = _NEVER
    is_heading: bool = False
    closes: bool = False


def find_labelled(
    document: Document, around: Surroundings, tables_read: set[int]
) -> tuple[list[Candidate], set[int]]:
    """The candidates, and the passages that they stand in."""
    lines = [*_lines(around.passages), *_table_lines(document, tables_read)]
    if not any(line.role in SUBJECTS for line in lines):
        return [], set()
    lines.sort(key=lambda line: line.start)
    gathered = list(_gather(lines))
    alike = Counter(draft.kind for draft, _ in gathered)
    kept = [(draft, found) for draft, found in gathered if _counts(draft, alike[draft.kind])]
    candidates: list[Candidate] = []
    used: set[int] = set()
    for draft, passages in _without_repeats(kept):
        candidate = candidate_from(draft, around)
        if candidate is not None:
            candidates.append(candidate)
        used |= passages
    for _, passages in kept:
        used |= passages
    return candidates, used


def _counts(draft: Draft, alike: int) -> bool:
    """Whether a label was meant as one: it has a number, an answer, or others like it."""
    if len(draft.words(draft.kind)) < _SHORTEST:
        return False
    return bool(draft.number) or len(draft.pieces) > 1 or alike >= _FEWEST_WITHOUT_NUMBER


def _lines(passages: Sequence[Passage]) -> Iterator[_Line]:
    for index, passage in enumerate(passages):
        offset = 0
        for number, text in enumerate(passage.text.split("\n")):
            start, offset = offset, offset + len(text) + 1
            if not text.strip():
                continue
            label = field_at(text)
            role = label.role if label else None
            value = label.value if label else 0
            if label is None and passage.is_heading and (roles := roles_of_head(text)):
                bare = [r for r in ("response", "comments", "status", "responsible") if r in roles]
                role, value = (bare[0] if bare and len(text) < 40 else None), len(text)
            place = passage.place(start + min(value, max(len(text) - 1, 0)))
            yield _Line(
                role,
                label.number if label else "",
                text[value:] if role or label else text,
                place,
                max(passage.place(start + len(text) - 1) + 1, place),
                passage.page,
                index,
                passage.is_heading,
                closes=number == 0 and (passage.is_heading or passage.number[:1].isdigit()),
            )


def _table_lines(document: Document, tables_read: set[int]) -> Iterator[_Line]:
    for index, table in enumerate(tables_of(document)):
        if index in tables_read or not any(_labelled(row) for row in table.rows):
            continue
        heads: dict[int, Role] = {}
        for row in table.rows:
            cells = [cell for cell in row if cell.text.strip()]
            if not cells:
                continue
            if (line := _labelled(cells)) is not None:
                heads = {}
                yield line
                yield from (_value(cell, None) for cell in cells[2 if not line.text else 1 :])
            elif len(cells) > 1 and (found := _heads(cells)):
                heads = found
            else:
                for cell in cells:
                    yield _value(cell, heads.get(cell.column))


def _labelled(row: Sequence[Block]) -> _Line | None:
    """The row's label and value: "Status" | "Ongoing", or "Status: Ongoing" in one cell."""
    cells = [cell for cell in row if cell.text.strip()]
    if not cells:
        return None
    first = cells[0]
    label = field_at(first.text)
    if label is not None and (label.value < len(first.text) or len(cells) == 1):
        start = first.start + label.value
        return _Line(
            label.role, label.number, first.text[label.value :], start, first.end, first.page
        )
    if len(cells) != 2 or len(first.text) > 60:
        return None
    label = field_at(first.text.rstrip(" :：") + ":")
    if label is None:
        return None
    value = cells[1]
    return _Line(label.role, label.number, value.text, value.start, value.end, value.page)


def _heads(cells: Sequence[Block]) -> dict[int, Role]:
    """The columns of a row of heads such as "Key actions | Time frame | Responsible | Status"."""
    roles = {cell.column: roles_of_head(cell.text) for cell in cells}
    if sum(1 for found in roles.values() if found) < max(2, len(cells) - 1):
        return {}
    return {column: sorted(found)[0] for column, found in roles.items() if found}


def _value(cell: Block, role: Role | None) -> _Line:
    return _Line(role, "", cell.text, cell.start, cell.end, cell.page)


def _gather(lines: Sequence[_Line]) -> Iterator[tuple[Draft, set[int]]]:
    draft: Draft | None = None
    passages: set[int] = set()
    open_role: Role | None = None
    by_heading = False
    for line in lines:
        if line.role in SUBJECTS:
            if draft is not None:
                yield draft, passages
            kind: ItemKind = line.role  # type: ignore[assignment]
            draft, passages, open_role = Draft(kind, line.number, page=line.page), set(), kind
            by_heading = line.is_heading
        elif draft is None:
            continue
        elif line.role is not None:
            open_role = line.role
        elif line.closes and (line.is_heading or not by_heading):
            yield draft, passages
            draft = None
            continue
        elif line.passage not in passages and not _goes_on(open_role, draft, by_heading):
            open_role = None
        if open_role is None:
            continue
        draft.add(open_role, line.text, line.start, line.end)
        if line.passage != _NEVER:
            passages.add(line.passage)
    if draft is not None:
        yield draft, passages


def _goes_on(role: Role | None, draft: Draft, by_heading: bool) -> bool:
    """Whether an unlabelled paragraph still belongs to the field before it."""
    if role == draft.kind:
        return by_heading or not draft.words(draft.kind)
    return role in ("response", "comments")


def _without_repeats(
    kept: Sequence[tuple[Draft, set[int]]],
) -> Iterator[tuple[Draft, set[int]]]:
    """Of a recommendation that stands twice (in the summary and in the text), the fuller one."""
    best: dict[tuple[str, str], tuple[Draft, set[int]]] = {}
    for place, (draft, passages) in enumerate(kept):
        words = draft.words(draft.kind).casefold()
        key = (draft.number or str(place), words.split("\n")[0][:40].rstrip(" ."))
        if key not in best or _fullness(draft) > _fullness(best[key][0]):
            best[key] = (draft, passages)
    yield from best.values()


def _fullness(draft: Draft) -> tuple[int, int]:
    return len(draft.pieces), sum(len(piece.text) for piece in draft.places())
