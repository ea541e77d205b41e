"""What every reader gives: one text, and blocks that know their place in it.

The law of this file: `document.text[block.start:block.end] == block.text`, for every block and
every cell, whatever the file was. What is found can so be shown highlighted at its source.
"""

from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["heading", "paragraph", "list_item", "cell"]


class Unreadable(Exception):
    """The file cannot be read: one sentence that tells a person what to do.

    `sentence` is in English, with a place ("%(n)s") for each of `told`; other languages know it by
    these words. `name` is the file's, where there are several or it is not plain.
    """

    def __init__(self, sentence: str, *, name: str = "", **told: int | str) -> None:
        self.sentence, self.name, self.told = sentence, name, told
        super().__init__(sentence)

    def __str__(self) -> str:
        shown = {key: f"{one:,}" if isinstance(one, int) else one for key, one in self.told.items()}
        whole = self.sentence % shown if shown else self.sentence
        return f"{self.name}: {whole}" if self.name else whole

    def of(self, name: str) -> "Unreadable":
        """The same of a file that has this name."""
        return Unreadable(self.sentence, name=name, **self.told)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what a reader accepts; beyond any of them it raises Unreadable."""

    bytes: int = 25 * 1024 * 1024
    unpacked_bytes: int = 250 * 1024 * 1024
    pages: int = 3_000
    blocks: int = 200_000
    characters: int = 20_000_000
    nesting: int = 60


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list item or one cell of a table.

    `number` is the number as printed without its point ("18", "a", "iii", "12.3"), empty where
    there is none; it is not part of `text`. `level` is the heading's rank (1 highest) or the list
    item's depth (1 outermost), else 0. `page` counts from 1; None where the format has no pages.
    A cell names its `table` (counted from 0 in the document), `row` and `column`; a merged cell
    stands once, with its `row_span` and `column_span`.
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    number: str = ""
    level: int = 0
    page: int | None = None
    bold: bool = False
    italic: bool = False
    table: int | None = None
    row: int = 0
    column: int = 0
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: `text` is what its reader sees, markup removed; blocks are in its order."""

    text: str
    blocks: tuple[Block, ...]
    media_type: str
    language: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
