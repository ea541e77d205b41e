"""A small register in which every page has something to show, and a person of every role."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation

from quintet.core import actions as core
from quintet.core.models import Person, Post
from quintet.core.public import calendar_key
from quintet.core.rules import RoleCode
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
from quintet.followup.queries import FOUND
from quintet.followup.rules import Answer, Progress
from tests.conftest import AT, person
from tests.followup.cycles import cycle_routes
from tests.followup.issued import issued_routes
from tests.followup.returned import given_routes

ROLES = (
    "visitor",
    "member",
    "focal",
    "other_focal",
    "validator",
    "principal",
    "secretary",
    "evaluation_officer",
    "verifier",
    "steward",
)
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


@dataclass(slots=True)
class World:
    """People by role (a visitor is None), and what the address of each route is made of, by kind."""

    people: dict[str, Person | None]
    given: dict[str, dict[str, list[Any]]]

    def address(self, route: str, kind: str = "published", language: str = "en") -> str:
        """Where a route leads for an object of a kind."""
        given = self.given[""] | self.given.get(kind, {})
        with translation.override(language):
            return reverse(route, args=given.get(route.removeprefix("followup:")))


@pytest.fixture
def officers(who, ilo):
    """Those whom the common fixtures do not have: of WHO a principal, of ILO an evaluator."""
    return {
        "principal": person("principal", RoleCode.PRINCIPAL, who),
        "evaluation_officer": person("evaluation_officer", RoleCode.EVALUATION_OFFICER, ilo),
    }


@pytest.fixture
def people(officers, member, focal, other_focal, validator, secretary, verifier, steward):
    common = (member, focal, other_focal, validator, secretary, verifier, steward)
    return {"visitor": None, **{one.username: one for one in common}, **officers}


@pytest.fixture
def world(people, document, item, addressee, who):
    """One published item and one that is not, each of its own document, both addressed to WHO.

    Each stands at the point where every act is possible: to answer, to approve, to verify.
    """
    post = Post.objects.create(code="WHO-DIR", names={"en": "Director of WHO"}, organization=who)
    token, _secret = core.issue_token(person=people["focal"], name="a program", at=AT)
    steward = people["steward"]
    given: dict[str, dict[str, list[Any]]] = {
        "": {
            "core:organization": ["who"],
            "core:body": ["hlcm"],
            "insight_body": ["hlcm"],
            "insight_organization": ["who"],
            "core:keep_session": ["hlcm"],
            "core:person": [steward.uuid],
            "core:end_role": [steward.roles.get().pk],
            "core:revoke_token": [token.pk],
            "checkpoint": ["who"],
            "export": ["csv"],
            "changes_file": ["csv"],
            "party_calendar": ["organization", "who"],
            "person_calendar": [calendar_key(core.renew_calendar(person=people["focal"]))],
            "report": ["json"],
            "account_confirm_email": ["x:y"],
            "account_reset_password_from_key": ["1", "x-y"],
        }
    }
    other = _unpublished(document, who, people["secretary"])
    for kind, one in (("published", addressee), ("unpublished", other)):
        given[kind], secret = _things(one, post, people)
        given[f"{kind} (not approved)"] = given[kind] | {"evidence": [secret]}
    given[""] |= cycle_routes(
        addressee,
        item.addressees.get(post=post),
        **{name: people[name] for name in ("secretary", "focal")},
    )
    given[""] |= issued_routes(document.body, people["secretary"])
    given[""] |= given_routes(
        document.body, who, focal=people["focal"], secretary=people["secretary"]
    )
    return World(people, given)


def _unpublished(document: Document, who: Any, secretary: Person) -> Addressee:
    """A second document of the same committee, of which nothing is published."""
    text = "20. Asked members to report."
    other = Document.objects.create(
        slug="ceb-2021-9",
        file=File.objects.create(sha256="9" * 64, size=len(text), media_type="text/plain"),
        name="draft.txt",
        title="What nobody may see yet",
        symbol="CEB/2021/9",
        organization=document.organization,
        body=document.body,
        reading="read",
        text=text,
        uploaded_by=secretary,
        uploaded_at=AT,
    )
    item = Item.objects.create(
        slug="ceb-2021-9-20",
        document=other,
        kind="request",
        number="20",
        paragraph="20",
        title="Not told yet",
        text="Asked members to report.",
        start=4,
        end=28,
        confirmed_by=secretary,
        confirmed_at=AT,
        known_on=date(2021, 9, 1),
    )
    return Addressee.objects.create(item=item, organization=who, known_on=item.known_on)


def _things(
    addressee: Addressee, post: Post, people: dict[str, Any]
) -> tuple[dict[str, list[Any]], int]:
    """What the routes of follow-up are about, and a piece of evidence that awaits approval."""
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
    by = {"by": people["focal"], "at": AT}
    step = actions.add_milestone(addressee=addressee, text="A step", due_on=None, **by)
    entry = _claim(addressee, b"minutes", approved_by=people["validator"], **by)
    beside = Addressee.objects.create(item=item, post=post, known_on=item.known_on)
    waiting = _claim(beside, f"secret of {item.slug}".encode(), approved_by=None, **by)
    said = actions.submit_response(
        addressee=beside, answer=Answer.ACCEPTED, reason="Submitted words.", **by
    )
    placed = Anchor.objects.create(item=item, document=document, state="kept")
    given: dict[str, list[Any]] = {
        **{name: [item.slug] for name in ABOUT_ITEM},
        **{name: [addressee.uuid] for name in ABOUT_ADDRESSEE},
        **{name: [document.slug] for name in ABOUT_DOCUMENT},
        "answer_of": [item.slug, "organization", "WHO"],
        "unread": [document.slug, 0],
        "decide_session": [document.slug, 42],
        "decide": [candidate.pk],
        "decide_anchor": [placed.pk],
        "correct": [candidate.pk],
        "meet": [step.pk],
        "review_response": [said.pk],
        "review_progress": [waiting.pk],
        "evidence": [entry.evidence.get().pk],
    }
    return given, waiting.evidence.get().pk


def _claim(addressee: Addressee, proof: bytes, *, approved_by: Person | None, by: Any, at: Any):
    entry = actions.submit_progress(
        addressee=addressee,
        as_at=date(2021, 10, 1),
        text=f"Done: {proof.decode()}.",
        status=Progress.IMPLEMENTED,
        proposes=True,
        evidence=[actions.Proof(name="minutes.txt", data=proof)],
        by=by,
        at=at,
    )
    if approved_by:
        actions.review_progress(entry=entry, approve=True, by=approved_by, at=at)
    return entry
