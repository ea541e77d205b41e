"""An addressee answers, reports and is verified by the API: the same law as on the pages."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from quintet.core.models import JournalEntry, Organization, Post
from quintet.followup.models import Addressee, Evidence, Item
from tests.conftest import organization
from tests.followup.api import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Caller()


def answered(addressee, focal, validator, **more):
    said = Caller(focal).post(
        f"addressees/{addressee.uuid}/responses",
        {"answer": "accepted", "reason": "We will.", **more},
        status=201,
    )
    return Caller(validator).post(f"responses/{said['id']}/review", {"approve": True})


def claimed(addressee, focal, validator, **more):
    entry = Caller(focal).post(
        f"addressees/{addressee.uuid}/progress",
        {
            "as_at": "2021-10-01",
            "text": "The register was adopted.",
            "status": "implemented",
            "proposes": True,
            **more,
        },
        status=201,
    )
    return Caller(validator).post(f"progress/{entry['id']}/review", {"approve": True})


# --- the journey ---------------------------------------------------------------------------------


def test_three_people_bring_an_item_from_answer_to_closure(
    visitor, addressee, focal, validator, verifier
):
    answered(addressee, focal, validator, responsible=["Risk unit"], due_on="2021-12-31")
    claimed(addressee, focal, validator, links=["https://example.org/minutes"])
    closed = Caller(verifier).post(
        f"addressees/{addressee.uuid}/verifications",
        {"verdict": "implemented", "reason": "Seen."},
        status=201,
    )
    assert (closed["claimed"], closed["verdict"]) == ("implemented", "implemented")

    [seen] = visitor.get("items/ceb-2021-3-18")["addressees"]
    assert (seen["answer"], seen["claimed"], seen["verdict"]) == (
        "accepted",
        "implemented",
        "implemented",
    )
    assert seen["party"]["reference"] == "organization:WHO"
    assert [one["url"] for one in seen["progress"][0]["evidence"]] == [
        "https://example.org/minutes"
    ]
    assert seen["deadlines"][-1]["due_on"] == "2021-12-31"
    told = visitor.get("items/ceb-2021-3-18/history")["items"]
    assert [one["verb"] for one in told] == [
        "followup.verified",
        "followup.progress_approved",
        "followup.answer_approved",
    ]
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[0] == "followup.answer_submitted"
    assert verbs[-1] == "followup.verified"


def test_nobody_approves_or_verifies_their_own(addressee, focal, validator, verifier):
    said = Caller(focal).post(
        f"addressees/{addressee.uuid}/responses", {"answer": "accepted"}, status=201
    )
    Caller(focal).post(f"responses/{said['id']}/review", {"approve": True}, status=403)
    claimed(addressee, focal, validator)
    path = f"addressees/{addressee.uuid}/verifications"
    for person in (focal, validator):
        Caller(person).post(path, {"verdict": "implemented"}, status=403)
    Caller(verifier).post(path, {"verdict": "implemented"}, status=201)


def test_only_the_addressees_own_focal_point_answers_for_it(
    addressee, other_focal, secretary, member, steward
):
    for person in (other_focal, secretary, member, steward):
        Caller(person).post(
            f"addressees/{addressee.uuid}/responses", {"answer": "accepted"}, status=403
        )
    Caller().post(f"addressees/{addressee.uuid}/responses", {"answer": "accepted"}, status=401)


def test_what_the_law_forbids_is_409_with_its_sentence(addressee, focal, validator):
    told = Caller(focal).post(
        f"addressees/{addressee.uuid}/responses", {"answer": "not_accepted"}, status=409
    )
    assert told["detail"] == "Give the reason for this answer."
    tomorrow = (timezone.now() + timedelta(days=2)).date().isoformat()
    told = Caller(focal).post(
        f"addressees/{addressee.uuid}/progress", {"as_at": tomorrow, "text": "Done."}, status=409
    )
    assert "day to come" in told["detail"]


def test_a_returned_answer_tells_why_and_the_next_version_answers_it(addressee, focal, validator):
    said = Caller(focal).post(
        f"addressees/{addressee.uuid}/responses", {"answer": "accepted"}, status=201
    )
    path = f"responses/{said['id']}/review"
    Caller(validator).post(path, {"approve": False}, status=409)
    back = Caller(validator).post(path, {"approve": False, "reason": "Say by when."})
    assert (back["record"], back["review"], back["known_on"]) == ("returned", "Say by when.", None)
    assert answered(addressee, focal, validator)["version"] == 2


def test_a_deadline_moves_with_a_reason_and_the_old_one_stays(addressee, focal):
    path, caller = f"addressees/{addressee.uuid}/deadline", Caller(focal)
    caller.post(path, {"due_on": "2030-01-01"})
    caller.post(path, {"due_on": "2031-01-01"}, status=409)
    moved = caller.post(path, {"due_on": "2031-01-01", "reason": "Data are late."})
    assert [(one["due_on"], one["reason"]) for one in moved["deadlines"]] == [
        ("2030-01-01", ""),
        ("2031-01-01", "Data are late."),
    ]


def test_a_milestone_is_planned_and_met(addressee, focal, other_focal):
    made = Caller(focal).post(
        f"addressees/{addressee.uuid}/milestones", {"text": "Draft circulated"}, status=201
    )
    path = f"milestones/{made['id']}/met"
    Caller(other_focal).post(path, {"met_on": "2021-09-30"}, status=403)
    assert Caller(focal).post(path, {"met_on": "2021-09-30"})["met_on"] == "2021-09-30"


def test_a_repeated_submission_with_a_key_is_one_response(addressee, focal):
    caller = Caller(focal)
    path, body = f"addressees/{addressee.uuid}/responses", {"answer": "accepted"}
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first, again = (caller.send("POST", path, body, **key) for _turn in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert addressee.responses.count() == 1


def test_what_needs_somebody_is_told_by_what_they_can_do_about_it(
    addressee, other_addressee, focal, validator, other_focal, verifier
):
    def needed(person):
        told = Caller(person).get("needs")
        return {name: len(rows) for name, rows in told.items() if rows}

    assert needed(focal) == {"to_answer": 1}
    said = Caller(focal).post(
        f"addressees/{addressee.uuid}/responses", {"answer": "accepted"}, status=201
    )
    assert (needed(focal), needed(other_focal)) == ({}, {"to_answer": 1})
    [waiting] = Caller(validator).get("needs")["to_review"]
    assert (waiting["kind"], waiting["id"]) == ("response", said["id"])
    assert waiting["addressee"]["party"]["reference"] == "organization:WHO"
    Caller(validator).post(f"responses/{said['id']}/review", {"approve": True})
    claimed(addressee, focal, validator)
    assert needed(verifier) == {"to_verify": 1}
    Caller().get("needs", status=401)


# --- evidence ------------------------------------------------------------------------------------


def with_file(addressee, focal, **headers):
    file = SimpleUploadedFile("minutes.txt", b"What was decided")
    caller = Caller(focal)
    caller.headers |= headers
    return caller.form(
        f"addressees/{addressee.uuid}/progress/with-files",
        as_at="2021-10-01",
        text="Done.",
        status="implemented",
        links=["https://example.org/"],
        files=[file],
    )


def test_evidence_comes_as_files_and_links_and_is_the_addressees_own_until_approved(
    visitor, addressee, focal, validator, other_focal, secretary
):
    entry = with_file(addressee, focal).json()
    link, file = entry["evidence"]
    assert (link["url"], file["name"]) == ("https://example.org/", "minutes.txt")
    path = f"evidence/{file['id']}/file"
    for caller in (visitor, Caller(other_focal), Caller(secretary)):
        caller.get(path, status=404)
    mine = Caller(validator).send("GET", path)
    assert b"".join(mine.streaming_content) == b"What was decided"
    assert "attachment" in mine["Content-Disposition"]
    Caller(validator).post(f"progress/{entry['id']}/review", {"approve": True})
    assert visitor.send("GET", path).status_code == 200
    visitor.get(f"evidence/{link['id']}/file", status=404)


def test_a_repeated_form_with_files_and_a_key_is_one_entry(addressee, focal):
    key = {"Idempotency-Key": "once"}
    first, again = with_file(addressee, focal, **key), with_file(addressee, focal, **key)
    assert first.json() == again.json()
    assert addressee.progress.count() == 1
    assert Evidence.objects.count() == 2


@pytest.mark.parametrize("link", ["javascript:alert(1)", "no address", "https://x y/"])
def test_what_is_no_address_of_the_web_proves_nothing(addressee, focal, link):
    answer = Caller(focal).send(
        "POST",
        f"addressees/{addressee.uuid}/progress",
        {"as_at": "2021-10-01", "text": "Done.", "links": [link]},
    )
    assert answer.status_code in (409, 422)
    assert addressee.progress.count() == 0


# --- who sees what -------------------------------------------------------------------------------


def test_unapproved_words_are_seen_by_the_addressees_own_people_only(
    visitor, addressee, other_addressee, focal, validator, other_focal, other_validator, secretary,
    verifier, steward,
):  # fmt: skip
    Caller(focal).post(
        f"addressees/{addressee.uuid}/responses",
        {"answer": "not_accepted", "reason": "CANARY", "plan": "CANARY"},
        status=201,
    )
    Caller(focal).post(
        f"addressees/{addressee.uuid}/progress",
        {"as_at": "2021-10-01", "text": "CANARY", "links": ["https://example.org/CANARY"]},
        status=201,
    )
    paths = [
        f"addressees/{addressee.uuid}",
        f"addressees/{other_addressee.uuid}",
        "items",
        "items/ceb-2021-3-18",
        "items/ceb-2021-3-18/history",
        "report",
        "organizations/WHO/journal/entries",
        "organizations/CEB/journal/entries",
        "notices",
    ]
    strangers = [other_focal, other_validator, secretary, verifier, steward]
    for caller in (visitor, *map(Caller, strangers)):
        for path in paths:
            assert b"CANARY" not in caller.send("GET", path).content, path
    for person in (focal, validator):
        for path in (paths[0], paths[3], paths[4], paths[6]):
            assert b"CANARY" in Caller(person).send("GET", path).content, path


def test_unapproved_words_cannot_be_reviewed_or_even_named_by_strangers(
    addressee, focal, other_validator, verifier
):
    said = Caller(focal).post(
        f"addressees/{addressee.uuid}/responses", {"answer": "accepted"}, status=201
    )
    for person in (other_validator, verifier):
        Caller(person).post(f"responses/{said['id']}/review", {"approve": True}, status=404)


@pytest.fixture
def unpublished(document, secretary, item, who):
    made = Item.objects.create(
        slug="ceb-2021-3-19",
        document=document,
        kind="decision",
        number="19",
        title="CANARY",
        text="CANARY",
        start=45,
        end=60,
        order=45,
        confirmed_by=secretary,
        confirmed_at=timezone.now(),
        known_on=date(2021, 5, 31),
    )
    return Addressee.objects.create(item=made, organization=who, known_on=made.known_on)


def test_what_is_not_published_is_not_here_for_whom_it_does_not_concern(
    visitor, unpublished, focal, other_focal, secretary, member
):
    slug, uuid = unpublished.item.slug, unpublished.uuid
    for caller in (visitor, Caller(other_focal), Caller(member)):
        caller.get(f"items/{slug}", status=404)
        caller.get(f"items/{slug}/history", status=404)
        caller.get(f"addressees/{uuid}", status=404)
        for path in ("items", "report", "organizations/CEB/journal/entries", "items?q=canary"):
            assert b"CANARY" not in caller.send("GET", path).content
    for person in (other_focal, member):
        Caller(person).post(f"addressees/{uuid}/responses", {"answer": "accepted"}, status=404)
        Caller(person).post(f"items/{slug}/archive", {"reason": "x"}, status=404)
    for person in (focal, secretary):
        assert Caller(person).get(f"items/{slug}")["title"] == "CANARY"
    assert visitor.get("summary")["total"] == 0
    assert Caller(focal).get("summary")["total"] == 1


def test_names_of_people_are_for_people_of_the_system(visitor, addressee, focal, validator, member):
    answered(addressee, focal, validator)
    path = f"addressees/{addressee.uuid}"
    assert visitor.get(path)["responses"][0]["by"] is None
    assert Caller(member).get(path)["responses"][0]["by"] == "Focal"
    assert visitor.get("items/ceb-2021-3-18")["confirmed_by"] is None


def test_a_post_is_answered_by_the_people_of_its_organization(item, who, focal, other_focal):
    post = Post.objects.create(code="WHO-CIO", names={"en": "CIO"}, organization=who)
    addressee = Addressee.objects.create(item=item, post=post, known_on=item.known_on)
    path = f"addressees/{addressee.uuid}/responses"
    Caller(other_focal).post(path, {"answer": "accepted"}, status=403)
    Caller(focal).post(path, {"answer": "accepted"}, status=201)
    assert Caller().get(f"addressees/{addressee.uuid}")["party"]["reference"] == "post:WHO-CIO"


# --- the register --------------------------------------------------------------------------------


def test_the_register_is_narrowed_sorted_and_paged(visitor, document, secretary, who, ilo, db):
    for number in range(5):
        made = Item.objects.create(
            slug=f"i{number}",
            document=document,
            kind="request" if number % 2 else "decision",
            number=str(number),
            text=f"Words {number}",
            order=number,
            start=0,
            end=1,
            confirmed_by=secretary,
            confirmed_at=timezone.now(),
            known_on=date(2021, 5, 1 + number // 2),
            published_on=date(2021, 5, 31),
        )
        due_on = date(2030, 1, 9 - number) if number < 3 else None
        Addressee.objects.create(
            item=made,
            organization=who if number < 4 else ilo,
            known_on=made.known_on,
            due_on=due_on,
        )

    def slugs(**query):
        found, cursor = [], ""
        while cursor is not None:
            page = visitor.get("items", limit=2, cursor=cursor, **query)
            found += [one["slug"] for one in page["items"]]
            cursor = page["next"]
        return " ".join(found)

    assert slugs() == "i4 i2 i3 i0 i1"
    assert slugs(sort="oldest") == "i0 i1 i2 i3 i4"
    assert slugs(sort="place") == "i0 i1 i2 i3 i4"
    assert slugs(sort="due") == "i2 i1 i0 i3 i4"
    assert slugs(kind="request") == "i3 i1"
    assert slugs(party="organization:ILO") == "i4"
    assert slugs(due="none") == "i4 i3"
    assert slugs(q="words 3") == "i3"
    assert slugs(body="HLCM", session=41, document=document.slug) == "i4 i2 i3 i0 i1"
    assert slugs(session=40) == slugs(answer="accepted") == slugs(goal="3") == ""
    assert visitor.get("summary", kind="request")["total"] == 2


@pytest.mark.parametrize(
    "query",
    [{"kind": "wish"}, {"due": "soon"}, {"party": "WHO"}, {"goal": "x"}, {"session": 10**30}],
)
def test_a_filter_that_is_not_understood_is_told(visitor, db, query):
    told = visitor.get("items", status=422, **query)
    assert told["errors"][0]["where"] == f"query.{next(iter(query))}"


@pytest.mark.parametrize("number", [1, 3])
def test_the_register_asks_the_database_as_often_for_three_rows_as_for_one(
    visitor, document, secretary, number, django_assert_num_queries
):
    for each in range(number):
        made = Item.objects.create(
            slug=f"i{each}",
            document=document,
            kind="decision",
            number=str(each),
            text="Words",
            start=0,
            end=1,
            confirmed_by=secretary,
            confirmed_at=timezone.now(),
            known_on=date(2021, 5, 1),
            published_on=date(2021, 5, 31),
        )
        for code in range(number):
            to = Organization.objects.filter(code=f"O{code}").first() or organization(f"O{code}")
            addressee = Addressee.objects.create(item=made, organization=to, known_on=made.known_on)
            entry = addressee.progress.create(
                as_at=made.known_on,
                text="Done.",
                record="approved",
                by=secretary,
                at=timezone.now(),
                known_on=made.known_on,
            )
            entry.evidence.create(name="x", url="https://example.org/")
            addressee.deadlines.create(by=secretary, at=timezone.now(), known_on=made.known_on)
            addressee.verifications.create(
                verdict="returned", by=secretary, at=timezone.now(), known_on=made.known_on
            )
    with django_assert_num_queries(4):
        assert len(visitor.get("items")["items"]) == number
    with django_assert_num_queries(13):
        assert len(visitor.get("items/i0")["addressees"]) == number


def test_the_secretariat_addresses_tags_and_archives(visitor, item, secretary, focal, ilo):
    keeper = Caller(secretary)
    made = keeper.post(
        f"items/{item.slug}/addressees",
        {"party": "organization:ilo", "part": "with", "due_on": "2030-01-01"},
        status=201,
    )
    assert (made["party"]["reference"], made["part"], made["due_on"]) == (
        "organization:ILO",
        "with",
        "2030-01-01",
    )
    keeper.post(f"items/{item.slug}/addressees", {"party": "organization:ILO"}, status=409)
    keeper.post(f"items/{item.slug}/addressees", {"party": "body:NONE"}, status=409)
    assert keeper.say("PUT", f"items/{item.slug}/goals", {"codes": ["3", "8.8"]}) == {
        "codes": ["3", "8.8"]
    }
    keeper.say("PUT", f"items/{item.slug}/goals", {"codes": ["99"]}, status=409)
    assert [one["slug"] for one in visitor.get("items", goal="8")["items"]] == [item.slug]
    Caller(focal).post(f"items/{item.slug}/archive", {"reason": "x"}, status=403)
    keeper.post(f"items/{item.slug}/archive", {"reason": " "}, status=409)
    assert keeper.post(f"items/{item.slug}/archive", {"reason": "Entered twice."})["archived_on"]
    assert visitor.get("items")["items"] == []


# --- reports -------------------------------------------------------------------------------------


def test_the_report_tells_what_was_known_on_its_day(visitor, addressee, focal, validator):
    answered(addressee, focal, validator)
    today = timezone.now().date()
    [now] = visitor.get("report", document="ceb-2021-3")["rows"]
    assert (now["response"], now["addressee_code"]) == ("accepted", "WHO")
    before = visitor.get("report", as_at=today - timedelta(days=1))
    assert [row["response"] for row in before["rows"]] == ["awaiting"]
    assert visitor.get("report", as_at="2021-05-30")["rows"] == []
    told = visitor.get("report", as_at=today + timedelta(days=1), status=409)
    assert "day to come" in told["detail"]


@pytest.mark.parametrize(
    ("form", "start"),
    [("docx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf")],
)
def test_the_report_comes_as_a_file_in_a_language(visitor, addressee, form, start):
    answer = visitor.send("GET", f"report?format={form}&language=ar&as_at=2021-10-11")
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert f"status-2021-10-11.{form}" in answer["Content-Disposition"]
