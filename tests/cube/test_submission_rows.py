"""What the rules say of rows: each fault at its row, and nothing of rows without one."""

import pytest

from quintet.cube.engine.checks.amounts import judge_amount
from tests.cube.submission import judged, line, template, told


def test_a_sound_file_has_no_finding(tmp_path):
    found, findings = judged(tmp_path, template(line(), line(amount="-3")))
    assert (findings, found.findings.status, found.rows) == ([], "valid", 2)


_FAULTS = [
    ({"entity": "UNRISD"}, "codes.spelling", "entity", "UN-UNRISD"),
    ({"entity": "DPO"}, "codes.spelling", "entity", "UN-DPO"),
    ({"entity": "UN-HABITAT"}, "codes.spelling", "entity", "UNHABITAT"),
    ({"entity": "UNWTO"}, "codes.spelling", "entity", "UN Tourism"),
    ({"entity": "ACME"}, "codes.unknown", "entity", ""),
    ({"goal": "x00", "target": ""}, "codes.spelling", "goal", "X00"),
    ({"contributor_type": "R08b"}, "codes.spelling", "contributor_type", "C08B"),
    ({"contributor_type": "1"}, "codes.spelling", "contributor_type", "C01"),
    ({"contributor_type": "Government"}, "codes.spelling", "contributor_type", "C01"),
    ({"contributor_type": "C04"}, "codes.group", "contributor_type", ""),
    ({"function": "E00"}, "codes.not_then", "function", ""),
    ({"target": "3.14"}, "codes.unknown", "target", ""),
    ({"target": "4.1"}, "row.target_goal", "target", ""),
    ({"goal": "X00", "target": "x00"}, "codes.spelling", "target", "X00"),
    ({"target": "SDG 3"}, "row.goal_in_target", "target", ""),
    ({"target": "3"}, "row.goal_in_target", "target", ""),
    ({"sub_entity": "UN-UNDRR"}, "row.sub_entity", "sub_entity", ""),
    ({"year": "21"}, "row.year", "year", ""),
    ({"year": "2021.0"}, "row.year", "year", "2021"),
    ({"year": "1066"}, "row.year_range", "year", ""),
    ({"year": "2027"}, "row.year_range", "year", ""),
    ({"entity": ""}, "row.empty", "entity", ""),
    ({"amount": ""}, "row.empty", "amount", ""),
    ({"amount": '" -   "'}, "row.amount_dash", "amount", "0"),
    ({"amount": "many"}, "row.amount_number", "amount", ""),
    ({"amount": '"1,234.50"'}, "row.amount_number", "amount", "1234.5"),
    ({"amount": "1.005"}, "row.amount_places", "amount", "1"),
    ({"amount": "9" * 17}, "row.amount_huge", "amount", ""),
    ({"amount": "200000000000"}, "row.amount_large", "amount", ""),
    ({"contributor": "=HYPERLINK(1)"}, "shape.formula", "contributor", ""),
    ({"amount": "=1+1"}, "shape.formula", "amount", ""),
    (
        {"measure": "revenue", "instrument": "R03A", "contributor_type": "C01"},
        "row.instrument_contributor", "contributor_type", "",
    ),
    (
        {"instrument": "R04B", "contributor_type": "C04C", "contributor": "WHO"},
        "cross.self", "contributor", "",
    ),
    (
        {"instrument": "R04B", "contributor_type": "C04C", "contributor": "DPO"},
        "cross.counterpart", "contributor", "UN-DPO",
    ),
]  # fmt: skip


def test_each_fault_is_told_once_at_its_row_with_what_it_should_be(tmp_path):
    # Sound rows between, so that a fault told of another row than its own is seen.
    lines = [one for cells, *_told in _FAULTS for one in (line(), line(**cells))]
    _found, findings = judged(tmp_path, template(*lines))
    rows = sorted((one for one in findings if one.row), key=lambda one: one.row)
    assert told(rows) == [
        (rule, 2 * number, column, suggestion)
        for number, (_cells, rule, column, suggestion) in enumerate(_FAULTS, start=1)
    ]
    assert all(one.line == one.row + 1 for one in rows)


def test_two_rows_that_are_the_same_are_no_fault(tmp_path):
    _found, findings = judged(tmp_path, template(*[line()] * 5))
    assert findings == []


@pytest.mark.parametrize(
    ("written", "rule", "suggestion"),
    [
        ("12", "", ""),
        ("-0.50", "", ""),
        (" - ", "row.amount_dash", "0"),
        ("–", "row.amount_dash", "0"),
        ("(1 234,5)", "row.amount_number", "-1234.5"),
        ("USD 5", "row.amount_number", "5"),
        ("1.5E+3", "row.amount_number", "1500"),
        ("+7", "row.amount_number", "7"),
        ("1E99", "row.amount_huge", ""),
        ("1.23000", "", ""),
        ("0.125", "row.amount_places", "0.12"),
        ("NaN", "row.amount_number", ""),
        ("1,2,3", "row.amount_number", ""),
        ("١٢", "row.amount_number", ""),
        ("9" * 5000, "row.amount_number", ""),
    ],
)
def test_an_amount_is_judged_as_it_is_written(written, rule, suggestion):
    assert judge_amount(written) == (rule, suggestion)


def test_every_one_of_many_bad_rows_is_told_in_order(tmp_path):
    bad = [line(entity=f"X{number}", amount="n/a") for number in range(10_050)]
    _found, findings = judged(tmp_path, template(*bad))
    assert [one.row for one in findings if one.rule == "codes.unknown"] == list(range(1, 10_051))
    assert len([one for one in findings if one.rule == "row.amount_number"]) == 10_050
