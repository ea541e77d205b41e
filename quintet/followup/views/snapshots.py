"""The report of a closed cycle as it was issued: the page, its files, what a correction changed."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from quintet.core.public import LANGUAGES
from quintet.core.views.page import Signed, person_of, today
from quintet.followup import actions, forms, labels, permissions, queries
from quintet.followup.documents.changes import by_kind
from quintet.followup.documents.formats import FORMATS
from quintet.followup.models import Snapshot
from quintet.followup.views.cycles import cycle_or_404
from quintet.followup.views.items import download as attached
from quintet.followup.views.page import act_page

ROWS = 50


def snapshot_or_404(slug: str, version: int) -> Snapshot:
    found = queries.snapshots(cycle_or_404(slug)).filter(version=version).first()
    if found is None:
        raise Http404
    return found


@require_GET
def newest(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest version of a cycle's report: an address that stays right after a correction."""
    found = queries.snapshots(cycle_or_404(slug)).first()
    if found is None:
        raise Http404
    return redirect("followup:issued", slug, found.version)


@require_GET
def issued(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """A version of the report as it was issued, in the page's language; visitors read it as all do."""
    snapshot = snapshot_or_404(slug, version)
    language = get_language() or "en"
    report = queries.frozen(snapshot, language=language)
    page = Paginator(report.rows, ROWS).get_page(request.GET.get("page"))
    changes = queries.corrections(snapshot, language=language)
    context = {
        "cycle": snapshot.cycle,
        "snapshot": snapshot,
        "versions": list(queries.snapshots(snapshot.cycle)),
        "report": report,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "files": _files(snapshot, language),
        "others": [(one, _files(snapshot, one)) for one in LANGUAGES if one != language],
        "before": version - 1,
        "differences": [(labels.CHANGE[kind], told) for kind, told in by_kind(changes).items()],
        "keeps": permissions.keeps_cycle(person_of(request), snapshot.cycle, today()),
    }
    return render(request, "followup/snapshot.html", context)


def _files(snapshot: Snapshot, language: str) -> list[dict[str, Any]]:
    """Every form of a snapshot in a language; with its hash where it has been made."""
    made = {one.form: one.file for one in snapshot.files.all() if one.language == language}
    address = partial(reverse, "followup:issued_report")
    return [
        {
            "form": form,
            "url": f"{address(args=[snapshot.cycle.slug, snapshot.version, form])}?language={language}",
            "file": made.get(form),
        }
        for form in FORMATS
    ]


@require_GET
def download(request: HttpRequest, slug: str, version: int, form: str) -> FileResponse:
    """A file of a version: the same bytes for everybody, ever after."""
    snapshot = snapshot_or_404(slug, version)
    language = request.GET.get("language") or get_language() or "en"
    if form not in FORMATS or language not in LANGUAGES:
        raise Http404
    made = actions.issue(snapshot=snapshot, language=language, form=form, at=timezone.now())
    return attached(made.file, queries.file_name(made))


@login_required
@require_http_methods(["GET", "POST"])
def issue_again(request: Signed, slug: str) -> HttpResponse:
    """Issue the report again, as a new version, with the reason."""
    cycle = cycle_or_404(slug)
    return act_page(
        request,
        form=forms.CorrectionForm(request.POST or None),
        act=partial(actions.freeze, cycle=cycle),
        title=_("Issue the report again"),
        button=_("Issue a new version"),
        done=_("A new version is issued; the earlier one stays."),
        back=reverse("followup:issued_newest", args=[slug]),
        allowed=permissions.keeps_cycle(request.user, cycle, today()),
        sentence=_("The report is told as things stand now. What it tells differently is listed."),
    )
