"""What open cycles ask of an addressee is kept up to date with what was said of it."""

from quintet.followup import queries, rules
from quintet.followup.models import Addressee


def ask_settled(addressee: Addressee) -> None:
    """Fold the state of each ask of an open cycle; call it wherever a word is written or approved.

    A closed cycle is not touched any more.
    """
    open_ones = addressee.asks.filter(cycle__closed_on__isnull=True).select_related("cycle")
    for ask in open_ones:
        since = ask.cycle.opened_on
        waiting = queries.unapproved_since([addressee.pk], since).get(addressee.pk, frozenset())
        state = rules.ask_state(heard_on=addressee.heard_on, opened_on=since, waiting=waiting)
        if ask.state != state:
            ask.state = state
            ask.save(update_fields=["state"])
