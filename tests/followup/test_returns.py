"""A file comes back: unchanged rows do nothing, changed ones are proposed, the rest a person decides."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from quintet.core.models import JournalEntry, Notice
from quintet.core.public import NotAllowed
from quintet.followup import actions, queries
from quintet.followup.models import (
    Addressee,
    FormRow,
    ProgressEntry,
    QuestionAnswer,
    ReportingForm,
    Response,
    Return,
    ReturnedRow,
)
from quintet.followup.rules import Record, ReturnState, RowState
from quintet.followup.rules.returns import Choice
from tests.conftest import AT
from tests.followup.acts import answer, claim, report, submit, told
from tests.followup.returned import (
    BACK,
    SENT,
    bring,
    in_csv,
    more_items,
    opened,
    row_of,
    sent_out,
    states,
)

pytestmark = pytest.mark.django_db
REPORTED = {"status": "in_progress", "text": "Half of the risks were reviewed."}
ANSWERED = {"answer": "accepted", "plan": "Review them.", "responsible": "OES\nPMU"}


@pytest.fixture
def cycle(hlcm, addressee, other_addressee, secretary):
    return opened(hlcm, secretary)


@pytest.fixture
def form(cycle, who, focal):
    return sent_out(cycle, who, focal)


def filled(form, **cells):
    """The form with the first row filled in."""
    return in_csv(form[1], {1: cells})


# --- forms go out -------------------------------------------------------------------------------


def test_a_form_holds_what_the_register_says_and_the_questions(
    cycle, addressee, focal, validator, who
):
    answer(addressee, focal, validator, reason="Yes.", due_on=date(2021, 12, 1))
    form, data = sent_out(cycle, who, focal)
    first, question = form.rows.all()
    assert first.sent == {
        "answer": "accepted", "reason": "Yes.", "plan": "", "responsible": "",
        "due_on": "2021-12-01", "status": "", "text": "", "as_at": "", "evidence": "",
    }  # fmt: skip
    assert (question.question.text, question.sent) == ("What helped?", {"reply": ""})
    assert b"What helped?" in data


def test_a_form_that_nothing_has_changed_since_is_the_same_again(form, cycle, who, focal):
    before = JournalEntry.objects.count()
    again = sent_out(cycle, who, focal, at=BACK)
    assert again == form
    assert JournalEntry.objects.count() == before


def test_a_form_after_a_change_in_the_register_is_a_new_one(form, cycle, who, addressee, focal):
    submit(addressee, focal, at=BACK)
    again, _data = sent_out(cycle, who, focal, at=BACK)
    assert again.code != form[0].code
    assert row_of(again, addressee).sent["answer"] == "accepted"


def test_a_form_after_further_progress_is_a_new_one_though_its_cells_are_empty_again(
    form, cycle, who, addressee, focal
):
    report(addressee, focal, at=BACK, status=None)
    again, _data = sent_out(cycle, who, focal, at=BACK + timedelta(hours=1))
    assert again != form[0]
    assert row_of(again, addressee).sent == row_of(form[0], addressee).sent


def test_who_asks_is_not_sent_what_awaits_approval(cycle, who, addressee, focal, secretary):
    submit(addressee, focal, reason="Between us.")
    form, data = sent_out(cycle, who, secretary)
    assert row_of(form, addressee).sent["answer"] == ""
    assert b"Between us." not in data


def test_a_delegate_gets_what_was_handed_over_and_no_questions(
    cycle, item, ilo, member, other_focal, other_addressee, hlcm, secretary
):
    [other] = more_items(item, ilo, count=1)
    later = opened(hlcm, secretary, as_at=date(2021, 10, 1))
    actions.delegate(addressees=[other], person=member, by=other_focal, at=AT)
    form, _data = sent_out(later, ilo, member)
    assert [row.addressee for row in form.rows.all()] == [other]


@pytest.mark.parametrize("who_asks", ["other_focal", "verifier", "steward", "member"])
def test_a_form_is_nobody_elses(cycle, who, who_asks, request):
    with pytest.raises(PermissionDenied):
        sent_out(cycle, who, request.getfixturevalue(who_asks))


def test_no_form_of_a_closed_cycle_and_none_that_asks_nothing(cycle, ceb, who, focal, secretary):
    with pytest.raises(NotAllowed, match="asks nothing of CEB"):
        sent_out(cycle, ceb, secretary)
    actions.close_cycle(cycle=cycle, by=secretary, at=AT)
    cycle.refresh_from_db()
    with pytest.raises(NotAllowed, match="closed"):
        sent_out(cycle, who, focal)


def test_the_secretariat_makes_the_forms_of_all_who_are_silent(
    cycle, addressee, focal, secretary, ilo
):
    submit(addressee, focal)
    forms = actions.make_silent_forms(cycle=cycle, language="fr", by=secretary, at=SENT)
    assert [(form.owner, form.language) for form in forms] == [(ilo, "fr")]
    with pytest.raises(PermissionDenied):
        actions.make_silent_forms(cycle=cycle, language="fr", by=focal, at=SENT)


def test_where_nobody_is_silent_there_are_no_forms_to_send(
    cycle, addressee, other_addressee, focal, other_focal, secretary
):
    submit(addressee, focal)
    submit(other_addressee, other_focal)
    with pytest.raises(NotAllowed, match="Nobody is silent"):
        actions.make_silent_forms(cycle=cycle, language="en", by=secretary, at=SENT)


def test_after_a_form_came_back_the_next_is_a_new_one(form, cycle, who, addressee, focal):
    bring(in_csv(form[1], {1: {"answer": "not_accepted", "status": "in_progress", "text": "Some."}}), focal)  # fmt: skip
    entry = ProgressEntry.objects.get()
    entry.delete()  # as if it had never been approved
    again, _data = sent_out(cycle, who, focal, at=BACK)
    assert again != form[0]


def test_two_forms_never_have_the_same_code(cycle, who, ilo, focal, other_focal, monkeypatch):
    codes = iter(["AAAAA", "AAAAA", "BBBBB"])
    monkeypatch.setattr("quintet.followup.actions.returns.forms.new_code", lambda: next(codes))
    assert sent_out(cycle, who, focal)[0].code == "AAAAA"
    assert sent_out(cycle, ilo, other_focal)[0].code == "BBBBB"


# --- files come back ----------------------------------------------------------------------------


def test_a_form_that_was_not_filled_in_does_nothing(form, focal):
    before = told()
    brought = bring(form[1], focal)
    [returned] = brought.new
    assert set(returned.rows.values_list("state", flat=True)) == {RowState.UNCHANGED}
    assert not Response.objects.exists()
    assert not ProgressEntry.objects.exists()
    assert told()[len(before) :] == [("WHO", "followup.return_taken")]


def test_what_only_the_file_changed_is_proposed_and_awaits_approval(form, focal, addressee):
    data = in_csv(form[1], {1: ANSWERED | REPORTED, 2: {"reply": "Money."}})
    [returned] = bring(data, focal).new
    assert states(returned) == {
        "response": ["proposed"], "progress": ["proposed"], "question": ["proposed"],
    }  # fmt: skip
    said, entry, reply = Response.objects.get(), ProgressEntry.objects.get(), QuestionAnswer.objects.get()  # fmt: skip
    assert (said.answer, said.plan, said.responsible) == ("accepted", "Review them.", ["OES", "PMU"])  # fmt: skip
    assert (entry.status, entry.text, entry.as_at) == (*REPORTED.values(), date(2021, 9, 30))
    assert reply.text == "Money."
    assert {said.record, entry.record, reply.record} == {Record.SUBMITTED}
    addressee.refresh_from_db()
    assert addressee.answer == "awaiting"  # nothing counts before it is approved


def test_the_entries_name_the_file_and_who_brought_it(form, focal):
    bring(filled(form, **ANSWERED), focal)
    entry = JournalEntry.objects.get(verb="followup.answer_submitted")
    assert entry.actor == str(focal.uuid)
    assert entry.payload.data["returned"]["name"] == "form.csv"


def test_officers_are_told_once_of_the_whole_file(form, focal, validator):
    Notice.objects.all().delete()
    bring(filled(form, **ANSWERED, **REPORTED), focal)
    notice = Notice.objects.get(person=validator)
    assert "2" in notice.subject
    assert notice.path == "/approvals/"


def test_the_same_file_again_is_known_and_changes_nothing(form, focal):
    data = filled(form, **ANSWERED)
    [returned] = bring(data, focal).new
    before = told()
    again = bring(data, focal, name="copy of form.csv")
    assert (again.new, again.known) == ((), (returned,))
    assert told() == before


def test_the_same_words_in_other_bytes_change_nothing(form, focal):
    bring(filled(form, **ANSWERED, **REPORTED), focal)
    spaced = ANSWERED | {"plan": "Review  them. "} | REPORTED
    [returned] = bring(filled(form, **spaced), focal).new
    assert states(returned)["response"] == states(returned)["progress"] == ["unchanged"]
    assert Response.objects.count() == ProgressEntry.objects.count() == 1


def test_further_words_in_a_later_file_are_a_further_entry(form, focal):
    bring(filled(form, **REPORTED), focal)
    [returned] = bring(filled(form, **REPORTED | {"text": "All of them."}), focal).new
    assert states(returned)["progress"] == ["proposed"]
    assert [entry.text for entry in ProgressEntry.objects.order_by("pk")][-1] == "All of them."


def test_words_that_were_returned_to_their_author_can_come_again_in_a_file(form, focal, validator):
    bring(filled(form, **REPORTED), focal)
    entry = ProgressEntry.objects.get()
    actions.review_progress(entry=entry, approve=False, reason="How many?", by=validator, at=BACK)
    later = BACK + timedelta(hours=1)
    [returned] = bring(filled(form, **REPORTED | {"text": "Nine of 18."}), focal, at=later).new
    assert states(returned)["progress"] == ["proposed"]


def test_a_deleted_column_says_nothing(form, focal, addressee, validator):
    answer(addressee, focal, validator, reason="Yes.", plan="A plan.")
    data = in_csv(form[1], {1: REPORTED}, without=("answer", "reason", "plan", "due_on", "responsible"))  # fmt: skip
    [returned] = bring(data, focal).new
    assert states(returned).get("response") is None
    assert states(returned)["progress"] == ["proposed"]


def test_a_row_that_the_rules_refuse_is_refused_by_their_sentence_and_the_others_go_on(
    hlcm, item, who, ilo, addressee, other_addressee, focal, secretary
):
    more_items(item, who, count=1)
    form = sent_out(opened(hlcm, secretary), who, focal)
    data = in_csv(form[1], {1: {"answer": "not_accepted"}, 2: ANSWERED})
    [returned] = bring(data, focal).new
    assert states(returned)["response"] == ["refused", "proposed"]
    refused = returned.rows.get(state=RowState.REFUSED)
    assert refused.why == "Give the reason for this answer."
    assert Response.objects.count() == 1


def test_a_status_without_words_is_asked_for_its_words(form, focal):
    [returned] = bring(filled(form, status="in_progress"), focal).new
    assert returned.rows.get(part="progress").why == "Say what was done."


@pytest.mark.parametrize("link", ["https://example.org/" + "a" * 1_000, "the minutes", "javascript:x"])  # fmt: skip
def test_a_link_that_is_no_address_or_too_long_is_refused(form, focal, link):
    [returned] = bring(filled(form, **REPORTED, evidence=link), focal).new
    assert states(returned)["progress"] == ["refused"]
    assert not ProgressEntry.objects.exists()


def test_names_that_no_database_holds_are_made_legible(form, focal):
    [returned] = bring(form[1], focal, name="a\x00b\udcff\u202ec.csv").new
    assert returned.name == "abc.csv"


# --- changed on both sides ----------------------------------------------------------------------


def torn(form, addressee, focal, validator):
    """The register and the file say different things of the first row."""
    answer(addressee, focal, validator, at=BACK, reason="On the page.")
    data = filled(form, answer="partially_accepted", reason="In the file.")
    [returned] = bring(data, focal, at=BACK + timedelta(hours=1)).new
    return returned.rows.get(part="response")


LATER = BACK + timedelta(days=1)


def test_what_was_changed_on_both_sides_waits_for_a_person(form, addressee, focal, validator):
    row = torn(form, addressee, focal, validator)
    assert row.state == RowState.CONFLICT
    assert row.told["sent"]["answer"] == ""
    assert row.told["file"]["reason"] == "In the file."
    assert row.told["now"]["reason"] == "On the page."
    assert Response.objects.count() == 1


def test_the_same_change_on_both_sides_is_no_conflict(form, addressee, focal, validator):
    answer(addressee, focal, validator, at=BACK, reason="Yes.")
    [returned] = bring(filled(form, answer="accepted", reason="Yes."), focal).new
    assert states(returned)["response"] == ["same"]
    assert Response.objects.count() == 1


def test_a_person_takes_the_words_of_the_file(form, addressee, focal, validator):
    row = torn(form, addressee, focal, validator)
    row = actions.decide_conflict(row=row, choice=Choice.FILE, by=focal, at=LATER)
    assert (row.state, row.decided_by) == (RowState.PROPOSED, focal)
    last = Response.objects.order_by("version").last()
    assert (last.answer, last.reason, last.record) == ("partially_accepted", "In the file.", Record.SUBMITTED)  # fmt: skip


def test_a_person_keeps_the_words_of_the_register(form, addressee, focal, validator):
    row = torn(form, addressee, focal, validator)
    row = actions.decide_conflict(row=row, choice=Choice.REGISTER, by=focal, at=LATER)
    assert row.state == RowState.KEPT
    assert Response.objects.count() == 1
    assert told()[-1] == ("WHO", "followup.return_kept")
    with pytest.raises(NotAllowed, match="decided already"):
        actions.decide_conflict(row=row, choice=Choice.FILE, by=focal, at=LATER)


def test_a_person_writes_the_words_anew_from_both(form, addressee, focal, validator):
    row = torn(form, addressee, focal, validator)
    joined = {"reason": "Both."}
    actions.decide_conflict(row=row, choice=Choice.JOINED, joined=joined, by=focal, at=LATER)
    last = Response.objects.order_by("version").last()
    assert (last.answer, last.reason) == ("partially_accepted", "Both.")


def test_what_the_file_did_not_change_stays_as_the_register_has_it(
    form, addressee, focal, validator
):
    answer(addressee, focal, validator, at=BACK, reason="Yes.", plan="The register's plan.")
    [returned] = bring(filled(form, answer="accepted", reason="Yes, and."), focal, at=LATER).new
    row = returned.rows.get(part="response")
    actions.decide_conflict(row=row, choice=Choice.FILE, by=focal, at=LATER)
    last = Response.objects.order_by("version").last()
    assert (last.reason, last.plan) == ("Yes, and.", "The register's plan.")


def test_a_decision_that_the_rules_refuse_decides_nothing(form, addressee, focal, validator):
    row = torn(form, addressee, focal, validator)
    submit(addressee, focal, at=LATER)
    with pytest.raises(NotAllowed, match="awaits approval"):
        actions.decide_conflict(row=row, choice=Choice.FILE, by=focal, at=LATER)
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (RowState.CONFLICT, None)


def test_a_refused_row_can_be_tried_again_with_mended_words(form, focal):
    [returned] = bring(filled(form, answer="not_accepted"), focal).new
    row = returned.rows.get(state=RowState.REFUSED)
    joined = {"reason": "Not ours to do."}
    actions.decide_conflict(row=row, choice=Choice.JOINED, joined=joined, by=focal, at=LATER)
    assert Response.objects.get().reason == "Not ours to do."


def test_progress_on_the_page_meanwhile_is_a_conflict_with_progress_in_the_file(
    form, addressee, focal
):
    report(addressee, focal, at=BACK, text="On the page.", status="in_progress")
    [returned] = bring(filled(form, **REPORTED), focal, at=LATER).new
    assert states(returned)["progress"] == ["conflict"]


def test_a_conflict_that_was_brought_twice_waits_once(form, addressee, focal, validator):
    torn(form, addressee, focal, validator)
    data = filled(form, answer="partially_accepted", reason="In the  file.")
    [returned] = bring(data, focal, at=LATER).new
    assert states(returned)["response"] == ["unchanged"]


def test_words_of_another_part_are_not_joined_in(form, addressee, focal, validator):
    row = torn(form, addressee, focal, validator)
    joined = {"reason": "Both.", "text": "Done.", "answer": "accepted"}
    row = actions.decide_conflict(row=row, choice=Choice.JOINED, joined=joined, by=focal, at=LATER)
    assert Response.objects.order_by("version").last().answer == "partially_accepted"
    assert "text" not in row.row.taken


def test_who_may_not_answer_does_not_decide(form, addressee, focal, validator, secretary):
    row = torn(form, addressee, focal, validator)
    for person in (validator, secretary):
        with pytest.raises(PermissionDenied):
            actions.decide_conflict(row=row, choice=Choice.REGISTER, by=person, at=LATER)


def test_who_brought_a_file_in_on_a_partys_behalf_decides_on_its_rows(
    form, addressee, focal, validator, secretary
):
    answer(addressee, focal, validator, at=BACK, reason="On the page.")
    data = in_csv(form[1], {1: {"answer": "accepted", "reason": "In it."}, 2: {"reply": "Money."}})
    [returned] = bring(data, secretary, at=LATER).new
    row = returned.rows.get(state=RowState.CONFLICT)
    actions.decide_conflict(row=row, choice=Choice.FILE, by=secretary, at=LATER)
    assert Response.objects.order_by("version").last().reason == "In it."
    assert QuestionAnswer.objects.get().by == secretary


def test_a_conflict_about_a_question_is_decided(form, cycle, who, focal, validator):
    question = cycle.questions.get()
    said = actions.answer_question(question=question, party=who, text="Time.", by=focal, at=BACK)
    actions.review_question_answer(said=said, approve=True, by=validator, at=BACK)
    [returned] = bring(in_csv(form[1], {2: {"reply": "Money."}}), focal, at=LATER).new
    row = returned.rows.get(part="question")
    joined = {"reply": "Time is money."}
    actions.decide_conflict(row=row, choice=Choice.JOINED, joined=joined, by=focal, at=LATER)
    assert QuestionAnswer.objects.order_by("version").last().text == "Time is money."


def test_after_the_cycle_closed_nothing_is_decided_or_taken_over(
    form, cycle, addressee, focal, validator, secretary
):
    row = torn(form, addressee, focal, validator)
    [mailed] = actions.receive_return(data=form[1], name="f", sender="a@b.org", at=BACK).new
    actions.close_cycle(cycle=cycle, by=secretary, at=LATER)
    with pytest.raises(NotAllowed, match="closed"):
        actions.decide_conflict(row=row, choice=Choice.REGISTER, by=focal, at=LATER)
    with pytest.raises(NotAllowed, match="closed"):
        actions.take_over(returned=mailed, by=focal, at=LATER)
    cycle.refresh_from_db()
    with pytest.raises(NotAllowed, match="closed"):
        actions.answer_many(cycle=cycle, party=addressee.owner, lines=[], by=focal, at=LATER)


# --- who brings what ----------------------------------------------------------------------------


def test_the_secretariat_brings_a_partys_words_in_and_the_party_approves_them(
    form, secretary, addressee, validator
):
    [returned] = bring(filled(form, **ANSWERED), secretary).new
    assert states(returned)["response"] == ["proposed"]
    said = Response.objects.get()
    assert said.by == secretary
    entry = JournalEntry.objects.get(verb="followup.answer_submitted")
    assert (entry.organization.code, entry.actor) == ("WHO", str(secretary.uuid))
    with pytest.raises(PermissionDenied):
        actions.review_response(response=said, approve=True, by=secretary, at=LATER)
    actions.review_response(response=said, approve=True, by=validator, at=LATER)


def test_without_a_file_the_secretariat_answers_for_nobody(form, secretary, addressee, other_addressee):  # fmt: skip
    [returned] = bring(form[1], secretary).new
    with pytest.raises(PermissionDenied):
        submit(addressee, secretary)
    with pytest.raises(PermissionDenied):  # the file is not of this party
        submit(other_addressee, secretary, returned=returned)


@pytest.mark.parametrize("who_brings", ["other_focal", "validator", "verifier", "steward"])
def test_who_does_not_answer_for_the_party_brings_nothing(form, who_brings, request):
    with pytest.raises(NotAllowed, match="somebody for whom you do not act"):
        bring(filled(form, **ANSWERED), request.getfixturevalue(who_brings))
    assert not Return.objects.exists()
    assert not Response.objects.exists()


def test_rows_of_another_party_in_the_file_are_refused_by_name(
    form, cycle, ilo, other_focal, focal
):
    _other, other = sent_out(cycle, ilo, other_focal)
    lines = in_csv(other, {1: {"answer": "accepted", "reason": "ILO's own."}}).splitlines(True)
    both = filled(form, **ANSWERED) + b"".join(lines[1:])
    [returned] = bring(both, focal).new
    assert states(returned)["response"] == ["proposed"]
    assert Response.objects.get().addressee.organization.code == "WHO"
    [refused] = returned.refused
    assert refused["why"] == "another_party"
    assert "ILO in full" in queries.refusal_words(refused)
    assert "ILO's own" not in queries.refusal_words(refused)


def test_a_file_with_the_forms_of_two_parties_is_two_returns_for_who_may_bring_both(
    form, cycle, ilo, secretary
):
    _other, other = sent_out(cycle, ilo, secretary)
    lines = in_csv(other, {1: {"answer": "accepted"}}).splitlines(True)
    brought = bring(filled(form, **ANSWERED) + b"".join(lines[1:]), secretary)
    assert sorted(one.owner.code for one in brought.new) == ["ILO", "WHO"]
    assert Response.objects.count() == 2


def test_a_delegate_brings_what_was_handed_over_and_the_rest_is_refused(
    cycle, item, ilo, member, other_focal, other_addressee, hlcm, secretary
):
    more_items(item, ilo, count=1)
    later = opened(hlcm, secretary, as_at=date(2021, 10, 1))
    _form, data = sent_out(later, ilo, other_focal)
    actions.delegate(addressees=[other_addressee], person=member, by=other_focal, at=AT)
    [returned] = bring(in_csv(data, {1: ANSWERED, 2: ANSWERED}), member).new
    assert states(returned)["response"] == ["proposed", "refused"]
    assert returned.rows.get(state="refused").why == "This is not yours to answer."


def test_a_form_of_a_closed_cycle_is_too_late(form, cycle, focal, secretary):
    actions.close_cycle(cycle=cycle, by=secretary, at=AT)
    with pytest.raises(NotAllowed, match="closed"):
        bring(filled(form, **ANSWERED), focal)
    assert not Response.objects.exists()


def test_a_reference_of_no_form_of_ours_is_refused_by_name(form, focal):
    data = filled(form, **ANSWERED)
    ReportingForm.objects.update(code="22222")
    with pytest.raises(NotAllowed, match="No such form was sent out from here"):
        bring(data, focal)


def test_what_is_no_form_is_refused_with_one_sentence(cycle, focal):
    with pytest.raises(NotAllowed) as refusal:
        bring(b"A letter, and nothing else.", focal, name="letter.txt")
    assert str(refusal.value).endswith(".")
    assert not Return.objects.exists()


# --- by mail ------------------------------------------------------------------------------------


def test_a_file_by_mail_waits_for_somebody_who_may_take_it_over(form, focal, secretary):
    Notice.objects.all().delete()
    data = filled(form, **ANSWERED)
    [returned] = actions.receive_return(
        data=data, name="form.csv", sender="anybody@example.org", at=BACK
    ).new
    assert (returned.state, returned.sender) == (ReturnState.RECEIVED, "anybody@example.org")
    assert not Response.objects.exists()
    assert {notice.person for notice in Notice.objects.all()} == {focal, secretary}
    actions.take_over(returned=returned, by=focal, at=LATER)
    returned.refresh_from_db()
    assert (returned.state, returned.taken_by) == (ReturnState.TAKEN, focal)
    assert Response.objects.get().by == focal
    with pytest.raises(NotAllowed, match="already"):
        actions.take_over(returned=returned, by=focal, at=LATER)


def test_of_a_mailed_file_of_two_parties_each_takes_its_own_rows(form, cycle, ilo, focal, other_focal):  # fmt: skip
    _other, other = sent_out(cycle, ilo, other_focal)
    lines = in_csv(other, {1: {"answer": "accepted"}}).splitlines(True)
    data = filled(form, **ANSWERED) + b"".join(lines[1:])
    mailed = actions.receive_return(data=data, name="f", sender="a@b.org", at=BACK).new
    assert sorted(one.owner.code for one in mailed) == ["ILO", "WHO"]
    [own] = [one for one in mailed if one.owner.code == "WHO"]
    actions.take_over(returned=own, by=focal, at=LATER)
    assert [said.addressee.organization.code for said in Response.objects.all()] == ["WHO"]


def test_a_file_that_came_by_mail_is_nobody_elses_to_take_over(form, other_focal, validator):
    [returned] = actions.receive_return(
        data=form[1], name="form.csv", sender="a@example.org", at=BACK
    ).new
    for person in (other_focal, validator):
        with pytest.raises(PermissionDenied):
            actions.take_over(returned=returned, by=person, at=LATER)


def test_bringing_a_file_that_came_by_mail_takes_it_over(form, focal):
    data = filled(form, **ANSWERED)
    [mailed] = actions.receive_return(data=data, name="f", sender="a@example.org", at=BACK).new
    assert [one.pk for one in bring(data, focal).new] == [mailed.pk]
    assert Response.objects.count() == 1


# --- whole or not at all ------------------------------------------------------------------------


def test_a_crash_in_the_middle_leaves_nothing_half_written(
    hlcm, item, who, addressee, focal, secretary, monkeypatch
):
    more_items(item, who, count=2)
    form = sent_out(opened(hlcm, secretary), who, focal)
    data = in_csv(form[1], {1: ANSWERED, 2: ANSWERED, 3: ANSWERED})
    before, calls = JournalEntry.objects.count(), []
    real = Response.save

    def fails_late(self, *given, **named):
        calls.append(self)
        if len(calls) == 3:
            raise RuntimeError("the power went")
        return real(self, *given, **named)

    monkeypatch.setattr(Response, "save", fails_late)
    with pytest.raises(RuntimeError):
        bring(data, focal)
    assert not Return.objects.exists()
    assert not ReturnedRow.objects.exists()
    assert not Response.objects.exists()
    assert JournalEntry.objects.count() == before
    assert not any(FormRow.objects.values_list("taken", flat=True))
    monkeypatch.undo()
    [returned] = bring(data, focal).new
    assert states(returned)["response"] == ["proposed"] * 3


def test_unchanged_rows_cost_no_queries(hlcm, item, who, addressee, focal, secretary):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(count):
        more_items(item, who, count=count)
        cycle = opened(hlcm, secretary, as_at=date(2021, 9, count), questions=[])
        _form, data = sent_out(cycle, who, focal)
        with CaptureQueriesContext(connection) as queries_:
            bring(data, focal)
        Addressee.objects.exclude(pk=addressee.pk).delete()
        type(item).objects.exclude(pk=item.pk).delete()
        return len(queries_)

    bring(sent_out(opened(hlcm, secretary), who, focal)[1], focal)  # what is kept is kept
    assert asked(1) == asked(5)


def test_a_claim_is_sent_out_as_it_stands(cycle, addressee, focal, validator, who):
    claim(addressee, focal, validator)
    form, _data = sent_out(cycle, who, focal)
    assert row_of(form, addressee).sent["status"] == "implemented"
