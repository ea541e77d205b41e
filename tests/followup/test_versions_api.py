"""Versions, wordings and reviews by the API: as by the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from quintet.followup.models import Anchor, Document, Item
from tests.conftest import AT
from tests.followup.api import Caller
from tests.followup.versions import FIRST, REVISED, later_version, published, read_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(hlcm, session, secretary):
    return published(FIRST, hlcm=hlcm, secretary=secretary)


@pytest.fixture
def revised(first, secretary):
    return later_version(REVISED, first, secretary=secretary)


@pytest.fixture
def api(secretary):
    return Caller(secretary)


def test_a_later_version_is_uploaded_compared_decided_and_published(first, api):
    file = SimpleUploadedFile("rev1.md", REVISED.encode())
    answer = api.form("documents", party="body:HLCM", file=file, revises=first.slug)
    assert answer.status_code == 201
    slug = answer.json()["slug"]
    assert (answer.json()["revision"], answer.json()["unplaced"]) == ("revision", 2)
    [changed] = api.get(f"documents/{slug}/anchors", state="changed")["items"]
    assert changed["earlier"] == changed["later"].replace("June 2023", "December 2022")
    assert api.post(f"anchors/{changed['id']}/take")["state"] == "taken"
    [lost] = api.get(f"documents/{slug}/anchors", state="missing")["items"]
    assert (lost["start"], lost["later"]) == (None, "")
    text = Document.objects.get(slug=slug).text
    place = {"start": text.index("Approved"), "end": text.index("2023.") + 5}
    assert api.post(f"anchors/{lost['id']}/place", place)["state"] == "changed"
    nowhere = {"start": None, "end": None}
    assert api.post(f"anchors/{lost['id']}/place", nowhere)["state"] == "missing"
    assert api.post(f"anchors/{lost['id']}/keep")["decided_by"] == "Secretary"
    api.post(f"documents/{slug}/publish")

    visitor = Caller()
    versions = visitor.get(f"documents/{first.slug}/versions")["items"]
    assert [one["symbol"] for one in versions] == ["CEB/2021/3", "CEB/2021/3/Rev.1"]
    assert versions[1]["revises"] == first.slug
    assert versions[1]["items"] == {"same": 2, "taken": 1, "kept": 1}
    wordings = visitor.get(f"items/{changed['item']}/wordings")["items"]
    assert [(one["source"], one["known_on"]) for one in wordings] == [
        ("CEB/2021/3", "2021-05-31"),
        ("CEB/2021/3/Rev.1", "2021-06-30"),
    ]
    found = visitor.get(f"items/{changed['item']}")
    assert (found["text"], found["number"]) == (changed["later"], "19")
    assert len(visitor.get("items", document=first.slug)["items"]) == 4


def test_a_proposed_version_is_told_and_confirmed(first, hlcm, secretary, api):
    document = read_in(REVISED, hlcm=hlcm, secretary=secretary)
    told = api.get(f"documents/{document.slug}")
    assert told["proposed"] == {"earlier": first.slug, "revision": "revision"}
    assert told["unplaced"] == 0
    found = api.say("PUT", f"documents/{document.slug}/revises", {"earlier": first.slug})
    assert (found["revision"], found["unplaced"], found["proposed"]) == ("revision", 2, None)
    found = api.say("PUT", f"documents/{document.slug}/revises", {"earlier": None})
    assert (found["revision"], found["unplaced"]) == (None, 0)
    api.say("PUT", f"documents/{first.slug}/revises", {"earlier": None}, status=409)


def test_what_is_not_published_and_what_waits_is_for_its_secretariat(first, revised, focal):
    visitor, stranger = Caller(), Caller(focal)
    anchor = Anchor.objects.filter(document=revised).first()
    assert visitor.get(f"documents/{first.slug}/versions")["items"][1:] == []
    visitor.get(f"documents/{revised.slug}/versions", status=404)
    stranger.get(f"documents/{revised.slug}/anchors", status=404)
    stranger.get(f"documents/{first.slug}/anchors", status=403)
    for act in ("take", "keep"):
        stranger.post(f"anchors/{anchor.pk}/{act}", status=404)
    stranger.post(f"anchors/{anchor.pk}/place", {"start": 0, "end": 9}, status=404)
    stranger.post("anchors/999999/keep", status=404)
    told = stranger.get(f"documents/{first.slug}")
    assert (told["unplaced"], told["proposed"]) == (None, None)


def test_a_review_is_decided_and_read(first, api, focal):
    item, other = first.items.order_by("order")[:2]
    days = {"review_due_on": "2099-01-01", "retires_on": "2100-01-01"}
    made = api.post(f"items/{item.slug}/reviews", days, status=201)
    assert (made["disposition"], made["by"]) == (None, "Secretary")
    found = Caller().get(f"items/{item.slug}")
    assert (found["review_due_on"], found["retires_on"]) == ("2099-01-01", "2100-01-01")
    assert Caller().get("items", review="retires")["items"][0]["slug"] == item.slug
    ending = {"disposition": "replace", "successor": other.slug, "reason": "Anew."}
    Caller(focal).post(f"items/{item.slug}/reviews", ending, status=403)
    api.post(f"items/{item.slug}/reviews", ending | {"reason": ""}, status=409)
    api.post(f"items/{item.slug}/reviews", ending | {"successor": "nowhere"}, status=404)
    assert api.post(f"items/{item.slug}/reviews", ending, status=201)["successor"] == other.slug
    assert Caller().get(f"items/{item.slug}")["successor"] == other.slug
    assert Caller().get(f"items/{other.slug}")["predecessors"] == [item.slug]
    [latest, earlier] = Caller().get(f"items/{item.slug}/reviews")["items"]
    assert (latest["disposition"], latest["successor"], latest["by"]) == (
        "replace",
        other.slug,
        None,
    )
    assert earlier["disposition"] is None
    assert [one["slug"] for one in Caller().get("items", review="retired")["items"]] == [item.slug]
    Item.objects.filter(pk=other.pk).update(review_due_on=AT.date())
    assert api.get("needs")["to_look_at"] == [other.slug]
