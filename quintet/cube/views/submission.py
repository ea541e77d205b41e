"""One submission: where it is, what was found, what may be done with it, and what it would change."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import duckdb
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quintet.core.public import NotAllowed
from quintet.core.views.page import Signed, act_page, today
from quintet.cube import actions, labels, permissions, queries, rules, tasks
from quintet.cube.engine.findings import SEVERITIES
from quintet.cube.engine.findings import rules as rulebook
from quintet.cube.engine.store import Damaged, Unpublishable
from quintet.cube.forms.figures import ExplainForm, ReturnForm
from quintet.cube.models import Submission
from quintet.cube.rules import Next, State
from quintet.cube.views import files
from quintet.cube.views.changes import told_difference
from quintet.cube.views.submissions import state_of

REPAIRS = 200  # proposals on the page, the most frequent first
ALWAYS = ("year", "entity", "measure", "record", "currency")  # told of every figure
BACK = (State.WAITING, State.CHECKING, State.CHECKED)  # in which it can be taken back


def submission_or_404(request: HttpRequest, uuid: UUID) -> Submission:
    """The submission, where this person may see it; nobody learns that another exists."""
    found = queries.submissions().filter(uuid=uuid).first()
    if found is None or not permissions.may_see(request.user, found, today()):  # type: ignore[arg-type]
        raise Http404
    return found


@login_required
@require_GET
def submission(request: Signed, uuid: UUID) -> HttpResponse:
    found, person, day = submission_or_404(request, uuid), request.user, today()
    state = State(found.state)
    if request.htmx and state not in rules.UNDER_WAY:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Refresh": "true"})  # the work is done: the page is another
    digest = queries.digest(found)
    following = queries.next_of(found)
    context = {
        "submission": found,
        "state": state_of(found),
        "next": labels.NEXT[following],
        "under_way": state in rules.UNDER_WAY,
        "judged": queries.is_judged(found),
        "measure": labels.MEASURE[found.measure],
        "control": _control(found),
        "coverage": _coverage(found),
        "findings": _findings(found, digest.first),
        "proposals": digest.proposals[:REPAIRS],
        "beyond": max(len(digest.proposals) - REPAIRS, 0),
        "accepted": found.repairs.select_related("by"),
        "return_form": ReturnForm(),
        "askable": state in (State.CHECKED, State.APPROVED)
        and not rules.is_in_the_way(found.counts),
        **_difference(found),
        **_may(found, following, person, day),
    }
    return render(request, "cube/submission.html", context)


def _may(found: Submission, following: Next, person: Any, day: Any) -> dict[str, bool]:
    """Who may do what with it now."""
    state = State(found.state)
    checked, mends = state == State.CHECKED, permissions.may_mend(person, found, day)
    return {
        "may_repair": checked and mends,
        "may_take_back": state in BACK and mends,
        "may_approve": following == Next.APPROVAL and permissions.may_approve(person, found, day),
        "may_return": state in (State.CHECKED, State.APPROVED)
        and permissions.may_return(person, found, day),
        "may_publish": state == State.APPROVED and permissions.may_publish(person, found, day),
        "may_submit_again": following in (Next.ANEW, Next.MENDING) and mends,
    }


def _control(found: Submission) -> dict[str, Decimal | None]:
    """The sum of the figures beside what the accounts give, and what was published of the year
    before."""
    told = found.totals.get("measures", {}).get(found.measure, {}).get("amount")
    amount = Decimal(told) if told else None
    expected = found.control_total
    difference = amount - expected if amount is not None and expected is not None else None
    before = queries.about(found).before
    return {"amount": amount, "expected": expected, "difference": difference, "before": before}


def _coverage(found: Submission) -> list[dict[str, Any]]:
    shares: Mapping[str, float] = found.totals.get("coverage", {})
    return [
        {"label": labels.column(name), "share": Decimal(str(share)), "whole": share == 1}
        for name, share in shares.items()
        if name not in ALWAYS
    ]


def _findings(found: Submission, first: Mapping[str, Any]) -> list[dict[str, Any]]:
    """By rule, the worst and most frequent first: how many, what to do, and examples."""
    language, told = get_language() or "en", []
    for rule, examples in first.items():
        severity = rulebook()[rule].severity
        number = found.rules.get(rule, len(examples))
        fixes = {one.fix(language) for one in examples}
        told.append(
            {
                "rule": rule,
                "rank": (SEVERITIES.index(severity), -number, rule),
                "code": labels.SEVERITY_SHAPE[severity],
                "severity": labels.SEVERITY[severity],
                "count": number,
                "more": max(number - len(examples), 0),
                "fix": examples[0].fix(language) if len(fixes) == 1 else "",
                "placed": any(one.row or one.line for one in examples),
                "examples": [
                    {
                        "finding": one,
                        "message": one.message(language),
                        "fix": one.fix(language),
                    }
                    for one in examples
                ],
            }
        )
    return sorted(told, key=lambda one: one["rank"])


def _difference(found: Submission) -> dict[str, Any]:
    """What it would change of what is published, for those who decide; or why that is not known."""
    if State(found.state) not in (State.CHECKED, State.APPROVED) or rules.is_in_the_way(
        found.counts
    ):
        return {}
    try:
        difference = queries.draft_difference(found)
    except (Unpublishable, Damaged, duckdb.IOException) as why:
        return {"unknown": str(why)}
    return {"difference": told_difference(difference) if difference else None}


def _act(
    request: Signed, uuid: UUID, act: Callable[..., Any], done: str, work: Any = None
) -> HttpResponse:
    """One act without words: done, and back to the page; what forbids it is said there."""
    found = submission_or_404(request, uuid)
    try:
        act(submission=found, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
        if work:
            work.enqueue(found.pk)
    return redirect("cube:submission", uuid)


@login_required
@require_POST
def accept_repairs(request: Signed, uuid: UUID) -> HttpResponse:
    proposals = queries.digest(submission_or_404(request, uuid)).proposals
    ids = request.POST.getlist("proposal")

    def act(**told: Any) -> None:
        chosen = proposals if request.POST.get("all") else actions.chosen(proposals, ids)
        actions.accept_repairs(proposals=chosen, **told)

    done = _("The repairs are accepted; the figures are checked again.")
    return _act(request, uuid, act, done, tasks.check_submission)


@login_required
@require_POST
def approve(request: Signed, uuid: UUID) -> HttpResponse:
    return _act(request, uuid, actions.approve, _("The figures are approved."))


@login_required
@require_POST
def publish(request: Signed, uuid: UUID) -> HttpResponse:
    done = _("The figures are being published.")
    return _act(request, uuid, actions.order_publication, done, tasks.publish_submission)


@login_required
@require_POST
def cancel(request: Signed, uuid: UUID) -> HttpResponse:
    return _act(request, uuid, actions.cancel, _("The figures are taken back."))


@login_required
@require_http_methods(["GET", "POST"])
def give_back(request: Signed, uuid: UUID) -> HttpResponse:
    found = submission_or_404(request, uuid)
    return act_page(
        request,
        form=ReturnForm(request.POST or None),
        act=partial(actions.give_back, submission=found),
        title=_("Return the figures"),
        button=_("Return"),
        done=_("The figures are returned."),
        back=reverse("cube:submission", args=[uuid]),
        allowed=permissions.may_return(request.user, found, today()),
        sentence=_("Who submitted them submits them anew."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def explain(request: Signed, uuid: UUID) -> HttpResponse:
    found = submission_or_404(request, uuid)
    return act_page(
        request,
        form=ExplainForm(
            request.POST or None, initial={"note": found.note, "reason": found.reason}
        ),
        act=partial(actions.explain, submission=found),
        title=_("Explain the figures"),
        button=_("Save"),
        done=_("The words are saved."),
        back=reverse("cube:submission", args=[uuid]),
        allowed=permissions.may_mend(request.user, found, today()),
    )


@login_required
@require_GET
def findings(request: Signed, uuid: UUID, form: str) -> HttpResponse | StreamingHttpResponse:
    """All findings, as CSV or as the JSON that the command prints."""
    write = {"csv": files.findings_csv, "json": files.findings_json}.get(form)
    if write is None:
        raise Http404
    return write(submission_or_404(request, uuid), get_language() or "en")


@login_required
@require_GET
def marked(request: Signed, uuid: UUID) -> FileResponse:
    return files.marked(submission_or_404(request, uuid))


@login_required
@require_GET
def file(request: Signed, uuid: UUID) -> FileResponse:
    return files.submitted(submission_or_404(request, uuid))


@login_required
@require_GET
def changes(request: Signed, uuid: UUID) -> StreamingHttpResponse:
    """Every change of what is published, as CSV."""
    found = submission_or_404(request, uuid)
    old = queries.before(found)
    if old is None or State(found.state) not in (State.CHECKED, State.APPROVED):
        raise Http404
    try:
        new = queries.draft(found)
        return files.changes_csv(queries.path_of(old), new.path, str(found.uuid))
    except (Unpublishable, Damaged, duckdb.IOException) as why:
        raise Http404(str(why)) from why
