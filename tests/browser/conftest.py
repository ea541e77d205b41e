"""A real Chromium before the real site: compressed files, the demonstration's story, its accounts.

The browser tests run last and share one server, one browser and one register: starting them takes
longer than using them. Each test runs in a transaction that the server shares and that is undone.
"""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from quintet.site import demonstration

CHROMIUM = Path("/usr/bin/chromium-headless-shell")  # no windows: a quarter faster
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
MEMBER, FOCAL, OFFICER = "salma.bakri", "valentina.sosa", "sophie.delacourt"
SECRETARY, VERIFIER, STEWARD = "tariq.mansouri", "ngozi.adeleke", "stina.eklof"
SUBMITTER, PUBLISHER = "yared.bekele", "noor.haddad"  # of figures
PEOPLE = (MEMBER, FOCAL, OFFICER, SECRETARY, VERIFIER, STEWARD, SUBMITTER, PUBLISHER)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Last, so that no other test meets their event loop or their rows; of them the longest first."""
    longest = "test_whole_cycle"
    items.sort(key=lambda item: ("browser" in item.keywords, item.path.stem != longest))


@dataclass(slots=True)
class Site:
    """The running site, and what opens it: each person has signed in once."""

    url: str
    browser: Browser
    doors: dict[str, Any] = field(default_factory=dict)

    def context(self, person: str = "", **more: Any) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.url,
            storage_state=self.doors[person] if person else None,
            viewport=more.pop("viewport", WIDE),
            **more,
        )
        context.set_default_timeout(15_000)
        return context

    def sign_in(self, person: str) -> Any:
        with self.browser.new_context(base_url=self.url) as context:
            page = context.new_page()
            page.goto("/en/accounts/login/")
            page.locator("[name=login]").fill(person)
            page.locator("[name=password]").fill(demonstration.PASSWORD)
            page.locator("main form button").first.click()
            page.wait_for_url("**/en/")
            return context.storage_state()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if os.environ.get("QUINTET_NO_BROWSER") == "1":
        pytest.skip("QUINTET_NO_BROWSER=1: there is no Chromium here")
    if not CHROMIUM.exists():
        pytest.fail("The browser tests need Chromium: apt-get install chromium-headless-shell")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop is in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def site(chromium, django_db_setup, django_db_blocker) -> Iterator[Site]:
    """The site as it is served in earnest, in which the demonstration's story has been played."""
    with (
        tempfile.TemporaryDirectory() as static,
        override_settings(
            STATIC_ROOT=static,
            MEDIA_URL="/no-media/",
            STORAGES={
                "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
                "staticfiles": {
                    "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
                },
            },
        ),
        django_db_blocker.unblock(),
    ):
        call_command(
            "collectstatic",
            interactive=False,
            verbosity=0,
            ignore_patterns=["ninja", "ext", "*-4*"],
        )
        list(demonstration.play(timezone.now().date()))
        server = LiveServer("localhost", start=False)
        server.thread.static_handler = lambda served_by_the_site: served_by_the_site
        server._live_server_modified_settings.enable()
        server.start()
        running = Site(server.url, chromium)
        running.doors = {person: running.sign_in(person) for person in PEOPLE}
        yield running
        server.thread.terminate()  # its connections stay shared: threads still let go of theirs
        server._live_server_modified_settings.disable()


@pytest.fixture(autouse=True)
def _windows_are_closed(site: Site) -> Iterator[None]:
    yield
    for context in site.browser.contexts:
        context.close()


# Contrast takes four times as long as all other rules together, and is the same for all elements of
# a kind: tags, classes, grounds and colours all the way up. Of each kind two are measured: one may be
# covered by something.
OF_EACH_KIND = """() => {
  axe.configure({rules: [{id: "color-contrast", selector: "[data-measured]"}]});
  const kinds = new Map(), met = new Map();
  const kind = (...told) => {
    const words = told.join();
    return kinds.get(words) ?? kinds.set(words, kinds.size).get(words);
  };
  const walk = (one, above) => {
    const style = getComputedStyle(one);
    const ground = kind(above, one.tagName, one.className, one.lang, one.matches(":disabled"),
      style.position, style.opacity, style.backgroundColor, style.backgroundImage);
    const own = kind(ground, one.checkVisibility(), style.color, style.fontSize, style.fontWeight,
      [...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()));
    met.set(own, (met.get(own) ?? 0) + 1);
    one.toggleAttribute("data-measured", met.get(own) <= 2);
    for (const child of one.children) walk(child, ground);
  };
  walk(document.documentElement, 0);
}"""


def faults(page: Page, *, colours: bool = True) -> list[str]:
    """What axe finds on a page by WCAG 2.2 A and AA: rule, element, sentence.

    `colours`: with the contrast of two elements of each kind.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    if colours:
        page.evaluate(OF_EACH_KIND)
    told = page.evaluate(
        "run => axe.run(document, run).then(told => told.violations)",
        {
            "runOnly": {"type": "tag", "values": WCAG},
            "rules": {"color-contrast": {"enabled": colours}},
            "resultTypes": ["violations"],
        },
    )
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in told
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> str:
    """What is wider than the window, "" where nothing is."""
    return page.evaluate(
        """() => {
          const room = window.innerWidth;
          if (document.scrollingElement.scrollWidth <= room) return "";
          const wide = [...document.querySelectorAll("body *")].filter(one => {
            const box = one.getBoundingClientRect();
            return box.width && (box.right > room + 1 || box.left < -1);
          });
          return `${document.scrollingElement.scrollWidth} > ${room}: `
            + wide.slice(-3).map(one => one.outerHTML.slice(0, 120)).join(" | ");
        }"""
    )
