"""What every page shows: the main places, the languages, and in the demonstration its accounts."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.cube import public as cube
from quintet.site import demonstration


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "nav": _places(request),
        "sees_people": core.may_see_people(getattr(request, "user", None), timezone.now().date()),
        "languages": [
            {
                "code": code,
                "name": name,
                "url": translate_url(request.get_full_path(), code),
                "current": code == get_language(),
            }
            for code, name in settings.LANGUAGES
        ],
        "elsewhere": _elsewhere(request),
        "demonstration": settings.DEMO,
        "demo_accounts": demonstration.accounts() if _at_sign_in(request) else [],
    }


def _elsewhere(request: HttpRequest) -> list[dict[str, str]]:
    """Of an organization's page: what rooms that the core does not know have of it."""
    match = request.resolver_match
    if match is None or match.view_name != "core:organization":
        return []
    entity = cube.entity_told(match.kwargs["code"], timezone.now().date())
    return (
        [{"url": reverse("cube:organization", args=[entity]), "label": _("Figures")}]
        if entity
        else []
    )


def _within(path: str, url: str) -> bool:
    return path == url or (path.startswith(url) and url.count("/") > 2)


def _at_sign_in(request: HttpRequest) -> bool:
    match = request.resolver_match
    return settings.DEMO and match is not None and match.view_name == "account_login"


def _places(request: HttpRequest) -> list[dict[str, Any]]:
    """The main places, the one of this page marked; more of them for those who work here."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    places = [
        ("home", _("What needs you") if known else _("Overview")),
        ("followup:register", _("Register")),
        ("followup:documents", _("Documents")),
        ("followup:reports", _("Reports")),
        ("followup:insight", _("Insight")),
        ("cube:home", _("Figures")),
        ("core:organizations", _("Organizations")),
    ]
    if user is not None and user.is_authenticated:
        places.insert(1, ("followup:cycles", _("Cycles")))
        waiting = core.notices(user).filter(read_at__isnull=True).count()
        label = _("Notices")
        places.append(
            ("core:notices", f"{label} ({core.number_words(waiting)})" if waiting else label)
        )
        if core.may_steward(user, timezone.now().date()):
            places.append(("core:people", _("People")))
    if settings.DEMO:
        places.append(("mailbox", _("Mailbox")))
    here = [(name, label, reverse(name)) for name, label in places]
    best = max((url for _n, _l, url in here if _within(request.path, url)), key=len, default="")
    return [{"url": url, "label": label, "current": url == best} for _name, label, url in here]
