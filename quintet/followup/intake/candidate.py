"""What intake finds: candidates that a person then accepts, corrects or rejects.

Nothing here is invented: what is not in the text stays empty. Every span is a half-open range of
characters in `Document.text`.
"""

import datetime
from dataclasses import dataclass
from typing import Literal

from quintet.followup.intake.document import Document

ItemKind = Literal["recommendation", "decision", "request", "commitment"]
PartyKind = Literal["organization", "body", "post"]
ResponseCode = Literal["accepted", "partially_accepted", "not_accepted"]
StatusCode = Literal["not_started", "in_progress", "implemented", "closed"]


@dataclass(frozen=True, slots=True)
class Party:
    """A known organization, body or post: its stable code and every name that documents use."""

    kind: PartyKind
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    members: bool = False  # a body whose members can be addressed ("HLCM members")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session of a body that is known from elsewhere: its number and its first and last day."""

    body: str
    number: int
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """All that intake may resolve names against."""

    parties: tuple[Party, ...] = ()
    meetings: tuple[Meeting, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is done or asked: its verb as written ("Provisionally approved") and words."""

    verb: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is addressed: the words of the document, and the known party where there is one.

    `members`: not the body but its members are addressed ("HLCM members").
    """

    text: str
    party: Party | None = None
    members: bool = False

    def __str__(self) -> str:
        return self.party.name if self.party and not self.members else self.text


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as written, and its date where the document (or a known meeting) says when.

    A month stands for its last day, a year for 31 December, a session for its first day. `session`
    is the one that it names, of a known body: with it the deadline moves.
    """

    text: str
    date: datetime.date | None = None
    session: Meeting | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    kind: ItemKind
    number: str
    paragraph: str
    text: str
    start: int
    end: int
    title: str = ""
    acts: tuple[Act, ...] = ()
    addressees: tuple[Addressee, ...] = ()
    co_addressees: tuple[Addressee, ...] = ()
    due: tuple[Due, ...] = ()
    response: ResponseCode | None = None
    response_text: str = ""
    responsible: tuple[str, ...] = ()
    comments: str = ""
    status_text: str = ""
    status: StatusCode | None = None
    symbols: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A paragraph that looks like an act and was not taken, and why."""

    paragraph: str
    why: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """All that intake has to say of one file."""

    document: Document
    title: str = ""
    symbol: str = ""
    date: datetime.date | None = None
    body: Addressee | None = None
    session: int | None = None
    meetings: tuple[Meeting, ...] = ()  # sessions whose dates the document itself tells
    items: tuple[Candidate, ...] = ()
    unread: tuple[Unread, ...] = ()
