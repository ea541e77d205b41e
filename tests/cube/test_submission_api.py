"""What the pages of submissions and publications can do, the API can, by the same law."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from quintet.cube.models import Submission
from tests.cube.journey import FIGURES, HEAD, published, submitted
from tests.followup.api import Caller

pytestmark = pytest.mark.django_db
WRONG = HEAD + "".join(f"2020,WHO,expense,EXP,E01,{place},3,3.8,USD,1\n" for place in ("ken", "xx", "ken"))  # fmt: skip


@pytest.fixture(autouse=True)
def _folder(tmp_path, settings):
    settings.DATA = tmp_path


@pytest.fixture
def steward_calls(data_steward):
    return Caller(data_steward)


def upload(caller, text=FIGURES, status=201, **fields):
    told = {"organization": "who", "year": "2020", "measure": "expense"} | fields
    told |= {"file": SimpleUploadedFile("figures.csv", text.encode())}
    answer = caller.form("cube/submissions", **told)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_figures_go_from_a_file_to_the_public(
    ceb, who, steward_calls, data_steward, validator, publisher
):
    told = upload(steward_calls, control_total="250.00")
    address = f"cube/submissions/{told['uuid']}"
    assert (told["state"], told["next"], told["rows"]) == ("checked", "approval", 3)
    assert upload(steward_calls, status=200)["uuid"] == told["uuid"]
    second, secretariat = Caller(validator), Caller(publisher)
    assert [one["uuid"] for one in second.get("cube/waiting")["to_approve"]] == [told["uuid"]]
    assert steward_calls.post(f"{address}/approve", status=403)
    assert second.post(f"{address}/approve")["next"] == "publication"
    assert secretariat.get("cube/waiting")["to_publish"]
    told = secretariat.post(f"{address}/publish")
    assert (told["state"], told["submitted_by"]) == ("published", "Data_Steward")

    row = Caller().get(f"cube/publications/{told['publication']}")
    assert (row["series"], row["status"], row["difference"]) == ("WHO/2020/expense", "stands", None)
    assert row["slices"][0]["total"] == "250.00"
    assert {"dimension": "goal", "rows": "1", "amount": "1"} in row["coverage"]
    assert "published_by" not in row
    [listed] = Caller().get("cube/publications?entity=WHO&year=2020&status=stands")["items"]
    assert listed["id"] == row["id"]
    assert not Caller().get("cube/publications", entity="ILO")["items"]
    file = Caller().send("GET", f"cube/publications/{row['id']}/file")
    assert b"".join(file.streaming_content)[:4] == b"PAR1"


def test_figures_come_in_as_json_and_are_kept_as_a_file(ceb, who, steward_calls):
    rows = [dict(zip(HEAD.strip().split(","), line.split(","), strict=True)) for line in FIGURES.splitlines()[1:]]  # fmt: skip
    told = {"organization": "WHO", "year": 2020, "measure": "expense", "figures": rows}
    found = steward_calls.post("cube/submissions/figures", told, status=201)
    assert (found["rows"], found["kind"], found["state"]) == (3, "csv", "checked")
    assert steward_calls.post("cube/submissions/figures", told)["uuid"] == found["uuid"]
    file = steward_calls.send("GET", f"cube/submissions/{found['uuid']}/file")
    assert b"2020,WHO,,expense,EXP,E01,KEN,3,3.8" in b"".join(file.streaming_content)
    assert steward_calls.post("cube/submissions/figures", told | {"figures": []}, status=422)
    assert steward_calls.post("cube/submissions/figures", told | {"organization": "XX"}, status=404)


def test_findings_come_in_pages_and_repairs_are_accepted(ceb, who, steward_calls):
    told = upload(steward_calls, WRONG)
    address, found, cursor = f"cube/submissions/{told['uuid']}", [], ""
    while cursor is not None:
        page = steward_calls.get(f"{address}/findings", limit=1, cursor=cursor)
        found, old, cursor = found + page["items"], cursor, page["next"]
    assert [(one["row"], one["value"]) for one in found if one["column"] == "location"] == [
        (1, "ken"), (2, "xx"), (3, "ken"),
    ]  # fmt: skip
    assert len(found) == sum(told["counts"].values())
    csv = steward_calls.send("GET", f"{address}/findings.csv", headers={"Accept-Language": "fr"})
    assert b"".join(csv.streaming_content).count(b"\n") == len(found) + 1
    assert steward_calls.send("GET", f"{address}/marked").status_code == 200

    [proposed] = steward_calls.get(f"{address}/repairs")["proposed"]
    assert (proposed["was"], proposed["becomes"], proposed["rows"]) == ("ken", "KEN", 2)
    assert steward_calls.post(f"{address}/repairs", {"proposals": ["0" * 16]}, status=409)
    assert steward_calls.post(f"{address}/repairs", {"proposals": ["../x"]}, status=422)
    steward_calls.post(f"{address}/repairs", {"proposals": [proposed["id"]]})
    told = steward_calls.get(f"{address}/repairs")
    assert not told["proposed"]
    assert told["accepted"][0]["by"] == "Data_Steward"
    assert steward_calls.get(f"{address}/findings", cursor=old, status=422)  # of the check before


def test_a_restatement_tells_what_it_changes_and_is_withdrawn(
    ceb, who, steward_calls, data_steward, validator, publisher
):
    first = published(submitted(data_steward, who), validator, publisher)
    told = upload(steward_calls, FIGURES.replace("49.50", "59.50").replace("E01", "E02", 1))
    address = f"cube/submissions/{told['uuid']}"
    assert told["next"] == "words"
    assert steward_calls.say("PATCH", address, {"reason": "Late."})["next"] == "approval"
    assert steward_calls.say("PATCH", address, {"note": "Audited."})["reason"] == "Late."
    difference = steward_calls.get(f"{address}/difference")
    assert (difference["before"], difference["after"]) == ("250.00", "260.00")
    row = published(Submission.objects.get(uuid=told["uuid"]), validator, publisher)
    whole = Caller().get(f"cube/publications/{row.pk}")
    assert (whole["version"], whole["reason"], whole["difference"]) == (2, "Late.", difference)
    pages, cursor = [], ""
    while cursor is not None:
        page = Caller().get(f"cube/publications/{row.pk}/changes", limit=1, cursor=cursor)
        pages, cursor = pages + page["items"], page["next"]
    assert len(pages) == sum(difference["counts"].values()) == 3
    csv = Caller().send("GET", f"cube/publications/{row.pk}/changes.csv")
    assert b"".join(csv.streaming_content).count(b"\n") == 4
    assert Caller().get(f"cube/publications/{first.pk}/changes", status=404)

    withdraw = f"cube/publications/{row.pk}/withdraw"
    assert Caller().post(withdraw, {"reason": "Wrong."}, status=401)
    assert steward_calls.post(withdraw, {"reason": "Wrong."}, status=403)
    assert Caller(publisher).post(withdraw, {"reason": " "}, status=409)
    told = Caller(publisher).post(withdraw, {"reason": "Wrong."})
    assert (told["status"], told["withdrawal"]) == ("withdrawn", "Wrong.")
    statuses = [one["status"] for one in Caller().get("cube/publications")["items"]]
    assert statuses == ["withdrawn", "replaced"]


def test_figures_are_returned_or_taken_back(ceb, who, steward_calls, validator):
    told = upload(steward_calls)
    address = f"cube/submissions/{told['uuid']}"
    assert steward_calls.get(f"{address}/difference", status=404)
    assert Caller(validator).post(f"{address}/return", {"reason": ""}, status=409)
    told = Caller(validator).post(f"{address}/return", {"reason": "Two funds are missing."})
    assert (told["state"], told["review"]) == ("returned", "Two funds are missing.")
    assert steward_calls.post(f"{address}/cancel", status=409)
    [waits] = steward_calls.get("cube/waiting")["to_mend"]
    assert waits["uuid"] == told["uuid"]
    told = upload(steward_calls)
    assert steward_calls.post(f"cube/submissions/{told['uuid']}/cancel")["state"] == "cancelled"
    assert steward_calls.get(f"cube/submissions/{told['uuid']}/findings", status=404)
    states = [one["state"] for one in steward_calls.get("cube/submissions")["items"]]
    assert states == ["cancelled", "returned"]
    [one] = steward_calls.get("cube/submissions", state="returned", organization="who")["items"]
    assert one["state"] == "returned"


def test_others_are_told_that_it_is_not_here(
    ceb, who, ilo, steward_calls, other_validator, publisher
):
    told = upload(steward_calls)
    address = f"cube/submissions/{told['uuid']}"
    for caller in (Caller(other_validator), Caller(publisher)):
        assert caller.get(address, status=404)
        assert caller.post(f"{address}/approve", status=404)
        assert caller.get("cube/submissions") == {"items": [], "next": None}
    assert Caller().get("cube/submissions", status=401)
    assert steward_calls.get(f"cube/submissions/{uuid4()}", status=404)
    assert upload(Caller(other_validator), status=403)
    assert upload(steward_calls, status=403, organization="ILO")
    for wrong in ({"year": "12"}, {"measure": "debt"}):
        assert upload(steward_calls, status=409, **wrong)
    for wrong in ({"year": "9" * 30}, {"control_total": "1e99"}, {"organization": "\x00"}):
        assert upload(steward_calls, status=422, **wrong)


def test_entries_on_figures_are_read_by_those_who_may_see_them(
    ceb, who, steward_calls, data_steward, member
):
    submitted(data_steward, who)

    def told(caller):
        found = caller.get("organizations/WHO/journal/entries")["items"]
        return {one["verb"]: one["payload"] for one in found}

    assert told(steward_calls)["cube.submitted"]["name"] == "figures.csv"
    assert set(told(Caller(member)).values()) == {None}
