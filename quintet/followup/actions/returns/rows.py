"""One part of a row: compared with what was sent and what stands now, and proposed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.translation import gettext_noop

from quintet.core.public import Body, NotAllowed, Organization, Person
from quintet.followup.actions.answers import submit_response
from quintet.followup.actions.cycles import answer_question
from quintet.followup.actions.progress import Proof, submit_progress
from quintet.followup.documents.form import PARTS
from quintet.followup.models import Addressee, Question, Return
from quintet.followup.rules import Answer, Progress, RowState
from quintet.followup.rules.merging import Merged, merge, same

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """Who says something by a file or the API, when, and which file proves it."""

    by: Person
    at: datetime
    as_at: date  # the day that progress speaks of where none is given
    returned: Return | None = None


def compare(part: str, *, sent: Cells, taken: Cells, file: Cells, now: Cells) -> Merged:
    """What becomes of a part of a row (rules.merging).

    `taken` is what a file said of it before, if one came. Where the register went back to what was
    sent, because the words of that file were returned to their author, nobody else has changed it.
    """
    fields = PARTS[part]
    went = {field: sent.get(field, "") for field in fields}
    known = went | {field: taken[field] for field in fields if field in taken}
    found = merge(known, file, now)
    back = all(same(field, now.get(field, ""), went[field]) for field in fields)
    return merge(went, file, now) if found.state is RowState.CONFLICT and back else found


def with_day(part: str, file: Cells, as_at: date) -> Cells:
    """The file's cells; progress without a day is as at the day that the form asks for."""
    if part == "progress" and file.get("text") and not file.get("as_at"):
        return {**file, "as_at": as_at.isoformat()}
    return file


def propose(part: str, of: Addressee | tuple[Question, Organization | Body], cells: Cells, said: Said) -> str:  # fmt: skip
    """Submit the words of a part for approval; return the sentence that refuses them, or "".

    What is refused leaves nothing behind, as of any act. The sentence is in English, the language
    of the source, so that it can be kept, and translated for whoever reads it.
    """
    try:
        with translation.override("en"):
            _submit(part, of, cells, said)
    except NotAllowed as refusal:
        return str(refusal)
    except PermissionDenied:
        return gettext_noop("This is not yours to answer.")
    return ""


def _submit(
    part: str, of: Addressee | tuple[Question, Organization | Body], cells: Cells, said: Said
) -> None:
    common: dict[str, Any] = {"by": said.by, "at": said.at, "returned": said.returned}
    if not isinstance(of, Addressee):
        question, party = of
        answer_question(question=question, party=party, text=cells["reply"], **common)
    elif part == "response":
        submit_response(
            addressee=of,
            answer=Answer(cells["answer"] or Answer.AWAITING),
            reason=cells["reason"],
            plan=cells["plan"],
            responsible=_lines(cells["responsible"]),
            due_on=date.fromisoformat(cells["due_on"]) if cells["due_on"] else None,
            **common,
        )
    else:
        submit_progress(
            addressee=of,
            as_at=date.fromisoformat(cells["as_at"]) if cells["as_at"] else said.as_at,
            text=cells["text"],
            status=Progress(cells["status"]) if cells["status"] else None,
            evidence=[Proof(name=link, url=link) for link in _lines(cells["evidence"])],
            **common,
        )


def _lines(cell: str) -> list[str]:
    return [line.strip() for line in cell.splitlines() if line.strip()]
