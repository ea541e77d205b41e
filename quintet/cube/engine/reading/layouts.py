"""The layouts of figures: which heading of a file is which column of a figure.

A layout is data (`layouts.json`). Kinds: "csv" is the project's own template, whatever the container;
"ceb" the layouts in which the Chief Executives Board publishes, each of which lacks dimensions;
"sdmx" SDMX-CSV (SDMX 3.0, section 4: STRUCTURE…, dimensions, TIME_PERIOD, OBS_VALUE) and SDMX-ML, whose
XML attributes have the same names.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from quintet.cube.engine.columns import NAMES

REQUIRED = ("year", "entity", "measure", "amount")  # without these a figure is none


@dataclass(frozen=True, slots=True)
class Layout:
    """`headings`: folded heading to column; a column that is not of `columns.NAMES` is judged and
    not published. `fixed`: what every figure of the layout is. `written`: columns that may hold the
    English name of a code. `ignored`: headings that are known and say nothing new. `untold`: what a
    column holds instead of nothing. `underscored`: by column, the mark that is written _ in it."""

    name: str
    kind: str
    headings: Mapping[str, str]
    must: tuple[str, ...]
    any: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    written: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    underscored: Mapping[str, str] = field(default_factory=dict)

    def fits(self, headings: Sequence[str]) -> bool:
        found = set(headings)
        return found.issuperset(self.must) and (not self.any or not found.isdisjoint(self.any))

    @property
    def is_published(self) -> bool:
        """Whether it is a published layout, whose figures were rounded and cut by its publisher."""
        return self.kind == "ceb"


TEMPLATE = Layout("template", "csv", {name: name for name in NAMES}, ("year", "entity", "amount"))


def folded(heading: str) -> str:
    """A heading without case, byte-order mark, and the difference of space, hyphen and underscore."""
    return re.sub(r"[\W_]+", "_", heading.strip("\ufeff \t").casefold()).strip("_")


@cache
def layouts() -> tuple[Layout, ...]:
    told = json.loads((files(__package__) / "layouts.json").read_text(encoding="utf-8"))
    listed = ("must", "any", "written", "ignored", "untold")
    return tuple(Layout(**one | {key: tuple(one.get(key, ())) for key in listed}) for one in told)


SDMX = next(one for one in layouts() if one.kind == "sdmx")


def layout_of(headings: Sequence[str], kind: str | None = None) -> Layout | None:
    """The layout that has these (folded) headings; of `kind` where it is given. None: there is none.

    A file of the template may lack columns (that is a finding), so it is one where no other layout
    fits and at least three headings are the template's.
    """
    wanted = {"sdmx": ("sdmx",), "ceb": ("ceb",), None: ("sdmx", "ceb")}.get(kind, ())
    fitting = [one for one in layouts() if one.kind in wanted and one.fits(headings)]
    if fitting:
        return max(fitting, key=lambda one: len(set(one.headings) & set(headings)))
    if kind in (None, "csv", "xlsx") and len(set(NAMES) & set(headings)) >= 3:
        return TEMPLATE
    return None
