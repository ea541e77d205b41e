"""A whole reporting cycle in Chromium: forty organizations are asked about eighteen decisions; ten
answer on the page, ten by Word, ten by Excel, five by the API, five stay silent; the report says what
was done.

Followed closely: a secretary; in Arabic on a phone somebody who delegates, answers and has it signed;
one with a Word file and a conflict; one with an Excel file, in French and without a script; a program.
"""

import csv
from collections import Counter
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.utils import timezone
from docx import Document as WordDocument
from docx.table import _Cell
from playwright.sync_api import Page

from quintet.core import public as core
from quintet.core.models import Organization, Person
from quintet.core.public import RoleCode
from quintet.followup.labels import ANSWER
from quintet.followup.models import Addressee, Document, File, Item, Response
from quintet.followup.queries.forms import form_words
from quintet.site.forty import WAYS, fill_excel, fill_word
from tests.browser.conftest import NARROW, SECRETARY, Site
from tests.browser.crowd import Crowd
from tests.browser.test_journey import follow
from tests.browser.whole_cycle import (
    Said,
    Story,
    approve_all,
    bring_back,
    brought_again,
    cells,
    downloaded,
    fill,
    matrix,
    say,
    seen,
    sign_in,
    states,
    submit,
    tallies,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

ASKED, DECISIONS = 40, 18
QUESTION = "What stands most in the way?"
# By organization: who answers for it, who approves.
PAGE, WORD, EXCEL, API = "UNHCR", "ILO", "WHO", "UNOPS"
PEOPLE = {
    PAGE: ("leila.nasser", "bruno.almeida"),
    WORD: ("valentina.sosa", "sophie.delacourt"),
    EXCEL: ("hanna.bergstrom", "kwame.asante"),
    API: ("freja.holm", "rashid.karimov"),
}
PRINCIPAL, COLLEAGUE = "david.okello", "rana.haddad"  # both of those who answer on the page
ACCEPTED: Said = {"answer": "accepted"}
REFUSED: Said = {"answer": "not_accepted", "reason": "Our governing body has decided otherwise."}
PARTLY: Said = {"answer": "partially_accepted", "reason": "Headquarters now, the field next year."}
STARTED: Said = ACCEPTED | {"status": "in_progress", "text": "A first unit has begun."}
THINKING: Said = {"answer": "under_consideration", "reason": "We said so on the page."}


@pytest.fixture
def crowd(site: Site) -> Crowd:
    """All but those who are followed closely, of whom there is one for each way to answer."""
    apart = ("secretariat_department", "inter_agency_secretariat", "other")
    others = Organization.objects.exclude(kind__in=apart).exclude(code__in=PEOPLE).order_by("code")
    ways = [way for way, many in WAYS.items() for _one in range(many - (way != "silent"))]
    return Crowd(site, dict(zip(others, ways, strict=False)))


@pytest.fixture
def story(site: Site, crowd: Crowd) -> Story:
    """A session's decisions, addressed to forty organizations and published; nobody has answered."""
    sample = Document.objects.get(slug="ceb-2021-3")
    items = list(sample.items.order_by("order"))
    assert len(items) == DECISIONS
    document, today = _copy(sample), timezone.now().date()
    for item in items:
        item.pk, item.candidate, item.document = None, None, document
        item.slug, item.due_on = f"{document.slug}-{item.number}", None
        item.known_on = item.published_on = today - timedelta(days=30)
    Item.objects.bulk_create(items)
    cast = Organization.objects.filter(code__in=PEOPLE)
    asked = [*cast, *(member.organization for member in crowd.members)]
    Addressee.objects.bulk_create(
        Addressee(item=item, organization=one, known_on=item.known_on)
        for item in document.items.all()
        for one in asked
    )
    colleague = Person.objects.create(username=COLLEAGUE, name="Rana Haddad", language="ar")
    unhcr = Organization.objects.get(code=PAGE)
    core.grant_role(
        person=colleague, code=RoleCode.MEMBER, party=unhcr, starts_on=today, ends_on=None,
        by=None, at=timezone.now(),
    )  # fmt: skip
    return Story(site, document, asked)


def _copy(sample: Document) -> Document:
    file = File.objects.create(sha256="c" * 64, size=1, media_type="text/plain")
    document = Document.objects.get(pk=sample.pk)
    document.pk, document.file, document.slug, document.session = None, file, "hlcm-whole", None
    document.symbol = "CEB/2026/3"
    document.save(force_insert=True)
    return document


def test_forty_organizations_are_asked_and_the_report_says_what_each_has_done(
    story: Story, crowd: Crowd
) -> None:
    secretary = the_secretary_asks(story)
    one_answers_on_the_page(story)
    one_answers_by_word(story)
    one_answers_by_excel(story)
    one_answers_by_a_program(story)
    crowd.answer(story)
    the_secretary_sees_who_is_silent_and_closes(story, secretary)
    the_report_says_it(story, secretary)


# The steps.


def the_secretary_asks(story: Story) -> Page:
    """Signs in, and opens the cycle about the one document; everybody's focal point is told."""
    page, today = story.site.context().new_page(), timezone.now().date()
    page.goto("/en/cycles/new/")
    sign_in(page, SECRETARY, "/en/cycles/new/")
    page.locator("[name=document]").select_option(story.document.slug)
    page.locator("[name=as_at]").fill(today.isoformat())
    page.locator("[name=due_on]").fill((today + timedelta(days=14)).isoformat())
    page.locator("[name=questions]").fill(QUESTION)
    page.locator("[name=signed]").check()
    submit(page)
    assert page.url.endswith(f"/en/cycles/{story.cycle.slug}/")
    assert states(page) == {one.name: "0 of 18 answered" for one in story.asked}
    assert story.cycle.asks.count() == ASKED * DECISIONS
    return page


def one_answers_on_the_page(story: Story) -> None:
    """In Arabic, on a phone: by the link in the mail; delegated, answered, approved, signed."""
    first, second, *_more, last = story.numbers()
    link = story.link_in_mail(PEOPLE[PAGE][0])
    assert link.endswith(story.list_of(PAGE))
    focal = story.site.context(viewport=NARROW, locale="ar").new_page()
    focal.goto(link)
    sign_in(focal, PEOPLE[PAGE][0], story.list_of(PAGE))
    assert focal.locator("html").get_attribute("dir") == "rtl"

    handed = story.addressee(PAGE, last)
    focal.locator(f"[name=addressee][value='{handed.uuid}']").check()
    submit(focal, "form[action$='/delegations/new/'] .acts button")
    focal.locator("[name=person]").select_option(label="Rana Haddad")
    submit(focal)

    follow(focal, f"/cycles/{story.cycle.slug}/answers/")
    for number, told, next_one in ((first, PARTLY, second), (second, ACCEPTED, "")):
        say(focal, told, last=not next_one)
        assert not next_one or str(story.addressee(PAGE, next_one).uuid) in focal.url
        story.tell(PAGE, number, told)
    follow(focal, f"{story.list_of(PAGE)}questions/1/")
    focal.locator("[name=text]").fill("المال والموظفون.")
    submit(focal)

    colleague, own = story.reader(COLLEAGUE, viewport=NARROW), f"/answers/{handed.uuid}/"
    colleague.goto("/ar/")
    follow(colleague, own)
    follow(colleague, f"{own}respond/")
    fill(colleague, {"answer": STARTED["answer"]})
    submit(colleague)
    follow(colleague, f"{own}progress/")
    fill(colleague, {name: STARTED[name] for name in ("status", "text")})
    submit(colleague)
    story.tell(PAGE, last, STARTED)

    officer = story.reader(PEOPLE[PAGE][1])
    officer.goto(f"/ar{story.list_of(PAGE)}")
    assert approve_all(officer) == 3 + 1 + 1  # answers, progress, the question

    principal = story.reader(PRINCIPAL)
    principal.goto(f"/ar{story.list_of(PAGE)}")
    principal.locator("#signature summary").click()
    submit(principal, "#signature form button")
    assert principal.locator("#signature .state.yes").count() == 1
    assert principal.locator("#signature form").count() == 0  # there is nothing else to sign


def one_answers_by_word(story: Story) -> None:
    """All eighteen, with progress, in Word; meanwhile one was answered on the page otherwise: the
    file's words are taken."""
    numbers = story.numbers()
    focal = story.reader(PEOPLE[WORD][0])
    focal.goto("/en/")
    follow(focal, story.list_of(WORD))
    data = downloaded(focal, "form.docx")
    told = {number: dict(ACCEPTED) for number in numbers}
    told[numbers[1]], told[numbers[2]] = REFUSED, PARTLY
    today = story.cycle.as_at.isoformat()
    for number in (numbers[0], numbers[5]):
        told[number] |= {"status": "implemented", "text": "It is done.", "as_at": today}
    filled = fill_word(data, form_words("en"), story.references(WORD, told, "Staff and money."))

    said_meanwhile(story, focal, WORD, "en")
    officer = story.reader(PEOPLE[WORD][1])
    officer.goto(f"/en{story.list_of(WORD)}")
    assert approve_all(officer) == 1

    proposed = len(told) + 2 + 1 - 1  # answers, progress, the question; but for the conflict
    bring_back(focal, story.cycle, "en", "form.docx", filled)
    assert tallies(focal) == {
        "to decide": 1,
        "await approval, or have been approved": proposed,
        "unchanged": 16,
    }
    sides = focal.locator("article.returned").first.locator("table.sides")
    assert cells(sides) == ["Accepted", "Under consideration"]  # in the file, in the register
    assert cells(sides, 1) == ["—", THINKING["reason"]]
    submit(focal, "main form:has([name=choice][value=file]) button")
    assert focal.locator("form [name=choice]").count() == 0
    brought_again(focal, story.cycle, "en", "form.docx", filled)
    story.approve_rest(PEOPLE[WORD][1])
    for number, said in told.items():
        story.tell(WORD, number, said)


def said_meanwhile(story: Story, focal: Page, code: str, language: str) -> None:
    """After its form went out, an organization has answered the first decision on the page."""
    first = story.addressee(code, story.numbers()[0])
    focal.goto(f"/{language}/cycles/{story.cycle.slug}/answers/{first.uuid}/")
    say(focal, THINKING, last=True)


def one_answers_by_excel(story: Story) -> None:
    """Six of eighteen, in French and without a script; what the page said meanwhile is kept."""
    numbers = story.numbers()[:6]
    focal = story.reader(PEOPLE[EXCEL][0], java_script_enabled=False)
    focal.goto(f"/fr{story.list_of(EXCEL)}")
    data = downloaded(focal, "form.xlsx")
    told = {number: REFUSED if number == numbers[3] else dict(ACCEPTED) for number in numbers}
    filled = fill_excel(data, form_words("fr"), story.references(EXCEL, told))

    said_meanwhile(story, focal, EXCEL, "fr")
    story.approve_rest(PEOPLE[EXCEL][1])

    bring_back(focal, story.cycle, "fr", "formulaire.xlsx", filled)
    assert focal.locator("article.returned").count() == len(told)
    submit(focal, "main form:has([name=choice][value=register]) button")
    assert focal.locator("form [name=choice]").count() == 0
    brought_again(focal, story.cycle, "fr", "formulaire.xlsx", filled)
    story.approve_rest(PEOPLE[EXCEL][1])
    for number, said in (told | {numbers[0]: THINKING}).items():
        story.tell(EXCEL, number, said)


def one_answers_by_a_program(story: Story) -> None:
    """A token is made on the page; a program answers two, of which one is approved."""
    first, second, *_more = story.numbers()
    focal = story.reader(PEOPLE[API][0], viewport=NARROW)
    focal.goto("/en/")
    with focal.expect_navigation():
        focal.get_by_role("link", name="Tokens for programs").click()
    focal.locator("[name=name]").fill("reporting")
    submit(focal)
    secret = focal.locator("main p code").inner_text()
    program = story.site.context(extra_http_headers={"Authorization": f"Bearer {secret}"}).request
    for number, told in ((first, PARTLY), (second, ACCEPTED)):
        address = f"/api/v1/addressees/{story.addressee(API, number).uuid}/responses"
        assert program.post(address, data=told).status == 201
    officer = story.reader(PEOPLE[API][1])
    officer.goto("/en/")
    said = Response.objects.get(addressee=story.addressee(API, first))
    follow(officer, f"/responses/{said.pk}/review/")
    submit(officer, "button[name=approve]")
    story.tell(API, first, PARTLY)


def the_secretary_sees_who_is_silent_and_closes(story: Story, page: Page) -> None:
    names = {one.code: one.name for one in story.asked}
    answered = Counter(names[code] for code, _number in story.said)
    started = {names[API]: 1}
    page.goto(f"/en/cycles/{story.cycle.slug}/")
    shown = states(page)
    assert shown == {name: f"{answered[name]} of 18 answered" for name in names.values()}
    page.locator("nav.tabs a[href*='state=silent']").click()
    page.wait_for_url("**state=silent")
    silent = set(names.values()) - answered.keys() - started.keys()
    assert states(page).keys() == silent
    assert len(silent) == WAYS["silent"]

    follow(page, f"/cycles/{story.cycle.slug}/matrix/")
    seen(page)
    of_cell = matrix(page)
    assert Counter(of_cell.values()) == {
        "answered": len(story.said),
        "started": 1,
        "silent": ASKED * DECISIONS - len(story.said) - 1,
    }
    assert all(of_cell[key] == "answered" for key in story.said)

    page.goto(f"/en/cycles/{story.cycle.slug}/")
    page.locator("details.confirm summary").click()
    submit(page, "details.confirm form button")
    assert page.locator("details.confirm").count() == 0


def the_report_says_it(story: Story, page: Page) -> None:
    """On the page, in Word and as data: organization by organization what was done."""
    follow(page, f"/cycles/{story.cycle.slug}/issued/")
    answered = Counter(code for code, _number in story.said)
    seen(page)
    rows = page.locator("table:has(th[scope=row]) tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    )
    told = {name: figures for name, *figures in rows}
    assert told.keys() == {one.name for one in story.asked}
    for one in story.asked:
        started = int(one.code == API)
        silent = DECISIONS - answered[one.code] - started
        counts = [str(n) for n in (DECISIONS, answered[one.code], started, silent)]
        assert told[one.name][:4] == counts, one.code
        assert (told[one.name][4] != "Not signed") == (one.code == PAGE), told[one.name]
    visitor = story.site.context(viewport=NARROW).new_page()
    visitor.goto(page.url)
    check_data(downloaded(visitor, "report.csv"), story)
    check_word(downloaded(visitor, "report.docx"), story)


def check_data(data: bytes, story: Story) -> None:
    """Every one of the 720 rows: the answer, the claim, and whether it was silent."""
    rows = list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))
    found = {(row["addressee_code"], row["number"]): row for row in rows}
    assert len(rows) == len(found) == ASKED * DECISIONS
    waits = (API, story.numbers()[1])
    for key, row in found.items():
        answer, claimed = story.said.get(key, ("awaiting", ""))
        state = "started" if key == waits else "answered" if key in story.said else "silent"
        assert (row["response"], row["claimed"], row["asked"]) == (answer, claimed, state), key


def check_word(data: bytes, story: Story) -> None:
    """The same in the table of the Word file: number, answer, organization."""
    report = max(WordDocument(BytesIO(data)).tables, key=lambda table: len(table._tbl.tr_lst))
    found, number = {}, ""
    for row in report._tbl.tr_lst[1:]:
        own, _what, answer, who, _comments = (_Cell(cell, report).text for cell in row.tc_lst)
        number = own.strip() or number  # which stands once for all its organizations
        found[who.splitlines()[0], number] = answer.splitlines()[0].removeprefix("◌").strip()
    assert found == {
        (one.name, number): str(ANSWER[story.said.get((one.code, number), ("awaiting", ""))[0]])
        for one in story.asked
        for number in story.numbers()
    }
