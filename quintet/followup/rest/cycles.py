"""Reporting cycles: ask, see what became of it by party and by answer, answer questions, sign, close."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema, Status

from quintet.core.public import OWNERS, Body, Organization, Person, may_see_people
from quintet.core.rest import Page, Paging, caller, page_of, page_of_list, signed
from quintet.core.rest.words import Code, Day, Id, Line, Reference, Slug, Words
from quintet.followup import actions, permissions, queries
from quintet.followup.models import Ask, Document, QuestionAnswer, ReportingCycle
from quintet.followup.rest.addressees import ReviewIn
from quintet.followup.rest.items import Narrowed
from quintet.followup.rest.shown import (
    AddresseeRow,
    PartyOut,
    ReviewedOut,
    addressee_row,
    party_out,
    review_of,
)
from quintet.followup.rules import AskState, Signature, Tally

router = Router(tags=["cycles"])
Position = Annotated[int, Field(ge=1, le=32_767)]


class CycleIn(Narrowed):
    """What is asked: all that a secretariat keeps, or what the register's words narrow it to."""

    asking: Reference | None = Field(
        None,
        description="Whose secretariat asks; else the body, or the keeper, of what is asked about.",
        examples=["body:HLCM"],
    )
    title: Annotated[Line, Field(max_length=300)] = ""
    as_at: Day = Field(description="The day that progress is asked for.", examples=["2027-06-30"])
    due_on: Day = Field(description="Answers by this day.", examples=["2027-07-31"])
    questions: list[Line] = Field([], max_length=50, description="Put to every party.")
    signed: bool = Field(False, description="A principal of each party signs what it answers.")


class TallyOut(Schema):
    asked: int = Field(description="The denominator: all that is still asked.")
    answered: int
    started: int = Field(description="Drafts, and words that nobody has approved.")
    silent: int


class QuestionOut(Schema):
    position: int
    text: str


class CycleOut(Schema):
    slug: str = Field(examples=["hlcm-2027-06-30"])
    title: str
    organization: str = Field(description="Code of its keeper.", examples=["CEB"])
    body: str | None = Field(examples=["HLCM"])
    wanted: dict[str, str] = Field(description="The register's filter that it asks about.")
    as_at: date
    opened_on: date = Field(description="Who has said nothing since is silent.")
    due_on: date
    closed_on: date | None
    signed: bool
    questions: list[QuestionOut]
    answers: TallyOut
    parties: TallyOut = Field(description="Answered: nothing is left. Silent: nothing was said.")


class PartyRow(Schema):
    party: PartyOut
    state: AskState
    answers: TallyOut
    replies: int = Field(description="How many of the cycle's questions are answered.")
    signature: Signature
    signed_at: datetime | None
    signed_by: str | None
    reached: bool = Field(description="Somebody is its focal point.")


class AskOut(Schema):
    state: AskState
    addressee: AddresseeRow


class ReplyIn(Schema):
    party: Reference = Field(examples=["organization:WHO"])
    text: Words = Field(examples=["Twice a year."])
    draft: bool = Field(False, description="Keep it as a draft; else it goes for approval.")


class ReplyOut(ReviewedOut):
    question: int = Field(description="Its position in the cycle.")
    party: PartyOut
    version: int
    text: str


class SignIn(Schema):
    party: Reference = Field(examples=["organization:WHO"])
    note: Words = ""


def cycle_or_404(slug: str) -> ReportingCycle:
    found = queries.cycles().filter(slug=slug).first()
    if found is None:
        raise Http404(_("There is no reporting cycle %(slug)s.") % {"slug": slug})
    return found


def owner_named(reference: str) -> Organization | Body:
    """The organization or body of a reference; a post answers through one of them."""
    found = queries.party(reference)
    if not isinstance(found, Organization | Body):
        raise Http404(_("A reporting cycle asks organizations and bodies."))
    return found


@router.get("/cycles", response=Page[CycleOut])
def list_cycles(request: HttpRequest, paging: Query[Paging], body: Code | None = None) -> Any:
    """The reporting cycles, newest first; of one body, if you name it."""
    rows = queries.cycles(body=body or "")
    return page_of(rows, paging, "-pk", show=cycles_out)


@router.post("/cycles", response={201: CycleOut})
def open_cycle(request: HttpRequest, told: CycleIn) -> Any:
    """Ask those addressed for progress as at a day, and tell their focal points. For the
    secretariat of who asks."""
    wanted = told.wanted()
    cycle = actions.open_cycle(
        party=_asking(told),
        wanted=wanted,
        title=told.title,
        as_at=told.as_at,
        due_on=told.due_on,
        questions=told.questions,
        signed=told.signed,
        by=signed(request),
        at=timezone.now(),
    )
    return Status(201, _cycle(cycle))


def _asking(told: CycleIn) -> Organization | Body:
    if told.asking:
        return owner_named(told.asking)
    if told.body:
        return owner_named(f"body:{told.body}")
    rows = Document.objects.select_related("body", "organization").defer("text", "unread")
    document = get_object_or_404(rows, slug=told.document or "")
    return document.body or document.organization


def cycles_out(cycles: Sequence[ReportingCycle]) -> list[dict[str, Any]]:
    """Cycles with their counts and questions: 2 queries."""
    questions: dict[int, list[Any]] = {}
    for one in queries.questions(cycles):
        questions.setdefault(one.cycle_id, []).append(one)
    names = ("slug", "title", "wanted", "as_at", "opened_on", "due_on", "closed_on", "signed")
    return [
        {name: getattr(shown.cycle, name) for name in names}
        | {
            "organization": shown.cycle.organization.code,
            "body": shown.cycle.body.code if shown.cycle.body else None,
            "questions": [
                {"position": one.position, "text": one.text}
                for one in questions.get(shown.cycle.pk, [])
            ],
            "answers": tally_out(shown.answers),
            "parties": tally_out(shown.parties),
        }
        for shown in queries.counted(cycles)
    ]


def _cycle(cycle: ReportingCycle) -> dict[str, Any]:
    [told] = cycles_out([cycle])
    return told


def tally_out(tally: Tally) -> dict[str, int]:
    return asdict(tally) | {"asked": tally.asked}


@router.get("/cycles/{slug}", response=CycleOut)
def get_cycle(request: HttpRequest, slug: Path[Slug]) -> Any:
    """A reporting cycle: what it asks, and how many have answered, by answer and by party."""
    return _cycle(cycle_or_404(slug))


@router.post("/cycles/{slug}/close", response=CycleOut)
def close_cycle(request: HttpRequest, slug: Path[Slug]) -> Any:
    """Close a cycle: its report is frozen as it stands. For its secretariat."""
    cycle = actions.close_cycle(cycle=cycle_or_404(slug), by=signed(request), at=timezone.now())
    return _cycle(cycle)


@router.get("/cycles/{slug}/parties", response=Page[PartyRow])
def list_cycle_parties(
    request: HttpRequest, slug: Path[Slug], paging: Query[Paging], state: AskState | None = None
) -> Any:
    """Every organization and body that a cycle asks, and what each has said as a whole."""
    today = timezone.now().date()
    rows = queries.parties_of(cycle_or_404(slug), today=today)
    found = [one for one in rows if state is None or one.tally.state == state]
    return page_of_list(
        found, paging, show=lambda page: [_party_row(one, caller(request), today) for one in page]
    )


def _party_row(shown: queries.PartyShown, person: Person | None, today: date) -> dict[str, Any]:
    signed_off = shown.signed
    return {
        "party": party_out(shown.party),
        "state": shown.tally.state,
        "answers": tally_out(shown.tally),
        "replies": shown.replies,
        "signature": shown.signature,
        "signed_at": signed_off.at if signed_off else None,
        "signed_by": signed_off.by.name if signed_off and may_see_people(person, today) else None,
        "reached": shown.reached,
    }


@router.get("/cycles/{slug}/asks", response=Page[AskOut])
def list_asks(
    request: HttpRequest,
    slug: Path[Slug],
    paging: Query[Paging],
    party: Reference | None = None,
    state: AskState | None = None,
) -> Any:
    """What a cycle asks, answer by answer; of one organization or body, if you name it."""
    today = timezone.now().date()
    cycle = cycle_or_404(slug)
    rows = queries.asks_of(cycle, owner_named(party) if party else None, state=state or "")

    def show(page: Sequence[Ask]) -> list[dict[str, Any]]:
        return [
            {"state": one.state, "addressee": addressee_row(one.addressee, today=today)}
            for one in page
        ]

    return page_of(rows, paging, "pk", show=show)


@router.get("/cycles/{slug}/answers", response=Page[ReplyOut])
def list_question_answers(
    request: HttpRequest, slug: Path[Slug], paging: Query[Paging], party: Reference | None = None
) -> Any:
    """What parties answer to a cycle's questions; what is not approved, for their own people."""
    person, today = signed(request), timezone.now().date()
    rows = QuestionAnswer.objects.filter(
        Q(known_on__isnull=False) | permissions.held_by(person, OWNERS, today),
        question__cycle=cycle_or_404(slug),
    ).select_related("question", "organization", "body", "by", "reviewed_by")
    if party:
        rows = rows.filter(**queries.is_party(owner_named(party)))
    return page_of(
        rows, paging, "pk", show=lambda page: [_reply(one, person, today) for one in page]
    )


def _reply(said: QuestionAnswer, person: Person, today: date) -> dict[str, Any]:
    names = ("id", "record", "at", "known_on", "reviewed_at", "version", "text")
    shows = may_see_people(person, today)
    return {name: getattr(said, name) for name in names} | {
        "question": said.question.position,
        "review": review_of(said),
        "party": party_out(said.owner),
        "by": said.by.name if shows else None,
        "reviewed_by": said.reviewed_by.name if said.reviewed_by and shows else None,
    }


@router.post("/cycles/{slug}/questions/{position}/answers", response={201: ReplyOut})
def answer_question(
    request: HttpRequest, slug: Path[Slug], position: Path[Position], told: ReplyIn
) -> Any:
    """Answer a cycle's question for a party: a new version. For the party's focal points."""
    person, at = signed(request), timezone.now()
    question = get_object_or_404(cycle_or_404(slug).questions, position=position)
    said = actions.answer_question(
        question=question,
        party=owner_named(told.party),
        text=told.text,
        draft=told.draft,
        by=person,
        at=at,
    )
    return Status(201, _reply(said, person, at.date()))


@router.post("/question-answers/{id}/review", response=ReplyOut)
def review_question_answer(request: HttpRequest, id: Path[Id], told: ReviewIn) -> Any:
    """Approve an answer to a question, or return it. For an officer who is not its author."""
    person, at = signed(request), timezone.now()
    seen = Q(known_on__isnull=False) | permissions.held_by(person, OWNERS, at.date())
    rows = QuestionAnswer.objects.select_related("question__cycle", "organization", "body", "by")
    said = actions.review_question_answer(
        said=get_object_or_404(rows, seen, pk=id), by=person, at=at, **told.model_dump()
    )
    return _reply(said, person, at.date())


@router.post("/cycles/{slug}/signatures", response={201: PartyRow})
def sign_cycle(request: HttpRequest, slug: Path[Slug], told: SignIn) -> Any:
    """Sign what a party has answered so far. For a principal of it, who wrote none of it."""
    person, at = signed(request), timezone.now()
    cycle, party = cycle_or_404(slug), owner_named(told.party)
    actions.sign(cycle=cycle, party=party, note=told.note, by=person, at=at)
    shown = queries.party_of(cycle, party, today=at.date())
    if shown is None:
        raise Http404
    return Status(201, _party_row(shown, person, at.date()))
