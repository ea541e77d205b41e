"""One party's list in a cycle: what it owes, its answers, its signature. From here a focal point
works through everything with as few clicks as possible."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quintet.core.public import Body, NotAllowed, Organization, number_words
from quintet.core.views.page import Signed, back_of, today
from quintet.followup import actions, forms, labels, permissions, queries
from quintet.followup.models import Addressee, Ask, QuestionAnswer, ReportingCycle
from quintet.followup.rules import Record, Signature
from quintet.followup.views.cycles import cycle_or_404, shares, state_asked, tabs
from quintet.followup.views.page import act_page, addressee_or_404, row_of

get_or_post = require_http_methods(["GET", "POST"])
ROWS = 50


def party_or_404(kind: str, code: str) -> Organization | Body:
    try:
        found = queries.party(f"{kind}:{code}")
    except NotAllowed:
        raise Http404 from None
    if not isinstance(found, Organization | Body):
        raise Http404
    return found


def list_of(cycle: ReportingCycle, party: Organization | Body) -> str:
    """The address of a party's list."""
    kind = type(party).__name__.lower()
    return reverse("followup:asked", args=[cycle.slug, kind, party.code.lower()])


def crumbs_of(cycle: ReportingCycle, party: Organization | Body, here: Any) -> list[dict[str, Any]]:
    return [
        {"label": _("Cycles"), "url": reverse("followup:cycles")},
        {"label": cycle.title, "url": reverse("followup:cycle", args=[cycle.slug])},
        {"label": party.name, "url": list_of(cycle, party)},
        {"label": here},
    ]


@login_required
@require_GET
def asked(request: Signed, slug: str, kind: str, code: str) -> HttpResponse:
    """Everything that a cycle asks of one party."""
    cycle, party = cycle_or_404(slug), party_or_404(kind, code)
    person, day = request.user, today()
    shown = queries.party_of(cycle, party, today=day)
    if shown is None:
        raise Http404
    state, here = state_asked(request), list_of(cycle, party)
    own = permissions.acts_for(person, party, day)
    asks = queries.asks_of(cycle, party, state=state)
    page = Paginator(asks, ROWS).get_page(request.GET.get("page"))
    open_now = cycle.closed_on is None
    may_plan = permissions.may_answer_for(person, party, day)
    context = {
        "cycle": cycle,
        "party": party,
        "shown": shown,
        "segments": shares(shown.tally, here),
        "tabs": tabs(shown.tally, here, state),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "rows": [_row(request, cycle, ask) for ask in page.object_list],
        "questions": [
            _question(request, question, answers, own=own)
            for question, answers in queries.replies_of(cycle, party, unapproved=own)
        ],
        "own": own,
        "first": queries.next_silent(cycle, party, person=person, today=day) if open_now else None,
        "may": {
            "delegate": may_plan and open_now,
            "answer": may_plan and open_now,
            "form": permissions.may_have_form(person, cycle, party, day),
            "bring": permissions.may_return(person, cycle, party, day),
            "sign": _to_sign(cycle, shown) and permissions.may_sign(person, party, day),
        },
        "sign": forms.SignForm(),
        "signature": {
            "label": labels.SIGNATURE[shown.signature],
            "shape": labels.SIGNATURE_SHAPE[shown.signature],
        },
        "here": request.get_full_path(),
        "today": day,
    }
    return render(request, "followup/cycle_party.html", context)


def _to_sign(cycle: ReportingCycle, shown: queries.PartyShown) -> bool:
    """Whether a party has said something that nobody has signed yet, where the cycle asks for it."""
    said = shown.tally.answered or shown.replies
    unsigned = shown.signature is not Signature.SIGNED
    return bool(cycle.signed and cycle.closed_on is None and said and unsigned)


def _row(request: Signed, cycle: ReportingCycle, ask: Ask) -> dict[str, Any]:
    """A row of the list: where the addressee stands, what waits, what this person may do."""
    addressee, person, day = ask.addressee, request.user, today()
    owns = permissions.owns(person, addressee, day)
    waiting: list[Any] = [*addressee.responses_waiting[-1:], *addressee.progress_waiting[-1:]]  # type: ignore[attr-defined]
    return row_of(addressee, day=day) | {
        "state": {"code": labels.ASK_SHAPE[ask.state], "label": labels.ASK[ask.state]},  # type: ignore[index]
        "waiting": [one for one in waiting if owns],
        "to_review": [
            {"said": one, "url": _review(one)}
            for one in [*addressee.responses_waiting, *addressee.progress_waiting]  # type: ignore[attr-defined]
            if one.record == Record.SUBMITTED
            and permissions.may_review(person, _of(one, addressee), day)
        ],
        "delegated": addressee.delegated if owns else [],  # type: ignore[attr-defined]
        "may_answer": cycle.closed_on is None
        and not addressee.verdict
        and permissions.may_answer(person, addressee, day),
    }


def _of(said: Any, addressee: Addressee) -> Any:
    said.addressee = addressee  # so that nothing is fetched again
    return said


def _review(said: Any) -> str:
    name = "review_response" if hasattr(said, "answer") else "review_progress"
    return reverse(f"followup:{name}", args=[said.pk])


def _question(
    request: Signed, question: Any, answers: list[QuestionAnswer], *, own: bool
) -> dict[str, Any]:
    """A question with the answer that holds and, for the party's own people, the one that waits."""
    known = next((one for one in answers if one.known_on), None)
    newest = answers[0] if answers and answers[0] != known else None
    return {
        "question": question,
        "known": known,
        "waiting": newest if own else None,
        "may_answer": newest is None or newest.record != Record.SUBMITTED,
        "may_review": newest is not None
        and newest.record == Record.SUBMITTED
        and permissions.may_review(request.user, newest, today()),
    }


@login_required
@get_or_post
def reply(request: Signed, slug: str, uuid: Any) -> HttpResponse:
    """Answer and report on one item at once, and go on to the next."""
    cycle, addressee = cycle_or_404(slug), addressee_or_404(request, uuid)
    get_object_or_404(Ask, cycle=cycle, addressee=addressee)
    if not permissions.may_answer(request.user, addressee, today()):
        raise PermissionDenied
    if cycle.closed_on or addressee.verdict:
        return redirect("followup:addressee", uuid)
    party = addressee.owner
    here = f"{back_of(request, list_of(cycle, party))}#a{addressee.pk}"
    following = queries.next_silent(
        cycle, party, after=addressee, person=request.user, today=today()
    )
    last = addressee.responses.order_by("version").last()
    answer, progress = _forms(request, cycle, addressee, last)
    if request.method == "POST" and _said(request, addressee, answer, progress):
        if "next" in request.POST and following:
            return redirect("followup:reply", slug, following.uuid)
        return redirect(here)
    row = row_of(addressee, day=today())
    context = {
        "cycle": cycle,
        "addressee": addressee,
        "item": addressee.item,
        "row": row,
        "answer": answer,
        "progress": progress,
        "waits": last is not None and last.record == Record.SUBMITTED,
        "returned": [
            one
            for one in (last, addressee.progress.last())
            if one and one.record == Record.RETURNED
        ],
        "last": last,
        "latest": addressee.progress.filter(known_on__isnull=False).last(),
        "next": following,
        "back": here,
        "crumbs": crumbs_of(
            cycle,
            party,
            f"{addressee.item.get_kind_display()} {number_words(addressee.item.number)}",
        ),
    }
    wrong = bool(answer.errors or progress.errors)
    return render(request, "followup/cycle_reply.html", context, status=422 if wrong else 200)


def _forms(
    request: Signed, cycle: ReportingCycle, addressee: Addressee, last: Any
) -> tuple[forms.AnswerForm, forms.ProgressForm]:
    """The two forms of one page. What is left as it was is not said again; a draft is. While an
    answer awaits approval there is none to give."""
    names = ("answer", "reason", "plan", "responsible", "due_on")
    record = last.record if last else ""
    answer = forms.AnswerForm(
        None if record == Record.SUBMITTED else request.POST or None,
        initial={name: getattr(last, name) for name in names}
        if last
        else {"responsible": addressee.responsible, "due_on": addressee.due_on},
        empty_permitted=record != Record.DRAFT,
        use_required_attribute=False,
    )
    progress = forms.ProgressForm(
        request.POST or None,
        request.FILES or None,
        initial={"as_at": min(cycle.as_at, today()), "status": addressee.claimed or None},
        empty_permitted=True,
        use_required_attribute=False,
    )
    return answer, progress


def _said(
    request: Signed, addressee: Addressee, answer: forms.AnswerForm, progress: forms.ProgressForm
) -> bool:
    """Say both, or neither where one is refused: then its form has the sentence."""
    given = [form for form in (answer, progress) if form.is_bound]
    if not all([form.is_valid() for form in given]):  # noqa: C419  each says what is wrong with it
        return False
    common: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    draft = "draft" in request.POST
    if draft and progress.has_changed():
        progress.add_error(None, _("Progress has no draft: submit it, or take it out for now."))
        return False
    acts: list[tuple[Any, Any]] = []
    if answer.is_bound and answer.cleaned_data:
        told = answer.cleaned_data | common
        acts.append(
            (answer, partial(actions.submit_response, addressee=addressee, draft=draft, **told))
        )
    if progress.cleaned_data:
        acts.append((progress, partial(_report, addressee, **progress.cleaned_data, **common)))
    if not acts:
        progress.add_error(None, _("Nothing is new here. Answer, or say what was done."))
        return False
    form: Any = progress
    try:
        with transaction.atomic():
            for form, act in acts:  # noqa: B007  the form whose act is refused
                act()
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Kept as a draft.") if draft else _("Submitted for approval."))
    return True


def _report(
    addressee: Addressee, *, links: list[str], attachments: list[UploadedFile], **told: Any
) -> None:
    proofs = [actions.Proof(name=link, url=link) for link in links]
    proofs += [actions.Proof(name=file.name or "", data=file.read()) for file in attachments]
    actions.submit_progress(addressee=addressee, evidence=proofs, **told)


@login_required
@get_or_post
def answer_question(
    request: Signed, slug: str, kind: str, code: str, position: int
) -> HttpResponse:
    cycle, party = cycle_or_404(slug), party_or_404(kind, code)
    question = get_object_or_404(cycle.questions, position=position)
    last = question.answers.filter(**queries.is_party(party)).order_by("version").last()
    keep = "draft" in request.POST
    return act_page(
        request,
        form=forms.QuestionForm(request.POST or None, initial={"text": last.text if last else ""}),
        act=partial(actions.answer_question, question=question, party=party, draft=keep),
        title=_("Answer a question"),
        button=_("Submit for approval"),
        done=_("Kept as a draft.") if keep else _("Submitted for approval."),
        back=f"{list_of(cycle, party)}#questions",
        allowed=permissions.may_answer_for(request.user, party, today()),
        second={"name": "draft", "label": _("Keep as a draft")},
        sentence=question.text,
        crumbs=crumbs_of(cycle, party, _("Answer a question")),
    )


@login_required
@get_or_post
def review_question_answer(request: Signed, pk: int) -> HttpResponse:
    rows = QuestionAnswer.objects.select_related("question__cycle", "organization", "body", "by")
    said = get_object_or_404(rows, pk=pk)
    cycle, party = said.question.cycle, said.owner
    if not (said.known_on or permissions.acts_for(request.user, party, today())):
        raise Http404
    approve = "approve" in request.POST
    return act_page(
        request,
        form=forms.ReviewForm(request.POST or None),
        act=partial(actions.review_question_answer, said=said, approve=approve),
        title=_("Approve or return"),
        button=_("Approve"),
        button_name="approve",
        done=_("Approved.") if approve else _("Returned to its author."),
        back=f"{list_of(cycle, party)}#questions",
        allowed=permissions.may_review(request.user, said, today()),
        said=said,
        second={"name": "return", "label": _("Return it")},
        sentence=said.question.text,
        crumbs=crumbs_of(cycle, party, _("Approve or return")),
    )


@login_required
@require_POST
def sign(request: Signed, slug: str, kind: str, code: str) -> HttpResponse:
    cycle, party = cycle_or_404(slug), party_or_404(kind, code)
    form = forms.SignForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    actions.sign(cycle=cycle, party=party, note=note, by=request.user, at=timezone.now())
    messages.success(request, _("Signed."))
    return redirect(list_of(cycle, party))
