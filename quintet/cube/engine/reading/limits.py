"""How much is read of a file before it is refused, and how it is refused."""

from dataclasses import dataclass
from typing import NoReturn

from quintet.cube.engine.findings import Finding, Findings
from quintet.cube.engine.reading.unreadable import Unreadable


class Cancelled(Exception):
    """Whoever asked for the work no longer wants it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, the rest in numbers. The standard's template has 15 columns."""

    columns: int = 200
    line: int = 2**20
    cell: int = 2**17
    unpacked: int = 2**31  # of a workbook
    shared: int = 2**28  # of the one part of a workbook that is held in memory
    ratio: int = 150  # of unpacked to packed, where a part is larger than `harmless`
    harmless: int = 2**26
    parts: int = 2_000


def refuse(findings: Findings, rule: str, **params: str) -> NoReturn:
    """Add the finding, and raise Unreadable with its English sentence."""
    finding = Finding(rule, params=params)
    findings.add(finding)
    raise Unreadable(finding.message())
