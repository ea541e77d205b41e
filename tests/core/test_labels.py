"""Dates and numbers as UN documents in each language write them; a word for every code."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from quintet.core import labels
from quintet.core.rules import LANGUAGES, BodyKind, OrganizationKind, RoleCode

DAY = date(2021, 10, 11)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("ar", "١١ تشرين\xa0الأول/أكتوبر ٢٠٢١"),
        ("zh-hans", "2021年10月11日"),
        ("en", "11 October 2021"),
        ("fr", "11 octobre 2021"),
        ("ru", "11 октября 2021 года"),
        ("es", "11 de octubre de 2021"),
    ],
)
def test_each_language_writes_dates_its_own_way(language, written):
    assert labels.date_words(DAY, language) == written
    with translation.override(language):
        assert labels.date_words(DAY) == written


def test_arabic_has_twelve_months_with_both_of_their_names():
    assert len(labels.ARABIC_MONTHS) == 12
    assert all(month.count("/") == 1 for month in labels.ARABIC_MONTHS)


@pytest.mark.parametrize(
    ("language", "number", "written"),
    [
        ("ar", 1234, "١,٢٣٤"),
        ("en", 1234, "1,234"),
        ("fr", 1234, "1\u202f234"),
        ("zh-hans", 1234, "1,234"),
        ("es", 12345, "12.345"),
        ("ar", "18 (a)", "١٨ (a)"),
        ("ru", "18 (a)", "18 (a)"),
    ],
)
def test_each_language_writes_numbers_its_own_way(language, number, written):
    assert labels.number_words(number, language) == written


def test_without_a_language_dates_and_numbers_are_english():
    with translation.override(None):
        assert labels.date_words(DAY) == "11 October 2021"
        assert labels.number_words(7) == "7"


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (labels.ORGANIZATION_KIND, OrganizationKind),
        (labels.BODY_KIND, BodyKind),
        (labels.ROLE, RoleCode),
        (labels.ROLE_SENTENCE, RoleCode),
    ],
)
def test_every_code_has_its_word(words, codes):
    assert set(words) == set(codes)
    for language in LANGUAGES:
        with translation.override(language):
            assert all(str(word) for word in words.values())


def test_the_first_of_a_month_is_an_ordinal_in_french():
    assert labels.date_words(date(2026, 11, 1), "fr") == "1er novembre 2026"
    assert labels.date_words(date(2026, 11, 11), "fr") == "11 novembre 2026"


@pytest.mark.parametrize(
    ("language", "whole", "short", "percent"),
    [
        ("ar", "٤٦٬٤٦٩٬٥٨٣٬٣١٥", "٤٦٫٥ مليار", "٧٦٫٨٪"),
        ("zh-hans", "46,469,583,315", "464.7亿", "76.8%"),
        ("en", "46,469,583,315", "46.5 billion", "76.8%"),
        ("fr", "46\u202f469\u202f583\u202f315", "46,5 milliards", "76,8\xa0%"),
        ("ru", "46\xa0469\xa0583\xa0315", "46,5 миллиарда", "76,8\xa0%"),
        ("es", "46.469.583.315", "46,5 mil millones", "76,8\xa0%"),
    ],
)
def test_amounts_and_shares_are_written_as_the_language_writes_them(
    language, whole, short, percent
):
    amount = Decimal("46469583315.40")
    assert labels.amount_words(amount, language) == whole
    assert labels.short_amount_words(amount, language) == short
    assert labels.percent_words(Decimal("0.76812"), language) == percent


def test_a_share_always_has_one_place():
    assert labels.percent_words(Decimal(1), "en") == "100.0%"


@pytest.mark.parametrize(
    ("language", "written"),
    [("ar", "١٠٠٫٥ ك.ب"), ("en", "100.5 KB"), ("fr", "100,5 Kio"), ("zh-hans", "100.5 KB")],
)
def test_the_size_of_a_file_is_in_the_digits_of_the_language(language, written):
    with translation.override(language):
        assert labels.size_words(102_912) == written.replace(" ", "\xa0")
