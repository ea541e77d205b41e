"""The words people see for the codes in rules.py, and the shape that goes with each."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quintet.cube.engine.findings import Severity
from quintet.cube.rules import State

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
NOTICE = {
    "checked": _("Your figures are checked: %(figures)s"),
    "approve": _("Figures wait for your approval: %(figures)s"),
    "publish": _("Approved figures wait to be published: %(figures)s"),
    "returned": _("Your figures were returned: %(figures)s"),
    "published": _("Your figures are published: %(figures)s"),
    "unpublished": _("Your figures could not be published: %(figures)s"),
    "withdrawn": _("Published figures were withdrawn: %(figures)s"),
}
