"""One look at every byte of a delimited file: can DuckDB read it as it stands, line by line?"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from quintet.cube.engine.reading.sniff import encoding_of

_CHUNK = 2**22
_TAIL = 2**12
_BLANK_LINE = re.compile(rb"\n[ \t]+\r?\n")


@dataclass(frozen=True, slots=True)
class Scan:
    """`plain`: UTF-8 throughout, no empty line, NUL or lone carriage return: line ends alone part
    it. `lines`: how many there are, up to the last that is not empty."""

    encoding: str
    plain: bool
    lines: int


def scan(path: Path, look: Callable[[], None]) -> Scan:
    """`look` is called between pieces, and may raise to stop. Reads the file once; memory is that of
    a piece."""
    lines, rest = 0, b""
    with path.open("rb") as file:
        encoding = encoding_of(file.read(4))
        plain = encoding != "utf-16"
        left = _end(file)
        file.seek(0)
        while chunk := file.read(min(_CHUNK, left)):
            look()
            left -= len(chunk)
            lines += chunk.count(b"\n")
            if plain:
                # Judged up to the last line end, so that no character or line end is cut in two.
                piece, found, tail = (rest + chunk).rpartition(b"\n")
                plain = len(tail) < _CHUNK and (not found or _is_plain(piece + found))
                rest = tail
    if plain and rest:
        plain = _is_plain(rest)
    return Scan(encoding, plain, lines + 1)


def _end(file: BinaryIO) -> int:
    """How many bytes come before the line ends that the file ends with: these are no empty lines."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    return size - len(tail) + len(tail.rstrip(b"\r\n"))


def _is_plain(piece: bytes) -> bool:
    if b"\x00" in piece or piece.startswith((b"\n", b"\r\n")):
        return False
    if b"\n\n" in piece or b"\n\r\n" in piece or piece.count(b"\r") != piece.count(b"\r\n"):
        return False
    if (b"\n " in piece or b"\n\t" in piece) and _BLANK_LINE.search(piece):
        return False
    if piece.isascii():
        return True
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
