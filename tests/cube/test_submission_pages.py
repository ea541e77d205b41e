"""Figures come in by the page, are mended, approved, published and replaced, as people do it."""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from quintet.cube import actions, queries
from quintet.cube.models import Publication, Submission
from quintet.cube.rules import State
from tests.conftest import AT
from tests.cube.journey import FIGURES, HEAD, published, submitted
from tests.site.pages import Reader

pytestmark = pytest.mark.django_db
WRONG = HEAD + (
    "2020,WHO,expense,EXP,E01,ken,3,3.8,USD,100.25\n"
    "2020,WHO,expense,EXP,E01,ken,3,3.8,USD,1.00\n"
    "2020,WHO,expense,EXP,E02,LBN,3,3.d,USD,=1+1\n"
)


@pytest.fixture(autouse=True)
def _folder(tmp_path, settings):
    settings.DATA = tmp_path


def upload(reader, text, name="figures.csv", **fill):
    form = reader.get("/cube/submissions/new/").form(having="control_total")
    form.names.add("file")
    file = SimpleUploadedFile(name, text.encode())
    given = {"year": "2020", "measure": "expense", "file": file} | fill
    return reader.send(form, expect=given.pop("expect", 200), **given)


def fetched(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


def test_figures_go_from_the_page_to_the_public(ceb, who, data_steward, validator, publisher):
    page = upload(Reader(Client(), data_steward), FIGURES, control_total="250.00", note="Audited.")
    one = Submission.objects.get()
    assert page.address == f"/en/cube/submissions/{one.uuid}/"
    assert "Checked" in page.words
    assert "Nothing was found." in page.words
    assert "The figures sum to250.00The accounts give250.00Differencenone" in page.words

    second = Reader(Client(), validator)
    assert page.address in second.get("/").links  # it is among what needs them
    page = second.get(page.address)
    page = second.send(page.form(to="/approve/"))
    assert "The figures are approved." in page.words

    secretariat = Reader(Client(), publisher)
    assert page.address in secretariat.get("/cube/submissions/").links
    page = secretariat.send(secretariat.get(page.address).form(to="/publish/"))
    assert "As published" in page.words

    visitor = Reader(Client())
    row = Publication.objects.get()
    catalogue = visitor.get("/cube/publications/")
    assert f"/en/cube/publications/{row.pk}/" in catalogue.links
    page = visitor.get(f"/cube/publications/{row.pk}/")
    assert "250.00 USD" in page.words
    assert "Audited." in page.words
    assert row.sha256 in page.words
    assert "Publisher" not in page.words  # visitors learn nobody's name
    assert fetched(visitor.client, page.address + "figures.parquet")[:4] == b"PAR1"


def test_what_is_wrong_is_shown_repaired_and_checked_again(ceb, who, data_steward):
    reader = Reader(Client(), data_steward)
    page = upload(reader, WRONG)
    one = Submission.objects.get()
    assert "Errors are in the way." in page.words
    assert page.text("//table//td/bdi[text()='=1+1']") == ["=1+1"]
    assert not [form for form in page.forms if form.address.endswith("/approve/")]
    form = page.form(to="/repairs/")
    [proposal] = form.choices["proposal"]
    assert reader.send(form).words.count("Choose at least one repair.") == 1
    page = reader.send(form, proposal=[proposal])
    assert "The repairs are accepted" in page.words
    assert "Accepted repairs" in page.words
    one.refresh_from_db()
    repair = one.repairs.get()
    assert (repair.was, repair.becomes, repair.rows, repair.by) == ("ken", "KEN", 2, data_steward)
    assert "=1+1" in page.words  # what no repair is proposed for stays


def test_all_findings_are_downloaded_in_three_forms(ceb, who, data_steward):
    reader = Reader(Client(), data_steward)
    page = upload(reader, WRONG)
    rows = fetched(reader.client, page.address + "findings.csv").decode("utf-8-sig").splitlines()
    assert rows[0].startswith("rule,severity,row,line,column,value")
    assert any("'=1+1" in row for row in rows)  # no cell is a formula
    told = json.loads(fetched(reader.client, page.address + "findings.json"))
    assert told["rows"] == 3
    assert told["status"] == "error"
    assert len(told["findings"]) == len(rows) - 1
    book = load_workbook(BytesIO(fetched(reader.client, page.address + "marked.xlsx")))
    assert book["figures"].max_row == 4
    assert fetched(reader.client, page.address + "file") == WRONG.encode()
    assert reader.client.get(page.address + "findings.xml").status_code == 404


def test_a_restatement_shows_what_it_would_change(ceb, who, data_steward, validator, publisher):
    first = published(submitted(data_steward, who), validator, publisher)
    reader = Reader(Client(), data_steward)
    page = upload(reader, FIGURES.replace("49.50", "59.50"))
    assert "Total before250.00Total after260.00Difference10.00" in page.words
    assert "Say why warnings stay" in page.words
    lines = fetched(reader.client, page.address + "changes.csv").decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("changed,2020,WHO")
    assert "49.50,59.50" in lines[1]
    form = reader.get(page.address + "explain/").form(having="reason")
    page = reader.send(form, reason="Late invoices.")
    second = published(Submission.objects.latest("pk"), validator, publisher)

    visitor = Reader(Client())
    page = visitor.get(f"/cube/publications/{second.pk}/")
    assert "Late invoices." in page.words
    assert "10.00" in page.words
    assert f"/en/cube/publications/{first.pk}/" in page.links
    assert b"49.50,59.50" in fetched(visitor.client, page.address + "changes.csv")
    assert visitor.client.get(f"/en/cube/publications/{first.pk}/changes.csv").status_code == 404
    assert "Replaced" in visitor.get(f"/cube/publications/{first.pk}/").words


def test_figures_are_returned_with_the_reason_and_come_anew(ceb, who, data_steward, validator):
    one = submitted(data_steward, who)
    second, address = Reader(Client(), validator), f"/cube/submissions/{one.uuid}/"
    form = second.get(address).form(to="/return/")
    assert "required" in second.send(form, expect=422, reason="").words
    assert "Two funds are missing." in second.send(form, reason="Two funds are missing.").words
    reader = Reader(Client(), data_steward)
    assert f"/en{address}" in reader.get("/").links
    upload(reader, FIGURES)  # the same file may come again
    assert Submission.objects.count() == 2
    assert f"/en{address}" not in reader.get("/").links


def test_figures_are_taken_back(ceb, who, data_steward):
    one = submitted(data_steward, who)
    reader = Reader(Client(), data_steward)
    page = reader.send(reader.get(f"/cube/submissions/{one.uuid}/").form(to="/cancel/"))
    assert "Cancelled" in page.words
    assert not [
        form
        for form in page.forms
        if form.address != "/en/accounts/logout/" and form.method == "post"
    ]


def test_the_page_tells_how_far_a_check_is_and_ends_telling(client, ceb, who, data_steward):
    one = submitted(data_steward, who)
    Submission.objects.update(state=State.CHECKING, share=0.25)
    reader = Reader(client, data_steward)
    address = f"/en/cube/submissions/{one.uuid}/"
    page = reader.get(address)
    assert page.tree.xpath("//progress/@value") == ["0.25"]
    assert page.tree.xpath("//div[@id='progress']/@hx-get") == [address]
    assert address in page.links  # without a script
    assert "Nothing was found." not in page.words  # that was the last check
    Submission.objects.update(state=State.CHECKED)
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(ceb, who, data_steward):
    page = upload(Reader(Client(), data_steward), "\x00\x01\x02" * 100, name="figures.bin")
    assert "Could not be read" in page.words
    assert "Mend the file and submit it again." in page.words
    assert page.text("//section[@class='found-rule']")


@pytest.mark.parametrize(
    ("fill", "says"),
    [
        ({"year": "1999"}, "Year"),
        ({"year": "99999999999999999999"}, "Year"),
        ({"year": ""}, "Year"),
        ({"control_total": "much"}, "Control total"),
        ({"control_total": "9" * 40}, "Control total"),
        ({"file": SimpleUploadedFile("empty.csv", b"")}, "File"),
    ],
)
def test_a_form_that_is_wrong_says_where(ceb, who, data_steward, fill, says):
    page = upload(Reader(Client(), data_steward), FIGURES, expect=422, **fill)
    assert page.text("//div[@role='alert']//li/a")[0].startswith(says)


def test_figures_may_be_larger_than_documents_but_not_without_bound(
    client, ceb, who, data_steward, settings
):
    settings.REQUEST_BOUND, settings.CUBE_BOUND = 100, 300
    reader = Reader(client, data_steward)
    assert "larger than" in upload(reader, FIGURES * 2, expect=422).words
    upload(reader, FIGURES)
    assert Submission.objects.count() == 1
    settings.CUBE_BOUND = -1024 * 1024
    for address in ("/en/cube/submissions/new/", "/api/v1/cube/submissions"):
        assert client.post(address, {"year": "2020"}).status_code == 413


def test_an_organization_sees_its_own_and_the_secretariat_what_is_approved(
    client, ceb, who, ilo, data_steward, validator, publisher, other_validator
):
    one = submitted(data_steward, who)
    address = f"/en/cube/submissions/{one.uuid}/"
    pages = ("", "findings.csv", "findings.json", "marked.xlsx", "file", "changes.csv")
    for person in (other_validator, publisher):
        client.force_login(person)
        assert {client.get(address + page).status_code for page in pages} == {404}
        assert "WHO" not in Reader(client).get("/cube/submissions/").words
    actions.approve(submission=one, by=validator, at=AT)
    client.force_login(publisher)
    assert client.get(address).status_code == 200
    client.force_login(other_validator)
    assert client.get(address).status_code == 404
    assert client.get("/en/cube/submissions/new/").status_code == 403
    assert client.post(address + "approve/").status_code == 404


def test_what_is_not_ones_own_to_do_is_refused(client, ceb, who, data_steward, validator):
    one = submitted(data_steward, who)
    address = f"/en/cube/submissions/{one.uuid}/"
    client.force_login(data_steward)
    assert client.post(address + "approve/").status_code == 403
    assert client.post(address + "publish/").status_code == 403
    assert client.get(address + "return/").status_code == 403
    client.force_login(validator)
    assert client.post(address + "cancel/").status_code == 403
    assert client.post(address + "repairs/", {"all": "1"}).status_code == 403
    assert client.get(address + "explain/").status_code == 403
    assert Submission.objects.get().state == "checked"


def test_the_template_is_of_the_year_and_in_the_language_that_are_asked_for(client):
    book = load_workbook(BytesIO(fetched(client, "/ar/cube/submissions/template.xlsx?year=2020")))
    assert book["figures"]["A1"].value == "year"
    names = {row[0].value: row[1].value for row in book["location"].iter_rows(min_row=2)}
    assert names["KEN"] == "كينيا"
    head = fetched(client, "/en/cube/submissions/template.csv").decode("utf-8-sig")
    assert head.startswith("year,entity")
    for wrong in ("template.pdf", "template.xlsx?year=1850", "template.csv?language=tlh"):
        assert client.get(f"/en/cube/submissions/{wrong}").status_code == 404


def test_the_secretariat_withdraws_what_is_published(
    client, ceb, who, data_steward, validator, publisher
):
    row = published(submitted(data_steward, who), validator, publisher)
    address = f"/cube/publications/{row.pk}/withdraw/"
    client.force_login(data_steward)
    assert client.get(f"/en{address}").status_code == 403
    reader = Reader(client, publisher)
    assert "required" in reader.send(reader.get(address).form(having="reason"), expect=422).words
    page = reader.send(reader.get(address).form(having="reason"), reason="Wrong currency.")
    assert "Wrong currency." in page.words
    assert "Withdrawn" in page.words
    page = reader.get("/cube/publications/?status=withdrawn")
    assert row.series in page.words
    assert "Nothing matches" in reader.get("/cube/publications/?status=stands&year=2020").words
    assert (
        row.series in reader.get("/cube/publications/?entity=WHO&year=2020&measure=expense").words
    )
    assert row.series in reader.get("/cube/publications/?entity=%00&year=much&measure=x").words


def test_a_published_file_that_is_lost_is_said_to_be(
    client, ceb, who, data_steward, validator, publisher
):
    first = published(submitted(data_steward, who), validator, publisher)
    again = submitted(data_steward, who, FIGURES.replace("49.50", "59.50"), reason="Late.")
    second = published(again, validator, publisher)
    queries.path_of(first).unlink()
    page = Reader(client).get(f"/cube/publications/{second.pk}/")
    assert "Restore it." in page.words
    for address in (f"{second.pk}/changes.csv", f"{first.pk}/figures.parquet"):
        assert client.get(f"/en/cube/publications/{address}").status_code == 404


@pytest.mark.parametrize("address", ["/en/cube/submissions/", "/en/cube/publications/", "/en/"])
def test_lists_ask_the_database_as_often_for_three_as_for_one(
    client, ceb, who, data_steward, validator, publisher, address
):
    numbers = []
    for year in (2020, 2021, 2022):
        text = FIGURES.replace("2020", str(year))
        submitted(data_steward, who, text, year=year, at=AT.replace(year=2023))
        more = submitted(data_steward, who, text + "\n", year=year, at=AT.replace(year=2023))
        published(more, validator, publisher)
        client.force_login(validator)
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == 200
        numbers.append(len(caught))
    assert numbers[0] == numbers[2], numbers
