"""Who is addressed, by when, and what others verify."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quintet.core import public as core
from quintet.core.public import Body, NotAllowed, Organization, Person, Post, Session
from quintet.followup import labels, permissions, queries, rules
from quintet.followup.actions.asks import settle_asks
from quintet.followup.models import (
    Addressee,
    Deadline,
    Item,
    Milestone,
    Verification,
)
from quintet.followup.rules import Part, Verdict

LACKS = {
    "reason": gettext_lazy("Give the reason."),
    "claim": gettext_lazy("The addressee has not claimed that it is done."),
    "evidence": gettext_lazy("Its priority asks for evidence, and there is none."),
    "closed": gettext_lazy("It is closed already; reopen it first."),
    "open": gettext_lazy("It is not closed."),
}


def locked(addressee: Addressee) -> Addressee:
    """The addressee as it stands now, held until the transaction ends; with its item and party."""
    rows = queries.with_parties(Addressee.objects.select_related("item"))
    held = rows.select_for_update(of=("self",)).get(pk=addressee.pk)
    refuse_archived(held)
    return held


def hold(addressees: Iterable[int]) -> None:
    """Hold addressees, by key, until the transaction ends: in one order, so that none wait in a ring."""
    rows = Addressee.objects.select_for_update().filter(pk__in=list(addressees))
    list(rows.order_by("pk").values("pk"))


def refuse_archived(addressee: Addressee) -> None:
    if addressee.item.archived_on:
        raise NotAllowed(_("The item is archived."))


def refuse_closed(addressee: Addressee) -> None:
    """Nothing is said any more of what a verifier has closed, until it is reopened."""
    if addressee.verdict:
        raise NotAllowed(_("It is closed. Ask the verifier to reopen it."))


def settle(addressee: Addressee, *, today: date) -> Addressee:
    """Fold all that was said into the columns that tell where the addressee stands now."""
    now = rules.standing(queries.said(addressee), until=today)
    addressee.answer = now.answer
    addressee.claimed, addressee.claimed_as_at = now.claimed or "", now.claimed_as_at
    addressee.verdict, addressee.verdict_on = now.verdict or "", now.verdict_on
    addressee.proposed, addressee.due_on = now.proposed, now.due_on
    addressee.heard_on = now.heard_on
    addressee.save(
        update_fields=[
            "answer", "claimed", "claimed_as_at", "verdict", "verdict_on", "proposed", "due_on",
            "heard_on",
        ]
    )  # fmt: skip
    settle_asks([addressee.pk])
    return addressee


def record(
    addressee: Addressee,
    *,
    by: Person | None,
    at: datetime,
    verb: str,
    organization: Organization | None = None,
    **payload: Any,
) -> None:
    """Write an act into the journal of the addressee's organization, or of another that acts."""
    core.record(
        organization=organization or addressee.journal,
        by=by,
        at=at,
        verb=verb,
        subject=addressee.subject,
        item=addressee.item.slug,
        **payload,
    )


@transaction.atomic
def assign(
    *,
    item: Item,
    party: Organization | Body | Post,
    part: Part = Part.LEAD,
    due_on: date | None = None,
    session: Session | None = None,
    by: Person,
    at: datetime,
) -> Addressee:
    """Address an item to an organization, a body or a post; by a day, or at a session."""
    if not permissions.keeps(by, item.document, at.date()):
        raise PermissionDenied
    due_on = _one_day(due_on, session)
    item = Item.objects.select_for_update().get(pk=item.pk)
    if item.archived_on:
        raise NotAllowed(_("The item is archived."))
    where = {type(party).__name__.lower(): party}
    if item.addressees.filter(**where).exists():
        raise NotAllowed(_("It is addressed to %(party)s already.") % {"party": party})
    addressee = Addressee.objects.create(item=item, part=part, known_on=at.date(), **where)
    record(
        addressee,
        by=by,
        at=at,
        verb="followup.assigned",
        organization=item.document.organization,
        party=party.code,
        part=str(part),
        due_on=due_on.isoformat() if due_on else "",
        **_named(session),
    )
    if due_on or session:
        Deadline.objects.create(
            addressee=addressee,
            due_on=due_on,
            session=session,
            by=by,
            at=at,
            known_on=at.date(),
        )
    return settle(addressee, today=at.date())


@transaction.atomic
def move_deadline(
    *,
    addressee: Addressee,
    due_on: date | None = None,
    session: Session | None = None,
    reason: str,
    by: Person,
    at: datetime,
) -> Addressee:
    """Give an addressee another deadline, by a day or at a session; the old one and the reason stay.

    At a session it is due on its first day, and moves with it.
    """
    if not permissions.may_move_deadline(by, addressee, at.date()):
        raise PermissionDenied
    addressee = locked(addressee)
    refuse_closed(addressee)
    if due_on is None and session is None:
        raise NotAllowed(_("Give a day or choose a session."))
    due_on = _one_day(due_on, session)
    old, known = addressee.due_on, queries.deadlines_known(addressee)
    if due_on == old and (known[-1].session if known else None) == session:
        raise NotAllowed(_("This is the deadline already."))
    if old and due_on != old and not reason.strip():
        raise NotAllowed(_("Say why the deadline moves."))
    Deadline.objects.create(
        addressee=addressee,
        due_on=due_on,
        session=session,
        reason=reason,
        by=by,
        at=at,
        known_on=at.date(),
    )
    record(
        addressee,
        by=by,
        at=at,
        verb="followup.deadline_moved" if old else "followup.deadline_set",
        organization=_acting(addressee, by, at),
        due_on=due_on.isoformat() if due_on else "",
        was=old.isoformat() if old else "",
        **_named(session),
        reason=reason,
    )
    return settle(addressee, today=at.date())


def _named(session: Session | None) -> dict[str, str]:
    """A session as an entry names it."""
    return {"session": queries.session_reference(session)} if session else {}


def _one_day(due_on: date | None, session: Session | None) -> date | None:
    """The day of a deadline: the one that was given, or the first day of its session."""
    if due_on and session:
        raise NotAllowed(_("Give a day or a session, not both."))
    if session is None:
        return due_on
    return core.sessions().select_for_update().get(pk=session.pk).starts_on  # it stays meanwhile


@transaction.atomic
def add_milestone(
    *,
    addressee: Addressee,
    text: str,
    due_on: date | None,
    responsible: str = "",
    by: Person,
    at: datetime,
) -> Milestone:
    """Plan a step on the way."""
    if not permissions.may_plan(by, addressee, at.date()):
        raise PermissionDenied
    addressee = locked(addressee)
    if not text.strip():
        raise NotAllowed(_("Say what the milestone is."))
    milestone = Milestone.objects.create(
        addressee=addressee,
        text=text,
        due_on=due_on,
        responsible=responsible,
        by=by,
        at=at,
        known_on=at.date(),
    )
    record(
        addressee,
        by=by,
        at=at,
        verb="followup.milestone_added",
        text=text,
        due_on=due_on.isoformat() if due_on else "",
    )
    return milestone


@transaction.atomic
def meet_milestone(*, milestone: Milestone, met_on: date, by: Person, at: datetime) -> Milestone:
    """Note the day on which a step was taken."""
    if not permissions.may_plan(by, milestone.addressee, at.date()):
        raise PermissionDenied
    locked(milestone.addressee)
    milestone.refresh_from_db()
    if milestone.met_on:
        raise NotAllowed(_("This milestone is met already."))
    if met_on > at.date():
        raise NotAllowed(_("That day is still to come."))
    milestone.met_on = met_on
    milestone.save(update_fields=["met_on"])
    record(
        milestone.addressee,
        by=by,
        at=at,
        verb="followup.milestone_met",
        text=milestone.text,
        met_on=met_on.isoformat(),
    )
    return milestone


@transaction.atomic
def verify(
    *, addressee: Addressee, verdict: Verdict, reason: str, by: Person, at: datetime
) -> Addressee:
    """Close what an addressee claims, return it, close it otherwise, or reopen it.

    By somebody who is neither owner nor author; written in the journal of who issued the item.
    """
    if not permissions.may_verify(by, addressee, at.date()):
        raise PermissionDenied
    addressee = locked(addressee)
    lacks = rules.closing_lacks(
        verdict=verdict,
        at=queries.standing_now(addressee),
        priority=addressee.item.priority,
        evidence=queries.evidence_count(addressee),
        reason=reason,
    )
    if lacks:
        raise NotAllowed(str(LACKS[lacks]))
    given = Verification.objects.create(
        addressee=addressee, verdict=verdict, reason=reason, by=by, at=at, known_on=at.date()
    )
    record(
        addressee,
        by=by,
        at=at,
        verb="followup.verified",
        organization=addressee.item.document.organization,
        verdict=str(verdict),
        reason=reason,
    )
    core.notify(
        people=core.people_in(permissions.FOCAL, addressee.owner, at.date()),
        key=f"verified:{given.pk}",
        subject=labels.NOTICE[f"verified_{_sense(verdict)}"],
        number=addressee.item.number,
        text=reason or addressee.item.title or addressee.item.text,
        path=f"/items/{addressee.item.slug}/",
        at=at,
    )
    return settle(addressee, today=at.date())


def _sense(verdict: Verdict) -> str:
    return str(verdict) if verdict in (Verdict.RETURNED, Verdict.REOPENED) else "closed"


def _acting(addressee: Addressee, by: Person, at: datetime) -> Organization:
    """In whose journal a moved deadline stands: the addressee's, or the secretariat's."""
    if permissions.may_plan(by, addressee, at.date()):
        return addressee.journal
    return addressee.item.document.organization
