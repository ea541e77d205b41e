"""What several pages show: parts of a row, and a form page for one act."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import ngettext

from quintet.core.public import number_words
from quintet.core.views import page
from quintet.core.views.page import Signed, person_of, today
from quintet.followup import labels, permissions, queries, rules
from quintet.followup.models import Addressee, Item
from quintet.followup.rules import Flag


def item_or_404(request: HttpRequest, slug: str) -> Item:
    """The item, where this person may see it; nobody learns that another exists."""
    found = (
        Item.objects.select_related("document__body", "document__organization", "confirmed_by")
        .filter(permissions.seen_by(person_of(request), today()), slug=slug)
        .first()
    )
    if found is None:
        raise Http404
    return found


def addressee_or_404(request: HttpRequest, uuid: Any) -> Addressee:
    addressee = Addressee.objects.filter(uuid=uuid).select_related("item__document").first()
    if addressee is None or not permissions.may_see(person_of(request), addressee.item, today()):
        raise Http404
    return addressee


def answer_state(addressee: Addressee) -> dict[str, Any]:
    return {
        "code": labels.SHAPE[rules.Answer(addressee.answer)],
        "label": addressee.get_answer_display(),
    }


def claimed_state(addressee: Addressee) -> dict[str, Any]:
    if not addressee.claimed:
        return {"code": "silent", "label": labels.NO_WORD}
    return {
        "code": labels.PROGRESS_SHAPE[rules.Progress(addressee.claimed)],
        "label": addressee.get_claimed_display(),
    }


def verdict_state(addressee: Addressee) -> dict[str, Any] | None:
    if not addressee.verdict:
        return None
    code = "verified" if addressee.verdict == rules.Verdict.IMPLEMENTED else "closed"
    return {"code": code, "label": addressee.get_verdict_display()}


def late_words(addressee: Addressee, flags: Iterable[Flag], day: date) -> dict[str, Any]:
    """How late, or how soon, in words; empty where neither."""
    if addressee.due_on is None:
        return {}
    days = abs((day - addressee.due_on).days)
    told = {"n": number_words(days)}
    if {Flag.OVERDUE, Flag.LONG_OVERDUE} & set(flags):
        late = ngettext("%(n)s day late", "%(n)s days late", days) % told
        return {"label": late, "soon": False}
    if Flag.DUE_SOON in flags:
        return {"label": ngettext("in %(n)s day", "in %(n)s days", days) % told, "soon": True}
    return {}


def row_of(addressee: Addressee, *, day: date, opened: date | None = None) -> dict[str, Any]:
    """What a table shows of an addressee: both axes, the deadline, the last word."""
    flags = queries.flags_of(addressee, today=day, opened=opened)
    return {
        "addressee": addressee,
        "answer": answer_state(addressee),
        "claimed": claimed_state(addressee),
        "verdict": verdict_state(addressee),
        "late": late_words(addressee, flags, day),
        "silent": Flag.SILENT in flags,
    }


def act_page(request: Signed, *, template: str = "followup/act.html", **told: Any) -> HttpResponse:
    """As `core.views.page.act_page`, with what is acted on beside the form."""
    told.setdefault("parties", ())
    return page.act_page(request, template=template, **told)
