"""`bin/quintet cube validate FILE`: what is wrong with a submission, as text or as JSON."""

import argparse
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TextIO

import duckdb
from django.conf import settings

from quintet.cube.engine.findings import Findings
from quintet.cube.engine.lists import ListError, lists
from quintet.cube.engine.reading.sniff import KINDS
from quintet.cube.engine.reading.unreadable import Unreadable
from quintet.cube.engine.report.answer import write_csv, write_json
from quintet.cube.engine.report.marked import write_marked
from quintet.cube.engine.report.spool import read_spool
from quintet.cube.engine.report.validation import Validation, validate
from quintet.cube.engine.staging import Options

VALID, FINDINGS, UNREADABLE = 0, 1, 2
_EXAMPLES = 3  # of each rule, in text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="with --kind ceb also a folder of such files")
    parser.add_argument("--kind", choices=KINDS, help="judged by content when left out")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--csv", type=Path, help="write all findings to this CSV file")
    parser.add_argument("--marked", type=Path, help="write rows and findings to this XLSX file")
    parser.add_argument("--language", default="en", help="of messages: ar, zh-hans, en, fr, ru, es")
    parser.add_argument(
        "--total", action="append", default=[], type=_total, metavar="MEASURE=AMOUNT",
        help="a control total, such as expense=1234.50",
    )  # fmt: skip
    parser.add_argument("--memory", default="1GB", help="that DuckDB may use")
    parser.add_argument("--threads", type=int)


def handle(options: Mapping[str, Any], stdout: TextIO) -> int:
    """The exit status: 0 valid, 1 findings of error or worse, 2 unreadable (why, on stderr)."""
    with tempfile.TemporaryDirectory(prefix="quintet-cube-") as work:
        spool = Path(work) / "findings.jsonl"
        try:
            found = _judged(options, Path(work))
        except (
            Unreadable,
            ListError,
            OSError,
            duckdb.IOException,
            duckdb.OutOfMemoryException,
        ) as why:
            sys.stderr.write(f"{options['file']}: {_sentence(why)}\n")
            every = list(read_spool(spool)) if spool.exists() else []
            if options["json"] and every:
                findings = Findings()
                findings.extend(every)
                write_json(stdout, rows=0, findings=findings, every=every, totals={})
            return UNREADABLE
        language = options["language"]
        if options["csv"]:
            with options["csv"].open("w", encoding="utf-8-sig", newline="") as out:
                write_csv(out, read_spool(spool), language)
        if options["marked"]:
            write_marked(found.staged[0], read_spool(spool), options["marked"], language)
        if options["json"]:
            write_json(
                stdout, rows=found.rows, findings=found.findings, every=read_spool(spool),
                totals=found.totals, language=language,
            )  # fmt: skip
        else:
            stdout.write(_told(found.rows, found.findings, language))
        return VALID if found.findings.is_valid else FINDINGS


def _judged(options: Mapping[str, Any], work: Path) -> Validation:
    return validate(
        _files(options["file"], options["kind"]), work, lists(), latest=date.today().year,
        kind=options["kind"], handed_in=dict(options["total"]),
        options=Options(
            memory_limit=options["memory"], threads=options["threads"],
            iati=settings.DATA / "codelists",
        ),
    )  # fmt: skip


def _files(path: Path, kind: str | None) -> list[Path]:
    if not path.is_dir():
        return [path]
    if kind != "ceb":
        raise Unreadable("This is a folder; name a file, or say --kind ceb.")
    files = sorted(one for one in path.iterdir() if one.suffix.lower() in (".csv", ".xlsx"))
    if not files:
        raise Unreadable("There is no CSV or XLSX file in this folder.")
    return files


def _sentence(why: Exception) -> str:
    if isinstance(why, OSError):
        return f"It cannot be read: {why.strerror or why}."
    return " ".join(str(why).split())


def _total(text: str) -> tuple[str, Decimal]:
    measure, _equals, amount = text.partition("=")
    try:
        return measure, Decimal(amount)
    except InvalidOperation as fault:
        raise argparse.ArgumentTypeError(f"{text}: expected such as expense=1234.50") from fault


def _told(rows: int, findings: Findings, language: str) -> str:
    """The counts by rule, the worst first, each with its first examples."""
    lines = [f"{rows} rows: {findings.status}"]
    order = sorted(findings.counts, key=lambda rule: (_rank(findings, rule), rule))
    for rule in order:
        first = findings.first[rule]
        lines.append(f"\n{first[0].severity} {rule}: {findings.counts[rule]}")
        for one in first[:_EXAMPLES]:
            place = f"row {one.row}, line {one.line}: " if one.row else ""
            place = place or (f"line {one.line}: " if one.line else "")
            lines.append(f"  {place}{one.message(language)} {one.fix(language)}")
    return "\n".join(lines) + "\n"


def _rank(findings: Findings, rule: str) -> int:
    return list(type(findings.first[rule][0].severity)).index(findings.first[rule][0].severity)
