"""New editions of the large lists: what the source tells is taken, what it does not tell stays."""

import csv
import json

import pytest

from quintet.cube.engine.lists import CodeLists, lists
from quintet.cube.engine.lists.making import currencies, locations
from quintet.cube.engine.lists.making.locations import LANGUAGE_COLUMNS, OTHER_NAMES, PARENTS

FRANCE = {
    "m49 numerical code": "250", "ISO 3166-1 Alpha 2-Codes": "FR",
    "ISO 3166-1 Alpha 3-Codes": "FRA", "Sub-region Code": "155", "Region Code": "150",
    "Preferred Term": "France (Metropolitan)", "English Formal": "the French Republic",
} | {column: f"France {language}" for language, column in LANGUAGE_COLUMNS.items()}  # fmt: skip
UNNAMED = FRANCE | {"ISO 3166-1 Alpha 3-Codes": "FRX", "M49 Arabic": ""}


@pytest.fixture
def data(tmp_path, monkeypatch):
    for kind in ("codes", "crosswalks"):
        (tmp_path / kind).mkdir()
    monkeypatch.setattr(locations, "DATA", tmp_path)
    monkeypatch.setattr(currencies, "DATA", tmp_path)
    return tmp_path


@pytest.fixture
def taxonomy(tmp_path):
    path = tmp_path / "taxonomy.csv"
    columns = {*FRANCE, *OTHER_NAMES, *PARENTS}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, sorted(columns), restval="")
        writer.writeheader()
        writer.writerows([FRANCE, UNNAMED])
    return path


def test_countries_are_named_anew_and_all_else_stays(data, taxonomy):
    locations.make(taxonomy, "2031-01", "a table")
    made = CodeLists(data)
    places, before = made.get("location"), lists().get("location")
    assert set(places.codes) == set(before.codes)
    assert places.codes["FRA"].names["ru"] == "France ru"
    assert places.codes["002"] == before.codes["002"]
    assert places.codes["XKX"] == before.codes["XKX"]
    assert places.spelled("FR") == "FRA"
    assert places.spelled("France, Metropolitan") == "FRA"
    assert places.spelled("French Republic") == "FRA"
    assert [one.to for one in made.crosswalk("location-iso2")["FRA"]] == ["FR"]
    assert [one.to for one in made.crosswalk("location-iso2")["XKX"]] == ["XK"]
    assert [one.to for one in made.crosswalk("location-m49")["FRA"]] == ["250"]
    assert [one.to for one in made.crosswalk("location-m49")["155"]] == ["155"]


def test_an_edition_is_one_code_a_line(data, taxonomy):
    locations.make(taxonomy, "2031-01", "a table")
    lines = (data / "codes" / "location.2031-01.json").read_text().splitlines()
    told = [json.loads(line.strip().rstrip(",")) for line in lines if line.startswith("    {")]
    assert len(told) == len(lists().get("location").codes)
    assert all("certain" not in one or one["certain"] is False for one in told)


def test_currencies_keep_a_name_that_the_source_lacks(data, monkeypatch):
    monkeypatch.setattr(currencies, "tenders", lambda: {"USD": None, "XCG": None, "LTL": 2014})
    currencies.make("2031-01")
    made = CodeLists(data).get("currency")
    assert made.codes["XCG"].names["es"] == lists().get("currency").codes["XCG"].names["es"]
    assert "LTL" not in made.valid_in(2015)
    assert made.codes["USD"].names["fr"] == "dollar des États-Unis"


def test_tender_is_told_by_its_last_year():
    known = currencies.tenders()
    assert known["USD"] is None
    assert known["LTL"] == 2014
    assert "DEM" not in known
