"""A reporting form: what goes out to one party to be filled in, whatever the format it goes out as.

Everything that people read is handed over translated. What is filled in comes back through
`intake.returns`; the reference of a row is what ties the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

# What can be filled in of an item's row, in the order of the columns; and of a question's.
RESPONSE = ("answer", "reason", "plan", "responsible", "due_on")
PROGRESS = ("status", "text", "as_at", "evidence")
QUESTION = ("reply",)
PARTS = {"response": RESPONSE, "progress": PROGRESS, "question": QUESTION}
DAYS = frozenset({"due_on", "as_at"})
SEVERAL = frozenset({"responsible", "evidence"})  # several on lines


@dataclass(frozen=True, slots=True)
class FormWords:
    """The fixed words of a form, in its language. Codes are those of rules.Answer and Progress."""

    language: str  # "ar", "zh-hans", "en", "fr", "ru", "es"
    rtl: bool
    title: str  # "Reporting form"
    how: str  # heads the guide: "How to fill in this form"
    guide: tuple[str, ...]  # how to fill it in, a sentence a line
    reference: str  # heads of the columns that are not to be changed
    number: str
    item: str
    heads: Mapping[str, str]  # heads of the columns to fill in, by field: all of PARTS
    answers: Mapping[str, str]  # words to choose from, by code; without "awaiting"
    statuses: Mapping[str, str]
    response: str  # heads the table of answers: "Response"
    progress: str  # heads the table of progress: "Progress"
    questions: str  # heads the questions
    question: str
    page: str  # "Page {page} of {pages}"
    digits: str = "0123456789"


@dataclass(frozen=True, slots=True)
class FormLine:
    """One item to report on. `cells` is by field: codes, dates as ISO 8601, several on lines.

    A field that is not in `cells` is empty. An answer or status whose code has no word to choose
    ("awaiting") is empty too.
    """

    reference: str
    number: str
    source: str
    title: str
    text: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class QuestionLine:
    reference: str
    text: str
    reply: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form, whole: the same form gives the same bytes."""

    words: FormWords
    code: str
    heading: str  # the cycle
    party: str  # who is asked
    dates: str  # "Progress as at …; please return it by …"
    made_on: date
    lines: tuple[FormLine, ...]
    questions: tuple[QuestionLine, ...] = ()
