"""What needs somebody now: the lists of their first page."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from quintet.core.rest import signed
from quintet.followup import queries
from quintet.followup.models import Response
from quintet.followup.rest.shown import AddresseeRow, PartyOut, addressee_row, party_out

router = Router(tags=["me"])


class ToReview(Schema):
    kind: Literal["response", "progress"] = Field(
        description="Review it by `/responses/{id}/review` or `/progress/{id}/review`."
    )
    id: int
    addressee: AddresseeRow


class OwedOut(Schema):
    cycle: str = Field(description="Slug of the reporting cycle.")
    party: PartyOut
    due_on: date
    asked: int
    left: int = Field(description="Not answered yet.")
    questions: int = Field(description="Questions that are not answered yet.")
    to_sign: bool = Field(description="It waits for your signature.")


class NeedsOut(Schema):
    """Each list is cut to twenty; the register's filters give the whole."""

    cycles: list[OwedOut] = Field(description="What open reporting cycles ask of your party.")
    delegated: list[AddresseeRow] = Field(description="To you, and nothing submitted since.")
    questions: list[int] = Field(
        description="Answers to questions: review them by `/question-answers/{id}/review`."
    )
    to_read: list[str] = Field(description="Documents with candidates to decide on, by slug.")
    to_answer: list[AddresseeRow]
    to_review: list[ToReview]
    to_verify: list[AddresseeRow]
    returned: list[AddresseeRow]
    late: list[AddresseeRow]
    soon: list[AddresseeRow]
    to_look_at: list[str] = Field(description="Items to be reviewed, or about to end, by slug.")
    forms: list[int] = Field(
        description="Forms that came back and wait for you: look at them by `/returns/{id}`."
    )


@router.get("/needs", response=NeedsOut)
def get_needs(request: HttpRequest) -> Any:
    """What waits for me today, by what I can do about it."""
    today = timezone.now().date()
    told = queries.needs(signed(request), today=today)
    lists = {
        name: [addressee_row(one, today=today) for one in getattr(told, name)]
        for name in ("delegated", "to_answer", "to_verify", "returned", "late", "soon")
    }
    return lists | {
        "cycles": [
            {
                "cycle": one.cycle.slug,
                "party": party_out(one.party),
                "due_on": one.cycle.due_on,
                "asked": one.tally.asked,
                "left": one.tally.left,
                "questions": one.questions,
                "to_sign": one.to_sign,
            }
            for one in told.cycles
        ],
        "questions": [said.pk for said in told.questions],
        "to_read": [document.slug for document in told.to_read],
        "to_look_at": [item.slug for item in told.to_look_at],
        "forms": [returned.pk for returned in told.forms],
        "to_review": [
            {
                "kind": "response" if isinstance(said, Response) else "progress",
                "id": said.pk,
                "addressee": addressee_row(said.addressee, today=today),
            }
            for said in told.to_review
        ],
    }
