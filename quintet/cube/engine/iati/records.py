"""Records out of an IATI file, a few at a time: memory is bounded by the longest record, not by the
file. Entities, document type declarations and the network are never followed.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from quintet.cube.engine.iati.breaches import line_of
from quintet.cube.engine.reading.unreadable import Unreadable

RECORDS = {"iati-activities": "iati-activity", "iati-organisations": "iati-organisation"}
_CHILD = re.compile(r"\s*/iati-\w+/iati-\w+/([a-z-]+)")
CHUNK = 1 << 17  # bytes read at once: a batch is what one chunk completes
BATCH = 64  # records at most, however short they are
DECLARATION = 1024  # bytes at most, of the XML declaration
LIMIT = 20 << 20  # bytes of one record

SAFE: dict[str, bool] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
}


class Broken(Exception):
    """The file cannot be read further than `line`; what came before it was given out."""

    def __init__(self, rule: str, line: int, **params: str) -> None:
        super().__init__(rule, line, params)
        self.rule, self.line, self.params = rule, line, params


@dataclass(frozen=True, slots=True)
class Head:
    """The root of a file: its name, its attributes, its line, and how the file is encoded."""

    tag: str
    version: str | None
    line: int
    has_doctype: bool
    encoding: str  # "" where it is not a plain one, or not known
    opening: bytes  # its start tag, written anew in ASCII


@dataclass(frozen=True, slots=True)
class Batch:
    """Whole records, and nothing else, under a root that has the attributes of the file's root.
    `first`: the number of the first record, from 1. `misplaced`: name and line of children of the
    file's root that may not stand where they stand (by the XSD 2.03 records come first, and then
    elements of other namespaces). `above`: lines of the file that the lines of its elements do not
    count. `read`: bytes of the file that had been read."""

    root: etree._Element
    first: int
    misplaced: tuple[tuple[str, int], ...]
    above: int = 0
    read: int = 0


def head(path: Path) -> Head:
    """Raises Unreadable where the file has no XML element at all."""
    try:
        with path.open("rb") as file:
            _event, root = next(etree.iterparse(file, events=("start",), **SAFE))
            info = root.getroottree().docinfo
            file.seek(0)
            encoding = _encoding(file.read(DECLARATION))
            opening = etree.tostring(like(root)).removesuffix(b"/>") + b">"
            return Head(
                root.tag, root.get("version"), root.sourceline or 1, bool(info.doctype),
                encoding, opening,
            )  # fmt: skip
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be opened: {error.strerror}.") from error
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"{path.name} is not XML: {error.msg}.") from error


def _encoding(start: bytes) -> str:
    """Of a file that begins so (XML 1.0, appendix F). The parser itself tells it only at the end."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if not start.startswith(b"<?xml"):
        return "utf-8" if start.lstrip().startswith(b"<") and b"\x00" not in start[:4] else ""
    declaration, end, _rest = start.partition(b"?>")
    try:
        document = etree.fromstring(declaration + end + b"<a/>").getroottree()
    except etree.XMLSyntaxError:
        return ""
    return document.docinfo.encoding or "utf-8"


def batches(path: Path, tag: str, after: int = 0) -> Iterator[Batch]:
    """The records of a file whose root is `tag`, in file order, but for the first `after`. Raises
    Broken, after all whole records are given out, where the rest of the file cannot be read."""
    text = ""
    for batch in _Reader(tag).batches(path):
        known = min(max(0, after + 1 - batch.first), len(batch.root))
        if known:
            text = batch.root[known - 1].tail or ""
            del batch.root[:known]
            if not len(batch.root) and not batch.misplaced:
                continue
        # What is said between records is of the root, and may not be.
        batch.root.text = text + (batch.root.text or "")
        text = ""
        yield replace(batch, first=batch.first + known)


class _Reader:
    def __init__(self, tag: str) -> None:
        self.record = RECORDS[tag]
        self.parser = etree.XMLPullParser(
            events=("start", "end"), tag=(tag, self.record), remove_comments=True,
            remove_pis=True, **SAFE,
        )  # fmt: skip
        self.root: etree._Element | None = None
        self.whole = 0  # children of the root, from the first that stands there, that are complete
        self.number = 1
        self.has_others = False

    def batches(self, path: Path) -> Iterator[Batch]:
        unfinished = read = 0  # bytes since a child of the root was completed, and in all
        broken: Broken | None = None
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                broken = self._parse(chunk)
                if broken:
                    break
                # The last child stays: the parser may still write the text that follows it.
                complete = len(self.root) - 1 if self.root is not None else 0
                yield from self._take(complete, read := file.tell())
                unfinished = 0 if complete > 0 else unfinished + len(chunk)
                if unfinished > LIMIT:
                    line = line_of(self.root[-1]) if self.root is not None and len(self.root) else 0
                    broken = Broken("iati.size", line, limit=str(LIMIT >> 20))
                    break
        if broken is None:
            broken = self._parse(b"")
        yield from self._take(self.whole, read)
        if broken:
            raise broken
        if self.number == 1 and self.root is not None:
            yield Batch(like(self.root), 1, ())

    def _parse(self, chunk: bytes) -> Broken | None:
        """What is wrong with the file so far; an empty chunk ends it."""
        broken = None
        try:
            if chunk:
                self.parser.feed(chunk)
            else:
                self.parser.close()
        except etree.XMLSyntaxError as error:
            broken = self._broken(error)
        self._listen()
        return broken

    def _broken(self, error: etree.XMLSyntaxError) -> Broken:
        # Of an entity that is not declared only the log tells.
        first = next(iter(self.parser.feed_error_log), None)
        if error.lineno or first is None:
            return Broken("iati.broken", error.lineno or 0, reason=error.msg or "")
        return Broken("iati.broken", first.line, reason=first.message)

    def _listen(self) -> None:
        """Learns from the parser where the root is, and which of its children have ended."""
        for event, element in self.parser.read_events():
            if self.root is None:
                self.root = element
            elif event == "end" and element.getparent() is self.root:
                self.whole = self.root.index(element) + 1
            elif event == "end" and element is self.root:
                self.whole = len(self.root)

    def _take(self, number: int, read: int) -> Iterator[Batch]:
        """The first `number` children of the root, removed from it, in batches."""
        root = self.root
        while root is not None and number > 0:
            size = min(number, BATCH)
            taken = like(root)
            taken.text, root.text = root.text, None
            taken.extend(root[:size])
            number -= size
            self.whole = max(0, self.whole - size)
            yield self._sorted(taken, read)

    def _sorted(self, taken: etree._Element, read: int) -> Batch:
        misplaced = []
        first = self.number
        for child in list(taken):
            if child.tag == self.record:
                self.number += 1
                right = not self.has_others
            else:
                self.has_others = True
                right = self.number > 1 and child.tag.startswith("{")
                taken.remove(child)
            if not right:
                misplaced.append((child.tag, line_of(child)))
        return Batch(taken, first, tuple(misplaced), read=read)


def names_in(root: etree._Element) -> set[str]:
    """What elements stand in the records under the root."""
    return {child.tag for record in root for child in record}


def names_of(path: str) -> frozenset[str]:
    """Of an XPath from the root: the elements of a record that it leads through, one of which there
    must be for it to find anything. None at all where that is not known."""
    found = [_CHILD.match(one) for one in path.split("|")]
    return frozenset(one[1] for one in found if one) if all(found) else frozenset()


def like(root: etree._Element) -> etree._Element:
    """Its name, attributes and namespaces, and nothing within."""
    return etree.Element(root.tag, dict(root.attrib), nsmap=root.nsmap)
