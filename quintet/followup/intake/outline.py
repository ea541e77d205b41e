"""The passages of a document: numbered paragraphs with their lettered parts, joined over page ends.

Blocks are what a reader gives, one by one; a passage is what a person would call a paragraph. A
passage keeps the place of each of its pieces, so that any of its words can be shown in the source.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from quintet.followup.intake.document import Block, Document

_ROMAN = re.compile(r"[IVXL]{1,6}")
NOISE = re.compile(
    r"[\s\d/.,|–—-]*|(?:page|p\.)\s?\d+(?:\s?(?:of|/)\s?\d+)?|[\d/]+\s?[|–-]?\s?page|\d\d-\d{5}.{0,20}",
    re.IGNORECASE,
)
_ANNEX = re.compile(
    r"(?:annex|appendix|annexe|appendice|anexo|apéndice|приложение|добавление|المرفق|مرفق|التذييل|附件|附录)"
    r"(?:es|os|s)?(?:\b|(?<=[^\x00-\x7f]))",
    re.IGNORECASE,
)
_DASHED = re.compile(r"(\d{1,3})\s?[-–—]\s+(?=[\u0600-\u06ff])")  # as Arabic texts number
_FOOTNOTE = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]|[*†‡]\s|_{3,}")
_MOST_PARTS = 1_000
_ENDS = (".", ":", ";", "!", "?", "。", "：", "；", "”", '."')


@dataclass(slots=True)
class Passage:
    """A heading or paragraph with all that belongs to it.

    `number` is its own number; `within` the number of the paragraph whose list it stands in.
    `division` counts the document's main parts; `annexed` is true from the first annex on.
    """

    block: Block
    number: str
    text: str
    end: int
    is_heading: bool = False
    within: str = ""
    division: int = 0
    annexed: bool = False
    introduces: bool = False
    _starts: list[int] = field(default_factory=lambda: [0])
    _places: list[int] = field(default_factory=list)

    @property
    def start(self) -> int:
        return self.block.start

    @property
    def page(self) -> int | None:
        return self.block.page

    @property
    def paragraph(self) -> str:
        """How the paragraph is cited: "18", "23 (a)"; empty where nothing is numbered."""
        if self.within and self.number:
            return f"{self.within} ({self.number})"
        return self.number or self.within

    def place(self, position: int) -> int:
        """The place in the document's text of a place in the passage's text."""
        piece = bisect_right(self._starts, position) - 1
        return self._places[piece] + position - self._starts[piece]

    def append(self, block: Block, joint: str) -> None:
        """Add a block to the passage; `joint` stands between ("" joins a hyphenated word)."""
        self.text += joint
        self._starts.append(len(self.text))
        self._places.append(block.start)
        self.text += block.text
        self.end = block.end


def passages_of(document: Document) -> list[Passage]:
    """The passages outside tables, in order."""
    passages: list[Passage] = []
    for passage in _joined(document):
        passages.append(passage)
    _divide(passages)
    return passages


def _joined(document: Document) -> Iterator[Passage]:
    current: Passage | None = None
    for block in document.blocks:
        if block.kind == "cell" or (not block.number and NOISE.fullmatch(block.text[:60])):
            continue
        if current is not None:
            if _FOOTNOTE.match(block.text) and not block.number:
                continue
            if _is_part(block, current):
                label = document.text[max(block.start - 12, 0) : block.start].split("\n")[-1]
                current.append(block, f" {label.strip()} " if label.strip() else " ")
                continue
            if _goes_on(block, current):
                current.append(block, " ")
                continue
            yield current
        within = _parent(block, current)
        dashed = _DASHED.match(block.text) if not block.number else None
        number, begins = (dashed[1], dashed.end()) if dashed else (block.number, 0)
        current = Passage(
            block, number, block.text[begins:], block.end, block.kind == "heading", within
        )
        current._places.append(block.start + begins)
        current.introduces = _introduces(current)
    if current is not None:
        yield current


def _is_sub_item(block: Block) -> bool:
    if block.kind == "heading":
        return False
    if block.number:
        return not block.number[0].isdigit() or block.level > 1
    return block.kind == "list_item"


def _is_part(block: Block, current: Passage) -> bool:
    """Whether the block is a lettered or bulleted part of the current paragraph."""
    if not _is_sub_item(block) or current.is_heading or current.introduces:
        return False
    if len(current._starts) > _MOST_PARTS:
        return False
    if current.within or (current.block.kind == "list_item" and not current.number[:1].isdigit()):
        return block.level > current.block.level > 0
    if block.number:
        return bool(current.number) or current.text.endswith(":")
    return current.text.rstrip().endswith((":", ";", ",")) or (
        len(current._starts) > 1 and bool(current.number)
    )


def _goes_on(block: Block, current: Passage) -> bool:
    """Whether the block continues a sentence that a page end has cut."""
    if block.kind == "heading" or block.number or current.is_heading or not block.text:
        return False
    before = current.text.rstrip()
    return block.text[0].islower() and bool(before) and not before.endswith(_ENDS)


def _parent(block: Block, previous: Passage | None) -> str:
    """The number of the paragraph ("23. The Committee:") whose list the block stands in."""
    if previous is None or not _is_sub_item(block):
        return ""
    if previous.introduces:
        return previous.number
    return previous.within


# fmt: off
_BODIES = (
    "committee|board|forum|network|council|commission|assembly|conference|group|task force|panel|"
    "meeting|bureau|inspectors|comité|conseil|commission|assemblée|conférence|groupe|réseau|instance|"
    "forum|bureau|junta|consejo|comisión|asamblea|conferencia|grupo|red|foro|mesa|комитет|совет|"
    "комиссия|ассамблея|конференция|группа|сеть|форум|اللجنة|لجنة|المجلس|مجلس|الجمعية|المؤتمر|الفريق|"
    "الشبكة|المنتدى|委员会|理事会|大会|会议|工作组|网络|论坛"
)
_LEAD_IN = re.compile(
    r"(?:[^,:：]{3,80},\s)?(?:the\s|le\s|la\s|l[’']|el\s)?"
    rf"(?P<name>(?:[^\s,:：]+\s){{0,7}}?(?:{_BODIES})(?:\s[^,:：]{{1,90}}?)??|[A-Z]{{3,8}})"
    r"(?:,)?(?:\s(?:then|thus|therefore|also|further|subsequently|accordingly))?"
    r"(?:\s(?:decided|agreed|resolved|concluded|recommended|requested|decides|agrees|"
    r"a décidé|a convenu|decidió|acordó|постановил|решил|تقرر|قررت)"
    r"(?:\s(?:to|that|on|upon|de|que|as follows|the following|on the following|lo siguiente))*|决定)?"
    r"\s?[:：]?",
    re.IGNORECASE,
)
_BLOCK_HEADING = re.compile(
    r"(?:summary of |main |agreed )?(?:decisions?|conclusions?|actions?|action points?|outcomes?)"
    r"(?: (?:and|&) (?:decisions?|conclusions?|action points?|recommendations?|next steps))?"
    r"(?: taken| by the \w+)?\s?:?",
    re.IGNORECASE,
)
# fmt: on


def _introduces(passage: Passage) -> bool:
    """Whether this is "The Committee:" or its like, behind which its acts stand."""
    text = passage.text.strip()
    if len(text) > 200:
        return False
    named = text.endswith((":", "：")) or (passage.is_heading and text.startswith("The "))
    if named and _LEAD_IN.fullmatch(text):
        return True
    return passage.is_heading and bool(_BLOCK_HEADING.fullmatch(text))


def _divide(passages: list[Passage]) -> None:
    """Count the main parts: those with Roman numbers, or else every heading."""
    romans = sum(1 for p in passages if p.is_heading and _ROMAN.fullmatch(p.number))
    division, annexed = 0, False
    for passage in passages:
        if passage.is_heading and not passage.introduces:
            annex = bool(_ANNEX.match(passage.text))
            annexed = annexed or annex
            if annex or romans < 2 or _ROMAN.fullmatch(passage.number):
                division += 1
        passage.division, passage.annexed = division, annexed
