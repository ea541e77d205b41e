"""Files that come back: what they are is told by what is in them, and refused in one sentence."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.followup.intake.document import Limits, Unreadable
from quintet.followup.intake.returns import Trouble, Vocabulary, read_return
from quintet.followup.intake.returns.values import day_of, several
from tests.followup.documents import form_sample as sample
from tests.followup.intake.build import pdf_file, replace_parts
from tests.followup.intake.forms import (
    KINDS,
    VOCABULARY,
    archive,
    cells,
    check_answer,
    read,
    sent,
)


def test_a_renamed_file_is_what_is_in_it():
    for kind in KINDS:
        assert len(read(sent(kind), name="report.final.pdf").lines) == 4


def test_a_zip_of_forms_is_as_many_files_each_with_its_own_bytes():
    data = archive(
        [
            ("who/form.docx", sent()),
            ("__MACOSX/who/._form.docx", b"x"),
            ("who/~$form.docx", b"x"),
            ("ilo.xlsx", sent("xlsx")),
            ("notes.txt", b"nothing of a form"),
            ("scan.pdf", pdf_file("x")),
        ]
    )
    files = read_return(data, name="forms.zip", words=VOCABULARY)
    assert [(file.name, len(file.lines)) for file in files] == [
        ("who/form.docx", 4),
        ("ilo.xlsx", 4),
        ("notes.txt", 0),
        ("scan.pdf", 0),
    ]
    assert files[0].data == sent()
    assert [file.refused[0].why for file in files[2:]] == [Trouble.NO_ROWS, Trouble.UNREADABLE]
    assert "PDF" in files[3].refused[0].words


def test_a_zip_in_a_zip_is_not_opened():
    inner = archive([("form.docx", sent())])
    (file,) = read_return(archive([("inner.zip", inner)]), name="a.zip", words=VOCABULARY)
    assert file.refused[0].why is Trouble.UNREADABLE


def _with_macros(kind: str) -> bytes:
    folder = "word" if kind == "docx" else "xl"
    return replace_parts(sent(kind), {f"{folder}/vbaProject.bin": b"\0"})


def _locked() -> bytes:
    data = bytearray(archive([("form.docx", sent("csv"))]))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def _odt() -> bytes:
    return archive([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"")])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (pdf_file("RX4T9-001-GA"), "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
        (b"<!doctype html><table><tr><td>x</table>", "web page"),
        (_with_macros("docx"), "macros"),
        (_with_macros("xlsx"), "macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old"),
        (_odt(), "no Word or Excel file"),
        (archive([]), "between 1 and"),
        (archive((f"{n}.csv", b"x") for n in range(201)), "201 files"),
        (sent()[:-100], "damaged"),
        (archive([("x.bin", bytes(20_000_000))]), "unpacks to far more"),
        (bytes(range(256)) * 100, "not a document"),
    ],
)
def test_what_is_no_form_is_refused_in_one_sentence(data: bytes, words: str):
    with pytest.raises(Unreadable) as refused:
        read_return(data, name="form.docx", words=VOCABULARY)
    sentence = str(refused.value)
    assert words in sentence
    assert sentence.startswith("form.docx: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_locked_file_of_an_archive_is_named_with_what_to_do():
    (file,) = read_return(_locked(), name="a.zip", words=VOCABULARY)
    assert "password" in file.refused[0].words


def test_a_file_of_an_archive_that_is_packed_or_broken_is_named_with_what_to_do():
    odd = io.BytesIO()
    with zipfile.ZipFile(odd, "w", zipfile.ZIP_BZIP2) as packed:
        packed.writestr("a.csv", sent("csv"))
    broken = bytearray(archive([("a.csv", sent("csv"))]))
    broken[60] ^= 0xFF
    for data, words in ((odd.getvalue(), "packed in a way"), (bytes(broken), "damaged")):
        (file,) = read_return(data, name="a.zip", words=VOCABULARY)
        assert file.refused[0].why is Trouble.UNREADABLE
        assert words in file.refused[0].words


def test_a_table_with_a_reference_and_one_head_of_two_meanings_is_not_guessed():
    """Both an answer and a reply are headed so in French: nothing tells which it is."""
    file = read("reference,Réponse\nRX4T9-001-GA,Acceptée\n".encode())
    assert [one.why for one in file.refused] == [Trouble.UNKNOWN_HEAD]
    assert file.lines == ()


def test_a_file_beyond_the_limits_is_not_read():
    small = Limits(bytes=1_000, unpacked_bytes=2_000)
    with pytest.raises(Unreadable, match="larger than"):
        read_return(sent(), name="x", words=VOCABULARY, limits=small)
    with pytest.raises(Unreadable, match="unpacks"):
        read_return(sent(), name="x", words=VOCABULARY, limits=Limits(unpacked_bytes=2_000))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<",
        b"<a/>",
        b"\xff\xfe<",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    ],
)
def test_a_broken_part_of_a_workbook_gets_an_answer(part: str, content: bytes):
    check_answer(replace_parts(sent("xlsx"), {part: content}))


@pytest.mark.parametrize(
    "text",
    [
        "2027-12-31",
        "2027/12/31",
        "2027.12.31",
        "31/12/2027",
        "12/31/2027",
        "31.12.2027",
        "31-12-2027",
        "2027-12-31 00:00:00",
        "31 December 2027",
        "31 December, 2027",
        "December 31, 2027",
        "31-Dec-2027",
        "31 décembre 2027",
        "31 de diciembre de 2027",
        "31 декабря 2027 г.",
        "31 декабря 2027 года",
        "2027年12月31日",
        "２０２７年１２月３１日",
        "٣١ ديسمبر ٢٠٢٧",
        "٣١ كانون الأول/ديسمبر ٢٠٢٧",
        "٣١/١٢/٢٠٢٧",
        "\u200f31 December 2027 ",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str):
    assert day_of(text) == date(2027, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2027",
        "3-4-2027",
        "31/12/27",
        "2027",
        "December 2027",
        "2027年12月",
        "by 31 December 2027",
        "31 December 2027 at the latest",
        "1 to 31 December 2027",
        "31 February 2027",
        "30/02/2027",
        "46387",
        "soon",
        "١٤٤٩/٠٧/٢٢",
        "0001-01-01",
        "9999-12-31",
    ],
)
def test_what_is_no_one_day_is_none(text: str):
    assert day_of(text) is None


@given(st.text(max_size=60))
def test_any_text_is_a_day_or_none(text: str):
    assert day_of(text) is None or 1900 <= day_of(text).year < 2100


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A; B ;C", ["A", "B", "C"]),
        ("A\nB\n\n", ["A", "B"]),
        ("A؛ B；C", ["A", "B", "C"]),
        (
            "https://example.org/?a=1;b=2; https://example.org/c",
            ["https://example.org/?a=1;b=2", "https://example.org/c"],
        ),
        ("", []),
    ],
)
def test_several_names_stand_on_lines_or_are_parted_by_semicolons(text: str, names: list[str]):
    assert several(text) == names


def test_a_word_that_stands_for_two_codes_is_no_vocabulary():
    words = sample.WORDS["en"]
    other = {"accepted": "Not accepted"}
    with pytest.raises(ValueError, match="Not accepted"):
        Vocabulary.of(
            [
                words,
                type(words)(**{f: getattr(words, f) for f in words.__slots__} | {"answers": other}),
            ]
        )


def test_a_return_keeps_its_own_bytes():
    assert read(sent("csv")).data == sent("csv")
    with zipfile.ZipFile(io.BytesIO(read(sent()).data)) as package:
        assert "word/document.xml" in package.namelist()


def test_a_file_without_a_form_has_no_rows():
    file = read(b"Dear colleague,\n\nplease find attached.\n")
    assert (file.lines, file.refused[0].why) == ((), Trouble.NO_ROWS)
    assert cells(file) == {}
