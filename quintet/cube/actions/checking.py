"""A submission is checked by a machine; who submitted it repairs, explains, takes back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import NotAllowed, Person
from quintet.cube import permissions, rules
from quintet.cube.actions.submissions import moved, record, tell
from quintet.cube.engine.checks.repairs import Proposal
from quintet.cube.models import Repair, Submission
from quintet.cube.rules import State


@transaction.atomic
def begin_check(*, submission: Submission, at: datetime) -> Submission:
    """From now on it is being checked; a check that was cut short begins again."""
    found = moved(submission, State.CHECKING)
    found.share, found.touched_at = 0, at
    found.save(update_fields=["state", "share", "touched_at"])
    return found


def tell_progress(*, submission: Submission, share: float, at: datetime) -> bool:
    """Keep how far the work is; whether it is to go on: it may have been cancelled meanwhile."""
    under_way = Submission.objects.filter(pk=submission.pk, state__in=rules.UNDER_WAY)
    return bool(under_way.update(share=min(max(share, 0.0), 1.0), touched_at=at))


@transaction.atomic
def keep_check(
    *,
    submission: Submission,
    kind: str,
    rows: int,
    counts: Mapping[str, int],
    by_rule: Mapping[str, int],
    totals: Mapping[str, Any],
    at: datetime,
) -> Submission:
    """Keep what the check found. `counts`: findings by severity."""
    found = moved(submission, State.CHECKED)
    found.kind, found.rows, found.share, found.touched_at = kind, rows, 1, at
    found.counts, found.rules, found.totals = dict(counts), dict(by_rule), dict(totals)
    found.checked_at = at
    found.save()
    record(found, None, at, "cube.checked", rows=rows, findings=dict(by_rule))
    tell(found, [found.submitted_by], "checked", at=at)
    if not rules.is_in_the_way(found.counts):
        others = core.people_in(permissions.APPROVING, found.organization, at.date())
        tell(found, [one for one in others if one != found.submitted_by], "approve", at=at)
    return found


@transaction.atomic
def refuse(*, submission: Submission, why: str, at: datetime) -> Submission:
    """It cannot be read, and why."""
    found = moved(submission, State.UNREADABLE)
    found.failure, found.checked_at, found.touched_at = why, at, at
    found.save(update_fields=["state", "failure", "checked_at", "touched_at"])
    record(found, None, at, "cube.unreadable", why=why)
    tell(found, [found.submitted_by], "checked", at=at)
    return found


@transaction.atomic
def accept_repairs(
    *, submission: Submission, proposals: Sequence[Proposal], by: Person, at: datetime
) -> Submission:
    """Take over what the check proposed; it is then checked again. Raises NotAllowed for nothing."""
    _must_mend(submission, by, at)
    found = moved(submission, State.WAITING)
    known = set(found.repairs.values_list("proposal", flat=True))
    new = [one for one in proposals if one.id not in known]
    if not new:
        raise NotAllowed(_("Choose at least one repair."))
    Repair.objects.bulk_create(
        Repair(
            submission=found,
            proposal=one.id,
            rule=one.rule,
            column=one.column,
            was=one.was,
            becomes=one.becomes,
            rows=one.rows,
            by=by,
            at=at,
        )
        for one in new
    )
    found.share, found.touched_at = 0, at
    found.save(update_fields=["state", "share", "touched_at"])
    told = [[one.rule, one.column, one.was, one.becomes, one.rows] for one in new]
    record(found, by, at, "cube.repaired", repairs=told)
    return found


@transaction.atomic
def explain(
    *, submission: Submission, note: str, reason: str, by: Person, at: datetime
) -> Submission:
    """Say what must be known of the figures, and why warnings stay or published figures change."""
    _must_mend(submission, by, at)
    found = Submission.objects.select_for_update().get(pk=submission.pk)
    if State(found.state) not in (State.WAITING, State.CHECKING, State.CHECKED):
        raise NotAllowed(_("It has been decided already."))
    found.note, found.reason = note, reason
    found.save(update_fields=["note", "reason"])
    record(found, by, at, "cube.explained", note=note, reason=reason)
    return found


@transaction.atomic
def cancel(*, submission: Submission, by: Person, at: datetime) -> Submission:
    """Take a submission back before it is approved; a check that is under way ends."""
    _must_mend(submission, by, at)
    found = moved(submission, State.CANCELLED)
    found.save(update_fields=["state"])
    record(found, by, at, "cube.cancelled")
    return found


def chosen(every: Sequence[Proposal], ids: Collection[str]) -> list[Proposal]:
    """The proposals of these identifiers. Raises NotAllowed where one is none of them."""
    found = [one for one in every if one.id in set(ids)]
    if len(found) != len(set(ids)):
        raise NotAllowed(_("The figures were checked again meanwhile. Choose anew."))
    return found


def _must_mend(submission: Submission, by: Person, at: datetime) -> None:
    if not permissions.may_mend(by, submission, at.date()):
        raise PermissionDenied
