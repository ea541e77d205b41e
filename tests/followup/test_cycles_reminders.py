"""One digest per person and day, and nobody is told of the same twice."""

from datetime import timedelta

import pytest
from django.core import mail

from quintet.core.actions import send_notices
from quintet.core.models import Notice
from quintet.core.rules import RoleCode
from quintet.followup import actions
from quintet.followup.models import Addressee, Item, Reminder
from quintet.followup.rules import REMINDERS, reminder
from tests.conftest import AT, TODAY, person
from tests.followup.acts import answer, told
from tests.followup.cycles import handed, opened, reply

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def due(addressee, day):
    Addressee.objects.filter(pk=addressee.pk).update(due_on=day)


def digests():
    """Whom, and what, the digests told, the oldest first."""
    found = Notice.objects.filter(key__startswith="digest:").order_by("created_at", "pk")
    return list(found.values_list("person__username", "text"))


def test_a_deadline_is_told_once_near_once_passed_once_long_passed(
    addressee, other_addressee, focal, other_focal
):
    due(addressee, TODAY + timedelta(days=31))
    found = []
    for days in (*range(4), *range(30, 36), *range(210, 215), *range(240, 420, 60)):
        found += [days] * actions.remind(at=AT + timedelta(days=days))
    assert found == [1, 32, 31 + 181]
    assert told() == []
    assert [text.split(",")[0] for _person, text in digests()] == [
        "Due soon", "Overdue", "Long overdue",
    ]  # fmt: skip
    assert {person for person, _text in digests()} == {"focal"}


def test_a_day_without_a_clock_is_made_up_for(addressee, focal):
    due(addressee, TODAY)
    assert actions.remind(at=AT + timedelta(days=3)) == 1
    assert digests()[0][1].startswith("Overdue")


def test_a_deadline_that_moves_is_told_again(addressee, focal):
    due(addressee, TODAY - DAY)
    assert actions.remind(at=AT) == 1
    due(addressee, TODAY - 2 * DAY)
    assert actions.remind(at=AT + DAY) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"claimed": "implemented"},
        {"verdict": "overtaken", "verdict_on": TODAY},
        {"answer": "not_accepted"},
    ],
)
def test_nobody_is_reminded_of_what_is_done_closed_or_refused(change, addressee, focal):
    due(addressee, TODAY - DAY)
    Addressee.objects.filter(pk=addressee.pk).update(**change)
    assert actions.remind(at=AT) == 0


@pytest.mark.parametrize("change", [{"published_on": None}, {"archived_on": TODAY}])
def test_nobody_is_reminded_of_what_is_unpublished_or_archived(change, item, addressee, focal):
    due(addressee, TODAY - DAY)
    Item.objects.filter(pk=item.pk).update(**change)
    assert actions.remind(at=AT) == 0


def test_all_that_is_due_goes_into_one_notice_in_the_persons_language(
    hlcm, item, addressee, focal, secretary, settings
):
    focal.language = "fr"
    focal.save()
    due(addressee, TODAY - DAY)
    cycle = opened(hlcm, secretary, at=AT - 30 * DAY, due_on=TODAY, questions=["How often?"])
    assert actions.remind(at=AT) == 1
    assert actions.remind(at=AT) == 0
    [(_person, text)] = digests()
    assert f"{settings.SITE_URL}/cycles/{cycle.slug}/organization/who/" in text
    assert f"{settings.SITE_URL}/answers/{addressee.uuid}/" in text
    assert "WHO en entier" in text
    assert "10 octobre 2021" in text
    assert Reminder.objects.filter(person=focal).count() == 2
    send_notices(at=AT)
    assert [one.to for one in mail.outbox if text in one.body] == [["focal@example.org"]]


def test_what_becomes_due_after_the_digest_of_a_day_is_told_the_next_day(
    item, who, addressee, focal
):
    due(addressee, TODAY - DAY)
    assert actions.remind(at=AT) == 1
    other = Item.objects.get(pk=item.pk)
    other.pk, other.slug, other.number = None, "second", "20"
    other.save()
    due(Addressee.objects.create(item=other, organization=who, known_on=TODAY), TODAY - DAY)
    assert actions.remind(at=AT) == 0
    assert actions.remind(at=AT + DAY) == 1
    assert "18" not in digests()[1][1].splitlines()[0]
    assert "20" in digests()[1][1]


def test_a_cycle_reminds_of_what_is_left_before_on_and_after_its_day(
    hlcm, who, addressee, other_addressee, focal, validator, other_focal, other_validator, secretary
):
    due_on = TODAY + 30 * DAY
    cycle = opened(hlcm, secretary, due_on=due_on, questions=["How often?"])
    answer(addressee, focal, validator)
    found = []
    for days in range(60):
        before = len(digests())
        actions.remind(at=AT + days * DAY)
        found += [(days, name) for name, _text in digests()[before:]]
    days = [30 + each.days for each in REMINDERS]
    assert sorted(found) == [(day, name) for day in days for name in ("focal", "other_focal")]
    [mine, theirs] = sorted(digests()[:2])
    assert "1 of 2 still to be answered" in mine[1]
    assert "2 of 2 still to be answered" in theirs[1]
    said = reply(cycle, who, focal)
    actions.review_question_answer(said=said, approve=True, by=validator, at=AT)
    Reminder.objects.all().delete()
    Notice.objects.all().delete()
    actions.remind(at=AT + 60 * DAY)
    assert [name for name, _text in digests()] == ["other_focal"]
    actions.close_cycle(cycle=cycle, by=secretary, at=AT + 60 * DAY)
    assert actions.remind(at=AT + 90 * DAY) == 0


def test_whom_something_was_delegated_to_is_reminded_until_it_is_answered(
    hlcm, who, addressee, other_addressee, focal, validator, secretary
):
    colleague = person("colleague", RoleCode.MEMBER, who)
    due(addressee, TODAY + 40 * DAY)
    opened(hlcm, secretary, due_on=TODAY + 20 * DAY)
    handed([addressee], colleague, focal)
    actions.remind(at=AT + 13 * DAY)
    assert sorted(name for name, _text in digests()) == ["colleague", "focal"]
    assert digests()[0][1] == digests()[1][1]
    answer(addressee, focal, validator, at=AT + 14 * DAY)
    assert actions.remind(at=AT + 20 * DAY) == 0


@pytest.mark.parametrize(
    ("opened_before", "days", "expected"),
    [
        (60, -8, None), (60, -7, -7), (60, -1, -7), (60, 0, 0), (60, 6, 0), (60, 7, 7),
        (60, 21, 21), (60, 400, 21),
        (7, -7, None), (7, -1, None), (7, 0, 0), (0, 0, None), (0, 7, 7),
    ],
)  # fmt: skip
def test_the_latest_moment_that_has_come_since_the_opening_counts(opened_before, days, expected):
    found = reminder(due_on=TODAY, opened_on=TODAY - opened_before * DAY, today=TODAY + days * DAY)
    assert found == (None if expected is None else expected * DAY)


def test_a_crash_while_somebody_is_told_forgets_nothing(addressee, focal, monkeypatch):
    due(addressee, TODAY - DAY)

    def fail(**_told):
        raise OSError("disk")

    with monkeypatch.context() as patched:
        patched.setattr("quintet.core.public.notify", fail)
        with pytest.raises(OSError, match="disk"):
            actions.remind(at=AT)
    assert not Reminder.objects.exists()
    assert actions.remind(at=AT) == 1


def test_a_long_digest_is_cut_and_says_how_much_is_left(item, who, addressee, focal, monkeypatch):
    monkeypatch.setattr("quintet.followup.actions.reminders.MOST", 1)
    due(addressee, TODAY - DAY)
    for number in (1, 2):
        other = Item.objects.get(pk=item.pk)
        other.pk, other.slug, other.number = None, f"more-{number}", str(number)
        other.save()
        due(Addressee.objects.create(item=other, organization=who, known_on=TODAY), TODAY - DAY)
    assert actions.remind(at=AT) == 1
    assert digests()[0][1].endswith("And 2 more.")
    assert actions.remind(at=AT + DAY) == 0
