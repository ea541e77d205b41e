"""The register's ways of asking for much and for little tell the same."""

import sys

import pytest

from quintet.followup import queries
from quintet.followup.models import Addressee, Item
from quintet.followup.queries.filters import Filter
from tests.conftest import TODAY


@pytest.fixture
def items(item, who, ilo):
    """Three items of which two speak of training; each addressed to two organizations."""
    for place, text in enumerate(["Train all members.", "Extend the TRAINING.", "Rest."]):
        made = Item.objects.create(
            slug=f"more-{place}",
            document=item.document,
            kind="request",
            number=str(place),
            text=text,
            start=0,
            end=9,
            confirmed_by=item.confirmed_by,
            confirmed_at=item.confirmed_at,
            known_on=item.known_on,
            published_on=item.published_on,
        )
        for organization in (who, ilo):
            Addressee.objects.create(item=made, organization=organization, known_on=made.known_on)
    return Item.objects.all()


@pytest.mark.parametrize("few", [0, 1, 2, 1_000])
@pytest.mark.parametrize(
    ("words", "found"),
    [("train", {"0", "1"}), ("train all", {"0"}), ("2", {"2"}), ("rested", set())],
)
def test_words_find_the_same_whether_few_or_many_items_have_them(
    items, monkeypatch, few, words, found
):
    monkeypatch.setattr(sys.modules[Filter.__module__], "FEW", few)
    shown = queries.register(Filter(q=words), person=None, today=TODAY)
    assert {one.number for one in shown} == found
    assert shown.count() == len(found)


def test_all_addressees_are_counted_as_those_of_a_filter_are(items):
    everything = queries.register(Filter(), person=None, today=TODAY)
    whole = queries.counts(everything, Filter(), today=TODAY)
    assert whole.total == 6
    assert whole == queries.counts(everything, Filter(kind="request"), today=TODAY)


def test_items_that_are_not_shown_are_not_counted(items):
    items.filter(number="0").update(published_on=None)
    items.filter(number="1").update(archived_on=TODAY)
    shown = queries.register(Filter(), person=None, today=TODAY)
    assert queries.counts(shown, Filter(), today=TODAY).total == 2
