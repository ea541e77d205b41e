"""Make the figures of the sample cube: what ten organizations spent and received, 2019 to 2025.

The totals of 2019 to 2021 are those that the Chief Executives Board published for each organization
and year, to the cent. Later totals, and the split of every total, are INVENTED: no row says what
any organization really spent, where, on what, or from whom. The same files come out every time.

Run it after a change: .venv/bin/python samples/make_cube.py
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent / "cube"
HEAD = (
    "year", "entity", "sub_entity", "measure", "record", "function", "location", "goal", "target",
    "instrument", "contributor_type", "contributor", "gender_marker", "currency", "amount",
)  # fmt: skip
Row = dict[str, str]
Weights = Mapping[str, float]
FIRST, PUBLISHED, STANDING = (
    2019,
    2021,
    2024,
)  # years: the first, the last true, the last in the bulk

# Published for the organization and year: 2019, 2020, 2021. United States dollars.
EXPENSE = {
    "FAO": ("1584375032.22", "1550512909.64", "1653704076.00"),
    "ILO": ("704861145.80", "644063591.52", "773491577.19"),
    "IOM": ("2096318813.69", "2178037649.02", "2532100079.59"),
    "UNDP": ("4923673210.00", "5021893659.49", "5353793427.00"),
    "UNESCO": ("639527167.00", "578300617.00", "688073748.00"),
    "UNFPA": ("1130202247.50", "1228101620.42", "1300677929.72"),
    "UNHCR": ("4258261680.00", "4432455082.89", "4692352152.26"),
    "UNICEF": ("6202896276.57", "6283252271.64", "6958973182.41"),
    "WFP": ("7770847127.58", "8199933387.92", "9406985909.15"),
    "WHO": ("3087801000.00", "3561304772.00", "3718623266.85"),
}
REVENUE = {
    "FAO": ("1656094308.53", "1791468697.72", "1850633428.16"),
    "ILO": ("727034199.14", "746762114.44", "861468929.00"),
    "IOM": ("2127069586.68", "2182689257.36", "2549484556.55"),
    "UNDP": ("4829130221.13", "6574358279.95", "5587370031.00"),
    "UNESCO": ("659290503.00", "655307699.00", "692049759.00"),
    "UNFPA": ("1469985417.96", "1381592773.06", "1575253989.20"),
    "UNHCR": ("4183136782.00", "4891648528.14", "5254206418.88"),
    "UNICEF": ("6412270941.00", "7548350694.28", "8569586162.01"),
    "WFP": ("8271663007.18", "8903743249.98", "9767970888.20"),
    "WHO": ("3116125270.00", "4299334277.00", "4066316529.67"),
}
# From here on invented.
GROWTH = {2022: "1.06", 2023: "1.04", 2024: "1.01", 2025: "0.93"}  # of the last published total
FUNCTIONS: Mapping[str, Weights] = {
    "FAO": {"E01": 6, "E02": 2, "E04": 2},
    "ILO": {"E01": 7, "E02": 1, "E04": 2},
    "IOM": {"E01": 3, "E02": 6, "E04": 1},
    "UNDP": {"E01": 9, "E02": 1},
    "UNESCO": {"E01": 7, "E04": 3},
    "UNFPA": {"E01": 6, "E02": 4},
    "UNHCR": {"E02": 1},
    "UNICEF": {"E01": 5, "E02": 5},
    "WFP": {"E01": 1, "E02": 9},
    "WHO": {"E01": 3, "E02": 3, "E04": 4},
}
TARGETS: Mapping[str, Weights] = {
    "FAO": {
        "2.1": 4,
        "2.3": 3,
        "2.4": 3,
        "1.5": 1,
        "15.2": 2,
        "14.4": 1,
        "12.3": 1,
        "16.6": 0.5,
        "17.16": 1,
    },
    "ILO": {
        "8.5": 3,
        "8.7": 2,
        "8.8": 3,
        "1.3": 2,
        "10.2": 1,
        "16.6": 1,
        "5.2": 0.5,
        "4.4": 1,
        "5.4": 1,
        "10.3": 1,
    },
    "IOM": {"10.7": 5, "16.2": 1, "8.8": 1, "1.5": 2, "3.8": 1, "13.1": 1, "5.2": 0.5, "16.9": 1},
    "UNDP": {
        "1.1": 3,
        "16.6": 4,
        "16.7": 2,
        "13.1": 2,
        "7.1": 1,
        "5.5": 1,
        "17.18": 1,
        "10.2": 1,
        "17.14": 1,
        "16.3": 1,
    },
    "UNESCO": {"4.1": 4, "4.7": 2, "11.4": 2, "16.10": 2, "5.5": 1, "9.5": 1, "17.6": 1},
    "UNFPA": {"3.7": 4, "3.1": 3, "5.3": 2, "5.6": 3, "5.2": 2, "17.18": 1},
    "UNHCR": {
        "10.7": 4,
        "16.9": 2,
        "3.8": 1,
        "4.1": 1,
        "6.1": 1,
        "5.2": 1,
        "1.5": 2,
        "8.5": 0.5,
        "17.16": 1,
    },
    "UNICEF": {"3.2": 3, "4.1": 3, "6.1": 3, "16.2": 2, "5.3": 1, "2.2": 2, "16.9": 1, "17.16": 1},
    "WFP": {"2.1": 9, "2.2": 3, "4.1": 1, "13.1": 1, "17.16": 2, "1.3": 1},
    "WHO": {
        "3.8": 4,
        "3.3": 3,
        "3.4": 2,
        "3.d": 3,
        "3.b": 1,
        "3.1": 1,
        "8.8": 0.5,
        "16.6": 0.5,
        "17.16": 1,
    },
}
WORLD: Weights = {
    "AFG": 5, "BGD": 4, "BRA": 1, "COD": 5, "COL": 2, "EGY": 1, "ETH": 5, "FJI": 0.3, "GTM": 1,
    "HTI": 2, "IND": 2, "IDN": 1, "IRQ": 3, "JOR": 2, "KEN": 3, "LBN": 4, "MDG": 1, "MLI": 2,
    "MMR": 2, "MOZ": 2, "NPL": 1, "NGA": 4, "PAK": 3, "PER": 1, "PHL": 1, "SDN": 4, "SOM": 4,
    "SSD": 5, "SYR": 6, "TCD": 2, "TUR": 2, "UGA": 3, "UKR": 4, "VNM": 1, "YEM": 7, "ZMB": 1,
    "002": 2, "142": 1, "GLO": 6,
}  # fmt: skip
# Instrument, type of contributor, how many contributors of that kind there are.
SOURCES: Mapping[tuple[str, str, int], float] = {
    ("R02A", "C01", 9): 5, ("R02A", "C06", 2): 1, ("R03A", "C04D", 1): 2, ("R03B", "C01", 5): 2,
    ("R03C", "C04B", 2): 1.5, ("R03D", "C01", 4): 1.5, ("R03E", "C01", 12): 14,
    ("R03E", "C08A", 1): 3, ("R03E", "C05", 3): 2, ("R03E", "C02", 2): 1, ("R03E", "C04A", 2): 1.5,
    ("R03F", "C01", 3): 1, ("R04A", "C09", 0): 0.6, ("R04B", "C04C", 0): 0.5,
    ("R04C", "C06", 2): 0.4,
}  # fmt: skip
ASSESSED = {"FAO": 9, "ILO": 18, "IOM": 1, "UNESCO": 13, "WHO": 5}
WORDS = {
    "C01": "government", "C02": "association", "C04A": "development bank", "C04B": "global fund",
    "C04D": "pooled fund", "C05": "foundation", "C06": "company",
    "C08A": "commission",
}  # fmt: skip
MARKERS: Weights = {"0": 3, "1": 4, "2": 4, "3": 1}
ROWS = {"expense": 32, "revenue": 22}


def total(entity: str, year: int, measure: str) -> Decimal:
    """Of an organization's year: as published, or invented."""
    published = (EXPENSE if measure == "expense" else REVENUE)[entity]
    if year <= PUBLISHED:
        return Decimal(published[year - FIRST])
    return (Decimal(published[-1]) * Decimal(GROWTH[year])).quantize(Decimal("0.01"))


def split(whole: Decimal, weights: Sequence[float]) -> list[Decimal]:
    """Parts by weight, to the cent, that sum to the whole exactly."""
    every, cents = list(accumulate(weights)), int(whole * 100)
    marks = [round(cents * one / every[-1]) for one in every]
    return [Decimal(b - a) / 100 for a, b in zip([0, *marks], marks, strict=False)]


def figures(entity: str, year: int, measure: str) -> Iterator[Row]:
    """Invented rows whose sum is the total. Early years tell less, as early years do."""
    chance = Random(f"{entity}/{year}/{measure}")
    weights = [chance.paretovariate(1.3) for _ in range(ROWS[measure])]
    for amount in split(total(entity, year, measure), weights):
        row = dict.fromkeys(HEAD, "") | {"year": str(year), "entity": entity, "measure": measure}
        row |= {"currency": "USD", "amount": f"{amount:.2f}"} | source(entity, year, chance)
        if measure == "expense":
            row |= spending(entity, year, chance)
        yield row


def source(entity: str, year: int, chance: Random) -> Row:
    """From whom, by what instrument; the flows between organizations name the other one."""
    known = {**SOURCES, ("R01", "C01", 15): ASSESSED.get(entity, 0)}
    [(instrument, kind, many)] = chance.choices(list(known), list(known.values()))
    who = f"Invented {WORDS[kind]} {chance.randint(1, many)}" if many else ""
    if kind == "C04C":
        who = chance.choice([one for one in EXPENSE if one != entity])
    if year < 2020:  # other revenue was not told apart yet
        instrument = instrument[:3] if instrument.startswith("R04") else instrument
    return {"instrument": instrument, "contributor_type": kind, "contributor": who}


def spending(entity: str, year: int, chance: Random) -> Row:
    """For what, where, towards which target."""
    function, location, target, marker = (
        drawn(weights, chance) for weights in (FUNCTIONS[entity], WORLD, TARGETS[entity], MARKERS)
    )
    coded = chance.random()
    if coded < 0.1:
        goal, target = "X00", ""
    elif coded < 0.1 + 0.05 * max(2023 - year, 0):  # not coded by goal yet
        goal = target = ""
    else:
        goal = target.split(".")[0]
        if chance.random() < 0.1:
            target = ""
    return {
        "record": "EXP", "function": function, "location": location, "goal": goal,
        "target": target, "gender_marker": marker if chance.random() < 0.2 * (year - 2020) else "",
    }  # fmt: skip


def drawn(weights: Weights, chance: Random) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def mistaken(rows: list[Row]) -> list[Row]:
    """What goes wrong in the best of organizations: other spellings, a target of another goal."""
    for place, (column, value) in enumerate(
        (("function", "Humanitarian Assistance"), ("goal", "x00"), ("location", "Kenya"),
         ("instrument", "Assessed contributions"), ("goal", "5"), ("gender_marker", "2a"))
    ):  # fmt: skip
        rows[4 * place][column] = value
        if value == "x00":
            rows[4 * place]["target"] = ""
        if value == "5":
            rows[4 * place]["target"] = "3.8"
        if column == "instrument":
            rows[4 * place] |= {"contributor_type": "C01", "contributor": "Invented government 1"}
    return rows


def restated(rows: list[Row]) -> list[Row]:
    """As an audit leaves them: one figure moved to another country, one refund more."""
    rows[3]["location"] = "UKR"
    rows.append(rows[5] | {"amount": "-2750000.00"})
    return rows


def write(name: str, rows: list[Row]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEAD, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    HERE.mkdir(exist_ok=True)
    for measure in ("expense", "revenue"):
        years = range(FIRST, STANDING + 1)
        every = [(entity, year) for entity in EXPENSE for year in years]
        bulk = [one for one in every if one != ("WHO", STANDING)]
        write(f"{measure}.csv", [row for one in bulk for row in figures(*one, measure)])
    who = list(figures("WHO", 2024, "expense"))
    write("who-2024-expense.csv", who)
    write("who-2024-expense-restated.csv", restated(who))
    write("who-2024-revenue.csv", list(figures("WHO", 2024, "revenue")))
    write("who-2025-expense.csv", list(figures("WHO", 2025, "expense")))
    write("who-2025-expense-to-mend.csv", mistaken(list(figures("WHO", 2025, "expense"))))
    write("who-2025-revenue.csv", list(figures("WHO", 2025, "revenue")))
    write("unhcr-2025-expense.csv", list(figures("UNHCR", 2025, "expense")))
    write("wfp-2025-revenue.csv", list(figures("WFP", 2025, "revenue")))


if __name__ == "__main__":
    main()
