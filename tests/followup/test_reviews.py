"""Review and retirement (A/RES/80/251): what is due, what is decided, what ends."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from quintet.core.models import JournalEntry, Notice
from quintet.core.public import NotAllowed
from quintet.followup import actions, labels, queries, rules, tasks
from quintet.followup.models import Document, File, Item
from quintet.followup.queries import Filter
from quintet.followup.rules import Disposition, ReviewFlag
from tests.conftest import AT, TODAY
from tests.followup.acts import answer, last_payload, told

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEXT = date(2026, 10, 1)


def review(item, by, disposition=None, **more):
    at = more.pop("at", AT)
    return actions.review_item(item=item, disposition=disposition, by=by, at=at, **more)


def slugs(today=TODAY, **wanted):
    return [one.slug for one in queries.register(Filter(**wanted), person=None, today=today)]


def taken_over_by(item):
    return queries.successor_of(item, queries.reviews_of(item), person=None, today=TODAY)


@pytest.fixture
def successor(item):
    """Another published request of the same report."""
    given = {one.name: getattr(item, one.name) for one in Item._meta.fields}
    return Item.objects.create(**given | {"id": None, "slug": "ceb-2021-3-19", "number": "19"})


@pytest.mark.parametrize(
    ("review_in", "retires_in", "flags"),
    [
        (None, None, ()),
        (91, None, ()),
        (90, None, ("due",)),
        (0, None, ("due",)),
        (-1, None, ("overdue",)),
        (None, 1, ("retires",)),
        (-1, 400, ("overdue", "retires")),
        (-1, 0, ("retired",)),
        (None, -400, ("retired",)),
    ],
)
def test_what_follows_from_the_days(review_in, retires_in, flags):
    def day(days):
        return None if days is None else TODAY + days * DAY

    found = rules.review_flags(
        review_due_on=day(review_in), retires_on=day(retires_in), today=TODAY
    )
    assert found == flags


def test_a_secretariat_sets_when_an_item_is_reviewed_and_when_it_ends(item, secretary):
    review(item, secretary, review_due_on=NEXT, retires_on=date(2028, 1, 1))
    item.refresh_from_db()
    assert (item.review_due_on, item.retires_on, item.disposition) == (NEXT, date(2028, 1, 1), "")
    assert item.archived_on is None
    assert told()[-1] == ("CEB", "followup.reviewed")
    assert last_payload()["review_due_on"] == "2026-10-01"


REFUSED = [
    (None, {}, "Nothing changes"),
    (None, {"review_due_on": TODAY - DAY}, "has passed"),
    (None, {"retires_on": TODAY - DAY}, "has passed"),
    ("renew", {"reason": "Still needed."}, "reviewed next"),
    ("renew", {"reason": "Still needed.", "review_due_on": TODAY}, "reviewed next"),
    ("renew", {"review_due_on": NEXT}, "Give the reason"),
    ("adapt", {"reason": " "}, "Give the reason"),
    ("merge", {"reason": "Twice."}, "takes its place"),
    ("replace", {"reason": "Anew."}, "takes its place"),
    ("retire", {}, "Give the reason"),
    ("retire", {"reason": "Done.", "retires_on": TODAY - DAY}, "has passed"),
]


@pytest.mark.parametrize(("disposition", "given", "refusal"), REFUSED)
def test_a_review_says_what_it_lacks(disposition, given, refusal, item, secretary):
    with pytest.raises(NotAllowed, match=refusal):
        review(item, secretary, disposition and Disposition(disposition), **given)
    assert not item.reviews.exists()


def test_a_day_that_was_set_moves_with_a_reason_only(item, secretary):
    review(item, secretary, review_due_on=NEXT)
    with pytest.raises(NotAllowed, match="Give the reason"):
        review(item, secretary, review_due_on=NEXT + DAY)
    review(item, secretary, review_due_on=NEXT, retires_on=date(2030, 1, 1))  # nothing moves
    review(item, secretary, review_due_on=NEXT + DAY, reason="The session moved.")
    assert [one.review_due_on for one in queries.reviews_of(item)] == [NEXT + DAY, NEXT, NEXT]


def test_an_overdue_review_can_be_decided(item, secretary):
    Item.objects.update(review_due_on=TODAY - DAY)
    review(item, secretary, Disposition.RENEW, reason="Still needed.", review_due_on=NEXT)
    item.refresh_from_db()
    assert (item.disposition, item.review_due_on) == ("renew", NEXT)
    Item.objects.update(review_due_on=TODAY - DAY)
    review(item, secretary, Disposition.ADAPT, reason="Words to change.", review_due_on=TODAY - DAY)
    assert queries.review_flags_of(Item.objects.get(), today=TODAY) == ("overdue",)


def test_what_is_retired_today_leaves_the_register_today(
    item, addressee, secretary, focal, validator
):
    answer(addressee, focal, validator, at=AT - 2 * DAY)
    review(item, secretary, Disposition.RETIRE, reason="Overtaken by the reform.")
    item.refresh_from_db()
    assert (item.archived_on, item.retires_on, item.disposition) == (TODAY, TODAY, "retire")
    assert slugs() == []
    assert slugs(review="retired") == [item.slug]
    before = queries.report(Filter(), as_at=TODAY - DAY, language="en", person=None, today=TODAY)
    assert [(row.item, row.response) for row in before.rows] == [(item.slug, "accepted")]
    assert Notice.objects.get(key=f"retired:{item.slug}").person == focal
    with pytest.raises(NotAllowed, match="archived"):
        review(item, secretary, Disposition.RENEW, reason="After all.", review_due_on=NEXT)
    with pytest.raises(NotAllowed, match="archived"):
        actions.move_deadline(
            addressee=addressee, due_on=NEXT, reason="More time.", by=focal, at=AT
        )


def test_what_retires_later_leaves_the_register_on_its_day_by_the_clock(
    item, addressee, secretary, focal
):
    ends_on = TODAY + 10 * DAY
    review(item, secretary, Disposition.RETIRE, reason="Done.", retires_on=ends_on)
    assert slugs() == [item.slug]
    assert list(queries.to_retire(ends_on - DAY)) == []
    actions.retire(item=item, at=AT)  # not yet: nothing happens
    assert slugs() == [item.slug]
    [ended] = queries.to_retire(ends_on + 3 * DAY)
    actions.retire(item=ended, at=AT + 13 * DAY)
    item.refresh_from_db()
    assert item.archived_on == ends_on  # its day, and not the day on which the clock struck
    entry = JournalEntry.objects.order_by("pk").last()
    assert (entry.verb, entry.actor) == ("followup.retired", "")
    assert Notice.objects.filter(person=focal, key=f"retired:{item.slug}").count() == 1


def test_the_clock_retires_every_item_whose_day_has_come(item, successor):
    Item.objects.filter(pk=item.pk).update(retires_on=date(2022, 1, 1))
    assert tasks.retire.func() == 1
    assert tasks.retire.func() == 0
    assert list(Item.objects.filter(archived_on__isnull=True)) == [successor]


def test_a_renewal_in_time_takes_the_end_away(item, secretary):
    review(item, secretary, retires_on=TODAY + DAY)
    review(item, secretary, Disposition.RENEW, reason="Still needed.", review_due_on=NEXT)
    item.refresh_from_db()
    assert item.retires_on is None
    assert list(queries.to_retire(TODAY + 9 * DAY)) == []


@pytest.mark.parametrize("disposition", [Disposition.MERGE, Disposition.REPLACE])
def test_a_successor_and_what_it_took_over_know_each_other(disposition, item, successor, secretary):
    review(item, secretary, disposition, reason="One is enough.", successor=successor)
    item.refresh_from_db()
    assert item.archived_on == TODAY
    assert taken_over_by(item) == successor
    assert queries.predecessors_of(successor, person=None, today=TODAY) == [item]
    assert last_payload()["successor"] == successor.slug


def test_only_the_decision_that_holds_names_a_successor(item, successor, secretary):
    later = TODAY + 9 * DAY
    review(
        item, secretary, Disposition.MERGE, reason="Twice.", successor=successor, retires_on=later
    )
    review(item, secretary, Disposition.RENEW, reason="After all not.", review_due_on=NEXT)
    item.refresh_from_db()
    assert taken_over_by(item) is None
    assert queries.predecessors_of(successor, person=None, today=TODAY) == []


def test_no_item_takes_its_own_place_or_that_of_one_that_ends(item, successor, secretary):
    merge = {"disposition": Disposition.MERGE, "reason": "Twice.", "by": secretary}
    with pytest.raises(NotAllowed, match="its own place"):
        review(item, successor=item, **merge)
    Item.objects.filter(pk=successor.pk).update(published_on=None)
    successor.refresh_from_db()
    with pytest.raises(NotAllowed, match="Publish"):
        review(item, successor=successor, **merge)
    review(successor, secretary, Disposition.RETIRE, reason="Done.", retires_on=NEXT)
    successor.refresh_from_db()
    with pytest.raises(NotAllowed, match="ends itself"):
        review(item, successor=successor, **merge)


def test_a_successor_that_one_may_not_see_is_not_named(item, successor, secretary, ceb, ilo):
    other = Document.objects.get(pk=successor.document_id)
    other.pk, other.slug, other.file_id = None, "of-another", None
    other.file = File.objects.create(sha256="5" * 64, size=1, media_type="text/plain")
    other.body, other.organization = None, ilo
    other.save()
    Item.objects.filter(pk=successor.pk).update(published_on=None, document=other)
    successor = Item.objects.get(pk=successor.pk)
    with pytest.raises(NotAllowed, match="takes its place"):
        review(item, secretary, Disposition.MERGE, reason="Twice.", successor=successor)


def test_nobody_is_shown_a_predecessor_that_they_may_not_see(item, successor, secretary):
    Item.objects.filter(pk=item.pk).update(published_on=None)
    item.refresh_from_db()
    review(item, secretary, Disposition.MERGE, reason="Twice.", successor=successor)
    assert queries.predecessors_of(successor, person=None, today=TODAY) == []
    assert queries.predecessors_of(successor, person=secretary, today=TODAY) == [item]
    assert Notice.objects.filter(key__startswith="retired:").count() == 0


def test_only_the_secretariat_reviews(item, focal, verifier):
    for person in (focal, verifier):
        with pytest.raises(PermissionDenied):
            review(item, person, review_due_on=NEXT)


def test_the_register_is_narrowed_by_what_is_due(item, successor, secretary):
    Item.objects.filter(pk=item.pk).update(review_due_on=TODAY - DAY, retires_on=NEXT)
    Item.objects.filter(pk=successor.pk).update(review_due_on=TODAY + 30 * DAY)
    assert slugs(review="overdue") == [item.slug]
    assert slugs(review="due") == [successor.slug]
    assert slugs(review="retires") == [item.slug]
    assert slugs(review="retired") == slugs(review="nonsense") == []
    found = queries.needs(secretary, today=TODAY).to_look_at
    assert found == [item, successor]
    assert not queries.needs(secretary, today=TODAY - 400 * DAY).to_look_at


def test_a_report_counts_reviews_as_they_stood_on_its_day(item, addressee, secretary):
    review(item, secretary, review_due_on=TODAY + 30 * DAY, at=AT)

    def counts(days, **wanted):
        day = TODAY + days * DAY
        told = queries.report(
            Filter(**wanted), as_at=day, language="en", person=None, today=TODAY + 99 * DAY
        )
        found = {one.code: (one.count, one.of) for one in told.counts}
        return {code: n for code, n in found.items() if code.startswith("review_")}

    assert counts(-1) == {}
    assert counts(0) == {"review_due": (1, 1)}
    assert counts(31) == {"review_overdue": (1, 1)}
    assert counts(31, review="overdue") == {"review_overdue": (1, 1)}
    assert counts(0, review="overdue") == {}
    later = AT + 40 * DAY
    review(item, secretary, Disposition.RETIRE, reason="Done.", at=later)
    assert counts(31) == {"review_overdue": (1, 1)}  # that day is as it was
    assert counts(40) == {}
    assert counts(40, review="retired") == {"review_retired": (1, 1)}


def test_every_word_of_a_review_has_a_label():
    assert set(labels.REVIEW) == set(ReviewFlag)
    assert set(labels.DISPOSITION) == set(Disposition)
