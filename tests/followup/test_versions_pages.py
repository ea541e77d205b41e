"""A secretary reads a later version in, compares, decides, publishes; everybody reads what was."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from quintet.followup import actions, queries
from quintet.followup.models import Anchor, Document, Item
from tests.conftest import AT
from tests.followup.versions import (
    CORRECTED,
    FIRST,
    REVISED,
    later_version,
    published,
    read_in,
)
from tests.site.pages import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(hlcm, session, secretary):
    return published(FIRST, hlcm=hlcm, secretary=secretary)


@pytest.fixture
def revised(first, secretary):
    return later_version(REVISED, first, secretary=secretary)


@pytest.fixture
def by(client, secretary):
    return Reader(client, secretary)


def anchor(number):
    return Anchor.objects.get(item__number=number, state__in=["changed", "missing"])


def test_a_later_version_is_read_in_from_the_page_of_the_earlier_one(first, by):
    page = by.get(f"/documents/{first.slug}/")
    [address] = [one for one in page.links if "revises=" in one]
    form = by.get(address).form(having="file")
    assert form.values["revises"] == [first.slug]
    assert form.values["party"] == ["body:HLCM"]
    page = by.send(form, file=SimpleUploadedFile("rev1.md", REVISED.encode()))
    revised = Document.objects.get(symbol="CEB/2021/3/Rev.1")
    assert (revised.revises, revised.revision) == (first, "revision")
    assert "2 items of the earlier version have changed or were not found" in page.words
    assert "1 waits for your word" in page.words
    assert by.get("/").links.count(f"/en/documents/{revised.slug}/intake/") == 1


def test_a_secretary_compares_decides_and_publishes(revised, first, by, client):
    page = by.get(f"/documents/{revised.slug}/anchors/")
    assert "2 items wait for your decision" in page.words
    changed, lost = anchor("18"), anchor("20")
    assert page.text(f"//article[@id='a{changed.pk}']//del") == ["December", "2022"]
    assert page.text(f"//article[@id='a{changed.pk}']//ins") == ["June", "2023"]
    assert "It was not found" in page.text(f"//article[@id='a{lost.pk}']")[0]
    form = next(one for one in page.forms if one.address.endswith(f"/anchors/{changed.pk}/"))
    page = by.send(form, press="act=take")
    assert "The new words are taken" in page.words
    form = next(one for one in page.forms if one.address.endswith(f"/anchors/{lost.pk}/"))
    page = by.send(form, press="act=keep")
    assert "Nothing waits for a decision" in page.words
    page = by.send(page.form(to="/publish/"))
    assert "This version is published" in page.words
    item = Item.objects.get(text__contains="June 2023")
    client.logout()
    page = Reader(client).get(f"/items/{item.slug}/")
    assert "Words changed on 30 June 2021" in page.words
    assert "CEB/2021/3/Rev.1" in page.words
    assert page.text("//del") == ["December", "2022"]
    [old] = [one for one in page.links if f"/documents/{first.slug}/?at=" in one]
    marked = Reader(client).get(old).text("//mark")
    assert any("December 2022" in words for words in marked)


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"paragraph": "18"}, "Now compare the words"),
        ({"words": "Approved the budget of the joint unit"}, "Now compare the words"),
    ],
)
def test_a_person_says_where_a_lost_item_stands(named, told, revised, by):
    lost = anchor("20")
    page = by.get(f"/documents/{revised.slug}/anchors/")
    forms = [one for one in page.forms if one.address.endswith(f"/anchors/{lost.pk}/")]
    form = next(one for one in forms if "words" in one.names)
    page = by.send(form, press="act=place", **named)
    assert told in page.words
    lost.refresh_from_db()
    assert lost.text.startswith("Approved the budget")


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({}, "Give the number of the paragraph"),
        ({"paragraph": "99"}, "does not stand in this version"),
        ({"words": "no such words"}, "does not stand in this version"),
    ],
)
def test_a_place_that_is_none_is_refused_with_what_was_typed(named, told, revised, by):
    lost = anchor("20")
    sent = {"act": "place"} | named
    answer = by.client.post(f"/en/anchors/{lost.pk}/", sent)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert told in words
    assert all(value in words for value in named.values())


def test_strange_acts_and_second_thoughts_are_answers(revised, by):
    changed = anchor("18")
    for act, told in (
        ("nonsense", "Choose what to do"),
        ("lost", "does not stand there"),
        ("take", "say where it stands"),
    ):
        answer = by.client.post(f"/en/anchors/{changed.pk}/", {"act": act}, follow=True)
        assert answer.status_code == 200
        assert told in answer.content.decode()


def test_a_proposal_is_shown_and_confirmed(first, hlcm, secretary, by):
    document = read_in(REVISED, hlcm=hlcm, secretary=secretary)
    page = by.get(f"/documents/{document.slug}/intake/")
    assert "It seems to be a later version of CEB/2021/3" in page.words
    form = by.get(f"/documents/{document.slug}/revise/").form(having="earlier")
    assert (form.values["earlier"], form.values["revision"]) == ([first.slug], ["revision"])
    page = by.send(form)
    assert "2 items wait for your decision" in page.words
    form = by.get(f"/documents/{document.slug}/revise/").form(having="earlier")
    page = by.send(form, earlier="")
    assert "Nothing waits" in page.words
    assert document.anchors.count() == 0


def test_a_document_shows_all_its_versions_and_what_became_of_the_items(
    first, revised, secretary, by, client
):
    page = by.get(f"/documents/{first.slug}/")
    assert "CEB/2021/3/Rev.1" in page.words
    assert "2 The same words" in page.words
    assert "2 to decide" in page.words
    client.logout()
    visitor = Reader(client)
    assert "CEB/2021/3/Rev.1" not in visitor.get(f"/documents/{first.slug}/").words  # not published
    visitor.get(f"/documents/{revised.slug}/", status=404)
    actions.publish(document=revised, by=secretary, at=AT)
    page = visitor.get(f"/documents/{first.slug}/")
    assert "CEB/2021/3/Rev.1" in page.words
    assert "to decide" not in page.words


def test_an_item_corrected_by_a_corrigendum_names_both(first, secretary, client):
    corrigendum = later_version(CORRECTED, first, secretary=secretary, revision="corrigendum")
    actions.take_words(anchor=anchor("18"), by=secretary, at=AT)
    actions.publish(document=corrigendum, by=secretary, at=AT)
    item = first.items.get(number="18")
    page = Reader(client).get(f"/items/{item.slug}/")
    assert "CEB/2021/3; CEB/2021/3/Corr.1" in page.words
    [mark] = Reader(client).get(f"/documents/{corrigendum.slug}/").text("//mark")
    assert mark.startswith("For December 2022 read")


def test_the_item_page_tells_its_secretariat_what_waits_and_nobody_else(first, revised, by, client):
    item = first.items.get(number="18")
    assert "Compare and decide" in by.get(f"/items/{item.slug}/").words
    client.logout()
    assert "Compare and decide" not in Reader(client).get(f"/items/{item.slug}/").words


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_changes_is_a_constant_number_of_queries(
    rows, first, revised, by, django_assert_num_queries
):
    Anchor.objects.filter(document=revised).update(state="same")
    for one in Anchor.objects.filter(document=revised)[:rows]:
        Anchor.objects.filter(pk=one.pk).update(state="changed")
    by.get(f"/documents/{revised.slug}/anchors/")
    with django_assert_num_queries(15):
        page = by.get(f"/documents/{revised.slug}/anchors/")
    assert len(page.tree.xpath("//article")) == rows


def test_versions_and_reviews_read_from_the_right_in_arabic(first, revised, secretary, client):
    reader = Reader(client, secretary, language="ar")
    page = reader.get(f"/documents/{revised.slug}/anchors/")
    assert page.tree.get("dir") == "rtl"
    assert queries.unplaced(revised).count() == len(page.tree.xpath("//article"))
