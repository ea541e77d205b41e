"""A new edition of the list of locations: `python -m … TAXONOMY.csv EDITION SOURCE`.

Countries and areas with their names in six languages come from the table that the package
hdx-python-country carries (MIT; the United Nations' M49 names). What the table does not tell stays
as the edition in force has it: regions, areas without an M49 code, spellings that somebody added.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from quintet.cube.engine.lists.catalogue import lists
from quintet.cube.engine.lists.codes import Code, folded
from quintet.cube.engine.lists.making.edition import row, write

DATA = Path(__file__).parents[1] / "data"
LANGUAGE_COLUMNS = {
    "ar": "M49 Arabic",
    "zh-hans": "M49 Chinese",
    "en": "M49 English",
    "fr": "M49 French",
    "ru": "M49 Russian",
    "es": "M49 Spanish",
}
OTHER_NAMES = (
    "Preferred Term", "ISO Alt Term", "DGACM Alt Term", "HPC Tools Alt Term", "RW Short Name",
    "RW API Alt Term", "English Short", "English Formal",
)  # fmt: skip
CORRECTED = {("ALA", "ru"): "Аландские острова"}  # the table has it in the genitive
PARENTS = ("Intermediate Region Code", "Sub-region Code", "Region Code")  # the nearest first
WORLD = "001"


def countries(taxonomy: Path) -> Iterator[tuple[Code, str, str]]:
    """(code, ISO 3166-1 alpha-2, M49 code) of every country or area that M49 names. The code is
    ISO 3166-1 alpha-3, or the M49 code where ISO has none."""
    with taxonomy.open(encoding="utf-8-sig", newline="") as file:
        for told in csv.DictReader(file):
            names = {
                language: told[column].strip() for language, column in LANGUAGE_COLUMNS.items()
            }
            if not told["m49 numerical code"] or not all(names.values()):
                continue
            m49 = told["m49 numerical code"].zfill(3)
            iso2 = told["ISO 3166-1 Alpha 2-Codes"].strip()
            code = told["ISO 3166-1 Alpha 3-Codes"].strip() or m49
            names |= {language: to for (of, language), to in CORRECTED.items() if of == code}
            parent = next((told[column].zfill(3) for column in PARENTS if told[column]), WORLD)
            spellings = [*_other_names(told, names["en"]), iso2, m49, str(int(m49))]
            yield (
                Code(
                    code,
                    names,
                    parent,
                    spellings=tuple(filter(None, spellings)),
                ),
                iso2,
                m49,
            )


def _other_names(told: dict[str, str], name: str) -> Iterator[str]:
    """What else it is called in English; "Bolivia (Plurinational State of)" also turned about."""
    for told_name in (name, *(told[column].strip() for column in OTHER_NAMES)):
        other = told_name.removeprefix("the ")
        yield other
        if "Saint " in other:
            yield other.replace("Saint ", "St. ")
            yield other.replace("Saint ", "St ")
        before, bracket, within = other.removesuffix(")").partition(" (")
        if bracket:
            yield f"{before}, {within}"


def merged(old: dict[str, Code], new: list[Code]) -> list[Code]:
    """The new edition's codes in the order of their codes, without spellings that two would claim."""
    codes = dict(old)
    for one in new:
        spellings = (*old[one.code].spellings, *one.spellings) if one.code in old else one.spellings
        codes[one.code] = replace(old.get(one.code, one), names=one.names, parent=one.parent)
        codes[one.code] = replace(codes[one.code], spellings=spellings)
    ordered = [codes[code] for code in sorted(codes)]
    claims = Counter(text for one in ordered for text in {*map(folded, one.spellings)})
    taken = {folded(code) for code in codes}
    return [replace(one, spellings=_unclaimed(one, claims, taken)) for one in ordered]


def _unclaimed(one: Code, claims: Counter[str], taken: set[str]) -> tuple[str, ...]:
    kept = {folded(name): "" for name in one.names.values()}  # a name need not be told again
    for text in one.spellings:
        key = folded(text)
        if claims[key] == 1 and key not in taken:
            kept.setdefault(key, text)
    return tuple(filter(None, kept.values()))


def make(taxonomy: Path, edition: str, source: str) -> None:
    """Write the edition of the list and its two crosswalks. Raises KeyError for a table laid out
    otherwise; what is at odds with itself is found when the edition is read."""
    old = lists().get("location")
    found = list(countries(taxonomy))
    head = {"list": "location", "edition": edition, "title": dict(old.title), "source": source}
    codes = merged(dict(old.codes), [one for one, _, _ in found])
    write(DATA / "codes" / f"location.{edition}.json", head, "codes", map(row, codes))
    regions = [(one.code, one.code) for one in codes if one.code.isdecimal()]
    m49 = sorted({*regions, *((one.code, code) for one, _, code in found)})
    _walk("location-m49", edition, "M49", source, m49)
    iso2 = sorted((one.code, code) for one, code, _ in found if code)
    _walk("location-iso2", edition, "ISO 3166-1 alpha-2", source, iso2)


def _walk(name: str, edition: str, to: str, source: str, pairs: list[tuple[str, str]]) -> None:
    path = DATA / "crosswalks" / f"{name}.{edition}.json"
    kept = [
        {"code": one.code, "to": one.to, "certain": False, "note": one.note}
        for one in (lists().crosswalk(name).crossings if name in lists().crosswalks else ())
        if not one.certain
    ]
    rows = [{"code": code, "to": other} for code, other in pairs]
    head = {"crosswalk": name, "edition": edition, "of": "location", "to": to, "source": source}
    write(path, head, "crossings", [*rows, *kept])


if __name__ == "__main__":
    make(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
