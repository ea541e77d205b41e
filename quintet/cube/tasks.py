"""Background work of the cube: submissions are checked, approved ones are published.

Each may be cut short at any moment and run again: a check begins anew, a publication writes the
same file and then its row.
"""

import fcntl
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

import duckdb
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks import task

from quintet.core.public import NotAllowed
from quintet.cube import actions, queries, rules
from quintet.cube.engine.lists import lists
from quintet.cube.engine.reading.limits import Cancelled
from quintet.cube.engine.reading.unreadable import Unreadable
from quintet.cube.engine.report.digest import write_digest
from quintet.cube.engine.report.marked import write_marked
from quintet.cube.engine.report.spool import read_spool
from quintet.cube.engine.report.submission import judge
from quintet.cube.engine.staging import Options, Watch
from quintet.cube.engine.store import Damaged, Unpublishable, publish
from quintet.cube.models import Submission
from quintet.cube.rules import State

TELL = 1.0  # seconds between two looks at whether to go on
LEFT = timedelta(minutes=5)  # without a word, after which work is taken to have been cut short
SHOWN = 200_000  # rows and findings of the marked workbook, so that a large check is not about it
Clock = Callable[[], datetime]


@task()
def check_submission(pk: int) -> str:
    """Judge a submission; what is found stands beside it. Returns its state."""
    return check(pk)


def check(pk: int, now: Clock = timezone.now) -> str:
    """As the task does. `now`: the demonstration's clock stands in the past."""
    submission = Submission.objects.select_related("organization", "submitted_by").get(pk=pk)
    if submission.state not in (State.WAITING, State.CHECKING):
        return submission.state
    with _alone(queries.work_folder(submission)) as first:
        if not first:  # another worker is at it
            return submission.state
        try:
            return _check(actions.begin_check(submission=submission, at=now()), now)
        except (Cancelled, NotAllowed):  # at any moment, also the last
            return State.CANCELLED


def _check(submission: Submission, now: Clock) -> str:
    work = queries.work_folder(submission)
    shutil.rmtree(work)  # whoever reads a file of it meanwhile reads it to its end
    work.mkdir()
    try:
        with _file_of(submission) as file:
            found = judge(
                file,
                work,
                lists(),
                queries.about(submission),
                latest=now().year,
                accepted={
                    one.proposal: (str(one.by.uuid), one.at.isoformat())
                    for one in submission.repairs.select_related("by")
                },
                options=Options(
                    memory_limit=queries.MEMORY,
                    watch=_watch(submission),
                    iati=settings.DATA / "codelists",
                ),
            )
    except Unreadable as why:
        write_digest(work / queries.FINDINGS, work / queries.DIGEST)
        return actions.refuse(submission=submission, why=str(why), at=now()).state
    except duckdb.OutOfMemoryException as why:
        (work / queries.FINDINGS).unlink(missing_ok=True)  # the few until then would mislead
        return actions.refuse(submission=submission, why=str(why), at=now()).state
    [staged] = found.staged
    write_digest(found.spool, work / queries.DIGEST)
    language = submission.submitted_by.language
    write_marked(staged, read_spool(found.spool), work / queries.MARKED, language, most=SHOWN)
    counts = {str(one): number for one, number in found.findings.by_severity.items()}
    if not rules.is_in_the_way(counts):
        # so that nobody who looks at it waits for it; what fails here is told there
        with suppress(Unpublishable, Damaged, duckdb.OutOfMemoryException):
            queries.draft_difference(submission)
    return actions.keep_check(
        submission=submission,
        kind=staged.kind,
        rows=found.rows,
        counts=counts,
        by_rule=found.findings.counts,
        totals=found.totals,
        at=now(),
    ).state


@task()
def publish_submission(pk: int) -> str:
    """Write an approved submission's file, lay all figures out, then let them stand."""
    return publish_approved(pk)


def publish_approved(pk: int, now: Clock = timezone.now) -> str:
    """As the task does; `now` as of `check`."""
    submission = Submission.objects.select_related("organization").get(pk=pk)
    if submission.state != State.PUBLISHING:
        return submission.state
    with _alone(queries.work_folder(submission)) as first:
        return _publish(submission, now) if first else submission.state


def _publish(submission: Submission, now: Clock) -> str:
    work = queries.work_folder(submission)
    actions.tell_progress(submission=submission, share=0.1, at=now())
    try:
        published = publish(
            work / queries.STAGED,
            queries.folder(),
            str(submission.uuid),
            memory_limit=queries.MEMORY,
        )
        actions.tell_progress(submission=submission, share=0.5, at=now())
        queries.lay_out(submission, published, now().date())
    # IOException: what was staged is gone, or the disk is full
    except (Unpublishable, Damaged, duckdb.OutOfMemoryException, duckdb.IOException) as why:
        return actions.refuse_publication(submission=submission, why=str(why), at=now()).state
    actions.keep_publication(submission=submission, published=published, at=now())
    (work / queries.STAGED).unlink(missing_ok=True)  # its figures lie in the published file now
    shutil.rmtree(work / queries.DRAFT, ignore_errors=True)
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
            try:
                told["stop"] = not actions.tell_progress(
                    submission=submission, share=told["share"], at=timezone.now()
                )
            except OperationalError:  # others are writing: it is told the next time
                pass
            finally:
                if threading.current_thread() is not here:
                    connection.close()  # each thread has its own, and this one ends unannounced
        return bool(told["stop"])

    def progress(share: float) -> None:
        told["share"] = share

    return Watch(progress=progress, cancelled=look)


@contextmanager
def _alone(work: Path) -> Iterator[bool]:
    """Whether nobody else works in this folder; if so, nobody does until the end. The system lets
    go of the lock of a process that was killed."""
    work.mkdir(parents=True, exist_ok=True)
    with work.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


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
