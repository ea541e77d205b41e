"""Builds the documents that the readers' tests read, and states the law that all of them keep."""

import io
import zipfile

import docx
import typst

from quintet.followup.intake.document import Block, Document, Unreadable
from quintet.followup.intake.readers import open_document

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NAMESPACES = (
    f"{_W} "
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def check_law(document: Document) -> None:
    """Every block stands where it says, in order, and every cell has a place in a table."""
    end = 0
    for block in document.blocks:
        assert document.text[block.start : block.end] == block.text
        assert end <= block.start <= block.end
        assert block.row_span >= 1
        assert block.column_span >= 1
        assert (block.kind == "cell") == (block.table is not None)
        assert block.text == block.text.strip()
        end = block.end


def check_answer(data: bytes) -> None:
    """The file gives a lawful document, or Unreadable with one sentence, and nothing else."""
    try:
        document = open_document(data)
    except Unreadable as answer:
        sentence = str(answer)
    else:
        check_law(document)
        return
    assert sentence.endswith(".")
    assert "\n" not in sentence


def cells(document: Document, table: int = 0) -> list[list[str]]:
    """The texts of a table, row by row; a merged cell stands once."""
    rows: dict[int, list[str]] = {}
    for block in document.blocks:
        if block.table == table:
            rows.setdefault(block.row, []).append(block.text)
    return list(rows.values())


def outline(document: Document) -> list[tuple[str, str, str]]:
    """Kind, number and text of each block."""
    return [(block.kind, block.number, block.text) for block in document.blocks]


def only(document: Document, text: str) -> Block:
    """The one block with this text."""
    (block,) = [block for block in document.blocks if block.text == text]
    return block


def word_file(body: str, **parts: str) -> bytes:
    """A Word file with this XML in its body; `numbering` and `styles` replace those parts."""
    file = io.BytesIO()
    docx.Document().save(file)
    replaced = {
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
        **{
            f"word/{name}.xml": f"<w:{name} {_NAMESPACES}>{xml}</w:{name}>"
            for name, xml in parts.items()
        },
    }
    return replace_parts(file.getvalue(), replaced)


def replace_parts(package: bytes, parts: dict[str, str | bytes]) -> bytes:
    """The same zip archive with these entries in place of its own."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return written.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    """The XML of one paragraph of one run."""
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def numbered(text: str, list_id: int = 1, level: int = 0) -> str:
    """The XML of a paragraph that Word numbers."""
    return paragraph(
        text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    )


def pdf_file(source: str) -> bytes:
    """A PDF that typst makes of this source."""
    return typst.compile(source.encode())
