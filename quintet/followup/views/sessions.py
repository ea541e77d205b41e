"""Days of a session that a document tells and the list of sessions does not: a person decides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quintet.core.public import NotAllowed
from quintet.core.views.page import Signed
from quintet.followup import actions
from quintet.followup.views.documents import kept_document


@login_required
@require_POST
def decide(request: Signed, slug: str, number: int) -> HttpResponse:
    """Take the days that the document tells, so that all moves with the session; or leave them."""
    found = kept_document(request, slug)
    take = "take" in request.POST
    try:
        actions.decide_session(
            document=found, number=number, take=take, by=request.user, at=timezone.now()
        )
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        told = _("The session has moved, and every deadline that is bound to it.")
        messages.success(request, told if take else _("The session stays as it was."))
    return redirect("followup:intake", found.slug)
