"""The dashboards of 1,000,000 progress entries on 100,000 items, against their own bare SQL.

Run: python benchmarks/insight.py [--small] [--explain]     bin/with-postgres runs it on PostgreSQL

A dashboard is asked for through Django's client, whole: middleware, counting, charts, template. Its
SQL is then run by itself, with the same parameters, and every row fetched: their ratio is what
Quintet adds. Then again as it is served where counting was slow: kept for ten minutes, with the
time shown. Exit 1 where a page asks another number of queries than on a hundredth of the items.
"""

import json
import os
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import installation
import system
from register import bare, client, explain, page_at, queries_of

ITEMS, FEW, ENTRIES, REPETITIONS = 100_000, 1_000, 1_000_000, 5
YEARS = 3  # over which what was said came to be known, up to today
PAGES = {
    "the system, by kind": "/en/insight/",
    "the system, by body": "/en/insight/?by=body",
    "the system, by who answers": "/en/insight/?by=organization",
    "the system, by goal": "/en/insight/?by=goal",
    "a body": "/en/insight/body/hlcm/?by=organization",
    "an organization": "/en/insight/organization/who/",
    "all scores": "/en/insight/scores/",
    "a body's one page": "/en/insight/brief/?body=HLCM",
}


def speak(entries: int) -> None:
    """What addressees said: an answer of each that has one, so many progress entries, verdicts."""
    from django.db import connection, transaction

    from quintet.core.models import Person
    from quintet.followup.models import (
        Addressee,
        Evidence,
        ProgressEntry,
        Response,
        Verification,
    )

    chance, today = random.Random(0), date.today()
    told = {"by": Person.objects.get(username=system.PERSON), "at": system.AT}

    def known() -> date:
        return today - timedelta(days=chance.randrange(365 * YEARS))

    answered = list(Addressee.objects.exclude(answer="awaiting").order_by("pk"))

    def responses() -> Iterator[Response]:
        for one in answered:
            yield Response(
                addressee=one, version=1, answer=one.answer, reason="Because.", plan="We will.",
                responsible=["PMU"], record="approved", **told,
                known_on=one.known_on + timedelta(days=chance.randrange(90)),
            )  # fmt: skip

    def progress() -> Iterator[ProgressEntry]:
        for n in range(entries):
            one, on = answered[n % len(answered)], known()
            yield ProgressEntry(
                addressee=one, as_at=on, status=one.claimed, text="Some progress was made.",
                record="approved", known_on=on, **told,
            )  # fmt: skip

    def verdicts() -> Iterator[Verification]:
        for one in answered:
            if one.verdict:
                yield Verification(addressee=one, verdict=one.verdict, known_on=known(), **told)

    with transaction.atomic():
        for model, rows in (
            (Response, responses()),
            (ProgressEntry, progress()),
            (Verification, verdicts()),
        ):
            for batch in batches(rows):
                model.objects.bulk_create(batch)
        proven = ProgressEntry.objects.filter(status="implemented").order_by("pk")
        links = (
            Evidence(entry_id=pk, name="proof", url="https://example.org/proof")
            for pk in proven.values_list("pk", flat=True)[: entries // 10]
        )
        for batch in batches(links):
            Evidence.objects.bulk_create(batch)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def batches(rows: Iterator[Any], size: int = 10_000) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    yield batch


def counted_anew() -> None:
    """Let nothing be kept, so that every page is counted."""
    from django.core.cache import cache

    from quintet.followup.queries.insight import kept

    cache.clear()
    kept.SLOW = float("inf")


def count() -> dict[str, int]:
    """How many queries each page sends, once everything is warm."""
    counted_anew()
    told, visitor = {}, client()
    for name, address in PAGES.items():
        ask = page_at(visitor, address)
        ask()
        told[name] = len(queries_of(ask))
    return told


def measure(few: dict[str, int]) -> int:
    from quintet.followup.queries.insight import kept

    slow = kept.SLOW
    print(f"{'':28}{'queries':>8}{'page, ms':>10}{'SQL, ms':>9}{'page/SQL':>10}{'kept, ms':>10}")
    more, visitor = [], client()
    for name, address in PAGES.items():
        counted_anew()
        ask = page_at(visitor, address)
        ask()
        queries = queries_of(ask)
        took = installation.medians(
            {"page": ask, "sql": bare(queries)}, repetitions=REPETITIONS, at_most=60
        )
        kept.SLOW = slow
        ask()  # counts and, where that is slow, keeps
        again = installation.medians({"kept": ask}, repetitions=REPETITIONS, at_most=20)
        print(
            f"{name:28}{len(queries):8}{took['page'] * 1e3:10.0f}{took['sql'] * 1e3:9.0f}"
            f"{took['page'] / took['sql']:10.2f}{again['kept'] * 1e3:10.0f}",
            flush=True,
        )
        if len(queries) != few[name]:
            more.append(f"{name}: {few[name]} queries of {FEW} items, {len(queries)} of these")
        if "--explain" in sys.argv:
            explain(queries)
    print(f"{installation.peak_megabytes():.0f} MB at most")
    print("\n".join(more), end="")
    return int(bool(more))


def main() -> int:
    if len(sys.argv) > 1 and sys.argv[1] in ("--count", "--speak"):
        import django

        django.setup()
        if sys.argv[1] == "--count":
            print(json.dumps(count()))
        else:
            speak(int(sys.argv[2]))
        return 0
    part = 20 if "--small" in sys.argv else 1
    items, entries = ITEMS // part, ENTRIES // part
    with installation.installation() as database:
        installation.run(system.__file__, "0", str(FEW))
        few = json.loads(installation.run(__file__, "--count"))
        took = installation.seconds(
            lambda: (
                installation.run(system.__file__, str(FEW), str(items - FEW)),
                installation.run(__file__, "--speak", str(entries)),
            )
        )
        print(
            f"{database}: {items:,} items × {system.ADDRESSEES} addressees, {entries:,} progress"
            f" entries, filled in {took:.0f} s"
        )
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
        import django

        django.setup()
        return measure(few)


if __name__ == "__main__":
    sys.exit(main())
