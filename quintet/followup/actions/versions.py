"""A document is issued again: its items find their places in the later version.

Nothing of an item changes while a later version is prepared. From the day on which that version is
published, what has the same words stands in it, and so does what a person took; what nobody has
decided on stays where it was.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import NotAllowed, Person
from quintet.followup import labels, permissions, queries
from quintet.followup.intake.symbols import find_symbols
from quintet.followup.models import Anchor, Candidate, Clause, Document, Item, Wording
from quintet.followup.rules import (
    HOLDS,
    SINGLE,
    UNDECIDED,
    AnchorState,
    Proposal,
    Reading,
    Revision,
)

PLACE = ("number", "paragraph", "start", "end", "page")


@transaction.atomic
def revise(
    *,
    document: Document,
    earlier: Document | None,
    revision: Revision,
    by: Person,
    at: datetime,
) -> Document:
    """Say of which document this one is a later version; None: of none after all.

    Its items are looked for in this version at once, where it has been read.
    Raises NotAllowed where an item stands in this version already, or where `earlier` cannot be
    an earlier version (another keeper, not read, or later itself).
    """
    _must_keep(document, by, at)
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.items.exists() or document.wordings.exists():
        raise NotAllowed(_("Items stand in it already: it stays what it is."))
    if earlier and not queries.may_precede(document).filter(pk=earlier.pk).exists():
        raise NotAllowed(_("This document cannot be an earlier version of it."))
    document.anchors.all().delete()
    document.revises, document.revision = earlier, str(revision) if earlier else ""
    inherit(document)
    document.save(update_fields=["revises", "revision", "session", "title"])
    found = place_items(document)
    _record(
        document,
        by,
        at,
        "followup.revised" if earlier else "followup.revision_undone",
        earlier=earlier.slug if earlier else "",
        revision=document.revision,
        found=found,
    )
    return document


def inherit(document: Document) -> None:
    """Give a later version what its own cover does not say again; not saved."""
    if document.revises:
        document.session = document.session or document.revises.session
        if document.title in ("", document.symbol):
            document.title = document.revises.title


def place_items(document: Document) -> dict[str, int]:
    """Look for the items of the earlier versions in this one; call it within an act's transaction.

    Returns how many were found in each state. Those that have their anchor keep it. What intake
    found here and is such an item does not wait for anybody's word.
    """
    counts: dict[str, int] = {}
    if document.revises_id and document.reading == Reading.READ:
        have = set(document.anchors.values_list("item", flat=True))
        fresh = [one for one in queries.anchored(document) if one.item_id not in have]
        for one in Anchor.objects.bulk_create(fresh, batch_size=500):
            counts[str(one.state)] = counts.get(str(one.state), 0) + 1
    _sort_out(document)
    return counts


def _sort_out(document: Document) -> None:
    """Tell candidates that are known items from those that are new."""
    for proposal, keys in queries.known_candidates(document).items():
        Candidate.objects.filter(pk__in=keys).update(proposal=proposal)


@transaction.atomic
def take_words(*, anchor: Anchor, by: Person, at: datetime) -> Anchor:
    """Take the new words: the item has them from the day on which that version is published."""
    anchor = _open(anchor, by, at)
    if anchor.start is None:
        raise NotAllowed(_("It was not found: say where it stands."))
    _decide(anchor, AnchorState.TAKEN, by, at, "followup.words_taken")
    if anchor.document.published_on:
        move_items(anchor.document, by=by, at=at)
    return anchor


@transaction.atomic
def keep_words(*, anchor: Anchor, by: Person, at: datetime) -> Anchor:
    """Keep the earlier words: the item stays in the earlier version."""
    anchor = _open(anchor, by, at)
    _decide(anchor, AnchorState.KEPT, by, at, "followup.words_kept")
    return anchor


@transaction.atomic
def place_item(
    *, anchor: Anchor, start: int | None, end: int | None, by: Person, at: datetime
) -> Anchor:
    """Say where an item stands in the later version, by a half-open span; None: nowhere.

    With the same words there it moves by itself; with others they are to be taken or not.
    """
    anchor = _open(anchor, by, at)
    document = anchor.document
    if start is None or end is None:
        told = Anchor(pk=anchor.pk, item=anchor.item, document=document, number=anchor.number)
        told.state = AnchorState.MISSING
    else:
        start, end = queries.trimmed(document.text, start, end)
        told = queries.placed(anchor, start, end)
        if told.start is None:
            raise NotAllowed(_("Select the words of the passage."))
    if told.state not in UNDECIDED:
        told.decided_by, told.decided_at = by, at
    told.save()
    _sort_out(document)
    _record_of(told, by, at, "followup.placed")
    if document.published_on:
        move_items(document, by=by, at=at)
    return told


def move_items(document: Document, *, by: Person, at: datetime) -> list[Item]:
    """Let the items stand in a published version that have their words in it; call it within an
    act's transaction. Returns those that do from now on."""
    waiting = document.anchors.filter(
        state__in=HOLDS,
        moved=False,
        item__archived_on=None,
        item__document__in=queries.earlier_versions(document),
    )
    anchors = list(waiting.select_for_update(of=("self",)).order_by("pk"))
    items = Item.objects.select_for_update().in_bulk([anchor.item_id for anchor in anchors])
    known = _newest(list(items.values()))
    wordings: list[Wording] = []
    for anchor in anchors:
        anchor.item = item = items[anchor.item_id]
        wordings += _wordings(anchor, known.get(item.pk), by, at)
        _stand(item, anchor)
        anchor.moved = True
    fields = ["document", *PLACE, "order", "text", "symbols"]
    Wording.objects.bulk_create(wordings, batch_size=500)
    Item.objects.bulk_update(items.values(), fields, batch_size=200)
    Anchor.objects.bulk_update(anchors, ["moved"], batch_size=500)
    queries.overtaken(document, items).delete()
    for anchor in anchors:
        if anchor.state == AnchorState.TAKEN:
            _reword(anchor, at)
    return [anchor.item for anchor in anchors]


def _newest(items: Sequence[Item]) -> dict[int, Wording]:
    rows = Wording.objects.filter(item__in=items).order_by("known_on", "pk")
    return {one.item_id: one for one in rows}


def _wordings(anchor: Anchor, last: Wording | None, by: Person, at: datetime) -> list[Wording]:
    """The wording that begins; before the first of all, the one that ends with it."""
    item, document = anchor.item, anchor.document
    made = []
    if last is None:
        first = {name: getattr(item, name) for name in (*PLACE, "document", "title", "text")}
        last = Wording(
            item=item, by=item.confirmed_by, at=item.confirmed_at, known_on=item.known_on, **first
        )
        made.append(last)
    new = {name: getattr(anchor, name) for name in PLACE}
    text = anchor.text if anchor.state == AnchorState.TAKEN else item.text
    known_on = max(_known_on(document, at.date()), last.known_on or at.date())
    made.append(
        Wording(
            item=item, document=document, title=item.title, text=text, by=by, at=at,
            known_on=known_on, **new,
        )
    )  # fmt: skip
    return made


def _known_on(document: Document, today: date) -> date:
    """What a published version tells is known since its own day; a better reading since today."""
    if document.revision == Revision.READING or document.dated_on is None:
        return today
    return min(document.dated_on, today)


def _stand(item: Item, anchor: Anchor) -> None:
    """The item with its new words and place; a corrigendum gives it words and no other place."""
    if anchor.state == AnchorState.TAKEN:
        item.text, item.symbols = anchor.text, list(find_symbols(anchor.text))
    if anchor.document.revision in SINGLE:
        return
    item.document = anchor.document
    item.order = anchor.start or 0
    for name in PLACE:
        setattr(item, name, getattr(anchor, name))


def _reword(anchor: Anchor, at: datetime) -> None:
    """Cut the new words into acts, as intake did, and tell those who are to act on them."""
    item, span = anchor.item, {"start": anchor.start, "end": anchor.end}
    candidate = anchor.document.candidates.filter(**span, proposal=Proposal.KNOWN).first()
    acts = candidate.found["acts"] if candidate else []
    item.clauses.all().delete()
    Clause.objects.bulk_create(
        Clause(item=item, position=position, verb=act["verb"][:120], text=act["text"])
        for position, act in enumerate(acts or [{"verb": "", "text": item.text}])
    )
    if item.published_on is None:
        return
    for addressee in queries.addressees_of([item]):
        core.notify(
            people=core.people_in(permissions.FOCAL, addressee.owner, at.date()),
            key=f"reworded:{anchor.pk}",
            subject=labels.NOTICE["reworded"],
            number=item.number,
            text=item.text,
            path=f"/items/{item.slug}/",
            at=at,
        )


def _open(anchor: Anchor, by: Person, at: datetime) -> Anchor:
    """The anchor as it is now, held until the transaction ends, where it can still be decided."""
    _must_keep(anchor.document, by, at)
    held = Anchor.objects.select_for_update().get(pk=anchor.pk)
    if held.item.archived_on:
        raise NotAllowed(_("The item is archived."))
    if held.moved or held.state == AnchorState.SAME:
        raise NotAllowed(_("It stands in this version already."))
    if held.item.document not in queries.earlier_versions(held.document):
        raise NotAllowed(_("It stands in another version already."))
    return held


def _decide(anchor: Anchor, state: AnchorState, by: Person, at: datetime, verb: str) -> None:
    anchor.state, anchor.decided_by, anchor.decided_at = state, by, at
    anchor.save(update_fields=["state", "decided_by", "decided_at"])
    _record_of(anchor, by, at, verb)


def _record_of(anchor: Anchor, by: Person, at: datetime, verb: str) -> None:
    span = [anchor.start, anchor.end] if anchor.start is not None else []
    _record(anchor.document, by, at, verb, item=anchor.item.slug, span=span)


def _record(document: Document, by: Person, at: datetime, verb: str, **payload: Any) -> None:
    core.record(
        organization=document.organization,
        by=by,
        at=at,
        verb=verb,
        subject=f"document:{document.file_id}",
        **payload,
    )


def _must_keep(document: Document, by: Person, at: datetime) -> None:
    if not permissions.keeps(by, document, at.date()):
        raise PermissionDenied
