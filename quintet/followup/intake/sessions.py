"""Sessions named in a text ("its forty-second session in Fall 2021"), and when they are held."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from quintet.followup.intake.dates import DateSpan, dates_in
from quintet.followup.intake.language import listed
from quintet.followup.intake.numerals import chinese_number, ordinal

_SESSION = re.compile(
    r"\b(?:sessions?|meetings?|sesi[oó]n(?:es)?|reuni[oó]n|réunion|сесси[яиюей]{1,2})\b",
    re.IGNORECASE,
)
_ARABIC = re.compile(r"(?:ال|ل|ب)?(?:دورة|دورت(?:ها|ه|هم))\s+((?:[^\W\d_]+\s?){1,4})")
_CHINESE = re.compile(
    r"第([一二三四五六七八九十]{1,3}|\d{1,3})(?:届|次)(?:[^\W\d_]{0,4}?)(?:会议|常会|会|年会)"
)
_WORD = re.compile(r"[\w’']+")
_WHEN = re.compile(
    r",?\s(?:to be held\s)?(?:(?:in|en|в|of|de|del)\s)?(?:(?:early|mid|late|the)[\s-])?(?:[^\W\d_]{3,12}\s)?"
    r"(?:(?:de|of)\s)?(?:19|20)\d\d\b"
)
_NEXT = frozenset(
    listed("next following forthcoming prochaine próxima próximo следующей очередной")
)
_NEXT_ELSEWHERE = re.compile(r"下一?届会议|(?:دورتها|دورته|الدورة)\s(?:القادمة|المقبلة|التالية)")
_BREAK = ".;:,()\n"
_LOOK_BACK = 90


@dataclass(frozen=True, slots=True)
class SessionName:
    """A session as named: its number (None for "the next session") and its words.

    `start` is where its ordinal begins ("forty-second session in Fall 2021").
    """

    number: int | None
    start: int
    end: int


def sessions_in(text: str) -> Iterator[SessionName]:
    """The sessions that the text names by number or as the next one, in order of their kind."""
    for match in _SESSION.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        if found := _before(before):
            number, offset = found
            when = _WHEN.match(text, match.end())
            end = when.end() if when else match.end()
            yield SessionName(number, match.start() - offset, end)
    for match in _ARABIC.finditer(text):
        words = match[1].split()
        for length in range(min(len(words), 3), 0, -1):
            if number := ordinal(words[:length]):
                end = match.start(1) + match[1].index(words[length - 1]) + len(words[length - 1])
                yield SessionName(number, match.start(), end)
                break
    for match in _CHINESE.finditer(text):
        if number := chinese_number(match[1]):
            yield SessionName(number, match.start(), match.end())
    for match in _NEXT_ELSEWHERE.finditer(text):
        yield SessionName(None, match.start(), match.end())


def _before(text: str) -> tuple[int | None, int] | None:
    """The ordinal or "next" that stands up to four words before the end, and how far before."""
    cut = max(text.rfind(sign) for sign in _BREAK) + 1
    words = [(match[0], match.start()) for match in _WORD.finditer(text, cut)]
    for last in range(len(words), max(len(words) - 5, 0), -1):
        for first in range(max(last - 4, 0), last):
            if number := ordinal([word for word, _ in words[first:last]]):
                return number, len(text) - words[first][1]
        if words[last - 1][0].casefold() in _NEXT:
            return None, len(text) - words[last - 1][1]
    return None


@dataclass(frozen=True, slots=True)
class Held:
    """A session whose days the document tells."""

    number: int
    first: date
    last: date


_HOLDING = re.compile(
    r"\b(?:held|hold|convene[ds]?|meet|met|take place|took place|scheduled|dates?|"
    r"tiendra|tenue?|tenu|lieu|celebr\w+|состо\w+|провод\w+|пров[её]л\w*)\b|举行|召开|تعقد|عقدت",
    re.IGNORECASE,
)
_ONLY_DATES_BETWEEN = re.compile(r"[\s,;:()–—-]*(?:\w+[\s,]*){0,2}[\s,;:()–—-]*")


def held_in(text: str) -> list[Held]:
    """Sessions whose days this paragraph or heading tells.

    Either a sentence says that the session is held then, or the days stand right beside it.
    """
    if len(text) > 3_000:
        return []
    names = [name for name in sessions_in(text) if name.number]
    spans = [span for span in dates_in(text) if (span.last - span.first).days < 28] if names else []
    held = []
    for name in names:
        span = _days_of(text, name, spans)
        if span and name.number:
            held.append(Held(name.number, span.first, span.last))
    return held


def _days_of(text: str, name: SessionName, spans: list[DateSpan]) -> DateSpan | None:
    for span in spans:
        if span.start < name.end:
            continue
        between = text[name.end : span.start]
        if len(between) > 200 or re.search(r"[.;]\s+[A-ZÀ-ÝА-Я]", between):
            return None
        if _ONLY_DATES_BETWEEN.fullmatch(between):
            return span
        around = text[max(0, name.start - 60) : span.start]
        return span if _HOLDING.search(around) else None
    return None
