"""Which journal entries somebody may read whole: those on what they may see, and no unapproved words."""

from collections.abc import Sequence
from datetime import date

from quintet.core import public as core
from quintet.core.public import OWNERS, JournalEntry, Person
from quintet.followup import permissions
from quintet.followup.models import Addressee, Document, Item
from quintet.followup.queries.history import OWN_BUSINESS
from quintet.followup.queries.standing import with_parties


def seen(entries: Sequence[JournalEntry], person: Person | None, today: date) -> set[int]:
    """The keys of the entries that this person may read whole: three queries."""
    items = Item.objects.filter(permissions.seen_by(person, today))
    slugs = set(items.filter(slug__in=_named(entries, "item:")).values_list("slug", flat=True))
    kept = Document.objects.filter(permissions.kept_by(person, today))
    documents = set(
        kept.filter(file__in=_named(entries, "document:")).values_list("file", flat=True)
    )
    rows = Addressee.objects.filter(item__in=items, uuid__in=_named(entries, "addressee:"))
    addressees = {addressee.subject: addressee for addressee in with_parties(rows)}

    def may_read(entry: JournalEntry) -> bool:
        kind, _colon, name = entry.subject.partition(":")
        if kind == "addressee" and entry.subject in addressees:
            return entry.verb not in OWN_BUSINESS or permissions.may_see_unapproved(
                person, addressees[entry.subject], today
            )
        if kind == "cycle":  # seen by everybody who is signed in
            own = entry.verb in OWN_BUSINESS
            return person is not None and (
                not own or core.holds(person, OWNERS, today, party=entry.organization)
            )
        return name in {"item": slugs, "document": documents}.get(kind, set())

    return {entry.pk for entry in entries if may_read(entry)}


def _named(entries: Sequence[JournalEntry], prefix: str) -> list[str]:
    return [
        entry.subject.removeprefix(prefix) for entry in entries if entry.subject.startswith(prefix)
    ]
