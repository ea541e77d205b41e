"""Forms as they really come back: through LibreOffice, edited in Word, renamed, zipped."""

import io
import shutil
import subprocess
from datetime import date
from zipfile import ZipFile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from quintet.core.public import LANGUAGES, NotAllowed
from quintet.followup import queries
from quintet.followup.models import ProgressEntry, QuestionAnswer, Response
from quintet.followup.queries.forms import form_words
from tests.followup.returned import (
    bring,
    in_csv,
    in_excel,
    in_word,
    more_items,
    opened,
    saved,
    sent_out,
    states,
    word_cells,
)

pytestmark = pytest.mark.django_db
OFFICE = shutil.which("soffice")
FILLED = {
    1: {"answer": "Accepted", "reason": "Yes.", "responsible": "OES\nPMU", "due_on": "2021-12-31"},
    2: {"status": "In progress", "text": "Half of it.", "as_at": "30 September 2021"},
    4: {"reply": "Money, and time."},
}


@pytest.fixture
def cycle(hlcm, item, addressee, other_addressee, secretary, who):
    more_items(item, who, count=2)
    return opened(hlcm, secretary)


@pytest.fixture
def word(cycle, who, focal):
    return sent_out(cycle, who, focal, ending="docx")


def check_filled(returned):
    """What FILLED says is proposed, and nothing else."""
    assert returned.refused == []
    assert states(returned) == {
        "response": ["proposed", "unchanged", "unchanged"],
        "progress": ["unchanged", "proposed", "unchanged"],
        "question": ["proposed"],
    }
    said = Response.objects.get()
    assert (said.answer, said.reason, said.responsible) == ("accepted", "Yes.", ["OES", "PMU"])
    assert said.due_on == date(2021, 12, 31)
    entry = ProgressEntry.objects.get()
    assert (entry.status, entry.text, entry.as_at) == ("in_progress", "Half of it.", date(2021, 9, 30))  # fmt: skip
    assert QuestionAnswer.objects.get().text == "Money, and time."


@pytest.mark.parametrize(("ending", "fill"), [("docx", in_word), ("xlsx", in_excel), ("csv", in_csv)])  # fmt: skip
def test_a_form_filled_in_comes_back_in_every_format(cycle, who, focal, ending, fill):
    _form, data = sent_out(cycle, who, focal, ending=ending)
    [returned] = bring(fill(data, FILLED), focal, name=f"form.{ending}").new
    check_filled(returned)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("ending", "fill"), [("docx", in_word), ("xlsx", in_excel)])
def test_a_form_comes_back_in_the_words_of_its_language(cycle, who, focal, language, ending, fill):
    words = form_words(language)
    _form, data = sent_out(cycle, who, focal, ending=ending, language=language)
    filled = {
        1: {"answer": words.answers["not_relevant"], "reason": "—."},
        2: {"status": words.statuses["in_progress"], "text": "…"},
    }
    [returned] = bring(fill(data, filled, language), focal, name=f"form.{ending}").new
    assert returned.refused == []
    assert Response.objects.get().answer == "not_relevant"
    assert ProgressEntry.objects.get().status == "in_progress"


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("way", [["docx"], ["odt", "docx"]])
def test_a_form_that_went_through_libreoffice_is_merged(word, focal, tmp_path, way):
    file = tmp_path / "form.docx"
    file.write_bytes(in_word(word[1], FILLED))
    for number, ending in enumerate(way):
        folder = tmp_path / str(number)
        run = [OFFICE, f"-env:UserInstallation=file://{tmp_path}/office", "--headless"]
        subprocess.run(
            [*run, "--convert-to", ending, "--outdir", folder, file],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        file = folder / f"form.{ending}"
    [returned] = bring(file.read_bytes(), focal, name=file.name).new
    check_filled(returned)


def edited(data, change):
    document = docx.Document(io.BytesIO(data))
    change(document)
    return saved(document)


def test_rows_that_were_put_in_another_order_are_merged(word, focal):
    def reorder(document):
        for table in document.tables:
            rows = [row._tr for row in table.rows]
            for row in reversed(rows[1:]):
                table._tbl.remove(row)
                table._tbl.append(row)

    [returned] = bring(edited(in_word(word[1], FILLED), reorder), focal, name="f.docx").new
    check_filled(returned)


def test_rows_that_were_deleted_say_nothing(word, focal):
    def delete(document):
        for table in document.tables[:2]:
            table._tbl.remove(table.rows[3]._tr)

    [returned] = bring(edited(in_word(word[1], FILLED), delete), focal, name="f.docx").new
    assert states(returned)["response"] == ["proposed", "unchanged"]
    assert returned.refused == []


def test_a_column_that_was_deleted_says_nothing(word, focal):
    def delete(document):
        table = document.tables[0]
        head = [cell.text for cell in table.rows[0].cells]
        column = head.index(form_words("en").heads["plan"])
        for row in table.rows:
            row._tr.remove(row._tr.tc_lst[column])

    [returned] = bring(edited(in_word(word[1], FILLED), delete), focal, name="f.docx").new
    check_filled(returned)


def in_revision(kind, element):
    """Words that Word tracks as inserted or deleted, or the same words after they were accepted."""
    tracked = OxmlElement(f"w:{kind}")
    for name, value in (("id", "9"), ("author", "A"), ("date", "2021-10-01T00:00:00Z")):
        tracked.set(qn(f"w:{name}"), value)
    tracked.append(element)
    return tracked


def test_changes_that_were_tracked_and_accepted_are_merged_and_pending_ones_refused(word, focal):
    def track(document):
        cells = {(n, field): cell for n, field, cell in word_cells(document)}
        paragraph = cells[(3, "reason")].add_paragraph()
        paragraph._p.append(in_revision("ins", paragraph.add_run("Perhaps.")._r))

    [returned] = bring(edited(in_word(word[1], FILLED), track), focal, name="f.docx").new
    [refused] = returned.refused
    assert refused["why"] == "tracked"
    assert "table" in queries.refusal_words(refused)
    assert states(returned)["response"] == ["proposed", "unchanged"]
    assert states(returned)["progress"] == ["unchanged", "proposed", "unchanged"]


def test_cells_that_were_joined_are_refused_by_name(word, focal):
    def join(document):
        table = document.tables[0]
        table.rows[3].cells[4].merge(table.rows[3].cells[5]).text = "Whose words?"

    [returned] = bring(edited(in_word(word[1], FILLED), join), focal, name="f.docx").new
    assert {one["why"] for one in returned.refused} == {"merged_cells"}
    assert states(returned)["response"][0] == "proposed"
    assert Response.objects.count() == 1


def test_a_row_that_was_added_is_refused_by_name(word, focal):
    def add(document):
        document.tables[0].add_row().cells[3].text = "Something else."

    [returned] = bring(edited(in_word(word[1], FILLED), add), focal, name="f.docx").new
    [refused] = returned.refused
    assert refused["why"] == "no_reference"
    assert "Something else." in queries.refusal_words(refused)


def test_a_renamed_file_in_a_zip_is_merged(word, cycle, ilo, other_focal, focal, secretary):
    _other, other = sent_out(cycle, ilo, other_focal, ending="xlsx")
    packed = io.BytesIO()
    with ZipFile(packed, "w") as container:
        container.writestr("answers/réponse finale (2).txt", in_word(word[1], FILLED))
        container.writestr("ilo.dat", in_excel(other, {1: {"answer": "Accepted"}}))
        container.writestr("readme.txt", b"Dear colleague")
    brought = bring(packed.getvalue(), secretary, name="all.zip")
    assert [one.owner.code for one in brought.new] == ["WHO", "ILO"]
    assert brought.new[0].name == "answers/réponse finale (2).txt"
    [left] = brought.left
    assert left.startswith("readme.txt")
    assert Response.objects.count() == 2
    check_filled_again = bring(packed.getvalue(), secretary, name="again.zip")
    assert check_filled_again.new == ()
    assert Response.objects.count() == 2


def test_a_zip_brought_by_one_party_takes_its_own_file_and_refuses_the_other(
    word, cycle, ilo, other_focal, focal
):
    _other, other = sent_out(cycle, ilo, other_focal, ending="xlsx")
    packed = io.BytesIO()
    with ZipFile(packed, "w") as container:
        container.writestr("who.docx", in_word(word[1], FILLED))
        container.writestr("ilo.xlsx", in_excel(other, {1: {"answer": "Accepted"}}))
    brought = bring(packed.getvalue(), focal, name="all.zip")
    assert [one.owner.code for one in brought.new] == ["WHO"]
    assert "ILO in full" in brought.left[0]


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"PK\x05\x06" + bytes(18), b"<html>x</html>"]
)
def test_what_is_no_form_gets_one_sentence(cycle, focal, data):
    with pytest.raises(NotAllowed) as refusal:
        bring(data, focal, name="file")
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)
