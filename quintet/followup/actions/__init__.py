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
from quintet.followup.actions.sessions import decide_session
from quintet.followup.actions.snapshots import freeze, issue

__all__ = [
    "Proof",
    "accept",
    "accept_all",
    "add_candidate",
    "add_milestone",
    "answer_question",
    "archive",
    "assign",
    "close_cycle",
    "correct",
    "decide_session",
    "delegate",
    "describe",
    "end_delegation",
    "freeze",
    "issue",
    "keep_reading",
    "leave_unread",
    "meet_milestone",
    "merge",
    "move_deadline",
    "open_cycle",
    "publish",
    "refuse_reading",
    "reject",
    "remind",
    "restore",
    "review_progress",
    "review_question_answer",
    "review_response",
    "sign",
    "split",
    "submit_progress",
    "submit_response",
    "tag",
    "upload",
    "verify",
]
