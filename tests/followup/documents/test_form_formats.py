"""Forms go out in three formats: the same form gives the same bytes, and is easy to fill in."""

import csv
import io
from datetime import date, datetime

import docx
import openpyxl
import pytest

from quintet.followup.documents.form import PARTS, PROGRESS, RESPONSE, Form, FormLine
from quintet.followup.documents.form_formats import FORM_FORMATS
from quintet.followup.documents.reference import reference
from quintet.followup.documents.typesetting import W
from tests.followup.documents import form_sample as sample

W_VAL = f"{{{W}}}val"


def written(form: Form, kind: str) -> bytes:
    return FORM_FORMATS[kind][1](form)


def word(language: str = "en", form: Form | None = None):
    return docx.Document(io.BytesIO(written(form or sample.form(language), "docx")))


def excel(language: str = "en", form: Form | None = None) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(form or sample.form(language), "xlsx")))


@pytest.mark.parametrize("language", sample.LANGUAGES)
@pytest.mark.parametrize("kind", list(FORM_FORMATS))
def test_the_same_form_gives_the_same_bytes(kind: str, language: str):
    assert written(sample.form(language), kind) == written(sample.form(language), kind)


def test_word_has_a_table_for_answers_one_for_progress_and_one_for_questions():
    heads = [[cell.text for cell in table.rows[0].cells] for table in word().tables]
    words = sample.WORDS["en"]
    fixed = [words.reference, words.number, words.item]
    assert heads == [
        fixed + [words.heads[field] for field in RESPONSE],
        fixed + [words.heads[field] for field in PROGRESS],
        [words.reference, words.question, words.heads["reply"]],
    ]


def test_no_cell_of_word_is_joined_with_another_and_every_head_repeats():
    for table in word().tables:
        xml = table._tbl.xml
        assert "gridSpan" not in xml
        assert "vMerge" not in xml
        assert "w:tblHeader" in table.rows[0]._tr.xml


@pytest.mark.parametrize("language", sample.LANGUAGES)
def test_answers_and_statuses_are_chosen_in_the_language_of_the_form(language: str):
    words = sample.WORDS[language]
    body = word(language).element.body
    lists = {
        control.find(f"{{{W}}}tag").get(W_VAL): [
            item.get(f"{{{W}}}displayText") for item in control.iter(f"{{{W}}}listItem")
        ]
        for control in body.iter(f"{{{W}}}sdtPr")
        if control.find(f"{{{W}}}dropDownList") is not None
    }
    assert lists == {
        "answer": list(words.answers.values()),
        "status": list(words.statuses.values()),
    }


def test_every_control_of_word_has_an_id_of_its_own():
    ids = [one.get(W_VAL) for one in word().element.body.iter(f"{{{W}}}id")]
    assert ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("language", sample.LANGUAGES)
def test_the_words_to_choose_from_are_printed_in_the_guide(language: str):
    text = "\n".join(paragraph.text for paragraph in word(language).paragraphs)
    words = sample.WORDS[language]
    for choice in (*words.answers.values(), *words.statuses.values(), *words.guide):
        assert choice in text


def test_the_second_table_names_an_item_by_its_title_or_its_first_words():
    long = FormLine(reference(sample.CODE, 1), "1", "", "", "word " * 200, {})
    titled = FormLine(reference(sample.CODE, 2), "2", "", "Title", "word " * 200, {})
    _, progress = word(form=sample.with_lines("en", long, titled)).tables
    names = [row.cells[2].text for row in progress.rows[1:]]
    assert names[0].endswith("word …")
    assert len(names[0]) < 170
    assert names[1] == "Title"


def test_arabic_runs_right_to_left():
    assert "w:bidiVisual" in word("ar").tables[0]._tbl.xml
    assert all(sheet.sheet_view.rightToLeft for sheet in excel("ar").worksheets)


def test_excel_offers_the_words_of_the_guide_and_takes_dates_only():
    workbook = excel()
    sheet, guide = workbook.worksheets[0], workbook.worksheets[-1]
    offers = {str(offer.sqref): offer for offer in sheet.data_validations.dataValidation}
    assert list(offers) == ["D4:D6", "H4:H6", "I4:I6", "K4:K6"]
    name, cells = offers["D4:D6"].formula1.replace("$", "").rsplit("!", 1)
    assert name.strip("'") == guide.title
    assert [row[0].value for row in guide[cells]] == list(sample.WORDS["en"].answers.values())
    assert offers["H4:H6"].type == offers["K4:K6"].type == "date"


def test_dates_of_excel_are_dates_and_text_is_never_a_formula():
    line = FormLine(
        reference(sample.CODE, 1), "=1", "", "", "=2", {"due_on": "2027-12-31", "plan": "=3"}
    )
    workbook = excel(form=sample.with_lines("en", line))
    row = workbook.worksheets[0][4]
    assert isinstance(row[7].value, date | datetime)
    assert [row[1].data_type, row[2].data_type, row[5].data_type] == ["s", "s", "s"]
    assert row[5].value == "=3"


def test_excel_freezes_the_heads_beside_the_references_and_locks_nothing():
    sheet = excel().worksheets[0]
    assert sheet.freeze_panes == "D4"
    assert sheet.auto_filter.ref == "A3:L6"
    assert not sheet.protection.sheet


def test_a_form_of_questions_alone_has_no_table_of_items():
    form = sample.form()
    asked = Form(form.words, form.code, "h", "p", "d", form.made_on, (), form.questions)
    assert len(word(form=asked).tables) == 1
    assert [sheet["A3"].value for sheet in excel(form=asked).worksheets[:1]] == ["Reference"]


def test_csv_has_the_same_names_in_every_language_and_codes_for_words():
    for language in sample.LANGUAGES:
        text = written(sample.form(language), "csv").decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert [row["answer"] for row in rows] == ["accepted", "", "not_accepted", ""]
        assert {"reference", "number", "item", "question"} < set(rows[0])
        assert {field for fields in PARTS.values() for field in fields} < set(rows[0])


def test_text_of_csv_that_looks_like_a_formula_is_protected():
    line = FormLine(reference(sample.CODE, 1), "1", "", "", "t", {"plan": "=1+1"})
    assert b"'=1+1" in written(sample.with_lines("en", line), "csv")
