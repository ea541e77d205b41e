"""What a person may correct of what was found in a document, and how it is checked."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel

from quintet.core.public import NotAllowed
from quintet.followup import queries
from quintet.followup.rules import Kind


def _known(reference: str) -> str:
    """The reference of a known party, or ValueError."""
    try:
        return reference and queries.reference_of(queries.party(reference))
    except NotAllowed as refusal:
        raise ValueError(str(refusal)) from None


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


class FoundAct(BaseModel):
    verb: str
    text: str


class FoundParty(BaseModel):
    text: str
    party: Annotated[str, AfterValidator(_known)] = ""
    members: bool = False


_LAST_SESSION = 32_767  # that the database numbers


def _session(reference: str) -> str:
    """The reference of a session of a known body, or ValueError."""
    body, _slash, number = reference.partition("/")
    if reference and not (number.isdecimal() and 0 < int(number[:6]) <= _LAST_SESSION):
        raise ValueError(reference)
    return reference and f"{_known(f'body:{body}').removeprefix('body:')}/{int(number)}"


class FoundDue(BaseModel):
    text: str
    date: Annotated[str, AfterValidator(_day)] | None = None
    session: Annotated[str, AfterValidator(_session)] = ""


class Found(BaseModel, extra="forbid"):
    """What a person may correct of a candidate: the fields of `quintet intake --json`, any of them."""

    kind: Kind = Kind.DECISION
    number: str = ""
    paragraph: str = ""
    title: str = ""
    text: str = ""
    acts: list[FoundAct] = []
    addressees: list[FoundParty] = []
    co_addressees: list[FoundParty] = []
    due: list[FoundDue] = []
    response: Literal["accepted", "partially_accepted", "not_accepted"] | None = None
    response_text: str = ""
    responsible: list[str] = []
    comments: str = ""
    status_text: str = ""
    status: Literal["not_started", "in_progress", "implemented", "closed"] | None = None
    symbols: list[str] = []
    page: int | None = None
