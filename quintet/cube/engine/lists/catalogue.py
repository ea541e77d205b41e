"""Which lists and crosswalks there are, in which editions; each is read when it is first asked for."""

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from quintet.cube.engine.lists.codes import EDITION, CodeList, read_list
from quintet.cube.engine.lists.crosswalks import Crosswalk, read_crosswalk
from quintet.cube.engine.lists.faults import ListError


class CodeLists:
    """The lists of a folder that holds `codes/` and `crosswalks/`."""

    def __init__(self, folder: Traversable) -> None:
        self._codes = _editions(folder / "codes")
        self._crosswalks = _editions(folder / "crosswalks")
        self._read: dict[tuple[str, str], CodeList] = {}
        self._walked: dict[str, Crosswalk] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._codes)

    @property
    def crosswalks(self) -> tuple[str, ...]:
        return tuple(self._crosswalks)

    def editions(self, name: str) -> tuple[str, ...]:
        """The list's editions, the one in force last. Raises ListError for no such list."""
        return tuple(_named(self._codes, name, "list"))

    def get(self, name: str, edition: str = "") -> CodeList:
        """The list, in the edition named or the one in force. Raises ListError for no such list or
        edition, and for data that is at odds with itself."""
        editions = _named(self._codes, name, "list")
        chosen = edition or list(editions)[-1]
        if chosen not in editions:
            raise ListError(f"The list {name} has no edition {chosen}; it has {_told(editions)}.")
        if (name, chosen) not in self._read:
            told = _json(editions[chosen])
            if (told["list"], told["edition"]) != (name, chosen):
                raise ListError(f"{editions[chosen].name} says that it is another list or edition.")
            parents = self.get(told["parents"]) if told.get("parents") else None
            self._read[name, chosen] = read_list(told, editions[chosen].name, parents)
        return self._read[name, chosen]

    def crosswalk(self, name: str) -> Crosswalk:
        """The crosswalk in force, from our codes to another classification's."""
        if name not in self._walked:
            file = list(_named(self._crosswalks, name, "crosswalk").values())[-1]
            told = _json(file)
            self._walked[name] = read_crosswalk(told, self.get(told["of"]), file.name)
        return self._walked[name]

    def crosswalks_of(self, name: str) -> tuple[Crosswalk, ...]:
        """All crosswalks that lead from the list."""
        walked = map(self.crosswalk, self._crosswalks)
        return tuple(one for one in walked if one.of == name)


def _editions(folder: Traversable) -> dict[str, dict[str, Traversable]]:
    found: dict[str, dict[str, Traversable]] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".json"):
            continue
        named = EDITION.match(file.name)
        if named is None:
            raise ListError(f"{file.name}: expected a name such as entity.2026-11.json.")
        found.setdefault(named["name"], {})[named["edition"]] = file
    return found


def _named(
    found: dict[str, dict[str, Traversable]], name: str, kind: str
) -> dict[str, Traversable]:
    if name not in found:
        raise ListError(f"There is no {kind} {name}; there are {_told(found)}.")
    return found[name]


def _told(names: Iterable[str]) -> str:
    return ", ".join(names)


def _json(file: Traversable) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise ListError(f"{file.name} is not JSON in UTF-8: {fault}.") from fault


@cache
def lists() -> CodeLists:
    """The project's own lists."""
    return CodeLists(files(__package__) / "data")


def crosswalk(name: str) -> Crosswalk:
    """One of the project's own crosswalks."""
    return lists().crosswalk(name)
