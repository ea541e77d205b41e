"""A question and its address.

The address is a query string: measure=expense&rows=entity,function&columns=year&year=2019..2021.
A dimension is filtered by its name: codes with commas, ~ for figures that do not tell it, a leading
! for all others; of years also a range. What is as by default is not written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from quintet.cube.engine.questions.semantic import Dimension, Measure, semantic
from quintet.cube.engine.questions.words import Refused

NOT_TOLD = "~"  # the code of what a figure does not tell
ADDRESS = 8_000  # characters of an address
ROWS, COLUMNS = 4, 2  # dimensions
CODES = 500  # of a filter
LINES = 10_000  # rows of an answer
FEW = 200  # rows, where none are asked for
YEARS = (1900, 2999)


@dataclass(frozen=True, slots=True)
class Filter:
    """Figures whose dimension has one of the codes, or, `excluded`, none of them."""

    dimension: str
    codes: tuple[str, ...]
    excluded: bool = False

    @property
    def told(self) -> tuple[str, ...]:
        """As the address has it. Names that are free may hold commas: each by itself."""
        first, *more = [",".join(self.codes)] if _is_coded(self.dimension) else self.codes
        return ("!" * self.excluded + first, *more)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `shares` of the row's, the column's or the grand total; `change` against the
    year before; `sort` of the rows by code or by value, the largest first. Raises Refused."""

    measure: str = "expense"
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    subtotals: bool = True
    shares: str = ""
    change: str = ""
    elimination: str = ""
    as_at: date | None = None
    sort: str = "code"
    limit: int = FEW
    offset: int = 0

    def __post_init__(self) -> None:
        known = semantic()
        _among("measure", self.measure, known.measures)
        for name, asked, limit in (("rows", self.rows, ROWS), ("columns", self.columns, COLUMNS)):
            for dimension in asked:
                _among(name, dimension, known.dimensions)
            _few(name, len(asked), limit)
        _once("columns", self.rows + self.columns)
        for one in self.filters:
            _among("filters", one.dimension, known.dimensions)
            _few(one.dimension, len(one.codes), CODES)
        _once("filters", tuple(one.dimension for one in self.filters))
        _among("shares", self.shares, ("", "row", "column", "total"))
        _among("change", self.change, ("", "difference", "percent"))
        _among("sort", self.sort, ("code", "value"))
        fitting = [name for name, one in known.eliminations.items() if one.of == self.of]
        _among("elimination", self.elimination, ["", *fitting])
        for name, number, least, most in (
            ("limit", self.limit, 1, LINES),
            ("offset", self.offset, 0, 10**9),
        ):
            if not least <= number <= most:
                raise Refused(name, "not_a_number", value=number, least=least, limit=most)
        if self.change and "year" not in self.rows + self.columns:
            raise Refused("change", "no_year")
        if self.shares and not known.measures[self.measure].adds:
            raise Refused("shares", "does_not_add", value=self.measure)

    @property
    def of(self) -> str:
        """Which figures it is about: what their column `measure` says."""
        measure = semantic().measures[self.measure]
        return semantic().measures[measure.whole].of if measure.is_ratio else measure.of

    @property
    def means(self) -> Measure:
        return semantic().measures[self.measure]

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Of the rows, then of the columns."""
        return tuple(semantic().dimensions[name] for name in self.rows + self.columns)

    @classmethod
    def parse(cls, address: str) -> "Question":
        """The question of a query string; a leading ? is taken off. Raises Refused, which names the
        parameter that is wrong."""
        if len(address) > ADDRESS:
            raise Refused("address", "too_many", value=len(address), limit=ADDRESS)
        told: dict[str, list[str]] = {}
        for name, text in parse_qsl(address.removeprefix("?"), keep_blank_values=True):
            if name not in _READ and name not in semantic().dimensions:
                choices = ", ".join((*_READ, *semantic().dimensions))
                raise Refused(name, "unknown_parameter", value=name, choices=choices)
            if text:
                told.setdefault(name, []).append(text)
        given: dict[str, Any] = {}
        for name in told.keys() & _READ.keys():
            if len(told[name]) > 1:
                raise Refused(name, "twice", value=name)
            given[name] = _READ[name](name, told[name][0])
        filters = (_filter(name, told[name]) for name in sorted(told.keys() - _READ.keys()))
        return cls(filters=tuple(filters), **given)

    def __str__(self) -> str:
        """Its address; the same question has one address."""
        told: list[tuple[str, str]] = []
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name == "filters":
                told += [(each.dimension, text) for each in value for text in each.told]
            elif one.name == "measure" or value != one.default:
                told.append((one.name, _written(value)))
        return urlencode(told, safe=",~!:.")


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _is_coded(name: str) -> bool:
    return name == "year" or bool(semantic().dimensions[name].codes)


def _filter(name: str, texts: list[str]) -> Filter:
    excluded = texts[0].startswith("!")
    texts = [texts[0].removeprefix("!"), *texts[1:]]
    if _is_coded(name):
        texts = list(filter(None, ",".join(texts).split(",")))
    codes = [code for text in texts for code in (_years(text) if name == "year" else [text])]
    if not codes:
        raise Refused(name, "not_among", value=",".join(texts), choices="")
    return Filter(name, tuple(dict.fromkeys(codes)), excluded)


def _years(text: str) -> list[str]:
    if text == NOT_TOLD:
        return [text]
    first, dots, last = text.partition("..")
    start = _number("year", first, *YEARS)
    return list(
        map(str, range(start, _number("year", last, start, YEARS[1]) + 1 if dots else start + 1))
    )


def _word(name: str, text: str) -> str:
    return text


def _words(name: str, text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def _yes(name: str, text: str) -> bool:
    _among(name, text, ("yes", "no"))
    return text == "yes"


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as failure:
        raise Refused(name, "not_a_day", value=text) from failure


def _count(name: str, text: str) -> int:
    return _number(name, text, 0, 10**9)


def _number(name: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 11 and least <= int(text) <= most):
        raise Refused(name, "not_a_number", value=text, least=least, limit=most)
    return int(text)


_READ: Mapping[str, Callable[[str, str], Any]] = {
    "measure": _word,
    "rows": _words,
    "columns": _words,
    "subtotals": _yes,
    "shares": _word,
    "change": _word,
    "elimination": _word,
    "as_at": _day,
    "sort": _word,
    "limit": _count,
    "offset": _count,
}


def _among(parameter: str, value: str, choices: Any) -> None:
    if value not in choices:
        told = ", ".join(filter(None, choices)) or "–"
        raise Refused(parameter, "not_among", value=value, choices=told)


def _once(parameter: str, names: tuple[str, ...]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise Refused(parameter, "twice", value=name)


def _few(parameter: str, number: int, limit: int) -> None:
    if number > limit:
        raise Refused(parameter, "too_many", value=number, limit=limit)
