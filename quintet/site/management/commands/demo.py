"""`bin/demo`: an empty checkout becomes a running site with a register in it."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quintet.core.public import Organization
from quintet.followup import public as followup
from quintet.site import demonstration, figures
from quintet.site.forty import Forty

REPORTS = (
    ("unece-2018-12-31", followup.Filter(party="organization:UNECE"), date(2018, 12, 31)),
    ("hlcm-2021-10-11", followup.Filter(body="HLCM"), date(2021, 10, 11)),
)


class Command(BaseCommand):
    help = "Set up the demonstration and serve it; with --once, set it up and stop; with --full, have forty organizations answer."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="do everything but serve")
        parser.add_argument("--full", action="store_true", help="forty organizations answer")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is started by bin/demo.")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["redoc*"])
        if not Organization.objects.exists():
            now = timezone.now()
            story = Forty(now).play() if options["full"] else demonstration.play(now.date())
            for line in story:
                self.say(line)
        if not options["full"]:
            for path, rows in self.reports(settings.DATA / "reports"):
                self.say(f"report written: {path} ({rows} rows)")
            self.say(figures.one_answer(timezone.now().date()))
        call_command("journal", "verify", stdout=self.stdout)
        if not options["once"]:
            self.serve(options["port"])

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def reports(self, folder: Path) -> Any:
        """Issue the demonstration's two reports in every format, the second also in Arabic."""
        folder.mkdir(parents=True, exist_ok=True)
        today = timezone.now().date()
        for language in ("en", "ar"):
            for name, wanted, as_at in REPORTS:
                report = followup.report(
                    wanted, as_at=as_at, language=language, person=None, today=today
                )
                for form, (_kind, write) in followup.FORMATS.items():
                    path = folder / f"{name}.{language}.{form}"
                    try:
                        path.write_bytes(write(report))
                    except followup.FontsMissing as missing:
                        self.say(f"left out: {path}: {missing}")
                    else:
                        yield path, len(report.rows)

    def serve(self, port: int) -> None:
        """The site and its background work, each a process of its own, until stopped or one ends.

        Neither is forked from this one: Typst's threads, which wrote the reports, survive no fork.
        """
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        address = f"http://127.0.0.1:{port}"
        self.say(f"\nQuintet is at {address}/  (Ctrl-C ends it)\n")
        told = {"QUINTET_URL": address} | os.environ
        ours = (sys.executable, "-m", "quintet.site")
        commands = [(*ours, "serve", "--port", str(port)), (*ours, "work")]
        parts = [subprocess.Popen(command, env=told) for command in commands]  # noqa: S603
        try:
            while all(part.poll() is None for part in parts):
                time.sleep(1)
        except KeyboardInterrupt:
            pass
        finally:
            for part in parts:
                part.terminate()
                part.wait()
