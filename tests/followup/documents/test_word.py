"""The Word document, as Word and a screen reader find it."""

import io
import re
from dataclasses import replace
from datetime import datetime
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from hypothesis import given, settings
from lxml import etree

from quintet.followup.documents.layout import MARKS, as_text, comments, groups, recommendation
from quintet.followup.documents.pdf import TEMPLATE
from quintet.followup.documents.report import Count, Report
from quintet.followup.documents.typesetting import W
from quintet.followup.documents.word import ROWS, to_docx
from quintet.followup.documents.wordml import row_bookmark
from tests.followup.documents import sample
from tests.followup.documents.strategies import REPORTS

NAMES = {"w": W, "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships"}


def opened(report: Report) -> Document:
    return docx.Document(io.BytesIO(to_docx(report)))


def parts(report: Report) -> dict[str, etree._Element]:
    with ZipFile(io.BytesIO(to_docx(report))) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: etree.fromstring(archive.read(name)) for name in names}


def body(report: Report) -> etree._Element:
    return parts(report)["word/document.xml"]


def all_of(path: str, element: etree._Element) -> list:
    return element.xpath(path, namespaces=NAMES)


@pytest.mark.parametrize("language", sample.LANGUAGES)
def test_title_lines_summary_and_table_stand_in_the_order_of_the_model(language: str) -> None:
    report = sample.report(language)
    document, words = opened(report), report.words
    told = [(line.style.name, line.text) for line in document.paragraphs if line.text]
    assert told == [
        ("Title", words.title),
        ("Subtitle", report.heading),
        ("Subtitle", report.subtitle),
        ("As at", words.as_at),
        ("Issued", words.issued),
        ("Heading 1", words.summary),
        ("Lede", report.lede),
    ]
    summary, register = document.tables
    assert summary.style.name == "Summary"
    assert register.style.name == "Register"
    assert [cell.text for cell in register.rows[0].cells] == [
        words.number,
        words.recommendation,
        words.management_response,
        words.responsibility,
        words.comments,
    ]


def test_the_page_is_a4_on_its_side_and_the_columns_fill_it() -> None:
    section = opened(sample.report("en")).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    widths = all_of("//w:tbl[2]/w:tblGrid/w:gridCol/@w:w", body(sample.report("en")))
    inner = section.page_width - section.left_margin - section.right_margin
    assert sum(map(int, widths)) == round(inner / 635)  # 635 EMU are a twentieth of a point


def test_the_head_of_the_table_repeats_on_every_page() -> None:
    rows = all_of("//w:tbl[2]/w:tr", body(sample.report("en")))
    assert [bool(all_of("w:trPr/w:tblHeader", row)) for row in rows] == [True] + [False] * 5


def test_a_short_row_stays_on_one_page_and_a_long_one_may_break() -> None:
    short, long = sample.rows("en")[0], replace(sample.rows("en")[1], response_text="word " * 600)
    rows = all_of("//w:tbl[2]/w:tr", body(sample.report("en", (short, long))))
    assert [bool(all_of("w:trPr/w:cantSplit", row)) for row in rows] == [True, True, False]


def test_successive_rows_of_one_item_share_number_and_recommendation() -> None:
    merges = [
        all_of("w:tc/w:tcPr/w:vMerge/@w:val", row)
        for row in all_of("//w:tbl[2]/w:tr", body(sample.report("en")))
    ]
    assert merges == [[], [], [], [], ["restart", "restart"], ["continue", "continue"]]
    cells = opened(sample.report("en")).tables[1].rows[5].cells
    assert cells[1].text.startswith("Report once a year")


@pytest.mark.parametrize("language", sample.LANGUAGES)
def test_page_x_of_y_is_counted_by_word_in_the_words_of_the_language(language: str) -> None:
    found = parts(sample.report(language))
    footers = [part for name, part in found.items() if name.startswith("word/footer")]
    page = sample.PHRASES[language].words.page
    assert len(footers) == 2  # the first page's and that of the others
    for footer in footers:
        assert all_of("//w:fldSimple/@w:instr", footer) == ["PAGE", "NUMPAGES"]
        text = "".join(all_of("//w:t/text()", footer))
        assert text == page.format(page=1, pages=1)


def test_the_running_head_says_what_and_as_at_when() -> None:
    report = sample.report("ru")
    header = parts(report)["word/header1.xml"]
    assert "".join(all_of("//w:t/text()", header)) == report.heading + report.words.as_at


@pytest.mark.parametrize(
    ("language", "attribute", "tag"),
    [
        ("ar", "bidi", "ar-SA"),
        ("zh-hans", "eastAsia", "zh-CN"),
        ("fr", "val", "fr-FR"),
        ("ru", "val", "ru-RU"),
    ],
)
def test_the_document_says_its_language(language: str, attribute: str, tag: str) -> None:
    found = parts(sample.report(language))
    path = f"//w:docDefaults//w:lang/@w:{attribute}"
    assert all_of(path, found["word/styles.xml"]) == [tag]
    assert opened(sample.report(language)).core_properties.language == language


def test_arabic_runs_right_to_left_in_page_tables_paragraphs_and_runs() -> None:
    document = body(sample.report("ar"))
    assert all_of("//w:sectPr/w:bidi", document)
    assert len(all_of("//w:tbl/w:tblPr/w:bidiVisual", document)) == 2
    assert not all_of("//w:p[not(w:pPr/w:bidi)][.//w:rPr/w:rtl]", document)
    arabic = [
        run for run in all_of("//w:r", document) if re.search("[ا-ي]", "".join(run.itertext()))
    ]
    assert arabic
    assert all(all_of("w:rPr/w:rtl", run) for run in arabic)


def test_a_latin_symbol_in_arabic_runs_left_to_right_on_its_own() -> None:
    document = body(sample.report("ar"))
    runs = [run for run in all_of("//w:r", document) if "A/RES/72/266" in "".join(run.itertext())]
    assert ["".join(run.itertext()) for run in runs] == ["A/RES/72/266"]
    assert not all_of("w:rPr/w:rtl", runs[0])


def test_a_name_in_another_script_stands_on_the_side_of_the_document() -> None:
    names = all_of("//w:tbl[2]/w:tr[2]/w:tc[4]/w:p", body(sample.report("ar")))
    assert [all_of("w:pPr/w:jc/@w:val", name) for name in names] == [["right"]] * 3 + [[]]


def test_nothing_runs_right_to_left_where_nothing_is_written_so() -> None:
    document = body(sample.report("en"))
    assert not all_of("//w:bidi | //w:rtl | //w:bidiVisual", document)


def test_every_row_is_marked_by_a_bookmark_that_the_document_explains() -> None:
    report = sample.report("zh-hans")
    found = parts(report)
    names = all_of("//w:tbl[2]//w:bookmarkStart/@w:name", found["word/document.xml"])
    rows = found["customXml/item1.xml"].findall(f"{{{ROWS}}}row")
    assert [(row.get("item"), row.get("addressee")) for row in rows] == [
        (row.item, row.addressee_code) for row in report.rows
    ]
    assert names == [row.get("bookmark") for row in rows]
    assert names == [row_bookmark(row.item, row.addressee_code) for row in report.rows]
    assert all(re.fullmatch(r"_\w{1,39}", name) for name in names)


def test_evidence_on_the_web_is_a_link_and_a_file_is_a_name() -> None:
    found = parts(sample.report("en"))
    links = all_of("//w:tbl[2]//w:tc[5]//w:hyperlink", found["word/document.xml"])
    assert ["".join(link.itertext()) for link in links] == [
        "https://unece.org/info/excom?id=12&lang=en"
    ]
    targets = {rel.get("Id"): rel.get("Target") for rel in found["word/_rels/document.xml.rels"]}
    assert (
        targets[links[0].get(f"{{{NAMES['r']}}}id")] == "https://unece.org/info/excom?id=12&lang=en"
    )


def test_the_number_leads_back_to_the_item_in_the_register() -> None:
    document = opened(sample.report("en"))
    cell = document.tables[1].rows[1].cells[0]
    assert [link.address for link in cell.paragraphs[0].hyperlinks] == [
        "https://quintet.example/items/1"
    ]


def test_title_and_dates_are_in_the_properties_of_the_document() -> None:
    about = opened(sample.report("es")).core_properties
    assert about.title.startswith("Estado de la aplicación de las recomendaciones")
    assert about.created == about.modified
    assert about.created.replace(tzinfo=None) == datetime(2026, 11, 22)
    assert about.comments == ""


def test_nothing_of_the_template_travels_along() -> None:
    with ZipFile(io.BytesIO(to_docx(sample.report("en")))) as archive:
        names = archive.namelist()
        assert not [name for name in names if "thumbnail" in name or "numbering" in name]
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 22, 0, 0, 0)}


def test_every_style_in_use_is_defined() -> None:
    found = parts(sample.report("en"))
    defined = set(all_of("//w:style/@w:styleId", found["word/styles.xml"]))
    for name, part in found.items():
        if name.startswith("word/"):
            used = all_of("//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val", part)
            assert set(used) <= defined


def test_an_empty_report_says_that_there_is_nothing() -> None:
    report = replace(sample.report("fr", ()), counts=(), lede="", subtitle="")
    document = opened(report)
    assert not document.tables
    assert document.paragraphs[-1].text == report.words.nothing


def test_a_row_with_100_kilobytes_in_a_cell_keeps_them_all() -> None:
    text = "x" * 50_000 + " " + "word " * 10_000
    row = replace(sample.rows("en")[0], response_text=text)
    cell = opened(sample.report("en", (row,))).tables[1].rows[1].cells[2]
    assert cell.text == f"Accepted\n{text.strip()}"


@settings(max_examples=60, deadline=None)
@given(REPORTS)
def test_whatever_was_written_stands_in_its_cell(report: Report) -> None:
    tables = opened(report).tables
    if not report.rows:
        return
    rows = iter(tables[-1].rows[1:])
    for group in groups(report):
        for answer in group.answers:
            cells = next(rows).cells
            assert cells[0].text == as_text(group.number)
            assert cells[1].text == as_text(group.recommendation)
            assert cells[2].text == as_text(answer.response)
            assert cells[3].text == as_text(answer.responsibility)
            assert cells[4].text == as_text(answer.comments)


def test_the_last_column_tells_claimed_from_verified() -> None:
    rows, words = sample.rows("en"), sample.report("en").words
    told = [as_text(comments(row, words)).split("\n")[0] for row in rows]
    assert told == [
        "Status: ● Implemented (claimed) · verified: —",
        "Status: ◐ In progress · verified: —",
        "Status: ○ Not started · verified: —",
        "Status: ● Implemented (claimed) · ✔ Verified as implemented",
        "Status: ◌ — · verified: —",
    ]


def test_notes_stand_newest_first_and_the_status_of_the_source_last() -> None:
    told = as_text(comments(sample.rows("en")[0], sample.report("en").words)).split("\n")
    assert told[1:] == [
        "Due: February 28, 2018",
        "December 15, 2018",
        "The shared space is open; four divisions use it.",
        "Evidence: https://unece.org/info/excom?id=12&lang=en; minutes-2018.pdf",
        "May 31, 2018",
        "A pilot ran in two divisions.",
        "(completed and ongoing)",
    ]


def test_the_status_of_the_source_gets_brackets_where_it_has_none() -> None:
    row = replace(sample.rows("en")[0], status_text="completed and ongoing")
    assert as_text(comments(row, sample.report("en").words)).endswith("\n(completed and ongoing)")


def test_lateness_is_said_in_words_with_its_mark() -> None:
    told = as_text(comments(sample.rows("en")[1], sample.report("en").words))
    assert told.endswith("Due: March 30, 2018 · ▲ overdue by 276 days")


def test_an_item_without_title_gives_its_text_once() -> None:
    row, words = sample.rows("en")[0], sample.report("en").words
    untitled = as_text(recommendation(replace(row, title=""), words))
    same = as_text(recommendation(replace(row, title=row.text), words))
    assert untitled == same == f"{row.text}\nrecommendation (Paragraph 41) · ECE/EX/2018/12"


def test_the_summary_says_how_many_of_how_many_and_of_what() -> None:
    first = opened(sample.report("en")).tables[0].rows[0]
    assert [cell.text for cell in first.cells] == [
        "■ Accepted",
        "2 / 5",
        "of all answers asked for",
    ]


def test_arabic_counts_in_the_digits_that_it_is_given() -> None:
    first = opened(sample.report("ar")).tables[0].rows[0]
    assert first.cells[1].text == "٢ / ٥"


@pytest.mark.parametrize("shape", MARKS)
def test_every_shape_of_the_summary_has_its_mark_and_its_style(shape: str) -> None:
    count = Count("code", "Label", 1, 2, "of two", shape)
    found = parts(replace(sample.report("en"), counts=(count,)))
    (style,) = all_of("//w:tbl[1]//w:rStyle/@w:val", found["word/document.xml"])
    assert style in all_of("//w:style/@w:styleId", found["word/styles.xml"])
    assert f"  {shape}:" in TEMPLATE.read_text().replace(chr(34), "")
