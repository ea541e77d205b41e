"""Intake of a 300-page Word file against python-docx walking the same file.

Run: python benchmarks/intake_docx.py [REPETITIONS]

The file is made here: headings, numbered paragraphs and tables, some 300 pages and 150,000 words.
Times are medians of alternating repetitions in one process; peak memory is of a process of its own
for each. Exit 1 where reading takes more than twice the time of the walk.
"""

import io
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

import docx
from docx.document import Document as WordDocument
from docx.table import Table

from quintet.followup.intake.candidate import Known
from quintet.followup.intake.readers import open_document

PAGES = 300
_PROSE = (
    "the Committee and its networks report to organizations on measures of common policy with "
    "regard for health safety data staff budget risk innovation training results of the session "
    "coordination plan among members in view of the progress that was made under the Forum"
)
WORDS = _PROSE.split()
VERBS = ("Requested", "Noted", "Recalled that", "Took note of", "Endorsed", "Discussed")
MOST_TIMES_THE_WALK = 2.0


def make() -> bytes:
    """A report of PAGES pages: on each a heading, ten paragraphs, and on every third a table."""
    chance = random.Random(41)
    word = docx.Document()
    number = 0

    def words(count: int) -> str:
        return " ".join(chance.choices(WORDS, k=count))

    for page in range(1, PAGES + 1):
        word.add_heading(f"{words(5)} {page}", level=chance.choice((1, 2, 3)))
        for _ in range(10 if page % 3 else 6):
            number += 1
            paragraph = word.add_paragraph(f"{number}.\t")
            paragraph.add_run(chance.choice(VERBS)).italic = True
            paragraph.add_run(f" {words(42)}.")
        word.add_paragraph(words(8), style="List Number")
        word.add_paragraph(words(8), style="List Bullet")
        if page % 3 == 0:
            table = word.add_table(rows=0, cols=5)
            for row in range(1, 7):
                cells = table.add_row().cells
                for cell, text in zip(
                    cells,
                    (str(row), words(6), f"{words(16)}.", words(2), f"{words(22)}."),
                    strict=True,
                ):
                    cell.text = text
        if page < PAGES:
            word.add_page_break()
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def walk(data: bytes) -> int:
    """What a reader on python-docx would at least ask for: texts, styles, runs and cells."""
    word: WordDocument = docx.Document(io.BytesIO(data))
    seen = 0
    for part in word.iter_inner_content():
        if isinstance(part, Table):
            seen += sum(len(cell.text) for row in part.rows for cell in row.cells)
        else:
            style = part.style.name if part.style is not None else ""
            seen += len(part.text) + len(style or "") + sum(len(run.text) for run in part.runs)
    return seen


def open_file(data: bytes) -> int:
    return len(open_document(data).blocks)


def read_file(data: bytes) -> int:
    from quintet.followup.intake.read import read

    return len(read(data, name="report.docx", known=Known()).items)


CONTENDERS: dict[str, Callable[[bytes], int]] = {
    "python-docx, walked": walk,
    "quintet, opened": open_file,
    "quintet, opened and searched": read_file,
}


def seconds(contender: Callable[[bytes], int], data: bytes) -> float:
    started = time.perf_counter()
    contender(data)
    return time.perf_counter() - started


def peak_megabytes(name: str, path: Path) -> float:
    """Peak resident memory of a fresh process that does this once.

    Asked of /proc (Linux), as `ru_maxrss` is inherited from the process that starts it.
    """
    command = [sys.executable, __file__, "--once", name, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(run.stdout) / 1024


def main() -> int:
    if sys.argv[1:2] == ["--once"]:
        CONTENDERS[sys.argv[2]](Path(sys.argv[3]).read_bytes())
        print(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1])
        return 0
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    data = make()
    count = sum(len(block.text.split()) for block in open_document(data).blocks)
    print(f"{PAGES} pages, {count:,} words, {len(data) / 1e6:.1f} MB")
    times: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(repetitions):
        for name, contender in CONTENDERS.items():
            times[name].append(seconds(contender, data))
    base = median(times["python-docx, walked"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.docx"
        path.write_bytes(data)
        for name in CONTENDERS:
            took = median(times[name])
            print(
                f"{name:30} {took:6.2f} s  {took / base:5.2f} × the walk  "
                f"{peak_megabytes(name, path):5.0f} MB at most"
            )
    slowest = max(median(times[name]) for name in CONTENDERS if name.startswith("quintet"))
    return int(slowest > MOST_TIMES_THE_WALK * base)


if __name__ == "__main__":
    sys.exit(main())
