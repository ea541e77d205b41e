"""A cycle's report as issued, for whoever looks: the page, its files, corrections, the command."""

import hashlib
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from quintet.followup import actions
from quintet.followup.documents.data import report_from_json
from quintet.followup.models import Addressee, Item
from tests.conftest import AT, TODAY
from tests.followup.acts import answer
from tests.followup.api import Caller
from tests.followup.cycles import opened, reply
from tests.followup.issued import CLOSED_AT, closed
from tests.site.pages import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    """Whatever language a page was asked for in, before and after."""
    with translation.override("en"):
        yield


@pytest.fixture
def cycle(addressee, other_addressee, who, hlcm, secretary, focal, validator):
    """WHO has answered, ILO was silent, and it is closed."""
    cycle = opened(hlcm, secretary, questions=["What stood in the way?"], signed=True)
    answer(addressee, focal, validator, at=AT + timedelta(days=1), reason="We will.")
    said = reply(cycle, who, focal, "Time and money.", at=AT + timedelta(days=1))
    actions.review_question_answer(said=said, approve=True, by=validator, at=AT + timedelta(days=2))
    return actions.close_cycle(cycle=cycle, by=secretary, at=CLOSED_AT)


@pytest.fixture
def corrected(cycle, item, secretary):
    item.title = "Review all risks"
    item.save()
    actions.freeze(
        cycle=cycle, reason="The title was wrong.", by=secretary, at=CLOSED_AT + timedelta(days=1)
    )
    return cycle


def test_everybody_reads_the_report_as_it_was_issued(cycle, item):
    item.title = "Another title"
    item.save()
    page = Reader(Client()).get(f"/cycles/{cycle.slug}/issued/1/")
    assert "Version 1, issued on 10 November 2021" in page.words
    assert "As at 11 October 2021, by what was known on 10 November 2021" in page.words
    assert "Review risks" in page.words
    assert "Another title" not in page.words
    assert "In this cycle: Silent" in page.words
    assert "Time and money." in page.words
    asked = page.text("//h2[.='Who was asked']/following::table[1]/tbody/tr")
    assert asked == ["ILO in full1001Not signed", "WHO in full1100Not signed"]


def test_the_closed_cycle_leads_to_its_report(cycle, secretary):
    page = Reader(Client(), secretary).get(f"/cycles/{cycle.slug}/")
    [link] = [one for one in page.links if one.endswith("/issued/")]
    answer = Client().get(link, follow=True)
    assert answer.redirect_chain == [(f"/en/cycles/{cycle.slug}/issued/1/", 302)]


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "docx"])
def test_a_file_is_always_the_same_and_its_hash_stands_on_the_page(cycle, item, form):
    reader, client = Reader(Client()), Client()
    address = f"/en/cycles/{cycle.slug}/issued/1/report.{form}?language=fr"
    assert address in reader.get(f"/cycles/{cycle.slug}/issued/1/").links
    first = b"".join(client.get(address))
    item.text = "Other words"
    item.save()
    again = client.get(address)
    assert b"".join(again) == first
    assert again["Content-Disposition"] == f'attachment; filename="{cycle.slug}-v1-fr.{form}"'
    page = Reader(Client(), language="fr").get(f"/cycles/{cycle.slug}/issued/1/")
    assert hashlib.sha256(first).hexdigest() in page.text("//code")


def test_without_a_language_the_file_is_in_the_pages(cycle):
    data = b"".join(Client().get(f"/ar/cycles/{cycle.slug}/issued/1/report.json"))
    assert report_from_json(data).words.language == "ar"


def test_a_correction_is_a_new_version_with_its_reason_and_what_it_tells_differently(corrected):
    reader = Reader(Client())
    page = reader.get(f"/cycles/{corrected.slug}/issued/2/")
    assert "The title was wrong." in page.words
    changes = page.text("//h2[@id='changes']/following-sibling::h3[1]")
    assert changes == ["Words changed (2)"]
    assert f"/en/cycles/{corrected.slug}/issued/1/" in page.links
    [every] = [one for one in page.links if "/changes/" in one]
    assert "Words changed" in reader.get(every).words
    earlier = reader.get(f"/cycles/{corrected.slug}/issued/1/")
    assert "A later version corrects this one." in earlier.words
    assert f"/en/cycles/{corrected.slug}/issued/2/" in earlier.links
    assert "Review all risks" not in earlier.words
    assert not earlier.tree.xpath("//h2[@id='changes']")


def test_its_secretariat_issues_it_again_from_the_page(cycle, secretary):
    reader = Reader(Client(), secretary)
    page = reader.get(f"/cycles/{cycle.slug}/issued/1/")
    [link] = [one for one in page.links if one.endswith("/issue/")]
    form = reader.get(link).form(having="reason")
    refused = reader.send(form, reason="", expect=422)
    done = reader.send(refused.form(having="reason"), reason="An answer was lost.")
    assert done.address == f"/en/cycles/{cycle.slug}/issued/2/"
    assert "A new version is issued; the earlier one stays." in done.words
    assert "An answer was lost." in done.words


def test_others_are_not_offered_to_issue_it(cycle, focal):
    page = Reader(Client(), focal).get(f"/cycles/{cycle.slug}/issued/1/")
    assert not [one for one in page.links if one.endswith("/issue/")]


@pytest.mark.parametrize(
    "path", ["issued/2/", "issued/0/", "issued/1/report.txt", "issued/1/report.csv?language=tlh"]
)
def test_what_was_not_issued_is_not_here(cycle, path):
    assert Client().get(f"/en/cycles/{cycle.slug}/{path}").status_code == 404


def test_programs_read_what_was_issued_and_what_it_corrects(corrected, secretary):
    visitor = Caller()
    newest, first = visitor.get(f"cycles/{corrected.slug}/issued")["items"]
    assert (newest["version"], newest["reason"]) == (2, "The title was wrong.")
    assert first["reason"] == ""
    report = visitor.send("GET", f"cycles/{corrected.slug}/issued/1/report", {"language": "en"})
    data = b"".join(report)
    [english] = [one for one in first["files"] if one["language"] == "en"]
    assert (english["form"], english["sha256"]) == ("json", hashlib.sha256(data).hexdigest())
    told = visitor.get(f"cycles/{corrected.slug}/issued/2/changes")
    assert {(one["kind"], one["addressee"]) for one in told} == {
        ("words_changed", "ILO"),
        ("words_changed", "WHO"),
    }
    assert visitor.get(f"cycles/{corrected.slug}/issued/1/changes") == []
    again = Caller(secretary).post(
        f"cycles/{corrected.slug}/issued", {"reason": "Once more."}, status=201
    )
    assert again["version"] == 3
    assert visitor.get(f"cycles/{corrected.slug}/issued/3")["files"] == again["files"]


def test_the_command_writes_the_very_bytes_that_were_issued(corrected, tmp_path):
    out = tmp_path / "report.csv"
    client = Client()
    for version, options in ((2, []), (1, ["--issued=1"])):
        call_command("report", "--cycle", corrected.slug, *options, "--format=csv", f"--out={out}")
        address = f"/en/cycles/{corrected.slug}/issued/{version}/report.csv"
        assert out.read_bytes() == b"".join(client.get(address))


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--cycle=none"], "no reporting cycle none"),
        (["--cycle=hlcm-2021-10-11", "--issued=9"], "no version 9 has been issued"),
        (["--cycle=hlcm-2021-10-11", "--body=HLCM"], "goes without a filter"),
        (["--issued=1"], "name the --cycle"),
    ],
)
def test_the_command_says_what_was_not_issued(cycle, options, why, tmp_path):
    assert cycle.slug == f"hlcm-{TODAY}"
    with pytest.raises(CommandError, match=why):
        call_command("report", *options, "--format=csv", f"--out={tmp_path / 'x'}")


def test_a_cycle_that_is_open_has_issued_nothing(addressee, hlcm, secretary, tmp_path):
    cycle = opened(hlcm, secretary)
    with pytest.raises(CommandError, match="no report has been issued"):
        call_command("report", "--cycle", cycle.slug, "--format=csv", f"--out={tmp_path / 'x'}")
    assert Client().get(f"/en/cycles/{cycle.slug}/issued/1/").status_code == 404


def test_the_page_asks_as_often_for_three_rows_as_for_one(hlcm, item, document, who, secretary):
    Addressee.objects.create(item=item, organization=who, known_on=item.known_on)
    for_one = asked_for(closed(hlcm, secretary, at=AT))
    for n in (1, 2):
        more = Item.objects.create(
            slug=f"more-{n}", document=document, kind="request", number=str(n), text="More",
            start=0, end=1, confirmed_by=secretary, confirmed_at=AT, known_on=item.known_on,
            published_on=item.known_on,
        )  # fmt: skip
        Addressee.objects.create(item=more, organization=who, known_on=item.known_on)
    assert asked_for(closed(hlcm, secretary, at=AT)) == for_one == 8


def asked_for(cycle) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(f"/en/cycles/{cycle.slug}/issued/1/").status_code == 200
    return len(captured)
