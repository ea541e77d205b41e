"""Where rooms that do not know each other meet on a page: an item of the register, and its money."""

from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quintet.core.views.page import today
from quintet.cube import public as cube
from quintet.followup import public as followup

register = template.Library()


@register.inclusion_tag("site/spent.html")
def spent_on(item: followup.Item) -> dict[str, Any]:
    """What was spent on what an item bears on, by those that it is addressed to."""
    try:
        found = cube.spent_on(item, today=today())
    except cube.Damaged:
        return {"failure": _("The published figures cannot be read at the moment.")}
    language = get_language() or "en"
    return {
        "spent": [
            {
                "told": one,
                "lines": [(one.name(code, language), amount) for code, amount in one.lines],
                "notes": [note.told(language) for note in one.notes],
            }
            for one in found
        ]
    }
