"""Document symbols cited in a text, by the conventions of research.un.org/en/docs/symbols.

Organ / subsidiary / session or year / nature / number / modifier, each part with an optional
parenthesis: A/RES/75/1, CEB/2021/HLCM/6/Add.2/Rev.1, A/80/6 (Sect. 3)/Add.1, S/RES/2753 (2024).
"""

import re

_PREFIXES = (
    "A|S|E|T|ST|SG|AG|CEB|ACC|JIU|DP|DPFPA|DP-FPA-OPS|UNW|UNITAR|UNEP|UNICEF|WFP|IOM|ECE|ESCAP|"
    "ECA|LC|CCPR|CAT|CEDAW|CERD|CESCR|CRC|CRPD|CMW|HRI|HSP|HS|HBP|TD|ID|IDB|GC|FCCC|CBD|ICCD|ICC|"
    "ICEF|MCM|NPT|PC|PBC|SPLOS|ISBA|TRANS|TRADE|ENERGY|EB|EXCOM|UNAPOL|WHA|WHO|WO|GOV|INFCIRC|BWC|"
    "CD|CCW|CTOC|CAC|COSP|CND|UNDOC|ICSC|IS|UN|UNU|IOM|AUD|PFII"
)
_PART = r"[A-Z0-9][\w.*-]*(?:\s?\((?:[A-Z]?[\w.\s,–-]{1,20})\))?"
_SYMBOL = re.compile(
    rf"(?<![\w/.@-])(?:(?:{_PREFIXES})/{_PART}(?:/{_PART}){{0,8}}"
    rf"|[A-Z][A-Z-]{{1,11}}/{_PART}(?:/{_PART}){{1,8}})"
)
_CITED = re.compile(
    r"\b(?:(?P<kind>resolutions?|decisions?|résolutions?|décisions?|resoluci(?:ón|ones)|"
    r"decisi(?:ón|ones)|резолюци[яиюей]{1,2}|решени[еяюий]{1,2})\s)"
    r"(?P<number>(?:[A-Z]{1,4}-?)?\d{1,4}(?:/\d{1,4})?(?:\s?[A-Z]\b)?(?:\s\((?:\d{4}|[IVXLS-]{1,8})\))?)",
    re.IGNORECASE,
)
_INFORMAL = re.compile(r"\b(?:Informal Document|Conference room paper) (?:No\. ?)?\d{4}/\d{1,3}\b")
_HAS_NUMBER = re.compile(r"/[^/]*\d")


def find_symbols(text: str) -> tuple[str, ...]:
    """Every symbol cited, as printed, each once: "A/RES/75/1", "resolution 72/266"."""
    found: dict[str, None] = {}
    if "/" in text:
        for match in _SYMBOL.finditer(text):
            symbol = match[0].rstrip(".-*,")
            if _HAS_NUMBER.search(symbol):
                found[" ".join(symbol.split())] = None
        for match in _INFORMAL.finditer(text):
            found[match[0]] = None
    for match in _CITED.finditer(text):
        if "/" in match["number"] or "(" in match["number"]:
            found[" ".join(match[0].split())] = None
    return tuple(found)
