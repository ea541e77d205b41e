"""Insight: every figure is as long as the list behind it, says of how many, and tells no secret."""

import json
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from quintet.core.models import Body, Organization, Post
from quintet.followup import actions, queries
from quintet.followup.models import (
    Addressee,
    Ask,
    Deadline,
    Document,
    File,
    Item,
    ReportingCycle,
    Tag,
)
from quintet.followup.queries import insight
from quintet.followup.queries.insight import Scope, kept, words
from quintet.followup.queries.insight.numbers import MEASURES, SCORED
from quintet.followup.rules import Answer, Progress, Verdict
from quintet.followup.rules.insight import MOVED
from quintet.followup.views.register import filter_of
from tests.followup.acts import answer, claim
from tests.site.pages import Page, Reader

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ASKED_FOR = re.compile(r"([\d,]+) answers? asked for")


def ago(days):
    return NOW - timedelta(days=days)


@pytest.fixture(autouse=True)
def counted_anew(monkeypatch):
    """However slow the machine, nothing is kept from one test for another."""
    cache.clear()
    monkeypatch.setattr(kept, "SLOW", float("inf"))
    yield
    cache.clear()


@pytest.fixture
def more(document, item, secretary):
    """Makes another published item of a kind, of the same document or of another."""

    def make(slug, kind="decision", of=None, **given):
        on = ago(400).date()
        return Item.objects.create(
            slug=slug, document=of or document, kind=kind, number=slug, title=f"Item {slug}",
            text="More.", start=0, end=1, confirmed_by=secretary, confirmed_at=NOW, known_on=on,
            **{"published_on": on} | given,
        )  # fmt: skip

    return make


@pytest.fixture
def told(item, more, document, who, ilo, ceb, hlcm, secretary, focal, validator, other_focal, other_validator, verifier):  # fmt: skip
    """A register in which no figure is nothing: many answers of WHO, some of ILO, a post, a body."""

    def to(what, days, where=None, **columns):
        return Addressee.objects.create(
            item=what, known_on=ago(days).date(), **(where or {"organization": who}), **columns
        )

    def due(addressee, days):
        Deadline.objects.create(
            addressee=addressee, due_on=ago(days).date(), by=secretary, at=ago(300),
            known_on=ago(300).date(),
        )  # fmt: skip
        return actions.addressees.settle(addressee, today=NOW.date())

    says = {"by": focal, "officer": validator}
    items = [more(str(n), kind="request" if n % 2 else "decision") for n in range(12)]
    Item.objects.filter(pk=items[4].pk).update(review_due_on=ago(1).date())
    for n, one in enumerate(items):
        Tag.objects.create(item=one, scheme="goal", code="3")
        Tag.objects.create(item=one, scheme="goal", code="3.4" if n % 2 else "16")
        Tag.objects.create(item=one, scheme="nexus", code="CITIES")
        Tag.objects.create(item=one, scheme="network", code="HR-NETWORK")
        Tag.objects.create(item=one, scheme="place", code="KEN")
    verified, claimed, going, late, later, refused, undecided, partly, planned, closed, again = (
        to(one, days)
        for one, days in zip(
            items, (300, 300, 100, 200, 800, 40, 50, 400, 30, 60, 70), strict=False
        )
    )
    for one in (verified, claimed, going, late, later, partly, closed, again):
        answer(one, at=ago(20), **says)
    answer(
        planned, plan="We will.", responsible=["PMU"], due_on=ago(-90).date(), at=ago(20), **says
    )
    answer(refused, answer=Answer.NOT_ACCEPTED, reason="No.", at=ago(20), **says)
    answer(undecided, answer=Answer.UNDER_CONSIDERATION, at=ago(200), **says)
    due(late, 30), due(later, 300), due(claimed, 10), due(going, -50)
    proof = [actions.Proof(name="proof", url="https://example.org/proof")]
    claim(verified, focal, validator, at=ago(15), evidence=proof)
    claim(claimed, focal, validator, at=ago(15))
    claim(closed, focal, validator, at=ago(300))
    claim(again, focal, validator, at=ago(15))
    claim(going, focal, validator, at=ago(15), status=Progress.IN_PROGRESS, proposes=False)
    claim(later, focal, validator, at=ago(15), status=Progress.NOT_STARTED, proposes=False)
    judge = {"by": verifier, "reason": "Seen."}
    actions.verify(addressee=verified, verdict=Verdict.IMPLEMENTED, at=ago(10), **judge)
    actions.verify(addressee=closed, verdict=Verdict.OVERTAKEN, at=ago(10), **judge)
    actions.verify(addressee=again, verdict=Verdict.IMPLEMENTED, at=ago(10), **judge)
    actions.verify(addressee=again, verdict=Verdict.REOPENED, at=ago(9), **judge)
    actions.move_deadline(
        addressee=late, due_on=ago(3).date(), reason="Later.", by=focal, at=ago(5)
    )
    theirs = to(items[0], 10, {"organization": ilo})
    answer(theirs, other_focal, other_validator, at=ago(2))
    post = Post.objects.create(code="WHO-DIR", names={"en": "Director"}, organization=who)
    chair = Post.objects.create(code="CHAIR", names={"en": "Chair"}, body=hlcm)
    to(items[1], 500, {"post": post}), to(items[2], 500, {"post": chair})
    to(items[3], 20, {"body": hlcm})
    elsewhere = Document.objects.create(
        slug="of-no-body", file=File.objects.create(sha256="1" * 64, size=1, media_type="text/plain"),
        name="x.txt", organization=ceb, reading="read", uploaded_by=secretary, uploaded_at=NOW,
    )  # fmt: skip
    to(more("alone", of=elsewhere, kind="recommendation"), 15)
    to(more("hidden", published_on=None), 15)
    to(more("archived", archived_on=ago(1).date()), 15)
    cycle = ReportingCycle.objects.create(
        slug="hlcm-now", title="Progress of the committee", organization=ceb, body=hlcm,
        as_at=ago(30).date(), opened_on=ago(25).date(), due_on=ago(-5).date(), opened_by=secretary,
    )  # fmt: skip
    asked = [(late, "answered"), (theirs, "silent"), (undecided, "silent"), (planned, "started")]
    Ask.objects.bulk_create(Ask(cycle=cycle, addressee=a, state=state) for a, state in asked)
    return cycle


ADDRESSES = (
    *(f"/insight/?by={by}" for by in insight.DIMENSIONS),
    "/insight/body/hlcm/?by=organization",
    "/insight/body/hlcm/?by=goal",
    "/insight/organization/who/?by=body",
    "/insight/organization/who/?by=kind",
    "/insight/organization/ilo/",
    "/insight/brief/",
    "/insight/brief/?body=HLCM",
    "/insight/brief/?organization=WHO",
)


def figures_of(page: Page) -> list[tuple[str, str]]:
    """Every figure of a page that leads somewhere: where to, and what it counts."""
    links = page.tree.xpath("//main//a[contains(@href, '/register/')]")
    return [(link.get("href"), link.text_content().strip()) for link in links]


def listed(by: Reader, address: str) -> int:
    """How many answers the register counts at an address."""
    words_of_page = by.get(address).words
    found = ASKED_FOR.search(words_of_page)
    assert found, (address, words_of_page[:300])
    return int(found[1].replace(",", ""))


def counted(by: Reader, address: str) -> int:
    """What the page of the register counts at an address, without the page."""
    asked = RequestFactory().get(address)
    asked.user = by.person or AnonymousUser()
    _form, wanted = filter_of(asked)
    found = queries.register(wanted, person=by.person, today=NOW.date())
    return queries.counts(found, wanted, today=NOW.date()).total


@pytest.mark.parametrize(
    ("who_asks", "addresses"), [("visitor", ADDRESSES), ("secretary", ADDRESSES[1::5])]
)
def test_every_figure_opens_a_list_as_long_as_it_says(told, who_asks, addresses, request):
    by = Reader(Client(), None if who_asks == "visitor" else request.getfixturevalue(who_asks))
    lists: dict[str, int] = {}
    for address in addresses:
        found = figures_of(by.get(address))
        assert len(found) >= 7, found
        assert listed(by, found[-1][0]) == counted(by, found[-1][0])
        for link, count in found:
            if link not in lists:
                lists[link] = counted(by, link)
            assert lists[link] == int(count.replace(",", "")), (address, link)
    assert len(lists) > 40


def test_every_measure_and_every_movement_is_met_by_these_tests(told):
    """Else the test above would follow no link of it."""
    numbers = insight.dashboard(Scope(), person=None, at=NOW).told
    assert all(numbers.counts[name] for name in MEASURES), numbers.counts
    assert all(numbers.moved[name] for name in MOVED), numbers.moved
    assert all(numbers.scored[name] for name in SCORED), numbers.scored
    assert numbers.open_cycles[0].silent == 2
    assert all(any(quarter.counts.values()) for quarter in numbers.quarters[-1:])
    for by in insight.DIMENSIONS:
        assert insight.breakdown(Scope(), by, person=None, at=NOW).told, by


def test_who_answers_is_told_with_their_posts_and_goals_with_their_targets(told):
    rows = insight.breakdown(Scope(), "organization", person=None, at=NOW).told
    totals = {key: counts["total"] for key, counts in rows}
    assert totals == {"body:HLCM": 2, "organization:ILO": 1, "organization:WHO": 13}
    rows = insight.breakdown(Scope(), "goal", person=None, at=NOW).told
    totals = {key: counts["total"] for key, counts in rows}
    assert totals["3"] == totals["3"] == 15  # each once, though half are tagged 3 and 3.4


@pytest.mark.parametrize(
    ("by", "name"),
    [
        ("nexus", "Sustainable and smart cities for all ages"),
        ("network", "Human Resources Network"),
        ("place", "Kenya"),
    ],
)
def test_rows_of_what_items_bear_on_are_told_by_name(told, by, name):
    page = Reader(Client()).get(f"/insight/?by={by}")
    assert [row for row in page.text("//tbody//th") if row.startswith(name)]


def test_claimed_and_verified_never_overlap_and_every_answer_stands_somewhere(told):
    numbers = insight.dashboard(Scope(), person=None, at=NOW).told
    assert sum(one.count for one in words.standing(numbers)) == numbers.counts["total"]
    ages = sum(one.count for one in words.ageing(numbers))
    assert ages == numbers.counts["open"]
    good = [one.code for one in words.standing(numbers) if one.shape == "verified"]
    assert good == ["verified"]


def test_every_figure_says_of_how_many(told):
    page = Reader(Client()).get("/insight/")
    shown = page.text("//dl[@class='figures']//dd")
    assert len(shown) == 6
    assert all(re.search(r"\d+ of \d+", one) for one in shown), shown


def test_a_small_whole_has_no_percentage(told, ilo):
    assert "%" not in " ".join(Reader(Client()).get("/insight/organization/ilo/").text("//dl"))
    assert "%" in " ".join(Reader(Client()).get("/insight/").text("//dl"))


def test_what_is_not_published_is_counted_for_its_own_people_only(told, secretary):
    visitors = insight.dashboard(Scope(), person=None, at=NOW).told.counts["total"]
    theirs = insight.dashboard(Scope(), person=secretary, at=NOW).told.counts["total"]
    assert theirs == visitors + 1


def test_movement_is_counted_since_the_last_cycle_opened(told):
    numbers = insight.dashboard(Scope("body", "HLCM"), person=None, at=NOW).told
    assert numbers.since == ago(25).date()
    figures = {one.code: one.count for one in words.movement(numbers)}
    assert figures["moved_answer"] == 11  # without the one of 200 days ago
    assert figures["moved_closed"] == 3
    assert figures["moved_reopened"] == 1
    assert figures["moved_deadline"] == 1


def test_without_a_cycle_movement_is_that_of_a_year(item, addressee):
    numbers = insight.dashboard(Scope(), person=None, at=NOW).told
    assert numbers.cycle == ""
    assert 364 <= (NOW.date() - numbers.since).days <= 369
    page = Reader(Client()).get("/insight/")
    assert "no reporting cycle has opened yet" in page.words


def test_an_empty_register_says_so(db):
    page = Reader(Client()).get("/insight/")
    assert "nothing to count yet" in page.words
    assert "Nothing has been asked for yet." in Reader(Client()).get("/insight/brief/").words


def test_the_table_is_sorted_by_the_column_that_is_asked_for(told):
    by = Reader(Client())
    first = by.get("/insight/?by=organization&sort=total").text("//table//tr/th[@class='who']")
    assert first[0] == "WHO in full"
    page = by.get("/insight/?by=organization&sort=nonsense")
    assert page.tree.xpath("//th[@aria-sort='descending']")


def test_charts_say_in_words_what_they_draw_and_carry_no_style(told):
    page = Reader(Client()).get("/insight/")
    drawn = page.tree.xpath("//*[local-name()='svg'][@role='img'][contains(@class, 'chart')]")
    assert len(drawn) == 3
    for chart in drawn:
        ids = chart.get("aria-labelledby").split()
        assert all(
            "".join(page.tree.xpath(f"//*[@id='{one}']")[0].itertext()).strip() for one in ids
        )
    assert not page.tree.xpath("//*[@style]")


def test_charts_are_mirrored_from_right_to_left(told):
    first = "(//*[local-name()='svg'][contains(@class, 'stacked')]/*[local-name()='line'])[1]/@x1"
    assert Reader(Client()).get("/insight/").tree.xpath(first) == ["0.0%"]
    assert Reader(Client(), language="ar").get("/insight/").tree.xpath(first) == ["100.0%"]


def test_the_score_shows_its_inputs_with_their_numbers(told):
    page = Reader(Client()).get("/insight/organization/who/")
    shown = " ".join(page.text("//h2[@id='score']/following-sibling::table"))
    assert "Answered within six weeks" in shown
    assert "of 13 answers that were due" not in shown  # two were asked less than six weeks ago
    assert re.search(r"of \d+ answers that were due", shown)
    assert "long overdue" in page.words


def test_scores_are_compared_with_their_caveat(told):
    by = Reader(Client())
    for asked in ("organization", "body"):
        page = by.get(f"/insight/scores/?by={asked}&sort=points")
        assert "not how much is achieved" in page.words
        assert page.text("//tbody/tr/th")
    names = by.get("/insight/scores/?sort=name").text("//tbody/tr/th")
    enough = by.get("/insight/scores/?sort=name").text(
        "//tbody/tr[not(contains(., 'not enough'))]/th"
    )
    assert names[: len(enough)] == sorted(enough)
    assert "not enough to score" in by.get("/insight/scores/").words  # one answer of ILO


def test_the_brief_tells_what_is_late_with_its_owner_and_days(told):
    page = Reader(Client()).get("/insight/brief/?organization=WHO")
    late = page.text("//ol[@class='rows']/li")
    assert len(late) == 2
    assert "300 days late" in late[0]
    assert "WHO in full" in late[0]
    assert page.text("//dl[@class='figures']//dt")[:2] == ["Answered", "Verified as implemented"]


def test_the_brief_as_pdf_is_one_page(told):
    from pypdfium2 import PdfDocument

    answer = Client().get("/en/insight/brief.pdf?body=hlcm")
    assert answer["Content-Type"] == "application/pdf"
    assert "summary-hlcm-" in answer["Content-Disposition"]
    assert len(PdfDocument(answer.content)) == 1


@pytest.mark.parametrize(
    "address",
    [
        "/insight/body/none/", "/insight/organization/none/", "/insight/brief/?body=none",
        "/insight/brief.pdf?organization=none", "/insight/brief/?body=%00",
    ],
)  # fmt: skip
def test_what_does_not_exist_has_no_page(db, address):
    Reader(Client()).get(address, status=404)


def test_what_is_slow_is_kept_and_says_when_it_was_counted(told, monkeypatch, item, ceb):
    monkeypatch.setattr(kept, "SLOW", -1)
    by = Reader(Client())
    first = by.get("/insight/")
    assert "Counted at" not in first.words
    Addressee.objects.create(item=item, organization=ceb, known_on=item.known_on)
    second = by.get("/insight/")
    assert "Counted at" in second.words
    assert figures_of(second)[0] == figures_of(first)[0]


def test_what_is_kept_for_one_is_not_shown_to_who_sees_less(told, monkeypatch, secretary):
    monkeypatch.setattr(kept, "SLOW", -1)
    theirs = insight.dashboard(Scope(), person=secretary, at=NOW).told
    visitors = insight.dashboard(Scope(), person=None, at=NOW).told
    assert theirs.counts["total"] == visitors.counts["total"] + 1


def test_days_without_a_figure_list_whatever_came_to_be_known_between_them(told):
    by = Reader(Client())
    assert listed(by, f"/register/?since={ago(2).date()}") == 1  # the answer of ILO
    assert listed(by, f"/register/?since={ago(12).date()}&until={ago(8).date()}") == 3  # verdicts
    assert Client().get("/api/v1/summary?since=2030-01-01").json()["total"] == 0


def test_a_report_of_a_figure_is_of_today_only(told):
    today = NOW.date().isoformat()
    by = Reader(Client())
    page = by.get(f"/reports/?figure=open_730&as_at={today}")
    assert len(page.text("//table[contains(@class, 'cards')]/tbody/tr")) == 1
    answer = Client().get("/en/reports/?figure=open_730&as_at=2021-10-11")
    assert answer.status_code == 409
    assert "today only" in answer.content.decode()


def test_program_and_page_count_the_same(told):
    client = Client()
    data = client.get("/api/v1/insight?body=HLCM&by=organization").json()
    for one in data["figures"] + data["standing"] + data["ageing"] + data["movement"]:
        if one["query"]:
            told_by_list = client.get(f"/api/v1/summary?{one['query']}").json()
            assert told_by_list["total"] == one["count"], one
    page = Reader(Client()).get("/insight/body/hlcm/?by=organization")
    counts = {(urlsplit(link).query, int(count)) for link, count in figures_of(page)}
    assert {(one["query"], one["count"]) for one in data["figures"] if one["query"]} <= counts


def test_programs_get_scores_and_the_brief(told):
    client = Client()
    rows = client.get("/api/v1/insight/scores?by=organization").json()["rows"]
    assert {row["key"] for row in rows} == {"organization:WHO", "organization:ILO", "body:HLCM"}
    data = client.get("/api/v1/insight/brief?organization=WHO&language=fr").json()
    assert data["language"] == "fr"
    assert len(data["figures"]) == 5
    pdf = client.get("/api/v1/insight/brief?format=pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert client.get("/api/v1/insight?body=NONE").status_code == 404
    json.dumps(data)


def queries_of(client, address):
    from tests.site.test_lists import queries

    return queries(client, address)


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("/en/insight/", 9),
        ("/en/insight/?by=body", 10),
        ("/en/insight/scores/", 3),
        ("/en/insight/brief/", 9),
    ],
)
def test_a_dashboard_asks_as_often_for_three_rows_as_for_one(item, addressee, other_addressee, more, ceb, address, number):  # fmt: skip
    client = Client()
    for_one = queries_of(client, address)
    for n in range(2):
        one = more(f"m{n}")
        for party in (*Organization.objects.all(), *Body.objects.all()):
            where = {type(party).__name__.lower(): party}
            Addressee.objects.create(item=one, known_on=one.known_on, **where)
    for_three = queries_of(client, address)
    assert len(for_three) == len(for_one) == number, "\n".join(for_three)
