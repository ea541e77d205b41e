"""A form is made for one party of a cycle: what was sent is kept, row by row."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import Body, NotAllowed, Organization, Person
from quintet.followup import permissions, queries
from quintet.followup.documents.reference import new_code
from quintet.followup.models import FormRow, ReportingCycle, ReportingForm
from quintet.followup.rules import AskState


@transaction.atomic
def make_form(
    *,
    cycle: ReportingCycle,
    party: Organization | Body,
    language: str,
    by: Person,
    at: datetime,
) -> ReportingForm:
    """The form of a party in a cycle, with what the register says now in its rows.

    Where nothing has changed since the last one went out, and none came back, it is that one again.
    Words that await approval are for the party's own people; a delegate gets what was handed over.
    Raises NotAllowed where the cycle is closed, or asks nothing of the party that is still open.
    """
    if not permissions.may_have_form(by, cycle, party, at.date()):
        raise PermissionDenied
    if cycle.closed_on:
        raise NotAllowed(_("The reporting cycle is closed."))
    asked = cycle.asks.filter(queries.of_party(party, "addressee__")).exists()
    rows = _rows(cycle, party, by, at) if asked else []
    if not rows:
        raise NotAllowed(_("The cycle asks nothing of %(party)s.") % {"party": party.name})
    where = queries.is_party(party)
    last = cycle.forms.filter(language=language, **where).order_by("at", "pk").last()
    if last and _is_still(last, rows):
        return last
    form = ReportingForm.objects.create(
        code=_unused_code(), cycle=cycle, language=language, by=by, at=at, **where
    )
    for row in rows:
        row.form = form
    FormRow.objects.bulk_create(rows)
    core.record(
        organization=form.journal
        if permissions.acts_for(by, party, at.date())
        else cycle.organization,
        by=by,
        at=at,
        verb="followup.form_made",
        subject=cycle.subject,
        form=form.code,
        party=party.code,
        language=language,
        rows=len(rows),
    )
    return form


@transaction.atomic
def make_silent_forms(
    *, cycle: ReportingCycle, language: str, by: Person, at: datetime
) -> list[ReportingForm]:
    """The forms of all parties that have said nothing in a cycle, for its secretariat to send."""
    if not permissions.keeps_cycle(by, cycle, at.date()):
        raise PermissionDenied
    shown = queries.parties_of(cycle, today=at.date())
    parties = [one.party for one in shown if one.tally.state is AskState.SILENT]
    if not parties:
        raise NotAllowed(_("Nobody is silent in this cycle."))
    return [
        make_form(cycle=cycle, party=party, language=language, by=by, at=at) for party in parties
    ]


def _rows(
    cycle: ReportingCycle, party: Organization | Body, by: Person, at: datetime
) -> list[FormRow]:
    """The rows of a form as it would go out now, numbered from 1."""
    own = permissions.acts_for(by, party, at.date())
    whole = own or permissions.keeps_cycle(by, cycle, at.date())
    rows = [
        FormRow(
            addressee=addressee,
            sent=queries.addressee_cells(addressee, unapproved=own or not whole, since=None),
        )
        for addressee in queries.fillable(cycle, party, delegate=None if whole else by)
    ]
    if whole:
        rows += [
            FormRow(question=question, sent=queries.question_cells(answers, unapproved=own))
            for question, answers in queries.questions_with_answers(cycle, party)
        ]
    for number, row in enumerate(rows, 1):
        row.number = number
    return rows


def _is_still(form: ReportingForm, rows: Sequence[FormRow]) -> bool:
    """Whether a form's rows say what new ones would say, and nothing was reported or taken since."""
    before = list(form.rows.all())
    if any(row.taken for row in before):
        return False
    if [_key(row) for row in before] != [_key(row) for row in rows]:
        return False
    now = queries.rows_now(form, before)
    return not any(now[row.pk].cells.get("text") for row in before)


def _key(row: FormRow) -> tuple[int, int | None, int | None, dict[str, str]]:
    return row.number, row.addressee_id, row.question_id, row.sent


def _unused_code() -> str:
    code = new_code()
    while ReportingForm.objects.filter(code=code).exists():
        code = new_code()
    return code
