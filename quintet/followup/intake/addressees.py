"""Whom the acts of a paragraph address, and with whom these are to work."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quintet.followup.intake.acts import Part
from quintet.followup.intake.candidate import Addressee
from quintet.followup.intake.outline import Passage
from quintet.followup.intake.parties import GENERIC, Context

# fmt: off
_WITH = re.compile(
    r",?\s(?:in\s(?:(?:close|full|continued|further)\s)?(?:coordination|co-ordination|consultation|collaboration|"
    r"cooperation|co-operation|partnership|conjunction|liaison)\swith|(?:together|jointly|along)\swith|"
    r"with(?=\s(?:the\s)?(?-i:[A-Z])[\w\s&()-]{1,80},\sto\s)|"
    r"with\s(?:the\s)?(?:input|support|assistance|participation|involvement|contribution|advice|guidance)s?\s(?:from|of)|"
    r"en\s(?:étroite\s)?(?:coordination|consultation|collaboration|coopération|concertation|liaison)\savec|"
    r"en\s(?:estrecha\s)?(?:coordinación|consulta|colaboración|cooperación)\scon|"
    r"в\s(?:тесн\w+\s)?(?:координации|консультации|сотрудничестве)\sс|совместно\sс)\s",
    re.IGNORECASE,
)
_WITH_ENDS = re.compile(
    r",\s(?:to|with|in order|and\sto|as|for|on|by|a|de|d['’]|que)\b|\s(?:to|on|for|in)\s[a-z]+ |[.;:]|"
    r",\sand\s[a-z]+\s(?!the\b)"
)
_ASKED = re.compile(
    r"\s(?:to(?=\s(?!the\b|its\b|their\b|all\b)[a-z])|that(?=\s)|:(?=\s)|à(?=\s\w+er\b|\s\w+re\b|\s\w+ir\b)|"
    r"d[e’'](?=\s?\w+(?:er|ir|re)\b)|de\s(?:lui|leur|le|la|les|se)\s|a\sque|que)(?:\b|(?<=:))"
    r"|:\s|\s(?=[а-яё]+(?:ть|ти|ться|чь)\b)|\sأن\s"
)
_THAT = re.compile(r"\s*(?:that|que|qu[’'])\s*", re.IGNORECASE)
_MODAL = re.compile(r"\s(?:would|should|shall|will|must|may|be|is|are|continue|ensure|to)\b|,", re.IGNORECASE)
_FIRM = ("would", "should", "shall", "will", "must")
_DECIDING = ("agree", "decide", "resolve", "conclude")
_CAPITALIZED = re.compile(
    r"(?:the\s)?[A-Z][\w’'&/-]*(?:\s(?:(?:of|on|for|and|the)\s){0,2}[A-Z(][\w’'&/()-]*){0,12}"
)
_ROLE = (
    r"(?:(?:all|other|its|the|each|every|more|related|relevant|participating|concerned|member|interested|heads|"
    r"executive|senior|UN|United|Nations|system|system['’]s|specialized|HLCM|Committee|CEB|network|respective|"
    r"remaining|lead|deputy|regional|resident|funds|programmes|and|of|agency|technical|working|governing|subsidiary)\s)*"
    r"(?:organi[sz]ations|entities|agencies|members|secretariats?|Member\sStates|States|Governments|governments|"
    r"administrations?|management|executive\sheads|(?:co-|vice-)?chairs?|chairperson|bureau|co-leads?|leads?|"
    r"networks|working\sgroups?|task\s(?:force|team)s?|forums?|coordinators?|directors?|secretary|heads|bodies|"
    r"focal\spoints|subgroups?|delegations|offices|departments|inspectors?|parties|partners|committees?|"
    r"subcommittees?|boards?|groups?|funds|programmes)"
)
_ROLES = re.compile(
    rf"{_ROLE}(?:,?\s(?:and|or)\s{_ROLE})*(?:\s(?:of|in|for|to|on|from)\s.{{2,120}})?", re.IGNORECASE
)
_ROLE_FIRST = re.compile(
    rf"{_ROLE}(?:\sof\sthe\s(?:UN|United\sNations)\s[Ss]ystem)?(?=\s[a-z])", re.IGNORECASE
)
_INDEFINITE = re.compile(
    r"\s*(?:an?|further|more|additional|continued|continuous|clarification|information|regular|timely|"
    r"early|updates?|reports?|\d+)\s", re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"\s*(?:(?:the|le|la|les|aux?|à\sla|à|el|los|las|al|a\s(?:la|los|las)|a|إلى)\s+|(?:à\s)?l[’'])(?=\S)",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:,|;)\s*(?:and\s|et\s|y\s|as\swell\sas\s)?|(?<=\))\s(?:and|et|y)\s|"
    r"\s(?:as\swell\sas|and\sthe|et\s(?:le|la|les|aux?)|y\s(?:el|la|al|los))\s"
)
_AND = re.compile(r"\s(?:and|et|y|и)\s")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9-]{1,14}")
_TO_ALL = re.compile(
    r"\bto\s(?P<who>(?:the\s)?(?:(?:all|other|its|relevant|participating|concerned|UN|United Nations|system|"
    r"system['’]s|member)\s)+(?:organi[sz]ations|entities|agencies|secretariats|Member\sStates))\b")
_PROMISE = re.compile(
    r"(?<=[.;]\s)The\s(?P<who>(?:(?:Vice-|Co-)?Chairs?|[Ss]ecretariat|[Ss]ecretary|[Cc]oordinator|[Cc]o-leads?|[Ll]ead)"
    r"(?:\sof\s(?:the\s)?[A-Z][^,.;]{2,80}?)?)\s(?:would|will|shall|should|was\s(?:asked|requested)|were\s(?:asked|requested))\s")
_LONGEST_PHRASE = 400
# fmt: on


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom the acts address, and with whom these are to work."""

    addressees: tuple[Addressee, ...]
    co_addressees: tuple[Addressee, ...]


def addressed_by(
    parts: Sequence[Part], passage: Passage, index: int, context: Context
) -> Addressed:
    """The addressees of the acts of a passage (its index in the document), each once."""
    to: dict[str, Addressee] = {}
    along: dict[str, Addressee] = {}
    for part in parts:
        text = passage.text[part.operative.end : part.end]
        offset = part.operative.end
        withs = list(_WITH.finditer(text))
        for match in withs:
            ends = _WITH_ENDS.search(text, match.end(), match.end() + 300)
            chunk = text[match.end() : ends.start() if ends else match.end() + 300]
            for found in _names(chunk, offset + match.start(), index, context):
                along.setdefault(_key(found), found)
        for found in _direct(part, text, offset, index, context):
            to.setdefault(_key(found), found)
    first, last = parts[0].start, parts[-1].end
    for match in _PROMISE.finditer(passage.text, first, last):
        found = _post(match["who"], match.start(), index, context)
        to.setdefault(_key(found), found)
    return Addressed(tuple(to.values()), tuple(one for key, one in along.items() if key not in to))


def _key(addressee: Addressee) -> str:
    return addressee.party.code if addressee.party else addressee.text.casefold()


def _direct(
    part: Part, text: str, offset: int, index: int, context: Context
) -> Iterator[Addressee]:
    """The objects of a request, or the subjects of "that … should"."""
    that = _THAT.match(text)
    if that:
        yield from _names(
            _subject_of_clause(text[that.end() : that.end() + _LONGEST_PHRASE], part),
            offset,
            index,
            context,
        )
        return
    if part.operative.kind == "request":
        chunk = _without_companions(text[: 2 * _LONGEST_PHRASE])
        asked = _ASKED.search(chunk)
        if asked is None or asked.start() > _LONGEST_PHRASE:
            party = context.names.whole(re.split(r"[,.;]", chunk, maxsplit=1)[0])
            if party is not None:
                yield Addressee(party.name, party)
            return
        chunk = re.sub(r"^\s(?:to|on|upon|once again|also)\s", " ", chunk[: asked.start()])
        if part.operative.language != "en" or not _INDEFINITE.match(chunk):
            yield from _names(chunk, offset, index, context)
    elif part.operative.kind == "recommendation":
        for match in _TO_ALL.finditer(text):
            yield Addressee(_without_article(match["who"]))


def _subject_of_clause(clause: str, part: Part) -> str:
    """Who is to act in "that UNDP should …" or "that the General Assembly request …"."""
    modal = _MODAL.search(clause)
    if part.operative.kind == "decision":
        deciding = part.operative.base in _DECIDING and modal and modal[0].strip() in _FIRM
        return clause[: modal.start()] if deciding and modal else ""
    name = _CAPITALIZED.match(clause) or _ROLE_FIRST.match(clause)
    if name and (modal is None or name.end() <= modal.start()):
        return name[0]
    return clause[: modal.start()] if modal else ""


def _without_companions(text: str) -> str:
    """The text without ", with input from A and B," up to the comma that closes it."""
    match = _WITH.search(text)
    while match:
        ends = _WITH_ENDS.search(text, match.end())
        stop = ends.start() if ends else len(text)
        text = text[: match.start()] + " " * (stop - match.start()) + text[stop:]
        match = _WITH.search(text, stop)
    return re.sub(r"\s+,?\s*(?=to\s)", " ", re.sub(r" {2,},?", " ", text))


def _names(chunk: str, position: int, index: int, context: Context) -> Iterator[Addressee]:
    """The names that a phrase lists; what is neither a name nor an office is passed over."""
    for piece in _pieces(chunk, context):
        bare = _without_article(piece)
        if not bare or len(bare) > 200:
            continue
        members = re.fullmatch(r"(?P<body>.{2,80}?)(?:[’']s)?\s[Mm]embers", bare)
        if members:
            found = context.meaning(members["body"], index, position)
            known = found.party if found.party and found.party.members else None
            yield Addressee(bare, known, members=True)
        elif re.match(r"(?:(?:Vice-|Co-)?[Cc]hairs?|[Cc]o-leads?)\b", bare):
            yield _post(bare, position, index, context)
        elif context.names.whole(bare) or GENERIC.fullmatch(bare) or _is_name(bare):
            yield context.meaning(bare, index, position)


def _without_article(text: str) -> str:
    match = _ARTICLE.match(text)
    return (text[match.end() :] if match else text).strip(" ,.;:")


def _is_name(text: str) -> bool:
    if _ROLES.fullmatch(text):
        return True
    first = text.split()[0]
    return (text[0].isupper() and not first.endswith("ing")) or not text[0].isascii()


def _pieces(chunk: str, context: Context) -> Iterator[str]:
    """The phrase cut at commas and "and", but never within a name that is known."""
    mentions = context.names.mentions(chunk)

    def inside(start: int, end: int) -> bool:
        return any(mention.start < end and start < mention.end for mention in mentions)

    cuts = [m.span() for m in _SPLIT.finditer(chunk) if not inside(*m.span())]
    for match in _AND.finditer(chunk):
        if inside(*match.span()) or any(a <= match.start() < b for a, b in cuts):
            continue
        before = chunk[: match.start()].split(" ")[-1]
        after = chunk[match.end() :].split(" ")[0]
        known = any(mention.end == match.start() for mention in mentions) and any(
            mention.start == match.end() for mention in mentions
        )
        if known or (_ACRONYM.fullmatch(before) and _ACRONYM.fullmatch(after.strip(",.;"))):
            cuts.append(match.span())
    position = 0
    for start, end in sorted(cuts):
        yield chunk[position:start]
        position = end
    yield chunk[position:]


def _post(text: str, position: int, index: int, context: Context) -> Addressee:
    """A post such as "Chair of the Forum", known where its body is."""
    party = context.names.whole(text)
    if party is None and " of " in text:
        office, _, body = text.partition(" of ")
        whose = context.meaning(re.sub(r"^the\s", "", body), index, position)
        names = (whose.party.name, *whose.party.aliases) if whose.party else (whose.text,)
        tried = (f"{office} of the {name}" for name in names)
        party = next((found for name in tried if (found := context.names.whole(name))), None)
    return Addressee(text, party)


_SHOULD = re.compile(
    r"(?:^|(?<=[.;:]\s)|(?<=\n))(?P<who>[^.;:\n]{2,160}?),?\s(?:should|shall|must|needs?\sto|"
    r"(?:is|are)\s(?:requested|invited|encouraged)|devrai(?:en)?t|doi(?:ven)?t|debería[n]?|deben?|"
    r"следует|должн[аоы]?)\b"
)


def expected_of(text: str, index: int, context: Context) -> tuple[Addressee, ...]:
    """Of whom a recommendation in its own words expects something ("UNDP should …")."""
    found: dict[str, Addressee] = {}
    for match in _SHOULD.finditer(text[:5_000]):
        for addressee in _names(match["who"], 0, index, context):
            found.setdefault(_key(addressee), addressee)
    return tuple(found.values())
