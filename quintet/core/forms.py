"""Forms of the core: roles, people, sessions, tokens."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quintet.core.labels import ROLE
from quintet.core.models import Body, Organization, Person
from quintet.core.rules import RoleCode


def _day(**more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(input_formats=["%Y-%m-%d"], widget=widget, **more)


class RoleForm(forms.Form):
    code = forms.TypedChoiceField(label=_("Role"), choices=list(ROLE.items()), coerce=RoleCode)
    party = forms.ChoiceField(label=_("In"))
    starts_on = _day(label=_("From"))
    ends_on = _day(label=_("Until"), required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.parties: dict[str, Organization | Body] = {
            **{f"organization:{one.code}": one for one in Organization.objects.all()},
            **{f"body:{one.code}": one for one in Body.objects.select_related("organization")},
        }
        choices = [(code, f"{one.name} ({one.code})") for code, one in self.parties.items()]
        self.fields["party"].choices = choices  # type: ignore[attr-defined]

    def clean_party(self) -> Organization | Body:
        return self.parties[self.cleaned_data["party"]]


class EndForm(forms.Form):
    ends_on = _day(label=_("Last day"))


class PersonForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    username = forms.SlugField(label=_("User name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="en")
    organization = forms.ModelChoiceField(
        label=_("Organization"), queryset=Organization.objects.all()
    )

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if Person.objects.filter(username=username).exists():
            raise forms.ValidationError(_("Somebody has this user name already."))
        return username


class SessionForm(forms.Form):
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=9_999)
    starts_on = _day(label=_("First day"), required=False)
    ends_on = _day(label=_("Last day"), required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"), max_length=100, help_text=_("So that you know it again.")
    )
