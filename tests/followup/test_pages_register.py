"""The register and the reports as pages: filters in the address, exports, what nobody else may see."""

import csv
import io
import json
from datetime import date

import pytest
from django.test import Client
from docx import Document as Word
from openpyxl import load_workbook

from quintet.followup import actions
from quintet.followup.models import Addressee, Item, Tag
from quintet.followup.rules import Answer, Progress
from tests.conftest import AT
from tests.followup.acts import answer, claim, submit
from tests.site.pages import Page, Reader

pytestmark = pytest.mark.django_db


def reader(person=None) -> Reader:
    return Reader(Client(enforce_csrf_checks=True), person)


@pytest.fixture
def register(item, addressee, other_addressee, focal, validator, document, secretary, who):
    """Three items: one answered by WHO and not by ILO, one of nobody, one not published."""
    answer(addressee, focal, validator)
    claim(addressee, focal, validator)
    Tag.objects.create(item=item, code="3")
    told = {
        "document": document,
        "text": "Welcomed the report.",
        "start": 49,
        "end": 69,
        "confirmed_by": secretary,
        "confirmed_at": AT,
        "known_on": date(2021, 5, 31),
    }
    Item.objects.create(
        slug="of-nobody", kind="decision", number="19", title="Welcome it", order=49,
        published_on=date(2021, 5, 31), addressee_text="=HYPERLINK(everybody)", **told,
    )  # fmt: skip
    hidden = Item.objects.create(
        slug="hidden", kind="decision", number="20", title="Not told yet", **told
    )
    Addressee.objects.create(item=hidden, organization=who, known_on=hidden.known_on)
    return item


def numbers(page: Page) -> list[str]:
    return page.text("//main//tbody/tr/td[1]")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["18", "19"]),
        ("q=welcomed", ["19"]),
        ("q=nothing like it", []),
        ("body=HLCM", ["18", "19"]),
        ("session=41", ["18", "19"]),
        ("document=ceb-2021-3&sort=place", ["18", "19"]),
        ("party=organization:WHO", ["18"]),
        ("party=WHO in full (WHO)", ["18"]),
        ("kind=decision", ["19"]),
        ("answer=awaiting", ["18"]),
        ("answer=accepted", ["18"]),
        ("answer=not_accepted", []),
        ("answer=accepted&party=organization:ILO", []),
        ("implementation=claimed", ["18"]),
        ("implementation=verified", []),
        ("due=none", ["18"]),
        ("due=overdue", []),
        ("goal=3", ["18"]),
        ("goal=4", []),
        ("kind=nonsense&sort=nonsense&page=nonsense&party=nonsense&session=x", ["18", "19"]),
    ],
)
def test_the_address_carries_the_filter(register, query, found):
    assert sorted(numbers(reader().get(f"/register/?{query}"))) == found


def test_the_form_of_the_register_shows_the_filter_of_the_address(register):
    by = reader()
    page = by.get("/register/?kind=decision&q=welcomed&party=organization:WHO")
    form = page.form(having="kind")
    assert (form.values["kind"], form.values["q"]) == (["decision"], ["welcomed"])
    again = by.send(form, kind="request", q="review")
    assert numbers(again) == ["18"]
    assert "kind=request" in again.address


def test_pages_keep_the_filter(register, document, secretary):
    Item.objects.bulk_create(
        Item(
            slug=f"more-{n}", document=document, kind="decision", number=str(100 + n), text="More.",
            start=0, end=1, order=100 + n, confirmed_by=secretary, confirmed_at=AT,
            known_on=date(2021, 5, 31), published_on=date(2021, 5, 31),
        )
        for n in range(60)
    )  # fmt: skip
    by = reader()
    seen = set()
    page = by.get("/register/?kind=decision&sort=place")
    for _page in range(3):
        seen |= set(numbers(page))
        ahead = page.tree.xpath("//a[@rel='next']/@href")
        assert all("kind=decision" in link and "sort=place" in link for link in ahead)
        page = by.get("/register/" + ahead[0]) if ahead else page
    assert len(seen) == 61


def test_what_is_seen_is_exported_as_csv(register):
    answer = Client().get("/en/register/export.csv?kind=request")
    assert answer["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["Number"], row["Addressee"]) for row in rows] == [
        ("18", "WHO in full"),
        ("18", "ILO in full"),
    ]
    assert rows[0]["Words"] == register.text
    assert rows[0]["Address"].endswith(f"/items/{register.slug}/")


def test_what_is_seen_is_exported_as_excel_and_no_cell_is_a_formula(register):
    answer = Client().get("/en/register/export.xlsx?sort=place")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == ["18", "18", "19"]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    text = Client().get("/en/register/export.csv").content.decode("utf-8-sig")
    assert not [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell[:1] == "="]


def test_there_is_no_other_export(register):
    assert Client().get("/en/register/export.exe").status_code == 404


def test_the_report_as_a_page_and_in_every_format_tells_the_same(register):
    by = reader()
    page = by.get("/reports/?document=ceb-2021-3")
    downloads = [link for link in page.links if "/reports/status." in link]
    assert {link.rpartition("status.")[2].partition("?")[0] for link in downloads} == {
        "docx", "pdf", "xlsx", "csv", "json",
    }  # fmt: skip
    assert all("document=ceb-2021-3" in link for link in downloads)
    files = {}
    for link in downloads:
        form = link.rpartition("status.")[2].partition("?")[0]
        answer = by.client.get(link)
        assert answer.status_code == 200
        assert answer["Content-Disposition"].endswith(f'.{form}"')
        files[form] = answer.content
    told = json.loads(files["json"])
    wanted = {row["number"] for row in told["rows"]}
    assert wanted == {"18", "19"}
    assert set(page.text("//table[contains(@class, 'cards')]//td[1]")) == wanted
    tables = Word(io.BytesIO(files["docx"])).tables
    assert "Review risks" in " ".join(cell.text for t in tables for r in t.rows for cell in r.cells)
    sheets = load_workbook(io.BytesIO(files["xlsx"]))
    assert any("Review risks" in str(c) for s in sheets for r in s.values for c in r)
    assert files["pdf"].startswith(b"%PDF-")
    assert "Review risks" in files["csv"].decode("utf-8-sig")


def test_a_report_as_at_a_past_day_tells_what_was_known_then(register):
    page = reader().get("/reports/?document=ceb-2021-3&as_at=2021-06-01")
    form = page.form(having="as_at")
    assert form.values["as_at"] == ["2021-06-01"]
    rows = page.text("//table[contains(@class, 'cards')]/tbody/tr")
    assert not any("Accepted" in row for row in rows)
    later = reader().get("/reports/?document=ceb-2021-3&as_at=2021-10-12")
    assert any("Accepted" in row for row in later.text("//table[contains(@class, 'cards')]//tr"))


def test_there_is_no_other_format(register):
    assert Client().get("/en/reports/status.exe").status_code == 404


# Two organizations: what one has drafted, submitted or attached is nobody else's.

SECRETS = ("The drafted reason.", "The submitted words.", "secret.txt")


@pytest.fixture
def secrets(register, addressee, focal):
    """WHO has submitted progress with evidence, and drafted a new answer: neither is approved."""
    actions.submit_progress(
        addressee=addressee,
        as_at=date(2021, 10, 2),
        text="The submitted words.",
        status=Progress.CONTINUING,
        evidence=[actions.Proof(name="secret.txt", data=b"secret")],
        by=focal,
        at=AT,
    )
    submit(addressee, focal, answer=Answer.NOT_ACCEPTED, reason="The drafted reason.", draft=True)
    return addressee


def everywhere(addressee) -> list[str]:
    item = addressee.item
    return [
        "/",
        "/register/",
        f"/items/{item.slug}/",
        f"/answers/{addressee.uuid}/",
        f"/documents/{item.document.slug}/",
        "/documents/",
        "/reports/?document=ceb-2021-3",
        "/organizations/who/",
    ]


@pytest.mark.parametrize("who_asks", ["visitor", "other_focal", "other_validator", "member", "verifier", "secretary", "steward"])  # fmt: skip
def test_what_is_not_approved_is_seen_by_nobody_outside(secrets, who_asks, request):
    person = None if who_asks == "visitor" else request.getfixturevalue(who_asks)
    by = reader(person)
    for address in everywhere(secrets):
        words = by.client.get(f"/en{address}").content.decode()
        assert not [secret for secret in SECRETS if secret in words], address
    entry = secrets.progress.order_by("pk").last()
    by.get(f"/evidence/{entry.evidence.get().pk}/", status=404)
    assert by.client.get(f"/en/progress/{entry.pk}/review/").status_code in (302, 404)
    for form in ("csv", "json"):
        told = by.client.get(f"/en/reports/status.{form}?document=ceb-2021-3").content.decode()
        assert not [secret for secret in SECRETS if secret in told]
    told = by.client.get("/en/register/export.csv").content.decode()
    assert not [secret for secret in SECRETS if secret in told]


@pytest.mark.parametrize("who_asks", ["focal", "validator"])
def test_its_own_people_see_what_awaits_approval(secrets, who_asks, request):
    words = reader(request.getfixturevalue(who_asks)).get(f"/answers/{secrets.uuid}/").words
    assert all(secret in words for secret in SECRETS)


@pytest.mark.parametrize("who_asks", ["visitor", "other_focal", "member", "steward"])
def test_what_is_not_published_is_told_to_nobody_else(register, who_asks, request):
    by = reader(None if who_asks == "visitor" else request.getfixturevalue(who_asks))
    for address in (
        "/", "/register/", "/documents/", "/documents/ceb-2021-3/", "/register/export.csv",
        "/reports/?document=ceb-2021-3", "/reports/status.json",
    ):  # fmt: skip
        assert "Not told yet" not in by.client.get(f"/en{address}").content.decode(), address
    by.get("/items/hidden/", status=404)
    counted = by.get("/documents/").text("//main//tbody/tr/td[last()]")
    assert counted == ["2"]


def test_the_home_page_says_what_each_must_do(register, addressee, other_addressee, focal, other_focal, verifier):  # fmt: skip
    theirs = f"/en/answers/{other_addressee.uuid}/"
    assert theirs in reader(other_focal).get("/").links
    assert theirs not in reader(focal).get("/").links
    assert f"/en/answers/{addressee.uuid}/" in reader(verifier).get("/").links
    assert "/en/register/" in reader().get("/").links
