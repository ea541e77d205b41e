"""Figures come in, are explained and decided on; what lists of them are narrowed to."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quintet.core.public import Organization
from quintet.cube import rules
from quintet.cube.labels import MEASURE, STATE, STATUS

ALL = ("", _("All"))
MEGABYTE = 1024 * 1024


def _words(**more: Any) -> forms.CharField:
    """Somebody's own words, in whatever direction they are written."""
    widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    return forms.CharField(widget=widget, max_length=50_000, **more)


class SubmitForm(forms.Form):
    organization = forms.ModelChoiceField(
        label=_("Organization"),
        queryset=Organization.objects.none(),
        to_field_name="code",
        empty_label=None,
    )
    year = forms.IntegerField(label=_("Year"), min_value=rules.FIRST_YEAR)
    measure = forms.ChoiceField(
        label=pgettext_lazy("figures", "Measure"),
        choices=list(MEASURE.items()),
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label=_("File"), max_length=255)
    control_total = forms.DecimalField(
        label=_("Control total"),
        help_text=_("What your accounts give for the year; the figures must sum to it."),
        required=False,
        max_digits=18,
        decimal_places=2,
    )
    note = _words(
        label=_("Note"),
        help_text=_("What must be known of the figures; it is published with them."),
        required=False,
    )

    def __init__(
        self, *given: Any, organizations: Iterable[Organization], today: date, **more: Any
    ) -> None:
        super().__init__(*given, **more)
        own = [one.pk for one in organizations]
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=own)  # type: ignore[attr-defined]
        year = forms.IntegerField(min_value=rules.FIRST_YEAR, max_value=today.year)
        year.label, year.initial = self.fields["year"].label, today.year - 1
        self.fields["year"] = year
        self.fields["file"].help_text = _g(
            "CSV, Excel, SDMX or IATI, up to %(bound)s MB. What it is is judged by its content."
        ) % {"bound": settings.CUBE_BOUND // MEGABYTE}

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.CUBE_BOUND:
            told = {"bound": settings.CUBE_BOUND // MEGABYTE}
            raise forms.ValidationError(_("The file is larger than %(bound)s MB.") % told)
        return file


class ExplainForm(forms.Form):
    note = _words(
        label=_("Note"),
        help_text=_("What must be known of the figures; it is published with them."),
        required=False,
    )
    reason = _words(
        label=_("Reason"),
        help_text=_("Why warnings stay, or why published figures change."),
        required=False,
    )


class ReturnForm(forms.Form):
    reason = _words(label=_("What is missing"))


class WithdrawForm(forms.Form):
    reason = _words(label=_("Reason"), help_text=_("It is published."))


class SubmissionsForm(forms.Form):
    """What the list of submissions is narrowed to; nonsense in the address is no filter."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[ALL, *((str(k), v) for k, v in STATE.items())]
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1, max_value=9_999)


class PublicationsForm(forms.Form):
    """What the catalogue is narrowed to; nonsense in the address is no filter."""

    entity = forms.ChoiceField(label=_("Organization"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    measure = forms.ChoiceField(
        label=pgettext_lazy("figures", "Measure"), required=False, choices=[ALL, *MEASURE.items()]
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[ALL, *((str(k), v) for k, v in STATUS.items())]
    )

    def __init__(
        self, *given: Any, entities: Iterable[tuple[str, str]], years: Iterable[int], **more: Any
    ) -> None:
        super().__init__(*given, **more)
        self.fields["entity"].choices = [ALL, *entities]  # type: ignore[attr-defined]
        self.fields["year"].choices = [ALL, *((one, str(one)) for one in years)]  # type: ignore[attr-defined]
