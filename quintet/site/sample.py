"""Sample values for the page that shows every part that pages are made of."""

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Sample(forms.Form):
    answer = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        choices=[("yes", gettext_lazy("Accepted")), ("no", gettext_lazy("Not accepted"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("What was done"), widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = forms.DateField(
        label=gettext_lazy("By when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    file = forms.FileField(label=gettext_lazy("Report"), required=False)


class Filters(forms.Form):
    q = forms.CharField(label=gettext_lazy("Search"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[("", gettext_lazy("All"))]
    )


def _state(code: str, label: str, sub: str = "") -> dict[str, str]:
    return {"code": code, "label": label, "sub": sub}


def kit(request: HttpRequest) -> dict[str, Any]:
    """Context of `kit.html`."""
    rows = [
        {
            "paragraph": number,
            "title": _("Review risks across functions"),
            "kind": _("Request"),
            "addressee": "WHO",
            "answer": answer,
            "progress": progress,
            "due": "2021-10-11",
            "late": late,
            "soon": soon,
        }
        for number, answer, progress, late, soon in (
            ("18", _state("yes", _("Accepted")), _state("verified", _("Verified")), "", False),
            ("19", _state("part", _("Partially accepted")), _state("going", _("In progress")),
             _("Overdue"), False),
            ("20", _state("silent", _("No answer")), _state("none", _("Not started")),
             _("Due soon"), True),
        )
    ]  # fmt: skip
    shapes = [
        ("verified", _("Verified"), 6, 0, 30),
        ("claimed", _("Claimed"), 5, 30, 25),
        ("going", _("In progress"), 5, 55, 25),
        ("silent", _("No answer"), 4, 80, 20),
    ]
    page = Paginator(range(70), 10).get_page(3)
    return {
        "crumbs": [{"label": _("Register"), "url": "#"}, {"label": _("Parts of the pages")}],
        "tabs": [{"label": _("All"), "url": "?", "current": True}, {"label": _("Late"), "url": "?"}],
        "segments": [
            {"shape": shape, "label": label, "count": count, "x": x, "width": width}
            for shape, label, count, x, width in shapes
        ],
        "columns": {
            "title": _("Claimed"), "text": "1: 2; 2: 6", "foot": 98, "height": 120,
            "groups": [
                {"middle": x + 20, "lines": [{"text": x // 50 + 1, "y": 114}], "bars": [
                    {"shape": "claimed", "x": x + 5, "width": 30, "y": 98 - height,
                     "height": height, "middle": x + 20, "above": 93 - height, "count": height // 10},
                ]}
                for x, height in ((0, 20), (50, 60))
            ],
        },
        "bars": {
            "title": _("Verified"), "text": "WHO: 18", "height": 56,
            "rows": [
                {"label": "WHO", "total": 18, "y": 18, "start": 0, "foot": 47, "end": 100, "parts": [
                    {"shape": "verified", "x": 0, "width": 40, "y": 25, "height": 22},
                    {"shape": "claimed", "x": 40, "width": 30, "y": 30, "height": 17},
                ]},
            ],
        },
        "filters": Filters(),
        "rows": rows,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": request.GET,
        "states": [
            {"code": "silent", "label": _("No answer"), "means": _("nothing has been said")},
            {"code": "none", "label": _("Not started"), "means": _("said to be untouched")},
            {"code": "going", "label": _("In progress"), "means": _("under way")},
            {"code": "claimed", "label": _("Claimed"), "means": _("said to be done")},
            {"code": "continuing", "label": _("Implemented, continuing"), "means": _("said to be done, goes on")},
            {"code": "verified", "label": _("Verified"), "means": _("somebody else has looked")},
            {"code": "closed", "label": _("Closed otherwise"), "means": _("ended without being done")},
            {"code": "yes", "label": _("Accepted"), "means": _("answered with yes")},
            {"code": "part", "label": _("Partially accepted"), "means": _("answered in part")},
            {"code": "refused", "label": _("Not accepted"), "means": _("answered with no")},
        ],
        "form": Sample({"words": ""}),
        "entries": [
            {"what": _("Answer approved"), "by": "WHO", "text": _("Accepted"), "when": date(2021, 4, 12)},
            {"what": _("Entered from the report"), "when": date(2021, 4, 1)},
        ],
        "facts": [
            {"label": _("Date"), "value": "2021-05-31"},
            {"label": _("Goals"), "lines": [{"label": "3.4", "url": "#"}, {"label": "8.8", "url": ""}]},
        ],
    }  # fmt: skip
