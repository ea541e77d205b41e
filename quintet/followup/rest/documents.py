"""Documents: they come in, are read and described, and published with their items."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Path, Query, Router, Schema, Status, UploadedFile

from quintet.core.public import NotAllowed, Session, sessions
from quintet.core.rest import EVERYBODY, Page, Paging, caller, page_of, page_of_list, signed
from quintet.core.rest.words import NO_NUL, Code, Count, Day, Line, Reference, SessionNumber, Slug
from quintet.followup import actions, permissions, queries, tasks
from quintet.followup.models import Document, Paragraph
from quintet.followup.rest.files import DOWNLOAD, download
from quintet.followup.rest.lookups import document_or_404
from quintet.followup.rules import Proposal, Reading, Revision

router = Router(tags=["documents"])
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
PLAIN = {"responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}}


class DocumentOut(Schema):
    slug: str = Field(examples=["ceb-2021-3"])
    title: str
    symbol: str = Field(examples=["CEB/2021/3"])
    language: str = Field(examples=["en"])
    dated_on: date | None = Field(description="The day on its cover.")
    organization: str = Field(description="Code of its keeper.", examples=["CEB"])
    body: str | None = Field(description="Code of the body whose report it is.", examples=["HLCM"])
    session: int | None = Field(description="Number of the body's session.", examples=[41])
    revision: Revision | None = Field(description="Of a later version: in which way it is one.")
    file_name: str = Field(examples=["report.docx"])
    reading: Reading
    uploaded_at: datetime
    published_on: date | None


class ProposedVersion(Schema):
    earlier: str = Field(description="Slug of the earlier version.", examples=["ceb-2021-3"])
    revision: Revision


class DocumentWhole(DocumentOut):
    items: int = Field(description="Items of the register that you may see.")
    sha256: str = Field(description="Of its file, in hex.")
    size: int = Field(description="Of its file, in bytes.")
    failure: str | None = Field(description="Why it could not be read. For its secretariat.")
    waiting: int | None = Field(description="Candidates to decide on. For its secretariat.")
    unplaced: int | None = Field(
        description="Items of earlier versions that wait for a decision. For its secretariat."
    )
    proposed: ProposedVersion | None = Field(
        description="What its symbol says of an earlier version; confirm it. For its secretariat."
    )
    unread: int | None = Field(description="Paragraphs that look like an act and were not taken.")


class Facts(Schema):
    """The facts on the cover of a document; what is left out stays as it is."""

    title: Annotated[str, Field(min_length=1, max_length=500, pattern=NO_NUL)] | None = None
    symbol: Annotated[Line, Field(max_length=80)] | None = Field(None, examples=["CEB/2021/3"])
    dated_on: Day | None = Field(None, description="Null: unknown.", examples=["2021-05-31"])
    session: SessionNumber | None = Field(None, description="Null: of no session.", examples=[41])
    language: Annotated[str, Field(pattern=r"^[A-Za-z-]{0,10}$")] | None = None


class ParagraphOut(Schema):
    position: int
    kind: str = Field(description="heading, paragraph, list_item or cell.", examples=["paragraph"])
    number: str = Field(examples=["18"])
    level: int
    text: str
    start: int = Field(description="Of the text; half-open span of characters.")
    end: int
    page: int | None
    table: int | None = Field(description="Of a cell: its table in the document, from 0.")
    row: int
    column: int
    row_span: int
    column_span: int


class UnreadOut(Schema):
    """A paragraph that looks like an act and was not taken."""

    position: int
    paragraph: str = Field(examples=["21"])
    why: str
    start: int
    end: int
    left: bool = Field(description="Somebody has said that it is none.")


class PublishedOut(Schema):
    published: int = Field(description="Items that everybody sees from today on.", examples=[12])


@router.get("/documents", auth=EVERYBODY, response=Page[DocumentOut])
def list_documents(
    request: HttpRequest,
    paging: Query[Paging],
    body: Code | None = None,
    sha256: Sha256 | None = None,
) -> Any:
    """The documents that you may see, last uploaded first; of one body or one file, if you name it.

    The SHA-256 of a file finds its document whatever its slug: reading gives it a better one.
    """
    rows = queries.documents_seen(person=caller(request), today=timezone.now().date())
    if body:
        rows = rows.filter(body__code__iexact=body)
    if sha256:
        rows = rows.filter(file=sha256)
    return page_of(rows, paging, "-pk", show=lambda page: [document_out(one) for one in page])


@router.post("/documents", response={201: DocumentWhole, 200: DocumentWhole})
def upload_document(
    request: HttpRequest,
    party: Form[Reference],
    file: File[UploadedFile],
    revises: Form[Slug | None] = None,
    revision: Form[Revision] = Revision.REVISION,
) -> Any:
    """Take a report in for a body or organization whose secretariat you are; it is read afterwards.

    `revises` is the slug of a document of which it is a later version, `revision` in which way.
    Reading may give it another slug; its `sha256` finds it. 201: it is new. 200: this file was here before, and nothing was changed.
    """
    document, new = actions.upload(
        data=file.read(settings.UPLOAD_BOUND + 1),
        name=_plain(file.name or "document"),
        party=_keeper(party),
        revises=kept_document(request, revises) if revises else None,
        revision=revision,
        by=signed(request),
        at=timezone.now(),
    )
    if new:
        tasks.read_document.enqueue(document.pk)
        document.refresh_from_db()  # where reading is immediate, it gave a better slug
    return Status(201 if new else 200, whole(request, document_or_404(request, document.slug)))


def _plain(name: str) -> str:
    return name.replace("\x00", "")


def _keeper(reference: str) -> Any:
    party = queries.party(reference)
    if reference.startswith("post:"):
        raise NotAllowed(_("A report is of a body or an organization."))
    return party


@router.get("/documents/{slug}", auth=EVERYBODY, response=DocumentWhole)
def get_document(request: HttpRequest, slug: Path[Slug]) -> Any:
    """One document: its facts and where its reading stands."""
    return whole(request, document_or_404(request, slug))


@router.patch("/documents/{slug}", response=DocumentWhole)
def describe_document(request: HttpRequest, slug: Path[Slug], told: Facts) -> Any:
    """Correct the facts of a document. For its secretariat."""
    document = document_or_404(request, slug)
    facts: dict[str, Any] = {
        name: getattr(document, name)
        for name in ("title", "symbol", "dated_on", "session", "language")
    }
    facts |= told.dict(exclude_unset=True)
    for name in ("title", "symbol", "language"):
        facts[name] = facts[name] or ""
    if isinstance(facts["session"], int):
        facts["session"] = _session(document, facts["session"])
    actions.describe(document=document, by=signed(request), at=timezone.now(), **facts)
    return whole(request, document)


def _session(document: Document, number: int) -> Session:
    found = sessions().filter(body=document.body, number=number).first()
    if found is None:
        told = _("The body of this document has no session %(number)s. Add the session first.")
        raise NotAllowed(told % {"number": number})
    return found


@router.post("/documents/{slug}/publish", response=PublishedOut)
def publish_document(request: HttpRequest, slug: Path[Slug]) -> Any:
    """Publish a document and its items: from today on everybody sees them. For its secretariat."""
    document = document_or_404(request, slug)
    number = actions.publish(document=document, by=signed(request), at=timezone.now())
    return {"published": number}


@router.get("/documents/{slug}/file", auth=EVERYBODY, openapi_extra=DOWNLOAD)
def get_document_file(request: HttpRequest, slug: Path[Slug]) -> FileResponse:
    """The file itself, as it came in."""
    document = document_or_404(request, slug)
    return download(document.file, document.name)


@router.get("/documents/{slug}/text", auth=EVERYBODY, openapi_extra=PLAIN)
def get_document_text(request: HttpRequest, slug: Path[Slug]) -> HttpResponse:
    """The text that all spans are counted in."""
    document = document_or_404(request, slug)
    return HttpResponse(document.text, content_type="text/plain; charset=utf-8")


@router.get("/documents/{slug}/paragraphs", auth=EVERYBODY, response=Page[ParagraphOut])
def list_paragraphs(request: HttpRequest, slug: Path[Slug], paging: Query[Paging]) -> Any:
    """Headings, paragraphs, list items and cells, in their order."""
    document = document_or_404(request, slug)

    def show(page: Sequence[Paragraph]) -> list[dict[str, Any]]:
        return [paragraph_out(one, document.text) for one in page]

    return page_of(document.paragraphs.all(), paging, "position", "pk", show=show)


@router.get("/documents/{slug}/unread", response=Page[UnreadOut])
def list_unread(request: HttpRequest, slug: Path[Slug], paging: Query[Paging]) -> Any:
    """Paragraphs that look like an act and were not taken, and why. For the secretariat."""
    document = kept_document(request, slug)
    told = [one | {"position": position} for position, one in enumerate(document.unread)]
    return page_of_list(told, paging, show=list)


@router.post("/documents/{slug}/unread/{position}/leave", response={204: None})
def leave_unread(request: HttpRequest, slug: Path[Slug], position: Path[Count]) -> Any:
    """Say of such a paragraph that it is no act."""
    actions.leave_unread(
        document=document_or_404(request, slug),
        position=position,
        by=signed(request),
        at=timezone.now(),
    )
    return Status(204, None)


def kept_document(request: HttpRequest, slug: str) -> Document:
    """The document, for the secretariat that keeps it."""
    document = document_or_404(request, slug)
    if not permissions.keeps(caller(request), document, timezone.now().date()):
        raise PermissionDenied
    return document


def document_out(document: Document) -> dict[str, Any]:
    names = (
        "slug", "title", "symbol", "language", "dated_on", "reading", "uploaded_at",
        "published_on",
    )  # fmt: skip
    return {name: getattr(document, name) for name in names} | {
        "organization": document.organization.code,
        "body": document.body.code if document.body else None,
        "session": document.session.number if document.session else None,
        "revision": document.revision or None,
        "file_name": document.name,
    }


def whole(request: HttpRequest, document: Document) -> dict[str, Any]:
    person, today = caller(request), timezone.now().date()
    keeps = permissions.keeps(person, document, today)
    waiting = document.candidates.filter(proposal=Proposal.PROPOSED)
    proposed = queries.proposed_version(document) if keeps else None
    return document_out(document) | {
        "items": len(queries.items_of(document, person=person, today=today)),
        "sha256": document.file.sha256,
        "size": document.file.size,
        "failure": queries.failure_words(document) if keeps else None,
        "waiting": waiting.count() if keeps else None,
        "unplaced": queries.unplaced(document).count() if keeps else None,
        "proposed": {"earlier": proposed[0].slug, "revision": proposed[1]} if proposed else None,
        "unread": sum(not one["left"] for one in document.unread) if keeps else None,
    }


def paragraph_out(paragraph: Paragraph, text: str) -> dict[str, Any]:
    names = (
        "position", "kind", "number", "level", "start", "end", "page", "table", "row", "column",
        "row_span", "column_span",
    )  # fmt: skip
    told = {name: getattr(paragraph, name) for name in names}
    return told | {"text": text[paragraph.start : paragraph.end]}
