"""Whether an act is whole: its change and its one entry in the journal, or neither.

The act is run with the database failing at its first write, then at its second, and so on until it
succeeds: after every failure nothing at all has changed; after success there is exactly one entry.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import OperationalError, connection

from quintet.core.models import JournalEntry, Organization
from quintet.core.queries import verify_journal


def is_whole(act: Callable[[], Any], entries: int = 1) -> None:
    """Asserts it of an act that can be tried again and again; `entries`: how many it has."""
    before, earlier = everything(), JournalEntry.objects.count()
    failures = 0
    while True:
        try:
            with failing_at(failures + 1):
                act()
            break
        except OperationalError:
            failures += 1
            assert everything() == before, f"write {failures} failed, and something stayed"
    assert failures >= 4  # a change, and the journal's entry, payload and head
    assert JournalEntry.objects.count() == earlier + entries
    assert everything() != before
    for organization in Organization.objects.all():
        assert verify_journal(organization) is None


def everything() -> dict[str, list[str]]:
    """All rows of all tables of the house."""
    tables = [
        model._meta.db_table
        for app in ("core", "followup", "cube")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


@contextmanager
def failing_at(number: int) -> Iterator[None]:
    """The database refuses the write with this number, as a full disk would."""
    left = number

    def refuse(execute, sql, params, many, context):
        nonlocal left
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            left -= 1
            if left == 0:
                raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield
