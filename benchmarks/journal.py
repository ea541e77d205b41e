"""A journal of 100,000 entries: appended by the application, then verified.

Run: python benchmarks/journal.py [--small]     bin/with-postgres runs it on PostgreSQL

Against: the same rows written by the same ORM into another journal, without commitment, tree and
signature; in turns, one entry to a transaction, as the application writes it, and a hundred. Then
the journal is made long in bulk, by the same seal, and measured again before it is verified.
"""

import os
import secrets
import sys
from datetime import UTC, datetime
from functools import partial
from typing import Any

import installation
import system

ENTRIES, TOGETHER, TURNS = 100_000, 100, 10
BULK = 2_000  # entries that are written at once to make the journal long
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
VERB = "followup.progress_submitted"
SUBJECT = "addressee:6f1c2b54-6f5e-4a52-9a2f-5a2a52f7f5b1"


def payload(number: int) -> dict[str, Any]:
    """What an entry on progress says."""
    return {
        "item": "report-0-1",
        "as_at": "2026-01-05",
        "status": "in_progress",
        "text": f"{number} " + "Training was held and the plan was adopted. " * 4,
        "proposes": False,
        "evidence": [],
    }


def sealed(organization: Any, number: int) -> None:
    from quintet.core.actions import record

    record(
        organization=organization,
        by=None,
        at=AT,
        verb=VERB,
        subject=SUBJECT,
        **payload(number),
    )


def unsealed(organization: Any, number: int) -> None:
    """The same rows in the same transaction, with words of the same length for what is sealed."""
    from django.db import transaction

    from quintet.core.models import JournalEntry, JournalHead, JournalPayload

    with transaction.atomic():
        JournalHead.objects.get_or_create(organization=organization)
        head = JournalHead.objects.select_for_update().get(organization=organization)
        entry = JournalEntry.objects.create(
            organization=organization,
            index=head.size,
            verb=VERB,
            subject=SUBJECT,
            at=AT,
            commitment=secrets.token_hex(32),
            note="n" * 200,
        )
        data = payload(number)
        JournalPayload.objects.create(entry=entry, salt=secrets.token_hex(32), data=data)
        head.size, head.frontier = head.size + 1, ["f" * 64] * 8
        head.save(update_fields=["size", "frontier"])


def lengthen(organization: Any, until: int) -> None:
    """Go on with a journal to so many entries: sealed as by `record`, written in bulk."""
    from django.db import transaction

    from quintet.core import queries
    from quintet.core.models import JournalEntry, JournalHead, JournalPayload
    from quintet.core.seal.checkpoint import Checkpoint, sign
    from quintet.core.seal.commitment import commit, new_salt
    from quintet.core.seal.tree import Frontier, leaf_hash

    head = JournalHead.objects.get(organization=organization)
    frontier = Frontier.from_list(head.frontier)
    origin, key = queries.origin(organization), queries.signing_key()
    while head.size < until:
        told = []
        for number in range(head.size, min(head.size + BULK, until)):
            data, salt = payload(number), new_salt()
            entry = JournalEntry(
                organization=organization,
                index=number,
                verb=VERB,
                subject=SUBJECT,
                at=AT,
                commitment=commit(data, salt),
            )
            frontier.append(leaf_hash(queries.leaf(entry)))
            entry.note = sign(Checkpoint(origin, frontier.size, frontier.root()), key, origin)
            told.append((entry, salt, data))
        with transaction.atomic():
            JournalEntry.objects.bulk_create(entry for entry, _salt, _data in told)
            JournalPayload.objects.bulk_create(
                JournalPayload(entry=entry, salt=salt.hex(), data=data)
                for entry, salt, data in told
            )
            head.size, head.frontier = frontier.size, frontier.to_list()
            head.save(update_fields=["size", "frontier"])


def compare(who: Any, ilo: Any) -> None:
    """Append to both journals in turns; print the median cost of an entry in each."""
    for together, turns in ((1, 10 * TURNS), (TOGETHER, TURNS)):
        took = installation.medians(
            {
                "sealed": partial(append, sealed, who, together),
                "bare": partial(append, unsealed, ilo, together),
            },
            repetitions=turns,
        )
        seal, bare = (took[name] / together * 1e3 for name in ("sealed", "bare"))
        print(
            f"  {together:3} to a transaction: {seal:.2f} ms sealed, {bare:.2f} ms bare, "
            f"ratio {seal / bare:.2f}",
            flush=True,
        )


def append(how: Any, organization: Any, number: int) -> None:
    """Append so many entries in one transaction."""
    from django.db import transaction

    with transaction.atomic():
        for place in range(number):
            how(organization, place)


def main() -> int:
    entries = ENTRIES // 20 if "--small" in sys.argv else ENTRIES
    with installation.installation() as database:
        installation.run(system.__file__, "0", "1")
        import django

        django.setup()
        from quintet.core.models import Organization
        from quintet.core.queries import verify_journal

        who, ilo = (Organization.objects.get(code=code) for code in ("WHO", "ILO"))
        print(f"{database}; load of the machine: {os.getloadavg()[0]:.1f}")
        print("an entry, while the journal is short:")
        compare(who, ilo)
        lengthen(who, entries)
        print(f"an entry, when there are {entries:,}:")
        compare(who, ilo)
        length = who.entries.count()
        faults: list[Any] = []
        took = installation.seconds(lambda: faults.append(verify_journal(who)))
        assert faults == [None], faults
        print(f"{length:,} entries verified in {took:.1f} s: {took / length * 1e6:.0f} µs an entry")
        print(f"{installation.peak_megabytes():.0f} MB at most")
    return 0


if __name__ == "__main__":
    sys.exit(main())
