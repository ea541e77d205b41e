"""The container of a Word file: a zip archive of parts (Open Packaging Conventions, ECMA-376-2).

Nothing is unpacked before its size is known and bounded, and nothing beyond its declared size.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from quintet.followup.intake.document import Limits, Unreadable
from quintet.followup.intake.readers.docx.names import transitional

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MOST_ENTRIES = 10_000
_PART_BYTES = 100 * 1024 * 1024  # one part of XML; a page takes some 10 to 30 kB
_MOST_RATIO = 400  # deflate reaches 1,000 on zeros; Word's XML 10 to 50
_ODD_BYTES = 8 * 1024 * 1024  # below this no ratio is a danger
_DAMAGED = (
    "The Word file is damaged: open it in a word processor, save it as a new .docx, "
    "and load that file."
)
_BOMB = "The file unpacks to far more than a document can hold, so it was not read."
_OTHER_OFFICE = (
    ("spreadsheetml", "This is an Excel workbook: copy its tables into a Word file (.docx)"),
    ("presentationml", "This is a PowerPoint file: save it as PDF"),
    ("opendocument.text", "This is an OpenDocument text: save it as .docx"),
    ("opendocument", "This is an OpenDocument file: save it as PDF"),
    ("epub", "This is an electronic book: save its text as .html"),
    ("ms-xpsdocument", "This is an XPS file: save it as PDF"),
)


def damaged() -> Unreadable:
    """What to raise for a container or a part that breaks its own rules."""
    return Unreadable(_DAMAGED)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from one part to another: the last word of its type, and the part's name."""

    kind: str
    target: str


class Package:
    """An opened container. Raises Unreadable where it is no Word file, damaged or dangerous."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
            raise damaged() from None
        self._budget = limits.unpacked_bytes
        if len(entries) > _MOST_ENTRIES or sum(e.file_size for e in entries) > self._budget:
            raise Unreadable(_BOMB)
        self._parts = {entry.filename.lower().lstrip("/"): entry for entry in entries}
        self._check_is_word()

    def main_part(self) -> str:
        """The name of the part that holds the document's body."""
        for relationship in self.relationships(""):
            if relationship.kind == "officeDocument" and relationship.target in self:
                return relationship.target
        raise damaged()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises Unreadable where it is missing, locked, broken or a bomb."""
        entry = self._parts.get(name.lower())
        if entry is None:
            raise damaged()
        if entry.flag_bits & 0x1:
            raise Unreadable(
                "The file is locked with a password: remove the password, save it, "
                "and load it again."
            )
        size = entry.file_size
        swollen = size > _ODD_BYTES and size > _MOST_RATIO * max(entry.compress_size, 1)
        if size > min(_PART_BYTES, self._budget) or swollen:
            raise Unreadable(_BOMB)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged()
        try:
            with self._zip.open(entry) as part:
                data = part.read(size + 1)
        except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError):
            raise damaged() from None
        self._budget -= len(data)
        return data

    def tree(self, name: str) -> "etree._Element":
        """The root element of a part of XML. Raises Unreadable where it is not well formed."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            root = etree.fromstring(transitional(self.read(name)), parser)
        except etree.XMLSyntaxError:
            raise damaged() from None
        check_no_doctype(root)
        return root

    def relationships(self, name: str) -> Iterator[Relationship]:
        """The links of a part; of the whole package where `name` is empty."""
        folder, base = posixpath.split(name)
        links = posixpath.join(folder, "_rels", f"{base}.rels")
        if links not in self:
            return
        for element in self.tree(links).iter(_RELATIONSHIP):
            if element.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))
            yield Relationship(element.get("Type", "").rpartition("/")[2], target.lstrip("/"))

    def _check_is_word(self) -> None:
        kinds = b""
        for name in ("[content_types].xml", "mimetype"):
            if name in self:
                kinds += self.read(name)
        text = kinds.replace(b"\0", b"").decode("utf-8", "replace")
        if "wordprocessingml" in text or "ms-word" in text:
            return
        for word, sentence in _OTHER_OFFICE:
            if word in text:
                raise Unreadable(f"{sentence} and load that file.")
        if "[content_types].xml" in self or "word/document.xml" in self:
            raise damaged()
        raise Unreadable("This is a packed archive: unpack it and load the documents one by one.")


def check_no_doctype(element: "etree._Element") -> None:
    """Raise Unreadable for XML that declares a DTD: the standard forbids it, attackers like it."""
    if element.getroottree().docinfo.doctype:
        raise damaged()
