"""A returned workbook of 2,000 rows is taken over, against openpyxl's bare reading and bare SQL.

Run: python benchmarks/merge.py [--small] [--profile]        bin/with-postgres runs it on PostgreSQL

One organization is asked for 2,000 answers; its Excel form comes back untouched, and with an answer
and a progress entry in every row. Beside them: openpyxl reads the cells of the same workbook and does
nothing; the same rows are read and written by as few statements as there can be, without rules,
journal or seals. Medians of turns, in one process; what a turn writes is rolled back.
"""

import cProfile
import io
import os
import pstats
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import installation
import system

ROWS, REPETITIONS = 2_000, 5
CYCLE = "benchmark"
BACK = system.AT + timedelta(days=2)


def ask_all() -> None:
    """Have one organization asked for everything, and nothing of it closed."""
    from quintet.core.models import Organization, Person
    from quintet.followup.models import Addressee, Ask, ReportingCycle, Verification

    who = Organization.objects.get(code="WHO")
    Verification.objects.all().delete()
    Addressee.objects.update(organization=who, verdict="", verdict_on=None, proposed=False)
    cycle = ReportingCycle.objects.create(
        slug=CYCLE,
        title="Benchmark",
        organization=Organization.objects.get(code="CEB"),
        wanted={"party": "organization:WHO"},
        as_at=system.AT.date(),
        opened_on=system.AT.date(),
        due_on=system.AT.date() + timedelta(days=30),
        opened_by=Person.objects.get(username=system.PERSON),
    )
    Ask.objects.bulk_create(Ask(cycle=cycle, addressee=one) for one in Addressee.objects.all())


def rolled_back(act: Callable[[], Any]) -> Callable[[], None]:
    from django.db import transaction

    def done() -> None:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)

    return done


def cells_of(data: bytes) -> int:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    return sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))


def cases() -> tuple[dict[str, Callable[[], None]], dict[str, str]]:
    """What is measured by its name; and for each, what it is compared with."""
    from quintet.core.models import JournalEntry, JournalPayload, Person
    from quintet.followup import actions, queries
    from quintet.followup.documents.form_formats import FORM_FORMATS
    from quintet.followup.documents.reference import reference
    from quintet.followup.models import (
        Addressee,
        FormRow,
        ProgressEntry,
        ReportingCycle,
        Response,
        Return,
        ReturnedRow,
    )
    from quintet.followup.queries.forms import form_words
    from quintet.site.forty import fill_excel

    by = Person.objects.get(username=system.PERSON)
    cycle = ReportingCycle.objects.get(slug=CYCLE)
    party = Addressee.objects.first().organization
    form = actions.make_form(
        cycle=cycle, party=party, language="en", by=by, at=BACK - timedelta(days=1)
    )
    untouched = FORM_FORMATS["xlsx"][1](queries.form_of(form))
    said = {
        "answer": "partially_accepted",
        "reason": "It is taken on in part, from the next biennium on.",
        "status": "in_progress",
        "text": "A first draft went out to the country offices.",
    }
    told = {reference(form.code, row.number): said for row in form.rows.all()}
    filled = fill_excel(untouched, form_words("en"), told)

    def taken(data: bytes) -> None:
        (new,) = actions.take_return(data=data, name="form.xlsx", by=by, at=BACK).new
        assert not new.refused
        states = set(new.rows.values_list("state", flat=True))
        assert states == ({"unchanged"} if data is untouched else {"proposed"}), states

    models = (Return, ReturnedRow, Response, ProgressEntry, JournalEntry, JournalPayload)
    before = {model: set(model.objects.values_list("pk", flat=True)) for model in models}
    written: dict[Any, list[Any]] = {}

    def remember() -> None:
        taken(filled)
        for model in models:
            written[model] = [row for row in model.objects.all() if row.pk not in before[model]]

    rolled_back(remember)()

    def bare() -> None:
        list(Addressee.objects.select_related("item"))
        list(FormRow.objects.all())
        for model, rows in written.items():
            model.objects.bulk_create(rows, batch_size=500)

    measured = {
        "openpyxl reads its cells": lambda: cells_of(filled),
        "nothing changed": rolled_back(lambda: taken(untouched)),
        "the same rows by bare SQL": rolled_back(bare),
        "every row changed": rolled_back(lambda: taken(filled)),
    }
    against = {
        "nothing changed": "openpyxl reads its cells",
        "every row changed": "the same rows by bare SQL",
    }
    return measured, against


def measure() -> int:
    measured, against = cases()
    if "--profile" in sys.argv:
        profile = cProfile.Profile()
        profile.runcall(measured["every row changed"])
        pstats.Stats(profile).sort_stats("cumtime").print_stats(70)
        return 0
    took = installation.medians(measured, repetitions=REPETITIONS, at_most=300)
    for name, seconds in took.items():
        ratio = f"{seconds / took[against[name]]:8.2f}" if name in against else ""
        print(f"{name:30}{seconds:8.2f} s{ratio}")
    print(f"{installation.peak_megabytes():.0f} MB at most")
    return 0


def main() -> int:
    import django

    if "--ask" in sys.argv:
        django.setup()
        ask_all()
        return 0
    rows = ROWS // 10 if "--small" in sys.argv else ROWS
    with installation.installation() as database:
        installation.run(system.__file__, "0", str(rows), "1")
        installation.run(__file__, "--ask")
        print(f"{database}: a workbook of {rows:,} rows; load {os.getloadavg()[0]:.1f}")
        django.setup()
        return measure()


if __name__ == "__main__":
    sys.exit(main())
