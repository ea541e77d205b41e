"""What open cycles ask of addressees is kept up to date with what was said of them."""

from collections.abc import Collection
from datetime import date

from quintet.followup import queries, rules
from quintet.followup.models import Ask


def settle_asks(addressees: Collection[int]) -> None:
    """Fold the state of each ask of an open cycle, for these addressees (by key); call it wherever
    words are written or approved. A closed cycle is not touched any more.
    """
    asks = Ask.objects.filter(addressee__in=addressees, cycle__closed_on__isnull=True)
    by_day: dict[date, list[Ask]] = {}
    for ask in asks.select_related("cycle", "addressee"):
        by_day.setdefault(ask.cycle.opened_on, []).append(ask)
    for since, found in by_day.items():
        waiting = queries.unapproved_since([ask.addressee_id for ask in found], since)
        changed = []
        for ask in found:
            state = rules.ask_state(
                heard_on=ask.addressee.heard_on,
                opened_on=since,
                waiting=waiting.get(ask.addressee_id, frozenset()),
            )
            if ask.state != state:
                ask.state = state
                changed.append(ask)
        Ask.objects.bulk_update(changed, ["state"], batch_size=500)
