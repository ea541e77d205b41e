"""Delimited text into the table `submitted` (row, line, c0, c1, …): all text, in the file's order.

DuckDB reads a plain file itself. What is not plain (RFC 4180 line ends within quotes, empty lines,
other or mixed encodings, records of another length) is gone through record by record, so that every
record keeps its line, and is told what is wrong with it.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import duckdb

from quintet.cube.engine.findings import Finding, Findings
from quintet.cube.engine.reading.limits import Limits, refuse
from quintet.cube.engine.reading.scan import Scan, scan
from quintet.cube.engine.reading.sniff import HEAD, header_of, text_of

_LONGEST = 64 << 20  # bytes of a record of a workbook
_BUFFER = 4 << 20  # bytes read at once
_FALLBACK = "cp1252"  # what Excel writes in Western Europe when it does not write UTF-8
Look = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Head:
    delimiter: str
    headings: tuple[str, ...]


def read_head(path: Path, findings: Findings, limits: Limits) -> Head:
    """Delimiter and headings. Raises Unreadable where there are none, or too many."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        refuse(findings, "shape.no_content", name=path.name)
    text = text_of(head)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    if len(first) >= min(limits.line, HEAD) - 4:
        refuse(findings, "shape.long_line", name=path.name, limit=str(limits.line))
    delimiter, headings = header_of(text)
    if len(headings) > limits.columns:
        refuse(
            findings, "shape.columns", name=path.name, number=str(len(headings)),
            limit=str(limits.columns),
        )  # fmt: skip
    return Head(delimiter, tuple(one.strip("\ufeff \t") for one in headings))


def load(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    head: Head,
    work: Path,
    findings: Findings,
    limits: Limits,
    look: Look,
) -> int:
    """Make the table `submitted`; the number of its rows. `work` is a folder for what lies between."""
    found = scan(path, look)
    width = len(head.headings)
    if found.plain and width > 1:
        named = work / "submitted.csv"  # DuckDB takes brackets and stars in a name for patterns
        named.symlink_to(path.resolve())
        rows = _read_plain(connection, named, head, limits)
        if rows == found.lines - 1:
            return rows
    return _read_records(
        connection, path, head, work / "records.csv", found, findings, limits, look
    )


def _read_plain(
    connection: duckdb.DuckDBPyConnection, path: Path, head: Head, limits: Limits
) -> int:
    """Rows read, or -1 where a record is not as wide as the header, or is quoted wrongly."""
    names = [f"c{number}" for number in range(len(head.headings))]
    try:
        connection.execute(
            "CREATE OR REPLACE TABLE submitted AS SELECT row, row + 1 AS line, * EXCLUDE row FROM"
            " (SELECT row_number() OVER () AS row, * FROM read_csv(?, delim = ?, columns = ?,"
            " header = true, auto_detect = false, quote = '\"', escape = '\"', strict_mode = true,"
            " null_padding = false, allow_quoted_nulls = false, max_line_size = ?))",
            [str(path), head.delimiter, dict.fromkeys(names, "VARCHAR"), limits.line],
        )
    except duckdb.InvalidInputException:
        return -1
    return count(connection)


def _read_records(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    head: Head,
    between: Path,
    found: Scan,
    findings: Findings,
    limits: Limits,
    look: Look,
) -> int:
    with path.open("rb") as file:
        lines = _Lines(file, found.encoding, findings, limits, path.name, look)
        records = _records(lines, head, findings, limits)
        return write_records(connection, records, len(head.headings), between)


class _Lines:
    """The lines of a file as text; `number` is that of the last one. A line that is not of the
    file's encoding is read as Western European, and told."""

    def __init__(
        self,
        file: BinaryIO,
        encoding: str,
        findings: Findings,
        limits: Limits,
        name: str,
        look: Look,
    ) -> None:
        self.number = 0
        self._file, self._encoding, self._name = file, encoding, name
        self._findings, self._limits, self._look = findings, limits, look

    def __iter__(self) -> Iterator[str]:
        if self._encoding == "utf-16":
            yield from self._wide()
            return
        while line := self._file.readline(self._limits.line + 1):
            self.number += 1
            if len(line) > self._limits.line:
                refuse(
                    self._findings, "shape.long_line", name=self._name,
                    limit=str(self._limits.line),
                )  # fmt: skip
            if self.number % 10_000 == 0:
                self._look()
            yield self._seen(self._decoded(line.removeprefix(b"\xef\xbb\xbf")))

    def _wide(self) -> Iterator[str]:
        with open(
            self._file.fileno(), encoding="utf-16", errors="replace", newline="", closefd=False
        ) as text:
            while line := text.readline(self._limits.line + 1):
                self.number += 1
                if len(line) > self._limits.line:
                    refuse(
                        self._findings, "shape.long_line", name=self._name,
                        limit=str(self._limits.line),
                    )  # fmt: skip
                if "\ufffd" in line:
                    self._findings.add(Finding("shape.encoding", line=self.number))
                yield self._seen(line)

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            self._findings.add(Finding("shape.encoding", line=self.number))
            return line.decode(_FALLBACK, "replace")

    def _seen(self, line: str) -> str:
        if "\x00" in line:
            self._findings.add(Finding("shape.character", line=self.number))
            line = line.replace("\x00", "")
        return line


def _records(
    lines: _Lines, head: Head, findings: Findings, limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each record that has any, after the headings. Cells beyond the headings are
    dropped, and told; so are cells that a record lacks."""
    csv.field_size_limit(limits.cell)
    reader = csv.reader(iter(lines), delimiter=head.delimiter, strict=True)
    width, row, before, is_header = len(head.headings), 0, 0, True
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            ended = "unexpected end" in str(fault)
            rule = "shape.truncated" if ended else "shape.quotes"
            findings.add(Finding(rule, line=before + 1))
            before = lines.number
            continue
        line, before = before + 1, lines.number
        if not any(cell.strip() for cell in cells):
            continue
        if is_header:
            is_header = False
            continue
        row += 1
        if len(cells) != width:
            findings.add(
                Finding(
                    "shape.cells",
                    row,
                    line,
                    params={"cells": str(len(cells)), "expected": str(width)},
                )
            )
        yield line, (cells + [""] * width)[:width]


def write_records(
    connection: duckdb.DuckDBPyConnection,
    records: Iterator[tuple[int, list[str]]],
    width: int,
    between: Path,
) -> int:
    """Records (line, cells) as the table `submitted`, by way of a plain file `between`."""
    with between.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for line, cells in records:
            writer.writerow([line, *(cell.encode("utf-8", "replace").decode() for cell in cells)])
    return read_written(connection, between, width, _LONGEST)


def read_written(
    connection: duckdb.DuckDBPyConnection, between: Path, width: int, longest: int
) -> int:
    """The table `submitted` out of a plain file of our own (line and cells, in quotes), which is then
    removed; its rows. Records are at most `longest` bytes, else duckdb.InvalidInputException."""
    names = {"line": "BIGINT", **{f"c{number}": "VARCHAR" for number in range(width)}}
    connection.execute(
        "CREATE OR REPLACE TABLE submitted AS SELECT row_number() OVER () AS row, * FROM"
        " read_csv(?, columns = ?, header = false, auto_detect = false, delim = ',', quote = '\"',"
        " escape = '\"', allow_quoted_nulls = false, parallel = false, new_line = '\\n',"
        " max_line_size = ?, buffer_size = ?)",
        [str(between), names, longest, max(_BUFFER, longest)],
    )
    between.unlink()
    return count(connection)


def count(connection: duckdb.DuckDBPyConnection) -> int:
    found = connection.execute("SELECT count(*) FROM submitted").fetchone()
    return int(found[0]) if found else 0
