"""Reads PDF files by their text layer, through pdfium.

    page        words with place and font, ruled lines
    lines       words into lines
    running     headers, footers and page numbers
    ruled       tables with ruled lines
    lined       tables with level lines only
    tagged      tables that a tagged document names itself
    aligned     tables by columns that stand under one another
    paragraphs  lines into paragraphs
    flow        all of it in reading order

A table that a page end cuts is two tables here; who reads the document joins them.
"""

from threading import Lock

import pypdfium2
import pypdfium2.raw as pdfium

from quintet.followup.intake.document import Document, Limits, Unreadable
from quintet.followup.intake.readers.builder import Builder, tidy
from quintet.followup.intake.readers.pdf.flow import Flow
from quintet.followup.intake.readers.pdf.page import Sheet, has_pictures, read_sheet

__all__ = ["read_pdf"]

_ONE_AT_A_TIME = Lock()  # pdfium is not safe for threads
_FEWEST_LETTERS = 10  # a page: a scan may bear a stamp, but no text
_DAMAGED = "The PDF is damaged: open it, print it into a new PDF, and load that file."
_SCANNED = (
    "The PDF has no text layer, only pictures of pages: run text recognition (OCR) on it, "
    "or load the Word file it came from."
)


def read_pdf(data: bytes, limits: Limits | None = None) -> Document:
    """The Document of a PDF file.

    Raises Unreadable where it is damaged, locked, scanned without a text layer, or too large.
    """
    limits = limits or Limits()
    with _ONE_AT_A_TIME:
        try:
            pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise Unreadable(_why_closed(error)) from None
        try:
            sheets = _sheets(pdf, limits)
            title = tidy(pdf.get_metadata_value("Title"))
        except pypdfium2.PdfiumError:
            raise Unreadable(_DAMAGED) from None
        finally:
            pdf.close()
    builder = Builder("application/pdf", limits)
    flow = Flow(sheets)
    flow.write(builder)
    metadata = {"title": title, "header": "\n".join(flow.running)}
    language = "ar" if flow.right_to_left else ""
    return builder.document(language, {key: value for key, value in metadata.items() if value})


def _sheets(pdf: pypdfium2.PdfDocument, limits: Limits) -> list[Sheet]:
    count = len(pdf)
    if count > limits.pages:
        raise Unreadable(
            "The PDF has more than %(n)s pages: split it and load each part.", n=limits.pages
        )
    sheets = []
    letters = 0
    pictures = False
    for number in range(1, count + 1):
        page = pdf[number - 1]
        try:
            sheet = read_sheet(page, number)
            letters += sum(len(word.text) for word in sheet.words)
            if letters < _FEWEST_LETTERS * number:
                pictures = pictures or has_pictures(page)
        finally:
            page.close()
        if letters > limits.characters:
            raise Unreadable(
                "The PDF has more than %(n)s characters: split it and load each part.",
                n=limits.characters,
            )
        sheets.append(sheet)
    if letters == 0 or (pictures and letters < _FEWEST_LETTERS * count):
        raise Unreadable(_SCANNED)
    return sheets


def _why_closed(error: pypdfium2.PdfiumError) -> str:
    if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return "The PDF is locked with a password: remove the password and load it again."
    return _DAMAGED
