"""The report as a Word document: A4 on its side, own styles, a table whose head repeats.

Word counts the pages; the row of every addressee carries a hidden bookmark, and a custom XML part
says which item and addressee each bookmark stands for, so that an edited copy can be read back.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from functools import partial
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from lxml.builder import ElementMaker
from lxml.etree import _Element, tostring

from quintet.followup.documents.archive import dated
from quintet.followup.documents.legible import legible, one_line
from quintet.followup.documents.report import Report
from quintet.followup.documents.wordml import R, W, Writer, row_bookmark, w

HERE = Path(__file__).parent
ROWS = "urn:quintet:status-of-implementation:rows"  # namespace of the part that names the rows
_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_STORE_ID = "{5C6E4C0A-6B0C-4E0B-9E54-3B1F5B8A7D21}"
_KEPT = {
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.THEME,
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
}
_LANGUAGES = {
    "ar": "ar-SA",
    "zh": "zh-CN",
    "en": "en-GB",
    "fr": "fr-FR",
    "ru": "ru-RU",
    "es": "es-ES",
}
_SCRIPTS = {"ar": "bidi", "zh": "eastAsia"}  # the attribute of w:lang that holds the language


def to_docx(report: Report) -> bytes:
    """The report as Office Open XML (ECMA-376). The same report gives the same bytes."""
    document = Document()
    _strip(document)
    _own(document.styles.element, "styles.xml")
    _own(document.settings.element, "settings.xml")
    _speak(document, report.words.language)
    links: dict[str, str] = {}
    writer = Writer(report, partial(_link, document, links))
    body = document.element.body
    body.clear()
    body.extend(writer.body())
    body.append(writer.section(list(_frame(document, writer))))
    _name_rows(document, report)
    _describe(document, report)
    written = BytesIO()
    document.save(written)
    return dated(written.getvalue(), report.issued_on)


def _strip(document: WordDocument) -> None:
    """Leave out what the library's template brings along: thumbnail, numbering, spare styles."""
    for relationships in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in relationships.items() if rel.reltype not in _KEPT]:
            del relationships[key]


def _own(element: _Element, name: str) -> None:
    """Replace all that a part holds by what our file of that name holds."""
    element[:] = list(parse_xml((HERE / name).read_bytes()))


def _speak(document: WordDocument, language: str) -> None:
    """Set the language for spelling, hyphenation and screen readers."""
    base = language.partition("-")[0]
    for element in (document.styles.element, document.settings.element):
        for lang in element.iter(f"{{{W}}}lang", f"{{{W}}}themeFontLang"):
            lang.set(f"{{{W}}}{_SCRIPTS.get(base, 'val')}", _LANGUAGES.get(base, language))


def _link(document: WordDocument, links: dict[str, str], address: str) -> str:
    if address not in links:
        links[address] = document.part.relate_to(
            address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
    return links[address]


def _frame(document: WordDocument, writer: Writer) -> Iterable[_Element]:
    """The running header and footer, and the footer of the first page."""
    wanted = (
        ("headerReference", "default", document.part.add_header_part, writer.header),
        ("footerReference", "default", document.part.add_footer_part, writer.footer),
        ("footerReference", "first", document.part.add_footer_part, writer.footer),
    )
    for tag, kind, add, write in wanted:
        part, key = add()
        part.element[:] = [write()]
        reference = w(tag, type=kind)
        reference.set(f"{{{R}}}id", key)
        yield reference


def _name_rows(document: WordDocument, report: Report) -> None:
    """Say in a custom XML part (ECMA-376 part 1, 15.2.5) what each bookmark of a row stands for."""
    make = ElementMaker(namespace=ROWS, nsmap={None: ROWS})
    names = {row_bookmark(row.item, row.addressee_code): row for row in report.rows}
    rows = make.rows(
        *(
            make.row(bookmark=name, item=legible(row.item), addressee=legible(row.addressee_code))
            for name, row in names.items()
        )
    )
    store = ElementMaker(namespace=_STORE, nsmap={"ds": _STORE})
    properties = store.datastoreItem(store.schemaRefs(), {f"{{{_STORE}}}itemID": _STORE_ID})
    package = document.part.package
    item = Part(PackURI("/customXml/item1.xml"), CONTENT_TYPE.XML, _xml(rows), package)
    item.relate_to(
        Part(
            PackURI("/customXml/itemProps1.xml"),
            CONTENT_TYPE.OFC_CUSTOM_XML_PROPERTIES,
            _xml(properties),
            package,
        ),
        RELATIONSHIP_TYPE.CUSTOM_XML_PROPS,
    )
    document.part.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)


def _xml(element: _Element) -> bytes:
    return tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)


def _describe(document: WordDocument, report: Report) -> None:
    issued = datetime.combine(report.issued_on, time(), UTC).replace(tzinfo=None)
    about = document.core_properties
    about.title = _short(f"{report.words.title} – {report.heading}")
    about.subject = _short(report.words.as_at)
    about.language = report.words.language
    about.created = about.modified = issued
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.revision = 1


def _short(text: str) -> str:
    """A property of a document holds at most 255 characters."""
    return one_line(text)[:255]
