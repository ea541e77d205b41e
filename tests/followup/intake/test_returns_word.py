"""Word forms that come back: edited by hand or by another program, understood or refused by name."""

import copy
import io
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from quintet.followup.documents.reference import reference
from tests.followup.documents import form_sample as sample
from tests.followup.intake.build import replace_parts
from tests.followup.intake.forms import (
    cells,
    converted,
    drop_column,
    edited,
    put,
    read,
    refusals,
    sent,
    track,
)

# Columns of the tables of answers and of progress.
ANSWER, REASON, PLAN, WHOM, DUE = range(3, 8)
STATUS, TEXT, AS_AT, EVIDENCE = range(3, 7)
ANSWERS, PROGRESS, QUESTIONS = range(3)
AS_SENT = cells(read(sent()))
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def rows(document: WordDocument, table: int):
    return document.tables[table].rows


def test_a_form_that_was_filled_in_says_what_was_filled_in():
    def fill(document: WordDocument) -> None:
        put(document, ANSWERS, 2, ANSWER, "Partially accepted")
        put(document, ANSWERS, 2, REASON, "The budget", "is small.")
        put(document, ANSWERS, 2, WHOM, "Library; Archive")
        put(document, ANSWERS, 2, DUE, "1 March 2028")
        put(document, PROGRESS, 2, STATUS, "implemented ")
        put(document, PROGRESS, 2, AS_AT, "30/06/2027")
        put(document, PROGRESS, 2, EVIDENCE, "https://example.org/a", "https://example.org/b")
        put(document, QUESTIONS, 1, 2, "Share early.")

    file = read(edited(fill))
    assert file.refused == ()
    assert cells(file)[2] == {
        "answer": "partially_accepted",
        "reason": "The budget\nis small.",
        "plan": "",
        "responsible": "Library\nArchive",
        "due_on": "2028-03-01",
        "status": "implemented",
        "text": "",
        "as_at": "2027-06-30",
        "evidence": "https://example.org/a\nhttps://example.org/b",
    }
    assert cells(file)[4] == {"reply": "Share early."}


def test_rows_that_were_reordered_or_deleted_say_the_same():
    def shuffle(document: WordDocument) -> None:
        for table in (ANSWERS, PROGRESS):
            first, second, third = (row._tr for row in rows(document, table)[1:])
            first.addprevious(third)
            second.getparent().remove(second)

    file = read(edited(shuffle))
    assert file.refused == ()
    assert [line.number for line in file.lines] == [3, 1, 4]
    assert all(AS_SENT[number] == said for number, said in cells(file).items())


def test_a_column_that_was_deleted_is_simply_not_there():
    file = read(edited(lambda document: drop_column(document, ANSWERS, REASON)))
    assert file.refused == ()
    expected = {field: said for field, said in AS_SENT[1].items() if field != "reason"}
    assert cells(file)[1] == expected


def test_columns_that_were_moved_are_told_by_their_heads():
    def move(document: WordDocument) -> None:
        for row in rows(document, ANSWERS):
            row._tr.append(row.cells[0]._tc)
            row._tr.append(row.cells[PLAN - 1]._tc)

    file = read(edited(move))
    assert file.refused == ()
    assert cells(file) == AS_SENT


def test_one_head_that_was_renamed_is_told_by_its_place():
    file = read(edited(lambda document: put(document, ANSWERS, 0, REASON, "Our remarks")))
    assert file.refused == ()
    assert cells(file) == AS_SENT


def test_a_head_that_was_renamed_where_a_column_is_missing_is_refused_with_its_part():
    def change(document: WordDocument) -> None:
        put(document, ANSWERS, 0, PLAN, "Our remarks")
        drop_column(document, ANSWERS, REASON)

    file = read(edited(change))
    assert refusals(file) == [("unknown_head", "", "")]
    assert file.refused[0].words == "Our remarks"
    assert set(cells(file)[1]) == {"status", "text", "as_at", "evidence"}


def test_a_column_that_was_added_is_refused_and_all_others_are_taken():
    def add(document: WordDocument) -> None:
        for place, row in enumerate(rows(document, ANSWERS)):
            row._tr.append(copy.deepcopy(row.cells[REASON]._tc))
            put(document, ANSWERS, place, DUE + 1, "For us" if place == 0 else "checked")

    file = read(edited(add))
    assert refusals(file) == [("unknown_head", "", "")]
    assert cells(file) == AS_SENT


def test_a_table_whose_heads_were_cut_off_is_refused_row_by_row():
    """Without a column, too, answers have as many columns as progress."""

    def cut(document: WordDocument) -> None:
        drop_column(document, ANSWERS, PLAN)
        document.tables[ANSWERS]._tbl.remove(rows(document, ANSWERS)[0]._tr)

    file = read(edited(cut))
    assert refusals(file) == [("unknown_head", f"00{number}", "") for number in (1, 2, 3)]
    assert set(cells(file)[1]) == {"status", "text", "as_at", "evidence"}


def test_changes_that_were_tracked_and_not_accepted_are_refused_with_their_part():
    file = read(edited(lambda document: track(document, ANSWERS, 1, PLAN, " And more.")))
    assert refusals(file) == [("tracked", "001", "plan")]
    assert file.refused[0].place == "table 1, row 2"
    assert (file.refused[0].table, file.refused[0].row) == (1, 2)
    assert set(cells(file)[1]) == {"status", "text", "as_at", "evidence"}
    assert cells(file)[2] == AS_SENT[2]


@pytest.mark.parametrize("change", ["ins", "del"])
def test_a_row_that_was_inserted_or_deleted_while_tracking_is_refused(change: str):
    def mark(document: WordDocument) -> None:
        element = OxmlElement(f"w:{change}")
        element.set(qn("w:id"), "901")
        rows(document, PROGRESS)[1]._tr.get_or_add_trPr().append(element)

    assert refusals(read(edited(mark))) == [("tracked", "001", "")]


def test_changes_that_were_accepted_are_words_like_others():
    def accept(document: WordDocument) -> None:
        track(document, ANSWERS, 1, PLAN, " And more.")
        for change in document.element.body.findall(f".//{qn('w:ins')}"):
            change.addprevious(change[0])
            change.getparent().remove(change)

    file = read(edited(accept))
    assert file.refused == ()
    assert cells(file)[1]["plan"] == AS_SENT[1]["plan"] + " And more."


def test_tracked_formatting_is_no_change_of_words():
    def embolden(document: WordDocument) -> None:
        run = rows(document, ANSWERS)[1].cells[PLAN].paragraphs[0].runs[0]
        run.bold = True
        run._r.rPr.append(OxmlElement("w:rPrChange"))

    assert cells(read(edited(embolden))) == AS_SENT


def test_cells_that_were_joined_across_columns_are_refused_once():
    def join(document: WordDocument) -> None:
        row = rows(document, ANSWERS)[1]
        row.cells[ANSWER].merge(row.cells[PLAN])

    file = read(edited(join))
    assert refusals(file) == [("merged_cells", "001", "answer")]
    assert "The office opens" in file.refused[0].words
    assert "plan" not in cells(file)[1]
    assert cells(file)[1]["status"] == "in_progress"


def test_cells_that_were_joined_over_rows_are_refused_in_both():
    def join(document: WordDocument) -> None:
        table = document.tables[ANSWERS]
        table.cell(1, WHOM).merge(table.cell(2, WHOM))

    file = read(edited(join))
    assert refusals(file) == [
        ("merged_cells", "001", "responsible"),
        ("merged_cells", "002", "responsible"),
    ]


def test_empty_cells_that_were_joined_say_nothing():
    def join(document: WordDocument) -> None:
        table = document.tables[PROGRESS]
        table.cell(1, TEXT).merge(table.cell(2, TEXT))

    file = read(edited(join))
    assert file.refused == ()
    assert "text" not in cells(file)[1]


def test_a_reference_that_was_joined_with_its_neighbours_is_still_found():
    def join(document: WordDocument) -> None:
        row = rows(document, ANSWERS)[1]
        row.cells[0].merge(row.cells[2])

    assert cells(read(edited(join))) == AS_SENT


def test_references_of_two_rows_that_were_joined_are_refused():
    def join(document: WordDocument) -> None:
        table = document.tables[ANSWERS]
        table.cell(1, 0).merge(table.cell(2, 0))

    file = read(edited(join))
    assert [why for why, _, _ in refusals(file)] == ["merged_cells", "merged_cells"]


def test_a_cell_that_was_deleted_so_that_others_moved_is_refused():
    def delete(document: WordDocument) -> None:
        row = rows(document, ANSWERS)[1]
        row._tr.remove(row.cells[REASON]._tc)

    file = read(edited(delete))
    assert refusals(file) == [("merged_cells", "001", "")]
    assert "answer" not in cells(file)[1]


def test_a_row_that_was_added_is_refused_and_an_empty_one_is_nothing():
    def add(document: WordDocument) -> None:
        document.tables[ANSWERS].add_row()
        document.tables[ANSWERS].add_row()
        put(document, ANSWERS, 5, PLAN, "Something else")

    file = read(edited(add))
    assert refusals(file) == [("no_reference", "", "")]
    assert file.refused[0].words == "Something else"
    assert file.refused[0].place == "table 1, row 6"
    assert cells(file) == AS_SENT


def test_a_reference_that_was_mistyped_is_refused_by_its_own_words():
    typed = reference(sample.CODE, 1).replace("001", "007")
    file = read(edited(lambda document: put(document, ANSWERS, 1, 0, typed)))
    assert refusals(file) == [("wrong_reference", "", "")]
    assert file.refused[0].words == typed


def test_the_same_row_twice_counts_once_and_twice_with_other_words_is_refused():
    def double(document: WordDocument) -> None:
        row = rows(document, ANSWERS)[1]._tr
        row.addnext(copy.deepcopy(row))

    def differ(document: WordDocument) -> None:
        double(document)
        put(document, ANSWERS, 2, PLAN, "Another plan")

    assert cells(read(edited(double))) == AS_SENT
    file = read(edited(differ))
    assert refusals(file) == [("twice", "001", "plan")]
    assert set(cells(file)[1]) == {"status", "text", "as_at", "evidence"}


def test_two_forms_in_one_file_are_both_read():
    lines = (
        replace(line, reference=reference("K7NPW", number))
        for number, line in enumerate(sample.lines(), 1)
    )
    other = sample.with_lines("en", *lines)

    def join(document: WordDocument) -> None:
        import io

        for table in docx.Document(io.BytesIO(sent("docx", other))).tables:
            document.element.body.insert(-1, copy.deepcopy(table._tbl))

    file = read(edited(join))
    assert file.refused == ()
    assert [(line.code, line.number) for line in file.lines] == [
        *(("RX4T9", number) for number in (1, 2, 3, 4)),
        *(("K7NPW", number) for number in (1, 2, 3)),
    ]


def test_a_word_that_is_none_to_choose_from_and_a_day_that_is_none_are_refused_by_name():
    def fill(document: WordDocument) -> None:
        put(document, ANSWERS, 1, ANSWER, "Accepted in principle")
        put(document, PROGRESS, 1, AS_AT, "03/04/2027")

    file = read(edited(fill))
    assert [(one.why, one.field, one.words) for one in file.refused] == [
        ("unknown_word", "answer", "Accepted in principle"),
        ("no_date", "as_at", "03/04/2027"),
    ]
    assert 1 not in cells(file)


def test_a_cell_with_more_words_than_any_holds_is_refused():
    file = read(edited(lambda document: put(document, ANSWERS, 1, PLAN, "word " * 6_600)))
    assert refusals(file) == [("too_long", "001", "plan")]
    assert len(file.refused[0].words) <= 300


def test_a_cell_as_long_as_excel_holds_is_taken():
    words = ("word " * 6_600)[:32_767]
    file = read(edited(lambda document: put(document, ANSWERS, 1, PLAN, words)))
    assert file.refused == ()
    assert cells(file)[1]["plan"] == words.strip()


def test_pasted_text_keeps_its_words_its_lists_and_its_tables():
    def paste(document: WordDocument) -> None:
        cell = rows(document, ANSWERS)[2].cells[PLAN]
        cell.paragraphs[0].add_run("We will ").italic = True
        cell.paragraphs[0].add_run("do it:").bold = True
        inner = cell.add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "first", "second"

    file = read(edited(paste))
    assert file.refused == ()
    assert cells(file)[2]["plan"] == "We will do it:\nfirst\nsecond"


def test_lists_keep_their_bullets_and_numbers():
    def paste(document: WordDocument) -> None:
        cell = rows(document, ANSWERS)[2].cells[PLAN]
        for words in ("one", "two"):
            cell.add_paragraph(words)._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {NAMESPACE}><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
            )

    numbering = (
        f'<w:numbering {NAMESPACE}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="FORM"/><w:lvlText w:val="TEXT"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    link = (
        '<Relationship Id="n1" Target="numbering.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/numbering"/></Relationships>'
    )
    data = edited(paste)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        links = package.read("word/_rels/document.xml.rels").decode()
    for form, text, plan in (("decimal", "%1.", "1. one\n2. two"), ("bullet", "•", "- one\n- two")):
        parts = {
            "word/numbering.xml": numbering.replace("FORM", form).replace("TEXT", text),
            "word/_rels/document.xml.rels": links.replace("</Relationships>", link),
        }
        assert cells(read(replace_parts(data, parts)))[2]["plan"] == plan


def test_cells_joined_as_old_versions_of_word_do_are_refused():
    def join(document: WordDocument) -> None:
        row = rows(document, ANSWERS)[1]
        for column, value in ((ANSWER, "restart"), (REASON, "continue")):
            row.cells[column]._tc.get_or_add_tcPr().append(
                parse_xml(f'<w:hMerge {NAMESPACE} w:val="{value}"/>')
            )

    assert refusals(read(edited(join))) == [("merged_cells", "001", "answer")]


def test_other_tables_in_the_file_are_left_alone():
    def add(document: WordDocument) -> None:
        table = document.add_table(2, 2)
        table.cell(0, 0).text, table.cell(1, 1).text = "Name", "Ann"

    file = read(edited(add))
    assert file.refused == ()
    assert cells(file) == AS_SENT


def test_a_file_without_a_row_of_a_form_says_so():
    def empty(document: WordDocument) -> None:
        for table in list(document.tables):
            table._tbl.getparent().remove(table._tbl)

    file = read(edited(empty))
    assert (file.lines, [str(one.why) for one in file.refused]) == ((), ["no_rows"])


def test_strict_word_files_are_read():
    data = sent()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("word/document.xml")
    strict = xml.replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert cells(read(replace_parts(data, {"word/document.xml": strict}))) == AS_SENT


def test_a_row_in_a_content_control_is_still_a_row():
    def wrap(document: WordDocument) -> None:
        row = rows(document, ANSWERS)[1]._tr
        control = parse_xml(
            '<w:sdt xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            "<w:sdtPr/><w:sdtContent/></w:sdt>"
        )
        row.addprevious(control)
        control[1].append(row)

    assert cells(read(edited(wrap))) == AS_SENT


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_form_that_went_through_another_word_processor_says_the_same(tmp_path: Path):
    names = []
    for language in sample.LANGUAGES:
        (tmp_path / f"{language}.docx").write_bytes(sent(language=language))
        names.append(f"{language}.docx")
    converted(tmp_path, *names, to="docx:MS Word 2007 XML", into="docx")
    converted(tmp_path, *names, to="odt", into=".")
    odts = [name.replace("docx", "odt") for name in names]
    converted(tmp_path, *odts, to="docx:MS Word 2007 XML", into="odt")
    for language, name in zip(sample.LANGUAGES, names, strict=True):
        expected = cells(read(sent(language=language)))
        for way in ("docx", "odt"):
            file = read((tmp_path / way / name).read_bytes())
            assert (way, language, file.refused) == (way, language, ())
            assert cells(file) == expected
