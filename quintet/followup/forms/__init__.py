"""Forms parse what people send; the actions decide."""

from quintet.followup.forms.acts import (
    AnswerForm,
    ArchiveForm,
    AssignForm,
    DeadlineForm,
    MetForm,
    MilestoneForm,
    ProgressForm,
    ReviewForm,
    TagForm,
    VerdictForm,
)
from quintet.followup.forms.calendar import CalendarForm
from quintet.followup.forms.changes import ChangesForm
from quintet.followup.forms.cycles import CycleForm, DelegateForm, QuestionForm, SignForm
from quintet.followup.forms.intake import (
    AddresseeFormSet,
    CandidateForm,
    DescribeForm,
    DueFormSet,
    PassageForm,
    UploadForm,
)
from quintet.followup.forms.matrix import MatrixForm
from quintet.followup.forms.register import FilterForm, ReportForm
from quintet.followup.forms.returns import DecideForm, ReturnForm
from quintet.followup.forms.snapshots import CorrectionForm
from quintet.followup.forms.versions import ItemReviewForm, PlaceForm, RevisionForm

__all__ = [
    "AddresseeFormSet",
    "AnswerForm",
    "ArchiveForm",
    "AssignForm",
    "CalendarForm",
    "CandidateForm",
    "ChangesForm",
    "CorrectionForm",
    "CycleForm",
    "DeadlineForm",
    "DecideForm",
    "DelegateForm",
    "DescribeForm",
    "DueFormSet",
    "FilterForm",
    "ItemReviewForm",
    "MatrixForm",
    "MetForm",
    "MilestoneForm",
    "PassageForm",
    "PlaceForm",
    "ProgressForm",
    "QuestionForm",
    "ReportForm",
    "ReturnForm",
    "ReviewForm",
    "RevisionForm",
    "SignForm",
    "TagForm",
    "UploadForm",
    "VerdictForm",
]
