"""One page for each act: a form, then the action."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quintet.core.views.page import Signed, back_of, today
from quintet.followup import actions, forms, permissions, queries
from quintet.followup.models import Addressee, Item, Milestone, ProgressEntry, Response
from quintet.followup.rules import Scheme
from quintet.followup.views.page import act_page, addressee_or_404, item_or_404

get_or_post = require_http_methods(["GET", "POST"])


def _on(request: Signed, addressee: Addressee, **given: Any) -> HttpResponse:
    """The page of one act on an addressee, which leads back to it, or to where one came from."""
    back = back_of(request, reverse("followup:addressee", args=[addressee.uuid]))
    return act_page(request, back=back, item=addressee.item, addressee=addressee, **given)


@login_required
@get_or_post
def respond(request: Signed, uuid: Any) -> HttpResponse:
    addressee = addressee_or_404(request, uuid)
    last = addressee.responses.order_by("version").last()
    draft = (
        {
            name: getattr(last, name)
            for name in ("answer", "reason", "plan", "responsible", "due_on")
        }
        if last
        else {"responsible": addressee.responsible, "due_on": addressee.due_on}
    )
    keep = "draft" in request.POST
    return _on(
        request,
        addressee,
        form=forms.AnswerForm(request.POST or None, initial=draft),
        act=partial(actions.submit_response, addressee=addressee, draft=keep),
        title=_("Answer"),
        button=_("Submit for approval"),
        done=_("Kept as a draft.") if keep else _("Submitted for approval."),
        allowed=permissions.may_answer(request.user, addressee, today()),
        second={"name": "draft", "label": _("Keep as a draft")},
    )


@login_required
@get_or_post
def progress(request: Signed, uuid: Any) -> HttpResponse:
    addressee = addressee_or_404(request, uuid)

    def act(*, links: list[str], attachments: list[UploadedFile], **told: Any) -> None:
        proofs = [actions.Proof(name=link, url=link) for link in links]
        proofs += [actions.Proof(name=file.name or "", data=file.read()) for file in attachments]
        actions.submit_progress(addressee=addressee, evidence=proofs, **told)

    started = {"as_at": today(), "status": addressee.claimed or None}
    return _on(
        request,
        addressee,
        form=forms.ProgressForm(request.POST or None, request.FILES or None, initial=started),
        act=act,
        title=_("Add progress"),
        button=_("Submit for approval"),
        done=_("Submitted for approval."),
        allowed=permissions.may_answer(request.user, addressee, today()),
    )


@login_required
@get_or_post
def deadline(request: Signed, uuid: Any) -> HttpResponse:
    addressee = addressee_or_404(request, uuid)
    return _on(
        request,
        addressee,
        form=forms.DeadlineForm(
            request.POST or None,
            initial={"due_on": addressee.due_on},
            sessions=_sessions(addressee.item),
        ),
        act=partial(actions.move_deadline, addressee=addressee),
        title=_("Change the deadline"),
        button=_("Save the deadline"),
        done=_("The deadline is changed; the old one is kept."),
        allowed=permissions.may_move_deadline(request.user, addressee, today()),
    )


def _sessions(item: Item) -> list[tuple[str, str]]:
    """The sessions at which an item can be due: those to come of the body that issued it."""
    return queries.session_choices(item.document.body, today=today())


@login_required
@get_or_post
def milestone(request: Signed, uuid: Any) -> HttpResponse:
    addressee = addressee_or_404(request, uuid)
    return _on(
        request,
        addressee,
        form=forms.MilestoneForm(request.POST or None),
        act=partial(actions.add_milestone, addressee=addressee),
        title=_("Add a milestone"),
        button=_("Add the milestone"),
        done=_("The milestone is added."),
        allowed=permissions.may_plan(request.user, addressee, today()),
    )


@login_required
@get_or_post
def meet(request: Signed, pk: int) -> HttpResponse:
    step = get_object_or_404(Milestone.objects.select_related("addressee__item__document"), pk=pk)
    addressee = addressee_or_404(request, step.addressee.uuid)
    return _on(
        request,
        addressee,
        form=forms.MetForm(request.POST or None, initial={"met_on": today()}),
        act=partial(actions.meet_milestone, milestone=step),
        title=_("Milestone met"),
        button=_("Save"),
        done=_("The milestone is met."),
        allowed=permissions.may_plan(request.user, addressee, today()),
        sentence=step.text,
    )


def _review(request: Signed, said: Response | ProgressEntry, review: Any) -> HttpResponse:
    addressee = addressee_or_404(request, said.addressee.uuid)
    seen = said.known_on or permissions.may_see_unapproved(request.user, addressee, today())
    if not seen:
        raise Http404
    approve = "approve" in request.POST
    return _on(
        request,
        addressee,
        form=forms.ReviewForm(request.POST or None),
        act=partial(review, approve=approve),
        title=_("Approve or return"),
        button=_("Approve"),
        button_name="approve",
        done=_("Approved.") if approve else _("Returned to its author."),
        allowed=permissions.may_review(request.user, said, today()),
        said=said,
        second={"name": "return", "label": _("Return it")},
    )


@login_required
@get_or_post
def review_response(request: Signed, pk: int) -> HttpResponse:
    said = get_object_or_404(Response.objects.select_related("addressee", "by"), pk=pk)
    return _review(request, said, partial(actions.review_response, response=said))


@login_required
@get_or_post
def review_progress(request: Signed, pk: int) -> HttpResponse:
    said = get_object_or_404(ProgressEntry.objects.select_related("addressee", "by"), pk=pk)
    return _review(request, said, partial(actions.review_progress, entry=said))


@login_required
@get_or_post
def verify(request: Signed, uuid: Any) -> HttpResponse:
    addressee = addressee_or_404(request, uuid)
    return _on(
        request,
        addressee,
        form=forms.VerdictForm(request.POST or None, closed=bool(addressee.verdict)),
        act=partial(actions.verify, addressee=addressee),
        title=_("Verify"),
        button=_("Give the verdict"),
        done=_("The verdict is given."),
        allowed=permissions.may_verify(request.user, addressee, today()),
        latest=addressee.progress.filter(known_on__isnull=False).last(),
    )


@login_required
@get_or_post
def assign(request: Signed, slug: str) -> HttpResponse:
    item = item_or_404(request, slug)
    return act_page(
        request,
        form=forms.AssignForm(
            request.POST or None, initial=queries.due_told(item), sessions=_sessions(item)
        ),
        act=partial(actions.assign, item=item),
        title=_("Address it to somebody"),
        button=_("Add the addressee"),
        done=_("The addressee is added."),
        back=reverse("followup:item", args=[item.slug]),
        allowed=permissions.keeps(request.user, item.document, today()),
        item=item,
        parties=queries.party_choices(),
    )


@login_required
@get_or_post
def tag(request: Signed, slug: str) -> HttpResponse:
    item = item_or_404(request, slug)
    now = {
        "codes": " ".join(queries.tags_of(item, Scheme.GOAL)),
        "nexus": queries.tags_of(item, Scheme.NEXUS),
        "network": queries.tags_of(item, Scheme.NETWORK),
        "places": queries.tags_of(item, Scheme.PLACE),
    }
    return act_page(
        request,
        form=forms.TagForm(request.POST or None, initial=now),
        act=partial(actions.tag, item=item),
        title=_("What it bears on"),
        button=_("Save"),
        done=_("It is saved."),
        back=reverse("followup:item", args=[item.slug]),
        allowed=permissions.keeps(request.user, item.document, today()),
        item=item,
    )


@login_required
@get_or_post
def archive(request: Signed, slug: str) -> HttpResponse:
    item = item_or_404(request, slug)
    return act_page(
        request,
        form=forms.ArchiveForm(request.POST or None),
        act=partial(actions.archive, item=item),
        title=_("Archive"),
        button=_("Archive it"),
        done=_("It is archived. Earlier reports still show it."),
        back=reverse("followup:register"),
        allowed=permissions.keeps(request.user, item.document, today()),
        item=item,
        sentence=_("It leaves the register; nothing is deleted."),
    )
