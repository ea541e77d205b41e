"""An IATI file cut after ends of records into pieces, each of which is XML by itself once the root's
tags are put around it: a process need not read what another one judges.

Whether a cut was right is for the parser to say. A mark that stood in a comment, in character data
or in another record leaves a piece that is not well-formed, or whose records are other than were
counted; so does everything unusual. Such a file is read as a whole instead (`records.batches`).
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from quintet.cube.engine.iati import records
from quintet.cube.engine.iati.records import RECORDS, SAFE, Batch, Head

# Encodings in which the bytes of a mark are the mark, wherever they stand.
PLAIN = {"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252"}


class Uncut(Exception):
    """The file cannot be read in pieces, from here on."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a file. `first`: the number of the first record, `size`: how many there are, `above`:
    lines before it, `read`: bytes of the file up to its end."""

    data: bytes
    first: int
    size: int
    above: int
    read: int
    is_start: bool
    is_end: bool

    def batch(self, head: Head) -> Batch:
        """Raises Uncut where the piece is not the records that it was taken for."""
        before = b"" if self.is_start else head.opening
        after = b"" if self.is_end else f"</{head.tag}>".encode()
        encoding = None if self.is_start else head.encoding
        parser = etree.XMLParser(encoding=encoding, remove_comments=True, remove_pis=True, **SAFE)
        try:
            root = etree.fromstring(before + self.data + after, parser)
        except etree.XMLSyntaxError as fault:
            raise Uncut from fault
        if [child.tag for child in root] != [RECORDS[head.tag]] * self.size:
            raise Uncut
        return Batch(root, self.first, (), self.above, self.read)


def pieces(path: Path, head: Head) -> Iterator[Piece]:
    """The file in its order. Raises Uncut."""
    if _plain(head.encoding) not in PLAIN:
        raise Uncut
    record = RECORDS[head.tag].encode()
    begins, end = re.compile(rb"<%b[\s/>]" % record), b"</%b>" % record
    rest, number, above, read = b"", 1, 0, 0
    # The last records wait, for what follows them belongs to the same piece.
    waiting = b""

    def piece(data: bytes, *, is_end: bool) -> Piece:
        size = len(begins.findall(data))
        return Piece(data, number, size, above, read + len(data), not read, is_end)

    with path.open("rb") as file:
        while chunk := file.read(records.CHUNK):
            searched = max(0, len(rest) - len(end))
            rest += chunk
            found = rest.rfind(end, searched)
            if found >= 0:
                if waiting:
                    given = piece(waiting, is_end=False)
                    yield given
                    number, above = number + given.size, above + waiting.count(b"\n")
                    read += len(waiting)
                waiting, rest = rest[: found + len(end)], rest[found + len(end) :]
            if len(rest) > records.LIMIT:
                raise Uncut
    yield piece(waiting + rest, is_end=True)


def _plain(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return encoding
