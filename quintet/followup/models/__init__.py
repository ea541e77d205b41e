"""What was agreed, what was said of it, who was asked, what came back, what was issued again."""

from quintet.followup.models.agreed import (
    Addressee,
    Candidate,
    Clause,
    Document,
    File,
    Item,
    Paragraph,
    Tag,
)
from quintet.followup.models.cycles import (
    Ask,
    Delegation,
    Question,
    QuestionAnswer,
    Reminder,
    ReportingCycle,
    SignOff,
    Snapshot,
    SnapshotFile,
)
from quintet.followup.models.returns import (
    FormRow,
    ReportingForm,
    Return,
    ReturnedRow,
)
from quintet.followup.models.said import (
    Deadline,
    Evidence,
    Milestone,
    ProgressEntry,
    Response,
    Verification,
)
from quintet.followup.models.versions import (
    Anchor,
    ItemReview,
    Wording,
)

__all__ = [
    "Addressee",
    "Anchor",
    "Ask",
    "Candidate",
    "Clause",
    "Deadline",
    "Delegation",
    "Document",
    "Evidence",
    "File",
    "FormRow",
    "Item",
    "ItemReview",
    "Milestone",
    "Paragraph",
    "ProgressEntry",
    "Question",
    "QuestionAnswer",
    "Reminder",
    "ReportingCycle",
    "ReportingForm",
    "Response",
    "Return",
    "ReturnedRow",
    "SignOff",
    "Snapshot",
    "SnapshotFile",
    "Tag",
    "Verification",
    "Wording",
]
