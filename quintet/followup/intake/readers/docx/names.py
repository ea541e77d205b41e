"""The names of WordprocessingML (ISO/IEC 29500-1, clause 17) that the reader looks for."""

from lxml import etree

TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_W = "{" + TRANSITIONAL.decode() + "}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def w(name: str) -> str:
    """The qualified name of an element or attribute of WordprocessingML."""
    return _W + name


VAL = w("val")
BODY, P, R, T, TBL, TR, TC = (w(name) for name in ("body", "p", "r", "t", "tbl", "tr", "tc"))
P_PR, R_PR, P_STYLE, R_STYLE = (w(name) for name in ("pPr", "rPr", "pStyle", "rStyle"))
BOLD, ITALIC, VANISH, OUTLINE = (w(name) for name in ("b", "i", "vanish", "outlineLvl"))
NUM_PR, NUM_ID, ILVL = (w(name) for name in ("numPr", "numId", "ilvl"))
FALLBACK = _MC + "Fallback"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"


def transitional(xml: bytes) -> bytes:
    """The part in the transitional namespace, whichever conformance class it was saved in."""
    return xml.replace(STRICT, TRANSITIONAL) if STRICT in xml else xml


def child_value(element: "etree._Element | None", name: str) -> str | None:
    """The `w:val` of a child element; None where the child or the value is missing."""
    child = element.find(name) if element is not None else None
    return None if child is None else child.get(VAL)


def whole(text: str | None, default: int = 0) -> int:
    """A whole number from an attribute; the default where it is none or beyond all measure."""
    if text is None or len(text) > 9:
        return default
    try:
        return int(text)
    except ValueError:
        return default


def is_on(element: "etree._Element | None") -> bool:
    """A toggle property: on where the element stands, unless its value says off."""
    return element is not None and element.get(VAL) not in ("0", "false", "off", "none")
