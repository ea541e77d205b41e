"""From what intake read to rows, and from rows to the page that shows it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.followup.intake.candidate import Addressee as FoundAddressee
from quintet.followup.intake.candidate import Candidate as FoundCandidate
from quintet.followup.intake.candidate import Reading
from quintet.followup.models import Candidate, Document, Item, Paragraph
from quintet.followup.queries.parties import KINDS
from quintet.followup.rules import Proposal

# The fields of a candidate, as `quintet intake --json` names them, with what stands for nothing.
FOUND: dict[str, Any] = {
    "kind": "decision",
    "number": "",
    "paragraph": "",
    "title": "",
    "text": "",
    "acts": [],
    "addressees": [],
    "co_addressees": [],
    "due": [],
    "response": None,
    "response_text": "",
    "responsible": [],
    "comments": "",
    "status_text": "",
    "status": None,
    "symbols": [],
    "page": None,
}
MEMBERS = re.compile(r"\b(members?|organizations|entities)\b", re.IGNORECASE)


def found_of(candidate: FoundCandidate) -> dict[str, Any]:
    """A candidate of intake as JSON."""
    told = {name: getattr(candidate, name) for name in FOUND}
    return told | {
        "acts": [
            {"verb": act.verb, "text": act.text, "start": act.start, "end": act.end}
            for act in candidate.acts
        ],
        "addressees": [_addressee(one) for one in candidate.addressees],
        "co_addressees": [_addressee(one) for one in candidate.co_addressees],
        "due": [
            {
                "text": due.text,
                "date": due.date.isoformat() if due.date else None,
                "session": f"{due.session.body}/{due.session.number}" if due.session else "",
            }
            for due in candidate.due
        ],
        "responsible": list(candidate.responsible),
        "symbols": list(candidate.symbols),
    }


def _addressee(one: FoundAddressee) -> dict[str, Any]:
    party = one.party
    return {
        "text": one.text,
        "party": f"{party.kind}:{party.code}" if party else "",
        "members": bool(party and party.members and MEMBERS.search(one.text)),
    }


def candidates_of(document: Document, reading: Reading) -> list[Candidate]:
    return [
        Candidate(
            document=document,
            position=position,
            start=candidate.start,
            end=candidate.end,
            found=found_of(candidate),
        )
        for position, candidate in enumerate(reading.items)
    ]


def paragraphs_of(document: Document, reading: Reading) -> list[Paragraph]:
    return [
        Paragraph(
            document=document,
            position=position,
            **{
                name: getattr(block, name)
                for name in (
                    "kind", "level", "start", "end", "page", "table", "row", "column",
                    "row_span", "column_span",
                )
            },
            number=block.number[:40],
        )
        for position, block in enumerate(reading.document.blocks)
    ]  # fmt: skip


def parties_told(told: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Kind and code of each known party; a body that stands for its members gives these."""
    for one in told:
        kind, _colon, code = (one.get("party") or "").partition(":")
        if not code:
            continue
        if one.get("members") and kind == "body":
            body = core.Body.objects.get(code=code)
            yield from (("organization", member.code) for member in body.members.all())
        elif kind in KINDS:
            yield kind, code


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span within the text, without white space at its ends."""
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def paragraph_at(document: Document, offset: int) -> Paragraph | None:
    """The block at a place of the text, or the numbered one before it."""
    before = document.paragraphs.filter(start__lte=offset).order_by("-start")
    here = before.first()
    return here if here and here.number else before.exclude(number="").first() or here


def goes_on(status_text: str) -> bool:
    """Whether what is implemented goes on, as the document words it."""
    words = r"ongoing|on-going|continu|en cours|en curso|продолж|مستمر|持续"
    return re.search(words, status_text, re.IGNORECASE) is not None


class Mark(NamedTuple):
    """A span of the text in which something was found, and where that stands."""

    start: int
    end: int
    kind: str
    url: str


@dataclass(slots=True)
class Piece:
    """A run of text, and the candidate or unread paragraph that it belongs to."""

    text: str
    start: int
    mark: str = ""  # "", "found", "done" (in the register), "out" (left out), "unread"
    url: str = ""  # where what was found stands


@dataclass(slots=True)
class Cell:
    pieces: list[Piece]
    row_span: int
    column_span: int
    head: bool = False


@dataclass(slots=True)
class Passage:
    """A block to show: its number and pieces, or a table's rows of cells."""

    kind: str
    number: str = ""
    level: int = 0
    page: int | None = None
    position: int = 0
    start: int = 0
    pieces: list[Piece] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)


def passages(
    document: Document, paragraphs: Sequence[Paragraph], marks: Sequence[Mark]
) -> list[Passage]:
    """The text as it is shown, cut where something was found, so that it can be highlighted."""
    shown: list[Passage] = []
    for paragraph in paragraphs:
        pieces = _pieces(document.text, paragraph.start, paragraph.end, marks)
        if paragraph.table is None:
            shown.append(
                Passage(
                    kind=paragraph.kind,
                    number=paragraph.number,
                    level=paragraph.level,
                    page=paragraph.page,
                    position=paragraph.position,
                    start=paragraph.start,
                    pieces=pieces,
                )
            )
            continue
        last = shown[-1] if shown else None
        if last is None or last.kind != "table" or last.level != paragraph.table:
            last = Passage(
                kind="table",
                level=paragraph.table,
                page=paragraph.page,
                position=paragraph.position,
                start=paragraph.start,
            )
            shown.append(last)
        while len(last.rows) <= paragraph.row - _first_row(last, paragraph):
            last.rows.append([])
        last.rows[-1].append(Cell(pieces, paragraph.row_span, paragraph.column_span))
    return shown


def _first_row(table: Passage, paragraph: Paragraph) -> int:
    if not table.rows:
        table.number = str(paragraph.row)
    return int(table.number or 0)


def intake_marks(document: Document, candidates: Sequence[Candidate]) -> list[Mark]:
    """What was found, and what looks like an act, with its place in the list beside the text."""
    words = {Proposal.PROPOSED: "found", Proposal.ACCEPTED: "done", Proposal.REJECTED: "out"}
    marks = [
        Mark(start, end, words[Proposal(candidate.proposal)], f"#c{candidate.pk}")
        for candidate in candidates
        if candidate.proposal in words
        for start, end in spans_of(candidate)
    ]
    marks += [
        Mark(told["start"], told["end"], "unread", f"#u{position}")
        for position, told in enumerate(document.unread)
        if not told["left"]
    ]
    return sorted(marks)


def item_marks(
    items: Iterable[Item], places: Mapping[int, tuple[int, int]] | None = None
) -> list[Mark]:
    """Where the items of the register stand in the text, with their pages.

    `places`: of those that stand in several versions, the one in this version, by item.
    """
    return sorted(
        Mark(start, end, "found", f"/items/{item.slug}/")
        for item in items
        for start, end in _spans_of_item(item, places or {})
    )


def _spans_of_item(item: Item, places: Mapping[int, tuple[int, int]]) -> list[tuple[int, int]]:
    if item.pk in places:
        return [places[item.pk]]
    return spans_of(item.candidate) if item.candidate else [(item.start, item.end)]


def spans_of(candidate: Candidate) -> list[tuple[int, int]]:
    """The places of a candidate's acts; of the whole where these are not known."""
    acts = [
        (act["start"], act["end"])
        for act in candidate.found["acts"]
        if act.get("end", 0) > act.get("start", 0)
    ]
    return acts or [(candidate.start, candidate.end)]


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> list[Piece]:
    pieces, place = [], start
    for mark in marks:
        first, last = max(mark.start, place), min(mark.end, end)
        if first >= last:
            continue
        if first > place:
            pieces.append(Piece(text[place:first], place))
        pieces.append(Piece(text[first:last], first, mark.kind, mark.url))
        place = last
    if place < end:
        pieces.append(Piece(text[place:end], place))
    return pieces


def shown_candidates(
    here: Sequence[Candidate], waiting: Sequence[Candidate]
) -> list[dict[str, Any]]:
    """Candidates as a list shows them: names of their parties, and the one to merge with."""
    after = dict(pairwise(waiting))
    names = _names(here)
    return [
        {
            "candidate": candidate,
            "found": candidate.found,
            "addressees": [names(one) for one in candidate.found["addressees"]],
            "co_addressees": [names(one) for one in candidate.found["co_addressees"]],
            "next": after.get(candidate),
        }
        for candidate in here
    ]


def _names(candidates: Sequence[Candidate]) -> Callable[[dict[str, Any]], str]:
    references = {
        one["party"]
        for candidate in candidates
        for part in ("addressees", "co_addressees")
        for one in candidate.found[part]
        if one["party"]
    }
    known = {
        f"{kind}:{party.code}": party.name
        for kind, model in KINDS.items()
        for party in model._default_manager.filter(
            code__in=[r.partition(":")[2] for r in references if r.startswith(f"{kind}:")]
        )
    }

    def name(one: dict[str, Any]) -> str:
        told = known.get(one["party"], one["text"])
        return _("each member of %(body)s") % {"body": told} if one.get("members") else told

    return name


def span_of(
    document: Document, words: str, start: int | None, end: int | None
) -> tuple[int, int] | None:
    """Where words stand in the text: at the place that a page named, or where they are found."""
    if start is not None and end is not None and 0 <= start < end <= len(document.text):
        return start, end
    pattern = r"\s+".join(re.escape(word) for word in words.split()[:400])
    found = re.search(pattern, document.text) if pattern else None
    return found.span() if found else None
