"""Management responses: versions, each approved by somebody else of the same organization."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from quintet.core.public import NotAllowed, Person
from quintet.followup import permissions, queries, rules
from quintet.followup.actions.addressees import (
    locked,
    record,
    refuse_archived,
    refuse_closed,
    settle,
)
from quintet.followup.actions.approval import (
    approve_or_return,
    ask_for_approval,
    refuse_decided,
)
from quintet.followup.actions.asks import settle_asks
from quintet.followup.models import Addressee, Deadline, ProgressEntry, Response, Return
from quintet.followup.rules import Answer, Record


@transaction.atomic
def submit_response(
    *,
    addressee: Addressee,
    answer: Answer,
    reason: str,
    plan: str = "",
    responsible: list[str] | None = None,
    due_on: date | None = None,
    draft: bool = False,
    returned: Return | None = None,
    by: Person,
    at: datetime,
) -> Response:
    """Answer for an addressee: a new version, as a draft or for approval.

    `returned` is the file that brought the answer, if one did: it lets the cycle's secretariat
    bring it in, and the entry names it. Its addressees are held, their asks settled and officers
    told by the caller, for the whole file.
    Raises NotAllowed where a version awaits approval, or where the answer lacks its reason.
    """
    if not (
        permissions.may_answer(by, addressee, at.date())
        or permissions.may_bring(by, addressee, returned, at.date())
    ):
        raise PermissionDenied
    if returned is None:
        addressee = locked(addressee)
    else:
        refuse_archived(addressee)
    refuse_closed(addressee)
    last = max(addressee.responses.all(), key=lambda one: one.version, default=None)
    if last and last.record == Record.SUBMITTED:
        raise NotAllowed(_("An answer awaits approval. It is approved or returned first."))
    if answer is Answer.AWAITING:
        raise NotAllowed(_("Choose an answer."))
    if not draft and rules.needs_reason(answer, reason):
        raise NotAllowed(_("Give the reason for this answer."))
    if not draft and _moves_without_reason(addressee, due_on, reason):
        raise NotAllowed(_("Say why the deadline moves."))
    response = Response.objects.create(
        addressee=addressee,
        version=last.version + 1 if last else 1,
        record=Record.DRAFT if draft else Record.SUBMITTED,
        answer=answer,
        reason=reason,
        plan=plan,
        responsible=responsible or [],
        due_on=due_on,
        by=by,
        at=at,
    )
    record(
        addressee,
        by=by,
        at=at,
        verb="followup.answer_drafted" if draft else "followup.answer_submitted",
        version=response.version,
        answer=str(answer),
        reason=reason,
        plan=plan,
        responsible=response.responsible,
        due_on=due_on.isoformat() if due_on else "",
        **brought_by(returned),
    )
    if returned is None:
        settle_asks([addressee.pk])
    if not draft and returned is None:
        ask_for_review(addressee, f"review:response:{response.pk}", by, at)
    return response


@transaction.atomic
def review_response(
    *, response: Response, approve: bool, reason: str = "", by: Person, at: datetime
) -> Response:
    """Approve a version, so that it is the answer from today on; or return it with the reason."""
    if not permissions.may_review(by, response, at.date()):
        raise PermissionDenied
    addressee = locked(response.addressee)
    response = Response.objects.select_for_update().get(pk=response.pk)
    why = response.reason.strip() or reason.strip()
    due_on = _asked_day(addressee, response)
    if approve and _moves_without_reason(addressee, due_on, why):
        raise NotAllowed(_("Say why the deadline moves."))
    decide(response, addressee, approve=approve, reason=reason, by=by, at=at)
    record(
        addressee,
        by=by,
        at=at,
        verb="followup.answer_approved" if approve else "followup.answer_returned",
        version=response.version,
        answer=response.answer,
        reason=reason,
    )
    if approve:
        if due_on and due_on != addressee.due_on:
            Deadline.objects.create(
                addressee=addressee,
                due_on=due_on,
                reason=why if addressee.due_on else "",
                by=response.by,
                at=at,
                known_on=at.date(),
            )
        settle(addressee, today=at.date())
    return response


def _asked_day(addressee: Addressee, response: Response) -> date | None:
    """The day that an answer asks for; None where it repeats the deadline that it was written
    under, which may have moved since, as with its session."""
    earlier = [one for one in queries.deadlines_known(addressee) if one.at <= response.at]
    repeats = bool(earlier) and earlier[-1].due_on == response.due_on
    return None if repeats else response.due_on


def _moves_without_reason(addressee: Addressee, due_on: date | None, reason: str) -> bool:
    moves = addressee.due_on and due_on and due_on != addressee.due_on
    return bool(moves) and not reason.strip()


def decide(
    said: Response | ProgressEntry,
    addressee: Addressee,
    *,
    approve: bool,
    reason: str,
    by: Person,
    at: datetime,
) -> None:
    """Approve or return a response or a progress entry, and tell its author."""
    refuse_decided(said, approve=approve)
    if approve:
        refuse_closed(addressee)
    approve_or_return(said, approve=approve, reason=reason, by=by, at=at, **_about(addressee))


def brought_by(returned: Return | None) -> dict[str, Any]:
    """What an entry says of the file that brought its words."""
    return {"returned": {"name": returned.name, "sha256": returned.file_id}} if returned else {}


def ask_for_review(addressee: Addressee, key: str, author: Person, at: datetime) -> None:
    """Tell the officers who may approve that something awaits them."""
    ask_for_approval(addressee.owner, key=key, author=author, at=at, **_about(addressee))


def _about(addressee: Addressee) -> dict[str, str]:
    """What a notice says of an addressee."""
    item = addressee.item
    return {
        "number": item.number,
        "text": item.title or item.text,
        "path": f"/items/{item.slug}/",
    }
