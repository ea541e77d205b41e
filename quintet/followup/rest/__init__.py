"""The API of follow-up: the same actions and queries as its pages, so that they cannot disagree."""

from ninja import Router

from quintet.followup.rest import (
    addressees,
    calendar,
    candidates,
    changes,
    cycles,
    delegations,
    documents,
    insight,
    items,
    matrix,
    needs,
    reports,
    returns,
    snapshots,
    versions,
)
from quintet.followup.rest.journal import seen

router = Router()
for part in (
    needs,
    documents,
    candidates,
    items,
    addressees,
    reports,
    insight,
    cycles,
    delegations,
    returns,
    calendar,
    changes,
    matrix,
    snapshots,
    versions,
):
    router.add_router("", part.router)

__all__ = ["router", "seen"]
