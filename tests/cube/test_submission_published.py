"""The layouts of published files: what they write, what they lack, and the faults they come with."""

from pathlib import Path

import pytest

from tests.cube.submission import judged, judged_file, told

_PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "ceb"
_GOALS = (
    "\ufeffcalendar year,entity code,type of financial information,amount,SDG goal,SDG target,"
    "SDG indicator\r\n"
)
_FUNCTIONS = "\ufeffcalendar_year,amount,currency,agency,sub_agency,transaction_type\r\n"
_REVENUE = "\ufeffagency,sub_agency,calendar_year,amount,sub_type_name,rev_type,sub_type\r\n"
_NON_CORE = "Voluntary non-core (earmarked) contributions"
_PROJECT = "Project/ programme specific contributions"


def test_expense_by_goal_is_told_by_its_own_headings(tmp_path):
    lines = (
        "2023,WHO,EXP,10.5,3,3.8,\r\n2023,WHO,EXP,10.5,3,3.8,\r\n2023,DPO,EXP,5,16,16.10,16.10.1\r\n"
        '2023,WHO,BUD," -   ",x00,,\r\n2023,UNU,BUG,7,4,4,\r\n2023,UNU,EXP,7,4,5.1,\r\n'
        "2023,UNU,EXP,-7,5,,\r\n"
    )
    found, findings = judged(tmp_path, _GOALS + lines)
    assert found.staged[0].layout.name == "expense by goal"
    assert sorted(told(findings), key=lambda one: (one[1], one[2])) == [
        ("codes.spelling", 3, "entity", "UN-DPO"),
        ("row.amount_dash", 4, "amount", "0"),
        ("codes.spelling", 4, "goal", "X00"),
        ("row.goal_in_target", 5, "target", ""),
        ("row.target_goal", 6, "target", ""),
    ]


def test_expense_by_function_is_written_in_words_and_its_fine_amounts_are_told_once(tmp_path):
    lines = (
        "2023,1.2345,USD,WHO,WHO,Humanitarian Assistance\r\n"
        "2023,1.2345,USD,WHO,WHO,Humanitarian Assistance\r\n"
        "2023,-5,USD,UN,UN-UNDRR,Development Assistance\r\n"
        "2023,9,USD,UN,UNRISD,Development assistance\r\n"
        "2023,9,USD,WHO,UN-UNDRR,Tea\r\n"
    )
    _found, findings = judged(tmp_path, _FUNCTIONS + lines)
    assert sorted(told(findings)) == [
        ("codes.spelling", 4, "function", "E01"),
        ("codes.spelling", 4, "sub_entity", "UN-UNRISD"),
        ("codes.unknown", 5, "function", ""),
        ("control.places", 0, "amount", ""),
        ("row.sub_entity", 5, "sub_entity", ""),
    ]


def test_revenue_names_are_those_of_its_codes(tmp_path):
    lines = [
        f"WHO,WHO,2023,5,{_PROJECT},{_NON_CORE},R03E",
        f"WHO,WHO,2023,5,In-kind earmarked contributions,{_NON_CORE},R03F",
        f"WHO,WHO,2023,5,{_PROJECT},{_NON_CORE},R03F",
        "WHO,WHO,2023,5,Assessed contributions,Assessed contributions,R01",
        "WHO,WHO,2023,5,Assessed Contributions,Assessed contributions,R01",
        "WHO,WHO,2023,5,Other revenue - specific to UN entity,Revenue from other activities,R04A",
        f"WHO,WHO,2016,5,{_NON_CORE},{_NON_CORE},R03",
        f"WHO,WHO,2023,5,{_PROJECT},{_NON_CORE},R08b",
    ]
    _found, findings = judged(tmp_path, _REVENUE + "\r\n".join(lines))
    assert [one for one in told(findings) if one[2] == "instrument_name"] == [
        ("codes.name_of_other", 3, "instrument_name", "In-kind earmarked contributions"),
        ("codes.name_varies", 5, "instrument_name", "Assessed contributions"),
    ]
    assert [one for one in told(findings) if one[2] == "instrument"] == [
        ("codes.unknown", 8, "instrument", "")
    ]


def test_contributor_types_as_digit_or_label_are_spellings_of_the_code(tmp_path):
    content = (
        "agency,calendar_year,contrib_type,donor,amount\n"
        "WHO,2023,C01,France,5\nWHO,2023,1,France,5\nWHO,2023,Foundation,Wellcome,5\n"
    )
    _found, findings = judged(tmp_path, content)
    assert told(findings) == [
        ("codes.spelling", 2, "contributor_type", "C01"),
        ("codes.spelling", 3, "contributor_type", "C05"),
    ]


def test_expense_by_location_is_read_with_the_type_of_place(tmp_path):
    content = (
        "calendar_year,amount,agency,sub_agency,location_type,country_code,country_name\n"
        "2023,5,WHO,WHO,COU,KEN,a\n2023,6,WHO,WHO,COU,XXX,b\n2023,5,WHO,WHO,COU,Kenya,c\n"
    )
    found, findings = judged(tmp_path, content)
    assert found.staged[0].layout.name == "expense by location"
    assert told(findings) == [("codes.unknown", 2, "location", "")]
    with found.staged[0].open() as connection:
        shown = connection.execute("SELECT location FROM staged ORDER BY row").fetchall()
    assert shown == [("KEN",), ("XXX",), ("KEN",)]


def test_files_of_one_measure_are_judged_against_each_other(tmp_path):
    goals, functions = tmp_path / "goals.csv", tmp_path / "functions.csv"
    goals.write_text(
        _GOALS + "2023,WHO,EXP,90,3,,\n2023,UNU,EXP,101.5,4,,\n2023,ILO,EXP,99.5,8,,\n"
    )
    each = "".join(
        f"2023,100,USD,{one},{one},Development Assistance\n" for one in ("WHO", "UNU", "ILO")
    )
    functions.write_text(_FUNCTIONS + each)
    _found, findings = judged_file(tmp_path, [goals, functions], kind="ceb")
    assert [(one.rule, one.params["entity"]) for one in findings] == [
        ("control.goals_over", "UNU"),
        ("control.goals_under", "WHO"),
    ]


def test_among_several_files_one_that_cannot_be_read_is_told_and_the_others_are_judged(tmp_path):
    other, functions = tmp_path / "a.csv", tmp_path / "b.csv"
    other.write_text("fund,country\nx,y\n")
    functions.write_text(_FUNCTIONS + "2023,1,USD,WHO,WHO,Tea\n")
    found, findings = judged_file(tmp_path, [other, functions], kind="ceb")
    assert [(one.rule, one.params["file"]) for one in findings] == [
        ("shape.no_headings", "a.csv"),
        ("codes.unknown", "b.csv"),
    ]
    assert found.rows == 1


@pytest.mark.skipif(not _PUBLISHED.is_dir(), reason="the published files are not at hand")
def test_the_published_files_have_the_faults_that_they_are_known_for_and_no_others(tmp_path):
    found, _findings = judged_file(tmp_path, sorted(_PUBLISHED.glob("*.csv")), kind="ceb")
    counts = found.findings.counts
    assert {rule: number for rule, number in counts.items() if not rule.startswith("control")} == {
        "codes.spelling": 17,  # UNRISD
        "row.target_goal": 39,
        "row.goal_in_target": 18,
        "codes.name_varies": 68,  # 34 rows, in both columns of names
        "codes.name_of_other": 8,
    }
    assert counts["control.goals_under"] == 22
    assert not counts["control.goals_over"]
    years = found.totals["files"]["expenses_sdgs.csv"]["measures"]["expense"]["years"]
    assert years["2021"] == {"amount": "46469583315", "rows": 2810, "entities": 36}
