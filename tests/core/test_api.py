"""The API of the core: who calls, lists by cursor, refusals, repeats, tokens, journals."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quintet.core.models import JournalEntry, Notice, Organization, Session, Token
from quintet.core.public import issue_token, record, revoke_token
from quintet.core.seal.checkpoint import parse
from quintet.core.seal.tree import verify_inclusion
from tests.conftest import AT, organization

pytestmark = pytest.mark.django_db
API = "/api/v1"


def bearer(person, **more) -> dict[str, str]:
    secret = issue_token(person=person, name="test", at=timezone.now(), **more)[1]
    return {"Authorization": f"Bearer {secret}"}


def problem(answer, status: int) -> dict:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["detail"]
    return told


# --- who calls ---------------------------------------------------------------------------------


def test_a_token_tells_who_calls_and_the_roles_of_today(client, focal):
    told = client.get(f"{API}/me", headers=bearer(focal)).json()
    assert told["username"] == "focal"
    assert [(role["role"], role["party"]) for role in told["roles"]] == [
        ("focal_point", "organization:WHO")
    ]


def test_a_session_reads_as_well(client, focal):
    client.force_login(focal)
    assert client.get(f"{API}/me").json()["username"] == "focal"


def test_without_a_token_only_what_is_public_is_answered(client):
    told = client.get(f"{API}/me")
    problem(told, 401)
    assert told["WWW-Authenticate"] == "Bearer"
    assert client.get(f"{API}/organizations").status_code == 200


def test_an_unknown_an_expired_and_a_revoked_token_are_refused_even_where_visitors_read(
    client, focal
):
    at = timezone.now()
    old = issue_token(person=focal, name="old", at=at - timedelta(days=366))[1]
    gone, secret = issue_token(person=focal, name="gone", at=at)
    revoke_token(token=gone, at=at)
    for each in ("qnt_unknown", old, secret):
        told = client.get(f"{API}/organizations", headers={"Authorization": f"Bearer {each}"})
        assert "token" in problem(told, 401)["detail"]


def test_a_session_that_writes_without_its_csrf_token_is_refused(focal):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(focal)
    problem(client.post(f"{API}/notices/read"), 403)
    assert client.post(f"{API}/notices/read", headers=bearer(focal)).status_code == 200


# --- lists ---------------------------------------------------------------------------------------


def test_a_list_is_walked_by_its_cursors(client, db):
    for number in range(5):
        organization(f"ORG{number}")
    codes, cursor = [], ""
    for _turn in range(3):
        page = client.get(f"{API}/organizations", {"limit": 2, "cursor": cursor}).json()
        codes += [one["code"] for one in page["items"]]
        cursor = page["next"]
    assert codes == ["ORG0", "ORG1", "ORG2", "ORG3", "ORG4"]
    assert cursor is None


def test_a_row_added_meanwhile_repeats_none_and_skips_none(client, db):
    for code in ("B", "D", "F"):
        organization(code)
    page = client.get(f"{API}/organizations", {"limit": 2}).json()
    organization("A")
    organization("E")
    rest = client.get(f"{API}/organizations", {"cursor": page["next"]}).json()
    assert [one["code"] for one in rest["items"]] == ["E", "F"]


def test_a_list_that_is_no_query_has_cursors_too(client, db):
    first = client.get(f"{API}/goals", {"limit": 16}).json()
    last = client.get(f"{API}/goals", {"cursor": first["next"]}).json()
    assert [goal["code"] for goal in last["items"]] == ["17"]
    assert last["next"] is None
    assert {"code": "3.4", "goal": "3"}.items() <= {
        **first["items"][2]["targets"][3],
        "goal": "3",
    }.items()


def test_a_cursor_of_another_list_or_by_hand_is_refused(client, db):
    organization("A")
    organization("B")
    cursor = client.get(f"{API}/organizations", {"limit": 1}).json()["next"]
    for path, told in (("goals", cursor), ("organizations", cursor[:-2]), ("organizations", "x")):
        answer = problem(client.get(f"{API}/{path}", {"cursor": told}), 422)
        assert answer["errors"][0]["where"] == "query.cursor"


@pytest.mark.parametrize("limit", ["0", "201", "-1", "9" * 40, "x", ""])
def test_a_page_has_one_to_two_hundred_rows(client, db, limit):
    told = problem(client.get(f"{API}/organizations", {"limit": limit}), 422)
    assert told["errors"][0]["where"] == "query.limit"


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_the_database_as_often_for_three_rows_as_for_one(
    client, ceb, number, django_assert_num_queries
):
    for each in range(number):
        body = ceb.bodies.create(code=f"B{each}", names={"en": "Body"}, kind="forum")
        body.members.add(organization(f"M{each}", parent=ceb))
        Session.objects.create(body=body, number=1)
    with django_assert_num_queries(1):
        assert len(client.get(f"{API}/organizations").json()["items"]) == number + 1
    with django_assert_num_queries(3):
        assert len(client.get(f"{API}/bodies").json()["items"]) == number


# --- answers -------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_sent_again(client, who):
    first = client.get(f"{API}/organizations/WHO")
    assert "private" in first["Cache-Control"]
    again = client.get(f"{API}/organizations/WHO", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Organization.objects.update(names={"en": "Another name"})
    new = client.get(f"{API}/organizations/WHO", headers={"If-None-Match": first["ETag"]})
    assert new.json()["name"] == "Another name"


def test_names_come_in_the_language_asked_for(client, who):
    told = client.get(f"{API}/organizations/who", headers={"Accept-Language": "fr"}).json()
    assert (told["code"], told["name"]) == ("WHO", "WHO en entier")


def test_what_is_not_here_and_no_method_of_it_are_problems_too(client, db):
    problem(client.get(f"{API}/nowhere"), 404)
    problem(client.post(f"{API}/nowhere/at/all"), 404)
    problem(client.get(f"{API}/organizations/NOBODY"), 404)
    answer = client.delete(f"{API}/organizations")
    problem(answer, 405)
    assert answer["Allow"] == "GET"


def test_what_is_no_json_is_a_problem(client, focal):
    for body in (b"{", b"\xff", b"[" * 100_000):
        answer = client.post(
            f"{API}/tokens", body, content_type="application/json", headers=bearer(focal)
        )
        problem(answer, 400)


def test_everything_that_was_not_understood_is_named_at_its_place(client, secretary, hlcm):
    answer = client.put(
        f"{API}/bodies/HLCM/sessions/42",
        {"starts_on": "tomorrow", "place": "x\x00"},
        content_type="application/json",
        headers=bearer(secretary),
    )
    places = {error["where"] for error in problem(answer, 422)["errors"]}
    assert places == {"body.starts_on", "body.place"}


def test_the_description_needs_no_other_site(client, db):
    page = client.get(f"{API}/docs").content.decode()
    assert "://" not in page.replace("http://testserver", "")
    assert client.get(f"{API}/openapi.json").json()["openapi"].startswith("3.1")


# --- sessions, notices, tokens -------------------------------------------------------------------


def test_a_secretary_keeps_the_sessions_of_their_body_and_of_no_other(
    client, secretary, hlcm, focal, ceb
):
    ceb.bodies.create(code="HLCP", names={"en": "Another"}, kind="committee")
    told = {"starts_on": "2021-10-11", "ends_on": "2021-10-12", "place": "Virtual"}

    def keep(body, person):
        return client.put(
            f"{API}/bodies/{body}/sessions/42",
            told,
            content_type="application/json",
            headers=bearer(person),
        )

    assert keep("HLCM", secretary).json() == {"number": 42, **told}
    problem(keep("HLCP", secretary), 403)
    problem(keep("HLCM", focal), 403)
    sessions = client.get(f"{API}/bodies/HLCM").json()["sessions"]
    assert [session["number"] for session in sessions] == [42]


def test_what_the_rules_forbid_is_told_in_a_sentence(client, secretary, hlcm):
    answer = client.put(
        f"{API}/bodies/HLCM/sessions/42",
        {"starts_on": "2021-10-12", "ends_on": "2021-10-11"},
        content_type="application/json",
        headers=bearer(secretary),
    )
    assert problem(answer, 409)["detail"] == "The session ends before it starts."


def test_notices_are_ones_own_and_are_read_at_once(client, focal, other_focal):
    for person in (focal, other_focal):
        Notice.objects.create(person=person, key="k", subject=person.name, text="", created_at=AT)
    mine = client.get(f"{API}/notices", headers=bearer(focal)).json()["items"]
    assert [(one["subject"], one["read_at"]) for one in mine] == [("Focal", None)]
    assert client.post(f"{API}/notices/read", headers=bearer(focal)).json() == {"read": 1}
    assert Notice.objects.get(person=other_focal).read_at is None


def test_a_token_is_issued_shown_once_and_revoked(client, focal, other_focal):
    headers = bearer(focal)
    made = client.post(
        f"{API}/tokens", {"name": "export"}, content_type="application/json", headers=headers
    )
    assert made.status_code == 201
    assert made["Cache-Control"] == "no-store"
    mine = {"Authorization": f"Bearer {made.json()['secret']}"}
    assert client.get(f"{API}/me", headers=mine).status_code == 200
    assert "secret" not in str(client.get(f"{API}/tokens", headers=headers).json())
    path = f"{API}/tokens/{made.json()['id']}"
    problem(client.delete(path, headers=bearer(other_focal)), 404)
    assert client.delete(path, headers=headers).status_code == 204
    problem(client.get(f"{API}/me", headers=mine), 401)


# --- people --------------------------------------------------------------------------------------


def test_a_steward_makes_people_known_and_says_who_does_what(client, steward, focal, who):
    headers, json = bearer(steward), "application/json"
    told = {
        "username": "ana",
        "name": "Ana",
        "email": "ana@example.org",
        "organization": "who",
        "language": "fr",
    }
    made = client.post(f"{API}/people", told, content_type=json, headers=headers)
    assert made.status_code == 201
    path = f"{API}/people/{made.json()['id']}"
    problem(client.post(f"{API}/people", told, content_type=json, headers=headers), 409)
    role = {"role": "focal_point", "party": "organization:WHO", "starts_on": "2027-01-01"}
    granted = client.post(f"{path}/roles", role, content_type=json, headers=headers)
    assert granted.status_code == 201
    nobody = role | {"party": "body:NONE"}
    problem(client.post(f"{path}/roles", nobody, content_type=json, headers=headers), 409)
    end = f"{API}/roles/{granted.json()['id']}/end"
    early = {"ends_on": "2026-12-31"}
    problem(client.post(end, early, content_type=json, headers=headers), 409)
    ended = client.post(end, {"ends_on": "2027-06-30"}, content_type=json, headers=headers)
    assert ended.json()["ends_on"] == "2027-06-30"
    [ana] = client.get(f"{API}/people", {"q": "ANA@"}, headers=headers).json()["items"]
    assert (ana["name"], ana["language"], ana["roles"]) == ("Ana", "fr", [ended.json()])
    assert client.get(path, headers=headers).json() == ana


def test_people_and_roles_are_for_stewards_only(client, focal, secretary):
    role = f"{API}/roles/{focal.roles.get().pk}/end"
    for person in (focal, secretary):
        headers = bearer(person)
        problem(client.get(f"{API}/people", headers=headers), 403)
        problem(client.get(f"{API}/people/{focal.uuid}", headers=headers), 403)
        told = {"ends_on": "2027-06-30"}
        problem(client.post(role, told, content_type="application/json", headers=headers), 403)
    assert focal.roles.get().ends_on is None


@pytest.mark.parametrize("mail", ["x", "a@b", "a@example.org\x00", "a b@example.org"])
def test_a_person_has_an_address_that_mail_can_reach(client, steward, who, mail):
    told = {"username": "ana", "name": "Ana", "email": mail, "organization": "WHO"}
    answer = client.post(
        f"{API}/people", told, content_type="application/json", headers=bearer(steward)
    )
    assert problem(answer, 422)["errors"][0]["where"] == "body.email"


# --- repeats -------------------------------------------------------------------------------------


def put_session(client, person, place, key, number=42):
    return client.put(
        f"{API}/bodies/HLCM/sessions/{number}",
        {"place": place},
        content_type="application/json",
        headers=bearer(person) | {"Idempotency-Key": key},
    )


def test_a_write_with_a_key_happens_once_and_is_answered_alike(client, secretary, hlcm):
    first = put_session(client, secretary, "Geneva", "k1")
    again = put_session(client, secretary, "Geneva", "k1")
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert JournalEntry.objects.filter(verb="core.session_kept").count() == 1


def test_a_key_stands_for_one_request_of_one_person(client, secretary, steward, hlcm):
    put_session(client, secretary, "Geneva", "k1")
    told = problem(put_session(client, secretary, "Rome", "k1"), 422)
    assert "key" in told["detail"]
    problem(put_session(client, secretary, "Geneva", "k1", number=43), 422)
    assert put_session(client, steward, "Rome", "k1").json()["place"] == "Rome"


def test_a_refusal_is_not_kept_so_that_it_can_be_mended(client, secretary, hlcm):
    problem(put_session(client, secretary, "x" * 300, "k1"), 422)
    assert put_session(client, secretary, "Geneva", "k1").status_code == 200


def test_the_secret_of_a_token_is_kept_for_no_key(client, focal):
    headers = bearer(focal) | {"Idempotency-Key": "k1"}
    secrets = {
        client.post(
            f"{API}/tokens", {"name": "a"}, content_type="application/json", headers=headers
        ).json()["secret"]
        for _turn in range(2)
    }
    assert len(secrets) == 2
    assert Token.objects.filter(name="a").count() == 2


def test_of_two_requests_at_once_with_a_key_one_is_undone(client, secretary, hlcm, monkeypatch):
    put_session(client, secretary, "Geneva", "k1")
    monkeypatch.setattr("quintet.core.rest.repeats.queries.kept_answer", lambda **named: None)
    problem(put_session(client, secretary, "Geneva", "k1"), 409)
    assert JournalEntry.objects.filter(verb="core.session_kept").count() == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "with space", "é"])
def test_a_key_is_a_visible_word(client, secretary, hlcm, key):
    told = problem(put_session(client, secretary, "Geneva", key), 422)
    assert told["errors"][0]["where"] == "header.Idempotency-Key"


# --- journals ------------------------------------------------------------------------------------


def entries(client, code, **headers):
    answer = client.get(f"{API}/organizations/{code}/journal/entries", headers=headers)
    return answer.json()["items"]


def test_everybody_gets_what_a_witness_needs_and_no_more(client, who, steward, focal):
    record(
        organization=who, by=focal, at=AT, verb="core.person_added", subject="person:1", name="X"
    )
    [seen] = entries(client, "WHO")
    assert seen["index"] == 0
    assert len(seen["leaf"]) == 64
    assert [seen[name] for name in ("verb", "subject", "actor", "payload", "salt")] == [None] * 5
    assert entries(client, "WHO", **bearer(focal)) == [seen]
    [whole] = entries(client, "WHO", **bearer(steward))
    assert whole["payload"] == {"name": "X"}
    assert whole["actor"] == str(focal.uuid)


def test_an_entry_is_proved_against_the_signed_checkpoint(client, who, focal):
    for number in range(5):
        record(organization=who, by=focal, at=AT, verb="v", subject=f"s:{number}")
    note = client.get(f"{API}/organizations/WHO/journal/checkpoint")
    assert note["Content-Type"].startswith("text/plain")
    signed = parse(note.content.decode().partition("\n\n")[0] + "\n")
    path = f"{API}/organizations/WHO/journal/entries/3/proof"
    problem(client.get(path), 401)
    proof = client.get(path, headers=bearer(focal)).json()
    assert proof["leaf"] == entries(client, "WHO")[3]["leaf"]
    hashes = [bytes.fromhex(step) for step in proof["path"]]
    leaf = bytes.fromhex(proof["leaf"])
    assert proof["size"] == signed.size == 5
    assert verify_inclusion(leaf, 3, 5, hashes, signed.root)


def test_where_there_is_no_journal_or_entry_it_is_said(client, who, focal):
    problem(client.get(f"{API}/organizations/WHO/journal/checkpoint"), 404)
    record(organization=who, by=focal, at=AT, verb="v", subject="s:1")
    path = f"{API}/organizations/WHO/journal/entries/1/proof"
    problem(client.get(path, headers=bearer(focal)), 404)
