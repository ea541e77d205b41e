"""One database is prepared for all; each test kills or starves its own copy."""

import shutil

import pytest

from tests.crash.server import Server


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A folder with a database in it, and what `story prepare` told of it."""
    folder = tmp_path_factory.mktemp("prepared")
    return folder, Server(folder).story("prepare")


@pytest.fixture(scope="session")
def copy_of(prepared):
    """Copy the prepared folder into another one; return what was told of it."""

    def copy(folder):
        shutil.copytree(prepared[0], folder, dirs_exist_ok=True)
        return prepared[1]

    return copy
