"""The report as JSON: {"rows", "findings": […], "totals": {…}, "status"}, and all findings as CSV."""

import csv
import json
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from quintet.cube.engine.findings import Finding, Findings

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
    head = {"rows": rows, "status": findings.status, "counts": dict(findings.counts)}
    told = json.dumps(head | {"totals": totals}, ensure_ascii=True)
    out.write(f'{told[:-1]}, "findings": [')
    for number, finding in enumerate(every):
        out.write(",\n" if number else "\n")
        more = {"suggestion": finding.suggestion, "file": finding.params.get("file", "")}
        shown = finding.told(language) | {key: value for key, value in more.items() if value}
        out.write(json.dumps(shown, ensure_ascii=True))
    out.write("]}\n")


def write_csv(out: TextIO, every: Iterable[Finding], language: str = "en") -> None:
    """All findings, one a line, in the order of COLUMNS; what a spreadsheet would take for a formula
    is preceded by an apostrophe. Open `out` with newline=""."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for finding in every:
        told = finding.told(language) | {"suggestion": finding.suggestion}
        writer.writerow([inert(str(told[column])) for column in COLUMNS])


def inert(cell: str) -> str:
    """The cell so that no spreadsheet computes it; a number stays a number."""
    if not cell.startswith(_STARTS_FORMULA):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
