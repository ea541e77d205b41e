"""A document comes in, is described, published, archived."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quintet.core import public as core
from quintet.core.public import Body, NotAllowed, Organization, Person
from quintet.followup import labels, permissions, queries, rules
from quintet.followup.actions.files import keep
from quintet.followup.actions.sessions import note_sessions
from quintet.followup.actions.versions import inherit, move_items, place_items
from quintet.followup.intake.document import Unreadable
from quintet.followup.models import Candidate, Document, Item, Paragraph, Tag
from quintet.followup.rules import Revision, Scheme

NO_SUCH = {
    Scheme.GOAL: gettext_lazy("No such Goal or target: %(codes)s"),
    Scheme.NEXUS: gettext_lazy("No such nexus area: %(codes)s"),
    Scheme.NETWORK: gettext_lazy("No such network: %(codes)s"),
    Scheme.PLACE: gettext_lazy("No such country or area: %(codes)s"),
}
TOLD = {
    Scheme.GOAL: "codes",
    Scheme.NEXUS: "nexus",
    Scheme.NETWORK: "network",
    Scheme.PLACE: "places",
}


def free_slug(rows: QuerySet[Any], wanted: str, most: int) -> str:
    """`wanted` as a slug that none of `rows` has yet."""
    stem = slugify(wanted.replace("/", "-").replace(".", "-"))[: most - 6] or "document"
    slug, number = stem, 2
    while rows.filter(slug=slug).exists():
        slug, number = f"{stem}-{number}", number + 1
    return slug


@transaction.atomic
def upload(
    *,
    data: bytes,
    name: str,
    party: Organization | Body,
    revises: Document | None = None,
    revision: Revision = Revision.REVISION,
    by: Person,
    at: datetime,
) -> tuple[Document, bool]:
    """Take a file in for a body or an organization; it is read afterwards.

    `revises`: the document of which it is a later version, of the same body or organization, and
    `revision` in which way. Returns the document and whether it is new: the same bytes again
    change nothing.
    """
    if not permissions.may_upload(by, party, at.date()):
        raise PermissionDenied
    file = keep(data)
    if known := Document.objects.filter(file=file).first():
        return known, False
    body = party if isinstance(party, Body) else None
    if revises and party != (revises.body or revises.organization):
        raise NotAllowed(_("A later version is issued by the same body or organization."))
    if revises and revises.reading != rules.Reading.READ:
        raise NotAllowed(_("The earlier version has not been read yet."))
    stem = name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1][-255:] or "document"
    document = Document.objects.create(
        slug=free_slug(Document.objects.all(), stem.rsplit(".", 1)[0], 80),
        file=file,
        name=stem,
        organization=party if isinstance(party, Organization) else party.organization,
        body=body,
        revises=revises,
        revision=revision if revises else "",
        uploaded_by=by,
        uploaded_at=at,
    )
    told = {"name": stem, "sha256": file.sha256, "size": file.size}
    told |= {"revises": revises.slug} if revises else {}
    _record(document, by, at, "followup.uploaded", **told)
    return document, True


@transaction.atomic
def keep_reading(*, document: Document, reading: Any, by: Person | None, at: datetime) -> Document:
    """Keep what intake read (an `intake.Reading`): text, paragraphs, candidates. Once."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.reading == rules.Reading.READ:
        return document
    facts = {
        "title": reading.title[:500],
        "symbol": reading.symbol[:80],
        "language": reading.document.language[:10],
        "dated_on": reading.date,
    }
    for name, value in facts.items():
        setattr(document, name, value)
    document.text = reading.document.text
    document.unread = [asdict(unread) | {"left": False} for unread in reading.unread]
    document.reading, document.failure = rules.Reading.READ, ""
    was = document.slug
    if told := document.symbol or document.title:
        document.slug = free_slug(Document.objects.exclude(pk=document.pk), told, 80)
    if document.body and reading.session:
        document.session = document.body.sessions.filter(number=reading.session).first()
    inherit(document)
    document.save()
    Paragraph.objects.bulk_create(queries.paragraphs_of(document, reading), batch_size=1_000)
    Candidate.objects.bulk_create(queries.candidates_of(document, reading), batch_size=500)
    note_sessions(document, reading.meetings, by=by, at=at)
    counts: dict[str, Any] = {"items": len(reading.items), "unread": len(reading.unread)}
    if document.revises_id:
        counts["earlier"] = place_items(document)
    _record(document, by, at, "followup.read", was=was, **counts)
    return document


def refuse_reading(*, document: Document, why: Unreadable) -> None:
    """Note that a file cannot be read, and why."""
    Document.objects.filter(pk=document.pk, reading=rules.Reading.WAITING).update(
        reading=rules.Reading.UNREADABLE, failure=queries.kept_failure(why)
    )


@transaction.atomic
def describe(
    *,
    document: Document,
    title: str,
    symbol: str,
    dated_on: date | None,
    session: core.Session | None,
    language: str,
    by: Person,
    at: datetime,
) -> Document:
    """Correct the facts of a document as they stand on its cover."""
    _must_keep(document, by, at)
    document.title, document.symbol, document.dated_on = title, symbol, dated_on
    document.session, document.language = session, language
    document.save(update_fields=["title", "symbol", "dated_on", "session", "language"])
    _record(
        document,
        by,
        at,
        "followup.described",
        title=title,
        symbol=symbol,
        dated_on=dated_on.isoformat() if dated_on else "",
        session=session.number if session else None,
    )
    return document


@transaction.atomic
def publish(*, document: Document, by: Person, at: datetime) -> int:
    """Publish a document and all of its items: from today on everybody sees them.

    The items of an earlier version that were found in it, or that somebody placed there, stand in
    it from today on. Returns how many items are new.
    """
    _must_keep(document, by, at)
    document = Document.objects.select_for_update().get(pk=document.pk)
    today = at.date()
    place_items(document)
    moved = move_items(document, by=by, at=at)
    fresh = list(document.items.filter(published_on__isnull=True, archived_on__isnull=True))
    new_version = document.revises_id and not document.published_on
    if not fresh and not moved and not new_version:
        raise NotAllowed(_("There is nothing new to publish."))
    Item.objects.filter(pk__in=[item.pk for item in fresh]).update(published_on=today)
    if not document.published_on:
        document.published_on = today
        document.save(update_fields=["published_on"])
    told = {"items": [item.slug for item in fresh]}
    told |= {"moved": [item.slug for item in moved]} if moved else {}
    _record(document, by, at, "followup.published", **told)
    for addressee in queries.addressees_of(fresh):
        core.notify(
            people=core.people_in(permissions.FOCAL, addressee.owner, today),
            key=f"addressed:{document.slug}",
            subject=labels.NOTICE["addressed"],
            document=str(document),
            text=document.title,
            path=f"/register/?document={document.slug}",
            at=at,
        )
    return len(fresh)


@transaction.atomic
def archive(*, item: Item, reason: str, by: Person, at: datetime) -> Item:
    """Take an item out of the register from today on; it stays in every earlier report."""
    _must_keep(item.document, by, at)
    if not reason.strip():
        raise NotAllowed(_("Say why it is archived."))
    item = Item.objects.select_for_update().get(pk=item.pk)
    if item.archived_on:
        raise NotAllowed(_("It is archived already."))
    item.archived_on = at.date()
    item.save(update_fields=["archived_on"])
    core.record(
        organization=item.document.organization,
        by=by,
        at=at,
        verb="followup.archived",
        subject=f"item:{item.slug}",
        reason=reason,
    )
    return item


@transaction.atomic
def tag(
    *,
    item: Item,
    codes: list[str] | None = None,
    nexus: list[str] | None = None,
    network: list[str] | None = None,
    places: list[str] | None = None,
    by: Person,
    at: datetime,
) -> None:
    """Say which Goals and targets ("3", "3.4"), nexus areas, networks, and countries and areas
    ("KEN") an item bears on.

    Each list replaces what there was of its kind; None leaves it. Raises NotAllowed for a code
    that the reference lists do not have.
    """
    _must_keep(item.document, by, at)
    given = {
        Scheme.GOAL: codes,
        Scheme.NEXUS: nexus,
        Scheme.NETWORK: network,
        Scheme.PLACE: places,
    }
    told = {scheme: list(dict.fromkeys(of)) for scheme, of in given.items() if of is not None}
    for scheme, of in told.items():
        if unknown := queries.strange(scheme, of):
            raise NotAllowed(str(NO_SUCH[scheme]) % {"codes": ", ".join(unknown)})
    item.tags.filter(scheme__in=told).delete()
    Tag.objects.bulk_create(
        Tag(item=item, scheme=scheme, code=code) for scheme, of in told.items() for code in of
    )
    core.record(
        organization=item.document.organization,
        by=by,
        at=at,
        verb="followup.tagged",
        subject=f"item:{item.slug}",
        **{TOLD[scheme]: of for scheme, of in told.items()},
    )


def _must_keep(document: Document, by: Person, at: datetime) -> None:
    if not permissions.keeps(by, document, at.date()):
        raise PermissionDenied


def _record(document: Document, by: Person | None, at: datetime, verb: str, **payload: Any) -> None:
    core.record(
        organization=document.organization,
        by=by,
        at=at,
        verb=verb,
        subject=f"document:{document.file_id}",
        **payload,
    )
