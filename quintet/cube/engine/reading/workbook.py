"""Excel workbooks (.xlsx, ECMA-376) into records: text as it would be seen, formulas never computed.

A workbook is a zip of XML. Before any of it is parsed, its parts are measured, and none may define
entities; openpyxl then streams one sheet.
"""

import datetime
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from quintet.cube.engine.findings import Finding, Findings
from quintet.cube.engine.reading.layouts import folded, layout_of
from quintet.cube.engine.reading.limits import Limits, refuse

ROWS = 1_048_576  # of a sheet
_DIGITS = 15  # that Excel keeps of a number
_LOOKED_FOR_HEADINGS = 20  # rows
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, etree.XMLSyntaxError, InvalidFileException,
    KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, NotImplementedError,
    OSError, AssertionError, RuntimeError,
)  # fmt: skip
# What openpyxl raises on a damaged workbook: it says so by whatever failed first.
_TWO_READINGS = ("16.1", "17.1")  # as numbers these are also 16.10 and 17.10


@dataclass(frozen=True, slots=True)
class Sheet:
    """`records`: line (the sheet's row) and cells of each row that has any, below the headings."""

    headings: tuple[str, ...]
    records: Iterator[tuple[int, list[str]]]


def read_workbook(
    path: Path, findings: Findings, limits: Limits, look: Callable[[], None]
) -> Sheet:
    """The first sheet that has a layout's headings. Raises Unreadable."""
    _measure(path, findings, limits)
    try:
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        for sheet in book.worksheets:
            found = _headed(sheet, path, findings, limits)
            if found:
                line, headings = found
                return Sheet(headings, _records(sheet, line, headings, path, findings, look))
    except _BROKEN as fault:
        refuse(findings, "shape.damaged", name=path.name, fault=_told(fault))
    return refuse(findings, "shape.no_headings", name=path.name)


def _measure(path: Path, findings: Findings, limits: Limits) -> None:
    """zipfile never gives more of a part than the size it declares, so that these sizes hold."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            shared = sum(one.file_size for one in parts if "sharedstrings" in one.filename.lower())
            large = (one for one in parts if one.file_size > limits.harmless)
            if (
                len(parts) > limits.parts
                or sum(one.file_size for one in parts) > limits.unpacked
                or shared > limits.shared
                or any(one.file_size > limits.ratio * max(one.compress_size, 1) for one in large)
            ):
                refuse(findings, "shape.unpacked", name=path.name)
            for one in parts:
                if one.filename.lower().endswith((".xml", ".rels", ".vml")):
                    with package.open(one) as part:
                        head = part.read(2**16).replace(b"\x00", b"")
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        refuse(findings, "shape.entities", name=path.name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
    ) as fault:
        refuse(findings, "shape.damaged", name=path.name, fault=_told(fault))


def _told(fault: Exception) -> str:
    return " ".join(str(fault).split())[:120].rstrip(".") or type(fault).__name__


def _headed(
    sheet: Any, path: Path, findings: Findings, limits: Limits
) -> tuple[int, tuple[str, ...]] | None:
    sheet.reset_dimensions()  # what a sheet says of its size may be false
    for line, cells in enumerate(
        sheet.iter_rows(max_row=_LOOKED_FOR_HEADINGS, values_only=True), start=1
    ):
        headings = [_text(cell).strip() for cell in cells]
        while headings and not headings[-1]:
            headings.pop()
        if layout_of([folded(one) for one in headings]):
            if len(headings) > limits.columns:
                refuse(
                    findings, "shape.columns", name=path.name, number=str(len(headings)),
                    limit=str(limits.columns),
                )  # fmt: skip
            return line, tuple(headings)
    return None


def _records(
    sheet: Any,
    line: int,
    headings: tuple[str, ...],
    path: Path,
    findings: Findings,
    look: Callable[[], None],
) -> Iterator[tuple[int, list[str]]]:
    width, row = len(headings), 0
    targets = [number for number, one in enumerate(headings) if folded(one).endswith("target")]
    rows = sheet.iter_rows(min_row=line + 1, max_row=ROWS, values_only=True)
    try:
        for number, cells in enumerate(rows, start=line + 1):
            if number % 10_000 == 0:
                look()
            texts = [_text(cell) for cell in cells]
            if not any(text.strip() for text in texts):
                continue
            row += 1
            if any(text.strip() for text in texts[width:]):
                findings.add(
                    Finding(
                        "shape.cells", row, number,
                        params={"cells": str(len(texts)), "expected": str(width)},
                    )
                )  # fmt: skip
            for place in targets:
                if (
                    place < len(cells)
                    and isinstance(cells[place], float | int)
                    and texts[place] in _TWO_READINGS
                ):
                    findings.add(
                        Finding("shape.number_for_code", row, number, "target", texts[place])
                    )
            yield number, (texts + [""] * width)[:width]
    except _BROKEN as fault:
        refuse(findings, "shape.damaged", name=path.name, fault=_told(fault))


def _text(cell: Any) -> str:
    """As a person reads the cell: a number without an exponent and without binary dust."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            return str(cell)
        exact = format(Decimal(f"{cell:.{_DIGITS}g}"), "f")
        return exact.rstrip("0").rstrip(".") if "." in exact else exact
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)
