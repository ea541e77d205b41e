"""The law of follow-up: three status axes, how each may move, who is kept apart, what is late.

The axes are never one column. *Response*: what an addressee answers. *Implementation*: what it
claims, apart from what somebody else has verified. *Record*: whether a thing said has been approved.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    RECOMMENDATION = "recommendation"
    DECISION = "decision"
    REQUEST = "request"
    COMMITMENT = "commitment"


class Priority(StrEnum):
    """As oversight offices grade their recommendations; empty where nobody has."""

    CRITICAL = "critical"
    IMPORTANT = "important"
    OPPORTUNITY = "opportunity"


class Answer(StrEnum):
    AWAITING = "awaiting"
    ACCEPTED = "accepted"
    PARTIALLY_ACCEPTED = "partially_accepted"
    NOT_ACCEPTED = "not_accepted"
    UNDER_CONSIDERATION = "under_consideration"
    NOT_RELEVANT = "not_relevant"


class Progress(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    IMPLEMENTED = "implemented"
    CONTINUING = "continuing"  # implemented, and goes on: "completed and ongoing"


class Verdict(StrEnum):
    IMPLEMENTED = "implemented"
    NOT_IMPLEMENTED = "not_implemented"
    OVERTAKEN = "overtaken"
    SUPERSEDED = "superseded"
    MERGED = "merged"
    RETURNED = "returned"
    REOPENED = "reopened"


class Record(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class Part(StrEnum):
    LEAD = "lead"
    WITH = "with"


class Reading(StrEnum):
    """Where a document stands on its way from file to register."""

    WAITING = "waiting"
    UNREADABLE = "unreadable"
    READ = "read"


class Proposal(StrEnum):
    """What a person has said of a candidate."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MERGED = "merged"
    SPLIT = "split"
    KNOWN = "known"  # it is an item of an earlier version of the document


class Flag(StrEnum):
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    LONG_OVERDUE = "long_overdue"
    SILENT = "silent"


NEED_A_REASON = frozenset({Answer.PARTIALLY_ACCEPTED, Answer.NOT_ACCEPTED, Answer.NOT_RELEVANT})
TAKEN_ON = frozenset({Answer.ACCEPTED, Answer.PARTIALLY_ACCEPTED})  # what is to be implemented
DONE = frozenset({Progress.IMPLEMENTED, Progress.CONTINUING})
CLOSING = frozenset(
    {
        Verdict.IMPLEMENTED,
        Verdict.NOT_IMPLEMENTED,
        Verdict.OVERTAKEN,
        Verdict.SUPERSEDED,
        Verdict.MERGED,
    }
)
NEED_EVIDENCE = frozenset({Priority.CRITICAL, Priority.IMPORTANT})
RECORD_MOVES = {
    Record.DRAFT: frozenset({Record.SUBMITTED}),
    Record.SUBMITTED: frozenset({Record.APPROVED, Record.RETURNED}),
    Record.RETURNED: frozenset(),  # the next version answers it
    Record.APPROVED: frozenset(),
}
DUE_SOON = timedelta(days=30)
LONG_OVERDUE = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one addressee stands: what it answers, what it claims, what others have verified.

    `verdict` is a closing verdict or empty. `proposed`: it claims to be done, and nobody has
    judged that yet. `heard_on`: the day of the last word from it.
    """

    answer: Answer = Answer.AWAITING
    claimed: Progress | None = None
    claimed_as_at: date | None = None
    verdict: Verdict | None = None
    verdict_on: date | None = None
    proposed: bool = False
    due_on: date | None = None
    heard_on: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said of an addressee, and the day since when it is known.

    `value` is an Answer, a Progress, a Verdict, a date (a deadline), or None: a word on progress
    that claims no status. `as_at` is the day that a progress entry speaks of. `proposes`: it
    proposes closure. `undated`: a deadline whose day is not known yet, at a session to come.
    """

    value: Answer | Progress | Verdict | date | None
    known_on: date
    as_at: date | None = None
    proposes: bool = False
    undated: bool = False


def standing(said: Iterable[Said], *, until: date, known_until: date | None = None) -> Standing:
    """Fold all that was said of one addressee, oldest first, into where it stood on a day.

    Only what was known by then counts: the same day always gives the same answer, whatever was said
    later. A reporting cycle waits for words on its day: they count if known by `known_until`. A later verification outweighs an earlier claim; a reopening undoes a closure; what is
    returned or reopened is in progress again.
    """
    now: dict[str, object] = {}
    for word in said:
        if word.known_on > (known_until or until) or (word.as_at and word.as_at > until):
            continue
        now |= _after(word, now)
    return Standing(**now)  # type: ignore[arg-type]


def _after(word: Said, now: dict[str, object]) -> dict[str, object]:
    value = word.value
    if isinstance(value, Answer):
        return {"answer": value, "heard_on": word.known_on}
    if isinstance(value, Progress):
        earlier = now.get("claimed_as_at")
        if isinstance(earlier, date) and word.as_at and word.as_at < earlier:
            return {"heard_on": word.known_on}  # a late word on an earlier day changes nothing
        return {
            "claimed": value,
            "claimed_as_at": word.as_at,
            "heard_on": word.known_on,
            "proposed": word.proposes and now.get("verdict") is None,
        }
    if isinstance(value, Verdict):
        if value in CLOSING:
            return {"verdict": value, "verdict_on": word.known_on, "proposed": False}
        undone = {"verdict": None, "verdict_on": None, "proposed": False}
        return undone | ({"claimed": Progress.IN_PROGRESS} if now.get("claimed") in DONE else {})
    return {"due_on": value} if value or word.undated else {"heard_on": word.known_on}


def needs_reason(answer: Answer, reason: str) -> bool:
    """Whether an answer lacks the reason that it must give (partial, refused, not relevant)."""
    return answer in NEED_A_REASON and not reason.strip()


def may_move(now: Record, then: Record) -> bool:
    return then in RECORD_MOVES[now]


def closing_lacks(
    *, verdict: Verdict, at: Standing, priority: str, evidence: int, reason: str
) -> str:
    """What a verification still lacks: "", "reason", "claim", "evidence", "closed" or "open".

    Only what is claimed to be implemented can be verified as implemented; what an oversight office
    calls critical or important needs evidence; every other verdict needs its reason.
    """
    if verdict is Verdict.REOPENED:
        return "open" if at.verdict is None else ("" if reason.strip() else "reason")
    if at.verdict is not None:
        return "closed"
    if verdict is Verdict.RETURNED and not at.proposed:
        return "claim"
    if verdict is Verdict.IMPLEMENTED:
        if at.claimed not in DONE:
            return "claim"
        return "evidence" if priority in NEED_EVIDENCE and not evidence else ""
    return "" if reason.strip() else "reason"


def flags(at: Standing, *, today: date, cycle_opened_on: date | None = None) -> tuple[Flag, ...]:
    """What follows from the dates. Nothing is late that is closed, refused, or claimed as done."""
    if at.verdict is not None or at.answer in (Answer.NOT_ACCEPTED, Answer.NOT_RELEVANT):
        return ()
    found = []
    if cycle_opened_on and (at.heard_on is None or at.heard_on < cycle_opened_on):
        found.append(Flag.SILENT)
    if at.due_on and at.claimed not in DONE:
        if at.due_on < today - LONG_OVERDUE:
            found.append(Flag.LONG_OVERDUE)
        elif at.due_on < today:
            found.append(Flag.OVERDUE)
        elif at.due_on <= today + DUE_SOON:
            found.append(Flag.DUE_SOON)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts with their denominators: `total` addressees; `taken_on` of them accepted in whole or
    in part, the only ones of which implementation can be asked. Verified and claimed are apart."""

    total: int
    awaiting: int
    under_consideration: int
    accepted: int
    partially_accepted: int
    not_accepted: int
    not_relevant: int
    taken_on: int
    verified: int
    claimed: int
    in_progress: int
    not_started: int
    no_word: int
    closed_otherwise: int
    late: int


def summary(standings: Sequence[Standing], *, today: date) -> Summary:
    """Count where addressees stand. Each that was taken on falls in exactly one of six groups."""
    taken = [at for at in standings if at.answer in TAKEN_ON]
    groups = [group(at) for at in taken]
    answers = [at.answer for at in standings]
    late = (Flag.OVERDUE, Flag.LONG_OVERDUE)
    return Summary(
        total=len(standings),
        awaiting=answers.count(Answer.AWAITING),
        under_consideration=answers.count(Answer.UNDER_CONSIDERATION),
        accepted=answers.count(Answer.ACCEPTED),
        partially_accepted=answers.count(Answer.PARTIALLY_ACCEPTED),
        not_accepted=answers.count(Answer.NOT_ACCEPTED),
        not_relevant=answers.count(Answer.NOT_RELEVANT),
        taken_on=len(taken),
        verified=groups.count("verified"),
        claimed=groups.count("claimed"),
        in_progress=groups.count("in_progress"),
        not_started=groups.count("not_started"),
        no_word=groups.count("no_word"),
        closed_otherwise=groups.count("closed_otherwise"),
        late=sum(any(flag in late for flag in flags(at, today=today)) for at in standings),
    )


def group(at: Standing) -> str:
    if at.verdict is not None:
        return "verified" if at.verdict is Verdict.IMPLEMENTED else "closed_otherwise"
    if at.claimed in DONE:
        return "claimed"
    return str(at.claimed) if at.claimed else "no_word"
