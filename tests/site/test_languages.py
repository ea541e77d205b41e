"""Every page in six languages: its language and direction, and the way to the other five."""

import pytest
from django.test import Client
from django.utils.translation import get_language_info

from quintet.core.rules import LANGUAGES
from tests.site.pages import Page
from tests.site.test_permission_table import table

pytestmark = pytest.mark.django_db
DOWNLOADS = {
    "followup:file", "followup:evidence", "followup:export", "followup:report",
    "followup:changes_file", "followup:party_calendar", "followup:person_calendar",
    "followup:matrix_export", "followup:cycle_matrix_export", "followup:issued_report",
    "followup:form", "followup:brief_pdf", "cube:template", "cube:iati", "cube:code_list_file",
    "cube:crosswalk_file", "cube:ask_download", "cube:ask_figures_csv", "cube:publication_file",
    "cube:publication_changes", "cube:findings", "cube:marked", "cube:file", "cube:draft_changes",
    "cube:draft_download", "cube:draft_figures_csv",
}  # fmt: skip
NO_PAGES = {"health", "checkpoint", "api:*"}


def addresses(world, role: str, language: str) -> list[str]:
    """Every page that a role may see."""
    return [
        world.address(row["route"], row["object"], language)
        for row in table()
        if row["method"] == "GET"
        and row[role] == "200"
        and row["route"] not in DOWNLOADS | NO_PAGES
    ]


def test_every_page_says_its_language_and_leads_to_the_others(world):
    """Each in two languages, in turn: so each language on many pages, and no page in one alone."""
    client = Client()
    client.force_login(world.people["secretary"])
    seen = {one: addresses(world, "secretary", one) for one in LANGUAGES}
    number = len(seen["en"])
    assert number > 30
    turns = [(n, LANGUAGES[(n + k) % len(LANGUAGES)]) for n in range(number) for k in (0, 3)]
    for language, address in ((language, seen[language][n]) for n, language in turns):
        page = Page.of(client.get(f"{address}?kind=decision&page=1"))
        root = page.tree.getroottree().getroot()
        direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
        assert (root.get("lang"), root.get("dir")) == (language, direction), address
        links = page.tree.xpath("//nav[contains(@class, 'langs')]//a")
        assert [link.get("lang") for link in links] == list(LANGUAGES), address
        for link in links:
            expected = address.replace(f"/{language}/", f"/{link.get('lang')}/", 1)
            assert link.get("href") == f"{expected}?kind=decision&page=1"
        current = [link.get("lang") for link in links if link.get("aria-current")]
        assert current == [language], address


@pytest.mark.parametrize(("path", "status"), [("nowhere/", 404), ("people/", 403)])
def test_a_refusal_speaks_the_language_of_its_address(member, path, status):
    client = Client()
    client.force_login(member)
    for language in LANGUAGES:
        answer = client.get(f"/{language}/{path}")
        assert answer.status_code == status
        root = Page.of(answer).tree.getroottree().getroot()
        assert root.get("lang") == language


def test_a_browser_is_led_to_its_own_language(db):
    answer = Client().get("/", headers={"accept-language": "ru,en;q=0.5"})
    assert (answer.status_code, answer["Location"]) == (302, "/ru/")
    assert "Accept-Language" in answer["Vary"]


def test_an_address_without_a_language_finds_its_page(item):
    item = f"/items/{item.slug}/"
    answer = Client().get(item, headers={"accept-language": "es"}, follow=True)
    assert answer.redirect_chain == [(f"/es{item}", 302)]


def test_forms_send_dates_and_numbers_as_they_are_in_every_language(addressee, focal):
    client = Client()
    client.force_login(focal)
    for language in LANGUAGES:
        page = Page.of(client.get(f"/{language}/answers/{addressee.uuid}/progress/"))
        form = page.form(having="attachments")
        year, month, day = form.values["as_at"][0].split("-")
        assert (len(year), len(month), len(day)) == (4, 2, 2)
        assert all(part.isascii() and part.isdigit() for part in (year, month, day))


def test_lists_are_the_same_in_every_language(addressee):
    for language in LANGUAGES:
        page = Page.of(Client().get(f"/{language}/register/?body=HLCM&sort=place"))
        assert len(page.tree.xpath("//main//tbody/tr")) == 1
        form = page.form(having="kind")
        assert form.values["body"] == ["HLCM"]
        assert form.choices["kind"] == ["", "recommendation", "decision", "request", "commitment"]
