"""A report goes in by the API: read, corrected, accepted, published; only by its secretariat."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from quintet.core.models import JournalEntry
from quintet.followup.models import Candidate, Document, Item, Paragraph
from quintet.followup.queries import FOUND
from tests.followup.api import Caller

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[2] / "samples/committee-report.md"
FOUND_18 = FOUND | {
    "kind": "request",
    "number": "18",
    "paragraph": "18",
    "text": "Requested members to review their risks.",
    "addressees": [{"text": "members", "party": "body:HLCM", "members": True}],
}


@pytest.fixture
def read(document):
    """The document with its paragraphs, one candidate, and one paragraph left unread."""
    for position, (number, start, end) in enumerate([("18", 4, 44), ("19", 49, 69)]):
        Paragraph.objects.create(
            document=document,
            position=position,
            kind="paragraph",
            number=number,
            start=start,
            end=end,
        )
    document.unread = [{"paragraph": "19", "why": "No act", "start": 49, "end": 69, "left": False}]
    document.save(update_fields=["unread"])
    default_storage.save(document.file.path, ContentFile(document.text.encode()))
    return document


@pytest.fixture
def candidate(read):
    return Candidate.objects.create(
        document=read, position=0, start=4, end=44, found=dict(FOUND_18)
    )


def file(data: bytes = SAMPLE.read_bytes(), name: str = "report.md") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


# --- documents -----------------------------------------------------------------------------------


def test_a_report_goes_in_is_read_and_enters_the_register(
    hlcm, secretary, focal, django_capture_on_commit_callbacks
):
    keeper = Caller(secretary)
    with django_capture_on_commit_callbacks(execute=True):
        made = keeper.form("documents", party="body:HLCM", file=file())
    assert made.status_code == 201
    [told] = keeper.get("documents", sha256=made.json()["sha256"])["items"]
    document = Document.objects.get(slug=told["slug"])
    told = keeper.get(f"documents/{document.slug}")
    assert (told["reading"], told["body"], told["failure"]) == ("read", "HLCM", "")
    assert told["waiting"] > 0

    path = f"documents/{document.slug}"
    whole = keeper.send("GET", f"{path}/text").content.decode()
    first = keeper.get(f"{path}/paragraphs", limit=1)["items"][0]
    assert whole[first["start"] : first["end"]] == first["text"]
    found = keeper.get(f"{path}/candidates")["items"]
    assert {one["proposal"] for one in found} == {"proposed"}
    entered = keeper.post(f"{path}/candidates/accept")["items"]
    assert len(entered) == len(found) == Item.objects.count()

    visitor = Caller()
    assert visitor.get("items")["items"] == []
    assert keeper.post(f"{path}/publish") == {"published": len(entered)}
    assert {one["slug"] for one in visitor.get("items")["items"]} == set(entered)
    assert visitor.get(path)["items"] == len(entered)
    assert visitor.get("documents", body="hlcm")["items"][0]["slug"] == document.slug
    keeper.post(f"{path}/publish", status=409)


def test_the_same_file_again_changes_nothing(hlcm, secretary):
    keeper = Caller(secretary)
    first = keeper.form("documents", party="body:HLCM", file=file(b"Nothing to decide."))
    again = keeper.form("documents", party="body:HLCM", file=file(b"Nothing to decide.", "x.md"))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["file_name"] == "report.md"
    assert JournalEntry.objects.filter(verb="followup.uploaded").count() == 1


def test_only_the_bodys_secretariat_uploads_for_it(hlcm, secretary, focal, who):
    assert Caller(focal).form("documents", party="body:HLCM", file=file()).status_code == 403
    assert Caller().form("documents", party="body:HLCM", file=file()).status_code == 401
    strange = Caller(secretary).form("documents", party="organization:WHO", file=file())
    assert strange.status_code == 403
    unknown = Caller(secretary).form("documents", party="body:NONE", file=file())
    assert unknown.status_code == 409
    assert "body:NONE" in unknown.json()["detail"]


def test_a_file_that_is_too_large_or_empty_is_refused_in_a_sentence(hlcm, secretary, settings):
    settings.UPLOAD_BOUND = 1024 * 1024
    keeper = Caller(secretary)
    large = keeper.form("documents", party="body:HLCM", file=file(b"x" * (1024 * 1024 + 1)))
    assert (large.status_code, large.json()["detail"]) == (409, "The file is larger than 1 MB.")
    empty = keeper.form("documents", party="body:HLCM", file=file(b""))
    assert empty.status_code in (409, 422)
    assert keeper.form("documents", party="body:HLCM").status_code == 422
    assert Document.objects.count() == 0


def test_the_secretariat_corrects_the_facts_it_names_and_no_others(read, secretary, focal, session):
    keeper, path = Caller(secretary), f"documents/{read.slug}"
    told = keeper.say("PATCH", path, {"title": "Another title", "dated_on": None})
    assert (told["title"], told["dated_on"], told["symbol"], told["session"]) == (
        "Another title",
        None,
        "CEB/2021/3",
        41,
    )
    assert keeper.say("PATCH", path, {"session": None})["session"] is None
    assert keeper.say("PATCH", path, {"session": 41})["session"] == 41
    keeper.say("PATCH", path, {"session": 40}, status=409)
    keeper.say("PATCH", path, {"title": ""}, status=422)


def test_a_document_is_not_here_for_whom_nothing_in_it_concerns(
    read, candidate, secretary, focal, other_focal
):
    paths = ["", "/text", "/file", "/paragraphs", "/candidates", "/unread"]
    for caller in (Caller(focal), Caller(other_focal)):
        assert caller.get("documents")["items"] == []
        for path in paths:
            caller.get(f"documents/{read.slug}{path}", status=404)
        caller.post(f"documents/{read.slug}/publish", status=404)
        caller.get(f"candidates/{candidate.pk}", status=404)
        caller.post(f"candidates/{candidate.pk}/accept", status=404)
    answer = Caller(secretary).send("GET", f"documents/{read.slug}/file")
    assert b"".join(answer.streaming_content) == read.text.encode()


def test_what_was_found_is_the_secretariats_own_business(read, item, candidate, focal, addressee):
    for caller, status in ((Caller(focal), 403), (Caller(), 401)):
        for path in ("candidates", "unread"):
            caller.get(f"documents/{read.slug}/{path}", status=status)
        caller.get(f"candidates/{candidate.pk}", status=status)
        caller.post(f"candidates/{candidate.pk}/reject", status=status)
    whole = Caller(focal).get(f"documents/{read.slug}")
    assert (whole["items"], whole["waiting"], whole["unread"]) == (1, None, None)


# --- candidates ----------------------------------------------------------------------------------


def test_a_candidate_is_corrected_and_accepted_with_its_addressees(candidate, secretary):
    keeper, path = Caller(secretary), f"candidates/{candidate.pk}"
    keeper.say(
        "PATCH",
        path,
        {
            "title": "Review risks",
            "co_addressees": [{"text": "the ILO", "party": "organization:ilo"}],
            "addressees": [{"text": "WHO", "party": "organization:WHO"}],
            "due": [{"text": "by year-end", "date": "2021-12-31"}],
            "acts": [{"verb": "Requested", "text": "members to review"}],
        },
    )
    row = keeper.post(f"{path}/accept", status=201)
    assert (row["title"], row["text"]) == ("Review risks", FOUND_18["text"])
    assert [(one["party"]["reference"], one["part"]) for one in row["addressees"]] == [
        ("organization:WHO", "lead"),
        ("organization:ILO", "with"),
    ]
    item = keeper.get(f"items/{row['slug']}")
    assert item["clauses"] == [{"verb": "Requested", "text": "members to review"}]
    assert item["addressees"][0]["deadlines"][0]["text"] == "by year-end"
    keeper.say("PATCH", path, {"title": "Too late"}, status=409)
    assert keeper.get(path)["item"] == row["slug"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"kind": "wish"}, 422),
        ({"text": ""}, 422),
        ({"acts": [{"verb": "x", "text": "y", "start": 5}]}, 422),
        ({"acts": [{"verb": "x", "text": "y", "start": 5, "end": 4}]}, 422),
        ({"due": [{"text": "soon", "date": "soon"}]}, 422),
        ({"status": "done"}, 422),
        ({"title": "\x00"}, 422),
        ({"addressees": [{"text": "x", "party": "body:NONE"}]}, 409),
        ({"addressees": [{"text": "x", "party": "HLCM"}]}, 422),
    ],
)
def test_a_correction_that_makes_no_sense_changes_nothing(candidate, secretary, change, status):
    Caller(secretary).say("PATCH", f"candidates/{candidate.pk}", change, status=status)
    candidate.refresh_from_db()
    assert candidate.found == FOUND_18


def test_a_correction_of_what_has_changed_meanwhile_is_refused(candidate, secretary):
    keeper, path = Caller(secretary), f"candidates/{candidate.pk}"
    seen = keeper.send("GET", path)
    match = {"If-Match": seen["ETag"]}
    done = keeper.send("PATCH", path, {"title": "First"}, **match)
    assert done.status_code == 200
    assert done["ETag"] != seen["ETag"]
    late = keeper.send("PATCH", path, {"title": "Second"}, **match)
    assert (late.status_code, late.json()["title"]) == (412, "It has changed")
    assert keeper.get(path)["found"]["title"] == "First"
    again = keeper.send("PATCH", path, {"title": "Second"}, **{"If-Match": done["ETag"]})
    assert again.status_code == 200
    assert keeper.send("GET", path, **{"If-None-Match": again["ETag"]}).status_code == 304


def test_candidates_are_rejected_restored_split_and_merged(candidate, secretary, read):
    keeper, path = Caller(secretary), f"candidates/{candidate.pk}"
    assert keeper.post(f"{path}/reject")["proposal"] == "rejected"
    assert keeper.post(f"{path}/restore")["decided_by"] is None
    keeper.post(f"{path}/restore", status=409)
    keeper.post(f"{path}/split", status=409)
    acts = [{"verb": "Requested", "text": "one"}, {"verb": "Noted", "text": "two"}]
    keeper.say("PATCH", path, {"acts": acts})
    one, two = keeper.post(f"{path}/split")
    assert [one["found"]["number"], two["found"]["number"]] == ["18a", "18b"]
    keeper.post(f"candidates/{one['id']}/merge", {"other": one["id"]}, status=409)
    merged = keeper.post(f"candidates/{one['id']}/merge", {"other": two["id"]})
    assert [act["text"] for act in merged["found"]["acts"]] == ["one", "two"]
    listed = keeper.get(f"documents/{read.slug}/candidates", proposal="proposed")["items"]
    assert [one["id"] for one in listed] == [merged["id"]]


def test_a_passage_that_was_missed_is_added_and_one_that_is_no_act_is_left(read, secretary):
    keeper, path = Caller(secretary), f"documents/{read.slug}"
    made = keeper.post(
        f"{path}/candidates", {"start": 48, "end": 70, "kind": "decision"}, status=201
    )
    assert (made["found"]["text"], made["found"]["number"]) == ("Welcomed the report.", "19")
    keeper.post(f"{path}/candidates", {"start": 9999, "end": 9999, "kind": "decision"}, status=409)
    [told] = keeper.get(f"{path}/unread")["items"]
    assert (told["paragraph"], told["left"]) == ("19", False)
    keeper.post(f"{path}/unread/0/leave", status=204)
    keeper.post(f"{path}/unread/1/leave", status=409)
    assert keeper.get(f"{path}/unread")["items"][0]["left"] is True


def test_a_paragraph_that_is_an_act_after_all_is_taken(read, secretary):
    keeper, path = Caller(secretary), f"documents/{read.slug}"
    made = keeper.post(f"{path}/unread/0/take", status=201)
    assert made["found"]["text"] == "Welcomed the report."
    assert keeper.get(path)["unread"] == 0
    keeper.post(f"{path}/unread/1/take", status=404)


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_the_database_as_often_for_three_rows_as_for_one(
    read, secretary, number, django_assert_num_queries
):
    for position in range(number):
        Candidate.objects.create(
            document=read,
            position=position,
            start=4,
            end=44,
            found=dict(FOUND_18),
            decided_by=secretary,
        )
    keeper = Caller(secretary)
    with django_assert_num_queries(4):
        assert len(keeper.get(f"documents/{read.slug}/candidates")["items"]) == number
    with django_assert_num_queries(3):
        assert len(keeper.get("documents")["items"]) == 1
