"""A reporting form as it is written out, and the words that a returned one is read by."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from quintet.core.public import LANGUAGES, date_words, number_words
from quintet.followup import labels
from quintet.followup.documents.archive import dated
from quintet.followup.documents.form import Form, FormLine, FormWords, QuestionLine
from quintet.followup.documents.form_formats import FORM_FORMATS
from quintet.followup.documents.reference import reference
from quintet.followup.intake.returns.vocabulary import Vocabulary
from quintet.followup.models import FormRow, ReportingCycle, ReportingForm
from quintet.followup.rules import Answer

WRITTEN = "2027-12-31"  # how the guide writes a date


def form_name(form: ReportingForm, ending: str) -> str:
    """The name of a form as a file: of its cycle, its party and its language."""
    return f"{form.cycle.slug}-{form.owner.code}-{form.language}.{ending}".lower()


def packed_forms(forms: Sequence[ReportingForm], ending: str) -> bytes:
    """A zip of forms, each named for its party; the same forms give the same bytes."""
    _media_type, write = FORM_FORMATS[ending]
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as container:
        for form in forms:
            container.writestr(form_name(form, ending), write(form_of(form)))
    return dated(packed.getvalue(), max(form.at.date() for form in forms))


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
            heads={field: str(head) for field, head in labels.FIELD.items()},
            answers={
                str(code): str(word)
                for code, word in labels.ANSWER.items()
                if code != Answer.AWAITING
            },
            statuses={str(code): str(word) for code, word in labels.PROGRESS.items()},
            response=str(labels.FORM_PART["response"]),
            progress=str(labels.FORM_PART["progress"]),
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
