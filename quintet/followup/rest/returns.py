"""Forms out, files back, conflicts decided; and many answers at once, by the same law."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Field, File, Path, Query, Router, Schema, Status, UploadedFile

from quintet.core.public import Person
from quintet.core.rest import Page, Paging, page_of, page_of_list, signed
from quintet.core.rest.words import Day, Id, Line, Reference, Slug, Words
from quintet.followup import actions, permissions, queries
from quintet.followup.documents.form import DAYS, SEVERAL
from quintet.followup.documents.form_formats import FORM_FORMATS
from quintet.followup.models import Return, ReturnedRow
from quintet.followup.rest.cycles import cycle_or_404, owner_named
from quintet.followup.rest.files import DOWNLOAD, download
from quintet.followup.rest.shown import PartyOut, party_out
from quintet.followup.rules import Answer, Progress, ReturnState, RowState
from quintet.followup.rules.returns import Choice

router = Router(tags=["returned forms"])
BYTES = {"schema": {"type": "string", "format": "binary"}}
FORMS = {
    "responses": {
        200: {"content": {kind.partition(";")[0]: BYTES for kind, _w in FORM_FORMATS.values()}}
    }
}
Part = Literal["response", "progress", "question"]


class FormAsked(Schema):
    party: Reference = Field(examples=["organization:WHO"])
    format: Literal["docx", "xlsx", "csv"] = "docx"
    language: Literal["ar", "zh-hans", "en", "fr", "ru", "es"] | None = Field(
        None, description="Else the language of Accept-Language."
    )


class ReturnOut(Schema):
    id: int
    cycle: str = Field(description="Its slug.", examples=["hlcm-2027-06-30"])
    party: PartyOut
    name: str = Field(examples=["hlcm-2027-06-30-who-en.docx"])
    sha256: str = Field(description="Of the file, in hex.")
    state: ReturnState
    sender: str = Field(description="Of the mail that brought it; this proves nobody's identity.")
    received_at: datetime
    taken_at: datetime | None
    unchanged: int = Field(description="Parts of rows that the file did not change.")
    proposed: int = Field(description="Parts of rows that await approval.")
    kept: int = Field(description="Parts of rows of which somebody kept the register's words.")
    conflicts: int = Field(description="Parts of rows that wait for a decision.")
    refusals: int = Field(description="Parts of rows that the rules refused.")
    refused: list[str] = Field(description="What was not understood: the place and why.")


class ReturnedRowOut(Schema):
    id: int
    addressee: UUID | None
    question: int | None = Field(description="Its position in the cycle.")
    part: Part
    state: RowState
    why: str = Field(description="Why the rules refused it.")
    sent: dict[str, str] = Field(description="What the form said when it went out.")
    file: dict[str, str]
    now: dict[str, str] = Field(
        description="What the register says of what waits for a decision, and said when it was taken."
    )


class BroughtOut(Schema):
    new: list[ReturnOut]
    known: list[ReturnOut] = Field(description="The same file was here before: nothing changed.")
    left: list[str] = Field(description="Of each file in it that brought nothing, why.")


class DecisionIn(Schema):
    choice: Choice
    reason: Words | None = Field(None, description="With `joined`: words written from both sides.")
    plan: Words | None = None
    text: Words | None = None
    reply: Words | None = None


class Cells(Schema):
    """Fields of an item (the first five answer, the next four report) or of a question (`reply`)."""

    answer: Answer | None = None
    reason: Words | None = None
    plan: Words | None = None
    responsible: list[Annotated[Line, Field(max_length=200)]] | None = Field(None, max_length=50)
    due_on: Day | None = None
    status: Progress | None = None
    text: Words | None = None
    as_at: Day | None = None
    evidence: list[Annotated[Line, Field(max_length=1_000)]] | None = Field(None, max_length=50)
    reply: Words | None = None


class AnswerLine(Schema):
    addressee: UUID | None = None
    question: Annotated[int, Field(ge=1, le=32_767)] | None = Field(
        None, description="Its position; either this or an addressee."
    )
    was: Cells = Field(description="What was there when you looked; what is left out was empty.")
    told: Cells = Field(description="What is to be there; what is left out stays.")


class AnswersIn(Schema):
    party: Reference = Field(examples=["organization:WHO"])
    lines: list[AnswerLine] = Field(min_length=1, max_length=2_000)


class AnswerLineOut(Schema):
    """What the register says now of what a cycle asks: send it again as `was`."""

    addressee: UUID | None
    question: int | None
    number: str
    words: str = Field(description="Of the item, or of the question.")
    now: Cells


class OutcomeOut(Schema):
    addressee: UUID | None
    question: int | None
    part: Part | None
    status: int = Field(
        description="201 proposed, 200 nothing to do, 409 a conflict or refused by a rule, 404 not asked."
    )
    state: RowState | None
    why: str
    now: Cells = Field(description="With a conflict: what to send as `was` once you have decided.")


@router.get("/cycles/{slug}/form", openapi_extra=FORMS)
def get_form(request: HttpRequest, slug: Path[Slug], asked: Query[FormAsked]) -> HttpResponse:
    """The form of a party to be filled in: the same again while nothing has changed.

    For the party's own people, and for the secretariat that asks.
    """
    made = actions.make_form(
        cycle=cycle_or_404(slug),
        party=owner_named(asked.party),
        language=asked.language or get_language() or "en",
        by=signed(request),
        at=timezone.now(),
    )
    kind, write = FORM_FORMATS[asked.format]
    answer = HttpResponse(write(queries.form_of(made)), content_type=kind)
    name = queries.form_name(made, asked.format)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@router.get("/cycles/{slug}/returns", response=Page[ReturnOut])
def list_returns(request: HttpRequest, slug: Path[Slug], paging: Query[Paging]) -> Any:
    """The files that came back: all for the secretariat that asks, for others their own."""
    person, today = signed(request), timezone.now().date()
    rows = queries.returns_seen(cycle_or_404(slug), person=person, today=today)
    return page_of(
        rows, paging, "-pk", show=lambda page: [return_out(one, person, today) for one in page]
    )


@router.post("/returns", response={201: BroughtOut, 200: BroughtOut})
def bring_return(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Bring a form back, or a zip of several. 200: it was here before, and nothing was changed."""
    person, at = signed(request), timezone.now()
    brought = actions.take_return(
        data=file.read(settings.UPLOAD_BOUND + 1),
        name=(file.name or "form").replace("\x00", ""),
        by=person,
        at=at,
    )
    new, known = (
        [return_out(_return(request, one.pk), person, at.date()) for one in found]
        for found in (brought.new, brought.known)
    )
    return Status(201 if new else 200, {"new": new, "known": known, "left": list(brought.left)})


@router.get("/returns/{id}", response=ReturnOut)
def get_return(request: HttpRequest, id: Path[Id]) -> Any:
    """A file that came back, and what became of its rows, in figures."""
    return return_out(_return(request, id), signed(request), timezone.now().date())


@router.get("/returns/{id}/file", openapi_extra=DOWNLOAD)
def get_return_file(request: HttpRequest, id: Path[Id]) -> FileResponse:
    """The file itself."""
    found = _read(request, id)
    return download(found.file, found.name)


@router.get("/returns/{id}/rows", response=Page[ReturnedRowOut])
def list_returned_rows(request: HttpRequest, id: Path[Id], paging: Query[Paging]) -> Any:
    """The rows of a file that say something else than was sent."""
    found, today = _read(request, id), timezone.now().date()
    rows = found.rows.exclude(state=RowState.UNCHANGED).select_related(
        "row__addressee__organization", "row__addressee__body", "row__addressee__post",
        "row__question", "row__form",
    )  # fmt: skip

    def show(page: Any) -> list[dict[str, Any]]:
        rows = queries.with_now(list(page), found)
        return [row_out(row, signed(request), today) for row in rows]

    return page_of(rows, paging, "pk", show=show)


@router.post("/returns/{id}/take-over", response=ReturnOut)
def take_over_return(request: HttpRequest, id: Path[Id]) -> Any:
    """Take a file that came by mail over, as one's own word or on the party's behalf."""
    person, at = signed(request), timezone.now()
    actions.take_over(returned=_return(request, id), by=person, at=at)
    return return_out(_return(request, id), person, at.date())


@router.post("/returned-rows/{id}/decision", response=ReturnedRowOut)
def decide_conflict(request: HttpRequest, id: Path[Id], told: DecisionIn) -> Any:
    """Decide where a file and the register differ: take one side's words, or `joined` ones."""
    rows = ReturnedRow.objects.select_related("row__addressee__item", "row__question")
    row = rows.filter(pk=id).first()
    if row is None:
        raise Http404(_("There is nothing here that you may see."))
    row.returned = _read(request, row.returned_id)
    joined = told.model_dump(exclude={"choice"}, exclude_none=True)
    person, at = signed(request), timezone.now()
    row = actions.decide_conflict(row=row, choice=told.choice, joined=joined, by=person, at=at)
    return row_out(row, person, at.date())


@router.get("/cycles/{slug}/lines", response=Page[AnswerLineOut])
def list_lines(
    request: HttpRequest, slug: Path[Slug], paging: Query[Paging], party: Reference
) -> Any:
    """All that a cycle asks of a party, and what the register says of it now."""
    cycle, whose = cycle_or_404(slug), owner_named(party)
    person, today = signed(request), timezone.now().date()
    if not permissions.may_have_form(person, cycle, whose, today):
        raise PermissionDenied
    own = permissions.acts_for(person, whose, today)
    opened = queries.opened_at(cycle)
    delegate = None if own or permissions.keeps_cycle(person, cycle, today) else person
    found: list[dict[str, Any]] = [
        {
            "addressee": one.uuid,
            "question": None,
            "number": one.item.number,
            "words": one.item.text,
            "now": _cells(
                queries.addressee_cells(one, unapproved=own or bool(delegate), since=opened)
            ),
        }
        for one in queries.fillable(cycle, whose, delegate=delegate)
    ]
    for question, answers in [] if delegate else queries.questions_with_answers(cycle, whose):
        found.append(
            {
                "addressee": None,
                "question": question.position,
                "number": str(question.position),
                "words": question.text,
                "now": _cells(queries.question_cells(answers, unapproved=own)),
            }
        )
    return page_of_list(found, paging, show=list)


@router.post("/cycles/{slug}/lines", response=list[OutcomeOut])
def answer_lines(request: HttpRequest, slug: Path[Slug], told: AnswersIn) -> Any:
    """Answer and report on many items at once; of every part it is said what became of it.

    What only you changed is submitted for approval. What was changed meanwhile as well is a
    conflict (409): look at `now`, decide, and send it again with `was` as it says.
    """
    lines = [
        actions.Line(of=line.addressee or line.question or 0, told=_texts(line.told), was=_texts(line.was))
        for line in told.lines
    ]  # fmt: skip
    outcomes = actions.answer_many(
        cycle=cycle_or_404(slug),
        party=owner_named(told.party),
        lines=lines,
        by=signed(request),
        at=timezone.now(),
    )
    return [_outcome(one) for one in outcomes]


def _outcome(one: actions.Outcome) -> dict[str, Any]:
    statuses = {
        None: 404,
        RowState.PROPOSED: 201,
        RowState.CONFLICT: 409,
        RowState.REFUSED: 409,
    }
    of = one.line.of
    return {
        "addressee": of if isinstance(of, UUID) else None,
        "question": of if isinstance(of, int) else None,
        "part": one.part or None,
        "status": statuses.get(one.state, 200),
        "state": one.state,
        "why": one.why,
        "now": _cells(one.now),
    }


def _texts(cells: Cells) -> dict[str, str]:
    """Cells as a form has them: codes, dates as ISO 8601, several on lines."""
    found = {}
    for name, value in cells.model_dump(exclude_unset=True).items():
        if isinstance(value, list):
            value = "\n".join(value)
        elif isinstance(value, date):
            value = value.isoformat()
        found[name] = str(value or "")
    return found


def _cells(texts: Any) -> dict[str, Any]:
    """Cells as data: what is empty is null, several are a list."""
    return {
        name: text.splitlines()
        if name in SEVERAL
        else date.fromisoformat(text)
        if name in DAYS and text
        else text or None
        for name, text in texts.items()
    }


def _return(request: HttpRequest, pk: int) -> Return:
    found = queries.with_row_counts(Return.objects.filter(pk=pk)).first()
    person, today = signed(request), timezone.now().date()
    if found is None or not permissions.may_see_return(person, found, today):
        raise Http404(_("There is nothing here that you may see."))
    return found


def _read(request: HttpRequest, pk: int) -> Return:
    """A return whose words the caller may read."""
    found = _return(request, pk)
    if not permissions.may_read_return(signed(request), found, timezone.now().date()):
        raise PermissionDenied
    return found


def return_out(one: Any, person: Person, today: date) -> dict[str, Any]:
    """A return that was fetched with the counts of its rows."""
    names = ("name", "state", "sender", "received_at", "taken_at")
    counts = ("unchanged", "proposed", "kept", "conflicts", "refusals")
    reads = permissions.may_read_return(person, one, today)
    return {name: getattr(one, name) for name in (*names, *counts)} | {
        "id": one.pk,
        "cycle": one.cycle.slug,
        "party": party_out(one.owner),
        "sha256": one.file_id,
        "refused": [queries.refusal_words(told) for told in one.refused] if reads else [],
    }


def row_out(row: ReturnedRow, person: Person, today: date) -> dict[str, Any]:
    addressee, question = row.row.addressee, row.row.question
    sides = {name: row.told.get(name, {}) for name in ("sent", "file", "now")}
    if queries.is_hidden(row, person, today):
        sides["now"] = {}
    return sides | {
        "id": row.pk,
        "addressee": addressee.uuid if addressee else None,
        "question": question.position if question else None,
        "part": row.part,
        "state": row.state,
        "why": _(row.why) if row.why else "",
    }
