"""What has changed, as a Word document: a table for each kind of change, in the look of the report."""

from collections.abc import Callable, Iterable, Sequence

from lxml.etree import _Element

from quintet.followup.documents.changes import Change, Differences, by_kind
from quintet.followup.documents.direction import runs_right
from quintet.followup.documents.layout import Span, provenance, signs
from quintet.followup.documents.legible import one_line, paragraphs, web_address
from quintet.followup.documents.typesetting import Typesetter, w
from quintet.followup.documents.wordfile import WordFile

# Twentieths of a point: number, recommendation, addressee, what has changed.
COLUMNS = (680, 5100, 2900, 6458)


def to_docx(found: Differences) -> bytes:
    """The differences as Office Open XML (ECMA-376). The same differences give the same bytes."""
    file = WordFile(found.words.language)
    file.fill(_Writer(found, file.link))
    return file.save(f"{found.words.title} – {found.heading}", found.words.as_at, found.issued_on)


class _Writer(Typesetter):
    def __init__(self, found: Differences, link: Callable[[str], str]) -> None:
        super().__init__(found.words.rtl, link)
        self._found = found

    def header(self) -> _Element:
        return self.running_head(self._found.heading, self._found.words.as_at)

    def footer(self) -> _Element:
        return self.page_number(self._found.words.page)

    def body(self) -> Iterable[_Element]:
        found, words = self._found, self._found.words
        yield self._paragraph("Title", words.title)
        yield self._paragraph("Subtitle", found.heading)
        if one_line(found.subtitle):
            yield self._paragraph("Subtitle", found.subtitle)
        yield self._paragraph("AsAt", words.as_at)
        yield self._paragraph("Issued", words.issued)
        yield self._paragraph("Lede", found.lede)
        for kind, changes in by_kind(found.changes).items():
            label = found.terms.kinds[kind]
            number = str(len(changes)).translate(str.maketrans("0123456789", words.digits))
            yield self._paragraph("Heading1", label + signs(words).brackets.format(number))
            yield self._changes(label, changes)
            yield self._paragraph("Apart", "")  # Word wants a paragraph after a table

    def _changes(self, label: str, changes: Sequence[Change]) -> _Element:
        words = self._found.words
        table = self._table("Register", COLUMNS, label)
        heads = (words.number, words.recommendation, words.addressee, self._found.terms.change)
        table.append(_row([[self._paragraph("CellHead", head)] for head in heads], w("tblHeader")))
        for change in changes:
            table.append(_row(self._cells(change)))
        return table

    def _cells(self, change: Change) -> list[list[_Element]]:
        row, words = change.row, self._found.words
        link = web_address(self._found.links.get(row.item, ""))
        number = Span(one_line(row.number), "reference" if link else "", link)
        return [
            [self._styled("CellNumber", [number], self._rtl)],
            [
                self._written("CellTitle", row.title or row.text),
                self._paragraph("CellQuiet", provenance(row, words)),
            ],
            [self._written("CellAnswer", row.addressee)],
            list(self._told(change)) or [self._paragraph("CellText", "")],
        ]

    def _told(self, change: Change) -> Iterable[_Element]:
        """What it was, what it is, and why: labels on one line, whole texts beneath each other."""
        terms, words = self._found.terms, self._found.words
        was, now = paragraphs(change.was), paragraphs(change.now)
        if len(was) <= 1 and len(now) <= 1 and len(change.was) + len(change.now) <= 160:
            pieces = [*map(Span, was), *(Span(line, "strong") for line in now)]
            if was and now:
                pieces.insert(1, Span(f" {terms.arrow} "))
            if pieces:
                yield self._styled("CellText", pieces, self._rtl)
        else:
            for line in was:
                yield self._written("CellQuiet", line)
            for line in now:
                yield self._written("CellText", line)
        if reason := one_line(change.reason):
            yield self._written("CellText", terms.reason + signs(words).colon + reason)

    def _written(self, style: str, text: str) -> _Element:
        """What people wrote: it keeps its own direction."""
        line = one_line(text)
        return self._styled(style, [Span(line)], runs_right(line, self._rtl))


def _row(cells: Sequence[Sequence[_Element]], *properties: _Element) -> _Element:
    return w(
        "tr",
        w("trPr", w("cantSplit"), *properties),
        *(
            w("tc", w("tcPr", w("tcW", w=width, type="dxa")), *paragraphs_in)
            for width, paragraphs_in in zip(COLUMNS, cells, strict=True)
        ),
    )
