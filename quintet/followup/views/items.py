"""An item with its addressees, and one addressee with all that was said."""

from itertools import pairwise
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from quintet.core.views.page import person_of, today
from quintet.followup import forms, permissions, queries
from quintet.followup.intake.likeness import differences, letters_of
from quintet.followup.models import Addressee, Evidence, File, Item
from quintet.followup.rules import UNDECIDED, Record, Scheme
from quintet.followup.views.page import addressee_or_404, item_or_404, row_of


@require_GET
def item(request: HttpRequest, slug: str) -> HttpResponse:
    found, person, day = item_or_404(request, slug), person_of(request), today()
    addressees = list(queries.with_words(found.addressees.all()))
    opened = queries.opened_on([found])
    for addressee in addressees:
        addressee.item = found
    context: dict[str, Any] = {
        "item": found,
        "clauses": list(found.clauses.all()),
        "rows": [
            row_of(one, day=day, opened=opened.get(one.pk))
            | {"mine": permissions.owns(person, one, day), "moved": _moved(one)}
            for one in addressees
        ],
        "evidence": _evidence(addressees),
        "history": queries.history(found, addressees, person=person, today=day),
        "keeps": permissions.keeps(person, found.document, day),
        "goals": queries.goal_names(found),
        "nexus": queries.tags_named(found, Scheme.NEXUS),
        "networks": queries.tags_named(found, Scheme.NETWORK),
        "places": queries.tags_named(found, Scheme.PLACE),
        "related": queries.related(found, person=person, today=day),
        "archive": forms.ArchiveForm(),
        "passage": _passage(found),
    }
    context |= _versions(found, keeps=context["keeps"])
    context |= _reviews(found, person, day)
    return render(request, "followup/item.html", context)


def _versions(item: Item, *, keeps: bool) -> dict[str, Any]:
    """Where the item has stood, and in which versions somebody has to say where it stands."""
    wordings = queries.wordings_of(item)
    waiting = item.anchors.filter(state__in=UNDECIDED).select_related("document")
    found: dict[str, Any] = {
        "wordings": [
            {
                "wording": before,
                "at": str(before.start),
                "until": after.known_on,
                "changed": letters_of(before.text) != letters_of(after.text),
                "runs": differences(before.text, after.text),
            }
            for before, after in reversed(list(pairwise(wordings)))
        ],
        "waiting": list(waiting.defer("document__text", "document__unread")) if keeps else [],
    }
    if wordings:
        found["passage"] = _passage(item) | {"source": queries.source(wordings)}
    return found


def _reviews(item: Item, person: Any, day: Any) -> dict[str, Any]:
    """When the item is looked at again, when it ends, and what comes before and after it."""
    reviews = queries.reviews_of(item)
    return {
        "reviews": reviews,
        "review_flags": queries.review_flags_of(item, today=day),
        "successor": queries.successor_of(item, reviews, person=person, today=day),
        "predecessors": queries.predecessors_of(item, person=person, today=day),
    }


def _passage(item: Item) -> dict[str, Any]:
    return {
        "text": item.text,
        "paragraph": item.paragraph,
        "page": item.page,
        "source": str(item.document),
        "language": item.document.language,
    }


def _moved(addressee: Addressee) -> Any:
    """The deadline before this one, and why it moved."""
    known = queries.deadlines_known(addressee)
    return {"was": known[-2].due_on, "why": queries.why_moved(known)} if len(known) > 1 else None


def _evidence(addressees: list[Addressee]) -> list[Evidence]:
    return [
        proof
        for addressee in addressees
        for entry in addressee.progress.all()
        if entry.record == Record.APPROVED
        for proof in entry.evidence.all()
    ]


@require_GET
def addressee(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Everything that one addressee said, and what this person may do about it."""
    item_of = addressee_or_404(request, uuid).item
    person, day = person_of(request), today()
    found = queries.with_words(Addressee.objects.filter(uuid=uuid)).get()
    found.item = item_of
    whole = permissions.may_see_unapproved(person, found, day)
    responses = [one for one in found.responses.all() if whole or one.known_on]
    progress = [one for one in found.progress.all() if whole or one.known_on]
    milestones = sorted(
        found.milestones.all(), key=lambda one: (one.due_on is None, one.due_on or day)
    )
    context = {
        "addressee": found,
        "item": item_of,
        "passage": _passage(item_of),
        "row": row_of(found, day=day),
        "responses": list(reversed(responses)),
        "progress": list(reversed(progress)),
        "milestones": milestones,
        "moved": _moved(found),
        "to_review": [
            said
            for group in (responses, progress)
            for said in group
            if said.record == Record.SUBMITTED and permissions.may_review(person, said, day)
        ],
        "may": {
            "answer": permissions.may_answer(person, found, day),
            "respond": not any(one.record == Record.SUBMITTED for one in responses),
            "plan": permissions.may_plan(person, found, day),
            "move": permissions.may_move_deadline(person, found, day),
            "verify": permissions.may_verify(person, found, day),
        },
        "history": queries.history(item_of, [found], person=person, today=day),
        "delegated": list(queries.delegations().filter(addressee=found)) if whole else [],
        "meet": forms.MetForm(initial={"met_on": day}),
    }
    return render(request, "followup/addressee.html", context)


@require_GET
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """A piece of evidence as a download: of approved progress, or of one's own."""
    proof = get_object_or_404(
        Evidence.objects.select_related("entry__addressee__item", "file"), pk=pk
    )
    entry, person, day = proof.entry, person_of(request), today()
    seen = permissions.may_see(person, entry.addressee.item, day) and (
        entry.record == Record.APPROVED
        or permissions.may_see_unapproved(person, entry.addressee, day)
    )
    if proof.file is None or not seen:
        raise Http404
    return download(proof.file, proof.name)


def download(file: File, name: str) -> FileResponse:
    """A kept file, always as a download and never shown in the page."""
    answer = FileResponse(
        default_storage.open(file.path),
        as_attachment=True,
        filename=name,
        content_type=file.media_type or "application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
