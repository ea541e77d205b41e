"""Answers: every total right at every level, nothing dropped silently, nothing counted twice."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quintet.cube.engine.questions import Question, Refused, ask, behind
from quintet.cube.engine.store import Catalogue, Store, layout, publish
from tests.cube.figures import TODAY, cube, entry, expense, revenue, staged


@dataclass
class FakeCode:
    names: dict = field(default_factory=dict)


class FakeList:
    """A code list by its parents."""

    def __init__(self, **parents):
        self.parents = parents
        names = set(parents) | set(filter(None, parents.values()))
        self.codes = {code: FakeCode({"en": f"name of {code}"}) for code in names}

    def parent(self, code):
        return self.parents.get(code)


class FakeLists:
    known = {
        "location": FakeList(W=None, AFR="W", EAF="AFR", KE="EAF", UG="EAF", ASI="W"),
        "instrument": FakeList(R01=None, R04=None, R04A="R04", R04B="R04"),
        "entity": FakeList(WHO=None),
    }

    def get(self, name):
        return self.known.get(name) or FakeList()


def asked(world, address, *, lists=None, today=TODAY):
    return ask(Question.parse(address), *world, today=today, lists=lists)


def values(answer):
    """By line and column, as text."""
    return {
        (*line, *column): str(answer.cells[line, column].value)
        for line, column in product(answer.lines, answer.columns)
        if (line, column) in answer.cells
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The same expense by function and (of some) by goal, as it is published; and revenue."""
    return cube(
        tmp_path_factory.mktemp("cube"),
        function=[
            expense("WHO", "60.10", function="D"),
            expense("WHO", "40", function="H"),
            expense("ILO", "50", function="D"),
            expense("ILO", "-2", function="D"),
            expense("WHO", "30", function="D", year="2020"),
        ],
        goal=[
            expense("WHO", "70.05", goal="3", target="3.10"),
            expense("WHO", "20", goal="3", target="3.2"),
            expense("WHO", "5", goal="X00"),
            expense("UPU", "1", goal="9"),
        ],
        instrument=[
            revenue("WHO", "100", "R01"),
            revenue("WHO", "20", "R04B"),
            revenue("WHO", "7", "R03A"),
            revenue("ILO", "30", "R04A"),
            revenue("ILO", "30", "R04A"),
        ],
    )


def test_the_total_is_the_same_whatever_is_asked_and_no_cut_counts_beside_another(world):
    for rows in ("", "function", "goal", "entity", "location", "goal,entity", "entity,function"):
        assert asked(world, f"rows={rows}&year=2021").total.value == Decimal("148.10"), rows


def test_what_no_figure_tells_stands_under_a_code_of_its_own(world):
    answer = asked(world, "rows=goal&year=2021")
    assert values(answer) == {
        ("3",): "90.05", ("X00",): "5.00", ("~",): "53.05", (None,): "148.10",
    }  # fmt: skip
    assert [note.id for note in answer.notes] == ["lacking", "partial", "rest"]
    assert answer.notes[-1].params == {"amount": "5.05"}  # WHO's; ILO's 48 are figures
    assert answer.coverage == {"goal": Decimal("0.641796")}  # 95.05 / 148.10
    assert answer.cuts == {"function": 1, "goal": 1}


def test_what_is_not_told_can_be_asked_for_and_left_out(world):
    assert asked(world, "goal=~&year=2021").total.value == Decimal("53.05")
    assert asked(world, "goal=!~&year=2021").total.value == Decimal("95.05")
    assert asked(world, "goal=!X00&year=2021").total.value == Decimal("143.10")
    assert asked(world, "goal=!X00,~&year=2021").total.value == Decimal("90.05")
    assert asked(world, "goal=3,~&year=2021").total.value == Decimal("143.10")
    assert asked(world, "goal=17").total.value == 0


def test_a_ratio_is_made_anew_at_every_level_and_never_added(world):
    answer = asked(world, "measure=goal_share&rows=entity,goal&year=2021")
    assert values(answer) == {
        ("WHO", "3"): "0.899600",
        ("WHO", "X00"): "0.049950",
        ("WHO", None): "0.949550",  # 95.05 / 100.10
        (None, None): "0.641796",  # 95.05 / 148.10
    }
    by_entity = asked(world, "measure=goal_share&rows=entity&year=2021")
    assert values(by_entity)[("ILO",)] == "0.000000"
    assert asked(world, "measure=goal_share&goal=3&year=2021").total.value == Decimal("0.608035")


def test_what_is_counted_is_counted_once_at_every_level(world):
    answer = asked(world, "measure=entities&rows=function&columns=year")
    assert values(answer) == {
        ("D", "2020"): "1", ("D", "2021"): "2", ("D", None): "2",
        ("H", "2021"): "1", ("H", None): "1",
        (None, "2020"): "1", (None, "2021"): "2", (None, None): "2",
    }  # fmt: skip
    assert asked(world, "measure=goal_entities&year=2021").total.value == 2
    assert asked(world, "measure=figures").total.value == 5


def test_flows_between_organizations_are_left_out_when_it_is_asked_and_told_either_way(world):
    as_published = asked(world, "measure=revenue&rows=instrument")
    assert as_published.total.value == 187
    assert as_published.eliminated is None
    assert [note.id for note in as_published.notes] == ["not_eliminated"]
    without = asked(world, "measure=revenue&rows=instrument&elimination=entities")
    assert without.total.value == 167
    assert without.eliminated == 20
    assert ("R04B",) not in without.lines
    assert "eliminated" in [note.id for note in without.notes]
    pooled = asked(world, "measure=revenue&elimination=pooled")
    assert (pooled.total.value, pooled.eliminated) == (160, 27)
    share = asked(world, "measure=core_share&elimination=entities")
    assert (share.total.value, share.eliminated) == (Decimal("0.598802"), 20)  # 100 / 167


def test_figures_that_are_alike_count_as_often_as_they_are_published(world):
    assert asked(world, "measure=revenue&entity=ILO").total.value == 60


def test_lines_are_in_the_order_of_their_codes_numbers_as_numbers(world):
    answer = asked(world, "measure=goal_expense&rows=goal,target&year=2021&subtotals=no")
    assert answer.lines == (("3", "3.2"), ("3", "3.10"), ("9", "~"), ("X00", "~"))


def test_by_value_the_largest_group_comes_first_and_in_it_the_largest(world):
    answer = asked(world, "rows=entity,function&sort=value&year=2021")
    assert answer.lines == (
        ("WHO", "D"), ("WHO", "H"), ("WHO", None), ("ILO", "D"), ("ILO", None), (None, None),
    )  # fmt: skip


def test_a_page_of_lines_keeps_the_totals_of_all(world):
    first = asked(world, "rows=entity,function&year=2021&limit=1")
    assert first.all_lines == 3
    assert first.lines == (("ILO", "D"), ("ILO", None), (None, None))
    assert first.total.value == Decimal("148.10")
    second = asked(world, "rows=entity,function&year=2021&limit=2&offset=1")
    assert second.lines == (("WHO", "D"), ("WHO", "H"), ("WHO", None), (None, None))


def test_shares_are_of_the_total_that_is_asked_for(world):
    address = "rows=entity&columns=function&year=2021&shares="
    told = {
        kind: asked(world, address + kind).cells[("WHO",), ("D",)].share
        for kind in ("row", "column", "total")
    }
    assert told == {
        "row": Decimal("0.600400"),  # 60.10 / 100.10
        "column": Decimal("0.555967"),  # 60.10 / 108.10
        "total": Decimal("0.405807"),  # 60.10 / 148.10
    }


def test_a_change_is_against_the_year_before(world):
    answer = asked(world, "rows=entity&columns=year&change=percent")
    assert answer.cells[("WHO",), ("2021",)].change == Decimal("2.336667")  # 100.10 after 30
    assert answer.cells[("WHO",), ("2020",)].change is None
    assert answer.cells[("ILO",), ("2021",)].change is None
    assert answer.cells[("WHO",), (None,)].change is None
    difference = asked(world, "rows=year&change=difference").cells[("2021",), ()]
    assert difference.change == Decimal("118.10")


def test_an_entity_and_a_year_are_chosen_or_left_out(world):
    assert asked(world, "entity=WHO&year=2020..2021").total.value == Decimal("130.10")
    assert asked(world, "entity=!WHO").total.value == 48
    assert asked(world, "entity=NOBODY").total.value == 0
    assert [note.id for note in asked(world, "entity=NOBODY").notes] == ["nothing"]


def test_a_cell_leads_to_the_rows_that_were_submitted(world):
    question = Question.parse("rows=entity,goal&year=2021")
    answer = ask(question, *world, today=TODAY)
    figures = list(behind(question, ("WHO", "3"), (), *world, today=TODAY))
    assert [(one.row, one.amount, one.told["target"]) for one in figures] == [
        (1, Decimal("70.05"), "3.10"), (2, Decimal("20.00"), "3.2"),
    ]  # fmt: skip
    assert {one.entry.series for one in figures} == {"goal"}
    assert answer.cells[("WHO", "3"), ()].figures == len(figures)
    assert sum(one.amount for one in figures) == answer.cells[("WHO", "3"), ()].value
    untold = list(behind(question, ("ILO", "~"), (), *world, today=TODAY))
    assert [one.amount for one in untold] == [50, -2]
    revenues = Question.parse("measure=revenue&elimination=entities")
    assert len(list(behind(revenues, (), (), *world, today=TODAY))) == 4


def test_a_region_is_what_lies_in_it_whatever_the_depth(tmp_path):
    world = cube(
        tmp_path,
        full=[
            expense("WHO", "1", location="KE"),
            expense("WHO", "2", location="UG"),
            expense("WHO", "4", location="ASI"),
            expense("WHO", "8", location="W"),
            expense("WHO", "16", location="XX"),
            expense("WHO", "32"),
        ],
    )
    answer = asked(world, "rows=region,location&subtotals=yes", lists=FakeLists())
    told = {line: str(answer.cells[line, ()].value) for line in answer.lines if None in line}
    assert told == {
        ("AFR", None): "3.00", ("ASI", None): "4.00", ("W", None): "8.00", ("XX", None): "16.00",
        ("~", None): "32.00", (None, None): "63.00",
    }  # fmt: skip
    assert asked(world, "region=AFR", lists=FakeLists()).total.value == 3
    assert asked(world, "subregion=!EAF,~", lists=FakeLists()).total.value == 28
    dimension = answer.question.dimensions[1]
    assert answer.name(dimension, "KE", "fr") == "name of KE"
    assert answer.name(dimension, "~", "fr") == "non précisé"
    assert answer.name(dimension, "XX", "fr") == ""


def test_amounts_of_two_currencies_are_never_added(tmp_path):
    world = cube(
        tmp_path,
        full=[expense("WHO", "1", goal="3"), expense("WHO", "100", goal="3", currency="XOF")],
    )
    with pytest.raises(Refused, match="USD, XOF"):
        asked(world, "rows=goal")
    assert asked(world, "rows=goal&currency=XOF").total.value == 100
    assert asked(world, "currency=!USD").total.value == 100
    answer = asked(world, "rows=currency,goal")
    assert values(answer) == {
        ("USD", "3"): "1.00", ("USD", None): "1.00",
        ("XOF", "3"): "100.00", ("XOF", None): "100.00",
    }  # fmt: skip
    assert answer.total is None
    assert asked(world, "measure=figures&rows=goal").total.value == 2


def test_a_whole_cube_is_preferred_to_a_cut_of_it(tmp_path):
    world = cube(
        tmp_path,
        goal=[expense("WHO", "5", goal="3")],
        full=[expense("WHO", "9", goal="3", function="D"), expense("WHO", "1", function="H")],
    )
    assert asked(world, "rows=goal").cuts == {"full": 1}
    assert asked(world, "rows=goal").total.value == 10
    assert asked(world, "rows=goal,function&goal=3").total.value == 9


def test_as_at_a_past_day_it_answers_as_it_did_then(tmp_path):
    first = publish(staged([expense("WHO", "5")]), tmp_path, "one")
    second = publish(staged([expense("WHO", "6")]), tmp_path, "two")
    entries = [
        entry(first, published_on=date(2022, 1, 1)),
        entry(second, version=2, published_on=date(2023, 1, 1), note="restated"),
    ]
    world = Catalogue(entries), Store(tmp_path).figures(entries)
    then = asked(world, "as_at=2022-06-01")
    assert (then.total.value, then.as_at) == (5, date(2022, 6, 1))
    now = asked(world, "rows=year")
    assert now.total.value == 6
    assert [(one.version, one.note) for one in now.vintage] == [(2, "restated")]
    assert asked(world, "as_at=2021-06-01").total.value == 0


def test_what_the_asker_may_not_see_is_not_in_any_figure(tmp_path):
    seen = entry(publish(staged([expense("WHO", "5")]), tmp_path, "one"), series="seen")
    unseen = entry(publish(staged([expense("ILO", "6")]), tmp_path, "two"), series="unseen")
    figures = Store(tmp_path).figures([seen, unseen])
    world = Catalogue([seen]), figures
    for address in (
        "",
        "rows=entity",
        "entity=ILO",
        "measure=entities",
        "rows=year&columns=entity",
    ):
        answer = asked(world, address)
        assert answer.total.value in (0, 1, 5)
        assert all("ILO" not in line for line in (*answer.lines, *answer.columns))
    assert asked((Catalogue([seen, unseen]), figures), "").total.value == 11


def test_codes_are_values_and_never_part_of_the_statement(world):
    for code in ("3' OR '1'='1", "3); DROP TABLE figures; --", "$1", "3\x00"):
        question = replace(Question.parse("goal=3"), filters=Question.parse("goal=3").filters)
        hostile = replace(question.filters[0], codes=(code,))
        answer = ask(replace(question, filters=(hostile,)), *world, today=TODAY)
        assert answer.total.value == 0


def test_more_columns_than_anybody_can_read_are_refused(tmp_path):
    rows = [revenue("WHO", "1", "R01", contributor=f"c{n}") for n in range(401)]
    world = cube(tmp_path, full=rows)
    with pytest.raises(Refused) as refused:
        asked(world, "measure=revenue&columns=contributor")
    assert (refused.value.parameter, refused.value.id) == ("columns", "too_many")
    assert asked(world, "measure=contributors").total.value == 401


FIGURES = st.lists(
    st.fixed_dictionaries(
        {
            "entity": st.sampled_from(["WHO", "ILO", "UPU"]),
            "year": st.sampled_from(["2020", "2021"]),
            "goal": st.sampled_from([None, "1", "2"]),
            "function": st.sampled_from([None, "D", "H"]),
            "amount": st.decimals(-1000, 1000, places=2).map(str),
        }
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=8, deadline=None)
@given(figures=FIGURES)
def test_every_cell_is_the_sum_of_its_figures_at_every_level(tmp_path_factory, figures):
    rows = [{"measure": "expense", "currency": "USD"} | one for one in figures]
    world = cube(tmp_path_factory.mktemp("law"), full=rows)
    sums = defaultdict(Decimal)
    for one in figures:
        told = [one[name] or "~" for name in ("entity", "goal", "function")]
        for line, column in product(
            ((told[0], told[1]), (told[0], None), (None, None)), ((told[2],), (None,))
        ):
            sums[line, column] += Decimal(one["amount"])
    answer = asked(world, "rows=entity,goal&columns=function")
    assert {key: cell.value for key, cell in answer.cells.items()} == sums


@pytest.fixture(scope="module")
def rolled_up(tmp_path_factory):
    """Figures of every dimension, and the same without their roll-ups."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(layout, "MANY", 0)
        patched.setattr(layout, "FEWER", 1)
        chosen = Random(4)
        rows = [
            revenue(
                chosen.choice(["WHO", "ILO"]),
                f"{chosen.randint(-9999, 99999) / 100}",
                chosen.choice(["R01", "R04B", "R03A"]),
                year=chosen.choice(["2020", "2021"]),
                **{
                    name: chosen.choice(codes)
                    for name, codes in CODES.items()
                    if chosen.random() < 0.7
                },
            )
            for _ in range(200)
        ]
        catalogue, figures = cube(tmp_path_factory.mktemp("rolled"), full=rows)
    return catalogue, figures, replace(figures, tables={"figures": figures.tables["figures"]})


CODES = {
    "function": ["D", "H"], "location": ["KE", "UG", "ASI"], "goal": ["3", "10"],
    "target": ["3.2", "3.10"], "contributor": ["a", "b"], "contributor_type": ["C01", "C04C"],
}  # fmt: skip
ASKED = st.builds(
    "&".join,
    st.tuples(
        st.sampled_from(["revenue", "core_revenue", "core_share", "contributors"]).map("measure={}".format),
        st.lists(st.sampled_from(["year", "region", *CODES]), unique=True, max_size=2)
        .map(",".join).map("rows={}".format),
        st.sampled_from(["", "columns=entity", "sort=value", "limit=2&offset=1", "subtotals=no"]),
        st.sampled_from(["", "elimination=entities", "function=D", "target=!3.10,~", "entity=WHO"]),
    ),
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(address=ASKED)
def test_figures_added_up_beforehand_answer_as_the_figures_do(rolled_up, address):
    (catalogue, figures, only), lists = rolled_up, FakeLists()
    assert len(figures.tables) > 5
    assert asked((catalogue, figures), address, lists=lists) == asked(
        (catalogue, only), address, lists=lists
    )


@pytest.mark.parametrize("sort", ["code", "value"])
def test_pages_one_after_the_other_are_the_whole(rolled_up, sort):
    catalogue, figures, _only = rolled_up
    address = f"measure=revenue&rows=target,entity&columns=year&subtotals=no&sort={sort}"
    whole = asked((catalogue, figures), address)
    pages = [asked((catalogue, figures), f"{address}&limit=2&offset={n}") for n in range(0, 8, 2)]
    assert whole.all_lines == 6
    assert tuple(line for page in pages for line in page.lines) == whole.lines
    assert {key: cell for page in pages for key, cell in page.cells.items()} == whole.cells
    assert {page.all_lines for page in pages[:3]} == {6}
    targets = [line[0] for line in whole.lines]
    assert sort == "value" or targets == ["3.2"] * 2 + ["3.10"] * 2 + ["~"] * 2
