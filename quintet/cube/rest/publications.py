"""The catalogue of what is published: every version, what it changed, and its withdrawal."""

from itertools import islice
from typing import Annotated, Any

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema

from quintet.core.public import NotAllowed
from quintet.core.rest import EVERYBODY, Page, Paging, page_by_place, page_of, signed
from quintet.core.rest.words import Id, Words
from quintet.cube import actions, queries
from quintet.cube.engine.store import Change, Damaged
from quintet.cube.engine.store.catalogue import slice_of
from quintet.cube.engine.store.difference import changes
from quintet.cube.models import Publication
from quintet.cube.rest.shown import (
    FigureChangeOut,
    PublicationOut,
    PublicationWhole,
    change_out,
    difference_out,
    publication_out,
)
from quintet.cube.rest.submissions import CSV, DOWNLOAD, Measure, Year
from quintet.cube.rules import Status
from quintet.cube.views import files

router = Router(tags=["published figures"])
Entity = Annotated[str, Field(pattern=r"^[-A-Za-z0-9_.]{1,20}$", examples=["WHO"])]


class WithdrawalIn(Schema):
    reason: Words = Field(description="Why; it is published.")


@router.get("/publications", auth=EVERYBODY, response=Page[PublicationOut])
def list_publications(
    request: HttpRequest,
    paging: Query[Paging],
    entity: Entity | None = None,
    year: Year | None = None,
    measure: Measure | None = None,
    status: Status | None = None,
) -> Any:
    """Every version of what was published, the newest first; of an entity, year, measure, status."""
    rows = queries.publications_of(
        entity=entity or "", year=year, measure=measure or "", status=status or ""
    )
    return page_of(rows, paging, "-pk", show=lambda page: [publication_out(one) for one in page])


@router.get("/publications/{id}", auth=EVERYBODY, response=PublicationWhole)
def get_publication(request: HttpRequest, id: Path[Id]) -> Any:
    """One version: its facts, coverage, and how it differs from the version before."""
    return whole(publication_or_404(id))


@router.get("/publications/{id}/changes", auth=EVERYBODY, response=Page[FigureChangeOut])
def list_changes(request: HttpRequest, id: Path[Id], paging: Query[Paging]) -> Any:
    """Everything that a version changed of the one before. 404 for a first version."""
    found = publication_or_404(id)
    old = _earlier(found)
    paths = queries.path_of(old), queries.path_of(found)

    def read(place: int, most: int) -> tuple[list[Change], int | None]:
        some = list(islice(changes(*paths), place, place + most + 1))
        return some[:most], place + most if len(some) > most else None

    for path in paths:
        if not path.exists():
            raise NotAllowed(
                _("A published file is missing here; whoever runs the site restores it.")
            )
    return page_by_place(
        paging,
        f"changes:{found.pk}",
        read=read,
        show=lambda some: [change_out(one) for one in some],
    )


@router.get("/publications/{id}/changes.csv", auth=EVERYBODY, openapi_extra=CSV)
def get_changes_csv(request: HttpRequest, id: Path[Id]) -> StreamingHttpResponse:
    """Everything that a version changed of the one before, as CSV."""
    found = publication_or_404(id)
    name = f"{found.series.replace('/', '-')}-{found.version}"
    try:
        return files.changes_csv(queries.path_of(_earlier(found)), queries.path_of(found), name)
    except Damaged as why:
        raise NotAllowed(str(why)) from why


@router.get("/publications/{id}/file", auth=EVERYBODY, openapi_extra=DOWNLOAD)
def get_published_file(request: HttpRequest, id: Path[Id]) -> FileResponse:
    """The published file itself (Parquet)."""
    return files.figures(publication_or_404(id))


@router.post("/publications/{id}/withdraw", response=PublicationWhole)
def withdraw_publication(request: HttpRequest, id: Path[Id], told: WithdrawalIn) -> Any:
    """Withdraw figures, as the secretariat: from today on they stand no more."""
    found = publication_or_404(id)
    actions.withdraw(publication=found, reason=told.reason, by=signed(request), at=timezone.now())
    return whole(publication_or_404(id))


def publication_or_404(pk: int) -> Any:
    found = queries.publications().filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is nothing here that you may see."))
    return found


def _earlier(found: Publication) -> Publication:
    old = queries.earlier(found)
    if old is None:
        raise Http404(_("It is the first version."))
    return old


def whole(found: Any) -> dict[str, Any]:
    try:
        difference = queries.difference_to_earlier(found)
    except Damaged as why:
        raise NotAllowed(str(why)) from why
    names = ("entity", "year", "measure", "rows", "total", "currencies")
    return publication_out(found) | {
        "slices": [
            {name: getattr(one, name) for name in names} for one in map(slice_of, found.slices)
        ],
        "coverage": [
            {name: getattr(one, name) for name in ("dimension", "rows", "amount")}
            for one in queries.coverage(found)
        ],
        "difference": difference_out(difference),
    }
