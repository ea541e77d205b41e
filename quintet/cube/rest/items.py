"""What was spent on what an item of the follow-up register bears on."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Field, Path, Router, Schema
from ninja.errors import HttpError

from quintet.core.rest import EVERYBODY, caller
from quintet.core.rest.words import Slug
from quintet.cube import public as cube
from quintet.followup import public as followup

router = Router(tags=["cube"])


class SpentLine(Schema):
    code: str = Field(examples=["3.4"])
    name: str = Field(description="In the language of Accept-Language.")
    amount: Decimal


class SpentOut(Schema):
    """The expense of the latest year that is told well, by goal, target, location or function."""

    dimension: str = Field(examples=["target"])
    lines: list[SpentLine] = Field(description="Each code that anything was spent on.")
    amount: Decimal = Field(description="The sum of the lines.")
    whole: Decimal = Field(description="All that the same organizations spent in the year.")
    share: Decimal | None = Field(description="amount by whole; null: nothing was spent.")
    coverage: Decimal | None = Field(description="The part of whole that tells the dimension.")
    currency: str = Field(examples=["USD"])
    year: int = Field(examples=[2024])
    as_at: date
    entities: list[str] = Field(description="Whose figures these are.", examples=[["WHO"]])
    question: str = Field(description="That gives exactly this: `/cube/answers?…`.")
    notes: list[str] = Field(description="In the language of Accept-Language.")


class ItemSpent(Schema):
    item: str = Field(examples=["ceb-2021-3-18"])
    goals: list[str] = Field(description="Goals and targets that it bears on.")
    places: list[str] = Field(description="Countries and areas that it bears on.")
    organizations: list[str] = Field(description="Codes of those that it is addressed to.")
    spent: list[SpentOut] = Field(description="[] where nothing of the kind is published.")


@router.get("/items/{slug}", auth=EVERYBODY, response=ItemSpent)
def get_item_spent(request: HttpRequest, slug: Path[Slug]) -> Any:
    """What was spent on the goals and targets of an item, and in its countries and areas, by the
    organizations it is addressed to."""
    today = timezone.now().date()
    item = followup.item_seen(slug, person=caller(request), today=today)
    if item is None:
        raise Http404(_("There is no item %(slug)s that you may see.") % {"slug": slug})
    try:
        found = cube.spent_on(item, today=today)
    except cube.Damaged as why:
        raise HttpError(503, str(why)) from why
    return asdict(followup.bearing(item)) | {"item": slug, "spent": [_shown(one) for one in found]}


def _shown(one: cube.Spent) -> dict[str, Any]:
    language = get_language() or "en"
    lines = [
        {"code": code, "name": one.name(code, language), "amount": amount}
        for code, amount in one.lines
    ]
    notes = [note.told(language) for note in one.notes]
    return {name: getattr(one, name) for name in SpentOut.model_fields} | {
        "lines": lines,
        "notes": notes,
    }
