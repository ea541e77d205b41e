"""What a report counts, in words: its summary in two sentences and line by line."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quintet.core.public import number_words
from quintet.followup import labels
from quintet.followup.documents.report import Count
from quintet.followup.models import Item
from quintet.followup.queries.reviews import review_flags_of
from quintet.followup.rules import Flag, ReviewFlag, Summary


def lede(items: int, told: Summary) -> str:
    """The summary in two sentences: what was asked of how many, and what came of it."""
    asked = ngettext("%(n)s item", "%(n)s items", items) % {"n": number_words(items)}
    parts = answers_words(told.total, told.awaiting, told.taken_on, told.verified, told.claimed)
    return _("%(asked)s, %(answers)s; %(silent)s. %(taken)s, %(verified)s and %(claimed)s.") % (
        parts | {"asked": asked}
    )


def answers_words(
    total: int, awaiting: int, taken_on: int, verified: int, claimed: int
) -> dict[str, str]:
    """Counts of answers, each in words that a sentence can be made of."""
    told = {
        "answers": (ngettext("%(n)s answer asked for", "%(n)s answers asked for", total), total),
        "silent": (ngettext("%(n)s has not come", "%(n)s have not come", awaiting), awaiting),
        "taken": (ngettext("Of %(n)s taken on", "Of %(n)s taken on", taken_on), taken_on),
        "verified": (
            ngettext(
                "%(n)s is verified as implemented", "%(n)s are verified as implemented", verified
            ),
            verified,
        ),
        "claimed": (
            ngettext("%(n)s more is claimed to be", "%(n)s more are claimed to be", claimed),
            claimed,
        ),
    }
    return {name: words % {"n": number_words(number)} for name, (words, number) in told.items()}


def summary_counts(told: Summary) -> tuple[Count, ...]:
    """The lines of the summary, each with its denominator: answers of all that were asked;
    implementation of what was accepted in whole or in part."""
    asked = _("of all answers asked for")
    taken = _("of what was accepted in whole or in part")
    lines: Sequence[tuple[str, object, str, str]] = (
        ("accepted", labels.ANSWER["accepted"], asked, "yes"),  # type: ignore[index]
        ("partially_accepted", labels.ANSWER["partially_accepted"], asked, "part"),  # type: ignore[index]
        ("not_accepted", labels.ANSWER["not_accepted"], asked, "refused"),  # type: ignore[index]
        ("under_consideration", labels.ANSWER["under_consideration"], asked, "going"),  # type: ignore[index]
        ("not_relevant", labels.ANSWER["not_relevant"], asked, "none"),  # type: ignore[index]
        ("awaiting", labels.ANSWER["awaiting"], asked, "silent"),  # type: ignore[index]
        ("verified", labels.IMPLEMENTATION["verified"], taken, "verified"),
        ("claimed", labels.IMPLEMENTATION["claimed"], taken, "claimed"),
        ("in_progress", labels.IMPLEMENTATION["in_progress"], taken, "going"),
        ("not_started", labels.IMPLEMENTATION["not_started"], taken, "none"),
        ("no_word", labels.IMPLEMENTATION["no_word"], taken, "silent"),
        ("closed_otherwise", labels.IMPLEMENTATION["closed"], taken, "closed"),
        ("late", labels.FLAG[Flag.OVERDUE], asked, "late"),
    )
    return tuple(
        Count(
            code=code,
            label=str(label),
            count=getattr(told, code),
            of=told.taken_on if of_label == taken else told.total,
            of_label=of_label,
            shape=shape,
        )
        for code, label, of_label, shape in lines
        if getattr(told, code) or code in ("awaiting", "verified", "claimed")
    )


def review_counts(items: Sequence[Item], *, day: date) -> tuple[Count, ...]:
    """Of the items, how many are to be reviewed and how many end, as at a day; only what there is."""
    whole = {item.pk: item for item in items}
    flags = [flag for item in whole.values() for flag in review_flags_of(item, today=day)]
    shapes = {
        ReviewFlag.OVERDUE: "late",
        ReviewFlag.DUE: "none",
        ReviewFlag.RETIRES: "none",
        ReviewFlag.RETIRED: "closed",
    }
    return tuple(
        Count(
            code=f"review_{flag}",
            label=str(labels.REVIEW[flag]),
            count=flags.count(flag),
            of=len(whole),
            of_label=_("of all items"),
            shape=shape,
        )
        for flag, shape in shapes.items()
        if flag in flags
    )
