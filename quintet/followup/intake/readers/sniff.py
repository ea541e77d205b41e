"""Tells what a file is by what is in it, never by its name, and decodes text.

A file that is no document that can be read gives Unreadable, with the one thing to do about it.
"""

import re
from typing import Literal

from quintet.followup.intake.document import Unreadable

Form = Literal["zip", "pdf", "html", "text"]

_AS_DOCX = "open it in a word processor, save it as .docx, and load that file."
_PICTURE = (
    "This is a picture, not a document: run text recognition (OCR) on it and load the text, "
    "or load the Word file it came from."
)
_ARCHIVE = "This is a packed archive: unpack it and load the documents one by one."
_MAGIC = (
    (b"{\\rtf", f"This is an RTF file: {_AS_DOCX}"),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"%!PS", "This is a PostScript file: convert it to PDF and load that file."),
    (b"\x7fELF", "This is a program, not a document."),
    (b"MZ\x90", "This is a program, not a document."),
)
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,100}?\bencoding)\s*=\s*[\"']?\s*([\w-]{2,20})",
    re.IGNORECASE,
)
_KNOWN_ENCODING = re.compile(
    r"utf-?8|(?:windows-|cp)125\d|iso-8859-\d{1,2}|koi8-[ru]|gbk|gb2312|gb18030|big5|euc-(?:jp|kr)"
    r"|shift_jis|macintosh",
    re.IGNORECASE,
)
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HTML_PREAMBLE = re.compile(
    r"(?:\s+|<!--.{0,20000}?-->|<\?xml[^>]{0,500}>|<!doctype[^>]{0,500}>)*", re.DOTALL | re.I
)
_HTML_PAGE = re.compile(r"\s*(?:<!doctype\s+html|<(?:html|head|body|title|meta)\b)", re.IGNORECASE)
_HTML_FRAGMENT = re.compile(
    r"\s*<(?:article|blockquote|center|div|dl|font|h[1-6]|header|main|ol|p|section|span|style|table"
    r"|ul|b|strong)\b[^>]*>",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"^(?:#{1,6} |\|.*\|[ \t]*$|[^<>\n]*\t[^<>\n]*\t)", re.MULTILINE)


def form_of(data: bytes) -> Form:
    """Which reader the file needs. Raises Unreadable for what is no document."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("The file is empty: check that it was saved or sent completely.")
    if data.startswith(_OLE2):
        raise Unreadable(_ole2_sentence(data))
    for magic, sentence in _MAGIC:
        if data.startswith(magic):
            raise Unreadable(sentence)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise Unreadable(_PICTURE)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    pdf = data.find(b"%PDF-", 0, 1024)
    if pdf >= 0 and (pdf == 0 or b"startxref" in data[-2048:]):
        return "pdf"
    text = decode(data)
    if re.match(r"(?:[\w-]+:.*\n)*MIME-Version:", text[:2000], re.IGNORECASE):
        raise Unreadable(f"This is a web archive or an e-mail, not a document: {_AS_DOCX}")
    return "html" if _is_html(text) else "text"


def decode(data: bytes) -> str:
    """The text of a file: by byte order mark, declared encoding, UTF-8, else by its letters.

    Raises Unreadable where the bytes are no text at all.
    """
    text = _decode(data)
    sample = text[:100_000]
    if len(_CONTROL.findall(sample)) > len(sample) / 200 + 2:
        raise Unreadable(
            "This is not a document that can be read: load a Word file (.docx), a PDF, "
            "an HTML page, or a text."
        )
    return text


def _decode(data: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if b"\0" in data[:2000]:
        even, odd = data[:2000:2].count(0), data[1:2000:2].count(0)
        if max(even, odd) > 100 * min(even, odd) and max(even, odd) * 4 > min(len(data), 2000) / 2:
            return data.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    declared = _DECLARED.search(data, 0, 2048)
    encodings = ["utf-8"]
    if declared and _KNOWN_ENCODING.fullmatch(name := declared[1].decode("ascii", "replace")):
        encodings.append(name)
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    text = data.decode("utf-8", "replace")
    kept = sum(1 for letter in text if letter > "\x7f") - (lost := text.count("\ufffd"))
    return text if kept > 10 * lost else data.decode(_legacy_encoding(data), "replace")


def _legacy_encoding(data: bytes) -> str:
    """The single- or double-byte encoding that a text in one of six languages is most likely in.

    In Latin script, letters beyond ASCII stand alone; in Cyrillic, Arabic and Chinese they make
    whole words, and these are told apart by their most frequent letters.
    """
    runs = _HIGH_RUN.findall(data[:200_000])
    if not runs or sum(map(len, runs)) / len(runs) < 2:
        return "windows-1252"
    sample = b"".join(runs)
    chinese = sample.decode("gb18030", "replace")
    common = sum(chinese.count(letter) for letter in "的和在一国合会年第员为织组是,。、")
    if common > 0.03 * len(chinese) and chinese.count("\ufffd") < 0.01 * len(chinese):
        return "gb18030"
    cyrillic = sum(sample.decode("windows-1251", "replace").count(x) for x in "оеаинтсрвл")
    arabic = sum(sample.decode("windows-1256", "replace").count(x) for x in "اليمونتره")
    if max(cyrillic, arabic) < 0.3 * len(sample):
        return "windows-1252"
    return "windows-1251" if cyrillic > arabic else "windows-1256"


def _is_html(text: str) -> bool:
    preamble = _HTML_PREAMBLE.match(text)
    rest = text[preamble.end() if preamble else 0 :]
    if _HTML_PAGE.match(rest) or re.search(
        r"<!doctype\s+html", text[: len(text) - len(rest)], re.I
    ):
        return True
    if re.match(r"\s*<\?xml", text):
        raise Unreadable(f"This is an XML file, not a document for people: {_AS_DOCX}")
    if not _HTML_FRAGMENT.match(rest) or not text.rstrip().endswith(">"):
        return False
    return _MARKDOWN.search(text) is None


def _ole2_sentence(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return (
            "The file is locked with a password: open it, remove the password, save it, "
            "and load it again."
        )
    for stream, what in (
        ("Workbook", "an old Excel workbook (.xls): copy its tables into a Word file (.docx)"),
        ("PowerPoint Document", "an old PowerPoint file (.ppt): save it as PDF"),
        ("__nameid", "an Outlook message (.msg): save its attachment or its text"),
    ):
        if stream.encode("utf-16-le") in data:
            return f"This is {what} and load that file."
    return f"This is an old Word file (.doc) or a locked Office file: {_AS_DOCX}"
