"""The code lists of IATI 2.03 as an installation loads them: XML, the mapping and the ruleset.

An installation's folder holds one folder an edition, named by the hash of its content, and a file
`current` that names the one in force. An edition is laid out as IATI publishes: `codelists/*.xml`
(with `mapping.xml`, which says what list rules which attribute) and `ruleset/standard.json`. A
folder that is laid out so, or a bare folder of lists, can be read without being installed.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from quintet.cube.engine.lists.codes import Code, CodeList
from quintet.cube.engine.lists.faults import ListError

MAPPING = "mapping.xml"
CURRENT = "current"  # names the edition in force
LARGEST = 64 * 1024 * 1024  # bytes of one file
SOURCE = "IATI code lists (CC BY 4.0; replicated lists keep their owners' terms)"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What `mapping.xml` says: values at `path` (XPath, to an attribute or text) are of the list
    `list_name` where `condition` holds of the element (XPath; "" where it always does)."""

    path: str
    list_name: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class IatiList:
    """A list: `items` are names by language ("" where the list does not tell it) by code, withdrawn
    codes among them. `complete`: no code that is not in it may be used."""

    name: str
    complete: bool
    items: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class IatiLists:
    """All lists of an edition (the first 16 digits of its hash)."""

    edition: str
    lists: Mapping[str, IatiList]
    mapping: tuple[Ruling, ...]
    ruleset: Path | None  # standard.json, where it came along

    def __contains__(self, list_name: str) -> bool:
        return list_name in self.lists

    def codes(self, list_name: str) -> frozenset[str]:
        """The list's codes; none at all only where the list was not loaded."""
        found = self.lists.get(list_name)
        return frozenset(found.items) if found else frozenset()

    def as_list(self, list_name: str) -> CodeList:
        """The list as ours are, to be shown and written out; names are in the languages it tells.
        Raises ListError where it was not loaded."""
        if list_name not in self.lists:
            raise ListError(
                f"No list {list_name} was loaded: bin/quintet cube codelists list tells which were."
            )
        items = self.lists[list_name].items.items()
        codes = {code: Code(code, names) for code, names in items}
        return CodeList(list_name, self.edition, {"en": list_name}, SOURCE, codes)

    def complete(self, list_name: str) -> bool:
        """Whether the list says that it is complete (`complete="1"`)."""
        found = self.lists.get(list_name)
        return found is not None and found.complete


@dataclass(frozen=True, slots=True)
class Loaded:
    """What `load` took in."""

    edition: str
    lists: int
    codes: int
    mappings: int
    ruleset: bool
    already: bool  # the same content had been loaded before
    left_out: tuple[str, ...]  # names of files that are not XML


def load_iati_lists(folder: Path) -> IatiLists:
    """The edition in force of an installation's `folder`, or the lists that lie in it. Raises
    ListError where there are none, or one cannot be read."""
    root = folder
    current = folder / CURRENT
    if current.is_file():
        root = folder / current.read_text(encoding="ascii").strip()
    return _read(root)


def load(source: Path, target: Path) -> Loaded:
    """Take the lists of `source` over as a new edition of `target` and put it in force: all of them
    or, where one is no code list, none. Raises ListError that names every file refused."""
    if not source.is_dir():
        raise ListError(f"{source} is not a folder: name the one that holds the code lists.")
    read = _read(source)
    edition = target / read.edition
    already = edition.is_dir()
    if not already:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target, prefix=".new-") as begun:
            _copy(source, read.ruleset, Path(begun) / "whole")
            os.replace(Path(begun) / "whole", edition)
    _put_in_force(target, read.edition)
    return Loaded(
        read.edition,
        len(read.lists),
        sum(len(one.items) for one in read.lists.values()),
        len(read.mapping),
        read.ruleset is not None,
        already,
        tuple(sorted(p.name for p in _lists_in(source).iterdir() if p.suffix.lower() != ".xml")),
    )


def _put_in_force(target: Path, edition: str) -> None:
    named = target / f".{CURRENT}-{edition}"
    named.write_text(edition, encoding="ascii")
    os.replace(named, target / CURRENT)


def _copy(source: Path, ruleset: Path | None, target: Path) -> None:
    (target / "codelists").mkdir(parents=True)
    for path in _files(_lists_in(source)):
        shutil.copyfile(path, target / "codelists" / path.name)
    if ruleset:
        (target / "ruleset").mkdir()
        shutil.copyfile(ruleset, target / "ruleset" / "standard.json")


def _lists_in(folder: Path) -> Path:
    inner = folder / "codelists"
    return inner if inner.is_dir() else folder


def _ruleset_of(lists: Path) -> Path | None:
    """It lies in a folder beside that of the lists."""
    found = lists.parent / "ruleset" / "standard.json"
    return found if lists.name == "codelists" and found.is_file() else None


def _files(lists: Path) -> list[Path]:
    if not lists.is_dir():
        return []
    return sorted(path for path in lists.iterdir() if path.suffix.lower() == ".xml")


def _read(folder: Path) -> IatiLists:
    place = _lists_in(folder)
    paths = _files(place)
    if not paths:
        raise ListError(
            f"{folder}: no code lists here. Load them: bin/quintet cube codelists load DIR."
        )
    whole = hashlib.sha256()
    lists: dict[str, IatiList] = {}
    mapping: tuple[Ruling, ...] | None = None
    refused: list[str] = []
    for path in paths:
        try:
            data = _bytes(path)
            root = _root(path, data)
            if path.name == MAPPING:
                mapping = tuple(_rulings(root))
            else:
                _add(_list(path, root), path, lists)
        except ListError as fault:
            refused.append(str(fault))
            continue
        whole.update(f"{path.name} {hashlib.sha256(data).hexdigest()}\n".encode())
    if refused:
        raise ListError("Nothing was loaded. " + " ".join(refused))
    if mapping is None:
        raise ListError(f"{place}: {MAPPING} is missing; it says which list rules which attribute.")
    ruleset = _ruleset_of(place)
    if ruleset:
        whole.update(_checked_ruleset(ruleset))
    return IatiLists(whole.hexdigest()[:16], lists, mapping, ruleset)


def _add(found: IatiList, path: Path, lists: dict[str, IatiList]) -> None:
    if found.name in lists:
        raise ListError(f"{path.name}: the list {found.name} stands in two files; keep one.")
    lists[found.name] = found


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise ListError(f"{path.name} is larger than {LARGEST >> 20} MB: it is no code list.")
    return path.read_bytes()


def _root(path: Path, data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise ListError(f"{path.name} is not well-formed XML: {fault.msg}.") from fault
    if root.getroottree().docinfo.doctype:
        raise ListError(f"{path.name} declares a document type; a code list has none.")
    expected = "mappings" if path.name == MAPPING else "codelist"
    if root.tag != expected:
        raise ListError(f"{path.name} is no code list: its root is <{root.tag}>, not <{expected}>.")
    return root


def _list(path: Path, root: etree._Element) -> IatiList:
    name = root.get("name", "").strip()
    if not name:
        raise ListError(f"{path.name} is no code list: <codelist> has no name.")
    items: dict[str, Mapping[str, str]] = {}
    for item in root.iterfind("codelist-items/codelist-item"):
        code = item.findtext("code", "").strip()
        if not code:
            raise ListError(f"{path.name}, line {item.sourceline}: an item without a code.")
        items.setdefault(code, _names(item))  # FileFormat repeats some codes, with one meaning
    if not items:
        raise ListError(f"{path.name} is no code list: it has no <codelist-item>.")
    return IatiList(name, root.get("complete", "").strip() in ("1", "true"), items)


def _names(item: etree._Element) -> dict[str, str]:
    return {
        narrative.get(LANG, "en"): " ".join((narrative.text or "").split())
        for narrative in item.iterfind("name/narrative")
    }


def _rulings(root: etree._Element) -> Iterator[Ruling]:
    for one in root.iterfind("mapping"):
        path = one.findtext("path", "").strip()
        ref = one.find("codelist")
        name = "" if ref is None else ref.get("ref", "").strip()
        condition = one.findtext("condition", "").strip()
        if not path or not name:
            raise ListError(f"{MAPPING}, line {one.sourceline}: a mapping without path or list.")
        for xpath in filter(None, (path, condition)):
            try:
                etree.XPath(xpath)
            except etree.XPathSyntaxError as fault:
                raise ListError(
                    f"{MAPPING}, line {one.sourceline}: {xpath} is no XPath."
                ) from fault
        yield Ruling(path, name, condition)


def _checked_ruleset(path: Path) -> bytes:
    data = _bytes(path)
    try:
        told = json.loads(data)
    except ValueError as fault:
        raise ListError(f"{path.name} is not JSON: {fault}.") from fault
    if not isinstance(told, dict):
        raise ListError(f"{path.name} is no ruleset: it must be an object of contexts.")
    return f"ruleset {hashlib.sha256(data).hexdigest()}\n".encode()
