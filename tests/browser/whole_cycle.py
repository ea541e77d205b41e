"""What people do again and again in a reporting cycle, in a browser: sign in, answer, approve, bring
a form back; and what is kept of it, to hold pages and reports against."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page

from quintet.core.actions import send_notices
from quintet.core.models import Notice, Organization, Person
from quintet.followup import actions, queries
from quintet.followup.documents.reference import reference
from quintet.followup.models import Addressee, Document, ReportingCycle, Response, Return
from quintet.site.demonstration import PASSWORD
from tests.browser.conftest import Site, overflow

Said = dict[str, str]  # by field of a form
BUTTON = "main form:not([role=search]) .acts button"


@dataclass(slots=True)
class Story:
    """What was asked, and what was said in the end: answer and claim by organization and number."""

    site: Site
    document: Document
    asked: list[Organization]
    said: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    @property
    def cycle(self) -> ReportingCycle:
        return ReportingCycle.objects.get(wanted__document=self.document.slug)

    def reader(self, person: str, **told: Any) -> Page:
        return reader(self.site, person, **told)

    def addressee(self, code: str, number: str) -> Addressee:
        return Addressee.objects.get(
            organization__code=code, item__document=self.document, item__number=number
        )

    def list_of(self, code: str) -> str:
        return f"/cycles/{self.cycle.slug}/organization/{code.lower()}/"

    def tell(self, code: str, number: str, told: Said) -> None:
        """Keep what was said, of what holds in the end."""
        self.said[code, number] = (told["answer"], told.get("status", ""))

    def numbers(self) -> list[str]:
        """Of the decisions, in the register's order."""
        rows = self.document.items.order_by("order", "pk")
        return list(rows.values_list("number", flat=True))

    def references(self, code: str, told: Mapping[str, Said], reply: str = "") -> dict[str, Said]:
        """What is written into the form that an organization has had, by the reference of the row."""
        form = self.cycle.forms.get(organization__code=code)
        found = {}
        for row in form.rows.select_related("addressee__item"):
            said = told.get(row.addressee.item.number) if row.addressee else {"reply": reply}
            if said:
                found[reference(form.code, row.number)] = said
        return found

    def approve_rest(self, officer: str) -> None:
        """The officer approves all that waits, as on the pages."""
        by, now = Person.objects.get(username=officer), timezone.now()
        while waiting := queries.to_review(by, today=now.date(), most=50):
            for said in waiting:
                if isinstance(said, Response):
                    actions.review_response(response=said, approve=True, by=by, at=now)
                else:
                    actions.review_progress(entry=said, approve=True, by=by, at=now)
        for said in queries.needs(by, today=now.date()).questions:
            actions.review_question_answer(said=said, approve=True, by=by, at=now)

    def link_in_mail(self, person: str) -> str:
        """Where the notice that went to somebody by mail leads to."""
        Notice.objects.exclude(path__contains=self.cycle.slug).update(sent_at=timezone.now())
        send_notices(at=timezone.now())
        to = [Person.objects.get(username=person).email]
        [told] = [one for one in mail.outbox if one.to == to]
        [link] = re.findall(rf"^{re.escape(settings.SITE_URL)}(/\S+)$", str(told.body), re.M)
        return link


# What people do.


def reader(site: Site, person: str, **told: Any) -> Page:
    """Somebody's browser, in which they are signed in."""
    context = site.context(**told)
    context.add_cookies([session_cookie(site, Person.objects.get(username=person))])
    return context.new_page()


def session_cookie(site: Site, person: Person) -> Any:
    """What somebody's browser holds once they have signed in."""
    visitor, name = Client(SERVER_NAME="localhost"), settings.SESSION_COOKIE_NAME
    visitor.force_login(person)
    return {"name": name, "value": visitor.cookies[name].value, "url": site.url}


def seen(page: Page) -> None:
    """A page of the story as it stands: nothing on it is wider than the window."""
    assert not (wide := overflow(page)), f"{page.url}: {wide}"


def submit(page: Page, button: str = BUTTON) -> None:
    """Press a button, and look at the page that comes of it; it refuses nothing."""
    seen(page)
    with page.expect_navigation():
        page.locator(button).first.click()
    wrong = page.locator("main .wrong, main .errors")
    assert wrong.count() == 0, wrong.all_inner_texts()
    seen(page)


def sign_in(page: Page, person: str, leads_to: str) -> None:
    page.locator("[name=login]").fill(person)
    page.locator("[name=password]").fill(PASSWORD)
    submit(page, "main form .acts button")
    assert page.url.endswith(leads_to)


def fill(page: Page, told: Said) -> None:
    """Fill in those fields of the page's form of which something is told."""
    for name, words in told.items():
        if page.locator(f"[name={name}][type=radio]").count():
            page.locator(f"[name={name}][value={words}]").check()
        else:
            page.locator(f"[name={name}]").fill(words)


def say(page: Page, told: Said, *, last: bool = False) -> None:
    """Answer on the page of one item, with progress where something was done, and go to the next."""
    fill(page, told)
    submit(page, f"main form button[name={'submit' if last else 'next'}]")


def approve_all(officer: Page) -> int:
    """One after the other from the list of the officer's organization; how many there were."""
    number, review = 0, officer.locator("main a[href*='/review/']")
    while review.count():
        with officer.expect_navigation():
            review.first.click()
        submit(officer, "button[name=approve]")
        number += 1
    return number


def downloaded(page: Page, name: str) -> bytes:
    """What a link to a file gives."""
    with page.expect_download() as download:
        page.locator(f"main a[href*='/{name}']").first.click()
    return download.value.path().read_bytes()


def bring_back(page: Page, cycle: ReportingCycle, language: str, name: str, data: bytes) -> None:
    """Upload a form that was filled in."""
    page.goto(f"/{language}/cycles/{cycle.slug}/return/")
    media_type = "application/octet-stream"
    page.locator("[name=file]").set_input_files(
        {"name": name, "mimeType": media_type, "buffer": data}
    )
    submit(page)
    assert re.search(r"/returns/\d+/$", page.url)


def brought_again(page: Page, cycle: ReportingCycle, language: str, name: str, data: bytes) -> None:
    """Upload the same file once more: it says so, and changes nothing."""
    before = (page.url, Return.objects.count(), Response.objects.count())
    bring_back(page, cycle, language, name, data)
    assert page.locator("[role=status] .note.warning").count() == 1
    assert (page.url, Return.objects.count(), Response.objects.count()) == before


def cells(table: Locator, row: int = 0) -> list[str]:
    """The words of a row beneath its head, without the head of the row."""
    return [
        one.strip() for one in table.locator("tbody tr").nth(row).locator("td").all_inner_texts()
    ]


def states(page: Page) -> dict[str, str]:
    """On the page of a cycle: how much each organization has answered, by its name."""
    rows = page.locator("main table tbody tr").evaluate_all(
        "rows => rows.map(row => [row.cells[0].querySelector('a').textContent.trim(),"
        " row.cells[2].firstChild.textContent.trim()])"
    )
    return dict(rows)


def tallies(page: Page) -> dict[str, int]:
    """On the page of a file that came back: how many rows became what."""
    told = page.locator(".tallies li").all_inner_texts()
    return {words: int(number) for number, _space, words in (one.partition(" ") for one in told)}


def matrix(page: Page) -> dict[tuple[str, str], str]:
    """In the matrix of a cycle: the state of each cell, by the codes of organizations and numbers."""
    cells = page.locator("table.matrix tbody tr").evaluate_all(
        """rows => rows.flatMap(row => [...row.querySelectorAll("td a")].map(one =>
          [one.querySelector("b").textContent, row.cells[0].querySelector("b").textContent,
           one.className]))"""
    )
    return {(code, number): state for code, number, state in cells}
