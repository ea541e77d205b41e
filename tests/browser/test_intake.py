"""Intake in Chromium: by mouse and script, and without a script by pasted words."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from quintet.followup.models import Candidate, Document, Item
from tests.browser.conftest import NARROW, SECRETARY, WIDE, Site
from tests.browser.test_journey import follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
REPORT = Path(__file__).resolve().parents[2] / "samples/committee-report.md"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report that nobody has read in: the sample, with a line of its own."""
    path = tmp_path / "another-report.md"
    path.write_text(REPORT.read_text(encoding="utf-8") + "\nEnd.\n", encoding="utf-8")
    return path


def _upload(page: Page, language: str, report: Path) -> Document:
    page.goto(f"/{language}/documents/")
    follow(page, "/documents/new/")
    page.locator("[name=file]").set_input_files(report)
    press(page)
    document = Document.objects.get(name=report.name)
    assert f"/{language}/documents/{document.slug}/intake/" in page.url
    return document


def test_by_mouse_what_is_selected_in_the_paper_fills_the_form(site: Site, report: Path) -> None:
    page = site.context(SECRETARY, viewport=WIDE).new_page()
    document = _upload(page, "en", report)
    line = page.locator("#paper .p p > span[data-s]").filter(has_text="put all five to the test")
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    assert box
    page.mouse.move(box["x"] + 1, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 8, steps=4)
    page.mouse.up()

    form = page.locator("#add form")
    words = form.locator("[name=words]").input_value()
    start = int(form.locator("[name=start]").input_value())
    end = int(form.locator("[name=end]").input_value())
    assert len(words) > 10
    assert document.text[start:end] == words
    assert form.is_visible()

    press(page, "#add form button")
    added = Candidate.objects.order_by("pk").last()
    assert added
    assert page.url.endswith(f"/candidates/{added.pk}/correct/")
    assert (added.start, added.end, added.found["text"]) == (start, end, words.strip())


def test_accepting_changes_the_page_without_loading_it_again(site: Site, report: Path) -> None:
    page = site.context(SECRETARY, viewport=WIDE).new_page()
    document = _upload(page, "en", report)
    waiting = document.candidates.count()
    page.evaluate("window.stays = true")
    first = document.candidates.first()
    assert first

    page.locator(f"#c{first.pk} button[value=accept]").click()
    page.locator(f"#c{first.pk} .state.verified").wait_for()

    assert page.evaluate("window.stays") is True
    assert page.locator("button[value=accept]").count() == waiting - 1
    assert page.locator(f"#paper mark.done a[href='#c{first.pk}']").count() > 0
    assert Item.objects.filter(candidate=first).exists()

    second = document.candidates.exclude(pk=first.pk).first()
    assert second
    page.locator(f"#c{second.pk} button[value=reject]").click()
    page.locator(f"#c{second.pk} button[value=restore]").click()
    page.locator(f"#c{second.pk} button[value=accept]").wait_for()
    assert page.evaluate("window.stays") is True


def test_without_a_script_from_upload_to_what_a_visitor_sees(site: Site, report: Path) -> None:
    told = {"java_script_enabled": False, "viewport": NARROW}
    page = site.context(SECRETARY, **told).new_page()
    document = _upload(page, "ar", report)
    first = document.candidates.first()
    assert first
    press(page, f"#c{first.pk} button[value=accept]")
    assert page.locator(f"#c{first.pk} .state.verified").count() == 1

    page.locator("#add summary").click()
    page.locator("#add [name=words]").fill("The pandemic put all five to the test.")
    press(page, "#add form button")
    press(page, "button[name=accept]")
    press(page, "form[action$='/intake/all/'] button")
    press(page, "form[action$='/publish/'] button")

    visitor = site.context(**told).new_page()
    visitor.goto(f"/ar/register/?document={document.slug}&q=all+five+to+the+test")
    assert visitor.locator("main tbody tr").count() == 1
    follow(visitor, "/ar/items/")
    assert "put all five" in visitor.locator(".passage").inner_text()
