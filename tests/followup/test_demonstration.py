"""The story that the demonstration plays: possible in every step, and invented people only.

Shape: `documents` are read in by `by` on `on` and published on `published_on`; `items` are keyed by
document and printed number. An addressee's words are said by the focal point of its party on the
day given, and approved the same day by its validating officer; `"approved_on": null` leaves them
waiting, `returned` sends them back. `revised` are later versions of the answer. Verifications are
by the verifier of the body or organization that issued the document.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from quintet.core.rules import LANGUAGES, OWNERS, RoleCode, in_force
from quintet.followup.rules import CLOSING, DONE, NEED_A_REASON, Answer, Part, Progress, Verdict
from quintet.site.demonstration import read_story

ROOT = Path(__file__).resolve().parents[2]
STORY = read_story(date.today())
DOCUMENTS = {document["key"]: document for document in STORY["documents"]}


def load(name: str, what: str = "") -> dict[str, Any]:
    file = ROOT / f"quintet/core/reference/{name}.json"
    entries = json.loads(file.read_text(encoding="utf-8"))[what or name]
    return {entry["code"]: entry for entry in entries}


KNOWN = {"organization": load("organizations"), "body": load("bodies"), "post": load("posts")}
SDG = load("sdg", "goals") | load("sdg", "targets")
PLACES = load("places")


def addressees() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for key, items in STORY["items"].items():
        for number, item in items.items():
            for addressee in item["addressees"]:
                yield key, f"{number} {addressee['party']}", addressee


ADDRESSEES = list(addressees())
IDS = [f"{key[:9]} {name}" for key, name, _ in ADDRESSEES]


def people_as(role: str, party: str, on: str) -> set[str]:
    """Who holds a role in a party on a day; for a post, in the organization or body it is of."""
    kind, code = party.split(":")
    if kind == "post":
        kind = "body" if KNOWN["post"][code]["body"] else "organization"
        code = KNOWN["post"][party.split(":")[1]][kind]
    return {
        person["username"]
        for person in STORY["people"]
        for held in person["roles"]
        if held["role"] == role
        and held.get(kind) == code
        and in_force(
            starts_on=date.fromisoformat(held["from"]),
            ends_on=date.fromisoformat(held["until"]) if held["until"] else None,
            today=date.fromisoformat(on),
        )
    }


def words(addressee: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """All that owners say, with the day."""
    answers = [addressee] if "answer" in addressee else []
    said = [(answer["answered_on"], answer) for answer in answers + addressee.get("revised", [])]
    return said + [(entry["on"], entry) for entry in addressee.get("progress", [])]


def test_people_are_invented_and_can_be_told_apart() -> None:
    for field in ("username", "name", "email"):
        assert max(Counter(person[field] for person in STORY["people"]).values()) == 1
    for person in STORY["people"]:
        assert re.fullmatch(r"[a-z.]+", person["username"])
        assert person["email"] == f"{person['username']}@example.org"
        assert person["language"] in LANGUAGES
        assert person["roles"]


def test_every_role_is_one_that_the_rules_know_in_a_known_party() -> None:
    held = [role for person in STORY["people"] for role in person["roles"]]
    assert {role["role"] for role in held} == set(RoleCode)
    for role in held:
        assert ("organization" in role) != ("body" in role)
        party = "organization" if "organization" in role else "body"
        assert role[party] in KNOWN[party]
        assert role["until"] is None or role["from"] <= role["until"]


def test_all_six_languages_are_somebodys() -> None:
    assert {person["language"] for person in STORY["people"]} == set(LANGUAGES)


def test_documents_exist_and_are_read_in_by_their_secretariat() -> None:
    for document in STORY["documents"]:
        assert (ROOT / "samples" / document["file"]).exists()
        assert document["on"] <= document["published_on"]
        role = "secretary" if document["party"].startswith("body:") else "evaluation_officer"
        assert document["by"] in people_as(role, document["party"], document["on"])


def test_cycles_are_opened_by_the_secretary_before_they_are_due() -> None:
    for cycle in STORY["cycles"]:
        assert cycle["opened_on"] <= cycle["due_on"] <= cycle.get("closed_on", "9999")
        assert cycle["by"] in people_as("secretary", f"body:{cycle['body']}", cycle["opened_on"])


def test_items_are_the_decisions_and_recommendations_of_the_samples() -> None:
    report = (ROOT / "samples/committee-report.md").read_text(encoding="utf-8")
    decisions = re.findall(r"^(?:- )?(\d+)\. .*\*$", report, re.M)
    assert list(STORY["items"]["committee-report"]) == decisions
    assert len(decisions) == 18
    assert list(STORY["items"]["evaluation-progress"]) == list("1234567")
    for items in STORY["items"].values():
        for number, item in items.items():
            assert item["title"], number
            assert set(item["sdg"]) <= set(SDG), number
            assert set(item.get("places", ())) <= set(PLACES), number


@pytest.mark.parametrize(("key", "name", "addressee"), ADDRESSEES, ids=IDS)
def test_every_step_is_possible(key: str, name: str, addressee: dict[str, Any]) -> None:
    kind, code = addressee["party"].split(":")
    assert code in KNOWN[kind]
    assert addressee["role"] in set(Part)
    published = DOCUMENTS[key]["published_on"]
    for on, word in words(addressee):
        assert on >= published
        authors = people_as("focal_point", addressee["party"], on)
        officers = people_as("validating_officer", addressee["party"], on)
        assert len(authors) == len(officers) == 1
        assert authors.isdisjoint(officers)
        if "answer" in word:
            assert word["answer"] in set(Answer) - {Answer.AWAITING}
            assert word["reason"] or word["answer"] not in NEED_A_REASON
            assert word["due"] is None or word["due"] >= word["answered_on"]
        else:
            assert word["as_at"] <= word["on"]
            assert word["status"] in set(Progress)
            assert not word.get("proposes") or word["status"] in DONE
        if "returned" in word:
            assert word["returned"]["reason"]
            assert word["returned"]["on"] >= on


@pytest.mark.parametrize(("key", "name", "addressee"), ADDRESSEES, ids=IDS)
def test_deadlines_move_with_reasons_and_milestones_are_met_after_the_answer(
    key: str, name: str, addressee: dict[str, Any]
) -> None:
    due = addressee.get("due")
    for moved in addressee.get("deadlines", []):
        assert moved["reason"]
        assert moved["due"] != due
        due = moved["due"]
    for milestone in addressee.get("milestones", []):
        assert milestone["text"]
        met = milestone.get("met_on")
        assert met is None or met >= addressee["answered_on"]


@pytest.mark.parametrize(("key", "name", "addressee"), ADDRESSEES, ids=IDS)
def test_verdicts_are_by_others_and_follow_a_claim(
    key: str, name: str, addressee: dict[str, Any]
) -> None:
    closed = False
    for verdict in addressee.get("verifications", []):
        assert closed == (verdict["outcome"] == Verdict.REOPENED), "closed, and judged again"
        closed = verdict["outcome"] in CLOSING
        verifiers = people_as("verifier", DOCUMENTS[key]["party"], verdict["on"])
        assert len(verifiers) == 1
        for role in OWNERS:
            assert verifiers.isdisjoint(people_as(role, addressee["party"], verdict["on"]))
        before = [e for e in addressee.get("progress", []) if e["on"] <= verdict["on"]]
        assert verdict["outcome"] in set(Verdict)
        if verdict["outcome"] in (Verdict.IMPLEMENTED, Verdict.RETURNED):
            assert before[-1]["status"] in DONE
            assert before[-1].get("proposes")
        assert verdict["reason"] or verdict["outcome"] == Verdict.IMPLEMENTED
    if closed:
        assert all(word_on <= verdict["on"] for word_on, _ in words(addressee))


def test_the_story_shows_every_state_that_the_register_has() -> None:
    answers = Counter(a.get("answer", "awaiting") for _, _, a in ADDRESSEES)
    assert set(answers) == set(Answer)
    progress = {e["status"] for _, _, a in ADDRESSEES for e in a.get("progress", [])}
    assert progress == set(Progress)
    verdicts = {v["outcome"] for _, _, a in ADDRESSEES for v in a.get("verifications", [])}
    assert {Verdict.IMPLEMENTED, Verdict.RETURNED, Verdict.OVERTAKEN} <= verdicts
    waiting = [w for _, _, a in ADDRESSEES for _, w in words(a) if "approved_on" in w]
    assert any("returned" in word for word in waiting)
    assert any("returned" not in word for word in waiting)
    proposed = [
        a
        for _, _, a in ADDRESSEES
        if a.get("progress", [{}])[-1].get("proposes") and not a.get("verifications")
    ]
    assert proposed, "nothing awaits the verifier"
