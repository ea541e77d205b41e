"""Who may, by the API: every operation × every role × each state, as `permissions-api.csv` says.

The operations come from the API's own description. The states are those of `permissions.csv`; 401 is
what a visitor is told, 201 and 204 are done.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from quintet.site.api import api
from tests.site.world import ROLES, World, states_of, tokens

TABLE = Path(__file__).with_name("permissions-api.csv")
# What an operation is about, by the first words of its path: a route of the same object, and the
# names of its parameters. The longest that fits holds.
ABOUT: dict[str, tuple[str, tuple[str, ...]]] = {
    "/documents/{slug}": ("document", ("slug",)),
    "/documents/{slug}/unread/": ("unread", ("slug", "position")),
    "/documents/{slug}/sessions/": ("decide_session", ("slug", "number")),
    "/items/{slug}": ("item", ("slug",)),
    "/candidates/{id}": ("decide", ("id",)),
    "/addressees/{id}": ("addressee", ("id",)),
    "/responses/{id}": ("review_response", ("id",)),
    "/progress/{id}": ("review_progress", ("id",)),
    "/milestones/{id}": ("meet", ("id",)),
    "/evidence/{id}": ("evidence", ("id",)),
    "/anchors/{id}": ("decide_anchor", ("id",)),
    "/cycles/{slug}": ("asked", ("slug", "", "party")),
    "/cycles/{slug}/questions/": ("answer_question", ("slug", "", "party", "position")),
    "/cycles/{slug}/issued/{version}": ("issued", ("slug", "version")),
    "/question-answers/{id}": ("review_question_answer", ("id",)),
    "/delegations/{id}": ("end_delegation", ("id",)),
    "/returns/{id}": ("returned", ("id",)),
    "/returns/{id}/take-over": ("take_over", ("id",)),
    "/returned-rows/{id}": ("decide_row", ("id",)),
    "/bodies/{code}/sessions/": ("core:keep_session", ("code",)),
    "/cube/submissions/{uuid}": ("cube:submission", ("uuid",)),
    "/cube/publications/{id}": ("cube:publication", ("id",)),
    "/cube/items/{slug}": ("item", ("slug",)),
}
FIXED: dict[str, dict[str, str]] = {
    "/organizations/{code}": {"code": "WHO"},
    "/bodies/{code}": {"code": "HLCM"},
    "/cube/codes/{name}": {"name": "entity", "form": "csv"},
    "/cube/crosswalks/{name}": {"name": "entity-iati"},
}
OF_A_PARTY = {"get_form", "list_lines", "list_delegates"}
FOUND = {"kind": "decision", "text": "Better"}
# What a program would send so that the act is done, where the rules let it be done.
SENT: dict[str, dict[str, Any]] = {
    "issue_token": {"name": "another"},
    "keep_session": {"starts_on": "2030-01-01", "ends_on": "2030-01-02"},
    "add_person": {"username": "new", "name": "New", "email": "n@example.org", "organization": "WHO"},
    "grant_role": {"role": "member", "party": "organization:WHO", "starts_on": "2021-01-01"},
    "end_role": {"ends_on": "2030-01-01"},
    "describe_document": {"title": "Better"},
    "add_candidate": {"start": 4, "end": 12, "kind": "decision"},
    "correct_candidate": FOUND,
    "merge_candidates": {"other": "{id}"},
    "assign_item": {"party": "organization:CEB"},
    "tag_item": {"codes": ["3"]},
    "tag_item_whole": {"goals": ["3"], "nexus": [], "networks": [], "places": ["KEN"]},
    "archive_item": {"reason": "Told twice."},
    "submit_response": {"answer": "accepted"},
    "review_response": {"approve": True},
    "submit_progress": {"as_at": "2021-10-02", "text": "More.", "status": "implemented"},
    "submit_progress_with_files": {"as_at": "2021-10-02", "text": "More.", "status": "implemented"},
    "review_progress": {"approve": True},
    "move_deadline": {"due_on": "2030-01-01", "reason": "Later."},
    "add_milestone": {"text": "Another step"},
    "meet_milestone": {"met_on": "2021-10-01"},
    "verify_addressee": {"verdict": "implemented", "reason": "Seen."},
    "open_cycle": {"asking": "body:HLCM", "as_at": "2026-01-01", "due_on": "2099-01-01"},
    "answer_question": {"party": "{party}", "text": "Because."},
    "review_question_answer": {"approve": True},
    "sign_cycle": {"party": "{party}"},
    "delegate": {"addressees": ["{addressee}"], "person": "{delegate}"},
    "decide_conflict": {"choice": "register"},
    "answer_lines": {
        "party": "{party}",
        "lines": [{"question": 2, "was": {}, "told": {"reply": "Because."}}],
    },
    "decide_session": {"take": False},
    "issue_again": {"reason": "A title was wrong."},
    "revise_document": {"earlier": "ceb-2021-3", "revision": "revision"},
    "place_item": {"start": 4, "end": 12},
    "review_item": {"disposition": "retire", "reason": "Done."},
    "upload_document": {"party": "body:HLCM"},
    "submit_figures": {"organization": "WHO", "year": "2020", "measure": "expense"},
    "submit_rows": {
        "organization": "WHO",
        "year": 2020,
        "measure": "expense",
        "figures": [{"year": "2020", "entity": "WHO", "amount": "1.00"}],
    },
    "explain_submission": {"reason": "Because."},
    "accept_repairs": {"proposals": ["0123456789abcdef"]},
    "return_submission": {"reason": "Something is missing."},
    "withdraw_publication": {"reason": "Counted twice."},
}  # fmt: skip
FILES = {
    "upload_document": "file",
    "submit_figures": "file",
    "bring_return": "file",
    "submit_progress_with_files": "files",
}


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    method: str
    path: str  # with its parameters in braces

    @property
    def about(self) -> tuple[str, tuple[str, ...]]:
        fits = [path for path in ABOUT if self.path.startswith(path)]
        return ABOUT[max(fits, key=len)] if fits else ("", ())

    @property
    def states(self) -> list[str]:
        route, _names = self.about
        found = states_of(route if ":" in route else f"followup:{route}")
        if self.name in ("delegate", "list_delegates"):
            return ["own", "other"]
        return found

    def given(self, world: World, state: str, role: str) -> dict[str, Any]:
        """The parameters of its path, and the party that it names."""
        route, names = self.about
        of = world.of(state, role)
        found = dict(zip(names, of.get(route, []), strict=False))
        for path, names_told in FIXED.items():
            if self.path.startswith(path):
                found = names_told | found
        people = world.people
        ids = {"people": people["focal"].uuid}
        ids |= {"roles": of["core:end_role"][0], "tokens": of["core:revoke_token"][0]}
        code = of.get("asked", ["", "", "who"])[2].upper()
        return {
            "id": ids.get(self.path.split("/")[1]),
            "number": 42,
            "version": 1,
            "index": 0,
            **found,
            "party": f"organization:{code}",
            "addressee": str(of["reply"][1]) if "reply" in of else "",
            "delegate": str(people["delegate"].uuid),
        }


def operations() -> Iterator[Operation]:
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, told in methods.items():
            yield Operation(told["operationId"], method.upper(), path.removeprefix("/api/v1"))


OPERATIONS = tuple(operations())


def table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_operation_has_its_rows_and_every_row_its_operation():
    told = [(row["operation"], row["object"]) for row in table()]
    assert len(told) == len(set(told))
    assert set(told) == {(one.name, state) for one in OPERATIONS for state in one.states}
    assert list(table()[0])[2:] == list(ROLES)


@pytest.mark.django_db
def test_every_role_may_by_the_api_what_the_table_says(world):
    keys = tokens(world.people.values())
    by_name = {one.name: one for one in OPERATIONS}
    wrong = []
    for role in ROLES:
        person = world.people[role]
        headers = {"authorization": f"Bearer {keys[person.pk]}"} if person else {}
        client = Client(raise_request_exception=False, headers=headers)
        for row in table():
            answer = asked(client, world, by_name[row["operation"]], row["object"], role)
            if str(answer.status_code) != row[role]:
                wrong.append(f"{role} {row['operation']} {row['object']}: {answer.status_code}, not {row[role]}")  # fmt: skip
    assert wrong == []


def asked(client: Client, world: World, operation: Operation, state: str, role: str) -> Any:
    """What is answered to one request, which leaves no trace for the next."""
    given = operation.given(world, state, role)
    address = f"/api/v1{operation.path.format(**given)}"
    if operation.name in OF_A_PARTY:
        address += f"?party={given['party']}&format=csv"
    sent = filled(SENT.get(operation.name, {}), given)
    with transaction.atomic():
        if operation.name in FILES:
            file = SimpleUploadedFile("new.txt", b"1. Decided to go on.")
            answer = client.post(address, sent | {FILES[operation.name]: file})
        else:
            answer = client.generic(
                operation.method, address, json.dumps(sent), content_type="application/json"
            )
        b"".join(answer)
        transaction.set_rollback(True)
    cache.clear()
    return answer


def filled(told: Any, given: dict[str, Any]) -> Any:
    """What is sent, with the names of this object in it."""
    if isinstance(told, dict):
        return {name: filled(value, given) for name, value in told.items()}
    if isinstance(told, list):
        return [filled(value, given) for value in told]
    return told.format(**given) if isinstance(told, str) else told
