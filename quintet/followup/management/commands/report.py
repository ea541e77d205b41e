"""`bin/quintet report`: the status of implementation as at a day, written to a file.

Of a closed reporting cycle, the very bytes that were issued.
"""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quintet.core.public import LANGUAGES, NotAllowed
from quintet.followup import actions, queries
from quintet.followup.documents.formats import FORMATS
from quintet.followup.documents.pdf import FontsMissing

NARROWED = ("body", "session", "document", "party")


class Command(BaseCommand):
    help = "Write the status-of-implementation report of what is published."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--as-at", type=date.fromisoformat, help="a day, as 2021-12-31")
        parser.add_argument("--body", default="", help="code of a body")
        parser.add_argument("--session", default="", help="number of its session")
        parser.add_argument("--document", default="", help="slug of a document")
        parser.add_argument("--party", default="", help="an addressee, as organization:WHO")
        parser.add_argument("--cycle", default="", help="slug of a closed reporting cycle")
        parser.add_argument("--issued", type=int, help="version of its report; else the newest")
        parser.add_argument("--language", default="en", choices=LANGUAGES)
        parser.add_argument("--format", required=True, choices=list(FORMATS))
        parser.add_argument("--out", required=True, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        out = options["out"]
        try:
            data, told = self._issued(options) if options["cycle"] else self._told(options)
            out.write_bytes(data)
        except (NotAllowed, FontsMissing) as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as failure:
            raise CommandError(f"{out}: {failure.strerror}") from failure
        self.stdout.write(f"{out}: {told}")

    def _told(self, options: dict[str, Any]) -> tuple[bytes, str]:
        """The report as at a day, and what to say of it."""
        if options["issued"] is not None:
            raise CommandError("--issued is a version of a cycle's report: name the --cycle.")
        today = timezone.now().date()
        narrowed = {name: options[name] for name in NARROWED}
        report = queries.report(
            queries.Filter(**narrowed),
            as_at=options["as_at"] or today,
            language=options["language"],
            person=None,
            today=today,
        )
        _kind, write = FORMATS[options["format"]]
        return write(report), f"{len(report.rows)} rows, {report.words.as_at}"

    def _issued(self, options: dict[str, Any]) -> tuple[bytes, str]:
        """A cycle's report as it was issued, and what to say of it."""
        slug, version = options["cycle"], options["issued"]
        if options["as_at"] or any(options[name] for name in NARROWED):
            raise CommandError(
                "A cycle's report is as it was issued: --cycle goes without a filter."
            )
        cycle = queries.cycles().filter(slug=slug).first()
        if cycle is None:
            raise CommandError(f"There is no reporting cycle {slug}.")
        issued = queries.snapshots(cycle)
        snapshot = (issued if version is None else issued.filter(version=version)).first()
        if snapshot is None:
            which = "no report" if version is None else f"no version {version}"
            raise CommandError(f"{slug}: {which} has been issued.")
        made = actions.issue(
            snapshot=snapshot,
            language=options["language"],
            form=options["format"],
            at=timezone.now(),
        )
        with default_storage.open(made.file.path) as file:
            return file.read(), f"version {snapshot.version}, SHA-256 {made.file_id}"
