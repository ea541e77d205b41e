"""No change without its entry, no entry without its change: for every act of core and follow-up."""

from datetime import date

import pytest

from quintet.core import actions as core_actions
from quintet.core import queries as core_queries
from quintet.core.models import JournalEntry
from quintet.followup import actions
from quintet.followup.intake.document import Unreadable
from quintet.followup.models import Anchor, Document, File, ProgressEntry, QuestionAnswer, Response
from quintet.followup.rules import Disposition, Revision, Verdict
from quintet.followup.rules.returns import Choice
from tests.conftest import AT, TODAY, person
from tests.followup.acts import DUE, candidate, claim, report, submit
from tests.followup.cycles import handed, reply
from tests.followup.issued import closed
from tests.followup.returned import BACK, in_csv, opened, sent_out
from tests.followup.test_actions_documents import reading
from tests.whole import is_whole

pytestmark = pytest.mark.django_db

# Writes that are nobody's act: the outbox, the state of a machine's attempt, keys of a person.
NO_ACTS = {
    "followup": {"Brought", "Line", "Outcome", "Proof", "refuse_reading", "remind"},
    "core": {
        "issue_token", "keep_answer", "notify", "publish_checkpoints", "read_notices", "record",
        "renew_calendar",
        "revoke_token", "send_notices", "keep_file", "session_moved",
    },
}  # fmt: skip


class World:
    """Everybody and everything that an act may need."""

    def __init__(self, fixture):
        for name in (
            "ceb", "who", "ilo", "hlcm", "secretary", "verifier", "focal", "validator",
            "other_focal", "steward", "member", "document", "item", "addressee",
        ):  # fmt: skip
            setattr(self, name, fixture(name))


def unread(w):
    w.document.unread = [{"paragraph": "19", "why": "", "start": 45, "end": 70, "left": False}]
    w.document.save()


def waiting(w):
    return actions.upload(data=b"x", name="x.txt", party=w.hlcm, by=w.secretary, at=AT)[0]


def unpublished(w):
    w.item.published_on = None
    w.item.save()


def two_acts(w):
    return candidate(w.document, acts=[{"verb": "A", "text": "a"}, {"verb": "B", "text": "b"}])


def told_candidate(w):
    """A candidate that brings everything with it."""
    return candidate(
        w.document,
        number="19",
        addressees=[{"text": "WHO", "party": "organization:WHO"}],
        acts=[{"verb": "A", "text": "a"}],
        response="accepted",
        status="implemented",
        due=[{"text": "a", "date": "2021-12-01"}, {"text": "b", "date": "2022-12-01"}],
    )


def told_session(w):
    w.document.sessions_told = [{"number": 42, "starts_on": "2021-12-01", "ends_on": ""}]
    w.document.save()


def nothing(w):
    return None


def secretary(w):
    return {"by": w.secretary, "at": AT}


def cycle_question(w):
    return opened(w.hlcm, w.secretary).questions.get()


def reply_to(w):
    return reply(cycle_question(w).cycle, w.who, w.focal).pk


def to_sign(w):
    """A cycle in which something is approved, and a principal who did not write it."""
    cycle = opened(w.hlcm, w.secretary, signed=True)
    claim(w.addressee, w.focal, w.validator)
    return cycle, person("principal", "principal", w.who)


def handed_over(w):
    return handed([w.addressee], w.validator, w.focal)[0]


def came_back(w, **filled):
    """A form as it came back; unfilled, so that bringing it is one act."""
    cycle = opened(w.hlcm, w.secretary)
    _form, data = sent_out(cycle, w.who, w.focal)
    return in_csv(data, {1: filled})


def by_mail(w):
    return actions.receive_return(data=came_back(w), name="f", sender="a@b.org", at=BACK).new[0]


def torn(w):
    [returned] = actions.take_return(
        data=came_back(w, answer="not_accepted"), name="f", by=w.focal, at=BACK
    ).new
    return returned.rows.get(state="refused")


def later_version(w):
    """A published Rev.1 of the document, in which somebody has to say what became of the item."""
    text = "18. Requested all members to review their risks."
    file = File.objects.create(sha256="1" * 64, size=len(text), media_type="text/plain")
    later = Document.objects.create(
        slug="later", file=file, name="later.txt", organization=w.ceb, body=w.hlcm, reading="read",
        text=text, uploaded_by=w.secretary, uploaded_at=AT, revises=w.document,
        revision="revision", published_on=TODAY,
    )  # fmt: skip
    later.paragraphs.create(position=0, kind="paragraph", number="18", start=4, end=len(text))
    return Anchor.objects.create(
        item=w.item, document=later, state="changed", number="18", start=4, end=len(text),
        text=text[4:],
    )  # fmt: skip


def not_linked(w):
    """A document that is a later version of the other, and nobody has said so yet."""
    later = later_version(w).document
    later.anchors.all().delete()
    Document.objects.filter(pk=later.pk).update(revises=None, revision="")
    return Document.objects.get(pk=later.pk)


# The name of an act: what goes before it, and the act itself.
FOLLOWUP = {
    "accept": (told_candidate, lambda w, c: actions.accept(candidate=c, **secretary(w))),
    "accept_all": (told_candidate, lambda w, c: actions.accept_all(document=w.document, **secretary(w))),
    "add_candidate": (nothing, lambda w, _: actions.add_candidate(document=w.document, start=0, end=9, kind="request", **secretary(w))),
    "add_milestone": (nothing, lambda w, _: actions.add_milestone(addressee=w.addressee, text="t", due_on=DUE, by=w.focal, at=AT)),
    "answer_many": (
        lambda w: opened(w.hlcm, w.secretary),
        lambda w, cycle: actions.answer_many(cycle=cycle, party=w.who, lines=[actions.Line(w.addressee.uuid, {"answer": "accepted"}, {})], by=w.focal, at=AT),
    ),
    "archive": (nothing, lambda w, _: actions.archive(item=w.item, reason="r", **secretary(w))),
    "answer_question": (cycle_question, lambda w, q: actions.answer_question(question=q, party=w.who, text="t", by=w.focal, at=AT)),
    "freeze": (
        lambda w: closed(w.hlcm, w.secretary, at=AT),
        lambda w, c: actions.freeze(cycle=c, reason="r", **secretary(w)),
    ),
    "issue": (
        lambda w: closed(w.hlcm, w.secretary, at=AT).snapshots.get(),
        lambda w, one: actions.issue(snapshot=one, language="en", form="csv", at=AT),
    ),
    "close_cycle": (lambda w: opened(w.hlcm, w.secretary), lambda w, c: actions.close_cycle(cycle=c, **secretary(w))),
    "delegate": (nothing, lambda w, _: actions.delegate(addressees=[w.addressee], person=w.validator, by=w.focal, at=AT)),
    "end_delegation": (handed_over, lambda w, given: actions.end_delegation(delegation=given, by=w.focal, at=AT)),
    "review_question_answer": (
        reply_to,
        lambda w, pk: actions.review_question_answer(said=QuestionAnswer.objects.get(pk=pk), approve=True, by=w.validator, at=AT),
    ),
    "sign": (to_sign, lambda w, two: actions.sign(cycle=two[0], party=w.who, by=two[1], at=AT)),
    "assign": (nothing, lambda w, _: actions.assign(item=w.item, party=w.ilo, due_on=DUE, **secretary(w))),
    "correct": (two_acts, lambda w, c: actions.correct(candidate=c, changes={"title": "t"}, **secretary(w))),
    "decide_conflict": (torn, lambda w, row: actions.decide_conflict(row=row, choice=Choice.REGISTER, by=w.focal, at=BACK)),
    "decide_session": (told_session, lambda w, _: actions.decide_session(document=w.document, number=42, take=False, **secretary(w))),
    "describe": (nothing, lambda w, _: actions.describe(document=w.document, title="t", symbol="s", dated_on=TODAY, session=None, language="en", **secretary(w))),
    "keep_reading": (waiting, lambda w, d: actions.keep_reading(document=d, reading=reading(), **secretary(w))),
    "keep_words": (later_version, lambda w, a: actions.keep_words(anchor=a, **secretary(w))),
    "leave_unread": (unread, lambda w, _: actions.leave_unread(document=w.document, position=0, **secretary(w))),
    "make_form": (lambda w: opened(w.hlcm, w.secretary), lambda w, cycle: actions.make_form(cycle=cycle, party=w.who, language="en", by=w.focal, at=AT)),
    "make_silent_forms": (lambda w: opened(w.hlcm, w.secretary), lambda w, cycle: actions.make_silent_forms(cycle=cycle, language="en", by=w.secretary, at=AT)),
    "meet_milestone": (
        lambda w: actions.add_milestone(addressee=w.addressee, text="t", due_on=DUE, by=w.focal, at=AT),
        lambda w, m: actions.meet_milestone(milestone=m, met_on=TODAY, by=w.focal, at=AT),
    ),
    "merge": (
        lambda w: (told_candidate(w), two_acts(w)),
        lambda w, two: actions.merge(first=two[0], second=two[1], **secretary(w)),
    ),
    "move_deadline": (nothing, lambda w, _: actions.move_deadline(addressee=w.addressee, due_on=DUE, reason="r", by=w.focal, at=AT)),
    "open_cycle": (nothing, lambda w, _: actions.open_cycle(party=w.hlcm, as_at=TODAY, due_on=DUE, **secretary(w))),
    "place_item": (later_version, lambda w, a: actions.place_item(anchor=a, start=4, end=12, **secretary(w))),
    "publish": (unpublished, lambda w, _: actions.publish(document=w.document, **secretary(w))),
    "receive_return": (came_back, lambda w, data: actions.receive_return(data=data, name="f", sender="a@b.org", at=BACK)),
    "reject": (two_acts, lambda w, c: actions.reject(candidate=c, **secretary(w))),
    "restore": (
        lambda w: actions.reject(candidate=two_acts(w), **secretary(w)),
        lambda w, c: actions.restore(candidate=c, **secretary(w)),
    ),
    "retire": (
        lambda w: type(w.item).objects.filter(pk=w.item.pk).update(retires_on=TODAY),
        lambda w, _: actions.retire(item=w.item, at=AT),
    ),
    "review_item": (nothing, lambda w, _: actions.review_item(item=w.item, disposition=Disposition.RETIRE, reason="r", **secretary(w))),
    "review_progress": (
        lambda w: report(w.addressee, w.focal, proposes=True).pk,
        lambda w, pk: actions.review_progress(entry=ProgressEntry.objects.get(pk=pk), approve=True, by=w.validator, at=AT),
    ),
    "review_response": (
        lambda w: submit(w.addressee, w.focal, due_on=DUE).pk,
        lambda w, pk: actions.review_response(response=Response.objects.get(pk=pk), approve=True, by=w.validator, at=AT),
    ),
    "revise": (not_linked, lambda w, d: actions.revise(document=d, earlier=w.document, revision=Revision.REVISION, **secretary(w))),
    "split": (two_acts, lambda w, c: actions.split(candidate=c, **secretary(w))),
    "submit_progress": (nothing, lambda w, _: report(w.addressee, w.focal, evidence=[actions.Proof("a.txt", data=b"a"), actions.Proof("b", url="https://example.org")])),
    "submit_response": (nothing, lambda w, _: submit(w.addressee, w.focal)),
    "take_over": (by_mail, lambda w, mailed: actions.take_over(returned=mailed, by=w.focal, at=BACK)),
    "take_return": (came_back, lambda w, data: actions.take_return(data=data, name="f", by=w.focal, at=BACK)),
    "take_words": (later_version, lambda w, a: actions.take_words(anchor=a, **secretary(w))),
    "tag": (nothing, lambda w, _: actions.tag(item=w.item, codes=["3", "3.4"], **secretary(w))),
    "upload": (nothing, lambda w, _: actions.upload(data=b"x", name="x", party=w.hlcm, **secretary(w))),
    "verify": (
        lambda w: claim(w.addressee, w.focal, w.validator),
        lambda w, _: actions.verify(addressee=w.addressee, verdict=Verdict.IMPLEMENTED, reason="", by=w.verifier, at=AT),
    ),
}  # fmt: skip
CORE = {
    "add_person": (nothing, lambda w, _: core_actions.add_person(username="n", name="N", email="n@example.org", language="en", by=w.steward, at=AT, organization=w.who)),
    "end_role": (
        lambda w: w.focal.roles.get(),
        lambda w, role: core_actions.end_role(role=role, ends_on=TODAY, by=w.steward, at=AT),
    ),
    "erase": (
        lambda w: core_actions.record(organization=w.who, by=None, at=AT, verb="v", subject="s"),
        lambda w, entry: core_actions.erase(entry=entry, reason="r", by=w.steward, at=AT),
    ),
    "grant_role": (nothing, lambda w, _: core_actions.grant_role(person=w.member, code="verifier", party=w.hlcm, starts_on=TODAY, ends_on=None, by=w.steward, at=AT)),
    "keep_session": (nothing, lambda w, _: core_actions.keep_session(body=w.hlcm, number=9, starts_on=date(2021, 1, 1), ends_on=None, **secretary(w))),
    "load_reference": (nothing, lambda w, _: core_actions.load_reference(lists=SOME_LISTS, at=AT)),
}  # fmt: skip
SOME_LISTS = {
    "organizations": {"edition": 1, "organizations": [{"code": "UPU", "names": {"en": "UPU"}, "kind": "other"}]},
    "bodies": {"edition": 1, "bodies": [{"code": "NEW", "names": {}, "kind": "forum", "organization": "UPU", "members": ["UPU"]}]},
    "sessions": {"edition": 1, "sessions": [{"body": "NEW", "number": 1}]},
    "posts": {"edition": 1, "posts": [{"code": "HEAD", "names": {}, "organization": "UPU"}]},
}  # fmt: skip
ACTS = {f"followup.{name}": act for name, act in FOLLOWUP.items()} | {
    f"core.{name}": act for name, act in CORE.items()
}


def test_every_write_is_known_here():
    assert set(CORE) | NO_ACTS["core"] == set(core_actions.__all__)
    assert set(FOLLOWUP) | NO_ACTS["followup"] == set(actions.__all__)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_is_one_entry_and_its_change_or_neither(name, request):
    w = World(request.getfixturevalue)
    prepare, act = ACTS[name]
    prepared = prepare(w)
    is_whole(lambda: act(w, prepared))


@pytest.mark.parametrize("name", ["refuse_reading", "remind"])
def test_what_is_nobodys_act_leaves_no_entry(name, request):
    w = World(request.getfixturevalue)
    document = waiting(w)
    entries = JournalEntry.objects.count()
    if name == "remind":
        actions.remind(at=AT)
    else:
        actions.refuse_reading(document=document, why=Unreadable("The file is empty."))
    assert JournalEntry.objects.count() == entries
    assert core_queries.verify_journal(w.ceb) is None
