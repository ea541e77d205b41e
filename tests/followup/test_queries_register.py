"""The register: every filter, every combination, nonsense, sorting, counting."""

import itertools
import random
from datetime import date, timedelta

import pytest
from django.http import QueryDict

from quintet.core.models import Body, Post, Session
from quintet.followup import queries, rules
from quintet.followup.models import (
    Addressee,
    Candidate,
    Document,
    File,
    Item,
    Tag,
)
from quintet.followup.queries import Filter
from quintet.followup.queries.filters import fitting
from quintet.followup.rules import CLOSING, Answer, Flag, Progress
from tests.conftest import AT, TODAY
from tests.followup.acts import cycle_of

pytestmark = pytest.mark.django_db


def document(slug, number, party, by, **more):
    return Document.objects.create(
        slug=slug,
        file=File.objects.create(sha256=str(number) * 64, size=1, media_type="text/plain"),
        name=f"{slug}.txt",
        organization=getattr(party, "organization", party),
        body=party if isinstance(party, Body) else None,
        uploaded_by=by,
        uploaded_at=AT,
        **more,
    )


def item(document, number, **more):
    facts = {
        "slug": f"{document.slug}-{number}",
        "kind": "request",
        "text": f"Text of {number}",
        "known_on": date(2021, 5, 31),
        "published_on": date(2021, 5, 31),
        "start": 0,
        "end": 1,
        "order": int(number),
    } | more
    return Item.objects.create(
        document=document, number=number, confirmed_by=document.uploaded_by, confirmed_at=AT,
        **facts,
    )  # fmt: skip


@pytest.fixture
def shelf(hlcm, ceb, who, ilo, session, secretary):
    """Two documents with four items, of which each filter finds its own."""
    forum = Body.objects.create(code="FORUM", names={}, kind="forum", organization=ceb)
    chair = Post.objects.create(code="CHAIR", names={}, body=forum)
    first = document("first", 1, hlcm, secretary, session=session, symbol="CEB/2021/1")
    of_forum = Session.objects.create(body=forum, number=7)
    second = document("second", 2, forum, secretary, session=of_forum)
    a = item(first, "1", text="Review the health risks", title="Risks", symbols=["X"])
    b = item(first, "2", kind="decision", known_on=date(2021, 3, 1))
    c = item(second, "3", kind="recommendation", text="100% of _staff_ \\ trained")
    d = item(second, "4", kind="commitment", known_on=date(2020, 1, 1))
    Tag.objects.create(item=a, code="3")
    Tag.objects.create(item=b, code="3.4")
    Tag.objects.create(item=c, code="13")
    rows = [
        (a, {"organization": who}, {"answer": "accepted", "due_on": TODAY + timedelta(days=9)}),
        (a, {"organization": ilo}, {"answer": "not_accepted", "due_on": TODAY - timedelta(days=9)}),
        (b, {"body": forum}, {"answer": "partially_accepted", "claimed": "in_progress",
                              "due_on": TODAY - timedelta(days=9)}),
        (c, {"post": chair}, {"claimed": "implemented", "due_on": TODAY - timedelta(days=400)}),
        (c, {"organization": who}, {"answer": "accepted", "due_on": TODAY - timedelta(days=400)}),
        (d, {"organization": ilo}, {"claimed": "continuing", "verdict": "implemented"}),
        (d, {"body": hlcm}, {"verdict": "overtaken", "claimed": "not_started"}),
        (d, {"organization": who}, {"claimed": "not_started"}),
    ]  # fmt: skip
    for one, party, standing in rows:
        Addressee.objects.create(item=one, known_on=one.known_on, **party, **standing)
    return {"a": a, "b": b, "c": c, "d": d}


def numbers(wanted, person=None, today=TODAY):
    return "".join(
        sorted(one.number for one in queries.register(wanted, person=person, today=today))
    )


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, "1234"),
        ({"q": "risks"}, "1"),
        ({"q": "RISKS health"}, "1"),
        ({"q": "risks staff"}, ""),
        ({"q": "2"}, "2"),
        ({"q": "100%"}, "3"),
        ({"q": "_staff_"}, "3"),
        ({"q": "\\"}, "3"),
        ({"body": "HLCM"}, "12"),
        ({"body": "FORUM"}, "34"),
        ({"session": "41"}, "12"),
        ({"session": "7", "body": "FORUM"}, "34"),
        ({"session": "7", "body": "HLCM"}, ""),
        ({"session": "٧"}, "34"),
        ({"document": "second"}, "34"),
        ({"party": "organization:WHO"}, "134"),
        ({"party": "body:FORUM"}, "2"),
        ({"party": "post:CHAIR"}, "3"),
        ({"party": "organization:ILO"}, "14"),
        ({"kind": "decision"}, "2"),
        ({"kind": "commitment"}, "4"),
        ({"answer": "accepted"}, "13"),
        ({"answer": "awaiting"}, "34"),
        ({"answer": "not_accepted"}, "1"),
        ({"implementation": "no_word"}, "13"),
        ({"implementation": "not_started"}, "4"),
        ({"implementation": "in_progress"}, "2"),
        ({"implementation": "claimed"}, "3"),
        ({"implementation": "verified"}, "4"),
        ({"implementation": "closed"}, "4"),
        ({"due": "due_soon"}, "1"),
        ({"due": "overdue"}, "23"),
        ({"due": "long_overdue"}, "3"),
        ({"due": "none"}, "4"),
        ({"goal": "3"}, "12"),
        ({"goal": "3.4"}, "2"),
        ({"goal": "13"}, "3"),
        ({"goal": "1"}, ""),
        # of one addressee, not of one here and another there:
        ({"party": "organization:ILO", "answer": "accepted"}, ""),
        ({"party": "organization:WHO", "answer": "accepted"}, "13"),
        ({"party": "organization:WHO", "due": "long_overdue"}, "3"),
        ({"party": "organization:WHO", "answer": "accepted", "due": "due_soon", "goal": "3",
          "body": "HLCM", "q": "health", "kind": "request", "session": "41"}, "1"),
    ],
)  # fmt: skip
def test_each_filter_finds_its_own(wanted, found, shelf):
    assert numbers(Filter(**wanted)) == found


NONSENSE = ["zzz", "\x00", "\ud800", "'; DROP TABLE", "9" * 400, "-1", "²", "body:", ":", "::x",
            "organization:\x00", "post:NONE", "é", "%", "a" * 70_000]  # fmt: skip


@pytest.mark.parametrize(
    "name", [name for name in Filter.__slots__ if name not in ("sort", "mine")]
)
def test_nonsense_finds_nothing_it_should_not_and_never_raises(name, shelf):
    for value in NONSENSE:
        found = numbers(Filter(**{name: value}))
        if (name, value) == ("q", "%"):
            assert found == "3"
        elif name != "session" and (name, value) != ("q", ":"):
            assert found == "", value
        items = queries.register(Filter(**{name: value}), person=None, today=TODAY)
        assert queries.counts(items, Filter(**{name: value}), today=TODAY).total >= 0


def test_a_session_that_is_no_number_is_no_filter(shelf):
    for value in ("x", "²", "-1", ":"):
        assert numbers(Filter(session=value)) == "1234"
    assert numbers(Filter(session="9" * 400)) == ""


def test_nonsense_is_no_order(shelf):
    for value in NONSENSE:
        assert len(queries.register(Filter(sort=value), person=None, today=TODAY)) in (0, 4)


def test_two_filters_together_find_no_more_than_each(shelf):
    some = [{"body": "HLCM"}, {"q": "text"}, {"kind": "decision"}, {"goal": "3"},
            {"answer": "accepted"}, {"due": "overdue"}, {"implementation": "claimed"},
            {"party": "organization:WHO"}]  # fmt: skip
    alone = [set(numbers(Filter(**one))) for one in some]
    for (i, one), (j, other) in itertools.combinations(enumerate(some), 2):
        assert set(numbers(Filter(**one, **other))) <= alone[i] & alone[j]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", "1324"),
        ("newest", "1324"),
        ("oldest", "4213"),
        ("place", "1234"),
        ("due", "3214"),
        ("nonsense", "1324"),
    ],
)
def test_the_register_is_sorted(sort, order, shelf):
    Addressee.objects.filter(organization__code="ILO").update(due_on=None)
    found = queries.register(Filter(sort=sort), person=None, today=TODAY)
    assert "".join(one.number for one in found) == order


def test_the_filters_that_are_set_are_the_address():
    assert Filter(q="x", due="overdue").set_fields == {"q": "x", "due": "overdue"}


def test_archived_and_unpublished_items_are_not_shown_to_all(shelf, secretary, focal):
    Item.objects.filter(number="1").update(archived_on=TODAY)
    Item.objects.filter(number="2").update(published_on=None)
    assert numbers(Filter()) == "34"
    assert numbers(Filter(), person=secretary) == "234"
    assert numbers(Filter(), person=focal) == "34"
    Item.objects.filter(number="3").update(published_on=None)
    assert numbers(Filter(), person=focal) == "34"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_register_row_costs_no_query(rows, hlcm, who, ilo, secretary, django_assert_num_queries):
    one = document("doc", 1, hlcm, secretary, symbol="S/1")
    for number in range(rows):
        made = item(one, str(number))
        Tag.objects.create(item=made, code="3")
        for party in (who, ilo):
            Addressee.objects.create(item=made, organization=party, known_on=made.known_on)
    cycle_of(hlcm, secretary, TODAY)
    with django_assert_num_queries(4):
        found = list(queries.register(Filter(answer="awaiting"), person=None, today=TODAY))
        opened = queries.opened_on(found)
        for one_item, addressee in queries.export_rows(found):
            assert str(one_item.document)
            assert one_item.document.body.code == "HLCM"
            assert [tag.code for tag in one_item.tags.all()] == ["3"]
            assert addressee.party.name
            flags = queries.flags_of(addressee, today=TODAY, opened=opened[addressee.pk])
            assert flags == (Flag.SILENT,)
    with django_assert_num_queries(1):
        told = queries.counts(
            queries.register(Filter(), person=None, today=TODAY), Filter(), today=TODAY
        )
    assert told.total == 2 * rows


def test_the_newest_open_cycle_that_asks_counts(hlcm, secretary, shelf):
    earlier = TODAY - timedelta(days=30)
    newest, _older = [cycle_of(hlcm, secretary, day) for day in (TODAY, earlier)]
    items = list(shelf.values())
    asked = set(newest.asks.values_list("addressee", flat=True))
    assert queries.opened_on(items) == dict.fromkeys(asked, TODAY)
    newest.asks.first().delete()
    assert sorted(set(queries.opened_on(items).values())) == [earlier, TODAY]
    newest.closed_on, newest.closed_by = TODAY, secretary
    newest.save()
    assert queries.opened_on(items) == dict.fromkeys(asked, earlier)


def test_an_item_without_addressee_is_a_row_as_well(shelf):
    Addressee.objects.filter(item=shelf["b"]).delete()
    found = queries.register(Filter(sort="place"), person=None, today=TODAY)
    rows = [(one.number, addressee and addressee.party.code) for one, addressee in
            queries.export_rows(found)]  # fmt: skip
    assert ("2", None) in rows
    assert len(rows) == 8


@pytest.mark.parametrize("seed", range(8))
def test_counts_are_the_laws_summary(seed, hlcm, who, ilo, ceb, secretary):
    chance = random.Random(seed)
    doc = document("doc", 1, hlcm, secretary)
    for number in range(chance.randrange(1, 12)):
        made = item(doc, str(number))
        for party in (who, ilo, ceb):
            if chance.random() < 0.8:
                Addressee.objects.create(
                    item=made,
                    organization=party,
                    known_on=made.known_on,
                    answer=chance.choice(list(Answer)),
                    claimed=chance.choice(["", *Progress]),
                    verdict=chance.choice(["", "", *CLOSING]),
                    due_on=chance.choice([None, *(TODAY + timedelta(days=n) for n in
                                                  (-400, -181, -180, -1, 0, 30, 31))]),
                )  # fmt: skip
    for wanted in (
        Filter(),
        Filter(party="organization:WHO"),
        Filter(answer="accepted"),
        Filter(due="overdue"),
        Filter(due="none", implementation="no_word"),
        Filter(kind="decision"),
    ):
        items = queries.register(wanted, person=None, today=TODAY)
        fits = Addressee.objects.filter(item__in=[one.pk for one in items])
        asked = fitting(wanted, today=TODAY)
        if asked is not None:
            fits = fits.filter(asked)
        expected = rules.summary([queries.standing_now(one) for one in fits], today=TODAY)
        assert queries.counts(items, wanted, today=TODAY) == expected


# --- what stands beside the register


def test_documents_are_seen_by_their_items_and_their_keepers(
    shelf, secretary, django_assert_num_queries
):
    Item.objects.filter(document__slug="first").update(published_on=None)
    with django_assert_num_queries(1):
        told = queries.with_counts(queries.documents_seen(person=None, today=TODAY))
        assert [(one.slug, one.items_count, one.waiting_count) for one in told] == [
            ("second", 2, 0)
        ]
        assert told[0].session.number == 7
    Candidate.objects.create(
        document_id=shelf["a"].document_id, position=0, start=0, end=1, found={}
    )
    Item.objects.filter(number="1").update(archived_on=TODAY)
    seen = queries.with_counts(queries.documents_seen(person=secretary, today=TODAY))
    assert {(one.slug, one.items_count, one.waiting_count) for one in seen} == {
        ("first", 0, 1),  # none of it is published
        ("second", 2, 0),
    }


def test_items_of_a_document_come_in_its_order(shelf):
    found = queries.items_of(shelf["a"].document, person=None, today=TODAY)
    assert [one.number for one in found] == ["1", "2"]


def test_related_items_are_those_of_documents_that_an_item_cites(shelf):
    assert queries.related(shelf["b"], person=None, today=TODAY) == []
    shelf["c"].symbols = ["CEB/2021/1", "A/RES/1"]
    assert queries.related(shelf["c"], person=None, today=TODAY) == [shelf["a"], shelf["b"]]


def test_segments_cover_all_answers_and_lead_to_their_lists(shelf):
    told = queries.counts(
        queries.register(Filter(), person=None, today=TODAY), Filter(), today=TODAY
    )
    found = queries.segments(told, QueryDict("body=HLCM&answer=accepted&page=3"))
    assert sum(one["count"] for one in found) == told.total
    assert round(sum(one["width"] for one in found), 1) == 100.0
    assert found[0]["x"] == 0
    assert all(one["url"].startswith("?body=HLCM&") and "page" not in one["url"] for one in found)
    nothing = queries.segments(rules.summary([], today=TODAY), QueryDict(""))
    assert nothing == []


def test_several_addressees_in_figures(shelf):
    told = queries.many(list(shelf["d"].addressees.all()))
    assert told == {
        "total": 3,
        "answered": 0,
        "awaiting": 3,
        "taken_on": 0,
        "verified": 0,
        "claimed": 0,
        "due_on": None,
    }
    assert queries.many(list(shelf["a"].addressees.all()))["due_on"] == TODAY - timedelta(days=9)
