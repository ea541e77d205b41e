"""Which journal entries somebody may read whole: those on figures that they may see."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from quintet.core.public import JournalEntry, Person
from quintet.cube import permissions
from quintet.cube.models import Publication, Submission

SUBJECT = "figures:"  # then the submission's UUID, or the SHA-256 of what was published


def seen(entries: Sequence[JournalEntry], person: Person | None, today: date) -> set[int]:
    """The keys of the entries that this person may read whole: two queries."""
    named = {
        entry.pk: entry.subject.removeprefix(SUBJECT)
        for entry in entries
        if entry.subject.startswith(SUBJECT)
    }
    if not named:
        return set()
    published = Publication.objects.filter(sha256__in=named.values())
    uuids = [name for name in named.values() if _is_uuid(name)]
    submitted = Submission.objects.filter(permissions.seen_by(person, today), uuid__in=uuids)
    known = set(published.values_list("sha256", flat=True))
    known |= {str(uuid) for uuid in submitted.values_list("uuid", flat=True)}
    return {pk for pk, name in named.items() if name in known}


def _is_uuid(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return len(name) == 36
