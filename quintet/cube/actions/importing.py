"""Files that were published before, elsewhere, become figures that stand here."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from quintet.core.public import Person
from quintet.cube import queries
from quintet.cube.actions.publications import enter_imported
from quintet.cube.engine.lists import lists
from quintet.cube.engine.store.importing import Imported, import_published
from quintet.cube.models import Publication


def import_files(
    *,
    files: Sequence[Path],
    kind: str = "ceb",
    note: str = "",
    done: Callable[[Imported], None] = lambda one: None,
    by: Person | None,
    at: datetime,
) -> list[Publication]:
    """Judge the files, write what is published of them, enter it; returns what is new.

    `kind`: "ceb", or "csv" for the template. `done` is told of each file. Raises Unreadable,
    Unpublishable, Damaged; then nothing is entered.
    """
    imported = import_published(
        files,
        queries.folder(),
        lists(),
        entries=queries.catalogue().entries,
        today=at.date(),
        kind=kind,
        note=note,
        done=done,
    )
    return enter_imported(imported=imported, by=by, at=at)
