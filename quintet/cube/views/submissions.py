"""Figures on their way: the list, the form they come in by, and the template."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from quintet.core.public import LANGUAGES, NotAllowed
from quintet.core.views.page import Signed, today
from quintet.cube import actions, labels, permissions, queries, rules, tasks
from quintet.cube.engine.lists import lists
from quintet.cube.engine.report.template import write_csv_template, write_xlsx_template
from quintet.cube.forms.figures import SubmissionsForm, SubmitForm
from quintet.cube.models import Submission
from quintet.cube.rules import State

ROWS = 25


@login_required
@require_GET
def submissions(request: Signed) -> HttpResponse:
    """What I may see of figures on their way: what waits for me, then everything."""
    person, day = request.user, today()
    form = SubmissionsForm(request.GET)
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    found = queries.submissions_seen(person, day).filter(**chosen)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    waiting = queries.waiting(person, day)
    context = {
        "waiting": waiting,
        "groups": [
            (_("Publish"), waiting.to_publish),
            (_("Approve or return"), waiting.to_approve),
            (_("Mend"), waiting.to_mend),
        ],
        "page": page,
        "rows": [{"submission": one, "state": state_of(one)} for one in page.object_list],
        "pages": page.paginator.get_elided_page_range(page.number),
        "form": form,
        "filters": len(chosen),
        "may_submit": bool(permissions.submits_for(person, day)),
    }
    return render(request, "cube/submissions.html", context)


def state_of(submission: Submission) -> dict[str, Any]:
    """A submission's state as `kit/state.html` takes it."""
    state = State(submission.state)
    return {"code": labels.SHAPE[state], "label": labels.STATE[state]}


@login_required
@require_http_methods(["GET", "POST"])
def submit(request: Signed) -> HttpResponse:
    person, day = request.user, today()
    organizations = permissions.submits_for(person, day)
    if not organizations:
        raise PermissionDenied
    form = SubmitForm(
        request.POST or None, request.FILES or None, organizations=organizations, today=day,
        initial={name: request.GET[name] for name in ("year", "measure") if name in request.GET},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            submission, new = actions.submit(
                name=told["file"].name, by=person, at=timezone.now(), **told
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            if new:
                tasks.check_submission.enqueue(submission.pk)
            else:
                messages.warning(request, _("This file is here already; nothing was changed."))
            return redirect("cube:submission", submission.uuid)
    years = {"first": rules.FIRST_YEAR, "year": day.year - 1, "last": day.year}
    context = {"form": form, **years}
    return render(request, "cube/submit.html", context, status=422 if form.errors else 200)


@require_GET
def template(request: HttpRequest, form: str) -> FileResponse:
    """The template of a year, with names in a language: those of the address, else the page's."""
    language = request.GET.get("language") or get_language() or "en"
    told = request.GET.get("year", "")
    year = int(told) if told.isdecimal() and len(told) == 4 else today().year - 1
    if form not in ("csv", "xlsx") or language not in LANGUAGES:
        raise Http404
    if not rules.FIRST_YEAR <= year <= today().year:
        raise Http404(_("There is no template of this year."))
    with NamedTemporaryFile(suffix=f".{form}") as made:
        if form == "xlsx":
            write_xlsx_template(Path(made.name), lists(), year, language)
        else:
            write_csv_template(Path(made.name))
        again = Path(made.name).open("rb")  # noqa: SIM115  FileResponse closes it
    return FileResponse(again, as_attachment=True, filename=f"quintet-{year}-{language}.{form}")
