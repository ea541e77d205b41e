"""`bin/quintet cube …`: validate a submission, load published files, ask, browse code lists."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from quintet.cube.management.commands import (
    cube_ask,
    cube_codelists,
    cube_import_ceb,
    cube_submit,
    cube_template,
    cube_validate,
)


class Command(BaseCommand):
    help = "The data cube: validate, load, ask."
    requires_system_checks: list[str] = []  # reads files, needs no site

    # Each has add_arguments(parser) and handle(options, stdout), which may return an exit status.
    subcommands = {
        "validate": (cube_validate, "judge a file: CSV, XLSX, IATI, SDMX-CSV, published files"),
        "import-ceb": (cube_import_ceb, "publish the files in which the CEB publishes"),
        "submit": (cube_submit, "hand in a file of figures, and check it"),
        "ask": (cube_ask, "put a question to what is published"),
        "codelists": (cube_codelists, "load, list, show and search code lists"),
        "template": (cube_template, "write the template of a year, CSV or XLSX"),
    }

    def add_arguments(self, parser: Any) -> None:
        chosen = parser.add_subparsers(dest="subcommand", required=True)
        for name, (module, told) in self.subcommands.items():
            module.add_arguments(chosen.add_parser(name, help=told))

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.ending = ""  # what is written ends its lines itself
        module, _told = self.subcommands[options["subcommand"]]
        status = module.handle(options, self.stdout)
        if status:
            sys.exit(status)
