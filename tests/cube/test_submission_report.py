"""The report of a submission: as JSON, CSV, workbook and exit status; and repairs, when accepted."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command

from quintet.cube.engine.checks import check
from quintet.cube.engine.checks.repairs import accept, proposals, recorded
from quintet.cube.engine.findings import Findings
from quintet.cube.engine.lists import lists
from quintet.cube.engine.report.answer import inert, write_csv
from quintet.cube.engine.report.marked import write_marked
from quintet.cube.engine.report.spool import read_spool
from tests.cube.submission import judged, line, template, told


@pytest.fixture
def bad(tmp_path) -> Path:
    file = tmp_path / "bad.csv"
    lines = line(), line(entity="DPO", contributor="=1+1"), line(entity="DPO", target="3")
    file.write_text(template(*lines))
    return file


def _command(capsys, *arguments: object) -> tuple[int, str, str]:
    try:
        call_command("cube", *map(str, arguments))
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    told = capsys.readouterr()
    return status, told.out, told.err


def test_the_command_tells_every_finding_as_json_and_ends_with_one(bad, capsys):
    status, out, _err = _command(capsys, "validate", bad, "--json")
    answer = json.loads(out)
    assert (status, answer["rows"], answer["status"]) == (1, 3, "error")
    assert answer["totals"]["measures"]["expense"]["amount"] == "3601.5"
    first = next(one for one in answer["findings"] if one["rule"] == "codes.spelling")
    assert first == {
        "rule": "codes.spelling", "severity": "error", "row": 2, "line": 3, "column": "entity",
        "value": "DPO", "message": "DPO in entity is another spelling of UN-DPO.",
        "fix": "Accept UN-DPO.", "suggestion": "UN-DPO",
    }  # fmt: skip
    assert len(answer["findings"]) == sum(answer["counts"].values()) > 3


def test_the_command_ends_with_nought_where_nothing_is_in_the_way(tmp_path, capsys):
    file = tmp_path / "good.csv"
    file.write_text(template(line()))
    status, out, err = _command(capsys, "validate", file)
    assert (status, out.strip(), err) == (0, "1 rows: valid", "")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("gone.csv", None, "csv"), ("page.html", b"<html>", "ceb"), ("book.csv", b"a,b\n1,2", "xlsx")],
)
def test_the_command_ends_with_two_and_one_sentence_where_it_cannot_read(
    tmp_path, capsys, name, content, kind
):
    if content:
        (tmp_path / name).write_bytes(content)
    status, out, err = _command(capsys, "validate", tmp_path / name, "--kind", kind)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.endswith(".\n")


def test_the_command_judges_a_control_total_and_writes_both_reports(bad, tmp_path, capsys):
    status, out, _err = _command(
        capsys, "validate", bad, "--total", "expense=1", "--language", "fr",
        "--csv", tmp_path / "all.csv", "--marked", tmp_path / "all.xlsx",
    )  # fmt: skip
    assert status == 1
    assert "error control.total: 1" in out
    assert "est une autre graphie de UN-DPO" in out
    assert (tmp_path / "all.csv").read_bytes().startswith(b"\xef\xbb\xbfrule,")
    assert openpyxl.load_workbook(tmp_path / "all.xlsx").sheetnames == ["figures", "file"]


def test_the_command_hands_iati_to_its_own_rules_by_content(tmp_path, settings, capsys):
    settings.DATA = tmp_path
    file = tmp_path / "activities.dat"
    file.write_text('<iati-activities version="2.03"><iati-activity/></iati-activities>')
    status, out, _err = _command(capsys, "validate", file, "--json")
    assert (status, json.loads(out)["totals"]["records"]) == (1, 1)


def test_an_empty_template_is_written_as_either_kind(tmp_path, capsys):
    for name in ("t.csv", "t.xlsx"):
        assert _command(capsys, "template", tmp_path / name, "--year", "2021")[0] == 0
        status, out, _err = _command(capsys, "validate", tmp_path / name)
        assert (status, "shape.no_figure" in out) == (1, True)


def test_all_findings_go_to_csv_and_none_is_a_formula(bad, tmp_path):
    found, findings = judged(tmp_path, bad.read_bytes())
    out = io.StringIO(newline="")
    write_csv(out, read_spool(found.spool))
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [row["rule"] for row in rows] == [one.rule for one in findings]
    assert "'=1+1" in [row["value"] for row in rows]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("=1", "'=1"), ("-5", "-5"), ("-5+2", "'-5+2"), ("+x", "'+x"), ("@a", "'@a"), ("a=", "a=")],
)
def test_what_a_spreadsheet_would_compute_is_made_inert_and_numbers_stay(cell, shown):
    assert inert(cell) == shown


def test_the_marked_workbook_holds_the_file_as_submitted_with_findings_beside(bad, tmp_path):
    found, findings = judged(tmp_path, bad.read_bytes())
    assert write_marked(found.staged[0], findings, tmp_path / "marked.xlsx") == 3
    sheet = openpyxl.load_workbook(tmp_path / "marked.xlsx")["figures"]
    rows = [[cell.value for cell in row] for row in sheet]
    assert rows[0][:3] == ["row", "line", "year"]
    assert rows[1][:4] == [1, 2, "2021", "WHO"]
    assert rows[1][17:] in ([], [None, None])
    assert rows[2][17] == "error"
    assert "another spelling of UN-DPO" in rows[2][18]
    formula = sheet.cell(3, 14)
    assert (formula.value, formula.data_type) == ("=1+1", "s")


def test_nothing_is_repaired_until_a_person_accepts_it_and_then_it_is_recorded(bad, tmp_path):
    found, findings = judged(tmp_path, bad.read_bytes())
    staged, proposed = found.staged[0], proposals(findings)
    assert [(one.column, one.was, one.becomes, one.rows) for one in proposed] == [
        ("entity", "DPO", "UN-DPO", 2),
        ("target", "3", "", 1),
    ]
    assert _entities(staged) == ["WHO", "DPO", "DPO"]
    assert accept(staged, findings, {proposed[0].id}, by="a person", at="2024-05-01T10:00") == 2
    assert _entities(staged) == ["WHO", "UN-DPO", "UN-DPO"]
    assert recorded(staged)[0] == {
        "row": "2", "column": "entity", "was": "DPO", "becomes": "UN-DPO",
        "rule": "codes.spelling", "by": "a person", "at": "2024-05-01T10:00",
    }  # fmt: skip
    assert accept(staged, findings, {one.id for one in proposed}, by="b", at="later") == 1
    again = Findings()
    check(staged, lists(), again, latest=2026)
    assert again.counts.keys() == {"shape.formula", "control.coverage"}
    assert [one.column for one in again.first["control.coverage"]] == ["target"]
    assert told(findings)  # what was found before still stands


def _entities(staged) -> list[str]:
    with staged.open() as connection:
        found = connection.execute("SELECT entity FROM staged ORDER BY row").fetchall()
    return [entity for (entity,) in found]
