"""The law of merging: what becomes of one part of a row that comes back in a file.

Three states of the same fields are compared: what was `sent`, what the `file` says, and what the
register says `now`. Words are the same when they differ in spaces, line ends, invisible marks or
the composition of letters (Unicode NFC) only. Nothing is overwritten in silence.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from quintet.followup.rules.cycles import RowState

EMPTIABLE = frozenset({"reason", "plan", "responsible"})
"""Fields whose words may be taken back by emptying the cell. An emptied answer, status or date says
nothing, and what was once said of progress, or replied, is not unsaid by an empty cell."""
_SEVERAL = frozenset({"responsible", "evidence"})  # several on lines, or parted by semicolons
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
_UNWRITTEN = frozenset("\ufffe\uffff")
_SPACES = frozenset("\t\n\x0b\x0c\r\x85")
_PRESENTATION_FORM = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]")
_SEMICOLON = re.compile("[;؛；]")


@dataclass(frozen=True, slots=True)
class Merged:
    """What becomes of a part.

    `words` is what the file says of the whole part: fields that were not in it, or that may not be
    emptied, are as sent. `changed` names the fields that the file says otherwise than was sent.
    """

    state: RowState
    words: dict[str, str]
    changed: tuple[str, ...]


def merge(sent: Mapping[str, str], file: Mapping[str, str], now: Mapping[str, str]) -> Merged:
    """Merge one part of a row (response, progress or question); fields by name, in one order.

    `sent` names every field of the part: what the row said when it went out, or what a file said
    when it was last taken over, if one was: the same file once more is then unchanged, and a later
    one is compared with the earlier. A field that `file` lacks was not in it and counts as sent.

    UNCHANGED where the file says what was sent; SAME where all that it changed the register says
    already; PROPOSED where the file also says all that the register changed meanwhile (mostly
    nothing); else CONFLICT: file and register differ, and each has changed something.
    """
    words = {field: _told(field, sent[field], file.get(field)) for field in sent}
    changed = tuple(field for field in sent if not same(field, words[field], sent[field]))
    differs = {field for field in sent if not same(field, words[field], now.get(field, ""))}
    moved = {field for field in sent if not same(field, now.get(field, ""), sent[field])}
    if not changed:
        state = RowState.UNCHANGED
    elif not differs.intersection(changed):
        state = RowState.SAME
    elif not differs & moved:
        state = RowState.PROPOSED
    else:
        state = RowState.CONFLICT
    return Merged(state, words, changed)


def same(field: str, one: str, other: str) -> bool:
    """Whether a field says the same twice."""
    return one == other or _plain(field, one) == _plain(field, other)


def _told(field: str, sent: str, file: str | None) -> str:
    if file is None or (field not in EMPTIABLE and not _plain(field, file)):
        return sent
    return file


def _plain(field: str, text: str) -> str:
    if field in _SEVERAL:
        text = _SEMICOLON.sub(" ", text)
    text = _PRESENTATION_FORM.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)
    kept = (sign for sign in text if sign in _SPACES or not _is_unseen(sign))
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def _is_unseen(sign: str) -> bool:
    return sign in _UNWRITTEN or unicodedata.category(sign) in _INVISIBLE
