"""Published files, one by one: versions, what they tell, what they changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from quintet.cube.engine.columns import DIMENSIONS
from quintet.cube.engine.store import Difference, Entry
from quintet.cube.engine.store.catalogue import slice_of
from quintet.cube.engine.store.difference import kept_difference
from quintet.cube.models import Publication
from quintet.cube.queries.stands import catalogue, folder
from quintet.cube.rules import Status


def newest(name: str) -> Publication | None:
    """The newest version of a series, withdrawn or not."""
    return Publication.objects.filter(series=name).order_by("-version").first()


def earlier(publication: Publication) -> Publication | None:
    """The version before a published one."""
    return Publication.objects.filter(
        series=publication.series, version=publication.version - 1
    ).first()


def path_of(publication: Publication) -> Path:
    """Its published file."""
    return folder() / f"{publication.sha256}.parquet"


def difference_to_earlier(publication: Publication) -> Difference | None:
    """What a version changes of the one before, None for a first one. Raises Damaged."""
    old = earlier(publication)
    if old is None:
        return None
    where = folder() / "differences"
    where.mkdir(exist_ok=True)
    name = f"{old.sha256[:32]}-{publication.sha256[:32]}.json"
    return kept_difference(path_of(old), path_of(publication), where / name)


def publications() -> QuerySet[Publication]:
    """The catalogue, the newest first; of each whether a newer version has replaced it."""
    newer = Publication.objects.filter(series=OuterRef("series"), version__gt=OuterRef("version"))
    found = Publication.objects.annotate(replaced=Exists(newer))
    return found.select_related("organization").order_by("-published_on", "-pk")


def status(publication: Any) -> Status:
    """Whether a publication that `publications` gave stands."""
    if publication.withdrawn_on:
        return Status.WITHDRAWN
    return Status.REPLACED if publication.replaced else Status.STANDS


def publications_of(
    *, entity: str = "", year: int | None = None, measure: str = "", status: str = ""
) -> QuerySet[Publication]:
    """The catalogue, narrowed to files that tell figures of an entity, a year, by a measure."""
    found = publications()
    if status == Status.WITHDRAWN:
        found = found.filter(withdrawn_on__isnull=False)
    elif status:
        told: dict[str, Any] = {"replaced": status == Status.REPLACED}
        found = found.filter(withdrawn_on__isnull=True, **told)
    if not (entity or year or measure):
        return found
    telling = [
        entry.sha256
        for entry in catalogue().entries
        if any(
            entity in ("", one.entity) and year in (None, one.year) and measure in ("", one.measure)
            for one in entry.slices
        )
    ]
    return found.filter(sha256__in=telling)


def publications_by_version(entries: Iterable[Entry]) -> dict[tuple[str, int], Publication]:
    """The publications of catalogue entries, by series and version."""
    every = Publication.objects.filter(sha256__in={one.sha256 for one in entries})
    return {(one.series, one.version): one for one in every.select_related("organization")}


def subjects(publication: Publication) -> dict[str, Any]:
    """Of whom and when published figures are: one entity (or how many), first and last year."""
    entities = sorted({one["entity"] for one in publication.slices})
    years = sorted({one["year"] for one in publication.slices})
    return {
        "entity": entities[0] if len(entities) == 1 else "",
        "entities": len(entities),
        "first": str(years[0]),
        "last": str(years[-1]),
    }


def totals(publication: Publication) -> dict[tuple[str, str], Decimal]:
    """The sums of published figures, by measure and currency (several are joined by a space)."""
    found: dict[tuple[str, str], Decimal] = {}
    for one in map(slice_of, publication.slices):
        key = (one.measure, " ".join(one.currencies))
        found[key] = found.get(key, Decimal(0)) + one.total
    return found


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of published figures tells a dimension: of their number, and of their sum."""

    dimension: str
    rows: Decimal
    amount: Decimal | None  # None where the whole is nought


def coverage(publication: Publication) -> list[Coverage]:
    """Of each dimension that any figure tells, how many do."""
    slices = list(map(slice_of, publication.slices))
    total = sum((one.total for one in slices), Decimal(0))
    found = []
    for name in DIMENSIONS:
        told = [one.told[name] for one in slices if name in one.told]
        if told:
            amount = sum((amount for amount, _rows in told), Decimal(0))
            rows = Decimal(sum(rows for _amount, rows in told))
            share = amount / total if total else None
            found.append(Coverage(name, rows / publication.rows, share))
    return found
