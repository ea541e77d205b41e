"""Three people bring an item to its verified closure, in Chromium: with a script and without one,
in English and in Arabic, on a desk and on a phone."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from quintet.core.models import Organization
from quintet.followup.models import Addressee, Document, Item, ProgressEntry, Response
from tests.browser.conftest import FOCAL, NARROW, OFFICER, VERIFIER, WIDE, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
# Every two of script, language and width meet.
WAYS = [
    pytest.param(True, "en", WIDE, id="script-en-1280"),
    pytest.param(True, "ar", NARROW, id="script-ar-390"),
    pytest.param(False, "en", NARROW, id="plain-en-390"),
    pytest.param(False, "ar", WIDE, id="plain-ar-1280"),
]


@pytest.fixture
def addressee(site: Site) -> Addressee:
    """A published decision to which the ILO has not answered."""
    document = Document.objects.get(slug="ceb-2021-3")
    first = document.items.first()
    assert first
    item = Item.objects.create(
        slug="ceb-2021-3-journey",
        document=document,
        kind="request",
        number="900",
        title="Bring one item from answer to closure",
        text=first.text,
        start=first.start,
        end=first.end,
        confirmed_by=first.confirmed_by,
        confirmed_at=first.confirmed_at,
        known_on=date(2021, 5, 31),
        published_on=date(2021, 6, 3),
    )
    ilo = Organization.objects.get(code="ILO")
    return Addressee.objects.create(item=item, organization=ilo, known_on=item.known_on)


def follow(page: Page, address: str) -> None:
    page.locator(f"main a[href*='{address}']").first.click()
    page.wait_for_url(f"**{address}**")


def press(page: Page, selector: str = "main form:not([role=search]) .acts button") -> None:
    """Press a button and wait for the page that comes of it."""
    with page.expect_navigation():
        page.locator(selector).first.click()


@pytest.mark.parametrize(("script", "language", "view"), WAYS)
def test_three_people_bring_an_item_from_answer_to_closure(
    site: Site, addressee: Addressee, script: bool, language: str, view: dict[str, int]
) -> None:
    told = {"java_script_enabled": script, "viewport": view}
    focal, officer, verifier, visitor = (
        site.context(person, **told).new_page() for person in (FOCAL, OFFICER, VERIFIER, "")
    )
    own = f"/{language}/answers/{addressee.uuid}/"

    focal.goto(own)
    expect(focal.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    follow(focal, f"/answers/{addressee.uuid}/respond/")
    focal.locator("[name=answer][value=accepted]").check()
    focal.locator("[name=reason]").fill("نعم، سنفعل." if language == "ar" else "Yes, we will.")
    press(focal)
    assert focal.url.endswith(own)

    officer.goto(f"/{language}/")
    follow(officer, f"/responses/{Response.objects.get(addressee=addressee).pk}/review/")
    press(officer, "button[name=approve]")

    follow(focal, f"/answers/{addressee.uuid}/progress/")
    focal.locator("[name=as_at]").fill("2021-10-01")
    focal.locator("[name=text]").fill("It is done.")
    focal.locator("[name=status][value=implemented]").check()
    focal.locator("[name=attachments]").set_input_files(
        {"name": "minutes.txt", "mimeType": "text/plain", "buffer": b"minutes"}
    )
    focal.locator("[name=proposes]").check()
    press(focal)
    assert focal.url.endswith(own)

    officer.goto(f"/{language}/")
    follow(officer, f"/progress/{ProgressEntry.objects.get(addressee=addressee).pk}/review/")
    press(officer, "button[name=approve]")

    verifier.goto(f"/{language}/")
    follow(verifier, f"/answers/{addressee.uuid}/")
    follow(verifier, f"/answers/{addressee.uuid}/verify/")
    verifier.locator("[name=verdict][value=implemented]").check()
    press(verifier)

    visitor.goto(f"/{language}/items/{addressee.item.slug}/")
    assert visitor.locator("main table .state.yes").count() == 1
    assert visitor.locator("main table .state.claimed").count() == 1
    assert visitor.locator("main table .state.verified").count() == 1
    with visitor.expect_download() as download:
        visitor.locator("main a[href*='/evidence/']").first.click()
    assert download.value.suggested_filename == "minutes.txt"
    addressee.refresh_from_db()
    assert (addressee.answer, addressee.claimed, addressee.verdict) == (
        "accepted",
        "implemented",
        "implemented",
    )


def test_the_keyboard_alone_answers(site: Site, addressee: Addressee) -> None:
    page = site.context(FOCAL).new_page()
    page.goto(f"/en/answers/{addressee.uuid}/")

    page.keyboard.press("Tab")
    assert "skip" in page.evaluate("document.activeElement.className")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    _tab_to(page, "a[href$='/respond/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link again
    _tab_to(page, "[name=answer]")
    page.keyboard.press("Space")
    _tab_to(page, "[name=reason]")
    page.keyboard.type("With pleasure.")
    _tab_to(page, "form .acts button")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    said = Response.objects.get(addressee=addressee)
    assert (said.answer, said.reason, said.record) == ("accepted", "With pleasure.", "submitted")


def _tab_to(page: Page, selector: str, most: int = 15) -> None:
    """Tab on until the focus is on it; the focus is to be seen at every step."""
    for _step in range(most):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const style = getComputedStyle(document.activeElement);
              return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
            }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached by {most} steps of the keyboard")
