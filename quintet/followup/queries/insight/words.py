"""The numbers of a dashboard in words: what each counts, of how many, and where its list is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import Body, Organization, date_words, number_words
from quintet.followup import labels
from quintet.followup.queries.insight.numbers import (
    MEASURES,
    Counts,
    CycleNumbers,
    Numbers,
    Params,
    Quarter,
    Scope,
)
from quintet.followup.queries.report_words import answers_words
from quintet.followup.queries.tags import tag_names
from quintet.followup.rules import Flag, Kind, Progress, Scheme
from quintet.followup.rules.insight import AGES, MOVED, Figure, percent


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


def figured(
    code: str, label: Any, count: int, *params: Params, of: int | None = None, whole: str = "",
    shape: str = "",
) -> Figured:  # fmt: skip
    told = whole_words(whole, of) if of is not None else ""
    opens = query(*params) if count else None
    return Figured(code, str(label), count, of, told, opens, shape)


def whole_words(whole: str, of: int) -> str:
    """A denominator in words: of how many, and of what."""
    told = {
        "total": ngettext("of %(of)s answer asked for", "of %(of)s answers asked for", of),
        "taken_on": ngettext(
            "of %(of)s accepted in whole or in part", "of %(of)s accepted in whole or in part", of
        ),
        "open": ngettext("of %(of)s still open", "of %(of)s still open", of),
        "asked": ngettext("of %(of)s asked in the cycle", "of %(of)s asked in the cycle", of),
        Figure.ANSWER_DUE: ngettext(
            "of %(of)s answer that was due", "of %(of)s answers that were due", of
        ),
        Figure.DATED: ngettext(
            "of %(of)s accepted with a deadline", "of %(of)s accepted with a deadline", of
        ),
        Figure.SAID_DONE: ngettext(
            "of %(of)s claimed or verified", "of %(of)s claimed or verified", of
        ),
        Figure.TO_BE_DONE: ngettext(
            "of %(of)s claimed, verified, or past the deadline",
            "of %(of)s claimed, verified, or past the deadline",
            of,
        ),
    }
    return told[whole] % {"of": number_words(of)}


def scope_name(scope: Scope) -> str:
    """What a dashboard of everything is called."""
    return _("The whole system") if scope.kind == "system" else scope.code


def lede(numbers: Numbers) -> str:
    """A dashboard in two sentences."""
    if not numbers.counts["total"]:
        return _("Nothing has been asked for yet.")
    names = ("total", "awaiting", "taken_on", "verified", "claimed")
    parts = answers_words(*(numbers.counts[name] for name in names))
    return _("%(answers)s; %(silent)s. %(taken)s, %(verified)s and %(claimed)s.") % parts


def headline(numbers: Numbers) -> list[Figured]:
    """The figures that matter: answers, implementation verified and claimed, lateness, silence."""
    counts, scope = numbers.counts, numbers.scope.params
    told = [
        ("answered", pgettext("count", "Answered"), "total", "yes"),
        ("verified", labels.IMPLEMENTATION["verified"], "taken_on", "verified"),
        ("claimed", _("Claimed, not verified"), "taken_on", "claimed"),
        ("overdue", labels.FLAG[Flag.OVERDUE], "open", "late"),
        ("long_overdue", _("Long overdue, by 180 days or more"), "open", "late"),
    ]
    found = [
        figured(
            code, label, counts[code], scope, MEASURES[code],
            of=counts[of], whole=of, shape=shape,
        )
        for code, label, of, shape in told
    ]  # fmt: skip
    return found + [silence(one, numbers.scope) for one in numbers.open_cycles[:1]]


def silence(cycle: CycleNumbers, scope: Scope) -> Figured:
    return figured(
        "silent", _("Silent in the open cycle"), cycle.silent, scope.params, {"silent": cycle.slug},
        of=cycle.asked, whole="asked", shape="silent",
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
        figured(
            code, label, counts[code], numbers.scope.params, MEASURES[code],
            of=counts["total"], whole="total", shape=shape,
        )
        for code, label, shape in told
        if counts[code]
    ]  # fmt: skip


def ageing(numbers: Numbers) -> list[Figured]:
    return [
        figured(
            figure, labels.FIGURE[figure], numbers.counts[figure], numbers.scope.params,
            MEASURES[figure], of=numbers.counts["open"], whole="open",
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
        Figure.MOVED_ANSWER: (pgettext("change", "Answered"), "yes"),
        Figure.MOVED_PROGRESS: (_("Progress reported"), "going"),
        Figure.MOVED_CLOSED: (pgettext("change", "Closed"), "closed"),
        Figure.MOVED_REOPENED: (_("Reopened"), "none"),
        Figure.MOVED_DEADLINE: (_("Deadline moved"), "none"),
    }
    since = {"since": numbers.since.isoformat()}
    return [
        figured(
            figure, words[figure][0], numbers.moved[figure], numbers.scope.params,
            {"figure": figure}, since, of=numbers.counts["total"], whole="total",
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
        Figure.MOVED_ANSWER: (pgettext("change", "Answered"), "yes"),
        Figure.MOVED_PROGRESS: (_("Progress reported"), "going"),
        Figure.MOVED_CLOSED: (pgettext("change", "Closed"), "closed"),
    }
    return [
        (
            quarter_words(quarter),
            [
                figured(
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


def row_params(dimension: str, key: str) -> dict[str, str]:
    """The register's words for a row of a table."""
    return {"owner": key} if dimension == "organization" else {dimension: key}


def rows(scope: Scope, by: str, table: Sequence[tuple[str, Counts]]) -> list[Row]:
    """The table by one dimension."""
    names = row_names(by, (key for key, _counts in table))
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
                code: figured(
                    code, columns[code], counts[code], scope.params, row_params(by, key),
                    MEASURES[code], of=counts[of] if of else None, whole=of,
                    shape=shape,
                )
                for code, of, shape in told
            },
            scope_of(by, key),
        )
        for key, counts in table
    ]  # fmt: skip


def column_words() -> dict[str, str]:
    """Heads of the columns of a table."""
    return {
        "total": _("Asked for"),
        "answered": pgettext("count", "Answered"),
        "taken_on": _("Accepted"),
        "verified": _("Verified"),
        "claimed": _("Claimed"),
        "in_progress": str(labels.PROGRESS[Progress.IN_PROGRESS]),
        "awaiting": str(labels.ANSWER["awaiting"]),  # type: ignore[index]
        "overdue": str(labels.FLAG[Flag.OVERDUE]),
        "long_overdue": str(labels.FLAG[Flag.LONG_OVERDUE]),
    }


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
    return tag_names(Scheme(dimension))


def dimension_words() -> dict[str, str]:
    return {
        "body": _("Body"),
        "organization": _("Who answers"),
        "kind": _("Kind"),
        "goal": _("Goal"),
        "nexus": _("Nexus area"),
        "network": _("Network"),
        "place": _("Country or area"),
    }
