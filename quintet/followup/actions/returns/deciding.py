"""A person decides on what was changed on both sides, or tries again what the rules refused."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import NotAllowed, Person
from quintet.followup import permissions, queries
from quintet.followup.actions.addressees import hold
from quintet.followup.actions.asks import settle_asks
from quintet.followup.actions.returns.rows import Said, propose
from quintet.followup.actions.returns.taking import tell_officers
from quintet.followup.models import ReturnedRow
from quintet.followup.rules import RowState
from quintet.followup.rules.merging import same
from quintet.followup.rules.returns import JOINABLE, UNDECIDED, Choice


@transaction.atomic
def decide_conflict(
    *,
    row: ReturnedRow,
    choice: Choice,
    joined: Mapping[str, str] | None = None,
    by: Person,
    at: datetime,
) -> ReturnedRow:
    """Take the file's words, keep the register's, or submit `joined` ones (fields of JOINABLE).

    What the file did not change stays as the register has it. Raises NotAllowed with the sentence
    of the rule where the words are refused; then nothing is decided.
    """
    row = ReturnedRow.objects.select_for_update().get(pk=row.pk)
    if not permissions.may_decide(by, row, at.date()):
        raise PermissionDenied
    if row.state not in UNDECIDED:
        raise NotAllowed(_("It has been decided already."))
    returned = row.returned
    if returned.cycle.closed_on:
        raise NotAllowed(_("The reporting cycle is closed."))
    if choice is Choice.REGISTER:
        row.state = RowState.KEPT
        core.record(
            organization=returned.journal,
            by=by,
            at=at,
            verb="followup.return_kept",
            subject=returned.subject,
            row=row.row.number,
            part=row.part,
        )
    else:
        addressees = [row.row.addressee_id] if row.row.addressee_id else []
        hold(addressees)
        said = Said(by, at, min(returned.cycle.as_at, at.date()), returned)
        now = queries.rows_now(row.row.form, [row.row])[row.row_id]
        words = _words(row, now.cells)
        if choice is Choice.JOINED:
            own = [field for field in JOINABLE if field in words]
            words |= {field: text for field, text in (joined or {}).items() if field in own}
        if why := propose(row.part, now.of, words, said):
            raise NotAllowed(_(why))
        row.state = RowState.PROPOSED
        row.row.taken = row.row.taken | words
        row.row.save(update_fields=["taken"])
        settle_asks(addressees)
        tell_officers(returned, 1, f"review:returned:{row.pk}", said)
    row.decided_by, row.decided_at = by, at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    return row


def _words(row: ReturnedRow, now: Mapping[str, str]) -> dict[str, str]:
    """The file's words: an entry on progress stands by itself, of other parts the changes count."""
    sent, file = row.told["sent"], row.told["file"]
    if row.part == "progress":
        return dict(file)
    return {
        field: now[field] if same(field, told, sent[field]) else told
        for field, told in file.items()
    }
