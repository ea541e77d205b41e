"""Countries and areas in forms: typed as a name or a code, one or several, the names suggested."""

from functools import cache
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quintet.followup import queries
from quintet.followup.forms.fields import NOT_LISTED
from quintet.followup.rules import Scheme

SPARE = 3  # empty lines after those that are filled


class PlaceInput(forms.TextInput):
    """One line, with the names to choose from."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        line = super().render(name, value, {"list": "places", **(attrs or {})}, renderer)
        return line + _suggested(get_language() or "en")


class PlaceInputs(forms.TextInput):
    """A line for each, and some to spare; what is emptied is taken away."""

    use_fieldset = True

    def id_for_label(self, id_: str, index: int = 0) -> str:
        return f"{id_}_{index}"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        attrs = {"list": "places", "aria-label": _("Country or area"), **(attrs or {})}
        lines = SafeString()
        for n, one in enumerate([*value, *[""] * SPARE]):
            own = {"id": self.id_for_label(attrs.get("id", name), n)}
            lines += super().render(name, one, attrs | own, renderer)
        return lines + _suggested(get_language() or "en")


class PlaceField(forms.CharField):
    widget = PlaceInput

    def to_python(self, value: Any) -> str:
        return _code(str(value or ""))

    def prepare_value(self, value: Any) -> Any:
        return queries.tag_names(Scheme.PLACE).get(value, value)


class PlacesField(forms.Field):
    widget = PlaceInputs

    def to_python(self, value: Any) -> list[str]:
        found, strange = [], []
        for typed in value:
            try:
                found.append(_code(typed))
            except forms.ValidationError as why:
                strange.append(why)
        if strange:
            raise forms.ValidationError(strange)
        return list(filter(None, found))

    def prepare_value(self, value: list[str] | None) -> list[str]:
        names = queries.tag_names(Scheme.PLACE)
        return [names.get(one, one) for one in value or () if one.strip()]


def _code(typed: str) -> str:
    """Of what was typed; "" for nothing."""
    code = queries.place_code(typed)
    if typed.strip() and not code:
        raise forms.ValidationError(NOT_LISTED, params={"typed": typed.strip()})
    return code


@cache
def _suggested(language: str) -> SafeString:
    """The names in the page's language, which is `language`."""
    names = sorted(queries.tag_names(Scheme.PLACE).values())
    options = format_html_join("", '<option value="{}">', ((name,) for name in names))
    return format_html('<datalist id="places">{}</datalist>', options)
