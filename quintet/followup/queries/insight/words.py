"""The numbers of a dashboard in words: what each counts, of how many, and where its list is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import Body, Organization, date_words, number_words
from quintet.followup import labels
from quintet.followup.queries.insight.numbers import (
    MEASURES,
    SCORED,
    Counts,
    CycleNumbers,
    Numbers,
    Params,
    Quarter,
    Scope,
)
from quintet.followup.rules import Flag, Kind, Progress
from quintet.followup.rules.insight import AGES, MOVED, Figure, percent
from quintet.followup.rules.scoring import PARTS, SHARES, WEIGHTS, Input, Part, Score, score


@dataclass(frozen=True, slots=True)
class Figured:
    """One figure: what it counts, how many, of how many in words, and the register's words that
    list what is behind it (None where there is nothing). `shape` names its mark."""

    code: str
    label: str
    count: int
    of: int | None = None
    of_words: str = ""
    query: str | None = None
    shape: str = ""

    @property
    def share(self) -> str:
        """The percentage; empty of a whole too small for one."""
        return "" if self.of is None else share_words(self.count, self.of)


def share_words(count: int, of: int) -> str:
    told = percent(count, of)
    return "" if told is None else _("%(percent)s%%") % {"percent": number_words(told)}


def query(*told: Params) -> str:
    """The register's words, one after the other, as the query of its address."""
    whole: dict[str, str] = {}
    for params in told:
        whole |= {name: str(value) for name, value in params.items()}
    return urlencode(whole)


def _figured(
    code: str, label: Any, count: int, *params: Params, of: int | None = None, of_words: str = "",
    shape: str = "",
) -> Figured:  # fmt: skip
    told = of_words % {"of": number_words(of)} if of is not None else ""
    opens = query(*params) if count else None
    return Figured(code, str(label), count, of, told, opens, shape)


def _of(name: str) -> str:
    return {
        "total": _("of %(of)s answers asked for"),
        "taken_on": _("of %(of)s accepted in whole or in part"),
        "open": _("of %(of)s still open"),
        "asked": _("of %(of)s asked"),
    }[name]


def scope_name(scope: Scope) -> str:
    """What a dashboard of everything is called."""
    return _("The whole system") if scope.kind == "system" else scope.code


def lede(numbers: Numbers) -> str:
    """A dashboard in two sentences."""
    if not numbers.counts["total"]:
        return _("Nothing has been asked for yet.")
    counts = {name: number_words(number) for name, number in numbers.counts.items()}
    return (
        _(
            "Of %(total)s answers asked for, %(answered)s have come. Of %(taken_on)s accepted in"
            " whole or in part, %(verified)s are verified as implemented and %(claimed)s more are"
            " claimed to be."
        )
        % counts
    )


def headline(numbers: Numbers) -> list[Figured]:
    """The figures that matter: answers, implementation verified and claimed, lateness, silence."""
    counts, scope = numbers.counts, numbers.scope.params
    told = [
        ("answered", _("Answered"), "total", "yes"),
        ("verified", labels.IMPLEMENTATION["verified"], "taken_on", "verified"),
        ("claimed", _("Claimed, not verified"), "taken_on", "claimed"),
        ("overdue", labels.FLAG[Flag.OVERDUE], "open", "late"),
        ("long_overdue", _("Long overdue, by 180 days or more"), "open", "late"),
    ]
    found = [
        _figured(
            code, label, counts[code], scope, MEASURES[code],
            of=counts[of], of_words=_of(of), shape=shape,
        )
        for code, label, of, shape in told
    ]  # fmt: skip
    return found + [silence(one, numbers.scope) for one in numbers.open_cycles[:1]]


def silence(cycle: CycleNumbers, scope: Scope) -> Figured:
    return _figured(
        "silent", _("Silent in the open cycle"), cycle.silent, scope.params, {"silent": cycle.slug},
        of=cycle.asked, of_words=_of("asked"), shape="silent",
    )  # fmt: skip


def standing(numbers: Numbers) -> list[Figured]:
    """How all answers asked for divide: implementation of what was taken on, then the rest."""
    counts = numbers.counts
    told = [
        ("verified", labels.IMPLEMENTATION["verified"], "verified"),
        ("claimed", labels.IMPLEMENTATION["claimed"], "claimed"),
        ("in_progress", labels.PROGRESS[Progress.IN_PROGRESS], "going"),
        ("not_started", labels.PROGRESS[Progress.NOT_STARTED], "none"),
        ("closed", labels.IMPLEMENTATION["closed"], "closed"),
        ("no_word", labels.ACCEPTED_NO_WORD, "yes"),
        ("under_consideration", labels.ANSWER["under_consideration"], "part"),  # type: ignore[index]
        ("refused", labels.REFUSED, "refused"),
        ("awaiting", labels.ANSWER["awaiting"], "silent"),  # type: ignore[index]
    ]
    return [
        _figured(
            code, label, counts[code], numbers.scope.params, MEASURES[code],
            of=counts["total"], of_words=_of("total"), shape=shape,
        )
        for code, label, shape in told
        if counts[code]
    ]  # fmt: skip


def ageing(numbers: Numbers) -> list[Figured]:
    return [
        _figured(
            figure, labels.FIGURE[figure], numbers.counts[figure], numbers.scope.params,
            MEASURES[figure], of=numbers.counts["open"], of_words=_of("open"),
        )
        for figure in AGES
    ]  # fmt: skip


def age_months(figure: str) -> str:
    """A band of age in months, short enough to stand beneath a column."""
    first, last = AGES[Figure(figure)]
    told = [number_words(round(days / 30.4)) for days in (first, last) if days is not None]
    return "–".join(told) if last else f"{told[0]}+"


def movement(numbers: Numbers) -> list[Figured]:
    """What came to be known since the last cycle opened; each answer counts once in each line."""
    words = {
        Figure.MOVED_ANSWER: (_("Answered"), "yes"),
        Figure.MOVED_PROGRESS: (_("Progress reported"), "going"),
        Figure.MOVED_CLOSED: (_("Closed"), "closed"),
        Figure.MOVED_REOPENED: (_("Reopened"), "part"),
        Figure.MOVED_DEADLINE: (_("Deadline moved"), "late"),
    }
    since = {"since": numbers.since.isoformat()}
    return [
        _figured(
            figure, words[figure][0], numbers.moved[figure], numbers.scope.params,
            {"figure": figure}, since, of=numbers.counts["total"], of_words=_of("total"),
            shape=words[figure][1],
        )
        for figure in MOVED
    ]  # fmt: skip


def since_words(numbers: Numbers) -> str:
    day = {"day": date_words(numbers.since)}
    if not numbers.cycle:
        return _("Since %(day)s; no reporting cycle has opened yet.") % day
    return _("Since the last reporting cycle opened on %(day)s.") % day


def over_time(numbers: Numbers) -> list[tuple[tuple[str, str], list[Figured]]]:
    """By quarter: what came to be known in it."""
    names = {
        Figure.MOVED_ANSWER: (_("Answered"), "yes"),
        Figure.MOVED_PROGRESS: (_("Progress reported"), "going"),
        Figure.MOVED_CLOSED: (_("Closed"), "closed"),
    }
    return [
        (
            quarter_words(quarter),
            [
                _figured(
                    figure, name, quarter.counts[figure], numbers.scope.params, {"figure": figure},
                    {"since": quarter.since.isoformat(), "until": quarter.until.isoformat()},
                    shape=shape,
                )
                for figure, (name, shape) in names.items()
            ],
        )
        for quarter in numbers.quarters
    ]  # fmt: skip


def quarter_words(quarter: Quarter) -> tuple[str, str]:
    """The quarter and its year, each short enough to stand beneath a column."""
    number = number_words((quarter.since.month + 2) // 3)
    return _("Q%(quarter)s") % {"quarter": number}, number_words(str(quarter.since.year))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: what it is of, its address within insight, and its figures by name."""

    key: str
    label: str
    figures: dict[str, Figured]
    scope: Scope | None = None
    score: Score | None = None


def row_params(dimension: str, key: str) -> dict[str, str]:
    """The register's words for a row of a table."""
    return {"owner": key} if dimension == "organization" else {dimension: key}


def rows(numbers: Numbers) -> list[Row]:
    """The table by one dimension."""
    names = row_names(numbers.by, (key for key, _counts in numbers.rows))
    columns = column_words()
    told = [
        ("total", "", ""),
        ("answered", "total", "yes"),
        ("taken_on", "total", ""),
        ("verified", "taken_on", "verified"),
        ("claimed", "taken_on", "claimed"),
        ("in_progress", "taken_on", "going"),
        ("awaiting", "total", "silent"),
        ("overdue", "open", "late"),
        ("long_overdue", "open", "late"),
    ]
    return [
        Row(
            key,
            names.get(key, key),
            {
                code: _figured(
                    code, columns[code], counts[code], numbers.scope.params, row_params(numbers.by, key),
                    MEASURES[code], of=counts[of] if of else None, of_words=_of(of) if of else "",
                    shape=shape,
                )
                for code, of, shape in told
            },
            scope_of(numbers.by, key),
        )
        for key, counts in numbers.rows
    ]  # fmt: skip


def column_words() -> dict[str, str]:
    """Heads of the columns of a table."""
    return {
        "total": _("Asked for"),
        "answered": _("Answered"),
        "taken_on": _("Accepted"),
        "verified": _("Verified"),
        "claimed": _("Claimed"),
        "in_progress": str(labels.PROGRESS[Progress.IN_PROGRESS]),
        "awaiting": str(labels.ANSWER["awaiting"]),  # type: ignore[index]
        "overdue": str(labels.FLAG[Flag.OVERDUE]),
        "long_overdue": str(labels.FLAG[Flag.LONG_OVERDUE]),
    }


def score_rows(by: str, told: list[tuple[str, Counts]], sort: str) -> tuple[list[Row], str]:
    """The scores of all, sorted by "points", by a part or by "name"; what has none comes last."""
    names = row_names(by, (key for key, _counts in told))
    found = [
        Row(key, names.get(key, key), {}, scope_of(by, key), score(counts)) for key, counts in told
    ]
    sort = sort if sort in ("points", "name", *PARTS) else "points"

    def place(row: Row) -> tuple[float, float, str]:
        points = row.score.points if row.score else None
        if points is None:
            return 1, 0, row.label
        part = points if sort == "points" else (row.score.parts.get(sort) if row.score else None)  # type: ignore[call-overload]
        return 0, -(part or 0) if sort != "name" else 0, row.label

    return sorted(found, key=place), sort


def scope_of(dimension: str, key: str) -> Scope | None:
    """The dashboard of what a row is of, where it has one."""
    if dimension == "body":
        return Scope("body", key)
    kind, _colon, code = key.partition(":")
    return Scope(kind, code) if dimension == "organization" and kind == "organization" else None


def row_names(dimension: str, keys: Iterable[str]) -> dict[str, str]:
    """What a dimension's marks are called, in the page's language."""
    wanted, language = list(keys), get_language() or "en"
    if dimension == "kind":
        return {key: str(labels.KIND[Kind(key)]) for key in wanted}
    if dimension == "body":
        return {body.code: body.name for body in Body.objects.filter(code__in=wanted)}
    if dimension == "organization":
        codes = [key.partition(":")[2] for key in wanted]
        parties = [
            *Organization.objects.filter(code__in=codes),
            *Body.objects.filter(code__in=codes),
        ]
        return {f"{type(one).__name__.lower()}:{one.code}": one.name for one in parties}
    if dimension == "goal":
        return {
            goal["code"]: f"{number_words(goal['code'])} {goal['names'][language]}"
            for goal in core.reference("sdg")["goals"]
        }
    return {}


def dimension_words() -> dict[str, str]:
    return {
        "body": _("Body"),
        "organization": _("Who answers"),
        "kind": _("Kind"),
        "goal": _("Goal"),
        "nexus": _("Nexus area"),
        "network": _("Network"),
    }


@dataclass(frozen=True, slots=True)
class Scored:
    """A line of the score: an input with its numbers, the part it belongs to, and its points."""

    of_part: Part
    part: str
    weight: int
    first: bool  # of its part
    rows: int  # lines of its part
    input: Figured
    points: str  # of the part


def score_lines(counts: Counts, scope: Scope) -> tuple[Score, list[Scored]]:
    """The score and what it is made of, each input with its numbers."""
    told = score(counts)
    inputs = {
        Input.ON_TIME: (_("Answered within six weeks"), _("of %(of)s answers that were due")),
        Input.NOT_OVERDUE: (_("Not overdue"), _("of %(of)s accepted with a deadline")),
        Input.NOT_LONG_OVERDUE: (
            _("Not long overdue"),
            _("of %(of)s accepted with a deadline"),
        ),
        Input.PLANS: (
            _("Planned: what, who and when"),
            _("of %(of)s accepted in whole or in part"),
        ),
        Input.EVIDENCE: (_("With evidence"), _("of %(of)s claimed or verified as implemented")),
        Input.VERIFIED: (
            _("Verified by somebody else"),
            _("of %(of)s claimed, verified, or past the deadline"),
        ),
    }
    found = []
    for part, members in PARTS.items():
        points = told.parts[part]
        for place, each in enumerate(members):
            label, of_words = inputs[each]
            share = told.shares[each]
            figure = _figured(
                each, label, share.count, scope.params, SCORED[SHARES[each][0]],
                of=share.of, of_words=of_words,
            )  # fmt: skip
            found.append(
                Scored(
                    part,
                    part_words()[part],
                    WEIGHTS[part],
                    place == 0,
                    len(members),
                    figure,
                    "" if points is None else decimal_words(points),
                )
            )
    return told, found


def part_words() -> dict[Part, str]:
    return {
        Part.ANSWERS: _("Answers come in time"),
        Part.DEADLINES: _("Deadlines are kept"),
        Part.QUALITY: _("Follow-up is sound"),
    }


def part_points(told: Score) -> list[tuple[str, str, int]]:
    """Each part of a score: what it is called, its points in words ("" for none), its weight."""
    names = part_words()
    return [
        (names[part], "" if points is None else decimal_words(points), WEIGHTS[part])
        for part, points in told.parts.items()
    ]


def decimal_words(points: float) -> str:
    """Points with one decimal, rounded down: rounding lifts nobody."""
    return number_words(number_format(int(points * 10 + 1e-6) / 10, 1))
