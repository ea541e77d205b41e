"""What the words of a cell mean: a choice, a day, or several names. Never a guess."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from quintet.followup.documents.form import DAYS, SEVERAL
from quintet.followup.documents.workbook import CELL_LIMIT
from quintet.followup.intake.dates import date_at
from quintet.followup.intake.readers.builder import tidy
from quintet.followup.intake.returns.lines import Trouble
from quintet.followup.intake.returns.vocabulary import Vocabulary, plain

MOST_CHARACTERS = CELL_LIMIT  # of one cell, whatever the format: what Excel holds
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?Z?$")
_AFTER = re.compile(r"(?:\s?(?:г|года|م))?\s?[.،,]?")  # "31 декабря 2027 г.", "٣١ ديسمبر ٢٠٢٧ م"
_JOINED = re.compile(r"(?<=\d)[-/.](?=[^\W\d])|(?<=[^\W\d])[-/.](?=\d)")  # 31-Dec-2027
_YEARS = range(1900, 2100)  # as in intake.dates
_SEPARATORS = re.compile(r"[;؛；\n]")
_SPACED = re.compile(r"[؛；\n]|;(?=\s|$)")  # an address of the web may hold a semicolon


def meaning(field: str, text: str, vocabulary: Vocabulary) -> str | Trouble:
    """What a cell says, as `ReturnedLine.cells` holds it, or why it cannot be told."""
    if len(text) > MOST_CHARACTERS:
        return Trouble.TOO_LONG
    if field in ("answer", "status"):
        codes = vocabulary.answers if field == "answer" else vocabulary.statuses
        return _choice(text, codes)
    if field in DAYS:
        if not plain(text):
            return ""
        day = day_of(text)
        return day.isoformat() if day else Trouble.NO_DATE
    return "\n".join(several(text)) if field in SEVERAL else text


def _choice(text: str, codes: Mapping[str, str]) -> str | Trouble:
    word = plain(text)
    return codes.get(word, Trouble.UNKNOWN_WORD) if word else ""


def several(text: str) -> list[str]:
    """Names or addresses on lines, or parted by semicolons."""
    parted = _SPACED if "://" in text else _SEPARATORS
    return [name for part in parted.split(text) if (name := part.strip())]


def day_of(text: str) -> date | None:
    """The one day that a text names, whole, in any of the six languages and in figures.

    None for what is no day, a month or a year alone, and what can be read in two ways: 03/04/2027
    is a day in March here and in April there. Figures with points have the day first.
    """
    words = _MIDNIGHT.sub("", tidy(_western(text)))
    if match := _YEAR_FIRST.fullmatch(words):
        year, _, month, day = match.groups()
        return _day(int(year), int(month), int(day))
    if match := _YEAR_LAST.fullmatch(words):
        return _in_either_order(int(match[1]), match[2], int(match[3]), int(match[4]))
    words = _JOINED.sub(" ", words)
    found = date_at(words, 0)
    if found and found.first == found.last and _AFTER.fullmatch(words, found.end):
        return found.first
    return None


def _in_either_order(one: int, sign: str, two: int, year: int) -> date | None:
    if sign == "." or one == two or one > 12:
        return _day(year, two, one)
    return _day(year, one, two) if two > 12 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _western(text: str) -> str:
    """The text with full-width forms made plain (NFKC) and the digits of any script as 0 to 9."""
    text = unicodedata.normalize("NFKC", text[:200])
    return "".join(
        str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else sign
        for sign in text
    )
