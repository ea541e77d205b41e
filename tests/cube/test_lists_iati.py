"""IATI's code lists: read as they are published, loaded whole or not at all, kept by their content."""

import json
from pathlib import Path

import pytest

from quintet.cube.engine.lists.faults import ListError
from quintet.cube.engine.lists.iati import Ruling, load, load_iati_lists

PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "iati" / "codelists"

COLOUR = """<codelist name="Colour" xml:lang="en" complete="1"><codelist-items>
  <codelist-item><code>R</code><name><narrative>Red</narrative>
    <narrative xml:lang="fr">Rouge</narrative></name></codelist-item>
  <codelist-item status="withdrawn"><code>G</code><name><narrative>Green</narrative></name></codelist-item>
</codelist-items></codelist>"""
SHAPE = COLOUR.replace("Colour", "Shape").replace(' complete="1"', "")
MAPPING = """<mappings>
  <mapping><path>//thing/@colour</path><codelist ref="Colour"/></mapping>
  <mapping><path>//thing/@shape</path><codelist ref="Shape"/>
    <condition>@vocabulary = '2'</condition></mapping>
</mappings>"""


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "published" / "codelists"
    folder.mkdir(parents=True)
    (folder / "Colour.xml").write_text(COLOUR)
    (folder / "Shape.xml").write_text(SHAPE)
    (folder / "mapping.xml").write_text(MAPPING)
    return folder


def test_a_folder_of_lists_is_read_as_published(source):
    lists = load_iati_lists(source)
    assert lists.codes("Colour") == {"R", "G"}  # a withdrawn code is still a code
    assert (lists.complete("Colour"), lists.complete("Shape")) == (True, False)
    assert lists.lists["Colour"].items["R"] == {"en": "Red", "fr": "Rouge"}
    assert lists.mapping == (
        Ruling("//thing/@colour", "Colour"),
        Ruling("//thing/@shape", "Shape", "@vocabulary = '2'"),
    )


def test_a_list_that_was_not_loaded_has_no_codes_and_is_not_complete(source):
    lists = load_iati_lists(source)
    assert ("Size" in lists, lists.codes("Size"), lists.complete("Size")) == (False, set(), False)
    assert "Colour" in lists


def test_lists_are_loaded_into_a_folder_of_their_content_and_put_in_force(source, tmp_path):
    target = tmp_path / "installed"
    first = load(source, target)
    assert (first.lists, first.codes, first.mappings, first.already) == (2, 4, 2, False)
    again = load(source, target)
    assert (again.edition, again.already) == (first.edition, True)
    (source / "Colour.xml").write_text(COLOUR.replace("<code>R<", "<code>Z<"))
    second = load(source, target)
    assert second.edition != first.edition
    assert load_iati_lists(target).codes("Colour") == {"Z", "G"}
    assert load_iati_lists(target / first.edition).codes("Colour") == {"R", "G"}
    assert {path.name for path in target.iterdir()} == {first.edition, second.edition, "current"}


def test_the_ruleset_beside_the_lists_comes_along(source, tmp_path):
    ruleset = source.parent / "ruleset"
    ruleset.mkdir()
    (ruleset / "standard.json").write_text(json.dumps({"//iati-activity": {}}))
    target = tmp_path / "installed"
    for place in (source, source.parent):
        assert load(place, target).ruleset
    kept = load_iati_lists(target).ruleset
    assert kept is not None
    assert kept.is_relative_to(target)
    assert json.loads(kept.read_text()) == {"//iati-activity": {}}
    for text, sentence in (("[", "is not JSON"), ("[]", "is no ruleset")):
        (ruleset / "standard.json").write_text(text)
        with pytest.raises(ListError, match=rf"standard\.json {sentence}"):
            load(source, target)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("Note.xml", "<note/>", r"Note\.xml is no code list: its root is <note>"),
        ("Bad.xml", "<codelist name='Bad'>", r"Bad\.xml is not well-formed"),
        ("None.xml", "<codelist name='None'/>", r"None\.xml is no code list: it has no"),
        ("Anon.xml", "<codelist/>", r"Anon\.xml is no code list: <codelist> has no name"),
        ("Two.xml", COLOUR, r"Two\.xml: the list Colour stands in two files"),
        ("Gap.xml", COLOUR.replace("Colour", "Gap").replace("R<", "<"), r"Gap\.xml, line 2"),
        (
            "Bomb.xml",
            "<!DOCTYPE codelist [<!ENTITY a 'aaaa'>]><codelist name='Bomb'>&a;</codelist>",
            r"Bomb\.xml declares a document type",
        ),
        ("mapping.xml", "<mappings><mapping/></mappings>", r"mapping\.xml, line 1: a mapping"),
        (
            "mapping.xml",
            "<mappings><mapping><path>//[</path><codelist ref='Colour'/></mapping></mappings>",
            r"//\[ is no XPath",
        ),
    ],
)
def test_what_is_no_code_list_is_refused_by_name_and_nothing_is_loaded(
    source, tmp_path, name, text, sentence
):
    (source / name).write_text(text)
    target = tmp_path / "installed"
    with pytest.raises(ListError, match=sentence):
        load(source, target)
    assert not target.exists()


def test_without_its_mapping_a_folder_is_refused(source):
    (source / "mapping.xml").unlink()
    with pytest.raises(ListError, match=r"mapping\.xml is missing"):
        load_iati_lists(source)


def test_an_empty_folder_or_none_says_how_to_load_lists(tmp_path):
    with pytest.raises(ListError, match="codelists load DIR"):
        load_iati_lists(tmp_path)
    with pytest.raises(ListError, match="not a folder"):
        load(tmp_path / "nowhere", tmp_path / "installed")


def test_a_file_beyond_all_bounds_is_refused_unread(source, monkeypatch):
    monkeypatch.setattr("quintet.cube.engine.lists.iati.LARGEST", 300)
    with pytest.raises(ListError, match=r"Colour\.xml is larger"):
        load_iati_lists(source)


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published lists are not on this machine")
def test_the_published_lists_are_loaded_whole(tmp_path):
    loaded = load(PUBLISHED, tmp_path / "installed")
    assert (loaded.lists, loaded.mappings, loaded.ruleset) == (67, 124, True)
    lists = load_iati_lists(tmp_path / "installed")
    assert all(one.list_name in lists for one in lists.mapping)
    assert lists.complete("AidType")
    assert not lists.complete("Country")
    assert "D02" in lists.codes("AidType")
