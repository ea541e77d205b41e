"""A publication is killed at its worst moments: its figures stand whole, or not at all."""

import json
import subprocess
import sys

import pytest

from tests.crash.server import Server


@pytest.fixture
def told(tmp_path, copy_of):
    """After each moment at which a publication was killed, what stood then."""
    server = Server(tmp_path)
    copy_of(server.folder)
    for what in ("submit", "publish"):
        command = [sys.executable, "-m", "tests.crash.figures", what]
        done = subprocess.run(command, env=server.environment, check=True, capture_output=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_killed_at_any_moment_a_publication_is_whole_or_not_there(told):
    for found in told:
        assert found["damaged"] == []
        stands = found["state"] == "published"
        assert found["rows"] == (found["submitted"] if stands else None)
        assert found["entries"] == int(stands)
        assert stands == (found["moment"] in ("it stands", "again"))
    assert [one["killed"] for one in told] == [True, True, True, True, False]
    assert [one["files"] for one in told] == [0, 1, 1, 1, 1]
