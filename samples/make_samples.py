"""Make the Word samples out of the Markdown and the HTML one, so that the two say the same.

committee-report.md      → committee-report.docx      numbered by Word itself, as such reports are
evaluation-progress.html → evaluation-progress.docx   one table a page, cells merged where they were

Run it after a change to either: .venv/bin/python samples/make_samples.py
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import docx
import lxml.html
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml.etree import _Element
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

HERE = Path(__file__).resolve().parent
PARAGRAPHS, LETTERS = "7001", "7002"  # identifiers of the numberings that are added to the file
WIDTHS = (Cm(0.9), Cm(3.9), Cm(8.9), Cm(3.1), Cm(8.9))
ANNEX_WIDTHS = {2: (Cm(11), Cm(6)), 4: (Cm(0.9), Cm(8.6), Cm(2.2), Cm(5.3))}
COVER = ("CEB/", "Distr.:", "English only")


def new_document(title: str, *, landscape: bool) -> Document:
    """An A4 document in the sober dress of United Nations papers, with page numbers."""
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, "Quintet samples", "en"
    properties.created = properties.modified = datetime(2021, 5, 31)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
    for margin in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, margin, Cm(2))
    dress(document)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer._p.append(
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
    )
    return document


def dress(document: Document) -> None:
    sizes = {"Title": 15, "Heading 1": 14, "Heading 2": 13, "Heading 3": 12, "Heading 4": 11}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.italic = Pt(size), True, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.font.name = "Times New Roman"
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(12), Pt(6)
        style.paragraph_format.keep_with_next = True
    border = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    border.getparent().remove(border)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15


def add_numbering(document: Document) -> None:
    """Two numberings: 1. 2. 3. through the whole document, and a. b. c. for lists."""
    root = document.part.numbering_part.element
    first = root.find(qn("w:num"))
    forms = {PARAGRAPHS: ("decimal", 0, 567), LETTERS: ("lowerLetter", 1134, 567)}
    for identifier, (form, left, hanging) in forms.items():
        indent = (
            f'<w:ind w:left="{left}" w:hanging="{hanging}"/>'
            if left
            else f'<w:tabs><w:tab w:val="num" w:pos="{hanging}"/></w:tabs>'
            '<w:ind w:left="0" w:firstLine="0"/>'
        )
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{identifier}">'
            f'<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{form}"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/>'
            f"<w:pPr>{indent}</w:pPr></w:lvl></w:abstractNum>"
        )
        first.addprevious(abstract)
    root.append(numbering_instance(PARAGRAPHS, PARAGRAPHS))


def numbering_instance(identifier: str, abstract: str, start: int | None = None) -> _Element:
    again = (
        f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'
        if start is not None
        else ""
    )
    return parse_xml(
        f'<w:num {nsdecls("w")} w:numId="{identifier}"><w:abstractNumId w:val="{abstract}"/>'
        f"{again}</w:num>"
    )


def number_by(paragraph: Paragraph, identifier: str) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = int(identifier)


class CommitteeReport:
    """Writes a session report, given as Markdown, as Word: headings by style, numbers by Word."""

    def __init__(self, markdown: str) -> None:
        tree = SyntaxTreeNode(MarkdownIt().enable("table").parse(markdown))
        self.document = new_document("Report of the forty-first session of HLCM", landscape=False)
        add_numbering(self.document)
        self.printed = 0
        self.lists = 0
        for node in tree.children:
            getattr(self, f"add_{node.type}")(node)

    def add_heading(self, node: SyntaxTreeNode) -> None:
        level = int(node.tag[1])
        style = "Title" if level == 1 else f"Heading {level - 1}"
        paragraph = self.document.add_paragraph(style=style)
        write_inline(paragraph, node.children[0])
        paragraph.paragraph_format.page_break_before = paragraph.text.startswith("Annex")

    def add_paragraph(self, node: SyntaxTreeNode) -> None:
        paragraph = self.document.add_paragraph()
        write_inline(paragraph, node.children[0])
        if paragraph.text.startswith(COVER) and not self.printed:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def add_hr(self, node: SyntaxTreeNode) -> None:
        """A thematic break is a matter of dress; Word's headings have their own space."""

    def add_ordered_list(self, node: SyntaxTreeNode) -> None:
        for item in node.children:
            self.printed += 1
            if item.info != str(self.printed):
                raise ValueError(f"paragraph {item.info} follows paragraph {self.printed - 1}")
            for child in item.children:
                paragraph = self.document.add_paragraph()
                write_inline(paragraph, child.children[0])
                number_by(paragraph, PARAGRAPHS)

    def add_bullet_list(self, node: SyntaxTreeNode) -> None:
        if node.children[0].children[0].type == "ordered_list":  # "- 57. Agreed …*"
            self.add_ordered_list(node.children[0].children[0])
            return
        lettered = [text_of(item)[:3] for item in node.children] == [
            f"{letter}. " for letter in "abcdefgh"[: len(node.children)]
        ]
        self.lists += lettered
        identifier = str(int(LETTERS) + self.lists)
        if lettered:
            numbering = self.document.part.numbering_part.element
            numbering.append(numbering_instance(identifier, LETTERS, start=1))
        for item in node.children:
            paragraph = self.document.add_paragraph(style=None if lettered else "List Bullet")
            write_inline(paragraph, item.children[0].children[0])
            if lettered:
                paragraph.runs[0].text = paragraph.runs[0].text[3:]
                number_by(paragraph, identifier)

    def add_table(self, node: SyntaxTreeNode) -> None:
        rows = [row for part in node.children for row in part.children]
        table = self.document.add_table(len(rows), len(rows[0].children), "Table Grid")
        for row, source in zip(table.rows, rows, strict=True):
            for cell, content in zip(row.cells, source.children, strict=True):
                write_inline(cell.paragraphs[0], content.children[0])
                cell.paragraphs[0].paragraph_format.space_after = Pt(0)
                cell.paragraphs[0].paragraph_format.line_spacing = 1.0
        set_widths(table, ANNEX_WIDTHS[len(rows[0].children)])
        repeat_first_row(table)


def text_of(node: SyntaxTreeNode) -> str:
    return "".join(leaf.content for leaf in node.walk() if leaf.type == "text")


def write_inline(paragraph: Paragraph, inline: SyntaxTreeNode) -> None:
    """Words with their bold, italic and superscript.

    An asterisk that closes nothing, as the text recognition of scanned reports leaves it, is not
    taken over: the words are set in italics instead.
    """
    for text, marks in runs_of(inline, frozenset()):
        stray = text.endswith("*")
        run = paragraph.add_run(text.removesuffix("*"))
        run.bold = "strong" in marks or None
        run.italic = stray or "em" in marks or None
        run.font.superscript = "sup" in marks or None


def runs_of(node: SyntaxTreeNode, marks: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for child in node.children:
        if child.type == "text" and child.content:
            yield child.content, marks
        elif child.type in ("softbreak", "hardbreak"):
            yield ("\n" if child.type == "hardbreak" else " "), marks
        elif child.type == "html_inline":
            marks = marks | {"sup"} if child.content == "<sup>" else marks - {"sup"}
        elif child.type in ("strong", "em"):
            yield from runs_of(child, marks | {child.type})


def set_widths(table: Table, widths: Sequence[Length]) -> None:
    """Fixed columns, and some air above and below the words of each cell."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    table._tbl.tblPr.append(
        parse_xml(
            f'<w:tblCellMar {nsdecls("w")}><w:top w:w="40" w:type="dxa"/>'
            '<w:bottom w:w="40" w:type="dxa"/></w:tblCellMar>'
        )
    )


def repeat_first_row(table: Table) -> None:
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def evaluation_progress(html: str) -> Document:
    """The table of recommendations as Word: one table a page; a short row has merged cells."""
    body = lxml.html.document_fromstring(html).body
    title = " ".join(body.find("h1").text_content().split())
    document = new_document(title, landscape=True)
    tables = 0
    for element in body:
        if element.tag == "h1":
            write_html(document.add_paragraph(style="Title"), element)
        elif element.tag == "p":
            write_html(document.add_paragraph(), element)
        else:
            if tables:
                document.add_paragraph().paragraph_format.page_break_before = True
            add_html_table(document, element)
            tables += 1
    return document


def add_html_table(document: Document, source: _Element) -> None:
    rows = source.findall(".//tr")
    table = document.add_table(len(rows), len(WIDTHS), "Table Grid")
    set_widths(table, WIDTHS)
    for row, element in zip(table.rows, rows, strict=True):
        cells = list(element)
        spans = [int(cell.get("colspan", "1")) for cell in cells]
        missing = len(WIDTHS) - sum(spans)
        alone = cells[0].text_content().strip().isdigit()  # the number, not fused with the title
        spans[-1 if alone else 0] += missing
        column = 0
        for cell, span in zip(cells, spans, strict=True):
            target = row.cells[column]
            if span > 1:
                target = target.merge(row.cells[column + span - 1])
            write_cell(target, cell)
            column += span
    if source.find(".//th") is not None:
        repeat_first_row(table)


def write_cell(cell: _Cell, source: _Element) -> None:
    """A cell's paragraphs and bullets, in order; a cell without either is one paragraph."""
    blocks = list(source.iter("p", "li")) or [source]
    for position, block in enumerate(blocks):
        paragraph = cell.paragraphs[0] if position == 0 else cell.add_paragraph()
        paragraph.style = "List Bullet" if block.tag == "li" else "Normal"
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.line_spacing = 1.0
        write_html(paragraph, block)
        for run in paragraph.runs:
            run.font.size = Pt(9)


def write_html(paragraph: Paragraph, element: _Element) -> None:
    for text, marks in html_runs(element, frozenset()):
        run = paragraph.add_run(text)
        run.bold = bool(marks & {"b", "strong"}) or None
        run.italic = "em" in marks or None


def html_runs(element: _Element, marks: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    if element.text and element.text.strip():
        yield " ".join(element.text.split("\n")), marks
    for child in element:
        yield from html_runs(child, marks | {child.tag})
        if child.tail and child.tail.strip():
            yield " ".join(child.tail.split("\n")), marks


def committee_report(markdown: str) -> Document:
    return CommitteeReport(markdown).document


MADE = {
    "committee-report.docx": (committee_report, "committee-report.md"),
    "evaluation-progress.docx": (evaluation_progress, "evaluation-progress.html"),
}


def make(name: str) -> Document:
    """The Word sample of that name, made anew from its source."""
    build, source = MADE[name]
    return build((HERE / source).read_text(encoding="utf-8"))


if __name__ == "__main__":
    for name in MADE:
        make(name).save(str(HERE / name))
        print(HERE / name)
