"""A large file is judged in two processes, and the verdict is that of one."""

import multiprocessing
from datetime import date

import pytest

from quintet.cube.engine.findings import Findings
from quintet.cube.engine.iati import pairing, records
from quintet.cube.engine.iati.judging import Task
from quintet.cube.engine.iati.records import Broken, head
from quintet.cube.engine.iati.validation import validate
from tests.cube.iati_files import activities, activity, transaction, write_lists

TODAY = date(2022, 6, 30)
RECORDS = 150


@pytest.fixture
def file(tmp_path):
    """Of several chunks, with faults throughout and one that ends it."""
    inside = [
        activity(f"XM-{number}", more=transaction(value=("x" if number % 7 == 0 else "1")) * 20)
        for number in range(RECORDS)
    ]
    path = tmp_path / "file.xml"
    path.write_text(activities(*inside, head='version="2.03" generated-datetime="now"') + "<more/>")
    assert path.stat().st_size > 3 * records.CHUNK
    return path


def judged(path, lists):
    found = []
    findings = Findings(found.append)
    totals = validate(path, lists_folder=lists, findings=findings, today=TODAY)
    return found, totals


def test_two_processes_find_what_one_finds_in_the_same_order(file, tmp_path, monkeypatch):
    lists = write_lists(tmp_path / "lists")
    alone = judged(file, lists)
    monkeypatch.setattr(pairing, "LARGE", 0)
    monkeypatch.setattr(pairing.os, "cpu_count", lambda: 2)
    assert judged(file, lists) == alone
    assert len(alone[0]) > 40
    assert alone[1]["records"] == 150
    assert multiprocessing.active_children() == []


def test_where_the_second_process_dies_the_first_does_its_part(file, monkeypatch):
    alone = judged(file, None)
    monkeypatch.setattr(pairing, "_is_worth_it", lambda path: True)
    monkeypatch.setattr(pairing, "judge_others", None)
    begin = pairing._Second.__init__

    def begin_and_die(self, *about):
        begin(self, *about)
        self._process.kill()
        self._process.join()

    monkeypatch.setattr(pairing._Second, "__init__", begin_and_die)
    assert judged(file, None) == alone


@pytest.mark.parametrize("after", [None, 0, 5])
def test_the_second_process_judges_every_other_batch(file, after):
    receiving, sending = multiprocessing.Pipe(duplex=False)
    task = Task(head(file), None, TODAY)
    pairing.judge_others(file, task, after, sending)
    firsts = [verdict.first for verdict in until(EOFError, iter(receiving.recv, None))]
    parts = pairing._parts(file, task.first, after)
    of_all = [part.first for part in (parts if after is None else until(Broken, parts))]
    assert of_all[0] == (after or 0) + 1
    assert firsts == [one for one in of_all[1::2] if one <= RECORDS]
    assert len(firsts) > 1


def until(end, iterator):
    """What an iterator gives before it raises `end`."""
    try:
        yield from iterator
    except end:
        return
    pytest.fail(f"{end} was expected")


def test_small_files_are_judged_by_one_process(file):
    assert not pairing._is_worth_it(file)
