"""Every write of follow-up. Keyword-only, `by=` and `at=`; one transaction, one journal entry an act."""

from quintet.followup.actions.addressees import (
    add_milestone,
    assign,
    meet_milestone,
    move_deadline,
    verify,
)
from quintet.followup.actions.answers import review_response, submit_response
from quintet.followup.actions.candidates import (
    accept,
    accept_all,
    add_candidate,
    correct,
    leave_unread,
    merge,
    reject,
    restore,
    split,
)
from quintet.followup.actions.cycles import (
    answer_question,
    close_cycle,
    open_cycle,
    review_question_answer,
    sign,
)
from quintet.followup.actions.delegation import delegate, end_delegation
from quintet.followup.actions.documents import (
    archive,
    describe,
    keep_reading,
    publish,
    refuse_reading,
    tag,
    upload,
)
from quintet.followup.actions.progress import Proof, review_progress, submit_progress
from quintet.followup.actions.reminders import remind
from quintet.followup.actions.returns import (
    Brought,
    Line,
    Outcome,
    answer_many,
    decide_conflict,
    make_form,
    make_silent_forms,
    receive_return,
    take_over,
    take_return,
)
from quintet.followup.actions.reviews import retire, review_item
from quintet.followup.actions.sessions import decide_session
from quintet.followup.actions.snapshots import freeze, issue
from quintet.followup.actions.versions import keep_words, place_item, revise, take_words

__all__ = [
    "Brought",
    "Line",
    "Outcome",
    "Proof",
    "accept",
    "accept_all",
    "add_candidate",
    "add_milestone",
    "answer_many",
    "answer_question",
    "archive",
    "assign",
    "close_cycle",
    "correct",
    "decide_conflict",
    "decide_session",
    "delegate",
    "describe",
    "end_delegation",
    "freeze",
    "issue",
    "keep_reading",
    "keep_words",
    "leave_unread",
    "make_form",
    "make_silent_forms",
    "meet_milestone",
    "merge",
    "move_deadline",
    "open_cycle",
    "place_item",
    "publish",
    "receive_return",
    "refuse_reading",
    "reject",
    "remind",
    "restore",
    "retire",
    "review_item",
    "review_progress",
    "review_question_answer",
    "review_response",
    "revise",
    "sign",
    "split",
    "submit_progress",
    "submit_response",
    "tag",
    "take_over",
    "take_return",
    "take_words",
    "upload",
    "verify",
]
