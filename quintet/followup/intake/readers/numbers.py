"""Paragraph numbers typed by hand ("18.", "18)", "(a)", "12.3", "iv."), and counters in words.

The forms are those of United Nations documents (Editorial Manual, "Paragraphs and subparagraphs"):
18. then (a) then (i) then a. ; other organizations print 18), a) or 12.3.
"""

import re
from dataclasses import dataclass

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９", "0123456789" * 3)
_ROMAN = "x{0,3}(?:ix|iv|v?i{0,3})"
_LABEL = re.compile(
    rf"""\s*(?P<label>
        (?P<decimal>\d{{1,3}}(?:\.\d{{1,3}}){{1,4}})[.)]?(?!\s+(?:[mb]illion|per\s?cent)\b)(?=\s+[^\W\d_])
      | (?P<number>(?!(?:19|20)\d\d)\d{{1,4}}(?:\s?(?:bis|ter|quater))?)\s?[.)](?!\d)(?=\s|[^\W\d_])
      | \((?P<enclosed>\d{{1,3}}|[a-zA-Z]|[а-я]|{_ROMAN})\)(?=\s|\w)                 # (a) (iv) (3)
      | (?P<letter>[a-zа-я]|{_ROMAN})\)(?=\s|\w)                                     # a) iv)
      | (?P<point>[a-z]|{_ROMAN})\.(?=\s)                                            # a. iv.
      | (?P<cjk>\d{{1,4}})、                                                          # 18、
    )\s*""",
    re.VERBOSE,
)
_FORMS = [form for form in _LABEL.groupindex if form != "label"]
_HEADING_LABEL = re.compile(r"\s*(?P<printed>(?P<number>[A-Z]|[IVXL]{1,6})[.)])\s+(?=\S)")
_BULLET = re.compile(r"\s*[•◦▪▫■□●○‣⁃∙·❖➢✓\uf0b7\uf0a7\uf0d8\uf076\uf0a8]\s*|\s*[-–—*]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Label:
    """A number as found before a paragraph: "18" printed as "18.", and where the text begins."""

    number: str
    printed: str
    end: int

    @property
    def is_decimal(self) -> bool:
        return self.number[:1].isdigit() and not self.printed.startswith("(")


def label_of(text: str) -> Label | None:
    """The number that stands before the words of a paragraph, be it after a bullet, or None.

    A year, a sum of money or a single capital letter ("A. Smith") is no number of a paragraph.
    """
    plain = text if text.isascii() else text.translate(_DIGITS)
    match = _LABEL.match(plain, bullet_end(plain))
    if match is None:
        return None
    number = next((match[form] for form in _FORMS if match[form]), "")
    if not number:
        return None
    return Label(number, match["label"].strip(), match.end())


def heading_label_of(text: str) -> Label | None:
    """As `label_of`, and also the "II." and "A." of headings."""
    match = _HEADING_LABEL.match(text)
    if match:
        return Label(match["number"], match["printed"], match.end())
    return label_of(text)


def bullet_end(text: str) -> int:
    """Where the words begin after a bullet or dash; 0 where the text has none."""
    match = _BULLET.match(text)
    return match.end() if match else 0


def roman(value: int) -> str:
    """4 → "iv"; numbers outside 1…3999 as digits."""
    if not 0 < value < 4000:
        return str(value)
    words = []
    for worth, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        words.append(letters * (value // worth))
        value %= worth
    return "".join(words)


def letter(value: int) -> str:
    """1 → "a", 26 → "z", 27 → "aa" (as Word and HTML count), 0 and below as digits."""
    if value < 1:
        return str(value)
    return chr(ord("a") + (value - 1) % 26) * min((value - 1) // 26 + 1, 30)


class Depth:
    """How deep a hand-numbered item stands: (a) below 18., (i) below (a).

    "(i)" is a letter after "(h)" and a roman number else.
    """

    def __init__(self) -> None:
        self._open: list[tuple[str, str]] = []  # form and number of each level

    def level(self, label: Label) -> int:
        """0 for a paragraph's own number (18.), else 1 for the outermost list level."""
        form = self._form(label)
        if form == "decimal":
            self._open.clear()
            return 0
        for depth, (known, _) in enumerate(self._open):
            if known == form:
                del self._open[depth:]
                break
        self._open.append((form, label.number))
        return len(self._open)

    def reset(self) -> None:
        """A heading or a plain paragraph ends every list."""
        self._open.clear()

    def _form(self, label: Label) -> str:
        if label.is_decimal:
            return "decimal"
        number = label.number
        frame = re.sub(r"\w+", "", label.printed)
        if number.isdigit():
            return frame + "1"
        if number.strip("ivxlcdm"):
            return frame + "a"
        if len(number) == 1:
            previous = next((n for f, n in self._open if f == frame + "a"), "")
            if len(previous) == 1 and ord(number) == ord(previous) + 1:
                return frame + "a"
            if number != "i" and not any(f == frame + "i" for f, _ in self._open):
                return frame + "a"
        return frame + "i"
