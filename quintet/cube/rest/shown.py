"""How figures on their way, findings and published files look in the API."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from quintet.cube import queries
from quintet.cube.engine.findings import Finding, Severity
from quintet.cube.engine.store import Change, Difference
from quintet.cube.models import Submission
from quintet.cube.rules import Next, State, Status

Kind = Literal["added", "removed", "changed"]


class SubmissionOut(Schema):
    uuid: UUID
    organization: str = Field(description="Code of the organization.", examples=["WHO"])
    entity: str = Field(description="Its code in the data standard.", examples=["WHO"])
    year: int = Field(examples=[2024])
    measure: str = Field(examples=["expense"])
    file_name: str = Field(examples=["figures.csv"])
    sha256: str = Field(description="Of the file, in hex.")
    size: int = Field(description="Of the file, in bytes.")
    control_total: Decimal | None = Field(description="What the accounts give.")
    note: str = Field(description="What must be known of the figures; published with them.")
    reason: str = Field(description="Why warnings stay, or why published figures change.")
    state: State
    next: Next = Field(description="What it waits for.")
    share: float = Field(description="Of the step under way that is done, 0 to 1.")
    kind: str = Field(description="By content: csv, xlsx, sdmx, iati.")
    rows: int
    counts: dict[str, int] = Field(description="Findings by severity.", examples=[{"error": 2}])
    rules: dict[str, int] = Field(description="Findings by rule.")
    totals: dict[str, Any] = Field(description="Sums by measure and year; coverage by dimension.")
    failure: str = Field(description="Why it could not be read or published.")
    submitted_by: str
    submitted_at: datetime
    checked_at: datetime | None
    approved_by: str | None
    approved_at: datetime | None
    returned_by: str | None
    review: str = Field(description="Why it was returned.")
    published_by: str | None
    publication: int | None = Field(description="Where it is published: `/publications/{id}`.")


class FindingOut(Schema):
    rule: str = Field(examples=["codes.unknown"])
    severity: Severity
    row: int = Field(description="Figures count from 1; 0: of the whole file.")
    line: int = Field(description="Lines of the file count from 1; 0: of the whole file.")
    column: str = Field(examples=["location"])
    value: str
    suggestion: str = Field(description="What the value should probably be.")
    message: str
    fix: str


class ProposalOut(Schema):
    id: str = Field(description="The same at every check.", examples=["9f86d081884c7d65"])
    rule: str
    column: str
    was: str
    becomes: str = Field(description='"" empties it.')
    rows: int


class RepairOut(ProposalOut):
    by: str
    at: datetime


class RepairsOut(Schema):
    proposed: list[ProposalOut] = Field(description="The most frequent first.")
    accepted: list[RepairOut]


class FigureChangeOut(Schema):
    """Figures that are alike in all dimensions count together."""

    kind: Kind
    key: dict[str, str | int] = Field(description="The dimensions that are told.")
    before: Decimal | None = Field(description="Sum of the amounts; null: there was none.")
    after: Decimal | None
    rows: tuple[int, int] = Field(description="How many figures there were, and are.")


class FiguresDifferenceOut(Schema):
    counts: dict[str, int] = Field(description="Changes by kind.")
    before: Decimal = Field(description="The total of the version before.")
    after: Decimal
    first: list[FigureChangeOut] = Field(description="The hundred largest.")


class SliceOut(Schema):
    """What one entity says of one year by one measure."""

    entity: str = Field(examples=["WHO"])
    year: int
    measure: str
    rows: int
    total: Decimal
    currencies: list[str] = Field(examples=[["USD"]])


class CoverageOut(Schema):
    dimension: str = Field(examples=["goal"])
    rows: Decimal = Field(description="Share of the figures that tell it, 0 to 1.")
    amount: Decimal | None = Field(description="Share of their sum.")


class PublicationOut(Schema):
    id: int
    series: str = Field(examples=["WHO/2024/expense"])
    version: int
    status: Status
    organization: str = Field(description="Code of who published it.", examples=["WHO"])
    published_on: date
    withdrawn_on: date | None
    withdrawal: str = Field(description="Why it was withdrawn.")
    rows: int
    size: int = Field(description="Of the file, in bytes.")
    sha256: str = Field(description="Of the file, in hex.")
    standard: str = Field(description="Edition of the code lists it was judged by.")
    source: str = Field(description="Name of the file that was submitted.")
    note: str
    reason: str = Field(description="Why it differs from the version before.")


class PublicationWhole(PublicationOut):
    slices: list[SliceOut]
    coverage: list[CoverageOut]
    difference: FiguresDifferenceOut | None = Field(
        description="From the version before; null: a first."
    )


def submission_out(one: Submission) -> dict[str, Any]:
    """A submission that `queries.submissions` gave."""
    names = (
        "uuid", "entity", "year", "measure", "sha256", "size", "control_total", "note", "reason",
        "state", "share", "kind", "rows", "counts", "rules", "totals", "failure", "submitted_at",
        "checked_at", "approved_at", "review",
    )  # fmt: skip
    people = ("submitted_by", "approved_by", "returned_by", "published_by")
    publication = getattr(one, "publication", None)
    return (
        {name: getattr(one, name) for name in names}
        | {name: str(getattr(one, name)) if getattr(one, name) else None for name in people}
        | {
            "organization": one.organization.code,
            "file_name": one.name,
            "next": queries.next_of(one),
            "publication": publication.pk if publication else None,
        }
    )


def finding_out(one: Finding, language: str) -> dict[str, Any]:
    return one.told(language) | {"suggestion": one.suggestion}


def change_out(one: Change) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("kind", "key", "before", "after", "rows")}


def difference_out(found: Difference | None) -> dict[str, Any] | None:
    if found is None:
        return None
    told = {name: getattr(found, name) for name in ("counts", "before", "after")}
    return told | {"first": [change_out(one) for one in found.first]}


def publication_out(one: Any) -> dict[str, Any]:
    """A publication that `queries.publications` gave."""
    names = (
        "series", "version", "published_on", "withdrawn_on", "withdrawal", "rows", "size", "sha256",
        "standard", "source", "note", "reason",
    )  # fmt: skip
    return {name: getattr(one, name) for name in names} | {
        "id": one.pk,
        "status": queries.status(one),
        "organization": one.organization.code,
    }
