"""Rules over what is staged, layer by layer: codes, rows, controls, crossing (between organizations).

Whatever is wrong is told; nothing is changed. Exact duplicates are legitimate (published files lost
dimensions), and so are negative figures.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from quintet.cube.engine.checks.codes import check_codes
from quintet.cube.engine.checks.controls import check_controls, totals_of
from quintet.cube.engine.checks.crossing import check_counterparts, check_together, sums_of
from quintet.cube.engine.checks.rows import check_rows
from quintet.cube.engine.columns import CODED
from quintet.cube.engine.findings import Findings
from quintet.cube.engine.lists import CodeLists
from quintet.cube.engine.staging import Staged, Watch

__all__ = ["check", "check_together", "labels_of", "sums_of"]


def check(
    staged: Staged,
    lists: CodeLists,
    findings: Findings,
    *,
    latest: int,
    handed_in: Mapping[str, Decimal] | None = None,
    watch: Watch | None = None,
) -> dict[str, Any]:
    """Judge a staged file by every rule; its totals (see `controls.totals_of`), and what reading it
    told.

    `latest`: the last calendar year that figures may be of. `handed_in`: by measure, the total that
    the organization's accounts give. Raises Cancelled when the watch says so.
    """
    watch = watch or Watch()
    with staged.open() as connection, watch.over(connection):
        check_codes(connection, staged, lists, findings)
        check_rows(connection, staged, lists, findings, latest=latest)
        totals = totals_of(connection, staged)
        check_controls(connection, staged, findings, totals, handed_in or {})
        check_counterparts(connection, staged, lists, findings)
    return {**staged.told, **totals}


def labels_of(lists: CodeLists) -> Callable[[str, str], dict[str, str]]:
    """For `staging.stage`: how a published layout writes the codes of a column in words:
    by their labels, and places by their English names."""

    def written(column: str, layout: str) -> dict[str, str]:
        codes = lists.get(CODED[column]).codes.values()
        by_name = column == "location"
        return {
            text: one.code
            for one in codes
            for text in (*one.labels, *((one.name(),) if by_name else ()))
        }

    return written
