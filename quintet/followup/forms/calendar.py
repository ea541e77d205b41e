"""Whose calendar is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quintet.core.public import Body, Organization
from quintet.followup import queries


class CalendarForm(forms.Form):
    """An organization or a body; nonsense in the address is none."""

    party = forms.ChoiceField(label=_("Organization or body"), required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        choices: list[Any] = [("", "—")]
        for label, model in ((_("Bodies"), Body), (_("Organizations"), Organization)):
            rows = [(queries.reference_of(one), one.name) for one in model._default_manager.all()]
            choices.append((label, sorted(rows, key=lambda row: row[1])))
        self.fields["party"].choices = choices  # type: ignore[attr-defined]

    def party_asked(self) -> Organization | Body | None:
        """Whose calendar it is; None for one's own."""
        reference = self.cleaned_data.get("party") if self.is_valid() else ""
        return queries.party(reference) if reference else None  # type: ignore[return-value]
