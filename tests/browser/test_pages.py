"""Every kind of page: axe finds nothing, by day and by night, wide and narrow, in both directions."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page

from quintet.core.models import Person
from quintet.cube.models import Publication, Submission
from quintet.followup.models import Addressee, Candidate, Document, ReportingCycle
from tests.browser.conftest import (
    FOCAL,
    NARROW,
    PUBLISHER,
    SECRETARY,
    STEWARD,
    SUBMITTER,
    VERIFIER,
    WIDE,
    Site,
    faults,
    overflow,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

VISITOR = ""
COMMITTEE = "ceb-2021-3"
QUESTION = "measure=expense&rows=goal&columns=year&entity=WHO"
# Every two of language, width and colours meet. Colours are the same in all languages: their
# contrast is looked at on every page in English, in Arabic on the page that has every part; without
# it, a page is the same by day and by night, and is looked at once.
VIEWS = {
    "en": [(WIDE, "light"), (NARROW, "dark")],
    "ar": [(WIDE, "dark"), (NARROW, "light")],
}


def going_on() -> str:
    """The reporting cycle that is open."""
    return ReportingCycle.objects.get(closed_on__isnull=True).slug


def of(party: str, **told: object) -> Addressee:
    found = Addressee.objects.filter(organization__code=party, item__document__slug=COMMITTEE)
    return found.filter(**told).first()


PAGES: dict[str, tuple[str, Callable[[], str]]] = {
    "home of a visitor": (VISITOR, lambda: "/"),
    "register": (VISITOR, lambda: "/register/"),
    "register, nothing fits": (VISITOR, lambda: "/register/?q=nothing+at+all"),
    "register as at a day": (VISITOR, lambda: "/register/?as_at=2021-06-30"),
    "changes": (VISITOR, lambda: "/changes/?from=2021-06-30&to=2021-12-31&body=HLCM"),
    "calendar of a body": (VISITOR, lambda: "/calendar/?party=body:HLCM"),
    "item": (VISITOR, lambda: f"/items/{of('ILO').item.slug}/"),
    "addressee": (VISITOR, lambda: f"/answers/{of('ILO').uuid}/"),
    "documents": (VISITOR, lambda: "/documents/"),
    "document": (VISITOR, lambda: f"/documents/{COMMITTEE}/"),
    "reports": (VISITOR, lambda: "/reports/"),
    "report": (VISITOR, lambda: f"/reports/?document={COMMITTEE}"),
    "organizations": (VISITOR, lambda: "/organizations/"),
    "organization": (VISITOR, lambda: "/organizations/ilo/"),
    "body": (VISITOR, lambda: "/bodies/hlcm/"),
    "sign in": (VISITOR, lambda: "/accounts/login/"),
    "forgotten password": (VISITOR, lambda: "/accounts/password/reset/"),
    "parts": (VISITOR, lambda: "/kit/"),
    "not here": (VISITOR, lambda: "/items/nowhere/"),
    "home of a focal point": (FOCAL, lambda: "/"),
    "addressee of one's own": (FOCAL, lambda: f"/answers/{of('ILO').uuid}/"),
    "calendar": (FOCAL, lambda: "/calendar/"),
    "answer": (FOCAL, lambda: f"/answers/{of('ILO').uuid}/respond/"),
    "progress": (FOCAL, lambda: f"/answers/{of('ILO').uuid}/progress/"),
    "deadline": (FOCAL, lambda: f"/answers/{of('ILO').uuid}/deadline/"),
    "milestone": (FOCAL, lambda: f"/answers/{of('ILO').uuid}/milestone/"),
    "notices": (FOCAL, lambda: "/notices/"),
    "tokens": (FOCAL, lambda: "/tokens/"),
    "account": (FOCAL, lambda: "/accounts/email/"),
    "password": (FOCAL, lambda: "/accounts/password/change/"),
    "not yours": (FOCAL, lambda: "/people/"),
    "home of a verifier": (VERIFIER, lambda: "/"),
    "verify": (VERIFIER, lambda: f"/answers/{of('ILO').uuid}/verify/"),
    "home of a secretary": (SECRETARY, lambda: "/"),
    "upload": (SECRETARY, lambda: "/documents/new/"),
    "intake": (SECRETARY, lambda: f"/documents/{COMMITTEE}/intake/"),
    "correct": (SECRETARY, lambda: f"/candidates/{_candidate().pk}/correct/"),
    "facts": (SECRETARY, lambda: f"/documents/{COMMITTEE}/facts/"),
    "address": (SECRETARY, lambda: f"/items/{of('ILO').item.slug}/address/"),
    "goals": (SECRETARY, lambda: f"/items/{of('ILO').item.slug}/goals/"),
    "archive": (SECRETARY, lambda: f"/items/{of('ILO').item.slug}/archive/"),
    "new cycle": (SECRETARY, lambda: "/cycles/new/"),
    "cycles": (SECRETARY, lambda: "/cycles/"),
    "matrix": (VISITOR, lambda: "/register/matrix/"),
    "matrix of a cycle": (FOCAL, lambda: f"/cycles/{going_on()}/matrix/"),
    "issued": (VISITOR, lambda: "/cycles/hlcm-2021-09-30/issued/1/"),
    "cycle": (SECRETARY, lambda: f"/cycles/{going_on()}/"),
    "closed cycle": (SECRETARY, lambda: "/cycles/hlcm-2021-09-30/"),
    "own list": (FOCAL, lambda: f"/cycles/{going_on()}/organization/ilo/"),
    "reply": (FOCAL, lambda: f"/cycles/{going_on()}/answers/{of('ILO').uuid}/"),
    "delegate": (FOCAL, lambda: f"/delegations/new/?addressee={of('ILO').uuid}"),
    "session": (SECRETARY, lambda: "/bodies/hlcm/session/"),
    "people": (STEWARD, lambda: "/people/"),
    "new person": (STEWARD, lambda: "/people/new/"),
    "person": (STEWARD, lambda: f"/people/{Person.objects.get(username=FOCAL).uuid}/"),
}
FIGURES: dict[str, tuple[str, Callable[[], str]]] = {
    "figures": (VISITOR, lambda: "/cube/"),
    "organizations by figures": (VISITOR, lambda: "/cube/organizations/"),
    "figures of an organization": (VISITOR, lambda: "/cube/organizations/WHO/"),
    "places": (VISITOR, lambda: "/cube/places/"),
    "place": (VISITOR, lambda: "/cube/places/KEN/"),
    "goals by figures": (VISITOR, lambda: "/cube/goals/"),
    "goal": (VISITOR, lambda: "/cube/goals/3/"),
    "contributors": (VISITOR, lambda: "/cube/contributors/"),
    "contributor": (VISITOR, lambda: "/cube/contributors/C01/"),
    "code lists": (VISITOR, lambda: "/cube/codes/"),
    "code list": (VISITOR, lambda: "/cube/codes/function/"),
    "crosswalk": (VISITOR, lambda: "/cube/codes/crosswalks/gender_marker-oecd/"),
    "question": (VISITOR, lambda: f"/cube/ask/?{QUESTION}"),
    "question refused": (VISITOR, lambda: "/cube/ask/?measure=happiness"),
    "rows behind a figure": (VISITOR, lambda: f"/cube/ask/figures/?{QUESTION}&line=3&column=2024"),
    "publications": (VISITOR, lambda: "/cube/publications/"),
    "publication": (VISITOR, lambda: f"/cube/publications/{_restated().pk}/"),
    "submissions": (SUBMITTER, lambda: "/cube/submissions/"),
    "submit": (SUBMITTER, lambda: "/cube/submissions/new/"),
    "submission": (SUBMITTER, lambda: f"/cube/submissions/{_on_its_way('checked')}/"),
    "explain": (SUBMITTER, lambda: f"/cube/submissions/{_on_its_way('checked')}/explain/"),
    "to be published": (PUBLISHER, lambda: f"/cube/submissions/{_on_its_way('approved')}/"),
    "return": (PUBLISHER, lambda: f"/cube/submissions/{_on_its_way('approved')}/return/"),
    "draft": (PUBLISHER, lambda: f"/cube/submissions/{_on_its_way('approved')}/figures/"),
    "withdraw": (PUBLISHER, lambda: f"/cube/publications/{_restated().pk}/withdraw/"),
}


def _candidate() -> Candidate:
    return Document.objects.get(slug=COMMITTEE).candidates.first()


def _restated() -> Publication:
    """Published figures that replace others."""
    return Publication.objects.get(series="WHO/2024/expense", version=2)


def _on_its_way(state: str) -> UUID:
    """Of figures in this state, those with the most to say."""
    found = Submission.objects.filter(state=state).order_by("name")
    return found.first().uuid


READERS = {
    (person, part): {name: path for name, (whose, path) in pages.items() if whose == person}
    for part, pages in {"commitments": PAGES, "figures": FIGURES}.items()
    for person, _path in pages.values()
}


def _listen(page: Page, found: list[str]) -> None:
    """Note what the browser complains of, such as what the Content-Security-Policy refuses."""
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda told: (
            told.type == "error"
            and "the server responded with a status of 4" not in told.text
            and found.append(f"{page.url}: {told.text}")
        ),
    )


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("person", "part"), READERS, ids=lambda told: told or "visitor")
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    site: Site, person: str, part: str, language: str
) -> None:
    found: list[str] = []
    page = site.context(person).new_page()
    _listen(page, found)
    for name, path in READERS[person, part].items():
        colours = language == "en" or name == "parts"
        views = VIEWS[language] if colours else VIEWS[language][-1:]
        page.emulate_media(color_scheme=views[0][1])
        page.goto(f"/{language}{path()}")
        for view, scheme in views:
            page.set_viewport_size(view)
            page.emulate_media(color_scheme=scheme)
            told = faults(page, colours=colours)
            if view is NARROW and (wide := overflow(page)):
                told.append(wide)
            found += [f"{language} {name} {view['width']} {scheme}: {one}" for one in told]
    assert not found, "\n".join(dict.fromkeys(found))


def test_axe_finds_what_is_wrong(site: Site) -> None:
    page = site.context().new_page()
    pale = "<p style='color:#999'>Pale<p class=other style='color:#999'>Pale"
    page.set_content(f"<html lang=en><title>t</title><img src=x>{'<p>Of a kind' * 3}{pale}")
    found = faults(page)
    assert {"image-alt", "color-contrast"} <= {one.partition(":")[0] for one in found}
    assert sum("color-contrast" in one for one in found) == 2  # kinds, of one each
    page.emulate_media(color_scheme="dark")
    page.add_style_tag(content="@media (prefers-color-scheme: dark) { p { background: #222 } }")
    assert sum("Of a kind" in one for one in faults(page)) == 2  # of three
    assert not [one for one in faults(page, colours=False) if "color-contrast" in one]
    page.set_viewport_size(NARROW)
    page.set_content("<div style='inline-size: 500px'>Wide</div>")
    assert "500" in overflow(page)
