"""`bin/quintet cube import-ceb DIR`: load the files that the Chief Executives Board publishes."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from django.core.management import call_command
from django.utils import timezone

from quintet.core import public as core
from quintet.cube import actions
from quintet.cube.engine.reading.unreadable import Unreadable
from quintet.cube.engine.store import Damaged, Unpublishable
from quintet.cube.engine.store.importing import Imported

REPAIRS = 20  # that are told of a file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="with the CSV or XLSX files, as published")


def handle(options: Mapping[str, Any], stdout: TextIO) -> int:
    """The exit status: 0 imported, 2 nothing is (why, on stderr)."""
    folder: Path = options["folder"]
    files = sorted(one for one in _listed(folder) if one.suffix.lower() in (".csv", ".xlsx"))
    if not files:
        sys.stderr.write(f"{folder}: There is no folder of this name with CSV or XLSX files.\n")
        return 2
    prepare()
    imported: list[Imported] = []

    def done(one: Imported) -> None:
        imported.append(one)
        stdout.write(_told(one))

    try:
        actions.import_files(files=files, done=done, by=None, at=timezone.now())
    except (Unreadable, Unpublishable, Damaged) as why:
        sys.stderr.write(f"{folder}: {why} Nothing was imported.\n")
        return 2
    rows = sum(one.published.rows for one in imported)
    stdout.write(f"{len(imported)} files, {rows} figures\n")
    return 0


def prepare() -> None:
    """Set up a database that is empty: the catalogue and the journal are in it."""
    if not core.has_tables():
        call_command("migrate", verbosity=0)
    if not core.Organization.objects.exists():
        core.load_reference(lists=core.reference_lists(), at=timezone.now())


def _listed(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _told(one: Imported) -> str:
    what = f"version {one.entry.version}" if one.is_new else "published before, unchanged"
    totals = ", ".join(f"{name} {total:,}" for name, total in one.published.totals.items())
    lines = [f"{one.name}: by {one.cut}, {one.published.rows} of {one.rows} rows, {totals}; {what}"]
    lines += [
        f"  left out, {lacks}: {number} (rows {', '.join(map(str, first))})"
        for lacks, (number, first) in one.left_out.items()
    ]
    lines += [
        f"  taken, {each.column} {each.was!r} as {each.becomes or 'not told'!r}: {each.rows}"
        for each in one.repairs[:REPAIRS]
    ]
    if len(one.repairs) > REPAIRS:
        lines.append(f"  and {len(one.repairs) - REPAIRS} other spellings")
    lines += [f"  {rule}: {number}" for rule, number in sorted(one.findings.counts.items())]
    return "\n".join(lines) + "\n"
