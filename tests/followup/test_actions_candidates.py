"""What a person says of candidates, and what enters the register by it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from quintet.core.models import Post, Role
from quintet.core.permissions import forget_roles
from quintet.core.public import NotAllowed
from quintet.followup import actions
from quintet.followup.models import (
    Addressee,
    Candidate,
    Deadline,
    Document,
    Item,
    Milestone,
    Paragraph,
    ProgressEntry,
    Response,
)
from quintet.followup.queries import FOUND
from quintet.followup.rules import Proposal
from tests.conftest import AT, TODAY
from tests.followup.acts import candidate, last_payload, told

pytestmark = pytest.mark.django_db

WHO = {"text": "WHO", "party": "organization:WHO", "members": False}
MEMBERS = {"text": "HLCM members", "party": "body:HLCM", "members": True}
HLCM = {"text": "the committee", "party": "body:HLCM", "members": False}
NOBODY = {"text": "somebody", "party": "", "members": False}


def accept(one, by):
    return actions.accept(candidate=one, by=by, at=AT)


# --- accepting


def test_an_accepted_candidate_enters_the_register_with_its_place(document, secretary):
    one = candidate(
        document,
        acts=[{"verb": "Requested", "text": "Requested members"}, {"verb": "", "text": "and"}],
        title="Risks",
        symbols=["CEB/2020/1"],
        page=7,
        addressees=[NOBODY],
        co_addressees=[WHO],
    )
    item = accept(one, secretary)
    assert (item.slug, item.kind, item.number, item.paragraph, item.title, item.page) == (
        "ceb-2021-3-18",
        "request",
        "18",
        "18",
        "Risks",
        7,
    )
    assert document.text[item.start : item.end] == item.text
    assert (item.known_on, item.published_on) == (document.dated_on, None)
    assert (item.confirmed_by, item.confirmed_at, item.candidate) == (secretary, AT, one)
    assert [(c.position, c.verb) for c in item.clauses.all()] == [(0, "Requested"), (1, "")]
    assert item.addressee_text == "somebody; WHO"
    [addressee] = item.addressees.all()
    assert (addressee.party.code, addressee.part) == ("WHO", "with")
    one.refresh_from_db()
    assert (one.proposal, one.decided_by, one.decided_at) == (Proposal.ACCEPTED, secretary, AT)
    assert told() == [("CEB", "followup.entered")]
    assert last_payload()["addressees"] == ["WHO"]


def test_members_of_a_body_are_addressed_each_for_itself(document, secretary, who, ilo):
    item = accept(candidate(document, addressees=[MEMBERS, WHO], co_addressees=[HLCM]), secretary)
    found = {(a.party.code, a.part) for a in item.addressees.all()}
    assert found == {("WHO", "lead"), ("ILO", "lead"), ("HLCM", "with")}


def test_a_post_is_addressed_as_such(document, secretary, hlcm):
    Post.objects.create(code="CHAIR", names={"en": "Chair"}, body=hlcm)
    item = accept(
        candidate(document, addressees=[{"text": "Chair", "party": "post:CHAIR"}]), secretary
    )
    assert [a.party.code for a in item.addressees.all()] == ["CHAIR"]


def test_an_unknown_kind_of_party_is_left_as_text(document, secretary):
    item = accept(
        candidate(document, addressees=[{"text": "x", "party": "planet:MARS"}]), secretary
    )
    assert not item.addressees.exists()


def test_a_recommendation_of_an_evaluation_speaks_to_the_organization_it_is_of(
    document, secretary, ceb
):
    document.body = None
    document.save()
    Role.objects.create(
        person=secretary, code="evaluation_officer", organization=ceb, starts_on=TODAY
    )
    forget_roles(secretary)
    item = accept(candidate(document, kind="recommendation"), secretary)
    assert [a.party.code for a in item.addressees.all()] == ["CEB"]


def test_what_the_report_tells_is_known_since_the_reports_own_day(document, secretary):
    one = candidate(
        document,
        addressees=[WHO],
        co_addressees=[HLCM],
        response="partially_accepted",
        response_text="In part",
        responsible=["OES"],
        due=[
            {"text": "by 2020", "date": "2020-12-31"},
            {"text": "by 2022", "date": "2022-12-31"},
            {"text": "soon", "date": None},
        ],
        status="implemented",
        status_text="(completed and ongoing)",
        comments="Guidance is out.",
    )
    item = accept(one, secretary)
    lead, other = item.addressees.order_by("part")
    assert (lead.answer, lead.claimed, lead.due_on, lead.proposed) == (
        "partially_accepted",
        "continuing",
        date(2022, 12, 31),
        True,
    )
    assert (lead.responsible, other.responsible) == (["OES"], [])
    assert (other.answer, other.claimed, other.due_on) == ("awaiting", "", None)
    days = {row.known_on for model in (Response, Deadline, ProgressEntry, Milestone)
            for row in model.objects.all()}  # fmt: skip
    assert days == {document.dated_on}
    assert Milestone.objects.get().text == "by 2020"
    assert ProgressEntry.objects.get().text == "Guidance is out."
    assert told() == [("CEB", "followup.entered")]


@pytest.mark.parametrize(
    ("status", "status_text", "claimed", "proposed"),
    [
        ("not_started", "Not yet", "not_started", False),
        ("in_progress", "In progress", "in_progress", False),
        ("implemented", "Implemented", "implemented", True),
        ("closed", "Closed", "implemented", True),
        (None, "", "", False),
    ],
)
def test_a_status_in_print_is_a_claim_not_a_verification(
    status, status_text, claimed, proposed, document, secretary
):
    one = candidate(
        document, addressees=[WHO], status=status, status_text=status_text, comments="Words"
    )
    lead = accept(one, secretary).addressees.get()
    assert (lead.claimed, lead.proposed, lead.verdict) == (claimed, proposed, "")
    assert lead.heard_on == document.dated_on


def test_a_candidate_that_tells_nothing_more_leaves_no_words(document, secretary):
    lead = accept(candidate(document, addressees=[WHO]), secretary).addressees.get()
    assert (lead.answer, lead.heard_on) == ("awaiting", None)


def test_a_refusal_without_its_reason_in_print_is_kept_as_one(document, secretary):
    accept(candidate(document, addressees=[WHO], response="not_accepted"), secretary)
    assert Response.objects.get().reason == "—"


@pytest.mark.parametrize("dated_on", [None, date(2031, 1, 1)])
def test_what_has_no_day_or_one_to_come_is_known_since_it_was_entered(
    dated_on, document, secretary
):
    Document.objects.update(dated_on=dated_on)
    assert accept(candidate(document), secretary).known_on == TODAY


def test_numbers_are_cut_to_what_a_number_is_and_never_empty(document, secretary):
    long = accept(candidate(document, number="9" * 50, paragraph="8" * 50), secretary)
    assert (long.number, long.paragraph) == ("9" * 40, "8" * 40)
    second = accept(candidate(document, number="", paragraph=""), secretary)
    assert second.number == "2"
    assert accept(candidate(document, number="", paragraph="5"), secretary).number == "5"


def test_every_waiting_candidate_can_be_accepted_at_once(document, secretary):
    for number in ("18", "19", "20"):
        candidate(document, number=number)
    actions.reject(candidate=Candidate.objects.first(), by=secretary, at=AT)
    made = actions.accept_all(document=document, by=secretary, at=AT)
    assert [item.number for item in made] == ["19", "20"]
    assert told() == [("CEB", "followup.rejected"), *[("CEB", "followup.entered")] * 2]
    assert actions.accept_all(document=document, by=secretary, at=AT) == []


def test_one_bad_candidate_keeps_all_out(document, secretary):
    candidate(document)
    candidate(document, addressees=[{"text": "x", "party": "organization:NONE"}])
    with pytest.raises(NotAllowed, match="no known organization"):
        actions.accept_all(document=document, by=secretary, at=AT)
    assert not Item.objects.exists()
    assert told() == []


# --- rejecting, correcting


def test_what_was_left_out_can_be_taken_back(document, secretary):
    one = actions.reject(candidate=candidate(document), by=secretary, at=AT)
    assert (one.proposal, one.decided_by) == (Proposal.REJECTED, secretary)
    one = actions.restore(candidate=one, by=secretary, at=AT)
    assert (one.proposal, one.decided_by, one.decided_at) == (Proposal.PROPOSED, None, None)
    with pytest.raises(NotAllowed, match="Only what was left out"):
        actions.restore(candidate=one, by=secretary, at=AT)
    assert told() == [("CEB", "followup.rejected"), ("CEB", "followup.restored")]


def correct(one, by, **changes):
    return actions.correct(candidate=one, changes=changes, by=by, at=AT)


def test_a_candidate_is_corrected_field_by_field(document, secretary):
    one = correct(candidate(document), secretary, number="18 (a)", addressees=[WHO], response=None)
    assert (one.found["number"], one.found["addressees"]) == ("18 (a)", [WHO])
    assert last_payload() == {
        "number": "18 (a)",
        "span": [4, 44],
        "fields": ["addressees", "number", "response"],
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "wish"},
        {"strange": "field"},
        {"text": 5},
        {"title": None},
        {"acts": "Requested"},
        {"acts": [{"verb": "x"}]},
        {"addressees": [{"text": "x", "party": "organization:NONE"}]},
        {"co_addressees": [{"party": ""}]},
        {"due": [{"text": "x", "date": "31 May"}]},
        {"due": [{"text": "x", "date": 5}]},
        {"response": "maybe"},
        {"status": "verified"},
        {"responsible": [1]},
        {"symbols": {}},
        {"page": "seven"},
    ],
)
def test_a_correction_that_no_item_can_be_made_of_is_refused(changes, document, secretary):
    one = candidate(document)
    [name] = changes
    with pytest.raises(NotAllowed, match=rf"^Not understood: {name}$"):
        correct(one, secretary, **changes)
    one.refresh_from_db()
    assert one.found["number"] == "18"
    assert told() == []


def test_everything_that_intake_finds_may_be_corrected(document, secretary):
    assert correct(candidate(document), secretary, **FOUND).found == FOUND


# --- merging and splitting


def test_two_candidates_become_one_in_the_order_of_the_text(document, secretary):
    first = candidate(document, acts=[{"verb": "A", "text": "a"}], addressees=[WHO], title="")
    second = candidate(
        document, number="19", text="Second", acts=[{"verb": "B", "text": "b"}],
        addressees=[WHO, HLCM], title="Title", comments="c",
    )  # fmt: skip
    Candidate.objects.filter(pk=second.pk).update(start=45, end=70)
    joined = actions.merge(first=second, second=first, by=secretary, at=AT)
    assert joined == first
    assert (joined.start, joined.end) == (4, 70)
    assert joined.found["text"].endswith("risks.\nSecond")
    assert (joined.found["number"], joined.found["title"]) == ("18", "Title")
    assert joined.found["addressees"] == [WHO, HLCM]
    assert len(joined.found["acts"]) == 2
    second.refresh_from_db()
    assert second.proposal == Proposal.MERGED
    assert told() == [("CEB", "followup.merged")]


def test_only_two_different_candidates_of_one_document_are_merged(document, secretary, hlcm):
    one = candidate(document)
    with pytest.raises(NotAllowed, match="Two different candidates of one document"):
        actions.merge(first=one, second=one, by=secretary, at=AT)
    other, _new = actions.upload(data=b"x", name="x.txt", party=hlcm, by=secretary, at=AT)
    foreign = Candidate.objects.create(document=other, position=0, start=0, end=1, found=FOUND)
    with pytest.raises(NotAllowed, match="Two different candidates of one document"):
        actions.merge(first=one, second=foreign, by=secretary, at=AT)


def test_a_candidate_becomes_one_for_each_act(document, secretary):
    acts = [
        {"verb": "Took note", "text": "Took note of it", "start": 4, "end": 10},
        {"verb": "Requested", "text": "Requested more"},
    ]
    one = candidate(document, acts=acts)
    made = actions.split(candidate=one, by=secretary, at=AT)
    assert [(c.found["number"], c.found["text"], c.start, c.end) for c in made] == [
        ("18a", "Took note of it", 4, 10),
        ("18b", "Requested more", 4, 44),
    ]
    one.refresh_from_db()
    assert one.proposal == Proposal.SPLIT
    with pytest.raises(NotAllowed, match="nothing to split"):
        actions.split(candidate=made[0], by=secretary, at=AT)
    assert told() == [("CEB", "followup.split")]


# --- adding, leaving


def test_a_missed_passage_is_added_with_its_paragraph(document, secretary):
    Paragraph.objects.create(
        document=document, position=0, kind="paragraph", number="18", start=4, end=44, page=3
    )
    candidate(document)
    made = actions.add_candidate(
        document=document, start=3, end=24, kind="request", by=secretary, at=AT
    )
    assert (made.start, made.end, made.found["text"]) == (4, 24, "Requested members to")
    assert (made.found["number"], made.found["page"], made.position) == ("18", 3, 0)
    bare = actions.add_candidate(
        document=document, start=0, end=3, kind="decision", by=secretary, at=AT
    )
    assert (bare.found["number"], bare.found["page"]) == ("", None)
    assert accept(bare, secretary).text == "18."


@pytest.mark.parametrize(
    ("start", "end", "kind", "sentence"),
    [
        (44, 45, "request", "Select the words"),
        (9, 9, "request", "Select the words"),
        (50, 9, "request", "Select the words"),
        (10_000, 20_000, "request", "Select the words"),
        (4, 44, "wish", "Not understood: wish"),
    ],
)
def test_no_words_are_no_passage(start, end, kind, sentence, document, secretary):
    with pytest.raises(NotAllowed, match=sentence):
        actions.add_candidate(
            document=document, start=start, end=end, kind=kind, by=secretary, at=AT
        )
    assert told() == []


def test_a_paragraph_that_is_no_act_is_left_once(document, secretary):
    document.unread = [{"paragraph": "19", "why": "x", "start": 45, "end": 70, "left": False}]
    document.save()
    for _time in range(2):
        actions.leave_unread(document=document, position=0, by=secretary, at=AT)
    document.refresh_from_db()
    assert document.unread[0]["left"]
    assert told() == [("CEB", "followup.left_unread")]
    for position in (1, -1):
        with pytest.raises(NotAllowed, match="no such paragraph"):
            actions.leave_unread(document=document, position=position, by=secretary, at=AT)


# --- who, and once


ACTS = {
    "accept": lambda one, by: actions.accept(candidate=one, by=by, at=AT),
    "reject": lambda one, by: actions.reject(candidate=one, by=by, at=AT),
    "correct": lambda one, by: correct(one, by, title="T"),
    "split": lambda one, by: actions.split(candidate=one, by=by, at=AT),
    "merge": lambda one, by: actions.merge(
        first=one, second=candidate(one.document, number="19"), by=by, at=AT
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_only_the_secretariat_decides_and_only_once(
    name, document, secretary, focal, verifier, steward
):
    acts = [{"verb": "A", "text": "a"}, {"verb": "B", "text": "b"}]
    one = candidate(document, acts=acts)
    for somebody in (focal, verifier, steward):
        with pytest.raises(PermissionDenied):
            ACTS[name](one, somebody)
    assert told() == []
    stale = Candidate.objects.get(pk=one.pk)
    actions.reject(candidate=one, by=secretary, at=AT)
    with pytest.raises(NotAllowed, match="decided already"):
        ACTS[name](stale, secretary)


def test_nobody_else_adds_leaves_or_takes_back(document, secretary, focal):
    one = actions.reject(candidate=candidate(document), by=secretary, at=AT)
    with pytest.raises(PermissionDenied):
        actions.restore(candidate=one, by=focal, at=AT)
    with pytest.raises(PermissionDenied):
        actions.add_candidate(document=document, start=0, end=9, kind="request", by=focal, at=AT)
    with pytest.raises(PermissionDenied):
        actions.leave_unread(document=document, position=0, by=focal, at=AT)
    assert not Addressee.objects.exists()
