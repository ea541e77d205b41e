"""Every write of the core. Keyword-only; one transaction and one journal entry an act."""

import hashlib
import logging
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import translation
from django.utils.translation import gettext as _

from quintet.core import labels, permissions, queries
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
from quintet.core.rules import NotAllowed, RoleCode
from quintet.core.seal.checkpoint import Checkpoint, sign
from quintet.core.seal.commitment import commit, new_salt
from quintet.core.seal.tree import Frontier, leaf_hash

logger = logging.getLogger(__name__)

TOKEN_DAYS = 365
# A session begins on another day: sent in the transaction of the change, with `session`, `was` (its
# first day before; None: it had none), `by` and `at`.
session_moved = Signal()


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


@transaction.atomic
def grant_role(
    *,
    person: Person,
    code: RoleCode,
    party: Organization | Body,
    starts_on: date,
    ends_on: date | None,
    by: Person | None,
    at: datetime,
) -> Role:
    """Give a person a role in an organization or body. `by=None`: the installation's own setup."""
    if by is not None and not permissions.may_steward(by, at.date()):
        raise PermissionDenied
    if ends_on and ends_on < starts_on:
        raise NotAllowed(_("The last day of a role comes before its first."))
    organization = party if isinstance(party, Organization) else None
    body = party if isinstance(party, Body) else None
    role = Role.objects.create(
        person=person,
        code=code,
        organization=organization,
        body=body,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    permissions.forget_roles(person)
    record(
        organization=organization or body.organization,  # type: ignore[union-attr]
        by=by,
        at=at,
        verb="core.role_granted",
        subject=f"person:{person.uuid}",
        role=str(code),
        party=party.code,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat() if ends_on else "",
    )
    return role


@transaction.atomic
def end_role(*, role: Role, ends_on: date, by: Person, at: datetime) -> Role:
    """End a role on a day. Roles are never deleted: what was done under them stays explained."""
    if not permissions.may_steward(by, at.date()):
        raise PermissionDenied
    if ends_on < role.starts_on:
        raise NotAllowed(_("The last day of a role comes before its first."))
    role.ends_on = ends_on
    role.save(update_fields=["ends_on"])
    permissions.forget_roles(role.person)
    record(
        organization=role.organization or role.body.organization,  # type: ignore[union-attr]
        by=by,
        at=at,
        verb="core.role_ended",
        subject=f"person:{role.person.uuid}",
        role=role.code,
        party=role.party.code,
        ends_on=ends_on.isoformat(),
    )
    return role


@transaction.atomic
def add_person(
    *,
    username: str,
    name: str,
    email: str,
    language: str,
    by: Person | None,
    at: datetime,
    organization: Organization,
) -> Person:
    """Make a person known, without a password: they set one by the link in their mail."""
    if by is not None and not permissions.may_steward(by, at.date()):
        raise PermissionDenied
    if Person.objects.filter(username__iexact=username).exists():
        raise NotAllowed(_("Somebody has this user name already."))
    if email and Person.objects.filter(email__iexact=email).exists():
        raise NotAllowed(_("Somebody has this e-mail address already."))
    person = Person(username=username, name=name, email=email, language=language)
    person.set_unusable_password()
    person.save()
    record(
        organization=organization,
        by=by,
        at=at,
        verb="core.person_added",
        subject=f"person:{person.uuid}",
        name=name,
        email=email,
    )
    return person


@transaction.atomic
def keep_session(
    *,
    body: Body,
    number: int,
    starts_on: date | None,
    ends_on: date | None,
    place: str = "",
    by: Person | None,
    at: datetime,
) -> Session:
    """Add a session of a body, or correct its dates and place; what is bound to it moves with it."""
    if by is not None and not permissions.may_keep_sessions(by, body, at.date()):
        raise PermissionDenied
    if starts_on and ends_on and ends_on < starts_on:
        raise NotAllowed(_("The session ends before it starts."))
    if ends_on and not starts_on:
        raise NotAllowed(_("Give the first day of the session as well."))
    before = Session.objects.select_for_update().filter(body=body, number=number).first()
    session, _made = Session.objects.update_or_create(
        body=body,
        number=number,
        defaults={
            "starts_on": starts_on,
            "ends_on": ends_on or starts_on,
            "place": place,
            "corrections": before.corrections + 1 if before else 0,
            "corrected_at": at,
        },
    )
    record(
        organization=body.organization,
        by=by,
        at=at,
        verb="core.session_kept",
        subject=f"body:{body.code}",
        number=number,
        starts_on=starts_on.isoformat() if starts_on else "",
        ends_on=ends_on.isoformat() if ends_on else "",
        was=before.starts_on.isoformat() if before and before.starts_on else "",
        place=place,
    )
    if before and before.starts_on != starts_on:
        session_moved.send(Session, session=session, was=before.starts_on, by=by, at=at)
    return session


def notify(
    *,
    people: Iterable[Person],
    key: str,
    subject: Any,
    text: str,
    path: str,
    at: datetime,
    **told: str,
) -> int:
    """Put a notice into each person's box, once per key; mail goes later. Returns how many are new.

    `subject` is a lazy translation with %(names)s for what is `told`, so that everybody reads it in
    their own language; `text` is somebody's own words.
    """
    new = 0
    for person in people:
        with translation.override(person.language):
            line = " ".join((str(subject) % told).split())  # the subject of a mail is one line
        _notice, made = Notice.objects.get_or_create(
            person=person,
            key=key,
            defaults={"subject": line[:300], "text": text, "path": path, "created_at": at},
        )
        new += made
    return new


def send_notices(*, at: datetime, most: int = 200) -> int:
    """Send waiting notices by e-mail, all of a person's in one; return how many mails went.

    A crash in between repeats at most one mail. An address that the mail server refuses holds
    nobody else up; the notices stay on their page.
    """
    waiting = Notice.objects.filter(sent_at__isnull=True, person__is_active=True)
    waiting = waiting.select_related("person").order_by("created_at", "pk")[:most]
    by_person: dict[Person, list[Notice]] = {}
    for notice in waiting:
        by_person.setdefault(notice.person, []).append(notice)
    sent = 0
    for person, notices in by_person.items():
        if person.email:
            try:
                sent += _mail(person, notices).send()
            except SMTPRecipientsRefused:
                logger.warning("The mail server refuses the address of person %s.", person.pk)
        Notice.objects.filter(pk__in=[one.pk for one in notices]).update(sent_at=at)
    return sent


def _mail(person: Person, notices: list[Notice]) -> EmailMessage:
    """One notice as it is; several under their subjects."""
    with translation.override(person.language):
        foot = _("You get this because of your role in Quintet.")
        several = _("Notices: %(n)s") % {"n": labels.number_words(len(notices))}
    told = [f"{one.text}\n\n{settings.SITE_URL}{one.path}\n" for one in notices]
    if len(notices) > 1:
        told = [f"{one.subject}\n\n{text}" for one, text in zip(notices, told, strict=True)]
    subject = notices[0].subject if len(notices) == 1 else several
    return EmailMessage(subject, "\n".join([*told, f"-- \n{foot}\n"]), to=[person.email])


def read_notices(*, person: Person, at: datetime) -> int:
    """Mark all of a person's notices as read."""
    return Notice.objects.filter(person=person, read_at__isnull=True).update(read_at=at)


def issue_token(*, person: Person, name: str, at: datetime) -> tuple[Token, str]:
    """Make a token for the API; return it with its secret, which is shown once and not kept."""
    secret = f"qnt_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        person=person,
        name=name,
        start=secret[:8],
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        created_at=at,
        expires_at=at + timedelta(days=TOKEN_DAYS),
    )
    return token, secret


def renew_calendar(*, person: Person) -> Person:
    """Give a person's calendar a new address: whoever has the old one gets nothing any more."""
    Person.objects.filter(pk=person.pk).update(calendar=F("calendar") + 1)
    person.refresh_from_db(fields=["calendar"])
    return person


def revoke_token(*, token: Token, at: datetime) -> None:
    Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at)


def keep_answer(
    *, person: Person, key: str, request: str, status: int, body: str, at: datetime
) -> None:
    """Keep the answer to a write, so that its repetition gets the same (Idempotency-Key)."""
    KeptAnswer.objects.create(
        person=person, key=key, request=request, status=status, body=body, at=at
    )


@transaction.atomic
def load_reference(*, lists: Mapping[str, Any], at: datetime) -> dict[str, int]:
    """Bring the reference lists of organizations, bodies, sessions and posts into the database.

    Adds what is new and brings names up to date; deletes nothing. The entry in the operator's
    journal tells the editions. Returns how many rows each list has.
    """
    _write_organizations(lists["organizations"]["organizations"])
    _write_bodies(lists["bodies"]["bodies"])
    for told in lists["sessions"]["sessions"]:
        Session.objects.get_or_create(
            body=Body.objects.get(code=told["body"]),
            number=told["number"],
            defaults={key: told.get(key) for key in ("starts_on", "ends_on")}
            | {"place": told.get("place", "")},
        )
    for told in lists["posts"]["posts"]:
        named = _named(told) | {
            "organization": Organization.objects.filter(code=told.get("organization")).first(),
            "body": Body.objects.filter(code=told.get("body")).first(),
        }
        Post.objects.update_or_create(code=told["code"], defaults=named)
    counts = {name: len(lists[name][name]) for name in ("organizations", "bodies", "posts")}
    record(
        organization=queries.operator(),
        by=None,
        at=at,
        verb="core.reference_loaded",
        subject="reference:lists",
        editions={name: str(told["edition"]) for name, told in lists.items()},
        counts=counts,
    )
    return counts


def _named(told: Mapping[str, Any]) -> dict[str, Any]:
    return {"names": told["names"], "aliases": told.get("aliases", [])}


def _write_organizations(told: Iterable[Mapping[str, Any]]) -> None:
    told = list(told)
    for row in told:
        defaults = _named(row) | {"kind": row["kind"]}
        Organization.objects.update_or_create(code=row["code"], defaults=defaults)
    for row in told:
        if row.get("parent"):
            parent = Organization.objects.get(code=row["parent"])
            Organization.objects.filter(code=row["code"]).update(parent=parent)


def _write_bodies(told: Iterable[Mapping[str, Any]]) -> None:
    told = list(told)
    for row in told:
        defaults = _named(row) | {
            "kind": row["kind"],
            "organization": Organization.objects.get(code=row["organization"]),
            "starts_on": row.get("from") or None,
            "ends_on": row.get("until") or None,
        }
        body, _made = Body.objects.update_or_create(code=row["code"], defaults=defaults)
        body.members.set(Organization.objects.filter(code__in=row.get("members") or []))
    for row in told:
        if row.get("parent"):
            parent = Body.objects.get(code=row["parent"])
            Body.objects.filter(code=row["code"]).update(parent=parent)
