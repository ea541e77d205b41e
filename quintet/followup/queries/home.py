"""What needs somebody now, what is late, what changed; and for a visitor, what was promised."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from quintet.core import public as core
from quintet.core.public import OWNERS, SECRETARIAT, JournalEntry, Person, RoleCode
from quintet.followup import permissions, rules
from quintet.followup.models import (
    Addressee,
    Candidate,
    Delegation,
    Document,
    Item,
    ProgressEntry,
    QuestionAnswer,
    Response,
    Return,
)
from quintet.followup.queries.asked import Owed, owed_by, replies_to_review
from quintet.followup.queries.filters import Filter
from quintet.followup.queries.history import Told, told_of
from quintet.followup.queries.register import counts, items_known
from quintet.followup.queries.returns import forms_waiting
from quintet.followup.queries.reviews import to_look_at
from quintet.followup.queries.standing import with_parties
from quintet.followup.queries.versions import waiting_here
from quintet.followup.rules import Answer, Proposal, Reading, Record, Summary

SHOWN = 20  # rows of each list; the whole is behind a link


@dataclass(frozen=True, slots=True)
class Needs:
    """What waits for somebody, by what they can do about it. Each list is cut to SHOWN."""

    cycles: list[Owed]  # what open cycles ask of those for whom they act
    delegated: list[Addressee]  # to them, and nothing submitted since
    questions: list[QuestionAnswer]  # answers to a cycle's questions, to approve or return
    to_read: list[Document]  # with candidates or changed words that nobody has decided on
    to_answer: list[Addressee]
    to_review: list[Response | ProgressEntry]
    to_verify: list[Addressee]
    returned: list[Addressee]
    late: list[Addressee]
    soon: list[Addressee]
    to_look_at: list[Item]  # to be reviewed, or about to end
    forms: list[Return]  # that came back: by mail, or with conflicts to decide

    @property
    def anything(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


def owned_by(person: Person | None, codes: frozenset[RoleCode], today: date) -> Q:
    """The addressees that somebody acts for in one of the roles."""
    found = Q(pk__in=[])
    for role in core.roles_on(person, today):
        if role.code in codes:
            name = "body" if role.body_id else "organization"
            party = role.body_id or role.organization_id
            found |= Q(**{name: party}) | Q(**{f"post__{name}": party})
    return found


def needs(person: Person, *, today: date) -> Needs:
    """Everything that waits for this person today."""
    live = with_parties(
        Addressee.objects.filter(item__archived_on__isnull=True)
        .select_related("item__document")
        .defer("item__document__text", "item__document__unread")
    )
    owned = owned_by(person, permissions.FOCAL, today)
    focal = live.filter(owned)
    handed = Q(pk__in=permissions.delegated_to(person))
    answers = focal.filter(answer=Answer.AWAITING, verdict="").exclude(
        responses__record=Record.SUBMITTED
    )
    open_ones = _open(focal, Q())
    return Needs(
        cycles=owed_by(person, today=today)[:SHOWN],
        delegated=_delegated(person, live, today),
        questions=list(replies_to_review(person, today=today)[:SHOWN]),
        to_read=list(_to_read(person, today)[:SHOWN]),
        to_answer=list(answers.order_by("due_on", "item")[:SHOWN]),
        to_review=to_review(person, today=today, most=SHOWN),
        to_verify=_to_verify(person, live, today),
        returned=list(_returned(live.filter(owned | handed), person)[:SHOWN]),
        late=list(
            _open(live, owned_by(person, permissions.FOCAL, today) | _kept(person, today))
            .filter(due_on__lt=today)
            .order_by("due_on")[:SHOWN]
        ),
        soon=list(
            open_ones.filter(due_on__gte=today, due_on__lte=today + rules.DUE_SOON).order_by(
                "due_on"
            )[:SHOWN]
        ),
        to_look_at=list(to_look_at(person, today=today)[:SHOWN]),
        forms=forms_waiting(person, today=today, most=SHOWN),
    )


def _open(addressees: QuerySet[Addressee], whose: Q) -> QuerySet[Addressee]:
    """What is neither closed, nor claimed as done, nor refused."""
    done = [str(status) for status in rules.DONE]
    refused = [Answer.NOT_ACCEPTED, Answer.NOT_RELEVANT]
    return (
        addressees.filter(whose, verdict="").exclude(claimed__in=done).exclude(answer__in=refused)
    )


def _kept(person: Person, today: date) -> Q:
    """The addressees of the documents that somebody's secretariat keeps."""
    documents = Document.objects.filter(permissions.kept_by(person, today))
    return Q(item__document__in=documents.values("pk"))


def _to_read(person: Person, today: date) -> QuerySet[Document]:
    if not core.holds(person, SECRETARIAT, today):
        return Document.objects.none()
    proposed = Candidate.objects.filter(document=OuterRef("pk"), proposal=Proposal.PROPOSED)
    waiting = Exists(proposed) | Q(reading=Reading.WAITING) | waiting_here()
    return (
        Document.objects.filter(permissions.kept_by(person, today), waiting)
        .defer("text", "unread")
        .order_by("-uploaded_at")
    )


def to_review(person: Person, *, today: date, most: int) -> list[Response | ProgressEntry]:
    """Answers, then progress, that wait for somebody's approval; at most so many of each."""
    mine = Addressee.objects.filter(owned_by(person, permissions.VALIDATING, today))
    found: list[Response | ProgressEntry] = []
    for model in (Response, ProgressEntry):
        waiting = model.objects.filter(addressee__in=mine, record=Record.SUBMITTED)  # type: ignore[attr-defined]
        waiting = waiting.exclude(by=person).select_related(
            "by", "addressee__item", "addressee__organization", "addressee__body", "addressee__post"
        )
        found += list(waiting.order_by("at", "pk")[:most])
    return found


def _to_verify(person: Person, live: QuerySet[Addressee], today: date) -> list[Addressee]:
    verifying = [r for r in core.roles_on(person, today) if r.code == RoleCode.VERIFIER]
    if not verifying:
        return []
    asked = Q(pk__in=[])
    for role in verifying:
        asked |= (
            Q(item__document__body=role.body_id)
            if role.body_id
            else Q(item__document__organization=role.organization_id)
        )
    mine = Q(by=person) | Q(reviewed_by=person)
    waiting = live.filter(asked, proposed=True).exclude(
        owned_by(person, OWNERS, today)
        | Q(pk__in=ProgressEntry.objects.filter(mine).values("addressee"))
        | Q(pk__in=Response.objects.filter(mine).values("addressee"))
    )
    return list(waiting.order_by("claimed_as_at")[:SHOWN])


def _delegated(person: Person, live: QuerySet[Addressee], today: date) -> list[Addressee]:
    """What was handed to somebody who has submitted nothing since."""
    if not permissions.delegated_to(person):
        return []
    said = [
        Exists(
            model._default_manager.filter(
                addressee=OuterRef("addressee"), by=person, at__gte=OuterRef("at")
            ).exclude(record=Record.DRAFT)
        )
        for model in (Response, ProgressEntry)
    ]
    waiting = Delegation.objects.filter(~said[0], ~said[1], person=person, ended_at__isnull=True)
    found = live.filter(pk__in=waiting.values("addressee"), verdict="").order_by("due_on", "item")
    return [one for one in found[:SHOWN] if permissions.has_role(person, one.owner, today)]


def _returned(focal: QuerySet[Addressee], person: Person) -> QuerySet[Addressee]:
    """Whose words came back and have not been answered by a newer one."""
    again = Response.objects.filter(
        addressee=OuterRef("addressee"), version__gt=OuterRef("version")
    )
    since = ProgressEntry.objects.filter(
        addressee=OuterRef("addressee"), at__gt=OuterRef("reviewed_at")
    )
    answers = Response.objects.filter(~Exists(again), by=person, record=Record.RETURNED)
    entries = ProgressEntry.objects.filter(~Exists(since), by=person, record=Record.RETURNED)
    return focal.filter(
        Q(pk__in=answers.values("addressee")) | Q(pk__in=entries.values("addressee"))
    )


def promised(*, person: Person | None, today: date) -> tuple[int, Summary]:
    """How many items the system has published, and where their addressees stand."""
    items = items_known(person=person, today=today)
    return items.count(), counts(items, Filter(), today=today)


def recent(*, person: Person | None, today: date, most: int = 8) -> list[tuple[Told, Item]]:
    """The newest acts that are known to all, on items that somebody may see: 5 queries."""
    told = (
        "followup.answer_approved",
        "followup.progress_approved",
        "followup.verified",
        "followup.deadline_moved",
        "followup.entered",
    )
    newest = JournalEntry.objects.filter(verb__in=told).order_by("-at", "-pk")
    entries = list(newest.select_related("organization", "payload")[: most * 4])
    uuids = [e.subject.removeprefix("addressee:") for e in entries if e.subject[:4] == "addr"]
    slugs = [e.subject.removeprefix("item:") for e in entries if e.subject.startswith("item:")]
    parties = with_parties(Addressee.objects.filter(uuid__in=uuids).select_related("item"))
    by_subject = {addressee.subject: addressee for addressee in parties}
    wanted = {*slugs, *(addressee.item.slug for addressee in by_subject.values())}
    seen = items_known(person=person, today=today).filter(slug__in=wanted)
    items = {item.slug: item for item in seen.select_related("document")}
    found = []
    for entry in entries:
        addressee = by_subject.get(entry.subject)
        slug = addressee.item.slug if addressee else entry.subject.removeprefix("item:")
        if slug in items:
            found.append((told_of(entry, {}, addressee), items[slug]))
    return found[:most]
