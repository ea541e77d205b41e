"""What comes back: which fields of an answer have something in them, reader by reader.

`fields.csv` says it for every reading operation of the API and each state of its object: what
everybody gets who gets anything, and what each reader gets beyond that. A field that comes to
somebody new fails here, and is decided on by a person; QUINTET_WRITE_FIELDS=1 writes the table anew,
for its differences to be looked at. What the fields say is `test_nothing_leaks`' business.
"""

import csv
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.site.test_permissions_api import OPERATIONS, Operation, asked
from tests.site.world import World, tokens

TABLE = Path(__file__).with_name("fields.csv")
READERS = ("visitor", "former", "other_focal", "focal", "validator", "secretary", "publisher")
EXPORTS = (
    "register/export.csv", "register/matrix.csv", "reports/status.csv", "changes.csv?since=2020-01-01",
    "reports/status.json",
)  # fmt: skip
# Counts of what anybody may see, which change with the calendar.
COUNTS = {"get_insight", "get_scores", "get_brief", "get_summary"}
Row = dict[str, str]


def fields_of(told: Any, path: str = "") -> Iterator[str]:
    """The paths of all that has a value; of a list, those of its members together."""
    if isinstance(told, dict):
        for name, value in told.items():
            yield from fields_of(value, f"{path}.{name}" if path else name)
    elif isinstance(told, list):
        for one in told:
            yield from fields_of(one, f"{path}[]")
    elif told not in (None, "", False, 0):
        yield path


def row_of(name: str, state: str, found: dict[str, set[str] | None]) -> Row:
    """A row of the table: fields that all who are answered get, and what some get beyond them."""
    answered = [fields for fields in found.values() if fields is not None]
    common = set.intersection(*answered) if answered else set()
    row = {"operation": name, "object": state, "everybody": " ".join(sorted(common))}
    for reader, fields in found.items():
        row[reader] = "-" if fields is None else " ".join(sorted(fields - common))
    return row


def by_the_api(world: World) -> Iterator[Row]:
    keys = tokens(world.people.values())
    programs = {
        reader: Client(headers={"authorization": f"Bearer {keys[person.pk]}"} if person else {})
        for reader in READERS
        for person in [world.people[reader]]
    }
    for operation in OPERATIONS:
        if operation.method == "GET" and operation.name not in COUNTS:
            for state in operation.states:
                found = {
                    reader: answered(asked(program, world, operation, state, reader), operation)
                    for reader, program in programs.items()
                }
                if any(found.values()):
                    yield row_of(operation.name, state, found)


def answered(answer: Any, operation: Operation) -> set[str] | None:
    """The fields of an answer; None where it is refused. Of a file there is nothing to tell."""
    if answer.status_code != 200:
        return None
    if not answer["Content-Type"].startswith("application/json"):
        return set()
    return set(fields_of(json.loads(b"".join(answer))))


def in_exports(world: World) -> Iterator[Row]:
    for address in EXPORTS:
        found: dict[str, set[str] | None] = {}
        for reader in READERS:
            client = Client()
            if person := world.people[reader]:
                client.force_login(person)
            answer = client.get(f"/en/{address}")
            content = answer.getvalue() if answer.streaming else answer.content
            found[reader] = columns(content.decode("utf-8-sig"), address)
        yield row_of(address.partition("?")[0], "", found)


def columns(content: str, address: str) -> set[str]:
    """The columns, or fields, of an export that have something in them for this reader."""
    if ".json" in address:
        return set(fields_of(json.loads(content)))
    rows = list(csv.DictReader(io.StringIO(content)))
    return {name.replace(" ", "_") for row in rows for name, value in row.items() if name and value}


@pytest.mark.django_db
def test_nobody_gets_a_field_that_the_table_does_not_say(world):
    found = [*by_the_api(world), *in_exports(world)]
    if os.environ.get("QUINTET_WRITE_FIELDS"):
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(found[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(found)
    with TABLE.open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    assert [row for row in found if row not in told] == []
    assert [row for row in told if row not in found] == []
