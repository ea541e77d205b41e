"""No change without its entry, no entry without its change: for every act there is.

Each act is run with the database failing at its first write, then at its second, and so on until it
succeeds: after every failure nothing at all has changed; after success there is exactly one entry.
"""

import inspect
from contextlib import contextmanager
from datetime import date

import pytest
from django.apps import apps
from django.db import OperationalError, connection

from quintet.core import actions as core_actions
from quintet.core import queries as core_queries
from quintet.core.models import JournalEntry, Organization
from quintet.core.queries import verify_journal
from quintet.followup import actions
from quintet.followup.models import ProgressEntry, Response
from quintet.followup.rules import Verdict
from tests.conftest import AT, TODAY
from tests.followup.acts import DUE, candidate, claim, report, submit
from tests.followup.test_actions_documents import reading

pytestmark = pytest.mark.django_db

# Writes that are nobody's act: the outbox, the state of a machine's attempt, keys of a person.
NO_ACTS = {
    "followup": {"Proof", "refuse_reading", "remind"},
    "core": {
        "issue_token", "keep_answer", "notify", "publish_checkpoints", "read_notices", "record",
        "revoke_token", "send_notices",
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


def nothing(w):
    return None


def secretary(w):
    return {"by": w.secretary, "at": AT}


# The name of an act: what goes before it, and the act itself.
FOLLOWUP = {
    "accept": (told_candidate, lambda w, c: actions.accept(candidate=c, **secretary(w))),
    "accept_all": (told_candidate, lambda w, c: actions.accept_all(document=w.document, **secretary(w))),
    "add_candidate": (nothing, lambda w, _: actions.add_candidate(document=w.document, start=0, end=9, kind="request", **secretary(w))),
    "add_milestone": (nothing, lambda w, _: actions.add_milestone(addressee=w.addressee, text="t", due_on=DUE, by=w.focal, at=AT)),
    "archive": (nothing, lambda w, _: actions.archive(item=w.item, reason="r", **secretary(w))),
    "assign": (nothing, lambda w, _: actions.assign(item=w.item, party=w.ilo, due_on=DUE, **secretary(w))),
    "correct": (two_acts, lambda w, c: actions.correct(candidate=c, changes={"title": "t"}, **secretary(w))),
    "describe": (nothing, lambda w, _: actions.describe(document=w.document, title="t", symbol="s", dated_on=TODAY, session=None, language="en", **secretary(w))),
    "keep_reading": (waiting, lambda w, d: actions.keep_reading(document=d, reading=reading(), **secretary(w))),
    "leave_unread": (unread, lambda w, _: actions.leave_unread(document=w.document, position=0, **secretary(w))),
    "meet_milestone": (
        lambda w: actions.add_milestone(addressee=w.addressee, text="t", due_on=DUE, by=w.focal, at=AT),
        lambda w, m: actions.meet_milestone(milestone=m, met_on=TODAY, by=w.focal, at=AT),
    ),
    "merge": (
        lambda w: (told_candidate(w), two_acts(w)),
        lambda w, two: actions.merge(first=two[0], second=two[1], **secretary(w)),
    ),
    "move_deadline": (nothing, lambda w, _: actions.move_deadline(addressee=w.addressee, due_on=DUE, reason="r", by=w.focal, at=AT)),
    "open_cycle": (nothing, lambda w, _: actions.open_cycle(body=w.hlcm, as_at=TODAY, due_on=DUE, **secretary(w))),
    "publish": (unpublished, lambda w, _: actions.publish(document=w.document, **secretary(w))),
    "reject": (two_acts, lambda w, c: actions.reject(candidate=c, **secretary(w))),
    "restore": (
        lambda w: actions.reject(candidate=two_acts(w), **secretary(w)),
        lambda w, c: actions.restore(candidate=c, **secretary(w)),
    ),
    "review_progress": (
        lambda w: report(w.addressee, w.focal, proposes=True).pk,
        lambda w, pk: actions.review_progress(entry=ProgressEntry.objects.get(pk=pk), approve=True, by=w.validator, at=AT),
    ),
    "review_response": (
        lambda w: submit(w.addressee, w.focal, due_on=DUE).pk,
        lambda w, pk: actions.review_response(response=Response.objects.get(pk=pk), approve=True, by=w.validator, at=AT),
    ),
    "split": (two_acts, lambda w, c: actions.split(candidate=c, **secretary(w))),
    "submit_progress": (nothing, lambda w, _: report(w.addressee, w.focal, evidence=[actions.Proof("a.txt", data=b"a"), actions.Proof("b", url="https://example.org")])),
    "submit_response": (nothing, lambda w, _: submit(w.addressee, w.focal)),
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


def everything():
    """All rows of all tables of the house."""
    tables = [
        model._meta.db_table
        for app in ("core", "followup")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


@contextmanager
def failing_at(number):
    """The database refuses the write with this number, as a full disk would."""
    left = number

    def refuse(execute, sql, params, many, context):
        nonlocal left
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            left -= 1
            if left == 0:
                raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def test_every_write_of_the_house_is_known_here():
    told = {
        name
        for name, found in inspect.getmembers(core_actions, inspect.isfunction)
        if found.__module__ == core_actions.__name__ and not name.startswith("_")
    }
    assert set(CORE) | NO_ACTS["core"] == told
    assert set(FOLLOWUP) | NO_ACTS["followup"] == set(actions.__all__)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_is_one_entry_and_its_change_or_neither(name, request):
    w = World(request.getfixturevalue)
    prepare, act = ACTS[name]
    prepared = prepare(w)
    before, entries = everything(), JournalEntry.objects.count()
    failures = 0
    while True:
        try:
            with failing_at(failures + 1):
                act(w, prepared)
            break
        except OperationalError:
            failures += 1
            assert everything() == before, f"write {failures} failed, and something stayed"
    assert failures >= 4  # a change, and the journal's entry, payload and head
    assert JournalEntry.objects.count() == entries + 1
    assert everything() != before
    for organization in Organization.objects.all():
        assert verify_journal(organization) is None


@pytest.mark.parametrize("name", sorted(NO_ACTS["followup"] - {"Proof"}))
def test_what_is_nobodys_act_leaves_no_entry(name, request):
    w = World(request.getfixturevalue)
    document = waiting(w)
    entries = JournalEntry.objects.count()
    if name == "remind":
        actions.remind(at=AT)
    else:
        actions.refuse_reading(document=document, why="encrypted")
    assert JournalEntry.objects.count() == entries
    assert core_queries.verify_journal(w.ceb) is None
