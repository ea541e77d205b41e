"""The report as a Word document: A4 on its side, own styles, a table whose head repeats.

Word counts the pages; the row of every addressee carries a hidden bookmark, and a custom XML part
says which item and addressee each bookmark stands for, so that an edited copy can be read back.
"""

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml.builder import ElementMaker
from lxml.etree import _Element, tostring

from quintet.followup.documents.legible import legible
from quintet.followup.documents.report import Report
from quintet.followup.documents.wordfile import WordFile
from quintet.followup.documents.wordml import Writer, row_bookmark

ROWS = "urn:quintet:status-of-implementation:rows"  # namespace of the part that names the rows
_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_STORE_ID = "{5C6E4C0A-6B0C-4E0B-9E54-3B1F5B8A7D21}"


def to_docx(report: Report) -> bytes:
    """The report as Office Open XML (ECMA-376). The same report gives the same bytes."""
    file = WordFile(report.words.language)
    file.fill(Writer(report, file.link))
    _name_rows(file.document, report)
    title = f"{report.words.title} – {report.heading}"
    return file.save(title, report.words.as_at, report.issued_on)


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
