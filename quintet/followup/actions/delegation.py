"""A focal point hands addressees to a person of their own organization. Approval stays where it is."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import NotAllowed, Person
from quintet.followup import labels, permissions
from quintet.followup.actions.addressees import locked, record, refuse_closed
from quintet.followup.models import Addressee, Delegation


@transaction.atomic
def delegate(
    *,
    addressees: Sequence[Addressee],
    person: Person,
    unit: str = "",
    note: str = "",
    due_on: date | None = None,
    by: Person,
    at: datetime,
) -> list[Delegation]:
    """Let somebody of one's own organization answer and report for some of its addressees.

    One entry for each addressee, one notice for all. Raises NotAllowed where the person has no role
    there, and where an addressee is closed, archived, unpublished or delegated to them already.
    """
    today = at.date()
    if not addressees:
        raise NotAllowed(_("Choose what is to be delegated."))
    if person == by:
        raise NotAllowed(_("You answer for it already."))
    if not all(permissions.may_plan(by, one, today) for one in addressees):
        raise PermissionDenied
    made = [
        _delegate(locked(one), person=person, unit=unit, note=note, due_on=due_on, by=by, at=at)
        for one in addressees
    ]
    permissions.forget_delegations(person)
    items = [delegation.addressee.item for delegation in made]
    core.notify(
        people=[person],
        key=f"delegated:{made[0].pk}",
        subject=labels.NOTICE["delegated"],
        number=", ".join(item.number for item in items),
        text="\n".join([*filter(None, [note]), *(item.title or item.text for item in items)]),
        path=f"/answers/{made[0].addressee.uuid}/" if len(made) == 1 else "/",
        at=at,
    )
    return made


def _delegate(
    addressee: Addressee,
    *,
    person: Person,
    unit: str,
    note: str,
    due_on: date | None,
    by: Person,
    at: datetime,
) -> Delegation:
    refuse_closed(addressee)
    told = {"person": person.name, "number": addressee.item.number, "owner": addressee.owner.name}
    if not addressee.item.published_on:
        raise NotAllowed(_("%(number)s is not published yet.") % told)
    if not permissions.has_role(person, addressee.owner, at.date()):
        raise NotAllowed(_("%(person)s has no role in %(owner)s.") % told)
    if addressee.delegations.filter(person=person, ended_at__isnull=True).exists():
        raise NotAllowed(_("%(number)s is delegated to %(person)s already.") % told)
    made = Delegation.objects.create(
        addressee=addressee, person=person, unit=unit, note=note, due_on=due_on, by=by, at=at
    )
    record(
        addressee,
        by=by,
        at=at,
        verb="followup.delegated",
        person=str(person.uuid),
        unit=unit,
        note=note,
        due_on=due_on.isoformat() if due_on else "",
    )
    return made


@transaction.atomic
def end_delegation(*, delegation: Delegation, by: Person, at: datetime) -> Delegation:
    """Take an addressee back. What was said under the delegation stays."""
    if not permissions.may_plan(by, delegation.addressee, at.date()):
        raise PermissionDenied
    delegation = Delegation.objects.select_for_update().get(pk=delegation.pk)
    if delegation.ended_at:
        raise NotAllowed(_("This delegation has ended already."))
    delegation.ended_at = at
    delegation.save(update_fields=["ended_at"])
    permissions.forget_delegations(delegation.person)
    record(
        delegation.addressee,
        by=by,
        at=at,
        verb="followup.delegation_ended",
        person=str(delegation.person.uuid),
    )
    return delegation
