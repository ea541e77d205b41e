"""Reads of the cube: what is published, what stands, what somebody may see, answers to questions."""

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, Exists, Max, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from quintet.core import public as core
from quintet.cube import permissions, rules
from quintet.cube.engine.columns import DIMENSIONS
from quintet.cube.engine.lists import lists
from quintet.cube.engine.questions import Answer, Figure, Question, ask, behind
from quintet.cube.engine.questions.answer import Line
from quintet.cube.engine.questions.bounded import Bounded, bounded
from quintet.cube.engine.report.digest import Digest, read_digest
from quintet.cube.engine.report.submission import About
from quintet.cube.engine.store import Catalogue, Difference, Entry, Published, Store, publish
from quintet.cube.engine.store.catalogue import slice_of, slice_told
from quintet.cube.engine.store.difference import kept_difference
from quintet.cube.models import Publication, Submission
from quintet.cube.rules import Next, State, Status

# In a submission's folder:
STAGED = "staged-0.duckdb"
FINDINGS = "findings.jsonl"  # all of them
DIGEST = "digest.json"  # their first, and the repairs that they propose
MARKED = "marked.xlsx"  # the submitted file with the findings beside its rows
DRAFT = "draft"  # a folder: its figures as they would be published
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


Cube = tuple[Catalogue, Bounded]  # what somebody may ask, and where


def published() -> Cube:
    """What everybody may ask. Raises Damaged."""
    known = catalogue()
    return known, bounded(store(folder()).figures(known.entries))


def answer(question: Question, *, today: date, of: Cube | None = None) -> Answer:
    """The answer from what is published, or from another cube; what takes too long is stopped.
    Raises Refused, Damaged."""
    known, figures = of or published()
    return ask(question, known, figures, today=today, lists=lists())


def page_answer(question: Question, *, today: date) -> Answer:
    """As `answer`, remembered while the catalogue stays as it is: pages ask the same for every
    visitor. Raises Refused, Damaged."""
    return _remembered(question, catalogue(), today)


@lru_cache(maxsize=1000)
def _remembered(question: Question, known: Catalogue, today: date) -> Answer:
    figures = store(folder()).figures(known.entries)
    return answer(question, today=today, of=(known, bounded(figures)))


def rows_behind(
    question: Question,
    line: Line,
    column: Line,
    *,
    today: date,
    first: int = 1000,
    skip: int = 0,
    of: Cube | None = None,
) -> Iterator[Figure]:
    """The published figures that a cell is made of, `first` of them after `skip`. Raises Refused,
    Damaged."""
    known, figures = of or published()
    return behind(
        question, line, column, known, figures,
        today=today, lists=lists(), first=first, skip=skip,
    )  # fmt: skip


def version_of(cube: Catalogue) -> str:
    """What tells one state of a catalogue from another, for an ETag."""
    told = [(one.sha256, one.series, one.version, one.withdrawn_on) for one in cube.entries]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def publications_by_version(entries: Iterable[Entry]) -> dict[tuple[str, int], Publication]:
    """The publications of catalogue entries, by series and version."""
    every = Publication.objects.filter(sha256__in={one.sha256 for one in entries})
    return {(one.series, one.version): one for one in every.select_related("organization")}


def lay_out(published: Published) -> None:
    """Make the layout of everything that is published and this, before it stands: so that nobody
    who asks waits for it."""
    entry = Entry(published.sha256, "", 0, CUT, date.min, published.slices)
    store(folder()).make([*catalogue().entries, entry])


def draft(submission: Submission) -> Published:
    """The figures of a submission as they would be published, for those who decide on them; made
    when they are asked for first. Raises Unpublishable."""
    where = work_folder(submission) / DRAFT
    kept = where / "published.json"
    if not kept.exists():
        staged = work_folder(submission) / STAGED
        made = publish(staged, where, str(submission.uuid), memory_limit=MEMORY)
        slices = [slice_told(one) for one in made.slices]
        told = {"sha256": made.sha256, "bytes": made.bytes, "rows": made.rows, "slices": slices}
        part = kept.with_suffix(".part")
        part.write_text(json.dumps(told), encoding="utf-8")
        part.replace(kept)
    told = json.loads(kept.read_text(encoding="utf-8"))
    path = where / f"{told['sha256']}.parquet"
    of = tuple(map(slice_of, told["slices"]))
    return Published(path, told["sha256"], told["bytes"], told["rows"], of)


def draft_cube(submission: Submission) -> Cube:
    """A submission's figures alone, as they would be published. Raises Unpublishable."""
    made = draft(submission)
    day = submission.submitted_at.date()
    entry = Entry(made.sha256, series(submission), 1, CUT, day, made.slices, note=submission.note)
    figures = Store(made.path.parent, memory_limit=MEMORY).figures([entry])
    return Catalogue([entry]), bounded(figures)


def draft_difference(submission: Submission) -> Difference | None:
    """What a submission would change of what is published, None where it restates nothing. Raises
    Unpublishable, Damaged."""
    old = before(submission)
    if old is None:
        return None
    where = work_folder(submission) / DRAFT
    new = draft(submission).path
    return kept_difference(path_of(old), new, where / f"difference-{old.version}.json")


def difference_to_earlier(publication: Publication) -> Difference | None:
    """What a version changes of the one before, None for a first one. Raises Damaged."""
    old = earlier(publication)
    if old is None:
        return None
    where = folder() / "differences"
    where.mkdir(exist_ok=True)
    name = f"{old.sha256[:32]}-{publication.sha256[:32]}.json"
    return kept_difference(path_of(old), path_of(publication), where / name)


def path_of(publication: Publication) -> Path:
    """Its published file."""
    return folder() / f"{publication.sha256}.parquet"


def digest(submission: Submission) -> Digest:
    """The first findings of each rule and the proposed repairs; nothing while it is checked."""
    path = work_folder(submission) / DIGEST
    return read_digest(path) if is_judged(submission) and path.exists() else Digest()


def is_judged(submission: Submission) -> bool:
    """Whether what the check found of it as it is now is there."""
    return State(submission.state) not in (State.WAITING, State.CHECKING, State.CANCELLED)


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


def newest(name: str) -> Publication | None:
    """The newest version of a series, withdrawn or not."""
    return Publication.objects.filter(series=name).order_by("-version").first()


def before(submission: Submission) -> Publication | None:
    """The published version that a submission would replace."""
    return newest(series(submission))


def earlier(publication: Publication) -> Publication | None:
    """The version before a published one."""
    return Publication.objects.filter(
        series=publication.series, version=publication.version - 1
    ).first()


def submissions_seen(person: core.Person | None, today: date) -> QuerySet[Submission]:
    """What somebody may see of what is submitted, the newest first."""
    return submissions().filter(permissions.seen_by(person, today))


def submissions() -> QuerySet[Submission]:
    """Submissions with their people and publications; of each whether it `restates`: whether figures
    of its kind are published."""
    year = Cast(OuterRef("year"), CharField())  # as rules.series_of puts it together
    name = Concat(OuterRef("entity"), Value("/"), year, Value("/"), OuterRef("measure"))
    same = Publication.objects.filter(series=name)
    return Submission.objects.annotate(restates=Exists(same)).select_related(
        "organization", "submitted_by", "approved_by", "returned_by", "published_by", "publication"
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Figures that wait for somebody, by what they can do about it; the newest first."""

    to_publish: list[Submission]
    to_approve: list[Submission]
    to_mend: list[Submission]  # with errors, unreadable or returned, or lacking the reason

    @property
    def anything(self) -> bool:
        return bool(self.to_publish or self.to_approve or self.to_mend)


def waiting(person: core.Person | None, today: date) -> Waiting:
    """What waits for somebody in the cube today."""
    seen = submissions_seen(person, today)
    approved = seen.filter(state=State.APPROVED)
    checked = list(seen.filter(state=State.CHECKED).prefetch_related("repairs"))
    ready = {one.pk for one in checked if next_of(one) == Next.APPROVAL}
    newer = Submission.objects.exclude(state=State.CANCELLED).filter(
        organization=OuterRef("organization"),
        year=OuterRef("year"),
        measure=OuterRef("measure"),
        submitted_at__gt=OuterRef("submitted_at"),
    )
    given_back = seen.filter(
        ~Exists(newer), state__in=(State.RETURNED, State.UNREADABLE), submitted_by=person
    )
    unready = [one for one in checked if one.pk not in ready]
    return Waiting(
        [one for one in approved if permissions.may_publish(person, one, today)],
        [one for one in checked if one.pk in ready and permissions.may_approve(person, one, today)],
        [one for one in (*unready, *given_back) if permissions.may_mend(person, one, today)],
    )


def series(submission: Submission) -> str:
    """The series that a submission would be published in."""
    return rules.series_of(submission.entity, submission.year, submission.measure)


def next_of(submission: Any) -> Next:
    """What a submission that `submissions` gave waits for."""
    return rules.next_of(
        State(submission.state), submission.counts, submission.restates, submission.reason
    )


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


def told_in_catalogue() -> tuple[list[str], list[int]]:
    """The entities of which anything was ever published, and the years, the newest first."""
    subjects = [subject for entry in catalogue().entries for subject in subjects_of(entry)]
    entities = {entity for entity, _year in subjects}
    return sorted(entities), sorted({year for _entity, year in subjects}, reverse=True)


def subjects_of(entry: Entry) -> set[tuple[str, int]]:
    return {(one.entity, one.year) for one in entry.slices}


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
