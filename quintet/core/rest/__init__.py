"""The API of the core, and what the API of every module is made of."""

from quintet.core.rest.callers import EVERYBODY, SIGNED_IN, Anybody, caller, signed
from quintet.core.rest.journal import journal
from quintet.core.rest.own import router as own
from quintet.core.rest.paging import Page, Paging, page_by_place, page_of, page_of_list
from quintet.core.rest.parties import router as parties
from quintet.core.rest.people import router as people
from quintet.core.rest.problems import (
    MEDIA_TYPE,
    TITLES,
    Problem,
    refusal,
    refuse_by_problems,
)
from quintet.core.rest.repeats import once

__all__ = [
    "EVERYBODY",
    "MEDIA_TYPE",
    "SIGNED_IN",
    "TITLES",
    "Anybody",
    "Page",
    "Paging",
    "Problem",
    "caller",
    "journal",
    "once",
    "own",
    "page_by_place",
    "page_of",
    "page_of_list",
    "parties",
    "people",
    "refusal",
    "refuse_by_problems",
    "signed",
]
