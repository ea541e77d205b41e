"""The lists against what others publish: every fact that can be checked here is."""

import csv
from pathlib import Path

import pytest

from quintet.cube.engine.lists import crosswalk, lists
from quintet.cube.engine.lists.iati import load_iati_lists

SHARED = Path(__file__).parents[3] / "shared" / "data"
iati = pytest.mark.skipif(
    not (SHARED / "iati" / "codelists").is_dir(), reason="IATI's lists are not on this machine"
)
ceb = pytest.mark.skipif(
    not (SHARED / "ceb").is_dir(), reason="the published figures are not on this machine"
)


@pytest.fixture(scope="module")
def published():
    return load_iati_lists(SHARED / "iati" / "codelists")


def rows(name):
    with (SHARED / "ceb" / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@iati
def test_the_goals_and_targets_are_those_that_iati_lists(published):
    assert set(lists().get("goal").codes) - {"X00"} == published.codes("UNSDG-Goals")
    assert set(lists().get("target").codes) - {"X00"} == published.codes("UNSDG-Targets")


@iati
@pytest.mark.parametrize(
    ("walk", "list_name"),
    [
        ("entity-channel", "CRSChannelCode"),
        ("instrument-category", "EarmarkingCategory"),
        ("gender_marker-oecd", "PolicySignificance"),
        ("contributor_type-organisation", "OrganisationType"),
        ("location-dac", "Region"),
        ("location-iso2", "Country"),
    ],
)
def test_a_crosswalk_leads_to_codes_that_are_there(published, walk, list_name):
    assert set(crosswalk(walk).back) <= published.codes(list_name)


@iati
def test_every_country_that_iati_lists_is_a_location(published):
    dissolved = {"AN"}  # the Netherlands Antilles
    assert published.codes("Country") - dissolved == set(crosswalk("location-iso2").back)


@iati
def test_every_region_of_oecd_that_is_one_is_a_location(published):
    withdrawn = {"380"}  # West Indies, regional
    assert published.codes("Region") - withdrawn == set(crosswalk("location-dac").back)


@iati
def test_every_currency_in_use_is_one_that_iati_lists_and_the_reverse(published):
    own = lists().get("currency")
    listed = published.codes("Currency")
    later = {"XCG", "ZWG", "SLE"}  # introduced since that list was last amended
    assert own.valid_in(2026) - listed <= later
    units = {one for one in listed if one.startswith("X")}  # gold, funds, units of account
    funds = {"BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "USS", "UYI", "UYW"}
    no_tender = {"SVC", "VED"}  # by CLDR: replaced by the dollar; a second code of the bolívar
    before_figures = {"EEK"}
    assert listed - set(own.codes) <= units | funds | no_tender | before_figures


@ceb
def test_every_entity_of_the_published_figures_is_known():
    entities = lists().get("entity")
    seen = {row[c] for row in rows("expenses_sub_agency.csv") for c in ("agency", "sub_agency")}
    seen |= {row[c] for row in rows("revenue_sub_agency.csv") for c in ("agency", "sub_agency")}
    seen |= {row["entity code"] for row in rows("expenses_sdgs.csv")}
    assert seen - set(entities.codes) == {"UNRISD"}
    assert entities.spelled("UNRISD") == "UN-UNRISD"


@ceb
def test_every_function_of_the_published_figures_is_labelled_and_of_its_years():
    functions = lists().get("function")
    for row in rows("expenses_sub_agency.csv"):
        code = functions.labelled(row["transaction_type"])
        assert code in functions.valid_in(row["calendar_year"]), row


@ceb
def test_every_instrument_of_the_published_figures_is_of_its_years():
    instruments = lists().get("instrument")
    for row in rows("revenue_sub_agency.csv"):
        assert row["sub_type"] in instruments.valid_in(row["calendar_year"]), row


@ceb
def test_the_names_of_instruments_are_labels_but_for_the_known_slips():
    instruments = lists().get("instrument")
    odd = {
        (row["sub_type"], row["sub_type_name"])
        for row in rows("revenue_sub_agency.csv")
        if instruments.labelled(row["sub_type_name"]) != row["sub_type"]
    }
    assert odd == {
        ("R01", "Assessed Contributions"),
        ("R03F", "Project/ programme specific contributions"),
    }
