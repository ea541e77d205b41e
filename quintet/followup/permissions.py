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
    Question,
    QuestionAnswer,
    ReportingCycle,
    Response,
    Return,
    ReturnedRow,
)

FOCAL = frozenset({RoleCode.FOCAL_POINT})
VALIDATING = frozenset({RoleCode.VALIDATING_OFFICER, RoleCode.PRINCIPAL})
PRINCIPALS = frozenset({RoleCode.PRINCIPAL})
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
    """Whether somebody acts for the addressee, in a role or because it was delegated to them."""
    acts = core.holds(person, OWNERS, today, party=addressee.owner)
    return acts or is_delegate(person, addressee, today)


def may_answer(person: core.Person | None, addressee: Addressee, today: date) -> bool:
    """Focal points answer and report; so does who it was delegated to."""
    return may_plan(person, addressee, today) or is_delegate(person, addressee, today)


def may_plan(person: core.Person | None, addressee: Addressee, today: date) -> bool:
    """Milestones, deadlines and delegation stay with the focal points."""
    return core.holds(person, FOCAL, today, party=addressee.owner)


def is_delegate(person: core.Person | None, addressee: Addressee, today: date) -> bool:
    """Whether an addressee was delegated to somebody, who still has a role in its organization."""
    return addressee.pk in delegated_to(person) and has_role(person, addressee.owner, today)


def has_role(person: core.Person | None, party: core.Organization | core.Body, today: date) -> bool:
    return any(role.party == party for role in core.roles_on(person, today))


def delegated_to(person: core.Person | None) -> frozenset[int]:
    """The addressees that were delegated to somebody and not taken back; read once per person."""
    if person is None or not person.is_active:
        return frozenset()
    kept = person.__dict__.setdefault("_delegated_to", [])
    if not kept:
        mine = Delegation.objects.filter(person=person, ended_at__isnull=True)
        kept.append(frozenset(mine.values_list("addressee", flat=True)))
    return kept[0]


def forget_delegations(person: core.Person) -> None:
    """Read a person's delegations anew: they have just changed."""
    person.__dict__.pop("_delegated_to", None)


def may_answer_for(
    person: core.Person | None, party: core.Organization | core.Body, today: date
) -> bool:
    """Who answers a cycle's questions: the party's focal points."""
    return core.holds(person, FOCAL, today, party=party)


def may_sign(person: core.Person | None, party: core.Organization | core.Body, today: date) -> bool:
    return core.holds(person, PRINCIPALS, today, party=party)


def acts_for(person: core.Person | None, party: core.Organization | core.Body, today: date) -> bool:
    """Whether somebody acts for a party: what it has not approved is its own business."""
    return core.holds(person, OWNERS, today, party=party)


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
        acts_for(person, party, today)
        or keeps_cycle(person, cycle, today)
        or is_delegate_in(person, cycle, party, today)
    )


def may_answer_in(
    person: core.Person | None,
    cycle: ReportingCycle,
    party: core.Organization | core.Body,
    today: date,
) -> bool:
    """Whether somebody answers for a party in a cycle: for all that it is asked, or for some."""
    return may_answer_for(person, party, today) or is_delegate_in(person, cycle, party, today)


def may_return(
    person: core.Person | None,
    cycle: ReportingCycle,
    party: core.Organization | core.Body,
    today: date,
) -> bool:
    """Who answers for the party brings its files back; or the secretariat, on its behalf."""
    return may_answer_in(person, cycle, party, today) or keeps_cycle(person, cycle, today)


def may_see_return(person: core.Person | None, returned: Return, today: date) -> bool:
    return (
        (person is not None and person.pk in (returned.brought_by_id, returned.taken_by_id))
        or acts_for(person, returned.owner, today)
        or keeps_cycle(person, returned.cycle, today)
    )


def may_read_return(person: core.Person | None, returned: Return, today: date) -> bool:
    """The words in a file are the party's own business, and that of who brings it in."""
    return (
        (person is not None and person.pk in (returned.brought_by_id, returned.taken_by_id))
        or acts_for(person, returned.owner, today)
        or (returned.taken_by_id is None and keeps_cycle(person, returned.cycle, today))
    )


def may_decide(person: core.Person | None, row: ReturnedRow, today: date) -> bool:
    """Who may say what a row of a returned file says, decides where it and the register differ."""
    returned, addressee = row.returned, row.row.addressee
    answers = (
        may_answer(person, addressee, today)
        if addressee
        else may_answer_for(person, returned.owner, today)
    )
    return answers or brings(person, returned.owner, returned, today)


def is_delegate_in(
    person: core.Person | None,
    cycle: ReportingCycle,
    party: core.Organization | core.Body,
    today: date,
) -> bool:
    """Whether something that a cycle asks of a party was delegated to somebody."""
    handed = delegated_to(person)
    if not handed or not has_role(person, party, today):
        return False
    asked = Addressee.objects.filter(pk__in=handed, asks__cycle=cycle)
    return any(one.owner == party for one in asked.select_related(*PARTY))


def brings(
    person: core.Person | None,
    party: core.Organization | core.Body,
    returned: Return | None,
    today: date,
) -> bool:
    """Whether somebody of the secretariat took over a file that a party filled in."""
    return (
        returned is not None
        and person is not None
        and returned.taken_by_id == person.pk
        and returned.owner == party
        and keeps_cycle(person, returned.cycle, today)
    )


def may_bring(
    person: core.Person | None, addressee: Addressee, returned: Return | None, today: date
) -> bool:
    """Whether a returned file lets somebody of the secretariat bring in its party's own words.

    The file proves it: this person took it over from the addressee's party, and its cycle asks the
    addressee. Who approves stays the party's business.
    """
    return (
        returned is not None
        and brings(person, addressee.owner, returned, today)
        and addressee.asks.filter(cycle=returned.cycle).exists()
    )


def may_bring_reply(
    person: core.Person | None,
    question: Question,
    party: core.Organization | core.Body,
    returned: Return | None,
    today: date,
) -> bool:
    """The same of an answer to a question of the cycle that the file is of."""
    return (
        returned is not None
        and brings(person, party, returned, today)
        and returned.cycle_id == question.cycle_id
    )


def may_review(
    person: core.Person | None, said: Response | ProgressEntry | QuestionAnswer, today: date
) -> bool:
    """A validating officer of the same organization who is not the author."""
    if person is None or said.by_id == person.pk:
        return False
    owner = said.owner if isinstance(said, QuestionAnswer) else said.addressee.owner
    return core.holds(person, VALIDATING, today, party=owner)


def may_move_deadline(person: core.Person | None, addressee: Addressee, today: date) -> bool:
    return may_plan(person, addressee, today) or keeps(person, addressee.item.document, today)


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
