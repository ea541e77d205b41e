"""Background work of the cube: submissions are checked, approved ones are published.

Each may be cut short at any moment and run again: a check begins anew, a publication writes the
same file and then its row.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

import duckdb
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from django_tasks import task

from quintet.core.public import NotAllowed
from quintet.cube import actions, queries
from quintet.cube.engine.lists import lists
from quintet.cube.engine.reading.limits import Cancelled
from quintet.cube.engine.reading.unreadable import Unreadable
from quintet.cube.engine.report.marked import write_marked
from quintet.cube.engine.report.spool import read_spool
from quintet.cube.engine.report.submission import judge
from quintet.cube.engine.staging import Options, Watch
from quintet.cube.engine.store import Unpublishable, publish
from quintet.cube.models import Submission
from quintet.cube.rules import State

TELL = 1.0  # seconds between two looks at whether to go on
LEFT = timedelta(minutes=5)  # without a word, after which work is taken to have been cut short
MARKED = "marked.xlsx"  # the submitted file with the findings beside its rows


@task()
def check_submission(pk: int) -> str:
    """Judge a submission; what is found stands beside it. Returns its state."""
    submission = Submission.objects.select_related("organization").get(pk=pk)
    if submission.state not in (State.WAITING, State.CHECKING):
        return submission.state
    submission = actions.begin_check(submission=submission, at=timezone.now())
    work = queries.work_folder(submission)
    work.mkdir(parents=True, exist_ok=True)
    for old in work.glob("staged-*"):
        old.unlink()
    try:
        with _file_of(submission) as file:
            found = judge(
                file,
                work,
                lists(),
                queries.about(submission),
                latest=timezone.now().year,
                accepted={
                    one.proposal: (str(one.by.uuid), one.at.isoformat())
                    for one in submission.repairs.select_related("by")
                },
                options=Options(memory_limit=queries.MEMORY, watch=_watch(submission)),
            )
    except Cancelled:
        return State.CANCELLED
    except (Unreadable, duckdb.OutOfMemoryException) as why:
        return actions.refuse(submission=submission, why=str(why), at=timezone.now()).state
    [staged] = found.staged
    write_marked(staged, read_spool(found.spool), work / MARKED)
    try:
        actions.keep_check(
            submission=submission,
            kind=staged.kind,
            rows=found.rows,
            counts={str(one): number for one, number in found.findings.by_severity.items()},
            by_rule=found.findings.counts,
            totals=found.totals,
            at=timezone.now(),
        )
    except NotAllowed:  # cancelled at the last moment
        return State.CANCELLED
    return State.CHECKED


@task()
def publish_submission(pk: int) -> str:
    """Write an approved submission's file, lay all figures out, then let them stand."""
    submission = Submission.objects.select_related("organization").get(pk=pk)
    if submission.state != State.PUBLISHING:
        return submission.state
    actions.tell_progress(submission=submission, share=0.1, at=timezone.now())
    staged = queries.work_folder(submission) / queries.STAGED
    try:
        published = publish(
            staged, queries.folder(), str(submission.uuid), memory_limit=queries.MEMORY
        )
    except Unpublishable as why:
        return actions.refuse_publication(
            submission=submission, why=str(why), at=timezone.now()
        ).state
    actions.tell_progress(submission=submission, share=0.5, at=timezone.now())
    queries.lay_out(published)
    actions.keep_publication(submission=submission, published=published, at=timezone.now())
    staged.unlink(missing_ok=True)  # its figures lie in the published file now
    return State.PUBLISHED


@task()
def resume() -> int:
    """Enqueue again what was cut short: a killed worker leaves it under way. How many."""
    at = timezone.now()
    left = Submission.objects.filter(touched_at__lt=at - LEFT)
    checks = left.filter(state__in=(State.WAITING, State.CHECKING)).values_list("pk", flat=True)
    publications = left.filter(state=State.PUBLISHING).values_list("pk", flat=True)
    for work, every in ((check_submission, checks), (publish_submission, publications)):
        for pk in every:
            Submission.objects.filter(pk=pk).update(touched_at=at)
            work.enqueue(pk)
    return len(checks) + len(publications)


def _watch(submission: Submission) -> Watch:
    """Tells how far the check is, and asks whether to go on, about once a second."""
    told = {"share": 0.0, "at": time.monotonic(), "stop": False}

    here = threading.current_thread()

    def look() -> bool:
        if time.monotonic() - told["at"] >= TELL:
            told["at"] = time.monotonic()
            told["stop"] = not actions.tell_progress(
                submission=submission, share=told["share"], at=timezone.now()
            )
            if threading.current_thread() is not here:
                connection.close()  # each thread has its own, and this one ends unannounced
        return bool(told["stop"])

    def progress(share: float) -> None:
        told["share"] = share

    return Watch(progress=progress, cancelled=look)


@contextmanager
def _file_of(submission: Submission) -> Iterator[Path]:
    """The submitted bytes as a file of the name they came under: its ending helps to judge it."""
    with (
        default_storage.open(submission.path) as kept,
        NamedTemporaryFile(suffix=Path(submission.name).suffix) as copy,
    ):
        while part := kept.read(1 << 20):
            copy.write(part)
        copy.flush()
        yield Path(copy.name)
