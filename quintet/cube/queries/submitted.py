"""Figures on their way: who sees them, whom they wait for, what they would change."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from quintet.core import public as core
from quintet.cube import permissions, rules
from quintet.cube.engine.lists import lists
from quintet.cube.engine.questions.bounded import bounded
from quintet.cube.engine.report.digest import Digest, read_digest
from quintet.cube.engine.report.submission import About
from quintet.cube.engine.store import (
    Catalogue,
    Damaged,
    Difference,
    Entry,
    Published,
    Store,
    publish,
)
from quintet.cube.engine.store.catalogue import slice_of, slice_told
from quintet.cube.engine.store.difference import kept_difference
from quintet.cube.models import Publication, Submission
from quintet.cube.queries.answers import Cube
from quintet.cube.queries.stands import CUT, MEMORY, catalogue, folder, store
from quintet.cube.queries.versions import newest, path_of
from quintet.cube.rules import Next, State

# In a submission's folder:
STAGED = "staged-0.duckdb"
FINDINGS = "findings.jsonl"  # all of them
DIGEST = "digest.json"  # their first, and the repairs that they propose
MARKED = "marked.xlsx"  # the submitted file with the findings beside its rows
DRAFT = "draft"  # a folder: its figures as they would be published


def work_folder(submission: Submission) -> Path:
    """Where a submission is staged, with its findings."""
    return folder() / "submissions" / str(submission.uuid)


def series(submission: Submission) -> str:
    """The series that a submission would be published in."""
    return rules.series_of(submission.entity, submission.year, submission.measure)


def before(submission: Submission) -> Publication | None:
    """The published version that a submission would replace."""
    return newest(series(submission))


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


def lay_out(submission: Submission, published: Published, today: date) -> None:
    """Make the layout of everything that is published and this, before it stands: so that nobody
    who asks waits for it."""
    old = before(submission)
    version = old.version + 1 if old else 1
    entry = Entry(published.sha256, series(submission), version, CUT, today, published.slices)
    store(folder()).make([*catalogue().entries, entry])


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


def next_of(submission: Any) -> Next:
    """What a submission that `submissions` gave waits for."""
    return rules.next_of(
        State(submission.state), submission.counts, submission.restates, submission.reason
    )


def is_judged(submission: Submission) -> bool:
    """Whether what the check found of it as it is now is there."""
    return State(submission.state) not in (State.WAITING, State.CHECKING, State.CANCELLED)


def digest(submission: Submission) -> Digest:
    """The first findings of each rule and the proposed repairs; nothing while it is checked."""
    path = work_folder(submission) / DIGEST
    return read_digest(path) if is_judged(submission) and path.exists() else Digest()


def draft(submission: Submission) -> Published:
    """The figures of a submission as they would be published, for those who decide on them; made
    when they are asked for first. Raises Unpublishable, Damaged."""
    where = work_folder(submission) / DRAFT
    kept = where / "published.json"
    if not kept.exists():
        staged = work_folder(submission) / STAGED
        if not staged.exists():
            raise Damaged("What was staged of these figures is gone: submit the file again.")
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
