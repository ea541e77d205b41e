"""Questions whose cost is bounded: one that takes too long, or too much memory, is stopped."""

import threading
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import duckdb

from quintet.cube.engine.questions.words import Refused
from quintet.cube.engine.store.layout import Figures

SECONDS = 30.0  # of one statement


class Bounded(Figures):
    """Published figures in DuckDB, each statement within `SECONDS`."""

    __slots__ = ()

    def run(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows of one statement. Raises Refused where it was stopped, or needs more memory than
        DuckDB may use."""
        cursor = self.cursor()
        timer = threading.Timer(SECONDS, cursor.interrupt)
        timer.start()
        try:
            return cursor.execute(statement, values).fetchall()
        except duckdb.InterruptException as stopped:
            raise Refused("rows", "too_long", seconds=f"{SECONDS:g}") from stopped
        except duckdb.OutOfMemoryException as full:
            raise Refused("rows", "too_large") from full
        finally:
            timer.cancel()
            cursor.close()


def bounded(figures: Figures) -> Bounded:
    """The same figures, bounded."""
    return Bounded(**{one.name: getattr(figures, one.name) for one in fields(figures)})
