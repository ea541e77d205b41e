"""The page of a review, and where its days are shown."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quintet.followup.models import Item
from tests.conftest import AT
from tests.site.pages import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def successor(item):
    given = {one.name: getattr(item, one.name) for one in Item._meta.fields}
    fields = {"id": None, "slug": "ceb-2021-3-19", "number": "19", "title": "Report on risks"}
    return Item.objects.create(**given | fields)


@pytest.fixture
def by(client, secretary):
    return Reader(client, secretary)


def day(days):
    return timezone.now().date() + timedelta(days=days)


def test_a_secretary_sets_days_and_everybody_reads_them(item, by, client):
    form = by.get(f"/items/{item.slug}/review/").form(having="disposition")
    page = by.send(form, review_due_on=str(day(30)), retires_on=str(day(400)))
    assert "The review is saved" in page.words
    client.logout()
    visitor = Reader(client)
    words = visitor.get(f"/items/{item.slug}/").words
    assert "Next review" in words
    assert "review due" in words
    assert "Retires on" in words
    assert item.title in visitor.get("/register/?review=due").words
    assert item.title not in visitor.get("/register/?review=overdue").words


def test_what_is_missing_is_said_where_it_was_typed(item, by):
    form = by.get(f"/items/{item.slug}/review/").form(having="disposition")
    page = by.send(form, expect=422, disposition="replace", reason="A new one.")
    assert "Name the item that takes its place" in page.words
    page = by.send(form, expect=422, disposition="replace", reason="r", successor="nowhere")
    assert "There is no such item that you may see" in page.words
    assert page.form(having="successor").values["successor"] == ["nowhere"]


def test_a_successor_is_named_by_its_address_and_linked_from_both(item, successor, by, client):
    form = by.get(f"/items/{item.slug}/review/").form(having="disposition")
    address = f"https://example.org/en/items/{successor.slug}/"
    page = by.send(form, disposition="merge", reason="One is enough.", successor=address)
    assert "It has ended" in page.words
    assert f"/en/items/{successor.slug}/" in page.links
    client.logout()
    visitor = Reader(client)
    assert f"/en/items/{item.slug}/" in visitor.get(f"/items/{successor.slug}/").links
    assert item.title in visitor.get("/register/?review=retired").words
    assert item.title not in visitor.get("/register/").words


def test_the_secretariat_sees_on_its_first_page_what_is_to_be_reviewed(item, by):
    Item.objects.filter(pk=item.pk).update(review_due_on=day(-3))
    page = by.get("/")
    assert f"/en/items/{item.slug}/review/" in page.links
    assert AT.date() < day(0)


def test_a_report_says_how_many_reviews_are_overdue(item, addressee, by):
    form = by.get(f"/items/{item.slug}/review/").form(having="disposition")
    by.send(form, review_due_on=str(day(10)))
    words = by.get("/reports/?document=ceb-2021-3").words
    assert "Review due" in words
    assert "of all items" in words
