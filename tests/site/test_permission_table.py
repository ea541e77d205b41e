"""Who may: every route × every role × every method, as `permissions.csv` says, row by row.

The routes come from the URL resolver: one without a row fails, and so does a row without a route.
Statuses: 200 seen; 302 done, or to the door for a visitor; 403 not yours to do; 404 not here for
you; 405 no such method; 409 refused by the rules; 422 allowed, and something is missing.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.site.conftest import ABOUT_ADDRESSEE, ABOUT_DOCUMENT, ABOUT_ITEM, ROLES

TABLE = Path(__file__).with_name("permissions.csv")
ROUTES_OF_ITEMS = {
    *(f"followup:{name}" for name in (*ABOUT_ITEM, *ABOUT_ADDRESSEE, *ABOUT_DOCUMENT)),
    "followup:answer_of",
    *(f"followup:{name}" for name in ("meet", "review_response", "review_progress")),
    "followup:decide_anchor",
    *(f"followup:{name}" for name in ("evidence", "unread", "decide", "correct", "decide_session")),
}
FORM = {
    "addressees-TOTAL_FORMS": "0",
    "addressees-INITIAL_FORMS": "0",
    "due-TOTAL_FORMS": "0",
    "due-INITIAL_FORMS": "0",
}
# What a person would send so that the act is done, where the rules let it be done.
SENT: dict[str, dict[str, Any]] = {
    "account_login": {"login": "nobody", "password": "not this"},
    "core:keep_session": {"number": "42"},
    "core:add_person": {
        "name": "New", "username": "new", "email": "new@example.org", "language": "en",
        "organization": "{who}",
    },
    "core:person": {"code": "member", "party": "organization:WHO", "starts_on": "2021-01-01"},
    "core:end_role": {"ends_on": "2030-01-01"},
    "core:tokens": {"name": "another"},
    "followup:assign": {"party": "organization:CEB", "part": "lead"},
    "followup:tag": {"codes": "3"},
    "followup:archive": {"reason": "Told twice."},
    "followup:respond": {"answer": "accepted", "reason": "Yes."},
    "followup:progress": {"as_at": "2021-10-02", "text": "More.", "status": "implemented"},
    "followup:issue_again": {"reason": "A title was wrong."},
    "followup:deadline": {"due_on": "2030-01-01", "reason": "Later."},
    "followup:milestone": {"text": "Another step"},
    "followup:verify": {"verdict": "implemented", "reason": "Seen."},
    "followup:meet": {"met_on": "2021-10-01"},
    "followup:review_response": {"approve": "1"},
    "followup:review_progress": {"approve": "1"},
    "followup:describe": {"title": "Better"},
    "followup:revise": {"revision": "revision"},
    "followup:decide_anchor": {"act": "keep"},
    "followup:review_item": {"disposition": "retire", "reason": "Done."},
    "followup:decide": {"act": "accept"},
    "followup:correct": FORM | {"kind": "decision", "text": "Better"},
    "followup:add_candidate": {"words": "members", "kind": "decision"},
    "followup:unread": {"leave": "1"},
    "followup:decide_session": {"leave": "1"},
    "followup:decide_row": {"choice": "joined", "reason": "It is not ours."},
    "followup:open_cycle": {"party": "body:HLCM", "as_at": "2026-01-01", "due_on": "2099-01-01"},
    "followup:reply": {"answer": "accepted", "as_at": "2021-10-02", "text": "More.", "status": "implemented"},
    "followup:answer_question": {"text": "Because."},
    "followup:review_question_answer": {"approve": "1"},
}  # fmt: skip


def routes(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """Every route by its name. Those of the API are one class: its contract has tests of its own."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            assert one.name, f"{one} has no name"
            yield namespace + one.name
        elif one.namespace == "api":
            yield "api:*"
        else:
            yield from routes(one, namespace + (f"{one.namespace}:" if one.namespace else ""))


def table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def needed() -> set[tuple[str, str, str]]:
    """Route, object and method of every row that there must be."""
    found = set()
    for route in routes():
        kinds = ["published", "unpublished"] if route in ROUTES_OF_ITEMS else [""]
        if route == "followup:evidence":
            kinds += [f"{kind} (not approved)" for kind in kinds]
        methods = ("any",) if route == "api:*" else ("GET", "POST")
        found |= {(route, kind, method) for kind in kinds for method in methods}
    return found


def test_every_route_has_its_rows_and_every_row_its_route():
    told = [(row["route"], row["object"], row["method"]) for row in table()]
    assert len(told) == len(set(told))
    assert set(told) == needed()


def test_the_table_has_a_column_for_every_role():
    assert list(table()[0])[3:] == list(ROLES)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_the_table_says(role, world, hlcm, who):
    client = Client(raise_request_exception=False)
    if person := world.people[role]:
        client.force_login(person)
    names = {"hlcm": hlcm.pk, "who": who.pk}
    wrong = []
    for row in table():
        found = status(client, world, row, names)
        if found != row[role]:
            wrong.append(
                f"{row['method']} {row['route']} {row['object']}: {found}, not {row[role]}"
            )
    assert wrong == []


def status(client: Client, world: Any, row: dict[str, str], names: dict[str, int]) -> str:
    """What is answered to one request, which leaves no trace for the next."""
    if row["route"] == "api:*":
        return "contract"
    address = world.address(row["route"], row["object"])
    sent = {
        name: value.format(**names) if "{" in value else value
        for name, value in SENT.get(row["route"], {}).items()
    }
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = client.get(address) if row["method"] == "GET" else client.post(address, sent)
        b"".join(answer)  # a file is read to its end, and so let go of
        transaction.set_rollback(True)
    client.cookies = cookies
    cache.clear()  # the limits on attempts are tested elsewhere
    return str(answer.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_page_takes_another_method(method, world):
    """None of ours; Django's form views, of which the door is made, take a PUT as a POST."""
    client = Client(raise_request_exception=False)
    client.force_login(world.people["steward"])
    for row in table():
        if row["method"] == "GET" and not row["route"].startswith("account_"):
            answer = getattr(client, method)(world.address(row["route"], row["object"]))
            assert answer.status_code in (403, 404, 405), (row["route"], answer.status_code)
