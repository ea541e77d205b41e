"""The container of a Word document that Quintet writes: own styles, settings, language, frame."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Protocol

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from lxml.etree import _Element

from quintet.followup.documents.archive import dated
from quintet.followup.documents.legible import one_line
from quintet.followup.documents.typesetting import R, W, w

HERE = Path(__file__).parent
_KEPT = {
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.THEME,
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
}
LANGUAGES = {
    "ar": "ar-SA",
    "zh": "zh-CN",
    "en": "en-GB",
    "fr": "fr-FR",
    "ru": "ru-RU",
    "es": "es-ES",
}
_SCRIPTS = {"ar": "bidi", "zh": "eastAsia"}  # the attribute of w:lang that holds the language


class Pages(Protocol):
    """What is written into a file: the parts of a report or a form."""

    def body(self) -> Iterable[_Element]: ...

    def header(self) -> _Element: ...

    def footer(self) -> _Element: ...

    def section(self, references: list[_Element]) -> _Element: ...


class WordFile:
    """A new document in one language, with the styles of styles.xml and those of a further file."""

    def __init__(self, language: str, further_styles: str = "") -> None:
        self._language = language
        self._links: dict[str, str] = {}
        self.document: WordDocument = Document()
        _strip(self.document)
        _own(self.document.styles.element, "styles.xml")
        if further_styles:
            self.document.styles.element.extend(_read(further_styles))
        _own(self.document.settings.element, "settings.xml")
        _speak(self.document, language)

    def link(self, address: str) -> str:
        """The id of the relationship to an address outside."""
        if address not in self._links:
            self._links[address] = self.document.part.relate_to(
                address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        return self._links[address]

    def fill(self, pages: Pages) -> None:
        body = self.document.element.body
        body.clear()
        body.extend(pages.body())
        body.append(pages.section(list(self._frame(pages))))

    def save(self, title: str, subject: str, on: date) -> bytes:
        """The bytes of the file, dated to a day: the same content gives the same bytes."""
        about = self.document.core_properties
        about.title, about.subject = _short(title), _short(subject)
        about.language = self._language
        about.created = about.modified = datetime.combine(on, time(), UTC).replace(tzinfo=None)
        about.author = about.last_modified_by = about.comments = about.keywords = ""
        about.revision = 1
        written = BytesIO()
        self.document.save(written)
        return dated(written.getvalue(), on)

    def _frame(self, pages: Pages) -> Iterable[_Element]:
        """The running header and footer, and the footer of the first page."""
        part = self.document.part
        wanted = (
            ("headerReference", "default", part.add_header_part, pages.header),
            ("footerReference", "default", part.add_footer_part, pages.footer),
            ("footerReference", "first", part.add_footer_part, pages.footer),
        )
        for tag, kind, add, write in wanted:
            added, key = add()
            added.element[:] = [write()]
            reference = w(tag, type=kind)
            reference.set(f"{{{R}}}id", key)
            yield reference


def _strip(document: WordDocument) -> None:
    """Leave out what the library's template brings along: thumbnail, numbering, spare styles."""
    for relationships in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in relationships.items() if rel.reltype not in _KEPT]:
            del relationships[key]


def _own(element: _Element, name: str) -> None:
    """Replace all that a part holds by what our file of that name holds."""
    element[:] = _read(name)


def _read(name: str) -> list[_Element]:
    return list(parse_xml((HERE / name).read_bytes()))


def _speak(document: WordDocument, language: str) -> None:
    """Set the language for spelling, hyphenation and screen readers."""
    base = language.partition("-")[0]
    for element in (document.styles.element, document.settings.element):
        for lang in element.iter(f"{{{W}}}lang", f"{{{W}}}themeFontLang"):
            lang.set(f"{{{W}}}{_SCRIPTS.get(base, 'val')}", LANGUAGES.get(base, language))


def _short(text: str) -> str:
    """A property of a document holds at most 255 characters."""
    return one_line(text)[:255]
