"""`bin/quintet cube codelists`: load IATI's lists; list, show and search what there is.

Not a command of its own: `cube` takes it up by these two functions.
"""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import CommandError

from quintet.cube.engine.findings import LANGUAGES
from quintet.cube.engine.lists import CodeList, Crosswalk, ListError, lists
from quintet.cube.engine.lists.formats import FORMATS
from quintet.cube.engine.lists.iati import IatiLists, load, load_iati_lists

ENDINGS = {"csv": "csv", "json": "json", "skos": "rdf"}  # of formats by option


def folder() -> Path:
    """Where the installation keeps the lists that were loaded."""
    return Path(settings.DATA) / "codelists"


def add_arguments(parser: ArgumentParser) -> None:
    """Of `cube codelists`."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    loading = acts.add_parser("load", help="take over IATI's code lists (XML) from a folder")
    loading.add_argument(
        "dir", type=Path, metavar="DIR", help="holds *.xml, mapping.xml among them"
    )
    acts.add_parser("list", help="which lists there are, and in which editions")
    showing = acts.add_parser("show", help="a list: as a table, or in a format for machines")
    showing.add_argument("name", metavar="NAME")
    showing.add_argument("--edition", default="", help="(default: the one in force)")
    _add_language(showing)
    formats = showing.add_mutually_exclusive_group()
    for name in ENDINGS:
        formats.add_argument(f"--{name}", dest="format", action="store_const", const=name)
    searching = acts.add_parser("search", help="codes by code, name in any language, or spelling")
    searching.add_argument("text", metavar="TEXT")
    _add_language(searching)


def _add_language(parser: ArgumentParser) -> None:
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of names")


def handle(options: Mapping[str, Any], stdout: TextIO) -> None:
    """Do what was asked. Raises CommandError with one sentence where it cannot be done."""
    acts = {"load": _load, "list": _list, "show": _show, "search": _search}
    try:
        for line in acts[options["act"]](options):
            stdout.write(line if line.endswith("\n") else f"{line}\n")
    except ListError as fault:
        raise CommandError(str(fault)) from fault


def _load(options: Mapping[str, Any]) -> Iterator[str]:
    loaded = load(options["dir"], folder())
    ruleset = "with its ruleset" if loaded.ruleset else "without a ruleset"
    before = "; it was there already" if loaded.already else ""
    yield (
        f"edition {loaded.edition} is in force: {loaded.lists} lists, {loaded.codes} codes, "
        f"{loaded.mappings} mappings, {ruleset}{before}"
    )
    if loaded.left_out:
        yield f"left out, not XML: {', '.join(loaded.left_out)}"


def _list(_options: Mapping[str, Any]) -> Iterator[str]:
    own = lists()
    for name in own.names:
        one = own.get(name)
        editions = ", ".join(own.editions(name))
        yield f"{name}: {len(one.codes)} codes, {editions}; {one.source}"
    for name in own.crosswalks:
        walk = own.crosswalk(name)
        lossy = ", lossy" if walk.lossy else ""
        yield f"crosswalk {name}: {len(walk.crossings)} crossings to {walk.to}{lossy}"
    if folder().is_dir():
        loaded = load_iati_lists(folder())
        for name in loaded.lists:
            yield f"IATI {name}: {len(loaded.codes(name))} codes, {loaded.edition}"


def _show(options: Mapping[str, Any]) -> Iterator[str]:
    one, crosswalks = _found(options["name"], options["edition"])
    if options["format"]:
        yield FORMATS[ENDINGS[options["format"]]].write(one, crosswalks)
        return
    for code in one.codes.values():
        years = f"{code.valid_from or ''}-{code.valid_to or ''}".strip("-")
        doubt = "" if code.certain else "?"
        told = (f"{code.code}{doubt}", code.name(options["language"]), code.parent, years)
        yield "\t".join(told).rstrip("\t")


def _found(name: str, edition: str) -> tuple[CodeList, tuple[Crosswalk, ...]]:
    own = lists()
    if name in own.names:
        return own.get(name, edition), own.crosswalks_of(name)
    if not folder().is_dir():
        raise ListError(
            f"There is no list {name}; there are {', '.join(own.names)}. IATI's are loaded by: "
            "bin/quintet cube codelists load DIR."
        )
    return _loaded(edition).as_list(name), ()


def _loaded(edition: str) -> IatiLists:
    if not edition:
        return load_iati_lists(folder())
    known = sorted(path.name for path in folder().iterdir() if path.is_dir())
    if edition not in known:
        raise ListError(f"No edition {edition} was loaded; there are {', '.join(known)}.")
    return load_iati_lists(folder() / edition)


def _search(options: Mapping[str, Any]) -> Iterator[str]:
    found = False
    for name in lists().names:
        for code in lists().get(name).search(options["text"]):
            found = True
            yield f"{name}\t{code.code}\t{code.name(options['language'])}"
    if not found:
        raise ListError(f"No code, name or spelling holds {options['text']!r}.")
