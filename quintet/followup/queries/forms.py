"""A reporting form as it is written out, and the words that a returned one is read by."""

from functools import cache

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from quintet.core.public import LANGUAGES, Body, Organization, date_words, number_words
from quintet.followup import labels
from quintet.followup.documents.form import Form, FormLine, FormWords, QuestionLine
from quintet.followup.documents.reference import reference
from quintet.followup.intake.returns.vocabulary import Vocabulary
from quintet.followup.models import FormRow, ReportingCycle, ReportingForm
from quintet.followup.rules import Answer

WRITTEN = "2027-12-31"  # how the guide writes a date


def kind_of(party: Organization | Body) -> str:
    """The word for a party's kind in addresses: "organization" or "body"."""
    return type(party).__name__.lower()


def form_of(form: ReportingForm) -> Form:
    """A form whole, as it went out: 1 query."""
    rows: QuerySet[FormRow] = form.rows.select_related("addressee__item__document", "question")
    rows = rows.defer("addressee__item__document__text", "addressee__item__document__unread")
    lines, questions = [], []
    for row in rows:
        name = reference(form.code, row.number)
        if row.addressee:
            item = row.addressee.item
            source, title, text = str(item.document), item.title, item.text
            lines.append(FormLine(name, item.number, source, title, text, row.sent))
        elif row.question:
            questions.append(QuestionLine(name, row.question.text, row.sent["reply"]))
    with translation.override(form.language):
        return Form(
            words=form_words(form.language, form.cycle),
            code=form.code,
            heading=form.cycle.title,
            party=form.owner.name,
            dates=_("Progress as at %(as_at)s. Please return it by %(due_on)s.")
            % {"as_at": date_words(form.cycle.as_at), "due_on": date_words(form.cycle.due_on)},
            made_on=form.at.date(),
            lines=tuple(lines),
            questions=tuple(questions),
        )


def form_words(language: str, cycle: ReportingCycle | None = None) -> FormWords:
    """The fixed words of a form, in a language; with the cycle's day and address in its guide."""
    with translation.override(language):
        return FormWords(
            language=language,
            rtl=bool(get_language_info(language)["bidi"]),
            title=_("Reporting form"),
            how=_("How to fill in this form"),
            guide=_guide(cycle),
            reference=_("Ref."),
            number=_("No."),
            item=_("What was agreed"),
            heads={
                "answer": _("Response"),
                "reason": _("Response, with its reasons"),
                "plan": _("What will be done"),
                "responsible": _("Who"),
                "due_on": _("By when"),
                "status": _("Implementation"),
                "text": _("What was done"),
                "as_at": _("As at"),
                "evidence": _("Links that prove it"),
                "reply": _("Answer"),
            },
            answers={
                str(code): str(word)
                for code, word in labels.ANSWER.items()
                if code != Answer.AWAITING
            },
            statuses={str(code): str(word) for code, word in labels.PROGRESS.items()},
            response=_("Response"),
            progress=_("Progress"),
            questions=_("Questions"),
            question=_("Question"),
            page=_("Page {page} of {pages}"),
            digits=number_words("0123456789"),
        )


def _guide(cycle: ReportingCycle | None) -> tuple[str, ...]:
    lines = [
        _("Change what needs changing. What you leave as it is stays as it is."),
        _("Choose a response and a status from the words given; give your reasons where the response is not a full yes."),
        _("Say what was done since your last report; earlier words stay in the register."),
        _("Write dates as %(date)s. Units and links stand one to a line.") % {"date": WRITTEN},
        _("Rows may be sorted or left out. Do not change the references, and do not join cells."),
    ]  # fmt: skip
    if cycle:
        lines += [
            _("Where no day is given, what was done is as at %(date)s.")
            % {"date": date_words(cycle.as_at)},
            _("Upload the form at %(address)s, or mail it back to whoever sent it.")
            % {"address": f"{settings.SITE_URL}/cycles/{cycle.slug}/return/"},
        ]
    return tuple(lines)


@cache
def vocabulary() -> Vocabulary:
    """The words of forms in all six languages, and what they stand for."""
    return Vocabulary.of(form_words(language) for language in LANGUAGES)
