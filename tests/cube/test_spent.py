"""What was spent on what the register agrees on: told beside the item, by the question that gives it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quintet.core.public import percent_words, short_amount_words
from quintet.cube import public
from quintet.cube.engine.questions import Filter, Question
from quintet.followup import actions
from tests.conftest import AT, TODAY
from tests.cube.journey import HEAD, published, submitted

pytestmark = pytest.mark.django_db
FIGURES = HEAD + (
    "2020,WHO,expense,EXP,E01,KEN,3,3.8,USD,600\n"
    "2020,WHO,expense,EXP,E02,LBN,3,3.d,USD,100\n"
    "2020,WHO,expense,EXP,E02,LBN,3,,USD,50\n"
    "2020,WHO,expense,EXP,E02,LBN,16,16.6,USD,250\n"
)
FUTURE = TODAY.replace(year=2100)


@pytest.fixture(autouse=True)
def _folder(tmp_path, settings):
    settings.DATA = tmp_path


@pytest.fixture
def stands(ceb, who, data_steward, validator, publisher):
    """WHO's expense of 2020, published."""
    return published(submitted(data_steward, who, FIGURES), validator, publisher)


@pytest.fixture
def ilo_stands():
    """ILO's expense of the same year, as figures of earlier years come in."""
    rows = HEAD + "2020,ILO,expense,EXP,E01,KEN,8,8.8,USD,70\n"
    file = public.folder() / "in" / "ilo.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(rows, encoding="utf-8")
    public.actions.import_files(files=[file], kind="csv", note="As told.", by=None, at=AT)


def page_of(item):
    found = Client().get(reverse("followup:item", args=[item.slug]))
    assert found.status_code == 200
    return found.content.decode()


def test_targets_are_told_with_their_whole_and_the_question_that_gives_them(stands):
    [found] = public.spent(goals=["3.8", "16.6"], entities=["WHO"], today=FUTURE)
    assert found.lines == (("3.8", Decimal(600)), ("16.6", Decimal(250)))
    assert (found.amount, found.whole, found.year) == (850, 1000, 2020)
    assert found.share == Decimal("0.85")
    assert found.coverage == Decimal("0.95")
    answer = public.answer(Question.parse(found.question), today=FUTURE)
    assert answer.total.value == found.amount
    assert str(answer.question) == found.question


def test_a_goal_is_told_with_all_its_targets_and_apart_from_targets(stands):
    goal, target = public.spent(goals=["3", "16.6"], entities=[], today=FUTURE)
    assert (goal.dimension, goal.amount, goal.of_all) == ("goal", 750, True)
    assert (target.dimension, target.amount) == ("target", 250)


def test_places_are_told_apart_from_goals_and_by_those_addressed(stands, ilo_stands):
    target, place = public.spent(
        goals=["3.8"], places=["KEN", "LBN", "UGA"], entities=["WHO"], today=FUTURE
    )
    assert (target.dimension, target.amount) == ("target", 600)
    assert place.dimension == "location"
    assert place.lines == (("KEN", Decimal(600)), ("LBN", Decimal(400)))
    assert (place.amount, place.whole, place.coverage, place.entities) == (1000, 1000, 1, ("WHO",))
    assert place.name("KEN", "ru") == "Кения"
    [of_all] = public.spent(goals=[], places=["KEN"], entities=[], today=FUTURE)
    assert (of_all.lines, of_all.of_all) == ((("KEN", Decimal(670)),), True)


def test_the_question_of_a_place_gives_what_was_spent_there_and_nothing_else(stands):
    [found] = public.spent(goals=[], places=["KEN"], entities=["WHO"], today=FUTURE)
    answer = public.answer(Question.parse(found.question), today=FUTURE)
    assert answer.total.value == found.amount == 600
    assert [one for one in answer.question.filters if one.dimension == "location"] == [
        Filter("location", ("KEN",))
    ]


def test_a_place_where_nothing_was_spent_is_told_as_that_and_an_unknown_one_not_at_all(stands):
    [found] = public.spent(goals=[], places=["UGA"], entities=["WHO"], today=FUTURE)
    assert (found.lines, found.amount, found.whole) == ((), 0, 1000)
    [found] = public.spent(goals=[], places=["nowhere"], entities=["WHO"], today=FUTURE)
    assert found.dimension == "function"


def test_organizations_alone_are_told_by_function(stands):
    [found] = public.spent(goals=[], entities=["WHO"], today=FUTURE)
    assert found.lines == (("E01", Decimal(600)), ("E02", Decimal(400)))
    assert found.amount == found.whole == 1000


def test_nothing_is_told_of_those_who_have_published_nothing(stands):
    assert public.spent(goals=["3.8"], entities=["ILO"], today=FUTURE) == ()
    assert public.spent(goals=[], entities=[], today=FUTURE) == ()
    assert (
        public.spent(goals=["3.8"], entities=["WHO"], today=stands.published_on.replace(2019)) == ()
    )


def test_a_year_that_few_have_told_yet_is_not_taken_for_the_latest(
    ceb, who, data_steward, validator, publisher
):
    def stand(year, *entities):
        for entity in entities:
            rows = HEAD + f"{year},{entity},expense,EXP,E01,KEN,3,3.8,USD,10\n"
            (public.folder() / "in").mkdir(parents=True, exist_ok=True)
            file = public.folder() / "in" / f"{entity}-{year}.csv"
            file.write_text(rows, encoding="utf-8")
            public.actions.import_files(files=[file], kind="csv", note="As told.", by=None, at=AT)

    stand(2019, "WHO", "ILO", "FAO")
    stand(2020, "WHO")
    [found] = public.spent(goals=["3.8"], entities=[], today=FUTURE)
    assert (found.year, found.entities) == (2019, ("FAO", "ILO", "WHO"))
    assert {one.note for one in public.catalogue().entries} == {"As told."}


def test_an_items_page_shows_what_was_spent_and_links_to_the_question(
    stands, item, addressee, secretary
):
    actions.tag(item=item, codes=["3.8"], by=secretary, at=AT)
    text = page_of(item)
    assert "What was spent" in text
    assert "600 USD" in text
    words = percent_words(Decimal("0.6")), short_amount_words(Decimal(1000))
    assert "{} of an expense of {} USD.".format(*words) in text
    assert "Figures of 2020, of 1 organization addressed." in text
    [found] = public.spent(goals=["3.8"], entities=["WHO"], today=FUTURE)
    assert f"/en/cube/ask/?{found.question}".replace("&", "&amp;") in text
    assert Client().get(f"/en/cube/ask/?{found.question}").status_code == 200


def test_an_items_page_shows_what_was_spent_in_its_countries(stands, item, addressee, secretary):
    actions.tag(item=item, places=["LBN"], by=secretary, at=AT)
    text = page_of(item)
    assert "<dt>Lebanon</dt><dd><bdi>400 USD</bdi></dd>" in text
    [found] = public.spent(goals=[], places=["LBN"], entities=["WHO"], today=FUTURE)
    assert f"/en/cube/ask/?{found.question}".replace("&", "&amp;") in text


def test_an_items_page_asks_once_and_says_nothing_where_nothing_is_published(item, addressee):
    page_of(item)
    with CaptureQueriesContext(connection) as asked:
        assert "What was spent" not in page_of(item)
    assert sum("cube_" in one["sql"] for one in asked) == 1


def test_the_api_tells_the_same_and_nothing_of_items_that_are_not_there(
    stands, item, addressee, secretary
):
    actions.tag(item=item, codes=["3.8"], places=["KEN"], by=secretary, at=AT)
    told = Client().get(f"/api/v1/cube/items/{item.slug}").json()
    assert (told["goals"], told["organizations"]) == (["3.8"], ["WHO"])
    assert told["places"] == ["KEN"]
    spent, there = told["spent"]
    assert there["dimension"] == "location"
    assert [(line["code"], line["name"]) for line in there["lines"]] == [("KEN", "Kenya")]
    assert Decimal(there["amount"]) == 600
    assert [line["code"] for line in spent["lines"]] == ["3.8"]
    assert Decimal(spent["amount"]) == 600
    assert spent["entities"] == ["WHO"]
    assert Client().get("/api/v1/cube/items/nothing").status_code == 404


def test_figures_that_cannot_be_read_are_no_reason_to_hide_the_item(stands, item, addressee):
    for file in public.folder().glob("*.parquet"):
        file.unlink()
    for file in public.folder().rglob("*.duckdb"):
        file.unlink()
    text = page_of(item)
    assert "cannot be read at the moment" in text
    assert item.text in text


def test_pages_of_goals_places_and_organizations_list_what_was_agreed(
    stands, item, addressee, secretary
):
    actions.tag(item=item, codes=["3.8"], places=["LBN"], by=secretary, at=AT)
    link = reverse("followup:item", args=[item.slug])
    for route, code, listed in (
        ("goal", "3", True),
        ("goal", "16", False),
        ("organization", "WHO", True),
        ("place", "LBN", True),
        ("place", "KEN", False),
    ):
        found = Client().get(reverse(f"cube:{route}", args=[code]))
        assert found.status_code == 200
        assert (link in found.content.decode()) == listed, code
