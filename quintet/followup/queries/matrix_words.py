"""The matrix in words: what a cell says, and the whole as a table to take along."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache

from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _

from quintet.core.public import NotAllowed, date_words, number_words
from quintet.followup import labels
from quintet.followup.documents.matrix_sheet import MatrixSheet
from quintet.followup.models import Item
from quintet.followup.queries.matrix import (
    Cell,
    Column,
    Scope,
    Totals,
    matrix_columns,
    matrix_items,
    matrix_lines,
)
from quintet.followup.rules import TAKEN_ON, Answer, AskState, Flag, Progress, Verdict

MOST_EXPORTED = 2_000  # items; a narrower filter brings the rest
AT_ONCE = 200  # items read into memory
SPACE = " · "
Teller = Callable[[Cell], str]


def teller(scope: Scope) -> Teller:
    """What puts the cells of a matrix into words: each standing and each day once."""
    claimed, asked, last = (
        _("claimed: %(word)s"),
        _("in this cycle: %(word)s"),
        _("last word %(day)s"),
    )

    @cache
    def standing(
        answer: Answer,
        claim: Progress | None,
        verdict: Verdict | None,
        late: bool,
        state: AskState | None,
    ) -> str:
        told: list[object] = [labels.ANSWER[answer]]
        if claim:
            told.append(claimed % {"word": labels.PROGRESS[claim]})
        elif answer in TAKEN_ON and not verdict:
            told.append(labels.NO_WORD)
        if verdict:
            told.append(labels.VERDICT[verdict])
        if late:
            told.append(labels.FLAG[Flag.OVERDUE])
        if state:
            told.append(asked % {"word": labels.ASK[state]})
        return SPACE.join(map(str, told))

    @cache
    def heard(on: date | None) -> str:
        return last % {"day": date_words(on)} if on else _("no word yet")

    def words(cell: Cell) -> str:
        at = cell.at
        known = standing(at.answer, at.claimed, at.verdict, cell.late, cell.state)
        return f"{known}{SPACE}{heard(at.heard_on)}"

    return words


def matrix_sheet(scope: Scope, *, title: str) -> MatrixSheet:
    """The whole matrix in words, or NotAllowed where it is larger than an export may be."""
    number = scope.items.count()
    if number > MOST_EXPORTED:
        raise NotAllowed(
            _("The matrix has %(n)s items; at most %(most)s go into one file. Narrow it first.")
            % {"n": number_words(number), "most": number_words(MOST_EXPORTED)}
        )
    columns = matrix_columns(scope)
    heads = [
        _("No."),
        _("What was agreed"),
        _("Document"),
        pgettext("count", "Answered"),
        _("of answers asked for"),
        _("Verified"),
        _("of what was accepted in whole or in part"),
    ]
    return MatrixSheet(
        title=title,
        language=get_language() or "en",
        rtl=get_language_bidi(),
        made_on=scope.today,
        heads=[*heads, *(f"{column.party.name} ({column.party.code})" for column in columns)],
        lines=_lines(scope, columns),
    )


def _lines(scope: Scope, columns: Sequence[Column]) -> Iterator[list[str | int]]:
    tell = teller(scope)
    items = list(matrix_items(scope)[:MOST_EXPORTED])
    for start in range(0, len(items), AT_ONCE):
        for line in matrix_lines(scope, items[start : start + AT_ONCE], columns):
            yield [
                *_leading(line.item, line.totals),
                *("\n".join(_told(cell, those, tell) for cell in those) for those in line.cells),
            ]


def _leading(item: Item, totals: Totals) -> list[str | int]:
    title = item.title or item.text
    counts = (totals.answered, totals.asked, totals.verified, totals.taken_on)
    return [item.number, title, str(item.document), *counts]


def _told(cell: Cell, those: tuple[Cell, ...], tell: Teller) -> str:
    """A cell in words; of several posts, each with its code."""
    return tell(cell) if len(those) == 1 else f"{cell.party.partition(':')[2]}: {tell(cell)}"
