"""Many answers at once, by the law of returned files: the sender says what was there before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from quintet.core.public import Body, NotAllowed, Organization, Person
from quintet.followup import permissions, queries
from quintet.followup.actions.addressees import hold
from quintet.followup.actions.returns.rows import Said, compare, propose, with_day
from quintet.followup.documents.form import PARTS
from quintet.followup.models import Addressee, ReportingCycle
from quintet.followup.rules import RowState


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody says of an addressee, or of a question by its position in the cycle; and what
    was there when they looked. A field that is absent from `told` stays; from `was`, was empty."""

    of: UUID | int
    told: Mapping[str, str]
    was: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one part of a line; None: there is no such line in the cycle for this party."""

    line: Line
    part: str
    state: RowState | None
    why: str
    now: Mapping[str, str]


@transaction.atomic
def answer_many(
    *,
    cycle: ReportingCycle,
    party: Organization | Body,
    lines: Sequence[Line],
    by: Person,
    at: datetime,
) -> list[Outcome]:
    """Submit what changed, and say of every part what became of it; nothing is stored of conflicts.

    For who answers for the party. A conflict is sent again with `was` as the register says it now.
    """
    if not permissions.may_answer_in(by, cycle, party, at.date()):
        raise PermissionDenied
    if cycle.closed_on:
        raise NotAllowed(_("The reporting cycle is closed."))
    if len({line.of for line in lines}) < len(lines):
        raise NotAllowed(_("Something stands in it twice: send it once."))
    said = Said(by, at, min(cycle.as_at, at.date()))
    opened = queries.opened_at(cycle)
    addressees = queries.fillable(cycle, party)
    hold(one.pk for one in addressees)
    now: dict[UUID | int, tuple[Any, dict[str, str]]] = {
        one.uuid: (one, queries.addressee_cells(one, unapproved=True, since=opened))
        for one in queries.fillable(cycle, party)
    }
    for question, answers in queries.questions_with_answers(cycle, party):
        cells = queries.question_cells(answers, unapproved=True)
        now[question.position] = ((question, party), cells)
    return [outcome for line in lines for outcome in _outcomes(line, now.get(line.of), said)]


def _outcomes(line: Line, found: tuple[Any, dict[str, str]] | None, said: Said) -> list[Outcome]:
    if found is None:
        return [Outcome(line, "", None, _("The cycle does not ask this of the party."), {})]
    of, now = found
    outcomes = []
    for part in ("response", "progress") if isinstance(of, Addressee) else ("question",):
        told = {name: line.told[name] for name in PARTS[part] if name in line.told}
        if not told:
            continue
        file = with_day(part, told, said.as_at)
        merged = compare(part, sent=line.was, taken={}, file=file, now=now)
        why = propose(part, of, merged.words, said) if merged.state is RowState.PROPOSED else ""
        state = RowState.REFUSED if why else merged.state
        outcomes.append(
            Outcome(line, part, state, why and _(why), {name: now[name] for name in PARTS[part]})
        )
    return outcomes
