"""Whatever bytes are handed in: read with the line of every row, or refused with one sentence."""

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.findings import Findings
from quintet.cube.engine.lists import lists
from quintet.cube.engine.reading.limits import Cancelled, Limits
from quintet.cube.engine.reading.scan import scan
from quintet.cube.engine.reading.sniff import sniff
from quintet.cube.engine.reading.unreadable import Unreadable
from quintet.cube.engine.report.template import write_xlsx_template
from quintet.cube.engine.staging import Options, Watch, stage
from tests.cube.submission import SOUND, judged, judged_file, line, refused, template, told

_SHEET = "xl/worksheets/sheet1.xml"


def _book(*rows: dict[str, object], headings: tuple[str, ...] = NAMES) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(headings)
    for row in rows:
        book.active.append([{**SOUND, **row}.get(name, "") for name in headings])
    book.save(out)
    return out.getvalue()


def _with_part(package: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for one in old.namelist():
            new.writestr(one, content if one == name else old.read(one))
    return out.getvalue()


@pytest.mark.parametrize(
    "encoded",
    [
        template(line(contributor="Côte")).encode(),
        b"\xef\xbb\xbf" + template(line(contributor="Côte")).encode(),
        template(line(contributor="Côte")).encode("utf-16"),
        template(line(contributor="Côte")).replace(",", ";").encode(),
        template(line(contributor="Côte")).replace(",", "\t").replace("\n", "\r\n").encode(),
        template(line(contributor="Côte")).replace(",", "|").rstrip("\n").encode(),
    ],
)
def test_delimiter_encoding_and_line_end_are_seen_in_the_file(tmp_path, encoded):
    found, findings = judged(tmp_path, encoded, name="figures.dat")
    assert findings == []
    with found.staged[0].open() as connection:
        shown = "SELECT line, contributor, amount FROM staged"
        assert connection.execute(shown).fetchall() == [(2, "Côte", "1200.50")]


def test_a_name_that_is_a_pattern_is_but_a_name(tmp_path):
    (tmp_path / "figures1.csv").write_text(template(line(entity="ACME")))
    found, findings = judged(tmp_path, template(line(), line()), "figures[1]*.csv")
    assert (found.rows, findings) == (2, [])


def test_rows_keep_the_line_they_begin_in_across_quoted_lines_and_empty_ones(tmp_path):
    lines = [line(contributor='"a\nb"'), "", line(entity="ACME"), ",,,", line(entity="ACME")]
    _found, findings = judged(tmp_path, template(*lines))
    assert [(one.row, one.line) for one in findings if one.rule == "codes.unknown"] == [
        (2, 5),
        (3, 7),
    ]


def test_a_plain_file_is_left_to_duckdb_whatever_line_ends_it_closes_with(tmp_path):
    for ending in ("", "\n", "\r\n\r\n", "\n\n\n"):
        file = tmp_path / "file.csv"
        file.write_text(template(line(), line()).rstrip("\n") + ending)
        found = scan(file, lambda: None)
        assert (found.plain, found.lines) == (True, 3)
        assert judged_file(tmp_path, [file])[0].rows == 2
    file.write_text(template(line(), "", line()))
    assert not scan(file, lambda: None).plain


def test_everything_is_text_so_that_a_target_keeps_its_zero(tmp_path):
    found, _findings = judged(tmp_path, template(line(goal="16", target="16.10")))
    with found.staged[0].open() as connection:
        assert connection.execute("SELECT target FROM staged").fetchall() == [("16.10",)]


def test_mixed_encodings_wrong_lengths_quotes_and_nul_are_told_by_line(tmp_path):
    good = line().encode()
    bad = [
        line(contributor="Côte").encode("latin-1"),
        good + b",more",
        line(contributor='"x"y').encode(),
        good.replace(b"USD", b"U\x00SD"),
        line(contributor="Côte").encode(),
    ]
    content = b"\n".join([",".join(NAMES).encode(), good, *bad, good])
    found, findings = judged(tmp_path, content)
    assert [(one.rule, one.line) for one in findings if one.rule.startswith("shape")] == [
        ("shape.encoding", 3),
        ("shape.cells", 4),
        ("shape.quotes", 5),
        ("shape.character", 6),
    ]
    assert found.rows == 6


def test_a_file_that_ends_within_quotes_is_told_to_be_cut_short(tmp_path):
    content = template(line(), line(contributor='"Fran')).rstrip("\n")
    found, findings = judged(tmp_path, content)
    assert [(one.rule, one.line) for one in findings] == [("shape.truncated", 3)]
    assert (found.rows, found.findings.status) == (1, "critical")


def test_headings_that_lack_repeat_or_are_unknown_are_told(tmp_path):
    content = "year,entity,record,amount,amount,colour\n2021,WHO,EXP,5,6,red\n"
    _found, findings = judged(tmp_path, content)
    assert [(one.rule, one.column) for one in findings] == [
        ("shape.heading_twice", "amount"),
        ("shape.heading_unknown", "colour"),
        ("shape.heading_missing", "measure"),
    ]


@pytest.mark.parametrize(
    ("content", "name", "rule"),
    [
        (b"", "a.csv", "shape.no_content"),
        (b"\n\n  ", "a.csv", "shape.no_content"),
        (b"%PDF-1.7 \x00\x00\x00" * 9, "a.pdf", "shape.unknown_kind"),
        (b"<html></html>", "a.html", "shape.unknown_kind"),
        (b"a,b,c\n1,2,3\n", "a.csv", "shape.no_headings"),
        (b",".join(b"c%d" % one for one in range(5_000)) + b"\n", "a.csv", "shape.columns"),
        (b"a" * 2**21, "a.csv", "shape.long_line"),
        (b",".join([b"year"] * 10**6) + b"\n1", "a.csv", "shape.long_line"),
        (b"PK\x03\x04 no zip", "a.xlsx", "shape.damaged"),
        (_book()[:900], "a.xlsx", "shape.damaged"),
        (_book(headings=("a", "b", "c")), "a.xlsx", "shape.no_headings"),
        (_with_part(_book(), _SHEET, b"<worksheet><sheetData><row"), "a.xlsx", "shape.damaged"),
        (
            _with_part(_book(), _SHEET, b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'),
            "a.xlsx", "shape.entities",
        ),
        (_with_part(_book(), _SHEET, b" " * 80_000_000), "a.xlsx", "shape.unpacked"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_safely_is_refused_with_one_sentence(tmp_path, content, name, rule):
    with pytest.raises(Unreadable, match=r"^[^.].*\.$"):
        judged(tmp_path, content, name)
    assert refused(tmp_path) == [rule]


def test_a_line_without_end_further_down_is_refused(tmp_path):
    content = template(line(), "", '"' + "x" * 2**21)
    with pytest.raises(Unreadable):
        judged(tmp_path, content)
    assert refused(tmp_path) == ["shape.long_line"]


def test_a_workbook_is_read_as_a_person_sees_it(tmp_path):
    rows = [
        {"amount": 0.1 + 0.2, "year": 2021},
        {"amount": 1234567890123.45, "goal": 16, "target": 16.1},
        {"amount": "=SUM(A1:A9)"},
    ]
    found, findings = judged(tmp_path, _book(*rows), "figures.xlsx")
    with found.staged[0].open() as connection:
        shown = connection.execute("SELECT line, year, target, amount FROM staged").fetchall()
    assert shown == [
        (2, "2021", "3.8", "0.3"),
        (3, "2021", "16.1", "1234567890123.45"),
        (4, "2021", "3.8", "=SUM(A1:A9)"),
    ]
    assert sorted(told(findings)) == [
        ("row.amount_large", 2, "amount", ""),
        ("shape.formula", 3, "amount", ""),
        ("shape.number_for_code", 2, "target", ""),
    ]


def test_a_workbook_that_claims_a_row_in_the_billions_ends(tmp_path):
    cells = "".join(f'<c t="inlineStr"><is><t>{one}</t></is></c>' for one in NAMES)
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1">{cells}</row>'
        '<row r="1999999999"><c r="A1999999999"><v>2021</v></c></row></sheetData></worksheet>'
    )
    found, _findings = judged(tmp_path, _with_part(_book(), _SHEET, sheet.encode()), "a.xlsx")
    assert found.rows == 0


def test_the_template_filled_in_is_sound_and_offers_the_codes_of_its_year(tmp_path):
    file = tmp_path / "template.xlsx"
    write_xlsx_template(file, lists(), 2021, "fr")
    book = openpyxl.load_workbook(file)
    sheet = book["figures"]
    offered = {str(one.sqref).split("2:")[0]: one for one in sheet.data_validations.dataValidation}
    assert offered["N"].formula1.strip("'").startswith("currency")
    assert "E00" not in [cell.value for cell in book["function"]["A"]]
    assert "C04" not in [cell.value for cell in book["contributor_type"]["A"]]
    for place, name in enumerate(NAMES, start=1):
        sheet.cell(2, place).value = SOUND.get(name)
    book.save(file)
    found, findings = judged_file(tmp_path, [file])
    assert (found.rows, findings) == (1, [])


def test_sdmx_csv_is_known_by_its_content(tmp_path):
    content = (
        "STRUCTURE,STRUCTURE_ID,ACTION,TIME_PERIOD,ENTITY,MEASURE,RECORD,GOAL,TARGET,OBS_VALUE\n"
        "dataflow,UN:CUBE(1.0),I,2021,WHO,expense,EXP,3,3.8,12.5\n"
    )
    found, findings = judged(tmp_path, content, "x.dat")
    assert (found.staged[0].kind, findings) == ("sdmx", [])
    with found.staged[0].open() as connection:
        shown = connection.execute("SELECT year, entity, target, amount FROM staged").fetchall()
    assert shown == [("2021", "WHO", "3.8", "12.5")]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b'<?xml version="1.0"?><iati-activities version="2.03">', "iati"),
        (b"<iati-organisations>", "iati"),
        (b"<other/>", None),
        (_book()[:100], "xlsx"),
        (template().encode(), "csv"),
        (b"\xef\xbb\xbfcalendar_year,amount,agency,transaction_type\n", "ceb"),
        (b"DATAFLOW,TIME_PERIOD,OBS_VALUE\n", "sdmx"),
        (b"\x00\x01\x02" * 50, None),
    ],
)
def test_the_kind_is_judged_by_content(head, kind):
    assert sniff(head) == kind


def test_control_totals_and_gaps_are_told_of_the_whole_file(tmp_path):
    content = template(line(amount="10"), line(amount="5", goal="", target=""))
    _found, findings = judged(tmp_path, content, handed_in={"expense": Decimal("15.00")})
    assert [(one.rule, one.column) for one in findings] == [
        ("control.coverage", "goal"),
        ("control.coverage", "target"),
    ]
    _found, findings = judged(
        tmp_path, template(line(amount="-10")), handed_in={"expense": Decimal(7)}
    )
    assert [one.rule for one in findings] == ["control.total", "control.negative"]
    assert findings[0].params["difference"] == "-17"


def test_a_jump_against_the_year_before_is_told(tmp_path):
    content = template(line(year="2020", amount="20000000"), line(amount="70000000"))
    _found, findings = judged(tmp_path, content)
    assert [(one.rule, one.params["year"]) for one in findings] == [("control.jump", "2021")]


def test_sums_beyond_all_measure_are_no_crash(tmp_path):
    found, findings = judged(tmp_path, template(*[line(amount="9" * 28)] * 3))
    assert {one.rule for one in findings} == {"row.amount_huge"}
    assert found.totals["without_amount"] == 3


def test_work_that_is_no_longer_wanted_stops(tmp_path):
    file = tmp_path / "file.csv"
    file.write_text(template(line()))
    options = Options(limits=Limits(), watch=Watch(cancelled=lambda: True))
    with pytest.raises(Cancelled):
        stage(file, tmp_path / "staged.duckdb", Findings(), options=options)
