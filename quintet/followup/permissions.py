"""Who may, in follow-up. One predicate a verb; whether the state allows it is `rules`' business."""

from datetime import date

from django.db.models import Q

from quintet.core import public as core
from quintet.core.public import OWNERS, SECRETARIAT, RoleCode
from quintet.followup.models import (
    Addressee,
    Delegation,
    Document,
    Item,
    ProgressEntry,
    ReportingCycle,
    Response,
    Return,
)

FOCAL = frozenset({RoleCode.FOCAL_POINT})
VALIDATING = frozenset({RoleCode.VALIDATING_OFFICER, RoleCode.PRINCIPAL})
VERIFYING = frozenset({RoleCode.VERIFIER})
PARTY = (
    "organization",
    "body",
    "post__organization",
    "post__body",
)  # where an addressee's owner is


def keeps(person: core.Person | None, document: Document, today: date) -> bool:
    """Whether somebody is of the secretariat that keeps a document (its body's, or its owner's)."""
    keepers = [document.organization, document.body] if document.body else [document.organization]
    return any(
        role.code in SECRETARIAT and role.party in keepers for role in core.roles_on(person, today)
    )


def may_upload(person: core.Person | None, party: object, today: date) -> bool:
    """Secretaries upload for their own body, evaluation officers for their own organization."""
    return any(
        role.code in SECRETARIAT and role.party == party for role in core.roles_on(person, today)
    )


def may_upload_somewhere(person: core.Person | None, today: date) -> bool:
    return core.holds(person, SECRETARIAT, today)


def owns(person: core.Person | None, addressee: Addressee, today: date) -> bool:
    """Whether somebody acts for the addressee."""
    return core.holds(person, OWNERS, today, party=addressee.owner)


def may_answer(person: core.Person | None, addressee: Addressee, today: date) -> bool:
    return core.holds(person, FOCAL, today, party=addressee.owner)


def keeps_cycle(person: core.Person | None, cycle: ReportingCycle, today: date) -> bool:
    """Whether somebody is of the secretariat that asks: of the body, or of the cycle's keeper."""
    keepers = [cycle.organization, cycle.body] if cycle.body else [cycle.organization]
    return any(
        role.code in SECRETARIAT and role.party in keepers for role in core.roles_on(person, today)
    )


def held_by(person: core.Person | None, codes: frozenset[RoleCode], today: date) -> Q:
    """What is of an organization or body in which somebody holds one of the roles."""
    found = Q(pk__in=[])
    for role in core.roles_on(person, today):
        if role.code in codes:
            found |= Q(body=role.body_id) if role.body_id else Q(organization=role.organization_id)
    return found


def may_have_form(
    person: core.Person | None,
    cycle: ReportingCycle,
    party: core.Organization | core.Body,
    today: date,
) -> bool:
    """A form is for the party's own people, for whom something is delegated to, and for who asks."""
    return (
        core.holds(person, OWNERS, today, party=party)
        or keeps_cycle(person, cycle, today)
        or delegated(person, cycle, party)
    )


def may_return(
    person: core.Person | None,
    cycle: ReportingCycle,
    party: core.Organization | core.Body,
    today: date,
) -> bool:
    """Who answers for the party brings its files back; or its secretariat, on its behalf."""
    return (
        core.holds(person, FOCAL, today, party=party)
        or keeps_cycle(person, cycle, today)
        or delegated(person, cycle, party)
    )


def delegated(
    person: core.Person | None, cycle: ReportingCycle, party: core.Organization | core.Body
) -> bool:
    """Whether something that a cycle asks of a party was handed to somebody."""
    if person is None:
        return False
    handed = Delegation.objects.filter(
        person=person, ended_at__isnull=True, addressee__asks__cycle=cycle
    ).select_related(*(f"addressee__{part}" for part in PARTY))
    return any(one.addressee.owner == party for one in handed)


def may_bring(
    person: core.Person | None, addressee: Addressee, returned: Return | None, today: date
) -> bool:
    """Whether a returned file lets somebody of the secretariat bring in its party's own words.

    The file proves it: it is of the addressee's party, this person took it over, and its cycle
    asks the addressee. Who approves stays the party's business.
    """
    return (
        returned is not None
        and person is not None
        and returned.taken_by_id == person.pk
        and returned.owner == addressee.owner
        and keeps_cycle(person, returned.cycle, today)
        and addressee.asks.filter(cycle=returned.cycle).exists()
    )


def may_review(person: core.Person | None, said: Response | ProgressEntry, today: date) -> bool:
    """A validating officer of the same organization who is not the author."""
    if person is None or said.by_id == person.pk:
        return False
    return core.holds(person, VALIDATING, today, party=said.addressee.owner)


def may_move_deadline(person: core.Person | None, addressee: Addressee, today: date) -> bool:
    return may_answer(person, addressee, today) or keeps(person, addressee.item.document, today)


def may_verify(person: core.Person | None, addressee: Addressee, today: date) -> bool:
    """A verifier of the body or organization that issued the item, who is neither owner nor author.

    An owner acts for the addressee; an author wrote, or approved, something of what is to be judged.
    """
    document = addressee.item.document
    verifies = any(
        role.code in VERIFYING and role.party in (document.organization, document.body)
        for role in core.roles_on(person, today)
    )
    return verifies and not owns(person, addressee, today) and not wrote(person, addressee)


def wrote(person: core.Person | None, addressee: Addressee) -> bool:
    mine = Q(by=person) | Q(reviewed_by=person)
    return addressee.progress.filter(mine).exists() or addressee.responses.filter(mine).exists()


def seen_by(person: core.Person | None, today: date) -> Q:
    """Which items somebody may see: the published; and the unpublished of their own secretariat,
    of the body or organization they verify for, and those addressed to them."""
    published = Q(published_on__lte=today)
    roles = core.roles_on(person, today)
    if not roles:
        return published
    keepers = [r for r in roles if r.code in SECRETARIAT | VERIFYING]
    owners = [r for r in roles if r.code in OWNERS]
    found = published
    for role in keepers:
        found |= (
            Q(document__body=role.body_id)
            if role.body_id
            else Q(document__organization=role.organization_id)
        )
    if owners:
        bodies = [r.body_id for r in owners if r.body_id]
        organizations = [r.organization_id for r in owners if r.organization_id]
        mine = Addressee.objects.filter(
            Q(organization__in=organizations)
            | Q(body__in=bodies)
            | Q(post__organization__in=organizations)
            | Q(post__body__in=bodies)
        )
        found |= Q(pk__in=mine.values("item"))
    return found


def may_see(person: core.Person | None, item: Item, today: date) -> bool:
    if item.published_on and item.published_on <= today:
        return True
    return Item.objects.filter(seen_by(person, today), pk=item.pk).exists()


def may_see_document(person: core.Person | None, document: Document, today: date) -> bool:
    if document.published_on and document.published_on <= today:
        return True
    if keeps(person, document, today):
        return True
    return Item.objects.filter(seen_by(person, today), document=document).exists()


def may_see_unapproved(person: core.Person | None, addressee: Addressee, today: date) -> bool:
    """Drafts and what awaits approval are the addressee's own business."""
    return owns(person, addressee, today)


def kept_by(person: core.Person | None, today: date) -> Q:
    """The documents that somebody's secretariat keeps."""
    roles = [role for role in core.roles_on(person, today) if role.code in SECRETARIAT]
    found = Q(pk__in=[])
    for role in roles:
        found |= Q(body=role.body_id) if role.body_id else Q(organization=role.organization_id)
    return found
