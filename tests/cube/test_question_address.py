"""A question's address says all of it; what it may not say is refused by the parameter's name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.cube.engine.findings import LANGUAGES
from quintet.cube.engine.questions import Filter, Note, Question, Refused, words
from quintet.cube.engine.questions.semantic import semantic


def test_an_address_is_read_as_it_is_written():
    question = Question.parse(
        "?measure=revenue&rows=entity,instrument&columns=year&year=2019..2021,2011&goal=!X00,~"
        "&elimination=pooled&shares=row&change=percent&sort=value&limit=5&offset=10"
        "&subtotals=no&as_at=2022-03-01"
    )
    assert question == Question(
        measure="revenue",
        rows=("entity", "instrument"),
        columns=("year",),
        filters=(
            Filter("goal", ("X00", "~"), excluded=True),
            Filter("year", ("2019", "2020", "2021", "2011")),
        ),
        subtotals=False,
        shares="row",
        change="percent",
        elimination="pooled",
        as_at=date(2022, 3, 1),
        sort="value",
        limit=5,
        offset=10,
    )
    assert Question.parse(str(question)) == question


def test_what_is_as_by_default_is_not_written_and_empty_fields_of_a_form_say_nothing():
    assert str(Question()) == "measure=expense"
    assert Question.parse("measure=expense&rows=&goal=&change=&as_at=") == Question()


def test_names_may_hold_commas_and_are_repeated_instead():
    question = Question.parse("measure=revenue&contributor=Bill,+Inc.&contributor=A%26B")
    assert question.filters == (Filter("contributor", ("Bill, Inc.", "A&B")),)
    assert Question.parse(str(question)) == question


ANY = st.builds(
    lambda measure, rows, columns, codes, excluded, limit: Question(
        measure,
        tuple(rows),
        tuple(set(columns) - set(rows)),
        tuple(Filter(name, tuple(one), excluded) for name, one in sorted(codes.items())),
        limit=limit,
    ),
    st.sampled_from(sorted(semantic().measures)),
    st.lists(st.sampled_from(sorted(semantic().dimensions)), max_size=4, unique=True),
    st.lists(st.sampled_from(sorted(semantic().dimensions)), max_size=2, unique=True),
    st.dictionaries(
        st.sampled_from(["goal", "entity", "contributor"]),
        st.lists(
            st.text("abcXYZ019.~-é中& =%+", min_size=1, max_size=9), min_size=1, max_size=3, unique=True
        ),
    ),
    st.booleans(),
    st.integers(1, 10_000),
)  # fmt: skip


@given(ANY)
def test_every_question_comes_back_from_its_address(question):
    assert Question.parse(str(question)) == question


@pytest.mark.parametrize(
    ("address", "parameter", "why"),
    [
        ("colour=red", "colour", "unknown_parameter"),
        ("measure=profit", "measure", "not_among"),
        ("rows=amount", "rows", "not_among"),
        ("rows=entity;drop table figures", "rows", "not_among"),
        ("rows=entity,entity", "columns", "twice"),
        ("rows=entity&columns=entity", "columns", "twice"),
        ("rows=year,entity,goal,target,function", "rows", "too_many"),
        ("columns=year,entity,goal", "columns", "too_many"),
        ("goal=" + ",".join(map(str, range(501))), "goal", "too_many"),
        ("year=20x1", "year", "not_a_number"),
        ("year=2021..2019", "year", "not_a_number"),
        ("year=٢٠٢١", "year", "not_a_number"),
        ("goal=,", "goal", "not_among"),
        ("limit=0", "limit", "not_a_number"),
        ("limit=-1", "limit", "not_a_number"),
        ("limit=100001", "limit", "not_a_number"),
        ("offset=one", "offset", "not_a_number"),
        ("as_at=31.12.2020", "as_at", "not_a_day"),
        ("subtotals=maybe", "subtotals", "not_among"),
        ("shares=all", "shares", "not_among"),
        ("sort=colour", "sort", "not_among"),
        ("change=percent&rows=entity", "change", "no_year"),
        ("measure=goal_share&shares=row", "shares", "does_not_add"),
        ("measure=entities&shares=row", "shares", "does_not_add"),
        ("measure=expense&elimination=entities", "elimination", "not_among"),
        ("measure=expense&measure=revenue", "measure", "twice"),
        ("goal=" + "1" * 8001, "address", "too_many"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_parameter(address, parameter, why):
    with pytest.raises(Refused) as refused:
        Question.parse(address)
    assert (refused.value.parameter, refused.value.id) == (parameter, why)
    for language in LANGUAGES:
        assert refused.value.told(language)


def test_every_sentence_is_there_in_six_languages_and_names_the_same_things():
    import string

    for name, sentences in words._book().items():
        assert set(sentences) == set(LANGUAGES), name
        named = {frozenset(n for _, n, _, _ in string.Formatter().parse(s) if n) for s in sentences.values()}  # fmt: skip
        assert len(named) == 1, name
    assert Note("nothing").told("xx") == Note("nothing").told("en")


def test_everything_that_can_be_asked_has_a_name_in_six_languages():
    known = semantic()
    for one in (
        *known.dimensions.values(), *known.measures.values(), *known.eliminations.values()
    ):  # fmt: skip
        assert set(one.names) == set(LANGUAGES), one.name
    assert set(known.not_told) == set(LANGUAGES)
