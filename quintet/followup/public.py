"""What other modules and the site may use of follow-up."""

from quintet.followup import actions, tasks
from quintet.followup.actions import Proof
from quintet.followup.documents.formats import FORMATS
from quintet.followup.documents.pdf import FontsMissing
from quintet.followup.models import Addressee, Candidate, Document, Item
from quintet.followup.queries import (
    Filter,
    Needs,
    known,
    lede,
    needs,
    party,
    promised,
    recent,
    report,
    segments,
)
from quintet.followup.rules import Answer, Part, Progress, Verdict

__all__ = [
    "FORMATS",
    "Addressee",
    "Answer",
    "Candidate",
    "Document",
    "Filter",
    "FontsMissing",
    "Item",
    "Needs",
    "Part",
    "Progress",
    "Proof",
    "Verdict",
    "actions",
    "known",
    "lede",
    "needs",
    "party",
    "promised",
    "recent",
    "report",
    "segments",
    "tasks",
]
