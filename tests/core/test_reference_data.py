"""The reference lists: whole, in six languages, and no name claimed by two."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from quintet.core.rules import LANGUAGES, BodyKind, OrganizationKind

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "quintet/core/reference"
CODELIST = ROOT.parent / "shared/data/iati/codelists/UNSDG-Targets.xml"
SCRIPTS = {"ar": "[؀-ۿ]", "zh-hans": "[一-鿿]", "ru": "[А-Яа-я]", "en": "[A-Za-z]"}


def load(name: str) -> list[dict[str, Any]]:
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))[name]


ORGANIZATIONS = load("organizations")
BODIES = load("bodies")
POSTS = load("posts")
SESSIONS = load("sessions")
SDG = json.loads((REFERENCE / "sdg.json").read_text(encoding="utf-8"))
NEXUS = load("nexus")
PLACES = load("places")
NAMED = {
    "organizations": ORGANIZATIONS,
    "bodies": BODIES,
    "posts": POSTS,
    "goals": SDG["goals"],
    "nexus": NEXUS,
    "places": PLACES,
}
ORGANIZATION_CODES = {entry["code"] for entry in ORGANIZATIONS}
BODY_CODES = {entry["code"] for entry in BODIES}


@pytest.mark.parametrize("file", sorted(REFERENCE.glob("*.json")), ids=lambda file: file.stem)
def test_every_list_says_its_source_and_edition(file: Path) -> None:
    data = json.loads(file.read_text(encoding="utf-8"))
    assert data["source"].strip()
    assert re.fullmatch(r"\d{4}-\d{2}", data["edition"])


@pytest.mark.parametrize("name", NAMED)
def test_codes_are_unique_and_fit_an_address(name: str) -> None:
    codes = [entry["code"] for entry in NAMED[name]]
    assert [code for code, count in Counter(codes).items() if count > 1] == []
    assert [code for code in codes if not re.fullmatch(r"[A-Z0-9-]{1,60}", code)] == []


@pytest.mark.parametrize("name", NAMED)
def test_every_name_stands_in_all_six_languages_in_its_own_script(name: str) -> None:
    for entry in NAMED[name]:
        assert tuple(entry["names"]) == LANGUAGES, entry["code"]
        for language, written in entry["names"].items():
            assert written == written.strip() != "", (entry["code"], language)
            pattern = SCRIPTS.get(language, "[A-Za-zÀ-ÿ]")
            assert re.search(pattern, written), (entry["code"], language)


def test_kinds_are_those_that_the_rules_know() -> None:
    assert {entry["kind"] for entry in ORGANIZATIONS} <= set(OrganizationKind)
    assert {entry["kind"] for entry in BODIES} <= set(BodyKind)


def test_every_parent_host_and_member_exists() -> None:
    for entry in ORGANIZATIONS:
        assert entry["parent"] in ORGANIZATION_CODES | {""}, entry["code"]
    for entry in BODIES:
        assert entry["organization"] in ORGANIZATION_CODES, entry["code"]
        assert entry["parent"] in BODY_CODES | {""}, entry["code"]
        assert set(entry["members"]) <= ORGANIZATION_CODES, entry["code"]
        assert len(entry["members"]) == len(set(entry["members"])), entry["code"]


def test_a_post_belongs_to_one_organization_or_to_one_body() -> None:
    for entry in POSTS:
        assert bool(entry["organization"]) != bool(entry["body"]), entry["code"]
        assert entry["organization"] in ORGANIZATION_CODES | {""}, entry["code"]
        assert entry["body"] in BODY_CODES | {""}, entry["code"]


@pytest.mark.parametrize("entries", [ORGANIZATIONS, BODIES], ids=["organizations", "bodies"])
def test_nobody_is_its_own_ancestor(entries: list[dict[str, Any]]) -> None:
    parents = {entry["code"]: entry["parent"] for entry in entries}
    for code in parents:
        seen, current = set(), code
        while current:
            assert current not in seen, f"{code} goes in a circle"
            seen.add(current)
            current = parents[current]


@pytest.mark.parametrize("fold", [str, str.casefold], ids=["as written", "whatever the case"])
def test_no_name_or_alias_is_claimed_by_two_parties(fold: Any) -> None:
    claims: dict[str, set[tuple[str, str]]] = {}
    for name in ("organizations", "bodies", "posts"):
        for entry in NAMED[name]:
            for written in {*entry["names"].values(), *entry["aliases"]}:
                claims.setdefault(fold(written), set()).add((name, entry["code"]))
    assert {written: who for written, who in claims.items() if len(who) > 1} == {}


def test_no_alias_is_said_twice_or_repeats_the_english_name() -> None:
    for name in ("organizations", "bodies", "posts"):
        for entry in NAMED[name]:
            said = [entry["names"]["en"], *entry["aliases"]]
            assert len(said) == len(set(said)), entry["code"]


def test_the_chief_executives_board_has_its_thirty_one_members() -> None:
    members = {entry["code"]: set(entry["members"]) for entry in BODIES}
    kinds = Counter(entry["kind"] for entry in ORGANIZATIONS if entry["code"] in members["CEB"])
    assert kinds == {
        "principal_organ_entity": 1,
        "specialized_agency": 15,
        "fund_or_programme": 12,
        "related_organization": 3,
    }
    assert members["HLCM"] == members["CEB"]


def test_sessions_are_of_known_bodies_and_end_after_they_start() -> None:
    keys = [(session["body"], session["number"]) for session in SESSIONS]
    assert len(keys) == len(set(keys))
    for session in SESSIONS:
        assert session["body"] in BODY_CODES
        assert date.fromisoformat(session["starts_on"]) <= date.fromisoformat(session["ends_on"])


def test_the_sessions_of_the_sample_report_are_known() -> None:
    dates = {(session["body"], session["number"]): session["starts_on"] for session in SESSIONS}
    assert dates["HLCM", 41] == "2021-03-25"
    assert dates["HLCM", 42] == "2021-10-11"


def test_there_are_seventeen_goals_and_one_hundred_and_sixty_nine_targets() -> None:
    assert [goal["code"] for goal in SDG["goals"]] == [str(number) for number in range(1, 18)]
    codes = [target["code"] for target in SDG["targets"]]
    assert len(codes) == len(set(codes)) == 169
    for target in SDG["targets"]:
        assert target["code"].split(".")[0] == target["goal"]
        assert 1 <= len(target["label"].split()) <= 12


@pytest.mark.skipif(not CODELIST.exists(), reason="the IATI code list is not beside the checkout")
def test_targets_are_those_of_the_iati_code_list_but_not_its_sentences() -> None:
    items = ElementTree.parse(CODELIST).iter("codelist-item")
    published = {item.findtext("code"): item.findtext("name/narrative") for item in items}
    assert [target["code"] for target in SDG["targets"]] == list(published)
    copied = [t["code"] for t in SDG["targets"] if t["label"] == published[t["code"]]]
    assert copied == []
