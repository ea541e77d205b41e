"""The form of a question. It sends more parameters than an address has (a row dimension each, years
from and until, "all but these"): `address_of` puts them together, `AskForm` takes them apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quintet.cube.engine.lists import lists
from quintet.cube.engine.questions import Filter, Refused
from quintet.cube.engine.questions.codes import ancestors
from quintet.cube.engine.questions.question import COLUMNS, NOT_TOLD, ROWS
from quintet.cube.engine.questions.semantic import Dimension, semantic

SHAPED = {  # the parts of one parameter, in their order
    "rows": tuple(f"row{n}" for n in range(1, ROWS + 1)),
    "columns": tuple(f"column{n}" for n in range(1, COLUMNS + 1)),
}
FIRST, LAST, BUT = "from", "until", "but"
FREE = 300  # values of a dimension without a list, of which a list is offered


def address_of(sent: QueryDict) -> str:
    """The address of the question that a form sent; of an address, the same address. What is empty
    is left out, names stand for codes where a list knows exactly one."""
    found = QueryDict(mutable=True)
    for name, values in sent.lists():
        given = [value.strip() for value in values if value.strip()]
        if name in (FIRST, LAST, BUT) or name in SHAPED["rows"] + SHAPED["columns"] or not given:
            continue
        dimension = semantic().dimensions.get(name)
        if dimension:
            given = _filtered(dimension, given, name in sent.getlist(BUT))
        found.setlist(name, given)
    for name, parts in SHAPED.items():
        chosen = [value for part in parts for value in sent.getlist(part) if value]
        if chosen:
            found[name] = ",".join(chosen)
    years = _span(sent.get(FIRST, "").strip(), sent.get(LAST, "").strip())
    if years and not found.get("year"):
        found["year"] = years
    return found.urlencode(safe=",~!:.")


def _span(first: str, last: str) -> str:
    if first and last:
        return f"{first}..{last}"
    return first or last


def _filtered(dimension: Dimension, given: Sequence[str], but: bool) -> list[str]:
    """Codes, each once; a leading ! says all but these."""
    but = but or given[0].startswith("!")
    texts = [given[0].removeprefix("!"), *given[1:]]
    if dimension.codes:
        texts = [text for one in texts for text in _codes(dimension, one)]
        return ["!" * but + ",".join(dict.fromkeys(texts))]
    return ["!" * but + texts[0], *texts[1:]]


def _codes(dimension: Dimension, text: str) -> Iterable[str]:
    """Codes with commas; or a name, which may hold commas itself."""
    known = lists().get(dimension.codes)
    parts = [one.strip() for one in text.split(",") if one.strip()]
    if all(_is_code(one, known.codes) for one in parts):
        return parts
    if code := known.spelled(text):
        return [code]
    return [one if _is_code(one, known.codes) else known.spelled(one) or one for one in parts]


def _is_code(text: str, codes: Mapping[str, Any]) -> bool:
    return text == NOT_TOLD or text in codes


@dataclass(frozen=True, slots=True)
class Box:
    """The filter of a dimension: what is chosen, by code and name. `offered`: the name of the list
    of what can be chosen, "" where there is none."""

    name: str
    label: str
    chosen: tuple[tuple[str, str], ...]
    but: bool
    offered: str
    error: str = ""


class AskForm(forms.Form):
    """Everything of a question but its filters, which are `boxes`."""

    measure = forms.ChoiceField(label=_("What is measured"))
    shares = forms.ChoiceField(label=_("Shares"), required=False)
    change = forms.ChoiceField(label=_("Change against the year before"), required=False)
    sort = forms.ChoiceField(label=_("Order of the rows"), required=False)
    elimination = forms.ChoiceField(label=_("Flows between organizations"), required=False)
    subtotals = forms.ChoiceField(label=_("Subtotals"), required=False)
    as_at = forms.DateField(
        label=_("As at"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    limit = forms.IntegerField(
        label=_("Rows a page"), required=False, min_value=1, max_value=10_000
    )

    def __init__(self, address: str, refused: Refused | None = None) -> None:
        """`address`: a question's, which may be none at all."""
        sent = QueryDict(address)
        self._language = get_language() or "en"
        super().__init__(_taken_apart(sent))
        self._choose()
        self._sent, self._refused = sent, refused
        if refused:
            self._refuse(refused)

    def _choose(self) -> None:
        known, language = semantic(), self._language
        self._offer("measure", [(one.name, one.names) for one in known.measures.values()], None)
        eliminations = [(one.name, one.names) for one in known.eliminations.values()]
        self._offer("elimination", eliminations, _("Nothing is left out"))
        named = [(name, capfirst(one.names[language])) for name, one in known.dimensions.items()]
        for field in SHAPED["rows"] + SHAPED["columns"]:
            self.fields[field] = forms.ChoiceField(
                choices=[("", "–"), *named], required=False, label=_PLACES[field]
            )
        for name, choices in _WORDS.items():
            self._field(name).choices = choices

    def _offer(
        self, field: str, told: Iterable[tuple[str, Mapping[str, str]]], none: Any | None
    ) -> None:
        choices = [(name, capfirst(names[self._language])) for name, names in told]
        self._field(field).choices = choices if none is None else [("", none), *choices]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def _refuse(self, refused: Refused) -> None:
        """The sentence stands at the field that it is about; of a filter, in its box."""
        field = SHAPED.get(refused.parameter, (refused.parameter,))[0]
        sentence = refused.told(self._language)
        if field in self.fields:
            self.errors.pop(field, None)  # the same in other words
            self.add_error(field, sentence)
        else:
            told = semantic().dimensions.get(refused.parameter)
            name = capfirst(told.names[self._language]) if told else refused.parameter
            self.add_error(None, f"{name}: {sentence}")

    @property
    def main(self) -> list[Any]:
        return [self[name] for name in ("measure", *SHAPED["rows"], *SHAPED["columns"])]

    @property
    def more(self) -> list[Any]:
        return [self[name] for name in (*_WORDS, "elimination", "as_at", "limit")]

    def boxes(self, told: Mapping[str, frozenset[str]]) -> list[Box]:
        """`told`: of each column the codes that occur."""
        found = []
        for name, dimension in semantic().dimensions.items():
            known = _occurring(dimension, told)
            if name == "year" or not (known or self._sent.get(name)):
                continue
            filter_ = _filter_of(dimension, self._sent.getlist(name))
            error = ""
            if self._refused and self._refused.parameter == name:
                error = self._refused.told(self._language)
            chosen = tuple((code, self._name(dimension, code)) for code in filter_.codes)
            offered = dimension.codes or len(known) <= FREE
            label = capfirst(dimension.names[self._language])
            list_ = f"of-{name}" if offered else ""
            found.append(Box(name, label, chosen, filter_.excluded, list_, error))
        return found

    def offers(self, told: Mapping[str, frozenset[str]]) -> dict[str, list[tuple[str, str]]]:
        """The lists of what can be chosen: [(code, name)] of what occurs."""
        found = {}
        for name, dimension in semantic().dimensions.items():
            codes = _occurring(dimension, told)
            if name == "year" or not codes or (not dimension.codes and len(codes) > FREE):
                continue
            if dimension.depth is not None:
                codes = frozenset(ancestors(lists(), dimension, codes).values())
            offered = [(code, self._name(dimension, code)) for code in sorted(codes)]
            found[f"of-{name}"] = [*offered, (NOT_TOLD, self._name(dimension, NOT_TOLD))]
        return found

    def years(self) -> tuple[str, str, bool]:
        """From, until; and whether the years chosen are others than a span."""
        texts = self._sent.getlist("year")
        if len(texts) != 1 or texts[0].startswith("!"):
            return "", "", bool(texts)
        parts = texts[0].split("..") if ".." in texts[0] else texts[0].split(",")
        if ".." in texts[0] or _are_a_span(parts):
            return parts[0], parts[-1], False
        return "", "", True

    def _name(self, dimension: Dimension, code: str) -> str:
        if code == NOT_TOLD:
            return semantic().not_told[self._language]
        if not dimension.codes:
            return ""
        known = lists().get(dimension.codes).codes.get(code)
        return known.name(self._language) if known else ""


def _occurring(dimension: Dimension, told: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return told.get(dimension.column, frozenset()) - {NOT_TOLD}


def _are_a_span(parts: Sequence[str]) -> bool:
    if not all(part.isdecimal() and len(part) < 5 for part in parts):
        return False
    years = [int(part) for part in parts]
    return years == list(range(years[0], years[0] + len(years)))


def _filter_of(dimension: Dimension, texts: Sequence[str]) -> Filter:
    given = [text for text in texts if text]
    excluded = bool(given) and given[0].startswith("!")
    bare = [given[0].removeprefix("!"), *given[1:]] if given else []
    codes = ",".join(bare).split(",") if dimension.codes else bare
    return Filter(dimension.name, tuple(filter(None, codes)), excluded)


def _taken_apart(sent: QueryDict) -> dict[str, str]:
    """What the fields show of an address."""
    told = {name: sent.get(name, "") for name in sent}
    for name, parts in SHAPED.items():
        chosen = filter(None, sent.get(name, "").split(","))
        told |= dict(zip(parts, chosen, strict=False))
    return {"measure": "expense"} | told


_PLACES = {
    "row1": _("Rows"),
    "row2": _("then by"),
    "row3": _("then by"),
    "row4": _("then by"),
    "column1": _("Columns"),
    "column2": _("then by"),
}
_WORDS: dict[str, list[tuple[str, Any]]] = {
    "sort": [("", _("By code")), ("value", _("The largest first"))],
    "subtotals": [("", _("With subtotals")), ("no", _("Without subtotals"))],
    "shares": [
        ("", _("No shares")),
        ("row", _("Of the row’s total")),
        ("column", _("Of the column’s total")),
        ("total", _("Of the grand total")),
    ],
    "change": [
        ("", _("No change")),
        ("difference", _("As a difference")),
        ("percent", _("In percent")),
    ],
}
