"""The matrix, item × party: of the register as it is narrowed, or of a reporting cycle."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema

from quintet.core.rest import EVERYBODY, Page, Paging, caller, page_of, page_of_list
from quintet.core.rest.words import Reference, Slug
from quintet.followup import queries
from quintet.followup.documents.matrix_sheet import MATRIX_FORMATS
from quintet.followup.models import Item
from quintet.followup.queries import Filter
from quintet.followup.queries.matrix import Cell, Column, Scope
from quintet.followup.rest.cycles import cycle_or_404
from quintet.followup.rest.items import KEYS, Narrowed
from quintet.followup.rest.shown import PartyOut, party_out
from quintet.followup.rules import Answer, AskState, Progress, Verdict

router = Router(tags=["matrix"])
FILES = {
    "responses": {
        200: {
            "content": {
                kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
                for kind, _write in MATRIX_FORMATS.values()
            }
        }
    }
}


class TotalsOut(Schema):
    """Counts with their denominators: `asked` for answers, `taken_on` for implementation."""

    asked: int
    answered: int
    started: int = Field(description="Of a cycle: in preparation.")
    silent: int
    taken_on: int
    claimed: int
    verified: int


class CellOut(Schema):
    """Where one addressee of an item stands."""

    owner: str = Field(description="The party whose people answer.", examples=["organization:WHO"])
    party: str = Field(description="Who is addressed: it, or a post of it.")
    answer: Answer
    claimed: Progress | None
    verdict: Verdict | None
    due_on: date | None
    heard_on: date | None = Field(description="The day of its last word.")
    late: bool
    state: AskState | None = Field(description="In the cycle; null: it is not asked.")
    words: str = Field(description="All of it in words, in the language of Accept-Language.")


class MatrixRow(Schema):
    item: str = Field(examples=["ceb-2021-3-18"])
    number: str
    title: str
    totals: TotalsOut
    cells: list[CellOut]


class MatrixColumn(Schema):
    """A party, with the totals of the whole matrix."""

    party: PartyOut
    totals: TotalsOut


class Format(Schema):
    format: Literal["csv", "xlsx"] = "xlsx"


class OfCycle(Schema):
    """What the matrix of a cycle is narrowed to."""

    state: AskState | None = Field(None, description="Only who has said this in the cycle.")
    owner: Reference | None = Field(None, description="Only one party.")
    answer: Answer | Literal["taken_on", "refused"] | None = None
    implementation: (
        Literal["no_word", "not_started", "in_progress", "claimed", "verified", "closed"] | None
    ) = None
    due: Literal["overdue", "long_overdue"] | None = None


def _of_register(request: HttpRequest, narrowed: Narrowed) -> Scope:
    today = timezone.now().date()
    return queries.matrix_scope(narrowed.wanted(), person=caller(request), today=today)


def _of_cycle(request: HttpRequest, slug: str, narrowed: OfCycle) -> Scope:
    told = {name: str(value) for name, value in narrowed.model_dump(exclude_none=True).items()}
    state = told.pop("state", "")
    return queries.matrix_scope(
        Filter(sort="place", **told),
        person=caller(request),
        today=timezone.now().date(),
        cycle=cycle_or_404(slug),
        state=state,
    )


@router.get("/matrix", auth=EVERYBODY, response=Page[MatrixRow])
def list_matrix(request: HttpRequest, narrowed: Query[Narrowed], paging: Query[Paging]) -> Any:
    """The matrix of the register, row by row: each item with where all its addressees stand."""
    return _rows(_of_register(request, narrowed), paging, "newest")


@router.get("/matrix/parties", auth=EVERYBODY, response=Page[MatrixColumn])
def list_matrix_parties(
    request: HttpRequest, narrowed: Query[Narrowed], paging: Query[Paging]
) -> Any:
    """The columns of the register's matrix: every party, with its totals."""
    return _columns(_of_register(request, narrowed), paging)


@router.get("/matrix/file", auth=EVERYBODY, openapi_extra=FILES)
def get_matrix_file(
    request: HttpRequest, narrowed: Query[Narrowed], told: Query[Format]
) -> HttpResponse:
    """The whole matrix of the register in words, as CSV or Excel; of at most 2,000 items."""
    return _file(_of_register(request, narrowed), _("Register"), "matrix", told.format)


@router.get("/cycles/{slug}/matrix", response=Page[MatrixRow])
def list_cycle_matrix(
    request: HttpRequest, slug: Path[Slug], narrowed: Query[OfCycle], paging: Query[Paging]
) -> Any:
    """The matrix of a reporting cycle, row by row, with what each has said in it."""
    return _rows(_of_cycle(request, slug, narrowed), paging, "place")


@router.get("/cycles/{slug}/matrix/parties", response=Page[MatrixColumn])
def list_cycle_matrix_parties(
    request: HttpRequest, slug: Path[Slug], narrowed: Query[OfCycle], paging: Query[Paging]
) -> Any:
    """The columns of a cycle's matrix: every party, with its totals."""
    return _columns(_of_cycle(request, slug, narrowed), paging)


@router.get("/cycles/{slug}/matrix/file", openapi_extra=FILES)
def get_cycle_matrix_file(
    request: HttpRequest, slug: Path[Slug], narrowed: Query[OfCycle], told: Query[Format]
) -> HttpResponse:
    """The whole matrix of a cycle in words, as CSV or Excel; of at most 2,000 items."""
    scope = _of_cycle(request, slug, narrowed)
    title = scope.cycle.title if scope.cycle else ""
    return _file(scope, title, f"matrix-{slug}", told.format)


def _rows(scope: Scope, paging: Paging, order: str) -> dict[str, Any]:
    def show(page: Sequence[Item]) -> list[dict[str, Any]]:
        columns, tell = queries.matrix_columns(scope), queries.teller(scope)
        return [
            {
                "item": line.item.slug,
                "number": line.item.number,
                "title": line.item.title or line.item.text,
                "totals": asdict(line.totals),
                "cells": [
                    _cell(cell, column, tell(cell))
                    for column, cells in zip(columns, line.cells, strict=True)
                    for cell in cells
                ],
            }
            for line in queries.matrix_lines(scope, page, columns)
        ]

    return page_of(queries.matrix_items(scope), paging, *KEYS[order], show=show)


def _cell(cell: Cell, column: Column, words: str) -> dict[str, Any]:
    names = ("answer", "claimed", "verdict", "due_on", "heard_on")
    return {name: getattr(cell.at, name) for name in names} | {
        "owner": column.reference,
        "party": cell.party,
        "late": cell.late,
        "state": cell.state,
        "words": words,
    }


def _columns(scope: Scope, paging: Paging) -> dict[str, Any]:
    def show(page: Sequence[Column]) -> list[dict[str, Any]]:
        return [{"party": party_out(one.party), "totals": asdict(one.totals)} for one in page]

    return page_of_list(queries.matrix_columns(scope), paging, show=show)


def _file(scope: Scope, title: str, name: str, form: str) -> HttpResponse:
    kind, write = MATRIX_FORMATS[form]
    answer = HttpResponse(write(queries.matrix_sheet(scope, title=title)), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
