"""Published figures: immutable Parquet files, a catalogue of what stands when, and their layout.

`publishing` writes a submission's figures once and for ever, under the name of their SHA-256.
`difference` tells two such files apart. `catalogue` says which figures stand as at a day.
`layout` keeps them as questions read them fastest; it can be thrown away at any time.
"""

from quintet.cube.engine.store.catalogue import Catalogue, Entry
from quintet.cube.engine.store.difference import Change, Difference, difference
from quintet.cube.engine.store.layout import Figures, Store
from quintet.cube.engine.store.publishing import (
    Damaged,
    Published,
    Slice,
    Unpublishable,
    check,
    publish,
)

__all__ = [
    "Catalogue",
    "Change",
    "Damaged",
    "Difference",
    "Entry",
    "Figures",
    "Published",
    "Slice",
    "Store",
    "Unpublishable",
    "check",
    "difference",
    "publish",
]
