"""What stands in each cell of a report, line by line: the same for Word, PDF and Excel.

Silence is shown as silence, and what an organization claims apart from what others have verified.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple

from babel import Locale
from babel.numbers import format_decimal

from quintet.followup.documents.direction import runs_right
from quintet.followup.documents.legible import one_line, paragraphs, web_address
from quintet.followup.documents.report import Count, Cycle, Report, Row, Words

Style = Literal["number", "title", "words", "answer", "text", "date", "quiet"]

MARKS = {
    "yes": "■",
    "part": "◧",
    "refused": "✕",
    "silent": "◌",
    "none": "○",
    "going": "◐",
    "claimed": "●",
    "continuing": "◉",
    "verified": "✔",
    "closed": "⊖",
    "late": "▲",
}
_CLAIMED = {
    "not_started": "none",
    "in_progress": "going",
    "implemented": "claimed",
    "continuing": "continuing",
}
ASKED = {"silent": "silent", "started": "going", "answered": "yes"}  # the mark of a row's state
_SHORT = 480
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ud7a3\uf900-\ufaff\uff00-\uff60\U0001f000-\U0003ffff]")
_NOTHING = "—"
_DOT = " · "
_BRACKETS = {"(": ")", "[": "]", "（": "）", "［": "］", "【": "】"}


class Signs(NamedTuple):
    """The punctuation between the report's own words."""

    colon: str = ": "
    comma: str = ", "
    semicolon: str = "; "
    brackets: str = " ({})"


_SIGNS = {
    "ar": Signs(comma="، ", semicolon="؛ "),
    "fr": Signs(colon="\u00a0: ", semicolon="\u00a0; "),
    "zh": Signs("：", "、", "；", "（{}）"),
}


def signs(words: Words) -> Signs:
    return signs_of(words.language)


def signs_of(language: str) -> Signs:
    return _SIGNS.get(language.partition("-")[0], Signs())


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line. `tone`: "", "strong", "alarm", "reference", or a key of MARKS where it is a mark.

    `link` is the address of a web page.
    """

    text: str
    tone: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a cell.

    `rtl` is its own direction, which may not be the document's; `turned` where it runs against the
    document and still stands on the document's side, as names in a column do.
    """

    style: Style
    spans: tuple[Span, ...]
    rtl: bool = False
    turned: bool = False

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


Cell = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of the table: an item as one addressee answers it, in the three cells of its own."""

    row: Row
    response: Cell
    responsibility: Cell
    comments: Cell

    @property
    def short(self) -> bool:
        """Whether it should stand on one page: about a quarter of a page at most."""
        narrow = 2 * _size(self.responsibility)
        return max(_size(self.response), narrow, _size(self.comments)) < _SHORT


@dataclass(frozen=True, slots=True)
class Group:
    """Successive rows of the same item: number and recommendation stand once."""

    number: Cell
    recommendation: Cell
    answers: tuple[Answer, ...]

    @property
    def short(self) -> bool:
        """Whether all of it should stand on one page."""
        sizes = [_size(answer.comments) + _size(answer.response) for answer in self.answers]
        short = all(answer.short for answer in self.answers)
        return short and _size(self.recommendation) < _SHORT and sum(sizes) < 2 * _SHORT


def _size(cell: Cell) -> int:
    """How much room a cell takes, in characters; a Chinese one counts for two, a line for forty."""
    return sum(max(40, len(line.text) + len(_WIDE.findall(line.text))) for line in cell)


def column_heads(words: Words) -> tuple[str, ...]:
    return tuple(
        one_line(word)
        for word in (
            words.number,
            words.recommendation,
            words.management_response,
            words.responsibility,
            words.comments,
        )
    )


def groups(report: Report) -> tuple[Group, ...]:
    """The table of a report: rows in their order, successive rows of one item put together."""
    return tuple(_group(tuple(rows), report) for _, rows in groupby(report.rows, _item))


def _item(row: Row) -> tuple[str, str]:
    return row.item, row.number


def _group(rows: tuple[Row, ...], report: Report) -> Group:
    words, first = report.words, rows[0]
    answers = tuple(
        Answer(
            row,
            response(row, words),
            responsibility(row, words),
            comments(row, words, report.cycle),
        )
        for row in rows
    )
    link = web_address(report.links.get(first.item, ""))
    number = (
        Line(
            "number", (Span(one_line(first.number), "reference" if link else "", link),), words.rtl
        ),
    )
    return Group(number, recommendation(first, words), answers)


def recommendation(row: Row, words: Words) -> Cell:
    """Title and text as the source has them, then where they stand there."""
    title, text = one_line(row.title), paragraphs(row.text)
    titled = title and title != " ".join(text)
    return (
        *([_written("title", title, words)] if titled else []),
        *(_written("words" if titled else "title", line, words) for line in text),
        *_ours("quiet", [Span(provenance(row, words))], words),
    )


def provenance(row: Row, words: Words) -> str:
    """ "decision (Paragraph 18) · CEB/2021/3", as much of it as is known."""
    kind, paragraph = one_line(row.kind_label), one_line(row.paragraph)
    if paragraph:
        kind += signs(words).brackets.format(words.paragraph.format(number=paragraph))
    return _DOT.join(filter(None, (kind.strip(), one_line(row.source))))


def response(row: Row, words: Words) -> Cell:
    """The answer in a word, then what was answered."""
    label = one_line(row.response_label)
    answer = _marked("silent", label) if row.response == "awaiting" else [Span(label, "strong")]
    return (
        *_ours("answer", answer, words),
        *(_written("text", line, words) for line in paragraphs(row.response_text)),
    )


def responsibility(row: Row, words: Words) -> Cell:
    """The addressee, the units that do the work, and who works with them."""
    names = [one_line(name) for name in (row.addressee, *row.responsible)]
    names = list(dict.fromkeys(filter(None, names)))
    return (
        *(_named("answer" if name == names[0] else "text", name, words) for name in names),
        *_ours("quiet", [Span(together(row, words))], words),
    )


def together(row: Row, words: Words) -> str:
    """ "in coordination with A, B", "" where there is nobody."""
    others = signs(words).comma.join(filter(None, map(one_line, row.co_addressees)))
    return words.coordination.format(names=others) if others else ""


def comments(row: Row, words: Words, cycle: Cycle | None = None) -> Cell:
    """Status, what was said in the cycle, deadline, dated notes with the newest first, then the
    status as the source wrote it."""
    told = _asked(row, cycle, words) if cycle else ()
    return (_status(row, words), *told, *remarks(row, words))


def _asked(row: Row, cycle: Cycle, words: Words) -> Cell:
    """ "In this cycle: ◌ Silent", no line for what the cycle did not ask."""
    if not row.asked:
        return ()
    mark = _marked(ASKED[row.asked], one_line(row.asked_label))
    return _ours("text", [Span(one_line(cycle.state) + signs(words).colon), *mark], words)


def parties(cycle: Cycle, words: Words) -> tuple[tuple[str, ...], ...]:
    """Who was asked, line by line: name, figures, and the signature where the cycle asks for it."""
    signed = len(cycle.heads) > len(("party", "asked", "answered", "started", "silent"))
    return tuple(
        (
            one_line(one.party),
            *(
                figures(number, words)
                for number in (one.asked, one.answered, one.started, one.silent)
            ),
            *([one_line(one.signed) or _NOTHING] if signed else []),
        )
        for one in cycle.parties
    )


def replies(cycle: Cycle, words: Words) -> tuple[tuple[str, tuple[tuple[Cell, Cell], ...]], ...]:
    """Each question with who replied what; where nobody said anything, silence."""
    silence = _ours("text", _marked("silent", one_line(cycle.no_reply)), words)
    return tuple(
        (
            one_line(question),
            tuple(
                (
                    (_named("answer", one_line(reply.party), words),),
                    tuple(_written("text", line, words) for line in paragraphs(reply.text))
                    or silence,
                )
                for reply in told
            ),
        )
        for question, told in groupby(cycle.replies, lambda reply: reply.question)
    )


def remarks(row: Row, words: Words) -> Cell:
    """The comments without the line of status."""
    newest_first = sorted(row.notes, key=lambda note: note.as_at, reverse=True)
    lines = [*_due(row, words)]
    for note in newest_first:
        date, *text = [one_line(note.date), *paragraphs(note.text)]
        lines += _ours("date", [Span(date)], words)
        lines += [_written("text", line, words) for line in text]
        lines += _evidence(note.evidence, words)
    if status := one_line(row.status_text):
        closing = _BRACKETS.get(status[0])
        has_brackets = closing and status.rstrip(".。").endswith(closing)
        bracketed = status if has_brackets else signs(words).brackets.format(status).strip()
        lines.append(_written("quiet", bracketed, words))
    return tuple(lines)


def _status(row: Row, words: Words) -> Line:
    """ "Status: ● Implemented (claimed) · verified: —"; where somebody has verified, the verdict."""
    colon, brackets = signs(words).colon, signs(words).brackets
    shape = _CLAIMED.get(row.claimed, "silent")
    spans = [Span(words.status + colon), *_marked(shape, one_line(row.claimed_label) or _NOTHING)]
    if shape in ("claimed", "continuing"):
        spans.append(Span(brackets.format(_inside(words.claimed))))
    spans.append(Span(_DOT))
    if row.verified:
        shape = "verified" if row.verified == "implemented" else "closed"
        spans += _marked(shape, one_line(row.verified_label))
    else:
        spans.append(Span(_inside(words.verified) + colon + _NOTHING))
    return Line("text", tuple(spans), words.rtl)


def _marked(shape: str, label: str) -> list[Span]:
    return [Span(MARKS[shape], shape), Span(" "), Span(label, "strong")]


def _inside(word: str) -> str:
    """A word as it stands inside a line."""
    return word[:1].lower() + word[1:]


def _due(row: Row, words: Words) -> Iterable[Line]:
    due, late = one_line(row.due_label), one_line(row.late_label)
    spans = [Span(words.due + signs(words).colon + (due or _NOTHING))] if due or late else []
    if late:
        spans += [Span(_DOT), Span(MARKS["late"], "late"), Span(f" {late}", "alarm")]
    return _ours("text", spans, words)


def _evidence(evidence: tuple[str, ...], words: Words) -> Iterable[Line]:
    spans: list[Span] = []
    for name in filter(None, map(one_line, evidence)):
        spans.append(Span(signs(words).semicolon if spans else words.evidence + signs(words).colon))
        spans.append(Span(name, link=web_address(name)))
    return _ours("quiet", spans, words)


def _written(style: Style, text: str, words: Words) -> Line:
    """What people wrote: it keeps its own direction."""
    return Line(style, (Span(text),), runs_right(text, words.rtl))


def _named(style: Style, name: str, words: Words) -> Line:
    """A name keeps its direction and stands on the document's side."""
    rtl = runs_right(name, words.rtl)
    return Line(style, (Span(name),), rtl, turned=rtl != words.rtl)


def _ours(style: Style, spans: list[Span], words: Words) -> tuple[Line, ...]:
    """What the report itself says: it runs as the document does. No line without text."""
    return (Line(style, tuple(spans), words.rtl),) if any(span.text for span in spans) else ()


def tally(count: Count, words: Words) -> tuple[str, str, str]:
    """One line of the summary: its label, "3 / 12" in the digits of the language, and of what."""
    numbers = f"{figures(count.count, words)} / {figures(count.of, words)}"
    return one_line(count.label), numbers, one_line(count.of_label)


def figures(number: int, words: Words) -> str:
    """A number as the report's language writes it."""
    locale = Locale.parse(words.language, sep="-")
    digits = str.maketrans("0123456789", words.digits)
    return format_decimal(number, locale=locale).translate(digits)


def as_text(cell: Cell) -> str:
    """The cell as plain text, one line a paragraph."""
    return "\n".join(line.text for line in cell)
