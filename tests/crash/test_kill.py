"""The server is killed while it writes: nothing acknowledged is lost, no change without its entry.

QUINTET_KILLS tells how often; 8 unless told, 5 on PostgreSQL.
"""

import os
import random
import sys
import time
from collections import Counter

import pytest

from tests.crash.server import PATIENCE, Server, drop_database, own_database
from tests.crash.writers import Writer, all_at_once, writers

POSTGRES = os.environ.get("QUINTET_POSTGRES", "")
KILLS = int(os.environ.get("QUINTET_KILLS") or (5 if POSTGRES else 8))
LOOK_AFTER = 20  # kills
WRITING = (0.0, 0.4)  # seconds between the first answer to a write and the kill


@pytest.fixture
def server(tmp_path):
    made = Server(tmp_path, postgres=own_database(POSTGRES) if POSTGRES else "")
    yield made
    made.kill()
    if made.postgres:
        drop_database(made.postgres)


@pytest.fixture
def told(server, request):
    if server.postgres:
        return server.story("prepare")
    return request.getfixturevalue("copy_of")(server.folder)


def test_no_acknowledged_write_is_lost_and_no_change_lacks_its_entry(server, told):
    who = writers(told)
    chance, started, unanswered = random.Random(KILLS), time.monotonic(), 0
    for kill in range(1, KILLS + 1):
        server.start()
        all_at_once(who, server, lambda: killed_soon(server, who, chance))
        if kill % LOOK_AFTER == 0:
            agrees(server.story("witness"), who)
        unanswered += sum(one.hanging is not None for one in who)
    took = time.monotonic() - started
    server.start()
    for one in who:
        finish(one, server)
    told = server.story("witness", "--journals")
    agrees(told, who)
    assert told["faults"] == []
    by_api = [one for one in who if one.again]
    assert {change for one in by_api for change in one.sent} <= changes(told)
    assert acknowledged(who) > KILLS  # else nothing was tried
    print(
        f"{KILLS} kills in {took:.0f} s: {acknowledged(who)} writes acknowledged, none lost; "
        f"{unanswered} went out without an answer",
        file=sys.stderr,
    )


def killed_soon(server: Server, who: list[Writer], chance: random.Random) -> None:
    before, late = acknowledged(who), time.monotonic() + PATIENCE
    while acknowledged(who) == before and time.monotonic() < late:
        time.sleep(0.005)
    time.sleep(chance.uniform(*WRITING))
    server.kill()


def acknowledged(who: list[Writer]) -> int:
    return sum(len(one.acknowledged) for one in who)


def finish(one: Writer, server: Server) -> None:
    """Have what hangs answered, where it may be sent once more."""
    if one.hanging and one.again:
        assert one.write(server.url).status_code == 201


def agrees(told: dict, who: list[Writer]) -> None:
    """All that was acknowledged is there, once; every change has its entry, every entry its change;
    who approves was told of each; nothing is there that nobody sent."""
    assert told["integrity"] == "ok"
    assert told["damaged"] == []
    for kind, found in told["changes"].items():
        counted = Counter(map(tuple, found))
        assert counted == Counter(map(tuple, told["entries"][kind]))
        assert set(counted.values()) <= {1}
    for one in who:
        assert one.refused == []
        assert one.acknowledged <= changes(told)
    assert changes(told) <= {change for one in who for change in one.sent}
    assert told["notices"] == len(told["changes"]["progress"])


def changes(told: dict) -> set[tuple[str, str]]:
    return {tuple(change) for kind in told["changes"].values() for change in kind}
