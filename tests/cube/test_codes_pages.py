"""Code lists on pages, as files and by the API: the same codes everywhere."""

import csv
import io

import pytest
from lxml import etree

from quintet.cube.engine.lists import lists
from quintet.cube.engine.lists.formats import SKOS
from tests.site.pages import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    return Reader(client)


def test_every_list_and_crosswalk_has_a_page_with_all_of_its_codes(reader):
    index = reader.get("/cube/codes/")
    for name in lists().names:
        assert f"/en/cube/codes/{name}/" in index.links
        page = reader.get(f"/cube/codes/{name}/")
        codes = page.text("//table//tbody/tr/th")
        assert sorted(codes) == sorted(lists().get(name).codes)
    for name in lists().crosswalks:
        assert f"/en/cube/codes/crosswalks/{name}/" in index.links
        rows = reader.get(f"/cube/codes/crosswalks/{name}/").text("//table//tbody/tr")
        walk = lists().crosswalk(name)
        assert len(rows) == len(walk.crossings)
        assert sum("Lossy" in row for row in rows) == sum(one.lossy for one in walk.crossings)


def test_a_code_stands_under_the_one_above_it(reader):
    codes = reader.get("/cube/codes/location/").text("//table//tbody/tr/th")
    assert codes.index("001") < codes.index("002") < codes.index("014") < codes.index("KEN")
    known = lists().get("location")
    assert known.parent("KEN") == "014"


def test_codes_are_found_in_any_language_and_by_what_is_written_for_them(client):
    for words in ("منظمة الصحة العالمية", "Organisation mondiale de la Santé", "who"):
        page = Reader(client).get(f"/cube/codes/?q={words}")
        assert any(one.startswith("WHO") for one in page.text("//ul[@class='rows']/li"))
    assert Reader(client).get("/cube/codes/entity/?q=UNWTO").text("//tbody/tr/th") == ["UN Tourism"]
    page = Reader(client).get("/cube/codes/?q=<b>nothing</b>")
    assert "No code, name or spelling holds “<b>nothing</b>”." in page.words


def test_what_the_sources_do_not_settle_is_marked_with_its_note(reader):
    [row] = reader.get("/cube/codes/location/?q=GLO").text("//tbody/tr[./th[.='GLO']]")
    assert "Uncertain: A code of this project" in row
    [group] = reader.get("/cube/codes/contributor_type/?q=C04").text("//tbody/tr[./th[.='C04']]")
    assert "sums others up" in group
    marker = reader.get("/cube/codes/gender_marker/").words
    assert "(lossy)" in marker


def test_lists_are_given_out_as_they_are_shown(client):
    entity = lists().get("entity")
    rows = list(
        csv.DictReader(io.StringIO(client.get("/en/cube/codes/entity.csv").content.decode()))
    )
    assert [row["code"] for row in rows] == list(entity.codes)
    assert [
        one["code"] for one in client.get("/en/cube/codes/entity.json").json()["codes"]
    ] == list(entity.codes)
    told = client.get("/en/cube/codes/entity.rdf")
    concepts = etree.fromstring(told.content).findall(f"{{{SKOS}}}Concept")
    assert (len(concepts), told["Content-Type"]) == (len(entity.codes), "application/rdf+xml")
    walk = client.get("/en/cube/codes/crosswalks/gender_marker-oecd.csv").content.decode()
    crossings = list(csv.DictReader(io.StringIO(walk)))
    assert {row["lossy"] for row in crossings} == {"yes", "no"} or crossings[0]["lossy"] == "yes"
    assert len(crossings) == len(lists().crosswalk("gender_marker-oecd").crossings)


def test_an_edition_is_asked_for_by_its_name_and_what_is_not_there_says_what_is(client):
    edition = lists().get("function").edition
    assert client.get(f"/en/cube/codes/function/?edition={edition}").status_code == 200
    for address in (
        "function/?edition=1999-01", "nothing/", "nothing.csv", "function.pdf", "crosswalks/nothing/",
        "crosswalks/nothing.csv",
    ):  # fmt: skip
        assert client.get(f"/en/cube/codes/{address}").status_code == 404


def test_the_api_pages_through_a_list_and_finds_in_it(client):
    codes, cursor = [], ""
    while True:
        told = client.get("/api/v1/cube/codes/target", {"limit": 60, "cursor": cursor}).json()
        codes += [one["code"] for one in told["items"]]
        cursor = told["next"]
        if cursor is None:
            break
    assert codes == list(lists().get("target").codes)
    found = client.get("/api/v1/cube/codes/entity", {"q": "UNWTO"}).json()["items"]
    assert [one["code"] for one in found] == ["UN Tourism"]
    every = client.get("/api/v1/cube/codes").json()["items"]
    assert [one["name"] for one in every] == list(lists().names)
    file = client.get("/api/v1/cube/codes/entity/files/csv")
    assert file.content == client.get("/en/cube/codes/entity.csv").content
    walks = client.get("/api/v1/cube/crosswalks").json()["items"]
    assert [one["name"] for one in walks] == list(lists().crosswalks)
    crossings = client.get("/api/v1/cube/crosswalks/entity-iati", {"limit": 200}).json()["items"]
    assert {
        "code": "UNDP",
        "to": "XM-DAC-41114",
        "lossy": False,
        "certain": True,
        "note": "",
    } in crossings
    refused = client.get("/api/v1/cube/codes/nothing")
    assert (refused.status_code, refused["Content-Type"]) == (404, "application/problem+json")
    assert client.get("/api/v1/cube/codes/entity/files/pdf").status_code == 422
