"""The words of a Markdown paragraph: emphasis marks, links and tags removed, entities decoded."""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from quintet.followup.intake.language import listed

_MARKS = re.compile(r"[*_`\[<&\\]|  \n")
_STRAY = re.compile(r"^[*_]{1,3}(?=[\w“\"(])|(?<=[\w.,;:!?)”\"])[*_]{1,3}$")
_TAG = re.compile(r"</?([a-z][a-z0-9]*)\b|<!--", re.IGNORECASE)
_TAGS = frozenset(
    listed(
        "a abbr b big br cite code del div dfn em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol "
        "p pre q s small span strike strong sub sup table tbody td th thead tr tt u ul wbr"
    )
)
_LINE_TAGS = frozenset(listed("br p div li tr h1 h2 h3 h4 h5 h6"))
_RAISED = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")
_LONGEST = 20_000  # characters; no paragraph of prose is longer, and this bounds the time

_markdown = MarkdownIt("commonmark")


@dataclass(frozen=True, slots=True)
class Words:
    """The words, and whether all of them are bold or italic."""

    text: str
    bold: bool
    italic: bool


def words_of(source: str, known_words: frozenset[str] = frozenset()) -> Words:
    """The words of a Markdown paragraph.

    Lines that were only wrapped are joined, and so is a word that was hyphenated at a line end
    (`known_words`, in lower case, are those of the document: they tell "recom-mend" from
    "cross-cutting"). Raised numbers stay raised (¹), raised letters do not ("1st").
    """
    if len(source) > _LONGEST or not _MARKS.search(source):
        return Words(_STRAY.sub("", _join(source.split("\n"), known_words)), False, False)
    source = source.replace("****", "** **")  # two bold runs on end, as OCR leaves them
    tokens: list[Token] = []
    _markdown.inline.parse(source, _markdown, {}, tokens)
    gather = _Gather()
    for token in tokens:
        gather.take(token)
    text = _join("".join(gather.pieces).split("\n"), known_words)
    while stray := _STRAY.search(text):
        text = text[: stray.start()] + text[stray.end() :]
    some = gather.seen > 0
    return Words(
        text.replace(_BREAK, "\n"),
        some and gather.bold == gather.seen,
        some and gather.italic == gather.seen,
    )


_BREAK = "\u2028"


class _Gather:
    """Collects the text of inline tokens, and counts how much of it is bold and italic."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.seen = self.bold = self.italic = 0
        self._bold = self._italic = self._raised = 0

    def take(self, token: Token) -> None:
        kind = token.type
        if kind in ("text", "text_special", "code_inline"):
            self._put(token.content)
        elif kind == "softbreak":
            self.pieces.append("\n")
        elif kind == "hardbreak":
            self.pieces.append(_BREAK)
        elif kind in ("strong_open", "strong_close"):
            self._bold += token.nesting
        elif kind in ("em_open", "em_close"):
            self._italic += token.nesting
        elif kind == "html_inline":
            self._tag(token.content)

    def _tag(self, content: str) -> None:
        match = _TAG.match(content)
        name = (match[1] or "").lower() if match else None
        if name is None or (name and name not in _TAGS):
            self._put(content)
            return
        change = -1 if content.startswith("</") else 1
        if name in _LINE_TAGS:
            self.pieces.append(_BREAK)
        elif name in ("b", "strong"):
            self._bold = max(self._bold + change, 0)
        elif name in ("i", "em"):
            self._italic = max(self._italic + change, 0)
        elif name == "sup":
            self._raised = max(self._raised + change, 0)

    def _put(self, text: str) -> None:
        if self._raised and text.strip(" 0123456789+-()") == "":
            text = text.translate(_RAISED)
        self.pieces.append(text)
        length = sum(1 for sign in text if sign.isalnum())
        self.seen += length
        self.bold += length * bool(self._bold)
        self.italic += length * bool(self._italic)


_HYPHENATED = re.compile(r"([^\W\d_]{2,})-$")
_REST = re.compile(r"[^\W\d_]+")


def _join(lines: list[str], known_words: frozenset[str]) -> str:
    """One line from wrapped lines."""
    joined = lines[0].strip()
    parts = [joined]
    for line in lines[1:]:
        line = line.strip()
        head = _HYPHENATED.search(parts[-1])
        rest = _REST.match(line)
        if head and rest and line[0].islower():
            whole = (head[1] + rest[0]).lower()
            compound = f"{head[1]}-{rest[0]}".lower()
            if whole in known_words or compound not in known_words:
                parts[-1] = parts[-1][:-1]
            parts.append(line)
        elif parts[-1].endswith("-") and head:
            parts.append(line)
        elif line:
            parts += [" ", line] if parts[-1] else [line]
    return "".join(parts)
