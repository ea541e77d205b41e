"""The API of follow-up: the same actions and queries as its pages, so that they cannot disagree."""

from ninja import Router

from quintet.followup.rest import (
    addressees,
    calendar,
    candidates,
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
    matrix,
    snapshots,
):
    router.add_router("", part.router)

__all__ = ["router", "seen"]
