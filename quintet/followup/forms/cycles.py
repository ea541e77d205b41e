"""What a secretariat asks, what a party answers to it, and to whom that is delegated."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from quintet.core import public as core
from quintet.core.public import SECRETARIAT, Body, Organization, Person
from quintet.followup import queries
from quintet.followup.forms.fields import Day, Lines, Words
from quintet.followup.models import Document
from quintet.followup.queries import Filter


def _named(document: Document) -> str:
    """A document in a list to choose from: its symbol, and the beginning of its title."""
    title = Truncator(document.title).chars(50)
    return " · ".join(filter(None, [document.symbol, title])) or str(document)


class CycleForm(forms.Form):
    """A new cycle: of all that a secretariat keeps, of one document, or of the filter in the address."""

    party = forms.ChoiceField(label=_("Asked by"))
    document = forms.ChoiceField(label=_("About"), required=False)
    title = forms.CharField(
        label=_("Title"),
        help_text=_("Without one: the name of who asks, and the day."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    as_at = Day(label=_("Progress as at"))
    due_on = Day(label=_("Answers by"))
    questions = Lines(
        label=_("Questions"),
        help_text=_("One to a line. Each party answers them beside its items."),
        required=False,
        rows=3,
    )
    signed = forms.BooleanField(
        label=_("A principal of each party signs what it answers"), required=False
    )

    def __init__(
        self, *given: Any, person: Person, today: date, wanted: Filter, **more: Any
    ) -> None:
        super().__init__(*given, **more)
        self.wanted = wanted
        roles = [role for role in core.roles_on(person, today) if role.code in SECRETARIAT]
        parties = {queries.reference_of(role.party): role.party.name for role in roles}
        self.fields["party"].choices = list(parties.items())  # type: ignore[attr-defined]
        if wanted.document:
            del self.fields["document"]
            return
        documents = queries.documents_kept(person=person, today=today)
        self.fields["document"].choices = [  # type: ignore[attr-defined]
            ("", _("Everything that is published")),
            *((one.slug, _named(one)) for one in documents),
        ]

    def clean_party(self) -> Organization | Body:
        return queries.party(self.cleaned_data["party"])  # type: ignore[return-value]

    def clean(self) -> dict[str, Any]:
        """The fields of the action."""
        told = super().clean() or {}
        document = told.pop("document", "") or self.wanted.document
        return told | {"wanted": replace(self.wanted, document=document)}


class QuestionForm(forms.Form):
    text = Words(label=_("Answer"))


class SignForm(forms.Form):
    note = Words(label=_("Note"), required=False, rows=2)


class DelegateForm(forms.Form):
    person = forms.ModelChoiceField(label=_("To whom"), queryset=Person.objects.none())
    unit = forms.CharField(
        label=_("Unit"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    note = Words(label=_("Note"), required=False, rows=3)
    due_on = Day(label=_("By when"), required=False)

    def __init__(self, *given: Any, colleagues: list[Person], **more: Any) -> None:
        super().__init__(*given, **more)
        people = Person.objects.filter(pk__in=[person.pk for person in colleagues])
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
