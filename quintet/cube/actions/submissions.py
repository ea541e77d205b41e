"""A submission comes in; and what every later act on one begins with."""

from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import NotAllowed, Organization, Person
from quintet.cube import labels, permissions, queries, rules
from quintet.cube.models import Submission
from quintet.cube.rules import State

ENDED = (State.UNREADABLE, State.RETURNED, State.CANCELLED)  # the same file may come again


def submit(
    *,
    organization: Organization,
    year: int,
    measure: str,
    file: BinaryIO,
    name: str,
    control_total: Decimal | None = None,
    note: str = "",
    reason: str = "",
    by: Person,
    at: datetime,
) -> tuple[Submission, bool]:
    """Take a file of figures in; it is checked afterwards. Returns it, and whether it is new: the
    same bytes again change nothing while the first are under way or published.

    `control_total`: what the organization's accounts give for the year.
    """
    if not permissions.may_submit(by, organization, at.date()):
        raise PermissionDenied
    entity = queries.entity_of(organization)
    if entity is None:
        raise NotAllowed(_("This organization has no code in the data standard yet."))
    if measure not in labels.MEASURE:
        raise NotAllowed(_("Figures are of expense or of revenue."))
    if not rules.FIRST_YEAR <= year <= at.year:
        told = {"first": rules.FIRST_YEAR, "last": at.year}
        raise NotAllowed(_("Figures are of a year from %(first)s to %(last)s.") % told)
    sha256, size = core.keep_file(File(file))  # before the transaction, in which nobody else writes
    if not size:
        raise NotAllowed(_("The file is empty."))
    with transaction.atomic():
        same = Submission.objects.filter(
            organization=organization, year=year, measure=measure, sha256=sha256
        ).exclude(state__in=ENDED)
        if known := same.first():
            return known, False
        submission = Submission.objects.create(
            organization=organization,
            entity=entity,
            year=year,
            measure=measure,
            name=name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1][-255:] or "figures",
            sha256=sha256,
            size=size,
            control_total=control_total,
            note=note,
            reason=reason,
            touched_at=at,
            submitted_by=by,
            submitted_at=at,
        )
        facts: dict[str, Any] = {
            "year": year,
            "measure": measure,
            "name": submission.name,
            "size": size,
        }
        total = "" if control_total is None else str(control_total)
        record(submission, by, at, "cube.submitted", control_total=total, **facts)
    return submission, True


def moved(submission: Submission, then: State) -> Submission:
    """The submission, locked and in its next state (not saved); NotAllowed where it has moved on."""
    found = Submission.objects.select_for_update().get(pk=submission.pk)
    if not rules.may_move(State(found.state), then):
        told = {"state": found.get_state_display()}
        raise NotAllowed(_("That cannot be done now. State: %(state)s.") % told)
    found.state = then
    return found


def record(
    submission: Submission, by: Person | None, at: datetime, verb: str, **payload: Any
) -> None:
    core.record(
        organization=submission.organization,
        by=by,
        at=at,
        verb=verb,
        subject=f"figures:{submission.uuid}",
        sha256=submission.sha256,
        **payload,
    )


def tell(
    submission: Submission, people: list[Person], what: str, *, at: datetime, text: str = ""
) -> None:
    """Tell people of a submission: once of each state of it."""
    core.notify(
        people=people,
        key=f"figures:{what}:{submission.uuid}:{submission.checked_at or ''}",
        subject=labels.NOTICE[what],
        figures=str(submission),
        text=text or submission.name,
        path=f"/cube/submissions/{submission.uuid}/",
        at=at,
    )
