"""The journal: an entry is sealed, erased, published."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from quintet.core import permissions, queries
from quintet.core.models import JournalEntry, JournalHead, JournalPayload, Organization, Person
from quintet.core.rules import NotAllowed
from quintet.core.seal.checkpoint import Checkpoint, sign
from quintet.core.seal.commitment import commit, new_salt
from quintet.core.seal.tree import Frontier, leaf_hash


@transaction.atomic(savepoint=False)
def record(
    *,
    organization: Organization,
    by: Person | None,
    at: datetime,
    verb: str,
    subject: str,
    **payload: Any,
) -> JournalEntry:
    """Append one entry to the organization's journal; call it inside the change's transaction.

    The head is locked until the transaction ends, so that entries stand in one order; the entry's
    note is a C2SP checkpoint of the RFC 9162 tree that ends with it, signed with Ed25519.
    Raises NotCanonical where the payload has a float or an integer beyond 2^53 (RFC 8785).
    """
    heads = JournalHead.objects.select_for_update().filter(organization=organization)
    if (head := heads.first()) is None:
        JournalHead.objects.get_or_create(organization=organization)
        head = heads.get()
    salt = new_salt()
    entry = JournalEntry(
        organization=organization,
        index=head.size,
        actor=str(by.uuid) if by else "",
        verb=verb,
        subject=subject,
        at=at,
        commitment=commit(payload, salt),
    )
    frontier = Frontier.from_list(head.frontier)
    frontier.append(leaf_hash(queries.leaf(entry)))
    checkpoint = Checkpoint(queries.origin(organization), frontier.size, frontier.root())
    entry.note = sign(checkpoint, queries.signing_key(), checkpoint.origin)
    entry.save()
    JournalPayload.objects.create(entry=entry, salt=salt.hex(), data=payload)
    head.size, head.frontier = frontier.size, frontier.to_list()
    head.save(update_fields=["size", "frontier"])
    return entry


@transaction.atomic
def erase(*, entry: JournalEntry, reason: str, by: Person, at: datetime) -> JournalEntry:
    """Erase what an entry says, with its salt; the erasure is itself an entry, citing the number.

    An erasure stays: without it, what it erased would seem to be missing.
    """
    if not permissions.may_steward(by, at.date()):
        raise PermissionDenied
    if entry.verb == queries.ERASED:
        raise NotAllowed(_("What tells of an erasure cannot be erased itself."))
    if not reason.strip():
        raise NotAllowed(_("Say why it is erased."))
    if not JournalPayload.objects.filter(entry=entry).exists():
        raise NotAllowed(_("What this entry said is erased already."))
    JournalPayload.objects.filter(entry=entry).delete()
    return record(
        organization=entry.organization,
        by=by,
        at=at,
        verb=queries.ERASED,
        subject=entry.subject,
        entry=entry.index,
        reason=reason,
    )


@transaction.atomic
def publish_checkpoints(*, folder: Path) -> list[str]:
    """Write each journal's newest signed checkpoint to `folder`; return whose were written.

    A verifier that holds one finds any later change, even by someone who can write the database.
    So one that its journal does not go on from is never replaced: it is the proof.
    """
    written = []
    folder.mkdir(parents=True, exist_ok=True)
    heads = JournalHead.objects.filter(size__gt=0).select_related("organization")
    for head in heads.order_by("organization__code"):
        newest = _note(head.organization, head.size)
        target = folder / f"{head.organization.code.lower()}.checkpoint"
        before = target.read_text(errors="replace") if target.exists() else ""
        if newest in ("", before) or not _goes_on(head.organization, before):
            continue
        half = target.with_name(f"{target.name}.part")
        half.write_text(newest)
        half.replace(target)
        written.append(head.organization.code)
    return written


def _note(organization: Organization, size: int) -> str:
    """The note of the entry that made a journal this long; empty where there is none."""
    entry = organization.entries.filter(index=size - 1).only("note").first()
    return entry.note if entry else ""


def _goes_on(organization: Organization, published: str) -> bool:
    """Whether a journal still holds, in its place, what was published of it."""
    held, refusal = queries.published_checkpoint(organization, published)
    if held is None:
        return not refusal
    return queries.published_checkpoint(organization, _note(organization, held.size)) == (held, "")
