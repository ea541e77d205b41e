"""What happens behind a submission: checked, cut short, cancelled, resumed, refused, published."""

import io
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from quintet.core.models import JournalEntry, Notice
from quintet.core.rules import NotAllowed, RoleCode
from quintet.cube import actions, permissions, queries, rules, tasks
from quintet.cube.engine.store import Damaged, Unpublishable
from quintet.cube.models import Publication, Submission
from quintet.cube.rules import Next, State
from tests.conftest import AT, TODAY, person
from tests.cube.journey import FIGURES, checked, published, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path, settings):
    settings.DATA = tmp_path


def waiting_one(by, who, text=FIGURES, **more):
    told = {"year": 2020, "measure": "expense", "name": "figures.csv", "at": AT} | more
    return actions.submit(organization=who, file=io.BytesIO(text.encode()), by=by, **told)[0]


# the law


def test_what_has_ended_moves_no_more():
    ended = {State.UNREADABLE, State.RETURNED, State.PUBLISHED, State.CANCELLED}
    assert {state for state in State if not rules.MOVES[state]} == ended
    assert not rules.may_move(State.CHECKED, State.PUBLISHED)  # nobody jumps over approval
    assert not rules.may_move(State.WAITING, State.APPROVED)


@pytest.mark.parametrize(
    ("state", "counts", "restates", "reason", "expected"),
    [
        (State.WAITING, {}, False, "", Next.MACHINE),
        (State.PUBLISHING, {}, False, "", Next.MACHINE),
        (State.UNREADABLE, {}, False, "", Next.ANEW),
        (State.RETURNED, {}, False, "", Next.ANEW),
        (State.CHECKED, {"error": 1}, True, "Why", Next.MENDING),
        (State.CHECKED, {"critical": 1}, False, "", Next.MENDING),
        (State.CHECKED, {"warning": 1}, False, " ", Next.WORDS),
        (State.CHECKED, {}, True, "", Next.WORDS),
        (State.CHECKED, {"warning": 1}, True, "Why", Next.APPROVAL),
        (State.CHECKED, {"advisory": 9}, False, "", Next.APPROVAL),
        (State.APPROVED, {"warning": 1}, False, "", Next.PUBLICATION),
        (State.PUBLISHED, {}, False, "", Next.NOTHING),
        (State.CANCELLED, {}, False, "", Next.NOTHING),
    ],
)
def test_what_a_submission_waits_for(state, counts, restates, reason, expected):
    assert rules.next_of(state, counts, restates, reason) == expected


def test_who_may_what(ceb, who, ilo, data_steward, validator, publisher, other_validator, focal):
    principal = person("principal", RoleCode.PRINCIPAL, who)
    second = person("second", RoleCode.DATA_STEWARD, who)
    people = [data_steward, second, validator, principal, focal, publisher, other_validator, None]
    one = submitted(data_steward, who)

    def those(may, *more):
        return [each.username for each in people if may(each, *more, TODAY) and each]

    assert those(permissions.may_submit, who) == ["data_steward", "second"]
    assert those(permissions.may_mend, one) == ["data_steward", "second"]
    assert those(permissions.may_approve, one) == ["second", "validator", "principal"]
    assert those(permissions.may_return, one) == ["second", "validator", "principal"]
    seeing = ["data_steward", "second", "validator", "principal"]
    assert those(permissions.may_see, one) == seeing
    assert those(permissions.publishes) == ["publisher"]
    actions.approve(submission=one, by=second, at=AT)
    one.refresh_from_db()
    assert those(permissions.may_see, one) == [*seeing, "publisher"]
    assert (
        those(permissions.may_publish, one) == those(permissions.may_return, one) == ["publisher"]
    )
    seen = {each: set(queries.submissions_seen(each, TODAY)) == {one} for each in people if each}
    assert [each.username for each in people if seen.get(each)] == [*seeing, "publisher"]
    assert permissions.submits_for(second, TODAY) == [who]


def test_who_accepted_a_repair_does_not_approve(ceb, who, data_steward):
    second = person("second", RoleCode.DATA_STEWARD, who)
    one = submitted(data_steward, who, FIGURES.replace("KEN", "ken"))
    proposals = queries.digest(one).proposals
    with pytest.raises(NotAllowed, match="checked again"):
        actions.chosen(proposals, ["0" * 16])
    actions.accept_repairs(submission=one, proposals=proposals, by=second, at=AT)
    assert checked(one).rules == {}
    with pytest.raises(NotAllowed, match="at least one"):
        actions.accept_repairs(submission=one, proposals=proposals, by=second, at=AT)
    with pytest.raises(PermissionDenied):
        actions.approve(submission=one, by=second, at=AT)


def test_the_operator_who_submits_or_approves_does_not_publish(ceb, publisher):
    other = person("other", RoleCode.DATA_STEWARD, ceb)
    with pytest.raises(NotAllowed, match="no code"):  # nor has it figures of its own
        waiting_one(publisher, ceb)
    one = Submission(submitted_by=publisher, approved_by=other, organization=ceb, state="approved")
    assert not permissions.may_publish(publisher, one, TODAY)
    assert not permissions.may_publish(other, one, TODAY)


def test_the_database_itself_refuses_one_who_approves_their_own(ceb, who, data_steward):
    one = submitted(data_steward, who)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=one.pk).update(approved_by=data_steward)


def test_what_cannot_be_submitted_is_said(ceb, who, data_steward, other_validator):
    for more, says in (
        ({"measure": "debt"}, "expense or of revenue"),
        ({"year": 1999}, "from 2000 to 2021"),
        ({"year": 2022}, "from 2000 to 2021"),
        ({"text": ""}, "is empty"),
    ):
        with pytest.raises(NotAllowed, match=says):
            waiting_one(data_steward, who, **more)
    with pytest.raises(PermissionDenied):
        waiting_one(other_validator, who)
    assert not Submission.objects.exists()


def test_a_file_that_a_crash_left_half_written_is_written_anew(ceb, who, data_steward):
    from django.core.files.storage import default_storage

    one = waiting_one(data_steward, who)
    Path(default_storage.path(one.path)).write_bytes(b"half")
    actions.cancel(submission=one, by=data_steward, at=AT)
    assert checked(waiting_one(data_steward, who)).rows == 3


def test_each_act_needs_its_role_its_state_and_its_words(
    ceb, who, data_steward, validator, publisher
):
    one = submitted(data_steward, who)
    told = {"submission": one, "at": AT}
    for act, by, more in (
        (actions.explain, validator, {"note": "", "reason": ""}),
        (actions.cancel, validator, {}),
        (actions.accept_repairs, validator, {"proposals": []}),
        (actions.give_back, data_steward, {"reason": "No."}),
    ):
        with pytest.raises(PermissionDenied):
            act(by=by, **told, **more)
    with pytest.raises(NotAllowed, match="State: Checked"):
        actions.order_publication(by=publisher, **told)
    with pytest.raises(NotAllowed, match="what is missing"):
        actions.give_back(by=validator, reason=" ", **told)
    actions.explain(by=data_steward, note="Audited.", reason="", **told)
    one.refresh_from_db()
    assert one.note == "Audited."
    row = published(one, validator, publisher)
    with pytest.raises(NotAllowed, match="State: Published"):
        actions.cancel(by=data_steward, **told)
    with pytest.raises(NotAllowed, match="decided already"):
        actions.explain(by=data_steward, note="", reason="", **told)
    with pytest.raises(PermissionDenied):
        actions.withdraw(publication=row, reason="No.", by=validator, at=AT)
    with pytest.raises(NotAllowed, match="why"):
        actions.withdraw(publication=row, reason=" ", by=publisher, at=AT)
    actions.withdraw(publication=row, reason="Wrong.", by=publisher, at=AT)
    with pytest.raises(NotAllowed, match="already"):
        actions.withdraw(publication=row, reason="Wrong.", by=publisher, at=AT)
    assert Notice.objects.filter(person=validator, key__contains="withdrawn").count() == 1


def test_figures_that_nobody_submitted_are_withdrawn_as_well(
    ceb, who, data_steward, validator, publisher
):
    row = published(submitted(data_steward, who), validator, publisher)
    Publication.objects.filter(pk=row.pk).update(submission=None)  # as an imported file has none
    row.refresh_from_db()
    row = actions.withdraw(publication=row, reason="Wrong.", by=publisher, at=AT)
    assert (row.withdrawn_by, row.withdrawal) == (publisher, "Wrong.")
    assert not Notice.objects.filter(key__contains="withdrawn").exists()


def test_the_secretariat_returns_what_is_approved(ceb, who, data_steward, validator, publisher):
    one = submitted(data_steward, who)
    actions.approve(submission=one, by=validator, at=AT)
    one.refresh_from_db()
    actions.give_back(submission=one, reason="Which currency?", by=publisher, at=AT)
    one.refresh_from_db()
    assert (one.state, one.returned_by, one.review) == ("returned", publisher, "Which currency?")
    assert JournalEntry.objects.filter(verb="cube.returned").count() == 1


# the check


def test_a_repair_brings_to_light_what_the_next_is_for(ceb, who, data_steward):
    one = submitted(data_steward, who, FIGURES.replace("E01,KEN,3,3.8", "e01,ken,3,3.8"))
    first = queries.digest(one).proposals
    assert {p.column for p in first} == {"function", "location"}
    for column in ("function", "location"):
        [chosen] = [p for p in queries.digest(one).proposals if p.column == column]
        actions.accept_repairs(submission=one, proposals=[chosen], by=data_steward, at=AT)
        one = checked(one)
    assert one.rules == {}
    assert one.repairs.count() == 2


def test_what_cannot_be_read_ends_with_its_reason(ceb, who, data_steward, monkeypatch):
    one = submitted(data_steward, who, "\x00\x01" * 200)
    assert (one.state, bool(one.failure)) == (State.UNREADABLE, True)
    assert queries.digest(one).first
    assert tasks.check_submission.func(one.pk) == State.UNREADABLE  # again changes nothing

    def too_much(*_given, **_more):
        raise duckdb.OutOfMemoryException("no room")

    monkeypatch.setattr(tasks, "judge", too_much)
    one = submitted(data_steward, who)
    assert (one.state, one.failure) == (State.UNREADABLE, "no room")
    assert not queries.digest(one).first


def test_a_submission_that_is_cancelled_meanwhile_stays_so(ceb, who, data_steward, monkeypatch):
    one = waiting_one(data_steward, who)
    monkeypatch.setattr(tasks, "TELL", 0.0)
    judge = tasks.judge

    def cancelled_before(*given, **more):
        actions.cancel(submission=one, by=data_steward, at=AT)
        return judge(*given, **more)

    monkeypatch.setattr(tasks, "judge", cancelled_before)
    monkeypatch.setattr(tasks.threading, "current_thread", lambda: None)
    assert tasks.check_submission.func(one.pk) == State.CANCELLED
    one.refresh_from_db()
    assert (one.state, one.rows) == (State.CANCELLED, 0)


def test_a_submission_that_is_cancelled_at_the_last_moment_stays_so(
    ceb, who, data_steward, monkeypatch
):
    one = waiting_one(data_steward, who)
    monkeypatch.setattr(
        tasks, "write_marked",
        lambda *_g, **_m: actions.cancel(submission=one, by=data_steward, at=AT),
    )  # fmt: skip
    assert tasks.check_submission.func(one.pk) == State.CANCELLED


def test_how_far_a_check_is_stands_on_the_submission(ceb, who, data_steward, monkeypatch):
    one = waiting_one(data_steward, who)
    actions.begin_check(submission=one, at=AT)
    monkeypatch.setattr(tasks, "TELL", 0.0)
    watch = tasks._watch(one)
    watch.progress(0.4)
    assert not watch.cancelled()
    one.refresh_from_db()
    assert one.share == 0.4

    def busy(**_told):
        raise OperationalError("database is locked")

    monkeypatch.setattr(actions, "tell_progress", busy)
    assert not watch.cancelled()  # a check is worth more than telling of it


def test_two_workers_do_not_check_the_same_at_once(ceb, who, data_steward):
    one = waiting_one(data_steward, who)
    with tasks._alone(queries.work_folder(one)) as first:
        assert first
        assert tasks.check_submission.func(one.pk) == State.WAITING
        Submission.objects.update(state=State.PUBLISHING)
        assert tasks.publish_submission.func(one.pk) == State.PUBLISHING


def test_work_that_was_cut_short_is_taken_up_again(ceb, who, data_steward, validator, publisher):
    one = waiting_one(data_steward, who)
    actions.begin_check(submission=one, at=timezone.now() - timedelta(minutes=9))
    assert tasks.resume.func() == 1  # at once, as the tests' worker is
    one.refresh_from_db()
    assert one.state == State.CHECKED
    actions.approve(submission=one, by=validator, at=AT)
    actions.order_publication(submission=one, by=publisher, at=timezone.now())
    assert tasks.resume.func() == 0  # it is not yet late
    Submission.objects.update(touched_at=AT)
    assert tasks.resume.func() == 1
    assert Publication.objects.count() == 1


# publication


@pytest.mark.parametrize(
    "why", [Unpublishable("no figure"), Damaged("lost"), duckdb.OutOfMemoryException("no room")]
)
def test_what_cannot_be_published_stays_approved_and_says_why(
    ceb, who, data_steward, validator, publisher, monkeypatch, why
):
    one = submitted(data_steward, who)
    actions.approve(submission=one, by=validator, at=AT)
    actions.order_publication(submission=one, by=publisher, at=AT)

    def failing(*_given, **_more):
        raise why

    monkeypatch.setattr(tasks, "publish", failing)
    assert tasks.publish_submission.func(one.pk) == State.APPROVED
    one.refresh_from_db()
    assert (one.failure, one.published_by) == (str(why), None)
    assert Notice.objects.filter(key__contains="unpublished").count() == 2
    monkeypatch.undo()
    (queries.work_folder(one) / queries.STAGED).unlink()
    actions.order_publication(submission=one, by=publisher, at=AT)
    assert tasks.publish_submission.func(one.pk) == State.APPROVED  # what was staged is gone
    assert tasks.publish_submission.func(one.pk) == State.APPROVED
    assert not Publication.objects.exists()


def test_sub_entities_are_their_organizations_and_another_year_is_not(ceb, who, data_steward):
    one = submitted(data_steward, who, control_total=Decimal("1.00"))
    assert "control.total" in one.rules
    assert queries.about(one).before is None


def test_a_jump_against_what_was_published_of_the_year_before_is_told(
    ceb, who, data_steward, validator, publisher
):
    published(submitted(data_steward, who), validator, publisher)
    text = FIGURES.replace("2020", "2021").replace("49.50", "4950.00")
    one = submitted(data_steward, who, text, year=2021)
    assert one.rules == {"submission.jump": 1}
    assert queries.next_of(queries.submissions().get(pk=one.pk)) == Next.WORDS


# the command


def test_the_command_submits_checks_and_prints_the_counts(
    ceb, who, ilo, data_steward, tmp_path, capsys
):
    file = tmp_path / "figures.csv"
    file.write_text(FIGURES.replace("2020", "2021"))
    told = ["--organization", "WHO", "--measure", "expense", "--by", "data_steward"]
    call_command("cube", "submit", str(file), "--year", "2021", *told)
    assert "Checked: 3 figures" in capsys.readouterr().out
    for more, status, says in (
        (["--year", "2020"], 1, ""),
        (["--year", "1850"], 2, "from 2000"),
        (["--organization", "ILO"], 2, "submits no figures of ILO"),
        (["--by", "nobody"], 2, "nobody: there is nobody"),
    ):
        with pytest.raises(SystemExit) as ended:
            call_command("cube", "submit", str(file), *told, *more)
        assert ended.value.code == status
        assert says in capsys.readouterr().err
    for name, content in (("lost.csv", None), ("zeros.bin", b"\x00" * 500)):
        other = tmp_path / name
        if content:
            other.write_bytes(content)
        with pytest.raises(SystemExit) as ended:
            call_command("cube", "submit", str(other), "--year", "2021", *told)
        assert ended.value.code == 2
