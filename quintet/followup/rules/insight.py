"""The law of the figures: what each counts, and when a share may be told as a percentage."""

from datetime import date, timedelta
from enum import StrEnum

FEW = 10  # of a whole smaller than this no percentage is made: "3 of 7"
QUARTERS = 8  # shown of what came to be known over time


class Figure(StrEnum):
    """What answers are counted by, beside the register's own filters; all follow from what was said."""

    ANSWERED = "answered"
    OPEN = "open"  # asked for and not refused, and nobody has closed it
    PROPOSED = "proposed"  # it claims to be done, and awaits a verdict
    UNDECIDED = "undecided"  # under consideration for longer than an answer may take
    OPEN_0 = "open_0"
    OPEN_90 = "open_90"
    OPEN_180 = "open_180"
    OPEN_365 = "open_365"
    OPEN_730 = "open_730"
    # What came to be known in a time:
    MOVED_ANSWER = "moved_answer"
    MOVED_PROGRESS = "moved_progress"
    MOVED_CLOSED = "moved_closed"
    MOVED_REOPENED = "moved_reopened"
    MOVED_DEADLINE = "moved_deadline"
    # What the score is made of (rules.scoring):
    ANSWER_DUE = "answer_due"
    ANSWER_ON_TIME = "answer_on_time"
    DATED = "dated"
    NOT_OVERDUE = "not_overdue"
    NOT_LONG_OVERDUE = "not_long_overdue"
    PLANNED = "planned"
    SAID_DONE = "said_done"
    EVIDENCED = "evidenced"
    TO_BE_DONE = "to_be_done"


# How long what is open has been open: days from, days before; None: no end.
AGES: dict[Figure, tuple[int, int | None]] = {
    Figure.OPEN_0: (0, 90),
    Figure.OPEN_90: (90, 180),
    Figure.OPEN_180: (180, 365),
    Figure.OPEN_365: (365, 730),
    Figure.OPEN_730: (730, None),
}
MOVED = (
    Figure.MOVED_ANSWER,
    Figure.MOVED_PROGRESS,
    Figure.MOVED_CLOSED,
    Figure.MOVED_REOPENED,
    Figure.MOVED_DEADLINE,
)


def percent(count: int, of: int) -> int | None:
    """A share in whole percent; None of a whole too small for one.

    It is never rounded to 0 or 100 what is not none or all.
    """
    if of < FEW:
        return None
    rounded = round(100 * count / of)
    return max(1, min(99, rounded)) if 0 < count < of else rounded


def quarters(today: date, number: int = QUARTERS) -> list[tuple[date, date]]:
    """The last quarters up to that of a day, oldest first: first day and last day of each."""
    year, month = today.year, (today.month - 1) // 3 * 3 + 1
    found = []
    for _quarter in range(number):
        after = date(year + 1, 1, 1) if month == 10 else date(year, month + 3, 1)
        found.append((date(year, month, 1), after - timedelta(days=1)))
        year, month = (year - 1, 10) if month == 1 else (year, month - 3)
    return found[::-1]
