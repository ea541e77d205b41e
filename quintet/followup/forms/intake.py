"""A report comes in: the file, its facts, the candidates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quintet.core import public as core
from quintet.core.public import SECRETARIAT, Person
from quintet.followup import permissions, queries
from quintet.followup.forms.fields import Day, Lines, PartyField, Words
from quintet.followup.forms.versions import Earlier
from quintet.followup.labels import ANSWER, KIND, PART, PROGRESS, REVISION
from quintet.followup.models import Document
from quintet.followup.rules import Answer, Part, Progress, Reading, Revision


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Report"),
        help_text=_("Word, PDF with text, HTML, Markdown or plain text, up to 25 MB."),
    )
    party = forms.ChoiceField(label=_("Issued by"))
    revises = Earlier(
        label=_("It is a later version of"), required=False, empty_label=_("No other document")
    )
    revision = forms.TypedChoiceField(
        label=_("In which way"),
        choices=list(REVISION.items()),
        coerce=Revision,
        empty_value=Revision.REVISION,
        required=False,
    )

    def __init__(self, *given: Any, person: Person, today: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        kept = Document.objects.filter(permissions.kept_by(person, today), reading=Reading.READ)
        self.fields["revises"].queryset = kept.order_by("-dated_on", "-pk").defer("text", "unread")  # type: ignore[attr-defined]
        roles = [role for role in core.roles_on(person, today) if role.code in SECRETARIAT]
        self.fields["party"].choices = [  # type: ignore[attr-defined]
            (f"{type(role.party).__name__.lower()}:{role.party.code}", role.party.name)
            for role in roles
        ]

    def clean_party(self) -> Any:
        return queries.party(self.cleaned_data["party"])


class DescribeForm(forms.Form):
    title = forms.CharField(
        label=_("Title"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    symbol = forms.CharField(label=_("Symbol"), max_length=80, required=False)
    dated_on = Day(label=_("Date"), required=False)
    session = forms.ModelChoiceField(
        label=_("Session"), queryset=core.Session.objects.none(), required=False
    )
    language = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def __init__(self, *given: Any, document: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        sessions = core.sessions().filter(body=document.body) if document.body else None
        field = self.fields["session"]
        field.queryset = core.Session.objects.none() if sessions is None else sessions  # type: ignore[attr-defined]


class CandidateForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KIND.items()))
    number = forms.CharField(label=_("Number"), max_length=40, required=False)
    paragraph = forms.CharField(label=_("Paragraph"), max_length=40, required=False)
    title = forms.CharField(
        label=_("Short title"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    text = Words(label=_("Words"), rows=6)
    response = forms.ChoiceField(
        label=_("Response"),
        required=False,
        choices=[
            ("", "—"),
            *(
                (str(code), ANSWER[code])
                for code in (Answer.ACCEPTED, Answer.PARTIALLY_ACCEPTED, Answer.NOT_ACCEPTED)
            ),
        ],
    )
    response_text = Words(label=_("Words of the response"), required=False, rows=4)
    responsible = Lines(label=_("Responsible units"), required=False)
    status = forms.ChoiceField(
        label=_("Implementation"),
        required=False,
        choices=[
            ("", "—"),
            *(
                (str(code), PROGRESS[code])
                for code in (Progress.NOT_STARTED, Progress.IN_PROGRESS, Progress.IMPLEMENTED)
            ),
        ],
    )
    status_text = forms.CharField(label=_("Status as written"), max_length=300, required=False)
    comments = Words(label=_("Comments"), required=False, rows=4)

    def clean_response(self) -> str | None:
        return self.cleaned_data["response"] or None

    def clean_status(self) -> str | None:
        return self.cleaned_data["status"] or None


class CandidateAddressee(forms.Form):
    text = forms.CharField(
        label=_("As written"), required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    party = PartyField(required=False)
    members = forms.BooleanField(label=_("Each of its members"), required=False)
    part = forms.ChoiceField(label=_("Part"), choices=list(PART.items()), initial=Part.LEAD)


class CandidateDue(forms.Form):
    text = forms.CharField(
        label=_("Deadline as written"),
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    date = Day(label=_("Date"), required=False)
    session = forms.CharField(
        label=_("Session"),
        required=False,
        max_length=70,
        help_text=_("Body and number, such as HLCM/42: the deadline moves with it."),
    )


AddresseeFormSet = forms.formset_factory(CandidateAddressee, extra=2, max_num=60)
DueFormSet = forms.formset_factory(CandidateDue, extra=1, max_num=30)


class PassageForm(forms.Form):
    """A passage that intake missed: its words, and their place where the page knows it."""

    words = Words(
        label=_("Words of the passage"),
        help_text=_("Select them in the text, or paste them here."),
        rows=3,
    )
    start = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    end = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KIND.items()), initial="decision")
