"""The reference lists come into the database."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from quintet.core import queries
from quintet.core.actions.journal import record
from quintet.core.models import Body, Organization, Post, Session


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
