"""Pages of organizations, places, goals and contributors: what they show is what the question that
they name answers."""

from collections import Counter
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from lxml import etree

from quintet.core.public import amount_words, percent_words
from quintet.core.views.page import today
from quintet.cube import queries
from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.iati.figures import read
from quintet.cube.engine.iati.schema import schema
from quintet.cube.engine.questions import Question
from tests.cube.figures import expense, revenue
from tests.cube.stood import stand
from tests.site.pages import Reader

pytestmark = pytest.mark.django_db

WHO = (
    expense("WHO", "600.00", function="E01", location="KEN", goal="3", target="3.8"),
    expense("WHO", "150.00", function="E02", location="LBN", goal="3", target="3.d"),
    expense("WHO", "250.00", function="E02", location="KEN"),
    expense("WHO", "800.00", year="2020", function="E01"),
    revenue("WHO", "300.00", "R01", contributor_type="C01", contributor="Kenya"),
    revenue("WHO", "900.00", "R03E", contributor_type="C01", contributor="Japan", function="E01"),
    revenue("WHO", "-5.00", "R03E", contributor_type="C04A", contributor="A bank"),
)
ILO = (expense("ILO", "3000.00", function="E04", goal="8", target="8.5"),)


@pytest.fixture(autouse=True)
def _folder(tmp_path, settings):
    settings.DATA = tmp_path


@pytest.fixture
def figures(who, ilo):
    stand(who, "who", *WHO, note="Restated in May.")
    stand(ilo, "ilo", *ILO)


@pytest.fixture
def reader(client):
    return Reader(client)


def answered(link):
    """The answer to the question that a link asks."""
    return queries.answer(Question.parse(urlsplit(link).query), today=today())


def lines(page, section):
    """Of a section's table the words of each line, its cells parted by a blank."""
    found = page.tree.xpath(f"//section[@id='{section}']//tbody/tr")
    return [" ".join(" ".join(cell.text_content().split()) for cell in row) for row in found]


PAGES = (
    "", "organizations/", "organizations/WHO/", "places/", "places/KEN/", "places/002/", "goals/",
    "goals/3/", "contributors/", "contributors/C01/",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_every_number_of_a_table_is_what_its_question_answers(reader, figures, page):
    shown = reader.get(f"/cube/{page}")
    compared = 0
    for table in shown.tree.xpath("//section//table[.//td[@class='num']]"):
        heads = table.xpath(".//thead//th")
        for place, head in enumerate(heads):
            for link in head.xpath("./a/@href"):
                answer = answered(link)
                write = percent_words if answer.question.means.is_ratio else amount_words
                values = {
                    write(cell.value) for cell in answer.cells.values() if cell.value is not None
                }
                cells = [
                    row.xpath("./*")[place].text_content().strip()
                    for row in table.xpath(".//tbody/tr")
                ]
                assert set(cells) <= values | {"–"}, (page, link)
                compared += sum(one != "–" for one in cells)
    assert compared, shown.words


def test_the_first_page_tells_the_year_in_a_sentence_and_what_is_not_told(reader, figures):
    home = reader.get("/cube/")
    assert (
        "In 2021, 2 organizations spent 4 thousand USD. The revenue told is 1.2 thousand USD."
        in home.words
    )
    rows = lines(home, "coverage")
    assert rows == [
        "Expense Function 100.0%", "Expense Location 25.0%", "Expense Goal 93.8%",
        "Expense Gender equality marker not told", "Revenue Financing instrument 100.0%",
        "Revenue Type of contributor 100.0%", "Revenue Contributor 100.0%",
    ]  # fmt: skip
    assert "Nothing is told of “1999” here. Shown is 2021." in reader.get("/cube/?year=1999").words
    assert "800" in reader.get("/cube/?year=2020").words


def test_an_empty_cube_says_so_on_every_page(reader, db):
    for page in PAGES:
        assert "Nothing is published here yet" in reader.get(f"/cube/{page}").words


def test_an_organization_is_told_by_what_its_figures_tell(reader, figures):
    page = reader.get("/cube/organizations/WHO/")
    glance = page.text("//dl[@class='glance']/div")
    assert glance == [
        "Expense1 thousand USD+25.0% on the year before", "Revenue1.2 thousand USD",
        "Share of core revenue25.1%", "Share of expense coded by goal75.0%",
        "Share of the system’s expense25.0%2 of 2 by amount",
    ]  # fmt: skip
    assert "Not told by any figure of this year: gender equality marker." in page.words
    assert "Restated in May." in page.words
    assert "Told by goal: 75.0% of what is published in all." in page.words
    goal = lines(page, "by-goal")
    assert goal == ["3 Good health and well-being 750 100.0%", "Total 750 100.0%"]
    partners = lines(page, "by-contributor_type")
    assert partners[-2] == "International financial institution -5 -0.4%"
    assert any(one.endswith("/cube/places/KEN/?year=2021") for one in page.links)


def test_a_region_takes_in_the_countries_that_lie_in_it(reader, figures):
    assert "850 USD" in reader.get("/cube/places/KEN/").words
    for code in ("001", "002", "202", "014"):  # the world, region, subregion, part of one
        assert "850" in reader.get(f"/cube/places/{code}/").words
    africa = reader.get("/cube/places/002/")
    assert "1 thousand USD" in reader.get("/cube/places/001/").words  # without what tells no place
    assert lines(africa, "by-location")[0] == "Kenya 850 100.0%"


def test_pages_speak_the_language_they_are_asked_in(client, figures):
    page = Reader(client, language="ar").get("/cube/goals/3/")
    assert "الصحة" in page.text("//h1")[0]
    assert page.text("//section[@id='by-entity']//tbody//th")[0] == "منظمة الصحة العالمية"


def test_what_is_no_code_is_not_here_and_another_case_leads_to_it(client, figures):
    for kind in ("organizations", "places", "goals", "contributors"):
        assert client.get(f"/en/cube/{kind}/NOPE/").status_code == 404
    found = client.get("/en/cube/organizations/who/")
    assert (found.status_code, found["Location"]) == (302, "/en/cube/organizations/WHO/")
    for year in ("99999999999999999999", "abc", "-1", "%00", "٢٠٢١"):
        assert client.get(f"/en/cube/places/KEN/?year={year}").status_code == 200


def test_amounts_in_several_currencies_are_told_in_one(reader, figures, who):
    stand(who, "euro", expense("WHO", "7.00", year="2019", currency="EUR"))
    page = reader.get("/cube/organizations/WHO/")
    assert any("currency=USD" in link for link in page.links)
    assert "1,000" in page.words


def test_flows_lead_only_where_figures_tell_both_ends(reader, figures, who):
    page = reader.get("/cube/contributors/")
    drawn = page.text("//*[local-name()='path']/*[local-name()='title']")
    assert drawn == [
        "Government – Voluntary non-core (earmarked) contributions: 900",
        "Government – Assessed contributions: 300",
        "Voluntary non-core (earmarked) contributions – Development assistance: 900",
        "Assessed contributions – Not told: 300",
    ]
    assert "One more is in the table only." in page.words  # what was paid back
    assert "MultilateralVoluntary non-core (earmarked) contributions-5" in page.words


def test_as_many_queries_are_made_for_many_publications_as_for_one(
    client, figures, who, django_assert_num_queries
):
    for page in ("", "organizations/WHO/"):
        client.get(f"/en/cube/{page}")
    with django_assert_num_queries(HOME):
        client.get("/en/cube/")
    for year in ("2018", "2019"):
        stand(who, year, expense("WHO", "1.00", year=year))
    client.get("/en/cube/")
    with django_assert_num_queries(HOME):
        client.get("/en/cube/")


HOME = 18


def test_the_iati_file_is_valid_and_reads_back_to_the_same_figures(client, figures, tmp_path):
    answer = client.get(reverse("cube:iati", args=["WHO"]))
    text = b"".join(answer.streaming_content)
    schema("iati-activities").assertValid(etree.fromstring(text))
    path = tmp_path / "who.xml"
    path.write_bytes(text)
    usual = dict.fromkeys(NAMES, "") | {"record": "EXP"}

    def key(told):
        return tuple(
            str(told[name]) for name in NAMES if name not in ("amount", "record")
        ), Decimal(told["amount"])

    assert Counter(key(one.values) for one in read(path)) == Counter(
        key(usual | one) for one in WHO
    )
    assert client.get(reverse("cube:iati", args=["FAO"])).status_code == 404
    assert client.get(reverse("cube:iati", args=["WHO"]), {"year": "x"}).status_code == 404


def test_an_organization_s_page_leads_to_its_figures_where_there_are_any(reader, figures, who, ceb):
    assert "/en/cube/organizations/WHO/" in reader.get("/organizations/who/").links
    assert not any("/cube/organizations/" in one for one in reader.get("/organizations/ceb/").links)
