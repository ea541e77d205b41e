"""The shapes of countries and areas, for a map: made by `making/shapes.py`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Shapes:
    """On a grid of `width` by `height` units, from the upper left. `areas`: an SVG path of each
    place; `dots`: the middle of each that is small. A small one that is drawn has both."""

    source: str
    licence: str
    width: int
    height: int
    areas: Mapping[str, str]
    dots: Mapping[str, tuple[int, int]]


@cache
def shapes() -> Shapes:
    told = json.loads((files(__package__) / "data" / "shapes.json").read_text(encoding="utf-8"))
    dots = {code: (x, y) for code, (x, y) in told.pop("dots").items()}
    return Shapes(dots=dots, **told)
