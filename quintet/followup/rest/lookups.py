"""What a request names, where the caller may see it. Nobody learns that anything else exists."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.rest import caller
from quintet.followup import permissions, queries
from quintet.followup.models import (
    Addressee,
    Document,
    Evidence,
    Item,
    Milestone,
    ProgressEntry,
    Response,
)


def document_or_404(request: HttpRequest, slug: str) -> Document:
    rows = Document.objects.select_related("body", "organization", "session", "file")
    found = rows.filter(slug=slug).first()
    today = timezone.now().date()
    if found is None or not permissions.may_see_document(caller(request), found, today):
        raise Http404(_("There is no document %(slug)s that you may see.") % {"slug": slug})
    return found


def item_or_404(request: HttpRequest, slug: str) -> Item:
    found = queries.item_seen(slug, person=caller(request), today=timezone.now().date())
    if found is None:
        raise Http404(_("There is no item %(slug)s that you may see.") % {"slug": slug})
    return found


def addressee_or_404(request: HttpRequest, uuid: UUID) -> Addressee:
    """The addressee with all that was said of it, and its item."""
    seen = Item.objects.filter(permissions.seen_by(caller(request), timezone.now().date()))
    rows = seen.select_related("document__body", "document__organization")
    item = rows.defer("document__text", "document__unread").filter(addressees__uuid=uuid).first()
    if item is None:
        raise Http404(_("There is no such addressee that you may see."))
    found = queries.with_words(Addressee.objects.all()).get(uuid=uuid)
    found.item = item
    return found


def said_or_404(request: HttpRequest, model: type[Response] | type[ProgressEntry], pk: int) -> Any:
    """A response or progress entry: approved, or the addressee's own business and the caller's."""
    rows: Any = model._default_manager.select_related("by", "addressee")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(_nothing())
    found.addressee = addressee_or_404(request, found.addressee.uuid)
    today = timezone.now().date()
    if found.known_on is None and not permissions.may_see_unapproved(
        caller(request), found.addressee, today
    ):
        raise Http404(_nothing())
    return found


def milestone_or_404(request: HttpRequest, pk: int) -> Milestone:
    found = Milestone.objects.select_related("addressee").filter(pk=pk).first()
    if found is None:
        raise Http404(_nothing())
    found.addressee = addressee_or_404(request, found.addressee.uuid)
    return found


def evidence_or_404(request: HttpRequest, pk: int) -> Evidence:
    found = Evidence.objects.select_related("file").filter(pk=pk, file__isnull=False).first()
    if found is None:
        raise Http404(_nothing())
    found.entry = said_or_404(request, ProgressEntry, found.entry_id)
    return found


def session_or_refuse(reference: str | None) -> core.Session | None:
    """The session of a reference, None for none; NotAllowed where there is no such session."""
    found = queries.session_of(reference) if reference else None
    if reference and found is None:
        raise core.NotAllowed(_("There is no session %(name)s.") % {"name": reference})
    return found


def _nothing() -> str:
    return _("There is nothing here that you may see.")
