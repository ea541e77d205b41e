"""What goes into a status-of-implementation report, whatever the format it comes out as.

Everything that people read is handed over translated; nothing here asks a database or a clock.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words of a report, in its language, and how that language writes dates and numbers."""

    language: str  # "ar", "zh-hans", "en", "fr", "ru", "es"
    rtl: bool
    title: str  # "Status of implementation of the recommendations"
    as_at: str  # "as at 11 October 2021", whole
    issued: str  # "Issued on 22 November 2026 from the register", whole
    number: str  # the five column heads
    recommendation: str
    management_response: str
    responsibility: str
    comments: str  # "Date of implementation/comments"
    addressee: str  # "Addressee"
    response: str  # "Response": accepted, partially accepted, …
    status: str  # "Status"
    due: str  # "Due"
    claimed: str
    verified: str
    coordination: str  # "in coordination with {names}"
    evidence: str  # "Evidence"
    summary: str  # heads the summary
    page: str  # "Page {page} of {pages}"
    nothing: str  # what stands where there is no row
    paragraph: str  # "Paragraph {number}"
    source: str  # "Source"
    digits: str = "0123456789"  # the ten digits that the language counts with


@dataclass(frozen=True, slots=True)
class Note:
    """A dated word on progress: `as_at` for data, `date` as the language writes it."""

    as_at: date
    date: str
    text: str
    evidence: tuple[str, ...] = ()  # names or addresses of what proves it


@dataclass(frozen=True, slots=True)
class Row:
    """One item as answered by one addressee. Codes are for data, labels for people."""

    item: str  # slug of the item: the identifier that survives editing
    kind: str
    kind_label: str
    number: str
    paragraph: str
    title: str
    text: str
    source: str  # symbol or title of the document
    addressee: str
    addressee_code: str
    co_addressees: tuple[str, ...]
    responsible: tuple[str, ...]
    response: str  # code: "awaiting", "accepted", …
    response_label: str  # "No answer", "Accepted", …
    response_text: str
    claimed: str  # code: "not_started", "in_progress", "implemented", "continuing"
    claimed_label: str
    verified: str  # code, "" where nobody has verified: "implemented", "not_implemented", …
    verified_label: str  # "Verified as implemented", "Overtaken by events", …
    status_text: str  # status as the source wrote it, where it did
    due_on: date | None
    due_label: str  # "30 March 2018", "forty-second session (11 October 2021)", ""
    late_label: str  # "overdue by 12 days", "" where it is not
    notes: tuple[Note, ...] = ()
    due_reason: str = ""  # why the deadline in force is not the one before it
    asked: str = ""  # in the report of a cycle: "silent", "started", "answered"; "" if not asked
    asked_label: str = ""  # "Silent", "In preparation", "Answered"


@dataclass(frozen=True, slots=True)
class Count:
    """One line of the summary: how many of how many, and of what the whole is a count.

    `shape` names the mark that goes with it: for answers yes, part, refused, silent, none; for
    implementation verified, claimed, continuing, going, none, silent, closed; late.
    """

    code: str
    label: str
    count: int
    of: int
    of_label: str  # "of what was accepted in whole or in part"
    shape: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One party in a reporting cycle: of how many items it was asked, and what it has said."""

    party: str
    code: str  # "organization:WHO"
    asked: int
    answered: int
    started: int
    silent: int
    signed: str = ""  # "Signed on 30 July 2026", "" where nobody has


@dataclass(frozen=True, slots=True)
class Reply:
    """One party's answer to a question of the cycle, "" where it gave none."""

    question: str
    party: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Cycle:
    """Who was asked in a reporting cycle and what came back, with the words that head it."""

    state: str  # "In this cycle", before the state of a row
    asked: str  # heads the parties
    heads: tuple[
        str, ...
    ]  # party, asked, answered, in preparation, silent; signed, if that is asked
    questions: str  # heads the replies
    no_reply: str
    parties: tuple[Asked, ...]
    replies: tuple[Reply, ...] = ()  # by question, then by party


@dataclass(frozen=True, slots=True)
class Report:
    """A report as of a date, whole. `links` leads from an item's slug to its page in the register."""

    words: Words
    heading: str  # body, document or organization that it is about
    subtitle: str  # session, symbol, filter; may be empty
    as_at: date
    issued_on: date
    rows: tuple[Row, ...]
    counts: tuple[Count, ...]
    lede: str  # the summary in one sentence
    links: dict[str, str] = field(default_factory=dict)
    cycle: Cycle | None = None  # where it is the report of a reporting cycle
