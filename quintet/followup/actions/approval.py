"""What somebody wrote is approved or returned by somebody else of the same party."""

from datetime import datetime

from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import Body, NotAllowed, Organization, Person
from quintet.followup import labels, permissions, rules
from quintet.followup.models import ProgressEntry, QuestionAnswer, Response
from quintet.followup.rules import Record


def refuse_decided(said: Response | ProgressEntry | QuestionAnswer, *, approve: bool) -> None:
    then = Record.APPROVED if approve else Record.RETURNED
    if not rules.may_move(Record(said.record), then):
        raise NotAllowed(_("It has been decided already."))


def approve_or_return(
    said: Response | ProgressEntry | QuestionAnswer,
    *,
    approve: bool,
    reason: str,
    by: Person,
    at: datetime,
    number: str,
    text: str,
    path: str,
) -> None:
    """Approve words, or return them with the reason; and tell their author of what they were."""
    refuse_decided(said, approve=approve)
    if not approve and not reason.strip():
        raise NotAllowed(_("Say what is missing, so that it can be mended."))
    then = Record.APPROVED if approve else Record.RETURNED
    said.record, said.review = then, reason
    said.reviewed_by, said.reviewed_at = by, at
    said.known_on = at.date() if approve else None
    said.save(update_fields=["record", "review", "reviewed_by", "reviewed_at", "known_on"])
    core.notify(
        people=[said.by],
        key=f"{then}:{type(said).__name__}:{said.pk}",
        subject=labels.NOTICE[str(then)],
        number=number,
        text=reason or text,
        path=path,
        at=at,
    )


def ask_for_approval(
    owner: Organization | Body,
    *,
    key: str,
    author: Person,
    at: datetime,
    number: str,
    text: str,
    path: str,
) -> None:
    """Tell the officers who may approve that something awaits them."""
    officers = core.people_in(permissions.VALIDATING, owner, at.date())
    core.notify(
        people=[person for person in officers if person != author],
        key=key,
        subject=labels.NOTICE["review"],
        number=number,
        text=text,
        path=path,
        at=at,
    )
