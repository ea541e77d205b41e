"""The status-of-implementation report of 1,000 items, in every format, against python-docx.

Run: python benchmarks/report.py [--small]     bin/with-postgres runs it on PostgreSQL

Each item has one addressee with an answer, a deadline and two words on progress. Against: python-docx
writing the same words into a table of five columns and nothing else. Medians of turns; peak memory is
of a process of its own for each. Exit 1 where a report of all asks more queries than one of a tenth.
"""

import io
import os
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import installation
import system
from register import queries_of

ITEMS, REPETITIONS = 1_000, 5
DAY = date(2026, 1, 5)


def asked(document: str = "") -> Any:
    """The report as the register gives it: everything in English, as a visitor sees it."""
    from quintet.followup.public import Filter, report

    wanted = Filter(document=document)
    return report(wanted, as_at=DAY, language="en", person=None, today=DAY)


def bare_table(report: Any) -> bytes:
    """The same words by python-docx: a table of five columns, no styles, no links."""
    word = docx.Document()
    table = word.add_table(rows=1, cols=5)
    told = report.words
    heads = (
        told.number,
        told.recommendation,
        told.management_response,
        told.responsibility,
        told.comments,
    )
    _write(table.rows[0].cells, heads)
    for row in report.rows:
        notes = "\n".join(f"{note.date}: {note.text}" for note in row.notes)
        _write(
            table.add_row().cells,
            (
                row.number,
                f"{row.title}\n{row.text}\n{row.source}",
                f"{row.response_label}\n{row.response_text}",
                f"{row.addressee}\n{', '.join(row.responsible)}",
                f"{row.due_label} {row.late_label}\n{row.claimed_label}\n{row.verified_label}\n{notes}",
            ),
        )
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _write(cells: Any, texts: tuple[str, ...]) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.text = text


def contenders() -> dict[str, Callable[[], Any]]:
    """The query alone, each writer alone, all that a download of Word does, and the bare table."""
    from quintet.followup.public import FORMATS

    report = asked()
    print(f"{len(report.rows):,} rows; {len(queries_of(asked))} queries")
    writers = {
        form: lambda write=write: write(report)  # type: ignore[misc]
        for form, (_kind, write) in FORMATS.items()
    }
    return {
        "python-docx, bare table": lambda: bare_table(report),
        "the query": asked,
        **writers,
        "the query and docx": lambda: FORMATS["docx"][1](asked()),
    }


def once(name: str) -> None:
    """Do one of them, once, and print the peak memory."""
    act = contenders()[name]
    act()
    print(installation.peak_megabytes())


def main() -> int:
    items = ITEMS // 5 if "--small" in sys.argv else ITEMS
    with installation.installation() as database:
        installation.run(system.__file__, "0", str(items), "1")
        import django

        django.setup()
        print(f"{database}, {items:,} items; load of the machine: {os.getloadavg()[0]:.1f}")
        acts = contenders()
        more = len(queries_of(asked)) - len(queries_of(lambda: asked("report-0")))
        took = installation.medians(acts, repetitions=REPETITIONS, at_most=90)
        base = took["python-docx, bare table"]
        print(f"{'':28}{'ms':>8}{'× bare table':>14}{'MB at most':>12}")
        for name in acts:
            memory = installation.run(__file__, "--once", name).split()[-1]
            print(
                f"{name:28}{took[name] * 1e3:8.0f}{took[name] / base:14.2f}{float(memory):12.0f}",
                flush=True,
            )
    return int(more > 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        import django

        django.setup()
        once(sys.argv[2])
    else:
        sys.exit(main())
