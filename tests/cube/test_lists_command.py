"""`cube codelists`: load, list, show, search."""

import io
import json
from argparse import ArgumentParser

import pytest
from django.core.management.base import CommandError

from quintet.cube.management.commands import cube_codelists

from .test_lists_iati import COLOUR, MAPPING


@pytest.fixture
def run(settings, tmp_path):
    settings.DATA = tmp_path / "installation"
    parser = ArgumentParser()
    cube_codelists.add_arguments(parser)

    def run(*args):
        out = io.StringIO()
        cube_codelists.handle(vars(parser.parse_args(list(map(str, args)))), out)
        return out.getvalue()

    return run


@pytest.fixture
def published(tmp_path):
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "Colour.xml").write_text(COLOUR)
    (folder / "mapping.xml").write_text(MAPPING)
    (folder / "README.txt").write_text("Lists")
    return folder


def test_lists_are_loaded_into_the_installation_and_told(run, published):
    told = run("load", published)
    assert "1 lists, 2 codes, 2 mappings, without a ruleset" in told
    assert "left out, not XML: README.txt" in told
    assert "it was there already" in run("load", published)
    assert "IATI Colour: 2 codes" in run("list")


def test_what_is_no_code_list_is_refused_in_one_sentence(run, published):
    (published / "Note.xml").write_text("<note/>")
    with pytest.raises(CommandError, match=r"Note\.xml is no code list"):
        run("load", published)
    assert "IATI Colour" not in run("list")


def test_a_list_is_shown_as_a_table_in_a_language(run):
    assert "R01\tAssessed contributions\n" in run("show", "instrument")
    assert "E02\tAide humanitaire\n" in run("show", "function", "--language", "fr")
    assert "E03?\t" in run("show", "function")
    assert "R02\tVoluntary core (unearmarked) contributions\t\t2017\n" in run("show", "instrument")


@pytest.mark.parametrize(
    ("format", "begins"), [("--csv", "list,edition,code"), ("--json", "{"), ("--skos", "<?xml")]
)
def test_a_list_is_written_for_machines(run, format, begins):
    assert run("show", "entity", format).startswith(begins)


def test_a_loaded_list_is_shown_by_its_edition(run, published):
    run("load", published)
    first = json.loads(run("show", "Colour", "--json"))["edition"]
    (published / "Colour.xml").write_text(COLOUR.replace("<code>R<", "<code>Z<"))
    run("load", published)
    assert "Z\tRed" in run("show", "Colour")
    assert "R\tRouge" in run("show", "Colour", "--edition", first, "--language", "fr")
    assert run("show", "Colour", "--csv").count("\n") == 3


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("show", "Colour"), "no list Colour; there are contributor_type, .*codelists load DIR"),
        (("show", "entity", "--edition", "1999"), "no edition 1999"),
        (("search", "zzzz"), "No code, name or spelling"),
        (("load", "/nowhere/at/all"), "is not a folder"),
    ],
)
def test_what_is_not_there_is_said(run, args, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(*args)


def test_what_was_not_loaded_is_said(run, published):
    run("load", published)
    with pytest.raises(CommandError, match=r"No list Size was loaded: .* codelists list tells"):
        run("show", "Size")
    with pytest.raises(CommandError, match=r"No edition \.\./x was loaded; there are [0-9a-f]{16}"):
        run("show", "Colour", "--edition", "../x")


def test_a_search_goes_through_all_lists(run):
    assert "entity\tUN Tourism\t" in run("search", "UNWTO")
    assert "location\tFRA\tФранция" in run("search", "france", "--language", "ru")
