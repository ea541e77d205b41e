"""An organization answers, reports, and somebody else verifies: by pages without a script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quintet.core.models import JournalEntry
from quintet.core.queries import verify_journal
from quintet.followup.models import Evidence, ProgressEntry, Response, Verification
from quintet.followup.rules import NEED_A_REASON, Answer
from tests.site.pages import Page, Reader

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def reader(person=None) -> Reader:
    return Reader(Client(enforce_csrf_checks=True), person)


def act(by: Reader, addressee, name: str, *, press: str = "", expect: int = 200, **fill) -> Page:
    page = by.get(f"/answers/{addressee.uuid}/{name}/")
    return by.send(page.form(to=f"/{name}/"), press=press, expect=expect, **fill)


def review(by: Reader, said, press: str, *, expect: int = 200, **fill) -> Page:
    kind = "responses" if isinstance(said, Response) else "progress"
    page = by.get(f"/{kind}/{said.pk}/review/")
    return by.send(page.form(having="approve"), press=press, expect=expect, **fill)


@pytest.fixture
def answered(addressee, focal, validator):
    """WHO has said yes, and its officer has approved it."""
    act(reader(focal), addressee, "respond", answer="accepted", reason="We will.")
    review(reader(validator), Response.objects.get(), "approve")
    addressee.refresh_from_db()
    return addressee


@pytest.fixture
def claimed(answered, focal, validator):
    """WHO claims to be done, with a link and a file, and proposes closure."""
    act(
        reader(focal),
        answered,
        "progress",
        as_at="2021-10-01",
        text="It is done.",
        status="implemented",
        links="https://example.org/minutes",
        attachments=SimpleUploadedFile("minutes.pdf", PDF),
        proposes="on",
    )
    review(reader(validator), ProgressEntry.objects.get(), "approve")
    answered.refresh_from_db()
    return answered


@pytest.mark.parametrize("answer", [a for a in Answer if a is not Answer.AWAITING])
def test_each_answer_is_given_approved_and_seen_by_visitors(addressee, focal, validator, answer):
    told = act(reader(focal), addressee, "respond", answer=answer, reason="Because we say so.")
    said = Response.objects.get()
    assert said.record == "submitted"
    assert told.address.endswith(f"/answers/{addressee.uuid}/")
    assert "Because we say so." not in reader().get(f"/answers/{addressee.uuid}/").words

    review(reader(validator), said, "approve")

    addressee.refresh_from_db()
    assert addressee.answer == answer
    assert "Because we say so." in reader().get(f"/answers/{addressee.uuid}/").words


@pytest.mark.parametrize("answer", sorted(NEED_A_REASON))
def test_an_answer_that_needs_a_reason_is_refused_without_and_nothing_typed_is_lost(
    addressee, focal, answer
):
    told = act(
        reader(focal), addressee, "respond", expect=422, answer=answer, plan="Train everybody."
    )
    assert told.text("//*[@role='alert']")
    again = told.form(having="answer")
    assert (again.values["plan"], again.values["answer"]) == (["Train everybody."], [str(answer)])
    assert not Response.objects.exists()


def test_an_answer_must_be_chosen(addressee, focal):
    told = act(reader(focal), addressee, "respond", expect=422, reason="Well.")
    assert told.form(having="answer").values["reason"] == ["Well."]


def test_a_draft_is_kept_without_its_reason_and_taken_up_again(addressee, focal):
    focal_point = reader(focal)
    act(
        focal_point,
        addressee,
        "respond",
        press="draft",
        answer="not_accepted",
        plan="Ask the lawyers.",
        responsible="Legal\nPeople",
        due_on="2030-06-30",
    )
    assert Response.objects.get().record == "draft"

    form = focal_point.get(f"/answers/{addressee.uuid}/respond/").form(having="answer")
    assert form.values["answer"] == ["not_accepted"]
    assert form.values["plan"] == ["Ask the lawyers."]
    assert form.values["responsible"] == ["Legal\nPeople"]
    assert form.values["due_on"] == ["2030-06-30"]
    focal_point.send(form, reason="The law forbids it.")
    assert [r.record for r in Response.objects.order_by("version")] == ["draft", "submitted"]


def test_an_officer_returns_with_a_reason_then_approves_the_next_version(
    addressee, focal, validator
):
    act(reader(focal), addressee, "respond", answer="accepted")
    first = Response.objects.get()
    review(reader(validator), first, "return", expect=422)
    review(reader(validator), first, "return", reason="Say who does it.")
    first.refresh_from_db()
    assert (first.record, first.known_on) == ("returned", None)
    assert f"/en/answers/{addressee.uuid}/" in reader(focal).get("/").links
    assert "Say who does it." in reader(focal).get(f"/answers/{addressee.uuid}/").words

    act(reader(focal), addressee, "respond", answer="accepted", responsible="Legal")
    second = Response.objects.get(version=2)
    officer = reader(validator)
    assert f"/en/responses/{second.pk}/review/" in officer.get("/").links
    review(officer, second, "approve")
    addressee.refresh_from_db()
    assert addressee.answer == "accepted"


def test_what_has_been_decided_is_not_decided_again(answered, validator):
    told = review(reader(validator), Response.objects.get(), "return", expect=422, reason="Late")
    assert "decided already" in told.words


def test_progress_brings_a_link_and_a_file_that_is_handed_out_as_a_download(claimed, focal):
    assert (claimed.claimed, claimed.proposed) == ("implemented", True)
    link, file = Evidence.objects.order_by("pk")
    assert (link.url, file.name) == ("https://example.org/minutes", "minutes.pdf")

    page = reader().get(f"/items/{claimed.item.slug}/")
    assert {link.url, f"/en/evidence/{file.pk}/"} <= set(page.links)
    answer = Client().get(f"/en/evidence/{file.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("fill", "why"),
    [
        ({"as_at": "2999-01-01"}, "day to come"),
        ({"text": " "}, ""),
        ({"status": "in_progress", "proposes": "on"}, "Closure"),
        ({"links": "javascript:alert(1)"}, ""),
        ({"links": "ftp://example.org/a"}, ""),
        ({"attachments": SimpleUploadedFile("minutes.pdf", b"MZ\x90\x00" * 20)}, "Evidence"),
    ],
)
def test_progress_that_cannot_be_is_refused_whole(answered, focal, fill, why):
    given = {"as_at": "2021-10-01", "text": "Done.", "status": "implemented"} | fill
    told = act(reader(focal), answered, "progress", expect=422, **given)
    assert why in told.words
    assert told.text("//*[@role='alert']")
    assert not ProgressEntry.objects.exists()
    assert not Evidence.objects.exists()


def test_a_deadline_moves_with_a_reason_and_the_old_one_stays_in_sight(answered, focal):
    by = reader(focal)
    act(by, answered, "deadline", due_on="2030-01-31")
    act(by, answered, "deadline", expect=422, due_on="2030-03-31")
    act(by, answered, "deadline", due_on="2030-03-31", reason="The data came late.")

    words = reader().get(f"/answers/{answered.uuid}/").words
    assert "31 March 2030" in words
    assert "was 31 January 2030 · The data came late." in words


def test_a_milestone_is_added_and_met(answered, focal):
    by = reader(focal)
    act(by, answered, "milestone", text="Train the first ten", due_on="2021-12-31")
    step = answered.milestones.get()
    page = by.get(f"/milestones/{step.pk}/")
    by.send(page.form(having="met_on"), expect=422, met_on="2999-01-01")
    by.send(page.form(having="met_on"), met_on="2021-12-01")

    step.refresh_from_db()
    assert str(step.met_on) == "2021-12-01"
    words = reader().get(f"/answers/{answered.uuid}/").words
    assert "Train the first ten" in words
    assert "1 December 2021" in words


def test_a_verifier_returns_then_closes_and_reopens(claimed, focal, validator, verifier):
    judge = reader(verifier)
    assert f"/en/answers/{claimed.uuid}/" in judge.get("/").links
    act(judge, claimed, "verify", expect=422, verdict="returned")
    act(judge, claimed, "verify", verdict="returned", reason="The minutes are of another year.")
    claimed.refresh_from_db()
    assert (claimed.verdict, claimed.proposed) == ("", False)
    assert "another year" in reader(focal).get(f"/answers/{claimed.uuid}/").words

    act(
        reader(focal), claimed, "progress",
        as_at="2021-11-01", text="The right minutes.", status="implemented", proposes="on",
    )  # fmt: skip
    review(reader(validator), ProgressEntry.objects.order_by("pk").last(), "approve")
    act(judge, claimed, "verify", verdict="implemented")
    claimed.refresh_from_db()
    assert claimed.verdict == "implemented"

    form = judge.get(f"/answers/{claimed.uuid}/verify/").form(having="verdict")
    assert form.choices["verdict"] == ["reopened"]
    act(judge, claimed, "verify", verdict="reopened", reason="It has lapsed.")
    claimed.refresh_from_db()
    assert claimed.verdict == ""
    assert [v.verdict for v in Verification.objects.order_by("pk")] == [
        "returned",
        "implemented",
        "reopened",
    ]
    assert verify_journal(claimed.journal) is None
    assert verify_journal(claimed.item.document.organization) is None


def test_nothing_more_is_said_of_what_is_closed(claimed, focal, verifier):
    act(reader(verifier), claimed, "verify", verdict="implemented")
    by = reader(focal)
    form = by.get(f"/answers/{claimed.uuid}/progress/").form(having="links")
    told = by.send(form, expect=422, as_at="2021-11-02", text="More.")
    assert told.text("//*[@role='alert']")
    assert ProgressEntry.objects.count() == 1


def test_the_author_and_the_owner_are_not_offered_to_judge_themselves(claimed, focal, validator):
    for person in (focal, validator):
        links = reader(person).get(f"/answers/{claimed.uuid}/").links
        assert f"/en/answers/{claimed.uuid}/verify/" not in links


def test_the_history_tells_every_act_from_the_journal(claimed, verifier):
    act(reader(verifier), claimed, "verify", verdict="implemented", reason="Seen on site.")
    page = reader().get(f"/items/{claimed.item.slug}/")
    told = page.text("//ol[contains(@class, 'told')]/li")
    assert len(told) >= 3
    assert JournalEntry.objects.count() == 5
    assert any("Seen on site." in one for one in told)


def test_a_secretary_addresses_tags_and_archives(item, addressee, secretary, ilo):
    by = reader(secretary)
    assign = by.get(f"/items/{item.slug}/address/").form(having="party")
    by.send(assign, expect=422, party="Nobody at all")
    by.send(assign, party=f"{ilo.name} (ILO)", due_on="2030-01-01")
    assert item.addressees.filter(organization=ilo, due_on="2030-01-01").exists()

    goals = by.get(f"/items/{item.slug}/goals/").form(having="codes")
    by.send(goals, expect=422, codes="3 99")
    by.send(goals, codes="3, 8.8")
    assert set(item.tags.values_list("code", flat=True)) == {"3", "8.8"}
    again = by.get(f"/items/{item.slug}/goals/").form(having="codes")
    assert set(again.values["codes"][0].split()) == {"3", "8.8"}

    archive = by.get(f"/items/{item.slug}/archive/").form(having="reason")
    by.send(archive, expect=422)
    by.send(archive, reason="Told twice.")
    item.refresh_from_db()
    assert item.archived_on
    assert not reader().get("/register/").tree.xpath("//main//table")
