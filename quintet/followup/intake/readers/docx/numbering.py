"""Automatic numbering: the number that Word would print before a paragraph (clause 17.9)."""

import re
from dataclasses import dataclass, field

from lxml import etree

from quintet.followup.intake.readers.docx.names import (
    ILVL,
    NUM_ID,
    NUM_PR,
    P_STYLE,
    child_value,
    is_on,
    w,
    whole,
)
from quintet.followup.intake.readers.docx.styles import Styles
from quintet.followup.intake.readers.numbers import letter, roman

_ALPHABETS = {
    "russianLower": "абвгдежзиклмнопрстуфхцчшщэюя",
    "russianUpper": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ",
    "arabicAlpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "arabicAbjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
}
_CHINESE = frozenset(
    ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "japaneseCounting",
     "taiwaneseCountingThousand", "ideographDigital", "chineseLegalSimplified")
)  # fmt: skip
_PLACE = re.compile(r"%([1-9])")
_DEEPEST = 8  # levels are 0…8


@dataclass(slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None  # the level (from 1) after which this one begins again; 0: never
    legal: bool = False  # all numbers as digits


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, _Level] = field(default_factory=dict)
    by_style: dict[str, int] = field(default_factory=dict)
    counts: list[int | None] = field(default_factory=lambda: [None] * (_DEEPEST + 1))


@dataclass(slots=True)
class _Number:
    abstract: _Abstract
    own: dict[int, _Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)  # still to be applied


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before a numbered paragraph: "18." or a bullet, and how deep it is."""

    printed: str
    number: str
    level: int
    is_bullet: bool
    is_paragraph: bool  # numbered like a paragraph (18.) and not like an item of a list ((a))


class Numbering:
    """Counts as Word counts; ask once for each numbered paragraph, in the document's order."""

    def __init__(self, root: "etree._Element | None", styles: Styles) -> None:
        self._abstracts: dict[str, _Abstract] = {}
        self._numbers: dict[str, _Number] = {}
        if root is None:
            return
        links: dict[str, str] = {}
        for element in root.iterchildren(w("abstractNum")):
            name = element.get(w("abstractNumId"), "")
            self._abstracts[name] = _read_abstract(element)
            link = child_value(element, w("numStyleLink"))
            if link:
                links[name] = link
        for element in root.iterchildren(w("num")):
            abstract = self._abstracts.get(child_value(element, w("abstractNumId")) or "")
            if abstract is not None:
                self._numbers[element.get(NUM_ID, "")] = _read_number(element, abstract)
        for name, link in links.items():
            target = self._numbers.get(styles.get(link).num_id or "")
            if target is not None:
                self._abstracts[name].levels = target.abstract.levels

    def level_of_style(self, num_id: str, style_id: str) -> int:
        """The level that a list gives to a paragraph style of its own."""
        number = self._numbers.get(num_id)
        return number.abstract.by_style.get(style_id, 0) if number else 0

    def next_mark(self, num_id: str, ilvl: int) -> Mark | None:
        """Count one more paragraph; None where the list prints nothing before it."""
        number = self._numbers.get(num_id)
        if number is None or not 0 <= ilvl <= _DEEPEST:
            return None
        counts = number.abstract.counts
        level = self._level(number, ilvl)
        started = number.starts.pop(ilvl, None)
        previous = counts[ilvl]
        if started is not None:
            counts[ilvl] = started
        else:
            counts[ilvl] = level.start if previous is None else previous + 1
        for deeper in range(ilvl + 1, _DEEPEST + 1):
            restart = self._level(number, deeper).restart
            if restart is None or restart > ilvl:
                counts[deeper] = None
        return self._mark(number, ilvl, level)

    def _level(self, number: _Number, ilvl: int) -> _Level:
        return number.own.get(ilvl) or number.abstract.levels.get(ilvl) or _Level("none")

    def _mark(self, number: _Number, ilvl: int, level: _Level) -> Mark | None:
        outer = self._level(number, 0)
        below_paragraph = ilvl > 0 and outer.form in ("decimal", "decimalZero")
        depth = ilvl + (0 if below_paragraph else 1)
        if level.form == "bullet":
            return Mark("•", "", depth, True, False)
        printed = _PLACE.sub(lambda place: self._count(number, level, place), level.text)
        printed = " ".join(printed.split())
        bare = printed.strip(" .():;,-–—[]、．")
        if not bare:
            return None
        is_first = "%1" in level.text and level.form in ("decimal", "decimalZero")
        return Mark(printed, bare, depth, False, is_first and not printed.startswith("("))

    def _count(self, number: _Number, level: _Level, place: re.Match[str]) -> str:
        ilvl = int(place[1]) - 1
        counted = self._level(number, ilvl)
        value = number.abstract.counts[ilvl]
        value = counted.start if value is None else value
        return str(value) if level.legal else _written(value, counted.form)


def own_numbering(paragraph_properties: "etree._Element") -> tuple[str | None, int | None]:
    """The list and level that a paragraph names itself; None for each that it does not name."""
    numbering = paragraph_properties.find(NUM_PR)
    if numbering is None:
        return None, None
    level = child_value(numbering, ILVL)
    return child_value(numbering, NUM_ID), None if level is None else whole(level)


def _read_abstract(element: "etree._Element") -> _Abstract:
    abstract = _Abstract()
    for child in element.iterchildren(w("lvl")):
        ilvl = whole(child.get(ILVL))
        abstract.levels[ilvl] = _read_level(child)
        style = child_value(child, P_STYLE)
        if style:
            abstract.by_style[style] = ilvl
    return abstract


def _read_number(element: "etree._Element", abstract: _Abstract) -> _Number:
    number = _Number(abstract)
    for override in element.iterchildren(w("lvlOverride")):
        ilvl = whole(override.get(ILVL))
        start = child_value(override, w("startOverride"))
        if start is not None:
            number.starts[ilvl] = whole(start, 1)
        level = override.find(w("lvl"))
        if level is not None:
            number.own[ilvl] = _read_level(level)
    return number


def _read_level(element: "etree._Element") -> _Level:
    restart = child_value(element, w("lvlRestart"))
    return _Level(
        child_value(element, w("numFmt")) or "decimal",
        (child_value(element, w("lvlText")) or "")[:100],
        whole(child_value(element, w("start")), 1),
        None if restart is None else whole(restart),
        is_on(element.find(w("isLgl"))),
    )


def _written(value: int, form: str) -> str:
    """A count in the form that a level prints; digits for a form that is rare."""
    if form in ("lowerLetter", "upperLetter"):
        return letter(value) if form == "lowerLetter" else letter(value).upper()
    if form in ("lowerRoman", "upperRoman"):
        return roman(value) if form == "lowerRoman" else roman(value).upper()
    if form in _ALPHABETS:
        alphabet = _ALPHABETS[form]
        return alphabet[(value - 1) % len(alphabet)] if value > 0 else str(value)
    if form in _CHINESE and 0 < value < 100:
        digits = "零一二三四五六七八九"
        tens, ones = divmod(value, 10)
        ten = "" if not tens else "十" if tens == 1 else digits[tens] + "十"
        return ten + (digits[ones] if ones else "")
    if form in ("none", "bullet"):
        return ""
    return f"{value:02}" if form == "decimalZero" else str(value)
