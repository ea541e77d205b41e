"""Questions by the API: what can be asked, answers, and the figures behind a cell.

The address of a question is the one that it has on its page.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, overload

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError, ValidationError

from quintet.core.rest import EVERYBODY, Page, Paging, page_of_list
from quintet.cube import queries
from quintet.cube.engine.questions import Answer, Figure, Line, Question, Refused
from quintet.cube.engine.questions.formats import FORMATS
from quintet.cube.engine.questions.semantic import Dimension, Measure, semantic
from quintet.cube.engine.questions.tracing import narrowed
from quintet.cube.engine.store import Damaged

router = Router(tags=["cube"])


class CodeNamed(Schema):
    code: str = Field(examples=["goal"])
    name: str = Field(description="In the language of Accept-Language.")


class MeasureOut(CodeNamed):
    kind: str = Field(description="amount, count or ratio.", examples=["amount"])
    adds: bool = Field(description="Whether the value of a whole is the sum of its parts’.")
    of: str = Field(description="Which figures it is about.", examples=["expense"])


class DimensionOut(CodeNamed):
    column: str = Field(description="The column of a figure that holds it.", examples=["location"])
    codes: str = Field(description="Its code list; empty: its values are free.")


class EliminationOut(CodeNamed):
    of: str = Field(description="The figures whose measures it is for.", examples=["revenue"])


class SemanticOut(Schema):
    """What can be asked: this file drives pages, API, downloads and commands alike."""

    measures: list[MeasureOut]
    dimensions: list[DimensionOut]
    hierarchies: list[list[str]] = Field(examples=[[["region", "subregion", "location"]]])
    eliminations: list[EliminationOut]
    not_told: CodeNamed = Field(description="What stands for figures that do not tell a dimension.")
    formats: list[str] = Field(description="What answers can be had as.", examples=[["csv"]])


class VintageOut(Schema):
    series: str = Field(examples=["WHO/2021/expense"])
    version: int
    sha256: str = Field(description="Of the published file.")
    published_on: date
    note: str


class AnswerOut(Schema):
    """What is seen, and what must be known of it. Amounts and ratios are decimal strings."""

    question: str = Field(
        description="Its canonical address.", examples=["measure=expense&rows=goal&year=2021"]
    )
    measure: str
    as_at: date
    currencies: list[str]
    rows: list[str]
    columns: list[str]
    lines: int = Field(description="That are told here, totals included.")
    all_lines: int = Field(description="Of which this is a page, without totals.")
    cells: list[dict[str, str | int | None]] = Field(
        description="A code a dimension (null: of all), value, figures; share and change if asked.",
        examples=[[{"goal": "3", "value": "149.75", "figures": 2}]],
    )
    names: dict[str, dict[str, str]] = Field(description="Of the codes, by dimension.")
    coverage: dict[str, str] = Field(description="Of each dimension the part that is told.")
    elimination: str
    eliminated: str | None
    cuts: dict[str, int]
    vintage: list[VintageOut]
    notes: list[str] = Field(description="In the language of Accept-Language.")


class PublishedFigureOut(Schema):
    """One published figure."""

    series: str = Field(examples=["WHO/2021/expense"])
    version: int
    sha256: str
    row: int = Field(description="Of the file that was submitted.")
    told: dict[str, str | int] = Field(
        description="What it tells.", examples=[{"year": 2021, "entity": "WHO"}]
    )
    amount: str = Field(description="A decimal.", examples=["100.25"])


def _parameters(*left_out: str) -> list[dict[str, Any]]:
    """The parameters of an address, for the description; `left_out` mean something else there."""
    known = semantic()
    told: dict[str, tuple[str, Any]] = {
        "measure": (f"What is measured: {', '.join(known.measures)}.", "goal_expense"),
        "rows": ("Up to four dimensions, with commas.", "entity,goal"),
        "columns": ("Up to two dimensions, with commas.", "year"),
        "subtotals": ("yes or no.", "no"),
        "shares": ("Of row, column or total.", "column"),
        "change": ("Against the year before: difference or percent.", "percent"),
        "elimination": (f"Flows left out: {', '.join(known.eliminations)}.", "entities"),
        "as_at": ("A day: answered as it would have been then.", "2025-12-31"),
        "sort": ("code or value (the largest first).", "value"),
        "limit": ("Lines at most, 1 to 10,000.", "100"),
        "offset": ("Lines before the first.", "0"),
    }
    for name in known.dimensions:
        words = "Codes with commas; ~ not told; a leading ! all others."
        told[name] = (f"{words} Also 2019..2021." if name == "year" else words, "")
    return [
        {
            "in": "query",
            "name": name,
            "required": False,
            "description": words,
            "schema": {"type": "string", "maxLength": 8_000},
        }
        | ({"example": example} if example else {})
        for name, (words, example) in told.items()
        if name not in left_out
    ]


CELL = [
    {
        "in": "query",
        "name": name,
        "required": False,
        "description": f"The codes of the cell’s {name}, one each in their order; empty: of all.",
        "schema": {"type": "array", "items": {"type": "string"}, "maxItems": most},
        "explode": True,
    }
    for name, most in (("line", 4), ("column", 2))
]
FORMAT = {
    "in": "query",
    "name": "format",
    "required": False,
    "schema": {"type": "string", "enum": list(FORMATS), "default": "json"},
}
FILES = {
    one.media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
    for name, one in FORMATS.items()
    if name != "json"
}
PAGED = ("limit", "cursor")
IGNORED = ("limit", "offset", "sort", "subtotals", "shares", "change")  # say nothing of a cell


@router.get("/semantic", auth=EVERYBODY, response=SemanticOut)
def get_semantic(request: HttpRequest) -> Any:
    """What can be asked: measures, dimensions, hierarchies, eliminations."""
    known, language = semantic(), get_language() or "en"
    return {
        "measures": [_measure(one, language) for one in known.measures.values()],
        "dimensions": [_dimension(one, language) for one in known.dimensions.values()],
        "hierarchies": known.hierarchies,
        "eliminations": [
            {"code": one.name, "name": one.names[language], "of": one.of}
            for one in known.eliminations.values()
        ],
        "not_told": {"code": "~", "name": known.not_told[language]},
        "formats": list(FORMATS),
    }


def _measure(one: Measure, language: str) -> dict[str, Any]:
    of = semantic().measures[one.whole].of if one.is_ratio else one.of
    kind = "ratio" if one.is_ratio else "amount" if one.is_amount else "count"
    told = {"code": one.name, "name": one.names[language]}
    return told | {"kind": kind, "adds": one.adds, "of": of}


def _dimension(one: Dimension, language: str) -> dict[str, Any]:
    told = {"code": one.name, "name": one.names[language]}
    return told | {"column": one.column, "codes": one.codes}


@router.get(
    "/answers",
    auth=EVERYBODY,
    response=AnswerOut,
    openapi_extra={
        "parameters": [*_parameters(), FORMAT],
        "responses": {200: {"content": FILES}},
    },
)
def get_answer(request: HttpRequest) -> Any:
    """The answer to a question, as JSON or in another format. What is wrong is named (422)."""
    sent = request.GET.copy()
    form = sent.pop("format", ["json"])[-1]
    if form not in FORMATS:
        choices = ", ".join(FORMATS)
        raise _invalid(Refused("format", "not_among", value=form, choices=choices))
    question = _question(sent.urlencode())
    day, language = timezone.now().date(), get_language() or "en"
    try:
        cube = queries.published()
        told = (queries.version_of(cube[0]), str(question), str(day), language, form)
        etag = f'"{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"'
        if kept := get_conditional_response(request, etag=etag):
            return kept
        answer = queries.answer(question, today=day, of=cube)
    except Refused as why:
        raise _invalid(why) from why
    except Damaged as why:
        raise HttpError(503, str(why)) from why
    return _file(answer, form, language, etag)


def _file(answer: Answer, form: str, language: str, etag: str) -> HttpResponse:
    one = FORMATS[form]
    made = HttpResponse(one.write(answer, language), content_type=one.media_type)
    made["ETag"] = etag
    if form != "json":
        name = f"{answer.question.measure}.{one.extension}"
        made["Content-Disposition"] = f'attachment; filename="{name}"'
    return made


@router.get(
    "/figures",
    auth=EVERYBODY,
    response=Page[PublishedFigureOut],
    openapi_extra={"parameters": [*_parameters(*IGNORED), *CELL]},
)
def list_figures(request: HttpRequest, paging: Query[Paging]) -> Any:
    """The published figures behind a cell of an answer, by file and row: which row of which
    submitted file each is."""
    sent = request.GET.copy()
    line, column = (
        tuple(code or None for code in sent.pop(name, [])) for name in ("line", "column")
    )
    for name in (*PAGED, *IGNORED):
        sent.pop(name, None)
    question, day = _question(sent.urlencode()), timezone.now().date()
    try:
        rows = Behind(question, line, column, queries.published(), day)
        return page_of_list(rows, paging, show=lambda page: [_figure(one) for one in page])
    except Refused as why:
        raise _invalid(why) from why
    except Damaged as why:
        raise HttpError(503, str(why)) from why


class Behind(Sequence[Figure]):
    """The figures of a cell as a list that fetches only what is looked at."""

    def __init__(
        self, question: Question, line: Line, column: Line, cube: queries.Cube, day: date
    ) -> None:
        self._told = (question, line, column)
        self._cube, self._day = cube, day
        total = queries.answer(narrowed(question, line, column), today=day, of=cube).total
        self._length = (total.figures or 0) if total else 0

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> Figure: ...

    @overload
    def __getitem__(self, place: slice) -> list[Figure]: ...

    def __getitem__(self, place: int | slice) -> Figure | list[Figure]:
        if isinstance(place, int):
            return self[place : place + 1][0]
        start, stop, _step = place.indices(self._length)
        return list(self._rows(start, stop - start))

    def _rows(self, skip: int, first: int) -> Iterator[Figure]:
        return queries.rows_behind(
            *self._told, today=self._day, first=first, skip=skip, of=self._cube
        )


def _figure(one: Figure) -> dict[str, Any]:
    told = {name: getattr(one.entry, name) for name in ("series", "version", "sha256")}
    return told | {"row": one.row, "told": one.told, "amount": str(one.amount)}


def _question(address: str) -> Question:
    try:
        return Question.parse(address)
    except Refused as why:
        raise _invalid(why) from why


def _invalid(why: Refused) -> ValidationError:
    sentence = why.told(get_language() or "en").rstrip(".。")
    return ValidationError([{"loc": ("query", why.parameter), "msg": sentence}])
