"""Downloads of figures on their way and of published ones; lists are written while they are sent."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.utils.translation import gettext as _

from quintet.cube import queries
from quintet.cube.engine.columns import DIMENSIONS
from quintet.cube.engine.findings import Finding
from quintet.cube.engine.report.answer import COLUMNS, csv_cells, csv_lines, json_parts
from quintet.cube.engine.report.spool import read_spool
from quintet.cube.engine.store import Change, Damaged
from quintet.cube.engine.store.difference import changes
from quintet.cube.models import Publication, Submission

Answer = TypeVar("Answer", FileResponse, StreamingHttpResponse)
CSV = "text/csv; charset=utf-8"
MARK = "\ufeff"  # Excel needs it to read UTF-8
CHANGE = ("kind", *DIMENSIONS, "before", "after", "rows_before", "rows_after")


def findings_of(submission: Submission) -> Iterator[Finding]:
    """All that was found, one by one. Raises Http404 while there is nothing."""
    spool = queries.work_folder(submission) / queries.FINDINGS
    if not queries.is_judged(submission) or not spool.exists():
        raise Http404(_("It is not checked yet."))
    return read_spool(spool)


def findings_csv(submission: Submission, language: str) -> StreamingHttpResponse:
    cells = csv_cells(findings_of(submission), language)
    return _streamed(_marked(csv_lines(COLUMNS, cells)), CSV, f"{_name(submission)}-findings.csv")


def findings_json(submission: Submission, language: str) -> StreamingHttpResponse:
    """As `cube validate --json` prints it."""
    parts = json_parts(
        rows=submission.rows,
        counts=submission.rules,
        every=findings_of(submission),
        totals=submission.totals,
        language=language,
    )
    return _streamed(parts, "application/json", f"{_name(submission)}-findings.json")


def marked(submission: Submission) -> FileResponse:
    """The submitted file with the findings beside its rows."""
    path = queries.work_folder(submission) / queries.MARKED
    if not queries.is_judged(submission) or not path.exists():
        raise Http404(_("It is not checked yet."))
    return _attached(path, f"{_name(submission)}-findings.xlsx")


def submitted(submission: Submission) -> FileResponse:
    """The bytes as they came in."""
    return _told(FileResponse(
        default_storage.open(submission.path),
        as_attachment=True,
        filename=submission.name,
        content_type="application/octet-stream",
    ))  # fmt: skip


def figures(publication: Publication) -> FileResponse:
    """The published file (Parquet). Raises Http404 where it is lost."""
    path = queries.path_of(publication)
    if not path.exists():
        raise Http404(_("This file is missing here; whoever runs the site restores it."))
    return _attached(path, f"{publication.series.replace('/', '-')}-{publication.version}.parquet")


def changes_csv(old: Path, new: Path, name: str) -> StreamingHttpResponse:
    """Every change from one published file to another. Raises Damaged."""
    for path in (old, new):
        if not path.exists():
            raise Damaged(f"{path.name} is missing. Restore it.")
    lines = csv_lines(CHANGE, map(_change, changes(old, new)))
    return _streamed(_marked(lines), CSV, f"{name}-changes.csv")


def _change(one: Change) -> list[str]:
    amounts = ("" if amount is None else str(amount) for amount in (one.before, one.after))
    key = (str(one.key.get(name, "")) for name in DIMENSIONS)
    return [one.kind, *key, *amounts, *map(str, one.rows)]


def _marked(lines: Iterable[str]) -> Iterator[str]:
    yield MARK
    yield from lines


def _name(submission: Submission) -> str:
    return f"{submission.entity}-{submission.year}-{submission.measure}"


def _attached(path: Path, name: str) -> FileResponse:
    kind = "application/octet-stream"
    return _told(
        FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=kind)
    )


def _told(answer: Answer) -> Answer:
    """Nothing that was handed in is ever shown in a page."""
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _streamed(parts: Iterable[str], kind: str, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(parts, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return _told(answer)
