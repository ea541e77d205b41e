"""The batches of a large file judged in two processes, each every other batch."""

import multiprocessing
import os
from collections.abc import Generator, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from quintet.cube.engine.iati.cutting import Piece, Uncut, pieces
from quintet.cube.engine.iati.judging import Judge, Task, Verdict
from quintet.cube.engine.iati.records import Batch, Broken, Head, batches

LARGE = 8 << 20  # bytes; what is smaller is judged sooner than a process has begun


def verdicts(path: Path, judge: Judge) -> Generator[Verdict]:
    """On all records of the file, in its order: read in pieces as far as it can be, and from there
    on as a whole. Raises Broken, after those on all whole records, where the rest of the file
    cannot be read."""
    done = 0
    try:
        for verdict in _shared(path, judge):
            done = verdict.first + len(verdict.records) - 1
            yield verdict
    except Uncut:
        yield from _shared(path, judge, after=done)


def _shared(path: Path, judge: Judge, after: int | None = None) -> Generator[Verdict]:
    head = judge.task.first
    second = _Second(path, judge.task, after) if _is_worth_it(path) else None
    try:
        for number, part in enumerate(_parts(path, head, after)):
            theirs = second.verdict() if second and number % 2 else None
            is_of_this = theirs is not None and theirs.first == part.first
            yield theirs if theirs and is_of_this else judge.judge(_batch(part, head))
    finally:
        if second:
            second.stop()


def _parts(path: Path, head: Head, after: int | None) -> Iterator[Piece | Batch]:
    """The file in pieces; as a whole, but for its first records, where `after` says how many."""
    return pieces(path, head) if after is None else batches(path, head.tag, after)


def _batch(part: Piece | Batch, head: Head) -> Batch:
    return part.batch(head) if isinstance(part, Piece) else part


def _is_worth_it(path: Path) -> bool:
    # A daemonic process may not begin another.
    is_free = not multiprocessing.current_process().daemon
    return is_free and (os.cpu_count() or 1) > 1 and path.stat().st_size > LARGE


class _Second:
    def __init__(self, path: Path, task: Task, after: int | None) -> None:
        context = multiprocessing.get_context("spawn")
        self._receiving, sending = context.Pipe(duplex=False)
        arguments = (path, task, after, sending)
        self._process = context.Process(target=judge_others, args=arguments, daemon=True)
        self._process.start()
        sending.close()

    def verdict(self) -> Verdict | None:
        """On the next batch; None where the process has ended early."""
        try:
            found: Verdict = self._receiving.recv()
        except EOFError:
            return None
        return found

    def stop(self) -> None:
        self._receiving.close()
        self._process.kill()
        self._process.join()


def judge_others(path: Path, task: Task, after: int | None, sending: Connection) -> None:
    """Sends the verdicts on every second batch of a file. What is wrong with the file itself is
    for the first process to say."""
    judge = Judge(task)
    try:
        for number, part in enumerate(_parts(path, task.first, after)):
            if number % 2:
                sending.send(judge.judge(_batch(part, task.first)))
    except (Broken, BrokenPipeError, Uncut):
        pass
    finally:
        sending.close()
