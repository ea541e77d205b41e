"""All findings of a file, however many: written down one by one, and read again for each report."""

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import Self

from quintet.cube.engine.findings import Finding

_FIELDS = tuple(one.name for one in fields(Finding))


class Spool:
    """Keeps findings in a file, one JSON object a line. `keep` is for `Findings(keep)`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("w", encoding="utf-8")

    def keep(self, finding: Finding) -> None:
        # Bytes that are no text can stand in a value only as surrogates, which UTF-8 has not.
        line = json.dumps({name: getattr(finding, name) for name in _FIELDS}, ensure_ascii=True)
        self._file.write(line + "\n")

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


def read_page(path: Path, place: int, most: int) -> tuple[list[Finding], int | None]:
    """At most so many findings from a place (in bytes) of the file, 0 the first; and the place of the
    next, None where there is none. Raises OSError, ValueError."""
    found: list[Finding] = []
    with path.open("rb") as file:
        file.seek(place)
        while len(found) < most and (line := file.readline()):
            found.append(Finding(**json.loads(line)))
        after = file.tell()
        return found, after if file.read(1) else None


def read_spool(path: Path) -> Iterator[Finding]:
    """The findings, in the order in which they were made. Raises OSError, ValueError."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield Finding(**json.loads(line))
