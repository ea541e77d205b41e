"""`bin/quintet report`: the status of implementation as at a day, written to a file."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quintet.core.public import LANGUAGES, NotAllowed
from quintet.followup import queries
from quintet.followup.documents.formats import FORMATS
from quintet.followup.documents.pdf import FontsMissing


class Command(BaseCommand):
    help = "Write the status-of-implementation report of what is published."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--as-at", type=date.fromisoformat, help="a day, as 2021-12-31")
        parser.add_argument("--body", default="", help="code of a body")
        parser.add_argument("--session", default="", help="number of its session")
        parser.add_argument("--document", default="", help="slug of a document")
        parser.add_argument("--party", default="", help="an addressee, as organization:WHO")
        parser.add_argument("--language", default="en", choices=LANGUAGES)
        parser.add_argument("--format", required=True, choices=list(FORMATS))
        parser.add_argument("--out", required=True, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.now().date()
        narrowed = {name: options[name] for name in ("body", "session", "document", "party")}
        try:
            report = queries.report(
                queries.Filter(**narrowed),
                as_at=options["as_at"] or today,
                language=options["language"],
                person=None,
                today=today,
            )
        except NotAllowed as refusal:
            raise CommandError(str(refusal)) from refusal
        _kind, write = FORMATS[options["format"]]
        try:
            options["out"].write_bytes(write(report))
        except FontsMissing as missing:
            raise CommandError(str(missing)) from missing
        except OSError as failure:
            raise CommandError(f"{options['out']}: {failure.strerror}") from failure
        self.stdout.write(f"{options['out']}: {len(report.rows)} rows, {report.words.as_at}")
