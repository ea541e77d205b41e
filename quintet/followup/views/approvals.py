"""All that waits for somebody's approval, on one page; what they choose is approved together."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quintet.core.public import NotAllowed, number_words
from quintet.core.views.page import Signed, today
from quintet.followup import actions, queries
from quintet.followup.models import ProgressEntry, Response

MOST = 50  # answers, and as many progress entries, on one page


@login_required
@require_http_methods(["GET", "POST"])
def approvals(request: Signed) -> HttpResponse:
    """Choose what to approve; what needs words in return has its own page."""
    found = queries.to_review(request.user, today=today(), most=MOST)
    error = ""
    if request.method == "POST":
        chosen = set(request.POST.getlist("said"))
        if chosen:
            _approve([said for said in found if _key(said) in chosen], len(chosen), request)
            return redirect("followup:approvals")
        error = _("Choose what you approve.")
    prefetch_related_objects(
        [said for said in found if isinstance(said, ProgressEntry)], "evidence"
    )
    context = {
        "rows": [{"key": _key(said), "said": said} for said in found],
        "all": "all" in request.GET,
        "error": error,
    }
    return render(request, "followup/approvals.html", context, status=422 if error else 200)


def _key(said: Response | ProgressEntry) -> str:
    return f"{type(said).__name__.lower()}-{said.pk}"


def _approve(found: list[Response | ProgressEntry], chosen: int, request: Signed) -> None:
    """Approve each by itself, and tell how many were, and which were not, and why."""
    done, now = 0, timezone.now()
    for said in found:
        try:
            if isinstance(said, Response):
                actions.review_response(response=said, approve=True, by=request.user, at=now)
            else:
                actions.review_progress(entry=said, approve=True, by=request.user, at=now)
        except NotAllowed as refusal:
            about = f"{said.addressee.item.number} {said.addressee.item.title}".strip()
            messages.warning(request, f"{about} · {refusal}")
        else:
            done += 1
    if done:
        messages.success(request, _("Approved: %(n)s.") % {"n": number_words(done)})
    if gone := chosen - len(found):
        messages.warning(request, _("Already decided: %(n)s.") % {"n": number_words(gone)})
