"""What a director reads: five figures, what needs a decision, what is late, what moved."""

from datetime import date

from django.db.models import QuerySet
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from quintet.core.public import Person, date_words, number_words
from quintet.followup import labels
from quintet.followup.documents.brief import Brief, Late, Line, Section
from quintet.followup.models import Addressee
from quintet.followup.queries.insight.numbers import (
    MEASURES,
    Numbers,
    addressees_of,
    condition,
)
from quintet.followup.queries.insight.words import (
    Figured,
    figured,
    headline,
    lede,
    movement,
    since_words,
)
from quintet.followup.queries.standing import with_parties
from quintet.followup.rules.insight import Figure

SHOWN, TITLE = 5, 90  # things that are late; characters of a title


def brief(
    numbers: Numbers, name: str, *, language: str, person: Person | None, today: date
) -> Brief:
    """The one-page summary of what the numbers are of, called `name`, in a language: 1 query."""
    with translation.override(language):
        day = {"day": date_words(today)}
        counts = numbers.counts
        found = _latest(addressees_of(numbers.scope, person=person, today=today), today)
        told = ngettext(
            "%(n)s is overdue; the five that are latest:",
            "%(n)s are overdue; the five that are latest:",
            counts["overdue"],
        ) % {"n": number_words(counts["overdue"])}
        return Brief(
            language=language,
            rtl=bool(get_language_info(language)["bidi"]),
            title=_("Summary for decision"),
            heading=name,
            as_at=_("As at %(day)s") % day,
            issued=_("Issued on %(day)s from the register.") % day,
            issued_on=today,
            lede=lede(numbers),
            figures=tuple(_line(one) for one in _five(numbers)),
            moving=Section(_("What moved"), note=since_words(numbers)),
            moved=tuple(_line(one) for one in movement(numbers)),
            lateness=Section(
                _("What is late"),
                nothing=_("Nothing is overdue."),
                note=told if counts["overdue"] > SHOWN else "",
            ),
            late=tuple(_late(one, today) for one in found),
            deciding=Section(
                _("What needs a decision"), nothing=_("Nothing waits for a decision.")
            ),
            decisions=tuple(_line(one) for one in decisions(numbers)),
            caveat=_("Claimed is what an organization says of itself; verified, what others saw."),
        )


def _five(numbers: Numbers) -> list[Figured]:
    """Answered, verified, claimed, overdue; and silence where a cycle is open, else long overdue."""
    figures = {one.code: one for one in headline(numbers)}
    last = "silent" if "silent" in figures else "long_overdue"
    return [figures[code] for code in ("answered", "verified", "claimed", "overdue", last)]


def decisions(numbers: Numbers) -> list[Figured]:
    """What only somebody who decides can move on; what there is none of is left out."""
    told = [
        ("proposed", _("Claims of closure that await a verdict"), "open", "claimed"),
        ("long_overdue", _("Long overdue: act, move the deadline, or close"), "open", "late"),
        ("review_overdue", _("Of items whose review is overdue"), "total", "part"),
        ("undecided", labels.FIGURE[Figure.UNDECIDED], "total", "part"),
        ("refused", labels.REFUSED, "total", "refused"),
    ]
    counts = numbers.counts
    return [
        figured(
            code, label, counts[code], numbers.scope.params, MEASURES[code],
            of=counts[of], whole=of, shape=shape,
        )
        for code, label, of, shape in told
        if counts[code]
    ]  # fmt: skip


def _latest(addressees: QuerySet[Addressee], today: date) -> list[Addressee]:
    late = addressees.filter(condition(MEASURES["overdue"], today))
    rows = with_parties(late).select_related("item__document")
    return list(
        rows.defer("item__document__text", "item__document__unread").order_by("due_on", "pk")[
            :SHOWN
        ]
    )


def _late(addressee: Addressee, today: date) -> Late:
    item = addressee.item
    days = (today - addressee.due_on).days if addressee.due_on else 0
    return Late(
        number=number_words(item.number),
        title=Truncator(item.title or item.text).chars(TITLE),
        source=Truncator(str(item.document)).chars(TITLE),
        owner=addressee.party.name,
        days=ngettext("%(n)s day late", "%(n)s days late", days) % {"n": number_words(days)},
        address=str(addressee.uuid),
    )


def _line(one: Figured) -> Line:
    return Line(
        one.label, number_words(one.count), one.of_words, one.share, one.shape, one.query or ""
    )
