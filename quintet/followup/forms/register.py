"""What the register and a report are narrowed to."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quintet.core import public as core
from quintet.followup import queries
from quintet.followup.forms.fields import Day, PartyField
from quintet.followup.forms.places import PlaceField
from quintet.followup.labels import ANSWER, ANSWERS, FIGURE, FLAG, IMPLEMENTATION, KIND, REVIEW
from quintet.followup.rules import Flag, Scheme

ALL = ("", _("All"))
ON_CALL = (
    "figure",
    "since",
    "until",
    "silent",
    "owner",
    "keeper",
)  # shown where a link has set them


class FilterForm(forms.Form):
    """The address of the register as a form; nonsense in the address is no filter."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )
    body = forms.ChoiceField(label=_("Body"), required=False)
    session = forms.ChoiceField(label=_("Session"), required=False)
    document = forms.ChoiceField(label=_("Document"), required=False)
    party = PartyField(label=_("Addressee"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ALL, *KIND.items()])
    answer = forms.ChoiceField(
        label=_("Response"), required=False, choices=[ALL, *ANSWER.items(), *ANSWERS.items()]
    )
    implementation = forms.ChoiceField(
        label=_("Implementation"), required=False, choices=[ALL, *IMPLEMENTATION.items()]
    )
    due = forms.ChoiceField(
        label=_("Deadline"),
        required=False,
        choices=[
            ALL,
            *((flag, FLAG[flag]) for flag in (Flag.DUE_SOON, Flag.OVERDUE, Flag.LONG_OVERDUE)),
            ("none", _("Without a deadline")),
        ],
    )
    goal = forms.ChoiceField(label=_("Goal"), required=False)
    nexus = forms.ChoiceField(label=_("Nexus area"), required=False)
    network = forms.ChoiceField(label=_("Network"), required=False)
    place = PlaceField(label=_("Country or area"), required=False)
    review = forms.ChoiceField(label=_("Review"), required=False, choices=[ALL, *REVIEW.items()])
    figure = forms.ChoiceField(label=_("Figure"), required=False, choices=[ALL, *FIGURE.items()])
    since = Day(label=_("Known since"), required=False)
    until = Day(label=_("Known until"), required=False)
    silent = forms.ChoiceField(label=_("Silent in the cycle"), required=False)
    owner = PartyField(label=_("Answers for it"), required=False)
    keeper = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("", _("Newest first")),
            ("oldest", _("Oldest first")),
            ("place", _("As in the document")),
            ("due", _("Next deadline first")),
        ],
    )
    as_at = Day(label=_("As at"), required=False)

    def __init__(self, *given: Any, documents: Iterable[Any], **more: Any) -> None:
        super().__init__(*given, **more)
        documents = list(documents)
        bodies = {d.body.code: d.body.name for d in documents if d.body}
        sessions = sorted({d.session.number for d in documents if d.session}, reverse=True)
        self._choose("body", sorted(bodies.items()))
        self._choose("session", [(str(n), core.number_words(n)) for n in sessions])
        self._choose("document", [(d.slug, str(d)) for d in documents])
        self._choose("goal", goals())
        for scheme in (Scheme.NEXUS, Scheme.NETWORK):
            self._choose(scheme, queries.tag_names(scheme).items())
        if self.data.get("silent"):
            self._choose("silent", queries.cycle_names())
        for name in ON_CALL:
            if not self.data.get(name):
                del self.fields[name]

    def _choose(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]

    def wanted(self) -> queries.Filter:
        """The filter; a field that is not understood is left out."""
        self.full_clean()
        names = FilterForm.base_fields.keys() - {"as_at"}
        return queries.Filter(**{name: str(self.cleaned_data.get(name) or "") for name in names})

    @property
    def day(self) -> date | None:
        """The day that is asked for; None for today, and for what is no day."""
        return self.cleaned_data.get("as_at")


class ReportForm(FilterForm):
    field_order = ["as_at", "body", "session", "document", "party"]


def goals() -> list[tuple[str, str]]:
    """The seventeen Goals in the page's language."""
    language = get_language() or "en"
    return [
        (goal["code"], f"{core.number_words(goal['code'])} {goal['names'][language]}")
        for goal in core.reference("sdg")["goals"]
    ]
