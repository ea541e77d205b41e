"""What the cube's data consist of, in the terms of SDMX 3.0: dimensions, measures, attributes.

Figures have one structure. Answers have one for each set of dimensions that is asked for, since an
SDMX observation must tell all of its dimensions. `_X` is what is not told, `_T` the total of all
(SDMX guidelines for code lists). An identifier has neither dots nor spaces: target 16.10 is 16_10.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from quintet.cube.engine.columns import CODED, DIMENSIONS
from quintet.cube.engine.questions.question import Question
from quintet.cube.engine.questions.semantic import Names, semantic
from quintet.cube.engine.reading.layouts import SDMX

AGENCY, VERSION = "QUINTET", "1.0"
UNTOLD, TOTAL = "_X", "_T"
ASKED = "asked"  # the list of the measures that can be asked for
Role = Literal["dimension", "measure", "attribute"]


@dataclass(frozen=True, slots=True)
class Component:
    """`codes` names its list, "" where its values are free; `type` is SDMX's of those (3.0, section 2,
    BasicComponentDataType)."""

    id: str
    role: Role
    names: Names
    codes: str = ""
    type: str = "String"

    def written(self, code: object) -> str:
        """A code that is told, as SDMX has it."""
        text = str(code)
        mark = MARKS.get(self.codes)
        return text.replace(mark, "_") if mark else text


@dataclass(frozen=True, slots=True)
class Structure:
    """A data structure definition. `components`: dimensions, then measures, then attributes."""

    id: str
    names: Names
    components: tuple[Component, ...]

    @property
    def reference(self) -> str:
        return f"{AGENCY}:{self.id}({VERSION})"

    @property
    def urn(self) -> str:
        return f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={self.reference}"


# By list, the mark in its codes that no identifier has.
MARKS: Mapping[str, str] = {CODED[column]: mark for column, mark in SDMX.underscored.items()}


@cache
def words() -> Mapping[str, Names]:
    """What only SDMX has a word for, in six languages."""
    return json.loads((files(__package__) / "words.json").read_text(encoding="utf-8"))


@cache
def figures() -> Structure:
    """Published figures. `SUBMISSION` and `ROW` tell apart those that are alike in all else."""
    known = semantic().dimensions
    dimensions = [
        Component(
            name.upper(),
            "dimension",
            known[name].names if name in known else words()[name.upper()],
            CODED.get(name, ""),
        )
        for name in DIMENSIONS
        if name != "year"
    ]
    return Structure(
        "FIGURES",
        words()["figures"],
        (
            *dimensions,
            Component("SUBMISSION", "dimension", words()["SUBMISSION"]),
            Component("ROW", "dimension", words()["ROW"], type="Long"),
            Component(
                "TIME_PERIOD", "dimension", words()["TIME_PERIOD"], type="ObservationalTimePeriod"
            ),
            Component("OBS_VALUE", "measure", words()["OBS_VALUE"], type="Decimal"),
        ),
    )


def answers(question: Question) -> Structure:
    """Answers to such questions. The year is a dimension like any other: the total of all years is
    no period of time."""
    dimensions = [
        Component(one.name.upper(), "dimension", one.names, one.codes)
        for one in question.dimensions
    ]
    measures = {"OBS_VALUE": "Decimal", "SHARE": "Decimal", "CHANGE": "Decimal", "FIGURES": "Long"}
    return Structure(
        "_".join(["ANSWER", *(one.id for one in dimensions)]),
        words()["answer"],
        (
            Component("MEASURE", "dimension", words()["MEASURE"], ASKED),
            *dimensions,
            *(Component(id, "measure", words()[id], type=kind) for id, kind in measures.items()),
            Component("UNIT_MEASURE", "attribute", words()["UNIT_MEASURE"], "currency"),
        ),
    )
