"""What stands on a PDF page: words with their place and font, and the ruled lines of tables.

Coordinates are points (1/72 inch) from the lower left corner of the page as it is shown, `/Rotate`
applied. The text is pdfium's, which gives right-to-left scripts in logical order.
"""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

import pypdfium2
import pypdfium2.raw as pdfium

from quintet.followup.intake.readers.pdf.tagged import TaggedCell, tagged_grids

Box = tuple[float, float, float, float]  # left, bottom, right, top

_WORD = re.compile(r"[^\s\x02\ufffe]+[\x02\ufffe]?")  # with the hyphen of a line end
_BOLD_NAME = re.compile(rb"bold|black|heavy|semib|demib|-bd|,bd", re.IGNORECASE)
_ITALIC_NAME = re.compile(rb"italic|oblique|-it\b", re.IGNORECASE)
_ITALIC_FLAG, _FORCE_BOLD_FLAG = 1 << 6, 1 << 18  # font descriptor flags, ISO 32000-1, table 123
_NOTE_MARK = re.compile(r"\D\d{1,3}$")
_LAM_ALEF = re.compile("[\u0627\u0623\u0625\u0622]\u0644")
_LINE_END_HYPHEN = "\x02\ufffe"
_MOST_PATHS = 20_000  # beyond it, the page is a map or a chart and not a table
_MOST_SEGMENTS = 40_000
_THIN = 3.0  # a rectangle thinner than this is a line


@dataclass(slots=True)
class Word:
    """A run of characters without a space. `size` is that of its font, in points."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    baseline: float
    size: float
    bold: bool
    italic: bool
    mark: int = -1  # the marked content that it belongs to; -1 for none


@dataclass(slots=True)
class PageCell:
    """A cell of a table on a page, and the words that stand in it."""

    row: int
    column: int
    row_span: int
    column_span: int
    words: list[Word]


@dataclass(frozen=True, slots=True)
class Edge:
    """A ruled line: `at` is its x if upright, else its y; it runs from `low` to `high`."""

    at: float
    low: float
    high: float


@dataclass(slots=True)
class Sheet:
    """One page as read; its words are in the order in which the page says them."""

    number: int
    width: float
    height: float
    words: list[Word]
    upright: list[Edge]
    level: list[Edge]
    tagged: list[list[PageCell]]  # the tables that the document's own structure names


class _Turn:
    """Turns a page's own coordinates into those of the page as shown."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        left, bottom, right, top = page.get_bbox()
        self._left, self._bottom, self._right, self._top = left, bottom, right, top
        self._rotation = page.get_rotation()
        self.width, self.height = right - left, top - bottom
        if self._rotation in (90, 270):
            self.width, self.height = self.height, self.width

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self._rotation == 90:
            return y - self._bottom, self._right - x
        if self._rotation == 180:
            return self._right - x, self._top - y
        if self._rotation == 270:
            return self._top - y, x - self._left
        return x - self._left, y - self._bottom


def read_sheet(page: pypdfium2.PdfPage, number: int) -> Sheet:
    """Words and ruled lines of a page. Raises pypdfium2.PdfiumError where pdfium cannot read it."""
    turn = _Turn(page)
    text_page = page.get_textpage()
    grids = tagged_grids(page)
    try:
        words = list(_words(text_page, turn, bool(grids)))
    finally:
        text_page.close()
    upright: list[Edge] = []
    level: list[Edge] = []
    for (xa, ya), (xb, yb) in _segments(page, turn):
        if abs(xa - xb) < 1 and abs(ya - yb) > _THIN:
            upright.append(Edge((xa + xb) / 2, min(ya, yb), max(ya, yb)))
        elif abs(ya - yb) < 1 and abs(xa - xb) > _THIN:
            level.append(Edge((ya + yb) / 2, min(xa, xb), max(xa, xb)))
    tables = [_with_words(grid, words) for grid in grids]
    return Sheet(number, turn.width, turn.height, words, upright, level, tables)


def _with_words(grid: list[TaggedCell], words: list[Word]) -> list[PageCell]:
    cells = [PageCell(cell.row, cell.column, cell.row_span, cell.column_span, []) for cell in grid]
    at_mark = {
        mark: cell for tagged, cell in zip(grid, cells, strict=True) for mark in tagged.marks
    }
    for word in words:
        if word.mark in at_mark:
            at_mark[word.mark].words.append(word)
    return cells


def has_pictures(page: pypdfium2.PdfPage) -> bool:
    """Whether the page shows a picture: a scanned page is one."""
    images = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    return next(iter(images), None) is not None


class _Glyphs:
    """Asks pdfium for place and font of single characters."""

    def __init__(self, text_page: pypdfium2.PdfTextPage, turn: _Turn) -> None:
        self._raw = text_page.raw
        self._turn = turn
        self._sides = [ctypes.c_double() for _ in range(4)]
        self._matrix = pdfium.FS_MATRIX()
        self._rectangle = pdfium.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._name = ctypes.create_string_buffer(120)
        self._flags = ctypes.c_int()

    def box(self, index: int) -> Box:
        """Left, bottom, right, top of the character's cell in its line."""
        r = self._rectangle
        if not pdfium.FPDFText_GetLooseCharBox(self._raw, index, r):
            return 0.0, 0.0, 0.0, 0.0
        xa, ya = self._turn.point(r.left, r.bottom)
        xb, yb = self._turn.point(r.right, r.top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)

    def baseline(self, index: int) -> float:
        pdfium.FPDFText_GetCharOrigin(self._raw, index, self._x, self._y)
        return self._turn.point(self._x.value, self._y.value)[1]

    def size(self, index: int) -> float:
        """The size of the character as shown: its font's size, scaled as the text is."""
        scale = 1.0
        if pdfium.FPDFText_GetMatrix(self._raw, index, self._matrix):
            scale = hypot(self._matrix.c, self._matrix.d)
        return pdfium.FPDFText_GetFontSize(self._raw, index) * scale

    def is_raised(self, index: int, baseline: float, size: float) -> bool:
        """Whether the character stands above its line, as the mark of a footnote does."""
        if not pdfium.FPDFText_GetCharBox(self._raw, index, *self._sides):
            return False
        left, right, bottom, top = (side.value for side in self._sides)
        foot = min(self._turn.point(left, bottom)[1], self._turn.point(right, top)[1])
        return foot > baseline + 0.2 * size

    def origin(self, index: int) -> float:
        """Where the character begins in its line."""
        pdfium.FPDFText_GetCharOrigin(self._raw, index, self._x, self._y)
        return self._turn.point(self._x.value, self._y.value)[0]

    def mark(self, index: int) -> int:
        """The number of the marked content that the character belongs to; -1 for none."""
        drawn = pdfium.FPDFText_GetTextObject(self._raw, index)
        return int(pdfium.FPDFPageObj_GetMarkedContentID(drawn)) if drawn else -1

    def font(self, index: int) -> tuple[bool, bool]:
        """Whether the character is bold, and whether it is italic."""
        self._flags.value = 0
        length = pdfium.FPDFText_GetFontInfo(
            self._raw, index, self._name, len(self._name), self._flags
        )
        name = self._name.value if 0 < length <= len(self._name) else b""
        flags = self._flags.value
        bold = bool(flags & _FORCE_BOLD_FLAG) or bool(_BOLD_NAME.search(name))
        return bold, bool(flags & _ITALIC_FLAG) or bool(_ITALIC_NAME.search(name))


def _characters(text_page: pypdfium2.PdfTextPage) -> str:
    """One character for each index of the page; those beyond 16 bits stand as U+FFFD."""
    count = text_page.count_chars()
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page.raw, 0, count, buffer)
    units = buffer[: max(written - 1, 0)]
    if len(units) == count and not any(0xD800 <= unit < 0xE000 for unit in units):
        return "".join(map(chr, units))
    codes = (pdfium.FPDFText_GetUnicode(text_page.raw, index) for index in range(count))
    return "".join(chr(c) if c < 0x110000 and not 0xD800 <= c < 0xE000 else "\ufffd" for c in codes)


def _words(text_page: pypdfium2.PdfTextPage, turn: _Turn, tagged: bool) -> Iterator[Word]:
    glyphs = _Glyphs(text_page, turn)
    for match in _WORD.finditer(_characters(text_page)):
        yield from _parted(match[0], match.start(), glyphs, tagged)


def _parted(text: str, first: int, glyphs: _Glyphs, tagged: bool) -> Iterator[Word]:
    """The word, or its parts if they stand on several lines.

    pdfium joins letters that stand below one another, each in a row of its own, to one word.
    """
    hyphen = "-" if text[-1] in _LINE_END_HYPHEN else ""
    text = text.rstrip(_LINE_END_HYPHEN)
    last = first + len(text) - 1
    begins, ends = glyphs.box(first), glyphs.box(last)
    while not _on_one_line(begins, ends):
        length = 1
        while _on_one_line(begins, following := glyphs.box(first + length)):
            length += 1
        yield _word(text[:length], first, first + length - 1, begins, glyphs, tagged)
        text, first, begins = text[length:], first + length, following
    word = _word(text, first, last, begins, glyphs, tagged)
    word.text += hyphen
    yield word


def _on_one_line(one: Box, other: Box) -> bool:
    return abs(one[1] - other[1]) < 0.6 * max(one[3] - one[1], 1.0)


def _word(text: str, first: int, last: int, begins: Box, glyphs: _Glyphs, tagged: bool) -> Word:
    left, bottom, right, top = begins
    baseline, size = glyphs.baseline(first), glyphs.size(first)
    while last > first and _NOTE_MARK.search(text) and glyphs.is_raised(last, baseline, size):
        text, last = text[:-1], last - 1
    if _LAM_ALEF.search(text):
        text = _whole_ligatures(text, first, glyphs)
    end_left, end_bottom, end_right, end_top = glyphs.box(last)
    bold, italic = glyphs.font(first)
    return Word(
        text,
        min(left, end_left),
        max(right, end_right),
        min(bottom, end_bottom),
        max(top, end_top),
        baseline,
        size,
        bold,
        italic,
        glyphs.mark(first) if tagged else -1,
    )


def _whole_ligatures(text: str, first: int, glyphs: _Glyphs) -> str:
    """Put lam before alef where one sign stands for both: pdfium turns their order round."""

    def ordered(match: re.Match[str]) -> str:
        alef = first + match.start()
        is_one = abs(glyphs.origin(alef) - glyphs.origin(alef + 1)) < 0.1
        return match[0][::-1] if is_one else match[0]

    return _LAM_ALEF.sub(ordered, text)


def _segments(
    page: pypdfium2.PdfPage, turn: _Turn
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight strokes and the sides of the boxes that are drawn on the page."""
    paths = segments = 0
    for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=1):
        paths += 1
        if not _is_seen(drawn):
            continue
        count = pdfium.FPDFPath_CountSegments(drawn.raw)
        segments += count
        if paths > _MOST_PATHS or segments > _MOST_SEGMENTS:
            return
        matrix = drawn.get_matrix()
        start = here = (0.0, 0.0)
        x, y = ctypes.c_float(), ctypes.c_float()
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(drawn.raw, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            there = turn.point(*matrix.on_point(x.value, y.value))
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = there
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                yield here, there
            here = there
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield here, start


def _is_seen(drawn: pypdfium2.PdfObject) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(drawn.raw, fill, stroke):
        return False
    if stroke.value:
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not fill.value or not pdfium.FPDFPageObj_GetFillColor(drawn.raw, red, green, blue, alpha):
        return bool(fill.value)
    return alpha.value > 0 and min(red.value, green.value, blue.value) < 250
