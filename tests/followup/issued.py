"""A cycle that is closed, with its report as issued."""

from datetime import timedelta

from quintet.followup import actions
from tests.conftest import AT
from tests.followup.cycles import opened

CLOSED_AT = AT + timedelta(days=30)


def closed(party, by, *, at=CLOSED_AT, **more):
    """A cycle of what a secretariat keeps, opened and closed."""
    cycle = opened(party, by, **more)
    return actions.close_cycle(cycle=cycle, by=by, at=at)


def issued_routes(body, secretary):
    """What the routes of the matrix and of issued reports are about."""
    cycle = closed(body, secretary, at=AT)
    return {
        "matrix_export": ["csv"],
        "cycle_matrix": [cycle.slug],
        "cycle_matrix_export": [cycle.slug, "csv"],
        "issue_again": [cycle.slug],
        "issued_newest": [cycle.slug],
        "issued": [cycle.slug, 1],
        "issued_report": [cycle.slug, 1, "csv"],
    }
