"""Whoever can write the database, but has no key, cannot change a journal unseen."""

import json
import random
from dataclasses import dataclass
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from quintet.core import actions, queries
from quintet.core.models import JournalEntry, JournalHead, JournalPayload
from quintet.core.queries import verify_journal
from quintet.core.seal.checkpoint import Checkpoint, sign
from quintet.core.seal.commitment import commit
from quintet.core.seal.tree import Frontier, leaf_hash
from tests.conftest import AT

pytestmark = pytest.mark.django_db

SIZE = 14
ERASED, ERASURE = 4, 9  # the words of entry 4 were erased; entry 9 tells so
SQLITE = connection.vendor == "sqlite"


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@dataclass
class Journal:
    """A journal of 14 entries, another organization's beside it, and what was published of it."""

    who: object
    ilo: object
    published: str
    payload: JournalPayload  # as it was before its erasure

    def entry(self, index):
        return JournalEntry.objects.get(organization=self.who, index=index)

    def row(self, index):
        return JournalEntry.objects.filter(organization=self.who, index=index).values_list(
            "pk", flat=True
        )[0]


@pytest.fixture
def journal(who, ilo, steward):
    told = {}
    for number in range(SIZE):
        at = AT + timedelta(minutes=number)
        for organization in (who, ilo):
            if organization is who and number == ERASURE:
                entry = who.entries.get(index=ERASED)
                told["payload"] = entry.payload
                actions.erase(entry=entry, reason="Asked for by the person", by=steward, at=at)
                continue
            actions.record(
                organization=organization,
                by=steward,
                at=at,
                verb="test.said",
                subject=f"item:{number % 3}",
                text=f"Word {number} of {organization.code}",
                amount="12.50",
            )
    return Journal(who, ilo, who.entries.get(index=SIZE - 1).note, told["payload"])


def column(chance, journal, k):
    """Change one column of one entry."""
    name = chance.choice(["actor", "verb", "subject", "at", "commitment", "note"])
    entry, other = journal.entry(k), journal.entry((k + 1) % SIZE)
    if name == "at":
        value = entry.at + timedelta(microseconds=chance.choice([1, -1, 3_600_000_000]))
    elif name == "note":
        value = chance.choice([other.note, entry.note[:-3], "", entry.note[1:], "\x7f"])
    elif name == "commitment":
        value = chance.choice([other.commitment, entry.commitment[::-1], "", "not hexadecimal"])
    else:
        value = getattr(entry, name)[:-1]
    JournalEntry.objects.filter(pk=entry.pk).update(**{name: value})
    return ERASED if k == ERASURE and name == "verb" else k


def moved_to_another(chance, journal, k):
    sql(
        'UPDATE core_journalentry SET organization_id=%s, "index"=%s WHERE id=%s',
        journal.ilo.pk,
        100 + k,
        journal.row(k),
    )
    return ERASED if k == ERASURE else k


def renumbered(chance, journal, k):
    number = chance.choice([SIZE, 1_000, 2**53 + 1, 2**62])
    sql('UPDATE core_journalentry SET "index"=%s WHERE id=%s', number, journal.row(k))
    return SIZE - 1 if (k, number) == (SIZE - 1, SIZE - 1) else k


def deleted(chance, journal, k):
    row = journal.row(k)
    sql("DELETE FROM core_journalpayload WHERE entry_id=%s", row)
    sql("DELETE FROM core_journalentry WHERE id=%s", row)
    return ERASED if k == ERASURE else k


def closed_up(chance, journal, k):
    """Delete an entry, and give its followers new numbers so that no gap shows."""
    expected = deleted(chance, journal, k)
    later = JournalEntry.objects.filter(organization=journal.who, index__gt=k).order_by("index")
    for row, index in later.values_list("pk", "index"):
        sql('UPDATE core_journalentry SET "index"=%s WHERE id=%s', index - 1, row)
    return expected


def swapped(chance, journal, k):
    other = chance.choice([j for j in range(SIZE) if j != k])
    first, second = journal.row(k), journal.row(other)
    for number, row in ((500, first), (k, second), (other, first)):
        sql('UPDATE core_journalentry SET "index"=%s WHERE id=%s', number, row)
    return min(k, other)


def exchanged_words(chance, journal, k):
    """Swap what two entries say."""
    there = [j for j in range(SIZE) if j not in (ERASED, k, ERASURE)]
    if k in (ERASED, ERASURE):
        k = there.pop()
    other = chance.choice(there)
    first, second = journal.entry(k).payload, journal.entry(other).payload
    for mine, theirs in ((first, second), (second, first)):
        sql(
            "UPDATE core_journalpayload SET data=%s, salt=%s WHERE entry_id=%s",
            json.dumps(theirs.data),
            theirs.salt,
            mine.pk,
        )
    return min(k, other)


def forged(chance, journal, index, *, verb="test.said", **payload):
    """Insert an entry by somebody who knows all but the key; with the head made to fit."""
    data, salt = payload or {"text": "never said"}, bytes(32)
    entry = JournalEntry(
        organization=journal.who,
        index=index,
        actor="",
        verb=verb,
        subject="item:1",
        at=AT,
        commitment=commit(data, salt),
    )
    head = JournalHead.objects.get(organization=journal.who)
    frontier = Frontier.from_list(head.frontier)
    frontier.append(leaf_hash(queries.leaf(entry)))
    checkpoint = Checkpoint(queries.origin(journal.who), frontier.size, frontier.root())
    own = sign(checkpoint, Ed25519PrivateKey.generate(), checkpoint.origin)
    entry.note = chance.choice([own, journal.published, ""])
    entry.save()
    JournalPayload.objects.create(entry=entry, salt=salt.hex(), data=data)
    head.size, head.frontier = SIZE + 1, frontier.to_list()
    head.save()
    return index


def added_at_the_end(chance, journal, k):
    return forged(chance, journal, SIZE)


def added_erasure(chance, journal, k):
    """An erasure that never happened is found as itself, and hides nothing."""
    return forged(chance, journal, SIZE, verb="core.erased", entry=k, reason="forged")


def added_between(chance, journal, k):
    later = JournalEntry.objects.filter(organization=journal.who, index__gte=k).order_by("-index")
    for row, index in later.values_list("pk", "index"):
        sql('UPDATE core_journalentry SET "index"=%s WHERE id=%s', index + 1, row)
    return forged(chance, journal, k)


def cut_short(chance, journal, k):
    """Delete the end, and make the head fit: only what was published tells."""
    size = max(k, 5)
    rows = JournalEntry.objects.filter(organization=journal.who, index__gte=size)
    for row in list(rows.values_list("pk", flat=True)):
        sql("DELETE FROM core_journalpayload WHERE entry_id=%s", row)
        sql("DELETE FROM core_journalentry WHERE id=%s", row)
    frontier = Frontier()
    for entry in JournalEntry.objects.filter(organization=journal.who).order_by("index"):
        frontier.append(leaf_hash(queries.leaf(entry)))
    sql(
        "UPDATE core_journalhead SET size=%s, frontier=%s WHERE organization_id=%s",
        size,
        json.dumps(frontier.to_list()),
        journal.who.pk,
    )
    return ERASED if size <= ERASURE else size


def words_changed(chance, journal, k):
    if k == ERASED:
        k += 1
    data = chance.choice([{"text": "changed"}, {}, [1], "text", 5, {"deep": [[[[]]]]}, {"f": 0.5}])
    data = chance.choice([data, {"n": 10**400}])
    sql(
        "UPDATE core_journalpayload SET data=%s WHERE entry_id=%s",
        json.dumps(data),
        journal.row(k),
    )
    return ERASED if k == ERASURE else k


def number_too_long_to_read(chance, journal, k):
    if k == ERASED:
        k += 1
    data = '{"n": 1%s}' % ("0" * 5_000)
    sql("UPDATE core_journalpayload SET data=%s WHERE entry_id=%s", data, journal.row(k))
    return ERASED if k == ERASURE else k


def salt_changed(chance, journal, k):
    if k == ERASED:
        k += 1
    salt = chance.choice(["", "zz", "00" * 32, "00" * 5, "né", "0" * 63])
    sql("UPDATE core_journalpayload SET salt=%s WHERE entry_id=%s", salt, journal.row(k))
    return k


def words_deleted(chance, journal, k):
    if k == ERASED:
        k += 1
    sql("DELETE FROM core_journalpayload WHERE entry_id=%s", journal.row(k))
    return ERASED if k == ERASURE else k


def erased_words_back(chance, journal, k):
    salt, data = journal.payload.salt, journal.payload.data
    if chance.random() < 0.5:
        data = {"text": "something else"}
    sql(
        "INSERT INTO core_journalpayload (entry_id, salt, data) VALUES (%s, %s, %s)",
        journal.row(ERASED),
        salt,
        json.dumps(data),
    )
    return ERASED


def head_changed(chance, journal, k):
    change, value = chance.choice(
        [
            ("size", SIZE + 1 + k),
            ("size", k),
            ("frontier", json.dumps([])),
            ("frontier", json.dumps({"no": "list"})),
            ("frontier", json.dumps(["00" * 32])),
        ]
    )
    sql(f"UPDATE core_journalhead SET {change}=%s WHERE organization_id=%s", value, journal.who.pk)
    return SIZE


def head_deleted(chance, journal, k):
    sql("DELETE FROM core_journalhead WHERE organization_id=%s", journal.who.pk)
    return SIZE


TAMPERINGS = [
    column, column, column, moved_to_another, renumbered, deleted, closed_up, swapped,
    exchanged_words, added_at_the_end, added_erasure, added_between, cut_short, words_changed,
    words_changed, number_too_long_to_read, salt_changed, words_deleted, erased_words_back,
    head_changed, head_deleted,
]  # fmt: skip


def test_every_tampering_is_found_and_the_first_bad_entry_is_named(journal):
    chance = random.Random(1945)
    assert verify_journal(journal.who, published=journal.published) is None
    for _round in range(10):
        for tamper in TAMPERINGS:
            with transaction.atomic():
                expected = tamper(chance, journal, chance.randrange(SIZE))
                fault = verify_journal(journal.who, published=journal.published)
                transaction.set_rollback(True)
            assert fault is not None, tamper.__name__
            assert (fault.organization, fault.index) == ("WHO", expected), (tamper, fault)
            assert fault.why
    assert verify_journal(journal.who, published=journal.published) is None


def test_one_organizations_tampering_is_no_fault_of_another(journal):
    sql("UPDATE core_journalentry SET verb='x' WHERE organization_id=%s", journal.who.pk)
    assert verify_journal(journal.ilo) is None


def test_a_journal_cut_short_with_its_head_is_found_by_what_was_published_alone(journal):
    with transaction.atomic():
        cut_short(random.Random(1), journal, 12)
        assert verify_journal(journal.who) is None
        fault = verify_journal(journal.who, published=journal.published)
        transaction.set_rollback(True)
    assert (fault.index, fault.why) == (12, "an entry is missing")


def test_a_journal_cut_short_and_written_on_is_not_the_one_that_was_published(journal, steward):
    cut_short(random.Random(1), journal, 12)
    for number in range(4):
        actions.record(
            organization=journal.who, by=steward, at=AT, verb="test.other", subject=str(number)
        )
    assert verify_journal(journal.who) is None

    fault = verify_journal(journal.who, published=journal.published)

    assert (fault.index, fault.why) == (
        SIZE - 1,
        "up to here the journal is not the one that was published",
    )


def test_an_emptied_journal_is_found_by_what_was_published(journal):
    sql("DELETE FROM core_journalpayload")
    sql("DELETE FROM core_journalentry")
    sql("DELETE FROM core_journalhead")
    assert verify_journal(journal.who) is None
    fault = verify_journal(journal.who, published=journal.published)
    assert (fault.index, fault.why) == (0, "an entry is missing")


@pytest.mark.skipif(not SQLITE, reason="PostgreSQL keeps to the types of its columns")
@pytest.mark.parametrize(
    ("table", "name", "value"),
    [
        ("entry", "at", "'nonsense'"),
        ("entry", "at", "'2021-13-45 99:99:99'"),
        ("entry", "at", "5"),
        ("entry", "at", "X'ff'"),
        ("entry", "at", "'0001-01-01 00:00:00+23:00'"),
        ("entry", "verb", "CAST(X'ff' AS TEXT)"),
        ("entry", "subject", "X'ff'"),
        ("entry", "note", "X'ff00'"),
        ("entry", "commitment", "X'00'"),
        ("entry", '"index"', "'many'"),
        ("entry", '"index"', "5.5"),
        ("payload", "data", "'no json'"),
        ("payload", "data", "X'ff'"),
        ("payload", "data", "CAST(X'ff' AS TEXT)"),
        ("payload", "data", "7"),
        ("payload", "salt", "X'ff'"),
        ("payload", "data", "replace(printf('%%.900c', '['), ' ', '[')"),
    ],
)
def test_rows_that_no_type_allows_are_faults_and_never_crashes(journal, table, name, value):
    sql("PRAGMA ignore_check_constraints=ON")
    try:
        key = {"entry": "id", "payload": "entry_id"}[table]
        sql(f"UPDATE core_journal{table} SET {name}={value} WHERE {key}=%s", journal.row(6))
    finally:
        sql("PRAGMA ignore_check_constraints=OFF")

    fault = verify_journal(journal.who, published=journal.published)

    assert (fault.organization, fault.index) == ("WHO", 6), fault


@pytest.mark.skipif(not SQLITE, reason="PostgreSQL keeps to the types of its columns")
def test_a_head_that_no_type_allows_is_a_fault(journal):
    sql("PRAGMA ignore_check_constraints=ON")
    try:
        for name, value in (
            ("frontier", "'no json'"),
            ("frontier", "X'ff'"),
            ("frontier", "CAST(X'ff' AS TEXT)"),
            ("size", "'many'"),
        ):
            with transaction.atomic():
                sql(f"UPDATE core_journalhead SET {name}={value}")
                assert verify_journal(journal.who).index == SIZE
                transaction.set_rollback(True)
    finally:
        sql("PRAGMA ignore_check_constraints=OFF")


@pytest.mark.skipif(SQLITE, reason="SQLite has no such values")
def test_a_time_that_python_cannot_hold_is_a_fault(journal):
    for number, value in ((6, "infinity"), (0, "294000-01-01"), (13, "0100-01-01 BC")):
        with transaction.atomic():
            sql("UPDATE core_journalentry SET at=%s WHERE id=%s", value, journal.row(number))
            assert verify_journal(journal.who).index == number
            transaction.set_rollback(True)


@pytest.mark.skipif(SQLITE, reason="SQLite cannot drop a constraint of a table")
def test_an_entry_that_stands_twice_is_a_fault(journal):
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # else the table still waits for their checks
    sql("ALTER TABLE core_journalentry DROP CONSTRAINT core_entry_once")
    sql('UPDATE core_journalentry SET "index"=3 WHERE id=%s', journal.row(8))
    fault = verify_journal(journal.who)
    assert (fault.index, fault.why) == (3, "an entry stands twice")


def test_a_bad_row_after_more_entries_than_are_read_at_once_is_found(journal, monkeypatch):
    monkeypatch.setattr(queries, "BATCH", 4)
    assert verify_journal(journal.who) is None
    number_too_long_to_read(None, journal, 11)
    fault = verify_journal(journal.who)
    assert (fault.index, fault.why) == (11, "it cannot be read")


def test_the_code_of_an_organization_is_part_of_what_is_signed(journal):
    for code in ("PAHO", "W H O", "W+O"):
        with transaction.atomic():
            sql("UPDATE core_organization SET code=%s WHERE id=%s", code, journal.who.pk)
            journal.who.refresh_from_db()
            assert verify_journal(journal.who).index == 0
            transaction.set_rollback(True)
    journal.who.refresh_from_db()
    assert verify_journal(journal.who) is None


@pytest.mark.parametrize("note", ["nonsense", "a\n1\nb\n\n— a b\n", "\ud800", "x" * 2_000_000])
def test_a_published_checkpoint_that_cannot_be_used_is_told(journal, note):
    fault = verify_journal(journal.who, published=note)
    assert fault.index == 0
    assert fault.why.startswith("the published checkpoint cannot be used: ")


def test_a_fault_of_the_journal_goes_before_a_checkpoint_that_cannot_be_used(journal):
    sql("UPDATE core_journalentry SET verb='x' WHERE id=%s", journal.row(6))
    assert verify_journal(journal.who, published="nonsense").index == 6


def test_another_organizations_checkpoint_does_not_serve(journal):
    theirs = journal.ilo.entries.last().note
    assert "cannot be used" in verify_journal(journal.who, published=theirs).why


def test_an_older_checkpoint_still_holds(journal):
    for entry in journal.who.entries.all():
        assert verify_journal(journal.who, published=entry.note) is None


def test_a_signature_by_another_key_is_not_ours(journal, monkeypatch):
    other = Ed25519PrivateKey.generate()
    monkeypatch.setattr(queries, "signing_key", lambda: other)
    fault = verify_journal(journal.who)
    assert (fault.index, fault.why) == (0, "its note is not signed by this installation")
