"""Code lists: valid by year, known by how they are written, refused where the data is at odds."""

import json

import pytest

from quintet.cube.engine.columns import CODED
from quintet.cube.engine.findings import LANGUAGES
from quintet.cube.engine.lists import Code, CodeLists, ListError, crosswalk, lists
from quintet.cube.engine.lists.codes import folded


def names(text="Name"):
    return {language: f"{text} {language}" for language in LANGUAGES}


def code(code, **told):
    return {"code": code, "names": names(code)} | told


@pytest.fixture
def folder(tmp_path):
    for kind in ("codes", "crosswalks"):
        (tmp_path / kind).mkdir()
    return tmp_path


@pytest.fixture
def write(folder):
    def write(*codes, name="shade", edition="2020", title=None, **told):
        data = {
            "list": name, "edition": edition, "title": title or names("Shade"), "source": "us",
            "codes": list(codes),
        }  # fmt: skip
        (folder / "codes" / f"{name}.{edition}.json").write_text(json.dumps(data | told))
        return CodeLists(folder)

    return write


@pytest.fixture
def walk(folder):
    def walk(*crossings):
        data = {
            "crosswalk": "shade-tone", "edition": "2020", "of": "shade", "to": "tones",
            "source": "us", "crossings": list(crossings),
        }  # fmt: skip
        (folder / "crosswalks" / "shade-tone.2020.json").write_text(json.dumps(data))
        return CodeLists(folder).crosswalk("shade-tone")

    return walk


def test_every_coded_column_has_its_list():
    assert set(CODED.values()) <= set(lists().names)


@pytest.mark.parametrize("name", lists().names)
def test_every_list_of_the_project_can_be_read_and_tells_its_source(name):
    one = lists().get(name)
    assert one.codes
    assert one.source
    assert one.edition == lists().editions(name)[-1]
    assert all(code.note for code in one.codes.values() if not code.certain)


@pytest.mark.parametrize("name", lists().crosswalks)
def test_every_crosswalk_of_the_project_can_be_read_and_tells_its_source(name):
    assert crosswalk(name)
    assert crosswalk(name).source


def test_a_code_is_valid_from_its_first_year_to_its_last():
    instruments = lists().get("instrument")
    assert "R03" in instruments.valid_in(2017)
    assert "R03" not in instruments.valid_in("2018")
    assert "R03E" in instruments.valid_in(2018)
    assert "R03E" not in instruments.valid_in(2017)
    assert instruments.parent("R03E") == "R03"
    assert set(instruments.children("R02")) == {"R02A", "R02B"}


def test_no_figure_is_of_a_group():
    types = lists().get("contributor_type")
    assert types.codes["C04"].group
    assert "C04" not in types.valid_in(2021)
    assert {"C04A", "C04E", "C09"} <= types.valid_in(2021)


@pytest.mark.parametrize(
    ("name", "text", "meant"),
    [
        ("entity", "UN-Habitat", "UNHABITAT"),
        ("entity", "UNWTO", "UN Tourism"),
        ("entity", "UNTOURISM", "UN Tourism"),
        ("entity", "DPO", "UN-DPO"),
        ("entity", "UNRISD", "UN-UNRISD"),
        ("entity", "Organisation mondiale de la Santé", "WHO"),
        ("goal", "x00", "X00"),
        ("goal", "SDG 7", "7"),
        ("target", "x00", "X00"),
        ("target", "16.A", "16.a"),
        ("instrument", "Assessed Contributions", "R01"),
        ("instrument", "r03e", "R03E"),
        ("contributor_type", "R08b", "C08B"),
        ("contributor_type", "1", "C01"),
        ("contributor_type", "Multilateral - Other", "C04E"),
        ("function", "humanitarian assistance", "E02"),
        ("gender_marker", "2a", "2"),
        ("location", "Cote d'Ivoire", "CIV"),
        ("location", "Bolivia, Plurinational State of", "BOL"),
        ("location", "FR", "FRA"),
        ("location", "250", "FRA"),
        ("location", "Западная Африка", "011"),
        ("location", "Global", "GLO"),
        ("location", "St. Lucia", "LCA"),
        ("location", "Latin America & Caribbean", "419"),
        ("location", "and", "AND"),
    ],
)
def test_another_spelling_is_known_for_the_code_it_means(name, text, meant):
    assert lists().get(name).spelled(text) == meant


@pytest.mark.parametrize(
    ("name", "text"), [("entity", "UNX"), ("target", "161"), ("target", ""), ("instrument", "R08b")]
)
def test_what_is_not_known_is_not_guessed(name, text):
    assert lists().get(name).spelled(text) is None


def test_target_16_10_is_not_target_16_1():
    targets = lists().get("target")
    assert targets.spelled("16.10") == "16.10"
    assert targets.codes["16.10"].names != targets.codes["16.1"].names


def test_the_words_of_published_files_are_known_letter_by_letter():
    functions = lists().get("function")
    assert functions.labelled("Peace Operations") == "E03"
    assert functions.labelled("Peace operations") is None
    assert lists().get("instrument").labelled("Assessed Contributions") is None


def test_every_target_belongs_to_its_goal():
    targets, goals = lists().get("target"), lists().get("goal")
    assert (len(goals.codes), len(targets.codes)) == (18, 170)
    assert targets.parents == "goal"
    for one in targets.codes:
        assert targets.parent(one) == one.partition(".")[0]
        assert targets.parent(one) in goals.codes


def test_every_country_stands_under_a_region_and_in_the_world():
    places = lists().get("location")
    countries = [one for one in places.codes if one.isalpha()]
    assert len(countries) > 245
    for one in countries:
        above = one
        while places.parent(above):
            above = places.parent(above)
        assert above == "001"
    assert places.parent("KEN") == "014"
    assert places.parent("014") == "202"
    assert crosswalk("location-iso2")["KEN"][0].to == "KE"
    assert crosswalk("location-m49").back["404"][0].code == "KEN"


def test_a_currency_ends_with_the_year_it_was_last_legal_tender():
    currencies = lists().get("currency")
    assert "LTL" in currencies.valid_in(2014)
    assert "LTL" not in currencies.valid_in(2015)
    assert "USD" in currencies.valid_in(2030)


def test_the_scale_of_gender_is_not_that_of_oecd_and_says_so():
    walk = crosswalk("gender_marker-oecd")
    assert walk.lossy
    assert all(one.lossy for crossings in walk.values() for one in crossings)
    assert [one.code for one in walk.back["0"]] == ["0", "1"]


def test_what_is_only_recalled_is_marked():
    functions = lists().get("function").codes
    assert functions["E02"].certain
    assert not functions["E03"].certain
    walk = crosswalk("function-sector")
    assert [walk[code][0].certain for code in ("E02", "E03")] == [True, False]


def test_a_search_finds_by_code_name_in_any_language_and_spelling():
    entities = lists().get("entity")
    assert [one.code for one in entities.search("unwto")] == ["UN Tourism"]
    assert "WFP" in [one.code for one in entities.search("粮食计划")]
    assert "WFP" in [one.code for one in entities.search("aliment")]
    assert entities.search("UN")[0].code == "UN"
    assert entities.search(" - ") == ()


def test_the_latest_edition_is_in_force_and_older_ones_stay(write, folder):
    write(code("A"), edition="2020")
    (folder / "codes" / "README.md").write_text("Not a list.")
    both = write(code("A"), code("B"), edition="2021-03")
    assert both.editions("shade") == ("2020", "2021-03")
    assert set(both.get("shade").codes) == {"A", "B"}
    assert set(both.get("shade", "2020").codes) == {"A"}
    with pytest.raises(ListError, match="no edition 2019; it has 2020, 2021-03"):
        both.get("shade", "2019")
    with pytest.raises(ListError, match="no list hue; there are shade"):
        both.get("hue")


def test_a_name_that_two_codes_bear_means_neither(write):
    one = write(code("A", names=names("Grey")), code("B", names=names("Grey"))).get("shade")
    assert one.spelled("Grey en") is None


def test_a_name_falls_back_to_english():
    assert Code("A", {"en": "Grey"}).name("fr") == "Grey"


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        ([code("A"), code("A")], "the code A stands twice"),
        ([code("A"), code("a")], "two codes differ by case"),
        ([code("A", parent="Z")], "A is under Z, which is in no list"),
        ([code("A", parent="B"), code("B", parent="A")], "A is, in the end, under itself"),
        ([code("A", names=names() | {"ru": " "})], "'A' has no name in: ru"),
        ([code("A", spellings=["x"]), code("B", labels=["X"])], "'X' is told to mean A and B"),
        ([code("A", spellings=["b"]), code("B")], "'b' is told to mean B and A"),
        ([code("A", valid_from=2020, valid_to=2019)], "ends in 2019, before it begins in 2020"),
        ([code(" A")], "is empty, or has blanks"),
        ([code("A", colour="red")], "told in words that are not known"),
        ([{"code": "A"}], "told in words that are not known"),
    ],
)
def test_a_list_at_odds_with_itself_is_refused_by_file_and_code(write, codes, sentence):
    with pytest.raises(ListError, match=sentence) as refused:
        write(*codes).get("shade")
    assert str(refused.value).startswith("shade.2020.json: ")


def test_a_title_is_told_in_all_languages(write):
    with pytest.raises(ListError, match="its title has no name in: ar"):
        write(code("A"), title={"en": "Shade"}).get("shade")


def test_a_parent_in_another_list_must_be_in_it(write):
    write(code("1"), name="hue")
    assert write(code("A", parent="1"), parents="hue").get("shade").parent("A") == "1"
    with pytest.raises(ListError, match="A is under 2"):
        write(code("A", parent="2"), parents="hue").get("shade")


def test_a_file_that_is_not_what_its_name_says_is_refused(write, folder):
    write(code("A"))
    (folder / "codes" / "hue.2020.json").write_text(
        (folder / "codes" / "shade.2020.json").read_text()
    )
    with pytest.raises(ListError, match=r"hue\.2020\.json says that it is another list"):
        CodeLists(folder).get("hue")
    (folder / "codes" / "hue.2020.json").write_text("{")
    with pytest.raises(ListError, match=r"hue\.2020\.json is not JSON"):
        CodeLists(folder).get("hue")
    (folder / "codes" / "hue.json").write_text("{}")
    with pytest.raises(ListError, match=r"expected a name such as entity\.2026-11\.json"):
        CodeLists(folder)


def test_a_crosswalk_leads_there_and_back(write, walk):
    write(code("A"), code("B"))
    made = walk({"code": "A", "to": "1"}, {"code": "B", "to": "1", "lossy": True})
    assert [one.to for one in made["A"]] == ["1"]
    assert [one.code for one in made.back["1"]] == ["A", "B"]
    assert made.lossy
    assert not walk({"code": "A", "to": "1"}).lossy


@pytest.mark.parametrize(
    ("crossings", "sentence"),
    [
        ([{"code": "Z", "to": "1"}], "Z is not in the list shade"),
        ([{"code": "A", "to": ""}], "the crossing of A leads nowhere"),
        ([{"code": "A", "to": "1"}, {"code": "A", "to": "1"}], "A to 1 stands twice"),
    ],
)
def test_a_crosswalk_at_odds_with_its_list_is_refused(write, walk, crossings, sentence):
    write(code("A"))
    with pytest.raises(ListError, match=sentence):
        walk(*crossings)


def test_spellings_are_compared_without_case_accents_blanks_and_marks_but_with_points():
    assert folded("The Antigua & Barbuda") == folded("Antigua and Barbuda")
    assert folded("AND") == "and"  # Andorra
    assert folded("UN-Women ") == folded("unwomen")
    assert folded("Türkiye") == folded("TURKIYE")
    assert folded("1.1") != folded("11")
