"""Reporting cycles by the API: the same acts and lists as on the pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quintet.core.rules import RoleCode
from quintet.followup import actions
from quintet.followup.models import Delegation, ReportingCycle
from tests.conftest import person
from tests.followup.acts import answer, submit
from tests.followup.api import Caller
from tests.followup.cycles import handed, opened, reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Caller()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def asked(now):
    day = now.date()
    return {
        "as_at": day.isoformat(),
        "due_on": (day + timedelta(days=30)).isoformat(),
        "questions": ["How often?"],
        "signed": True,
    }


@pytest.fixture
def cycle(hlcm, addressee, other_addressee, secretary, now):
    return opened(hlcm, secretary, at=now, signed=True, questions=["How often?"])


def test_a_cycle_is_opened_by_the_bodys_secretariat_and_makes_silence_show(
    visitor, addressee, secretary, focal, asked
):
    Caller(focal).post("cycles", asked | {"body": "HLCM"}, status=403)
    made = Caller(secretary).post("cycles", asked | {"body": "HLCM", "title": "Autumn"}, status=201)
    assert (made["slug"], made["title"], made["body"]) == (
        ReportingCycle.objects.get().slug, "Autumn", "HLCM",
    )  # fmt: skip
    assert made["answers"] == {"asked": 1, "answered": 0, "started": 0, "silent": 1}
    assert made["questions"] == [{"position": 1, "text": "How often?"}]
    by = Caller(focal)
    assert by.get("cycles", body="hlcm")["items"] == [made]
    assert by.get("cycles", body="none")["items"] == []
    assert by.get(f"cycles/{made['slug']}") == made
    by.get("cycles/none", status=404)
    visitor.get("cycles", status=401)
    [row] = visitor.get("items")["items"][0]["addressees"]
    assert row["flags"] == ["silent"]


def test_a_cycle_is_opened_for_a_document_or_a_filter(addressee, other_addressee, secretary, asked):
    by = Caller(secretary)
    made = by.post("cycles", asked | {"document": "ceb-2021-3"}, status=201)
    assert (made["wanted"], made["answers"]["asked"]) == (
        {"body": "HLCM", "document": "ceb-2021-3"}, 2,
    )  # fmt: skip
    narrow = asked | {"party": "organization:WHO", "asking": "body:HLCM"}
    made = by.post("cycles", narrow, status=201)
    assert (made["wanted"]["party"], made["answers"]["asked"]) == ("organization:WHO", 1)
    by.post("cycles", asked | {"document": "none"}, status=404)
    by.post("cycles", asked, status=404)
    nothing = by.post("cycles", asked | {"body": "HLCM", "kind": "decision"}, status=409)
    assert "Nobody owes anything" in nothing["detail"]


def test_parties_and_asks_are_listed_by_state(
    cycle, addressee, other_addressee, focal, validator, member, now
):
    answer(addressee, focal, validator, at=now)
    by = Caller(member)
    rows = by.get(f"cycles/{cycle.slug}/parties")["items"]
    assert [(row["party"]["reference"], row["state"], row["reached"]) for row in rows] == [
        ("organization:ILO", "silent", False), ("organization:WHO", "answered", True),
    ]  # fmt: skip
    assert rows[1]["answers"] == {"asked": 1, "answered": 1, "started": 0, "silent": 0}
    [silent] = by.get(f"cycles/{cycle.slug}/parties", state="silent")["items"]
    assert silent["party"]["reference"] == "organization:ILO"
    asks = by.get(f"cycles/{cycle.slug}/asks", party="organization:WHO")["items"]
    assert [(one["state"], one["addressee"]["id"]) for one in asks] == [
        ("answered", str(addressee.uuid))
    ]
    [left] = by.get(f"cycles/{cycle.slug}/asks", state="silent")["items"]
    assert left["addressee"]["id"] == str(other_addressee.uuid)


def test_a_question_is_answered_and_reviewed(cycle, who, focal, validator, other_focal, secretary):
    by, words = Caller(focal), {"party": "organization:WHO", "text": "Every year."}
    path = f"cycles/{cycle.slug}/questions/1/answers"
    Caller(other_focal).post(path, words, status=403)
    by.post(f"cycles/{cycle.slug}/questions/9/answers", words, status=404)
    by.post(path, words | {"party": "post:NONE"}, status=409)
    said = by.post(path, words, status=201)
    assert (said["question"], said["record"], said["by"]) == (1, "submitted", "Focal")
    assert by.get(f"cycles/{cycle.slug}/answers")["items"] == [said]
    assert Caller(other_focal).get(f"cycles/{cycle.slug}/answers")["items"] == []
    review = f"question-answers/{said['id']}/review"
    by.post(review, {"approve": True}, status=403)
    Caller(other_focal).post(review, {"approve": True}, status=404)
    assert Caller(validator).get("needs")["questions"] == [said["id"]]
    done = Caller(validator).post(review, {"approve": True})
    assert (done["record"], done["reviewed_by"]) == ("approved", "Validator")
    seen = Caller(other_focal).get(f"cycles/{cycle.slug}/answers", party="organization:WHO")
    assert seen["items"] == [done]


def test_a_principal_signs(cycle, who, addressee, focal, validator, now):
    head = Caller(person("principal", RoleCode.PRINCIPAL, who))
    words = {"party": "organization:WHO", "note": "As agreed."}
    path = f"cycles/{cycle.slug}/signatures"
    Caller(focal).post(path, words, status=403)
    assert "Nothing has been answered" in head.post(path, words, status=409)["detail"]
    answer(addressee, focal, validator, at=now - timedelta(minutes=1))
    assert head.get("needs")["cycles"][0]["to_sign"]
    row = head.post(path, words, status=201)
    assert (row["signature"], row["signed_by"]) == ("signed", "Principal")


def test_a_cycle_is_closed_by_its_secretariat(cycle, focal, secretary):
    Caller(focal).post(f"cycles/{cycle.slug}/close", status=403)
    closed = Caller(secretary).post(f"cycles/{cycle.slug}/close")
    assert closed["closed_on"]
    told = Caller(secretary).post(f"cycles/{cycle.slug}/close", status=409)
    assert "is closed" in told["detail"]


def test_something_is_delegated_and_taken_back(
    cycle, who, addressee, other_addressee, focal, other_focal, member
):
    colleague = person("colleague", RoleCode.MEMBER, who)
    by = Caller(focal)
    [found] = by.get("delegates", party="organization:WHO")["items"]
    assert found == {"id": str(colleague.uuid), "name": "Colleague"}
    assert Caller(other_focal).get("delegates", party="organization:WHO")["items"] == []
    words = {"addressees": [str(addressee.uuid)], "person": str(colleague.uuid), "unit": "IT"}
    Caller(other_focal).post("delegations", words, status=403)
    assert by.post("delegations", words | {"person": str(member.uuid)}, status=409)
    [made] = by.post("delegations", words, status=201)
    assert (made["person"]["name"], made["unit"], made["ended_at"]) == ("Colleague", "IT", None)
    theirs = Caller(colleague)
    assert theirs.get("delegations")["items"] == by.get("delegations")["items"] == [made]
    assert Caller(other_focal).get("delegations")["items"] == []
    assert [one["id"] for one in theirs.get("needs")["delegated"]] == [str(addressee.uuid)]
    said = {"answer": "accepted"}
    assert theirs.post(f"addressees/{addressee.uuid}/responses", said, status=201)
    theirs.post(f"addressees/{other_addressee.uuid}/responses", said, status=403)
    Caller(other_focal).post(f"delegations/{made['id']}/end", status=404)
    theirs.post(f"delegations/{made['id']}/end", status=403)
    assert by.post(f"delegations/{made['id']}/end")["ended_at"]
    assert not Delegation.objects.filter(ended_at__isnull=True).exists()


def test_the_journal_tells_of_cycles_what_each_may_know(
    cycle, who, addressee, focal, validator, other_focal, secretary, visitor, now
):
    submit(addressee, focal, at=now)
    handed([addressee], validator, focal, at=now)
    said = reply(cycle, who, focal, at=now)
    actions.review_question_answer(said=said, approve=True, by=validator, at=now)

    def told(caller, code):
        entries = caller.get(f"organizations/{code}/journal/entries")["items"]
        return {one["verb"]: one["payload"] for one in entries}

    assert told(Caller(other_focal), "CEB")["followup.cycle_opened"]["asked"] == 2
    assert "followup.cycle_opened" not in told(visitor, "CEB")
    own, theirs = told(Caller(focal), "WHO"), told(Caller(other_focal), "WHO")
    for verb in ("followup.question_submitted", "followup.delegated"):
        assert own[verb]
        assert verb not in theirs
    assert theirs["followup.question_approved"]["text"] == "Twice a year."
