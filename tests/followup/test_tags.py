"""What an item bears on: four schemes, kept apart everywhere."""

import csv
import io

import pytest
from django.utils import translation

from quintet.core import public as core
from quintet.core.public import NotAllowed
from quintet.followup import actions, queries
from quintet.followup.models import Tag
from quintet.followup.queries import Filter
from quintet.followup.rules import Scheme
from tests.conftest import AT, TODAY
from tests.followup.acts import last_payload
from tests.followup.api import Caller
from tests.site.pages import Reader

pytestmark = pytest.mark.django_db


def tag(item, secretary, **given):
    actions.tag(item=item, by=secretary, at=AT, **given)


def slugs(**wanted):
    return [one.slug for one in queries.register(Filter(**wanted), person=None, today=TODAY)]


def test_each_list_replaces_only_its_own_kind(item, secretary):
    kept = {"network": ["HR-NETWORK"], "places": ["KEN", "UGA"]}
    tag(item, secretary, codes=["3", "8.8"], nexus=["CITIES"], **kept)
    tag(item, secretary, nexus=["MOBILITY", "MOBILITY"])
    assert queries.tags_of(item, Scheme.GOAL) == ["3", "8.8"]
    assert queries.tags_of(item, Scheme.NEXUS) == ["MOBILITY"]
    assert queries.tags_of(item, Scheme.NETWORK) == ["HR-NETWORK"]
    assert queries.tags_of(item, Scheme.PLACE) == ["KEN", "UGA"]
    assert last_payload() == {"nexus": ["MOBILITY"]}
    tag(item, secretary, codes=[], nexus=[], network=[], places=[])
    assert last_payload() == {"codes": [], "nexus": [], "network": [], "places": []}
    assert not item.tags.exists()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"codes": ["CITIES"]}, "No such Goal or target: CITIES"),
        ({"nexus": ["3"]}, "No such nexus area: 3"),
        ({"network": ["HLCM"]}, "No such network: HLCM"),  # a committee
        ({"places": ["KEN", "014", "Kenya"]}, "No such country or area: 014, Kenya"),  # a region
    ],
)
def test_a_code_of_another_list_is_refused_by_name(given, refusal, item, secretary):
    with pytest.raises(NotAllowed, match=rf"^{refusal}$"):
        tag(item, secretary, **given)
    assert not item.tags.exists()


def test_the_register_is_narrowed_by_each_scheme_and_confuses_none(item):
    Tag.objects.create(item=item, scheme=Scheme.GOAL, code="3.4")
    Tag.objects.create(item=item, scheme=Scheme.NEXUS, code="CITIES")
    Tag.objects.create(item=item, scheme=Scheme.NETWORK, code="3")  # a code that Goals have, too
    Tag.objects.create(item=item, scheme=Scheme.PLACE, code="KEN")
    assert slugs(goal="3") == slugs(goal="3.4") == slugs(nexus="CITIES") == [item.slug]
    assert slugs(network="3") == slugs(place="KEN") == [item.slug]
    assert slugs(goal="4") == slugs(nexus="3.4") == slugs(network="CITIES") == []
    assert slugs(place="UGA") == slugs(place="3") == slugs(network="KEN") == []
    Tag.objects.filter(scheme=Scheme.GOAL).delete()
    assert slugs(goal="3") == []


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_code_has_a_name_in_each_language(scheme):
    english = queries.tag_names(scheme)
    with translation.override("ar"):
        arabic = queries.tag_names(scheme)
    assert english.keys() == arabic.keys()
    assert all(english.values())
    assert all(english[code] != arabic[code] for code in english)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *((name, "KEN") for name in ("KEN", "ken", " Kenya ", "肯尼亚", "كينيا", "Кения")),
        ("Cote d'Ivoire", "CIV"),
        ("Ivory Coast", "CIV"),
        ("Turkey", "TUR"),
        ("Niger", "NER"),
        ("Nig", ""),
        ("Eastern Africa", ""),
        ("", ""),
    ],
)
def test_a_country_is_known_by_its_code_and_its_whole_name_in_any_language(typed, code):
    assert queries.place_code(typed) == code


def test_every_way_to_write_a_country_leads_to_it_alone():
    for one in core.reference("places")["places"]:
        for written in (one["code"], *one["names"].values(), *one["aliases"]):
            assert queries.place_code(written) == one["code"], written


def test_goals_stand_in_the_order_of_their_numbers(item):
    for code in ("10", "9", "3.4", "3"):
        Tag.objects.create(item=item, scheme=Scheme.GOAL, code=code)
    assert queries.tags_of(item, Scheme.GOAL) == ["3", "3.4", "9", "10"]


def test_a_secretary_sets_them_on_one_page_and_everybody_reads_them(
    item, addressee, client, secretary
):
    reader = Reader(client, secretary)
    page = reader.get(f"/items/{item.slug}/goals/")
    page = reader.send(
        page.form(to="/goals/"), codes="3, 8.8", nexus=["CITIES"], network=["DTN", "HR-NETWORK"]
    )
    assert "Sustainable and smart cities for all ages" in page.words
    assert "Human Resources Network" in page.words
    kept = reader.get(f"/items/{item.slug}/goals/").form(to="/goals/").values
    assert (kept["codes"], kept["nexus"]) == (["3 8.8"], ["CITIES"])
    assert sorted(kept["network"]) == ["DTN", "HR-NETWORK"]
    [address] = [one for one in page.links if "nexus=" in one]
    client.logout()
    assert item.title in client.get(address).content.decode()
    assert item.title not in client.get(address.replace("CITIES", "MOBILITY")).content.decode()
    exported = client.get("/en/register/export.csv").content.decode("utf-8-sig")
    [line] = csv.DictReader(io.StringIO(exported))
    assert (line["Goals"], line["Nexus areas"]) == ("3 8.8", "CITIES")
    assert line["Networks"] == "DTN HR-NETWORK"


def test_countries_are_set_one_to_a_line_by_name_or_code_and_taken_away_by_emptying(
    item, addressee, client, secretary
):
    reader = Reader(client, secretary)
    page = reader.get(f"/items/{item.slug}/goals/")
    assert "Kenya" in page.tree.xpath("//datalist[@id='places']/option/@value")
    page = reader.send(page.form(to="/goals/"), places=["Kenya", "uga", "", "Kenya"])
    assert queries.tags_of(item, Scheme.PLACE) == ["KEN", "UGA"]
    assert [one for one in page.links if "place=" in one] == [
        "/en/register/?place=KEN",
        "/en/register/?place=UGA",
    ]
    form = reader.get(f"/items/{item.slug}/goals/").form(to="/goals/")
    assert form.values["places"] == ["Kenya", "Uganda", "", "", ""]
    reader.send(form, places=["", "Uganda", "", ""])
    assert queries.tags_of(item, Scheme.PLACE) == ["UGA"]
    arabic = Reader(client, language="ar").get(f"/items/{item.slug}/goals/")
    assert arabic.form(to="/goals/").values["places"][0] == "أوغندا"


def test_a_country_that_is_in_no_list_is_refused_by_name_and_what_was_typed_stays(
    item, client, secretary
):
    reader = Reader(client, secretary)
    form = reader.get(f"/items/{item.slug}/goals/").form(to="/goals/")
    page = reader.send(form, places=["Kenya", "Atlantis", "Mu"], codes="3", expect=422)
    assert "“Atlantis” is not in the list." in page.words
    assert "“Mu” is not in the list." in page.words
    assert not item.tags.exists()
    again = page.form(to="/goals/").values
    assert again["places"][:3] == ["Kenya", "Atlantis", "Mu"]
    [link] = page.tree.xpath("//*[@role='alert']//a[contains(., 'Atlantis')]/@href")
    assert page.tree.xpath(f"//input[@id='{link[1:]}']/@name") == ["places"]


def test_the_register_and_its_exports_are_narrowed_by_a_country(item, addressee, client, secretary):
    tag(item, secretary, places=["KEN", "UGA"])
    reader = Reader(client)
    for typed in ("KEN", "Kenya", "kenya"):
        page = reader.get(f"/register/?place={typed}")
        assert item.title in page.words
    assert page.form(having="place").values["place"] == ["kenya"]
    assert reader.get("/register/?place=KEN").form(having="place").values["place"] == ["Kenya"]
    assert item.title not in reader.get("/register/?place=SOM").words
    assert item.title in reader.get("/register/?place=Atlantis").words  # nonsense is no filter
    address = "/en/register/export.csv?place="
    exported = client.get(f"{address}KEN").content.decode("utf-8-sig")
    [line] = csv.DictReader(io.StringIO(exported))
    assert line["Countries and areas"] == "KEN UGA"
    exported = client.get(f"{address}SOM").content.decode("utf-8-sig")
    assert list(csv.DictReader(io.StringIO(exported))) == []


def test_the_api_sets_and_filters_the_same(item, secretary):
    told = {"goals": ["3"], "nexus": ["MOBILITY"], "networks": ["YOUNG-UN"], "places": ["KEN"]}
    api = Caller(secretary)
    assert api.say("PUT", f"items/{item.slug}/tags", told) == told
    wanted = {"nexus": "MOBILITY", "network": "YOUNG-UN", "goal": "3", "place": "KEN"}
    [row] = Caller().get("items", **wanted)["items"]
    assert {name: row[name] for name in told} == told
    assert Caller().get("items", nexus="CITIES")["items"] == []
    assert Caller().get("items", place="UGA")["items"] == []
    api.say("PUT", f"items/{item.slug}/tags", told | {"nexus": ["NOWHERE"]}, status=409)
    refused = api.say("PUT", f"items/{item.slug}/tags", told | {"places": ["KE"]}, status=409)
    assert refused["detail"] == "No such country or area: KE"
    assert Caller().get(f"items/{item.slug}")["nexus"] == ["MOBILITY"]


def test_a_report_says_by_what_it_was_narrowed(item, secretary):
    tag(item, secretary, nexus=["CITIES"], network=["DTN"], places=["KEN"])
    told = queries.report(
        Filter(nexus="CITIES", network="DTN", place="KEN"),
        as_at=TODAY,
        language="en",
        person=None,
        today=TODAY,
    )
    assert told.subtitle == (
        "Sustainable and smart cities for all ages · Digital and Technology Network · Kenya"
    )
    assert [row.item for row in told.rows] == [item.slug]
