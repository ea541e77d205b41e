"""What an addressee, an officer, a verifier or a secretary says of an item."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quintet.followup import queries
from quintet.followup.forms.fields import Day, Lines, PartyField, SessionField, Words
from quintet.followup.forms.places import PlacesField
from quintet.followup.labels import ANSWER, PART, PROGRESS, VERDICT
from quintet.followup.rules import Answer, Part, Progress, Scheme, Verdict


class AnswerForm(forms.Form):
    answer = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[(code, label) for code, label in ANSWER.items() if code != Answer.AWAITING],
        coerce=Answer,
        widget=forms.RadioSelect,
    )
    reason = Words(
        label=_("Response, with its reasons"),
        help_text=_("Needed where the answer is not a full yes."),
        required=False,
    )
    plan = Words(label=_("What will be done"), required=False, rows=3)
    responsible = Lines(
        label=pgettext_lazy("responsible", "Who"),
        help_text=_("Units, one to a line."),
        required=False,
    )
    due_on = Day(label=_("By when"), required=False)


class ReviewForm(forms.Form):
    reason = Words(
        label=_("What is missing"), help_text=_("Needed to return it."), required=False, rows=3
    )


class MultipleFiles(forms.FileField):
    """Any number of files; an empty list for none."""

    def __init__(self, **more: Any) -> None:
        class Input(forms.ClearableFileInput):
            allow_multiple_selected = True

        super().__init__(widget=Input, **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(MultipleFiles, self).clean(file, initial) for file in data or []]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


class ProgressForm(forms.Form):
    as_at = Day(label=_("As at"), help_text=_("The day that you report on."))
    text = Words(label=_("What was done"))
    status = forms.TypedChoiceField(
        label=_("Implementation"),
        choices=list(PROGRESS.items()),
        coerce=Progress,
        widget=forms.RadioSelect,
    )
    links = Lines(label=_("Links that prove it"), help_text=_("One to a line."), required=False)
    attachments = MultipleFiles(
        label=_("Files that prove it"),
        help_text=_("PDF, Word, Excel, PowerPoint, text or pictures, up to 25 MB each."),
        required=False,
    )
    proposes = forms.BooleanField(label=_("Propose that it be closed"), required=False)

    def said(self) -> list[forms.BoundField]:
        """What is said, without what proves it."""
        return [field for field in self if field.name not in ("links", "attachments")]

    def proofs(self) -> list[forms.BoundField]:
        return [self["links"], self["attachments"]]

    def clean_links(self) -> list[str]:
        check = forms.URLField(assume_scheme="https")
        return [check.clean(link) for link in self.cleaned_data["links"]]


class AtSession(forms.Form):
    """A deadline is a day, or a session of the body that issued the item."""

    session = SessionField()

    def __init__(self, *given: Any, sessions: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["session"].offer(sessions)  # type: ignore[attr-defined]
        if len(self.fields["session"].choices) == 1:  # type: ignore[attr-defined]
            del self.fields["session"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("session") and told.get(
            "due_on"
        ):  # what was shown gives way to what was chosen
            shown = [name for name in ("due_on", "session") if name not in self.changed_data]
            told |= dict.fromkeys(shown[:1])
        return told


class DeadlineForm(AtSession):
    due_on = Day(label=_("New deadline"), required=False)
    field_order = ["due_on", "session", "reason"]
    reason = Words(label=_("Why it moves"), required=False, rows=3)


class MilestoneForm(forms.Form):
    text = forms.CharField(
        label=_("Milestone"), max_length=500, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    responsible = forms.CharField(
        label=pgettext_lazy("responsible", "Who"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    due_on = Day(label=_("By when"), required=False)


class MetForm(forms.Form):
    met_on = Day(label=_("Met on"))


class VerdictForm(forms.Form):
    verdict = forms.TypedChoiceField(
        label=_("Verdict"), coerce=Verdict, choices=list(VERDICT.items()), widget=forms.RadioSelect
    )
    reason = Words(label=_("Reason"), required=False, rows=3)

    def __init__(self, *given: Any, closed: bool = False, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["verdict"].choices = [  # type: ignore[attr-defined]
            (code, label) for code, label in VERDICT.items() if (code == Verdict.REOPENED) is closed
        ]


class AssignForm(AtSession):
    party = PartyField()
    part = forms.TypedChoiceField(label=_("Part"), choices=list(PART.items()), coerce=Part)
    due_on = Day(label=_("By when"), required=False)
    field_order = ["party", "part", "due_on", "session"]

    def clean_party(self) -> Any:
        return queries.party(self.cleaned_data["party"])


class TagForm(forms.Form):
    codes = forms.CharField(
        label=_("Goals and targets"),
        help_text=_("Codes with spaces between them, such as 3 or 8.8."),
        required=False,
        max_length=200,
    )
    nexus = forms.MultipleChoiceField(
        label=_("Nexus areas"), required=False, widget=forms.CheckboxSelectMultiple
    )
    network = forms.MultipleChoiceField(
        label=_("Networks"), required=False, widget=forms.CheckboxSelectMultiple
    )
    places = PlacesField(
        label=_("Countries and areas"),
        help_text=_("One to a line: a name or a code, such as Kenya or KEN."),
        required=False,
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for scheme in (Scheme.NEXUS, Scheme.NETWORK):
            self.fields[scheme].choices = list(queries.tag_names(scheme).items())  # type: ignore[attr-defined]

    def clean_codes(self) -> list[str]:
        return self.cleaned_data["codes"].replace(",", " ").split()


class ArchiveForm(forms.Form):
    reason = Words(label=_("Reason"), rows=3)
