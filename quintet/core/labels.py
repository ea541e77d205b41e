"""The words people see for the codes in rules.py, and how each language writes dates and numbers."""

from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from quintet.core.rules import BodyKind, OrganizationKind, RoleCode

ORGANIZATION_KIND = {
    OrganizationKind.PRINCIPAL_ORGAN_ENTITY: _("Entity of a principal organ"),
    OrganizationKind.SECRETARIAT_DEPARTMENT: _("Department of the Secretariat"),
    OrganizationKind.REGIONAL_COMMISSION: _("Regional commission"),
    OrganizationKind.FUND_OR_PROGRAMME: _("Fund or programme"),
    OrganizationKind.SPECIALIZED_AGENCY: _("Specialized agency"),
    OrganizationKind.RELATED_ORGANIZATION: _("Related organization"),
    OrganizationKind.INTER_AGENCY_SECRETARIAT: _("Inter-agency secretariat"),
    OrganizationKind.OTHER: _("Other organization"),
}
BODY_KIND = {
    BodyKind.COMMITTEE: _("Committee"),
    BodyKind.NETWORK: _("Network"),
    BodyKind.TASK_FORCE: _("Task force"),
    BodyKind.FORUM: _("Forum"),
    BodyKind.WORKING_GROUP: _("Working group"),
    BodyKind.BOARD: _("Board"),
}
ROLE = {
    RoleCode.STEWARD: _("Steward"),
    RoleCode.SECRETARY: _("Secretary"),
    RoleCode.EVALUATION_OFFICER: _("Evaluation officer"),
    RoleCode.FOCAL_POINT: _("Focal point"),
    RoleCode.VALIDATING_OFFICER: _("Validating officer"),
    RoleCode.PRINCIPAL: pgettext_lazy("head of an organization", "Principal"),
    RoleCode.VERIFIER: _("Verifier"),
    RoleCode.DATA_STEWARD: _("Data steward"),
    RoleCode.MEMBER: pgettext_lazy("reads what is published", "Member"),
}
ROLE_SENTENCE = {
    RoleCode.STEWARD: _("Keeps organizations, bodies, people and their roles."),
    RoleCode.SECRETARY: _("Reads reports in, assigns and publishes what the body agreed."),
    RoleCode.EVALUATION_OFFICER: _("Reads evaluations in and follows their recommendations."),
    RoleCode.FOCAL_POINT: _("Answers for the organization and reports progress."),
    RoleCode.VALIDATING_OFFICER: _("Approves what a focal point submits."),
    RoleCode.PRINCIPAL: _("Heads the organization and may approve its answers."),
    RoleCode.VERIFIER: _("Checks what is claimed, and closes it or returns it."),
    RoleCode.DATA_STEWARD: _("Submits the organization's figures and approves another's."),
    RoleCode.MEMBER: _("Reads."),
}

# Arabic UN documents name each month twice: by its eastern and by its western name.
_ARABIC_MONTHS = (
    "كانون الثاني/يناير شباط/فبراير آذار/مارس نيسان/أبريل أيار/مايو حزيران/يونيه تموز/يوليه "
    "آب/أغسطس أيلول/سبتمبر تشرين الأول/أكتوبر تشرين الثاني/نوفمبر كانون الأول/ديسمبر"
)
ARABIC_MONTHS = tuple(
    _ARABIC_MONTHS.replace("كانون ", "كانون\xa0").replace("تشرين ", "تشرين\xa0").split(" ")
)
_EASTERN_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_LOCALES = {"zh-hans": "zh_Hans", "en": "en_GB"}


def _language(language: str | None) -> str:
    return language or get_language() or "en"


def number_words(number: int | str, language: str | None = None) -> str:
    """A whole number, or a paragraph's number as printed, in the digits of the language."""
    chosen = _language(language)
    if isinstance(number, int):
        written = format_decimal(number, locale=_LOCALES.get(chosen, chosen).replace("ar", "en_GB"))
    else:
        written = number
    return written.translate(_EASTERN_DIGITS) if chosen == "ar" else written


def date_words(day: date, language: str | None = None) -> str:
    """A date as UN documents in the language write it: "11 October 2021"."""
    chosen = _language(language)
    if chosen == "ar":
        month = ARABIC_MONTHS[day.month - 1]
        return f"{day.day} {month} {day.year}".translate(_EASTERN_DIGITS)
    if chosen == "ru":  # CLDR shortens the year's word to "г.", UN documents write it out
        return format_date(day, format="d MMMM y 'года'", locale="ru")
    written = format_date(day, format="long", locale=_LOCALES.get(chosen, chosen))
    return f"1er{written[1:]}" if chosen == "fr" and day.day == 1 else written


def amount_words(amount: Decimal, language: str | None = None, places: int = 0) -> str:
    """An amount, in whole units of its currency or to so many places: "46,469,583,315"."""
    form = f"#,##0.{'0' * places}" if places else "#,##0"
    return _in_digits(format_decimal, amount, language, format=form)


def short_amount_words(amount: Decimal, language: str | None = None) -> str:
    """An amount as it is said in a sentence: "46.5 billion"."""
    # CLDR has one form for Chinese, and calls it short
    form: Any = "short" if _language(language) == "zh-hans" else "long"
    return _in_digits(format_compact_decimal, amount, language, format_type=form, fraction_digits=1)


def size_words(size: int) -> str:
    """The size of a file of so many bytes, in the page's language: "100.5 KB"."""
    written = filesizeformat(size)
    return number_words(written.replace(",", "\u066b")) if _language(None) == "ar" else written


def percent_words(ratio: Decimal, language: str | None = None) -> str:
    """A ratio as a percentage of one place: 0.768 is "76.8%"."""
    return _in_digits(_percent, ratio, language)


def _percent(ratio: Decimal, locale: str) -> str:
    """As the locale has it, and always with one place, so that a column of them lines up."""
    pattern = copy(Locale.parse(locale).percent_formats[None])
    pattern.frac_prec = (1, 1)
    return pattern.apply(ratio, locale)


def _in_digits(write: Any, number: Decimal, language: str | None, **more: Any) -> str:
    chosen = _language(language)
    written = write(number, locale=_LOCALES.get(chosen, chosen), **more)
    if chosen != "ar":
        return written
    marks = {",": "\u066c", ".": "\u066b", "%": "\u066a"}
    return "".join(marks.get(one, one) for one in written).translate(_EASTERN_DIGITS)
