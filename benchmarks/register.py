"""The register page of 100,000 items with three addressees each, against its own bare SQL.

Run: python benchmarks/register.py [--small] [--explain]     bin/with-postgres runs it on PostgreSQL

A page is asked for through Django's client, whole: middleware, form, queries, template. Its SQL is
then run by itself, with the same parameters, and every row fetched. Medians of turns, in one process.
Exit 1 where a page asks another number of queries than on a hundredth of the items.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

import installation
import system

ITEMS, FEW, REPETITIONS = 100_000, 1_000, 7
PAGES = {
    "no filter": "",
    "the last page": "page=last",
    "body and session": "body=HLCM&session=100",
    "addressee, answer, status": "party=organization:WHO&answer=accepted&implementation=in_progress",
    "rare words": "q=w0111+w0115",
    "a frequent word": "q=w0001",
    "overdue, by deadline": "due=overdue&sort=due",
    "goal": "goal=3",
}
Query = tuple[str, Any]


def client(person: str = "") -> Any:
    from django.test import Client

    made = Client(SERVER_NAME="localhost")
    if person:
        made.force_login(_person(person))
    return made


def _person(username: str) -> Any:
    from quintet.core.models import Person

    return Person.objects.get(username=username)


def page(asker: Any, query: str) -> Callable[[], None]:
    return page_at(asker, f"/en/register/?{query}")


def page_at(asker: Any, address: str) -> Callable[[], None]:
    def ask() -> None:
        answer = asker.get(address)
        assert answer.status_code == 200, answer.status_code

    return ask


def queries_of(act: Callable[[], None]) -> list[Query]:
    """The SQL that an act sends, with its parameters."""
    from django.db import connection

    sent: list[Query] = []

    def heed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(heed):
        act()
    return sent


def bare(queries: list[Query]) -> Callable[[], None]:
    from django.db import connection

    def ask() -> None:
        for sql, params in queries:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                cursor.fetchall()

    return ask


def cases() -> list[tuple[str, Callable[[], None]]]:
    visitor, focal = client(), client(system.PERSON)
    visited = [(name, page(visitor, query)) for name, query in PAGES.items()]
    return [*visited, ("no filter, signed in", page(focal, ""))]


def count() -> dict[str, int]:
    """How many queries each page sends, once everything is warm."""
    told = {}
    for name, ask in cases():
        ask()
        told[name] = len(queries_of(ask))
    return told


def measure(few: dict[str, int]) -> int:
    print(f"{'':28}{'queries':>8}{'page, ms':>10}{'SQL, ms':>9}{'page/SQL':>10}")
    more = []
    for name, ask in cases():
        ask()
        queries = queries_of(ask)
        took = installation.medians(
            {"page": ask, "sql": bare(queries)}, repetitions=REPETITIONS, at_most=20
        )
        print(
            f"{name:28}{len(queries):8}{took['page'] * 1e3:10.0f}{took['sql'] * 1e3:9.0f}"
            f"{took['page'] / took['sql']:10.2f}",
            flush=True,
        )
        if len(queries) != few[name]:
            more.append(f"{name}: {few[name]} queries of {FEW} items, {len(queries)} of these")
        if "--explain" in sys.argv:
            explain(queries)
    print(f"{installation.peak_megabytes():.0f} MB at most")
    print("\n".join(more), end="")
    return int(bool(more))


def explain(queries: list[Query]) -> None:
    from django.db import connection

    for sql, params in queries:
        took = installation.seconds(bare([(sql, params)])) * 1e3
        if took < 20:
            continue
        print(f"  {took:.0f} ms: {sql[:3000]} {params}")
        with connection.cursor() as cursor:
            lite = connection.vendor == "sqlite"
            cursor.execute(f"EXPLAIN {'QUERY PLAN' if lite else 'ANALYZE'} {sql}", params)
            for row in cursor.fetchall():
                print("     ", row[-1])


def main() -> int:
    if "--count" in sys.argv:
        import django

        django.setup()
        print(json.dumps(count()))
        return 0
    items = ITEMS // 20 if "--small" in sys.argv else ITEMS
    with installation.installation() as database:
        installation.run(system.__file__, "0", str(FEW))
        few = json.loads(installation.run(__file__, "--count"))
        took = installation.seconds(
            lambda: installation.run(system.__file__, str(FEW), str(items - FEW))
        )
        print(
            f"{database}: {items:,} items × {system.ADDRESSEES} addressees, filled in {took:.0f} s"
        )
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
        import django

        django.setup()
        return measure(few)


if __name__ == "__main__":
    sys.exit(main())
