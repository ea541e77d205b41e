"""The words people see for the codes in rules.py, and the shape that goes with each."""

from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from quintet.cube.engine.findings import Severity
from quintet.cube.engine.questions.semantic import semantic
from quintet.cube.rules import Next, State, Status

STATE = {
    State.WAITING: _("Waiting to be checked"),
    State.CHECKING: _("Being checked"),
    State.UNREADABLE: _("Could not be read"),
    State.CHECKED: pgettext_lazy("figures", "Checked"),
    State.APPROVED: pgettext_lazy("figures", "Approved"),
    State.RETURNED: pgettext_lazy("figures", "Returned"),
    State.PUBLISHING: _("Being published"),
    State.PUBLISHED: pgettext_lazy("figures", "Published"),
    State.CANCELLED: pgettext_lazy("figures", "Cancelled"),
}
SHAPE = {
    State.WAITING: "none",
    State.CHECKING: "going",
    State.UNREADABLE: "refused",
    State.CHECKED: "claimed",
    State.APPROVED: "yes",
    State.RETURNED: "refused",
    State.PUBLISHING: "going",
    State.PUBLISHED: "verified",
    State.CANCELLED: "closed",
}
SEVERITY = {
    Severity.CRITICAL: _("Critical"),
    Severity.ERROR: pgettext_lazy("severity", "Error"),
    Severity.WARNING: pgettext_lazy("severity", "Warning"),
    Severity.ADVISORY: pgettext_lazy("severity", "Advice"),
}
MEASURE = {"expense": pgettext_lazy("figures", "Expense"), "revenue": _("Revenue")}
STATUS = {
    Status.STANDS: pgettext_lazy("figures", "Stands"),
    Status.REPLACED: pgettext_lazy("figures", "Replaced"),
    Status.WITHDRAWN: pgettext_lazy("figures", "Withdrawn"),
}
STATUS_SHAPE = {
    Status.STANDS: "verified",
    Status.REPLACED: "closed",
    Status.WITHDRAWN: "refused",
}
SEVERITY_SHAPE = {
    Severity.CRITICAL: "refused",
    Severity.ERROR: "refused",
    Severity.WARNING: "part",
    Severity.ADVISORY: "none",
}
NEXT = {
    Next.MACHINE: "",
    Next.MENDING: _(
        "Errors are in the way. Accept the repairs that are proposed, or mend the file and submit"
        " it again."
    ),
    Next.WORDS: _(
        "Say why warnings stay, or why published figures change. Then it can be approved."
    ),
    Next.APPROVAL: _("A second person of the organization approves it or returns it."),
    Next.PUBLICATION: _("The secretariat publishes it or returns it."),
    Next.ANEW: _("Mend the file and submit it again."),
    Next.NOTHING: "",
}
CHANGE = {
    "added": pgettext_lazy("figures", "Added"),
    "removed": pgettext_lazy("figures", "Removed"),
    "changed": pgettext_lazy("figures", "Changed"),
}
NOTICE = {
    "checked": _("Your figures are checked: %(figures)s"),
    "approve": _("Figures wait for your approval: %(figures)s"),
    "publish": _("Approved figures wait to be published: %(figures)s"),
    "returned": _("Your figures were returned: %(figures)s"),
    "published": _("Your figures are published: %(figures)s"),
    "unpublished": _("Your figures could not be published: %(figures)s"),
    "withdrawn": _("Published figures were withdrawn: %(figures)s"),
}


def column(name: str) -> str:
    """A column of a figure, in the page's language; as the template calls it where it has no name."""
    dimension = semantic().dimensions.get(name)
    return capfirst(dimension.names[get_language() or "en"] if dimension else name)
