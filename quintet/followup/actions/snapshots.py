"""A cycle's report is frozen when the cycle closes, and again for a correction: then nothing that
happens later changes what was issued.

What is frozen is the report itself, as JSON, in the six languages. Word, PDF, Excel and CSV are made
from it when somebody first asks for them, and kept: the same bytes come out ever after.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import NotAllowed, Person
from quintet.followup import permissions, queries
from quintet.followup.actions.files import store
from quintet.followup.documents.formats import FORMATS
from quintet.followup.models import ReportingCycle, Snapshot, SnapshotFile


@transaction.atomic
def freeze(*, cycle: ReportingCycle, by: Person, at: datetime, reason: str = "") -> Snapshot:
    """Freeze the report of a closed cycle: the first version as it closes, a later one to correct it.

    Writes the journal's entry, with the SHA-256 of the report in each language; the first is the
    entry of the closing itself. Raises NotAllowed where the cycle is open, where its day is still
    to come, and where a correction gives no reason.
    """
    if not permissions.keeps_cycle(by, cycle, at.date()):
        raise PermissionDenied
    if cycle.closed_on is None:
        raise NotAllowed(_("The report is issued when the cycle is closed."))
    cycle = ReportingCycle.objects.select_for_update().get(pk=cycle.pk)
    version = cycle.snapshots.count() + 1
    if version > 1 and not reason.strip():
        raise NotAllowed(_("Say why the report is issued again."))
    snapshot = Snapshot.objects.create(
        cycle=cycle, version=version, issued_on=at.date(), by=by, at=at, reason=reason
    )
    _kind, write = FORMATS[queries.FROZEN]
    told = queries.cycle_reports(cycle, version=version, known_until=at.date())
    files = {
        language: _keep(snapshot, language, queries.FROZEN, write(report)).file_id
        for language, report in told
    }
    core.record(
        organization=cycle.organization,
        by=by,
        at=at,
        verb="followup.cycle_closed" if version == 1 else "followup.cycle_corrected",
        subject=cycle.subject,
        version=version,
        as_at=cycle.as_at.isoformat(),
        reason=reason,
        form=queries.FROZEN,
        sha256=files,
    )
    return snapshot


def issue(*, snapshot: Snapshot, language: str, form: str, at: datetime) -> SnapshotFile:
    """A file of a snapshot: made from what was frozen when first asked for, then kept.

    It is nobody's decision, so the journal's entry, with the SHA-256, names no person.
    Raises FontsMissing where this installation cannot write the PDF.
    """
    made = queries.snapshot_file(snapshot, language=language, form=form)
    if made:
        return made
    _kind, write = FORMATS[form]
    return _issued(snapshot, language, form, write(queries.frozen(snapshot, language=language)), at)


@transaction.atomic
def _issued(
    snapshot: Snapshot, language: str, form: str, data: bytes, at: datetime
) -> SnapshotFile:
    """Keep what was made, unless somebody else was faster."""
    Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    made = queries.snapshot_file(snapshot, language=language, form=form)
    if made:
        return made
    made = _keep(snapshot, language, form, data)
    core.record(
        organization=snapshot.cycle.organization,
        by=None,
        at=at,
        verb="followup.cycle_issued",
        subject=snapshot.cycle.subject,
        version=snapshot.version,
        language=language,
        form=form,
        sha256=made.file_id,
    )
    return made


def _keep(snapshot: Snapshot, language: str, form: str, data: bytes) -> SnapshotFile:
    kind, _write = FORMATS[form]
    file = store(data, kind=kind.partition(";")[0])
    return SnapshotFile.objects.create(snapshot=snapshot, language=language, form=form, file=file)
