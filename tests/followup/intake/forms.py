"""Forms as people send them back: filled in, edited, converted, packed."""

import io
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import docx
import openpyxl
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from openpyxl.worksheet.worksheet import Worksheet

from quintet.followup.documents.form import Form
from quintet.followup.documents.form_formats import FORM_FORMATS
from quintet.followup.intake.document import Unreadable
from quintet.followup.intake.returns import Refused, ReturnedFile, Vocabulary, read_return
from tests.followup.documents import form_sample as sample

VOCABULARY = Vocabulary.of(sample.WORDS.values())
KINDS = tuple(FORM_FORMATS)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def sent(kind: str = "docx", form: Form | None = None, language: str = "en") -> bytes:
    """The form as it went out."""
    return FORM_FORMATS[kind][1](form or sample.form(language))


def read(data: bytes, name: str = "form.docx") -> ReturnedFile:
    """What one returned file says."""
    (file,) = read_return(data, name=name, words=VOCABULARY)
    return file


def check_answer(data: bytes) -> None:
    """The file says something, or is refused in one sentence: nothing else leaves the reader."""
    try:
        read_return(data, name="form", words=VOCABULARY)
    except Unreadable as unreadable:
        sentence = str(unreadable)
    else:
        return
    assert sentence.endswith(".")
    assert "\n" not in sentence


def cells(file: ReturnedFile) -> dict[int, dict[str, str]]:
    """What each row says, by its number."""
    return {line.number: dict(line.cells) for line in file.lines}


def refusals(file: ReturnedFile) -> list[tuple[str, str, str]]:
    """Reason, number of the item and field of all that was refused."""
    return [(str(one.why), _number(one), one.field) for one in file.refused]


def _number(one: Refused) -> str:
    return one.reference.split("-")[1] if one.reference else ""


def edited(change: Callable[[WordDocument], None], data: bytes | None = None) -> bytes:
    """A Word form after somebody changed it."""
    document = docx.Document(io.BytesIO(data or sent()))
    change(document)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def resheeted(change: Callable[[Worksheet], None], data: bytes | None = None) -> bytes:
    """An Excel form after somebody changed its first sheet."""
    workbook = openpyxl.load_workbook(io.BytesIO(data or sent("xlsx")))
    change(workbook.worksheets[0])
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def put(document: WordDocument, table: int, row: int, column: int, *lines: str) -> None:
    """Type into a cell: what was in it goes, controls too."""
    cell = document.tables[table].rows[row].cells[column]
    for element in list(cell._tc):
        if element.tag != qn("w:tcPr"):
            cell._tc.remove(element)
    for line in lines or ("",):
        cell.add_paragraph(line)


def drop_column(document: WordDocument, table: int, column: int) -> None:
    for row in document.tables[table].rows:
        row._tr.remove(row.cells[column]._tc)


def track(document: WordDocument, table: int, row: int, column: int, words: str) -> None:
    """Insert words into a cell while changes are tracked."""
    cell = document.tables[table].rows[row].cells[column]
    cell.paragraphs[0]._p.append(
        parse_xml(f'<w:ins {_W} w:id="900" w:author="A"><w:r><w:t>{words}</w:t></w:r></w:ins>')
    )


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files:
            packed.writestr(name, data)
    return written.getvalue()


def converted(folder: Path, *names: str, to: str, into: str) -> None:
    """Let LibreOffice open files of a folder and save them in another format."""
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            str(folder / into),
            *(str(folder / name) for name in names),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
