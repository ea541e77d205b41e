"""The words people see for the codes in rules.py, and the shape that goes with each."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quintet.followup.documents.changes import ChangeKind
from quintet.followup.intake.returns.lines import Trouble
from quintet.followup.rules import (
    AnchorState,
    Answer,
    AskState,
    Disposition,
    Flag,
    Kind,
    Part,
    Priority,
    Progress,
    Proposal,
    Record,
    ReturnState,
    ReviewFlag,
    Revision,
    RowState,
    Scheme,
    Signature,
    Verdict,
)
from quintet.followup.rules.insight import Figure
from quintet.followup.rules.scoring import Band

KIND = {
    Kind.RECOMMENDATION: _("Recommendation"),
    Kind.DECISION: _("Decision"),
    Kind.REQUEST: _("Request"),
    Kind.COMMITMENT: _("Commitment"),
}
PRIORITY = {
    Priority.CRITICAL: _("Critical"),
    Priority.IMPORTANT: _("Important"),
    Priority.OPPORTUNITY: _("Opportunity for improvement"),
}
ANSWER = {
    Answer.AWAITING: _("No answer"),
    Answer.ACCEPTED: _("Accepted"),
    Answer.PARTIALLY_ACCEPTED: _("Partially accepted"),
    Answer.NOT_ACCEPTED: _("Not accepted"),
    Answer.UNDER_CONSIDERATION: _("Under consideration"),
    Answer.NOT_RELEVANT: _("Not relevant"),
}
PROGRESS = {
    Progress.NOT_STARTED: _("Not started"),
    Progress.IN_PROGRESS: _("In progress"),
    Progress.IMPLEMENTED: _("Implemented"),
    Progress.CONTINUING: _("Implemented, continuing"),
}
VERDICT = {
    Verdict.IMPLEMENTED: _("Verified as implemented"),
    Verdict.NOT_IMPLEMENTED: _("Closed, not implemented"),
    Verdict.OVERTAKEN: _("Overtaken by events"),
    Verdict.SUPERSEDED: _("Superseded"),
    Verdict.MERGED: _("Merged with another"),
    Verdict.RETURNED: _("Returned to the addressee"),
    Verdict.REOPENED: _("Reopened"),
}
RECORD = {
    Record.DRAFT: _("Draft"),
    Record.SUBMITTED: _("Awaits approval"),
    Record.RETURNED: _("Returned"),
    Record.APPROVED: _("Approved"),
}
PART = {
    Part.LEAD: pgettext_lazy("addressee", "Lead"),
    Part.WITH: pgettext_lazy("addressee", "Together with"),
}
PROPOSAL = {
    Proposal.PROPOSED: _("To be confirmed"),
    Proposal.ACCEPTED: _("In the register"),
    Proposal.REJECTED: _("Left out"),
    Proposal.MERGED: _("Merged"),
    Proposal.SPLIT: pgettext_lazy("state", "Split"),
    Proposal.KNOWN: _("Known from an earlier version"),
}
FLAG = {
    Flag.DUE_SOON: _("Due soon"),
    Flag.OVERDUE: _("Overdue"),
    Flag.LONG_OVERDUE: _("Long overdue"),
    Flag.SILENT: _("Silent since the cycle opened"),
}
ASK = {
    AskState.SILENT: _("Silent"),
    AskState.STARTED: _("In preparation"),
    AskState.ANSWERED: pgettext_lazy("cycle", "Answered"),
}
ASK_SHAPE = {
    AskState.SILENT: "silent",
    AskState.STARTED: "going",
    AskState.ANSWERED: "yes",
}
SIGNATURE = {
    Signature.UNSIGNED: _("Not signed"),
    Signature.SIGNED: pgettext_lazy("state", "Signed"),
    Signature.CHANGED: _("Signed, changed since"),
}
SIGNATURE_SHAPE = {
    Signature.UNSIGNED: "silent",
    Signature.SIGNED: "yes",
    Signature.CHANGED: "part",
}
RETURN = {
    ReturnState.RECEIVED: _("Received by mail"),
    ReturnState.TAKEN: _("Taken over"),
}
RETURNED = {
    RowState.UNCHANGED: _("Unchanged"),
    RowState.PROPOSED: _("Proposed"),
    RowState.SAME: _("The same on both sides"),
    RowState.CONFLICT: _("Changed on both sides"),
    RowState.KEPT: _("The register's words kept"),
    RowState.REFUSED: _("Refused"),
}
FIELD = {  # heads of what is filled in on a form
    "answer": _("Response"),
    "reason": _("Response, with its reasons"),
    "plan": _("What will be done"),
    "responsible": pgettext_lazy("responsible", "Who"),
    "due_on": _("By when"),
    "status": _("Implementation"),
    "text": _("What was done"),
    "as_at": _("As at"),
    "evidence": _("Links that prove it"),
    "reply": _("Answer"),
}
FORM_PART = {
    "response": _("Response"),
    "progress": _("Progress"),
    "question": _("Question"),
}
TROUBLE = {  # why something of a returned file was refused; what is written stands beside it
    Trouble.NO_REFERENCE: _("A row has words, but no reference."),
    Trouble.WRONG_REFERENCE: _("The reference is mistyped or cut. Copy it from the form again."),
    Trouble.TWICE: _("The same reference stands on two rows that differ."),
    Trouble.MERGED_CELLS: _("Cells were joined, so that it cannot be told whose words these are."),
    Trouble.UNKNOWN_WORD: _("It is none of the words to choose from."),
    Trouble.NO_DATE: _(
        "It is no date, or one that can be read in two ways. Write it as 2027-12-31."
    ),
    Trouble.TOO_LONG: _("These are more words than a cell may hold."),
    Trouble.TRACKED: _("Changes in it are neither accepted nor rejected."),
    Trouble.NO_VALUE: _("The formula in it was never calculated."),
    Trouble.UNKNOWN_HEAD: _("The head of this column is none of the form's."),
    Trouble.NO_ROWS: _("There is no row of a reporting form in it."),
    Trouble.UNREADABLE: _("It cannot be read."),
    "unknown_form": _("No such form was sent out from here."),
    "another_party": _("These rows are of somebody for whom you do not act."),
    "closed": _("The reporting cycle of these rows is closed."),
}
REVISION = {
    Revision.REVISION: _("Revision (Rev.)"),
    Revision.CORRIGENDUM: _("Corrigendum (Corr.)"),
    Revision.ADDENDUM: _("Addendum (Add.)"),
    Revision.READING: _("The same document, a better copy"),
}
CHANGE = {
    ChangeKind.NEW: _("New"),
    ChangeKind.ANSWERED: pgettext_lazy("change", "Answered"),
    ChangeKind.REPORTED: _("Reported on"),
    ChangeKind.ADVANCED: _("Advanced"),
    ChangeKind.SLIPPED: _("Slipped"),
    ChangeKind.CLOSED: pgettext_lazy("change", "Closed"),
    ChangeKind.REOPENED: _("Reopened"),
    ChangeKind.DEADLINE_MOVED: _("Deadline moved"),
    ChangeKind.WORDS_CHANGED: _("Words changed"),
    ChangeKind.GONE: _("No longer there"),
}
ANCHOR = {
    AnchorState.SAME: _("The same words"),
    AnchorState.CHANGED: _("Changed words"),
    AnchorState.MISSING: _("Not found"),
    AnchorState.TAKEN: _("New words taken"),
    AnchorState.KEPT: _("Earlier words kept"),
}
DISPOSITION = {
    Disposition.RENEW: _("Renew"),
    Disposition.ADAPT: _("Adapt"),
    Disposition.MERGE: _("Merge"),
    Disposition.REPLACE: _("Replace"),
    Disposition.RETIRE: _("Retire"),
}
REVIEW = {
    ReviewFlag.DUE: _("Review due"),
    ReviewFlag.OVERDUE: _("Review overdue"),
    ReviewFlag.RETIRES: _("Retires"),
    ReviewFlag.RETIRED: pgettext_lazy("state", "Retired"),
}
SCHEME = {
    Scheme.GOAL: _("Goal"),
    Scheme.NEXUS: _("Nexus area"),
    Scheme.NETWORK: _("Network"),
    Scheme.PLACE: _("Country or area"),
}
# The mark before a status word, so that colour is never alone in telling it.
SHAPE = {
    Answer.AWAITING: "silent",
    Answer.ACCEPTED: "yes",
    Answer.PARTIALLY_ACCEPTED: "part",
    Answer.NOT_ACCEPTED: "refused",
    Answer.UNDER_CONSIDERATION: "going",
    Answer.NOT_RELEVANT: "none",
}
PROGRESS_SHAPE = {
    Progress.NOT_STARTED: "none",
    Progress.IN_PROGRESS: "going",
    Progress.IMPLEMENTED: "claimed",
    Progress.CONTINUING: "continuing",
}
# What the journal's verbs mean to somebody who reads the history of an item.
VERB = {
    "followup.entered": _("Entered from the report"),
    "followup.corrected": _("Entry corrected"),
    "followup.published": _("Published"),
    "followup.archived": _("Archived"),
    "followup.assigned": _("Addressed to"),
    "followup.answer_drafted": _("Answer drafted"),
    "followup.answer_submitted": _("Answer submitted"),
    "followup.answer_approved": _("Answer approved"),
    "followup.answer_returned": _("Answer returned"),
    "followup.progress_submitted": _("Progress submitted"),
    "followup.progress_approved": _("Progress approved"),
    "followup.progress_returned": _("Progress returned"),
    "followup.deadline_set": _("Deadline set"),
    "followup.deadline_moved": _("Deadline moved"),
    "followup.milestone_added": _("Milestone added"),
    "followup.milestone_met": _("Milestone met"),
    "followup.verified": _("Verification"),
    "followup.tagged": _("What it bears on was set"),
    "followup.revised": _("A later version of a document"),
    "followup.revision_undone": _("No later version after all"),
    "followup.words_taken": _("New words taken"),
    "followup.words_kept": _("Earlier words kept"),
    "followup.placed": _("Place in the later version set"),
    "followup.reviewed": _("Review"),
    "followup.retired": pgettext_lazy("history", "Retired"),
    "followup.delegated": _("Delegated"),
    "followup.delegation_ended": _("Delegation ended"),
    "followup.cycle_opened": _("Reporting cycle opened"),
    "followup.cycle_closed": _("Reporting cycle closed"),
    "followup.cycle_corrected": _("Report of a cycle issued again"),
    "followup.cycle_issued": _("Report of a cycle made in a further form"),
    "followup.question_drafted": _("Answer to a question drafted"),
    "followup.question_submitted": _("Answer to a question submitted"),
    "followup.question_approved": _("Answer to a question approved"),
    "followup.question_returned": _("Answer to a question returned"),
    "followup.signed": pgettext_lazy("history", "Signed"),
    "followup.form_made": _("Form made"),
    "followup.return_received": _("Form came back by mail"),
    "followup.return_taken": _("Returned form taken over"),
    "followup.return_kept": _("The register's words kept"),
    "core.erased": _("What an entry said was erased"),
}
NOTICE = {
    "addressed": _("Addressed to you: %(document)s"),
    "review": _("Awaits your approval: %(number)s"),
    "approved": _("Approved: %(number)s"),
    "returned": _("Returned to you: %(number)s"),
    "reworded": _("Its words have changed: %(number)s"),
    "retired": _("Retired, nothing more is asked: %(number)s"),
    "return": _("A form came back by mail: %(number)s"),
    "review_return": _("Awaits your approval, from a returned form: %(number)s"),
    "verify": _("Awaits verification: %(number)s"),
    "session_moved": _("Your deadlines move with a session"),
    "verified_closed": _("Closed: %(number)s"),
    "verified_returned": _("The verifier returned it: %(number)s"),
    "verified_reopened": _("Reopened: %(number)s"),
    "asked": _("You are asked to answer: %(title)s"),
    "delegated": _("Delegated to you: %(number)s"),
    "digest": _("Reminder of what is due"),
}
NO_WORD = _("No status given")
IMPLEMENTATION = {
    "no_word": NO_WORD,
    "not_started": PROGRESS[Progress.NOT_STARTED],
    "in_progress": PROGRESS[Progress.IN_PROGRESS],
    "claimed": _("Claimed as implemented"),
    "verified": VERDICT[Verdict.IMPLEMENTED],
    "closed": _("Closed otherwise"),
}
ACCEPTED_NO_WORD = _("Accepted, no status given")
TAKEN_ON = _("Accepted in whole or in part")
REFUSED = _("Not accepted or not relevant")
ANSWERS = {"taken_on": TAKEN_ON, "refused": REFUSED}  # groups of answers
# What answers are counted by: the register's words for a list that a figure opens.
FIGURE = {
    Figure.ANSWERED: pgettext_lazy("count", "Answered"),
    Figure.OPEN: _("Open"),
    Figure.PROPOSED: _("Claimed, awaits verification"),
    Figure.UNDECIDED: _("Under consideration for more than six weeks"),
    Figure.OPEN_0: _("Open for less than three months"),
    Figure.OPEN_90: _("Open for three to six months"),
    Figure.OPEN_180: _("Open for six to twelve months"),
    Figure.OPEN_365: _("Open for one to two years"),
    Figure.OPEN_730: _("Open for two years or more"),
    Figure.MOVED_ANSWER: _("Answered in that time"),
    Figure.MOVED_PROGRESS: _("Progress reported in that time"),
    Figure.MOVED_CLOSED: _("Closed in that time"),
    Figure.MOVED_REOPENED: _("Reopened in that time"),
    Figure.MOVED_DEADLINE: _("Deadline moved in that time"),
    Figure.ANSWER_DUE: _("Answered, or asked six weeks ago or earlier"),
    Figure.ANSWER_ON_TIME: _("Answered within six weeks"),
    Figure.DATED: _("Accepted, with a deadline"),
    Figure.NOT_OVERDUE: _("With a deadline, not overdue"),
    Figure.NOT_LONG_OVERDUE: _("With a deadline, not long overdue"),
    Figure.PLANNED: _("Planned: what, who and when"),
    Figure.SAID_DONE: _("Claimed or verified as implemented"),
    Figure.EVIDENCED: _("Claimed or verified, with evidence"),
    Figure.TO_BE_DONE: _("Claimed, verified, or past the deadline"),
}
BAND = {Band.GREEN: _("Green"), Band.YELLOW: _("Yellow"), Band.RED: _("Red")}
BAND_SHAPE = {Band.GREEN: "verified", Band.YELLOW: "part", Band.RED: "refused"}
# Why intake asks a person to look: it speaks English, the page the reader's language.
WHY = {
    "It tells of a decision, outside the decisions' block.": _(
        "It tells of a decision, outside the decisions' block."
    ),
    "The body says what should be done, but not with a verb of decision.": _(
        "The body says what should be done, but not with a verb of decision."
    ),
    "The body supports something, but does not say that it decides so.": _(
        "The body supports something, but does not say that it decides so."
    ),
    "Somebody is asked to do something, but it is not said by whom.": _(
        "Somebody is asked to do something, but it is not said by whom."
    ),
    "It tells of agreement, but not of a decision.": _(
        "It tells of agreement, but not of a decision."
    ),
    "It stands among decisions but does not begin with a verb of decision.": _(
        "It stands among decisions but does not begin with a verb of decision."
    ),
}
