"""The batches of a large file judged in two processes. Both read the whole file, which is quick; of
the judging, which is not, each does every other batch.
"""

import multiprocessing
import os
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from quintet.cube.engine.iati.judging import Judge, Task, Verdict
from quintet.cube.engine.iati.records import Broken, batches

LARGE = 8 << 20  # bytes; what is smaller is judged sooner than a process has begun


def verdicts(path: Path, judge: Judge) -> Iterator[Verdict]:
    """On every batch of the file, in its order. Raises Broken, after those on all whole records,
    where the rest of the file cannot be read."""
    second = _Second(path, judge.task) if _is_worth_it(path) else None
    try:
        for number, batch in enumerate(batches(path, judge.task.first.tag)):
            theirs = second.verdict() if second and number % 2 else None
            is_of_this = theirs is not None and theirs.first == batch.first
            yield theirs if theirs and is_of_this else judge.judge(batch)
    finally:
        if second:
            second.stop()


def _is_worth_it(path: Path) -> bool:
    # A daemonic process may not begin another.
    is_free = not multiprocessing.current_process().daemon
    return is_free and (os.cpu_count() or 1) > 1 and path.stat().st_size > LARGE


class _Second:
    def __init__(self, path: Path, task: Task) -> None:
        context = multiprocessing.get_context("spawn")
        self._receiving, sending = context.Pipe(duplex=False)
        arguments = (path, task, sending)
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


def judge_others(path: Path, task: Task, sending: Connection) -> None:
    """Sends the verdicts on every second batch of a file. What is wrong with the file itself is
    for the first process to say."""
    judge = Judge(task)
    try:
        for number, batch in enumerate(batches(path, task.first.tag)):
            if number % 2:
                sending.send(judge.judge(batch))
    except (Broken, BrokenPipeError):
        pass
    finally:
        sending.close()
