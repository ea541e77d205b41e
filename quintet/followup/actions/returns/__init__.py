"""Forms go out, files come back: what only the file changed is proposed, the rest a person decides."""

from quintet.followup.actions.returns.answers import Line, Outcome, answer_many
from quintet.followup.actions.returns.deciding import decide_conflict
from quintet.followup.actions.returns.forms import make_form, make_silent_forms
from quintet.followup.actions.returns.taking import Brought, receive_return, take_over, take_return

__all__ = [
    "Brought",
    "Line",
    "Outcome",
    "answer_many",
    "decide_conflict",
    "make_form",
    "make_silent_forms",
    "receive_return",
    "take_over",
    "take_return",
]
