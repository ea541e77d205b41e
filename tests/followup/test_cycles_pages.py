"""The pages of reporting cycles, as those who ask and those who answer have them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quintet.core.models import Organization
from quintet.core.rules import RoleCode
from quintet.followup import actions, queries
from quintet.followup.models import (
    Addressee,
    Delegation,
    Item,
    ProgressEntry,
    QuestionAnswer,
    ReportingCycle,
    Response,
)
from tests.conftest import person
from tests.followup.acts import answer, claim, submit
from tests.followup.cycles import handed, opened, reply
from tests.site.pages import Reader

pytestmark = pytest.mark.django_db


def reader(somebody=None):
    return Reader(Client(), somebody)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def cycle(hlcm, addressee, other_addressee, secretary, now):
    """An open cycle of today, with a question, to be signed."""
    return opened(hlcm, secretary, at=now, signed=True, questions=["How often?"])


@pytest.fixture
def own(cycle):
    return f"/cycles/{cycle.slug}/organization/who/"


def more(item, *parties, count=1):
    """Further items addressed to the same parties."""
    made = []
    for number in range(count):
        other = Item.objects.get(pk=item.pk)
        other.pk, other.slug, other.number = None, f"more-{number}", f"{30 + number}"
        other.title, other.order = f"More {number}", number + 1
        other.save()
        made += [
            Addressee.objects.create(item=other, organization=party, known_on=item.known_on)
            for party in parties
        ]
    return made


def test_a_secretary_asks_and_everybody_sees_who_is_silent(
    hlcm, addressee, other_addressee, item, secretary, member, now
):
    by = reader(secretary)
    form = by.get("/cycles/new/").form(having="party")
    assert form.choices["party"] == ["body:HLCM"]
    day = now.date()
    by.send(form, expect=422, as_at=day.isoformat(), due_on=(day - timedelta(days=1)).isoformat())
    page = by.send(
        form, as_at=day.isoformat(), due_on=day.isoformat(), questions="How often?\n\nBy whom?"
    )
    cycle = ReportingCycle.objects.get()
    assert page.address == f"/en/cycles/{cycle.slug}/"
    assert "0 of 2 organizations and bodies have answered everything" in page.words
    assert [one.text for one in cycle.questions.all()] == ["How often?", "By whom?"]
    seen = reader(member).get("/cycles/")
    assert "0 of 2 answered" in seen.words
    assert "silent since the cycle opened" in reader().get(f"/items/{item.slug}/").words
    assert "/en/cycles/" in seen.links


def test_a_cycle_is_prefilled_from_the_registers_filter(
    hlcm, addressee, other_addressee, secretary
):
    by = reader(secretary)
    register = by.get("/register/?party=organization%3AWHO&kind=request")
    [address] = [one for one in register.links if "/cycles/new/" in one]
    page = by.get(address.removeprefix("/en"))
    assert "WHO in full (WHO)" in page.words
    assert "Request" in page.words
    day = timezone.now().date().isoformat()
    by.send(page.form(having="party"), as_at=day, due_on=day, document="ceb-2021-3")
    cycle = ReportingCycle.objects.get()
    assert cycle.wanted == {
        "body": "HLCM", "document": "ceb-2021-3", "kind": "request", "party": "organization:WHO",
    }  # fmt: skip
    assert [one.addressee for one in cycle.asks.all()] == [addressee]


def test_a_filter_that_fits_nothing_is_refused_with_a_sentence(hlcm, addressee, secretary):
    by = reader(secretary)
    form = by.get("/cycles/new/?kind=decision").form(having="party")
    day = timezone.now().date().isoformat()
    page = by.send(form, expect=422, as_at=day, due_on=day)
    assert "Nobody owes anything here" in page.words


def test_the_list_of_a_party_tells_what_it_owes_and_leads_to_each_answer(
    cycle, own, addressee, focal
):
    page = reader(focal).get(own)
    assert "1 of 1 items are still to be answered" in page.words
    assert f"/en/cycles/{cycle.slug}/answers/{addressee.uuid}/" in page.links
    assert "How often?" in page.words
    assert "Review risks" in page.words


def test_a_focal_point_answers_and_reports_on_one_page_and_goes_on_to_the_next(
    cycle, own, hlcm, item, who, addressee, focal, secretary, now
):
    actions.close_cycle(cycle=cycle, by=secretary, at=now)
    [second] = more(item, who)
    again = opened(hlcm, secretary, at=now)
    by = reader(focal)
    form = by.get(f"/cycles/{again.slug}/answers/{addressee.uuid}/").form(having="answer")
    page = by.send(
        form, press="next=1", answer="accepted", plan="Soon.", text="Begun.", status="in_progress"
    )
    assert page.address.endswith(f"/answers/{second.uuid}/")
    said, entry = Response.objects.get(), ProgressEntry.objects.get()
    assert (said.addressee, said.answer, said.plan, said.record) == (
        addressee, "accepted", "Soon.", "submitted",
    )  # fmt: skip
    assert (entry.text, entry.status, entry.as_at) == ("Begun.", "in_progress", again.as_at)
    form = page.form(having="answer")
    page = by.send(form, press="submit=1", answer="under_consideration")
    assert page.address.startswith(f"/en/cycles/{again.slug}/organization/who/")
    assert "0 of 2" not in page.words
    assert Response.objects.get(addressee=second).answer == "under_consideration"
    assert ProgressEntry.objects.count() == 1


def test_what_is_left_as_it_was_is_not_said_again(cycle, addressee, focal, validator, now):
    answer(addressee, focal, validator, at=now, plan="Soon.")
    by = reader(focal)
    address = f"/cycles/{cycle.slug}/answers/{addressee.uuid}/"
    form = by.get(address).form(having="answer")
    page = by.send(form, press="submit=1", expect=422)
    assert "Nothing is new here" in page.words
    by.send(form, press="submit=1", text="Done.", status="implemented")
    assert (Response.objects.count(), ProgressEntry.objects.count()) == (1, 1)


def test_a_draft_is_kept_and_submitted_as_it_is(cycle, addressee, focal):
    by = reader(focal)
    address = f"/cycles/{cycle.slug}/answers/{addressee.uuid}/"
    by.send(by.get(address).form(having="answer"), press="draft=1", answer="accepted", plan="P.")
    assert Response.objects.get().record == "draft"
    form = by.get(address).form(having="answer")
    page = by.send(form, press="draft=1", expect=422, text="Done.", status="implemented")
    assert "Progress has no draft" in page.words
    by.send(form, press="submit=1")
    assert [one.record for one in Response.objects.order_by("version")] == ["draft", "submitted"]
    page = by.get(address)
    assert "answer" not in page.form(having="text").names


def test_where_one_of_two_is_refused_neither_is_said(cycle, addressee, focal, now):
    by = reader(focal)
    form = by.get(f"/cycles/{cycle.slug}/answers/{addressee.uuid}/").form(having="answer")
    later = (now + timedelta(days=2)).date().isoformat()
    page = by.send(
        form, press="submit=1", expect=422, answer="accepted", text="Done.",
        status="implemented", as_at=later,
    )  # fmt: skip
    assert "day to come" in page.words
    page = by.send(form, press="submit=1", expect=422, answer="not_accepted")
    assert "Give the reason" in page.words
    assert not Response.objects.exists()
    assert not ProgressEntry.objects.exists()


def test_evidence_goes_with_the_report(cycle, addressee, focal):
    client = Client()
    client.force_login(focal)
    sent = {
        "text": "Done.", "status": "implemented", "as_at": cycle.as_at.isoformat(),
        "links": "https://example.org/minutes",
        "attachments": SimpleUploadedFile("minutes.txt", b"minutes"), "submit": "1",
    }  # fmt: skip
    address = f"/en/cycles/{cycle.slug}/answers/{addressee.uuid}/"
    assert client.post(address, sent).status_code == 302
    assert {one.name for one in ProgressEntry.objects.get().evidence.all()} == {
        "https://example.org/minutes", "minutes.txt",
    }  # fmt: skip


def test_an_officer_reviews_from_the_list_and_comes_back_to_it(
    cycle, own, addressee, focal, validator, now
):
    submit(addressee, focal, at=now)
    by = reader(validator)
    page = by.get(own)
    [address] = [one for one in page.links if "/responses/" in one]
    page = by.send(by.get(address.removeprefix("/en")).form(having="approve"), press="approve=1")
    assert page.address == f"/en{own}"
    assert "0 of 1 items are still to be answered" in page.words


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_an_act_leads_back_to_pages_of_this_site_only(elsewhere, addressee, focal):
    client = Client()
    client.force_login(focal)
    sent = {"text": "t", "due_on": ""}
    address = f"/en/answers/{addressee.uuid}/milestone/"
    assert client.post(f"{address}?next={elsewhere}", sent).url == f"/en/answers/{addressee.uuid}/"
    assert client.post(f"{address}?next=/en/cycles/", sent).url == "/en/cycles/"


def test_others_see_what_is_approved_and_no_more(
    cycle, own, addressee, who, focal, validator, other_focal, now
):
    submit(addressee, focal, at=now, draft=True)
    reply(cycle, who, focal, "Every year.", at=now, draft=True)
    [given] = handed([addressee], validator, focal, at=now, note="Quietly.")
    theirs, mine = reader(other_focal).get(own), reader(focal).get(own)
    for words in ("Draft", "Every year.", "delegated to"):
        assert words in mine.words
        assert words not in theirs.words
    assert f"/en/answers/{addressee.uuid}/" in theirs.links
    assert not [
        one for one in theirs.links if f"/answers/{addressee.uuid}/" in one and "cycles" in one
    ]
    assert "In preparation" in theirs.words
    detail = f"/answers/{addressee.uuid}/"
    assert "Quietly." in reader(focal).get(detail).words
    assert "Quietly." not in reader(other_focal).get(detail).words
    assert given.note == "Quietly."


def test_a_question_is_answered_approved_and_shown(cycle, own, who, focal, validator, other_focal):
    by = reader(focal)
    form = by.get(f"{own}questions/1/").form(having="text")
    page = by.send(form, press="draft=1", text="Every year.")
    assert page.address.startswith(f"/en{own}")
    form = by.get(f"{own}questions/1/").form(having="text")
    assert form.values["text"] == ["Every year."]
    by.send(form)
    said = QuestionAnswer.objects.get(record="submitted")
    officer = reader(validator)
    home = officer.get("/")
    assert f"/en/questions/{said.pk}/review/" in home.links
    review = officer.get(f"/questions/{said.pk}/review/")
    assert "Every year." in review.words
    officer.send(review.form(having="approve"), press="approve=1")
    assert "Every year." in reader(other_focal).get(own).words


def test_a_principal_signs_and_the_page_says_when_it_changed(
    cycle, own, addressee, who, focal, validator, now
):
    head = person("principal", RoleCode.PRINCIPAL, who)
    earlier = now - timedelta(minutes=5)
    answer(addressee, focal, validator, at=earlier)
    by = reader(head)
    assert "waits for your signature" in by.get("/").words
    page = by.send(by.get(own).form(to="/sign/"), note="As agreed.")
    assert "Signed" in page.words
    assert "As agreed." in page.words
    assert "waits for your signature" not in by.get("/").words
    claim(addressee, focal, validator, at=timezone.now())
    assert "Signed, changed since" in by.get(own).words
    assert "Signed, changed since" in by.get(f"/cycles/{cycle.slug}/").words


def test_what_is_ticked_is_delegated_and_found_on_the_first_page(
    hlcm, item, who, addressee, focal, secretary, now
):
    [second] = more(item, who)
    colleague = person("colleague", RoleCode.MEMBER, who)
    cycle = opened(hlcm, secretary, at=now)
    by = reader(focal)
    own = f"/cycles/{cycle.slug}/organization/who/"
    page = by.get(own).form(having="addressee")
    chosen = by.send(page, addressee=[str(addressee.uuid), str(second.uuid)])
    form = chosen.form(having="person")
    assert str(colleague.pk) in form.choices["person"]
    page = by.send(form, person=colleague.pk, unit="IT")
    assert page.address == f"/en{own}"
    assert "delegated to Colleague · IT" in page.words
    home = reader(colleague).get("/")
    assert "Delegated to you" in home.words
    theirs = reader(colleague).get(own)
    assert f"/en/cycles/{cycle.slug}/answers/{second.uuid}/" in theirs.links
    ends = by.get(f"/answers/{second.uuid}/").form(to="/end/")
    by.send(ends)
    assert Delegation.objects.filter(ended_at__isnull=True).count() == 1


def test_delegating_nothing_says_so(cycle, own, focal, other_focal, addressee):
    page = reader(focal).send(reader(focal).get(own).form(having="addressee"))
    assert "Choose what is to be delegated" in page.words
    reader(other_focal).get(f"/delegations/new/?addressee={addressee.uuid}", status=403)
    answer_of = Client()
    answer_of.force_login(focal)
    assert answer_of.get("/en/delegations/new/?addressee=nonsense").status_code == 302


def test_lists_are_narrowed_by_state(cycle, own, addressee, focal, validator, secretary, now):
    answer(addressee, focal, validator, at=now)
    by = reader(secretary)
    silent = by.get(f"/cycles/{cycle.slug}/?state=silent")
    assert "ILO in full" in silent.words
    assert "WHO in full" not in silent.words
    assert "Review risks" not in by.get(f"{own}?state=silent").words
    assert "Review risks" in by.get(f"{own}?state=nonsense").words


def test_a_closed_cycle_is_read_and_no_more(cycle, own, addressee, focal, secretary):
    by = reader(secretary)
    form = by.get(f"/cycles/{cycle.slug}/").form(to="/close/")
    page = by.send(form)
    assert "Closed on" in page.words
    assert not [one for one in page.forms if one.address.endswith("/close/")]
    theirs = reader(focal).get(own)
    assert "was closed on" in theirs.words
    assert not [
        one
        for one in theirs.links
        if "/questions/" in one or ("/cycles/" in one and "/answers/" in one)
    ]
    client = Client()
    client.force_login(focal)
    gone = client.get(f"/en/cycles/{cycle.slug}/answers/{addressee.uuid}/")
    assert gone.url == f"/en/answers/{addressee.uuid}/"
    assert not reader(focal).get("/").words.count("You are asked")


def test_what_a_cycle_does_not_ask_is_not_there(cycle, hlcm, ceb, focal):
    by = reader(focal)
    for address in (
        "/cycles/none/",
        f"/cycles/{cycle.slug}/body/hlcm/",
        f"/cycles/{cycle.slug}/organization/none/",
        f"/cycles/{cycle.slug}/organization/who/questions/9/",
        f"/cycles/{cycle.slug}/post/who/",
    ):
        by.get(address, status=404)


def test_who_nobody_speaks_for_is_shown(cycle, secretary, other_focal, focal):
    page = reader(secretary).get(f"/cycles/{cycle.slug}/")
    assert "nobody is focal point" not in page.words
    other_focal.roles.update(ends_on="2020-12-31")
    page = reader(secretary).get(f"/cycles/{cycle.slug}/")
    assert page.words.count("nobody is focal point") == 1


LISTS = {
    "/en/cycles/": 7,
    "/en/cycles/{slug}/": 14,
    "/en/cycles/{slug}/organization/who/": 19,
}


@pytest.mark.parametrize("address", LISTS)
def test_a_list_asks_as_often_for_three_rows_as_for_one(
    address, hlcm, item, who, addressee, focal, validator, secretary, now
):
    client = Client()
    client.force_login(focal)
    first = opened(hlcm, secretary, at=now, signed=True, questions=["How often?"])
    answer(addressee, focal, validator, at=now)
    address = address.format(slug=first.slug)

    def asked():
        client.get(address)
        with CaptureQueriesContext(connection) as told:
            assert client.get(address).status_code == 200
        return [one["sql"] for one in told.captured_queries if "SAVEPOINT" not in one["sql"]]

    for_one = asked()
    for one in more(item, who, count=2):
        submit(one, focal, at=now)
        handed([one], validator, focal, at=now)
        first.asks.create(addressee=one)
    for code in ("ABC", "DEF"):
        party = Organization.objects.create(code=code, names={"en": code}, kind="other")
        made = Addressee.objects.create(item=item, organization=party, known_on=item.known_on)
        first.asks.create(addressee=made)
        opened(hlcm, secretary, at=now)
    for_three = asked()
    assert queries.counted([first])[0].answers.asked == 5
    assert len(for_three) == len(for_one), "\n".join(for_three)
    assert len(for_one) == LISTS[address.replace(first.slug, "{slug}")], "\n".join(for_one)


def test_a_document_in_the_address_is_what_is_asked_about(hlcm, addressee, secretary):
    by = reader(secretary)
    page = by.get("/cycles/new/?document=ceb-2021-3")
    form = page.form(having="party")
    assert "document" not in form.names
    assert "CEB/2021/3" in page.words
    day = timezone.now().date().isoformat()
    by.send(form, as_at=day, due_on=day)
    assert ReportingCycle.objects.get().wanted["document"] == "ceb-2021-3"


def test_a_secretary_asks_for_progress_from_the_page_of_a_document(
    hlcm, addressee, document, secretary, member
):
    by = reader(secretary)
    [link] = [one for one in by.get(f"/documents/{document.slug}/").links if "/cycles/new/" in one]
    day = timezone.now().date().isoformat()
    by.send(by.get(link.removeprefix("/en")).form(having="party"), as_at=day, due_on=day)
    assert ReportingCycle.objects.get().wanted["document"] == document.slug
    theirs = reader(member).get(f"/documents/{document.slug}/").links
    assert not [one for one in theirs if "/cycles/new/" in one]


def test_a_body_has_a_list_too(hlcm, item, secretary, now):
    Addressee.objects.create(item=item, body=hlcm, known_on=item.known_on)
    cycle = opened(hlcm, secretary, at=now)
    page = reader(secretary).get(f"/cycles/{cycle.slug}/")
    [address] = [one for one in page.links if "/body/hlcm/" in one and "/cycles/" in one]
    assert "Review risks" in reader(secretary).get(address.removeprefix("/en")).words
