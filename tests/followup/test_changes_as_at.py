"""The register as it stood on a past day: filters, order, counts, pages and exports."""

import csv
import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from quintet.core.public import NotAllowed
from quintet.followup import actions, queries, rules
from quintet.followup.models import Addressee, Item, ItemReview, Wording
from quintet.followup.queries import Filter
from quintet.followup.queries.as_at import folded_narrowly
from tests.conftest import AT, TODAY
from tests.followup.acts import answer, claim
from tests.followup.api import Caller
from tests.followup.test_time import Life
from tests.site.pages import Reader

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def as_at(day, wanted=None, *, today=TODAY + 30 * DAY, person=None):
    return queries.register_as_at(wanted or Filter(), as_at=day, person=person, today=today)


@pytest.mark.parametrize("seed", [5, 6, 7])
def test_on_every_day_it_is_what_the_register_was_on_that_day(
    seed, addressee, other_addressee, focal, validator, other_focal, other_validator, verifier,
    secretary,
):  # fmt: skip
    people = {"WHO": (focal, validator), "ILO": (other_focal, other_validator)}
    life = Life(seed, [addressee, other_addressee], people, verifier, secretary)
    narrow = [
        Filter(),
        Filter(answer="accepted"),
        Filter(answer="taken_on", party="organization:WHO"),
        Filter(implementation="claimed", sort="due"),
        Filter(implementation="closed"),
        Filter(due="overdue", owner="organization:ILO"),
        Filter(due="none"),
    ]
    then = {}
    for number in range(8):
        for hour in range(5):
            try:
                life.act(AT + timedelta(days=number, hours=hour))
            except NotAllowed:
                continue
        day = TODAY + number * DAY
        for one in Addressee.objects.all():  # today's columns, as the reminder of each night would
            actions.addressees.settle(one, today=day)
        then[day] = [shown_today(wanted, secretary, day) for wanted in narrow]
    for day, found in then.items():
        for wanted, told in zip(narrow, found, strict=True):
            past = as_at(day, wanted, person=secretary)
            assert (past.items, past.summary) == (told[0], told[1]), (day, wanted)
            rows = [
                (one.item.pk, [queries.standing_now(of) for of in one.addressees])
                for one in past.rows(past.items)
            ]
            assert rows == told[2]


def shown_today(wanted, person, day):
    items = queries.register(wanted, person=person, today=day)
    rows = [
        (item.pk, [queries.standing_now(one) for one in item.addressees.all()]) for item in items
    ]
    return [item.pk for item in items], queries.counts(items, wanted, today=day), rows


def test_each_is_folded_as_the_law_folds_it(
    addressee, other_addressee, focal, validator, other_focal, other_validator, verifier, secretary
):
    people = {"WHO": (focal, validator), "ILO": (other_focal, other_validator)}
    life = Life(11, [addressee, other_addressee], people, verifier, secretary)
    for number in range(50):
        try:
            life.act(AT + timedelta(hours=5 * number))
        except NotAllowed:
            continue
    for number in range(-1, 12):
        day = TODAY + number * DAY
        narrow, _of = folded_narrowly(Item.objects.all(), until=day)
        assert narrow == {
            one.pk: rules.standing(queries.said(one), until=day)
            for one in queries.with_words(Addressee.objects.all())
        }


def test_what_was_not_known_yet_or_was_archived_is_not_there(item, addressee, ilo, secretary):
    actions.assign(item=item, party=ilo, by=secretary, at=AT)
    assert as_at(item.known_on - DAY).items == []
    assert as_at(item.known_on).summary.total == 1
    assert as_at(TODAY).summary.total == 2
    actions.archive(item=item, reason="Told twice", by=secretary, at=AT + DAY)
    assert as_at(TODAY).items == [item.pk]
    assert as_at(TODAY + DAY).items == []


def test_an_item_has_the_words_that_it_had(item, addressee, document, secretary):
    told = {"item": item, "document": document, "start": 0, "end": 9, "by": secretary, "at": AT}
    Wording.objects.create(title="First", text="First words", known_on=item.known_on, **told)
    Wording.objects.create(title="Later", text="Later words", known_on=TODAY, **told)
    [row] = as_at(TODAY - DAY).rows([item.pk])
    assert (row.item.title, row.source) == ("First", "CEB/2021/3")
    assert as_at(TODAY).rows([item.pk])[0].item.title == "Later"


def test_a_review_is_as_it_was_set_on_that_day(item, addressee, secretary):
    told = {"item": item, "by": secretary, "at": AT}
    ItemReview.objects.create(review_due_on=TODAY, known_on=TODAY - 5 * DAY, **told)
    ItemReview.objects.create(review_due_on=TODAY + 900 * DAY, known_on=TODAY + 5 * DAY, **told)
    overdue = Filter(review="overdue")
    assert as_at(TODAY + DAY, overdue).items == [item.pk]
    assert as_at(TODAY + DAY, overdue).summary.total == 1
    assert as_at(TODAY + 6 * DAY, overdue).items == []


def test_a_day_to_come_and_a_figure_of_today_are_refused(item):
    with pytest.raises(NotAllowed, match="a day to come"):
        as_at(TODAY + DAY, today=TODAY)
    with pytest.raises(NotAllowed, match="as at today only"):
        as_at(TODAY, Filter(figure="open"))


def test_nobody_sees_in_the_past_what_they_may_not_see_now(item, addressee, secretary):
    Item.objects.update(published_on=None)
    assert as_at(TODAY).items == []
    assert as_at(TODAY, person=secretary).items == [item.pk]


# --- pages, files, API ---------------------------------------------------------------------------


@pytest.fixture
def happened(addressee, other_addressee, focal, validator, item):
    answer(addressee, focal, validator)
    claim(addressee, focal, validator, at=AT + 2 * DAY)
    return item


def test_the_page_shows_the_day_and_leads_back_to_today(happened, client):
    reader = Reader(client)
    page = reader.get("/register/?as_at=2021-10-12&answer=accepted")
    assert "As at 12 October 2021" in page.words
    assert "1 of 2 answered" in page.words
    assert "Claimed" not in page.text("//tbody")[0]
    assert any(link.endswith("/en/register/?answer=accepted") for link in page.links)
    assert any("/changes/?answer=accepted&from=2021-10-12" in link for link in page.links)
    before = reader.get("/register/?as_at=2021-10-10")
    assert "0 of 2 answered" in before.words
    assert "Back to today" not in reader.get("/register/").words
    assert "Back to today" not in reader.get("/register/?as_at=2199-01-01").words
    assert "Nothing fits these filters" in reader.get("/register/?as_at=2001-01-01").words


def test_the_filter_has_a_field_for_the_day(happened, client):
    form = Reader(client).get("/register/?as_at=2021-10-12").form(having="as_at")
    assert form.values["as_at"] == ["2021-10-12"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_exports_are_as_at_the_day(happened, client, form):
    def claimed(query):
        got = client.get(f"/en/register/export.{form}{query}")
        assert got.status_code == 200
        if form == "csv":
            rows = list(csv.reader(io.StringIO(got.content.decode("utf-8-sig"))))
        else:
            sheet = load_workbook(io.BytesIO(got.content)).active
            rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
        place = rows[0].index("Claimed")
        return sorted(row[place] for row in rows[1:]), got["Content-Disposition"]

    assert claimed("?as_at=2021-10-12") == (
        ["", ""],
        f'attachment; filename="register-2021-10-12.{form}"',
    )
    assert claimed("?as_at=2021-10-13")[0] == ["", "Implemented"]


def test_a_page_of_the_past_asks_as_often_for_three_rows_as_for_one(
    happened, ilo, secretary, client, django_assert_num_queries
):
    address = "/en/register/?as_at=2021-10-12"
    client.get(address)
    with django_assert_num_queries(17):
        client.get(address)
    for n in (1, 2):
        other = Item.objects.create(
            slug=f"other-{n}", document=happened.document, kind="request", number=str(n),
            text="More.", start=0, end=1, confirmed_by=secretary, confirmed_at=AT,
            known_on=date(2021, 5, 31), published_on=date(2021, 5, 31),
        )  # fmt: skip
        Addressee.objects.create(item=other, organization=ilo, known_on=other.known_on)
    with django_assert_num_queries(17):
        client.get(address)


def test_the_api_tells_the_past_as_well(happened, secretary):
    api = Caller(secretary)
    told = api.get("items", as_at="2021-10-12")["items"]
    assert [one["claimed"] for one in told[0]["addressees"]] == [None, None]
    assert api.get("items", as_at="2021-10-12", answer="not_accepted")["items"] == []
    assert api.get("summary", as_at="2021-10-12")["claimed"] == 0
    assert api.get("summary", as_at="2021-10-13")["claimed"] == 1
    api.get("items", as_at="2190-01-01", status=409)
