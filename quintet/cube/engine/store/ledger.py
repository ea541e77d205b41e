"""The catalogue of a folder, kept in the folder: for an installation without a database.

One JSON file, replaced as a whole. An entry's JSON is also what a database row may hold of it.
"""

import json
import os
import tempfile
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from quintet.cube.engine.store.catalogue import Entry
from quintet.cube.engine.store.publishing import Damaged, Slice

LEDGER = "catalogue.json"


def read(folder: Path) -> list[Entry]:
    """The entries, in the order in which they were published; none where nothing was. Raises Damaged
    where the file is not a catalogue."""
    path = folder / LEDGER
    if not path.exists():
        return []
    try:
        return [entry_of(told) for told in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, KeyError, TypeError) as fault:
        raise Damaged(f"{path} is no catalogue ({fault}). Restore it from a backup.") from fault


def write(folder: Path, entries: Iterable[Entry]) -> None:
    """Replace the catalogue: whoever reads finds the old one or the new."""
    text = json.dumps([told(entry) for entry in entries], ensure_ascii=False, indent=1)
    handle, part = tempfile.mkstemp(dir=folder, prefix=".catalogue-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, folder / LEDGER)


def told(entry: Entry) -> dict[str, Any]:
    """As JSON; amounts as strings."""
    return {
        "sha256": entry.sha256,
        "series": entry.series,
        "version": entry.version,
        "cut": entry.cut,
        "published_on": entry.published_on.isoformat(),
        "withdrawn_on": entry.withdrawn_on.isoformat() if entry.withdrawn_on else None,
        "note": entry.note,
        "slices": [
            {
                "entity": one.entity,
                "year": one.year,
                "measure": one.measure,
                "rows": one.rows,
                "total": str(one.total),
                "told": {name: [str(amount), rows] for name, (amount, rows) in one.told.items()},
                "currencies": list(one.currencies),
            }
            for one in entry.slices
        ],
    }


def entry_of(told: dict[str, Any]) -> Entry:
    """The entry that `told` wrote. Raises KeyError, ValueError, TypeError where it is none."""
    withdrawn = told["withdrawn_on"]
    return Entry(
        told["sha256"],
        told["series"],
        told["version"],
        told["cut"],
        date.fromisoformat(told["published_on"]),
        tuple(map(_slice, told["slices"])),
        date.fromisoformat(withdrawn) if withdrawn else None,
        told["note"],
    )


def _slice(told: dict[str, Any]) -> Slice:
    return Slice(
        told["entity"],
        told["year"],
        told["measure"],
        told["rows"],
        Decimal(told["total"]),
        {name: (Decimal(amount), rows) for name, (amount, rows) in told["told"].items()},
        tuple(told["currencies"]),
    )
