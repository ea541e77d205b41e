"""Every write of the cube. Keyword-only, `by=` and `at=`; one transaction, one journal entry an act."""

from quintet.cube.actions.approval import approve, give_back, order_publication
from quintet.cube.actions.checking import (
    accept_repairs,
    begin_check,
    cancel,
    chosen,
    explain,
    keep_check,
    refuse,
    tell_progress,
)
from quintet.cube.actions.importing import import_files
from quintet.cube.actions.publications import (
    enter_imported,
    keep_publication,
    refuse_publication,
    withdraw,
)
from quintet.cube.actions.submissions import submit

__all__ = [
    "accept_repairs",
    "approve",
    "begin_check",
    "cancel",
    "chosen",
    "enter_imported",
    "explain",
    "give_back",
    "import_files",
    "keep_check",
    "keep_publication",
    "order_publication",
    "refuse",
    "refuse_publication",
    "submit",
    "tell_progress",
    "withdraw",
]
