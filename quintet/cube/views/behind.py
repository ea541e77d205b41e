"""The rows behind a figure, and the publications that they are of."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language

from quintet.core.public import amount_words, number_words
from quintet.cube import queries
from quintet.cube.engine.columns import CODED, DIMENSIONS
from quintet.cube.engine.lists import lists
from quintet.cube.engine.questions import Answer, Figure, Line, Question
from quintet.cube.engine.questions.formats import FORMULA
from quintet.cube.engine.questions.semantic import semantic
from quintet.cube.engine.store import Entry
from quintet.cube.models import Submission
from quintet.cube.views.pivot import written

PAGE = 100  # figures
SHOWN = tuple(name for name in DIMENSIONS if name != "measure")  # which the question says
FILE = 100_000  # of a CSV file


def vintage(entries: Sequence[Entry], draft: Submission | None) -> list[dict[str, Any]]:
    """Which publications answer; each is {entry, organization, url}."""
    known = {} if draft else queries.publications_by_version(entries)
    found = []
    for one in entries:
        publication = known.get((one.series, one.version))
        found.append(
            {
                "entry": one,
                "organization": publication.organization if publication else None,
                "source": publication.source if publication else "",
                "url": reverse("cube:publication", args=[publication.pk]) if publication else "",
            }
        )
    return found


def figures(
    question: Question,
    line: Line,
    column: Line,
    page: int,
    *,
    cube: queries.Cube,
    today: date,
    draft: Submission | None,
) -> dict[str, Any]:
    """A page of the figures behind a cell, in a table of what they tell."""
    skip = (page - 1) * PAGE
    found = list(
        queries.rows_behind(question, line, column, today=today, first=PAGE, skip=skip, of=cube)
    )
    told = [name for name in SHOWN if any(name in one.told for one in found)]
    entries = {(one.entry.series, one.entry.version): one.entry for one in found}
    publications = {
        (one["entry"].series, one["entry"].version): one
        for one in vintage(list(entries.values()), draft)
    }
    return {
        "heads": [_head(name) for name in told],
        "rows": [
            {
                "figure": one,
                "exact": amount_words(one.amount, places=2),
                "of": publications[one.entry.series, one.entry.version],
                "codes": [_code(name, one.told.get(name)) for name in told],
            }
            for one in found
        ],
    }


def _head(name: str) -> str:
    return capfirst(semantic().dimensions[name].names[get_language() or "en"])


def _code(column: str, code: str | int | None) -> tuple[str, str]:
    """A code, and what it stands for where a list says it; "" for what is not told."""
    if code is None:
        return "", ""
    if column not in CODED:
        return (number_words(str(code)) if column == "year" else str(code)), ""
    known = lists().get(CODED[column]).codes.get(str(code))
    return str(code), known.name(get_language() or "en") if known else ""


def value(total: Answer) -> dict[str, Any]:
    """What the cell says, and of how many figures."""
    cell = total.total
    write = written(total.question.means)
    return {
        "words": write(cell.value) if cell and cell.value is not None else "–",
        "figures": cell.figures or 0 if cell else 0,
        "currencies": ", ".join(total.currencies) if total.question.means.is_amount else "",
        "is_ratio": total.question.means.is_ratio,
    }


def pages(total: Answer, number: str, url: str) -> tuple[int, dict[str, Any] | None]:
    """The number of the page asked for, and the way to the others, None where there are none. The
    figures are counted by the answer, not fetched."""
    count = value(total)["figures"]
    page = Paginator(range(count), PAGE).get_page(number)
    if not page.has_other_pages():
        return 1, None
    return page.number, {
        "first": page.start_index(),
        "last": page.end_index(),
        "all": count,
        "before": f"{url}&page={page.number - 1}" if page.has_previous() else "",
        "after": f"{url}&page={page.number + 1}" if page.has_next() else "",
    }


def write_csv(writer: Any, found: Iterable[Figure]) -> None:
    """Each figure with where it was published and which row of the submitted file it is."""
    writer.writerow(("series", "version", "sha256", "row", *DIMENSIONS, "amount"))
    for one in found:
        told = (_harmless(one.told.get(name, "")) for name in DIMENSIONS)
        entry = one.entry
        writer.writerow((entry.series, entry.version, entry.sha256, one.row, *told, one.amount))


def _harmless(text: str | int) -> str | int:
    """Not a formula, whatever a spreadsheet takes for one."""
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA) else text
