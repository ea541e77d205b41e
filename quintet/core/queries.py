"""Every read of the core that is used twice, and the offline check of the journal."""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from quintet.core.models import (
    Body,
    JournalEntry,
    JournalHead,
    JournalPayload,
    KeptAnswer,
    Notice,
    Organization,
    Person,
    Post,
    Role,
    Session,
    Token,
)
from quintet.core.rules import RoleCode
from quintet.core.seal.checkpoint import BadCheckpoint, Checkpoint, verify
from quintet.core.seal.commitment import NotCanonical, canonical, commit
from quintet.core.seal.tree import Frontier, leaf_hash

REFERENCE = Path(__file__).parent / "reference"


@cache
def reference(name: str) -> dict[str, Any]:
    """One of the project's reference lists: organizations, bodies, sessions, posts or sdg."""
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


@cache
def signing_key() -> Ed25519PrivateKey:
    """The key that signs every entry's note; made once, kept outside the database."""
    path: Path = settings.JOURNAL_KEY
    if not path.exists():
        fresh = Ed25519PrivateKey.generate().private_bytes_raw()
        try:
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(fresh)
        except FileExistsError:
            pass  # another process made it first
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
            "at": entry.at.isoformat(),
            "commitment": entry.commitment,
        }
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry of a journal that is not as it was written, and what is wrong with it."""

    organization: str
    index: int
    why: str


def verify_journal(organization: Organization, *, published: str = "") -> Fault | None:
    """Walk an organization's journal from its first entry; return the first fault, or None.

    Finds entries changed, removed, reordered or added behind the application's back: every entry's
    note signs the tree up to it, and the key is not in the database. `published` is a checkpoint
    kept elsewhere: with it a journal cut short, or written anew with its head, is found as well.
    """
    key, name = signing_key().public_key(), origin(organization)
    frontier = Frontier()
    held = _held_checkpoint(published, name)
    if isinstance(held, str):
        return Fault(organization.code, 0, held)
    erased = _erased(organization)
    for entry in (
        organization.entries.select_related("payload").order_by("index", "pk").iterator(2_000)
    ):
        entry.organization = organization
        index, wrong = frontier.size, ""
        if entry.index != index:
            wrong = "an entry is missing" if entry.index > index else "an entry stands twice"
            return Fault(organization.code, min(index, entry.index), wrong)
        frontier.append(leaf_hash(leaf(entry)))
        wrong = _wrong_note(entry, frontier, name, key) or _wrong_payload(entry, erased)
        if not wrong and held and held.size == frontier.size and held.root != frontier.root():
            wrong = "the journal differs from the published checkpoint"
        if wrong:
            return Fault(organization.code, index, wrong)
    head = JournalHead.objects.filter(organization=organization).first()
    least = max(head.size if head else 0, held.size if held else 0)
    if frontier.size < least:
        return Fault(organization.code, frontier.size, "an entry is missing")
    if head is None or head.size != frontier.size:
        return Fault(
            organization.code, head.size if head else 0, "added without the journal's head"
        )
    if head.frontier != frontier.to_list():
        return Fault(organization.code, frontier.size, "the journal's head was changed")
    return None


def _held_checkpoint(note: str, name: str) -> Checkpoint | str | None:
    if not note:
        return None
    try:
        return verify(note, name, signing_key().public_key())
    except BadCheckpoint as refusal:
        return f"the published checkpoint cannot be used: {refusal}"


def _wrong_note(entry: JournalEntry, frontier: Frontier, name: str, key: Any) -> str:
    try:
        signed = verify(entry.note, name, key)
    except BadCheckpoint:
        return "its note is not signed by this installation"
    if (signed.size, signed.root) != (frontier.size, frontier.root()):
        return "it is not the entry that was signed"
    return ""


def _wrong_payload(entry: JournalEntry, erased: set[int]) -> str:
    payload = getattr(entry, "payload", None)
    if entry.index in erased or payload is None:
        return "" if entry.index in erased and payload is None else "what it says is missing"
    try:
        same = commit(payload.data, bytes.fromhex(payload.salt)) == entry.commitment
    except (NotCanonical, ValueError):
        same = False
    return "" if same else "what it says was changed"


def _erased(organization: Organization) -> set[int]:
    """Numbers of the entries whose payload was erased by an entry of the journal itself."""
    told = JournalPayload.objects.filter(
        entry__organization=organization, entry__verb="core.erased"
    )
    return {row["entry"] for row in told.values_list("data", flat=True) if "entry" in row}


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
    token = (
        Token.objects.select_related("person")
        .filter(digest=digest, revoked_at__isnull=True, expires_at__gt=at, person__is_active=True)
        .first()
    )
    return token.person if token else None


def kept_answer(*, person: Person, key: str) -> KeptAnswer | None:
    return KeptAnswer.objects.filter(person=person, key=key).first()


def notices(person: Person) -> QuerySet[Notice]:
    return Notice.objects.filter(person=person)
