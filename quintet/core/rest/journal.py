"""The journals: signed checkpoints, entries, and proofs that an entry stands in one.

Everybody gets what a witness needs: number, time, commitment and leaf hash. What was done, by whom
and in which words is for those who may see what it was done to; each module says who that is.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema

from quintet.core import permissions, queries
from quintet.core.models import JournalEntry, JournalHead, Organization, Person
from quintet.core.rest.callers import EVERYBODY, caller
from quintet.core.rest.paging import Page, Paging, page_of
from quintet.core.rest.words import Code, EntryIndex
from quintet.core.seal.tree import inclusion_proof, leaf_hash

# Which of these entries somebody may read whole, by their keys.
Seen = Callable[[Sequence[JournalEntry], Person | None, date], set[int]]
HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


class EntryOut(Schema):
    index: int = Field(description="Its number in the journal, from 0.")
    at: str = Field(
        description="To the microsecond, as the leaf is taken over it.",
        examples=["2021-10-11T09:00:00.123456+00:00"],
    )
    commitment: str = Field(description="HMAC-SHA256 of what it says.", examples=[HEX])
    leaf: str = Field(description="Its leaf hash (RFC 9162, 2.1.1), in hex.", examples=[HEX])
    verb: str | None = Field(examples=["followup.answer_approved"])
    subject: str | None = Field(examples=["item:ceb-2021-3-18"])
    actor: str | None = Field(description="UUID of a person; empty: the system itself.")
    payload: dict[str, Any] | None = Field(description="What it says; null where it is erased.")
    salt: str | None = Field(description="With `payload` it gives the commitment.")


class ProofOut(Schema):
    """That an entry stands in the journal's tree (RFC 9162, 2.1.3)."""

    index: int
    size: int = Field(description="Entries of the tree; those of the newest checkpoint.")
    leaf: str = Field(examples=[HEX])
    path: list[str] = Field(description="Hashes from the leaf up, in hex.")


def people_seen(entries: Sequence[JournalEntry], person: Person | None, today: date) -> set[int]:
    """Stewards see acts on people and lists; everybody those on bodies."""
    prefixes: tuple[str, ...] = ("body:",)
    if permissions.may_steward(person, today):
        prefixes += ("person:", "reference:")
    return {entry.pk for entry in entries if entry.subject.startswith(prefixes)}


def journal(*seen: Seen) -> Router:
    """The operations on journals; `seen` are the modules' rules of who may read which entry."""
    router = Router(tags=["journal"])

    @router.get(
        "/organizations/{code}/journal/checkpoint",
        auth=EVERYBODY,
        openapi_extra={
            "responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
        },
    )
    def get_checkpoint(request: HttpRequest, code: Path[Code]) -> HttpResponse:
        """The newest signed checkpoint of an organization's journal (C2SP tlog-checkpoint)."""
        head = _head(code)
        note = head.organization.entries.get(index=head.size - 1).note
        return HttpResponse(note, content_type="text/plain; charset=utf-8")

    @router.get("/organizations/{code}/journal/entries", auth=EVERYBODY, response=Page[EntryOut])
    def list_entries(request: HttpRequest, code: Path[Code], paging: Query[Paging]) -> Any:
        """The entries of an organization's journal in their order."""
        organization = get_object_or_404(Organization, code__iexact=code)
        rows = organization.entries.select_related("payload", "organization")
        person, today = caller(request), timezone.now().date()

        def show(entries: Sequence[JournalEntry]) -> list[dict[str, Any]]:
            whole = {pk for rule in (people_seen, *seen) for pk in rule(entries, person, today)}
            return [_entry(entry, whole=entry.pk in whole) for entry in entries]

        return page_of(rows, paging, "index", show=show)

    @router.get("/organizations/{code}/journal/entries/{index}/proof", response=ProofOut)
    def prove_entry(request: HttpRequest, code: Path[Code], index: Path[EntryIndex]) -> Any:
        """Prove that an entry stands in the journal as the newest checkpoint signs it."""
        head = _head(code)
        if index >= head.size:
            raise Http404(_("The journal has no such entry."))
        entries = head.organization.entries.filter(index__lt=head.size).order_by("index")
        leaves = []
        for entry in entries.defer("note").iterator(2_000):
            entry.organization = head.organization
            leaves.append(leaf_hash(queries.leaf(entry)))
        path = [step.hex() for step in inclusion_proof(leaves, index)]
        return {"index": index, "size": head.size, "leaf": leaves[index].hex(), "path": path}

    return router


def _head(code: str) -> JournalHead:
    heads = JournalHead.objects.select_related("organization").filter(size__gt=0)
    head = heads.filter(organization__code__iexact=code).first()
    if head is None:
        raise Http404(_("This organization has no journal yet."))
    return head


def _entry(entry: JournalEntry, *, whole: bool) -> dict[str, Any]:
    payload = getattr(entry, "payload", None) if whole else None
    return {
        "index": entry.index,
        "at": entry.at.isoformat(),
        "commitment": entry.commitment,
        "leaf": leaf_hash(queries.leaf(entry)).hex(),
        "verb": entry.verb if whole else None,
        "subject": entry.subject if whole else None,
        "actor": entry.actor if whole else None,
        "payload": payload.data if payload else None,
        "salt": payload.salt if payload else None,
    }
