"""Who may: every route × every role × each state of its object, as `permissions.csv` says.

The routes come from the URL resolver: one without a row fails, and so does a row without a route.
`object`: *own*, not public yet, of the reader's organization or body; *other*, the same of another's;
*public*; *archived*; empty where it is about none of these (`world.py` says what there is).
Statuses: 200 seen; 302 done, or to the door for a visitor; 403 not yours to do; 404 not here for
you; 409 refused by the rules; 422 allowed, and something is missing or against the rules. What a
route has no row for it does not take: 405.
"""

import csv
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.site.world import ROLES, states_of

TABLE = Path(__file__).with_name("permissions.csv")
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
    "cube:submit": {"year": "2020"},
    "cube:explain": {"reason": "Because."},
    "cube:give_back": {"reason": "Something is missing."},
    "cube:withdraw": {"reason": "Counted twice."},
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


def whole_table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table() -> list[dict[str, str]]:
    """The rows on what is one's own and what is public: every page with something on it."""
    return [
        row for row in whole_table() if row["object"].partition(" ")[0] in ("", "own", "public")
    ]


def test_every_route_has_its_rows_and_every_row_its_route():
    told = [(row["route"], row["object"], row["method"]) for row in whole_table()]
    assert len(told) == len(set(told))
    assert {(route, state) for route, state, _method in told} == {
        (route, state) for route in routes() for state in states_of(route)
    }


def test_a_route_has_the_same_methods_in_every_state():
    methods: dict[str, dict[str, set[str]]] = {}
    for row in whole_table():
        states = methods.setdefault(row["route"], {})
        states.setdefault(row["object"], set()).add(row["method"])
    assert [
        route for route, states in methods.items() if len(set(map(frozenset, states.values()))) > 1
    ] == []


def test_the_table_has_a_column_for_every_role():
    assert list(whole_table()[0])[3:] == list(ROLES)


@pytest.fixture
def nothing_rendered(monkeypatch):
    """Who may is decided before a page is written; what stands on it is looked at elsewhere."""
    monkeypatch.setattr(
        "django.template.backends.django.Template.render", lambda *_given, **_named: ""
    )
    logging.disable()  # of thousands of refusals, each with its traceback
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.django_db
@pytest.mark.usefixtures("nothing_rendered")
def test_every_role_may_what_the_table_says(world, hlcm, who):
    """One test for all: to make the register takes longer than to ask for hundreds of pages."""
    names = {"hlcm": hlcm.pk, "who": who.pk}
    wrong = []
    for role in ROLES:
        client = Client(raise_request_exception=False)
        if person := world.people[role]:
            client.force_login(person)
        for row in whole_table():
            found = status(client, world, row, role, names)
            if found != row[role]:
                asked = f"{row['method']} {row['route']} {row['object']}"
                wrong.append(f"{role} {asked}: {found}, not {row[role]}")
    assert wrong == []


def status(
    client: Client, world: Any, row: dict[str, str], role: str, names: dict[str, int]
) -> str:
    """What is answered to one request, which leaves no trace for the next."""
    if row["route"] == "api:*":
        return "permissions-api.csv"
    address = world.address(row["route"], row["object"], role=role)
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
@pytest.mark.usefixtures("nothing_rendered")
def test_no_page_takes_another_method(world):
    """None of ours; Django's form views, of which the door is made, take a PUT as a POST."""
    client = Client(raise_request_exception=False)
    client.force_login(world.people["steward"])
    taken = {(row["route"], row["method"]) for row in whole_table()}
    for route in sorted({route for route, _method in taken} - {"api:*"}):
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            ours = method in ("GET", "POST") or not route.startswith("account_")
            if (route, method) not in taken and ours:
                address = world.address(route, states_of(route)[0])
                answer = client.generic(method, address)
                assert answer.status_code in (403, 404, 405), (route, method, answer.status_code)
                if method in ("GET", "POST"):
                    assert answer.status_code == 405, (route, method)
