"""Why the report of a cycle is issued again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from quintet.followup.forms.fields import Words


class CorrectionForm(forms.Form):
    reason = Words(
        label=_("Reason"),
        help_text=_("It stands beside the new version, with the differences."),
        rows=3,
    )
