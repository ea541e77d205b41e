"""The demonstration's figures of the cube, on the way that all figures go: data stewards submit, a
second person approves, the secretariat publishes. Totals are true where they were published; every
detail is invented, and the note that is published with them says so.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from quintet.core.public import Organization, Person
from quintet.cube.public import Question, Submission, actions, answer, catalogue, tasks

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "cube"
QUESTION = Question.parse("measure=expense&rows=goal&year=2021")
Told = dict[str, Any]
Act = tuple[date, int, Callable[[datetime], Any]]  # its day, its place among the acts of that day


class Figures:
    """`told`: the part `figures` of the story. `done` says what became of each file."""

    def __init__(self, told: Told) -> None:
        self.told, self.done = told, list[str]()
        self.made: dict[str, Submission] = {}  # by file

    def acts(self) -> Iterator[Act]:
        for bulk in self.told["imported"]:
            yield _day(bulk["on"]), 11, partial(self.bring_in, bulk)
        for one in self.told["submissions"]:
            yield _day(one["on"]), 12, partial(self.submit, one)
            for rank, name in enumerate(("approved", "published", "withdrawn"), 13):
                if name in one:
                    act = partial(getattr(self, name), one, one[name])
                    yield _day(one[name]["on"]), rank, act

    def bring_in(self, told: Told, at: datetime) -> None:
        """What was published before the installation began."""
        files = [SAMPLES / name for name in told["files"]]
        rows = actions.import_files(files=files, kind="csv", note=told["note"], by=None, at=at)
        self.done += [f"{one.source}: {one.rows} figures of earlier years" for one in rows]

    def submit(self, told: Told, at: datetime) -> None:
        with (SAMPLES / told["file"]).open("rb") as file:
            made, _new = actions.submit(
                organization=Organization.objects.get(code=told["organization"]),
                year=told["year"],
                measure=told["measure"],
                file=file,
                name=told["file"],
                control_total=Decimal(told["total"]),
                note=told["note"],
                reason=told.get("reason", ""),
                by=Person.objects.get(username=told["by"]),
                at=at,
            )
        tasks.check(made.pk, lambda: at)
        made.refresh_from_db()
        self.made[told["file"]] = made
        findings = ", ".join(f"{number} of {rule}" for rule, number in made.rules.items())
        self.done.append(f"{told['file']}: {made.rows} figures; {findings or 'no findings'}")

    def approved(self, told: Told, act: Told, at: datetime) -> None:
        actions.approve(submission=self.made[told["file"]], by=_person(act), at=at)

    def published(self, told: Told, act: Told, at: datetime) -> None:
        made = self.made[told["file"]]
        actions.order_publication(submission=made, by=_person(act), at=at)
        tasks.publish_approved(made.pk, lambda: at)
        made.refresh_from_db()

    def withdrawn(self, told: Told, act: Told, at: datetime) -> None:
        publication = self.made[told["file"]].publication
        actions.withdraw(publication=publication, reason=act["reason"], by=_person(act), at=at)


def one_answer(today: date) -> str:
    """A question, and what the cube answers: its total and what it covers."""
    if not catalogue().entries:
        return "the cube answers nothing: nothing is published"
    found = answer(QUESTION, today=today)
    if found.total is None or found.total.value is None:
        return f"the cube answers {QUESTION}: nothing was said of it"
    told = [f"{name} told for {share:.1%}" for name, share in found.coverage.items()]
    amount = f"{QUESTION.measure} {found.total.value:,} {'/'.join(found.currencies)}"
    files = f"published files: {len(found.vintage)}"
    return f"the cube answers {QUESTION}: " + "; ".join([amount, *told, files])


def _person(act: Told) -> Person:
    return Person.objects.get(username=act["by"])


def _day(text: str) -> date:
    return date.fromisoformat(text)
