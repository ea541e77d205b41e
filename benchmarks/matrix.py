"""The matrix of 1,000 items × 45 organizations, against its own bare SQL.

Run: python benchmarks/matrix.py [--small] [--explain]       bin/with-postgres runs it on PostgreSQL

All of it is asked for by a reporting cycle: its first page, its last, the page of who is silent, the
matrix of the register, and the whole as CSV and as Excel. Each is asked for through Django's client,
whole; its SQL is then run by itself, with the same parameters, and every row fetched. Medians of
turns, in one process. Exit 1 where a page asks another number of queries than of a twentieth of the
items, or weighs more than 50 KB packed with all that it loads.
"""

import gzip
import json
import os
import random
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import installation
import register
import system

ITEMS, PARTIES, REPETITIONS = 1_000, 45, 7
CYCLE = "benchmark"
MOST_BYTES = 50 * 1024
STATES = ("silent", "answered", "answered", "started")
PAGES = {
    "cycle, first page": f"cycles/{CYCLE}/matrix/",
    "cycle, last page": f"cycles/{CYCLE}/matrix/?page=last",
    "cycle, only silent": f"cycles/{CYCLE}/matrix/?state=silent",
    "cycle, one party": f"cycles/{CYCLE}/matrix/?owner=organization:WHO",
    "register, first page": "register/matrix/",
    "register, overdue": "register/matrix/?due=overdue",
    "whole as CSV": f"cycles/{CYCLE}/matrix.csv",
    "whole as Excel": f"cycles/{CYCLE}/matrix.xlsx",
}
LOADED = ("quintet.*.css", "work.*.css", "matrix.*.js", "htmx-2.min.*.js")


def ask_all() -> None:
    """Open a cycle that asks for everything, and let each say something, or not."""
    from quintet.core.models import Body, Person
    from quintet.followup.models import Addressee, Ask, ReportingCycle

    body = Body.objects.select_related("organization").order_by("pk").first()
    opened_on = system.AT.date()
    cycle = ReportingCycle.objects.create(
        slug=CYCLE,
        title="Benchmark",
        organization=body.organization,
        wanted={"keeper": body.organization.code},
        as_at=opened_on,
        opened_on=opened_on,
        due_on=opened_on + timedelta(days=30),
        opened_by=Person.objects.get(username=system.PERSON),
    )
    chance = random.Random(1)
    Ask.objects.bulk_create(
        (
            Ask(cycle=cycle, addressee_id=pk, state=chance.choice(STATES))
            for pk in Addressee.objects.order_by("pk").values_list("pk", flat=True)
        ),
        system.BATCH,
    )


def page(asker: Any, path: str) -> Callable[[], None]:
    def ask() -> None:
        answer = asker.get(f"/en/{path}")
        assert answer.status_code == 200, answer.status_code

    return ask


def cases() -> list[tuple[str, Callable[[], None]]]:
    focal = register.client(system.PERSON)
    return [(name, page(focal, path)) for name, path in PAGES.items()]


def count() -> dict[str, int]:
    """How many queries each page sends, once everything is warm."""
    told = {}
    for name, ask in cases():
        ask()
        told[name] = len(register.queries_of(ask))
    return told


def weight() -> int:
    """The first page and all that it loads, packed, in bytes."""
    static = Path(os.environ["QUINTET_DATA"]) / "static"
    html = register.client(system.PERSON).get(f"/en/{PAGES['cycle, first page']}").content
    loaded = [next(static.rglob(name)).read_bytes() for name in LOADED]
    return sum(len(gzip.compress(data, 6)) for data in (html, *loaded))


def measure(few: dict[str, int]) -> int:
    print(f"{'':24}{'queries':>8}{'page, ms':>10}{'SQL, ms':>9}{'page/SQL':>10}")
    wrong = []
    for name, ask in cases():
        ask()
        queries = register.queries_of(ask)
        took = installation.medians(
            {"page": ask, "sql": register.bare(queries)}, repetitions=REPETITIONS, at_most=30
        )
        print(
            f"{name:24}{len(queries):8}{took['page'] * 1e3:10.0f}{took['sql'] * 1e3:9.0f}"
            f"{took['page'] / took['sql']:10.2f}",
            flush=True,
        )
        if len(queries) != few[name] and not name.startswith("whole"):
            wrong.append(f"{name}: {few[name]} queries of few items, {len(queries)} of these")
        if "--explain" in sys.argv:
            register.explain(queries)
    packed = weight()
    print(f"{packed / 1024:.1f} KB: the first page with all that it loads, packed")
    print(f"{installation.peak_megabytes():.0f} MB at most")
    if packed > MOST_BYTES:
        wrong.append(f"the first page weighs more than {MOST_BYTES // 1024} KB")
    print("\n".join(wrong), end="")
    return int(bool(wrong))


def filled(items: int, parties: int) -> None:
    installation.run(system.__file__, "0", str(items), str(parties))
    installation.run(__file__, "--ask")


def main() -> int:
    if acts := {"--count", "--ask"} & set(sys.argv):
        import django

        django.setup()
        print(json.dumps(count())) if "--count" in acts else ask_all()
        return 0
    items = ITEMS // 10 if "--small" in sys.argv else ITEMS
    with installation.installation():
        filled(items // 20 + 26, PARTIES)
        few = json.loads(installation.run(__file__, "--count"))
    with installation.installation() as database:
        took = installation.seconds(lambda: filled(items, PARTIES))
        print(f"{database}: {items:,} items × {PARTIES} parties, filled in {took:.0f} s")
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
        import django

        django.setup()
        return measure(few)


if __name__ == "__main__":
    sys.exit(main())
