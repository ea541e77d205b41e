"""The score in words: its parts, and each input with its numbers and its list."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from quintet.core.public import number_words
from quintet.followup.queries.insight.numbers import SCORED, Counts, Scope
from quintet.followup.queries.insight.words import Figured, figured, row_names, scope_of
from quintet.followup.rules.scoring import PARTS, SHARES, WEIGHTS, Input, Part, Score, score


@dataclass(frozen=True, slots=True)
class ScoredPart:
    """A part of the score: `points` in words, "" where there is no score or nothing to count."""

    code: Part
    label: str
    weight: int
    points: str
    inputs: tuple[Figured, ...]


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """Whose score it is, and its dashboard where it has one."""

    key: str
    label: str
    scope: Scope | None
    score: Score
    parts: tuple[ScoredPart, ...]


def parts_of(told: Score, scope: Scope) -> tuple[ScoredPart, ...]:
    """What a score is made of, each input with its numbers."""
    names, labels = part_words(), input_words()
    return tuple(
        ScoredPart(
            part,
            names[part],
            WEIGHTS[part],
            decimal_words(points) if points is not None and told.points is not None else "",
            tuple(
                figured(
                    each, labels[each], told.shares[each].count, scope.params,
                    SCORED[SHARES[each][0]], of=told.shares[each].of, whole=SHARES[each][1],
                )
                for each in PARTS[part]
            ),
        )
        for part, points in told.parts.items()
    )  # fmt: skip


def score_rows(
    by: str, told: Iterable[tuple[str, Counts]], sort: str
) -> tuple[list[ScoredRow], str]:
    """The scores of all, sorted by "points", by a part or by "name"; what has none comes last."""
    counted = list(told)
    names = row_names(by, (key for key, _counts in counted))
    found = []
    for key, counts in counted:
        made, scope = score(counts), scope_of(by, key)
        found.append(ScoredRow(key, names.get(key, key), scope, made, parts_of(made, Scope())))
    sort = sort if sort in ("points", "name", *PARTS) else "points"

    def place(row: ScoredRow) -> tuple[bool, float, str]:
        points = row.score.points
        if sort in PARTS:
            points = points and row.score.parts[Part(sort)]
        return row.score.points is None, 0 if sort == "name" else -(points or 0), row.label

    return sorted(found, key=place), sort


def input_words() -> dict[Input, str]:
    return {
        Input.ON_TIME: _("Answered within six weeks"),
        Input.NOT_OVERDUE: _("Not overdue"),
        Input.NOT_LONG_OVERDUE: _("Not long overdue"),
        Input.PLANS: _("Planned: what, who and when"),
        Input.EVIDENCE: _("With evidence"),
        Input.VERIFIED: _("Verified by somebody else"),
    }


def part_words() -> dict[Part, str]:
    return {
        Part.ANSWERS: _("Answers come in time"),
        Part.DEADLINES: _("Deadlines are kept"),
        Part.QUALITY: _("Follow-up is sound"),
    }


def decimal_words(points: float) -> str:
    """Points with one decimal, rounded down: rounding lifts nobody."""
    return number_words(number_format(int(points * 10 + 1e-6) / 10, 1))
