"""Intake: the text on one side, what was found on the other; nothing enters by itself."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quintet.core.public import NotAllowed, number_words
from quintet.core.views.page import Signed
from quintet.followup import actions, forms, labels, queries
from quintet.followup.models import Candidate, Document
from quintet.followup.rules import Proposal, Reading
from quintet.followup.views.documents import kept_document, window


@login_required
@require_GET
def intake(request: Signed, slug: str) -> HttpResponse:
    if renamed := _renamed(request.GET.get("file", ""), slug):
        return redirect("followup:intake", kept_document(request, renamed).slug)
    found = kept_document(request, slug)
    if found.reading != Reading.READ:
        page = render(
            request,
            "followup/reading.html",
            {"document": found, "failure": queries.failure_words(found)},
        )
        if found.reading == Reading.WAITING:
            page["Refresh"] = "2"  # works without a script
        return page
    return _reading(request, found, forms.PassageForm())


def _renamed(sha256: str, slug: str) -> str:
    """The slug that reading gave to a file which somebody still looks for under its first one."""
    if not sha256.isalnum():
        return ""
    found = Document.objects.filter(file=sha256).exclude(slug=slug).first()
    return found.slug if found else ""


def _reading(
    request: Signed, found: Any, passage: forms.PassageForm, status: int = 200
) -> HttpResponse:
    page = window(found, request.GET.get("page"), request.GET.get("at"))
    blocks = list(page.object_list)
    candidates = list(found.candidates.select_related("decided_by", "item"))
    first, last = (blocks[0].start, blocks[-1].end) if blocks else (0, 0)
    here = [
        candidate
        for candidate in candidates
        if first <= candidate.start <= last
        and candidate.proposal not in (Proposal.MERGED, Proposal.SPLIT, Proposal.KNOWN)
    ]
    waiting = [c for c in candidates if c.proposal == Proposal.PROPOSED]
    marks = sorted([*queries.intake_marks(found, here), *queries.anchor_marks(found)])
    context = {
        "document": found,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "passages": queries.passages(found, blocks, marks),
        "candidates": queries.shown_candidates(here, waiting),
        "unread": [
            told | {"position": position, "why": labels.WHY.get(told["why"], told["why"])}
            for position, told in enumerate(found.unread)
            if first <= told["start"] <= last and not told["left"]
        ],
        "waiting": len(waiting),
        "accepted": sum(c.proposal == Proposal.ACCEPTED for c in candidates),
        "unpublished": queries.unpublished(found),
        "unplaced": queries.unplaced(found).count(),
        "proposed": queries.proposed_version(found),
        "next_elsewhere": next((c for c in waiting if not first <= c.start <= last), None),
        "passage": passage,
        "sessions_told": queries.sessions_told(found),
    }
    return render(request, "followup/intake.html", context, status=status)


def _back(candidate: Candidate) -> str:
    address = reverse("followup:intake", args=[candidate.document.slug])
    return f"{address}?at={candidate.start}#c{candidate.pk}"


def _candidate(request: Signed, pk: int) -> Candidate:
    found = get_object_or_404(Candidate.objects.select_related("document"), pk=pk)
    kept_document(request, found.document.slug)
    return found


@login_required
@require_POST
def decide(request: Signed, pk: int) -> HttpResponse:
    """Accept, reject, restore, split a candidate, or merge it with another: `act` says which."""
    candidate, act = _candidate(request, pk), request.POST.get("act", "")
    told: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    try:
        if act == "merge":
            other = get_object_or_404(Candidate, pk=request.POST.get("with") or 0)
            candidate = actions.merge(first=candidate, second=other, **told)
        elif act in ("accept", "reject", "restore", "split"):
            getattr(actions, act)(candidate=candidate, **told)
        else:
            messages.error(request, _("Choose what to do with it."))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(_back(candidate))


@login_required
@require_POST
def accept_all(request: Signed, slug: str) -> HttpResponse:
    found = kept_document(request, slug)
    number = len(actions.accept_all(document=found, by=request.user, at=timezone.now()))
    messages.success(
        request,
        ngettext("%(n)s is in the register.", "%(n)s are in the register.", number)
        % {"n": number_words(number)},
    )
    return redirect("followup:intake", found.slug)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: Signed, pk: int) -> HttpResponse:
    candidate = _candidate(request, pk)
    found, sent = candidate.found, request.POST or None
    form = forms.CandidateForm(sent, initial=found)
    addressees = forms.AddresseeFormSet(
        sent,
        prefix="addressees",
        initial=[one | {"part": "lead"} for one in found["addressees"]]
        + [one | {"part": "with"} for one in found["co_addressees"]],
    )
    dues = forms.DueFormSet(sent, prefix="due", initial=found["due"])
    if request.method == "POST" and form.is_valid() and addressees.is_valid() and dues.is_valid():
        changes = form.cleaned_data | _told(addressees, dues)
        try:
            actions.correct(
                candidate=candidate, changes=changes, by=request.user, at=timezone.now()
            )
            if "accept" in request.POST:
                actions.accept(candidate=candidate, by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Corrected."))
            return redirect(_back(candidate))
    context = {
        "candidate": candidate,
        "document": candidate.document,
        "form": form,
        "addressees": addressees,
        "dues": dues,
        "back": _back(candidate),
        "parties": queries.party_choices(),
    }
    bad = form.errors or any(addressees.errors) or any(dues.errors)
    return render(request, "followup/correct.html", context, status=422 if bad else 200)


def _told(addressees: Any, dues: Any) -> dict[str, Any]:
    """Addressees and deadlines as a candidate holds them; empty lines are left out."""
    parts: dict[str, list[dict[str, Any]]] = {"lead": [], "with": []}
    for one in addressees.cleaned_data:
        if one.get("text") or one.get("party"):
            parts[one["part"]].append(
                {
                    "text": one["text"] or one["party"].partition(":")[2],
                    "party": one["party"],
                    "members": one["members"],
                }
            )
    return {
        "addressees": parts["lead"],
        "co_addressees": parts["with"],
        "due": [
            {
                "text": one["text"] or str(one["date"] or one["session"]),
                "date": one["date"].isoformat() if one["date"] else None,
                "session": one["session"],
            }
            for one in dues.cleaned_data
            if one.get("text") or one.get("date") or one.get("session")
        ],
    }


@login_required
@require_POST
def add(request: Signed, slug: str) -> HttpResponse:
    """Add a candidate from selected, or pasted, words."""
    found = kept_document(request, slug)
    form = forms.PassageForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        span = queries.span_of(found, told["words"], told["start"], told["end"])
        if span is None:
            form.add_error("words", _("These words do not stand in the text."))
        else:
            try:
                candidate = actions.add_candidate(
                    document=found,
                    start=span[0],
                    end=span[1],
                    kind=told["kind"],
                    by=request.user,
                    at=timezone.now(),
                )
                return redirect("followup:correct", candidate.pk)
            except NotAllowed as refusal:
                form.add_error("words", str(refusal))
    return _reading(request, found, form, status=422)


@login_required
@require_POST
def unread(request: Signed, slug: str, position: int) -> HttpResponse:
    """Take, or leave, a paragraph that looks like an act."""
    found = kept_document(request, slug)
    if "take" in request.POST and position < len(found.unread):
        told = found.unread[position]
        candidate = actions.add_candidate(
            document=found,
            start=told["start"],
            end=told["end"],
            kind="decision",
            by=request.user,
            at=timezone.now(),
        )
        actions.leave_unread(document=found, position=position, by=request.user, at=timezone.now())
        return redirect("followup:correct", candidate.pk)
    actions.leave_unread(document=found, position=position, by=request.user, at=timezone.now())
    return redirect("followup:intake", found.slug)
