"""Why a file cannot be read, in the language of the page: the engine speaks English."""

import json

from django.utils.translation import gettext, gettext_noop

from quintet.core.public import number_words
from quintet.followup.intake.document import Unreadable
from quintet.followup.models import Document

SENTENCES = (
    gettext_noop("A table has more than %(n)s columns: load the document without it."),
    gettext_noop(
        "It is locked with a password: remove the password, and send the Word, Excel or CSV file of the form."
    ),
    gettext_noop(
        "It is packed in a way that is not read here: send the Word, Excel or CSV file of the form."
    ),
    gettext_noop(
        "Line %(n)s is longer than any of a form: open the file in a spreadsheet, save it as .xlsx, and send that file."
    ),
    gettext_noop(
        "Lists or quotations are nested more than %(n)s deep: save the document again from a word processor and load that file."
    ),
    gettext_noop("The Excel file is damaged: open it, save it as a new .xlsx, and send that file."),
    gettext_noop(
        "The HTML is nested too deeply, or one run of its text has no end: save the document again from a word processor and load that file."
    ),
    gettext_noop("The PDF has more than %(n)s characters: split it and load each part."),
    gettext_noop("The PDF has more than %(n)s pages: split it and load each part."),
    gettext_noop(
        "The PDF has no text layer, only pictures of pages: run text recognition (OCR) on it, or load the Word file it came from."
    ),
    gettext_noop("The PDF is damaged: open it, print it into a new PDF, and load that file."),
    gettext_noop("The PDF is locked with a password: remove the password and load it again."),
    gettext_noop(
        "The Word file is damaged: open it in a word processor, save it as a new .docx, and load that file."
    ),
    gettext_noop(
        "The Word file is nested too deeply: copy its text into a new document and load that one."
    ),
    gettext_noop("The archive holds %(n)s files; send between 1 and %(most)s forms."),
    gettext_noop(
        "The document has more than %(n)s characters: split it into parts and load each part."
    ),
    gettext_noop("The document has more than %(n)s pages: split it into parts and load each part."),
    gettext_noop(
        "The document has more than %(n)s paragraphs and table cells: split it into parts and load each part."
    ),
    gettext_noop(
        "The file holds macros, which are not opened here: save it as .docx or .xlsx, and send that file."
    ),
    gettext_noop(
        "The file is damaged: save it again, and send the Word, Excel or CSV file of the form."
    ),
    gettext_noop("The file is empty: check that it was saved or sent completely."),
    gettext_noop("The file is larger than %(mb)s MB: leave out its pictures, and send it again."),
    gettext_noop(
        "The file is larger than %(mb)s MB: split it into parts, or leave its pictures out, and load it again."
    ),
    gettext_noop(
        "The file is locked with a password: open it, remove the password, save it, and load it again."
    ),
    gettext_noop(
        "The file is locked with a password: remove the password, save it, and load it again."
    ),
    gettext_noop("The file unpacks to far more than a document can hold, so it was not read."),
    gettext_noop("The file unpacks to far more than a form can hold, so it was not read."),
    gettext_noop(
        "The sheet “%(sheet)s” has more than %(n)s rows: send the form without what was added."
    ),
    gettext_noop(
        "There is no text in the file: if its pages are pictures, run text recognition (OCR) on it and load the text."
    ),
    gettext_noop(
        "This is a PDF, which tells no cell from another: send the Word, Excel or CSV file of the form."
    ),
    gettext_noop("This is a PostScript file: convert it to PDF and load that file."),
    gettext_noop("This is a PowerPoint file: save it as PDF and load that file."),
    gettext_noop("This is a packed archive: unpack it and load the documents one by one."),
    gettext_noop(
        "This is a picture, not a document: run text recognition (OCR) on it and load the text, or load the Word file it came from."
    ),
    gettext_noop("This is a program, not a document."),
    gettext_noop(
        "This is a web archive or an e-mail, not a document: open it in a word processor, save it as .docx, and load that file."
    ),
    gettext_noop("This is a web page: send the Word, Excel or CSV file of the form."),
    gettext_noop(
        "This is an Excel workbook: copy its tables into a Word file (.docx) and load that file."
    ),
    gettext_noop("This is an OpenDocument file: save it as PDF and load that file."),
    gettext_noop("This is an OpenDocument text: save it as .docx and load that file."),
    gettext_noop(
        "This is an Outlook message (.msg): save its attachment or its text and load that file."
    ),
    gettext_noop(
        "This is an RTF file: open it in a word processor, save it as .docx, and load that file."
    ),
    gettext_noop(
        "This is an XML file, not a document for people: open it in a word processor, save it as .docx, and load that file."
    ),
    gettext_noop("This is an XPS file: save it as PDF and load that file."),
    gettext_noop("This is an electronic book: save its text as .html and load that file."),
    gettext_noop(
        "This is an old Excel workbook (.xls): copy its tables into a Word file (.docx) and load that file."
    ),
    gettext_noop("This is an old PowerPoint file (.ppt): save it as PDF and load that file."),
    gettext_noop(
        "This is an old Word file (.doc) or a locked Office file: open it in a word processor, save it as .docx, and load that file."
    ),
    gettext_noop("This is no Word or Excel file: send the Word, Excel or CSV file of the form."),
    gettext_noop(
        "This is not a document that can be read: load a Word file (.docx), a PDF, an HTML page, or a text."
    ),
)  # what the engine says


def unreadable_words(why: Unreadable) -> str:
    """The sentence, translated; after the file's name where it has one."""
    told = {
        key: number_words(one) if isinstance(one, int) else one for key, one in why.told.items()
    }
    sentence = gettext(why.sentence)
    sentence = sentence % told if told else sentence
    return labelled(why.name, sentence) if why.name else sentence


def labelled(label: str, value: str) -> str:
    """A name and what is said of it, as the language parts the two."""
    return gettext("%(label)s: %(value)s") % {"label": label, "value": value}


def kept_failure(why: Unreadable) -> str:
    """As a document keeps it: the English sentence, and its numbers, if any, as JSON on a second line."""
    return f"{why.sentence}\n{json.dumps(why.told)}" if why.told else why.sentence


def failure_words(document: Document) -> str:
    """Why a document's file could not be read; "" where it could, or was not tried."""
    sentence, _newline, told = document.failure.partition("\n")
    return unreadable_words(Unreadable(sentence, **json.loads(told or "{}"))) if sentence else ""
