"""What was agreed, beside what was spent: items of the follow-up register on a page of the cube."""

from typing import Any

from django import template

from quintet.core.public import Organization, number_words
from quintet.core.views.page import person_of, today
from quintet.followup import public as followup

register = template.Library()
FEW = 5  # items that are shown; the register shows all


@register.inclusion_tag("cube/agreed.html", takes_context=True)
def agreed_on(
    context: dict[str, Any], list_name: str, code: str, here: Organization | None
) -> dict[str, Any]:
    """The newest items that bear on a Goal or a country or area, or are addressed to an organization;
    of other lists there are none. `here`: the organization that an entity is."""
    if list_name == "goal":
        wanted = followup.Filter(goal=code)
    elif list_name == "location":
        wanted = followup.Filter(place=code)
    elif here:
        wanted = followup.Filter(party=f"organization:{here.code}")
    else:
        return {}
    person = person_of(context["request"])
    found = followup.register(wanted, person=person, today=today())
    items = list(found[: FEW + 1])
    return {
        "items": items[:FEW],
        "number": number_words(found.count()) if len(items) > FEW else "",
        "wanted": wanted.set_fields,
    }
