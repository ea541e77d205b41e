"""Small submissions for tests, and what is found in them."""

import json
from collections.abc import Iterable
from pathlib import Path

from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.findings import Finding
from quintet.cube.engine.lists import lists
from quintet.cube.engine.report.spool import read_spool
from quintet.cube.engine.report.validation import Validation, validate

SOUND = {
    "year": "2021", "entity": "WHO", "measure": "expense", "record": "EXP", "function": "E01",
    "goal": "3", "target": "3.8", "currency": "USD", "amount": "1200.50",
}  # fmt: skip


def line(**cells: str) -> str:
    return ",".join((SOUND | cells).get(name, "") for name in NAMES)


def template(*lines: str) -> str:
    return "\n".join([",".join(NAMES), *lines]) + "\n"


def judged(
    folder: Path, content: str | bytes, name: str = "file.csv", **options: object
) -> tuple[Validation, list[Finding]]:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return judged_file(folder, [file], **options)


def judged_file(
    folder: Path, files: list[Path], **options: object
) -> tuple[Validation, list[Finding]]:
    work = folder / "work"
    work.mkdir(exist_ok=True)
    for old in work.iterdir():
        old.unlink()
    options.setdefault("latest", 2026)
    found = validate(files, work, lists(), **options)
    return found, list(read_spool(found.spool))


def told(findings: Iterable[Finding]) -> list[tuple[str, int, str, str]]:
    """Rule, row, column and suggestion of each."""
    return [(one.rule, one.row, one.column, one.suggestion) for one in findings]


def refused(folder: Path) -> list[str]:
    """The rules that a refused file was told by."""
    spool = (folder / "work" / "findings.jsonl").read_text().splitlines()
    return [json.loads(one)["rule"] for one in spool]
