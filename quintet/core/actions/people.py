"""People and the roles they hold, and what is theirs alone: tokens, calendars, kept answers."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from quintet.core import permissions
from quintet.core.actions.journal import record
from quintet.core.models import Body, KeptAnswer, Organization, Person, Role, Token
from quintet.core.rules import NotAllowed, RoleCode

TOKEN_DAYS = 365


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


def revoke_token(*, token: Token, at: datetime) -> None:
    Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at)


def renew_calendar(*, person: Person) -> Person:
    """Give a person's calendar a new address: whoever has the old one gets nothing any more."""
    Person.objects.filter(pk=person.pk).update(calendar=F("calendar") + 1)
    person.refresh_from_db(fields=["calendar"])
    return person


def keep_answer(
    *, person: Person, key: str, request: str, status: int, body: str, at: datetime
) -> None:
    """Keep the answer to a write, so that its repetition gets the same (Idempotency-Key)."""
    KeptAnswer.objects.create(
        person=person, key=key, request=request, status=status, body=body, at=at
    )
