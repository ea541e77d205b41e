"""Every read of follow-up that is used twice, or counted."""

from quintet.followup.queries.home import Needs, needs, promised, recent
from quintet.followup.queries.parties import known, party, party_choices
from quintet.followup.queries.reading import (
    FOUND,
    candidates_of,
    goal_codes,
    goes_on,
    paragraph_at,
    paragraphs_of,
    parties_told,
    passages,
    trimmed,
)
from quintet.followup.queries.register import Filter, counts, export_rows, register, sorted_by
from quintet.followup.queries.report import report
from quintet.followup.queries.standing import (
    addressees_of,
    evidence_count,
    late_or_soon,
    said,
    standing_now,
    with_words,
)

__all__ = [
    "FOUND",
    "Filter",
    "Needs",
    "addressees_of",
    "candidates_of",
    "counts",
    "evidence_count",
    "export_rows",
    "goal_codes",
    "goes_on",
    "known",
    "late_or_soon",
    "needs",
    "paragraph_at",
    "paragraphs_of",
    "parties_told",
    "party",
    "party_choices",
    "passages",
    "promised",
    "recent",
    "register",
    "report",
    "said",
    "sorted_by",
    "standing_now",
    "trimmed",
    "with_words",
]
