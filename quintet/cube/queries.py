"""Reads of the cube: what is published, what stands, what somebody may see, answers to questions."""

import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max, QuerySet

from quintet.core import public as core
from quintet.cube import permissions, rules
from quintet.cube.engine.lists import lists
from quintet.cube.engine.questions import Answer, Figure, Question, ask, behind
from quintet.cube.engine.questions.answer import Line
from quintet.cube.engine.report.submission import About
from quintet.cube.engine.store import Catalogue, Entry, Published, Store
from quintet.cube.engine.store.catalogue import slice_of
from quintet.cube.models import Publication, Submission

STAGED = "staged-0.duckdb"  # in a submission's folder
CUT = "full"  # a submission may tell every dimension, and its sum is the total
MEMORY = "1GB"  # of one process that answers
_lock = threading.Lock()
_kept: dict[tuple[int, int | None, int], Catalogue] = {}


def folder() -> Path:
    """Where published files and their layouts lie."""
    return settings.DATA / "cube"


def work_folder(submission: Submission) -> Path:
    """Where a submission is staged, with its findings."""
    return folder() / "submissions" / str(submission.uuid)


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


def dimensions_told(today: date, measure: str, year: int, entity: str = "") -> frozenset[str]:
    """The dimensions that any figure of the year tells."""
    return frozenset(
        name
        for (code, of_year, of), standing in catalogue().as_at(today).by_subject.items()
        if (of_year, of) == (year, measure) and entity in ("", code)
        for one in standing
        for name in one.slice.told
    )


def has_figures(organization: core.Organization, today: date) -> bool:
    """Whether anything of an organization is published here."""
    entity = entity_of(organization)
    return entity is not None and bool(years_told(today, entity=entity))


def answer(question: Question, *, today: date) -> Answer:
    """The answer from what is published. Raises Refused, Damaged."""
    known = catalogue()
    figures = store(folder()).figures(known.entries)
    return ask(question, known, figures, today=today, lists=lists())


def rows_behind(
    question: Question, line: Line, column: Line, *, today: date, first: int = 1000
) -> Iterator[Figure]:
    """The published figures that a cell is made of. Raises Refused, Damaged."""
    known = catalogue()
    figures = store(folder()).figures(known.entries)
    return behind(question, line, column, known, figures, today=today, lists=lists(), first=first)


def lay_out(published: Published) -> None:
    """Make the layout of everything that is published and this, before it stands: so that nobody
    who asks waits for it."""
    entry = Entry(published.sha256, "", 0, CUT, date.min, published.slices)
    store(folder()).make([*catalogue().entries, entry])


def about(submission: Submission) -> About:
    """What a submission is judged as: of its organization and what belongs to it."""
    entity = lists().get("entity")
    parts = [code for code, one in entity.codes.items() if one.parent == submission.entity]
    last_year = newest(rules.series_of(submission.entity, submission.year - 1, submission.measure))
    before = (
        sum((Decimal(one["total"]) for one in last_year.slices), Decimal(0)) if last_year else None
    )
    return About(
        (submission.entity, *parts),
        submission.year,
        submission.measure,
        submission.control_total,
        before,
    )


def newest(series: str) -> Publication | None:
    """The newest version of a series, withdrawn or not."""
    return Publication.objects.filter(series=series).order_by("-version").first()


def before(submission: Submission) -> Publication | None:
    """The published version that a submission would replace."""
    return newest(rules.series_of(submission.entity, submission.year, submission.measure))


def earlier(publication: Publication) -> Publication | None:
    """The version before a published one."""
    return Publication.objects.filter(
        series=publication.series, version=publication.version - 1
    ).first()


def submissions_seen(person: core.Person | None, today: date) -> QuerySet[Submission]:
    """What somebody may see of what is submitted, the newest first."""
    found = Submission.objects.filter(permissions.seen_by(person, today))
    return found.select_related("organization")
