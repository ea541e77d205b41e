"""IATI files as submissions: judged as IATI, their figures staged and judged as any figures are."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from quintet.cube.engine.checks import check
from quintet.cube.engine.findings import Findings
from quintet.cube.engine.iati import pairing, records
from quintet.cube.engine.lists import lists
from quintet.cube.engine.reading.limits import Cancelled
from quintet.cube.engine.reading.unreadable import Unreadable
from quintet.cube.engine.report.marked import write_marked
from quintet.cube.engine.report.spool import read_spool
from quintet.cube.engine.staging import Options, Watch
from tests.cube.iati_files import ORGANISATION, activities, activity, transaction, write_lists
from tests.cube.submission import judged, judged_file, line, refused, template

STAGED = "SELECT row, line, year, entity, measure, location, currency, amount FROM staged"


def rows_of(found, query=STAGED):
    with found.staged[0].open(read_only=True) as connection:
        return connection.execute(f"{query} ORDER BY row").fetchall()


def counted(findings, *layers):
    return {(one.rule, one.row) for one in findings if one.rule.split(".")[0] in layers}


def test_the_transactions_of_a_file_are_staged_as_rows_with_their_lines(tmp_path):
    text = activities(
        activity(more=transaction("10.50") + transaction("7")),
        activity("XM-DAC-41114-A2", more=transaction("-3")),
    )
    found, findings = judged(tmp_path, text, "file.xml")
    expected = [("10.50", 1), ("7", 2), ("-3", 3)]
    assert [(row[7], row[0]) for row in rows_of(found)] == expected
    for _row, at, *rest in rows_of(found):
        assert rest[:5] == ["2021", "UNDP", "expense", "KEN", "USD"]
        assert text.splitlines()[at - 1].strip() == "<transaction>"
    assert (found.rows, found.staged[0].kind) == (3, "iati")
    assert found.totals["measures"]["expense"]["amount"] == "14.5"
    assert (found.totals["records"], found.totals["figures"]) == (2, 3)
    assert {one.rule for one in findings} == {"iati.lists.none", "iati.rules.none"}
    assert found.findings.is_valid


def test_figures_are_judged_by_the_same_rules_as_those_of_a_table(tmp_path):
    old = transaction(on="1999-03-01") + transaction("1.005")
    bad = activity(more=old).replace('country code="KE"', 'country code="ZZ"')
    found, findings = judged(tmp_path, activities(activity(more=transaction()), bad), "file.xml")
    assert counted(findings, "row", "codes") == {
        ("row.year_range", 2), ("row.amount_places", 3), ("codes.unknown", 2), ("codes.unknown", 3),
    }  # fmt: skip
    assert found.findings.status == "error"
    lines = {one.row: one.line for one in findings if one.row}
    assert lines == {row: line for row, line, *_ in rows_of(found) if row > 1}


def test_a_control_total_is_held_against_the_figures_of_a_file(tmp_path):
    text = activities(activity(more=transaction("10")))
    for total, rules in (("10", set()), ("11", {"control.total"})):
        found, findings = judged(tmp_path, text, "file.xml", handed_in={"expense": Decimal(total)})
        assert {one.rule for one in findings if one.rule.startswith("control")} == rules
        assert found.findings.is_valid == (not rules)


def test_a_finding_of_iati_names_the_row_of_its_transaction_where_there_is_one(tmp_path):
    options = Options(iati=write_lists(tmp_path / "lists"), today=date(2026, 6, 30))
    sent = transaction() + transaction(on="2999-01-01") + transaction()
    tongue = transaction().replace("</transaction>", '<description><narrative xml:lang="tlh">x')
    tongue += "</narrative></description></transaction>"
    text = activities(
        activity(more=transaction()),
        activity("XM-2", more=sent + tongue).replace('status code="2"', 'status code="9"'),
        activity("XM-3", start="never", more=transaction()),
    )
    _found, findings = judged(tmp_path, text, "file.xml", options=options)
    assert counted(findings, "iati") >= {
        ("iati.ruleset.warning", 3), ("iati.codelist", 5), ("iati.codelist", 0), ("iati.schema", 0),
    }  # fmt: skip


def test_rows_and_findings_are_the_same_in_pieces_of_any_size_and_in_two_processes(
    tmp_path, monkeypatch
):
    options = Options(iati=write_lists(tmp_path / "lists"), today=date(2026, 6, 30))
    text = activities(
        *[
            activity(f"XM-{n}", more=transaction(f"{n}.00", on=f"20{20 + n % 9}-01-01") * 2)
            for n in range(20)
        ]
    )

    def told():
        found, findings = judged(tmp_path, text, "file.xml", options=options)
        return found.totals, findings, rows_of(found)

    expected = told()
    assert len(expected[2]) == 40
    assert {one.row for one in expected[1]} > {0, 15, 33}
    for chunk in (1, 3000):
        monkeypatch.setattr(records, "CHUNK", chunk)
        assert told() == expected
    monkeypatch.setattr(pairing, "_is_worth_it", lambda path: True)
    assert told() == expected


def test_activities_of_others_are_judged_and_told_but_are_no_figures(tmp_path):
    other = activity("XM-B", more=transaction() * 3).replace(
        'reporting-org ref="XM-DAC-41114"', 'reporting-org ref="GB-COH-1"'
    )
    text = activities(activity(more=transaction()), other, other)
    found, findings = judged(tmp_path, text, "file.xml")
    strangers = [one for one in findings if one.rule == "iati.stranger"]
    assert [(one.value, one.params["number"], one.line) for one in strangers] == [
        ("GB-COH-1", "6", text[: text.index("XM-B")].count("\n"))
    ]
    assert (found.rows, found.totals["transactions"]) == (1, 7)
    assert found.findings.is_valid


@pytest.mark.parametrize("text", [activities(activity()), ORGANISATION.format(end="2021-12-31")])
def test_a_file_without_figures_says_so_and_is_valid(tmp_path, text):
    found, findings = judged(tmp_path, text, "file.xml")
    assert "iati.no_figure" in {one.rule for one in findings}
    assert (found.rows, found.totals["measures"], found.findings.is_valid) == (0, {}, True)


def test_totals_and_a_second_check_keep_what_reading_the_file_told(tmp_path):
    found, _findings = judged(tmp_path, activities(activity(more=transaction())), "file.xml")
    again = check(found.staged[0], lists(), Findings(), latest=2026)
    assert again == found.totals
    assert again["layers"]["schema"] == "valid"


def test_files_of_several_kinds_are_judged_together(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text(template(line()))
    xml = tmp_path / "file.xml"
    xml.write_text(activities(activity(more=transaction())))
    found, _findings = judged_file(tmp_path, [table, xml])
    assert [one.kind for one in found.staged] == ["csv", "iati"]
    assert found.rows == 2


def test_progress_is_told_and_cancelling_ends_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "CHUNK", 2000)
    told = []
    text = activities(*[activity(f"XM-{n}", more=transaction() * 5) for n in range(10)])
    judged(tmp_path, text, "file.xml", options=Options(watch=Watch(progress=told.append)))
    shares = [share for share in told if share <= 1]
    assert len(shares) > 5
    assert shares == sorted(shares)
    assert shares[-1] == 1
    watch = Watch(cancelled=lambda: len(told) > 3, progress=told.append)
    told.clear()
    with pytest.raises(Cancelled):
        judged(tmp_path, text, "file.xml", options=Options(watch=watch))
    assert len(told) == 4


def test_the_findings_stand_beside_the_figures_in_a_workbook(tmp_path):
    text = activities(activity(more=transaction(on="1999-01-01")))
    found, _findings = judged(tmp_path, text, "file.xml")
    assert write_marked(found.staged[0], read_spool(found.spool), tmp_path / "marked.xlsx") == 1


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("<iati-activities version='2.03'><iati-activity>", "iati.broken"),
        ("<iati-activities version='2.03'>&undefined;</iati-activities>", "iati.broken"),
        ("<iati-activities", "iati.broken"),
        ("<!DOCTYPE a><iati-activities version='2.03'/>", "iati.doctype"),
    ],
)
def test_where_no_record_can_be_judged_the_file_is_unreadable(tmp_path, text, rule):
    with pytest.raises(Unreadable):
        judged(tmp_path, text, "file.xml")
    assert rule in refused(tmp_path)


def test_a_figure_longer_than_a_line_may_be_is_refused(tmp_path):
    donor = f'<provider-org type="80"><narrative>{"long " * 300_000}</narrative></provider-org>'
    given = transaction().replace('type code="4"', 'type code="1"')
    text = activities(activity(more=given.replace("</transaction>", f"{donor}</transaction>")))
    with pytest.raises(Unreadable, match="longer"):
        judged(tmp_path, text, "file.xml")
    assert "shape.long_line" in refused(tmp_path)


def test_lists_that_cannot_be_used_are_an_answer(tmp_path):
    (tmp_path / "lists").mkdir()
    with pytest.raises(Unreadable, match="codelists load"):
        judged(tmp_path, activities(), "file.xml", options=Options(iati=tmp_path / "lists"))


@pytest.fixture
def command(tmp_path, settings, capsys):
    settings.DATA = tmp_path / "data"

    def command(text, *arguments):
        file = tmp_path / "file.xml"
        file.write_text(text)
        try:
            call_command("cube", "validate", str(file), "--json", *arguments)
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
        return status, json.loads(capsys.readouterr().out)

    return command


def test_the_command_ends_with_nought_one_or_two(command, tmp_path):
    good, bad = activity(more=transaction()), activity("XM-2", start="never")
    status, answer = command(activities(good))
    assert (status, answer["rows"], answer["totals"]["layers"]["schema"]) == (0, 1, "valid")
    status, answer = command(activities(good, bad), "--kind", "iati")
    assert (status, answer["rows"], answer["totals"]["layers"]["schema"]) == (1, 1, "critical")
    status, answer = command(activities(good) + "<more/>")
    assert (status, answer["rows"], answer["totals"]["records"]) == (1, 1, 1)
    status, answer = command("<iati-activities version='2.03'><iati-activity>")
    assert (status, answer["status"]) == (2, "critical")
    write_lists(tmp_path / "data" / "codelists")
    status, answer = command(activities(good.replace('type="1" iso', 'type="3" iso')))
    assert status == 1
    assert answer["totals"]["layers"] == {
        "schema": "valid", "ruleset": "error", "codelists": "valid",
    }  # fmt: skip
    assert answer["totals"]["rules"] == {"6.1": 1}
    assert [one["id"] for one in answer["findings"] if "id" in one] == ["6.1"]
