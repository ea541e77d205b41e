"""What goes out in a form, what the register says of its rows now, and the files that came back.

Cells are text by field (documents.form): codes, dates as ISO 8601, several on lines.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import OWNERS, SECRETARIAT, Body, Organization, Person
from quintet.followup import labels, permissions
from quintet.followup.documents.form import PARTS
from quintet.followup.documents.workbook import CELL_LIMIT
from quintet.followup.intake.document import Unreadable
from quintet.followup.intake.returns.lines import Trouble
from quintet.followup.models import (
    Addressee,
    FormRow,
    ProgressEntry,
    Question,
    QuestionAnswer,
    ReportingCycle,
    ReportingForm,
    Response,
    Return,
    ReturnedRow,
)
from quintet.followup.queries.standing import with_words
from quintet.followup.queries.unreadable import unreadable_words
from quintet.followup.rules import Answer, Record, ReturnState, RowState
from quintet.followup.rules.returns import UNDECIDED

Cells = dict[str, str]
WRITTEN_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def of_party(party: Organization | Body, prefix: str = "") -> Q:
    """Addressees that an organization or body answers for: itself, and its posts."""
    name = "organization" if isinstance(party, Organization) else "body"
    return Q(**{f"{prefix}{name}": party}) | Q(**{f"{prefix}post__{name}": party})


def is_party(party: Organization | Body) -> dict[str, Any]:
    """The columns of a models.Party that name this organization or body."""
    organization = party if isinstance(party, Organization) else None
    return {"organization": organization, "body": None if organization else party}


def fillable(
    cycle: ReportingCycle, party: Organization | Body, *, delegate: Person | None = None
) -> list[Addressee]:
    """What a party can still answer of what a cycle asks, in the register's order: 6 queries.

    With a `delegate`, what was handed to them alone.
    """
    rows = Addressee.objects.filter(
        of_party(party), asks__cycle=cycle, verdict="", item__archived_on__isnull=True
    )
    if delegate:
        rows = rows.filter(pk__in=permissions.delegated_to(delegate))
    rows = rows.select_related("item__document").defer(
        "item__document__text", "item__document__unread"
    )
    return list(with_words(rows).order_by("item__document", "item__order", "item", "pk"))


def questions_with_answers(
    cycle: ReportingCycle, party: Organization | Body
) -> list[tuple[Question, list[QuestionAnswer]]]:
    """A cycle's questions with all versions of a party's answers: 2 queries."""
    own = QuestionAnswer.objects.filter(**is_party(party)).order_by("version")
    rows = cycle.questions.prefetch_related(Prefetch("answers", own, to_attr="of_party"))
    return [(question, question.of_party) for question in rows]


def response_cells(addressee: Addressee, *, unapproved: bool) -> Cells:
    """What an addressee answers now. The deadline is the one in force, which may have moved since
    the answer was approved; `unapproved`: words that await approval count as well."""
    known = [one for one in addressee.responses.all() if _counts(one, unapproved)]
    last = known[-1] if known else Response(responsible=addressee.responsible)
    waits = last.record == Record.SUBMITTED
    due_on = (last.due_on if waits else None) or addressee.due_on
    return {
        "answer": "" if last.answer == Answer.AWAITING else last.answer,
        "reason": last.reason[:CELL_LIMIT],
        "plan": last.plan[:CELL_LIMIT],
        "responsible": "\n".join(last.responsible),
        "due_on": due_on.isoformat() if due_on else "",
    }


def progress_cells(addressee: Addressee, *, unapproved: bool, since: datetime | None) -> Cells:
    """What an addressee claims now, and what it has reported since a moment: an entry adds to what
    was said before it, so a form goes out without the earlier ones."""
    known = [one for one in addressee.progress.all() if _counts(one, unapproved)]
    waiting = [one for one in known if one.record == Record.SUBMITTED and one.status]
    status = max(waiting, key=_time).status if waiting else addressee.claimed
    newer = [one for one in known if since and one.at > since]
    if not newer:
        return {"status": status, "text": "", "as_at": "", "evidence": ""}
    last = max(newer, key=_time)
    return {
        "status": status,
        "text": last.text[:CELL_LIMIT],
        "as_at": last.as_at.isoformat(),
        "evidence": "\n".join(proof.url for proof in last.evidence.all() if proof.url),
    }


def addressee_cells(addressee: Addressee, *, unapproved: bool, since: datetime | None) -> Cells:
    return response_cells(addressee, unapproved=unapproved) | progress_cells(
        addressee, unapproved=unapproved, since=since
    )


def question_cells(answers: Iterable[QuestionAnswer], *, unapproved: bool) -> Cells:
    known = [one for one in answers if _counts(one, unapproved)]
    return {"reply": known[-1].text[:CELL_LIMIT] if known else ""}


def _counts(said: Response | ProgressEntry | QuestionAnswer, unapproved: bool) -> bool:
    return said.record == Record.APPROVED or (unapproved and said.record == Record.SUBMITTED)


def _time(entry: ProgressEntry) -> tuple[datetime, int]:
    return entry.at, entry.pk


@dataclass(frozen=True, slots=True)
class RowNow:
    """A row of a form: what it is about (a question and who answers it), and what is said of it now."""

    of: Addressee | tuple[Question, Organization | Body]
    cells: Cells
    known: Cells  # the same without what awaits approval


def rows_now(form: ReportingForm, rows: Sequence[FormRow]) -> dict[int, RowNow]:
    """What the register says now of rows of one form, by the key of the row: 8 queries.

    Words that await approval count: whoever changes them meanwhile is to see them.
    """
    wanted = Addressee.objects.filter(pk__in=[row.addressee_id for row in rows])
    wanted = wanted.select_related("item__document").defer(
        "item__document__text", "item__document__unread"
    )
    addressees = {one.pk: one for one in with_words(wanted)}
    party = form.owner
    asked = {one.pk: (one, said) for one, said in questions_with_answers(form.cycle, party)}
    found = {}
    for row in rows:
        if row.addressee_id:
            addressee = addressees[row.addressee_id]
            cells, known = (
                addressee_cells(addressee, unapproved=unapproved, since=form.at)
                for unapproved in (True, False)
            )
            found[row.pk] = RowNow(addressee, cells, known)
        else:
            question, answers = asked[row.question_id or 0]
            cells, known = (
                question_cells(answers, unapproved=unapproved) for unapproved in (True, False)
            )
            found[row.pk] = RowNow((question, party), cells, known)
    return found


def returns_seen(cycle: ReportingCycle, *, person: Person, today: date) -> QuerySet[Return]:
    """The files that came back in a cycle: all for its secretariat, for others those of their own
    parties and those that they brought. With the counts of their rows."""
    rows = with_row_counts(cycle.returns.all()).order_by("-received_at", "-pk")
    if permissions.keeps_cycle(person, cycle, today):
        return rows
    own = permissions.held_by(person, OWNERS, today)
    return rows.filter(own | Q(brought_by=person) | Q(taken_by=person))


def with_row_counts(rows: QuerySet[Return]) -> QuerySet[Return]:
    """Returns with `unchanged`, `proposed`, `conflicts`, `refusals`: counts of their rows."""
    of = {
        "unchanged": (RowState.UNCHANGED, RowState.SAME),
        "proposed": (RowState.PROPOSED,),
        "kept": (RowState.KEPT,),
        "conflicts": (RowState.CONFLICT,),
        "refusals": (RowState.REFUSED,),
    }
    counts = {
        name: Count("rows", filter=Q(rows__state__in=[str(state) for state in states]))
        for name, states in of.items()
    }
    return rows.select_related(
        "cycle__body", "cycle__organization", "organization", "body__organization",
        "brought_by", "taken_by", "file",
    ).annotate(**counts)  # fmt: skip


def rows_told(returned: Return) -> list[ReturnedRow]:
    """The rows of a returned file of which there is something to tell, in the form's order: 1 query,
    and those of `with_now`."""
    rows = returned.rows.exclude(state__in=[RowState.UNCHANGED, RowState.SAME])
    found = rows.select_related(
        "row__form", "row__question", "row__addressee__item__document", "decided_by",
        *(f"row__addressee__{part}" for part in permissions.PARTY),
    ).defer("row__addressee__item__document__text", "row__addressee__item__document__unread")  # fmt: skip
    order = list(PARTS)
    return sorted(
        with_now(list(found), returned),
        key=lambda row: (row.row.form_id, row.row.number, order.index(row.part)),
    )


def with_now(rows: list[ReturnedRow], returned: Return) -> list[ReturnedRow]:
    """Rows of a return; those that wait for a decision with what the register says of them now,
    which may have changed since the file was taken over: 8 queries for each form."""
    waiting: dict[int, list[ReturnedRow]] = {}
    for row in rows:
        row.returned = returned
        if row.state in UNDECIDED:
            waiting.setdefault(row.row.form_id, []).append(row)
    for group in waiting.values():
        form = group[0].row.form
        now = rows_now(form, list({row.row_id: row.row for row in group}.values()))
        for row in group:
            row.told |= sides_now(row.part, now[row.row_id])
    return rows


def sides_now(part: str, now: RowNow) -> dict[str, Any]:
    """The register's side of a part; `awaits`: some of it awaits approval."""
    cells = {field: now.cells.get(field, "") for field in PARTS[part]}
    known = {field: now.known.get(field, "") for field in PARTS[part]}
    return {"now": cells, "awaits": cells != known}


def forms_waiting(person: Person, *, today: date, most: int) -> list[Return]:
    """Files that wait for somebody: by mail, to be taken over; or with conflicts to decide."""
    focal = permissions.held_by(person, permissions.FOCAL, today)
    kept = Q(
        cycle__in=ReportingCycle.objects.filter(permissions.held_by(person, SECRETARIAT, today))
    )
    by_mail = Q(state=ReturnState.RECEIVED) & (focal | kept)
    torn = ReturnedRow.objects.filter(state=RowState.CONFLICT).values("returned")
    rows = Return.objects.filter(by_mail | (Q(pk__in=torn) & (focal | Q(taken_by=person))))
    rows = rows.filter(cycle__closed_on__isnull=True)
    return list(with_row_counts(rows).order_by("received_at")[:most])


def who_may_take(returned: Return, today: date) -> list[Person]:
    """Whom to tell of a file that came by mail: the party's focal points, and the secretariat."""
    cycle = returned.cycle
    people = core.people_in(permissions.FOCAL, returned.owner, today)
    people += core.people_in(SECRETARIAT, cycle.body or cycle.organization, today)
    return list(dict.fromkeys(people))


def refusal_words(refused: Mapping[str, Any]) -> str:
    """Why something of a file was refused, and where it stands, in a sentence."""
    why = str(labels.TROUBLE.get(refused["why"], refused["why"]))
    if refused["why"] == Trouble.UNREADABLE and refused["words"]:
        return unreadable_words(Unreadable(refused["words"], **refused.get("told", {})))
    words = f"“{refused['words']}”" if refused["words"] else ""
    # A date within a sentence that runs from right to left keeps its own order (UAX 9, isolates).
    why = WRITTEN_DATE.sub("\u2068\\g<0>\u2069", why)
    return " · ".join(filter(None, [_place(refused), why, words]))


def _place(refused: Mapping[str, Any]) -> str:
    """A place as a person would find it, in the language of the page."""
    row, place = core.number_words(refused.get("row") or 0), refused.get("place", "")
    if refused.get("table"):
        table = core.number_words(refused["table"])
        place = _("table %(table)s, row %(row)s") % {"table": table, "row": row}
    elif place.startswith("line"):
        place = _("line %(row)s") % {"row": row}
    field = labels.FIELD.get(refused.get("field", ""))
    return f"{place}, {field}" if place and field else place


def brings_some(person: Person, cycle: ReportingCycle, *, today: date) -> bool:
    """Whether a cycle asks something of somebody's parties, or they may bring files for others."""
    if permissions.keeps_cycle(person, cycle, today):
        return True
    parties = {role.party for role in core.roles_on(person, today)}
    return any(
        cycle.asks.filter(of_party(party, "addressee__")).exists()
        for party in parties
        if permissions.may_answer_in(person, cycle, party, today)
    )


def is_hidden(row: ReturnedRow, person: Person | None, today: date) -> bool:
    """Whether what the register said beside a row awaited approval, and is not for this person."""
    addressee = row.row.addressee
    return bool(row.told.get("awaits")) and not (
        permissions.may_see_unapproved(person, addressee, today)
        if addressee
        else permissions.acts_for(person, row.returned.owner, today)
    )


def opened_at(cycle: ReportingCycle) -> datetime:
    """The moment since when what is said counts as said in a cycle."""
    return datetime.combine(cycle.opened_on, time(), UTC)
