"""What the matrix of a reporting cycle is narrowed to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quintet.followup import queries
from quintet.followup.forms.fields import PartyField
from quintet.followup.forms.register import ALL
from quintet.followup.labels import ANSWER, ANSWERS, ASK, FLAG, IMPLEMENTATION
from quintet.followup.rules import Flag


class MatrixForm(forms.Form):
    """The address of a cycle's matrix as a form; nonsense in the address is no filter."""

    state = forms.ChoiceField(label=_("In this cycle"), required=False, choices=[ALL, *ASK.items()])
    owner = PartyField(label=_("Party"), required=False)
    answer = forms.ChoiceField(
        label=_("Response"), required=False, choices=[ALL, *ANSWER.items(), *ANSWERS.items()]
    )
    implementation = forms.ChoiceField(
        label=_("Implementation"), required=False, choices=[ALL, *IMPLEMENTATION.items()]
    )
    due = forms.ChoiceField(
        label=_("Deadline"),
        required=False,
        choices=[ALL, *((flag, FLAG[flag]) for flag in (Flag.OVERDUE, Flag.LONG_OVERDUE))],
    )

    def wanted(self) -> tuple[queries.Filter, str]:
        """The filter, and the state in the cycle; a field that is not understood is left out."""
        self.full_clean()
        told = {name: self.cleaned_data.get(name) or "" for name in self.base_fields}
        state = told.pop("state")
        return queries.Filter(sort="place", **told), state
