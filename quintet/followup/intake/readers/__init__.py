"""Readers: one for each format, and all give the same thing, a Document.

open_document(data)          any file, judged by what is in it
docx.read_docx(package)      Word (.docx), an Open Packaging container
pdf.read_pdf(data)           PDF with a text layer
html.read_html(text)         HTML, whole pages and fragments
plain.read_text(text)        plain text and Markdown
"""

from quintet.followup.intake.document import Document, Limits, Unreadable
from quintet.followup.intake.readers.docx import Package, read_docx
from quintet.followup.intake.readers.html import read_html
from quintet.followup.intake.readers.pdf import read_pdf
from quintet.followup.intake.readers.plain import read_text
from quintet.followup.intake.readers.sniff import decode, form_of

__all__ = ["open_document"]


def open_document(data: bytes, *, name: str = "", limits: Limits | None = None) -> Document:
    """Read a file of any kind. Its content decides how, not the ending of its name.

    `name` is used in messages only. Raises Unreadable, and nothing else, whatever the bytes are;
    its message is one sentence that says what to do.
    """
    limits = limits or Limits()
    try:
        return _open(data, limits)
    except Unreadable as unreadable:
        if not name:
            raise
        raise unreadable.of(name) from unreadable


def _open(data: bytes, limits: Limits) -> Document:
    if len(data) > limits.bytes:
        raise Unreadable(
            "The file is larger than %(mb)s MB: "
            "split it into parts, or leave its pictures out, and load it again.",
            mb=limits.bytes // 1024**2,
        )
    form = form_of(data)
    if form == "zip":
        document = read_docx(Package(data, limits), limits)
    elif form == "pdf":
        document = read_pdf(data, limits)
    elif form == "html":
        document = read_html(decode(data), limits)
    else:
        document = read_text(decode(data), limits)
    if not document.text.strip():
        raise Unreadable(
            "There is no text in the file: if its pages are pictures, "
            "run text recognition (OCR) on it and load the text."
        )
    return document
