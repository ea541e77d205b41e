"""`quintet journal verify | checkpoint | erase`: the journals of organizations, from the console."""

from argparse import ArgumentParser
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quintet.core import actions, queries
from quintet.core.models import JournalHead, Organization, Person
from quintet.core.rules import NotAllowed
from quintet.core.seal.tree import Frontier


class Command(BaseCommand):
    help = "Verify journals, publish their checkpoints, or erase what an entry says."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        verify = acts.add_parser("verify", help="one line for each journal; exit 1 at any fault")
        verify.add_argument("--organization", metavar="CODE", help="only this organization's")
        verify.add_argument(
            "--checkpoint",
            type=Path,
            metavar="FILE_OR_DIR",
            help="checkpoints kept elsewhere (default: checkpoints/ in the data folder)",
        )
        publish = acts.add_parser("checkpoint", help="write each journal's newest checkpoint")
        publish.add_argument("--out", type=Path, metavar="DIR", default=_folder())
        erase = acts.add_parser("erase", help="erase what an entry says; the entry stays")
        erase.add_argument("organization", metavar="ORG")
        erase.add_argument("number", type=int, metavar="NUMBER")
        erase.add_argument("--reason", required=True)
        erase.add_argument("--by", required=True, metavar="USERNAME", help="a steward")

    def handle(self, *, act: str, **told: Any) -> None:
        acts: dict[str, Callable[..., None]] = {
            "verify": self.verify,
            "checkpoint": self.checkpoint,
            "erase": self.erase,
        }
        acts[act](**told)

    def verify(self, *, organization: str | None, checkpoint: Path | None, **_more: Any) -> None:
        """Walk every journal from its first entry, against the published checkpoint if there is one."""
        published = _published(checkpoint)
        everybody = list(Organization.objects.only("code").order_by("code"))
        chosen = [_organization(organization)] if organization else everybody
        if not settings.JOURNAL_KEY.exists() and JournalHead.objects.exists():
            raise CommandError(
                f"The journals' key {settings.JOURNAL_KEY} is missing.", returncode=2
            )
        faults = 0
        for one in chosen:
            note = published.pop(queries.origin(one), "")
            if fault := queries.verify_journal(one, published=note):
                self.stdout.write(f"{one.code}: entry {fault.index}: {fault.why}")
                faults += 1
            elif told := _whole(one, bool(note)) or (organization and "no entries"):
                self.stdout.write(f"{one.code}: {told}")
        for name in published.keys() - {queries.origin(one) for one in everybody}:
            self.stdout.write(f"{name}: a checkpoint was published, and there is no such journal")
            faults += 1
        if faults:
            raise CommandError(f"Not everything is as it was written ({faults}).")

    def checkpoint(self, *, out: Path, **_more: Any) -> None:
        """Publish what a verifier can later hold against the journals."""
        for code in actions.publish_checkpoints(folder=out):
            self.stdout.write(f"{code}: {out / code.lower()}.checkpoint")

    def erase(self, *, organization: str, number: int, reason: str, by: str, **_more: Any) -> None:
        """Erase what an entry says, by an act of a steward."""
        found = _organization(organization)
        entry = found.entries.filter(index=number).first()
        person = Person.objects.filter(username=by, is_active=True).first()
        if entry is None:
            raise CommandError(f"The journal of {found.code} has no entry {number}.", returncode=2)
        if person is None:
            raise CommandError(f"Nobody here has the user name {by}.", returncode=2)
        try:
            made = actions.erase(entry=entry, reason=reason, by=person, at=timezone.now())
        except PermissionDenied:
            raise CommandError(f"{by} is no steward: only a steward may erase.") from None
        except NotAllowed as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{found.code}: entry {number} is erased, as entry {made.index} tells")


def _folder() -> Path:
    return settings.DATA / "checkpoints"


def _organization(code: str) -> Organization:
    found = Organization.objects.filter(code__iexact=code).first()
    if found is None:
        raise CommandError(f"There is no organization {code}.", returncode=2)
    return found


def _published(path: Path | None) -> dict[str, str]:
    """The published checkpoints by the journal that their first line names."""
    if path is None:
        path = _folder()
        if not path.exists():
            return {}
    try:
        files = sorted(path.glob("*.checkpoint")) if path.is_dir() else [path]
        notes = [file.read_text(encoding="utf-8", errors="replace") for file in files]
    except OSError as refusal:
        raise CommandError(f"{path} cannot be read: {refusal.strerror}.", returncode=2) from None
    return {note.partition("\n")[0]: note for note in notes}


def _whole(organization: Organization, published: bool) -> str:
    """What there is to say of a journal without fault; nothing where there is none."""
    head = JournalHead.objects.filter(organization=organization, size__gt=0).first()
    if head is None:
        return ""
    root = b64encode(Frontier.from_list(head.frontier).root()).decode()
    entries = "1 entry" if head.size == 1 else f"{head.size} entries"
    held = ", as published" if published else ""
    return f"{entries}, whole{held}, head {root}"
