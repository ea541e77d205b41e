"""A second person approves; the secretariat publishes; either may return it with the reason."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import NotAllowed, Person
from quintet.cube import permissions, queries, rules
from quintet.cube.actions.submissions import moved, record, tell
from quintet.cube.models import Submission
from quintet.cube.rules import State


@transaction.atomic
def approve(*, submission: Submission, by: Person, at: datetime) -> Submission:
    """Approve an organization's figures, as a second person of it."""
    if not permissions.may_approve(by, submission, at.date()):
        raise PermissionDenied
    found = moved(submission, State.APPROVED)
    if rules.is_in_the_way(found.counts):
        raise NotAllowed(_("Findings of error or worse are in the way. Have them mended first."))
    if rules.needs_words(found.counts, bool(queries.before(found))) and not found.reason.strip():
        raise NotAllowed(
            _("Who submitted has yet to say why warnings stay, or why published figures change.")
        )
    found.approved_by, found.approved_at = by, at
    found.save(update_fields=["state", "approved_by", "approved_at"])
    record(found, by, at, "cube.approved", rows=found.rows)
    publishers = core.people_in(permissions.SUBMITTING, core.operator(), at.date())
    tell(found, [one for one in publishers if one.pk != by.pk], "publish", at=at)
    return found


@transaction.atomic
def give_back(*, submission: Submission, reason: str, by: Person, at: datetime) -> Submission:
    """Return figures to who submitted them, who submits them anew."""
    if not permissions.may_return(by, submission, at.date()):
        raise PermissionDenied
    if not reason.strip():
        raise NotAllowed(_("Say what is missing, so that it can be mended."))
    found = moved(submission, State.RETURNED)
    found.review, found.returned_by = reason, by
    found.save(update_fields=["state", "review", "returned_by"])
    record(found, by, at, "cube.returned", reason=reason)
    tell(found, [found.submitted_by], "returned", at=at, text=reason)
    return found


@transaction.atomic
def order_publication(*, submission: Submission, by: Person, at: datetime) -> Submission:
    """Have approved figures published: their file is written in the background, then they stand."""
    if not permissions.may_publish(by, submission, at.date()):
        raise PermissionDenied
    found = moved(submission, State.PUBLISHING)
    found.published_by, found.share, found.touched_at, found.failure = by, 0, at, ""
    found.save(update_fields=["state", "published_by", "share", "touched_at", "failure"])
    record(found, by, at, "cube.publication_ordered", operator=settings.OPERATOR)
    return found
