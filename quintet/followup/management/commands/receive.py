"""`bin/quintet receive`: forms that come back, by a pipe from a mail server or as files.

bin/quintet receive < message.eml              every attachment; a person takes it over
bin/quintet receive FILE... --by USERNAME      files, taken over as that person
"""

import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quintet.core.public import NotAllowed, Person
from quintet.followup import actions
from quintet.followup.documents.legible import one_line
from quintet.followup.models import Return

MOST_BYTES = 2 * settings.UPLOAD_BOUND  # of a message: what is attached grows by a third in mail
MOST_PARTS = 100


class Command(BaseCommand):
    help = "Take in forms that come back: a mail from standard input, or files as a person."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", nargs="*", type=Path)
        parser.add_argument("--by", help="user name of the person who brings the files")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"]:
            found = self._files(options["file"], _person(options["by"]))
        else:
            found = self._mail(sys.stdin.buffer.read(MOST_BYTES + 1))
        for returned in found:
            self.stdout.write(
                f"{returned.name}: {returned.owner.code}, {returned.cycle.slug}, "
                f"{returned.state}: {settings.SITE_URL}/returns/{returned.pk}/"
            )
        if not found:
            sys.exit(2)

    def _files(self, files: list[Path], person: Person) -> list[Return]:
        found: list[Return] = []
        for file in files:
            try:
                brought = actions.take_return(
                    data=file.read_bytes(), name=file.name, by=person, at=timezone.now()
                )
            except (NotAllowed, OSError) as refusal:
                self._refuse(file.name, refusal)
            except PermissionDenied:
                self._refuse(file.name, f"{person} may not bring it.")
            else:
                found += self._told(brought)
        return found

    def _mail(self, data: bytes) -> list[Return]:
        if len(data) > MOST_BYTES:
            raise CommandError(f"The message is larger than {MOST_BYTES // 2**20} MB.")
        message = message_from_bytes(data, policy=policy.default)
        sender = parseaddr(str(message.get("From", "")))[1]
        found: list[Return] = []
        attached = list(_attachments(message))
        if not attached:
            sys.stderr.write("Nothing is attached to the message.\n")
        for name, content in attached:
            try:
                brought = actions.receive_return(
                    data=content, name=name, sender=sender, at=timezone.now()
                )
            except NotAllowed as refusal:
                self._refuse(name, refusal)
            else:
                found += self._told(brought)
        return found

    def _told(self, brought: actions.Brought) -> list[Return]:
        for sentence in brought.left:
            sys.stderr.write(f"{sentence}\n")
        return [*brought.new, *brought.known]

    def _refuse(self, name: str, why: object) -> None:
        sentence = str(why)
        sys.stderr.write(f"{'' if sentence.startswith(name) else f'{name}: '}{sentence}\n")


def _person(username: str | None) -> Person:
    if not username:
        raise CommandError("Say who brings the files: --by USERNAME.")
    person = Person.objects.filter(username__iexact=username, is_active=True).first()
    if person is None:
        raise CommandError(f"There is nobody with the user name {username}.")
    return person


def _attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """The name and content of all that is attached, in forwarded messages too."""
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            sys.stderr.write(f"The message has more than {MOST_PARTS} parts; the rest is left.\n")
            return
        if part.is_multipart() or not (part.get_filename() or part.is_attachment()):
            continue
        try:
            content = part.get_payload(decode=True)
        except (MessageError, ValueError, LookupError):
            content = None
        name = one_line(part.get_filename() or "") or f"attachment {number}"
        yield name, content if isinstance(content, bytes) else b""
