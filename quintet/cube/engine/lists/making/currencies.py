"""A new edition of the list of currencies: `python -m … EDITION`.

Which are or were legal tender, and their names, are told by the CLDR that Babel carries; a name
that it lacks stays as the edition in force has it.
"""

import sys
from pathlib import Path

import babel
from babel import Locale
from babel.core import get_global

from quintet.cube.engine.lists.catalogue import lists
from quintet.cube.engine.lists.codes import Code
from quintet.cube.engine.lists.making.edition import row, write

DATA = Path(__file__).parents[1] / "data"
SINCE = 2011  # the first year of published figures
ACCOUNTS = ("XDR",)  # no tender, but some funds keep their accounts in it
LOCALES = {"ar": "ar", "zh-hans": "zh_Hans", "en": "en", "fr": "fr", "ru": "ru", "es": "es"}


def tenders() -> dict[str, int | None]:
    """By ISO 4217 code, the last year as legal tender anywhere; None where it still is in use."""
    last: dict[str, int | None] = {}
    for rows in get_global("territory_currencies").values():
        for code, _start, end, tender in rows:
            if tender:
                ended = end[0] if end else None
                before = last.get(code, 0)
                last[code] = None if ended is None or before is None else max(ended, before)
    in_use = {code: year for code, year in last.items() if year is None or year >= SINCE}
    return in_use | dict.fromkeys(ACCOUNTS)


def make(edition: str) -> None:
    """Write the edition. A currency that has no name in some language is refused when it is read."""
    old = lists().get("currency")
    locales = {language: Locale.parse(name) for language, name in LOCALES.items()}
    codes = []
    for code, last in sorted(tenders().items()):
        kept = old.codes.get(code, Code(code, {}))
        names = {
            language: locale.currencies.get(code) or kept.names.get(language, "")
            for language, locale in locales.items()
        }
        codes.append(Code(code, names, valid_to=last, certain=kept.certain, note=kept.note))
    head = {
        "list": "currency",
        "edition": edition,
        "title": dict(old.title),
        "source": f"ISO 4217; tender and names by the CLDR of Babel {babel.__version__}",
    }
    write(DATA / "codes" / f"currency.{edition}.json", head, "codes", map(row, codes))


if __name__ == "__main__":
    make(sys.argv[1])
