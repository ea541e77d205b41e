"""What a page tells of the findings: the first of each rule, and the repairs that they propose.

Made once, beside the findings, so that a page is as fast with a million of them as with ten.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from quintet.cube.engine.checks.repairs import Proposal, proposals
from quintet.cube.engine.findings import Finding
from quintet.cube.engine.report.spool import read_spool

EXAMPLES = 5  # of a rule


@dataclass(frozen=True, slots=True)
class Digest:
    """`first`: by rule, its first findings. `proposals`: the most frequent first."""

    first: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()


def write_digest(spool: Path, path: Path) -> None:
    """Make the digest of all findings, and keep it at `path`. Raises OSError, ValueError."""
    first: dict[str, list[Finding]] = {}

    def seen() -> Iterator[Finding]:
        for one in read_spool(spool):
            examples = first.setdefault(one.rule, [])
            if len(examples) < EXAMPLES:
                examples.append(one)
            yield one

    proposed = [asdict(one) for one in proposals(seen())]
    examples = {rule: [asdict(one) for one in some] for rule, some in first.items()}
    told = json.dumps({"first": examples, "proposals": proposed}, ensure_ascii=True)
    path.write_text(told, encoding="utf-8")


def read_digest(path: Path) -> Digest:
    """The digest that was kept. Raises OSError, ValueError."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return Digest(
        {rule: tuple(Finding(**one) for one in some) for rule, some in told["first"].items()},
        tuple(Proposal(**one) for one in told["proposals"]),
    )
