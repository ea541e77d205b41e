"""What the pages of forms and returns can do, the API can, by the same law."""

import pytest

from quintet.followup import actions
from quintet.followup.models import ProgressEntry, QuestionAnswer, Response
from tests.followup.acts import answer, submit
from tests.followup.api import Caller
from tests.followup.returned import BACK, bring, in_csv, opened, sent_out

pytestmark = pytest.mark.django_db
WHO = "organization:WHO"


@pytest.fixture
def cycle(hlcm, secretary, addressee, other_addressee):
    return opened(hlcm, secretary)


@pytest.fixture
def as_focal(focal):
    return Caller(focal)


def upload(caller, data, status=201):
    from django.core.files.uploadedfile import SimpleUploadedFile

    told = caller.form("returns", file=SimpleUploadedFile("form.csv", data))
    assert told.status_code == status, told.content
    return told.json()


def test_a_form_goes_out_comes_back_and_tells_what_became_of_it(cycle, as_focal, addressee):
    sent = as_focal.send(
        "GET", f"cycles/{cycle.slug}/form", {"party": WHO, "format": "csv", "language": "fr"}
    )
    assert sent.status_code == 200
    assert f"{cycle.slug}-who-fr.csv" in sent["Content-Disposition"]
    data = in_csv(sent.content, {1: {"answer": "accepted", "reason": "Oui."}})
    [returned] = upload(as_focal, data)["new"]
    assert (returned["proposed"], returned["state"]) == (1, "taken")
    rows = as_focal.get(f"returns/{returned['id']}/rows")["items"]
    assert [(row["part"], row["state"], row["file"]["reason"]) for row in rows] == [
        ("response", "proposed", "Oui.")
    ]
    assert rows[0]["addressee"] == str(addressee.uuid)
    file = as_focal.send("GET", f"returns/{returned['id']}/file")
    assert b"".join(file.streaming_content) == data
    again = upload(as_focal, data, status=200)
    assert (again["new"], [one["id"] for one in again["known"]]) == ([], [returned["id"]])
    listed = as_focal.get(f"cycles/{cycle.slug}/returns")["items"]
    assert [one["id"] for one in listed] == [returned["id"]]


def test_a_conflict_is_decided(cycle, as_focal, focal, validator, addressee):
    data = sent_out(cycle, addressee.organization, focal)[1]
    answer(addressee, focal, validator, at=BACK, reason="On the page.")
    told = upload(as_focal, in_csv(data, {1: {"answer": "accepted", "reason": "In the file."}}))
    [row] = as_focal.get(f"returns/{told['new'][0]['id']}/rows")["items"]
    assert (row["state"], row["now"]["reason"]) == ("conflict", "On the page.")
    decided = as_focal.post(
        f"returned-rows/{row['id']}/decision", {"choice": "joined", "reason": "Both."}
    )
    assert decided["state"] == "proposed"
    assert Response.objects.order_by("version").last().reason == "Both."


def test_who_asks_sees_that_a_file_came_and_not_what_is_in_it(cycle, focal, secretary, verifier):
    data = sent_out(cycle, focal.roles.get().organization, focal)[1]
    [returned] = bring(in_csv(data, {1: {"answer": "accepted"}}), focal).new
    asks = Caller(secretary)
    assert asks.get(f"returns/{returned.pk}")["proposed"] == 1
    asks.get(f"returns/{returned.pk}/rows", status=403)
    asks.get(f"returns/{returned.pk}/file", status=403)
    Caller(verifier).get(f"returns/{returned.pk}", status=404)


def line(addressee, told, was=None):
    return {"addressee": str(addressee.uuid), "told": told, "was": was or {}}


def test_many_answers_at_once_are_proposed(cycle, as_focal, addressee):
    lines = [
        line(addressee, {"answer": "accepted", "responsible": ["OES"], "text": "Half.", "status": "in_progress"}),
        {"question": 1, "told": {"reply": "Money."}, "was": {}},
    ]  # fmt: skip
    told = as_focal.post(f"cycles/{cycle.slug}/lines", {"party": WHO, "lines": lines})
    assert [(one["part"], one["status"], one["state"]) for one in told] == [
        ("response", 201, "proposed"), ("progress", 201, "proposed"), ("question", 201, "proposed"),
    ]  # fmt: skip
    assert Response.objects.get().responsible == ["OES"]
    assert ProgressEntry.objects.get().as_at == cycle.as_at
    assert QuestionAnswer.objects.get().text == "Money."


def test_what_was_changed_meanwhile_is_a_409_with_what_stands_now(
    cycle, as_focal, focal, validator, addressee
):
    [row, _question] = as_focal.get(f"cycles/{cycle.slug}/lines", party=WHO)["items"]
    answer(addressee, focal, validator, reason="On the page.", due_on=cycle.due_on)
    lines = [line(addressee, {"answer": "partially_accepted", "reason": "By API."}, row["now"])]
    [told] = as_focal.post(f"cycles/{cycle.slug}/lines", {"party": WHO, "lines": lines})
    assert (told["status"], told["state"]) == (409, "conflict")
    assert told["now"]["reason"] == "On the page."
    assert Response.objects.count() == 1
    lines[0]["was"] = told["now"]
    [told] = as_focal.post(f"cycles/{cycle.slug}/lines", {"party": WHO, "lines": lines})
    assert (told["status"], told["state"]) == (201, "proposed")
    last = Response.objects.order_by("version").last()
    assert (last.reason, last.due_on) == ("By API.", cycle.due_on)


def test_what_says_the_same_changes_nothing(cycle, as_focal, focal, validator, addressee):
    answer(addressee, focal, validator, reason="Yes.")
    lines = [line(addressee, {"answer": "accepted", "reason": "Yes."}, {"answer": "accepted", "reason": "Yes."})]  # fmt: skip
    [told] = as_focal.post(f"cycles/{cycle.slug}/lines", {"party": WHO, "lines": lines})
    assert (told["status"], told["state"]) == (200, "unchanged")


def test_lines_that_the_rules_or_the_cycle_refuse_leave_the_others(
    cycle, as_focal, addressee, other_addressee
):
    lines = [
        line(other_addressee, {"answer": "accepted"}),
        line(addressee, {"answer": "not_accepted", "status": "in_progress", "text": "Some."}),
    ]
    told = as_focal.post(f"cycles/{cycle.slug}/lines", {"party": WHO, "lines": lines})
    assert [(one["status"], one["state"]) for one in told] == [
        (404, None), (409, "refused"), (201, "proposed"),
    ]  # fmt: skip
    assert told[1]["why"] == "Give the reason for this answer."
    twice = {"party": WHO, "lines": [lines[1], lines[1]]}
    as_focal.say("POST", f"cycles/{cycle.slug}/lines", twice, status=409)


@pytest.mark.parametrize("somebody", ["other_focal", "validator", "secretary", "steward"])
def test_many_answers_are_for_who_answers_for_the_party(cycle, somebody, addressee, request):
    caller = Caller(request.getfixturevalue(somebody))
    body = {"party": WHO, "lines": [line(addressee, {"answer": "accepted"})]}
    caller.say("POST", f"cycles/{cycle.slug}/lines", body, status=403)
    assert not Response.objects.exists()


def test_a_file_that_came_by_mail_is_taken_over(cycle, as_focal, focal, addressee):
    data = sent_out(cycle, addressee.organization, focal)[1]
    filled = in_csv(data, {1: {"answer": "accepted"}})
    [mailed] = actions.receive_return(data=filled, name="f", sender="a@b.org", at=BACK).new
    assert as_focal.get("needs")["forms"] == [mailed.pk]
    taken = as_focal.post(f"returns/{mailed.pk}/take-over")
    assert (taken["state"], taken["proposed"], taken["sender"]) == ("taken", 1, "a@b.org")
    assert as_focal.get("needs")["forms"] == []


def test_what_is_asked_of_a_party_is_read_by_its_people_and_by_who_asks(
    cycle, secretary, verifier, focal, addressee
):
    submit(addressee, focal, reason="Between us.")
    own = Caller(focal).get(f"cycles/{cycle.slug}/lines", party=WHO)["items"]
    assert own[0]["now"]["reason"] == "Between us."
    asks = Caller(secretary).get(f"cycles/{cycle.slug}/lines", party=WHO)["items"]
    assert asks[0]["now"]["reason"] is None
    Caller(verifier).get(f"cycles/{cycle.slug}/lines", party=WHO, status=403)
