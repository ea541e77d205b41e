"""The report as JSON: {"rows", "findings": […], "totals": {…}, "status"}, and all findings as CSV."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from quintet.cube.engine.findings import Finding, Findings, status_of

COLUMNS = ("rule", "severity", "row", "line", "column", "value", "suggestion", "message", "fix")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP, CSV injection


def write_json(
    out: TextIO,
    *,
    rows: int,
    findings: Findings,
    every: Iterable[Finding],
    totals: Mapping[str, Any],
    language: str = "en",
) -> None:
    """Stream the report to `out`; `every` is all findings (see `spool.read_spool`)."""
    told = json_parts(
        rows=rows, counts=findings.counts, every=every, totals=totals, language=language
    )
    for part in told:
        out.write(part)


def json_parts(
    *,
    rows: int,
    counts: Mapping[str, int],
    every: Iterable[Finding],
    totals: Mapping[str, Any],
    language: str = "en",
) -> Iterator[str]:
    """The report, part by part. `counts`: findings by rule."""
    head = {"rows": rows, "status": status_of(counts), "counts": dict(counts)}
    told = json.dumps(head | {"totals": totals}, ensure_ascii=True)
    yield f'{told[:-1]}, "findings": ['
    for number, finding in enumerate(every):
        # `id`: of the rule in a ruleset that is not ours, such as IATI's.
        more = {key: finding.params.get(key, "") for key in ("file", "id")}
        more["suggestion"] = finding.suggestion
        shown = finding.told(language) | {key: value for key, value in more.items() if value}
        yield (",\n" if number else "\n") + json.dumps(shown, ensure_ascii=True)
    yield "]}\n"


def write_csv(out: TextIO, every: Iterable[Finding], language: str = "en") -> None:
    """All findings, one a line, in the order of COLUMNS; what a spreadsheet would take for a formula
    is preceded by an apostrophe. Open `out` with newline=""."""
    out.writelines(csv_lines(COLUMNS, csv_cells(every, language)))


def csv_cells(every: Iterable[Finding], language: str = "en") -> Iterator[list[str]]:
    """Of each finding its cells, in the order of COLUMNS."""
    for finding in every:
        told = finding.told(language) | {"suggestion": finding.suggestion}
        yield [str(told[column]) for column in COLUMNS]


def csv_lines(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """CSV (RFC 4180), line by line; no cell is a formula."""
    writer = csv.writer(_Line())
    yield writer.writerow(headings)
    for row in rows:
        yield writer.writerow([inert(cell) for cell in row])


class _Line:
    """Gives back the line that it is told to write."""

    def write(self, line: str) -> str:
        return line


def inert(cell: str) -> str:
    """The cell so that no spreadsheet computes it; a number stays a number."""
    if not cell.startswith(_STARTS_FORMULA):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
