"""What the server's database is filled with, and what stands in it afterwards. Prints JSON.

Run with the server's own environment: python -m tests.crash.story prepare | witness [--journals]
"""

import json
import sys
from datetime import date
from hashlib import sha256
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from quintet.core import actions as core
from quintet.core.models import JournalEntry, Notice, Organization, Person
from quintet.core.queries import verify_journal
from quintet.core.rules import RoleCode
from quintet.followup.models import (
    Addressee,
    Document,
    Evidence,
    File,
    Item,
    Milestone,
    ProgressEntry,
)

ORGANIZATIONS = ("WHO", "ILO")
ITEMS = 2
KINDS = {
    "progress": (ProgressEntry, "followup.progress_submitted"),
    "milestones": (Milestone, "followup.milestone_added"),
}


def prepare() -> dict[str, Any]:
    """Two organizations that answer for two published items, each with one who writes."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["ninja"])
    with transaction.atomic():
        ceb = Organization.objects.create(code="CEB", names={"en": "The board"}, kind="other")
        people = [_organization(code) for code in ORGANIZATIONS]
        items = [_item(ceb, number, people[0]["focal"]) for number in range(ITEMS)]
        return {
            "item": f"/en/items/{items[0].slug}/",
            "writers": [
                {
                    "username": told["focal"].username,
                    "token": core.issue_token(
                        person=told["focal"], name="writes", at=timezone.now()
                    )[1],
                    "addressees": [
                        str(
                            Addressee.objects.create(
                                item=item, organization=told["organization"], known_on=date.today()
                            ).uuid
                        )
                        for item in items
                    ],
                }
                for told in people
            ],
        }


def _organization(code: str) -> dict[str, Any]:
    organization = Organization.objects.create(code=code, names={"en": code}, kind="other")
    told: dict[str, Any] = {"organization": organization}
    for name, role in (
        ("focal", RoleCode.FOCAL_POINT),
        ("validator", RoleCode.VALIDATING_OFFICER),
    ):
        username = f"{name}-{code.lower()}"
        told[name] = Person.objects.create_user(username, f"{username}@example.org", name=username)
        core.grant_role(
            person=told[name],
            code=role,
            party=organization,
            starts_on=date(2020, 1, 1),
            ends_on=None,
            by=None,
            at=timezone.now(),
        )
    return told


def _item(keeper: Organization, number: int, by: Person) -> Item:
    document = Document.objects.create(
        slug=f"report-{number}",
        file=File.objects.create(sha256=f"{number:064}", size=4, media_type="text/plain"),
        name="report.txt",
        title="A report",
        organization=keeper,
        reading="read",
        text="Do.",
        uploaded_by=by,
        uploaded_at=timezone.now(),
        published_on=date(2021, 5, 31),
    )
    return Item.objects.create(
        slug=f"item-{number}",
        document=document,
        kind="request",
        number=str(number),
        text="Do.",
        start=0,
        end=3,
        confirmed_by=by,
        confirmed_at=timezone.now(),
        known_on=date(2021, 5, 31),
        published_on=date(2021, 5, 31),
    )


def witness(*, journals: bool) -> dict[str, Any]:
    """Every change with its subject and words, beside every entry that tells of one."""
    told: dict[str, Any] = {
        "changes": {kind: _changes(model) for kind, (model, _verb) in KINDS.items()},
        "entries": {kind: _entries(verb) for kind, (_model, verb) in KINDS.items()},
        "notices": Notice.objects.filter(key__startswith="review:progress:").count(),
        "evidence": Evidence.objects.count(),
        "damaged": _damaged(),
        "integrity": _integrity(),
    }
    if journals:
        faults = [verify_journal(one) for one in Organization.objects.all()]
        told["faults"] = [str(fault) for fault in faults if fault]
    return told


def _changes(model: type[ProgressEntry] | type[Milestone]) -> list[list[str]]:
    rows = model.objects.values_list("addressee__uuid", "text")  # type: ignore[attr-defined]
    return [[f"addressee:{uuid}", text] for uuid, text in rows]


def _entries(verb: str) -> list[list[str]]:
    rows = JournalEntry.objects.filter(verb=verb).values_list("subject", "payload__data")
    return [[subject, data["text"]] for subject, data in rows]


def _damaged() -> list[str]:
    """Files of evidence that are not there, and those that are not what their name says.

    What was being written when the server died is nobody's file, and is swept later.
    """
    there = {path.name: path for path in settings.MEDIA_ROOT.glob("??/*")}
    told = set(Evidence.objects.filter(file__isnull=False).values_list("file", flat=True))
    bad = [name for name, path in there.items() if sha256(path.read_bytes()).hexdigest() != name]
    return sorted(bad + list(told - there.keys()))


def _integrity() -> str:
    """What SQLite says of its own file; PostgreSQL was not killed."""
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return str(cursor.fetchone()[0])


if __name__ == "__main__":
    told = prepare() if sys.argv[1] == "prepare" else witness(journals="--journals" in sys.argv)
    json.dump(told, sys.stdout)
