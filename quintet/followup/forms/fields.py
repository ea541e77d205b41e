"""Fields that several forms have."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quintet.core.public import NotAllowed
from quintet.followup import queries

NOT_LISTED = _("“%(typed)s” is not in the list. Choose one, or leave it empty.")


class Day(forms.DateField):
    """A day, chosen or typed as 2021-12-31."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], **more)


class Words(forms.CharField):
    """Somebody's own words, in whatever direction they are written."""

    def __init__(self, *, rows: int = 5, **more: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **more)


class Lines(forms.CharField):
    """A list, one to a line."""

    def __init__(self, *, rows: int = 2, **more: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **more)

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(data) != (initial or [])


class SessionField(forms.ChoiceField):
    """A session of a body that is still to come, or none; `offer` says which."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("Or at a session"))
        more.setdefault("help_text", _("Due on its first day, whenever that is: it moves with it."))
        super().__init__(required=False, **more)

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        self.choices = [("", _("No session")), *choices]

    def clean(self, value: Any) -> Any:
        told = super().clean(value)
        return queries.session_of(told) if told else None


class PartyField(forms.CharField):
    """An organization, body or post: chosen from a list, or typed as its reference or name."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("Organization, body or post"))
        super().__init__(widget=forms.TextInput(attrs={"list": "parties"}), **more)

    def to_python(self, value: Any) -> Any:
        typed = str(value or "").strip()
        if not typed:
            return ""
        for reference, name in queries.party_choices():
            if typed.casefold() in (reference.casefold(), name.casefold()):
                return reference
        try:
            queries.party(typed)
        except NotAllowed as refusal:
            raise forms.ValidationError(NOT_LISTED, params={"typed": typed}) from refusal
        return typed

    def prepare_value(self, value: Any) -> Any:
        return dict(queries.party_choices()).get(value, value)


def today_or_before(day: date | None, today: date) -> None:
    if day and day > today:
        raise forms.ValidationError(_("That day is still to come."))
