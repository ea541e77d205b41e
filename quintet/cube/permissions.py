"""Who may, with figures. One predicate a verb; whether the state allows it is `rules`' business."""

from datetime import date

from django.conf import settings
from django.db.models import Q

from quintet.core import public as core
from quintet.core.public import RoleCode
from quintet.cube.models import Submission
from quintet.cube.rules import HANDED_OVER, State

SUBMITTING = frozenset({RoleCode.DATA_STEWARD})
APPROVING = frozenset({RoleCode.DATA_STEWARD, RoleCode.VALIDATING_OFFICER, RoleCode.PRINCIPAL})


def may_submit(person: core.Person | None, organization: core.Organization, today: date) -> bool:
    """Data stewards submit their own organization's figures."""
    return core.holds(person, SUBMITTING, today, party=organization)


def submits_for(person: core.Person | None, today: date) -> list[core.Organization]:
    """The organizations whose figures somebody submits."""
    roles = core.roles_on(person, today)
    return [one.organization for one in roles if one.code in SUBMITTING and one.organization]


def publishes(person: core.Person | None, today: date) -> bool:
    """Whether somebody is of the secretariat that publishes: a data steward of the operator."""
    return any(
        role.code in SUBMITTING
        and role.organization
        and role.organization.code == settings.OPERATOR
        for role in core.roles_on(person, today)
    )


def may_see(person: core.Person | None, submission: Submission, today: date) -> bool:
    """Unpublished figures are for those who submit and approve them; once approved, for those who
    publish."""
    ours = core.holds(person, APPROVING, today, party=submission.organization)
    return ours or (State(submission.state) in HANDED_OVER and publishes(person, today))


def seen_by(person: core.Person | None, today: date) -> Q:
    """The submissions that `may_see` lets somebody see."""
    roles = core.roles_on(person, today)
    found = Q(organization__in=[one.organization_id for one in roles if one.code in APPROVING])
    return found | Q(state__in=HANDED_OVER) if publishes(person, today) else found


def may_mend(person: core.Person | None, submission: Submission, today: date) -> bool:
    """Who submits for the organization also accepts repairs, says why, and takes back."""
    return may_submit(person, submission.organization, today)


def may_approve(person: core.Person | None, submission: Submission, today: date) -> bool:
    """A second person of the organization: not who submitted, nor who accepted a repair."""
    return (
        person is not None
        and core.holds(person, APPROVING, today, party=submission.organization)
        and person.pk != submission.submitted_by_id
        and all(one.by_id != person.pk for one in submission.repairs.all())
    )


def may_publish(person: core.Person | None, submission: Submission, today: date) -> bool:
    """The secretariat, by somebody who neither submitted nor approved."""
    return (
        person is not None
        and publishes(person, today)
        and person.pk not in (submission.submitted_by_id, submission.approved_by_id)
    )


def may_return(person: core.Person | None, submission: Submission, today: date) -> bool:
    """Who may approve returns what is checked; who may publish returns what is approved."""
    if submission.state == State.APPROVED:
        return may_publish(person, submission, today)
    return may_approve(person, submission, today)
