"""`bin/quintet intake FILE`: what a published report says, as a table or as JSON."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from quintet.followup import queries
from quintet.followup.intake.candidate import Reading
from quintet.followup.intake.document import Limits, Unreadable
from quintet.followup.intake.read import as_json, read


class Command(BaseCommand):
    help = "Read a report and print the recommendations and decisions that are found in it."
    requires_system_checks: list[str] = []  # reads a file, needs no site

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--text", action="store_true", help="print the text that spans refer to"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reading = read(
                _bytes(options["file"]), name=options["file"].name, known=queries.known()
            )
        except Unreadable as why:
            sys.stderr.write(f"{options['file']}: {why}\n")
            sys.exit(2)
        if options["text"]:
            self.stdout.write(reading.document.text)
        elif options["json"]:
            self.stdout.write(json.dumps(as_json(reading), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(_table(reading))


def _bytes(file: Path) -> bytes:
    """The file's bytes, or Unreadable; never more than may be read."""
    try:
        if file.is_dir():
            raise Unreadable("This is a folder; name a file.")
        if file.stat().st_size > Limits().bytes:
            raise Unreadable(f"The file is larger than {Limits().bytes // 2**20} MB.")
        return file.read_bytes()
    except OSError as failure:
        raise Unreadable(f"The file cannot be opened: {failure.strerror}.") from failure


def _table(reading: Reading) -> str:
    """A line for each item, and what should be looked at."""
    facts = [reading.title, reading.symbol, str(reading.date or ""), str(reading.body or "")]
    lines = [" · ".join(filter(None, facts)) or "(no title)", ""]
    for item in reading.items:
        to = "; ".join(str(one) for one in item.addressees) or "–"
        told = [item.response or "", item.status_text, *(due.text for due in item.due)]
        verbs = ", ".join(act.verb for act in item.acts)
        lines.append(f"{item.number or item.paragraph:>6}  {item.kind:<14}  {verbs or item.title}")
        lines.append(f"        to {to}" + "".join(f" · {word}" for word in told if word))
    lines += ["", f"{len(reading.items)} found, {len(reading.unread)} to look at."]
    lines += [f"  {unread.paragraph or '–'}: {unread.why}" for unread in reading.unread]
    return "\n".join(lines)
