"""An organization's published figures as an IATI activity file."""

from collections.abc import Iterator
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quintet.core import public as core
from quintet.core.views.page import today
from quintet.cube import queries
from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.iati.export import write
from quintet.cube.engine.lists import lists
from quintet.cube.engine.questions import Filter, Question

MOST = 200_000  # figures of a file: it is sorted in memory
IN_MEMORY = 4 << 20  # bytes of a file, before it is kept on the disk
# What is asked for, so that of several cuts the one answers that tells most.
TELLING = {
    "expense": ("function", "location", "goal", "gender_marker"),
    "revenue": ("instrument", "contributor_type", "contributor"),
}


@require_GET
def iati(request: HttpRequest, code: str) -> HttpResponse | FileResponse:
    """All figures that stand of an organization, each once; `year` narrows them."""
    if code not in lists().get("entity").codes:
        raise Http404(_("There is no such code."))
    filters = [Filter("entity", (code,))]
    year = request.GET.get("year", "")
    if year:
        if not (year.isascii() and year.isdecimal() and len(year) == 4):
            raise Http404(_("Write the year as 2021."))
        filters.append(Filter("year", (year,)))
    rows = list(chain.from_iterable(_rows(measure, tuple(filters)) for measure in TELLING))
    if not rows:
        raise Http404(_("No published figures fit this question."))
    if len(rows) > MOST:
        told = _("These are more than %(most)s figures: ask for one year, or take them as Parquet.")
        sentence = told % {"most": core.number_words(MOST)}
        context = {"title": _("This cannot be done"), "detail": sentence}
        return render(request, "413.html", context, status=413)
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the response closes it
    write(rows, file, today=today())
    file.seek(0)
    name = "-".join(filter(None, ("iati", code.replace(" ", "-"), year)))
    return FileResponse(
        file, as_attachment=True, filename=f"{name}.xml", content_type="application/xml"
    )


def _rows(measure: str, filters: tuple[Filter, ...]) -> Iterator[dict[str, Any]]:
    question = Question(measure, rows=TELLING[measure], filters=filters)
    whole = (None,) * len(question.rows)
    for figure in queries.rows_behind(question, whole, (), today=today(), first=MOST + 1):
        told = dict.fromkeys(NAMES, "") | {name: str(code) for name, code in figure.told.items()}
        yield told | {"amount": figure.amount}
