"""Questions on a page: the pivot table, its chart, its downloads, and the rows behind a figure.

The same pages stand over what is published, for everybody, and over a submission that is not, for
those who may see it: `Source` is which of the two.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from quintet.core.views.page import person_of, today
from quintet.cube import forms, permissions, queries
from quintet.cube.engine.questions import Answer, Line, Question, Refused
from quintet.cube.engine.questions.formats import FORMATS
from quintet.cube.engine.questions.tracing import narrowed
from quintet.cube.engine.store import Damaged, Unpublishable
from quintet.cube.models import Submission
from quintet.cube.rules import State
from quintet.cube.views import behind, charted, pivot, presets

CELLS = 3_000  # of a page; a wider answer has fewer lines a page
BESIDE = ("chart", "line", "column", "page")  # parameters that are no part of a question


@dataclass(frozen=True)
class Source:
    """What questions are put to. `submission`: one that is not published, instead of all that is."""

    submission: Submission | None = None

    def cube(self) -> queries.Cube:
        return queries.draft_cube(self.submission) if self.submission else queries.published()

    def url(self, name: str, query: str = "", **more: str) -> str:
        """Of `ask`, `figures`, `figures_csv`, `download`, or their like of a draft."""
        prefix, told = "ask", dict(more)
        if self.submission:
            prefix, told = "draft", {"uuid": str(self.submission.uuid), **more}
        route = prefix if name == "ask" else f"{prefix}_{name}"
        return reverse(f"cube:{route}", kwargs=told) + (f"?{query}" if query else "")


Page = Callable[..., HttpResponse]


def _published(view: Page) -> Page:
    @wraps(view)
    def page(request: HttpRequest, **more: str) -> HttpResponse:
        return view(request, Source(), **more)

    return require_GET(page)


def _draft(view: Page) -> Page:
    @wraps(view)
    def page(request: HttpRequest, uuid: str, **more: str) -> HttpResponse:
        found = get_object_or_404(Submission.objects.select_related("organization"), uuid=uuid)
        if not permissions.may_see(person_of(request), found, today()):
            raise Http404
        if found.state == State.PUBLISHED:
            return redirect("cube:ask")
        if not queries.is_judged(found) or not found.totals:
            raise Http404
        return view(request, Source(found), **more)

    return require_GET(page)


def _ask(request: HttpRequest, source: Source) -> HttpResponse:
    """The pivot page. A form's address becomes the question's; refused with its sentence (422)."""
    sent = request.GET.copy()
    beside = {name: sent.pop(name, [""])[-1] for name in BESIDE}
    address = forms.address_of(sent)
    context: dict[str, Any] = {"source": source, "draft": source.submission}
    try:
        cube = source.cube()
        if not address:
            return _shown(request, source, cube, address, context)
        question = Question.parse(address)
        wanted = str(question) + (f"&chart={beside['chart']}" if beside["chart"] else "")
        if QueryDict(wanted) != request.GET:
            return redirect(source.url("ask", wanted))
        answer = queries.answer(question, today=today(), of=cube)
    except Refused as why:
        return _shown(request, source, cube, address, context, refused=why)
    except (Unpublishable, Damaged) as why:
        return _unanswered(request, source, why)
    lines = max(CELLS // max(len(answer.columns), 1), 10)
    if len(answer.lines) * len(answer.columns) > CELLS * 1.5 and question.limit > lines:
        shorter = str(replace(question, limit=lines))
        return redirect(source.url("ask", shorter))
    context |= _answered(source, answer, beside["chart"])
    return _shown(request, source, cube, str(question), context)


def _unanswered(request: HttpRequest, source: Source, why: Exception) -> HttpResponse:
    """Why nothing can be asked of these figures at all."""
    context = {"source": source, "draft": source.submission, "why": str(why)}
    return render(request, "cube/ask.html", context, status=422)


def _shown(
    request: HttpRequest,
    source: Source,
    cube: queries.Cube,
    address: str,
    context: dict[str, Any],
    refused: Refused | None = None,
) -> HttpResponse:
    form = forms.AskForm(address, refused)
    told = cube[1].codes
    boxes = form.boxes(told)
    first, last, others = form.years()
    context |= {
        "form": form,
        "boxes": boxes,
        "offers": form.offers(told),
        "years": {"first": first, "last": last, "others": others},
        "page": source.url("ask"),
        "fresh": "answer" not in context,
        "chosen": any(one.chosen for one in boxes),
        "presets": presets.presets(cube[0].as_at(today()))
        if "answer" not in context and not refused
        else (),
    }
    return render(request, "cube/ask.html", context, status=422 if refused else 200)


def _answered(source: Source, answer: Answer, chart: str) -> dict[str, Any]:
    question = answer.question
    address = str(question)

    def lead(line: Line, column: Line) -> str:
        return f"{source.url('figures')}?{address}&{pivot.address_of_cell(line, column)}"

    known = charted.fitting(answer)
    drawn = charted.drawn(answer, chart, lead)
    kind = drawn["kind"] if drawn else "none"
    return {
        "answer": answer,
        "title": pivot.title(question),
        "narrowed": pivot.narrowed(answer),
        "table": pivot.table(answer, lead),
        "notes": [pivot.sentence(one) for one in answer.notes],
        "facts": pivot.facts(answer),
        "vintage": behind.vintage(answer.vintage, source.submission),
        "chart": drawn,
        "charts": [
            {
                "label": charted.NAMES[one],
                "url": source.url("ask", f"{address}&chart={one}"),
                "current": one == kind,
            }
            for one in (*known, "none")
        ]
        if known
        else [],
        "downloads": [
            (name.upper().replace(".", "-"), source.url("download", address, form=name))
            for name in FORMATS
        ],
        "turns": _turns(source, question),
        "pager": _pager(source, answer),
    }


def _turns(source: Source, question: Question) -> list[tuple[str, str]]:
    """Questions one step away."""
    found: list[tuple[str, Question]] = []
    if question.rows:
        told = _("By code") if question.sort == "value" else _("The largest first")
        other = "code" if question.sort == "value" else "value"
        found.append((told, replace(question, sort=other, offset=0)))
    if question.columns and len(question.rows) < 3:
        swapped = replace(question, rows=question.columns, columns=question.rows, offset=0)
        found.append((_("Swap rows and columns"), swapped))
    if question.means.adds and question.rows and not question.shares:
        found.append((_("With shares"), replace(question, shares="column")))
    return [(told, source.url("ask", str(one))) for told, one in found]


def _pager(source: Source, answer: Answer) -> dict[str, Any] | None:
    question = answer.question
    if answer.all_lines <= question.limit and not question.offset:
        return None
    last = min(question.offset + question.limit, answer.all_lines)

    def url(offset: int) -> str:
        return source.url("ask", str(replace(question, offset=offset)))

    return {
        "first": min(question.offset + 1, answer.all_lines),
        "last": last,
        "all": answer.all_lines,
        "before": url(max(question.offset - question.limit, 0)) if question.offset else "",
        "after": url(last) if last < answer.all_lines else "",
    }


def _asked(request: HttpRequest) -> Question:
    """The question of an address that no form sent. Raises Refused."""
    sent = request.GET.copy()
    for name in BESIDE:
        sent.pop(name, None)
    return Question.parse(forms.address_of(sent))


def _cell(request: HttpRequest) -> tuple[Line, Line]:
    """The address of a cell."""
    line, column = (
        tuple(code or None for code in request.GET.getlist(name)) for name in ("line", "column")
    )
    return line, column


def _refusal(request: HttpRequest, source: Source, why: Refused) -> HttpResponse:
    """A question that cannot be asked, with its form as filled in."""
    sent = request.GET.copy()
    for name in BESIDE:
        sent.pop(name, None)
    context = {"source": source, "draft": source.submission}
    return _shown(request, source, source.cube(), forms.address_of(sent), context, refused=why)


def _download(request: HttpRequest, source: Source, form: str) -> HttpResponse:
    """What is seen, as a file."""
    told = FORMATS.get(form)
    if told is None:
        raise Http404
    try:
        answer = queries.answer(_asked(request), today=today(), of=source.cube())
    except Refused as why:
        return _refusal(request, source, why)
    except (Unpublishable, Damaged) as why:
        return _unanswered(request, source, why)
    made = told.write(answer, get_language() or "en")
    found = HttpResponse(made, content_type=told.media_type)
    found["Content-Disposition"] = (
        f'attachment; filename="{name_of(answer.question)}.{told.extension}"'
    )
    return found


def name_of(question: Question) -> str:
    """Of a file, without its ending."""
    return "-".join((question.measure, *question.rows, *question.columns))


def _figures(request: HttpRequest, source: Source) -> HttpResponse:
    """The published figures that a cell is made of, each with the row that was submitted."""
    number = request.GET.get("page", "")
    try:
        question, (line, column) = _asked(request), _cell(request)
        asked = replace(narrowed(question, line, column), limit=1, offset=0)
        cube = source.cube()
        total = queries.answer(asked, today=today(), of=cube)
        query = f"{question}&{pivot.address_of_cell(line, column)}"
        page, pager = behind.pages(total, number, source.url("figures", query))
        found = behind.figures(
            question, line, column, page, cube=cube, today=today(), draft=source.submission
        )
    except Refused as why:
        return _refusal(request, source, why)
    except (Unpublishable, Damaged) as why:
        return _unanswered(request, source, why)
    context = {
        "draft": source.submission,
        "title": pivot.measure_of(question),
        "narrowed": pivot.narrowed(total),
        "value": behind.value(total),
        "pager": pager,
        "back": source.url("ask", str(question)),
        "csv": source.url("figures_csv", query),
        "most": behind.FILE,
        **found,
    }
    return render(request, "cube/figures.html", context)


def _figures_csv(request: HttpRequest, source: Source) -> HttpResponse:
    """The same, as CSV; `behind.FILE` of them at most."""
    try:
        question, (line, column) = _asked(request), _cell(request)
        found = list(
            queries.rows_behind(
                question, line, column, today=today(), first=behind.FILE, of=source.cube()
            )
        )
    except Refused as why:
        return _refusal(request, source, why)
    except (Unpublishable, Damaged) as why:
        return _unanswered(request, source, why)
    response = HttpResponse(b"\xef\xbb\xbf", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name_of(question)}-figures.csv"'
    behind.write_csv(csv.writer(response), found)
    return response


ask, draft = _published(_ask), _draft(_ask)
download, draft_download = _published(_download), _draft(_download)
figures, draft_figures = _published(_figures), _draft(_figures)
figures_csv, draft_figures_csv = _published(_figures_csv), _draft(_figures_csv)
