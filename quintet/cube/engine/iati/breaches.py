"""Where a record breaks a rule."""

from dataclasses import dataclass

from lxml import etree

FARTHEST = 65535
LONGEST = 200  # characters of a value that are told


@dataclass(frozen=True, slots=True)
class Breach:
    """`element` is the nearest element; `attribute` its attribute where it is one; `params` fill the
    sentences of `rule`."""

    element: etree._Element
    rule: str
    attribute: str
    value: str
    params: dict[str, str]

    @property
    def line(self) -> int:
        """In the file, from 1. 0 where an element is of no file."""
        return line_of(self.element)

    def place(self, *, is_exact: bool = True) -> str:
        """The path within the record: transaction[3]/value/@currency. To count which of its kind an
        element is takes as long as there are many; `is_exact` False leaves it out."""
        if is_exact:
            steps = self.element.getroottree().getpath(self.element).split("/")[3:]
        else:
            chain = [self.element, *self.element.iterancestors()]
            steps = [one.tag for one in reversed(chain[:-2])]
        if self.attribute:
            steps.append(f"@{_short(self.attribute)}")
        return "/".join(steps)


def line_of(element: etree._Element) -> int:
    """The line where an element's start tag ends. libxml2 stores lines up to 65535; beyond, it
    tells the line where the text ends that comes next, if there is one near."""
    told = element.sourceline or 0
    if told < FARTHEST:
        return told
    if told == FARTHEST:
        above = element.getparent()
        return (line_of(above) if above is not None else 0) or told
    if element.text:
        return told - element.text.count("\n")
    if len(element):
        return line_of(element[0])
    return told - (element.tail or "").count("\n")


def record_of(element: etree._Element, root: etree._Element) -> etree._Element | None:
    """The record that an element stands in; None for the root itself."""
    if element is root:
        return None
    while (above := element.getparent()) is not root:
        element = above
    return element


def of(element: etree._Element, rule: str, attribute: str = "", **params: str) -> Breach:
    """A breach by an element, or by its attribute."""
    value = (element.get(attribute) if attribute else element.text) or ""
    return Breach(element, rule, attribute, value.strip()[:LONGEST], params)


def _short(attribute: str) -> str:
    return attribute.replace("{http://www.w3.org/XML/1998/namespace}", "xml:")
