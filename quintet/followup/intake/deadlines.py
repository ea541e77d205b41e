"""Deadlines in prose: "by end February 2018", "within six months", "at its forty-second session".

A date that lies behind the sentence ("was completed by March 2018") is no deadline, nor is a
session at which something was already done.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain

from quintet.followup.intake.candidate import Due, Meeting
from quintet.followup.intake.dates import DateSpan, date_at
from quintet.followup.intake.sessions import sessions_in

SessionNamed = Callable[[str, int | None], tuple[bool, date | None, Meeting | None]]
"""Given the words before a session and its number (None: the next one): whether it can lie ahead,
its first day if known, and which it is where it is of a known body."""

Found = tuple[int, int, date | None, Meeting | None]  # its place, its day, the session it names

_END = (
    r"(?:(?:the\s)?(?:very\s)?(?:end|middle|beginning|close)(?:\s?-\s?|\sof\s(?:the\s(?:year\s)?)?|\s)"
    r"|(?:mid|late|early|end)(?![^\W\d_])\s?-?\s?|(?:the\s)?(?:year|month of)\s|the\s"
    r"|(?:la\s|le\s)?(?:fin|mi|début)(?![^\W\d_])\s?-?\s?(?:de\s|du\s|d[’'])?(?:l[’']année\s)?|(?:le|el|la|los)\s"
    r"|(?:el\s)?(?:fin(?:es|al(?:es)?)?|mediados|principios)\s(?:de[l]?\s)?(?:mes de\s|año\s)?"
    r"|(?:конц[ау]|середин[еы]|начал[ау])\s|(?:نهاية|منتصف|أوائل|أواخر)\s(?:عام\s|شهر\s)?|عام\s)?"
)
_MARKERS = (
    r"by|before|no later than|not later than|until|prior to|in time for|due(?: on| by| in| date:?)?"
    r"|(?:completion|completed|delivery|launch|finali[sz]ation|implementation) (?:is )?"
    r"(?:expected|planned|foreseen|scheduled|due|envisaged)(?: for| in| by| on)?"
    r"|(?:expected|planned|scheduled|foreseen|envisaged) (?:completion|to be [a-z]{3,15}ed)"
    r"(?: date)?(?: for| in| by| on|:)?"
    r"|to be [a-z]{3,15}(?:ed|t|n)(?: by| in| on| for)"
    r"|(?:target|due|completion|implementation) date(?: is| of|:)?"
    r"|d[’']ici(?: à| au| le| la)?|avant(?: le)?|au plus tard(?: le| en| à)?|jusqu[’'](?:à|au|en)"
    r"|à l[’']échéance (?:de|du)"
    r"|a más tardar(?: el| en| a)?|antes del?|para|hasta"
    r"|не позднее|до|к"
    r"|بحلول|قبل|في موعد أقصاه|في موعد لا يتجاوز"
)
_BY = re.compile(rf"(?<!\w)(?:{_MARKERS})\s{_END}(?=[\w])", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_BARE = re.compile(_END, re.IGNORECASE)
_CHINESE_BEFORE = re.compile(
    r"(?:不迟于|至迟(?:在|于)?|在|于)?(\d{4}\s?年(?:\s?\d{1,2}\s?月)?(?:\s?\d{1,2}\s?日)?)(?:年?底|月底|末)?(?:之前|以前|前)"
)
_WITHIN = re.compile(
    r"\b(?:within|no later than|not later than|dans un délai de|en un plazo de|в течение)\s"
    r"(?:the next\s|a period of\s|the first\s)?"
    r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty-four|"
    r"thirty|sixty|ninety|un|deux|trois|six|douze|dos|tres|seis|doce|двух|трех|трёх|шести)"
    r"(?:\s\(\d{1,3}\))?\s(?:calendar\s|working\s)?"
    r"(?:days?|weeks?|months?|years?|jours|semaines|mois|ans?|días|semanas|mes(?:es)?|años|"
    r"дней|месяцев|лет|недель)\b",
    re.IGNORECASE,
)
_SOON = re.compile(
    r"\b(?:as soon as possible|at the earliest opportunity|without (?:further )?delay|"
    r"dès que possible|lo antes posible|как можно скорее)\b",
    re.IGNORECASE,
)
_NAME = r"(?:\s(?:by|in|par|por)\s(?:the\s|la\s|le\s|el\s)?[\w’'-]+(?:\s[\w’'-]+){0,5})?"
_DONE = re.compile(
    r"(?:\b(?:was|were|been|had|have|has)\s(?:[a-z]{2,12}\s){0,3}[a-z]{3,15}(?:ed|en|t)"
    r"(?:\s[\w’'-]{2,20}){0,4}"
    r"|(?<=[\w,)]\s)(?:approved|adopted|held|endorsed|considered|agreed|established|decided|made|"
    r"presented|submitted|taken|reached|requested|issued|produced|adoptée?s?|approuvée?s?|"
    r"aprobad[oa]s?|celebrad[oa]s?)" + _NAME + r")\s*$",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:to be|will|would|shall|should|due|expected|planned|scheduled)\b[^.;]*$",
    re.IGNORECASE,
)
_EARLY = re.compile(r"\b(?:early|beginning|début|principios|начал[ау])\b|أوائل", re.IGNORECASE)
_MIDDLE = re.compile(r"\b(?:mid|middle|mi|mediados|середин[еы])\b|منتصف", re.IGNORECASE)


def find_deadlines(text: str, session_named: SessionNamed | None = None) -> tuple[Due, ...]:
    """The deadlines that the text sets, in the order of their places, each once."""
    found = sorted(
        chain(_dated(text), _relative(text), _at_sessions(text, session_named)), key=_place
    )
    dues: dict[str, Due] = {}
    end = -1
    for start, stop, day, session in found:
        if start >= end:
            words = " ".join(text[start:stop].split())
            dues.setdefault(words, Due(words, day, session))
            end = stop
    return tuple(dues.values())


def _place(found: Found) -> tuple[int, int]:
    return found[:2]


def deadline_in_cell(text: str) -> tuple[Due, ...]:
    """The deadlines in a cell of a "due date" column, where a bare date is one too."""
    dues: list[Due] = []
    for line in text.split("\n"):
        words = line.strip(" .;-–")
        if not words:
            continue
        found = find_deadlines(words)
        bare = _BARE.match(words)
        span = date_at(words, bare.end() if bare else 0)
        if found:
            dues += found
        elif any(sign.isalnum() for sign in words):
            dues.append(Due(words, _day_meant(bare[0] if bare else "", span) if span else None))
    return tuple(dues)


def _day_meant(words: str, span: DateSpan) -> date | None:
    """The last day of the span; of "mid-2019" the middle one; "early 2019" is no day."""
    if _EARLY.search(words):
        return None
    days = (span.last - span.first).days
    if _MIDDLE.search(words) and days:
        return span.first.replace(month=6, day=30) if days > 31 else span.first.replace(day=15)
    return span.last


def _dated(text: str) -> Iterator[Found]:
    for match in _BY.finditer(text):
        span = date_at(text, match.end())
        if span and not _is_done(text, match.start()):
            yield match.start(), span.end, _day_meant(match[0], span), None
    for match in _CHINESE_BEFORE.finditer(text):
        span = date_at(text, match.start(1))
        if span:
            yield match.start(), match.end(), span.last, None


def _relative(text: str) -> Iterator[Found]:
    for pattern in (_WITHIN, _SOON):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), None, None


_TO_SESSION = re.compile(
    r".*((?:(?<!\w)(?:at|to|during|for|by|before|until|in|prior to|au cours de|à|lors de|avant|en|durante|"
    r"antes de|к|на|до|в ходе)(?!\w)|[至在向]|في|قبل|خلال|إلى)"
    r"[\s\w’'()&-]{0,80})$",
    re.IGNORECASE | re.DOTALL,
)


def _at_sessions(text: str, session_named: SessionNamed | None) -> Iterator[Found]:
    for name in sessions_in(text):
        before = text[max(0, name.start - 160) : name.start]
        clause = before[max(before.rfind(sign) for sign in ".;:") + 1 :]
        lead = _TO_SESSION.match(clause)
        joined = name.start > 0 and text[name.start] in "第下بلفد"
        if not (lead or joined) or _is_done(text, name.start - len(lead[1] if lead else "")):
            continue
        day, session = None, None
        of_a_year = name.number in (1, 2, 3, 4) and _YEAR.search(text, name.start, name.end)
        if session_named is not None and not of_a_year:
            ahead, day, session = session_named(before, name.number)
            if not ahead:
                continue
        yield name.start, name.end, day, session


def _is_done(text: str, place: int) -> bool:
    clause = text[max(0, place - 160) : place].rstrip()
    clause = clause[max(clause.rfind(sign) for sign in ".;:\n") + 1 :]
    return bool(_DONE.search(clause[-110:])) and not _PLANNED.search(clause)
