"""What a document says of itself: its title, symbol and date, whose report it is, and sessions."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from quintet.followup.intake.candidate import Addressee, Meeting
from quintet.followup.intake.dates import DateSpan, dates_in
from quintet.followup.intake.document import Document
from quintet.followup.intake.outline import Passage
from quintet.followup.intake.parties import Names
from quintet.followup.intake.sessions import held_in, sessions_in
from quintet.followup.intake.symbols import find_symbols
from quintet.followup.intake.vocabulary import field_at

_COVER = 30  # passages

# fmt: off
_REPORT_OF = re.compile(
    r"(?:report|minutes|summary of conclusions|conclusions|record|proceedings|summary)\s(?:of|on)\s"
    r"(?:the\s)?(?:work\sof\s(?:the\s)?)?(?P<body>[^,:;()]{4,160}?)"
    r"(?=\s(?:at|on|for)\s(?:its|the)\b|\s?[,:;(]|\sat\s|$)"
    r"|(?:rapport|compte rendu)\s(?:du|de\sla|de\sl[’']|des)\s?(?P<fr>[^,:;()]{4,160}?)"
    r"(?=\s(?:sur|à|au)\s|\s?[,:;(]|$)"
    r"|(?:informe|acta)\s(?:del|de\sla)\s(?P<es>[^,:;()]{4,160}?)(?=\s(?:sobre|en|correspondiente)\s|\s?[,:;(]|$)",
    re.IGNORECASE,
)
_BODY_NOUN = re.compile(
    r"\b(?:committee|board|forum|network|council|commission|assembly|conference|group|task force|panel|"
    r"inspection unit|office of internal oversight|auditors|inspector|comité|conseil|commission|assemblée|"
    r"réseau|groupe|junta|consejo|comisión|comité|asamblea|grupo|red)\b", re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:report|progress report|annual report|status of|state of|review|evaluation|audit|resolution|decision|"
    r"minutes|summary|conclusions|follow-up|implementation|management response|recommendations|proposed|"
    r"budget|rapport|état|examen|suite donnée|informe|estado|examen|resolución|résolution|доклад|"
    r"состояние|резолюция|تقرير|حالة|قرار|报告|执行情况|决议)", re.IGNORECASE,
)
_GENERIC_TITLE = re.compile(
    r"(?:status|state) of (?:the )?implementation(?: of (?:the )?recommendations?)?|management response|"
    r"progress report|implementation of (?:the )?recommendations|evaluation report|"
    r"follow-up (?:report|to recommendations)",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"distr\b|original\s?:|english only|agenda item|item \d|united nations$|contents$|table of contents|"
    r"introduction$|summary$|nations unies$|naciones unidas$|annex|\(", re.IGNORECASE,
)
_AS_AT = re.compile(
    r"\b(?:as at|as of|situation (?:as )?at|au|al|arrêtée? au|по состоянию на|a fecha de)\s|"
    r"截至|(?:حتى|في)\s",
    re.IGNORECASE,
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Facts:
    title: str = ""
    symbol: str = ""
    date: datetime.date | None = None
    body: Addressee | None = None
    session: int | None = None
    meetings: tuple[Meeting, ...] = ()


def facts_of(document: Document, passages: Sequence[Passage], names: Names) -> Facts:
    """The facts that the document itself tells; what it does not tell stays empty."""
    cover = _cover(passages)
    title = _title(cover) or document.metadata.get("title", "").strip()
    body, session = _body(cover, names)
    return Facts(
        title,
        _symbol(document, cover),
        _date(cover),
        body,
        session,
        _meetings(passages, body, cover, session),
    )


def _cover(passages: Sequence[Passage]) -> list[Passage]:
    """The passages before the first numbered paragraph."""
    cover = []
    for passage in passages[:_COVER]:
        if not passage.is_heading and passage.number[:1].isdigit():
            break
        if field_at(passage.text.split("\n")[0]) is not None:
            break
        cover.append(passage)
    return cover


def _title(cover: Sequence[Passage]) -> str:
    lines = [
        (passage, " ".join(passage.text.split()))
        for passage in cover
        if 4 <= len(passage.text) <= 400 and not _NO_TITLE.match(passage.text.strip())
    ]
    headings = [text for passage, text in lines if passage.is_heading and not passage.introduces]
    plain = [text for passage, text in lines if not passage.is_heading and len(text) <= 250]
    named = [text for text in headings if _TITLE.match(text)]
    named += [text for text in plain if _TITLE.match(text)]
    if plain and _GENERIC_TITLE.fullmatch(plain[0].rstrip(" .:")):
        named.insert(0, plain[0])
    title = (named or headings or plain or [""])[0]
    if _GENERIC_TITLE.fullmatch(title.rstrip(" .:")):
        texts = [text for _, text in lines]
        after = texts[texts.index(title) + 1 :][:3]
        subject = next((text for text in after if text.count(" ") > 2 and not _dated(text)), "")
        title = f"{title.rstrip(' .:')}: {subject}" if subject else title
    return title


def _dated(text: str) -> bool:
    return bool(_AS_AT.search(text)) or next(dates_in(text), None) is not None


def _symbol(document: Document, cover: Sequence[Passage]) -> str:
    for passage in cover[:15]:
        if len(passage.text) > 200 or re.match(r"\d", passage.number):
            continue
        symbols = [
            symbol for symbol in find_symbols(passage.text) if " " not in symbol.split("/")[0]
        ]
        if symbols and not re.search(r"\b(?:pursuant|see|in accordance)\b", passage.text):
            return symbols[0]
    subject = find_symbols(document.metadata.get("subject", ""))
    return subject[0] if subject else ""


def _date(cover: Sequence[Passage]) -> datetime.date | None:
    for passage in cover:
        for marker in _AS_AT.finditer(passage.text[:600]):
            span = next(dates_in(passage.text[marker.end() : marker.end() + 40]), None)
            if span and span.start <= 4:
                return span.last
    distributed = False
    for passage in cover:
        text = passage.text[:300]
        distributed = distributed or "Distr" in text
        for span in dates_in(text):
            if span.first == span.last and (distributed or len(text) < 40):
                return span.first
    return None


def _body(cover: Sequence[Passage], names: Names) -> tuple[Addressee | None, int | None]:
    for passage in cover:
        text = " ".join(passage.text.split())[:400]
        for match in _REPORT_OF.finditer(text):
            name = next(filter(None, match.groups())).strip()
            party = names.whole(name)
            if party is None and not _BODY_NOUN.search(name):
                continue
            session = next((s.number for s in sessions_in(text[match.start() :]) if s.number), None)
            return Addressee(name, party), session
    for passage in cover:
        text = " ".join(passage.text.split())
        if passage.is_heading and len(text) < 120 and (party := names.whole(text)):
            if party.kind == "body":
                return Addressee(text, party), None
        elif len(text) < 120 and re.match(
            r"Advisory Committee on|Board of Auditors|Joint Insp", text
        ):
            return Addressee(text, names.whole(text)), None
    return None, None


def _meetings(
    passages: Sequence[Passage],
    body: Addressee | None,
    cover: Sequence[Passage],
    session: int | None,
) -> tuple[Meeting, ...]:
    """Sessions of the document's own body whose days it tells."""
    if body is None:
        return ()
    code = body.party.code if body.party else body.text
    found: dict[int, Meeting] = {}
    for passage in passages:
        if len(passage.text) > 1_500 or not _YEAR.search(passage.text):
            continue
        if _OTHER_BODY.search(passage.text):
            continue
        for held in held_in(passage.text):
            found.setdefault(held.number, Meeting(code, held.number, held.first, held.last))
    if session and session not in found and (days := _days_on(cover)):
        found[session] = Meeting(code, session, days.first, days.last)
    return tuple(sorted(found.values(), key=lambda meeting: meeting.number))


_YEAR = re.compile(r"(?:19|20)\d\d")


def _days_on(cover: Sequence[Passage]) -> DateSpan | None:
    """The days "(Geneva, 17-18 October 2019)" that stand by themselves under the title."""
    spans = (span for p in cover if len(p.text) < 80 for span in dates_in(p.text))
    return next((span for span in spans if 0 < (span.last - span.first).days < 28), None)


_OTHER_BODY = re.compile(r"General Assembly|Security Council|Economic and Social Council")


class Diary:
    """When sessions are held: those the document tells of, and those known from elsewhere."""

    def __init__(self, facts: Facts, names: Names, meetings: Sequence[Meeting]) -> None:
        self._facts = facts
        self._names = names
        self._days: dict[tuple[str, int], datetime.date | None] = {}
        for meeting in (*meetings, *facts.meetings):
            self._days[meeting.body, meeting.number] = meeting.starts_on

    def session_named(
        self, before: str, number: int | None
    ) -> tuple[bool, datetime.date | None, Meeting | None]:
        """Whether a session can lie ahead, its first day, and which it is where its body is known.

        `before` are the words before it. A session of no other body that is named there is one of
        the document's own body.
        """
        body = self._facts.body
        mentions = [m for m in self._names.mentions(before[-80:]) if m.party.kind == "body"]
        if mentions and mentions[-1].party != (body.party if body else None):
            return self._ahead(mentions[-1].party.code, number, known=True)
        if body is None or _OTHER_BODY.search(before[-80:]):
            return True, None, None
        own = self._facts.session
        if number is None and own:
            number = own + 1
        if own and number and number <= own:
            return False, None, None
        if body.party is None:
            return self._ahead(body.text, number, known=False)
        return self._ahead(body.party.code, number, known=body.party.kind == "body")

    def _ahead(
        self, body: str, number: int | None, *, known: bool
    ) -> tuple[bool, datetime.date | None, Meeting | None]:
        if not number:
            return True, None, None
        day = self._days.get((body, number))
        return True, day, Meeting(body, number, day) if known else None
