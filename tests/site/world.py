"""What the site's tests look at: each thing as one's own, as another's, as public, as archived.

WHO and ILO each have an item that is not published yet: HLCM's for WHO, ILO's own for ILO. What is
public, and what is archived, is of HLCM and addressed to WHO; a document has no archive, and is the
one that an archived item stands in. Each side has an open reporting cycle,
which asks its organization about something published; HLCM has one that is closed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone, translation

from quintet.core import actions as core
from quintet.core.models import Body, Organization, Person, Post
from quintet.followup import actions
from quintet.followup.models import (
    Addressee,
    Anchor,
    Candidate,
    Clause,
    Document,
    File,
    Item,
    Paragraph,
)
from quintet.followup.queries import FOUND, Filter
from quintet.followup.rules import Answer, Progress
from tests.conftest import AT
from tests.followup.cycles import handed, opened, reply
from tests.followup.issued import CLOSED_AT
from tests.followup.returned import bring, in_csv, sent_out
from tests.site.figures import OF_PUBLICATIONS, OF_SUBMISSIONS

ROLES = (
    "visitor",
    "former",
    "member",
    "delegate",
    "focal",
    "other_focal",
    "validator",
    "principal",
    "secretary",
    "evaluation_officer",
    "verifier",
    "steward",
    "data_steward",
    "publisher",
)
OF_ILO = {"member", "other_focal", "evaluation_officer"}  # the others are of WHO, HLCM or CEB
ABOUT_ITEM = ("item", "assign", "tag", "archive", "review_item")
ABOUT_ADDRESSEE = ("addressee", "respond", "progress", "deadline", "milestone", "verify")
ABOUT_DOCUMENT = (
    "document",
    "file",
    "describe",
    "publish",
    "intake",
    "accept_all",
    "add_candidate",
    "revise",
    "anchors",
)
ABOUT_SAID = (
    "answer_of",
    "unread",
    "decide_session",
    "decide",
    "decide_anchor",
    "correct",
    "meet",
    "review_response",
    "review_progress",
    "evidence",
)
ABOUT_CYCLE = ("cycle", "close_cycle", "forms_zip", "bring", "returns", "cycle_matrix",
    "issue_again", "issued_newest")  # fmt: skip
ABOUT_ASKED = (
    "reply",
    "asked",
    "sign",
    "answer_question",
    "review_question_answer",
    "end_delegation",
    "form",
    "returned",
    "returned_file",
    "take_over",
    "decide_row",
    "issued",
    "issued_report",
    "cycle_matrix_export",
)
OF_ITEMS = {
    f"followup:{name}"
    for name in (*ABOUT_ITEM, *ABOUT_ADDRESSEE, *ABOUT_DOCUMENT, *ABOUT_SAID)
}  # fmt: skip
OF_CYCLES = {f"followup:{name}" for name in (*ABOUT_CYCLE, *ABOUT_ASKED)}
NOT_APPROVED, APPROVED = " (not approved)", " (approved)"


def states_of(route: str) -> list[str]:
    """In which states the object of a route is looked at; [""] where it is about none of these."""
    if route in OF_CYCLES:
        return ["own", "other", "archived"]  # nobody's cycle is public; a closed one is archived
    if route in OF_SUBMISSIONS:
        return ["own", "other", "own" + APPROVED, "other" + APPROVED]
    if route in OF_PUBLICATIONS:
        return ["public", "archived"]  # archived: withdrawn
    if route == "core:keep_session":
        return ["own", "other"]
    states = ["own", "other", "public", "archived"] if route in OF_ITEMS else [""]
    if route == "followup:evidence":
        states += [state + NOT_APPROVED for state in states]
    return states


@dataclass(slots=True)
class World:
    """People by role (a visitor is None), and what the address of each route is made of.

    `given` has the arguments of routes by whose or what: "" (of no state), "who", "ilo", "public",
    "archived"; under "who (approved)" those that differ where the figures are approved.
    """

    people: dict[str, Person | None]
    given: dict[str, dict[str, list[Any]]]

    def of(self, state: str, role: str = "focal") -> dict[str, list[Any]]:
        """The arguments of every route for an object in a state, as a role has it."""
        kind, space, more = state.partition(" ")
        if kind in ("own", "other"):
            kind = "ilo" if (role in OF_ILO) == (kind == "own") else "who"
        found = self.given[""] | self.given.get(kind, {}) | self.given.get(kind + space + more, {})
        return (
            found | {"evidence": found["not approved"]} if state.endswith(NOT_APPROVED) else found
        )

    def address(
        self, route: str, state: str = "public", language: str = "en", role: str = "focal"
    ) -> str:
        """Where a route leads for an object in a state."""
        with translation.override(language):
            return reverse(route, args=self.of(state, role).get(route.removeprefix("followup:")))


@dataclass(slots=True)
class Side:
    """One of the two parties: its organization, who acts for it, who asks it."""

    organization: Organization
    post: Post
    focal: Person
    validator: Person
    delegate: Person
    keeper: Person  # of the secretariat that reads documents in, and asks
    body: Body | None  # whose secretariat it is; None: the organization's own

    @property
    def asks(self) -> Organization | Body:
        return self.body or self.organization


def build(addressee: Addressee, who: Side, ilo: Side) -> dict[str, dict[str, list[Any]]]:
    """All that `World.given` tells of follow-up; `addressee` is WHO, of a published item."""
    given = {
        "who": things(unpublished("ceb-2021-9", who), who),
        "ilo": things(unpublished("ilo-2021-1", ilo), ilo),
        "public": things(addressee, who),
    }
    left = unpublished("ceb-2021-5", who, published_on=date(2021, 5, 31))
    given["archived"] = things(left, who)
    theirs = unpublished("ilo-2021-2", ilo, published_on=date(2021, 5, 31))
    things(theirs, ilo)
    given["archived"] |= cycle(who, left, closed=True)
    given["who"] |= cycle(who, addressee)
    given["ilo"] |= cycle(ilo, theirs)
    actions.archive(item=left.item, reason="Told twice.", by=who.keeper, at=AT)
    return given


def unpublished(slug: str, side: Side, published_on: date | None = None) -> Addressee:
    """A document that a side's secretariat keeps, with one item, addressed to its organization."""
    text = "20. Asked members to report."
    digest = f"{len(slug):x}{slug.encode().hex()}".ljust(64, "0")[:64]
    document = Document.objects.create(
        slug=slug,
        file=File.objects.create(sha256=digest, size=len(text), media_type="text/plain"),
        name=f"{slug}.txt",
        title=f"Report {slug}",
        symbol=slug.upper().replace("-", "/"),
        organization=side.body.organization if side.body else side.organization,
        body=side.body,
        reading="read",
        text=text,
        uploaded_by=side.keeper,
        uploaded_at=AT,
        published_on=published_on,
    )
    item = Item.objects.create(
        slug=f"{slug}-20",
        document=document,
        kind="request",
        number="20",
        paragraph="20",
        title=f"Item of {slug}",
        text="Asked members to report.",
        start=4,
        end=28,
        confirmed_by=side.keeper,
        confirmed_at=AT,
        known_on=published_on or date(2021, 9, 1),
        published_on=published_on,
    )
    return Addressee.objects.create(
        item=item, organization=side.organization, known_on=item.known_on
    )


def things(addressee: Addressee, side: Side) -> dict[str, list[Any]]:
    """What the routes of items are about, where every act is possible: to answer, to approve…"""
    item, document = addressee.item, addressee.item.document
    default_storage.delete(document.file.path)
    default_storage.save(document.file.path, ContentFile(document.text.encode()))
    Paragraph.objects.create(
        document=document, position=0, kind="paragraph", number="18", start=4, end=28
    )
    document.unread = [{"paragraph": "19", "why": "No act", "start": 4, "end": 12, "left": False}]
    document.sessions_told = [{"number": 42, "starts_on": "2030-01-01", "ends_on": "2030-01-02"}]
    document.save()
    Clause.objects.get_or_create(item=item, position=0, defaults={"verb": "", "text": item.text})
    found = FOUND | {"number": "21", "text": "Asked members", "kind": "request"}
    candidate = Candidate.objects.create(
        document=document, position=0, start=4, end=12, found=found
    )
    by = {"by": side.focal, "at": AT}
    step = actions.add_milestone(addressee=addressee, text="A step", due_on=None, **by)
    entry = _claim(addressee, f"minutes of {item.slug}".encode(), **by)
    actions.review_progress(entry=entry, approve=True, by=side.validator, at=AT)
    beside = Addressee.objects.create(item=item, post=side.post, known_on=item.known_on)
    waiting = _claim(beside, f"secret of {item.slug}".encode(), **by)
    said = actions.submit_response(
        addressee=beside, answer=Answer.ACCEPTED, reason="Submitted words.", **by
    )
    placed = Anchor.objects.create(item=item, document=document, state="kept")
    given: dict[str, list[Any]] = {
        **{key: [item.slug] for key in ABOUT_ITEM},
        **{key: [addressee.uuid] for key in ABOUT_ADDRESSEE},
        **{key: [document.slug] for key in ABOUT_DOCUMENT},
        "answer_of": [item.slug, "organization", side.organization.code],
        "unread": [document.slug, 0],
        "decide_session": [document.slug, 42],
        "decide": [candidate.pk],
        "decide_anchor": [placed.pk],
        "correct": [candidate.pk],
        "meet": [step.pk],
        "review_response": [said.pk],
        "review_progress": [waiting.pk],
        "evidence": [entry.evidence.get().pk],
        "not approved": [waiting.evidence.get().pk],
    }
    if item.published_on:
        both = handed([addressee, beside], side.delegate, side.focal)
        given["end_delegation"] = [both[1].pk]
    return given


def _claim(addressee: Addressee, proof: bytes, *, by: Person, at: Any) -> Any:
    return actions.submit_progress(
        addressee=addressee,
        as_at=date(2021, 10, 1),
        text=f"Done: {proof.decode()}.",
        status=Progress.IMPLEMENTED,
        proposes=True,
        evidence=[actions.Proof(name="minutes.txt", data=proof)],
        by=by,
        at=at,
    )


def cycle(side: Side, asked: Addressee, *, closed: bool = False) -> dict[str, list[Any]]:
    """What the routes of cycles are about: one that is to be signed, of whose two questions one
    waits for approval; a form that came back with something that the rules refuse, one by mail."""
    party = side.organization
    made = opened(
        side.asks,
        side.keeper,
        title=f"Cycle of {asked.item.slug}",
        wanted=Filter(document=asked.item.document.slug),
        as_at=date(2021, 9, 1),
        signed=True,
        questions=["How often?", "Why?"],
    )
    said = reply(made, party, side.focal)
    _form, data = sent_out(made, party, side.focal, at=AT)
    [taken] = bring(
        in_csv(data, {1: {"answer": "not_accepted", "plan": "Our own plan."}}), side.focal, at=AT
    ).new
    mailed = in_csv(data, {1: {"plan": "By mail."}})
    [waits] = actions.receive_return(data=mailed, name="f.csv", sender="a@b.org", at=AT).new
    refused = taken.rows.get(state="refused").pk
    if closed:
        actions.close_cycle(cycle=made, by=side.keeper, at=CLOSED_AT)
    own = [made.slug, "organization", party.code.lower()]
    given = asked.item.document.items.get().addressees.get(post=side.post).delegations.get()
    return {
        **{key: [made.slug] for key in ABOUT_CYCLE},
        "reply": [made.slug, asked.uuid],
        "asked": own,
        "sign": own,
        "answer_question": [*own, 2],
        "review_question_answer": [said.pk],
        "end_delegation": [given.pk],
        "form": [*own, "csv"],
        "returned": [taken.pk],
        "returned_file": [taken.pk],
        "take_over": [waits.pk],
        "decide_row": [refused],
        "issued": [made.slug, 1],
        "issued_report": [made.slug, 1, "csv"],
        "cycle_matrix_export": [made.slug, "csv"],
    }


def tokens(people: Iterable[Person | None]) -> dict[int, str]:
    """A key to the API for each person, by their key."""
    return {
        one.pk: core.issue_token(person=one, name="a program", at=timezone.now())[1]
        for one in people
        if one
    }
