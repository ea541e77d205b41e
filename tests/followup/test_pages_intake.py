"""A report goes in, by pages without a script: uploaded, read, confirmed word by word, published."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quintet.core.models import JournalEntry
from quintet.followup.models import Candidate, Document, Item
from tests.site.pages import Page, Reader

pytestmark = pytest.mark.django_db
REPORT = Path(__file__).resolve().parents[2] / "samples/committee-report.md"
INTAKE = "/documents/ceb-2021-3/intake/"


def reader(person=None) -> Reader:
    return Reader(Client(enforce_csrf_checks=True), person)


def upload(by: Reader, data: bytes, name: str, **more) -> Page:
    form = by.get("/documents/new/").form(having="party")
    return by.send(form, file=SimpleUploadedFile(name, data), **more)


@pytest.fixture
def secretariat(secretary, who, ilo, session) -> Reader:
    return reader(secretary)


@pytest.fixture
def page(secretariat) -> Page:
    """The intake page of the sample: eighteen paragraphs wait, one is to be looked at."""
    return upload(secretariat, REPORT.read_bytes(), REPORT.name)


def numbered(number: str) -> Candidate:
    return Candidate.objects.get(found__number=number)


def decide(by: Reader, page: Page, number: str, act: str) -> Page:
    form = page.form(to=f"/candidates/{numbered(number).pk}/")
    assert act in ("accept", "reject", "split", "merge", "restore")
    return by.send(form, press=f"act={act}")


def test_a_report_becomes_candidates_beside_its_text_and_nothing_enters_by_itself(page):
    assert page.address.startswith("/en/documents/ceb-2021-3/intake/")
    assert Candidate.objects.filter(proposal="proposed").count() == 18
    assert not Item.objects.exists()
    marks = page.tree.xpath("//*[@id='paper']//mark[@class='found']/a/@href")
    assert {f"#c{candidate.pk}" for candidate in Candidate.objects.all()} == set(marks)
    assert all(page.tree.xpath(f"//li[@id='{mark[1:]}']") for mark in marks)


def test_the_marks_stand_on_the_words_that_were_found(page):
    text = Document.objects.get().text
    shown = page.tree.xpath("//*[@id='paper']//*[@data-s]")
    assert shown
    for one in shown:
        start, words = int(one.get("data-s")), one.text_content()
        assert text[start : start + len(words)] == words


def test_the_same_file_again_says_so_and_changes_nothing(page, secretariat):
    entries = JournalEntry.objects.count()

    again = upload(secretariat, REPORT.read_bytes(), "under another name.md")

    assert again.address.startswith("/en/documents/ceb-2021-3/intake/")
    assert "read before" in again.text("//*[@role='status']")[0]
    assert (Document.objects.count(), Candidate.objects.count()) == (1, 18)
    assert JournalEntry.objects.count() == entries


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("report.pdf", b"%PDF-1.7 and then nothing"),
        ("report.docx", b"PK\x03\x04 broken"),
        ("report.txt", b"\x00\x01\x02\x03" * 40),
        ("report.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64),
    ],
)
def test_a_file_that_cannot_be_read_says_why(secretariat, name, data):
    told = upload(secretariat, data, name)

    document = Document.objects.get()
    assert (document.reading, Candidate.objects.count()) == ("unreadable", 0)
    assert document.failure.endswith(".")
    assert " ".join(document.failure.split()) in told.words
    assert "/en/documents/new/" in told.links


def test_an_empty_file_is_refused_with_a_sentence(secretariat):
    form = secretariat.get("/documents/new/").form(having="party")
    told = secretariat.send(form, expect=422, file=SimpleUploadedFile("report.txt", b""))
    assert told.text("//*[@role='alert']")
    assert not Document.objects.exists()


def test_a_report_that_is_being_read_has_a_page_that_looks_again(secretariat, settings, hlcm):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    waiting = upload(secretariat, REPORT.read_bytes(), REPORT.name)
    address = waiting.address
    answer = secretariat.client.get(address)
    assert answer["Refresh"]

    from quintet.followup.tasks import read_document  # as the worker does, a moment later

    read_document.func(Document.objects.get().pk)
    again = Page.of(secretariat.client.get(address, follow=True))
    assert len(again.tree.xpath("//form[contains(@action, '/candidates/')]")) == 18


def test_accepting_enters_the_register_with_who_confirmed_it(page, secretariat, secretary):
    after = decide(secretariat, page, "12", "accept")

    item = Item.objects.get()
    assert (item.number, item.confirmed_by, item.published_on) == ("12", secretary, None)
    assert f"/en/items/{item.slug}/" in after.links
    entry = JournalEntry.objects.order_by("pk").last()
    assert (entry.verb, entry.organization.code) == ("followup.entered", "CEB")


def test_what_is_left_out_can_be_taken_back(page, secretariat):
    after = decide(secretariat, page, "12", "reject")
    assert numbered("12").proposal == "rejected"

    decide(secretariat, after, "12", "restore")
    assert numbered("12").proposal == "proposed"
    assert not Item.objects.exists()


def test_a_paragraph_of_two_acts_is_split(page, secretariat):
    acts = numbered("10").found["acts"]
    after = decide(secretariat, page, "10", "split")

    assert [numbered(number).found["text"] for number in ("10a", "10b")] == [
        act["text"] for act in acts
    ]
    assert numbered("10").proposal == "split"
    assert not after.tree.xpath(f"//li[@id='c{numbered('10').pk}']")


def test_two_paragraphs_are_merged(page, secretariat):
    words = [numbered(number).found["text"] for number in ("11", "12")]
    decide(secretariat, page, "11", "merge")

    assert numbered("11").found["text"] == "\n".join(words)
    assert numbered("12").proposal == "merged"


def test_correcting_shows_what_was_found_and_sends_it_back_unchanged(page, secretariat):
    before = numbered("33").found
    form = secretariat.get(f"/candidates/{numbered('33').pk}/correct/").form(having="kind")

    secretariat.send(form)

    after = numbered("33").found
    plain = {name: after[name] for name in before if name not in ("addressees", "due", "text")}
    assert plain == {name: before[name] for name in plain}
    assert after["text"].split() == before["text"].split()
    assert after["addressees"] == before["addressees"]
    assert after["due"] == before["due"]


def test_corrections_and_an_addressee_enter_with_one_press(page, secretariat, who):
    form = secretariat.get(f"/candidates/{numbered('12').pk}/correct/").form(having="kind")
    rows = form.values["addressees-TOTAL_FORMS"][0]
    assert int(rows) > int(form.values["addressees-INITIAL_FORMS"][0])
    secretariat.send(
        form,
        press="accept",
        title="Know the manual",
        kind="request",
        **{"addressees-0-party": f"{who.name} (WHO)", "due-0-date": "2021-12-31"},
    )

    item = Item.objects.get()
    assert (item.title, item.kind) == ("Know the manual", "request")
    addressee = item.addressees.get()
    assert (addressee.organization, str(addressee.due_on)) == (who, "2021-12-31")


def test_an_addressee_that_nobody_knows_is_refused_and_nothing_is_lost(page, secretariat):
    form = secretariat.get(f"/candidates/{numbered('12').pk}/correct/").form(having="kind")
    told = secretariat.send(
        form, expect=422, title="Kept", **{"addressees-0-party": "The Ministry of Silly Walks"}
    )
    again = told.form(having="kind")
    assert again.values["title"] == ["Kept"]
    assert again.values["addressees-0-party"] == ["The Ministry of Silly Walks"]
    assert numbered("12").found["title"] != "Kept"


def test_a_passage_is_added_by_its_pasted_words(page, secretariat):
    document = Document.objects.get()
    words = "The pandemic put all five to the test."
    assert words in document.text

    told = secretariat.send(
        page.form(having="words"), words="The pandemic  put\nall five to the test."
    )

    added = Candidate.objects.order_by("pk").last()
    assert document.text[added.start : added.end] == words
    assert (added.found["paragraph"], added.proposal) == ("13", "proposed")
    assert told.address.endswith(f"/candidates/{added.pk}/correct/")


def test_words_that_do_not_stand_in_the_text_are_refused_and_kept(page, secretariat):
    told = secretariat.send(page.form(having="words"), expect=422, words="Nobody wrote this.")
    assert told.form(having="words").values["words"] == ["Nobody wrote this."]
    assert Candidate.objects.count() == 18


def test_a_paragraph_that_looks_like_an_act_is_taken(page, secretariat):
    told = secretariat.send(page.form(to="/unread/0/"), press="take=1")
    assert Candidate.objects.count() == 19
    assert told.form(having="kind").values["paragraph"] == ["16"]
    assert not secretariat.get(INTAKE).tree.xpath("//form[contains(@action, '/unread/')]")


def test_a_paragraph_that_looks_like_an_act_is_left(page, secretariat):
    told = secretariat.send(page.form(to="/unread/0/"), press="leave=1")
    assert Candidate.objects.count() == 18
    assert not told.tree.xpath("//form[contains(@action, '/unread/')]")


def test_leaving_half_way_loses_nothing(page, secretariat, secretary):
    decide(secretariat, page, "12", "accept")
    decide(secretariat, secretariat.get(INTAKE), "27", "reject")
    assert "/en/documents/ceb-2021-3/intake/" in reader(secretary).get("/").links

    later = reader(secretary).get(INTAKE)
    assert len(later.tree.xpath("//button[@value='accept']")) == 16
    assert len(later.tree.xpath("//button[@value='restore']")) == 1


def test_from_upload_to_what_a_visitor_sees(page, secretariat):
    visitor = reader()
    form = page.form(to="/intake/all/")
    after = secretariat.send(form)
    assert Item.objects.count() == 18
    visitor.get("/documents/ceb-2021-3/", status=404)
    assert not visitor.get("/register/").tree.xpath("//main//table")

    facts = secretariat.get("/documents/ceb-2021-3/facts/").form(having="title")
    assert facts.values["symbol"] == ["CEB/2021/3"]
    secretariat.send(facts, title="Report of the forty-first session")
    after = secretariat.get(INTAKE)
    secretariat.send(after.form(to="/publish/"))

    assert "Report of the forty-first session" in visitor.get("/documents/ceb-2021-3/").words
    rows = visitor.get("/register/?document=ceb-2021-3&sort=place").tree.xpath("//main//tbody/tr")
    assert len(rows) == 18
    item = Item.objects.get(number="33")
    seen = visitor.get(f"/items/{item.slug}/")
    assert " ".join(item.text.split()) in seen.words
    assert {a.organization.code for a in item.addressees.all()} == {"WHO", "ILO"}


def test_a_correction_of_the_facts_sends_back_what_the_page_shows(page, secretariat):
    before = Document.objects.values("title", "symbol", "dated_on", "session", "language").get()
    secretariat.send(secretariat.get("/documents/ceb-2021-3/facts/").form(having="title"))
    assert Document.objects.values(*before).get() == before


def test_a_decision_that_was_taken_meanwhile_is_told_and_not_repeated(page, secretariat):
    decide(secretariat, page, "12", "accept")
    stale = decide(secretariat, page, "12", "reject")
    assert "decided already" in " ".join(stale.text("//*[@role='status']"))
    assert numbered("12").proposal == "accepted"
