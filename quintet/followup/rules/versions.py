"""The law of what comes again: versions of a document, reviews of an item."""

from enum import StrEnum


class Revision(StrEnum):
    """How a later version of a document relates to the one before it."""

    REVISION = "revision"  # Rev.: replaces the whole
    CORRIGENDUM = "corrigendum"  # Corr.: corrects passages
    ADDENDUM = "addendum"  # Add.: adds to it
    READING = "reading"  # the same document, read anew (a better scan)


class AnchorState(StrEnum):
    """Where an item stands in a later version of its document."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"
    TAKEN = "taken"  # a person took the new words
    KEPT = "kept"  # a person kept the old ones


class Disposition(StrEnum):
    """What can be decided of an item under review (A/RES/80/251, paras 20-24)."""

    RENEW = "renew"
    ADAPT = "adapt"
    MERGE = "merge"
    REPLACE = "replace"
    RETIRE = "retire"


class Scheme(StrEnum):
    """Of which list a tag is."""

    GOAL = "goal"
    NEXUS = "nexus"
    NETWORK = "network"


UNDECIDED = frozenset({AnchorState.CHANGED, AnchorState.MISSING})
NEED_A_SUCCESSOR = frozenset({Disposition.MERGE, Disposition.REPLACE})
