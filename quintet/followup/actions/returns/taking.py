"""A file comes back: whose it is, what became of its rows, and who is told.

A row belongs to the form whose reference it bears, a form to one party in one cycle. So a file is
one return for each party that its rows are of, and a zip holds several.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import NotAllowed, Person
from quintet.followup import labels, permissions, queries
from quintet.followup.actions.addressees import hold
from quintet.followup.actions.asks import settle_asks
from quintet.followup.actions.files import keep
from quintet.followup.actions.returns.rows import Said, compare, propose, with_day
from quintet.followup.documents.form import PARTS
from quintet.followup.documents.legible import one_line
from quintet.followup.documents.reference import reference
from quintet.followup.intake.document import Unreadable
from quintet.followup.intake.returns.lines import Refused, ReturnedFile, ReturnedLine, Trouble
from quintet.followup.intake.returns.read import read_return
from quintet.followup.models import (
    FormRow,
    ReportingForm,
    Return,
    ReturnedRow,
)
from quintet.followup.rules import ReturnState, RowState

Refusals = list[dict[str, Any]]  # models.Return.refused
FEW = 5  # references that stand for all


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file brought: `new` returns; `known` ones, which had come before; and for each file in
    it that brought nothing a sentence that says why."""

    new: tuple[Return, ...]
    known: tuple[Return, ...]
    left: tuple[str, ...]


@dataclass(slots=True)
class Batch:
    """The rows of one file that are of one party in one cycle, by the forms that they went out in."""

    form: ReportingForm  # one of them, for its party and cycle
    lines: list[tuple[FormRow, ReturnedLine]] = field(default_factory=list)


@transaction.atomic
def take_return(*, data: bytes, name: str, by: Person, at: datetime) -> Brought:
    """Take a returned file, or a zip of several, over: see `take_over`.

    The same bytes once more change nothing: they are known. Raises NotAllowed, with the reason,
    where nothing in the file is for this person to bring.
    """
    new, known, left = [], [], []
    for file in _read(data, name):
        batches, refused = _batches(file)
        if len(batches) > 1:
            refused = _wordless(refused)
        mine = []
        for batch in batches:
            if why := _why_not(batch, by, at):
                refused.append(_refusal(why, _named(batch)))
            else:
                mine.append(batch)
        for batch in mine:
            returned, made = _keep(file, batch, at, state=ReturnState.TAKEN, brought_by=by)
            if made or returned.state == ReturnState.RECEIVED:
                _take(returned, batch, refused if batch is mine[0] else [], by, at)
                new.append(returned)
            else:
                known.append(returned)
        if not mine:
            left.append(_sentence(file.name, refused))
    if not new and not known:
        raise NotAllowed(" ".join(left))
    return Brought(tuple(new), tuple(known), tuple(left))


@transaction.atomic
def receive_return(*, data: bytes, name: str, sender: str, at: datetime) -> Brought:
    """Keep a returned file that came by mail, which proves nobody's identity: it waits for the
    party's focal points, or for who asked, to take it over. Raises NotAllowed where it is no form.
    """
    new: list[Return] = []
    known: list[Return] = []
    left: list[str] = []
    for file in _read(data, name):
        batches, refused = _batches(file)
        for batch in batches:
            returned, made = _keep(
                file, batch, at, state=ReturnState.RECEIVED, sender=one_line(sender)[:254]
            )
            (new if made else known).append(returned)
            if made:
                _announce(returned, at)
        if not batches:
            left.append(_sentence(file.name, refused))
    if not new and not known:
        raise NotAllowed(" ".join(left))
    return Brought(tuple(new), tuple(known), tuple(left))


@transaction.atomic
def take_over(*, returned: Return, by: Person, at: datetime) -> Return:
    """Take a file that came by mail over, as one's own word or on the party's behalf.

    Unchanged rows do nothing; what only the file changed becomes an entry that awaits approval;
    what changed on both sides waits for a person; what the rules refuse is refused by its sentence.
    """
    returned = Return.objects.select_for_update().get(pk=returned.pk)
    if not permissions.may_return(by, returned.cycle, returned.owner, at.date()):
        raise PermissionDenied
    if returned.state != ReturnState.RECEIVED:
        raise NotAllowed(_("This file was taken over already."))
    if returned.cycle.closed_on:
        raise NotAllowed(_("The reporting cycle is closed."))
    with default_storage.open(returned.file.path) as kept:
        files = _read(kept.read(), returned.name)
    for file in files:
        batches, refused = _batches(file)
        for batch in batches:
            if (batch.form.cycle_id, batch.form.owner) == (returned.cycle_id, returned.owner):
                told = refused if len(batches) == 1 else _wordless(refused)
                _take(returned, batch, told, by, at)
    return returned


def _read(data: bytes, name: str) -> tuple[ReturnedFile, ...]:
    try:
        return read_return(data, name=name, words=queries.vocabulary())
    except Unreadable as why:
        raise NotAllowed(queries.unreadable_words(why)) from why


def _batches(file: ReturnedFile) -> tuple[list[Batch], Refusals]:
    """The rows of a file by party and cycle, and what of it is refused: 2 queries."""
    codes = {line.code for line in file.lines}
    forms = ReportingForm.objects.filter(code__in=codes).select_related(
        "cycle__body", "cycle__organization", "organization", "body__organization"
    )
    by_code = {form.code: form for form in forms}
    rows = {
        (row.form_id, row.number): row for row in FormRow.objects.filter(form__in=by_code.values())
    }
    refused = [_told(one) for one in file.refused]
    found: dict[tuple[int, int | None, int | None], Batch] = {}
    for line in file.lines:
        form = by_code.get(line.code)
        row = rows.get((form.pk, line.number)) if form else None
        if form is None or row is None:
            refused.append(_refusal("unknown_form", reference(line.code, line.number)))
            continue
        row.form = form
        key = (form.cycle_id, form.organization_id, form.body_id)
        found.setdefault(key, Batch(form)).lines.append((row, line))
    return list(found.values()), refused


def _why_not(batch: Batch, by: Person, at: datetime) -> str:
    """Why this person may not bring these rows; empty where they may."""
    if not permissions.may_return(by, batch.form.cycle, batch.form.owner, at.date()):
        return "another_party"
    return "closed" if batch.form.cycle.closed_on else ""


def _keep(
    file: ReturnedFile, batch: Batch, at: datetime, *, state: ReturnState, **brought: object
) -> tuple[Return, bool]:
    """The return of a file and party, and whether it is new: the same bytes are one return."""
    return Return.objects.get_or_create(
        cycle=batch.form.cycle,
        file=keep(file.data),
        **queries.is_party(batch.form.owner),
        defaults={"name": one_line(file.name)[-255:], "state": state, "received_at": at, **brought},
    )


def _take(returned: Return, batch: Batch, refused: Refusals, by: Person, at: datetime) -> None:
    returned.state, returned.refused = ReturnState.TAKEN, refused
    returned.taken_by, returned.taken_at = by, at
    returned.save(update_fields=["state", "refused", "taken_by", "taken_at"])
    said = Said(by, at, min(returned.cycle.as_at, at.date()), returned)
    lines = sorted(batch.lines, key=lambda pair: (pair[0].form_id, pair[0].number))
    states: list[RowState] = []
    for _form, group in groupby(lines, key=lambda pair: pair[0].form_id):
        states += _take_rows(list(group), said)
    counts = {str(state): states.count(state) for state in RowState if state in states}
    core.record(
        organization=returned.journal,
        by=by,
        at=at,
        verb="followup.return_taken",
        subject=returned.subject,
        name=returned.name,
        sha256=returned.file_id,
        sender=returned.sender,
        rows=counts,
        refused=len(refused),
    )
    tell_officers(returned, states.count(RowState.PROPOSED), f"review:return:{returned.pk}", said)


def tell_officers(returned: Return, proposed: int, key: str, said: Said) -> None:
    """Tell those who may approve, once, how many entries of a file await them."""
    if not proposed:
        return
    officers = core.people_in(permissions.VALIDATING, returned.owner, said.at.date())
    core.notify(
        people=[person for person in officers if person != said.by],
        key=key,
        subject=labels.NOTICE["review_return"],
        number=core.number_words(proposed),
        text=returned.name,
        path="/approvals/",
        at=said.at,
    )


def _take_rows(lines: list[tuple[FormRow, ReturnedLine]], said: Said) -> list[RowState]:
    """Take the rows of one form over, held as they stand now; what became of each part."""
    keys = [row.addressee_id for row, _line in lines if row.addressee_id]
    hold(keys)
    rows = [row for row, _line in lines]
    form = rows[0].form
    now = queries.rows_now(form, rows)
    made: list[ReturnedRow] = []
    for row, line in lines:
        parts = ("question",) if row.question_id else ("response", "progress")
        for part in parts:
            told = {name: line.cells[name] for name in PARTS[part] if name in line.cells}
            if not told:
                continue  # its columns are not in the file
            file = with_day(part, told, said.as_at)
            merged = compare(part, sent=row.sent, taken=row.taken, file=file, now=now[row.pk].cells)
            found = ReturnedRow(returned=said.returned, row=row, part=part, state=merged.state)
            if merged.state is not RowState.UNCHANGED:
                found.told = _compared(part, row, merged.words, now[row.pk])
            if merged.state is RowState.PROPOSED:
                found.why = propose(part, now[row.pk].of, merged.words, said)
                found.state = RowState.REFUSED if found.why else RowState.PROPOSED
            if found.state in (RowState.PROPOSED, RowState.SAME, RowState.CONFLICT):
                row.taken = row.taken | merged.words
            made.append(found)
    ReturnedRow.objects.bulk_create(made, batch_size=500)
    changed = [row for row in rows if row.taken]
    FormRow.objects.bulk_update(changed, ["taken"], batch_size=200)
    settle_asks(keys)
    return [RowState(one.state) for one in made]


def _compared(
    part: str, row: FormRow, file: Mapping[str, str], now: queries.RowNow
) -> dict[str, Any]:
    """The three sides of a part: as sent or taken before, in the file, in the register."""
    before = row.sent | row.taken
    sent = {field: before.get(field, "") for field in PARTS[part]}
    return {"sent": sent, "file": dict(file)} | queries.sides_now(part, now)


def _announce(returned: Return, at: datetime) -> None:
    """Write down that a file came by mail, and tell those who may take it over."""
    core.record(
        organization=returned.journal,
        by=None,
        at=at,
        verb="followup.return_received",
        subject=returned.subject,
        name=returned.name,
        sha256=returned.file_id,
        sender=returned.sender,
    )
    core.notify(
        people=queries.who_may_take(returned, at.date()),
        key=f"return:{returned.pk}",
        subject=labels.NOTICE["return"],
        number=returned.owner.code,
        text=f"{returned.name}\n{returned.sender}",
        path=f"/returns/{returned.pk}/",
        at=at,
    )


def _told(one: Refused) -> dict[str, Any]:
    whole = one.why in (Trouble.NO_ROWS, Trouble.UNREADABLE)  # its place is the file itself
    place = {
        "place": "" if whole else one.place,
        "table": one.table,
        "row": one.row,
        "field": one.field,
    }
    told = {"told": dict(one.told)} if one.told else {}
    return _refusal(str(one.why), f"{one.reference} {one.words}".strip()) | place | told


def _named(batch: Batch) -> str:
    """Whose rows these are, and the first of their references."""
    names = [reference(line.code, line.number) for _row, line in batch.lines]
    more = " …" if len(names) > FEW else ""
    return f"{batch.form.owner.name}: {', '.join(names[:FEW])}{more}"


def _refusal(why: str, words: str = "") -> dict[str, Any]:
    return {"why": why, "words": words[:300]}


def _wordless(refused: Refusals) -> Refusals:
    """What is refused of a file of several parties: nobody is shown another's words."""
    return [one | {"words": ""} for one in refused]


def _sentence(name: str, refused: Refusals) -> str:
    """Why a file brought nothing."""
    first = refused[0] if refused else _refusal(str(Trouble.NO_ROWS))
    why = queries.refusal_words(first)
    return queries.labelled(name, why) if name else why
