"""What other modules and the site may use of follow-up."""

from quintet.followup import actions, tasks
from quintet.followup.actions import Proof
from quintet.followup.documents.form import PARTS
from quintet.followup.documents.form_formats import FORM_FORMATS
from quintet.followup.documents.formats import FORMATS
from quintet.followup.documents.pdf import FontsMissing
from quintet.followup.documents.reference import reference
from quintet.followup.models import Addressee, Candidate, Document, Item, Response
from quintet.followup.queries import (
    Bearing,
    Filter,
    Needs,
    bearing,
    form_of,
    form_words,
    frozen,
    item_seen,
    known,
    lede,
    needs,
    party,
    promised,
    recent,
    register,
    report,
    segments,
)
from quintet.followup.rules import Answer, Part, Progress, Verdict
from quintet.followup.rules.returns import Choice

__all__ = [
    "FORMATS",
    "FORM_FORMATS",
    "PARTS",
    "Addressee",
    "Answer",
    "Bearing",
    "Candidate",
    "Choice",
    "Document",
    "Filter",
    "FontsMissing",
    "Item",
    "Needs",
    "Part",
    "Progress",
    "Proof",
    "Response",
    "Verdict",
    "actions",
    "bearing",
    "form_of",
    "form_words",
    "frozen",
    "item_seen",
    "known",
    "lede",
    "needs",
    "party",
    "promised",
    "recent",
    "reference",
    "register",
    "report",
    "segments",
    "tasks",
]
