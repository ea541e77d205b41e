"""The shapes of countries and areas for a map: `python -m … COUNTRIES-110M.json COUNTRIES-50M.json`.

Both files are those of the npm package world-atlas (ISC): Natural Earth 4.1.0, in the public domain,
as TopoJSON whose identifiers are M49 numbers. The map is in Equal Earth projection (Šavrič, Patterson,
Jenny 2018), on a grid of whole units; what is smaller than a few of them is told by a dot. Areas are
those of the list of places: what the source draws otherwise is in `UNDER` and `APART`, and in no other
way is anything redrawn. Antarctica is left out.
"""

import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from quintet.cube.engine.lists.catalogue import crosswalk, lists

DATA = Path(__file__).parents[1] / "data" / "shapes.json"
Point = tuple[float, float]
Ring = list[Point]

WIDTH = 1000  # units of the grid
SOUTH, NORTH = -56.0, 83.7  # degrees of latitude that the map shows
LEAST = 2.0  # square units of a ring that is drawn
SMALL = 12.0  # square units: an area no larger is told by a dot as well
LEFT_OUT = "ATA"
# Areas that the source draws and the list of places does not name: by the source's name, the place
# that they are part of in M49; and those that only the list names by a code of its own.
UNDER = {"N. Cyprus": "CYP", "Somaliland": "SOM", "Kosovo": "XKX"}
# Parts of an area of the source that are another place: whose, within which west, south, east, north.
# French Guiana and Svalbard are places of their own in M49; of Crimea, General Assembly resolution
# 68/262 affirms that it is within Ukraine.
APART = (
    ("FRA", (-56.0, 1.0, -50.0, 7.0), "GUF"),
    ("NOR", (9.0, 74.0, 36.0, 82.0), "SJM"),
    ("RUS", (32.0, 44.0, 36.7, 46.5), "UKR"),
)
# Longitude and latitude of places that the source has not.
ELSEWHERE = {
    "BES": (-68.3, 12.2), "BVT": (3.4, -54.4), "CCK": (96.8, -12.2), "CXR": (105.6, -10.5),
    "GIB": (-5.4, 36.1), "GLP": (-61.5, 16.2), "MTQ": (-61.0, 14.6), "MYT": (45.2, -12.8),
    "REU": (55.5, -21.1), "TKL": (-171.8, -9.2), "TUV": (179.2, -8.5), "UMI": (166.6, 19.3),
}  # fmt: skip


def equal_earth(longitude: float, latitude: float) -> Point:
    """Of degrees; in radii of the sphere."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    t2, t6 = theta**2, theta**6
    slope = 9 * a4 * theta**8 + 7 * a3 * t6 + 3 * a2 * t2 + a1
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope)
    return x, theta * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))


SCALE = WIDTH / (2 * equal_earth(180, 0)[0])
TOP = equal_earth(0, NORTH)[1]
HEIGHT = round((TOP - equal_earth(0, SOUTH)[1]) * SCALE)


def placed(point: Point) -> tuple[int, int]:
    """Longitude and latitude as units of the grid, from the upper left."""
    x, y = equal_earth(*point)
    return round(WIDTH / 2 + x * SCALE), round((TOP - y) * SCALE)


def rings(atlas: Mapping[str, Any]) -> Iterator[tuple[str, str, Ring]]:
    """(M49 number or "", name, ring in degrees) of every polygon's outer and inner rings."""
    (sx, sy), (tx, ty) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for arc in atlas["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)
    for one in atlas["objects"]["countries"]["geometries"]:
        polygons = [one["arcs"]] if one["type"] == "Polygon" else one["arcs"]
        for ring in (ring for polygon in polygons for ring in polygon):
            line = []
            for number in ring:  # ~n: the arc n, backwards
                line += arcs[number] if number >= 0 else arcs[~number][::-1]
            for part in cut(line):
                yield one.get("id", ""), one["properties"]["name"], part


def cut(ring: Ring) -> Iterator[Ring]:
    """The ring, or its two parts where it crosses the meridian of 180 degrees."""
    unwound, turn = [ring[0]], 0
    for (before, _y), (x, y) in pairwise(ring):
        turn += 360 * ((before - x > 180) - (x - before > 180))
        unwound.append((x + turn, y))
    least, most = min(x for x, _y in unwound), max(x for x, _y in unwound)
    for shift in (-360, 0, 360):
        if least + shift < 180 and most + shift > -180:
            moved = [(x + shift, y) for x, y in unwound]
            within = clipped(clipped(moved, 180, 1), -180, -1)
            if len(within) > 3:
                yield within


def clipped(ring: Ring, edge: float, side: int) -> Ring:
    """What of the ring lies at longitudes below `edge` (side 1) or above it (side -1)."""
    found: Ring = []
    for (x, y), (u, v) in zip(ring, ring[1:] + ring[:1], strict=True):
        if side * (edge - x) >= 0:
            found.append((x, y))
        if (edge - x) * (edge - u) < 0:
            found.append((edge, y + (v - y) * (edge - x) / (u - x)))
    return [*found, found[0]] if found and found[0] != found[-1] else found


def areas(atlas: Mapping[str, Any]) -> dict[str, list[Ring]]:
    """The rings of each place of the list."""
    places = {number: code for code, number in _numbers()}
    found: dict[str, list[Ring]] = {}
    for number, name, ring in rings(atlas):
        code = places.get(number) or UNDER.get(name)
        if code is None or code == LEFT_OUT:
            continue
        for of, (west, south, east, north), other in APART:
            if code == of and all(west <= x <= east and south <= y <= north for x, y in ring):
                code = other
        found.setdefault(code, []).append(ring)
    joined = {*UNDER.values(), *(other for _of, _box, other in APART)}
    return {code: dissolved(one) if code in joined else one for code, one in found.items()}


def dissolved(found: Iterable[Ring]) -> list[Ring]:
    """The rings without the lines that two of them share."""
    edges = {pair: None for ring in found for pair in pairwise(ring)}
    after = {a: b for a, b in edges if (b, a) not in edges}
    whole = []
    while after:
        ring = [next(iter(after))]
        while ring[-1] in after:
            ring.append(after.pop(ring[-1]))
        whole.append(ring)
    return whole


def _numbers() -> Iterator[tuple[str, str]]:
    for code, crossings in crosswalk("location-m49").items():
        yield code, crossings[0].to
    yield "TWN", "158"  # ISO 3166-1; M49 does not list it apart


def path(ring: Iterable[Point]) -> tuple[str, float]:
    """The ring as an SVG path in whole units, and its area."""
    line: list[tuple[int, int]] = []
    for x, y in map(placed, ring):
        if line and line[-1] == (x, y):
            continue
        if len(line) > 1 and _turns(line[-2], line[-1], (x, y)) == 0:
            line.pop()
        line.append((x, y))
    if len(line) < 4:
        return "", 0.0
    area = abs(sum(x * v - u * y for (x, y), (u, v) in pairwise(line))) / 2
    steps = [(u - x, v - y) for (x, y), (u, v) in pairwise(line[:-1])]
    told = " ".join(f"{dx} {dy}" for dx, dy in steps).replace(" -", "-")
    return f"M{line[0][0]} {line[0][1]}l{told}z", area


def _turns(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def middle(found: Iterable[Ring]) -> Point:
    """The middle of the largest ring's bounds, in degrees: a place for a dot."""
    ring = max(found, key=lambda one: path(one)[1])
    xs, ys = zip(*ring, strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def make(small: Path, medium: Path) -> None:
    """Write the shapes: `small` is drawn, `medium` places the dots of what is too small for it."""
    drawn: dict[str, str] = {}
    dots: dict[str, tuple[int, int]] = {}
    for code, found in areas(json.loads(small.read_text(encoding="utf-8"))).items():
        paths = [path(ring) for ring in found]
        most = max(area for _path, area in paths)
        kept = [one for one, area in paths if area >= min(LEAST, most) and one]
        if kept:
            drawn[code] = "".join(kept)
        if most <= SMALL:
            dots[code] = placed(middle(found))
    for code, found in areas(json.loads(medium.read_text(encoding="utf-8"))).items():
        if code not in drawn:
            dots.setdefault(code, placed(middle(found)))
    for code, point in ELSEWHERE.items():
        dots.setdefault(code, placed(point))
    unknown = {*drawn, *dots} - set(lists().get("location").codes)
    if unknown:
        raise ValueError(f"No places of the list: {sorted(unknown)}")
    told = {
        "source": "Natural Earth 4.1.0, 1:110m and 1:50m cultural vectors, by world-atlas 2.0.2",
        "licence": "public domain",
        "width": WIDTH,
        "height": HEIGHT,
        "areas": dict(sorted(drawn.items())),
        "dots": dict(sorted(dots.items())),
    }
    DATA.write_text(json.dumps(told, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
