"""The pages of forms that go out and come back, as people have them, without a script."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quintet.followup import actions
from quintet.followup.models import Response, Return
from tests.followup.acts import answer
from tests.followup.returned import BACK, bring, in_csv, more_items, opened, sent_out
from tests.site.pages import Page, Reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(hlcm, secretary, addressee, other_addressee):
    return opened(hlcm, secretary)


@pytest.fixture
def data(cycle, who, focal):
    return sent_out(cycle, who, focal)[1]


@pytest.fixture
def torn(data, addressee, focal, validator):
    """A file with something to decide, something refused, something proposed."""
    answer(addressee, focal, validator, at=BACK, reason="On the page.")
    filled = {1: {"answer": "partially_accepted", "reason": "In the file.", "status": "in_progress"}, 2: {"reply": "Money."}}  # fmt: skip
    return bring(in_csv(data, filled), focal, at=BACK + timedelta(hours=1)).new[0]


def upload(client, person, cycle, data, name="form.csv"):
    client.force_login(person)
    file = SimpleUploadedFile(name, data)
    return client.post(f"/en/cycles/{cycle.slug}/return/", {"file": file}, follow=True)


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv"])
def test_a_focal_point_downloads_the_form_and_the_same_again(client, cycle, focal, ending):
    client.force_login(focal)
    address = f"/en/cycles/{cycle.slug}/organization/who/form.{ending}"
    first, again = client.get(address), client.get(address)
    assert first.content == again.content
    assert first["Content-Disposition"].endswith(f'-who-en.{ending}"')
    other = client.get(f"{address}?language=ar")
    assert other["Content-Disposition"].endswith(f'-who-ar.{ending}"')
    assert client.get(address.replace(ending, "pdf")).status_code == 404


def test_the_secretariat_downloads_the_forms_of_the_silent_in_one_zip(client, cycle, secretary):
    client.force_login(secretary)
    told = client.get(f"/en/cycles/{cycle.slug}/forms.zip?format=xlsx")
    names = ZipFile(BytesIO(told.content)).namelist()
    assert names == [f"{cycle.slug}-ilo-en.xlsx", f"{cycle.slug}-who-en.xlsx"]
    assert client.get(f"/en/cycles/{cycle.slug}/forms.zip?format=xlsx").content == told.content


def test_a_file_is_brought_back_and_its_page_tells_what_became_of_it(client, cycle, data, focal):
    told = upload(client, focal, cycle, in_csv(data, {1: {"answer": "accepted"}}))
    page = Page.of(told)
    assert "Accepted" in page.words
    assert page.text("//h2")[0].startswith("Proposed")
    again = upload(client, focal, cycle, in_csv(data, {1: {"answer": "accepted"}}))
    assert "was here before" in again.content.decode()


def test_a_file_that_is_no_form_is_refused_with_its_sentence(client, cycle, focal):
    told = upload(client, focal, cycle, b"Dear colleagues", "letter.txt")
    assert told.status_code == 422
    assert "letter.txt" in Page.of(told).words
    assert not Return.objects.exists()


def test_a_zip_of_several_leads_to_the_list(client, cycle, data, ilo, other_focal, secretary):
    other = sent_out(cycle, ilo, other_focal)[1]
    packed = BytesIO()
    with ZipFile(packed, "w") as container:
        container.writestr("who.csv", in_csv(data, {1: {"answer": "accepted"}}))
        container.writestr("ilo.csv", in_csv(other, {1: {"answer": "accepted"}}))
        container.writestr("readme.txt", b"Dear colleague")
    page = Page.of(upload(client, secretary, cycle, packed.getvalue(), "all.zip"))
    assert len(page.text("//tbody/tr")) == 2
    assert "2 files were taken over" in page.tree.text_content()
    assert "readme.txt" in page.tree.text_content()


def test_conflicts_come_first_side_by_side(client, torn, focal):
    page = Reader(client, focal).get(f"/returns/{torn.pk}/")
    heads = page.text("//h2")
    assert [head.partition(" (")[0] for head in heads] == ["Changed on both sides", "Refused", "Proposed"]  # fmt: skip
    assert "In the file." in page.words
    assert "On the page." in page.words
    assert "Say what was done." in page.words


def test_a_person_takes_the_files_words_with_one_click(client, torn, focal):
    reader = Reader(client, focal)
    page = reader.get(f"/returns/{torn.pk}/")
    row = torn.rows.get(state="conflict")
    [take, keep] = [form for form in page.forms if form.address.endswith(f"/rows/{row.pk}/")]
    assert (take.values["choice"], keep.values["choice"]) == (["file"], ["register"])
    page = reader.send(take)
    assert page.address == f"/en/returns/{torn.pk}/"
    assert "decided by Focal" in page.words
    assert Response.objects.order_by("version").last().reason == "In the file."


def test_a_person_writes_the_words_from_both(client, torn, focal):
    reader = Reader(client, focal)
    row = torn.rows.get(state="conflict")
    form = reader.get(f"/returns/rows/{row.pk}/").form(having="choice")
    assert form.values["reason"] == ["On the page.\n\nIn the file."]
    reader.send(form, choice="joined", reason="Both sides.")
    assert Response.objects.order_by("version").last().reason == "Both sides."


def test_words_that_the_rules_refuse_stay_in_the_form(client, torn, focal):
    reader = Reader(client, focal)
    row = torn.rows.get(state="refused")
    form = reader.get(f"/returns/rows/{row.pk}/").form(having="choice")
    page = reader.send(form, choice="joined", text="  ", expect=422)
    assert "Say what was done." in page.words
    page = reader.send(page.form(having="choice"), choice="joined", text="Half of it.")
    assert page.address == f"/en/returns/{torn.pk}/"


def test_a_file_by_mail_is_taken_over_with_one_click(client, cycle, data, focal):
    filled = in_csv(data, {1: {"answer": "accepted"}})
    [mailed] = actions.receive_return(
        data=filled, name="form.csv", sender="a@example.org", at=BACK
    ).new
    reader = Reader(client, focal)
    assert f"/en/returns/{mailed.pk}/" in reader.get("/").links
    page = reader.get(f"/returns/{mailed.pk}/")
    assert "a@example.org" in page.words
    page = reader.send(page.form(to="/take/"))
    assert Response.objects.get().by == focal
    assert f"/en/returns/{mailed.pk}/" not in reader.get("/").links


def test_conflicts_wait_on_the_first_page_until_they_are_decided(client, torn, focal):
    reader = Reader(client, focal)
    assert f"/en/returns/{torn.pk}/" in reader.get("/").links
    page = reader.get(f"/returns/{torn.pk}/")
    row = torn.rows.get(state="conflict")
    reader.send(next(f for f in page.forms if f.address.endswith(f"/rows/{row.pk}/")))
    assert f"/en/returns/{torn.pk}/" not in reader.get("/").links


def test_who_asks_does_not_read_what_the_party_has_not_approved(client, torn, cycle, secretary):
    reader = Reader(client, secretary)
    page = reader.get(f"/returns/{torn.pk}/")
    assert "In the file." not in page.words
    assert "until it is approved" in page.words
    assert f"/en/returns/{torn.pk}/" in reader.get(f"/cycles/{cycle.slug}/returns/").links


def test_who_brings_words_in_does_not_read_those_that_await_approval(
    client, data, addressee, focal, secretary
):
    from tests.followup.acts import submit

    submit(addressee, focal, at=BACK, reason="Between us.")
    filled = in_csv(data, {1: {"answer": "partially_accepted", "reason": "In the file."}})
    [returned] = bring(filled, secretary, at=BACK + timedelta(hours=1)).new
    page = Reader(client, secretary).get(f"/returns/{returned.pk}/")
    assert "In the file." in page.words
    assert "Between us." not in page.words
    assert "Words that await approval" in page.words


def test_others_see_an_empty_list(client, torn, cycle, other_focal, verifier):
    for person in (other_focal, verifier):
        page = Reader(client, person).get(f"/cycles/{cycle.slug}/returns/")
        assert f"/en/returns/{torn.pk}/" not in page.links


def queries(address, person):
    client = Client()
    client.force_login(person)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len([one for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]])


def test_the_list_asks_as_often_for_three_files_as_for_one(cycle, data, focal):
    address = f"/en/cycles/{cycle.slug}/returns/"
    bring(in_csv(data, {1: {"plan": "One."}}), focal)
    for_one = queries(address, focal)
    for n in (2, 3):
        bring(in_csv(data, {1: {"plan": f"{n}."}}), focal)
    assert queries(address, focal) == for_one == 8


@pytest.mark.parametrize("somebody", ["focal", "secretary"])
def test_a_file_asks_as_often_for_three_conflicts_as_for_one(
    hlcm, item, who, addressee, focal, validator, secretary, somebody, request
):
    person, asked = request.getfixturevalue(somebody), []
    for count in (0, 2):
        more_items(item, who, count=count)
        cycle = opened(hlcm, secretary, questions=[])
        data = sent_out(cycle, who, focal)[1]
        for one in who_is_asked(cycle):
            answer(one, focal, validator, at=BACK, reason=f"On the page {count}.")
        words = {"answer": "partially_accepted", "reason": "In the file."}
        numbers = range(1, cycle.asks.count() + 1)
        [returned] = bring(
            in_csv(data, dict.fromkeys(numbers, words)), person, at=BACK + timedelta(hours=1)
        ).new
        assert returned.rows.filter(state="conflict").count() == len(numbers)
        asked.append(queries(f"/en/returns/{returned.pk}/", person))
    assert asked[0] == asked[1] == (15 if somebody == "focal" else 16)


def who_is_asked(cycle):
    return [ask.addressee for ask in cycle.asks.all()]
