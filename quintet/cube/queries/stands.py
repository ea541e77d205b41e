"""The catalogue: what was ever published, and what stands as at a day."""

import threading
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max

from quintet.core import public as core
from quintet.cube.engine.lists import lists
from quintet.cube.engine.store import Catalogue, Entry, Store
from quintet.cube.engine.store.catalogue import slice_of
from quintet.cube.models import Publication

CUT = "full"  # a submission may tell every dimension, and its sum is the total
MEMORY = "1GB"  # of one process that answers
_lock = threading.Lock()
_kept: dict[tuple[int, int | None, int], Catalogue] = {}


def folder() -> Path:
    """Where published files and their layouts lie."""
    return settings.DATA / "cube"


@cache
def store(where: Path) -> Store:
    """The store of a folder, one a process."""
    return Store(where, memory_limit=MEMORY)


def entity_of(organization: core.Organization) -> str | None:
    """An organization's code in the data standard, None where it has none."""
    known = lists().get("entity")
    return (
        organization.code if organization.code in known.codes else known.spelled(organization.code)
    )


def organizations_by_entity() -> dict[str, core.Organization]:
    """Of each entity's code, the organization that it is here."""
    every = core.Organization.objects.order_by("code")
    return {code: one for one in every if (code := entity_of(one))}


def entry_of(publication: Publication) -> Entry:
    """A catalogue row as the engine has it."""
    return Entry(
        publication.sha256,
        publication.series,
        publication.version,
        publication.cut,
        publication.published_on,
        tuple(map(slice_of, publication.slices)),
        publication.withdrawn_on,
        publication.note,
    )


def catalogue() -> Catalogue:
    """Everything that was ever published; read anew when that has changed.

    Rows are written once and later only withdrawn, so that three numbers tell a change.
    """
    told = Publication.objects.aggregate(n=Count("pk"), last=Max("pk"), gone=Count("withdrawn_on"))
    key = (told["n"], told["last"], told["gone"])
    with _lock:
        if key not in _kept:
            _kept.clear()
            _kept[key] = Catalogue(map(entry_of, Publication.objects.order_by("pk")))
        return _kept[key]


def years_told(today: date, measure: str = "", entity: str = "") -> list[int]:
    """The years of which published figures stand, the last one last."""
    subjects = catalogue().as_at(today).by_subject
    told = (year for code, year, of in subjects if measure in ("", of) and entity in ("", code))
    return sorted(set(told))


def usual_year(today: date, measure: str) -> int | None:
    """The last year that at least half as many organizations tell as of any year: totals of one
    that few have told yet would mislead. None where no year is told."""
    told = Counter(year for _code, year, of in catalogue().as_at(today).by_subject if of == measure)
    most = max(told.values(), default=0)
    return max((year for year, number in told.items() if 2 * number >= most), default=None)


def dimensions_told(today: date, measure: str, year: int, entity: str = "") -> frozenset[str]:
    """The dimensions that any figure of the year tells."""
    return frozenset(
        name
        for (code, of_year, of), standing in catalogue().as_at(today).by_subject.items()
        if (of_year, of) == (year, measure) and entity in ("", code)
        for one in standing
        for name in one.slice.told
    )


def entity_told(code: str, today: date) -> str | None:
    """The entity of an organization's code, where anything of it is published."""
    known = lists().get("entity")
    entity = code if code in known.codes else known.spelled(code)
    return entity if entity and years_told(today, entity=entity) else None


def told_in_catalogue() -> tuple[list[str], list[int]]:
    """The entities of which anything was ever published, and the years, the newest first."""
    subjects = [subject for entry in catalogue().entries for subject in subjects_of(entry)]
    entities = {entity for entity, _year in subjects}
    return sorted(entities), sorted({year for _entity, year in subjects}, reverse=True)


def subjects_of(entry: Entry) -> set[tuple[str, int]]:
    return {(one.entity, one.year) for one in entry.slices}
