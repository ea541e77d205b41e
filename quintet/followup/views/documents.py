"""Documents: the list, the upload, the text with what was found in it, its facts, publication."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quintet.core.public import NotAllowed, number_words
from quintet.core.views.page import Signed, person_of, today
from quintet.followup import actions, forms, permissions, queries, tasks
from quintet.followup.models import Document
from quintet.followup.views.items import download
from quintet.followup.views.page import act_page

BLOCKS = 150  # of a document on one page


def document_or_404(request: HttpRequest, slug: str) -> Document:
    found = (
        Document.objects.select_related("body", "organization", "session", "file")
        .filter(slug=slug)
        .first()
    )
    if found is None or not permissions.may_see_document(person_of(request), found, today()):
        raise Http404
    return found


def kept_document(request: HttpRequest, slug: str) -> Document:
    """The document, for the secretariat that keeps it."""
    found = document_or_404(request, slug)
    if not permissions.keeps(person_of(request), found, today()):
        raise PermissionDenied
    return found


@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    person, day = person_of(request), today()
    found = queries.documents_seen(person=person, today=day)
    page = Paginator(queries.with_counts(found), 25).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "may_upload": permissions.may_upload_somewhere(person, day),
    }
    return render(request, "followup/documents.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    person, day = person_of(request), today()
    if person is None or not permissions.may_upload_somewhere(person, day):
        raise PermissionDenied
    earlier = Document.objects.filter(slug=request.GET.get("revises", "")).first()
    started = {"revises": earlier.slug, "party": _issuer(earlier)} if earlier else {}
    form = forms.UploadForm(
        request.POST or None, request.FILES or None, person=person, today=day, initial=started
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            document, new = actions.upload(
                data=file.read(),
                name=file.name,
                party=form.cleaned_data["party"],
                revises=form.cleaned_data["revises"],
                revision=form.cleaned_data["revision"],
                by=person,
                at=timezone.now(),
            )
        except NotAllowed as refusal:
            form.add_error("file", str(refusal))
        else:
            if new:
                tasks.read_document.enqueue(document.pk)
            else:
                messages.warning(request, _("This file has been read before; nothing was changed."))
            address = reverse("followup:intake", args=[document.slug])
            return redirect(f"{address}?file={document.file_id}")  # reading gives it a better slug
    return render(
        request, "followup/upload.html", {"form": form}, status=422 if form.errors else 200
    )


def _issuer(document: Document) -> str:
    return queries.reference_of(document.body or document.organization)


@require_GET
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """The text as published, with what is in the register marked in it."""
    found = document_or_404(request, slug)
    person, day = person_of(request), today()
    page = window(found, request.GET.get("page"), request.GET.get("at"))
    items = queries.items_of(found, person=person, today=day)
    keeps = permissions.keeps(person, found, day)
    marks = queries.item_marks(items, queries.places_in(found))
    context = {
        "document": found,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "passages": queries.passages(found, list(page.object_list), marks),
        "items": items,
        "keeps": keeps,
        "askable": any(one.published_on and not one.archived_on for one in items),
        "unpublished": queries.unpublished(found) if keeps else 0,
        "versions": queries.versions(found, person=person, today=day),
        "proposed": queries.proposed_version(found) if keeps else None,
        "linkable": keeps and not found.published_on and not items,
        "waiting": found.candidates.filter(proposal="proposed").count(),
    }
    return render(request, "followup/document.html", context)


def window(found: Document, number: str | None, at: str | None = None):  # type: ignore[no-untyped-def]
    """A page of the document's blocks; `at` is a place in its text."""
    blocks = Paginator(found.paragraphs.order_by("position"), BLOCKS)
    if at and at.isdecimal():
        before = found.paragraphs.filter(start__lt=int(at[:9])).count()
        number = str(before // BLOCKS + 1)
    return blocks.get_page(number)


@require_GET
def file(request: HttpRequest, slug: str) -> FileResponse:
    """The file itself, as it came in."""
    found = document_or_404(request, slug)
    return download(found.file, found.name)


@login_required
@require_http_methods(["GET", "POST"])
def describe(request: Signed, slug: str) -> HttpResponse:
    found = kept_document(request, slug)
    now = {
        name: getattr(found, name)
        for name in ("title", "symbol", "dated_on", "session", "language")
    }
    return act_page(
        request,
        form=forms.DescribeForm(request.POST or None, initial=now, document=found),
        act=partial(actions.describe, document=found),
        title=_("Facts of the document"),
        button=_("Save the facts"),
        done=_("The facts are saved."),
        back=reverse("followup:intake", args=[found.slug]),
        allowed=True,
        document=found,
    )


@login_required
@require_POST
def publish(request: Signed, slug: str) -> HttpResponse:
    found = kept_document(request, slug)
    number = actions.publish(document=found, by=request.user, at=timezone.now())
    new = ngettext("%(n)s item is published.", "%(n)s items are published.", number) % {
        "n": number_words(number)
    }
    messages.success(request, new if number else _("This version is published."))
    return redirect("followup:document", found.slug)
