"""Files of IATI against schema, ruleset and code lists, activity by activity."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.cube.engine.findings import LANGUAGES, Findings
from quintet.cube.engine.iati import records
from quintet.cube.engine.iati.validation import LISTED, validate
from quintet.cube.engine.lists.faults import ListError
from quintet.cube.engine.reading.unreadable import Unreadable
from tests.cube.iati_files import (
    ORGANISATION,
    activities,
    activity,
    code_list,
    transaction,
    write_lists,
)

TODAY = date(2022, 6, 30)


class Judging:
    """What validating a text finds, and its totals; `found` also where it cannot be read."""

    def __init__(self, folder):
        self.path = folder / "file.xml"

    def __call__(self, text, lists=None):
        self.path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.found = []
        findings = Findings(self.found.append)
        totals = validate(self.path, lists_folder=lists, findings=findings, today=TODAY)
        for one in self.found:
            for language in LANGUAGES:
                assert one.message(language)
                assert one.fix(language)
        return self.found, totals, findings


@pytest.fixture
def judge(tmp_path):
    return Judging(tmp_path)


@pytest.fixture
def lists(tmp_path):
    return write_lists(tmp_path / "lists")


def told(found):
    return [(one.rule, one.line, one.column, one.value) for one in found]


def test_a_valid_file_without_lists_is_valid_and_says_what_was_not_judged(judge):
    found, totals, findings = judge(activities(activity(more=transaction()), activity("XM-B")))
    assert [one.rule for one in found] == ["iati.lists.none", "iati.rules.none"]
    assert findings.is_valid
    assert totals == {
        "kind": "iati-activities", "version": "2.03", "records": 2, "transactions": 1,
        "figures": 0, "bad": 0, "statuses": {"valid": 2}, "rules": {}, "listed": [],
        "layers": {"schema": "valid", "ruleset": "unjudged", "codelists": "unjudged"},
    }  # fmt: skip


def test_a_bad_activity_is_named_with_line_element_and_value_and_leaves_the_others_alone(judge):
    bad = activity("XM-BAD", more=transaction(on="2021-02-30")).replace("<title>", "<titel>")
    bad = bad.replace("</title>", "</titel>")
    found, totals, findings = judge(activities(activity(), bad, activity("XM-GOOD")))
    schema = [one for one in found if one.rule == "iati.schema"]
    assert ("iati.schema", 17, "titel", "") in told(schema)
    assert all("XM-BAD" in one.message() for one in schema)
    assert findings.status == "critical"
    assert (totals["records"], totals["bad"]) == (3, 1)
    assert totals["statuses"] == {"valid": 2, "critical": 1}
    assert totals["listed"] == [
        {
            "number": 2, "identifier": "XM-BAD", "line": 14, "status": "critical",
            "layers": {"schema": "critical"},
        }
    ]  # fmt: skip


def test_an_attribute_that_the_schema_refuses_is_named_with_its_value(judge):
    found, _totals, _findings = judge(activities(activity(more=transaction(on="2021-02-30"))))
    assert ("iati.schema", 15, "transaction/transaction-date/@iso-date", "2021-02-30") in told(
        found
    )


def test_lines_are_right_beyond_the_65535th(judge):
    text = activities("\n" * 70_000, activity(start="2020-13-01"))
    found, _totals, _findings = judge(text)
    assert found[0].line == 70_009
    assert text.splitlines()[70_008].strip().startswith("<activity-date")


@pytest.mark.parametrize(
    "inside",
    [
        "<wrong/>\n",
        "<wrong>\n\n</wrong>",
        "<wrong><x>\n</x></wrong>",
        "<wrong/>" * 9,
    ],
)
def test_lines_are_right_there_however_little_text_there_is(judge, inside):
    one = f"<iati-activity><iati-identifier>XM</iati-identifier>{inside}</iati-activity>"
    found, _totals, _findings = judge(activities("\n" * 70_000, one))
    assert found[0].line == 70_001


def test_what_is_wrong_with_the_root_is_told_once_however_many_activities(judge, monkeypatch):
    monkeypatch.setattr(records, "BATCH", 2)
    text = activities(*[activity()] * 7, head='version="2.03" generated-datetime="now"')
    found, totals, findings = judge(text)
    assert findings.counts["iati.schema"] > 0
    assert {one.value for one in found if one.rule == "iati.schema"} == {"now"}
    assert findings.counts["iati.schema"] <= 2
    assert totals["statuses"] == {"valid": 7}


def test_a_version_that_is_missing_is_critical_and_another_is_judged_as_2_03(judge):
    assert judge(activities(activity(), head=""))[2].status == "critical"
    found, _totals, findings = judge(activities(activity(), head='version="2.01"'))
    assert ("iati.version", 1, "", "2.01") in told(found)
    assert findings.is_valid


def test_a_file_without_activities_is_critical(judge):
    found, totals, findings = judge(activities())
    assert findings.status == "critical"
    assert "iati-activity" in found[0].message()
    assert totals["records"] == 0


@pytest.mark.parametrize("root", ["registry-records", "html", "{urn:x}iati-activities"])
def test_another_root_is_named(judge, root):
    name = root.split("}")[-1]
    space = ' xmlns="urn:x"' if "}" in root else ""
    found, totals, findings = judge(f"<{name}{space}/>")
    assert told(found) == [("iati.root", 1, "", root)]
    assert (findings.status, totals["layers"]["schema"]) == ("critical", "critical")


@pytest.mark.parametrize("content", [b"", b"year,amount\n2021,5\n", b"\x00\x01\x02PK"])
def test_what_is_no_xml_is_unreadable(tmp_path, content):
    path = tmp_path / "file.xml"
    path.write_bytes(content)
    findings = Findings()
    with pytest.raises(Unreadable, match=r"file\.xml"):
        validate(path, lists_folder=None, findings=findings, today=TODAY)
    assert findings.status == "critical"


def test_a_file_that_is_not_there_is_unreadable(tmp_path):
    for path in (tmp_path / "none.xml", tmp_path):
        with pytest.raises(Unreadable, match="cannot be opened"):
            validate(path, lists_folder=None, findings=Findings(), today=TODAY)


@pytest.mark.parametrize(
    "end", ["<iati-activity><title>", "</wrong>", "&undefined;", "<a b='<'/>", "\x08"]
)
def test_what_stands_before_a_fault_is_still_judged(judge, end):
    text = activities(activity(), activity("XM-2", start="2020-13-01"), activity("XM-3"))
    found, totals, findings = judge(text.replace("\n</iati-activities>", end))
    broken = [one for one in found if one.rule == "iati.broken"]
    assert [one.line >= 37 for one in broken] == [True]
    assert totals["records"] == 3
    assert totals["statuses"] == {"valid": 2, "critical": 1}
    assert findings.status == "critical"


def test_elements_of_other_namespaces_may_follow_the_activities_and_nothing_else(judge):
    other = '<x:note xmlns:x="urn:x">ours</x:note>'
    assert judge(activities(activity(), other))[2].is_valid
    for inside in ((other, activity()), (activity(), "<note/>"), (activity(), other, activity())):
        found, _totals, findings = judge(activities(*inside))
        assert findings.counts["iati.misplaced"] > 0
        assert found[0].line > 0
        assert not findings.is_valid


def test_text_between_activities_is_refused(judge):
    assert not judge(activities(activity(), "stray words", activity()))[2].is_valid


def bomb():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE iati-activities [<!ENTITY a0 "ha">{entities}]>'


@pytest.mark.parametrize(
    "doctype",
    [
        bomb(),
        '<!DOCTYPE iati-activities SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE iati-activities [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE iati-activities [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    ],
)
@pytest.mark.parametrize("entity", ["&a11;", "&x;", ""])
def test_document_types_and_their_entities_are_refused_unread(judge, doctype, entity):
    text = activities(activity(identifier=f"XM{entity}"), before=doctype)
    with pytest.raises(Unreadable, match="DOCTYPE"):
        judge(text)
    assert [one.rule for one in judge.found] == ["iati.doctype"]
    assert "root:" not in str(judge.found)


def test_a_bomb_in_the_roots_own_attribute_does_not_go_off(tmp_path):
    path = tmp_path / "file.xml"
    path.write_text(activities(activity(), head='version="&a11;"', before=bomb()))
    findings = Findings()
    with pytest.raises(Unreadable):
        validate(path, lists_folder=None, findings=findings, today=TODAY)


def test_a_huge_text_is_refused_and_what_came_before_is_judged(judge):
    text = activities(activity(), activity("XM-" + "9" * 11_000_000))
    found, totals, _findings = judge(text)
    assert "iati.broken" in {one.rule for one in found}
    assert totals["records"] == 1


def test_an_activity_longer_than_the_limit_is_refused_with_its_line(judge, monkeypatch):
    monkeypatch.setattr(records, "LIMIT", 200_000)
    found, totals, _findings = judge(
        activities(activity(), activity("XM-2", more=transaction() * 5000))
    )
    assert ("iati.size", 14, "", "") in told(found)
    assert totals["records"] == 1


def test_deep_nesting_is_an_answer(judge):
    deep = "<a>" * 5000 + "</a>" * 5000
    assert not judge(activities(activity(), activity(more=deep)))[2].is_valid


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_files_are_read_in_the_encoding_they_declare(judge, encoding):
    name = encoding.removesuffix("-sig")
    text = activities(
        activity(more="").replace("UNDP", "Développement"),
        before=f'<?xml version="1.0" encoding="{name}"?>',
    )
    assert judge(text.encode(encoding))[2].is_valid


def test_the_ruleset_is_judged_with_its_own_ids_severities_and_words(judge, lists):
    late = activity("XM-LATE", more=transaction(on="2022-07-01"))
    none = activity("XM-NONE").replace('<activity-date type="1"', '<activity-date type="3"')
    found, totals, findings = judge(activities(activity(), late, none), lists)
    rules = {one.rule: one for one in found}
    assert rules["iati.ruleset.error"].params["id"] == "6.1"
    assert "No start." in rules["iati.ruleset.error"].message()
    assert "XM-NONE" in rules["iati.ruleset.error"].message()
    assert rules["iati.ruleset.warning"].column == "transaction/transaction-date/@iso-date"
    assert rules["iati.ruleset.warning"].value == "2022-07-01"
    assert totals["rules"] == {"6.1": 1, "11.2": 1}
    assert totals["statuses"] == {"valid": 1, "warning": 1, "error": 1}
    assert totals["bad"] == 1
    assert rules["iati.rules.missing"].value == "1.14"
    assert findings.status == "error"


def test_the_ruleset_is_judged_where_the_schema_fails_too(judge, lists):
    found, _totals, _findings = judge(activities("<iati-activity/>"), lists)
    assert {"iati.schema", "iati.ruleset.error"} <= {one.rule for one in found}


def test_lists_may_come_without_a_ruleset(judge, tmp_path):
    lists = write_lists(tmp_path / "bare", ruleset=None)
    found, _totals, _findings = judge(activities(activity()), lists)
    assert [one.rule for one in found] == ["iati.rules.none"]


def test_prefixes_of_organisations_are_judged_where_their_list_is_loaded(judge, tmp_path):
    agencies = code_list("OrganisationRegistrationAgency", "GB-COH")
    lists = write_lists(tmp_path / "more", Agencies=agencies)
    found, totals, _findings = judge(activities(activity()), lists)
    assert totals["rules"] == {"1.14": 1}
    assert [one.value for one in found] == ["XM-DAC-41114"]


def test_codes_are_judged_by_the_mapping_and_its_conditions(judge, lists):
    text = activities(
        activity()
        .replace('status code="2"', 'status code="9"')
        .replace('country code="KE"', 'country code="XX"')
        .replace(
            '<sector code="14030"/>',
            '<sector code="1"/><sector vocabulary="99" code="1"/><sector code="14030"/>',
        )
        .replace('xml:lang="en"', 'xml:lang="tlh"')
        .replace(
            "</iati-activity>",
            "<crs-add><channel-code>5</channel-code></crs-add></iati-activity>",
        )
    )
    found, _totals, findings = judge(text, lists)
    coded = [one for one in told(found) if one[0].startswith("iati.codelist")]
    assert coded == [
        ("iati.codelist", 2, "@xml:lang", "tlh"),
        ("iati.codelist", 8, "activity-status/@code", "9"),
        ("iati.codelist.open", 10, "recipient-country/@code", "XX"),
        ("iati.codelist", 11, "sector[1]/@code", "1"),
        ("iati.codelist", 13, "crs-add/channel-code", "5"),
    ]
    assert findings.status == "error"


def test_places_are_counted_for_the_first_thousand_findings_of_a_record(judge, lists):
    text = activities(activity(more="<crs-add><channel-code>5</channel-code></crs-add>" * 1001))
    found, _totals, _findings = judge(text, lists)
    places = [one.column for one in found if one.rule == "iati.codelist"]
    assert places[0] == "crs-add[1]/channel-code"
    assert places[-1] == "crs-add/channel-code"
    assert len(places) == 1001


def test_a_list_that_is_not_loaded_is_named_once_and_only_where_it_is_used(judge, lists):
    marker = '<policy-marker code="1"/>'
    text = activities(activity(more=marker), activity(more=marker))
    found, _totals, findings = judge(text, lists)
    missing = [one for one in found if one.rule == "iati.lists.missing"]
    assert [one.value for one in missing] == ["Marker"]
    assert findings.is_valid
    assert not judge(activities(activity()), lists)[2].counts["iati.lists.missing"]


def test_a_version_off_the_list_is_told_once_however_many_batches(judge, lists, monkeypatch):
    monkeypatch.setattr(records, "BATCH", 1)
    text = activities(*[activity()] * 3, head='version="9.99"')
    assert judge(text, lists)[2].counts["iati.codelist"] == 1


def test_organisation_files_are_judged_by_their_own_schema_rules_and_lists(judge, lists):
    found, totals, findings = judge(ORGANISATION.format(end="2021-12-31"))
    assert findings.is_valid
    assert (totals["kind"], totals["records"]) == ("iati-organisations", 1)
    found, totals, findings = judge(ORGANISATION.format(end="2022-01-02"), lists)
    assert totals["rules"] == {"7.5": 1}
    assert ("iati.codelist", 5, "reporting-org/@type", "40") in told(found)
    assert not judge(ORGANISATION.format(end="x"))[2].is_valid


def test_findings_are_the_same_however_the_file_is_cut_into_chunks(judge, lists, monkeypatch):
    text = activities(
        activity(more=transaction(on="2030-01-01")),
        "\n",
        activity("XM-2", start="never"),
        *[activity(f"XM-{number}", more=transaction("x")) for number in range(20)],
    )
    expected = judge(text, lists)[:2]
    for chunk in (1, 7, 100, 1 << 20):
        monkeypatch.setattr(records, "CHUNK", chunk)
        assert judge(text, lists)[:2] == expected


def test_bad_records_are_all_counted_and_the_first_thousand_named(judge):
    totals = judge(activities("<iati-activity/>" * (LISTED + 5)))[1]
    assert totals["bad"] == totals["records"] == LISTED + 5
    assert len(totals["listed"]) == LISTED


def test_a_folder_without_lists_is_an_answer(judge, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ListError, match="codelists load"):
        judge(activities(activity()), tmp_path / "empty")
    assert judge(activities(activity()), tmp_path / "absent")[2].is_valid


WHOLE = activities(activity(more=transaction()), activity("XM-2")).encode()
PIECES = [b"<", b">", b"&", b"\x00", b"\xff", b"</iati-activity>", b"<!--", b"]]>", b"<!DOCTYPE a>"]


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(WHOLE)),
            st.integers(0, 30),
            st.sampled_from(PIECES) | st.binary(max_size=6),
        ),
        max_size=4,
    )
)
def test_a_file_that_is_damaged_anyhow_is_judged_or_refused(tmp_path_factory, damages):
    text = WHOLE
    for at, length, piece in damages:
        text = text[:at] + piece + text[at + length :]
    path = tmp_path_factory.mktemp("damaged") / "file.xml"
    path.write_bytes(text)
    findings = Findings()
    try:
        totals = validate(path, lists_folder=None, findings=findings, today=TODAY)
    except Unreadable:
        assert findings.status == "critical"
        return
    assert totals["records"] <= 6
    assert (findings.status == "advisory") == (not totals["bad"] and findings.is_valid)
