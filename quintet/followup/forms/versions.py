"""A document is issued again, an item is looked at again."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from quintet.followup.forms.fields import Day, Words
from quintet.followup.labels import DISPOSITION, REVISION
from quintet.followup.models import Document, Item
from quintet.followup.rules import Disposition, Revision


class Earlier(forms.ModelChoiceField):
    """The document of which another is a later version."""

    def __init__(self, **more: Any) -> None:
        super().__init__(queryset=Document.objects.none(), to_field_name="slug", **more)

    def label_from_instance(self, document: Any) -> str:
        return " · ".join(filter(None, [document.symbol, document.title or document.name]))[:120]


class RevisionForm(forms.Form):
    earlier = Earlier(
        label=_("It is a later version of"),
        required=False,
        empty_label=_("No other document"),
    )
    revision = forms.TypedChoiceField(
        label=_("In which way"),
        choices=list(REVISION.items()),
        coerce=Revision,
        widget=forms.RadioSelect,
    )

    def __init__(self, *given: Any, documents: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["earlier"].queryset = documents  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """Where an item stands in a later version: the number of the paragraph, or its words."""

    paragraph = forms.CharField(label=_("Paragraph"), max_length=40, required=False)
    words = Words(
        label=_("Or its words"),
        help_text=_("Copy them from the later version."),
        rows=3,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not told.get("paragraph") and not told.get("words", "").strip():
            raise forms.ValidationError(_("Give the number of the paragraph, or its words."))
        return told


class ItemReviewForm(forms.Form):
    disposition = forms.TypedChoiceField(
        label=_("What becomes of it"),
        choices=[("", _("It stays; set the days")), *DISPOSITION.items()],
        coerce=Disposition,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    review_due_on = Day(label=_("Next review"), required=False)
    retires_on = Day(
        label=_("Retires on"),
        help_text=_("It leaves the register on that day. Empty: it stays."),
        required=False,
    )
    successor = forms.CharField(
        label=_("What takes its place"),
        help_text=_("The address of the item, or the last part of it."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"list": "items"}),
    )
    reason = Words(label=_("Reason"), rows=3, required=False)

    def __init__(self, *given: Any, items: QuerySet[Item], **more: Any) -> None:
        super().__init__(*given, **more)
        self._items = items

    def clean_successor(self) -> Item | None:
        named = self.cleaned_data["successor"].strip().rstrip("/").rpartition("/")[2]
        if not named:
            return None
        found = self._items.filter(slug=named).first()
        if found is None:
            raise forms.ValidationError(_("There is no such item that you may see."))
        return found
