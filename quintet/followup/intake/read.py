"""The door of intake: a file or a document in, all that is to be said of it out."""

from datetime import date
from typing import Any

from quintet.followup.intake.candidate import Candidate, Known, Reading, Unread
from quintet.followup.intake.composing import Surroundings
from quintet.followup.intake.decisions import find_decisions
from quintet.followup.intake.document import Document, Limits
from quintet.followup.intake.facts import facts_of
from quintet.followup.intake.labels_values import find_labelled
from quintet.followup.intake.narrative import find_told_acts
from quintet.followup.intake.outline import passages_of
from quintet.followup.intake.parties import Names
from quintet.followup.intake.readers import open_document
from quintet.followup.intake.resolutions import find_operative_paragraphs
from quintet.followup.intake.tables import find_in_tables

_NOTHING_KNOWN = Known()


def read(
    data: bytes, *, name: str = "", known: Known = _NOTHING_KNOWN, limits: Limits | None = None
) -> Reading:
    """Read a file and find what it asks, decides and answers. Its content decides how it is read.

    Raises Unreadable, and nothing else, where the bytes are no document that can be read.
    """
    return find(open_document(data, name=name, limits=limits), known)


def find(document: Document, known: Known = _NOTHING_KNOWN) -> Reading:
    """Candidates of every family, in the order of their places; nothing is found twice."""
    passages = passages_of(document)
    names = Names(known.parties)
    facts = facts_of(document, passages, names)
    around = Surroundings.of(passages, facts, names, known.meetings)
    in_tables, unread, tables = find_in_tables(document, around)
    labelled, used = find_labelled(document, around, tables)
    decided, among, blocks = find_decisions(around, used)
    resolved, operative = find_operative_paragraphs(around, used | blocks)
    told, looked_at = find_told_acts(around, used, blocks | operative)
    items = [*in_tables, *labelled, *decided, *resolved, *told]
    return Reading(
        document=document,
        title=facts.title,
        symbol=facts.symbol,
        date=facts.date,
        body=facts.body,
        session=facts.session,
        meetings=facts.meetings,
        items=tuple(sorted(items, key=_place)),
        unread=tuple(sorted([*unread, *among, *looked_at], key=_place)),
    )


def _place(found: Candidate | Unread) -> tuple[int, int]:
    return found.start, found.end


def as_json(reading: Reading) -> dict[str, Any]:
    """The reading as one JSON object; dates by ISO 8601, spans as [start, end) in characters."""
    return {
        "document": {
            "title": reading.title,
            "symbol": reading.symbol,
            "date": _iso(reading.date),
            "body": str(reading.body) if reading.body else "",
        },
        "items": [_item(item) for item in reading.items],
        "unread": [{"paragraph": left.paragraph, "why": left.why} for left in reading.unread],
    }


def _item(item: Candidate) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "number": item.number,
        "paragraph": item.paragraph,
        "title": item.title,
        "acts": [{"verb": act.verb, "text": act.text} for act in item.acts],
        "text": item.text,
        "addressees": [str(addressee) for addressee in item.addressees],
        "co_addressees": [str(addressee) for addressee in item.co_addressees],
        "due": [{"text": due.text, "date": _iso(due.date)} for due in item.due],
        "response": item.response,
        "response_text": item.response_text,
        "responsible": list(item.responsible),
        "comments": item.comments,
        "status_text": item.status_text,
        "status": item.status,
        "symbols": list(item.symbols),
        "span": [item.start, item.end],
        "page": item.page,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
