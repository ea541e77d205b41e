"""Every rule kind of the IATI Ruleset Specification, on what keeps it and what breaks it."""

import json
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from quintet.cube.engine.iati.rules import KINDS
from quintet.cube.engine.iati.ruleset import RulesetError, load_ruleset

TODAY = date(2022, 6, 30)
STANDARD = Path(__file__).parents[3] / "shared/data/iati/ruleset/standard.json"
CONTEXT = "/iati-activities/iati-activity"


@pytest.fixture
def broken(tmp_path):
    """Which places of an activity break a case of a kind."""

    def broken(kind, case, inside, context=CONTEXT, **identifiers):
        path = tmp_path / "ruleset.json"
        path.write_text(json.dumps({context: {kind: {"cases": [case]}}}))
        known = {name.replace("_", "-"): frozenset(ids) for name, ids in identifiers.items()}
        ruleset = load_ruleset(path, today=TODAY, identifiers=known)
        root = etree.fromstring(f"<iati-activities>{inside}</iati-activities>")
        return [breach.place() for breach in ruleset.breaches(root)]

    return broken


def inside(content, attributes=""):
    return f"<iati-activity {attributes}>{content}</iati-activity>"


PATHS = {"paths": ["title", "name"]}
DATES = {"less": "d[@type='1']/@iso-date", "more": "d[@type='2']/@iso-date"}
YEAR = {"start": "s/@on", "end": "e/@on"}
BETWEEN = {"date": "d/@on", "start": "s/@on", "end": "e/@on"}

# kind, case, what an activity holds, and the places in it that break the rule ("" is the activity)
CASES = [
    ("atleast_one", PATHS, "<name/>", []),
    ("atleast_one", PATHS, "<other/>", [""]),
    ("atleast_one", {"paths": []}, "<title/>", [""]),
    ("atleast_one", PATHS | {"condition": "other = 'yes'"}, "<other>no</other>", []),
    ("atleast_one", PATHS | {"condition": "other = 'yes'"}, "<other>yes</other>", [""]),
    ("no_more_than_one", PATHS, "<title/>", []),
    ("no_more_than_one", PATHS, "", []),
    ("no_more_than_one", PATHS, "<title/><name/>", [""]),
    ("no_more_than_one", {"paths": []}, "<title/>", []),
    ("dependent", PATHS, "", []),
    ("dependent", PATHS, "<title/><name/>", []),
    ("dependent", PATHS, "<name/>", [""]),
    ("only_one_of", {"excluded": ["a", "b"], **PATHS}, "<a/>", []),
    ("only_one_of", {"excluded": ["a", "b"], **PATHS}, "<title/>", []),
    ("only_one_of", {"excluded": ["a", "b"], **PATHS}, "<b/><title/>", [""]),
    ("only_one_of", {"excluded": ["a", "b"], **PATHS}, "", [""]),
    ("only_one_of", {"excluded": ["a", "b"], **PATHS}, "<title/><name/>", [""]),
    ("one_or_all", {"one": "@xml:lang", "all": "lang"}, "<t><narrative/></t>", [""]),
    ("one_or_all", {"one": "@xml:lang", "all": "lang"},
     "<t><narrative xml:lang='en'/></t>", []),
    ("one_or_all", {"one": "sector", "all": "sector"}, "<sector/><transaction/>", []),
    ("one_or_all", {"one": "sector", "all": "sector"},
     "<transaction><sector/></transaction><transaction/>", [""]),
    ("one_or_all", {"one": "sector", "all": "sector"},
     "<transaction><sector/></transaction>", []),
    ("one_or_all", {"one": "@default-currency", "all": "currency"},
     "<budget><value/></budget>", [""]),
    ("one_or_all", {"one": "@default-currency", "all": "currency"},
     "<budget><value currency='EUR'/></budget><fss><forecast/></fss>", [""]),
    ("one_or_all", {"one": "title", "all": "name and other"}, "<name/><other/>", []),
    ("one_or_all", {"one": "title", "all": "name and other"}, "<name/>", [""]),
    ("sum", {"paths": ["a/@n", "b/@n"], "sum": 9}, "<a n='4.5'/><b n='4.5'/>", []),
    ("sum", {"paths": ["a/@n", "b/@n"], "sum": 9}, "", []),
    ("sum", {"paths": ["a/@n", "b/@n"], "sum": 9}, "<a n='4.5'/>", [""]),
    ("strict_sum", {"paths": ["a/@n"], "sum": 100},
     "<a n='33.3'/><a n='33.3'/><a n='33.4'/>", []),
    ("strict_sum", {"paths": ["a/@n"], "sum": 0.3}, "<a n='0.1'/><a n='0.2'/>", []),
    ("strict_sum", {"paths": ["a/@n"], "sum": 100}, "<a n='99.999'/>", [""]),
    ("strict_sum", {"paths": ["a/@n"], "sum": 100}, "", [""]),
    ("strict_sum", {"paths": ["a/@n"], "sum": 100}, "<a n='NaN'/><a n='many'/>", []),
    ("range", {"paths": ["a/@n"], "min": 0.0, "max": 100.0}, "<a n='0'/><a n='100'/>", []),
    ("range", {"paths": ["a/@n"], "min": 0.0, "max": 100.0},
     "<a n='-0.1'/><a n='5'/><a n='100.01'/>", ["a[1]/@n", "a[3]/@n"]),
    ("range", {"paths": ["a/@n"], "min": 0}, "<a n='1e9'/><a n='?'/>", []),
    ("date_order", DATES,
     "<d type='1' iso-date='2020-01-01'/><d type='2' iso-date='2020-01-01'/>", []),
    ("date_order", DATES, "<d type='1' iso-date='2020-01-02Z'/><d type='2' iso-date='2020-01-01'/>",
     ["d[1]/@iso-date"]),
    ("date_order", DATES, "<d type='1' iso-date='2020-01-01'/>", []),
    ("date_order", DATES, "<d type='1' iso-date='soon'/><d type='2' iso-date='2020-01-01'/>", []),
    ("date_order", {"less": "d/@on", "more": "NOW"}, "<d on='2022-06-30'/>", []),
    ("date_order", {"less": "d/@on", "more": "TODAY"}, "<d on='2022-06-29'/><d on='2022-07-01'/>",
     ["d[2]/@on"]),
    ("date_order", {"less": "NOW", "more": "d/@on"}, "<d on='2022-06-30'/>", []),
    ("date_order", {"less": "NOW", "more": "d/@on"}, "<d on='2022-06-29'/>", ["d/@on"]),
    ("date_now", {"date": "d/@at"}, "<d at='2022-06-30T23:59:59Z'/>", []),
    ("date_now", {"date": "d/@at"}, "<d at='2022-07-01T00:30:00+02:00'/>", []),
    ("date_now", {"date": "d/@at"}, "<d at='2022-07-01T00:00:00'/>", ["d/@at"]),
    ("date_now", {"date": "d/@at"}, "<d at='whenT'/>", []),
    ("time_limit", YEAR, "<s on='2021-01-01'/><e on='2022-01-01'/>", []),
    ("time_limit", YEAR, "<s on='2021-01-01'/><e on='2022-01-02'/>", ["e/@on"]),
    ("time_limit", YEAR, "<s on='2020-02-29'/><e on='2021-03-01'/>", []),
    ("time_limit", YEAR, "<s on='2020-02-29'/><e on='2021-03-02'/>", ["e/@on"]),
    ("time_limit", YEAR, "<s on='9999-01-01'/><e on='9999-12-31'/>", []),
    ("time_limit", YEAR, "<s on='2021-01-01'/>", []),
    ("between_dates", BETWEEN, "<s on='2021-01-01'/><e on='2021-12-31'/><d on='2021-01-01'/>", []),
    ("between_dates", BETWEEN, "<s on='2021-01-01'/><e on='2021-12-31'/><d on='2022-01-01'/>",
     ["d/@on"]),
    ("between_dates", BETWEEN, "<s on='2021-01-01'/><d on='2022-01-01'/>", []),
    ("regex_matches", {"paths": ["t"], "regex": "^[^/]+$"}, "<t>A-1</t>", []),
    ("regex_matches", {"paths": ["t"], "regex": "^[^/]+$"}, "<t>A</t><t>A/1</t>", ["t[2]"]),
    ("regex_no_matches", {"paths": ["t"], "regex": "/"}, "<t>A-1</t>", []),
    ("regex_no_matches", {"paths": ["t", "@u"], "regex": "/"}, "<t>A/1</t>", ["t"]),
    ("startswith", {"prefix": ["o/@ref", "p"], "paths": ["i"], "separator": "-"},
     "<o ref='X'/><p>Y</p><i>Y-1</i>", []),
    ("startswith", {"prefix": ["o/@ref", "p"], "paths": ["i"], "separator": "-"},
     "<o ref='X'/><p>Y</p><i>X1</i>", ["i"]),
    ("startswith", {"start": "o/@ref", "paths": ["i"]}, "<o ref='X'/><i>X1</i>", []),
    ("startswith", {"start": "o/@ref", "paths": ["i"]}, "<i>X1</i>", []),
    ("unique", {"paths": ["a/@ref", "b"]}, "<a ref='1'/><b>2</b>", []),
    ("unique", {"paths": ["a/@ref", "b"]}, "<a ref='1'/><b>1</b>", ["b"]),
    ("if_then", {"if": "count(a) > 0", "then": "b"}, "<a/><b/>", []),
    ("if_then", {"if": "count(a) > 0", "then": "b"}, "<b/>", []),
    ("if_then", {"if": "count(a) > 0", "then": "b"}, "<a/>", [""]),
    ("no_spaces", {"paths": ["t", "o/@ref"]}, "<t>A 1</t><t/><o ref='B'/>", []),
    ("no_spaces", {"paths": ["t", "o/@ref"]}, "<t>\n A</t><o ref='B '/>", ["t", "o/@ref"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "case", "content", "expected"), CASES)
def test_each_kind_finds_what_breaks_it_and_nothing_else(broken, kind, case, content, expected):
    assert broken(kind, case, inside(content)) == expected


def test_every_kind_is_shown_on_what_keeps_it_and_on_what_breaks_it():
    for kind in KINDS:
        verdicts = {bool(places) for one, _case, _content, places in CASES if one == kind}
        assert verdicts == {True, False}, kind


@pytest.mark.parametrize("kind", ["atLeastOne", "noMoreThanOne", "atleast_one"])
def test_kinds_are_known_by_both_ways_to_write_them(broken, kind):
    assert broken(kind, {"paths": ["title", "title[2]"]}, inside("<title/>")) == []


def test_each_element_of_a_context_is_judged_by_itself(broken):
    activities = inside("<o><r/></o><o/>") + inside("<o/>")
    places = broken("atleast_one", {"paths": ["r"]}, activities, f"{CONTEXT}/o | {CONTEXT}/p")
    assert places == ["o[2]", "o"]


LOOP = {
    "foreach": "s[@v != '1']/@v",
    "do": {"strict_sum": {"cases": [{"paths": ["s[@v = '$1']/@p"], "sum": 100}]}},
    "subs": ["paths"],
}


def test_a_loop_puts_its_cases_once_for_each_value(broken):
    good = "<s v='2' p='60'/><s v='2' p='40'/><s v='3' p='100'/><s v='1' p='5'/>"
    assert broken("loop", LOOP, inside(good)) == []
    assert broken("loop", LOOP, inside("<s v='2' p='60'/><s v='3' p='60'/>")) == ["", ""]


def test_a_loop_substitutes_in_conditions_too(broken):
    case = {"condition": "count(s[@v = '$1']) > 1", "paths": ["s[@v = '$1']/@p"], "sum": 100}
    loop = LOOP | {"do": {"strict_sum": {"cases": [case]}}}
    assert broken("loop", loop, inside("<s v='2' p='60'/>")) == []
    assert broken("loop", loop, inside("<s v='2' p='60'/><s v='2' p='60'/>")) == [""]


@pytest.mark.parametrize("value", ["2'] | //*[@x='", "&quot;", "$one", "2&#39;"])
def test_a_value_of_the_file_never_becomes_part_of_an_xpath(broken, value):
    case = inside(f'<s v="{value}" p="60"/><s v="{value}" p="40"/>')
    assert broken("loop", LOOP, case) == []


def test_identifiers_that_are_registered_are_exempt_where_the_case_says_so(broken):
    case = {"paths": ["i"], "regex": "^[^/]+$", "idCondition": "NOT_EXISTING_ORG_ID"}
    assert broken("regex_matches", case, inside("<i>A/1</i>"), ORG_ID=["A/1"]) == []
    assert broken("regex_matches", case, inside("<i>A/12</i>"), ORG_ID=["A/1"]) == ["i"]
    case["idCondition"] = "NOT_EXISTING_ORG_ID_PREFIX"
    assert broken("regex_matches", case, inside("<i>A/12</i>"), ORG_ID=["A/1"]) == []
    assert broken("regex_matches", case, inside("<i>A/12</i>")) == ["i"]


def test_prefixes_of_registration_agencies_are_judged_only_where_they_are_known(broken):
    case = {"prefix": ["ORG-ID-PREFIX"], "paths": ["i"], "idCondition": "NOT_EXISTING_ORG_ID"}
    text = inside("<i>GB-COH-1</i><i>ZZ-1</i><i>OLD</i>")
    assert broken("startswith", case, text) == []
    known = {"ORG_ID_PREFIX": ["GB-COH"], "ORG_ID": ["OLD"]}
    assert broken("startswith", case, text, **known) == ["i[2]"]


@pytest.mark.parametrize(
    "told",
    [
        {"/a": {"no_such_kind": {"cases": [{}]}}},
        {"/a": {"atleast_one": {"cases": [{}]}}},
        {"/a": {"atleast_one": {"cases": [{"paths": ["b["]}]}}},
        {"/a": {"regex_matches": {"cases": [{"paths": ["b"], "regex": "("}]}}},
        {"/a": {"atleast_one": []}},
        {"/a": {"atleast_one": {"cases": [{"paths": [], "ruleInfo": {"severity": "dire"}}]}}},
        [],
    ],
)
def test_a_ruleset_that_is_not_of_the_specification_is_refused_with_its_name(tmp_path, told):
    path = tmp_path / "ours.json"
    path.write_text(json.dumps(told))
    with pytest.raises(RulesetError, match=r"ours\.json"):
        load_ruleset(path, today=TODAY)


def test_a_ruleset_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(RulesetError, match=r"none\.json"):
        load_ruleset(tmp_path / "none.json", today=TODAY)


@pytest.mark.skipif(not STANDARD.exists(), reason="the standard ruleset is not at hand")
def test_all_rules_of_the_standard_are_taken_in():
    told = json.loads(STANDARD.read_text())
    cases = [case for kinds in told.values() for one in kinds.values() for case in one["cases"]]
    ruleset = load_ruleset(STANDARD, today=TODAY)
    assert len(ruleset.rules) + len(ruleset.unjudged) == len(cases)
    assert ruleset.unjudged == ("1.14.8", "1.18.8")
