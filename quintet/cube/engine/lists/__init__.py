"""The codes that figures are told by: lists in editions, crosswalks to other classifications.

From the bottom: `faults`, `codes` (a list), `crosswalks`, `catalogue` (which there are), `iati`
(lists that an installation loads), `formats` (lists out). The data stands in `data/`.
"""

from quintet.cube.engine.lists.catalogue import CodeLists, crosswalk, lists
from quintet.cube.engine.lists.codes import Code, CodeList
from quintet.cube.engine.lists.crosswalks import Crossing, Crosswalk
from quintet.cube.engine.lists.faults import ListError

__all__ = [
    "Code",
    "CodeList",
    "CodeLists",
    "Crossing",
    "Crosswalk",
    "ListError",
    "crosswalk",
    "lists",
]
