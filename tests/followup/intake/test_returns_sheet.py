"""Excel and CSV forms that come back: sorted, joined, calculated, saved by other programs."""

import csv
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from quintet.followup.documents.reference import reference
from quintet.followup.intake.document import Unreadable
from quintet.followup.intake.returns.sheet import MOST_ROWS
from tests.followup.documents import form_sample as sample
from tests.followup.intake.build import replace_parts
from tests.followup.intake.forms import cells, check_answer, read, refusals, resheeted, sent

AS_SENT = cells(read(sent("xlsx")))


def test_a_form_that_was_filled_in_says_what_was_filled_in():
    def fill(sheet: Worksheet) -> None:
        sheet["D5"], sheet["E5"], sheet["G5"] = "Not accepted", "No\nbudget", "A; B"
        sheet["H5"], sheet["K5"] = datetime(2028, 3, 1), "٣٠ يونيو ٢٠٢٧"
        sheet["J5"] = 12

    file = read(resheeted(fill))
    assert file.refused == ()
    assert cells(file)[2] == {
        "answer": "not_accepted",
        "reason": "No\nbudget",
        "plan": "",
        "responsible": "A\nB",
        "due_on": "2028-03-01",
        "status": "",
        "text": "12",
        "as_at": "2027-06-30",
        "evidence": "",
    }


def test_rows_that_were_sorted_and_columns_that_were_deleted_say_the_same():
    def change(sheet: Worksheet) -> None:
        sheet.move_range("A4:L4", rows=5)
        sheet.delete_cols(2)
        sheet.delete_cols(4)  # the reason

    file = read(resheeted(change))
    assert file.refused == ()
    assert [line.number for line in file.lines] == [2, 3, 1, 4]
    assert "reason" not in cells(file)[1]
    assert cells(file)[1]["plan"] == AS_SENT[1]["plan"]


def test_a_title_row_that_was_deleted_or_added_does_not_matter():
    assert cells(read(resheeted(lambda sheet: sheet.delete_rows(1, 2)))) == AS_SENT
    assert cells(read(resheeted(lambda sheet: sheet.insert_rows(1, 3)))) == AS_SENT


def test_cells_that_were_joined_are_refused_at_their_place():
    def join(sheet: Worksheet) -> None:
        sheet.merge_cells("F4:F5")
        sheet["D6"] = "Accepted"
        sheet.merge_cells("D6:E6")

    file = read(resheeted(join))
    assert refusals(file) == [
        ("merged_cells", "001", "plan"),
        ("merged_cells", "002", "plan"),
        ("merged_cells", "003", "answer"),
    ]
    assert [one.place.rpartition("!")[2] for one in file.refused] == ["F4", "F5", "D6"]
    assert cells(file)[1]["status"] == "in_progress"


def test_a_formula_is_what_it_came_to_and_one_that_came_to_nothing_is_refused():
    def calculate(sheet: Worksheet) -> None:
        sheet["F4"] = '=CONCATENATE("a","b")'

    never = resheeted(calculate)
    file = read(never)
    assert refusals(file) == [("no_value", "001", "plan")]
    assert file.refused[0].words.startswith("=CONCATENATE")
    with zipfile.ZipFile(io.BytesIO(never)) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
    assert b"</f><v />" in xml or b"</f><v/>" in xml or b"</f><v></v>" in xml or b"</f></c>" in xml
    for empty in (b"</f><v />", b"</f><v/>", b"</f><v></v>", b"</f></c>"):
        xml = xml.replace(empty, b"</f><v>ab</v>" + (b"</c>" if empty.endswith(b"c>") else b""))
    xml = xml.replace(b'<c r="F4" ', b'<c r="F4" t="str" ')
    calculated = replace_parts(never, {"xl/worksheets/sheet1.xml": xml})
    assert cells(read(calculated))[1]["plan"] == "ab"


def test_rows_without_a_reference_are_refused_with_their_place():
    def add(sheet: Worksheet) -> None:
        sheet["F9"] = "One more"
        sheet["A10"] = "Filled in by Ann"

    file = read(resheeted(add))
    assert [(str(one.why), one.place.rpartition("!")[2], one.words) for one in file.refused] == [
        ("no_reference", "A9", "One more"),
        ("wrong_reference", "A10", "Filled in by Ann"),
    ]


def test_words_in_any_language_of_the_forms_and_codes_are_understood():
    def fill(sheet: Worksheet) -> None:
        sheet["D4"], sheet["D5"], sheet["D6"] = "مقبولة جزئيا", "部分接受", "PARTIALLY_ACCEPTED"

    file = read(resheeted(fill))
    assert {said["answer"] for number, said in cells(file).items() if number < 4} == {
        "partially_accepted"
    }


def test_a_number_in_a_day_is_no_day():
    def fill(sheet: Worksheet) -> None:
        sheet["H5"], sheet["H5"].number_format = 46_387, "General"

    assert refusals(read(resheeted(fill))) == [("no_date", "002", "due_on")]


def test_dates_of_any_format_are_dates():
    def fill(sheet: Worksheet) -> None:
        sheet["H5"], sheet["H5"].number_format = date(2028, 3, 1), "dd/mm/yy"

    assert cells(read(resheeted(fill)))[2]["due_on"] == "2028-03-01"


def test_text_that_looks_like_an_escape_of_excel_stays_what_it_is():
    line = sample.lines()[1]
    line = type(line)(line.reference, "1", "", "", "t", {"plan": "_x0041_ =1 #REF!"})
    file = read(sent("xlsx", sample.with_lines("en", line)))
    assert cells(file)[2]["plan"] == "_x0041_ =1 #REF!"


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is():
    data = sent("xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
    lying = xml.replace(b'<dimension ref="A1:L6"', b'<dimension ref="A1:A1"')
    assert lying != xml
    assert cells(read(replace_parts(data, {"xl/worksheets/sheet1.xml": lying}))) == AS_SENT


def test_a_sheet_with_more_rows_than_any_form_is_refused_in_one_sentence():
    def fill(sheet: Worksheet) -> None:
        sheet.cell(MOST_ROWS + 1, 1).value = "x"

    with pytest.raises(Unreadable, match=r"more than 20,000 rows.*\.$"):
        read(resheeted(fill))


def test_a_cell_a_million_rows_down_costs_nothing():
    data = resheeted(lambda sheet: sheet.cell(1_048_576, 5).__setattr__("value", "x"))
    assert cells(read(data)) == AS_SENT


@pytest.mark.parametrize("ref", ["A1:XFD1048576", "4:4", "", "x"])
def test_whatever_a_sheet_joins_gets_an_answer(ref: str):
    data = sent("xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
    merged = xml.replace(
        b"</sheetData>", f'</sheetData><mergeCells><mergeCell ref="{ref}"/></mergeCells>'.encode()
    )
    check_answer(replace_parts(data, {"xl/worksheets/sheet1.xml": merged}))


def test_a_workbook_of_two_forms_is_read_whole():
    first = openpyxl.load_workbook(io.BytesIO(sent("xlsx")))
    line = sample.lines()[0]
    line = type(line)(reference("K7NPW", 1), "1", "", "", "t", dict(line.cells))
    other = openpyxl.load_workbook(io.BytesIO(sent("xlsx", sample.with_lines("en", line))))
    copy = first.create_sheet("copy")
    for row in other.worksheets[0].iter_rows(values_only=True):
        copy.append(row)
    written = io.BytesIO()
    first.save(written)
    assert [(line.code, line.number) for line in read(written.getvalue()).lines] == [
        ("RX4T9", 1), ("RX4T9", 2), ("RX4T9", 3), ("RX4T9", 4), ("K7NPW", 1),
    ]  # fmt: skip


def test_what_came_to_an_error_is_refused():
    data = resheeted(lambda sheet: sheet.__setitem__("F4", "#REF!"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
    assert b't="e"' in xml
    assert refusals(read(data)) == [("no_value", "001", "plan")]


def test_numbers_and_choices_of_any_kind_are_words():
    def fill(sheet: Worksheet) -> None:
        sheet["F4"], sheet["F5"], sheet["F6"] = 3.5, 3.0, True

    said = cells(read(resheeted(fill)))
    assert [said[number]["plan"] for number in (1, 2, 3)] == ["3.5", "3", "True"]


CSV = sent("csv").decode("utf-8-sig")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_whatever_parts_its_cells(delimiter: str, encoding: str):
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(csv.reader(io.StringIO(CSV, newline="")))
    file = read(written.getvalue().encode(encoding))
    assert file.refused == ()
    assert cells(file) == cells(read(CSV.encode()))


def test_csv_that_excel_saved_in_an_older_encoding_is_read():
    text = CSV.replace("The office opens", "Le bureau décidé")
    file = read(text.replace("\ufeff", "").encode("windows-1252"))
    assert cells(file)[1]["plan"].startswith("Le bureau décidé")


def test_excels_note_of_what_parts_the_cells_is_no_row():
    file = read(b"sep=;\r\nreference;plan\r\nRX4T9-001-GA;Do it\r\n")
    assert cells(file) == {1: {"plan": "Do it"}}
    assert file.lines[0].place == "line 3"


def test_lines_of_csv_are_counted_as_an_editor_counts_them():
    file = read(b'reference,plan\nRX4T9-001-GA,"a\nb"\nRX4T9-001-GX,c\n')
    assert [(one.place, str(one.why)) for one in file.refused] == [("line 4", "wrong_reference")]


def test_a_line_with_a_comma_too_many_is_refused():
    file = read(b"reference,reason,plan\nRX4T9-001-GA,first, second, third\n")
    assert refusals(file) == [("merged_cells", "001", "")]


def test_a_line_that_ends_early_has_no_last_cells():
    file = read(b"reference,reason,plan\nRX4T9-001-GA,first\n")
    assert cells(file) == {1: {"reason": "first"}}


def test_what_protects_text_from_being_a_formula_is_taken_off_again():
    line = sample.lines()[1]
    for plan in ("=1+1", "'=1", "-1", "'quoted'", "+", "@x"):
        form = sample.with_lines("en", type(line)(line.reference, "1", "", "", "t", {"plan": plan}))
        assert cells(read(sent("csv", form)))[2]["plan"] == plan


def test_a_cell_of_csv_without_an_end_is_refused_in_one_sentence():
    with pytest.raises(Unreadable, match=r"Line 2 .*\.$"):
        read(b'reference,plan\nRX4T9-001-GA,"' + b"x" * 200_000)
