"""Every read of the core that is used twice, and the offline check of the journal."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import DatabaseError, connection
from django.db.models import Q, QuerySet

from quintet.core.models import (
    Body,
    JournalEntry,
    JournalHead,
    KeptAnswer,
    Notice,
    Organization,
    Person,
    Post,
    Role,
    Session,
)
from quintet.core.rules import RoleCode
from quintet.core.seal.checkpoint import BadCheckpoint, Checkpoint, verify
from quintet.core.seal.commitment import canonical, commit
from quintet.core.seal.note import BadKey
from quintet.core.seal.tree import Frontier, leaf_hash

_CALENDAR = Signer(salt="quintet.calendar", sep=".")
REFERENCE = Path(__file__).parent / "reference"


@cache
def reference(name: str) -> dict[str, Any]:
    """One of the project's reference lists: organizations, bodies, sessions, posts, sdg,
    nexus or places."""
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))


def reference_lists() -> dict[str, dict[str, Any]]:
    return {name: reference(name) for name in ("organizations", "bodies", "sessions", "posts")}


def has_tables() -> bool:
    """Whether the database has been set up."""
    return Organization._meta.db_table in connection.introspection.table_names()


def operator() -> Organization:
    """The organization that runs this installation; its journal holds the installation's own acts."""
    return Organization.objects.get(code=settings.OPERATOR)


def people_in(codes: Iterable[RoleCode], party: Organization | Body, today: date) -> list[Person]:
    """Who holds one of the roles in an organization or body on a day."""
    where = Q(organization=party) if isinstance(party, Organization) else Q(body=party)
    current = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    roles = Role.objects.filter(where, current, code__in=list(codes), starts_on__lte=today)
    return list(Person.objects.filter(pk__in=roles.values("person"), is_active=True))


def parties() -> list[Organization | Body | Post]:
    """Every organization, body and post, by code."""
    return [
        *Organization.objects.all(),
        *Body.objects.select_related("organization"),
        *Post.objects.select_related("organization", "body__organization"),
    ]


def sessions() -> QuerySet[Session]:
    return Session.objects.select_related("body")


# --- the journal -------------------------------------------------------------------------------

# What drivers and converters raise on a row that the application cannot have written.
UNREADABLE = (DatabaseError, AttributeError, TypeError, ValueError, RecursionError)
ERASED = "core.erased"
BATCH = 2_000


@cache
def signing_key() -> Ed25519PrivateKey:
    """The key that signs every entry's note; made once, kept outside the database."""
    path: Path = settings.JOURNAL_KEY
    if not path.exists():
        fresh = Ed25519PrivateKey.generate().private_bytes_raw()
        with NamedTemporaryFile(dir=path.parent, prefix=path.name) as file:  # mode 0600
            file.write(fresh)
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process made it first
                os.link(file.name, path)  # whole or not at all
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def origin(organization: Organization) -> str:
    """The name of an organization's journal in its checkpoints (C2SP tlog-checkpoint, line 1)."""
    return f"{settings.JOURNAL_ORIGIN}/{organization.code.lower()}"


def leaf(entry: JournalEntry) -> bytes:
    """What an entry's leaf hash is taken over: canonical JSON (RFC 8785) of all but the payload."""
    return canonical(
        {
            "organization": entry.organization.code,
            "index": entry.index,
            "actor": entry.actor,
            "verb": entry.verb,
            "subject": entry.subject,
            "at": entry.at.astimezone(UTC).isoformat(),
            "commitment": entry.commitment,
        }
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry of a journal that is not as it was written, and what is wrong with it.

    Where that is the journal's head, `index` is the number that its next entry would have.
    """

    organization: str
    index: int
    why: str


def verify_journal(organization: Organization, *, published: str = "") -> Fault | None:
    """Walk an organization's journal from its first entry; return the first fault, or None.

    Finds entries changed, removed, reordered or added behind the application's back: every entry's
    note signs the tree up to it, and the key is not in the database. `published` is a checkpoint
    kept elsewhere: with it a journal cut short, or written anew with its head, is found as well.
    An erasure is no fault where an entry of the journal tells of it; an erasure that no entry tells
    of any more is.
    """
    held, refusal = published_checkpoint(organization, published)
    walk, fault = _Walk(organization, held), None
    for entry in _entries(organization):
        fault = fault or walk.fault(entry)
        walk.heed_erasure(entry)
    fault = fault or _fault_of_head(organization, walk)
    untold = min(walk.absent - walk.erased, default=None)
    if untold is not None and (fault is None or untold < fault.index):
        return Fault(organization.code, untold, "what it says is missing")
    return fault or (Fault(organization.code, 0, refusal) if refusal else None)


def published_checkpoint(organization: Organization, note: str) -> tuple[Checkpoint | None, str]:
    """The checkpoint in a note that was published of a journal; or None, and why there is none."""
    if not note:
        return None, ""
    try:
        return verify(note, origin(organization), signing_key().public_key()), ""
    except (BadCheckpoint, BadKey) as refusal:
        return None, f"the published checkpoint cannot be used: {refusal}"


class _Walk:
    """A walk along one journal: the tree so far, whose words are absent, and whose were erased."""

    def __init__(self, organization: Organization, held: Checkpoint | None) -> None:
        self.organization, self.held = organization, held
        self.name, self.key = origin(organization), signing_key().public_key()
        self.frontier = Frontier()
        self.absent: set[int] = set()
        self.erased: set[int] = set()

    def fault(self, entry: JournalEntry | None) -> Fault | None:
        """Take the next entry (None: a row that cannot be read) into the tree, or say what is wrong."""
        place = self.frontier.size
        sealed = _sealed(entry, self.organization) if entry else None
        if entry is None or sealed is None:
            return Fault(self.organization.code, place, "it cannot be read")
        if entry.index != place:
            why = "an entry is missing" if entry.index > place else "an entry stands twice"
            return Fault(self.organization.code, min(place, entry.index), why)
        self.frontier.append(leaf_hash(sealed))
        if why := self._wrong_note(entry) or self._wrong_payload(entry):
            return Fault(self.organization.code, place, why)
        again = _erasure_told(entry)
        if again is not None and again not in self.absent:
            return Fault(self.organization.code, again, "what it said was erased, and stands again")
        return None

    def heed_erasure(self, entry: JournalEntry | None) -> None:
        """Note whose words an entry says to have erased; a false entry is a fault by itself."""
        told = _erasure_told(entry)
        if told is not None:
            self.erased.add(told)

    def _wrong_note(self, entry: JournalEntry) -> str:
        now = Checkpoint(self.name, self.frontier.size, self.frontier.root())
        try:
            signed = verify(entry.note, self.name, self.key)
        except (BadCheckpoint, BadKey):
            return "its note is not signed by this installation"
        if signed != now:
            return "it is not the entry that was signed"
        if self.held and self.held.size == now.size and self.held != now:
            return "up to here the journal is not the one that was published"
        return ""

    def _wrong_payload(self, entry: JournalEntry) -> str:
        payload = getattr(entry, "payload", None)
        if payload is None:
            self.absent.add(entry.index)
            return ""
        try:
            same = commit(payload.data, bytes.fromhex(payload.salt)) == entry.commitment
        except (TypeError, ValueError):  # NotCanonical is a ValueError
            same = False
        return "" if same else "what it says was changed"


def _entries(organization: Organization) -> Iterator[JournalEntry | None]:
    """The rows of a journal in its order; None for a row that cannot be read as an entry."""
    rows = organization.entries.select_related("payload").order_by("index", "pk")
    place, batch = 0, BATCH
    while True:
        try:
            for entry in rows[place:].iterator(batch):
                place += 1
                yield entry
            return
        except UNREADABLE:
            if batch == 1:
                place += 1
                yield None
            batch = 1  # again, row by row, to find the one


def _sealed(entry: JournalEntry, organization: Organization) -> bytes | None:
    """An entry's leaf; None where a column holds what its type forbids (SQLite keeps anything)."""
    words = (entry.actor, entry.verb, entry.subject, entry.commitment, entry.note)
    if not isinstance(entry.index, int) or not all(isinstance(word, str) for word in words):
        return None
    entry.organization = organization
    try:
        return leaf(entry)
    except (AttributeError, OverflowError, ValueError):  # no time; none in UTC; NotCanonical
        return None


def _erasure_told(entry: JournalEntry | None) -> int | None:
    """The number of the entry whose words this one says to have erased; None where it says none."""
    payload = getattr(entry, "payload", None)
    if entry is None or entry.verb != ERASED or payload is None:
        return None
    told = payload.data.get("entry") if isinstance(payload.data, dict) else None
    return told if isinstance(told, int) else None


def _fault_of_head(organization: Organization, walk: _Walk) -> Fault | None:
    """What is wrong with the head of a journal whose entries are as they were written."""
    size, code = walk.frontier.size, organization.code
    try:
        head = JournalHead.objects.filter(organization=organization).first()
        told = (head.size, head.frontier) if head else (0, [])
    except UNREADABLE:
        return Fault(code, size, "the journal's head cannot be read")
    expected = max(walk.held.size if walk.held else 0, told[0] if isinstance(told[0], int) else 0)
    if expected > size:
        return Fault(code, size, "an entry is missing")
    if told != (size, walk.frontier.to_list()):
        return Fault(code, size, "the journal's head was changed")
    return None


def history(subjects: Iterable[str], *, until: datetime | None = None) -> list[JournalEntry]:
    """What the journals tell of some subjects, newest first, with payloads (absent when erased)."""
    entries = JournalEntry.objects.filter(subject__in=list(subjects))
    if until:
        entries = entries.filter(at__lte=until)
    return list(
        entries.select_related("payload", "organization").order_by("-at", "-organization", "-index")
    )


def actors(entries: Iterable[JournalEntry]) -> dict[str, str]:
    """Names of the people who made entries, by the UUID that stands in the entry."""
    known = Person.objects.filter(uuid__in={entry.actor for entry in entries if entry.actor})
    return {str(person.uuid): person.name for person in known}


# --- people ------------------------------------------------------------------------------------


def person_of_token(secret: str, *, at: datetime) -> Person | None:
    """Who a token of the API stands for; None where it is unknown, revoked or expired."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    return Person.objects.filter(
        tokens__digest=digest,
        tokens__revoked_at__isnull=True,
        tokens__expires_at__gt=at,
        is_active=True,
    ).first()


def calendar_key(person: Person) -> str:
    """The secret in the address of a person's calendar; "" where they have not asked for one."""
    told = f"{person.uuid.hex}-{person.calendar}"
    return _CALENDAR.sign(told) if person.calendar else ""


def person_of_calendar(key: str) -> Person | None:
    """Whose calendar a secret opens; None where it is false or was renewed since."""
    try:
        uuid, _dash, renewal = _CALENDAR.unsign(key).partition("-")
    except BadSignature:
        return None
    return Person.objects.filter(uuid=uuid, calendar=int(renewal), is_active=True).first()


def kept_answer(*, person: Person, key: str) -> KeptAnswer | None:
    return KeptAnswer.objects.filter(person=person, key=key).first()


def has_unsent() -> bool:
    """Whether a notice waits to go out by e-mail."""
    return Notice.objects.filter(sent_at__isnull=True, person__is_active=True).exists()


def notices(person: Person) -> QuerySet[Notice]:
    return Notice.objects.filter(person=person)
