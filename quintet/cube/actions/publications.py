"""The catalogue: figures stand from the moment their row is there; later they are only withdrawn."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import NotAllowed, Person
from quintet.cube import permissions, queries, rules
from quintet.cube.actions.submissions import moved, record, tell
from quintet.cube.engine.lists import lists
from quintet.cube.engine.store import Published
from quintet.cube.engine.store.catalogue import slice_told
from quintet.cube.engine.store.importing import Imported
from quintet.cube.models import Publication, Submission
from quintet.cube.rules import State


@transaction.atomic
def keep_publication(*, submission: Submission, published: Published, at: datetime) -> Publication:
    """Figures whose file is written become what stands: in one transaction, the whole or nothing."""
    found = moved(submission, State.PUBLISHED)
    series = rules.series_of(found.entity, found.year, found.measure)
    earlier = queries.newest(series)
    row = Publication.objects.create(
        series=series,
        version=earlier.version + 1 if earlier else 1,
        cut=queries.CUT,
        note=found.note,
        reason=found.reason if earlier else "",
        organization=found.organization,
        submission=found,
        published_by=found.published_by,
        source=found.name,
        **_of_file(published, at),
    )
    found.share, found.touched_at = 1, at
    found.save(update_fields=["state", "share", "touched_at"])
    told = {"series": series, "version": row.version, "published": row.sha256, "rows": row.rows}
    record(found, found.published_by, at, "cube.published", **told)
    tell(found, [one for one in (found.submitted_by, found.approved_by) if one], "published", at=at)
    return row


@transaction.atomic
def refuse_publication(*, submission: Submission, why: str, at: datetime) -> Submission:
    """Its file could not be written; it stays approved, and the reason stands on it."""
    found = moved(submission, State.APPROVED)
    found.failure, found.touched_at, found.published_by = why, at, None
    found.save(update_fields=["state", "failure", "touched_at", "published_by"])
    record(found, None, at, "cube.not_published", why=why)
    publishers = core.people_in(permissions.SUBMITTING, core.operator(), at.date())
    tell(found, [found.submitted_by, *publishers], "unpublished", at=at, text=why)
    return found


@transaction.atomic
def enter_imported(
    *, imported: Iterable[Imported], by: Person | None, at: datetime
) -> list[Publication]:
    """Enter files that were imported as published: all of them, or none. Those whose figures were
    published before are left out. By the installation's own command: `by` is None."""
    operator, rows = core.operator(), []
    for one in imported:
        if not one.is_new:
            continue
        row = Publication.objects.create(
            series=one.entry.series,
            version=one.entry.version,
            cut=one.cut,
            note=one.entry.note,
            organization=operator,
            published_by=by,
            source=one.name,
            **_of_file(one.published, at),
        )
        core.record(
            organization=operator,
            by=by,
            at=at,
            verb="cube.imported",
            subject=f"figures:{row.sha256}",
            series=row.series,
            version=row.version,
            rows=row.rows,
        )
        rows.append(row)
    return rows


@transaction.atomic
def withdraw(*, publication: Publication, reason: str, by: Person, at: datetime) -> Publication:
    """From today on these figures stand no more; as at an earlier day they still do."""
    if not permissions.publishes(by, at.date()):
        raise PermissionDenied
    if not reason.strip():
        raise NotAllowed(_("Say why they are withdrawn."))
    found = Publication.objects.select_for_update().get(pk=publication.pk)
    if found.withdrawn_on:
        raise NotAllowed(_("They are withdrawn already."))
    found.withdrawn_on, found.withdrawn_by, found.withdrawal = at.date(), by, reason
    found.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawal"])
    core.record(
        organization=found.organization,
        by=by,
        at=at,
        verb="cube.withdrawn",
        subject=f"figures:{found.sha256}",
        series=found.series,
        version=found.version,
        reason=reason,
    )
    if found.submission:
        people = [found.submission.submitted_by, found.submission.approved_by]
        tell(found.submission, [one for one in people if one], "withdrawn", at=at, text=reason)
    return found


def _of_file(published: Published, at: datetime) -> dict[str, object]:
    return {
        "sha256": published.sha256,
        "size": published.bytes,
        "rows": published.rows,
        "slices": [slice_told(one) for one in published.slices],
        "standard": lists().get("entity").edition,
        "published_on": at.date(),
    }
