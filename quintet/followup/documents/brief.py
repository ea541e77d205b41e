"""The one-page summary for a director, as a tagged PDF of exactly one page of A4.

Everything that people read is handed over translated; nothing here asks a database or a clock.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from quintet.followup.documents.layout import MARKS
from quintet.followup.documents.legible import one_line
from quintet.followup.documents.pdf import setting, typeset

TEMPLATE = Path(__file__).with_name("brief.typ")


@dataclass(frozen=True, slots=True)
class Line:
    """A figure: `of` is its denominator in words, `share` its percentage or "". `shape` names its
    mark (documents.report.Count); `query` is the register's, that lists what is behind it."""

    label: str
    count: str
    of: str = ""
    share: str = ""
    shape: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Late:
    """Something overdue: its number and title, who owes it, how late it is in words."""

    number: str
    title: str
    source: str
    owner: str
    days: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and the sentence that stands where there is nothing beneath it."""

    heading: str
    nothing: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    language: str  # "ar", "zh-hans", "en", "fr", "ru", "es"
    rtl: bool
    title: str
    heading: str  # the system, body or organization that it is about
    as_at: str
    issued: str
    issued_on: date
    lede: str
    figures: tuple[Line, ...]  # the five that matter
    moving: Section
    moved: tuple[Line, ...]
    lateness: Section
    late: tuple[Late, ...]
    deciding: Section
    decisions: tuple[Line, ...]
    caveat: str


def to_pdf(brief: Brief, *, fonts: Sequence[Path] = ()) -> bytes:
    """The summary as one page of A4: the type shrinks until it fits. Errors as documents.pdf."""
    told = {name: part for name, part in asdict(brief).items() if name != "issued_on"}
    plain = {name: _plain(part) for name, part in told.items()}
    language = setting(brief.language, rtl=brief.rtl, issued_on=brief.issued_on)
    whole = plain | {"issued_words": plain["issued"], "marks": MARKS} | language
    return typeset(TEMPLATE, whole, issued_on=brief.issued_on, fonts=fonts)


def _plain(value: Any) -> Any:
    """The value in the types of JSON, each text on one line."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
