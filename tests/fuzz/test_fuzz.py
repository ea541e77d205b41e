"""Runs each fuzz target for a moment, from a corpus of sound documents and known traps.

QUINTET_FUZZ_SECONDS makes it longer (default 1 for each target). A finding is written into the
test's temporary folder, and its path is in the message.
"""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cube.submission import line, template
from tests.followup.intake.build import numbered, paragraph, pdf_file
from tests.followup.intake.forms import sent

_ROOT = Path(__file__).parents[2]
_SECONDS = int(os.environ.get("QUINTET_FUZZ_SECONDS", "1"))
TARGETS = ("docx", "pdf", "html", "text", "sniff", "returned", "submitted")
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TABLE = (
    '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr>'
    f"{paragraph('a')}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>"
    "</w:tbl>"
)


def _word_body(inner: str) -> bytes:
    return b"\x00" + f"<w:document {_W}><w:body>{inner}</w:body></w:document>".encode()


def _corpora() -> dict[str, list[bytes]]:
    html = [
        b"<!doctype html><title>t</title><h2>II. Head</h2><p>18. Requested <b>x</b><ol start=5 "
        b"type=i><li value=9>y<ul><li>z</ul></ol><table><tr><th rowspan=2 colspan=3>a<td>b</table>",
        b"<table><tr><td><table><tr><td>x</table><sup><a href=#n>1</a></sup>&nbsp;&#xd800;",
        b"<div>" * 300,
    ]
    text = [
        b"# Title\n\n18. Requested the\nForum\n\n(a) one\n(b) two\n\n| a | b |\n|---|---|\n| c | d |",
        b"#\tRecommendation\tResponse\n1\t<b>Do</b>\t<p>accepts</p>\n\n- 105. Agreed *",
        b"Title: x\nStatus: y\n" + b"<table><tr><td>" * 40,
    ]
    pdf = [
        pdf_file("= Head\n18. Requested #lorem(90)\n#table(columns: 2)[a][b][c][d]"),
        pdf_file('#set text(lang: "ar", dir: rtl)\n= تقرير\n18. طلبت اللجنة'),
    ]
    docx = [
        _word_body(paragraph("18. Requested") + numbered("x") + _TABLE),
        _word_body(
            paragraph("(a) x", '<w:outlineLvl w:val="1"/>') + "<w:p><w:del><w:r/></w:del></w:p>"
        ),
        b"\x01"
        + f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"/>'
        f'</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'.encode(),
        b"\x02"
        + f'<w:styles {_W}><w:style w:styleId="a"><w:basedOn w:val="a"/></w:style></w:styles>'.encode(),
    ]
    return {
        "docx": docx,
        "pdf": pdf,
        "html": html,
        "text": text,
        "sniff": html + text + pdf,
        "returned": _returned(),
        "submitted": _submitted(),
    }


def _returned() -> list[bytes]:
    """Sound forms, and the parts of sound forms: the first byte says which."""
    parts = {1: ("docx", "word/document.xml"), 2: ("xlsx", "xl/worksheets/sheet1.xml")}
    whole = [b"\x00" + sent(kind) for kind in ("docx", "xlsx", "csv")]
    for number, (kind, name) in parts.items():
        with zipfile.ZipFile(io.BytesIO(sent(kind))) as package:
            whole.append(bytes([number]) + package.read(name))
    merges = b'</sheetData><mergeCells><mergeCell ref="A4:C9"/></mergeCells>'
    return [*whole, whole[-1].replace(b"</sheetData>", merges)]


def _submitted() -> list[bytes]:
    """Files of the cube in each layout, and the sheet of a workbook: the first byte says which."""
    rows = line(), line(entity="DPO", amount=" -   "), line(target="16.1", contributor='"a\nb"')
    goals = "calendar year,entity code,type of financial information,amount,SDG goal,SDG target"
    revenue = "agency,sub_agency,calendar_year,amount,sub_type_name,rev_type,sub_type"
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c t="inlineStr"><is><t>year</t></is></c><c t="inlineStr"><is><t>entity</t>'
        '</is></c><c t="inlineStr"><is><t>amount</t></is></c></row><row r="3"><c r="A3"><v>2021</v>'
        '</c><c r="C3"><f>1+1</f><v>2</v></c></row></sheetData></worksheet>'
    )
    return [
        b"\x00" + template(*rows).encode(),
        b"\x00" + template(*rows).replace(",", ";").encode("utf-16"),
        b"\x00" + f"{goals}\r\n2023,WHO,EXP,1e3,x00,\r\n2023,UNU,BUG,7,4,4\r\n".encode("utf-8-sig"),
        b"\x00" + f"{revenue}\nWHO,WHO,2023,5,Local resources,Local resources,R03E\n".encode(),
        b"\x01" + sheet.encode(),
    ]


@pytest.mark.timeout(len(TARGETS) * _SECONDS + 300)
def test_only_declared_errors_leave_a_parser_whatever_the_bytes(tmp_path: Path):
    """One test for all: to import and instrument the parsers takes longer than a moment's fuzzing."""
    for target, seeds in _corpora().items():
        corpus = tmp_path / target
        corpus.mkdir()
        for number, seed in enumerate(seeds):
            (corpus / str(number)).write_bytes(seed)
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.fuzz.targets",
            ",".join(TARGETS),
            f"-max_total_time={_SECONDS}",
            "-rss_limit_mb=2048",
            "-timeout=10",
            "-max_len=60000",
            f"-artifact_prefix={tmp_path}/",
            str(tmp_path),
        ],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, (run.stdout[-3000:], run.stderr[-3000:])
    assert run.stderr.count(" runs in ") == len(TARGETS)
