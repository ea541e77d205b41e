"""The matrix, item × party: what a cell says, what is counted of what, who sees it, how it is narrowed."""

import pytest
from django.utils import translation

from quintet.core.models import Post
from quintet.followup import actions, queries
from quintet.followup.models import Addressee, Item
from quintet.followup.queries import Filter
from quintet.followup.rules import Answer, Progress, Verdict
from tests.conftest import AT, TODAY
from tests.followup.acts import DUE, answer, claim, submit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    """Whatever language a page was asked for in, before and after."""
    with translation.override("en"):
        yield


def matrix(wanted=None, *, person=None, cycle=None, state="", today=TODAY):
    scope = queries.matrix_scope(
        wanted or Filter(), person=person, today=today, cycle=cycle, state=state
    )
    columns = queries.matrix_columns(scope)
    lines = queries.matrix_lines(scope, queries.matrix_items(scope), columns)
    return columns, lines, queries.teller(scope)


def words(wanted=None, **more):
    """The cells of a matrix in words: by number of the item, then by code of the party."""
    columns, lines, tell = matrix(wanted, **more)
    return {
        line.item.number: {
            column.party.code: [tell(cell) for cell in cells]
            for column, cells in zip(columns, line.cells, strict=True)
        }
        for line in lines
    }


@pytest.fixture
def second(document, secretary, item, who):
    """Another item, for WHO alone."""
    made = Item.objects.create(
        slug="ceb-2021-3-19", document=document, kind="decision", number="19", text="Welcomed",
        order=1, start=49, end=69, confirmed_by=secretary, confirmed_at=AT,
        known_on=item.known_on, published_on=item.published_on,
    )  # fmt: skip
    return Addressee.objects.create(item=made, organization=who, known_on=made.known_on)


@pytest.fixture
def cycle(addressee, other_addressee, hlcm, secretary):
    return actions.open_cycle(party=hlcm, as_at=TODAY, due_on=DUE, by=secretary, at=AT)


def test_a_cell_tells_response_claim_verdict_and_last_word(
    addressee, other_addressee, second, focal, validator, verifier
):
    answer(addressee, focal, validator)
    claim(addressee, focal, validator, status=Progress.CONTINUING)
    actions.verify(addressee=addressee, verdict=Verdict.IMPLEMENTED, reason="", by=verifier, at=AT)
    answer(second, focal, validator, answer=Answer.PARTIALLY_ACCEPTED, reason="In part")
    assert words() == {
        "18": {
            "ILO": ["No answer · no word yet"],
            "WHO": [
                "Accepted · claimed: Implemented, continuing · Verified as implemented"
                " · last word 11 October 2021"
            ],
        },
        "19": {
            "ILO": [],
            "WHO": ["Partially accepted · No status given · last word 11 October 2021"],
        },
    }


def test_what_is_late_says_so(addressee, focal, validator):
    answer(addressee, focal, validator, due_on=DUE)
    [cell] = words(today=DUE.replace(year=2022))["18"]["WHO"]
    assert "Overdue" in cell


def test_a_post_counts_under_its_owner_and_a_body_under_itself(item, addressee, who, hlcm):
    post = Post.objects.create(code="WHO-DIR", names={"en": "Director"}, organization=who)
    chair = Post.objects.create(code="CHAIR", names={"en": "Chair"}, body=hlcm)
    for party in ({"post": post}, {"post": chair}, {"body": hlcm}):
        Addressee.objects.create(item=item, known_on=item.known_on, **party)
    columns, [line], _tell = matrix()
    assert [column.reference for column in columns] == ["body:HLCM", "organization:WHO"]
    assert [[cell.party for cell in cells] for cells in line.cells] == [
        ["post:CHAIR", "body:HLCM"],
        ["organization:WHO", "post:WHO-DIR"],
    ]


def test_totals_have_their_denominators_by_row_and_by_column(
    addressee, other_addressee, second, focal, validator
):
    answer(addressee, focal, validator)
    claim(addressee, focal, validator)
    columns, lines, _tell = matrix()
    told = {
        column.party.code: (
            column.totals.answered, column.totals.asked, column.totals.claimed,
            column.totals.taken_on,
        )
        for column in columns
    }  # fmt: skip
    assert told == {"ILO": (0, 1, 0, 0), "WHO": (1, 2, 1, 1)}
    assert [(line.totals.answered, line.totals.asked) for line in lines] == [(1, 2), (0, 1)]
    assert queries.sum_of(column.totals for column in columns) == queries.sum_of(
        line.totals for line in lines
    )


def test_a_cycle_tells_who_is_silent_in_preparation_and_who_has_answered(
    cycle, addressee, other_addressee, focal, other_focal, validator
):
    answer(addressee, focal, validator)
    submit(other_addressee, other_focal)
    _columns, [line], _tell = matrix(cycle=cycle)
    assert [cell.state for cells in line.cells for cell in cells] == ["started", "answered"]
    assert (line.totals.asked, line.totals.answered, line.totals.started, line.totals.silent) == (2, 1, 1, 0)  # fmt: skip
    assert words(cycle=cycle)["18"]["ILO"] == [
        "No answer · in this cycle: In preparation · no word yet"
    ]


def test_what_a_cycle_does_not_ask_stands_beside_and_counts_in_nothing(
    cycle, item, hlcm, addressee
):
    Addressee.objects.create(item=item, body=hlcm, known_on=item.known_on)
    columns, [line], _tell = matrix(cycle=cycle)
    by_code = {c.party.code: cells for c, cells in zip(columns, line.cells, strict=True)}
    assert by_code["HLCM"][0].state is None
    assert line.totals.asked == 2
    assert "in this cycle" not in words(cycle=cycle)["18"]["HLCM"][0]


def test_what_was_closed_before_a_word_was_said_is_asked_no_more(cycle, addressee, focal, verifier):
    actions.verify(addressee=addressee, verdict=Verdict.OVERTAKEN, reason="Old", by=verifier, at=AT)
    _columns, [line], _tell = matrix(cycle=cycle)
    assert (line.totals.asked, line.totals.silent) == (1, 1)
    assert line.totals == queries.sum_of(column.totals for column in matrix(cycle=cycle)[0])


@pytest.mark.parametrize(
    ("wanted", "state", "codes"),
    [
        (Filter(), "silent", ["ILO"]),
        (Filter(), "answered", ["WHO"]),
        (Filter(owner="organization:WHO"), "", ["WHO"]),
        (Filter(answer="accepted"), "", ["WHO"]),
        (Filter(due="overdue"), "", []),
        (Filter(owner="organization:WHO"), "silent", []),
    ],
)
def test_a_cycles_matrix_is_narrowed_to_the_cells_that_fit(
    cycle, addressee, focal, validator, wanted, state, codes
):
    answer(addressee, focal, validator)
    columns, lines, _tell = matrix(wanted, cycle=cycle, state=state)
    assert [column.party.code for column in columns] == codes
    assert len(lines) == bool(codes)


def test_the_registers_matrix_is_narrowed_as_the_register_is(addressee, other_addressee, second):
    assert list(words(Filter(kind="decision"))) == ["19"]
    assert words(Filter(party="organization:ILO")) == {"18": {"ILO": ["No answer · no word yet"]}}
    assert words(Filter(q="nothing like it")) == {}


def test_nobody_sees_a_row_that_is_not_published(addressee, item, secretary, member):
    item.published_on = None
    item.save()
    assert words() == words(person=member) == {}
    assert words(person=secretary)


def test_an_item_that_nobody_is_named_for_is_no_row(item):
    assert words() == {}


@pytest.mark.parametrize("in_cycle", [False, True])
def test_it_asks_as_often_for_many_cells_as_for_one(
    in_cycle, cycle, second, item, ceb, django_assert_num_queries
):
    of = cycle if in_cycle else None
    with django_assert_num_queries(4):
        matrix(cycle=of)
    Addressee.objects.create(item=item, organization=ceb, known_on=item.known_on)
    with django_assert_num_queries(4):
        matrix(cycle=of)
