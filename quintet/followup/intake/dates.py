"""Dates as documents write them, in the six official languages.

Month names come from the Common Locale Data Repository (through Babel); for Arabic both the names
of the Levant and those of the Nile, which United Nations documents print side by side.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel import Locale

_LOCALES = ("en", "fr", "es", "ru", "ar", "ar_SY", "zh")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date in a text: its first and last day (equal for one day), and where it stands."""

    first: date
    last: date
    start: int
    end: int


def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for code in _LOCALES:
        months = Locale.parse(code).months
        for use in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[use][width].items():
                    if not name[0].isdigit():
                        names[name.casefold().rstrip(".")] = number
    names |= {"sept": 9, "setiembre": 9}
    return names


_MONTHS = _month_names()
_MONTH = (
    r"(?:(?!\d)[^\W\d]{1,8}[ ][^\W\d]{1,8}/)?(?:"
    + "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
    + r")(?!\w)\.?(?:/[^\W\d]{3,8})?"
)
_DASH = r"\s?(?:-|–|—|to|and|et|y|и|по|au|al|a|إلى|و)\s?"
_OF = r"(?:(?:de|del|of|d’|d')\s?)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\d/])(?!-\d)"
_DAY = r"\d{1,2}(?:\s?(?:st|nd|rd|th|er|º))?"
_SEASONAL = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4} | {
    "premier": 1, "deuxième": 2, "troisième": 3, "quatrième": 4, "dernier": 4,
    "primer": 1, "segundo": 2, "tercer": 3, "cuarto": 4, "último": 4,
    "первом": 1, "втором": 2, "третьем": 3, "четвертом": 4, "четвёртом": 4,
}  # fmt: skip
_PART = "|".join(_SEASONAL) + r"|[1-4](?:st|nd|rd|th)?"

_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<from_day>{_DAY})\s(?P<from_month>{_MONTH})(?:,?\s{_OF}(?P<from_year>\d{{4}}))?{_DASH}"
        rf"(?P<day>{_DAY})\s{_OF}(?P<month>{_MONTH}),?\s{_OF}{_YEAR}",
        rf"(?:(?P<from_day>{_DAY}){_DASH})?(?P<day>{_DAY})\s{_OF}(?P<month>{_MONTH}),?\s{_OF}{_YEAR}",
        rf"(?P<month>{_MONTH})\s(?P<from_day>{_DAY})(?:{_DASH}(?P<day>{_DAY}))?,?\s{_YEAR}",
        rf"(?P<month>{_MONTH}),?\s{_OF}{_YEAR}",
        r"(?P<year>\d{4})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?:(?P<from_day>\d{1,2})\s?日?)?"
        r"(?:(?:至|到|-|–|—)(?P<day>\d{1,2}))?日?(?:底|末)?",
        r"(?P<year>\d{4})\s?年(?:底|末)?",
        r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        r"(?P<day>\d{1,2})(?P<sign>[./])(?P<month>\d{1,2})(?P=sign)(?P<year>(?:19|20)\d\d)(?!\d)",
        rf"Q(?P<quarter>[1-4])(?:\s|,|/|-){{0,2}}(?:of\s)?{_YEAR}",
        rf"{_YEAR}\s?Q(?P<quarter>[1-4])(?!\w)",
        rf"(?P<quarter>{_PART})\s(?:quarter|trimestre|квартале),?\s{_OF}{_YEAR}",
        rf"(?P<half>{_PART})\s(?:half|semester|semestre|полугодии),?\s{_OF}{_YEAR}",
        _YEAR,
    )
]
_BEGINNING = re.compile(rf"(?:\d|Q[1-4]|{_MONTH}|(?:{_PART})\s)", re.IGNORECASE)
_ANY_START = re.compile(
    rf"(?<!\w)(?<!\d[./-])(?:\d{{1,4}}(?=\D)|(?:{_MONTH})(?=[\s,])|Q[1-4]|(?:{_PART})(?=\s))",
    re.IGNORECASE,
)


def date_at(text: str, position: int) -> DateSpan | None:
    """The date that begins at this place: a day, days, a month, quarter, half year or year."""
    if not _BEGINNING.match(text, position):
        return None
    for form in _FORMS:
        match = form.match(text, position)
        if match and (found := _span(match)):
            return found
    return None


def dates_in(text: str) -> Iterator[DateSpan]:
    """Every date in the text that names at least its month, in order."""
    end = 0
    for start in _ANY_START.finditer(text):
        if start.start() < end:
            continue
        found = date_at(text, start.start())
        if found and (found.last - found.first).days <= 31:
            end = found.end
            yield found


def _span(match: re.Match[str]) -> DateSpan | None:
    part = {name: value for name, value in match.groupdict().items() if value}
    year = int(part["year"])
    try:
        if "quarter" in part or "half" in part:
            months = 3 if "quarter" in part else 6
            number = _ordinal(part.get("quarter") or part["half"])
            if number * months > 12:
                return None
            first = date(year, (number - 1) * months + 1, 1)
            last = _month_end(year, number * months)
        elif "month" in part:
            first, last = _days(part, year)
        else:
            first, last = date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None
    return DateSpan(first, last, match.start(), match.end()) if first <= last else None


def _days(part: dict[str, str], year: int) -> tuple[date, date]:
    month = _month(part["month"])
    if part.get("sign") == "/" and int(part["day"]) <= 12 and part["day"] != part["month"]:
        raise ValueError  # 03/04/2018 is a day in March here and in April there
    days = [_number(part[name]) for name in ("from_day", "day") if name in part]
    if not days:
        return date(year, month, 1), _month_end(year, month)
    from_month = _month(part["from_month"]) if "from_month" in part else month
    from_year = int(part.get("from_year", year))
    return date(from_year, from_month, days[0]), date(year, month, days[-1])


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _number(words: str) -> int:
    return int(words[:2].rstrip("strndhe º"))


def _ordinal(words: str) -> int:
    return _SEASONAL.get(words.casefold()) or int(words[0])


def _month(name: str) -> int:
    if name.isdecimal():
        return int(name)
    key = name.casefold().rstrip(".")
    if key in _MONTHS:
        return _MONTHS[key]
    return next(_MONTHS[half.rstrip(".")] for half in key.split("/") if half.rstrip(".") in _MONTHS)
