"""What is different between two reports of the same register: row by row, each difference by its kind.

The law: two equal reports differ in nothing; whatever people see differently is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from quintet.followup.documents.report import Row, Words


class ChangeKind(StrEnum):
    """What kind of difference, in the order in which they are told."""

    NEW = "new"
    ANSWERED = "answered"  # another answer, or the same in other words
    REPORTED = "reported"  # a word on progress that moved no status
    ADVANCED = "advanced"
    SLIPPED = "slipped"  # implementation went back, or is overdue since
    CLOSED = "closed"
    REOPENED = "reopened"
    DEADLINE_MOVED = "deadline_moved"
    WORDS_CHANGED = "words_changed"
    GONE = "gone"  # it stands no longer in the register


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of one row: what it was, what it is, in the words of the report's language.

    `row` is the later row; of what is gone, the earlier. `reason` is why a deadline moved, in
    the words of who moved it; for data, `was_on` and `now_on` are the deadlines.
    """

    kind: ChangeKind
    row: Row
    was: str = ""
    now: str = ""
    reason: str = ""
    was_on: date | None = None
    now_on: date | None = None


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """The fixed words of the differences, in their language."""

    change: str  # heads the column that tells the change
    reason: str  # "Reason"
    nothing: str  # "Nothing has changed."
    arrow: str  # between what was and what is, as the language runs
    kinds: Mapping[ChangeKind, str]


@dataclass(frozen=True, slots=True)
class Differences:
    """All that is different between two reports, whole. `links` is by an item's slug."""

    words: Words  # its `title` and `as_at` tell what is compared
    terms: ChangeWords
    heading: str  # body, document or organization that it is about
    subtitle: str
    issued_on: date
    lede: str  # how much has changed, in one sentence
    changes: tuple[Change, ...]
    links: Mapping[str, str] = field(default_factory=dict)

    def linked(self, links: Mapping[str, str]) -> "Differences":
        """The same, with the address of each item's page."""
        return replace(self, links=links)


# How far implementation is. What is implemented and what goes on besides are as far.
_FAR = {"": 0, "not_started": 0, "in_progress": 1, "implemented": 2, "continuing": 2}


def changes(before: Sequence[Row], after: Sequence[Row]) -> tuple[Change, ...]:
    """Every difference between two reports in one language, by kind, then in the later's order.

    Rows are the same by item and addressee; one row may differ in several ways. An item that
    nobody was named for is not gone when somebody is.
    """
    earlier, later = _keyed(before), _keyed(after)
    items = {row.item for row in after}
    found = [
        change
        for key, row in later.items()
        for change in (_between(earlier[key], row) if key in earlier else [_new(row)])
    ]
    found += [
        Change(ChangeKind.GONE, row, was=row.response_label)
        for key, row in earlier.items()
        if key not in later and (row.addressee_code or row.item not in items)
    ]
    order = list(ChangeKind)
    return tuple(sorted(found, key=lambda change: order.index(change.kind)))


def by_kind(found: Iterable[Change]) -> dict[ChangeKind, tuple[Change, ...]]:
    """Changes by their kind, in the order of the kinds; kinds without any are left out."""
    told = list(found)
    groups = {kind: tuple(one for one in told if one.kind is kind) for kind in ChangeKind}
    return {kind: group for kind, group in groups.items() if group}


def _keyed(rows: Iterable[Row]) -> dict[tuple[str, str, int], Row]:
    """Rows by item and addressee; an organization and a body of one code by their order as well."""
    found: dict[tuple[str, str, int], Row] = {}
    for row in rows:
        place = 0
        while (row.item, row.addressee_code, place) in found:
            place += 1
        found[row.item, row.addressee_code, place] = row
    return found


def _new(row: Row) -> Change:
    return Change(ChangeKind.NEW, row, now=row.response_label)


def _between(was: Row, now: Row) -> list[Change]:
    found = [
        _answered(was, now),
        _progressed(was, now),
        _slipped(was, now),
        _judged(was, now),
        _moved(was, now),
        _reworded(was, now),
    ]
    return [change for change in found if change]


def _answered(was: Row, now: Row) -> Change | None:
    told = [(row.response, row.response_text, row.responsible) for row in (was, now)]
    if told[0] == told[1]:
        return None
    return Change(ChangeKind.ANSWERED, now, was.response_label, now.response_label)


def _went_back(was: Row, now: Row) -> bool:
    return _FAR[now.claimed] < _FAR[was.claimed]


def _progressed(was: Row, now: Row) -> Change | None:
    if _went_back(was, now):
        return None
    if _FAR[now.claimed] > _FAR[was.claimed]:
        return Change(ChangeKind.ADVANCED, now, was.claimed_label, now.claimed_label)
    if (was.claimed, was.notes, was.status_text) != (now.claimed, now.notes, now.status_text):
        return Change(ChangeKind.REPORTED, now, was.claimed_label, now.claimed_label)
    return None


def _slipped(was: Row, now: Row) -> Change | None:
    back = _went_back(was, now)
    late = now.late_label if not was.late_label else ""
    if not (back or late):
        return None
    words = [now.claimed_label if back else "", late]
    return Change(
        ChangeKind.SLIPPED, now, was.claimed_label if back else "", " · ".join(filter(None, words))
    )


def _judged(was: Row, now: Row) -> Change | None:
    if was.verified == now.verified:
        return None
    kind = ChangeKind.CLOSED if now.verified else ChangeKind.REOPENED
    return Change(kind, now, was.verified_label, now.verified_label)


def _moved(was: Row, now: Row) -> Change | None:
    if was.due_on == now.due_on:
        return None
    return Change(
        ChangeKind.DEADLINE_MOVED,
        now,
        was.due_label,
        now.due_label,
        now.due_reason,
        was.due_on,
        now.due_on,
    )


def _reworded(was: Row, now: Row) -> Change | None:
    """What was read first of what differs: its words, its title, what it is, where it stands."""
    if was.text != now.text:
        pair = was.text, now.text
    elif was.title != now.title:
        pair = was.title, now.title
    elif (was.kind, was.number) != (now.kind, now.number):
        pair = f"{was.kind_label} {was.number}", f"{now.kind_label} {now.number}"
    elif was.paragraph != now.paragraph:
        pair = was.paragraph, now.paragraph
    else:
        return None
    return Change(ChangeKind.WORDS_CHANGED, now, *pair)
