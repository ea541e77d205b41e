"""What people wrote, in characters that every format can carry.

The law: whatever the text, the result is legal in XML 1.0 (section 2.2, production Char) and can be
encoded in UTF-8; nothing that a person can see is lost.
"""

import re
from urllib.parse import quote

_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_REORDERING = re.compile("[\u202a-\u202e]")  # would show what follows in another order
_SPACES = re.compile(r"[ \t]+")
_WEB_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?(?:[/?][^#\[\]\s]*)?(?:#[^#\[\]\s]*)?"
)


def legible(text: str) -> str:
    r"""The text with one kind of line end ("\n"), without control characters and lone surrogates."""
    return _ILLEGAL.sub("", _LINE_END.sub("\n", text))


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines of a text for the page: spaces single, none empty, no marks that reorder others."""
    lines = _REORDERING.sub("", legible(text)).split("\n")
    return tuple(tidy for line in lines if (tidy := _SPACES.sub(" ", line).strip()))


def one_line(text: str) -> str:
    """The text on one line, as names, labels and numbers stand."""
    return " ".join(paragraphs(text))


def web_address(text: str) -> str:
    """The text as an address that a document may link to (RFC 3986), "" where it is none."""
    address = quote(legible(text).strip(), safe="%/:?#@!$&'()*+,;=~-._")
    return address if _WEB_ADDRESS.fullmatch(address) else ""
