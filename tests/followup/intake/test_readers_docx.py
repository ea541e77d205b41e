"""What the Word reader makes of headings, numbers, tables, changes and traps."""

import io

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quintet.followup.intake.document import Document, Limits, Unreadable
from quintet.followup.intake.readers import open_document
from tests.followup.intake.build import (
    cells,
    check_law,
    numbered,
    only,
    outline,
    paragraph,
    replace_parts,
    word_file,
)

_TEXT_BOX = (
    "<w:p><w:r><w:t>Before</w:t><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
    "<wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
)


def read(body: str, **parts: str) -> Document:
    document = open_document(word_file(body, **parts))
    check_law(document)
    return document


def numbering(*levels: str, overrides: str = "") -> str:
    """One list (number 1) with these levels; number 2 is the same list with overrides."""
    described = "".join(
        f'<w:lvl w:ilvl="{depth}">{level}</w:lvl>' for depth, level in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="7">{described}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="7"/>{overrides}</w:num>'
    )


def level(form: str, text: str, start: int = 1, more: str = "") -> str:
    return f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def test_a_heading_is_known_by_its_style_in_any_language_or_by_its_outline_level():
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="Überschrift 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="Own"/>'
        '<w:pPr><w:outlineLvl w:val="3"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="d"><w:name w:val="_ H_1"/></w:style>'
    )
    body = "".join(paragraph(s, f'<w:pStyle w:val="{s}"/>') for s in "abcd")
    document = read(body + paragraph("e", '<w:outlineLvl w:val="0"/>'), styles=styles)
    assert [(b.kind, b.level) for b in document.blocks] == [
        ("heading", 2),
        ("heading", 2),
        ("heading", 4),
        ("heading", 2),
        ("heading", 1),
    ]


def test_the_number_of_a_heading_is_not_part_of_its_text():
    document = read(paragraph("II. Work culture", '<w:outlineLvl w:val="1"/>'))
    assert outline(document) == [("heading", "II", "Work culture")]
    assert document.text == "II. Work culture"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("18.\tRequested", "18"),
        ("18) Requested", "18"),
        ("18.Requested", "18"),
        ("12.3 Requested", "12.3"),
        ("105. Requested", "105"),
    ],
)
def test_a_number_typed_by_hand_is_a_number_and_not_text(typed: str, number: str):
    assert outline(read(paragraph(typed))) == [("paragraph", number, "Requested")]


@pytest.mark.parametrize("words", ["2021. A year", "3.5 million people", "i.e. words", "1.5"])
def test_a_year_or_an_amount_is_no_number_of_a_paragraph(words: str):
    assert outline(read(paragraph(words))) == [("paragraph", "", words)]


def test_items_numbered_by_hand_know_how_deep_they_stand():
    typed = ["18. x", "(a) x", "(i) x", "(ii) x", "(b) x", "(h) x", "(i) x", "19. x"]
    document = read("".join(map(paragraph, typed)))
    assert [(b.number, b.level) for b in document.blocks] == [
        ("18", 0),
        ("a", 1),
        ("i", 2),
        ("ii", 2),
        ("b", 1),
        ("h", 1),
        ("i", 1),
        ("19", 0),
    ]


@pytest.mark.parametrize(
    ("form", "third"),
    [
        ("decimal", "3"),
        ("decimalZero", "03"),
        ("lowerLetter", "c"),
        ("upperLetter", "C"),
        ("lowerRoman", "iii"),
        ("upperRoman", "III"),
        ("russianLower", "в"),
        ("arabicAbjad", "ج"),
        ("chineseCounting", "三"),
    ],
)
def test_word_numbers_are_counted_in_the_form_that_they_are_printed(form: str, third: str):
    document = read(
        numbered("a") + numbered("b") + numbered("c"), numbering=numbering(level(form, "%1."))
    )
    assert document.blocks[2].number == third


def test_levels_of_a_list_count_on_their_own_and_begin_again_below_each_item():
    document = read(
        "".join(numbered("x", 1, depth) for depth in (0, 1, 1, 2, 0, 1, 2)),
        numbering=numbering(
            level("decimal", "%1.", start=18),
            level("lowerLetter", "(%2)"),
            level("lowerRoman", "(%3)"),
        ),
    )
    assert [(b.kind, b.number, b.level) for b in document.blocks] == [
        ("paragraph", "18", 0),
        ("list_item", "a", 1),
        ("list_item", "b", 1),
        ("list_item", "i", 2),
        ("paragraph", "19", 0),
        ("list_item", "a", 1),
        ("list_item", "i", 2),
    ]
    assert document.text.startswith("18. x\n\n(a) x")


def test_a_number_of_two_levels_is_put_together():
    document = read(
        numbered("a") + numbered("b", 1, 1) + numbered("c", 1, 1),
        numbering=numbering(
            level("upperRoman", "%1."), level("decimal", "%1.%2", more="<w:isLgl/>")
        ),
    )
    assert [b.number for b in document.blocks] == ["I", "1.1", "1.2"]


def test_a_list_goes_on_after_other_paragraphs_and_another_may_begin_anew():
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    document = read(
        numbered("a") + paragraph("between") + numbered("b") + numbered("c", 2) + numbered("d", 2),
        numbering=numbering(level("decimal", "%1."), overrides=override),
    )
    assert [b.number for b in document.blocks] == ["1", "", "2", "5", "6"]


def test_numbering_may_come_from_the_style():
    styles = (
        '<w:style w:type="paragraph" w:styleId="s"><w:name w:val="Single Txt"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    document = read(
        paragraph("x", '<w:pStyle w:val="s"/>')
        + paragraph("y", '<w:pStyle w:val="s"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        styles=styles,
        numbering=numbering(level("decimal", "%1.")),
    )
    assert [b.number for b in document.blocks] == ["1", ""]


def test_words_that_a_list_prints_are_part_of_the_text():
    document = read(numbered("Do it"), numbering=numbering(level("decimal", "Recommendation %1:")))
    assert document.blocks[0].text == "Recommendation 1: Do it"


def test_bullets_are_list_items_without_a_number():
    document = read(
        numbered("x") + paragraph("• y") + paragraph("- 105. Agreed"),
        numbering=numbering(level("bullet", "\uf0b7")),
    )
    assert outline(document) == [
        ("list_item", "", "x"),
        ("list_item", "", "y"),
        ("paragraph", "105", "Agreed"),
    ]


def test_merged_cells_stand_once_and_say_how_far_they_reach():
    document = read(
        table(
            cell(paragraph("a"), '<w:vMerge w:val="restart"/>')
            + cell(paragraph("b"), '<w:gridSpan w:val="2"/>'),
            cell("<w:p/>", "<w:vMerge/>") + cell(paragraph("c")) + cell(paragraph("d")),
        )
    )
    spans = {b.text: (b.row, b.column, b.row_span, b.column_span) for b in document.blocks}
    assert spans == {"a": (0, 0, 2, 1), "b": (0, 1, 1, 2), "c": (1, 1, 1, 1), "d": (1, 2, 1, 1)}


def test_a_cell_joins_its_paragraphs_list_items_and_inner_tables_line_by_line():
    inner = table(cell(paragraph("p")) + cell(paragraph("q")))
    document = read(
        table(
            cell(paragraph("one") + "<w:p/>" + numbered("two") + inner) + cell("<w:p/>"),
            cell(paragraph("1. as typed")) + cell(paragraph("x")),
        ),
        numbering=numbering(level("bullet", "•")),
    )
    assert cells(document) == [["one\n- two\np\nq", ""], ["1. as typed", "x"]]


def test_a_frame_of_one_cell_is_no_table():
    document = read(table(cell(paragraph("18. Requested") + paragraph("19. Endorsed"))))
    assert [b.number for b in document.blocks] == ["18", "19"]
    assert document.blocks[0].kind == "paragraph"


def test_a_table_after_another_is_another_table():
    row = cell(paragraph("a")) + cell(paragraph("b"))
    document = read(table(row) + paragraph("between") + table(row))
    assert [b.table for b in document.blocks] == [0, 0, None, 1, 1]


def test_insertions_are_taken_and_deletions_left_out():
    run = "<w:r><w:t>{}</w:t></w:r>"
    document = read(
        f"<w:p><w:ins>{run.format('new')}</w:ins>"
        "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run.format('gone')}</w:moveFrom>{run.format(' text')}</w:p>"
        + table(
            cell(paragraph("kept")) + cell(paragraph("too")),
            "<w:trPr><w:del/></w:trPr>" + cell(paragraph("no")) + cell(paragraph("no")),
        )
    )
    assert [b.text for b in document.blocks] == ["new text", "kept", "too"]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next():
    deleted = "<w:rPr><w:del/></w:rPr>"
    document = read(paragraph("18. Requested ", deleted) + paragraph("the Forum"))
    assert outline(document) == [("paragraph", "18", "Requested the Forum")]


def test_links_controls_fields_and_breaks_give_their_text_and_notes_none():
    document = read(
        "<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink>"
        "<w:r><w:footnoteReference/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:fldSimple><w:r><w:t> field</w:t></w:r></w:fldSimple>"
        "<w:r><w:br/><w:t>non</w:t><w:noBreakHyphen/><w:t>stop</w:t><w:tab/>"
        "<w:t>soft\u00adly</w:t><w:softHyphen/></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:r><w:sym w:char='F0B7'/><w:t> bullet</w:t></w:r></w:p>"
        "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click here</w:t>"
        "</w:r></w:sdtContent></w:sdt></w:p>"
    )
    assert outline(document) == [
        ("paragraph", "", "link field\nnon-stop softly"),
        ("list_item", "", "bullet"),
    ]


def test_a_text_box_is_read_once_after_the_paragraph_that_holds_it():
    document = read(_TEXT_BOX.format(paragraph("Boxed")) + paragraph("After"))
    assert [b.text for b in document.blocks] == ["Before", "Boxed", "After"]


def test_pages_are_those_that_word_noted():
    noted = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>{}</w:t></w:r></w:p>"
    ends = "<w:p><w:r><w:t>c</w:t><w:lastRenderedPageBreak/><w:t>c</w:t></w:r></w:p>"
    document = read(paragraph("a") + noted.format("b") + ends + paragraph("d"))
    assert [b.page for b in document.blocks] == [1, 2, 2, 3]


def test_pages_are_those_that_the_author_broke_where_word_noted_none():
    broken = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    document = read(
        paragraph("a") + broken + paragraph("b") + paragraph("c", "<w:pageBreakBefore/>")
    )
    assert [b.page for b in document.blocks] == [1, 2, 3]
    assert only(read(paragraph("a")), "a").page is None


def test_bold_and_italic_are_of_the_whole_paragraph_by_run_or_by_style():
    styles = (
        '<w:style w:type="paragraph" w:styleId="s"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="e"><w:rPr><w:i/></w:rPr></w:style>'
    )
    run = "<w:r><w:rPr>{}</w:rPr><w:t>{}</w:t></w:r>"
    styled = run.format('<w:rStyle w:val="e"/>', "d")
    off = run.format('<w:b w:val="0"/>', "e")
    document = read(
        f"<w:p><w:pPr><w:pStyle w:val='s'/></w:pPr>{run.format('', 'a')}</w:p>"
        f"<w:p>{run.format('<w:b/>', 'b')}<w:r><w:t> </w:t></w:r>{run.format('<w:b/>', 'b')}</w:p>"
        f"<w:p>{run.format('<w:b/>', 'c')}{run.format('', 'c')}</w:p>"
        f"<w:p>{styled}</w:p>"
        f"<w:p><w:pPr><w:pStyle w:val='s'/></w:pPr>{off}</w:p>",
        styles=styles,
    )
    assert [(b.bold, b.italic) for b in document.blocks] == [
        (True, False),
        (True, False),
        (False, False),
        (False, True),
        (False, False),
    ]


def test_headers_footers_title_and_language_are_metadata():
    file = docx.Document()
    file.core_properties.title = "The title"
    file.sections[0].header.paragraphs[0].text = "CEB/2021/3"
    file.sections[0].footer.paragraphs[0].text = "1"
    file.add_paragraph("text")
    written = io.BytesIO()
    file.save(written)
    document = open_document(written.getvalue())
    assert document.metadata == {"title": "The title", "header": "CEB/2021/3"}
    assert document.language == "en-US"
    assert document.text == "text"


def test_a_document_that_runs_right_to_left_says_so():
    document = read(paragraph("١٨. طلبت", "<w:bidi/>"))
    assert document.language == "ar"
    assert outline(document) == [("paragraph", "18", "طلبت")]


def test_strict_office_xml_is_read_as_transitional_is():
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    xml = (
        f'<w:document xmlns:w="{strict}"><w:body>{paragraph("18. Requested")}</w:body></w:document>'
    )
    document = open_document(replace_parts(word_file("<w:p/>"), {"word/document.xml": xml}))
    assert outline(document) == [("paragraph", "18", "Requested")]


def test_entries_of_a_table_of_contents_are_not_numbered_paragraphs():
    document = read(paragraph("1. Introduction ........ 3"))
    assert document.blocks[0].number == ""


def test_tables_in_tables_without_end_are_refused():
    nested = paragraph("x")
    for _ in range(15):
        nested = table(cell(nested) + cell("<w:p/>"))
    with pytest.raises(Unreadable, match="nested too deeply"):
        open_document(word_file(nested), limits=Limits(nesting=10))


def test_a_table_wider_than_any_is_refused():
    with pytest.raises(Unreadable, match="columns"):
        read(table(cell("<w:p/>", '<w:gridSpan w:val="99999"/>') + cell("<w:p/>")))


@pytest.mark.parametrize(
    "xml",
    [
        "<w:document",
        "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><w:document xmlns:w='"
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>&b;"
        "</w:t></w:r></w:p></w:body></w:document>",
        "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>",
        "<a>" * 400,
    ],
)
def test_a_body_that_is_broken_or_declares_entities_is_refused(xml: str):
    with pytest.raises(Unreadable, match=r"damaged|no text"):
        open_document(replace_parts(word_file("<w:p/>"), {"word/document.xml": xml}))


def test_limits_on_blocks_and_characters_hold():
    body = paragraph("words") * 20
    with pytest.raises(Unreadable, match="paragraphs"):
        open_document(word_file(body), limits=Limits(blocks=10))
    with pytest.raises(Unreadable, match="characters"):
        open_document(word_file(body), limits=Limits(characters=50))


_INLINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)


@settings(max_examples=40, deadline=None)
@given(st.lists(_INLINE, min_size=1, max_size=8), st.integers(1, 4))
def test_whatever_is_written_in_a_word_file_is_found_at_its_place(texts: list[str], width: int):
    file = docx.Document()
    grid = file.add_table(len(texts), width)
    for row, text in enumerate(texts):
        file.add_paragraph(text)
        grid.cell(row, row % width).text = text
    file.add_paragraph("end")
    written = io.BytesIO()
    file.save(written)
    document = open_document(written.getvalue())
    check_law(document)
    assert document.blocks[-1].text == "end"
