"""A recommendation gathered field by field, from cells or labelled lines, into a candidate."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from quintet.followup.intake.acts import act_of, parts_of
from quintet.followup.intake.addressees import addressed_by, expected_of
from quintet.followup.intake.candidate import Act, Addressee, Candidate, Due, ItemKind, StatusCode
from quintet.followup.intake.composing import Surroundings
from quintet.followup.intake.deadlines import deadline_in_cell, find_deadlines
from quintet.followup.intake.document import Block
from quintet.followup.intake.outline import Passage
from quintet.followup.intake.symbols import find_symbols
from quintet.followup.intake.verbs import Operative, operative_at
from quintet.followup.intake.vocabulary import Role, field_at, response_of, status_of

_UNFINISHED_UNLESS = (".", "!", "?", ":", ";", ")", "”", '"', "。", "；", "：")
_PARAGRAPH = re.compile(
    r"\s*[(（\[](?:paras?|paragraphs?|par|párrs?|párrafos?|п|пп|пункты?|الفقرة|الفقرات|第)\.?\s*"
    r"(?P<number>\d{1,4}(?:\.\d{1,3})?(?:\s?\([a-z]\))?(?:\s?(?:-|–|,|and|to|et|y|и)\s?\d{1,4})*)"
    r"\s?段?[)）\]]",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:paras?|paragraphs?|párrs?|п)\.?\s?(\d{1,4})", re.IGNORECASE)
_STATUS_WORD = (
    r"(?:fully |partially |partly |now |not (?:yet )?|under |in |to be )?"
    r"(?:completed?|on-?going|implemented|implementation|progress|closed|started|pending|under\s?way|"
    r"delayed|cancelled|achieved|done|overtaken by events|superseded|achevée?|appliquée?|en cours|"
    r"non commencée?|completad[oa]|en curso|aplicad[oa]|pendiente|выполнен[аоы]?|в процессе выполнения|"
    r"завершен[аоы]?|منفذة?|قيد التنفيذ|لم يبدأ|已执行|执行中|已完成|进行中|未开始)"
)
_STATUS_PHRASE = rf"{_STATUS_WORD}(?:(?:,|/| and| but| et| y| и|،|、)\s?{_STATUS_WORD}){{0,3}}"
_STATUS_LAST = re.compile(rf"[(\[]?(?:status:\s)?{_STATUS_PHRASE}[)\]]?\.?", re.IGNORECASE)
_STATUS_FIRST = re.compile(
    rf"(?P<phrase>(?:status:\s)?{_STATUS_PHRASE})(?:[.:]|\s[–—-]|$)", re.IGNORECASE
)
_MARKS = " ○◐●◉◌—"
_UNITS = re.compile(r"\s*(?:\n|;|؛|；|、)\s*")
_COMMAS = re.compile(r"\s*(?:,|،|，|\s/\s)\s*(?![^()]*\))")
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one field, and their place in the document."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Draft:
    """What is gathered of one item so far; `kind` is that of its subject column or label."""

    kind: ItemKind
    number: str = ""
    pieces: dict[Role, list[Piece]] = field(default_factory=dict)
    page: int | None = None
    symbols: tuple[str, ...] = ()
    status_mark: str = ""
    response_mark: str = ""
    paragraph: str = ""

    def add(self, role: Role, text: str, start: int, end: int) -> None:
        if text.strip():
            self.pieces.setdefault(role, []).append(Piece(text.strip(), start, end))

    def again(self) -> "Draft":
        """The same item, for another who answers it."""
        kept: dict[Role, list[Piece]] = {self.kind: list(self.pieces.get(self.kind, ()))}
        return replace(self, pieces=kept, status_mark="", response_mark="")

    def cite(self, source: str) -> None:
        """Take over what the cell "A/75/5 (Vol. I), chap. II, para. 44" says of the source."""
        self.symbols = tuple(dict.fromkeys((*self.symbols, *find_symbols(source))))
        place = _PLACE.search(source)
        self.paragraph = place[1] if place else self.paragraph

    def words(self, role: Role) -> str:
        """The field's words; a sentence that a page end has cut goes on in its line."""
        joined = ""
        for piece in self.pieces.get(role, ()):
            if joined and is_unfinished(joined) and (piece.text[0].islower() or len(joined) > 300):
                joined += " " + piece.text
            else:
                joined += ("\n" if joined else "") + piece.text
        return joined

    def places(self) -> list[Piece]:
        return [piece for pieces in self.pieces.values() for piece in pieces]


def is_unfinished(text: str) -> bool:
    """Whether the text breaks off without a mark that ends a sentence."""
    return bool(text) and not text.rstrip().endswith(_UNFINISHED_UNLESS)


def candidate_from(draft: Draft, around: Surroundings) -> Candidate | None:
    """The candidate, or None where the draft has no words of its own."""
    text = draft.words(draft.kind)
    places = draft.places()
    if not text or not places:
        return None
    cited = _PARAGRAPH.search(text)
    response_text, comments = draft.words("response"), draft.words("comments")
    status_text = draft.words("status") or draft.status_mark or status_in(comments)
    acts, to, along = _acts(draft, around)
    everything = "\n".join((text, response_text, comments))
    return Candidate(
        kind=draft.kind,
        number=draft.number,
        paragraph=cited["number"] if cited else draft.words("paragraph") or draft.paragraph,
        text=text,
        start=min(piece.start for piece in places),
        end=max(piece.end for piece in places),
        title=_title(text),
        acts=acts,
        addressees=to,
        co_addressees=along,
        due=_due(draft, (text, response_text, comments), around),
        response=response_of(response_text) or response_of(draft.response_mark),
        response_text=response_text or draft.response_mark,
        responsible=responsible_units(draft.words("responsible"), around),
        comments=comments,
        status_text=status_text,
        status=_status(status_text),
        symbols=tuple(dict.fromkeys((*draft.symbols, *find_symbols(everything)))),
        page=draft.page,
    )


def _status(text: str) -> StatusCode | None:
    """The status of all lines; of several actions, some done and some not: in progress."""
    if "\n" not in text or len(text) > 400:
        return status_of(text) if text else None
    codes = {status_of(line) for line in text.split("\n")} - {None}
    return codes.pop() if len(codes) == 1 else ("in_progress" if codes else None)


def _title(text: str) -> str:
    first = _PARAGRAPH.sub("", text.split("\n", 1)[0]).strip()
    return first if len(first) <= _LONGEST_TITLE else ""


def _due(draft: Draft, texts: tuple[str, ...], around: Surroundings) -> tuple[Due, ...]:
    dues = dict.fromkeys(deadline_in_cell(draft.words("due")))
    for text in texts:
        dues |= dict.fromkeys(find_deadlines(text, around.diary.session_named))
    return tuple(dues)


def _acts(
    draft: Draft, around: Surroundings
) -> tuple[tuple[Act, ...], tuple[Addressee, ...], tuple[Addressee, ...]]:
    """The acts with which the item's own words begin ("Requests …"), and whom they address."""
    first = draft.pieces[draft.kind][0]
    block = Block("paragraph", first.text, first.start, first.start + len(first.text))
    passage = Passage(block, "", first.text, first.end)
    passage._places.append(first.start)
    starts = [passage.start for passage in around.passages]
    index = max(bisect_right(starts, first.start) - 1, 0)
    operative = operative_at(first.text) or _after_subject(first.text)
    if operative is not None and operative.form in ("past", "present") and operative.base != "set":
        parts = parts_of(first.text, operative)
        found = addressed_by(parts, passage, index, around.context)
        return tuple(act_of(passage, p) for p in parts), found.addressees, found.co_addressees
    return (), expected_of(draft.words(draft.kind), index, around.context), ()


_BODY_DOES = re.compile(
    r"(?:In paragraph \d+[^,]{0,40}, )?The (?:[A-Z][\w-]+ ){0,3}"
    r"(?:Committee|Board|Commission|Council|Assembly|Inspectors?|Conference) "
)


def _after_subject(text: str) -> Operative | None:
    """The verb in "The Advisory Committee recommends …"."""
    match = _BODY_DOES.match(text)
    return operative_at(text, match.end()) if match else None


def status_in(comments: str) -> str:
    """A status that comments tell in words of their own: all of their last line, or the first."""
    lines = [line.strip() for line in comments.split("\n") if line.strip()]
    if not lines:
        return ""
    if len(lines[-1]) < 100 and _STATUS_LAST.fullmatch(lines[-1]):
        return lines[-1].rstrip(".")
    first = _STATUS_FIRST.match(lines[0])
    return first["phrase"] if first else (labelled_status(lines[0]) or "")


def labelled_status(line: str) -> str | None:
    """What follows "Status:" up to what somebody else has verified, without its mark; empty where
    nothing is stated, None where the line is none such."""
    label = field_at(line)
    if label is None or label.role != "status":
        return None
    return line[label.value :].split(" · ")[0].strip(_MARKS)


def responsible_units(text: str, around: Surroundings) -> tuple[str, ...]:
    """The units that a cell names: one a line, or short names parted by commas."""
    return tuple(
        dict.fromkeys(unit for part in _UNITS.split(text) for unit in _by_commas(part, around))
    )


def _by_commas(part: str, around: Surroundings) -> Iterator[str]:
    part = part.strip(" ,.-•–")
    pieces = [piece for piece in _COMMAS.split(part) if piece]
    whole_name = around.context.names.whole(part) is not None
    acronyms = sum(map(_has_acronym, pieces))
    if (
        len(pieces) < 2
        or whole_name
        or not acronyms
        or not all(_is_unit(piece, around) for piece in pieces)
    ):
        if part:
            yield part
        return
    yield from pieces


def _is_unit(piece: str, around: Surroundings) -> bool:
    bare = re.sub(r"\([^()]*\)|\band\b", "", piece).strip()
    words = bare.split()
    short = 0 < len(words) <= 3 and not any(word[0].islower() for word in words)
    return short or around.context.names.whole(piece) is not None


def _has_acronym(piece: str) -> bool:
    return any(len(word) > 1 and word.isupper() for word in re.findall(r"\w+", piece))
