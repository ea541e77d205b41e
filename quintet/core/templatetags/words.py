"""Filters for templates: dates and numbers as the page's language writes them."""

from datetime import date, datetime
from typing import Any

from django import template

from quintet.core.labels import date_words, number_words

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
