"""What is different between two reports, row by row."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.followup.documents.changes import ChangeKind, by_kind, changes
from quintet.followup.documents.report import Note, Row
from tests.followup.documents.strategies import ROWS

ROW = Row(
    item="ceb-2021-3-18",
    kind="request",
    kind_label="Request",
    number="18",
    paragraph="18",
    title="Review risks",
    text="Requested members to review their risks.",
    source="CEB/2021/3",
    addressee="World Health Organization",
    addressee_code="WHO",
    co_addressees=(),
    responsible=("Unit A",),
    response="accepted",
    response_label="Accepted",
    response_text="We will.",
    claimed="in_progress",
    claimed_label="In progress",
    verified="",
    verified_label="",
    status_text="",
    due_on=date(2021, 12, 31),
    due_label="31 December 2021",
    late_label="",
)
NOTE = Note(as_at=date(2021, 10, 1), date="1 October 2021", text="The draft circulates.")
DIFFERENCES = {
    ChangeKind.ANSWERED: [
        {"response": "not_accepted", "response_label": "Not accepted"},
        {"response_text": "We will, at once."},
        {"responsible": ("Unit B",)},
    ],
    ChangeKind.REPORTED: [{"notes": (NOTE,)}, {"status_text": "Ongoing"}],
    ChangeKind.ADVANCED: [{"claimed": "implemented"}, {"claimed": "continuing"}],
    ChangeKind.SLIPPED: [
        {"claimed": "not_started", "claimed_label": "Not started"},
        {"claimed": "", "claimed_label": "No status given"},
        {"late_label": "overdue by 3 days"},
    ],
    ChangeKind.CLOSED: [{"verified": "implemented"}, {"verified": "superseded"}],
    ChangeKind.DEADLINE_MOVED: [{"due_on": date(2022, 6, 30)}, {"due_on": None}],
    ChangeKind.WORDS_CHANGED: [{"title": "Other"}, {"text": "Other"}, {"paragraph": "19"}],
}


def kinds(before, after):
    return [change.kind for change in changes(before, after)]


@pytest.mark.parametrize(
    ("kind", "fields"), [(kind, one) for kind, several in DIFFERENCES.items() for one in several]
)
def test_each_difference_has_its_kind(kind, fields):
    assert kinds([ROW], [replace(ROW, **fields)]) == [kind]


def test_what_comes_is_new_and_what_leaves_is_gone():
    other = replace(ROW, addressee_code="ILO")
    assert kinds([ROW], [ROW, other]) == [ChangeKind.NEW]
    [gone] = changes([ROW, other], [ROW])
    assert (gone.kind, gone.row) == (ChangeKind.GONE, other)


def test_an_item_for_which_somebody_is_named_is_not_gone():
    nobody = replace(ROW, addressee="", addressee_code="")
    assert kinds([nobody], [ROW]) == [ChangeKind.NEW]
    assert kinds([nobody], []) == [ChangeKind.GONE]


def test_a_closure_undone_is_a_reopening():
    closed = replace(ROW, verified="implemented", verified_label="Verified as implemented")
    [change] = changes([closed], [ROW])
    assert (change.kind, change.was) == (ChangeKind.REOPENED, "Verified as implemented")


def test_what_goes_back_and_is_late_as_well_has_slipped_once():
    late = replace(
        ROW, claimed="not_started", claimed_label="Not started", late_label="overdue by 3 days"
    )
    [change] = changes([ROW], [late])
    assert (change.was, change.now) == ("In progress", "Not started · overdue by 3 days")


def test_what_was_late_already_has_not_slipped_again():
    late = replace(ROW, late_label="overdue by 3 days")
    assert kinds([late], [replace(late, late_label="overdue by 9 days")]) == []


def test_a_moved_deadline_tells_from_when_to_when_and_why():
    moved = replace(
        ROW, due_on=date(2022, 6, 30), due_label="30 June 2022", due_reason="The session moved."
    )
    [change] = changes([ROW], [moved])
    assert (change.was_on, change.now_on) == (date(2021, 12, 31), date(2022, 6, 30))
    assert (change.was, change.now) == ("31 December 2021", "30 June 2022")
    assert change.reason == "The session moved."


def test_one_row_may_differ_in_several_ways():
    after = replace(ROW, claimed="implemented", verified="implemented", text="Other", notes=(NOTE,))
    assert kinds([ROW], [after]) == [
        ChangeKind.ADVANCED,
        ChangeKind.CLOSED,
        ChangeKind.WORDS_CHANGED,
    ]


def test_what_is_implemented_and_goes_on_has_neither_advanced_nor_slipped():
    done = replace(ROW, claimed="implemented")
    assert kinds([done], [replace(done, claimed="continuing")]) == [ChangeKind.REPORTED]


def test_an_organization_and_a_body_of_one_code_are_told_apart_by_their_order():
    body = replace(ROW, addressee="The WHO of bodies")
    assert changes([ROW, body], [ROW, body]) == ()
    assert kinds([ROW, body], [ROW, replace(body, text="Other")]) == [ChangeKind.WORDS_CHANGED]


# --- laws ---------------------------------------------------------------------------------------

REPORTS = st.lists(ROWS, max_size=5)
SEEN = (
    "kind", "number", "paragraph", "title", "text", "responsible", "response", "response_text",
    "claimed", "verified", "status_text", "due_on", "notes",
)  # fmt: skip


@given(REPORTS)
def test_nothing_differs_from_itself(rows):
    assert changes(rows, rows) == ()


@given(REPORTS, REPORTS)
def test_what_is_new_one_way_is_gone_the_other_way(one, other):
    told = len([kind for kind in kinds(one, other) if kind is ChangeKind.NEW])
    gone = [change for change in changes(other, one) if change.kind is ChangeKind.GONE]
    named = [row for row in other if row.addressee_code]
    assert len(gone) <= told
    assert {change.row.addressee_code for change in gone} >= {
        row.addressee_code
        for row in named
        if (row.item, row.addressee_code) not in {(r.item, r.addressee_code) for r in one}
    }


@given(ROWS, ROWS)
def test_a_difference_that_people_see_is_always_told(one, other):
    other = replace(other, item=one.item, addressee_code=one.addressee_code)
    differ = any(getattr(one, name) != getattr(other, name) for name in SEEN)
    late = bool(other.late_label) and not one.late_label
    assert bool(changes([one], [other])) == (differ or late)


@given(REPORTS, REPORTS)
def test_groups_hold_every_change_once_in_the_order_of_the_kinds(one, other):
    found = changes(one, other)
    groups = by_kind(found)
    assert tuple(change for group in groups.values() for change in group) == found
    assert all(groups.values())


def test_only_what_differs_of_an_item_is_told_as_changed():
    for then, told in (
        ({"title": "Other"}, (ROW.title, "Other")),
        ({"text": "Other"}, (ROW.text, "Other")),
        ({"paragraph": "19"}, (ROW.paragraph, "19")),
        ({"text": "Other", "title": "Other"}, (ROW.text, "Other")),
    ):
        [change] = changes([ROW], [replace(ROW, **then)])
        assert (change.was, change.now) == told
