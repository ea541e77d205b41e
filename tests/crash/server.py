"""The real server, in a process group of its own, with a database of its own: to kill, to starve."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import requests
from psycopg import sql

PATIENCE = 60  # seconds that a server may take until it answers, on a busy machine


@dataclass
class Server:
    """A server over the database in `folder`, or over a database of its own in PostgreSQL."""

    folder: Path
    postgres: str = ""
    process: subprocess.Popen[bytes] | None = None
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Beside the folder, which may be full."""
        return self.folder.with_name(f"{self.folder.name}.log")

    @property
    def uploads(self) -> Path:
        """Where larger uploads wait until they are read: on the same disk."""
        return self.folder / "uploads"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of an installation; nothing of the tests' own settings."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "quintet.site.settings",
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "QUINTET_DATA": str(self.folder),
            "TMPDIR": str(self.uploads),
            "QUINTET_POSTGRES": self.postgres,
            "QUINTET_INSECURE": "1",
            "QUINTET_DEMO": "1",
        }

    def manage(self, *arguments: str) -> None:
        self._run("quintet.site", *arguments)

    def story(self, *arguments: str) -> Any:
        """What `tests.crash.story` tells of this database."""
        return json.loads(self._run("tests.crash.story", *arguments))

    def _run(self, module: str, *arguments: str) -> bytes:
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True).stdout

    def start(self, how: str = "serve") -> None:
        """Start it by the command `how`, and return when it answers."""
        self.uploads.mkdir(exist_ok=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "quintet.site", how, "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        late = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > late or self.process.poll() is not None:
                self.kill()
                raise AssertionError(f"no server: {self.log.read_text()[-4000:]}")
            time.sleep(0.01)

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/health", timeout=2).ok
        except requests.ConnectionError:
            return False

    def kill(self) -> None:
        """kill -9 of the whole process group, as when the machine's memory runs out."""
        if self.process:
            with suppress(ProcessLookupError):  # it may have ended by itself
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def own_database(postgres: str) -> str:
    """Make a database of our own beside the one of the tests; return how to connect to it."""
    name = f"crash_{uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return psycopg.conninfo.make_conninfo(postgres, dbname=name)


def drop_database(postgres: str) -> None:
    name = psycopg.conninfo.conninfo_to_dict(postgres)["dbname"]
    with psycopg.connect(postgres, dbname="postgres", autocommit=True) as connection:
        command = sql.SQL("DROP DATABASE {} WITH (FORCE)")
        connection.execute(command.format(sql.Identifier(str(name))))
