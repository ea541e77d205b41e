"""The pages and files of the matrix: every cell a link, totals, filters, words to take along, few queries."""

import csv
import gzip
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook

from quintet.core.models import Organization, Post
from quintet.followup import actions
from quintet.followup.models import Addressee, Item
from quintet.followup.queries import matrix_words
from quintet.followup.rules import Answer
from tests.conftest import AT
from tests.followup.acts import answer, submit
from tests.followup.api import Caller
from tests.followup.cycles import opened
from tests.site.pages import Page, Reader

pytestmark = pytest.mark.django_db
CELLS = "//table[contains(@class,'matrix')]/tbody/tr/td/a"


@pytest.fixture(autouse=True)
def in_english():
    """Whatever language a page was asked for in, before and after."""
    with translation.override("en"):
        yield


@pytest.fixture
def cycle(addressee, other_addressee, hlcm, secretary, focal, validator):
    """WHO has answered, ILO is silent."""
    cycle = opened(hlcm, secretary)
    answer(addressee, focal, validator, answer=Answer.PARTIALLY_ACCEPTED, reason="In part")
    return cycle


def more_items(document, secretary, organizations, number, *, first=1):
    items = Item.objects.bulk_create(
        Item(
            slug=f"more-{n}", document=document, kind="request", number=str(n), title=f"Item {n}",
            text="More.", order=n, start=n, end=n + 1, confirmed_by=secretary, confirmed_at=AT,
            known_on=AT.date(), published_on=AT.date(),
        )
        for n in range(first, first + number)
    )  # fmt: skip
    Addressee.objects.bulk_create(
        Addressee(item=item, organization=one, known_on=item.known_on)
        for item in items
        for one in organizations
    )


def cells(page: Page) -> list[str]:
    return page.text(f"{CELLS}/span")


def test_a_cell_tells_in_words_what_its_marks_tell_and_leads_to_the_addressee(cycle, member):
    reader = Reader(Client(), member)
    page = reader.get(f"/cycles/{cycle.slug}/matrix/")
    assert cells(page) == [
        "ILO No answer · in this cycle: Silent · no word yet",
        "WHO Partially accepted · No status given · in this cycle: Answered · last word"
        " 11 October 2021",
    ]
    [_ilo, who] = page.tree.xpath(CELLS)
    assert [one.get("class") for one in who.xpath("./i")] == ["state part", "state silent"]
    assert who.get("class") == "answered"
    answer_page = Client().get(who.get("href"), follow=True)
    uuid = Addressee.objects.get(organization__code="WHO").uuid
    assert answer_page.redirect_chain == [(f"/en/answers/{uuid}/", 302)]


def test_columns_are_headed_by_code_and_name_and_narrow_to_their_party(cycle, member):
    reader = Reader(Client(), member)
    page = reader.get(f"/cycles/{cycle.slug}/matrix/")
    assert page.text("//th[@scope='col']") == [
        "What was agreed", "Answered", "Verified", "ILO ILO in full", "WHO WHO in full",
    ]  # fmt: skip
    [who] = page.tree.xpath("//th[contains(., 'WHO')]/a/@href")
    narrowed = reader.get(f"/cycles/{cycle.slug}/matrix/{who}")
    assert len(cells(narrowed)) == 1
    assert cells(narrowed)[0].startswith("WHO")


def test_rows_and_columns_have_totals_with_their_denominators(cycle, member):
    page = Reader(Client(), member).get(f"/cycles/{cycle.slug}/matrix/")
    assert page.text("//tbody/tr/td[@class='sum']") == ["1/2", "0/1"]
    first, second = page.tree.xpath("//tfoot/tr")
    assert ["".join(one.text_content().split()) for one in first] == [
        "Answered,ofallitems", "1/2", "", "ILO0/1", "WHO1/1",
    ]  # fmt: skip
    assert ["".join(one.text_content().split()) for one in second][1:] == ["", "0/1", "ILO0/0", "WHO0/1"]  # fmt: skip
    assert "Of 2 answers that the cycle asks for, 1 are given, 0 are in preparation, 1 are silent" in page.words  # fmt: skip


def test_the_key_says_what_each_mark_means_and_opens_who_is_silent(cycle, member):
    reader = Reader(Client(), member)
    page = reader.get(f"/cycles/{cycle.slug}/matrix/")
    key = page.text("//dl[@class='legend']/div")
    assert [line.split()[0] for line in key] == ["Above:", "Below:", "Line:"]
    assert "Partially accepted" in key[0]
    assert "Verified as implemented" in key[1]
    [silent] = page.tree.xpath("//dl[@class='legend']//a[contains(., 'Silent')]/@href")
    assert cells(reader.get(f"/cycles/{cycle.slug}/matrix/{silent}")) == [
        "ILO No answer · in this cycle: Silent · no word yet"
    ]


def test_the_form_narrows_by_state_party_answer_and_deadline(cycle, member):
    reader = Reader(Client(), member)
    page = reader.get(f"/cycles/{cycle.slug}/matrix/")

    def codes(**fill):
        return [told.split()[0] for told in cells(reader.send(page.form(having="state"), **fill))]

    assert codes(state="silent") == ["ILO"]
    assert codes(owner="WHO in full (WHO)") == ["WHO"]
    assert codes(answer="partially_accepted") == ["WHO"]
    assert codes(due="overdue") == []
    nonsense = reader.get(f"/cycles/{cycle.slug}/matrix/?state=x&answer=y&owner=z%00&page=-1")
    assert len(cells(nonsense)) == 2


def test_the_registers_matrix_is_linked_from_it_and_narrowed_as_it_is(cycle, document, secretary, who):  # fmt: skip
    more_items(document, secretary, [who], 1)
    reader = Reader(Client())
    [link] = [one for one in reader.get("/register/?q=review").links if "/matrix/" in one]
    page = reader.get(link)
    assert [told.split()[0] for told in cells(page)] == ["ILO", "WHO"]
    assert "in this cycle" not in page.words


def test_several_posts_of_a_party_stand_in_one_cell(cycle, item, who, member):
    post = Post.objects.create(code="WHO-DIR", names={"en": "Director"}, organization=who)
    Addressee.objects.create(item=item, post=post, known_on=item.known_on)
    page = Reader(Client(), member).get(f"/cycles/{cycle.slug}/matrix/")
    last = page.tree.xpath("//tbody/tr/td")[-1]
    assert [one.get("href").rsplit("/", 3)[1:3] for one in last.xpath("./a")] == [
        ["organization", "WHO"],
        ["post", "WHO-DIR"],
    ]


def test_what_does_not_exist_is_not_here(cycle, item, member):
    client = Client()
    client.force_login(member)
    for address in (
        "/en/cycles/none/matrix/",
        f"/en/cycles/{cycle.slug}/matrix.pdf",
        "/en/register/matrix.pdf",
        f"/en/items/{item.slug}/organization/CEB/",
        f"/en/items/{item.slug}/person/WHO/",
    ):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("whose", ["register", "cycle"])
def test_it_asks_as_often_for_many_rows_as_for_one(whose, cycle, document, secretary, who, ilo, member):  # fmt: skip
    client = Client()
    client.force_login(member)
    address = "/en/register/matrix/" if whose == "register" else f"/en/cycles/{cycle.slug}/matrix/"

    def asked():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    for_one = asked()
    more_items(document, secretary, [who, ilo], 3)
    assert asked() == for_one == 16


def test_the_first_page_of_sixty_five_parties_weighs_less_than_forty_five_kilobytes(
    document, secretary, hlcm, member
):
    parties = Organization.objects.bulk_create(
        Organization(code=f"PARTY-{n}", names={"en": f"Party of the number {n}"}, kind="other")
        for n in range(65)
    )
    more_items(document, secretary, parties, 30)
    said = [*Answer]
    for n, one in enumerate(Addressee.objects.order_by("pk")):
        one.answer, one.heard_on = said[n * 7 % len(said)], AT.date() - timedelta(days=n * 13 % 90)
        one.save(update_fields=["answer", "heard_on"])
    cycle = opened(hlcm, secretary)
    client = Client()
    client.force_login(member)
    page = client.get(f"/en/cycles/{cycle.slug}/matrix/").content
    assert page.count(b"<em>") == 25 * 65
    names = ("quintet.css", "work.css", "matrix.js", "django_htmx/htmx-2.min.js")
    loaded = [Path(finders.find(name)).read_bytes() for name in names]
    assert sum(len(gzip.compress(data, 6)) for data in (page, *loaded)) <= 45 * 1024


def test_csv_is_the_whole_matrix_in_words(cycle, document, secretary, who, member):
    more_items(document, secretary, [who], 30)
    client = Client()
    client.force_login(member)
    answer = client.get(f"/en/cycles/{cycle.slug}/matrix.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    heads, line = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert heads == [
        "No.", "What was agreed", "Document", "Answered", "of answers asked for", "Verified",
        "of what was accepted in whole or in part", "ILO in full (ILO)", "WHO in full (WHO)",
    ]  # fmt: skip
    assert line[:7] == ["18", "Review risks", "CEB/2021/3", "1", "2", "0", "1"]
    assert line[7] == "No answer · in this cycle: Silent · no word yet"
    register = client.get("/en/register/matrix.csv").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(register, newline="")))) == 32  # pages are no bound


def test_excel_keeps_heads_in_sight_and_runs_no_formula(cycle, item, member):
    item.title = "=1+1"
    item.save()
    client = Client()
    client.force_login(member)
    answer = client.get(f"/ar/cycles/{cycle.slug}/matrix.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert (sheet.freeze_panes, sheet.sheet_view.rightToLeft) == ("C2", True)
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")
    assert [cell.value for cell in sheet[1]][-1] == "WHO بالعربية (WHO)"


def test_a_matrix_too_large_for_a_file_is_refused_with_what_to_do(cycle, document, secretary, who, member, monkeypatch):  # fmt: skip
    monkeypatch.setattr(matrix_words, "MOST_EXPORTED", 3)
    more_items(document, secretary, [who], 3)
    client = Client()
    client.force_login(member)
    answer = client.get("/en/register/matrix.csv")
    assert answer.status_code == 409
    assert "The matrix has 4 items; at most 3 go into one file. Narrow it first." in answer.content.decode()  # fmt: skip
    assert client.get("/en/register/matrix.csv?q=review").status_code == 200


def test_a_closed_cycles_matrix_says_that_later_words_are_not_in_its_report(cycle, secretary, member):  # fmt: skip
    actions.close_cycle(cycle=cycle, by=secretary, at=AT + timedelta(days=1))
    page = Reader(Client(), member).get(f"/cycles/{cycle.slug}/matrix/")
    assert "The cycle closed on 12 October 2021" in page.words


def test_programs_read_the_same_matrix(cycle, other_addressee, other_focal, member):
    submit(other_addressee, other_focal)
    program, visitor = Caller(member), Caller()
    [row] = program.get(f"cycles/{cycle.slug}/matrix")["items"]
    totals = row["totals"]
    assert (row["item"], totals["asked"], totals["answered"]) == ("ceb-2021-3-18", 2, 1)
    assert [(cell["owner"], cell["state"], cell["answer"]) for cell in row["cells"]] == [
        ("organization:ILO", "started", "awaiting"),
        ("organization:WHO", "answered", "partially_accepted"),
    ]
    columns = program.get(f"cycles/{cycle.slug}/matrix/parties", state="started")["items"]
    assert [one["party"]["reference"] for one in columns] == ["organization:ILO"]
    file = program.send("GET", f"cycles/{cycle.slug}/matrix/file", {"format": "csv"})
    assert "in this cycle: In preparation" in file.content.decode()
    assert visitor.get("matrix")["items"][0]["cells"][0]["state"] is None
    visitor.get(f"cycles/{cycle.slug}/matrix", status=401)


def test_programs_read_a_long_matrix_page_by_page(document, secretary, who):
    more_items(document, secretary, [who], 5)
    program, read, cursor = Caller(), [], ""
    while cursor is not None:
        page = program.get("matrix", limit=2, cursor=cursor)
        read += [row["number"] for row in page["items"]]
        cursor = page["next"]
    assert read == ["1", "2", "3", "4", "5"]
