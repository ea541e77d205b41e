"""Code lists and crosswalks: as their pages tell them, and the same files."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Path, Query, Router, Schema

from quintet.core.rest import EVERYBODY, Page, Paging, page_of_list
from quintet.core.rest.words import Line, Slug
from quintet.cube.engine.lists import Code, CodeList, Crossing, Crosswalk, ListError, lists
from quintet.cube.engine.lists.formats import FORMATS

router = Router(tags=["codes"])
Edition = Annotated[str, Field(max_length=10, pattern=r"^[-0-9]*$", examples=["2026-11"])]
Found = TypeVar("Found")
NAMES = {"en": "World Health Organization", "fr": "Organisation mondiale de la Santé"}


class Form(StrEnum):
    """In which formats lists are written."""

    CSV = "csv"
    JSON = "json"
    RDF = "rdf"


class Which(Schema):
    edition: Edition = Field("", description="Empty: the one in force.")


class Sought(Paging, Which):
    q: Line = Field("", description="What the code, a name in any language or a spelling holds.")


class CodeListOut(Schema):
    name: str = Field(examples=["entity"])
    title: dict[str, str] = Field(description="By language.")
    edition: str = Field(description="The one in force.", examples=["2026-11"])
    editions: list[str] = Field(description="All of them, the one in force last.")
    codes: int = Field(description="How many.")
    source: str
    crosswalks: list[str] = Field(description="What leads from it.", examples=[["entity-iati"]])


class CodeOut(Schema):
    code: str = Field(examples=["WHO"])
    names: dict[str, str] = Field(description="By language.", examples=[NAMES])
    parent: str | None = Field(description="The code above it.")
    valid_from: int | None = Field(description="First calendar year of figures; null: no bound.")
    valid_to: int | None = Field(description="Last calendar year of figures; null: no bound.")
    group: bool = Field(description="It sums others up; no figure is of it.")
    certain: bool = Field(description="False: the sources at hand do not settle it.")
    note: str
    source: str
    labels: list[str] = Field(description="As published files write it in words.")
    spellings: list[str] = Field(description="Other ways it is written, which are not right.")


class CrosswalkOut(Schema):
    name: str = Field(examples=["entity-iati"])
    of: str = Field(description="The list that it leads from.", examples=["entity"])
    to: str = Field(description="What it leads to.")
    edition: str
    source: str
    crossings: int = Field(description="How many.")
    lossy: int = Field(description="How many of them lose something.")


class CrossingOut(Schema):
    code: str = Field(examples=["UNDP"])
    to: str = Field(description="What it is there.", examples=["XM-DAC-41114"])
    lossy: bool = Field(description="The two do not mean the same.")
    certain: bool
    note: str


@router.get("/codes", auth=EVERYBODY, response=Page[CodeListOut])
def list_code_lists(request: HttpRequest, paging: Query[Paging]) -> Any:
    """The code lists that figures are told by."""
    every = [lists().get(name) for name in lists().names]
    return page_of_list(every, paging, show=lambda page: [_list(one) for one in page])


@router.get("/codes/{name}", auth=EVERYBODY, response=Page[CodeOut])
def list_codes(request: HttpRequest, name: Path[Slug], sought: Query[Sought]) -> Any:
    """The codes of a list in the standard's order, or those that are found."""
    one = _found(lambda: lists().get(name, sought.edition))
    rows = one.search(sought.q) if sought.q else tuple(one.codes.values())
    return page_of_list(rows, sought, show=lambda page: [_code(each, one) for each in page])


@router.get("/codes/{name}/files/{form}", auth=EVERYBODY)
def download_code_list(
    request: HttpRequest, name: Path[Slug], form: Path[Form], which: Query[Which]
) -> HttpResponse:
    """A list with its crosswalks as one file: CSV, JSON, or SKOS as RDF/XML."""
    one = _found(lambda: lists().get(name, which.edition))
    told = FORMATS[form]
    return HttpResponse(told.write(one, lists().crosswalks_of(name)), content_type=told.media)


@router.get("/crosswalks", auth=EVERYBODY, response=Page[CrosswalkOut])
def list_crosswalks(request: HttpRequest, paging: Query[Paging]) -> Any:
    """What leads from our codes to other classifications."""
    every = [lists().crosswalk(name) for name in lists().crosswalks]
    return page_of_list(every, paging, show=lambda page: [_walk(one) for one in page])


@router.get("/crosswalks/{name}", auth=EVERYBODY, response=Page[CrossingOut])
def list_crossings(request: HttpRequest, name: Path[Slug], paging: Query[Paging]) -> Any:
    """What each code is in another classification. Of several crossings of a code the first is the
    one to write where only one can be."""
    walk = _found(lambda: lists().crosswalk(name))
    return page_of_list(walk.crossings, paging, show=_crossings)


def _found(find: Callable[[], Found]) -> Found:
    try:
        return find()
    except ListError as why:
        raise Http404(str(why)) from why


def _list(one: CodeList) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": dict(one.title),
        "edition": one.edition,
        "editions": list(lists().editions(one.name)),
        "codes": len(one.codes),
        "source": one.source,
        "crosswalks": [walk.name for walk in lists().crosswalks_of(one.name)],
    }


def _code(code: Code, one: CodeList) -> dict[str, Any]:
    told = {name: getattr(code, name) for name in ("code", "group", "certain", "note")}
    return told | {
        "names": dict(code.names),
        "parent": code.parent or None,
        "valid_from": code.valid_from,
        "valid_to": code.valid_to,
        "source": code.source or one.source,
        "labels": list(code.labels),
        "spellings": list(code.spellings),
    }


def _walk(walk: Crosswalk) -> dict[str, Any]:
    told = {name: getattr(walk, name) for name in ("name", "of", "to", "edition", "source")}
    return told | {
        "crossings": len(walk.crossings),
        "lossy": sum(one.lossy for one in walk.crossings),
    }


def _crossings(page: Sequence[Crossing]) -> list[dict[str, Any]]:
    names = ("code", "to", "lossy", "certain", "note")
    return [{name: getattr(one, name) for name in names} for one in page]
