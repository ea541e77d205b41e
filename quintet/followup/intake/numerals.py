"""Ordinal numbers from 1 to 99 in words, in the six official languages, and in digits.

Sessions are counted in words ("forty-second", "quarante-deuxième", "сорок второй", "第四十二").
"""

import re
from collections.abc import Iterator, Sequence

from quintet.followup.intake.language import listed

_EN_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
_EN_ONES = listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)

_FR_CARDINALS = listed(
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf"
)
_FR_TENS = listed("vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt")

_ES_ONES = listed("primer segundo tercer cuarto quinto sexto séptimo octavo noveno")
_ES_TENS = listed(
    "décimo vigésimo trigésimo cuadragésimo quincuagésimo sexagésimo septuagésimo octogésimo "
    "nonagésimo"
)
_ES_OWN = {"undécimo": 11, "duodécimo": 12, "decimoprimer": 11, "decimosegundo": 12}

_RU_ONES = listed(
    "перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат "
    "четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат"
)
_RU_TENS = listed("двадцат тридцат сороков пятидесят шестидесят семидесят восьмидесят девяност")
_RU_CARDINAL_TENS = listed(
    "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"
)
_RU_ENDINGS = ("ая", "ой", "ую", "ый", "ого", "ом", "ий", "ья", "ьей", "ью", "ье")

_AR_ONES = listed("الأولى الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة")
_AR_TENS = listed("العشر الثلاث الأربع الخمس الست السبع الثمان التسع")


def _english() -> Iterator[tuple[str, int]]:
    for value, word in enumerate(_EN_ONES, 1):
        yield word, value
    for ten, stem in enumerate(_EN_TENS, 2):
        yield stem[:-1] + "ieth", ten * 10
        for one, word in enumerate(_EN_ONES[:9], 1):
            yield f"{stem} {word}", ten * 10 + one


def _french_ordinal(cardinal: str) -> str:
    if cardinal.endswith("cinq"):
        return cardinal + "uième"
    if cardinal.endswith("neuf"):
        return cardinal[:-1] + "vième"
    return cardinal.removesuffix("e") + "ième"


def _french() -> Iterator[tuple[str, int]]:
    yield from (("première", 1), ("premier", 1), ("seconde", 2), ("second", 2))
    for value, word in enumerate(_FR_CARDINALS[1:], 2):
        yield _french_ordinal(word), value
    for ten, stem in enumerate(_FR_TENS, 2):
        if ten not in (7, 9):
            yield _french_ordinal(stem), ten * 10
        for one, word in enumerate(_FR_CARDINALS, 1):
            if (ten in (7, 9)) == (one >= 10):
                base = ten - 1 if one >= 10 else ten
                yield f"{stem} {_french_ordinal(word)}", base * 10 + one
                yield f"{stem} et {_french_ordinal(word)}", base * 10 + one
    yield from (("soixante dixième", 70), ("quatre vingt dixième", 90))


def _spanish() -> Iterator[tuple[str, int]]:
    yield from _ES_OWN.items()
    ones = [(word, value) for value, word in enumerate(_ES_ONES, 1)]
    ones += [("primero", 1), ("tercero", 3)]
    yield from ones
    for ten, stem in enumerate(_ES_TENS, 1):
        yield stem, ten * 10
        for word, one in ones:
            yield f"{stem} {word}", ten * 10 + one
            yield stem.replace("é", "e") + word, ten * 10 + one
    for word, one in ones:
        yield "decimo" + word, 10 + one


def _russian() -> Iterator[tuple[str, int]]:
    for ending in _RU_ENDINGS:
        for value, stem in enumerate(_RU_ONES, 1):
            yield stem + ending, value
        for ten, (stem, cardinal) in enumerate(zip(_RU_TENS, _RU_CARDINAL_TENS, strict=True), 2):
            yield stem + ending, ten * 10
            for one, word in enumerate(_RU_ONES[:9], 1):
                yield f"{cardinal} {word}{ending}", ten * 10 + one


def _arabic() -> Iterator[tuple[str, int]]:
    units = ["الحادية", *_AR_ONES[1:9]]
    for value, word in enumerate(_AR_ONES, 1):
        yield word, value
    for one, word in enumerate(units, 1):
        yield f"{word} عشرة", 10 + one
    for ten, stem in enumerate(_AR_TENS, 2):
        for ending in ("ين", "ون"):
            yield stem + ending, ten * 10
            for one, word in enumerate(units, 1):
                yield f"{word} و{stem}{ending}", ten * 10 + one


def _plain(words: str) -> str:
    return words.casefold().replace("-", " ").replace("\u2011", " ")


ORDINALS: dict[str, int] = {
    _plain(words): value
    for language in (_english, _french, _spanish, _russian, _arabic)
    for words, value in language()
}
_FEMININE_ES = {re.sub(r"o\b", "a", words): value for words, value in _spanish()}
_DIGITS = re.compile(r"(\d{1,3})(?:st|nd|rd|th|e|ème|er|ère|re|º|ª|ый|ая|ой|й|я)?")
_CHINESE = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}


def ordinal(words: Sequence[str]) -> int | None:
    """The ordinal that these words are, all of them, or None: ("forty", "second") → 42."""
    if len(words) == 1 and words[0][:1].isdigit():
        match = _DIGITS.fullmatch(words[0])
        return int(match[1]) if match else None
    phrase = _plain(" ".join(words))
    return ORDINALS.get(phrase) or _FEMININE_ES.get(phrase)


def chinese_number(numeral: str) -> int | None:
    """The number up to 99 that a Chinese numeral or its digits stand for: 四十二 → 42."""
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _CHINESE.get(numeral)
    if (tens and tens not in _CHINESE) or (ones and ones not in _CHINESE):
        return None
    return (_CHINESE[tens] if tens else 1) * 10 + (_CHINESE[ones] if ones else 0)
