"""An answer as a file: exactly what is seen, and what was told beside it.

CSV (RFC 4180), JSON, Parquet and Excel. Codes and names stand side by side; amounts are decimals in
each of them. What might be taken for a formula is text.
"""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import escape

from quintet.cube.engine.questions.answer import Answer, Cell, Line
from quintet.cube.engine.questions.codes import ALL
from quintet.cube.engine.questions.question import NOT_TOLD
from quintet.cube.engine.questions.semantic import Dimension, semantic
from quintet.cube.engine.sdmx.answers import to_sdmx_csv, to_sdmx_ml, to_sdmx_structure
from quintet.cube.engine.sdmx.writing import CSV_TYPE, ML_TYPE, STRUCTURE_TYPE

SHOWN = ("value", "share", "change")
NOBODY = Cell(None, 0)  # said anything
FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
)  # what a spreadsheet takes for one (OWASP, CSV injection)
CODE, NAME = 14, 40  # widths, in characters
Value = str | Decimal | int | None


@dataclass(frozen=True, slots=True)
class Table:
    """As it is seen. `heads`: of the columns; `body`: of each line its codes and names, then its
    values. The total of a group has its word in place of the code, and no name."""

    heads: tuple[str, ...]
    body: tuple[tuple[Value, ...], ...]


def table(answer: Answer, language: str = "en") -> Table:
    """What is seen of the answer. A column of values for each column of the answer, and beside it
    for its share and its change, where they are asked for."""
    rows = answer.question.dimensions[: len(answer.question.rows)]
    kinds = [kind for kind in SHOWN if kind == "value" or _is_asked(answer, kind)]
    heads = [part for one in rows for part in _heads(one, language)]
    heads += [
        _head(answer, column, kind, language) for column, kind in product(answer.columns, kinds)
    ]
    parts = [Cell._fields.index(kind) for kind in kinds]
    names = [cache(partial(_told, answer, one, language=language)) for one in rows]
    cell_at, columns = answer.cells.get, answer.columns
    body = []
    for line in answer.lines:
        told: list[Value] = []
        for name, code in zip(names, line, strict=True):
            told += name(code)
        told += [cell_at((line, column), NOBODY)[part] for column in columns for part in parts]
        body.append(tuple(told))
    return Table(tuple(heads), tuple(body))


def _is_asked(answer: Answer, kind: str) -> bool:
    return bool(answer.question.shares if kind == "share" else answer.question.change)


def _heads(one: Dimension, language: str) -> tuple[str, ...]:
    name = one.names[language]
    if not one.codes:
        return (name,)
    return one.name, name if name != one.name else f"{name}_name"


def _told(answer: Answer, one: Dimension, code: str | None, *, language: str) -> tuple[str, ...]:
    told = (ALL[language], "") if code is None else (code, answer.name(one, code, language))
    if one.codes:
        return told
    return (told[1] if code == NOT_TOLD else told[0],)


def _head(answer: Answer, column: Line, kind: str, language: str) -> str:
    dimensions = answer.question.dimensions[len(answer.question.rows) :]
    codes = (
        _told(answer, *pair, language=language)[0] for pair in zip(dimensions, column, strict=True)
    )
    told = " / ".join(codes) or answer.question.means.names[language]
    if kind == "value":
        return told
    return f"{told} ({answer.question.shares} %)" if kind == "share" else f"{told} (Δ)"


def facts(answer: Answer, language: str = "en") -> dict[str, str]:
    """What is told beside the cells, by word: for a sheet of its own, and for a page."""
    known, question = semantic(), answer.question
    told = {
        "measure": question.means.names[language],
        "question": str(question),
        "as_at": answer.as_at.isoformat(),
        "currency": ", ".join(answer.currencies),
        "lines": f"{len(answer.lines)} / {answer.all_lines}",
        "cuts": ", ".join(f"{cut}: {number}" for cut, number in answer.cuts.items()),
        "coverage": ", ".join(f"{name}: {part}" for name, part in answer.coverage.items()),
    }
    if question.elimination:
        told["elimination"] = known.eliminations[question.elimination].names[language]
        told["eliminated"] = str(answer.eliminated)
    for n, note in enumerate(answer.notes, 1):
        told[f"note {n}"] = note.told(language)
    for one in answer.vintage:
        told[f"source {one.series}"] = (
            f"version {one.version}, {one.published_on} {one.note}".strip()
        )
    return told


def to_csv(answer: Answer, language: str = "en") -> bytes:
    """UTF-8 with a byte-order mark, which Excel needs. Text that a spreadsheet would take for a
    formula gets an apostrophe before it; numbers stay numbers, below nought too."""
    shown = table(answer, language)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in (shown.heads, *shown.body):
        writer.writerow([_harmless(value) if isinstance(value, str) else value for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def to_json(answer: Answer, language: str = "en") -> bytes:
    """Amounts and ratios as strings, so that no reader makes floats of them. A code that is null is
    of all; an object of `cells` says its line and column by codes."""
    question = answer.question
    names = (question.rows, question.columns)
    told = {
        "question": str(question),
        "measure": question.measure,
        "as_at": answer.as_at.isoformat(),
        "currencies": answer.currencies,
        "rows": question.rows,
        "columns": question.columns,
        "lines": len(answer.lines),
        "all_lines": answer.all_lines,
        "cells": [
            dict(zip(names[0] + names[1], line + column, strict=True)) | _cell(answer.cells[line, column])
            for line, column in product(answer.lines, answer.columns)
            if (line, column) in answer.cells
        ],
        "names": _names(answer, language),
        "coverage": {name: str(part) for name, part in answer.coverage.items()},
        "elimination": question.elimination,
        "eliminated": None if answer.eliminated is None else str(answer.eliminated),
        "cuts": answer.cuts,
        "vintage": [
            {
                "series": one.series, "version": one.version, "sha256": one.sha256,
                "published_on": one.published_on.isoformat(), "note": one.note,
            }
            for one in answer.vintage
        ],
        "notes": [note.told(language) for note in answer.notes],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _cell(cell: Cell) -> dict[str, Any]:
    told: dict[str, Any] = {
        "value": None if cell.value is None else str(cell.value),
        "figures": cell.figures,
    }
    for kind in ("share", "change"):
        if (value := getattr(cell, kind)) is not None:
            told[kind] = str(value)
    return told


def _names(answer: Answer, language: str) -> dict[str, dict[str, str]]:
    """Of each dimension the names of the codes that are seen."""
    rows = len(answer.question.rows)
    found: dict[str, dict[str, str]] = {}
    for n, one in enumerate(answer.question.dimensions):
        seen = answer.lines if n < rows else answer.columns
        codes = {line[n if n < rows else n - rows] for line in seen} - {None}
        named = {code: answer.name(one, code, language) for code in sorted(filter(None, codes))}
        found[one.name] = {code: name for code, name in named.items() if name}
    return found


def to_parquet(answer: Answer, language: str = "en") -> bytes:
    """A row a cell: a column for each dimension (its code; null: of all), value, share, change
    DECIMAL(38, 6), figures BIGINT. The file's metadata tells what was told beside, as `to_json`."""
    question = answer.question
    names = question.rows + question.columns
    cells = [
        (
            *line,
            *column,
            *(getattr(answer.cells[line, column], kind) for kind in (*SHOWN, "figures")),
        )
        for line, column in product(answer.lines, answer.columns)
        if (line, column) in answer.cells
    ]
    kinds = ["VARCHAR"] * len(names) + ["DECIMAL(38, 6)"] * len(SHOWN) + ["BIGINT"]
    heads = (*names, *SHOWN, "figures")
    columns = ", ".join(
        f"unnest(?::{kind}[]) AS {head}" for kind, head in zip(kinds, heads, strict=True)
    )
    told = json.loads(to_json(answer, language)) | {"cells": None}
    metadata = duckdb.ConstantExpression(json.dumps(told, ensure_ascii=False))
    with duckdb.connect() as connection, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answer.parquet"
        values = [[cell[n] for cell in cells] for n in range(len(heads))]
        connection.execute(f"CREATE TABLE answer AS SELECT {columns}", values)
        connection.execute(
            f"COPY answer TO {duckdb.ConstantExpression(str(path))}"
            f" (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{quintet: {metadata}}})"
        )
        return path.read_bytes()


def to_xlsx(answer: Answer, language: str = "en") -> bytes:
    """The table on one sheet, what is told beside on the other. Text is never a formula; a number
    has the digits that it has (Excel itself keeps fifteen)."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(answer.question.measure)
    sheet.sheet_view.rightToLeft = language == "ar"
    shown = table(answer, language)
    keys = sum(
        2 if one.codes else 1 for one in answer.question.dimensions[: len(answer.question.rows)]
    )
    for n in range(len(shown.heads)):
        width = NAME if n < keys and n % 2 else CODE
        sheet.column_dimensions[get_column_letter(n + 1)].width = width
    sheet.freeze_panes = f"{get_column_letter(keys + 1)}2"
    for n, row in enumerate((shown.heads, *shown.body)):
        sheet.append([_written(sheet, value, bold=n == 0) for value in row])
    beside = workbook.create_sheet("notes")
    beside.column_dimensions["A"].width, beside.column_dimensions["B"].width = NAME, 3 * NAME
    for name, text in facts(answer, language).items():
        beside.append([_written(beside, name, bold=True), _written(beside, text)])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _written(sheet: object, value: Value, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, escape(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # never "f", whatever it begins with
    elif isinstance(value, Decimal):
        cell.number_format = "#,##0.00" if value.as_tuple().exponent == -2 else "General"
    if bold:
        cell.font = Font(bold=True)
    return cell


class Format(NamedTuple):
    """`extension`: of the name of a file, without its dot. `write` gives the file of an answer in a
    language."""

    media_type: str
    extension: str
    write: Callable[[Answer, str], bytes]


FORMATS: Mapping[str, Format] = {
    "csv": Format("text/csv; charset=utf-8", "csv", to_csv),
    "xlsx": Format(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", to_xlsx
    ),
    "json": Format("application/json", "json", to_json),
    "parquet": Format("application/vnd.apache.parquet", "parquet", to_parquet),
    "sdmx.csv": Format(CSV_TYPE, "sdmx.csv", to_sdmx_csv),
    "sdmx.xml": Format(ML_TYPE, "sdmx.xml", to_sdmx_ml),
    "sdmx-structure.xml": Format(STRUCTURE_TYPE, "sdmx-structure.xml", to_sdmx_structure),
}
