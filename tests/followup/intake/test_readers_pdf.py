"""What the PDF reader rebuilds from the places of words: paragraphs, tables, pages, directions."""

import io
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from quintet.followup.intake.document import Document, Limits, Unreadable
from quintet.followup.intake.readers import open_document
from quintet.followup.intake.readers.pdf import read_pdf
from tests.followup.intake.build import cells, check_law, only, outline, pdf_file

_PAGE = (
    '#set page(paper: "a5", header: [CEB/2021/HLCM/6], '
    "footer: context align(center, counter(page).display()))\n"
)
_LONG = (
    "Requested the Task Force on Addressing Sexual Harassment to report at its next session on "
    "what was done to implement the model policy, and invited the organizations of the system "
    "to share what they had learnt. "
)
_ROWS = [
    ("No.", "Recommendation", "Action taken", "Status"),
    (
        "1",
        "Work as one organization in all of its sectors",
        "The vision was presented.",
        "Implemented",
    ),
    ("2", "Share knowledge among experts", _LONG.strip(), "In progress"),
    ("3", "Use the bodies that exist", "Not yet.", ""),
    ("4", "Open the network to others", _LONG.strip(), "In progress"),
]


def read(source: str) -> Document:
    document = open_document(pdf_file(source))
    check_law(document)
    return document


def untagged(data: bytes) -> bytes:
    """The same pages in a new document, without its structure."""
    old, new = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
    new.import_pages(old)
    written = io.BytesIO()
    new.save(written)
    return written.getvalue()


def grid(rows: list[tuple[str, ...]], options: str) -> str:
    content = "".join(f"[{text}]" for row in rows for text in row)
    return f"#table(columns: (auto, 1fr, 1.5fr, auto), {options}){content}\n"


def test_title_and_pages_are_known():
    document = read('#set document(title: "Status report")\nOne\n#pagebreak()\nTwo')
    assert document.metadata == {"title": "Status report"}
    assert document.media_type == "application/pdf"
    assert [(b.text, b.page) for b in document.blocks] == [("One", 1), ("Two", 2)]


def test_lines_become_paragraphs_with_their_numbers_over_page_ends():
    numbers = range(1, 31)
    document = read(_PAGE + "".join(f"{n}\\. {_LONG}\n\n(a) first part;\n\n" for n in numbers))
    expected = []
    for number in numbers:
        expected += [("paragraph", str(number), _LONG.strip()), ("list_item", "a", "first part;")]
    assert outline(document) == expected
    assert document.blocks[-1].page == 3 or document.blocks[-1].page > 3


def test_running_headers_and_page_numbers_are_no_part_of_the_text():
    document = read(_PAGE + "".join(f"{n}\\. {_LONG}\n\n" for n in range(30)))
    assert "HLCM/6" not in document.text
    assert document.metadata["header"] == "CEB/2021/HLCM/6"
    assert {b.text for b in document.blocks} == {_LONG.strip()}


def test_a_number_at_the_head_of_a_page_is_not_taken_for_its_page_number():
    page = '#set page(paper: "a4", margin: 1cm)\n'
    pages = "#pagebreak()\n".join(
        f"#grid(columns: 2, gutter: 2em)[{n}.][{_LONG}]\n" for n in (7, 8, 9)
    )
    assert [b.number for b in read(page + pages).blocks] == ["7", "8", "9"]


def test_words_divided_at_line_ends_are_whole_again():
    document = read(
        '#set page(width: 5cm, height: auto)\n#set text(hyphenate: true, lang: "en", size: 9pt)\n'
        "#set par(justify: true)\n" + "Organizations strengthened internationally coordinated "
        "responsibilities, notwithstanding cross-sectoral considerations. " * 3
    )
    (paragraph,) = document.blocks
    assert "-" not in paragraph.text.replace("cross-sectoral", "")
    assert paragraph.text.count("cross-sectoral") == 3
    assert paragraph.text.count("internationally coordinated responsibilities") == 3


def test_headings_are_larger_or_bold_and_ranked_by_size():
    document = read(
        f"= Report\n== II. Work culture\n{_LONG}\n\n*The High-level Committee:*\n\n"
        f"*18. Endorsed the terms of reference of the Forum, as set out in the annex to the note.*\n\n{_LONG}"
    )
    assert [(b.kind, b.level, b.number) for b in document.blocks] == [
        ("heading", 1, ""),
        ("heading", 2, "II"),
        ("paragraph", 0, ""),
        ("heading", 3, ""),
        ("paragraph", 0, "18"),
        ("paragraph", 0, ""),
    ]
    assert only(document, "The High-level Committee:").bold


def test_italic_paragraphs_are_marked():
    document = read(f"18. _{_LONG.strip()}_\n\n19. _In part_ only.")
    assert [b.italic for b in document.blocks] == [True, False]


def test_a_ruled_table_gives_its_cells():
    document = read(grid(_ROWS, "stroke: 0.5pt") + f"\n{_LONG}")
    assert cells(document) == [list(row) for row in _ROWS]
    assert document.blocks[-1].kind == "paragraph"


@pytest.mark.parametrize("stroke", ["0.5pt", "none", "(x: none, y: 0.5pt)"])
def test_a_table_gives_its_cells_with_and_without_tags(stroke: str):
    data = pdf_file(f"#set text(size: 9pt)\n{_LONG}\n" + grid(_ROWS, f"stroke: {stroke}") + _LONG)
    for file in (data, untagged(data)):
        document = open_document(file)
        assert cells(document) == [list(row) for row in _ROWS]
        assert [b.kind for b in document.blocks if b.table is None] == ["paragraph", "paragraph"]


def test_merged_cells_of_a_ruled_table_stand_once():
    document = open_document(
        untagged(
            pdf_file(
                "#table(columns: (3cm, 3cm, 3cm), table.cell(rowspan: 2)[a], "
                "table.cell(colspan: 2)[b], [c], [d])"
            )
        )
    )
    spans = {b.text: (b.row, b.column, b.row_span, b.column_span) for b in document.blocks}
    assert spans == {"a": (0, 0, 2, 1), "b": (0, 1, 1, 2), "c": (1, 1, 1, 1), "d": (1, 2, 1, 1)}


@pytest.mark.parametrize("stroke", ["0.5pt", "none", "(x: none, y: 0.5pt)"])
def test_a_table_cut_by_a_page_end_goes_on_as_a_new_table_with_the_same_columns(stroke: str):
    rows = [_ROWS[0]] + [
        (str(n), f"Recommendation {n}", _LONG.strip(), "Open") for n in range(1, 30)
    ]
    data = pdf_file(_PAGE + "#set text(size: 9pt)\n" + grid(rows, f"stroke: {stroke}"))
    for file in (data, untagged(data)):
        document = open_document(file)
        tables = sorted({b.table for b in document.blocks})
        assert len(tables) > 1
        assert [b for b in document.blocks if b.kind != "cell"] == []
        text = dict.fromkeys(range(4), "")
        for block in document.blocks:
            text[block.column] += f" {block.text}" if block.text else ""
        for column in range(4):
            assert text[column].split() == " ".join(row[column] for row in rows).split()


def test_narrow_columns_between_level_lines_are_told_by_words_that_stand_flush():
    inner = "stroke: (x: none, y: 0.5pt), inset: (x: 2.2pt, y: 4pt)"
    data = untagged(pdf_file("#set text(size: 9pt)\n" + grid(_ROWS, inner)))
    assert cells(open_document(data)) == [list(row) for row in _ROWS]


def test_a_head_above_the_first_line_and_a_row_below_the_last_belong_to_the_table():
    lines = "stroke: (x, y) => if y > 0 { (top: 0.5pt) }"
    data = untagged(pdf_file(f"{_LONG}\n{grid(_ROWS, lines)}\n{_LONG}"))
    document = open_document(data)
    assert cells(document) == [list(row) for row in _ROWS]
    assert [b.kind for b in document.blocks if b.table is None] == ["paragraph", "paragraph"]


def test_a_line_below_some_columns_makes_the_others_one_cell():
    source = (
        "#table(columns: (2cm, 4cm, 4cm), stroke: (x: none, y: 0.5pt), [No.], [What], [Who], "
        "table.cell(rowspan: 2)[4], [Report every year], [UNECE], [Report at once], [ITC])"
    )
    document = open_document(untagged(pdf_file(source)))
    assert cells(document) == [
        ["No.", "What", "Who"],
        ["4", "Report every year", "UNECE"],
        ["Report at once", "ITC"],
    ]
    assert only(document, "4").row_span == 2


def test_labels_and_values_side_by_side_are_a_table_of_two_columns():
    fields = [("Title:", "Improve coordination"), ("Status:", "In progress"), ("Due:", "May 2022")]
    content = "".join(f"[{label}][{value}]" for label, value in fields)
    data = untagged(
        pdf_file(f"{_LONG}\n#grid(columns: (4cm, 1fr), row-gutter: 1em){content}\n{_LONG}")
    )
    assert cells(open_document(data)) == [list(pair) for pair in fields]


def test_columns_of_prose_are_read_one_after_the_other():
    words = [
        f"Sentence {n} of the text goes over more than one line of the column." for n in range(60)
    ]
    document = open_document(untagged(pdf_file("#set page(columns: 2)\n" + "\n\n".join(words))))
    assert [b.text for b in document.blocks] == words


def test_bullets_in_cells_and_in_the_text_are_told():
    document = read("#table(columns: 2)[a][- one\n- two][b][c]\n- three\n- four")
    assert cells(document) == [["a", "- one\n- two"], ["b", "c"]]
    assert outline(document)[-2:] == [("list_item", "", "three"), ("list_item", "", "four")]


def test_footnotes_come_after_the_text_and_their_marks_are_gone():
    note = "#footnote[Endorsed by the Committee in 2019.]"
    document = read(f"18. Requested the Forum{note} to meet again. {_LONG}\n\n19. Agreed.")
    assert document.blocks[0].text.startswith("Requested the Forum to meet again.")
    assert document.blocks[-1].text.endswith("Endorsed by the Committee in 2019.")
    assert document.blocks[-1].number == ""


def test_a_table_of_contents_is_no_list_of_numbered_paragraphs():
    document = read(f"#outline()\n= 1. Introduction\n{_LONG}\n= 2. Decisions\n{_LONG}")
    entries = [b for b in document.blocks if "...." in b.text or ". . ." in b.text]
    assert all(b.number == "" and b.kind == "paragraph" for b in entries)


def test_arabic_is_in_reading_order_and_its_tables_begin_at_the_right():
    words = "طلبت اللجنة إلى فرقة العمل أن تقدم تقريرا في دورتها 42 المعقودة في 2021."
    document = read(
        f'#set text(lang: "ar", dir: rtl)\n18\\. {words}\n'
        "#table(columns: 2)[التوصية][الحالة][الأولى][نفذت]"
    )
    assert outline(document)[0] == ("paragraph", "18", words)
    assert cells(document) == [["التوصية", "الحالة"], ["الأولى", "نفذت"]]
    assert document.language == "ar"


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_is_turned_is_read_as_it_is_shown(quarters: int):
    """As scanners and office programs store a wide table: drawn sideways, with /Rotate."""
    pdf = pypdfium2.PdfDocument(
        pdf_file("#set page(flipped: true)\n" + grid(_ROWS, "stroke: 0.5pt") + _LONG)
    )
    page = pdf[0]
    width, height = page.get_size()
    turned = {
        1: pypdfium2.PdfMatrix(0, 1, -1, 0, height, 0),
        2: pypdfium2.PdfMatrix(-1, 0, 0, -1, width, height),
        3: pypdfium2.PdfMatrix(0, -1, 1, 0, 0, width),
    }
    for drawn in list(page.get_objects(max_depth=1)):
        drawn.transform(turned[quarters])
    page.set_mediabox(0, 0, *((width, height) if quarters == 2 else (height, width)))
    page.set_rotation(90 * quarters)
    page.gen_content()
    written = io.BytesIO()
    pdf.save(written)
    document = open_document(untagged(written.getvalue()))
    assert cells(document) == [list(row) for row in _ROWS]
    assert document.blocks[-1].text == _LONG.strip()


def scanned() -> bytes:
    """Pages that show a picture and have no text."""
    pdf = pypdfium2.PdfDocument.new()
    page = pdf.new_page(400, 400)
    image = pypdfium2.PdfImage.new(pdf)
    bitmap = pypdfium2.PdfBitmap.new_native(50, 50, pdfium.FPDFBitmap_BGR)
    image.set_bitmap(bitmap)
    page.insert_obj(image)
    page.gen_content()
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def test_a_scan_without_text_says_so_and_what_to_do():
    with pytest.raises(Unreadable, match=r"no text layer.*OCR"):
        open_document(scanned())


def test_more_pages_or_characters_than_the_bound_are_refused():
    data = pdf_file("a #pagebreak() b #pagebreak() c")
    with pytest.raises(Unreadable, match="more than 2 pages"):
        read_pdf(data, Limits(pages=2))
    with pytest.raises(Unreadable, match="more than 2 characters"):
        read_pdf(data, Limits(characters=2))


_LOCKED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"
    b"endobj\n3 0 obj<</Filter/Standard/V 1/R 2/O<"
    + b"28" * 32
    + b">/U<"
    + b"11" * 32
    + b">/P -4>>"
    b"endobj\ntrailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]/Size 4>>\nstartxref\n0\n%%EOF"
)


def test_a_locked_file_says_so():
    with pytest.raises(Unreadable, match="locked with a password"):
        open_document(_LOCKED)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice to print the sample")
def test_the_sample_report_says_the_same_as_pdf_and_as_word_file(tmp_path: Path):
    sample = Path(__file__).parents[3] / "samples" / "committee-report.docx"
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(sample)],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    word = open_document(sample.read_bytes())
    pdf = open_document((tmp_path / "committee-report.pdf").read_bytes())
    check_law(pdf)

    def numbered(document: Document) -> dict[str, str]:
        return {b.number: b.text for b in document.blocks if b.number.isdecimal()}

    assert numbered(pdf).keys() == numbered(word).keys()
    same = sum(numbered(pdf)[n].startswith(text[:60]) for n, text in numbered(word).items())
    assert same == len(numbered(word))
