"""`bin/quintet cube submit FILE`: hand in a file that is too large for the page, and check it at once."""

import argparse
import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TextIO

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from quintet.core.public import NotAllowed, Organization, Person
from quintet.cube import actions, rules, tasks
from quintet.cube.labels import MEASURE
from quintet.cube.rules import State

VALID, FINDINGS, REFUSED = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--organization", required=True, help="its code, such as WHO")
    parser.add_argument("--year", type=int, default=date.today().year - 1)
    parser.add_argument("--measure", required=True, choices=sorted(MEASURE))
    parser.add_argument("--by", required=True, help="user name of a data steward who submits it")
    parser.add_argument("--total", type=_amount, help="what the accounts give for the year")
    parser.add_argument("--note", default="", help="what must be known of the figures")


def handle(options: Mapping[str, Any], stdout: TextIO) -> int:
    """The exit status: 0 checked, nothing in the way; 1 findings of error; 2 refused (on stderr)."""
    file: Path = options["file"]
    organization = Organization.objects.filter(code__iexact=options["organization"]).first()
    person = Person.objects.filter(username=options["by"]).first()
    if organization is None or person is None:
        what = options["organization"] if organization is None else options["by"]
        return _refused(f"{what}: there is nobody of this name here.")
    try:
        with file.open("rb") as opened:
            submission, _new = actions.submit(
                organization=organization,
                year=options["year"],
                measure=options["measure"],
                file=opened,
                name=file.name,
                control_total=options["total"],
                note=options["note"],
                by=person,
                at=timezone.now(),
            )
    except OSError as failure:
        return _refused(f"{file}: {failure.strerror or failure}.")
    except NotAllowed as why:
        return _refused(f"{file}: {why}")
    except PermissionDenied:
        return _refused(f"{person.username} submits no figures of {organization.code}.")
    tasks.check_submission.func(submission.pk)
    submission.refresh_from_db()
    if submission.state == State.UNREADABLE:
        return _refused(f"{file}: {submission.failure}")
    lines = [f"{submission.get_state_display()}: {submission.rows} figures, {submission.uuid}"]
    lines += [f"  {severity}: {number}" for severity, number in submission.counts.items()]
    lines += [f"  {rule}: {number}" for rule, number in sorted(submission.rules.items())]
    stdout.write("\n".join(lines) + "\n")
    return FINDINGS if rules.is_in_the_way(submission.counts) else VALID


def _refused(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return REFUSED


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as why:
        raise argparse.ArgumentTypeError(f"{text} is no amount, such as 1234.50") from why
