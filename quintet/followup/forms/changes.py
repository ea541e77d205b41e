"""Between which days, and of what, changes are asked for."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from quintet.followup.forms.fields import Day
from quintet.followup.forms.register import FilterForm

OF_A_DAY = ("answer", "implementation", "due", "review", "figure", "since", "until", "silent",
            "sort", "as_at")  # fmt: skip
BEFORE = timedelta(days=30)


class ChangesForm(FilterForm):
    """The register's filter without what changes from day to day, and two days."""

    def __init__(self, *given: Any, today: date, **more: Any) -> None:
        super().__init__(*given, **more)
        self._today = today
        for name in OF_A_DAY:
            self.fields.pop(name, None)
        self.fields["from"] = Day(label=_("From the end of"), required=False)
        self.fields["to"] = Day(label=_("To the end of"), required=False)
        self.fields["from"].initial, self.fields["to"].initial = today - BEFORE, today
        self.order_fields(["from", "to", "body", "session", "document", "party"])

    @property
    def days(self) -> tuple[date, date]:
        """Both days: a month ago and today, where they are not given."""
        until = self.cleaned_data.get("to") or self._today
        return self.cleaned_data.get("from") or until - BEFORE, until
