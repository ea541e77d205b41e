"""Forms parse what people send; the actions decide."""

from quintet.followup.forms.acts import (
    AnswerForm,
    ArchiveForm,
    AssignForm,
    CycleForm,
    DeadlineForm,
    MetForm,
    MilestoneForm,
    ProgressForm,
    ReviewForm,
    TagForm,
    VerdictForm,
)
from quintet.followup.forms.intake import (
    AddresseeFormSet,
    CandidateForm,
    DescribeForm,
    DueFormSet,
    PassageForm,
    UploadForm,
)
from quintet.followup.forms.register import FilterForm, ReportForm

__all__ = [
    "AddresseeFormSet",
    "AnswerForm",
    "ArchiveForm",
    "AssignForm",
    "CandidateForm",
    "CycleForm",
    "DeadlineForm",
    "DescribeForm",
    "DueFormSet",
    "FilterForm",
    "MetForm",
    "MilestoneForm",
    "PassageForm",
    "ProgressForm",
    "ReportForm",
    "ReviewForm",
    "TagForm",
    "UploadForm",
    "VerdictForm",
]
