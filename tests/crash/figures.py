"""Figures that are submitted, published (and killed meanwhile), and what stands of them. Prints JSON, a line for
each moment.

Run with the server's own environment: python -m tests.crash.figures submit | publish
"""

import io
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import date

import django

if __name__ == "__main__":
    django.setup()

from django.db import connection
from django.utils import timezone

from quintet.core import actions as core
from quintet.core.models import JournalEntry, Organization, Person
from quintet.core.rules import RoleCode
from quintet.cube import actions, queries, tasks
from quintet.cube.actions import publications
from quintet.cube.engine.store import Damaged
from quintet.cube.engine.store import check as check_file
from quintet.cube.models import Publication, Submission

ROWS = 2_000
HEAD = "year,entity,measure,record,function,location,goal,target,currency,amount\n"


def submit() -> None:
    """A submission that is checked, approved, and ordered to be published."""
    at = timezone.now()
    who, ceb = (Organization.objects.get(code=code) for code in ("WHO", "CEB"))
    people = {
        name: _person(name, role, party)
        for name, role, party in (
            ("steward", RoleCode.DATA_STEWARD, who),
            ("approver", RoleCode.VALIDATING_OFFICER, who),
            ("publisher", RoleCode.DATA_STEWARD, ceb),
        )
    }
    lines = (f"2020,WHO,expense,EXP,E01,KEN,3,3.8,USD,{number}.25\n" for number in range(ROWS))
    one, _new = actions.submit(
        organization=who,
        year=2020,
        measure="expense",
        file=io.BytesIO((HEAD + "".join(lines)).encode()),
        name="figures.csv",
        by=people["steward"],
        at=at,
    )
    tasks.check_submission.func(one.pk)
    actions.approve(submission=one, by=people["approver"], at=at)
    actions.order_publication(submission=one, by=people["publisher"], at=at)


def _person(name: str, role: RoleCode, party: Organization) -> Person:
    made = Person.objects.create_user(name, f"{name}@example.org", name=name)
    core.grant_role(
        person=made, code=role, party=party, starts_on=date(2020, 1, 1), ends_on=None, by=None,
        at=timezone.now(),
    )  # fmt: skip
    return made


def die(*_given: object, **_more: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def first_then_die(act: Callable[..., object]) -> Callable[..., None]:
    def both(*given: object, **more: object) -> None:
        act(*given, **more)
        die()

    return both


MOMENTS = {  # what is replaced by death: in which module, by which name
    "before its file": (tasks, "publish", die),
    "its file is written": (queries, "lay_out", die),
    "amid its transaction": (publications, "record", die),
    "it stands": (actions, "keep_publication", first_then_die(actions.keep_publication)),
    "again": None,
}


def publish() -> None:
    """Publish, and die at each moment; each time a process of its own, and another that looks."""
    connection.close()  # each process has its own
    for moment, death in MOMENTS.items():
        status = apart(lambda death=death: publish_until(death))
        apart(lambda moment=moment, status=status: witness(moment, os.WIFSIGNALED(status)))


def apart(act: Callable[[], None]) -> int:
    """Run it in a process of its own; how that ended."""
    if child := os.fork():
        return os.waitpid(child, 0)[1]
    act()
    sys.stdout.flush()
    os._exit(0)


def publish_until(death: tuple[object, str, object] | None) -> None:
    if death:
        setattr(*death)
    tasks.publish_submission.func(Submission.objects.get().pk)


def witness(moment: str, killed: bool) -> None:
    """Tell what stands: the state, published figures, the journal's entries of it, damaged files."""
    one, row, files = Submission.objects.get(), Publication.objects.first(), []
    damaged = []
    for path in queries.folder().glob("*.parquet"):
        files.append(path)
        try:
            check_file(path, path.stem)
        except Damaged as why:
            damaged.append(str(why))
    if row:
        queries.store(queries.folder()).figures(queries.catalogue().entries)
    told = {
        "moment": moment,
        "killed": killed,
        "state": one.state,
        "submitted": one.rows,
        "rows": row.rows if row else None,
        "entries": JournalEntry.objects.filter(verb="cube.published").count(),
        "damaged": damaged,
        "files": len(files),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    {"submit": submit, "publish": publish}[sys.argv[1]]()
