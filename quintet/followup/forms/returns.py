"""A file that comes back, and what a person decides on a row of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quintet.followup.forms.fields import Words
from quintet.followup.labels import FIELD
from quintet.followup.models import ReturnedRow
from quintet.followup.rules.returns import JOINABLE, Choice


class ReturnForm(forms.Form):
    file = forms.FileField(
        label=_("Returned form"),
        help_text=_("Word, Excel or CSV as it was filled in, or a zip of several; up to 25 MB."),
    )


class DecideForm(forms.Form):
    """What is to be said: the file's words, the register's, or words written from both."""

    choice = forms.TypedChoiceField(
        label=_("Which words are to stand"),
        choices=[
            (Choice.FILE, _("Those of the file")),
            (Choice.REGISTER, _("Those of the register")),
            (Choice.JOINED, _("Those written here")),
        ],
        coerce=Choice,
        widget=forms.RadioSelect,
    )

    def __init__(self, *given: Any, row: ReturnedRow, now: dict[str, str], **more: Any) -> None:
        super().__init__(*given, **more)
        for name, told in row.told["file"].items():
            if name in JOINABLE:
                both = dict.fromkeys(filter(None, (now.get(name, ""), told)))
                self.fields[name] = Words(
                    label=FIELD[name], initial="\n\n".join(both), required=False, rows=4
                )

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        choice = told.pop("choice", None)
        return {"choice": choice, "joined": told}
