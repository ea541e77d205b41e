"""The score of timeliness and quality, in the manner of UNDP.

After "Evaluation Management" of the UNDP performance app's methodology
(github.com/undp/performance-app-methodology): three parts of 30, 30 and 40 hundredths; what is long
overdue counts twice, on purpose; from 90 green, from 75 yellow. Three things differ, because of what
is known here: planned evaluations are not, so the first part is whether answers came within the six
weeks that UNDP gives management responses; the second is its measure of overdue actions, whole; the
quality is that of the follow-up, not that of an evaluation report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from quintet.followup.rules.insight import FEW, Figure

ANSWER_WITHIN = timedelta(weeks=6)
GREEN, YELLOW = 90, 75
ENOUGH = FEW  # answers due: with fewer there is no score


class Part(StrEnum):
    ANSWERS = "answers"
    DEADLINES = "deadlines"
    QUALITY = "quality"


class Input(StrEnum):
    ON_TIME = "on_time"
    NOT_OVERDUE = "not_overdue"
    NOT_LONG_OVERDUE = "not_long_overdue"
    PLANS = "plans"
    EVIDENCE = "evidence"
    VERIFIED = "verified"


class Band(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


WEIGHTS = {Part.ANSWERS: 30, Part.DEADLINES: 30, Part.QUALITY: 40}
PARTS: dict[Part, tuple[Input, ...]] = {
    Part.ANSWERS: (Input.ON_TIME,),
    Part.DEADLINES: (Input.NOT_OVERDUE, Input.NOT_LONG_OVERDUE),
    Part.QUALITY: (Input.PLANS, Input.EVIDENCE, Input.VERIFIED),
}
# Of which figures each input is the share; "taken_on" and "verified" are counts of rules.Summary.
SHARES: dict[Input, tuple[str, str]] = {
    Input.ON_TIME: (Figure.ANSWER_ON_TIME, Figure.ANSWER_DUE),
    Input.NOT_OVERDUE: (Figure.NOT_OVERDUE, Figure.DATED),
    Input.NOT_LONG_OVERDUE: (Figure.NOT_LONG_OVERDUE, Figure.DATED),
    Input.PLANS: (Figure.PLANNED, "taken_on"),
    Input.EVIDENCE: (Figure.EVIDENCED, Figure.SAID_DONE),
    Input.VERIFIED: ("verified", Figure.TO_BE_DONE),
}


@dataclass(frozen=True, slots=True)
class Share:
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Score:
    """Points of 100, and by part of the points that it can give; a part that nothing is known of
    has None. `points` is None where there is too little to score."""

    points: float | None
    parts: Mapping[Part, float | None]
    shares: Mapping[Input, Share]

    @property
    def band(self) -> Band | None:
        """By the points as they are shown: rounded down, so that nobody is lifted by rounding."""
        if self.points is None:
            return None
        return (
            Band.GREEN if self.points >= GREEN
            else Band.YELLOW if self.points >= YELLOW
            else Band.RED
        )  # fmt: skip

    @property
    def shown(self) -> int | None:
        return None if self.points is None else int(self.points)


def score(counts: Mapping[str, int]) -> Score:
    """The score from counts by name (SHARES).

    A part is the mean of its inputs that have a denominator. There is no score with fewer than
    ENOUGH answers due, nor while one of the three parts has nothing to be counted of: it would be
    compared with scores that mean something else.
    """
    shares = {each: Share(counts[n], counts[of]) for each, (n, of) in SHARES.items()}
    parts: dict[Part, float | None] = {}
    for part, inputs in PARTS.items():
        known = [shares[each].count / shares[each].of for each in inputs if shares[each].of]
        parts[part] = WEIGHTS[part] * sum(known) / len(known) if known else None
    told = [points for points in parts.values() if points is not None]
    enough = len(told) == len(parts) and shares[Input.ON_TIME].of >= ENOUGH
    return Score(round(sum(told), 6) if enough else None, parts, shares)
