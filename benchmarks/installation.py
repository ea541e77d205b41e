"""A throwaway installation for a benchmark: a data folder and a database of its own.

SQLite unless QUINTET_POSTGRES tells of a server (bin/with-postgres sets it). What fills the database
runs in processes of its own, so that the peak memory told is that of what is measured.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


@contextmanager
def installation() -> Iterator[str]:
    """Make one, with its tables; set the environment to it; give the name of its database."""
    with tempfile.TemporaryDirectory(prefix="quintet-benchmark-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "quintet.site.settings",
            "PYTHONPATH": str(ROOT),
            "QUINTET_DATA": folder,
            "QUINTET_INSECURE": "1",
        }
        with database() as name:
            for command in (
                ("migrate",),
                ("createcachetable",),
                ("collectstatic", "--no-input", "--ignore", "ninja"),
            ):
                run("-m", "quintet.site", *command, "--verbosity", "0")
            yield name


@contextmanager
def database() -> Iterator[str]:
    """SQLite in the data folder, or a database of our own in PostgreSQL."""
    server = os.environ.get("QUINTET_POSTGRES")
    if not server:
        yield "SQLite"
        return
    import psycopg

    name = f"benchmark_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        os.environ["QUINTET_POSTGRES"] = psycopg.conninfo.make_conninfo(server, dbname=name)
        try:
            yield "PostgreSQL"
        finally:
            os.environ["QUINTET_POSTGRES"] = server
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(*arguments: str) -> str:
    """What a Python process of its own prints in the installation."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout


def seconds(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def medians(
    contenders: Mapping[str, Callable[[], Any]], *, repetitions: int, at_most: float = 60
) -> dict[str, float]:
    """Median seconds of each, run in turns; fewer turns where they would take over `at_most` s."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    late = time.monotonic() + at_most
    for turn in range(repetitions):
        for name, act in contenders.items():
            times[name].append(seconds(act))
        if time.monotonic() > late and turn:
            break
    return {name: median(took) for name, took in times.items()}


def peak_megabytes() -> float:
    """Peak resident memory of this process; of /proc, as ru_maxrss is inherited (Linux)."""
    found = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0
