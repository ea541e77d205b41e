"""`bin/quintet cube ask "rows=goal&year=2021"`: a question, by its address; its answer as a table."""

import argparse
import sys
from collections.abc import Mapping
from typing import Any, TextIO

from django.utils import timezone

from quintet.core import public as core
from quintet.cube import queries
from quintet.cube.engine.lists import lists
from quintet.cube.engine.questions import Answer, Question, Refused, ask
from quintet.cube.engine.questions.formats import Value, facts, table, to_json
from quintet.cube.engine.store import Damaged


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "question", help='such as "measure=expense&rows=entity,goal&columns=year&year=2019..2021"'
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--language", default="en", help="ar, zh-hans, en, fr, ru or es")
    parser.add_argument(
        "--engine",
        choices=("duckdb", "ibis", "spark"),
        default="duckdb",
        help="what answers; ibis (DuckDB behind it) and spark need: bin/venv cluster",
    )


def handle(options: Mapping[str, Any], stdout: TextIO) -> int:
    """The exit status: 0 answered, 2 refused or unreadable (why, on stderr)."""
    language = options["language"]
    try:
        question = Question.parse(options["question"])
        if not core.has_tables() or not queries.catalogue().entries:
            sys.stderr.write("Nothing is published here yet: see bin/quintet cube import-ceb.\n")
            return 2
        answer = _answer(question, options.get("engine", "duckdb"))
    except Refused as why:
        sys.stderr.write(f"{why.parameter}: {why.told(language)}\n")
        return 2
    except Damaged as why:
        sys.stderr.write(f"{why}\n")
        return 2
    except ModuleNotFoundError as why:
        sys.stderr.write(f"{why.name} is not installed: bin/venv cluster\n")
        return 2
    if options["json"]:
        stdout.write(to_json(answer, language).decode() + "\n")
        return 0
    shown = table(answer, language)
    stdout.write(_columns([shown.heads, *shown.body]))
    stdout.write(
        "\n"
        + "".join(f"{name}: {told}\n" for name, told in facts(answer, language).items() if told)
    )
    return 0


def _answer(question: Question, engine: str) -> Answer:
    """Raises Refused, Damaged; ModuleNotFoundError where the engine is not installed."""
    today = timezone.now().date()
    if engine == "duckdb":
        return queries.answer(question, today=today)
    # what only who has a cluster installs
    import ibis

    from quintet.cube.engine.questions.through_ibis import figures

    known = queries.catalogue()
    backend = ibis.pyspark.connect() if engine == "spark" else ibis.duckdb.connect()
    elsewhere = figures(backend, str(queries.folder()), known.entries)
    return ask(question, known, elsewhere, today=today, lists=lists())


def _columns(rows: list[tuple[Value, ...]]) -> str:
    """Text to the left, numbers to the right, each column as wide as it must be."""
    told = [["" if one is None else str(one) for one in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*told, strict=True)]
    numbers = [all(not isinstance(row[n], str) for row in rows[1:]) for n in range(len(widths))]
    return "".join(
        "  ".join(
            text.rjust(width) if number else text.ljust(width)
            for text, width, number in zip(row, widths, numbers, strict=True)
        ).rstrip()
        + "\n"
        for row in told
    )
