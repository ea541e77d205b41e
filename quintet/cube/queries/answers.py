"""Answers to questions, from what is published or from figures that are not yet."""

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from quintet.cube.engine.lists import lists
from quintet.cube.engine.questions import Answer, Figure, Question, ask, behind
from quintet.cube.engine.questions.answer import Line
from quintet.cube.engine.questions.bounded import Bounded, bounded
from quintet.cube.engine.store import Catalogue
from quintet.cube.queries.stands import catalogue, folder, store

Cube = tuple[Catalogue, Bounded]  # what somebody may ask, and where


def published() -> Cube:
    """What everybody may ask. Raises Damaged."""
    known = catalogue()
    return known, bounded(store(folder()).figures(known.entries))


def answer(question: Question, *, today: date, of: Cube | None = None) -> Answer:
    """The answer from what is published, or from another cube; what takes too long is stopped.
    Raises Refused, Damaged."""
    known, figures = of or published()
    return ask(question, known, figures, today=today, lists=lists())


def page_answer(question: Question, *, today: date) -> Answer:
    """As `answer`, remembered while the catalogue stays as it is: pages ask the same for every
    visitor. Raises Refused, Damaged."""
    return _remembered(question, catalogue(), today)


@lru_cache(maxsize=1000)
def _remembered(question: Question, known: Catalogue, today: date) -> Answer:
    figures = store(folder()).figures(known.entries)
    return answer(question, today=today, of=(known, bounded(figures)))


def rows_behind(
    question: Question,
    line: Line,
    column: Line,
    *,
    today: date,
    first: int = 1000,
    skip: int = 0,
    of: Cube | None = None,
) -> Iterator[Figure]:
    """The published figures that a cell is made of, `first` of them after `skip`. Raises Refused,
    Damaged."""
    known, figures = of or published()
    return behind(
        question, line, column, known, figures,
        today=today, lists=lists(), first=first, skip=skip,
    )  # fmt: skip


def version_of(cube: Catalogue) -> str:
    """What tells one state of a catalogue from another, for an ETag."""
    told = [(one.sha256, one.series, one.version, one.withdrawn_on) for one in cube.entries]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]
