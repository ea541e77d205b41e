"""What an item bears on: three schemes, kept apart everywhere."""

import csv
import io

import pytest
from django.utils import translation

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
    tag(item, secretary, codes=["3", "8.8"], nexus=["CITIES"], network=["HR-NETWORK"])
    tag(item, secretary, nexus=["MOBILITY", "MOBILITY"])
    assert queries.tags_of(item, Scheme.GOAL) == ["3", "8.8"]
    assert queries.tags_of(item, Scheme.NEXUS) == ["MOBILITY"]
    assert queries.tags_of(item, Scheme.NETWORK) == ["HR-NETWORK"]
    assert last_payload() == {"nexus": ["MOBILITY"]}
    tag(item, secretary, codes=[], nexus=[], network=[])
    assert not item.tags.exists()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"codes": ["CITIES"]}, "No such Goal or target: CITIES"),
        ({"nexus": ["3"]}, "No such nexus area: 3"),
        ({"network": ["HLCM"]}, "No such network: HLCM"),  # a committee
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
    assert slugs(goal="3") == slugs(goal="3.4") == slugs(nexus="CITIES") == [item.slug]
    assert slugs(network="3") == [item.slug]
    assert slugs(goal="4") == slugs(nexus="3.4") == slugs(network="CITIES") == []
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


def test_the_api_sets_and_filters_the_same(item, secretary):
    told = {"goals": ["3"], "nexus": ["MOBILITY"], "networks": ["YOUNG-UN"]}
    api = Caller(secretary)
    assert api.say("PUT", f"items/{item.slug}/tags", told) == told
    [row] = Caller().get("items", nexus="MOBILITY", network="YOUNG-UN", goal="3")["items"]
    assert {name: row[name] for name in told} == told
    assert Caller().get("items", nexus="CITIES")["items"] == []
    api.say("PUT", f"items/{item.slug}/tags", told | {"nexus": ["NOWHERE"]}, status=409)
    assert Caller().get(f"items/{item.slug}")["nexus"] == ["MOBILITY"]


def test_a_report_says_by_what_it_was_narrowed(item, secretary):
    tag(item, secretary, nexus=["CITIES"], network=["DTN"])
    told = queries.report(
        Filter(nexus="CITIES", network="DTN"), as_at=TODAY, language="en", person=None, today=TODAY
    )
    assert told.subtitle == (
        "Sustainable and smart cities for all ages · Digital and Technology Network"
    )
    assert [row.item for row in told.rows] == [item.slug]
