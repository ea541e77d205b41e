"""Filters for templates: dates and numbers as the page's language writes them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template

from quintet.core.labels import (
    amount_words,
    date_words,
    number_words,
    percent_words,
    short_amount_words,
    size_words,
)

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """A date in words; nothing for nothing."""
    if value is None or value == "":
        return ""
    return date_words(value.date() if isinstance(value, datetime) else value)


@register.filter
def figures(value: Any) -> str:
    """A number, or a paragraph's number as printed, in the digits of the page's language."""
    return "" if value is None else number_words(value)


@register.filter
def isoday(value: str) -> str:
    """A date that is kept as text ("2021-10-11"), in words."""
    return date_words(date.fromisoformat(value)) if value else ""


@register.filter
def amount(value: Decimal | None, places: int = 0) -> str:
    """An amount in whole units, or to so many places; nothing for nothing."""
    return "" if value is None else amount_words(value, places=places)


@register.filter
def short_amount(value: Decimal | None) -> str:
    """An amount as it is said in a sentence; nothing for nothing."""
    return "" if value is None else short_amount_words(value)


@register.filter
def percent(value: Decimal | None) -> str:
    """A ratio as a percentage; nothing for nothing."""
    return "" if value is None else percent_words(value)


@register.filter
def size(value: int) -> str:
    """The size of a file of so many bytes."""
    return size_words(value)
