"""Every file is judged by what is in it, and one that cannot be read gets one clear sentence."""

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quintet.followup.intake.document import Limits, Unreadable
from quintet.followup.intake.readers import open_document
from quintet.followup.intake.readers.sniff import decode
from tests.followup.intake.build import (
    check_answer,
    only,
    paragraph,
    pdf_file,
    replace_parts,
    word_file,
)

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def zip_of(entries: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return written.getvalue()


def office(kind: str) -> bytes:
    content_type = f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    return zip_of(
        {"[Content_Types].xml": f'<Types><Override ContentType="{content_type}"/></Types>'.encode()}
    )


def locked_zip() -> bytes:
    """A Word file whose entries say that they are encrypted."""
    data = bytearray(word_file(paragraph("x")))
    position = 0
    while (position := data.find(b"PK\x01\x02", position)) >= 0:
        data[position + 8] |= 1
        position += 4
    return bytes(data)


@pytest.mark.parametrize("name", ["report.pdf", "report", "report.docx", "report.exe"])
@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (word_file(paragraph("Requested")), "application/vnd.openxml"),
        (pdf_file("Requested"), "application/pdf"),
        (b"<!doctype html><p>Requested", "text/html"),
        (b"\xef\xbb\xbf\n<!-- x -->\n<html><p>Requested", "text/html"),
        (
            b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>Requested</html>",
            "text/html",
        ),
        (b"<p>Requested</p>\n<p>more</p>", "text/html"),
        (b"Requested", "text/"),
    ],
)
def test_the_content_decides_and_not_the_name(data: bytes, media_type: str, name: str):
    document = open_document(data, name=name)
    assert document.media_type.startswith(media_type)
    assert only(document, "Requested")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\0" * 100, "empty"),
        (_OLE2 + "WordDocument".encode("utf-16-le"), "old Word file.*save it as .docx"),
        (_OLE2 + "Workbook".encode("utf-16-le"), "old Excel"),
        (_OLE2 + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (b"{\\rtf1 text}", "RTF.*save it as .docx"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture.*OCR"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "picture.*OCR"),
        (b"\x1f\x8b\x08" + bytes(50), "archive"),
        (bytes(range(256)) * 20, "not a document"),
        (b"<?xml version='1.0'?><data><x/></data>", "XML file"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nx", "web archive"),
        (office("spreadsheetml.sheet"), "Excel"),
        (office("presentationml.presentation"), "PowerPoint"),
        (zip_of({"mimetype": b"application/vnd.oasis.opendocument.text"}), "OpenDocument"),
        (zip_of({"mimetype": b"application/epub+zip"}), "electronic book"),
        (zip_of({"a.txt": b"x"}), "archive"),
        (zip_of({}), "archive"),
        (zip_of({"[Content_Types].xml": b"<Types/>"}), "damaged"),
        (word_file(paragraph("x"))[:-200], "damaged"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (locked_zip(), "locked with a password"),
        (b"%PDF-1.7\ngarbage", "damaged"),
        (word_file("<w:p/>"), "no text"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_what_it_is_and_what_to_do(data: bytes, sentence: str):
    with pytest.raises(Unreadable, match=f"^report: .*{sentence}") as answer:
        open_document(data, name="report")
    assert str(answer.value).endswith(".")
    assert "\n" not in str(answer.value)


def test_a_file_larger_than_the_bound_is_refused_before_it_is_read():
    with pytest.raises(Unreadable, match="larger than 1 MB"):
        open_document(b"x" * (2**20 + 1), limits=Limits(bytes=2**20))


def test_a_zip_that_unpacks_to_far_more_is_refused_without_unpacking():
    bomb = replace_parts(word_file("<w:p/>"), {"word/document.xml": b" " * 30_000_000})
    with pytest.raises(Unreadable, match="unpacks to far more"):
        open_document(bomb)
    many = replace_parts(word_file("<w:p/>"), {f"word/media/{n}": b"x" * 1000 for n in range(50)})
    with pytest.raises(Unreadable, match="unpacks to far more"):
        open_document(many, limits=Limits(unpacked_bytes=40_000))


def test_a_zip_that_lies_about_its_size_is_refused():
    data = bytearray(word_file(paragraph("x") * 500))
    position = data.find(b"word/document.xml", data.find(b"PK\x01\x02"))
    struct.pack_into("<I", data, position - 46 + 24, 100)  # the size in the central directory
    with pytest.raises(Unreadable, match="damaged"):
        open_document(bytes(data))


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Décidé à l’unanimité"),
        ("utf-8-sig", "Décidé"),
        ("utf-16", "Décidé по решению"),
        ("utf-16-le", "Requested the Forum to report at its next session"),
        ("utf-16-be", "Requested the Forum to report at its next session"),
        ("windows-1252", "Décidé à l’unanimité – “oui”"),
        ("windows-1251", "Комитет просил секретариат представить доклад на следующей сессии"),
        ("windows-1256", "طلبت اللجنة إلى الأمانة العامة أن تقدم تقريرا في دورتها المقبلة"),
        ("gb18030", "委员会请秘书处在下届会议上提出一份关于执行情况的报告，并为此感谢各国的合作。"),
    ],
)
def test_text_is_decoded_whatever_it_was_saved_in(encoding: str, text: str):
    assert decode(text.encode(encoding)) == text


def test_a_page_says_itself_how_it_is_encoded():
    html = "<meta charset='koi8-r'><p>Комитет"
    assert only(open_document(html.encode("koi8-r")), "Комитет")


def test_a_few_broken_bytes_do_not_spoil_a_text_in_utf_8():
    text = "Décidé à l’unanimité " * 20
    assert decode(text.encode() + b"\xff").startswith("Décidé à l’unanimité")


_WORD_FILE = word_file(paragraph("18. Requested") + paragraph("x"))
_PDF_FILE = pdf_file("= Head\n18. Requested\n#table(columns: 2)[a][b][c][d]")
_HTML_FILE = b"<!doctype html><h1>Head</h1><p>18. Requested<table><tr><td>a<td>b</table>"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
@pytest.mark.parametrize(
    "start", [b"", b"PK\x03\x04", b"%PDF-1.4\n", b"<html>", b"\xff\xfe", b"# "]
)
def test_any_bytes_give_a_document_or_an_answer(start: bytes, data: bytes):
    check_answer(start + data)


@settings(max_examples=60, deadline=None)
@given(st.data())
@pytest.mark.parametrize("sound", [_WORD_FILE, _PDF_FILE, _HTML_FILE], ids=["docx", "pdf", "html"])
def test_a_sound_file_with_damage_gives_a_document_or_an_answer(sound: bytes, data: st.DataObject):
    damaged = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        if data.draw(st.booleans()):
            damaged[place] = data.draw(st.integers(0, 255))
        else:
            del damaged[place : place + data.draw(st.integers(1, 200))]
            damaged = damaged or bytearray(b"x")
    check_answer(bytes(damaged))
